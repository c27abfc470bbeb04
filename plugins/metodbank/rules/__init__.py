"""What makes an entry good: small functions that yield problems, and one catalogue of their codes."""
