"""The sheet «Панель»: one period of one subject at a glance; a person chooses which, the rest are formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from metodbank.export.cell_formulas import quoted
from metodbank.export.sheet import HEAD, Book, Column, fit
from metodbank.export.sheet_values import NAME as VALUES
from metodbank.export.sheet_values import SEPARATOR, Line, change_form, number_form
from metodbank.export.sheet_values import At as Value
from metodbank.indicators.explain import target_words
from metodbank.indicators.library import SetResults
from metodbank.indicators.results import Status

NAME = "Панель"
LEAD = "Выберите период и чьи значения в светлых клетках — таблица покажет их."
PERIOD_ROW, SUBJECT_ROW, TALLY_ROW, TABLE = 4, 5, 6, 8


class At(IntEnum):
    """Columns of the sheet; the last two hold what may be chosen."""

    MEASURE, ROW, LABEL, NAME, VALUE, UNIT, TARGET, STATUS, LACK, OF, CHANGE, SCORE, PERIODS, SUBJECTS = range(14)


COLUMNS = (
    Column("Имя", 8, hidden=True),
    Column("Строка", 8, hidden=True),
    Column("№", 14),
    Column("Показатель", 60),
    Column("Значение", 14),
    Column("Единица", 14),
    Column("Цель", 20),
    Column("Статус", 18),
    Column("Не хватает", 13),
    Column("Чего", 16),
    Column("Изменение", 14),
    Column("Балл", 8),
    Column("Периоды", 8, hidden=True),
    Column("Чьи значения", 8, hidden=True),
)
COLOURS: Mapping[Status, str] = {
    Status.REACHED: "#DDF3E0",
    Status.NOT_REACHED: "#FBE0E0",
    Status.ABOVE: "#E3ECFB",
    Status.PRELIMINARY: "#FFF1CC",
}
"""Behind the words of a status, which tell it without colour."""


def write_panel(book: Book, results: SetResults, lines: list[Line], last_value_row: int) -> None:
    """Write the sheet; it opens with the latest period of the first subject."""
    act = results.set.act.title if results.set.act else ""
    sheet = book.sheet(NAME, str(results.set.title), str(act), COLUMNS, footer=str(results.set.short_title))
    book.text(sheet, HEAD - 1, At.LABEL, LEAD, "lead")
    if not results.scored and not any(measure.bands for measure in results.measures):
        sheet.set_column(At.SCORE, At.SCORE, 8, None, {"hidden": True})
    periods = [period.text for period in results.held]
    subjects = [subject.title for subject in results.subjects]
    for row, name, column, held in (
        (PERIOD_ROW, "Период", At.PERIODS, periods),
        (SUBJECT_ROW, "Чьи значения", At.SUBJECTS, subjects),
    ):
        book.text(sheet, row, At.LABEL, name, "label")
        book.text(sheet, row, At.NAME, held[0] if held else "", "choice")
        for number, text in enumerate(held):
            book.text(sheet, TABLE + number, column, text, "plain")
        if held:
            first, last = (xl_rowcol_to_cell(TABLE + n, column, True, True) for n in (0, len(held) - 1))
            sheet.data_validation(row, At.NAME, row, At.NAME, {"validate": "list", "source": f"={first}:{last}"})
    book.heads(sheet, TABLE - 1, COLUMNS[: At.PERIODS])
    shown = {(line.result.measure.id): line for line in reversed(lines)}
    for number, measure in enumerate(results.measures):
        if measure.id in shown:
            goals = [target_words(target, measure) for target in measure.targets]  # of any period that may be chosen
            _row(book, sheet, TABLE + number, shown[measure.id], last_value_row, goals)
    end = TABLE + max(1, len(results.measures)) - 1
    _tally(book, sheet, [shown[m.id] for m in results.measures if m.id in shown], end)
    _colours(book, sheet, end)
    sheet.print_area(0, At.LABEL, end, At.SCORE)
    sheet.activate()


def _row(book: Book, sheet: Worksheet, row: int, line: Line, last: int, goals: Sequence[str]) -> None:
    """Write a measure: where its row on the sheet of values is, and what stands there."""
    result = line.result
    book.text(sheet, row, At.MEASURE, result.measure.id)
    period, subject = (xl_rowcol_to_cell(place, At.NAME, True, True) for place in (PERIOD_ROW, SUBJECT_ROW))
    joined = f'&"{SEPARATOR}"&'.join((period, subject, xl_rowcol_to_cell(row, At.MEASURE)))
    found = f"MATCH({joined},{_values(Value.KEY, last)},0)"
    book.formula(sheet, row, At.ROW, found, line.row - HEAD + 1, style="text")
    book.text(sheet, row, At.LABEL, result.measure.label)
    book.text(sheet, row, At.NAME, result.measure.name)
    fit(
        sheet,
        row,
        [(result.measure.name, COLUMNS[At.NAME].width), *((goal, COLUMNS[At.TARGET].width) for goal in goals)],
    )

    def take(column: int, source: int, cached: float | str, form: str = "", style: str = "text") -> None:
        cell = f"INDEX({_values(source, last)},{xl_rowcol_to_cell(row, At.ROW)})"
        book.formula(sheet, row, column, f'IF({cell}="","",{cell})', cached, form, style)

    cached = line.cached
    take(At.VALUE, Value.VALUE, cached.get(Value.VALUE, ""), number_form(result), "number")
    take(At.UNIT, Value.UNIT, cached.get(Value.UNIT, ""))
    take(At.TARGET, Value.TARGET, cached.get(Value.TARGET, ""))
    take(At.STATUS, Value.STATUS, cached.get(Value.STATUS, ""), style="strong")
    take(At.LACK, Value.LACK, cached.get(Value.LACK, ""), "#,##0.##", "number")
    take(At.OF, Value.OF, cached.get(Value.OF, ""))
    take(At.CHANGE, Value.CHANGE, cached.get(Value.CHANGE, ""), change_form(result), "number")
    if Value.SCORE in cached:
        take(At.SCORE, Value.SCORE, cached[Value.SCORE], "0", "number")


def _values(column: int, last: int) -> str:
    name = xl_col_to_name(column)
    return f"'{VALUES}'!${name}${HEAD + 1}:${name}${last + 1}"


def _tally(book: Book, sheet: Worksheet, lines: list[Line], end: int) -> None:
    """Count the statuses shown, by formula."""
    statuses = f"{xl_rowcol_to_cell(TABLE, At.STATUS, True, True)}:{xl_rowcol_to_cell(end, At.STATUS, True, True)}"
    held = [line.result.status for line in lines]
    formula = '&"; "&'.join(f"{quoted(f'{s.value}: ')}&COUNTIF({statuses},{quoted(s.value)})" for s in Status)
    cached = "; ".join(f"{status.value}: {held.count(status)}" for status in Status)
    book.text(sheet, TALLY_ROW, At.LABEL, "Итог", "label")
    sheet.write_formula(TALLY_ROW, At.NAME, f"={formula}", book.style("lead"), cached)


def _colours(book: Book, sheet: Worksheet, end: int) -> None:
    for status, colour in COLOURS.items():
        rule = {
            "type": "cell",
            "criteria": "==",
            "value": quoted(status.value),
            "format": book.workbook.add_format({"bg_color": colour}),
        }
        sheet.conditional_format(TABLE, At.STATUS, end, At.STATUS, rule)
