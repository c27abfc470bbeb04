"""Методбанк: a static site generator for a municipal bank of teaching practices."""
