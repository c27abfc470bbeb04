"""An edited workbook becomes rows of text that know their cells; whatever is wrong with it is a problem.

Nothing is computed and nothing fetched: of a formula the value is taken that Excel left beside it. Columns and
sheets the bank does not know are passed over, and said so.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, cast

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from metodbank.intake.card.safety import EXCEL, MAX_FILE, CardRefusedError, open_package
from metodbank.intake.office import to_xlsx
from metodbank.intake.register.cells import text_of_cell
from metodbank.intake.register.layout import GUIDE_SHEET, LISTS_SHEET, NAME, Column, RegisterSheet, sheets
from metodbank.intake.register.merged import Merged, merged_cells
from metodbank.rules.catalogue import problem
from metodbank.rules.problem import Problem
from metodbank.rules.suggest import nearest
from metodbank.source.defect import Mark
from metodbank.source.document import why

OTHER = (".ods", ".xls")
"""Workbooks that LibreOffice turns into XLSX first."""
WITH_MACROS = (".xlsm", ".xlsb", ".xltm")
WORKBOOKS = (".xlsx", *OTHER, *WITH_MACROS)
"""What is taken for a register by its name, though not all of it is read."""
MAX_ROWS, MAX_COLUMNS = 20_000, 300
"""A sheet that says it is larger holds nothing more that a register could."""
MAX_MERGED = 2_000
"""Merged ranges of a sheet: a register has none."""
HEAD_WITHIN = 10
"""In how many first rows the heads are looked for: a person may have put a title above them."""


@dataclass(frozen=True)
class Place:
    """A cell: sheet, row and column counted from 1; column 0 stands for the whole row."""

    sheet: str
    row: int
    column: int = 0

    @property
    def mark(self) -> Mark:
        """The place as a problem holds it."""
        return Mark(self.row, max(1, self.column))

    def __str__(self) -> str:
        cell = f"ячейка {get_column_letter(self.column)}{self.row}" if self.column else f"строка {self.row}"
        return f"лист «{self.sheet}», {cell}"


@dataclass(frozen=True)
class SheetRow:
    """A row of a sheet: the name in its first column, and its cells by field path, with their places."""

    name: str
    cells: Mapping[tuple[str, ...], str]
    place: Place
    places: Mapping[tuple[str, ...], Place]


@dataclass(frozen=True)
class Read:
    """What a workbook held: rows by sheet name, and problems."""

    rows: Mapping[str, tuple[SheetRow, ...]]
    problems: tuple[Problem, ...]


def read_workbook(file: Path) -> Read:
    """Read the sheets of a workbook that the bank knows; nothing is raised."""
    try:
        raw = _xlsx(file)
        with open_package(raw, EXCEL) as package:
            values, formulas = _opened(package, raw, data_only=True), _opened(package, raw, data_only=False)
    except CardRefusedError as reason:
        return Read({}, (problem("MB961", file.name, Mark(), reason=reason),))
    except OSError as error:
        return Read({}, (problem("MB961", file.name, Mark(), reason=why(error)),))
    found: dict[str, tuple[SheetRow, ...]] = {}
    problems: list[Problem] = []
    known = {name.casefold(): sheet for name, sheet in sheets().items()}
    for name, grid in values.items():
        sheet = known.get(name.strip().casefold())
        if sheet is None:
            if name not in (GUIDE_SHEET, LISTS_SHEET):
                guess = nearest(name, sheets())
                problems.append(problem("MB962", file.name, Mark(), sheet=name, suggestion=guess))
            continue
        reader = _Reader(sheet, file.name, name, grid.rows, formulas[name].rows, grid.merged, problems)
        found[sheet.name] = tuple(reader.rows())
    if not found and not problems:
        problems.append(problem("MB961", file.name, Mark(), reason="в книге нет ни одного листа реестра"))
    return Read(found, tuple(problems))


def _xlsx(file: Path) -> bytes:
    suffix = file.suffix.lower()
    if suffix in OTHER:
        return to_xlsx(file)
    if suffix in WITH_MACROS:
        raise CardRefusedError("это книга с макросами: сохраните её в Excel как «Книга Excel (.xlsx)»")
    if file.stat().st_size > MAX_FILE:
        raise CardRefusedError(f"файл больше {MAX_FILE // 1_000_000} МБ: для реестра это слишком много")
    return file.read_bytes()


Rows = list[tuple[Any, ...]]


class _Grid(NamedTuple):
    rows: Rows
    merged: list[Merged]


def _opened(package: zipfile.ZipFile, raw: bytes, *, data_only: bool) -> dict[str, _Grid]:
    """Return the cells of each sheet.

    :raises CardRefusedError: for whatever the library cannot make out of a damaged file.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions the library does not know
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=data_only, keep_links=False)
            grids: dict[str, _Grid] = {}
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what a sheet says of its size is not believed
                rows = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
                # A sheet that is read row by row does not tell what is merged on it, nor where it lies by public means.
                part = package.read(cast(Any, sheet)._worksheet_path)
                grids[sheet.title] = _Grid(list(rows), list(islice(merged_cells(part), MAX_MERGED + 1)))
            book.close()
    except Exception as error:  # a damaged part is met anywhere in the library, as any error at all
        raise CardRefusedError("книга повреждена: откройте её в Excel и сохраните заново как .xlsx") from error
    if any(cell is not None for grid in grids.values() for row in grid.rows[MAX_ROWS:] for cell in row):
        raise CardRefusedError(f"на листе больше {MAX_ROWS} строк: удалите пустые строки под таблицей")
    if any(len(grid.merged) > MAX_MERGED for grid in grids.values()):
        raise CardRefusedError(f"на листе больше {MAX_MERGED} объединённых ячеек: разъедините их")
    return grids


@dataclass
class _Reader:
    sheet: RegisterSheet
    file: str
    title: str
    values: Rows
    formulas: Rows
    merged: list[Merged]
    problems: list[Problem]

    def _tell(self, code: str, place: Place, **values: object) -> None:
        self.problems.append(problem(code, self.file, place.mark, place=place, **values))

    def rows(self) -> Iterator[SheetRow]:
        """Yield the rows below the heads that hold anything in a known column."""
        top, columns, name = self._heads()
        if top is None:
            return
        for number in range(top + 1, len(self.values)):
            cells, places = {}, {}
            self._merged(number, [*columns] if name is None else [name, *columns])
            for index, column in columns.items():
                place = Place(self.title, number + 1, index + 1)
                cells[column.path] = self._text(column, number, index, place)
                places[column.path] = place
            named = self._name(number, name)
            if named or any(cells.values()):
                yield SheetRow(named, cells, Place(self.title, number + 1), places)

    def _merged(self, number: int, known: list[int]) -> None:
        """Tell of the first cell of a row that gave its value up to another."""
        here = [merged for merged in self.merged if merged.rows[0] <= number <= merged.rows[1]]
        for index in sorted(known) if here else ():
            hiding = next((merged for merged in here if merged.hides(number, index)), None)
            if hiding:
                reason = f"ячейки {hiding.name} объединены, и значение есть только у первой: разъедините их"
                self._tell("MB967", Place(self.title, number + 1, index + 1), reason=reason)
                return

    def _heads(self) -> tuple[int | None, dict[int, Column], int | None]:
        """Return the row of the heads, or None where a column is missing that nothing can be told without."""
        by_head = {" ".join(column.head.casefold().split()): column for column in self.sheet.columns}
        best: tuple[int, dict[int, Column]] = (0, {})
        heads = [[" ".join(str(cell or "").casefold().split()) for cell in row] for row in self.values[:HEAD_WITHIN]]
        for number, row in enumerate(heads):
            found = {
                index: by_head[head] for index, head in enumerate(row) if head in by_head and head not in row[:index]
            }
            if len(found) > len(best[1]):
                best = (number, found)
        top, columns = best
        name = next((i for i, head in enumerate(heads[top] if heads else []) if head == NAME.casefold()), None)
        missing = [NAME] if self.sheet.named and name is None else []
        missing += [column.head for column in self._needed() if column not in columns.values()]
        if missing:
            self._tell("MB963", Place(self.title, top + 1), heads=", ".join(f"«{head}»" for head in missing[:3]))
            return None, {}, None
        self._odd_heads(top, columns, heads[top] if heads else [], by_head)
        return top, columns, name

    def _needed(self) -> list[Column]:
        """Return the columns that tell one row from another."""
        key = self.sheet.table.key if self.sheet.table else ()
        return [column for column in self.sheet.columns if self.sheet.inside or column.path[0] in key]

    def _odd_heads(self, top: int, columns: dict[int, Column], heads: list[str], by_head: Mapping[str, Column]) -> None:
        for index, head in enumerate(heads):
            place = Place(self.title, top + 1, index + 1)
            shown = str(self.values[top][index])
            if head in by_head and index not in columns:
                self._tell("MB965", place, head=shown)
            elif head and index not in columns and not (self.sheet.named and head == NAME.casefold()):
                self._tell("MB964", place, head=shown, suggestion=nearest(shown, self._unused(columns)))
        for unused in self._unused(columns):
            self._tell("MB966", Place(self.title, top + 1), head=unused)

    def _unused(self, columns: dict[int, Column]) -> list[str]:
        used = {column.path for column in columns.values()}
        return [column.head for column in self.sheet.columns if column.path not in used]

    def _cell(self, grid: Rows, number: int, index: int) -> Any:
        row = grid[number] if number < len(grid) else ()
        return row[index] if index < len(row) else None

    def _name(self, number: int, index: int | None) -> str:
        value = None if index is None else self._cell(self.values, number, index)
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value or "")
        return text.partition(" — ")[0].strip().removesuffix(".md").removesuffix(".csv")

    def _text(self, column: Column, number: int, index: int, place: Place) -> str:
        value = self._cell(self.values, number, index)
        formula = self._cell(self.formulas, number, index)
        if value is None and isinstance(formula, str) and formula.startswith("="):
            self._tell("MB967", place, reason="формула без вычисленного значения")
        elif isinstance(value, str) and value in ERRORS and value != formula:
            self._tell("MB967", place, reason=f"ошибка Excel {value}")
        return text_of_cell(column, value)


ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"})
