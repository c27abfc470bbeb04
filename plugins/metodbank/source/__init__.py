"""Bytes become documents: text, front matter, and the line and column of every key and value.

Nothing here judges the content. What stops a file from being read is a :class:`Defect`, a neutral fact
with a machine name; the layer of rules turns it into a problem with words.
"""
