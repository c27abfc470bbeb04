"""Registers leave as workbooks and come back: real LibreOffice, real files, every byte looked at."""

from __future__ import annotations

import codecs
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from metodbank.intake.register.changes import What, difference
from metodbank.intake.register.files import file_changes
from metodbank.intake.register.layout import NAME, sheets
from metodbank.intake.register.reading import read_workbook
from metodbank.intake.register.taking import take
from metodbank.model.kinds import kinds
from metodbank.rules.corpus import read_corpus
from metodbank.rules.settings import Settings
from metodbank.site.settings import read_settings
from tests.commands_help import command, small_project
from tests.conftest import ROOT
from tests.office import Office
from tests.registers_help import Sent, changed_lines, columns, edit, everything, row_of, said, sent_from
from tests.registers_spoiled import spoil
from tests.small_bank import SmallBank

CASES = yaml.safe_load((Path(__file__).parent / "registers.yml").read_text(encoding="utf-8"))


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
