"""The browser's search in one file: one answer to wait for, and comments are not sent."""

from __future__ import annotations

from collections.abc import Callable

import rjsmin

SCRIPTS = (
    "vendor/snowball-russian.js",
    "search-text.js",
    "search-shards.js",
    "search-facets.js",
    "search-engine.js",
)
"""What the file is made of, in the order of their names for each other."""
CLIENT = "search-client.js"
FOLDER = "assets/javascripts"
"""Where they lie from the root of the site, and from the theme's."""
_HEAD = "/* Made of search-*.js; the stemmer's licence stands in vendor/snowball-russian.js. */"


def client(read: Callable[[str], str]) -> str:
    """Return the file. ``read`` returns the text of a script by its name."""
    return "\n".join((_HEAD, *(str(rjsmin.jsmin(read(name))) for name in SCRIPTS), ""))
