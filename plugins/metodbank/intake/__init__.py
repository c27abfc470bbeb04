"""What comes in — typed answers, a Word card — becomes the text of an entry; nothing here knows of MkDocs."""
