"""«Возможно, вы имели в виду»: the nearest of the words that would be right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from metodbank.rules.corpus import Corpus


def nearest(word: str, choices: Iterable[str], cutoff: int = 70) -> str:
    """Return the choice that looks most like ``word``, or an empty string when none is near."""
    found = process.extractOne(
        word.casefold(), list(choices), scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=cutoff
    )
    return str(found[0]) if found else ""


def meant(corpus: Corpus, kind: str, value: str) -> str:
    """Return the entry of a kind that a reference looks like: by its name, or by its title, a person's aside."""
    by_name = {slug: slug for slug in corpus.by_slug[kind]}
    if kind != "person":
        for slug, draft in corpus.by_slug[kind].items():
            by_name |= {title: slug for title in (draft.title, getattr(draft.entry, "short_title", None)) if title}
    return by_name.get(nearest(value, by_name), "")


def listed(words: Iterable[str], most: int = 12) -> str:
    """Return words joined for a message, the tail cut."""
    words = list(words)
    shown = ", ".join(words[:most])
    return shown if len(words) <= most else f"{shown} и ещё {len(words) - most}"
