"""The tables of a report: what stands in their cells, as it may be published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from metodbank.export.ledger import Entry, Ledger
from metodbank.export.word import Column, Row, Span
from metodbank.indicators.book import Subject
from metodbank.indicators.explain import target_words
from metodbank.indicators.library import SetResults
from metodbank.indicators.model import Variable
from metodbank.indicators.periods import Span as Period
from metodbank.indicators.results import Result, Status
from metodbank.indicators.sets import Measure
from metodbank.indicators.units import WORDS

Table = tuple[str, Sequence[Column], list[Row]]
"""A caption, columns and rows, as :meth:`metodbank.export.word.Paper.table` takes them."""
MOST_PERIODS = 5
"""Columns of periods a page has room for."""
MOST_VARIABLES = 4
"""Columns of figures a page has room for beside the name of an organisation."""


def dashboard(results: SetResults, period: Period, who: Subject) -> Table:
    """Make the dashboard of one territory or organisation."""
    columns = [
        Column("№", 1.1),
        Column("Показатель", 5.6),
        Column("Значение", 2, number=True),
        Column("Цель", 2.2),
        Column("Статус", 2.5),
        Column("Изменение", 2.2),
    ]
    lacks = any(result.shortfall for result in results.results(period, who))
    if lacks:
        columns.append(Column("Чего не хватает", 2.4))
    rows: list[Row] = []
    for title, held in _grouped(results, period, who):
        rows.extend([Span(title)] if title else [])
        for r in held:
            cells = [r.measure.label, r.measure.name, _short(r)]
            cells += [
                target_words(r.target, r.measure) if r.target else "нет",
                status(r),
                r.trend.text if r.trend else "",
            ]
            rows.append([*cells, r.shortfall.text if r.shortfall else ""] if lacks else cells)
    return f"Показатели за {period.label}: {who.title}", columns, rows


def overview(results: SetResults, period: Period, subjects: Sequence[Subject]) -> Table:
    """Make the dashboard of many organisations: who has reached each target."""
    columns = (
        Column("№", 1.1),
        Column("Показатель", 6),
        Column("Цель", 2.2),
        Column("Достигли", 3),
        Column("Не достигли", 3),
        Column("Без оценки", 3),
    )
    rows: list[Row] = []
    for measure in results.measures:
        found = [results.result(measure, period, who) for who in subjects]
        target = measure.target(period.text)
        reached = [r for r in found if r.verdict in (Status.REACHED, Status.ABOVE)]
        missed = [r for r in found if r.verdict is Status.NOT_REACHED]
        rest = [r for r in found if r not in reached and r not in missed]
        goal = target_words(target, measure) if target else "нет"
        rows.append((measure.label, measure.name, goal, _names(reached), _names(missed), _names(rest)))
    return f"Показатели за {period.label} по организациям", columns, rows


def _names(found: Sequence[Result]) -> str:
    return f"{len(found)}: {', '.join(r.subject.title for r in found)}" if found else "—"


def scores(results: SetResults, period: Period, subjects: Sequence[Subject]) -> Table:
    """Make the table organisations × indicators with the score of each; a question mark is no data."""
    columns = (Column("Организация", 5), *(Column(_label(measure), 1.1, number=True) for measure in results.measures))
    rows: list[Row] = []
    for who in subjects:
        found = results.results(period, who)
        rows.append((who.title, *(str(r.score.points) if r.score else "?" for r in found)))
    return f"Баллы за {period.label}; «?» — нет данных или балл не публикуется", columns, rows


def values_of(results: SetResults, period: Period, who: Subject) -> Table:
    """Make the values of one organisation among many."""
    scored = results.scored
    columns = (
        Column("№", 1.1),
        Column("Показатель", 7),
        Column("Значение", 2.4, number=True),
        Column("За что балл" if scored else "Статус", 4 if scored else 2.6),
        Column("Балл" if scored else "Чего не хватает", 1.2 if scored else 3),
    )
    rows: list[Row] = []
    for r in results.results(period, who):
        if scored:
            said = (r.score.reason, str(r.score.points)) if r.score else (status(r), "?")
        else:
            said = (status(r), r.shortfall.text if r.shortfall else "")
        rows.append((r.measure.label, r.measure.name, _short(r), *said))
    return f"Значения за {period.label}", columns, rows


def over_periods(results: SetResults, period: Period, who: Subject) -> Iterator[tuple[str, Table]]:
    """Yield a table for each group of the document: values over the periods up to this one."""
    before = [span for span in results.held[::-1] if span.end <= period.end][-MOST_PERIODS:]
    columns = (Column("№", 1.1), Column("Показатель", 6), *(Column(span.text, 2.1, number=True) for span in before))
    for title, held in _grouped(results, period, who):
        rows: list[Row] = []
        for r in held:
            found = [results.result(r.measure, span, who) for span in before]
            rows.append((r.measure.label, r.measure.name, *(f"{_short(one)}{_mark(one)}" for one in found)))
        yield title, (f"Значения по периодам: {who.title}", columns, rows)


def _mark(result: Result) -> str:
    return f"\n{result.verdict.value}" if result.target and not result.gap else ""


def figures(ledger: Ledger, period: Period, who: Subject) -> Table:
    """Make the figures of one subject, with where each comes from."""
    columns = (
        Column("Что это", 6.5),
        Column("Число", 2, number=True),
        Column("Единица", 2),
        Column("Откуда взялось", 4),
        Column("Проверено ли", 2.6),
    )
    rows: list[Row] = []
    for entry in ledger.entries:
        if entry.subject == who:
            unit = "" if entry.variable.unit in WORDS else str(entry.variable.unit)
            rows.append((str(entry.variable.title), entry.shown, unit, _origin(entry), _checked(entry)))
    return f"Цифры за {period.label}: {who.title}", columns, rows


def _origin(entry: Entry) -> str:
    row = entry.row
    if row is None:
        return entry.part.origin or "нет цифры"
    day = f", {row.collected:%d.%m.%Y}" if row.collected else ""
    return f"{row.source}{day}"


def _checked(entry: Entry) -> str:
    if not entry.part.origin or entry.part.gap:
        return ""
    return "предварительно" if entry.part.preliminary else "проверено"


def figures_by_organization(ledger: Ledger, period: Period) -> Iterator[Table]:
    """Yield the figures of organisations, some variables to a table, so that each fits a page."""
    held: dict[str, dict[str, Entry]] = {}
    for entry in ledger.entries:
        if not entry.subject.territory:
            held.setdefault(entry.subject.title, {})[str(entry.variable.id)] = entry
    used = dict.fromkeys(name for entries in held.values() for name in entries)
    variables = {name: next(e[name] for e in held.values() if name in e).variable for name in used}
    names = list(variables)
    for start in range(0, len(names), MOST_VARIABLES):
        shown = names[start : start + MOST_VARIABLES]
        heads = (Column(_head(variables[name]), 3.4, number=True) for name in shown)
        rows: list[Row] = [
            (title, *(entries[name].shown if name in entries else "" for name in shown))
            for title, entries in held.items()
        ]
        yield f"Цифры организаций за {period.label}", (Column("Организация", 3.5), *heads), rows


def _head(variable: Variable) -> str:
    unit = "" if variable.unit in WORDS else f", {variable.unit}"
    return f"{variable.title}{unit}"


def missing(results: SetResults, period: Period, subjects: Sequence[Subject]) -> Table | None:
    """Make the table of figures that nobody has handed in, or None where all are there."""
    held = [item for item in results.missing(period) if item.subject in subjects]
    rows: list[Row] = []
    for (who, ask), items in groupby(held, key=lambda item: (item.subject, item.ask)):
        titles = "\n".join(str(item.variable.title) for item in items)
        rows.append((who.title, titles, ask or "в наборе не сказано"))
    if not rows:
        return None
    columns = (Column("Кто сдаёт", 4.5), Column("Чего нет", 8.5), Column("У кого спросить", 4.5))
    return f"Несданные цифры за {period.label}", columns, rows


def status(result: Result) -> str:
    """Return the status; of a preliminary value, also what it comes to."""
    if result.status is result.verdict or not result.target:
        return result.status.value
    if result.verdict is Status.COVERED:
        return f"{result.status.value}; {result.verdict.value}"
    return f"{result.status.value} (пока {result.verdict.value})"


def _short(result: Result) -> str:
    """Return the value; a hidden one in a word, the reason stands under the tables."""
    return result.shown.partition(":")[0] if result.hidden else result.shown


def _label(measure: Measure) -> str:
    return measure.label or measure.id


def _grouped(results: SetResults, period: Period, who: Subject) -> Iterator[tuple[str, list[Result]]]:
    """Yield the document's groups with their results, in its order."""
    titles = {group.id: str(group.text) for group in results.set.groups or ()}
    found = results.results(period, who)
    for group, held in groupby(found, key=lambda result: result.measure.indicator.group):
        yield titles.get(group, ""), list(held)
