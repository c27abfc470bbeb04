"""The sheet «Цифры»: every figure once; sums and derived figures are formulas over the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from metodbank.export.cell_formulas import computed, quoted
from metodbank.export.ledger import NO_FIGURE, Entry, Key, Ledger
from metodbank.export.sheet import HEAD, Book, Column, fit
from metodbank.indicators.book import ADDED
from metodbank.indicators.expression import names
from metodbank.indicators.figures import CHECKED, PRELIMINARY
from metodbank.indicators.library import SetResults

NAME = "Цифры"
NOT_ALL = "сдали не все"
LEAD = "Светлые клетки — внесённые цифры: исправьте число, и листы «Показатели» и «Панель» пересчитаются."
NUMBER = "#,##0.##;-#,##0.##"
WHOLE = "#,##0;-#,##0"


class At(IntEnum):
    """Columns of the sheet."""

    PERIOD, SUBJECT, TITLE, VALUE, UNIT, STATUS, ORIGIN, SOURCE, COLLECTED, COMMENT = range(10)


COLUMNS = (
    Column("Период", 16),
    Column("Чья цифра", 26),
    Column("Что это", 48),
    Column("Число", 14),
    Column("Единица", 10),
    Column("Проверено ли", 16),
    Column("Откуда взялось", 24),
    Column("Источник", 28),
    Column("Дата", 12),
    Column("Комментарий", 28),
)


@dataclass(frozen=True)
class Place:
    """Where a figure stands; ``row`` is counted from 0. ``status`` is empty where there is none to look at."""

    row: int
    entry: Entry

    @property
    def value(self) -> str:
        """The cell of the number, as other sheets refer to it."""
        return f"'{NAME}'!{xl_rowcol_to_cell(self.row, At.VALUE, True, True)}"

    @property
    def status(self) -> str:
        """The cell that says whether it is preliminary."""
        return f"'{NAME}'!{xl_rowcol_to_cell(self.row, At.STATUS, True, True)}"


def write_figures(book: Book, results: SetResults, ledger: Ledger) -> Mapping[Key, Place]:
    """Write the sheet and return where each figure stands."""
    sheet = book.sheet(NAME, f"Цифры: {results.set.short_title}", LEAD, COLUMNS, footer=str(results.set.short_title))
    book.heads(sheet, HEAD - 1, COLUMNS)
    places = {entry.key: Place(HEAD + number, entry) for number, entry in enumerate(ledger.entries)}
    for place in places.values():
        _write(book, sheet, results, ledger, places, place)
    sheet.autofilter(HEAD - 1, 0, HEAD - 1 + max(1, len(places)), len(COLUMNS) - 1)
    return places


def _write(
    book: Book, sheet: Worksheet, results: SetResults, ledger: Ledger, places: Mapping[Key, Place], place: Place
) -> None:
    entry, row = place.entry, place.row
    part = entry.part
    book.text(sheet, row, At.PERIOD, entry.period.text)
    book.text(sheet, row, At.SUBJECT, entry.subject.title)
    book.text(sheet, row, At.TITLE, str(entry.variable.title))
    book.text(sheet, row, At.UNIT, str(entry.variable.unit))
    cells = _cells(results, ledger, places, entry)
    form = NUMBER if entry.variable.fraction or entry.variable.unit == "%" else WHOLE
    origin = part.origin
    if cells is not None:
        formula, used = cells
        cached = entry.shown if part.value is None else float(part.value)
        book.formula(sheet, row, At.VALUE, formula, cached, form)
        statuses = ",".join(f'COUNTIF({range_},"{PRELIMINARY}")' for range_ in used)
        word = (
            PRELIMINARY if any(inner.part.preliminary for inner in _inner(results, ledger, places, entry)) else CHECKED
        )
        book.formula(sheet, row, At.STATUS, f'IF(SUM({statuses})>0,"{PRELIMINARY}","{CHECKED}")', word, style="text")
    else:
        if entry.number is not None:
            style = "number" if part.origin == ADDED else "input"
            book.number(sheet, row, At.VALUE, float(entry.number), form, style)
        else:
            book.text(sheet, row, At.VALUE, entry.shown, "number" if entry.hidden else "input")
        status = "" if not origin else PRELIMINARY if part.preliminary else CHECKED
        book.text(sheet, row, At.STATUS, status)
        if part.origin == ADDED:
            origin = f"{origin}; записано числом: часть слагаемых скрыта"
    book.text(sheet, row, At.ORIGIN, origin or NO_FIGURE)
    given = entry.row
    book.text(sheet, row, At.SOURCE, given.source if given else "")
    book.text(sheet, row, At.COLLECTED, f"{given.collected:%d.%m.%Y}" if given and given.collected else "")
    comment = given.comment if given else ""
    book.text(sheet, row, At.COMMENT, comment)
    texts = {
        At.SUBJECT: entry.subject.title,
        At.TITLE: str(entry.variable.title),
        At.COMMENT: comment,
        At.ORIGIN: origin,
    }
    fit(sheet, row, [(text, COLUMNS[column].width) for column, text in texts.items()])


def _inner(results: SetResults, ledger: Ledger, places: Mapping[Key, Place], entry: Entry) -> tuple[Entry, ...]:
    """Return the figures a sum or a derived figure is made of."""
    expression = entry.formula
    if expression is not None:
        keys = [(name, entry.period.text, entry.subject.id) for name in names(expression)]
        return tuple(places[key].entry for key in keys if key in places)
    return ledger.summed(entry, results.set.reporters or ()) or ()


def _cells(
    results: SetResults, ledger: Ledger, places: Mapping[Key, Place], entry: Entry
) -> tuple[str, list[str]] | None:
    """Return the formula of a figure and the ranges of its parts' statuses; None where a number is written."""
    inner = _inner(results, ledger, places, entry)
    if entry.hidden or not inner or any(other.hidden or not other.numeric for other in inner):
        return None
    rows = [places[other.key].row for other in inner]
    expression = entry.formula
    if expression is not None:
        cells = {str(other.variable.id): _cell(row, At.VALUE) for other, row in zip(inner, rows, strict=True)}
        if set(cells) != set(names(expression)):
            return None
        return computed(expression, cells, NO_FIGURE), [_cell(row, At.STATUS) for row in rows]
    values, statuses = ([_cell(row, column) for row in rows] for column in (At.VALUE, At.STATUS))
    if rows == list(range(rows[0], rows[0] + len(rows))):
        values, statuses = ([f"{cells[0]}:{cells[-1]}"] for cells in (values, statuses))
    listed = ",".join(values)
    return f"IF(COUNT({listed})<{len(rows)},{quoted(NOT_ALL)},SUM({listed}))", statuses


def _cell(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column))
