"""What the bank holds now, as rows of the sheets: the same rows are written to a workbook and compared with one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from metodbank.indicators.figures import FIGURES_FOLDER, read_figures
from metodbank.indicators.figures import TABLE as FIGURES
from metodbank.indicators.model import FOLDER as SETS
from metodbank.intake.register.cells import text_of
from metodbank.intake.register.layout import RegisterSheet
from metodbank.model.fields import Group, fields_of
from metodbank.model.kinds import kinds
from metodbank.model.tables import TABLES_HOME, Table
from metodbank.rules.corpus import Corpus, Draft, TableFile
from metodbank.rules.tables import columns_of


@dataclass(frozen=True)
class BankRow:
    """One row as the bank has it: the name in its first column, and its cells by field path.

    :param line: of a table, the line of the file the row begins on.
    :param raw: of an item of a list, the item as the front matter has it.
    """

    name: str
    cells: Mapping[tuple[str, ...], str]
    path: PurePosixPath
    line: int = 0
    raw: Any = None


def bank_rows(sheet: RegisterSheet, corpus: Corpus) -> Iterator[BankRow]:
    """Yield the rows of a sheet, in the order of file names and, inside a file, in its own."""
    if sheet.table is not None:
        for file in table_files(sheet.table, corpus):
            yield from table_rows(sheet, file)
    elif sheet.kind is not None:
        for slug, draft in sorted(corpus.by_slug[sheet.kind.name].items()):
            if sheet.inside:
                yield from item_rows(sheet, draft)
            else:
                cells = {column.path: text_of(column, value_at(draft.data, column.path)) for column in sheet.columns}
                yield BankRow(slug, cells, draft.path)


def item_rows(sheet: RegisterSheet, draft: Draft) -> Iterator[BankRow]:
    """Yield the items of one list of an entry."""
    items = value_at(draft.data, sheet.inside)
    group = _group(sheet, draft)
    for item in items if isinstance(items, list) else []:
        whole = {group.shorthand: item} if isinstance(item, str) and group.shorthand else item
        data = whole if isinstance(whole, Mapping) else {}
        cells = {column.path: text_of(column, value_at(data, column.path)) for column in sheet.columns}
        yield BankRow(draft.slug, cells, draft.path, raw=item)


def _group(sheet: RegisterSheet, draft: Draft) -> type[Group]:
    group: Any = draft.kind.model
    for name in sheet.inside:
        group = fields_of(group)[name].item
    return group  # type: ignore[no-any-return]


def table_files(table: Table, corpus: Corpus) -> list[TableFile]:
    """Return the files of a table: one, or one for each set or roadmap."""
    if table is FIGURES:
        return [file.file for file in read_figures(corpus.settings.root)]
    return [file for file in corpus.tables if file.table is table]


def new_table(sheet: RegisterSheet, name: str, corpus: Corpus, entries: Collection[str]) -> PurePosixPath | None:
    """Return where a table that has no file yet is to be kept; None where nothing of that name may have one.

    :param name: what the row says in its first column; empty where a table has one file.
    :param entries: names of the entries the workbook itself adds to the kind the table stands beside.
    """
    table = sheet.table
    assert table is not None
    if table is FIGURES:
        known = {path.stem for path in (corpus.settings.root / SETS).glob("*.yml")}
        return PurePosixPath(FIGURES_FOLDER, f"{name}.csv") if name in known else None
    if table.beside:
        kind = kinds()[table.beside]
        known = {*corpus.by_slug[kind.name], *entries}
        return PurePosixPath(kind.home, f"{name}.csv") if name in known else None
    return PurePosixPath(TABLES_HOME, f"{table.name}.csv")


def table_rows(sheet: RegisterSheet, file: TableFile) -> Iterator[BankRow]:
    """Yield the rows of one CSV."""
    columns = {
        index: column for index, spec in columns_of(file).items() if (column := sheet.column((spec.name,))) is not None
    }
    for row in file.sheet.rows:
        cells = {column.path: text_of(column, row.cells[i]) for i, column in columns.items() if i < len(row.cells)}
        yield BankRow(file.sheet.path.stem if sheet.named else "", cells, file.sheet.path, row.line)


def value_at(data: Any, path: tuple[str | int, ...]) -> Any:
    """Return the value at a path of a front matter, or None."""
    for name in path:
        if isinstance(data, Mapping):
            data = data.get(str(name))
        elif isinstance(data, list) and isinstance(name, int) and name < len(data):
            data = data[name]
        else:
            return None
    return data
