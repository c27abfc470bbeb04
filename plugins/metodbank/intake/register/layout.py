"""What the sheets of a register's workbook are: columns made from the model, the same for writing and for reading.

An entry is one row. Fields of a group stand in columns of their own, «Согласие на публикацию: Действует до»;
several values of one field stand in one cell, one a line; a list of groups (the lessons of an internship's
schedule) is a sheet of its own, where the first column says whose row it is. A CSV table is a sheet as it is; where
a table has a file for each set or roadmap, the first column names the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from metodbank.indicators.figures import TABLE as FIGURES
from metodbank.model.entry import Kind, Layout
from metodbank.model.fields import FieldSpec, Group, Several, fields_of
from metodbank.model.kinds import kinds
from metodbank.model.shapes import Shape
from metodbank.model.tables import TABLES, Table

NAME = "Имя файла"
"""The head of the column that ties a row to a file: its text is the file's name without the ending."""
GUIDE_SHEET, LISTS_SHEET = "Как править", "Списки"
LONGEST = 31
"""Most characters in a sheet's name that Excel allows."""


@dataclass(frozen=True)
class Column:
    """One column: where its value stands in an entry, and what the model says of it."""

    path: tuple[str, ...]
    head: str
    spec: FieldSpec
    shape: Shape
    several: bool


@dataclass(frozen=True)
class RegisterSheet:
    """One sheet of a workbook.

    :param inside: the path of the list whose items are the rows; empty where a row is a whole entry.
    :param named: whether the first column is the name of a file.
    """

    name: str
    title: str
    lead: str
    columns: tuple[Column, ...]
    kind: Kind | None = None
    table: Table | None = None
    inside: tuple[str, ...] = ()
    named: bool = True

    def column(self, path: tuple[str, ...]) -> Column | None:
        """Return the column of a field."""
        return next((column for column in self.columns if column.path == path), None)


@dataclass(frozen=True)
class Register:
    """One workbook: its file's name and its sheets."""

    name: str
    title: str
    sheets: tuple[RegisterSheet, ...]


@cache
def registers() -> dict[str, Register]:
    """Return all registers by name: kinds kept as files, tables, and the figures of the indicators.

    Practices are not among them: most of a practice is its text, and it comes as a card or a form.
    """
    found = {}
    for kind in kinds().values():
        if kind.layout is Layout.FILE:
            sheets = [*_sheets(kind)]
            if kind.tables:
                sheets.append(_table_sheet(TABLES[kind.tables]))
            found[kind.folder] = Register(kind.folder, kind.many, tuple(sheets))
    for table in (*TABLES.values(), FIGURES):
        if not table.beside:
            found[table.name] = Register(table.name, table.title, (_table_sheet(table),))
    return found


@cache
def sheets() -> dict[str, RegisterSheet]:
    """Return the sheets of all registers by name; no two have the same."""
    found: dict[str, RegisterSheet] = {}
    for register in registers().values():
        for sheet in register.sheets:
            if sheet.name in found:
                raise ValueError(f"two sheets are called «{sheet.name}»")
            found[sheet.name] = sheet
    return found


def _sheets(kind: Kind) -> Iterator[RegisterSheet]:
    lead = f"{kind.purpose} Строка — одна запись; файлы лежат в {kind.home}."
    specs = dict(kind.fields)
    yield RegisterSheet(_sheet_name(kind.many), kind.many, lead, tuple(_columns(specs)), kind)
    for path, head, group in _lists(specs):
        name = _sheet_name(f"{kind.one[:1].upper()}{kind.one[1:]}. {head}")
        lead = f"{head}: по строке на каждый пункт. «{NAME}» — чья это строка; порядок строк сохраняется."
        yield RegisterSheet(name, f"{kind.many}. {head}", lead, tuple(_columns(fields_of(group))), kind, inside=path)


def _columns(specs: Mapping[str, FieldSpec], path: tuple[str, ...] = (), head: str = "") -> Iterator[Column]:
    for name, spec in specs.items():
        label = f"{head}{spec.label}"
        if isinstance(spec.item, Shape):
            yield Column((*path, name), label, spec, spec.item, isinstance(spec.shape, Several))
        elif not isinstance(spec.shape, Several):
            yield from _columns(fields_of(spec.item), (*path, name), f"{label}: ")


def _lists(
    specs: Mapping[str, FieldSpec], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str, type[Group]]]:
    """Yield the lists of groups, at any depth of groups: where each stands, its label, and the group."""
    for name, spec in specs.items():
        if isinstance(spec.item, Shape):
            continue
        inner = fields_of(spec.item)
        if not isinstance(spec.shape, Several):
            yield from _lists(inner, (*path, name))
        elif any(True for _ in _lists(inner)):
            raise TypeError(f"{name}: a list of groups inside another has no sheet")
        else:
            yield (*path, name), spec.label, spec.item


def _table_sheet(table: Table) -> RegisterSheet:
    many = table is FIGURES or bool(table.beside)
    columns = tuple(_columns(table.fields))
    return RegisterSheet(_sheet_name(table.title), table.title, table.purpose, columns, table=table, named=many)


def _sheet_name(title: str) -> str:
    name = re.sub(r"[\[\]:*?/\\']", " ", title)
    return name if len(name) <= LONGEST else name[: LONGEST + 1].rpartition(" ")[0].rstrip(" .")
