"""The difference between a workbook and the bank: what is new, what changed, what is missing, cell by cell.

Nothing is written here. Entries are told by the names of their files, rows of a table by its key; what the
workbook has no column or sheet for is left as it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePosixPath
from typing import Any

from metodbank.intake.naming import TAKEN, propose_slug, taken_slugs
from metodbank.intake.register.cells import raw_of
from metodbank.intake.register.layout import RegisterSheet, sheets
from metodbank.intake.register.reading import Place, Read, SheetRow
from metodbank.intake.register.rows import BankRow, bank_rows, item_rows, new_table, table_files, table_rows
from metodbank.model.entry import Kind
from metodbank.model.fields import Path
from metodbank.rules.catalogue import problem
from metodbank.rules.corpus import Corpus, Draft, TableFile
from metodbank.rules.files import form_of_names
from metodbank.rules.problem import Problem
from metodbank.rules.suggest import nearest

LONGEST = 80
"""Most characters in the name of a new file."""


class What(Enum):
    """What becomes of a row."""

    NEW = "новая"
    CHANGED = "изменена"
    MISSING = "нет в файле"


@dataclass(frozen=True)
class CellChange:
    """One cell: its head, what it held and what it will hold."""

    head: str
    old: str
    new: str


@dataclass(frozen=True)
class RowChange:
    """One row of the difference, as a person is shown it."""

    what: What
    sheet: str
    name: str
    place: Place | None = None
    cells: tuple[CellChange, ...] = ()


@dataclass
class EntryChange:
    """What becomes of an entry: values to set by path (None clears one), or the whole entry new or gone."""

    kind: Kind
    slug: str
    draft: Draft | None
    values: dict[Path, Any] = field(default_factory=dict)
    places: dict[Path, Place] = field(default_factory=dict)
    rows: list[RowChange] = field(default_factory=list)
    gone: bool = False


@dataclass
class TableChange:
    """What becomes of a CSV: cells by line and field, rows added, lines taken out; ``file`` is None for a new one."""

    sheet: RegisterSheet
    file: TableFile | None
    path: PurePosixPath
    cells: dict[int, dict[str, str]] = field(default_factory=dict)
    added: list[SheetRow] = field(default_factory=list)
    removed: set[int] = field(default_factory=set)
    places: dict[int, SheetRow] = field(default_factory=dict)
    rows: list[RowChange] = field(default_factory=list)


@dataclass
class Difference:
    """Everything a workbook would change."""

    entries: dict[tuple[str, str], EntryChange] = field(default_factory=dict)
    tables: dict[PurePosixPath, TableChange] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def rows(self) -> list[RowChange]:
        """All rows that differ."""
        changes: list[EntryChange | TableChange] = [*self.entries.values(), *self.tables.values()]
        return [row for change in changes for row in change.rows]


Kept = Callable[[Place], bool]


def difference(
    read: Read, corpus: Corpus, file: str, *, delete: bool = False, kept: Kept = lambda _: True
) -> Difference:
    """Compare a workbook with the bank.

    :param delete: take out what the workbook does not hold; otherwise it is only told of.
    :param kept: which rows are to be taken at all; of the others everything stays as it is.
    """
    found = Difference(problems=list(read.problems))
    comparison = _Comparison(read, corpus, file, delete, kept, found)
    known = sheets()
    for name in sorted(read.rows, key=lambda name: _after_entries(known[name])):
        sheet = known[name]
        if sheet.table is not None:
            comparison.tables(sheet, read.rows[name])
        elif sheet.inside:
            comparison.lists(sheet, read.rows[name])
        else:
            comparison.entries(sheet, read.rows[name])
    return found


@dataclass
class _Comparison:
    read: Read
    corpus: Corpus
    file: str
    delete: bool
    kept: Kept
    found: Difference
    proposed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def _tell(self, code: str, place: Place, **values: object) -> None:
        self.found.problems.append(problem(code, self.file, place.mark, place=place, **values))

    def _entry(self, kind: Kind, slug: str) -> EntryChange:
        draft = self.corpus.by_slug[kind.name].get(slug)
        return self.found.entries.setdefault((kind.name, slug), EntryChange(kind, slug, draft))

    def entries(self, sheet: RegisterSheet, rows: tuple[SheetRow, ...]) -> None:
        """Compare the sheet of a kind."""
        assert sheet.kind is not None
        have = {row.name: row for row in bank_rows(sheet, self.corpus)}
        seen: dict[str, Place] = {}
        for row in rows:
            slug = row.name or self._new_name(sheet.kind, row)
            if slug in seen:
                self._tell("MB968", row.place, name=slug, other=seen[slug])
                continue
            seen[slug] = row.place
            if slug not in have and not self._fit(sheet.kind, slug):
                form, _ = form_of_names(sheet.kind, slug)
                self._tell("MB971", row.place, name=slug[:LONGEST], form=form)
            elif self.corpus.is_unread(sheet.kind.name, slug):
                self._tell("MB970", row.place, file=f"{sheet.kind.home}/{slug}.md")
            elif self.kept(row.place):
                self._one(sheet, slug, row, have.get(slug))
        for slug in have.keys() - seen.keys():
            change = self._entry(sheet.kind, slug)
            change.rows.append(RowChange(What.MISSING, sheet.name, slug))
            change.gone = self.delete

    def _new_name(self, kind: Kind, row: SheetRow) -> str:
        values: dict[str, Any] = {path[0]: text for path, text in row.cells.items() if len(path) == 1}
        taken = taken_slugs(kind, self.corpus.settings) | self.proposed[kind.name]
        slug = propose_slug(kind, values, taken)
        self.proposed[kind.name].add(slug)
        return slug

    def _fit(self, kind: Kind, slug: str) -> bool:
        """Whether a file may be called so: the name comes from outside and becomes a path."""
        return re.fullmatch(kind.slug, slug) is not None and len(slug) <= LONGEST and slug not in TAKEN

    def _one(self, sheet: RegisterSheet, slug: str, row: SheetRow, old: BankRow | None) -> None:
        assert sheet.kind is not None
        cells: list[CellChange] = []
        values: dict[Path, Any] = {}
        for column in sheet.columns:
            new, was = row.cells.get(column.path), old.cells[column.path] if old else ""
            if new is not None and new != was:
                cells.append(CellChange(column.head, was, new))
                values[column.path] = raw_of(column, new)
        change = self._entry(sheet.kind, slug)
        change.values.update(values)
        change.places[()] = row.place
        change.places.update(row.places.items())
        if cells:
            what = What.CHANGED if old else What.NEW
            change.rows.append(RowChange(what, sheet.name, slug, row.place, tuple(cells)))

    def lists(self, sheet: RegisterSheet, rows: tuple[SheetRow, ...]) -> None:
        """Compare a sheet of items; the items of an entry are its rows, in their order."""
        assert sheet.kind is not None
        by_name: dict[str, list[SheetRow]] = defaultdict(list)
        for row in rows:
            by_name[row.name].append(row)
        drafts = self.corpus.by_slug[sheet.kind.name]
        for slug in dict.fromkeys((*by_name, *drafts)):
            own = by_name.get(slug, [])
            change = self.found.entries.get((sheet.kind.name, slug))
            draft = drafts.get(slug)
            if draft is None and (change is None or change.gone):
                guess = nearest(slug, drafts)
                for row in own:
                    self._tell("MB969", row.place, name=slug or "не заполнено", suggestion=guess)
            elif not (change and change.gone) and all(self.kept(row.place) for row in own):
                self._items(sheet, slug, own, list(item_rows(sheet, draft)) if draft else [])

    def _items(self, sheet: RegisterSheet, slug: str, rows: list[SheetRow], old: list[BankRow]) -> None:
        assert sheet.kind is not None
        same = [self._same(sheet, row, have) for row, have in zip(rows, old, strict=False)]
        if all(same) and len(rows) == len(old):
            return
        change = self._entry(sheet.kind, slug)
        for number in range(len(rows), len(old)):
            change.rows.append(RowChange(What.MISSING, sheet.name, f"{slug}, пункт {number + 1}"))
        if len(rows) < len(old) and not self.delete:
            return
        for number, row in enumerate(rows):
            have = old[number] if number < len(old) else None
            cells = tuple(_cells(sheet, row, have))
            change.places.update({(*sheet.inside, number, *path): place for path, place in row.places.items()})
            change.places[(*sheet.inside, number)] = row.place
            if cells:
                what = What.CHANGED if have else What.NEW
                change.rows.append(RowChange(what, sheet.name, f"{slug}, пункт {number + 1}", row.place, cells))
        if len(rows) == len(old):
            for number, (row, have) in enumerate(zip(rows, old, strict=True)):
                for column in sheet.columns:
                    new = row.cells.get(column.path)
                    if new is not None and new != have.cells[column.path]:
                        change.values[(*sheet.inside, number, *column.path)] = raw_of(column, new)
        else:
            change.values[sheet.inside] = [self._item(sheet, row, old) for row in rows] or None

    def _same(self, sheet: RegisterSheet, row: SheetRow, have: BankRow) -> bool:
        return all(
            row.cells.get(column.path, have.cells[column.path]) == have.cells[column.path] for column in sheet.columns
        )

    def _item(self, sheet: RegisterSheet, row: SheetRow, old: list[BankRow]) -> Any:
        """Return an item for the front matter; one that the entry has already is taken as it stands there."""
        for have in old:
            if self._same(sheet, row, have):
                return have.raw
        item: dict[str, Any] = {}
        for column in sheet.columns:
            value = raw_of(column, row.cells.get(column.path, ""))
            if value is not None:
                put_in(item, column.path, value)
        return item

    def tables(self, sheet: RegisterSheet, rows: tuple[SheetRow, ...]) -> None:
        """Compare a sheet of a table with its file or files."""
        assert sheet.table is not None
        files = {file.sheet.path.stem if sheet.named else "": file for file in table_files(sheet.table, self.corpus)}
        by_path = {file.sheet.path: file for file in files.values()}
        entries = [slug for kind, slug in self.found.entries if kind == sheet.table.beside]
        free: dict[tuple[str, ...], list[BankRow]] = defaultdict(list)
        for file in files.values():
            for have in table_rows(sheet, file):
                free[_key(sheet, have)].append(have)
        for row in rows:
            held = files.get(row.name)
            path = held.sheet.path if held else new_table(sheet, row.name, self.corpus, entries)
            if path is None:
                self._tell("MB969", row.place, name=row.name or "не заполнено", suggestion=nearest(row.name, files))
                continue
            change = self._table(sheet, held, path)
            old = free[_key(sheet, row)].pop(0) if free[_key(sheet, row)] else None
            if not self.kept(row.place):
                continue
            cells = tuple(_cells(sheet, row, old))
            if old is not None:
                change.places[old.line] = row
            if cells:
                what = What.CHANGED if old else What.NEW
                change.rows.append(RowChange(what, sheet.name, _called(sheet, row), row.place, cells))
                if old is None:
                    change.added.append(row)
                else:
                    fields = {column.head: column.path[0] for column in sheet.columns}
                    change.cells[old.line] = {fields[cell.head]: cell.new for cell in cells}
        for missing in (have for rest in free.values() for have in rest):
            change = self._table(sheet, by_path[missing.path], missing.path)
            change.rows.append(RowChange(What.MISSING, sheet.name, _called(sheet, missing)))
            if self.delete:
                change.removed.add(missing.line)

    def _table(self, sheet: RegisterSheet, file: TableFile | None, path: PurePosixPath) -> TableChange:
        return self.found.tables.setdefault(path, TableChange(sheet, file, path))


def _after_entries(sheet: RegisterSheet) -> bool:
    """Whether the rows of a sheet belong to entries, which the same workbook may add."""
    return bool(sheet.inside) or sheet.table is not None


def _cells(sheet: RegisterSheet, row: SheetRow, old: BankRow | None) -> Iterator[CellChange]:
    for column in sheet.columns:
        new, was = row.cells.get(column.path), old.cells.get(column.path, "") if old else ""
        if new is not None and new != was:
            yield CellChange(column.head, was, new)


def _key(sheet: RegisterSheet, row: BankRow | SheetRow) -> tuple[str, ...]:
    assert sheet.table is not None
    return (row.name, *(row.cells.get((name,), "") for name in sheet.table.key))


def _called(sheet: RegisterSheet, row: BankRow | SheetRow) -> str:
    return ", ".join(filter(None, dict.fromkeys(_key(sheet, row))))


def put_in(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Put a value into nested mappings, made where they are not."""
    for name in path[:-1]:
        data = data.setdefault(name, {})
    data[path[-1]] = value


def nested(values: Mapping[Path, Any]) -> dict[str, Any]:
    """Return values by path as nested mappings; empty ones are left out."""
    data: dict[str, Any] = {}
    for path, value in values.items():
        if value is not None:
            put_in(data, tuple(map(str, path)), value)
    return data
