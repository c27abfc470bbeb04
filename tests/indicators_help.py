"""The shipped sets with figures of a test's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from metodbank.indicators.check import Checked, check_bank
from metodbank.indicators.figures import YES_NO, Figure
from metodbank.indicators.library import SetResults, make_results
from metodbank.indicators.numbers import read_number
from metodbank.indicators.periods import span
from metodbank.indicators.results import Result
from metodbank.rules.corpus import read_corpus
from metodbank.rules.settings import Settings
from tests.conftest import ROOT

TODAY = dt.date(2026, 11, 22)
SETS = sorted(path.stem for path in (ROOT / "content" / "indicators").glob("*.yml"))
"""The shipped sets by name, read from no file, so that tests are collected at once."""


@cache
def shipped() -> Checked:
    """The repository's own bank, checked once."""
    return check_bank(read_corpus(Settings(ROOT, today=TODAY)))


def figure(
    set_id: str, period: str, subject: str, variable: str, value: object, *, preliminary: bool = False
) -> Figure:
    """Make a figure as it would be read from a row."""
    text = str(value)
    found = read_number(text)
    number = Fraction(YES_NO[text]) if text in YES_NO else found[0] if found else None
    return Figure(2, set_id, period, subject, variable, text, "отчёт", TODAY, preliminary, "", number)


def set_of(measure: str) -> SetResults:
    """Return the shipped set that has a measure."""
    return next(found for found in shipped().indicators.sets.values() if found.file.measure(measure))


def results_of(
    set_id: str, figures: Mapping[tuple[str, str], Mapping[str, object]], *, preliminary: bool = False
) -> SetResults:
    """Return a shipped set with the given figures, by period and subject, instead of its own."""
    rows = [
        figure(set_id, period, subject, name, value, preliminary=preliminary)
        for (period, subject), held in figures.items()
        for name, value in held.items()
    ]
    return make_results(shipped().indicators.sets[set_id].file, rows, shipped().bank)


def at(results: SetResults, measure_id: str, period: str, subject_id: str) -> Result:
    """Return one result by names."""
    measure, subject = results.file.measure(measure_id), results.book.subject(subject_id)
    assert measure is not None
    assert subject is not None
    return results.result(measure, span(period), subject)
