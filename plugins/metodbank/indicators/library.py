"""All sets with their figures: what pages, reports and exports ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import cached_property

from metodbank.bank.bank import Bank
from metodbank.indicators.book import Book, Subject
from metodbank.indicators.expression import names
from metodbank.indicators.figures import Figure
from metodbank.indicators.judge import result
from metodbank.indicators.model import BANDS, ORDINAL, TERRITORY, Indicator, IndicatorSet, Oddity, Variable
from metodbank.indicators.periods import Span
from metodbank.indicators.rating import Rating, compare, rate
from metodbank.indicators.results import Result, Status
from metodbank.indicators.sets import Measure, SetFile, read_expression
from metodbank.indicators.snapshots import SnapshotFile
from metodbank.indicators.written import WrittenFile


@dataclass(frozen=True)
class Missing:
    """A figure that has not been handed in, and whom to ask."""

    subject: Subject
    period: Span
    variable: Variable
    ask: str


@dataclass(frozen=True)
class SameThing:
    """Indicators of different documents that measure the same thing."""

    theme: str
    measures: tuple[tuple[SetResults, Measure], ...]


@dataclass(eq=False)
class SetResults:
    """One set: its data, and its results by measure, period and subject."""

    file: SetFile
    book: Book
    snapshots: tuple[SnapshotFile, ...] = ()
    recommendations: tuple[WrittenFile, ...] = ()
    _results: dict[tuple[str, str, str], Result] = dataclass_field(default_factory=dict)

    @property
    def id(self) -> str:
        """Name of the set's file."""
        return self.file.id

    @property
    def set(self) -> IndicatorSet:
        """Everything the file says: act, quotes, oddities, indicators."""
        return self.file.set

    @property
    def sample(self) -> bool:
        """Whether the figures are invented."""
        return bool(self.set.sample)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What is computed, in the order of the document; a row in parts is several measures."""
        return self.file.measures

    @property
    def periods(self) -> tuple[Span, ...]:
        """Periods in the order of the file."""
        return self.file.periods

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Those whose values the document speaks of: territories, or organisations."""
        return self.book.organizations if self.set.observed == "организация" else self.book.territories

    @property
    def organizations(self) -> tuple[Subject, ...]:
        """Organisations that report."""
        return self.book.organizations

    @property
    def by_territory(self) -> bool:
        """Whether the document sets its targets for a territory, not for each organisation."""
        return self.set.observed == TERRITORY

    @property
    def judged(self) -> tuple[Subject, ...]:
        """Whose results a dashboard or a report shows: the home territory, or every organisation."""
        return self.subjects[:1] if self.by_territory else self.subjects

    @cached_property
    def scored(self) -> bool:
        """Whether the document gives scores instead of targets."""
        return not self.by_territory and all(measure.kind in (BANDS, ORDINAL) for measure in self.measures)

    @cached_property
    def held(self) -> tuple[Span, ...]:
        """Periods with at least one value of those judged, the latest first."""
        found = [
            period
            for period in self.periods
            if any(
                result.status is not Status.NO_DATA
                for subject in self.judged
                for result in self.results(period, subject)
            )
        ]
        return tuple(sorted(found, key=lambda span: (span.end, span.start), reverse=True))

    def oddities(self) -> list[tuple[Indicator | None, Oddity]]:
        """Return every oddity: those of the document as a whole, then by indicator."""
        found: list[tuple[Indicator | None, Oddity]] = [(None, oddity) for oddity in self.set.oddities or ()]
        for indicator in self.set.indicators or ():
            found.extend((indicator, oddity) for oddity in indicator.oddities or ())
        return found

    def result(self, measure: Measure, period: Span, subject: Subject) -> Result:
        """Return one result; it is computed once."""
        key = (measure.id, period.text, subject.id)
        if key not in self._results:
            self._results[key] = result(self.book, measure, period, subject)
        return self._results[key]

    def results(self, period: Span, subject: Subject) -> tuple[Result, ...]:
        """Return the results of every measure for a period and a subject."""
        return tuple(self.result(measure, period, subject) for measure in self.measures)

    def series(self, measure: Measure, subject: Subject) -> tuple[Result, ...]:
        """Return the results of one measure over all periods."""
        return tuple(self.result(measure, period, subject) for period in self.periods)

    def latest(self, subject: Subject) -> Span | None:
        """Return the last period for which a subject has a value."""
        for period in sorted(self.periods, key=lambda span: (span.end, span.start), reverse=True):
            if any(found.status is not Status.NO_DATA for found in self.results(period, subject)):
                return period
        return None

    def missing(self, period: Span) -> tuple[Missing, ...]:
        """Return the figures of a period that nobody has handed in, by subject, in the order of variables."""
        return tuple(self._missing(period))

    def _missing(self, period: Span) -> Iterator[Missing]:
        needed = {
            name for measure in self.measures if measure.expression for name in self._primary(names(measure.expression))
        }
        organized = self.set.observed == "организация"
        for subject in self.book.subjects:
            for name, variable in self.file.variables.items():
                from_organizations = organized or bool(variable.by_organization)
                if name not in needed or subject.territory == from_organizations:
                    if not (subject.territory and subject.id != getattr(self.book.home, "id", "") and name in needed):
                        continue
                if not subject.territory and subject.id not in (self.set.reporters or ()):
                    continue
                if not self.book.part(name, period, subject).origin:
                    yield Missing(subject, period, variable, variable.collector or "")

    def _primary(self, found: Sequence[str]) -> Iterator[str]:
        for name in found:
            variable = self.file.variables.get(name)
            expression = read_expression(variable.formula) if variable else None
            yield from self._primary(names(expression)) if expression else (name,)

    def ratings(self) -> tuple[Rating, ...]:
        """Return the ratings the document demands, oldest first; a frozen one stays as it was."""
        found = []
        for moment in (self.set.rating.moments if self.set.rating else None) or ():
            period = next((span for span in self.periods if span.text == moment.period), None)
            if moment.month is None or period is None:
                continue
            live = self._rate(moment.month, period)
            frozen = next((file for file in self.snapshots if file.snapshot.month == moment.month), None)
            if frozen is not None:
                kept = frozen.rating()
                found.append(replace(kept, changes=compare(kept, live)))
            elif any(place.total for place in live.places):
                found.append(live)
        return tuple(found)

    def _rate(self, month: dt.date, period: Span) -> Rating:
        results = {
            (measure.id, subject.id): self.result(measure, period, subject)
            for measure in self.measures
            for subject in self.subjects
        }
        return rate(month, period.text, self.measures, results, self.subjects)


@dataclass(frozen=True)
class Indicators:
    """Every sound set of the bank, by the name of its file."""

    sets: dict[str, SetResults] = dataclass_field(default_factory=dict)

    def same(self) -> tuple[SameThing, ...]:
        """Return themes that more than one set measures, in the order they first occur."""
        found: dict[str, list[tuple[SetResults, Measure]]] = {}
        for results in self.sets.values():
            for measure in results.measures:
                if measure.indicator.theme:
                    found.setdefault(measure.indicator.theme, []).append((results, measure))
        shared = {theme: held for theme, held in found.items() if len({entry.id for entry, _ in held}) > 1}
        return tuple(SameThing(theme, tuple(held)) for theme, held in shared.items())

    def sample(self) -> bool:
        """Whether any figure is invented."""
        return any(results.sample for results in self.sets.values())


def make_results(
    file: SetFile,
    figures: Sequence[Figure],
    bank: Bank,
    snapshots: Sequence[SnapshotFile] = (),
    recommendations: Sequence[WrittenFile] = (),
) -> SetResults:
    """Put a set, its figures and the bank together."""
    return SetResults(file, Book(file, tuple(figures), bank), tuple(snapshots), tuple(recommendations))
