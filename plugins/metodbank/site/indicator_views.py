"""What the pages of indicators show of a set: rows of a dashboard, figures by organisation, sources of a number."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from metodbank.indicators.book import Part, Subject
from metodbank.indicators.counting import Behind
from metodbank.indicators.explain import target_words
from metodbank.indicators.expression import names
from metodbank.indicators.figures import Figure
from metodbank.indicators.library import Missing, SetResults
from metodbank.indicators.model import Indicator, Oddity, Variable
from metodbank.indicators.periods import Span
from metodbank.indicators.recommend import Recommendation, recommend
from metodbank.indicators.results import Result, Status
from metodbank.indicators.sets import Measure, read_expression
from metodbank.indicators.words import period_slug


@dataclass(frozen=True)
class Tally:
    """How many values there are of each verdict, and how many of them are preliminary."""

    counts: Mapping[Status, int]
    preliminary: int

    @classmethod
    def of(cls, results: Sequence[Result]) -> Tally:
        """Count the verdicts: what a preliminary value comes to counts as what it is."""
        early = sum(result.status is Status.PRELIMINARY for result in results)
        return cls(Counter(result.verdict for result in results), early)

    def items(self) -> Iterator[tuple[Status, int]]:
        """Yield the verdicts worth showing: «достигнут: 0» would mislead where there are no targets."""
        always = {Status.NO_DATA, *((Status.REACHED, Status.NOT_REACHED) if self.targets else ())}
        for status in Status:
            if status is Status.PRELIMINARY:
                continue
            number = self.counts.get(status, 0)
            if number or status in always:
                yield status, number

    @property
    def targets(self) -> bool:
        """Whether any value has a target to be compared with."""
        return any(self.counts.get(status) for status in (Status.REACHED, Status.NOT_REACHED, Status.ABOVE))


@dataclass(frozen=True)
class Row:
    """One line of a dashboard: a measure and its results, one for each subject."""

    measure: Measure
    results: tuple[Result, ...]
    heading: str = ""

    @property
    def result(self) -> Result:
        """The result of the first subject: the territory of the dashboard."""
        return self.results[0]

    @property
    def target(self) -> str:
        """The target in words, or nothing."""
        target = self.measure.target(self.result.period.text)
        return target_words(target, self.measure) if target else ""

    @property
    def tally(self) -> Tally:
        """The verdicts over all subjects."""
        return Tally.of(self.results)

    @property
    def scores(self) -> list[tuple[int, int]]:
        """How many subjects have each score, the highest first."""
        counts = Counter(result.score.points for result in self.results if result.score)
        return sorted(counts.items(), reverse=True)


@dataclass(frozen=True)
class Line:
    """The figures of one organisation as they may be published, and the value they give."""

    subject: Subject
    cells: tuple[str, ...]
    value: str


@dataclass(frozen=True)
class Sheet:
    """Figures of organisations in one period; ``parts`` are their sums, one for each column."""

    period: Span
    parts: tuple[Part, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Source:
    """Where one variable of a result comes from; ``inner`` are those it is derived from."""

    part: Part
    depth: int
    behind: tuple[Behind, ...]


@dataclass(frozen=True)
class SetView:
    """One set as its pages show it."""

    results: SetResults

    @property
    def id(self) -> str:
        """Name of the set: the folder of its pages."""
        return self.results.id

    def uri(self, page: str = "index") -> str:
        """Return the address of a page of the set from the root of the site."""
        return f"indicators/{self.id}/{page}.html"

    @property
    def updated(self) -> dt.date | None:
        """The day the newest figure was collected."""
        return max((figure.collected for figure in self.results.book.figures if figure.collected), default=None)

    @property
    def by_territory(self) -> bool:
        """Whether the document sets its targets for a territory, not for each organisation."""
        return self.results.by_territory

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Whose results the dashboard shows: the home territory, or every organisation."""
        return self.results.judged

    @property
    def periods(self) -> tuple[Span, ...]:
        """Periods with at least one value, the latest first."""
        return self.results.held

    @property
    def latest(self) -> Span | None:
        """The last period with a value."""
        return self.periods[0] if self.periods else None

    @cached_property
    def judged(self) -> Span | None:
        """The last period whose values have targets."""
        return next((period for period in self.periods if self.tally(period).targets), None)

    @property
    def scored(self) -> bool:
        """Whether the document gives scores instead of targets."""
        return self.results.scored

    def address(self, period: Span) -> str:
        """Return the address of the dashboard of a period."""
        return self.uri() if period == self.latest else self.uri(period_slug(period))

    def rows(self, period: Span) -> list[Row]:
        """Return the lines of a dashboard, with the document's headings."""
        titles = {group.id: str(group.text) for group in self.results.set.groups or ()}
        found: list[Row] = []
        last = None
        for measure in self.results.measures:
            group = measure.indicator.group
            results = tuple(self.results.result(measure, period, subject) for subject in self.subjects)
            if results:
                found.append(Row(measure, results, titles.get(group, "") if group != last else ""))
            last = group
        return found

    def tally(self, period: Span) -> Tally:
        """Count the verdicts of a period."""
        return Tally.of([result for row in self.rows(period) for result in row.results])

    def score_counts(self, period: Span) -> list[tuple[int, int]]:
        """Count the scores of a period, the highest first."""
        counts: Counter[int] = Counter()
        for row in self.rows(period):
            counts.update(dict(row.scores))
        return sorted(counts.items(), reverse=True)

    def measures_of(self, indicator: Indicator) -> list[Measure]:
        """Return what is computed of one row of the document."""
        return [measure for measure in self.results.measures if measure.indicator is indicator]

    def sheets(self, measure: Measure) -> list[Sheet]:
        """Return the figures of organisations behind a territory's value, the latest period first."""
        subject = self.subjects[0] if self.by_territory and self.subjects else None
        found = []
        for period in self.periods if subject else ():
            assert subject is not None
            parts = [part for part in self.results.result(measure, period, subject).parts if part.figures]
            given = tuple(part for part in parts if part.variable.by_organization and _of_organizations(part, subject))
            if given:
                found.append(Sheet(period, given, tuple(self._lines(measure, given, period))))
        return found

    def _lines(self, measure: Measure, parts: Sequence[Part], period: Span) -> Iterator[Line]:
        for subject in self.results.organizations:
            cells = [self.results.book.part(str(part.variable.id), period, subject).shown for part in parts]
            yield Line(subject, tuple(cells), self.results.result(measure, period, subject).shown)

    def sources(self, result: Result) -> list[Source]:
        """Return the variables of a result with what is behind each, those of derived ones after them."""
        return [source for part in result.parts for source in _sources(part)]

    def traced(self, measure: Measure) -> list[Result]:
        """Return the results of a measure that are made of entries or rows of the bank, the latest first."""
        found = []
        for period in self.periods:
            for subject in self.subjects:
                result = self.results.result(measure, period, subject)
                if any(source.behind for source in self.sources(result)):
                    found.append(result)
        return found

    def oddities(self) -> list[tuple[Indicator | None, Oddity]]:
        """Return every oddity: those of the document as a whole, then by indicator."""
        return self.results.oddities()

    @cached_property
    def told(self) -> tuple[Subject, ...]:
        """Those who have a page of their own: everybody with a value, those the document judges first."""
        every = dict.fromkeys((*self.results.subjects, *self.results.organizations))
        return tuple(subject for subject in every if self.results.latest(subject))

    def points(self, subject: Subject, period: Span) -> list[tuple[int, int]]:
        """Count the scores one subject has in a period, the highest first."""
        scores = (result.score for result in self.results.results(period, subject))
        return sorted(Counter(score.points for score in scores if score).items(), reverse=True)

    def subject_uri(self, subject: Subject) -> str:
        """Return the address of a subject's page in the set."""
        return self.uri(f"subject-{subject.id}")

    def recommendations(self, subject: Subject) -> list[Recommendation]:
        """Return what a subject is recommended, the latest period first; periods without a word are left out."""
        found = (recommend(self.results, period, subject) for period in self.periods)
        return [one for one in found if one.written or one.markdown]

    def missing(self, period: Span) -> list[tuple[Subject, list[Missing]]]:
        """Return what is missing in a period, by who should hand it in."""
        held: dict[Subject, list[Missing]] = {}
        for entry in self.results.missing(period):
            held.setdefault(entry.subject, []).append(entry)
        return list(held.items())


def variables_of(measure: Measure, view: SetView) -> list[Variable]:
    """Return the variables of a formula, in its order."""
    found = names(measure.expression) if measure.expression else ()
    return [view.results.file.variables[name] for name in found if name in view.results.file.variables]


def collectors(view: SetView, indicator: Indicator) -> list[tuple[str, list[str]]]:
    """Return who collects the figures of an indicator, each with what they collect."""
    found: dict[str, list[str]] = {}
    for measure in view.measures_of(indicator):
        for variable in _primary(view, variables_of(measure, view)):
            titles = found.setdefault(variable.collector or "", [])
            if variable.title and variable.title not in titles:
                titles.append(variable.title)
    return [(who, titles) for who, titles in found.items() if who]


def _primary(view: SetView, variables: Sequence[Variable]) -> Iterator[Variable]:
    for variable in variables:
        expression = read_expression(variable.formula)
        held = view.results.file.variables
        inner = [held[name] for name in names(expression) if name in held] if expression else []
        yield from _primary(view, inner) if inner else (variable,)


def entered(view: SetView, indicator: Indicator) -> list[tuple[Variable, Figure]]:
    """Return the figures of the dashboard's territory entered by hand, the latest period first."""
    subject = view.subjects[0].id if view.by_territory and view.subjects else ""
    wanted = {
        str(variable.id): variable
        for measure in view.measures_of(indicator)
        for variable in _primary(view, variables_of(measure, view))
    }
    order = [period.text for period in view.periods]
    rows = [
        (wanted[figure.variable], figure)
        for figure in view.results.book.figures
        if figure.subject == subject and figure.variable in wanted and figure.period in order
    ]
    return sorted(rows, key=lambda row: order.index(row[1].period))


def _of_organizations(part: Part, subject: Subject) -> bool:
    return any(figure.subject != subject.id for figure in part.figures)


def _sources(part: Part, depth: int = 0) -> Iterator[Source]:
    yield Source(part, depth, part.behind or (part.counted.behind if part.counted else ()))
    for inner in part.parts:
        yield from _sources(inner, depth + 1)
