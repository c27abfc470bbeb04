"""Addresses of a set's pages: an indicator's page is called by its id, so some ids are taken already."""

from __future__ import annotations

import re

PAGES = ("index", "method", "missing", "results", "scores", "rating", "recommendations", "changes", "passport")
"""Pages of a set that are not about one indicator; some of them are made for a period: ``scores-2024``.
The page of an organisation or a territory is called ``subject-`` and its name."""
_PERIOD = re.compile(r"\d{4}(?:-(?:\d{2}|\d{4}|h[12]|q[1-4]))?")
_OF_A_PERIOD = re.compile(rf"(?:{'|'.join(PAGES)})(?:-{_PERIOD.pattern})?")


def taken(indicator: str) -> bool:
    """Whether a page of another kind has, or may get, the address an indicator of this id would have."""
    of_subject = indicator.startswith("subject-")
    return of_subject or bool(_OF_A_PERIOD.fullmatch(indicator) or _PERIOD.fullmatch(indicator))
