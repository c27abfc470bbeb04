"""The workbook and the report in a real LibreOffice: formulas computed by it give what the engine gives."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from metodbank.export import sheet_figures, sheet_panel, sheet_values
from metodbank.export.asked import find_period
from metodbank.export.report import docx_of
from metodbank.export.sheet_values import At, lines_of
from metodbank.export.workbook import xlsx_of
from metodbank.indicators.library import SetResults, make_results
from metodbank.indicators.words import SAMPLE_NOTE
from tests.indicators_help import SETS, shipped
from tests.office import Office

CORRECTED = {"tazovsky": ("2023", "shkola-1", "diagnosed", 40), "novospasskoe": ("2026", "licey-4", "routed", 30)}
"""A figure of a set that the second book holds otherwise: period, subject, variable, number."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office.in_folder(tmp_path_factory.mktemp("office"))


def corrected(name: str) -> SetResults:
    """A set with one figure corrected in its table."""
    results = shipped().indicators.sets[name]
    period, subject, variable, number = CORRECTED[name]
    rows = [
        replace(row, number=Fraction(number), text=str(number))
        if (row.period, row.subject, row.variable) == (period, subject, variable)
        else row
        for row in results.book.figures
    ]
    assert rows != list(results.book.figures)
    return make_results(results.file, rows, shipped().bank)


@pytest.fixture(scope="module")
def books(office: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook]:
    """The books as LibreOffice computes them: of each set, and of two whose figure was corrected in the book itself."""
    folder = tmp_path_factory.mktemp("books")
    files = []
    for name in SETS:
        files.append(folder / f"{name}.xlsx")
        files[-1].write_bytes(xlsx_of(shipped().indicators.sets[name]))
    for name, (period, subject, variable, number) in CORRECTED.items():
        results = shipped().indicators.sets[name]
        book = openpyxl.load_workbook(folder / f"{name}.xlsx")  # drops the values beside the formulas
        who, what = results.book.subject(subject), results.file.variables[variable]
        assert who is not None
        sheet = book[sheet_figures.NAME]
        (row,) = (
            line[0].row
            for line in sheet.iter_rows(min_row=5)
            if [cell.value for cell in line[:3]] == [period, who.title, what.title]
        )
        sheet.cell(row, sheet_figures.At.VALUE + 1).value = number
        book[sheet_panel.NAME].cell(sheet_panel.PERIOD_ROW + 1, sheet_panel.At.NAME + 1).value = period
        files.append(folder / f"{name}-corrected.xlsx")
        book.save(files[-1])
    done = office.convert(files, "xlsx", tmp_path_factory.mktemp("computed"))
    return {path.stem: openpyxl.load_workbook(path, data_only=True) for path in done}


def _same(found: object, expected: object) -> bool:
    if isinstance(expected, (int, float, Fraction)):
        return isinstance(found, (int, float)) and abs(Fraction(found) - Fraction(expected)) < Fraction(1, 10**9)
    return (found if found is not None else "") == expected


def _check(book: Workbook, results: SetResults) -> int:
    """Compare every computed cell of the sheet of values with the engine; returns how many were numbers."""
    sheet, numbers = book[sheet_values.NAME], 0
    for line in lines_of(results):
        result = line.result

        def cell(column: At, row: int = line.row) -> object:
            return sheet.cell(row + 1, column + 1).value

        where = (result.measure.id, result.period.text, result.subject.id)
        words = result.value is None or result.hidden or result.measure.kind == "есть/нет"
        shown = result.shown.replace("\N{NO-BREAK SPACE}", " ")
        assert _same(cell(At.VALUE), shown if words else result.value), (where, cell(At.VALUE))
        assert cell(At.STATUS) == result.status.value, where
        assert cell(At.VERDICT) == result.verdict.value, where
        lack = result.shortfall
        if lack is None:
            assert _same(cell(At.LACK), ""), where
        elif lack.units is not None and not result.hidden:
            assert cell(At.LACK) == lack.units, where
        if result.score is not None and not result.hidden:
            assert cell(At.SCORE) == result.score.points, where
        if result.trend is not None and isinstance(cell(At.CHANGE), (int, float)):
            assert _same(cell(At.CHANGE), result.trend.change), where
        numbers += not words
    return numbers


@pytest.mark.parametrize("name", SETS)
def test_the_formulas_give_what_the_engine_gives(books: dict[str, Workbook], name: str) -> None:
    assert _check(books[name], shipped().indicators.sets[name]) > 4


@pytest.mark.parametrize("name", SETS)
def test_the_value_beside_a_formula_is_what_the_formula_gives(
    books: dict[str, Workbook], name: str, tmp_path: Path
) -> None:
    """A preview and the protected view show the values written beside the formulas."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(xlsx_of(shipped().indicators.sets[name]))
    formulas, cached = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    checked = 0
    for sheet in formulas:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    beside = cached[sheet.title][cell.coordinate].value
                    found = books[name][sheet.title][cell.coordinate].value
                    assert _same(found, "" if beside is None else beside), (sheet.title, cell.coordinate, cell.value)
                    checked += 1
    assert checked > 60


@pytest.mark.parametrize("name", sorted(CORRECTED))
def test_a_figure_corrected_in_the_book_moves_values_and_statuses(books: dict[str, Workbook], name: str) -> None:
    before, after = shipped().indicators.sets[name], corrected(name)
    changed = [
        old.result.measure.id
        for old, new in zip(lines_of(before), lines_of(after), strict=True)
        if (old.result.value, old.result.verdict) != (new.result.value, new.result.verdict)
    ]
    assert changed, "the correction matters"
    _check(books[f"{name}-corrected"], after)


def test_the_panel_follows_the_period_a_person_chooses(books: dict[str, Workbook]) -> None:
    results = corrected("tazovsky")
    panel = books["tazovsky-corrected"][sheet_panel.NAME]
    period = find_period(results, CORRECTED["tazovsky"][0])
    for number, found in enumerate(results.results(period, results.subjects[0])):
        row = [panel.cell(sheet_panel.TABLE + number + 1, column + 1).value for column in sheet_panel.At]
        assert row[sheet_panel.At.NAME] == found.measure.name.replace("\N{NO-BREAK SPACE}", " ")
        assert _same(row[sheet_panel.At.VALUE], "нет данных" if found.value is None else found.value)
        assert row[sheet_panel.At.STATUS] == found.status.value
    tally = str(panel.cell(sheet_panel.TALLY_ROW + 1, sheet_panel.At.NAME + 1).value)
    held = [found.status.value for found in results.results(period, results.subjects[0])]
    assert f"не достигнут: {held.count('не достигнут')};" in tally


def test_the_report_opens_in_a_word_processor(office: Office, tmp_path: Path) -> None:
    results = shipped().indicators.sets["tazovsky"]
    period = find_period(results, "2024")
    path = tmp_path / "report.docx"
    path.write_bytes(docx_of(results, period))
    (pdf,) = office.convert([path], "pdf", tmp_path)
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    pages = text.split("\f")[:-1]
    assert len(pages) > 4
    for number, page in enumerate(pages, 1):
        assert page.strip().startswith(SAMPLE_NOTE)
        assert f"Стр. {number} из {len(pages)}" in page
    words = " ".join(text.split())
    assert "Отчёт о достижении показателей" in words
    assert "5. Адресные рекомендации" in words
    first = pages[0]
    assert all(title in first for title in ("1. Итог", "6. Как считаются показатели")), "the contents are filled"
    for found in results.results(period, results.judged[0]):
        assert found.shown.replace("\N{NO-BREAK SPACE}", " ") in words.replace("\N{NO-BREAK SPACE}", " ")
