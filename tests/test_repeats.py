"""Copies among many practices: all are found, unlike texts are not, and every form of the report tells of them."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from metodbank.rules.check import check
from metodbank.rules.corpus import Corpus, read_corpus
from metodbank.rules.likeness import Text, alike, compared
from metodbank.rules.repeats import LEAST, MOST
from metodbank.rules.reports import FORMATS
from metodbank.site.settings import read_settings
from tests.conftest import ROOT, copy_project, edit
from tests.small_bank import SmallBank


@pytest.fixture(scope="module")
def own() -> Corpus:
    return read_corpus(read_settings(ROOT / "mkdocs.yml"))


def blurred(text: str, share: float, chance: random.Random, words: list[str]) -> str:
    """The text with a share of its words replaced."""
    return " ".join(chance.choice(words) if chance.random() < share else word for word in text.split())


def test_practices_of_the_bank_are_told_apart(own: Corpus) -> None:
    bodies = [{"text": draft.document.body} for draft in own.by_slug["practice"].values()]
    assert len(bodies) > 30
    assert list(alike(bodies, LEAST / 5)) == []
    assert not [problem for problem in check(own).problems if problem.code == "MB412"]


def test_every_copy_is_found_and_nothing_else(own: Corpus) -> None:
    chance = random.Random(7)
    texts: list[Text] = [{"text": draft.document.body} for draft in own.by_slug["practice"].values()]
    words = " ".join(text["text"] for text in texts).split()
    originals = len(texts)
    copies = [
        {"text": blurred(texts[number]["text"], share, chance, words)}
        for number in range(originals)
        for share in (0.05, 0.15, 0.25)
    ]
    found = list(alike([*texts, *copies], LEAST))
    expected = {
        (originals + place, place // 3)
        for place, copy in enumerate(copies)
        if compared(copy, texts[place // 3])[0] >= LEAST
    }
    assert len(expected) > 2 * originals
    assert {(item.first, item.second) for item in found if item.second < originals} == expected
    assert all(item.share == compared(copies[item.first - originals], texts[item.second])[0]
               for item in found if item.second < originals)  # fmt: skip


def test_other_endings_do_not_hide_a_copy() -> None:
    text = "Семиклассники составили задачи по чекам, учитель проверил решения и показал таблицу родителям класса. " * 9
    other = text.replace("составили", "составит").replace("чекам", "чеками").replace("таблицу", "таблицы")
    assert compared({"a": text}, {"a": other})[0] == 1


def test_a_text_is_quoted_as_it_is_written() -> None:
    first = "Раз. Два: три, четыре! Пять шесть семь"
    share, parts, passage = compared(
        {"a": first, "b": "ничего общего здесь нет"}, {"c": "Ноль два три четыре пять девять"}
    )
    assert passage == "Два: три, четыре! Пять"
    assert parts == ()
    assert share == pytest.approx(2 * 2 / (5 + 2 + 4))


def test_short_texts_are_left_alone() -> None:
    draft = {"text": "Пока только замысел, допишем к январю вместе с коллегами из соседней школы."}
    assert list(alike([draft, draft], LEAST)) == []


@pytest.mark.parametrize("form", FORMATS)
def test_every_report_tells_of_a_copy(form: str, tmp_path: Path) -> None:
    bank = SmallBank.copied(tmp_path)
    shutil.copytree(bank.root / "practices" / "cheki", bank.root / "practices" / "chek-na-uroke")
    edit(bank.root / "practices" / "chek-na-uroke" / "index.md", id="ММ-2026-002", title="Чек на уроке математики")
    report = FORMATS[form](bank.report(), "https://bank.example/")
    assert "practices/chek-na-uroke/index.md" in report
    assert "похожа на «Проценты на чеках из магазина» (practices/cheki/index.md)" in report
    assert "MB412" in report


def test_of_many_copies_the_nearest_are_named(tmp_path: Path) -> None:
    root = copy_project(tmp_path)
    for number in range(5):
        target = root / "practices" / f"chek-{number}"
        shutil.copytree(root / "practices" / "cheki-i-procenty", target)
        edit(target / "index.md", id=f"ММ-2026-9{number:02}", title=f"Чек на уроке математики {'и' * number} дома")
    problems = [p for p in check(read_corpus(read_settings(root / "mkdocs.yml"))).problems if p.code == "MB412"]
    told = [problem.path for problem in problems]
    assert told.count("practices/chek-0/index.md") == 1
    assert told.count("practices/chek-4/index.md") == MOST
    assert "practices/cheki-i-procenty/index.md" not in told
