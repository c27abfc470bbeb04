"""The sheet «Методика»: the document, the rules of counting, the formulas in words, the oddities and their policy."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from metodbank.export.method import facts_of, formulas_of, oddities_of
from metodbank.export.sheet import HEAD, Book, Column, fit
from metodbank.indicators.library import SetResults
from metodbank.indicators.words import MEANINGS

NAME = "Методика"
COLUMNS = (Column("№", 26), Column("Что", 62), Column("Как", 74))


def write_method(book: Book, results: SetResults) -> None:
    """Write the sheet."""
    title = f"Как считаются показатели: {results.set.short_title}"
    lead = "Названия, формулы и цели — слово в слово из документа; правила для его странностей добавлены банком."
    sheet = book.sheet(NAME, title, lead, COLUMNS, footer=str(results.set.short_title))
    row = HEAD
    for name, text in facts_of(results):
        row = _line(book, sheet, row, (name, text))
    for heading, rows in (
        ("Как решается статус", [(status.value, text) for status, text in MEANINGS.items()]),
        ("Формулы словами", list(formulas_of(results))),
        (
            "Странности документа и как с ними поступает банк",
            list(oddities_of(results)),
        ),
    ):
        book.text(sheet, row + 1, 0, heading, "section")
        row += 2
        for cells in rows:
            row = _line(book, sheet, row, cells)
    sheet.freeze_panes(HEAD - 1, 0)


def _line(book: Book, sheet: Worksheet, row: int, cells: tuple[str, ...]) -> int:
    """Write a row; two cells take the whole width."""
    book.text(sheet, row, 0, cells[0], "strong")
    widths = [COLUMNS[0].width, COLUMNS[1].width, COLUMNS[2].width]
    if len(cells) == 2:
        widths[1:] = [widths[1] + widths[2]]
        sheet.merge_range(row, 1, row, 2, "", book.style("text"))
    for number, text in enumerate(cells[1:], 1):
        book.text(sheet, row, number, text)
    fit(sheet, row, zip(cells, widths, strict=True))
    return row + 1
