"""The workbook of a set: panel, values, figures and method, with formulas that follow the figures.

XlsxWriter writes the value a formula has now beside the formula, so a preview, a phone or Excel in its protected
view shows numbers; Excel and LibreOffice compute afresh as soon as the file may be edited.
"""

from __future__ import annotations

import datetime as dt
import io

from xlsxwriter import Workbook

from metodbank.export.ledger import ledger_of
from metodbank.export.sheet import HEAD, Book
from metodbank.export.sheet_figures import NAME as FIGURES
from metodbank.export.sheet_figures import write_figures
from metodbank.export.sheet_method import NAME as METHOD
from metodbank.export.sheet_method import write_method
from metodbank.export.sheet_panel import NAME as PANEL
from metodbank.export.sheet_panel import write_panel
from metodbank.export.sheet_values import NAME as VALUES
from metodbank.export.sheet_values import write_values
from metodbank.indicators.library import SetResults
from metodbank.source.packing import repacked


def xlsx_of(results: SetResults) -> bytes:
    """Return the workbook of a set: every period with a value, everyone the document speaks of."""
    stream = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with Workbook(stream, plain) as workbook:
        day = results.book.bank.today
        made = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
        workbook.set_properties({"title": str(results.set.title), "author": "Методбанк", "created": made})
        for name in (PANEL, VALUES, FIGURES, METHOD):
            workbook.add_worksheet(name)
        book = Book(workbook, results.sample)
        ledger = ledger_of(results, results.held, results.subjects)
        places = write_figures(book, results, ledger)
        lines = write_values(book, results, places)
        write_panel(book, results, lines, HEAD - 1 + max(1, len(lines)))
        write_method(book, results)
    return repacked(stream.getvalue())
