"""Address recommendations after monitoring: what one subject has to reach and to hand in, from its statuses.

The documents demand recommendations and give no text for them; nothing is advised here that does not follow from
a value, a target, a band or a missing figure. People correct it by hand (``written.py``): what they wrote is shown
in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

from metodbank.indicators.band_rules import interval
from metodbank.indicators.book import Subject
from metodbank.indicators.explain import lacking, sentence, target_words
from metodbank.indicators.library import SetResults
from metodbank.indicators.model import BANDS
from metodbank.indicators.numbers import spell
from metodbank.indicators.periods import Span
from metodbank.indicators.results import Result, Status
from metodbank.indicators.written import WrittenFile
from metodbank.rules.problem import Problem


@dataclass(frozen=True)
class Advice:
    """One sentence of a recommendation and the result it follows from."""

    result: Result
    text: str


@dataclass(frozen=True)
class Recommendation:
    """What one subject is told after a period.

    :param reach: what to reach; ``hand_in`` what figures to hand in; ``keep`` what is reached.
    :param written: what a person wrote instead, if anybody did.
    """

    subject: Subject
    period: Span
    reach: tuple[Advice, ...]
    hand_in: tuple[str, ...]
    keep: tuple[Result, ...]
    written: WrittenFile | None = None

    @property
    def markdown(self) -> str:
        """The generated text in Markdown."""
        return "\n\n".join(_sections(self))

    @property
    def digest(self) -> str:
        """The fingerprint of the generated text: it changes with the figures behind it."""
        return sha256(self.markdown.encode()).hexdigest()[:12]

    @property
    def outdated(self) -> bool:
        """Whether a person wrote from figures that have changed since."""
        return self.written is not None and self.written.entry.digest != self.digest


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
        next((file for file in results.recommendations if file.key == (period.text, subject.id)), None),
    )


def stale(results: SetResults) -> Iterator[Problem]:
    """A recommendation written by hand rests on the figures of today."""
    for file in results.recommendations:
        period = next((span for span in results.periods if span.text == file.entry.period), None)
        subject = results.book.subject(file.entry.organization or "")
        if period is not None and subject is not None and recommend(results, period, subject).outdated:
            command = f'scripts/new.py recommendation {results.id} "{period.text}" {subject.id} --confirm'
            yield file.draft.problem("MB893", ("digest",), command=command)


def _sections(found: Recommendation) -> Iterator[str]:
    for title, lines in (
        ("Чего достичь", [advice.text for advice in found.reach]),
        ("Какие цифры сдать", list(found.hand_in)),
        ("Что достигнуто", [sentence(f"{_label(r)}{r.measure.name.rstrip('.')}: {r.shown}") for r in found.keep]),
    ):
        if lines:
            yield f"### {title}"
            yield "\n".join(f"- {_escaped(line)}" for line in lines)


_MARKED = re.compile(r"([\\`*_\[\]<>#|])")


def _escaped(text: str) -> str:
    """Keep the words of a document from being read as Markdown."""
    return re.sub(r"^(\d+)\.", r"\1\\.", _MARKED.sub(r"\\\1", text))


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
