"""A registry: the entries of one kind as a table with columns, facets and pages."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from metodbank.bank.bank import Bank, Record
from metodbank.model.entry import Kind
from metodbank.model.fields import FieldSpec
from metodbank.model.shapes import GradeRange, Reference


@dataclass(frozen=True)
class Cell:
    """What a table shows in one cell, and what it is sorted by."""

    text: str
    key: str | float = ""


@dataclass(frozen=True)
class Row:
    """One entry: its page's address from the root of the site (empty without a page), cells, facet values."""

    href: str
    cells: tuple[Cell, ...]
    facets: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Column:
    """A column; ``name`` is the field, or ``title``."""

    name: str
    label: str


@dataclass(frozen=True)
class Facet:
    """A way to narrow the registry, with the values that occur and how often, most frequent first."""

    name: str
    label: str
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Registry:
    """The whole table of a kind."""

    kind: Kind
    columns: tuple[Column, ...]
    facets: tuple[Facet, ...]
    rows: tuple[Row, ...]


def make_registry(bank: Bank, kind: Kind) -> Registry:
    """Build the table of a kind from what the kind declares as its columns and facets."""
    fields = kind.fields
    heading = fields["title"].label if "title" in fields else kind.one[:1].upper() + kind.one[1:]
    columns = (Column("title", heading), *(Column(name, fields[name].label) for name in kind.columns))
    rows = []
    for record in bank.listed(kind.name):
        cells = (
            Cell(record.title, record.title.casefold()),
            *(cell(bank, record, fields[n]) for n in kind.columns),
        )
        found = tuple(tuple(facet_values(bank, record, fields[name])) for name in kind.facets)
        rows.append(Row(record.page.removesuffix(".md") + ".html" if record.has_page else "", cells, found))
    facets = tuple(
        Facet(name, fields[name].label, _counted(row.facets[index] for row in rows))
        for index, name in enumerate(kind.facets)
    )
    return Registry(kind, columns, facets, tuple(rows))


def cell(bank: Bank, record: Record, spec: FieldSpec) -> Cell:
    """Return a field of an entry as a cell."""
    value = record.value(spec.name)
    text = ", ".join(_names(bank, spec, value))
    if isinstance(value, dt.date):
        return Cell(value.strftime("%d.%m.%Y"), value.isoformat())
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return Cell(text, float(value))
    if isinstance(value, GradeRange):
        first = (value.classes or (value.ages[0] - 20 if value.ages else 0,))[0]
        return Cell(text, float(first))
    return Cell(text, text.casefold())


def facet_values(bank: Bank, record: Record, spec: FieldSpec) -> list[str]:
    """Return the values an entry is found under; class ranges are found under each class."""
    value = record.value(spec.name)
    if isinstance(value, GradeRange):
        return [f"{number} класс" for number in value.classes] or [value.text]
    if isinstance(value, dt.date):
        return [str(value.year)]
    return _names(bank, spec, value)


def _names(bank: Bank, spec: FieldSpec, value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    found = []
    for item in values:
        if item is None:
            continue
        if isinstance(spec.item, Reference):
            target = bank.get(spec.item.kind, item)
            if target is not None:
                found.append(str(target.value("short_title") or target.title))
        elif isinstance(item, bool):
            found.append("да" if item else "нет")
        else:
            found.append(str(item))
    return found


def _counted(values: Any) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter(value for row in values for value in set(row))
    return tuple(sorted(counts.items(), key=lambda item: (_rank(item[0]), -item[1], item[0])))


def _rank(value: str) -> int:
    head = value.split(" ", 1)[0]
    return int(head) if head.isdecimal() else -1
