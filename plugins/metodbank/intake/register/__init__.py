"""Registers as Excel workbooks: written for a person to edit, read back row by row."""
