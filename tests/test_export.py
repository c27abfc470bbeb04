"""Files of indicators: their shape, what they must not tell, and that text stays text."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from jsonschema import Draft202012Validator

from metodbank.bank.covering import COVERED, HIDDEN
from metodbank.export.asked import UnknownNameError, find_period, find_set, find_subject
from metodbank.export.cell_formulas import computed, written
from metodbank.export.cells import harmless
from metodbank.export.files import put
from metodbank.export.report import docx_of
from metodbank.export.results_csv import csv_of
from metodbank.export.results_json import json_of, schema
from metodbank.export.sheet_figures import NAME as FIGURES
from metodbank.export.sheet_figures import At
from metodbank.export.workbook import xlsx_of
from metodbank.indicators.book import PEOPLE
from metodbank.indicators.expression import parse
from metodbank.indicators.library import SetResults, make_results
from metodbank.indicators.words import SAMPLE_NOTE
from tests.indicators_help import SETS, figure, results_of, shipped


def files_of(results: SetResults) -> dict[str, bytes]:
    """Every file of a set, packages by their parts so that a difference is found where it is."""
    found = {"csv": csv_of(results), "json": json_of(results)}
    packages = {"xlsx": xlsx_of(results)}
    for period in results.held:
        packages[f"docx {period.text}"] = docx_of(results, period)
        packages[f"docx {period.text} of one"] = docx_of(results, period, results.organizations[0])
    for name, content in packages.items():
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            found.update({f"{name}/{part}": package.read(part) for part in package.namelist()})
    return found


@pytest.mark.parametrize("name", SETS)
def test_json_keeps_its_schema_and_says_what_the_engine_says(name: str) -> None:
    results = shipped().indicators.sets[name]
    data = json.loads(json_of(results))
    shape = json.loads(schema())
    Draft202012Validator.check_schema(shape)
    Draft202012Validator(shape, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(data)
    assert data["format"] == "metodbank-indicators/1"
    assert (data["sample"], data["sample_note"]) == (True, SAMPLE_NOTE)
    expected = [
        (r.measure.id, r.period.text, r.subject.id, r.shown, r.status.value, r.shortfall and r.shortfall.text)
        for period in results.periods
        if period in results.held
        for who in results.subjects
        for r in results.results(period, who)
    ]
    keys = ("measure", "period", "subject", "shown", "status", "shortfall")
    assert [tuple(value[key] for key in keys) for value in data["values"]] == expected
    held = {(f["variable"], f["period"], f["subject"]): f for f in data["figures"]}
    for value in data["values"]:
        for variable in value["variables"]:
            assert (variable, value["period"], value["subject"]) in held, "every value leads to its figures"


def test_json_gives_the_exact_number_and_where_it_came_from() -> None:
    results = results_of("perm-2022", {("2022", "kray"): {"staff": 31, "diagnosed": 13}})
    data = json.loads(json_of(results))
    value = next(v for v in data["values"] if v["measure"] == "perm22-1")
    assert value["value"] == {"number": 41.935483871, "exact": "1300/31"}
    assert value["shown"] == "41,9\N{NO-BREAK SPACE}%"
    source = next(f for f in data["figures"] if f["variable"] == "diagnosed")
    assert (source["origin"], source["source"], source["value"]["exact"]) == ("введено", "отчёт", "13")


def test_a_document_without_its_format_is_not_of_the_shape() -> None:
    data = json.loads(json_of(shipped().indicators.sets["perm-2022"]))
    del data["format"]
    assert list(Draft202012Validator(json.loads(schema())).iter_errors(data))


def _people(results: SetResults) -> list[str]:
    return [name for name, held in results.file.variables.items() if held.unit == PEOPLE and not held.formula]


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["ivolginsky", "novospasskoe"])
def test_no_file_tells_one_person_from_two(name: str) -> None:
    """The strongest form of «hidden»: the files are the same to the byte whichever number stands behind the cover."""
    results = shipped().indicators.sets[name]
    slug, period = results.organizations[0].id, results.periods[-1].text
    people = _people(results)

    def made(variable: str, number: int) -> dict[str, bytes]:
        figures = {**dict.fromkeys(people, 40), variable: number}
        return files_of(results_of(name, {(period, slug): figures}))

    assert made(people[0], 30) != made(people[0], 31), "an open number is in the files"
    for variable in people:
        one, two = made(variable, 1), made(variable, 2)
        assert HIDDEN in one["csv"].decode() + one["json"].decode()
        assert [part for part in one if one[part] != two[part]] == [], variable


def test_no_file_tells_how_a_published_sum_is_shared_among_covered_counts() -> None:
    """Тазовский: the sum over organisations is published; covered parts of it may be shared out in any way."""
    set_ = shipped().indicators.sets["tazovsky"]
    slugs = [str(slug) for slug in set_.set.reporters or ()]

    def made(*small: int) -> dict[str, bytes]:
        counts = [*small, *(20 + place for place in range(len(slugs) - len(small)))]
        figures: dict[tuple[str, str], Mapping[str, object]] = {
            ("2023", slug): {"staff": 40, "diagnosed": count, "routed": 12}
            for slug, count in zip(slugs, counts, strict=True)
        }
        return files_of(results_of("tazovsky", figures))

    first = made(1, 5, 6)
    assert made(1, 5, 7) != first, "the sum is in the files"
    for other in ((2, 5, 5), (2, 4, 6)):
        second = made(*other)
        assert [part for part in first if first[part] != second[part]] == []


@pytest.mark.parametrize("name", SETS)
def test_a_covered_figure_is_text_and_no_formula_reads_it(name: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(shipped().indicators.sets[name])))
    sheet = book[FIGURES]
    rows = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, At.VALUE + 1).value in (HIDDEN, COVERED)]
    formulas = [
        cell.value
        for page in book
        for line in page.iter_rows()
        for cell in line
        if cell.data_type == "f" and isinstance(cell.value, str)
    ]
    assert rows or name not in ("ivolginsky", "novospasskoe"), "samples cover something"
    for row in rows:
        read = re.compile(rf"\$?D\$?{row}(?!\d)")
        assert not [formula for formula in formulas if read.search(formula)]


def test_figures_of_the_book_are_formulas_where_they_may_be() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(shipped().indicators.sets["tazovsky"])))
    formulas = [cell.value for (cell,) in book[FIGURES].iter_rows(min_col=4, max_col=4) if cell.data_type == "f"]
    assert any("SUM(" in formula for formula in formulas)
    assert any("+" in formula for formula in formulas), "target_organizations is derived"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("a / b * 100", "A1/B1*100"),
        ("(a + b) / (a - b)", "(A1+B1)/(A1-B1)"),
        ("a - (b - a)", "A1-(B1-A1)"),
        ("a / (b / 2)", "A1/(B1/2)"),
        ("-a + 0.5 * (a + b)", "(-A1)+0.5*(A1+B1)"),
        ("100 * a / b", "100*A1/B1"),
    ],
)
def test_a_formula_is_written_node_by_node(formula: str, expected: str) -> None:
    assert written(parse(formula), {"a": "A1", "b": "B1"}) == expected


def test_a_missing_figure_and_a_zero_denominator_are_no_zero() -> None:
    found = computed(parse("a / b"), {"a": "A1", "b": "B1"}, "нет данных")
    assert found == 'IF(COUNT(A1,B1)<2,"нет данных",IFERROR(A1/B1,"нет данных"))'


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "  =1", "\N{FULLWIDTH EQUALS SIGN}1"],
)
def test_what_looks_like_a_formula_is_disarmed(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+3,2 п. п. к периоду 2023", "-1 234,5 %", "доля", "− 5", ""])
def test_numbers_and_words_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_hostile_text_stays_text_in_every_file() -> None:
    results = shipped().indicators.sets["perm-2022"]
    evil = '=HYPERLINK("http://evil.example";"x")\x07<w:br/>&amp;'
    rows = [
        figure("perm-2022", "2022", "kray", name, 40).__class__(
            **{**vars(figure("perm-2022", "2022", "kray", name, 40)), "source": evil, "comment": evil}
        )
        for name in ("staff", "diagnosed")
    ]
    hostile = make_results(results.file, rows, shipped().bank)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(hostile)))
    cells = [cell for page in book for line in page.iter_rows() for cell in line if "HYPERLINK" in str(cell.value)]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells), "it stays a text when somebody edits the cell"
    assert all(not line.startswith("=") for line in csv_of(hostile).decode("utf-8-sig").replace(";", "\n").split("\n"))
    paper = docx.Document(io.BytesIO(docx_of(hostile, hostile.periods[0])))
    said = "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    assert "<w:br/>&amp;" in said
    assert "\x07" not in said


@pytest.mark.parametrize("name", ["tazovsky", "novospasskoe"])
def test_files_do_not_depend_on_the_moment(name: str) -> None:
    results = shipped().indicators.sets[name]
    period = results.held[0]
    for make in (xlsx_of, json_of, csv_of, lambda held: docx_of(held, period)):
        first = make(results)
        assert make(results) == first
        if first.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(first)) as package:
                assert {part.date_time[:3] for part in package.infolist()} == {(1980, 1, 1)}


@pytest.mark.parametrize("name", SETS)
def test_every_sheet_and_page_of_a_sample_says_so(name: str) -> None:
    results = shipped().indicators.sets[name]
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(results)))
    assert book.sheetnames == ["Панель", "Показатели", "Цифры", "Методика"]
    for page in book:
        top = [cell.value for line in page.iter_rows(max_row=3) for cell in line]
        assert SAMPLE_NOTE in top
        assert SAMPLE_NOTE in page.oddHeader.center.text
        assert page.page_setup.orientation == "landscape"
        assert int(page.page_setup.paperSize) == 9
    paper = docx.Document(io.BytesIO(docx_of(results, results.held[0])))
    assert paper.sections[0].header.paragraphs[0].text == SAMPLE_NOTE
    rows = list(csv.reader(io.StringIO(csv_of(results).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert {row[-1] for row in rows[1:]} == {"числа выдуманы для показа"}


@pytest.fixture(scope="module")
def paper() -> docx.document.Document:
    results = shipped().indicators.sets["tazovsky"]
    return docx.Document(io.BytesIO(docx_of(results, find_period(results, "2024"))))


def test_the_report_is_a_real_document(paper: docx.document.Document) -> None:
    section = paper.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    languages = {element.get(qn("w:val")) for element in paper.styles.element.iter(qn("w:lang"))}
    assert languages == {"ru-RU"}
    headings = [p.text for p in paper.paragraphs if p.style and p.style.name in ("Heading 1", "Heading 2")]
    titles = [text for text in headings if text[:1].isdigit()]
    assert [title[:2] for title in titles] == ["1.", "2.", "3.", "4.", "5.", "6."]
    links = list(paper.element.body.iter(qn("w:hyperlink")))
    assert ["".join(t.text for t in link.iter(qn("w:t"))) for link in links] == headings
    marks = {mark.get(qn("w:name")) for mark in paper.element.body.iter(qn("w:bookmarkStart"))}
    assert {link.get(qn("w:anchor")) for link in links} == marks
    codes = {field.get(qn("w:instr")) for field in section.footer._element.iter(qn("w:fldSimple"))}
    assert codes == {"PAGE", "NUMPAGES"}


def test_tables_of_the_report_can_be_read_aloud(paper: docx.document.Document) -> None:
    assert len(paper.tables) > 5
    for table in paper.tables:
        first, *rest = table._tbl.tr_lst
        assert first.trPr is not None
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert not any(row.trPr is not None and row.trPr.find(qn("w:tblHeader")) is not None for row in rest)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def _cells(paper: docx.document.Document) -> Iterator[str]:
    for table in paper.tables:
        for row in table._tbl.tr_lst:
            yield from ("".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in row.tc_lst)


@pytest.mark.parametrize("name", SETS)
def test_the_report_says_what_the_engine_says(name: str) -> None:
    results = shipped().indicators.sets[name]
    period = results.held[-1]
    paper = docx.Document(io.BytesIO(docx_of(results, period)))
    cells = list(_cells(paper))
    text = "\n".join([*cells, *(p.text for p in paper.paragraphs)]).replace("\N{NO-BREAK SPACE}", " ")
    for who in results.judged:
        for found in results.results(period, who):
            words = [found.measure.name, found.shown.partition(":")[0]]
            words.append(found.shortfall.text if found.shortfall else "")
            assert all(word.replace("\N{NO-BREAK SPACE}", " ").strip() in text for word in words)
    for _, oddity in results.oddities():
        assert str(oddity.policy).replace("\N{NO-BREAK SPACE}", " ") in text
    for item in results.missing(period):
        if item.subject in results.judged:
            assert str(item.variable.title) in text
            assert item.ask in text


def test_names_are_found_as_people_write_them() -> None:
    indicators = shipped().indicators
    results = find_set(indicators, "АСОУ")
    assert results.id == "asou"
    assert find_period(results, "2023-h2").text == "II полугодие 2023"
    assert find_period(results, "ii полугодие 2023").text == "II полугодие 2023"
    assert find_subject(find_set(indicators, "novospasskoe"), "СОШ № 3").id == "shkola-3"
    with pytest.raises(UnknownNameError, match="имели в виду «tazovsky»"):
        find_set(indicators, "tazovski")
    with pytest.raises(UnknownNameError, match=r"Есть: II полугодие 2022, 2022/23"):
        find_period(results, "2030")


def test_files_are_written_all_or_none(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    old = tmp_path / "a.txt"
    old.write_bytes(b"old")
    with pytest.raises(OSError, match="name too long"):
        put({old: b"new", tmp_path / "b" / "x" / ("n" * 300): b"new"})
    assert old.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.txt"]
    put({old: b"new"})
    assert old.read_bytes() == b"new"


def test_a_recommendation_written_by_hand_stands_in_the_report() -> None:
    results = shipped().indicators.sets["ivolginsky"]
    written = results.recommendations[0]
    period, who = find_period(results, written.key[0]), find_subject(results, written.key[1])
    paper = docx.Document(io.BytesIO(docx_of(results, period, who)))
    said = [(p.style.name if p.style else "", p.text) for p in paper.paragraphs]
    assert ("List Bullet", "Закрепить приказом всех наставников.") in said
    assert ("Normal", "До января") in said
    assert any(text.startswith("Написано методистом") for _, text in said)
    assert "](" not in "".join(text for _, text in said), "of a link the words stay"


def test_the_comment_of_a_covered_figure_stays_in_the_bank() -> None:
    row = figure("novospasskoe", "2026", "shkola-5", "subject_trained", 2)
    told = row.__class__(**{**vars(row), "comment": "оба учителя физики"})
    results = make_results(shipped().indicators.sets["novospasskoe"].file, [told], shipped().bank)
    assert not any("оба учителя физики".encode() in part for part in files_of(results).values())
