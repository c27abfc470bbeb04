"""What a person asked for by name becomes a set, a period, a subject; a misspelt name is met with a suggestion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from metodbank.indicators.book import Subject
from metodbank.indicators.library import Indicators, SetResults
from metodbank.indicators.periods import Span
from metodbank.indicators.words import period_slug
from metodbank.rules.suggest import listed, nearest

Found = TypeVar("Found")


class UnknownNameError(Exception):
    """Nothing is called so; the text says what is, in Russian."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        names = list(known)
        guess = nearest(name, names, cutoff=60)
        maybe = f" Возможно, вы имели в виду «{guess}»." if guess else ""
        super().__init__(f"{what} «{name}» нет.{maybe} Есть: {listed(names, 20)}.")


def find_set(indicators: Indicators, name: str) -> SetResults:
    """Return a set by the name of its file or its short title."""
    held = {alias: found for found in indicators.sets.values() for alias in (found.id, str(found.set.short_title))}
    return _find("Набора", name, held, indicators.sets)


def find_period(results: SetResults, name: str) -> Span:
    """Return a period of a set: «2023», «II полугодие 2023», or as in addresses, «2023-h2»."""
    held = {alias: span for span in results.periods for alias in (span.text, span.label, period_slug(span))}
    return _find("Периода", name, held, [span.text for span in results.periods])


def find_subject(results: SetResults, name: str) -> Subject:
    """Return a territory or an organisation of a set by its name or title."""
    held = {alias: who for who in results.book.subjects for alias in (who.id, who.title)}
    return _find("Организации или территории", name, held, held)


def _find(what: str, name: str, held: Mapping[str, Found], known: Iterable[str]) -> Found:
    folded = {alias.casefold(): found for alias, found in held.items()}
    found = folded.get(name.strip().casefold())
    if found is None:
        raise UnknownNameError(what, name, known)
    return found
