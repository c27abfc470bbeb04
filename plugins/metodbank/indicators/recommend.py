"""Address recommendations after monitoring: what one subject has to reach and to hand in, from its statuses.

The documents demand recommendations and give no text for them; nothing is advised here that does not follow from
a value, a target, a band or a missing figure. People add advice by hand on top of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from metodbank.indicators.band_rules import interval
from metodbank.indicators.book import Subject
from metodbank.indicators.explain import lacking, sentence, target_words
from metodbank.indicators.library import SetResults
from metodbank.indicators.model import BANDS
from metodbank.indicators.numbers import spell
from metodbank.indicators.periods import Span
from metodbank.indicators.results import Result, Status


@dataclass(frozen=True)
class Advice:
    """One sentence of a recommendation and the result it follows from."""

    result: Result
    text: str


@dataclass(frozen=True)
class Recommendation:
    """What one subject is told after a period.

    :param reach: what to reach; ``hand_in`` what figures to hand in; ``keep`` what is reached.
    """

    subject: Subject
    period: Span
    reach: tuple[Advice, ...]
    hand_in: tuple[str, ...]
    keep: tuple[Result, ...]


def recommend(results: SetResults, period: Span, subject: Subject) -> Recommendation:
    """Make the recommendation of a set for one subject and period."""
    found = results.results(period, subject)
    missing = [item for item in results.missing(period) if item.subject == subject]
    return Recommendation(
        subject,
        period,
        tuple(_reach(found)),
        tuple(sentence(f"Сдать цифру: {item.variable.title} (собирает: {item.ask})") for item in missing),
        tuple(result for result in found if result.verdict is Status.REACHED),
    )


def _reach(found: tuple[Result, ...]) -> Iterator[Advice]:
    for result in found:
        title = f"{_label(result)}{result.measure.name.rstrip('.')}"
        if result.verdict is Status.NOT_REACHED and result.target is not None:
            lack = f"; {result.shortfall.text}" if result.shortfall else ""
            words = target_words(result.target, result.measure)
            whose = "цель территории" if result.orientation else "цель"
            yield Advice(result, sentence(f"{title}: сейчас {result.shown}, {whose} — {words}{lack}"))
        elif result.score is not None:
            higher = _next_band(result)
            if higher:
                yield Advice(result, sentence(f"{title}: {result.score.reason}; {higher}"))


def _label(result: Result) -> str:
    return f"{result.measure.label.rstrip('.')}. " if result.measure.label else ""


def _next_band(result: Result) -> str:
    """Say what the next higher score is given for, and how much is lacking to it."""
    assert result.score is not None
    points = result.score.points
    higher = sorted((b.score, b) for b in result.measure.bands if b.score is not None and b.score > points)[:1]
    for score, band in higher:
        if result.measure.kind != BANDS or result.value is None:
            return f"балл {score} ставится, если: {band.text}" if band.text else ""
        goal = Fraction(interval(band).start)
        lack = lacking(result.measure, result.parts, result.value, goal, hidden=result.hidden)
        needed = "" if result.hidden else f", {lack.text}"
        return f"балл {score} — от {spell(goal, 2)} %{needed}"
    return ""
