"""Text in a cell stays text: what a spreadsheet would take for a formula is disarmed."""

from __future__ import annotations

import re

_START = re.compile(r"\s*[=+\-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH COMMERCIAL AT}]")
_NUMBER = re.compile(r"[+-]\d[\d ,.]*(?:[%а-яё][%а-яё\d .,/–]*)?", re.IGNORECASE)
"""«-5», «+3,2 п. п. к периоду 2023»: a number with words after it, and no sign or bracket more."""


def risky(text: str) -> bool:
    """Whether a spreadsheet could read a text as a formula."""
    return bool(_START.match(text)) and not _NUMBER.fullmatch(text)


def harmless(text: str) -> str:
    """Return a text for a CSV cell: an apostrophe before what looks like a formula, plain spaces."""
    plain = text.replace("\N{NO-BREAK SPACE}", " ")
    return f"'{plain}" if risky(plain) else plain
