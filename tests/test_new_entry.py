"""A new entry: its text, its name, where it lands — and that the check asks for exactly what is left to fill in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metodbank.intake.answers import Names, read_answer
from metodbank.intake.entry_text import entry_text
from metodbank.intake.filing import RefusedError, file_entry, overwrite
from metodbank.intake.interview import UnknownField, beginnings, complaint, question, questions
from metodbank.intake.naming import file_name, propose_slug, taken_slugs
from metodbank.intake.scaffold import scaffold
from metodbank.model.entry import Kind, Layout
from metodbank.model.fields import Need, field
from metodbank.model.kinds import kinds
from metodbank.model.kinds.practice import Practice
from metodbank.model.shapes import Text
from metodbank.rules.corpus import read_corpus
from metodbank.source.document import parse_document, read_document
from tests.commands_help import command, small_project
from tests.conftest import ROOT
from tests.small_bank import SmallBank

PRACTICE = kinds()["practice"]
FOLLOWING = {"MB510", "MB810"}
"""Problems that go away with what is left to fill in: who is admitted to the activ, the table beside a roadmap."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> SmallBank:
    """A bank that no test changes."""
    return SmallBank.copied(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def names(shared: SmallBank) -> Names:
    return Names.of(read_corpus(shared.settings))


def test_every_entry_of_the_bank_is_written_to_the_same_values() -> None:
    for kind in kinds().values():
        for path in (ROOT / kind.home).rglob("*.md"):
            if path.name != "index.md" or kind.layout is Layout.FOLDER:
                document = read_document(path, ROOT)
                text = entry_text(kind, document.data, document.body)
                assert parse_document(text, document.path).data == document.data, path


def test_an_entry_reads_as_a_person_would_write_it() -> None:
    values = {
        "status": "черновик",
        "title": "Проценты на чеках: задачи",
        "subjects": ["Математика", "Физика"],
        "problem": "Раз.\n\n- два",
        "annotation": "слово " * 30,
        "results": [{"unit": "%", "after": Decimal("68.5"), "before": 41, "indicator": "Доля"}],
        "published": "2026-09-01",
        "contact": {"email": "", "note": None},
    }
    folded = "  " + "слово " * 18 + "слово\n  " + ("слово " * 11).strip()
    assert entry_text(PRACTICE, values, "## Контекст\n\nТекст.\n") == (
        '---\ntitle: "Проценты на чеках: задачи"\nannotation: >-\n'
        f"{folded}\n"
        "subjects: [Математика, Физика]\nproblem: |-\n  Раз.\n\n  - два\n"
        'results:\n  - indicator: Доля\n    before: 41\n    after: 68.5\n    unit: "%"\n'
        "status: черновик\npublished: 2026-09-01\n---\n\n## Контекст\n\nТекст.\n"
    )


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff\x85"))


@given(st.lists(st.one_of(TEXTS, st.just("\n"), st.sampled_from(["- ", "# ", ": ", "'", '"', "  ", "5", "да"]))))
def test_any_text_survives_being_written(pieces: list[str]) -> None:
    text = "\n".join(line.rstrip() for line in "".join(pieces).strip().split("\n"))
    values = {"title": text.replace("\n", " ").strip(), "problem": text, "subjects": [text, "x"]}
    data = parse_document(entry_text(PRACTICE, values), PurePosixPath("practices/x/index.md")).data
    assert data.get("problem", "") == text
    assert data.get("title", "") == values["title"]
    assert data["subjects"] == [item for item in (text, "x") if item]


@pytest.mark.parametrize("kind", kinds().values(), ids=kinds())
def test_the_check_asks_for_what_the_scaffold_leaves_empty(kind: Kind, tmp_path: Path) -> None:
    bank = SmallBank.copied(tmp_path)
    values = beginnings(kind)
    text = scaffold(kind, values)
    path = file_entry(kind, propose_slug(kind, values, taken_slugs(kind, bank.settings)), text, bank.settings)
    name = path.relative_to(bank.root).as_posix()
    told = [p for p in bank.report().problems if p.path == name and p.code not in FOLLOWING]
    stage = kind.model.model_construct(**values).stage
    wanted = {n for n, spec in kind.fields.items() if spec.need <= stage and n not in values}
    assert {p.code for p in told} == {"MB202"}
    assert {p.field[0] for p in told} == wanted
    lines = text.split("\n")
    for problem in told:
        assert lines[problem.line - 1] == f"{problem.field[0]}:"
        above = " ".join(line.removeprefix("# ") for line in lines[: problem.line - 1])
        assert kind.fields[str(problem.field[0])].guide in above
    for field_name in kind.fields:
        assert field_name == "sample" or re.search(rf"^(?:# )?{field_name}:", text, re.MULTILINE)


def test_on_the_way_to_the_experts_the_check_asks_for_the_rest(tmp_path: Path) -> None:
    bank = SmallBank.copied(tmp_path)
    file_entry(PRACTICE, "novaya", scaffold(PRACTICE, {"status": "на экспертизе"}), bank.settings)
    told = [p for p in bank.report().problems if p.path == "practices/novaya/index.md"]
    wanted = {name for name, spec in PRACTICE.fields.items() if spec.need <= Need.EXPERTISE} - {"status"}
    assert {p.field[0] for p in told if p.code == "MB202"} == wanted
    lines = (bank.root / "practices/novaya/index.md").read_text(encoding="utf-8").split("\n")
    assert {lines[p.line - 1] for p in told if p.code == "MB202"} == {f"{name}:" for name in wanted}
    sections = {f"## {section.title}" for section in PRACTICE.sections}
    assert {lines[p.line - 1] for p in told if p.code == "MB402"} == sections


def test_a_field_added_to_the_model_is_in_the_scaffold_and_among_the_questions() -> None:
    class Wider(Practice):
        """A practice with one field more."""

        mood: Annotated[str, Text()] | None = field(
            "Настрой", Need.DRAFT, guide="Каким был класс.", good="бодрый", bad="да", why_bad="не видно, каким"
        )

    kind = Kind(**{**vars(PRACTICE), "model": Wider})
    assert "# Настрой (нужно сразу). Каким был класс.\n# Например: бодрый\nmood:\n" in scaffold(kind, {})
    assert "mood" in [asked.key for asked in questions(kind)]
    assert entry_text(kind, {"mood": "тихий"}) == "---\nmood: тихий\n---\n"


@pytest.mark.parametrize(
    ("kind", "values", "taken", "slug"),
    [
        (
            "practice",
            {"title": "Проценты на чеках из магазина: задачи, которые решают дома"},
            [],
            "procenty-na-chekah-iz",
        ),
        ("practice", {"title": "«Чеки»"}, ["cheki", "cheki-2"], "cheki-3"),
        ("practice", {}, [], "praktika"),
        ("event", {"title": "Чтения", "start": "2027-02-11"}, [], "2027-02-11-chteniya"),
        ("person", {"name": {"surname": "Образцова"}}, ["p-001", "p-007"], "p-008"),
        ("document", {"title": "Con"}, [], "con-2"),
    ],
)
def test_slugs(kind: str, values: dict[str, Any], taken: list[str], slug: str) -> None:
    assert propose_slug(kinds()[kind], values, taken) == slug


def test_a_file_gets_a_latin_name_of_its_own() -> None:
    assert file_name("Карточки к уроку (1).PDF", []) == "kartochki-k-uroku-1.pdf"
    assert file_name("..\\..\\x/Сводка.xlsx", ["svodka.xlsx"]) == "svodka-2.xlsx"


def test_nothing_is_written_over_or_outside(tmp_path: Path) -> None:
    bank = SmallBank.copied(tmp_path)
    before = sorted(bank.root.parent.rglob("*"))
    for slug in ("cheki", "Cheki", "../x", "x/y", "", "чеки"):
        with pytest.raises(RefusedError):
            file_entry(PRACTICE, slug, "x", bank.settings)
    for name in ("../x.pdf", "/x.pdf", "a/b.pdf", ".x"):
        with pytest.raises(RefusedError):
            file_entry(PRACTICE, "new", "x", bank.settings, {name: b""})
    with pytest.raises(RefusedError, match="уже есть"):
        file_entry(kinds()["organization"], "shkola-3", "x", bank.settings)
    assert sorted(bank.root.parent.rglob("*")) == before


def test_people_go_to_the_closed_folder(tmp_path: Path) -> None:
    (tmp_path / "closed" / "people").mkdir(parents=True)
    bank = SmallBank.copied(tmp_path).under(people_dir=tmp_path / "closed" / "people")
    path = file_entry(kinds()["person"], "p-900", "x", bank.settings)
    assert path == tmp_path / "closed" / "people" / "p-900.md"


def test_a_file_that_has_changed_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"new")
    assert not overwrite(file, b"old", b"mended")
    assert overwrite(file, b"new", b"mended")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"mended"]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("subjects", "матем., Физика", ["Математика", "Физика"]),
        ("subjects", "— Математика;\n— Физика.", ["Математика", "Физика"]),
        ("subjects", "Математка", ["Математика"]),
        ("license", "Можно копировать и менять с указанием автора.", "можно копировать и менять с указанием автора"),
        ("evidence_level", "1 - есть данные до/после", "1 — есть данные до/после"),
        ("evidence_level", "4 — есть данные до/после", "4 — есть данные до/после"),
        ("practice_since", "сентябрь 2024 г.", "2024-09"),
        ("practice_since", "09.2024", "2024-09"),
        ("published", "1 сентября 2026 года", "2026-09-01"),
        ("published", "31.02.2026", "31.02.2026"),
        ("grades", "5 - 7 классы", "5–7"),
        ("grades", "9 класс", 9),
        ("title", "Чеки\u00ad и\nпроценты\u200b", "Чеки и проценты"),
        ("problem", "Раз.\r\n\r\nДва.", "Раз.\n\nДва."),
        ("problem", " ", None),
        ("title", '"%"', "%"),
    ],
)
def test_answers(name: str, text: str, value: Any, names: Names) -> None:
    assert read_answer(PRACTICE.fields[name], text, names) == value


def test_an_organisation_is_known_by_what_people_call_it(shared: SmallBank, names: Names) -> None:
    school = read_corpus(shared.settings).by_slug["organization"]["shkola-3"]
    for said in (school.title, school.title.replace("«", '"').replace("»", '"').upper(), "shkola-3"):
        assert read_answer(PRACTICE.fields["organization"], said, names) == "shkola-3"


def test_wrong_answers_are_told_before_anything_is_written(shared: SmallBank, names: Names) -> None:
    corpus = read_corpus(shared.settings)
    assert "возможно, вы имели в виду «педагогическая»" in complaint(PRACTICE, "kind", "педагог", corpus, names)
    assert "shkola-3" in complaint(PRACTICE, "organization", "shkola-33", corpus, names)
    assert complaint(PRACTICE, "contact.email", "x", corpus, names)
    assert complaint(PRACTICE, "organization", "shkola-3", corpus, names) == ""
    with pytest.raises(UnknownField, match="title"):
        question(PRACTICE, "titel")
    with pytest.raises(UnknownField, match="допишите его в файле"):
        question(PRACTICE, "steps")
    assert question(PRACTICE, "Контакт.email").key == "contact.email"
    assert question(PRACTICE, "authors").read("p-001, p-002", names) == ["p-001", "p-002"]


def test_a_number_stands_for_the_value_it_was_shown_with(names: Names) -> None:
    asked = question(PRACTICE, "subjects")
    assert asked.read("2, 1", names) == [asked.values(names)[1], asked.values(names)[0]]
    assert question(PRACTICE, "kind").read("2", names) == "управленческая"


def test_the_command_writes_a_draft_and_refuses_to_guess(tmp_path: Path) -> None:
    project = small_project(tmp_path / "bank")

    def new(*arguments: str) -> subprocess.CompletedProcess[str]:
        return command(project, "new.py", *arguments)

    made = new("practice", "--set", "Название практики=Счёт на рынке", "--set", "organization=shkola-3")
    assert made.returncode == 0, made.stderr
    assert "practices/schyot-na-rynke/index.md" in made.stderr
    assert "Осталось заполнить: 1 место" in made.stderr
    assert "    python3 scripts/check.py " in made.stderr
    assert command(project, "check.py", "practices/schyot-na-rynke").returncode == 1
    again = new("practice", "--slug", "schyot-na-rynke")
    assert (again.returncode, "уже есть" in again.stderr) == (1, True)
    for wrong in (["--set", "titel=x"], ["--set", "kind"], ["--set", "kind=иная"]):
        refused = new("practice", *wrong)
        assert refused.returncode == 2
        assert "Traceback" not in refused.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of another kind")
def test_the_command_asks_on_a_terminal(tmp_path: Path) -> None:
    import pty

    project = small_project(tmp_path / "bank")
    near, far = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    asking = subprocess.Popen(
        [sys.executable, str(project / "scripts/new.py"), "practice"],
        stdin=far,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        encoding="utf-8",
    )
    answers = ("Счёт на рынке", "новая", "1", "3-я школа", "shkola-3", "")
    os.write(near, "".join(f"{answer}\n" for answer in answers).encode())
    told = asking.communicate(timeout=120)[1]
    os.close(near)
    os.close(far)
    assert asking.returncode == 0, told
    for said in (
        "Название практики",
        "Например: педагогическая",
        "1. педагогическая",
        "не бывает «новая»",
        "такой записи нет",
    ):
        assert said in told
    text = (project / "practices/schyot-na-rynke/index.md").read_text(encoding="utf-8")
    assert "kind: педагогическая\n" in text
    assert "organization: shkola-3\n" in text
