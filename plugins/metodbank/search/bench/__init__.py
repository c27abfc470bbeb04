"""Measures search beside its peers: quality on judged questions, and what a question costs on a slow line."""
