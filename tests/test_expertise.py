"""The expertise kit: a card that names nobody, sheets that come back from Word, Excel and LibreOffice, their sums."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from metodbank.bank.bank import Bank
from metodbank.bank.expertise import Sheet, Summary
from metodbank.export import expertise_kit, expertise_papers
from metodbank.export.expertise_papers import Judged
from metodbank.export.letters import letter_to, list_of, to_ask
from metodbank.indicators.check import check_bank
from metodbank.intake import lifecycle
from metodbank.intake.score_sheets import read_sheets
from metodbank.model.vocabulary import TermList
from metodbank.rules.corpus import Corpus, Draft, read_corpus
from metodbank.rules.settings import Papers
from tests.office import Office
from tests.small_bank import TODAY, SmallBank

CHEKI = "practices/cheki/index.md"
CRITERIA = "content/vocabularies/criteria.yml"


@pytest.fixture
def bank(tmp_path: Path) -> SmallBank:
    held = SmallBank.copied(tmp_path)
    held.write(CRITERIA, held.read(CRITERIA).replace("terms:", "passing: 12\nrework: 8\nterms:", 1))
    return held


def found(bank: SmallBank) -> tuple[Corpus, Draft, TermList]:
    corpus = read_corpus(bank.settings)
    return corpus, lifecycle.practice_of(corpus, "cheki"), corpus.vocabularies["criteria"]


def words(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join(texts).replace("\N{NO-BREAK SPACE}", " ").split())


def filled_docx(content: bytes, scores: list[str], advice: str = "", remarks: str = "") -> bytes:
    document = docx.Document(io.BytesIO(content))
    left = list(scores)
    for table in document.tables:
        for row in table.rows:
            cells = row.cells
            if cells[0].text == "Рекомендация":
                cells[1].text = advice
            elif cells[0].text == "Замечания автору":
                cells[1].text = remarks
            elif len(cells) == 4 and cells[0].text != "Критерий":
                cells[2].text = left.pop(0)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def filled_xlsx(content: bytes, scores: list[int], advice: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    left = list(scores)
    scoring = False
    for row in page.iter_rows(max_col=4):
        if row[0].value == "Критерий":
            scoring = True
        elif scoring and row[1].value == 3:
            row[2].value = left.pop(0)
        elif row[0].value == "Рекомендация":
            row[1].value = advice
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_the_card_tells_of_the_practice_and_not_of_whose_it_is(bank: SmallBank) -> None:
    text = bank.read(CHEKI)
    school = "СОШ № 3"
    assert school in bank.read("content/organizations/shkola-3.md")
    line = f"В {school} посёлка Соснового это придумала Образцова. Спросите Пробина П. П. из школы № 77.\n"
    bank.write(CHEKI, text.replace("\n## Контекст\n", f"\n## Контекст\n\n{line}"))
    corpus, draft, _ = found(bank)
    people = [item.entry.name.surname for item in corpus.drafts if getattr(item.entry, "name", None)]
    content, warnings = expertise_kit.card_of(draft, corpus)
    said = words(content)
    assert "Проценты на чеках" in said
    assert "Провести входную работу" in said
    for hidden in (school, *people, "p-001", "автор методики", "протокол", "ММ-2026-001"):
        assert hidden not in said, hidden
    assert "[организация]" in said
    assert "[имя]" in said
    assert any("«Пробина П. П.»" in warning for warning in warnings)
    assert any("«школы № 77»" in warning for warning in warnings)


def test_sheets_come_back_from_word_excel_and_libreoffice(bank: SmallBank, tmp_path: Path) -> None:
    corpus, draft, criteria = found(bank)
    folder = tmp_path / "листы"
    folder.mkdir()
    word = filled_docx(expertise_kit.sheet_docx(draft, corpus, 1), ["3", "2", "3", " 2 ", "3", "2"], "В банк.")
    (folder / "e1.docx").write_bytes(word)
    excel = filled_xlsx(expertise_kit.sheet_xlsx(draft, corpus, 2), [1, 2, 0, 2, 3, 2], "на доработку")
    (folder / "e2.xlsx").write_bytes(excel)
    again = tmp_path / "again"
    office = Office.in_folder(tmp_path / "office")
    office.convert([folder / "e1.docx"], "docx", again)
    office.convert([folder / "e2.xlsx"], "xlsx", again)
    for place in (folder, again):
        sheets, troubles = read_sheets(sorted(place.iterdir()), criteria)
        assert troubles == []
        assert [sheet.code for sheet in sheets] == ["cheki", "cheki"]
        assert [sheet.expert for sheet in sheets] == ["1", "2"]
        assert [list(sheet.scores.values()) for sheet in sheets] == [[3, 2, 3, 2, 3, 2], [1, 2, 0, 2, 3, 2]]
        assert [sheet.advice for sheet in sheets] == ["в банк", "на доработку"]


@pytest.mark.parametrize(
    ("scores", "advice", "said"),
    [
        (["3", "2", "4", "2", "3", "2"], "", "балл «4» не годится"),
        (["3", "2", "2,5", "2", "3", "2"], "", "балл «2,5» не годится"),
        (["3", "2", "", "2", "3", "2"], "", "нет балла"),
        (["3", "2", "1", "2", "3", "2"], "в бнк", "возможно, «в банк»"),
    ],
)
def test_a_wrong_sheet_is_told_by_file_and_row(
    bank: SmallBank, tmp_path: Path, scores: list[str], advice: str, said: str
) -> None:
    corpus, draft, criteria = found(bank)
    file = tmp_path / "e1.docx"
    file.write_bytes(filled_docx(expertise_kit.sheet_docx(draft, corpus, 1), scores, advice))
    sheets, (trouble,) = read_sheets([file], criteria)
    assert sheets == []
    assert str(trouble).startswith("e1.docx, строка «")
    assert said in str(trouble)


def test_what_is_no_sheet_is_told_and_does_no_harm(bank: SmallBank, tmp_path: Path) -> None:
    _, _, criteria = found(bank)
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"0" * 60_000_000)
    rubbish = tmp_path / "rubbish.docx"
    rubbish.write_bytes(b"PK\x03\x04 not a package")
    hollow = tmp_path / "hollow.docx"
    with zipfile.ZipFile(hollow, "w") as package:
        package.writestr("a.txt", "пусто")
    empty = tmp_path / "empty.docx"
    docx.Document().save(str(empty))
    odt = tmp_path / "list.odt"
    odt.write_bytes(b"")
    _, troubles = read_sheets([bomb, rubbish, hollow, empty, odt], criteria)
    said = {trouble.file: trouble.text for trouble in troubles}
    assert "слишком много" in said["bomb.xlsx"]
    assert "повреждён" in said["rubbish.docx"]
    assert "не документ Word" in said["hollow.docx"]
    assert "нет таблицы с критериями" in said["empty.docx"]
    assert "DOCX или XLSX" in said["list.odt"]


def test_one_expert_does_not_count_twice(bank: SmallBank, tmp_path: Path) -> None:
    corpus, draft, criteria = found(bank)
    content = filled_docx(expertise_kit.sheet_docx(draft, corpus, 1), ["3"] * 6)
    for name in ("a.docx", "b.docx"):
        (tmp_path / name).write_bytes(content)
    _, troubles = read_sheets([tmp_path / "a.docx", tmp_path / "b.docx"], criteria)
    assert [str(trouble) for trouble in troubles] == [
        "b.docx, строка «Эксперт №»: эксперт № 1 уже оценил эту практику в файле a.docx: оставьте один лист"
    ]


def summary(criteria: TermList, *rows: tuple[list[int], str]) -> Summary:
    sheets = [
        Sheet(
            f"{n}.docx",
            "cheki",
            str(n),
            dict(zip(criteria.values, scores, strict=True)),
            advice,
            "Уточните." * (n == 2),
        )
        for n, (scores, advice) in enumerate(rows, 1)
    ]
    return Summary.of("cheki", sheets, criteria)


def test_sums_tell_the_mean_the_spread_and_who_disagrees_on_what(bank: SmallBank) -> None:
    _, _, criteria = found(bank)
    held = summary(
        criteria, ([3, 3, 2, 3, 2, 3], "в банк"), ([3, 0, 2, 2, 2, 3], "на доработку"), ([2, 3, 1, 3, 3, 2], "в банк")
    )
    assert [str(line.mean) for line in held.lines] == ["2.67", "2.00", "1.67", "2.67", "2.33", "2.67"]
    assert [line.spread for line in held.lines] == [1, 3, 1, 1, 1, 1]
    assert [line.criterion for line in held.disputed] == [criteria.values[1]]
    assert held.divided
    assert (held.total, held.maximum) == (15, 18)
    assert held.by_rule == "в банк"


@pytest.mark.parametrize(
    ("scores", "decision"),
    [
        ([2] * 6, "в банк"),
        ([3, 3, 3, 3, 3, 0], "на доработку"),
        ([2, 2, 1, 1, 1, 1], "на доработку"),
        ([1] * 6, "отказ"),
    ],
)
def test_the_rule_of_the_bank_advises(bank: SmallBank, scores: list[int], decision: str) -> None:
    _, _, criteria = found(bank)
    assert summary(criteria, (scores, "")).by_rule == decision


def test_drafts_of_minutes_and_order_name_no_expert_and_leave_the_decision_to_people(bank: SmallBank) -> None:
    _, draft, criteria = found(bank)
    held = Judged(draft.title, "Школа", summary(criteria, ([3] * 6, "в банк"), ([2] * 6, "в банк")))
    papers = Papers(owner="Управление образования", signer="Начальник")
    minutes = words(expertise_papers.minutes_of([held], papers, TODAY, ""))
    assert "Включить в банк: «Проценты на чеках из магазина»" in minutes
    assert "решение принимает совет" in minutes
    order = expertise_papers.order_of([held], papers, TODAY, "")
    assert order
    assert "Проценты на чеках из магазина" in words(order)
    refused = Judged(draft.title, "Школа", summary(criteria, ([0] * 6, "")))
    assert expertise_papers.order_of([refused], papers, TODAY, "") is None
    assert "Уточните." in words(expertise_papers.summary_of(held, TODAY, ""))


def test_a_decision_is_written_and_moves_the_status(bank: SmallBank) -> None:
    text = bank.read(CHEKI)
    lines = [line for line in text.splitlines() if not line.startswith(("id:", "published:"))]
    text = "\n".join(lines).replace("status: опубликована", "status: на экспертизе") + "\n"
    bank.write(CHEKI, text)
    bank.commit()
    corpus, draft, criteria = found(bank)
    scores = summary(criteria, ([2] * 6, "")).agreed
    remarks = "Уточните период: за год."
    item = {"date": "2026-11-20", "body": "Совет", "protocol": "№ 9", "scores": scores}
    item |= {"decision": "на доработку", "remarks": remarks}
    written, values = lifecycle.decide(corpus, draft, item)
    lifecycle.take(corpus, draft, values, written)
    new = bank.read(CHEKI)
    assert "status: на доработке" in new
    kept = [line for line in new.splitlines() if line in text.splitlines()]
    assert len(text.splitlines()) - len(kept) == 1, "only the status changed among the old lines"
    again = found(bank)[1].entry
    assert again.expertise[-1].remarks == remarks  # type: ignore[attr-defined]
    assert again.expertise[-1].scores == scores  # type: ignore[attr-defined]


def bank_of(bank: SmallBank) -> Bank:
    return check_bank(read_corpus(bank.under(site="https://bank.example/").settings)).bank


def test_a_letter_asks_each_organisation_of_its_own_practices(bank: SmallBank) -> None:
    other_school = "practices/utrenniy-krug/index.md"
    text = bank.read(other_school).replace("organization: shkola-3", "organization: metodicheskaya-sluzhba")
    bank.write(other_school, text)
    held = bank_of(bank)
    assert to_ask(held, 0) == []
    asked = to_ask(held, 2000)
    assert len(asked) == 2
    assert sum(len(item.practices) for item in asked) == len(
        [r for r in held.expiring(2000) if r.kind.name == "practice"]
    )
    for item in asked:
        letter = words(letter_to(item, held))
        assert item.title in letter
        for other in asked:
            for practice in other.practices:
                assert (practice.title in letter) == (other is item)
    whole = words(list_of(asked, held, 2000))
    assert all(practice.title in whole for item in asked for practice in item.practices)
