"""Numbers counted from the bank, each with the entries or rows behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from metodbank.bank.bank import Bank, Record
from metodbank.bank.covering import COVERED, ENOUGH, HIDDEN
from metodbank.indicators.periods import Span, span
from metodbank.indicators.query import BY_PERIOD, DIFFERENT, ENTRIES, ITEMS, SUM, Query
from metodbank.model.tables import TABLES


@dataclass(frozen=True)
class Behind:
    """An entry or a table row that a number is made of.

    :param page: Markdown address of its page from the root of the site (``events/….md``).
    :param organization: slug of the organisation it is counted for, or empty.
    :param amount: how much it adds; ``shown`` is how this may be published.
    """

    title: str
    page: str
    organization: str
    amount: Fraction
    shown: str


@dataclass(frozen=True)
class Counted:
    """A number counted from the bank.

    :param unfinished: its period still runs.
    :param revealing: one or two covered counts of people are in it, so that the number would give them away.
    """

    value: Fraction
    behind: tuple[Behind, ...]
    unfinished: bool = False
    revealing: bool = False


@dataclass(frozen=True)
class _Item:
    title: str
    page: str
    organization: str
    get: Any
    published: Mapping[str, Any]


def count(query: Query, period: Span, first: Span, bank: Bank, organization: str = "") -> Counted | None:
    """Count a number for a period, of one organisation or of all; None where the bank cannot know it.

    :param first: the first period of the set, from which cumulative counts begin.
    """
    begin = first.start if query.cumulative else period.start
    if period.start > bank.today or (query.since and begin < query.since):
        return None
    if query.now and not period.holds(bank.today):
        return None
    window = Span(period.text, period.form, begin, period.end)
    if query.source in TABLES and not any(True for _ in _rows(str(query.source), query, window, bank)):
        return None  # a table without rows of the period says nothing, not zero
    found = [item for item in _items(query, window, bank) if not organization or item.organization == organization]
    behind: list[Behind] = []
    seen: set[object] = set()
    for item in found:
        amount = Fraction(0)
        if query.take == ENTRIES:
            amount = Fraction(1)
        elif query.take == DIFFERENT:
            fresh = {value for value in item.get(query.of) if _among(query, value, bank)} - seen
            seen |= fresh
            amount = Fraction(len(fresh))
        elif query.take == ITEMS:
            amount = Fraction(len(item.get(query.of)))
        elif query.take == SUM:
            amount = sum((Fraction(value) for value in item.get(query.of)), Fraction(0))
        elif query.take == BY_PERIOD:
            amount = _by_period(item, str(query.of), window)
        if amount or query.take in (SUM, ENTRIES):
            text = item.published.get(str(query.of), amount)
            shown = str(text) if text in (HIDDEN, COVERED) else str(amount)
            behind.append(Behind(item.title, item.page, item.organization, amount, shown))
    total = sum((entry.amount for entry in behind), Fraction(0))
    covered = sum(entry.shown in (HIDDEN, COVERED) for entry in behind)
    return Counted(total, tuple(behind), period.end >= bank.today, revealing=0 < covered < ENOUGH)


def _items(query: Query, window: Span, bank: Bank) -> Iterator[_Item]:
    source = query.source or ""
    items = _rows(source, query, window, bank) if source in TABLES else _entries(source, query, window, bank)
    for item in items:
        if not all(_holds(item, str(c.name), c.values or []) for c in query.where or ()):
            continue
        if query.among and query.take != DIFFERENT and not _among(query, item.organization, bank):
            continue
        yield item


def _holds(item: _Item, name: str, values: list[str]) -> bool:
    return any(_word(value) in values for value in item.get(name))


def _word(value: object) -> str:
    return {True: "да", False: "нет"}.get(value, "") if isinstance(value, bool) else str(value)


def _among(query: Query, slug: object, bank: Bank) -> bool:
    """Whether an organisation is of a kind the query counts."""
    if not query.among:
        return True
    record = bank.get("organization", str(slug))
    return record is not None and record.value("kind") in query.among


def _entries(source: str, query: Query, window: Span, bank: Bank) -> Iterator[_Item]:
    last = min(window.end, bank.today)
    for record in bank.listed(source):
        if query.during and not _during(record, query.during, window):
            continue
        if query.active and not _active(record, last):
            continue
        organization = record.slug if source == "organization" else str(record.value(query.organization or "") or "")
        yield _Item(
            record.title, record.page, organization, lambda path, record=record: _values(record.entry, path), {}
        )


def _during(record: Record, name: str, window: Span) -> bool:
    day = record.value(name)
    return isinstance(day, dt.date) and window.holds(day)


def _active(record: Record, day: dt.date) -> bool:
    start, end = record.value("valid_from"), record.value("valid_until")
    return (start is None or start <= day) and (end is None or day <= end)


def _rows(source: str, query: Query, window: Span, bank: Bank) -> Iterator[_Item]:
    table = bank.table(source)
    if table is None:
        return
    for row, published in zip(table.rows, table.shown(), strict=True):
        if row.get("period") is None or not window.contains(span(str(row["period"]))):
            continue
        organization = str(row.get(query.organization or "organization") or "")
        owner = bank.get("organization", organization)
        name = str((owner.value("short_title") if owner else None) or organization)
        yield _Item(
            f"{name}, {row['period']}",
            f"registers/{source}.md",
            organization,
            lambda path, row=row: _values(row, path),
            published,
        )


def _values(holder: object, path: str) -> list[Any]:
    """Return every value under a path of field names, through lists; what is empty is left out."""
    found: list[Any] = [holder]
    for part in path.split("."):
        inner: list[Any] = []
        for value in found:
            got = value.get(part) if isinstance(value, Mapping) else getattr(value, part, None)
            inner.extend(got if isinstance(got, list) else [got])
        found = [value for value in inner if value is not None]
    return found


def _by_period(item: _Item, path: str, window: Span) -> Fraction:
    """Add the numbers of a list of «period, count» whose periods lie in the window.

    A month inside a year that is given too would be counted twice: periods inside another one are left out.
    """
    group, _, name = path.rpartition(".")
    dated = [(span(str(entry.period)), getattr(entry, name)) for entry in item.get(group) if entry.period]
    inside = [(when, number) for when, number in dated if window.contains(when) and number is not None]
    outer = [
        number
        for when, number in inside
        if not any(other.contains(when) and other != when for other, _number in inside)
    ]
    return Fraction(sum(outer))
