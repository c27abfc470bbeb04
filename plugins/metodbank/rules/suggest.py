"""«Возможно, вы имели в виду»: the nearest of the words that would be right."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process


def nearest(word: str, choices: Iterable[str], cutoff: int = 70) -> str:
    """Return the choice that looks most like ``word``, or an empty string when none is near."""
    found = process.extractOne(
        word.casefold(), list(choices), scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=cutoff
    )
    return str(found[0]) if found else ""


def listed(words: Iterable[str], most: int = 12) -> str:
    """Return words joined for a message, the tail cut."""
    words = list(words)
    shown = ", ".join(words[:most])
    return shown if len(words) <= most else f"{shown} и ещё {len(words) - most}"
