"""Word cards as people fill them in: what is read, what is told, and that nothing lands outside the bank."""

from __future__ import annotations

import copy
import io
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from docx.oxml.ns import qn
from PIL import Image

from metodbank.intake.card.blank import blank_card
from metodbank.intake.card.layout import card_of, rows_of
from metodbank.rules.problem import Severity
from tests.card_help import (
    ANSWERS,
    PRACTICE,
    SPOILT,
    VOCABULARIES,
    card,
    cell_of,
    document,
    picture,
    put,
    row_of,
    saved,
    tick,
    unmarked,
)
from tests.cards_brought import bring, one, said
from tests.small_bank import TESTS, SmallBank


@pytest.fixture
def bank(tmp_path: Path) -> SmallBank:
    return SmallBank.copied(tmp_path)


CASES = yaml.safe_load((TESTS / "cards.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_goldens_of_cards(case: dict[str, Any], bank: SmallBank) -> None:
    raw = card(**case.get("answers", {}))
    raw = SPOILT[case["spoil"]](raw) if "spoil" in case else raw
    (brought,) = bring(bank, raw)
    assert said(brought) == case["problems"]


def test_a_filled_card_becomes_a_draft(bank: SmallBank) -> None:
    values, body, brought = one(bank, card())
    assert brought.file == bank.root / "practices/schyot-na-rynke/index.md"
    assert values["title"] == ANSWERS["title"]
    assert values["status"] == "черновик"
    assert values["subjects"] == ["Математика"]
    assert values["practice_since"] == "2024-09"
    assert values["steps"][1] == {"title": "Посчитать", "actions": "Сложите в уме.", "time": "один урок"}
    assert (values["results"][0]["before"], str(values["results"][0]["after"])) == (41, "68.5")
    assert "## Контекст\n\nШкола стоит у рынка." in body
    assert [p.code for p in bank.report().problems if "schyot" in p.path] == [], "a draft is valid at once"
    told = [p.message for p in brought.problems]
    assert "строка «Риски и ограничения»: не заполнено поле «Риски и ограничения» (risks)" in told
    assert any(message.startswith("строка «Результаты» (1-я): результат") for message in told)
    assert any(message.startswith("строка «Ход работы»: ") for message in told)
    assert all(message.startswith("строка «") for message in told if "MB409" not in message and "сл.;" not in message)


def test_the_blank_card_is_the_same_file_each_time_and_asks_all_that_the_model_does() -> None:
    first = blank_card(PRACTICE, VOCABULARIES)
    assert first == blank_card(PRACTICE, VOCABULARIES)
    made = document(first)
    text = "\n".join(cell.text for table in made.tables for row in table.rows for cell in row.cells)
    tags = {tag.get(qn("w:val")) for tag in made.element.iter(qn("w:tag"))}
    asked = {name for name, spec in PRACTICE.fields.items() if not spec.by_bank}
    assert {row.partition(".")[0] for row in rows_of(card_of(PRACTICE))} - {"section"} == asked
    for row in rows_of(card_of(PRACTICE)).values():
        assert row.mark in tags
        assert row.guide in text or row.spec is not None
    choices = [item.get(qn("w:value")) for item in made.element.iter(qn("w:listItem"))]
    assert set(VOCABULARIES["levels"].values) <= set(choices)
    section = made.sections[0]
    assert (round(section.page_width.cm), round(section.page_height.cm)) == (21, 30)


def test_boxes_are_ticked_typed_beside_and_written_over(bank: SmallBank) -> None:
    made = document(card())
    subjects, forms, technologies = (cell_of(made, name) for name in ("subjects", "forms", "technologies"))
    tick(subjects, "Физика")
    subjects.add_paragraph("+ Черчение")
    forms.text = "урок; кружок"  # as in the cards that have no boxes
    technologies.paragraphs[0].insert_paragraph_before("V проектная деятельность")
    values, _, _ = one(bank, saved(made))
    assert values["subjects"] == ["Физика", "Математика", "Черчение"]
    assert values["forms"] == ["урок", "кружок"]
    assert values["technologies"] == ["проектная деятельность"]
    assert "addressee" not in values


def test_a_blank_card_holds_nothing(bank: SmallBank) -> None:
    (brought,) = bring(bank, blank_card(PRACTICE, VOCABULARIES))
    assert brought.file is None
    assert brought.problems[0].code == "MB951"


def test_rows_moved_and_renamed_are_known(bank: SmallBank) -> None:
    made = document(card())
    for row_id, label in (("annotation", "Кратко"), ("problem", "С чего начали")):
        next(row_of(made, row_id)._tr.iter(qn("w:t"))).text = label
    rows = [row_of(made, name)._tr for name in ("subjects", "title")]
    for row in rows:
        row.getparent().append(row)
    values, _, brought = one(bank, saved(made))
    assert values["annotation"].startswith("Семиклассники")
    assert values["problem"].startswith("Из 52")
    assert values["subjects"] == ["Математика"]
    assert said(brought) == []


def test_rows_typed_anew_are_known_by_what_they_are_called(bank: SmallBank) -> None:
    made = unmarked(document(card()))
    for table in made.tables:
        for row in table.rows:
            if row.cells[0].text.startswith("Название практики"):
                row.cells[0].text = "1. Название вашей практики:"
    values, body, brought = one(bank, saved(made))
    assert values["title"] == ANSWERS["title"]
    assert values["steps"][0]["title"] == "Раздать список"
    assert values["results"][0]["unit"] == "%"
    assert "Школа стоит у рынка." in body
    assert said(brought) == []


def test_merged_cells(bank: SmallBank) -> None:
    made = document(card())
    row = row_of(made, "problem")
    row.cells[1].merge(row.cells[2])
    made = unmarked(made)  # python-docx takes a paragraph with nothing but a control for an empty one
    row = next(row for row in made.tables[0].rows if row.cells[0].text.startswith("Аннотация"))
    row.cells[0].merge(row.cells[2])
    values, _, _ = one(bank, saved(made))
    assert values["problem"] == ANSWERS["problem"]
    assert values["annotation"] == str(ANSWERS["annotation"]).strip()


def test_lists_tables_links_and_headings_stay(bank: SmallBank) -> None:
    made = document(card())
    cell = cell_of(made, "section.2")
    cell.add_paragraph("Понедельник", style="Heading 2")
    cell.add_paragraph("первое", style="List Bullet")
    cell.add_paragraph("второе", style="List Bullet")
    cell.add_paragraph("раз", style="List Number")
    run = cell.add_paragraph().add_run("важно")
    run.bold, run.font.size, run.font.name = True, docx.shared.Pt(30), "Comic Sans MS"
    table = cell.add_table(3, 2)
    for index, text in enumerate(("День", "Минут", "пн", "7", "вт")):
        table.cell(index // 2, index % 2).text = text
    table.cell(1, 1).merge(table.cell(2, 1))
    paragraph = cell.add_paragraph("Подробнее: ")
    link = docx.oxml.OxmlElement("w:hyperlink")
    link.set(
        qn("r:id"), made.part.relate_to("https://example.org/x", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, True)
    )
    link.append(copy.deepcopy(paragraph.runs[0]._r))
    paragraph._p.append(link)
    cell.add_paragraph("<script>alert(1)</script> и javascript:x")
    _, body, brought = one(bank, saved(made))
    section = body.split("## Ход работы")[1].split("\n## ")[0]
    for piece in (
        "### Понедельник",
        "- первое\n- второе",
        "1. раз",
        "**важно**",
        "| День | Минут |",
        "| пн | 7 |",
        "| вт |  |",
    ):
        assert piece in section, section
    assert "(https://example.org/x)" in section
    assert "<script>" not in section
    assert "&lt;script>" in section
    assert "Comic" not in section
    assert not [p for p in brought.problems if p.code == "MB609"]


def test_pictures_are_taken_out_cleaned_and_described(bank: SmallBank) -> None:
    made = document(card())
    cell = cell_of(made, "section.1")
    cell.add_paragraph().add_run().add_picture(io.BytesIO(picture()))
    cell.add_paragraph("Рис. 1. Прилавок с ценниками и весами")
    cell.add_paragraph().add_run().add_picture(io.BytesIO(picture("PNG", (3000, 20))))
    cell_of(made, "problem").paragraphs[0].add_run().add_picture(io.BytesIO(picture("GIF")))
    _, body, brought = one(bank, saved(made))
    assert brought.file is not None
    assert "![Прилавок с ценниками и весами](risunok-" in body
    files = sorted(path for path in brought.file.parent.iterdir() if path.suffix != ".md")
    assert len(files) == 3
    for path in files:
        assert b"Promokashkin" not in path.read_bytes()
        with Image.open(path) as opened:
            assert max(opened.size) <= 2000
    codes = {p.code for p in brought.problems if p.severity is Severity.ERROR}
    assert "MB603" in codes, "a picture nobody described is asked about"
    told = [p.message for p in brought.problems]
    assert any("строка «Изображения», «Кто на снимке» (1-я)" in message for message in told)


def test_files_that_came_with_the_card_get_latin_names(bank: SmallBank) -> None:
    put(bank.root.parent / "mail", b"%PDF-1.4 x", "Карточки к уроку.PDF")
    other = put(bank.root.parent / "elsewhere", b"a;b\n", "Сводка.csv")
    raw = card(materials__file=["карточки к уроку.pdf", "net.pdf"], evidence__file=["Сводка"])
    values, _, brought = one(bank, raw, beside=(other,))
    assert brought.file is not None
    assert values["materials"] == [{"file": "kartochki-k-uroku.pdf"}, {"file": "net.pdf"}]
    assert values["evidence"] == [{"file": "svodka.csv"}]
    assert (brought.file.parent / "kartochki-k-uroku.pdf").read_bytes() == b"%PDF-1.4 x"
    assert any("строка «Материалы», «Файл» (2-я): " in p.message and p.code == "MB601" for p in brought.problems)


def test_a_file_outside_the_cards_folder_is_not_taken_by_its_path(bank: SmallBank) -> None:
    put(bank.root.parent, b"%PDF secret", "secret.pdf")
    values, _, brought = one(bank, card(materials__file=["../secret.pdf"]))
    assert brought.file is not None
    assert [path.name for path in brought.file.parent.iterdir()] == ["index.md"]
    assert any(p.code == "MB606" for p in brought.problems)
    assert values["materials"] == [{"file": "../secret.pdf"}]


def test_two_cards_in_one_file(bank: SmallBank) -> None:
    first, second = document(card()), document(card(title="Весы и граммы", problem="Не знают единиц. " * 5))
    next(row_of(second, "problem")._tr.iter(qn("w:t"))).text = "С чего начали"
    for mark in list(second.element.body.iter(qn("w:bookmarkStart"))):
        mark.getparent().remove(mark)  # Word keeps a bookmark once: of what is pasted again only controls are left
    for element in second.element.body.iterchildren():
        if element.tag != qn("w:sectPr"):
            first.element.body.insert(len(first.element.body) - 1, copy.deepcopy(element))
    brought = bring(bank, saved(first))
    assert [b.title for b in brought] == [ANSWERS["title"], "Весы и граммы"]
    assert brought[1].file is not None
    assert "problem: Не знают единиц." in brought[1].file.read_text(encoding="utf-8")
    assert len({b.file for b in brought}) == 2
    assert bring(bank, saved(first), slug="x")[0].problems[0].code == "MB951"


def test_an_author_of_the_bank_is_known_by_name(bank: SmallBank) -> None:
    values, _, brought = one(bank, card(authors="Образцова М. П., учитель математики\nОбразцова Мария Петровна"))
    assert values["authors"] == ["p-001"]
    assert brought.file is not None
    assert "Образцова" not in brought.file.read_text(encoding="utf-8")


def test_twice_is_not_two_entries(bank: SmallBank) -> None:
    one(bank, card())
    (again,) = bring(bank, card())
    assert again.file is None
    assert again.problems[-1].code == "MB958"
    assert bring(bank, card(), slug="schyot-2")[0].file == bank.root / "practices/schyot-2/index.md"
