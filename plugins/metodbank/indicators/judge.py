"""From figures to results: value, target, status, shortfall, trend, what comes next, and why."""

from __future__ import annotations

from fractions import Fraction

from metodbank.indicators.book import Book, Part, Subject
from metodbank.indicators.evaluate import Gap, NoValue, evaluate
from metodbank.indicators.explain import change, explain, lacking, reach, shown
from metodbank.indicators.expression import names
from metodbank.indicators.model import COUNT, EXACTLY, FLAG, PRESENT, QUALITATIVE, RANGE, YEARLY, Target
from metodbank.indicators.periods import Span
from metodbank.indicators.results import Ahead, Direction, Result, Score, Shortfall, Status, Trend
from metodbank.indicators.scores import score_of
from metodbank.indicators.secrecy import Figures, tells
from metodbank.indicators.sets import Measure


def result(book: Book, measure: Measure, period: Span, subject: Subject) -> Result:
    """Compute and judge one measure."""
    parts = parts_of(book, measure, period, subject)
    value = value_of(measure, parts)
    target = None if guide_only(book, measure, subject) else measure.target(period.text)
    verdict = _verdict(measure, parts, target)
    preliminary = any(part.preliminary for part in parts) and verdict is not Status.NO_DATA
    number = None if isinstance(value, NoValue) else value
    hidden = any(part.hidden for part in parts)
    draft = Result(
        measure,
        period,
        subject,
        number,
        shown(measure, value, parts, target, hidden=hidden),
        parts,
        Status.PRELIMINARY if preliminary else verdict,
        verdict,
        "",
        gap=value if isinstance(value, NoValue) else None,
        target=target,
        shortfall=_shortfall(measure, number, parts, target, verdict, hidden=hidden),
        trend=_trend(book, measure, period, subject, number, hidden=hidden),
        ahead=_ahead(book, measure, period, subject, parts, hidden=hidden),
        score=_score(measure, number, parts, hidden=hidden),
        orientation=target is not None and book.file.set.observed == "территория" and not subject.territory,
        hidden=hidden,
    )
    return explain(draft, book)


def parts_of(book: Book, measure: Measure, period: Span, subject: Subject) -> tuple[Part, ...]:
    """Return the variables of a measure's formula with their values."""
    found = names(measure.expression) if measure.expression else ()
    return tuple(book.part(name, period, subject) for name in found if name in book.file.variables)


def value_of(measure: Measure, parts: tuple[Part, ...]) -> Fraction | NoValue | None:
    """Return a measure's value; None for words, which have no number."""
    if measure.expression is None:
        return NoValue(Gap.NO_METHOD)
    if measure.kind == QUALITATIVE:
        return None if parts and parts[0].text else NoValue(Gap.NO_FIGURE, names(measure.expression))
    found = evaluate(measure.expression, _figures(parts))
    if isinstance(found, NoValue) and found.gap is Gap.NO_FIGURE:
        gaps = [part.gap for part in parts if part.gap]
        kind = Gap.NOT_ALL if any(gap.gap is Gap.NOT_ALL for gap in gaps) else Gap.NO_FIGURE
        return NoValue(kind, found.variables)
    return found


def guide_only(book: Book, measure: Measure, subject: Subject) -> bool:
    """Whether the target of a territory says nothing to one organisation: a count or a yes cannot be shared out."""
    return book.file.set.observed == "территория" and not subject.territory and measure.kind in (COUNT, FLAG)


def _figures(parts: tuple[Part, ...]) -> Figures:
    return {str(part.variable.id): part.value for part in parts}


def _verdict(measure: Measure, parts: tuple[Part, ...], target: Target | None) -> Status:
    """Judge a value, unless the verdict would tell a covered count."""

    def verdict(figures: Figures) -> Status:
        return judge(_computed(measure, figures), target)

    if tells(verdict, parts):
        return Status.COVERED
    return judge(value_of(measure, parts), target)


def _computed(measure: Measure, figures: Figures) -> Fraction | NoValue:
    return evaluate(measure.expression, figures) if measure.expression else NoValue(Gap.NO_METHOD)


def judge(value: Fraction | NoValue | None, target: Target | None) -> Status:
    """Compare a value with its target, exactly."""
    if isinstance(value, NoValue):
        return Status.NO_DATA
    if value is None or target is None:
        return Status.NO_TARGET
    op = target.applied or target.op
    if op == PRESENT:
        return Status.REACHED if value else Status.NOT_REACHED
    if op == RANGE and target.low is not None and target.high is not None:
        if value > Fraction(target.high):
            return Status.ABOVE
        return Status.REACHED if value >= Fraction(target.low) else Status.NOT_REACHED
    if target.value is None:
        return Status.NO_TARGET
    goal = Fraction(target.value)
    met = value == goal if op == EXACTLY else value >= goal
    return Status.REACHED if met else Status.NOT_REACHED


def goal_of(target: Target) -> Fraction | None:
    """Return the least value that meets a target."""
    bound = target.low if target.op == RANGE else target.value
    return None if bound is None else Fraction(bound)


def _shortfall(
    measure: Measure,
    value: Fraction | None,
    parts: tuple[Part, ...],
    target: Target | None,
    verdict: Status,
    *,
    hidden: bool,
) -> Shortfall | None:
    if verdict is not Status.NOT_REACHED or target is None or value is None:
        return None
    if measure.kind == FLAG:
        return Shortfall("этого ещё нет")
    goal = goal_of(target)
    if goal is None or value > goal:
        return Shortfall("значение больше, чем ровно требуется") if goal is not None else None
    return lacking(measure, parts, value, goal, hidden=hidden)


def _score(measure: Measure, value: Fraction | None, parts: tuple[Part, ...], *, hidden: bool) -> Score | None:
    """Score a value, unless the score would tell a covered count."""

    def points(figures: Figures) -> int | None:
        found = _computed(measure, figures)
        score = None if isinstance(found, NoValue) else score_of(measure, found)
        return score.points if score else None

    return None if tells(points, parts) else score_of(measure, value, hidden=hidden)


def _trend(
    book: Book, measure: Measure, period: Span, subject: Subject, value: Fraction | None, *, hidden: bool
) -> Trend | None:
    """Compare with the period just before of the same form; an older one is not looked for.

    The direction is not told where it would tell a covered count.
    """
    if value is None or measure.kind in (FLAG, QUALITATIVE):
        return None
    alike = [other for other in book.file.periods if other.form == period.form]
    place = alike.index(period)
    if place == 0:
        return None
    before = alike[place - 1]
    parts = parts_of(book, measure, before, subject)
    previous = value_of(measure, parts)
    if previous is None or isinstance(previous, NoValue):
        return None
    now = parts_of(book, measure, period, subject)

    def direction(figures: Figures, earlier: Figures) -> Direction | None:
        new, old = _computed(measure, figures), _computed(measure, earlier)
        return None if isinstance(new, NoValue) or isinstance(old, NoValue) else _direction(new - old)

    if tells(direction, now, parts):
        return None
    moved = value - previous
    secret = hidden or any(part.hidden for part in parts)
    return Trend(_direction(moved), moved, before, change(measure, moved, before, _direction(moved), hidden=secret))


def _direction(moved: Fraction) -> Direction:
    return Direction.UP if moved > 0 else Direction.DOWN if moved < 0 else Direction.SAME


def _ahead(
    book: Book, measure: Measure, period: Span, subject: Subject, parts: tuple[Part, ...], *, hidden: bool
) -> Ahead | None:
    """Find the next period that has a target, and say what it takes with today's denominator."""
    if guide_only(book, measure, subject):
        return None
    later = [span for span in book.file.periods if span.form == period.form and span.start > period.start]
    for span in later:
        target = measure.target(span.text)
        if target is not None and target.period != YEARLY:
            return Ahead(span, target, reach(measure, parts, target, goal_of(target), hidden=hidden))
    return None
