"""What the sheets of a workbook have in common: cell styles, the head with the sample's mark, the print setup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from textwrap import wrap
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from metodbank.export.cells import risky
from metodbank.indicators.words import SAMPLE_NOTE

A4 = 9
LINE, HIGHEST = 14.5, 400
"""Heights in points: of a line of text, and the most a spreadsheet allows to a row, with room to spare."""
HEAD = 4
"""Rows above a table: title, what the sheet is, the sample's mark or nothing, the column heads."""
INK, QUIET, RULE, BAND, INPUT = "#1F2933", "#52606D", "#9AA5B1", "#E4E7EB", "#FFF8DB"

_BASE: Mapping[str, Any] = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "lead": {"font_color": QUIET},
    "sample": {"bold": True, "font_color": "#8A1C1C"},
    "head": {"bold": True, "bg_color": BAND, "border": 1, "border_color": RULE, "text_wrap": True, "valign": "vcenter"},
    "text": {"border": 1, "border_color": RULE, "text_wrap": True},
    "strong": {"border": 1, "border_color": RULE, "text_wrap": True, "bold": True},
    "number": {"border": 1, "border_color": RULE, "align": "right", "text_wrap": True},
    "input": {"border": 1, "border_color": RULE, "align": "right", "text_wrap": True, "bg_color": INPUT},
    "choice": {"border": 2, "border_color": RULE, "bg_color": INPUT, "bold": True},
    "label": {"bold": True},
    "section": {"bold": True, "font_size": 12},
    "plain": {"text_wrap": True},
}


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its width in characters, and whether people see it."""

    head: str
    width: float
    hidden: bool = False


@dataclass
class Book:
    """A workbook being written: styles are made once, text never becomes a formula."""

    workbook: Workbook
    sample: bool
    _formats: dict[tuple[str, str, bool], Format] = field(default_factory=dict)

    def style(self, name: str, number: str = "", *, quote: bool = False) -> Format:
        """Return a cell style, with a number format if given; ``quote`` keeps risky text from becoming a formula."""
        key = (name, number, quote)
        if key not in self._formats:
            found = self.workbook.add_format({**_BASE, **STYLES[name]})
            if number:
                found.set_num_format(number)
            if quote:
                found.set_quote_prefix()
            self._formats[key] = found
        return self._formats[key]

    def sheet(self, name: str, title: str, lead: str, columns: Sequence[Column], *, footer: str) -> Worksheet:
        """Return a sheet of the workbook with its head, column widths and A4 landscape print setup."""
        sheet = self.workbook.get_worksheet_by_name(name)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width, None, {"hidden": True} if column.hidden else {})
        first = next(index for index, column in enumerate(columns) if not column.hidden)
        self.text(sheet, 0, first, title, "title")
        self.text(sheet, 1, first, lead, "lead")
        if self.sample:
            self.text(sheet, 2, first, SAMPLE_NOTE, "sample")
            sheet.set_header(f"&C&B{_code(SAMPLE_NOTE)}")
        sheet.set_footer(f"&L{_code(footer)}&RСтр. &P из &N")
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.75)
        sheet.hide_gridlines(2)
        return sheet

    def heads(self, sheet: Worksheet, row: int, columns: Sequence[Column]) -> None:
        """Write the heads of a table, keep them in sight and repeat them on every printed page."""
        for index, column in enumerate(columns):
            self.text(sheet, row, index, column.head, "head")
        fit(sheet, row, [(column.head, column.width - 2) for column in columns if not column.hidden])
        sheet.freeze_panes(row + 1, 0)
        sheet.repeat_rows(row)

    def text(self, sheet: Worksheet, row: int, column: int, text: str, style: str = "text") -> None:
        """Write a text as a text."""
        sheet.write_string(row, column, plain(text), self.style(style, quote=risky(plain(text))))

    def number(self, sheet: Worksheet, row: int, column: int, value: float, form: str, style: str = "number") -> None:
        """Write a number."""
        sheet.write_number(row, column, value, self.style(style, form))

    def formula(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        formula: str,
        cached: float | str,
        form: str = "",
        style: str = "number",
    ) -> None:
        """Write a formula with the value it has now, which programs that do not compute show."""
        now = plain(cached) if isinstance(cached, str) else cached
        sheet.write_formula(row, column, f"={formula}", self.style(style, form), now)


def fit(sheet: Worksheet, row: int, cells: Iterable[tuple[str, float]]) -> None:
    """Make a row as high as its longest text needs in a column of its width: not every program does so itself."""
    lines = max((_lines(text, width) for text, width in cells), default=1)
    sheet.set_row(row, min(HIGHEST, LINE * lines + 1))


@lru_cache(maxsize=10_000)
def _lines(text: str, width: float) -> int:
    return sum(max(1, len(wrap(part, max(4, int(width * 0.92))))) for part in text.split("\n"))


def plain(text: str) -> str:
    """Return a text with plain spaces: a person who looks for «40 %» types one."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def _code(text: str) -> str:
    """Keep an ampersand from being read as a code of a header."""
    return text.replace("&", "&&")
