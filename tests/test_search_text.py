"""Russian in search: the golden table of traps, and the two twins of the analysis chain."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml

from metodbank.search.lemmas import Lemmas
from metodbank.search.query import Engine
from metodbank.source.vocabularies import read_vocabularies
from tests.search_help import ROOT, Release, release, texts

TRAPS: list[dict[str, str]] = yaml.safe_load((ROOT / "tests" / "search-traps.yml").read_text(encoding="utf-8"))
FILLER = (
    "Совещание перенесли на вторник",
    "Протокол подписан секретарём",
    "Ремонт кровли закончен",
    "Поставка мебели задержалась",
)
"""Texts no trap may find."""


@pytest.fixture(scope="module")
def trapped(tmp_path_factory: pytest.TempPathFactory) -> Release:
    _, vocabularies = read_vocabularies(ROOT / "content" / "vocabularies", ROOT)
    names = ("abbreviations", "synonyms")
    groups = {name: [(term.value, *term.aliases) for term in vocabularies[name].terms] for name in names}
    bodies = [*(row["text"] for row in TRAPS), *FILLER]
    return release(tmp_path_factory.mktemp("traps"), texts(bodies, **groups))


@pytest.fixture(scope="module")
def answers(trapped: Release) -> list[Any]:
    return trapped.ask({"question": _question(row), "limit": 50} for row in TRAPS)


def _question(row: dict[str, str]) -> str:
    return unicodedata.normalize("NFD", row["question"]) if "NFD" in row["trap"] else row["question"]


@pytest.mark.parametrize("number", range(len(TRAPS)), ids=[row["trap"] for row in TRAPS])
def test_a_trap_is_passed(number: int, answers: list[Any]) -> None:
    found = [int(hit["url"]) for hit in answers[number]["hits"]]
    assert number in found, f"«{TRAPS[number]['question']}» does not find «{TRAPS[number]['text']}»"
    assert not [place for place in found if place >= len(TRAPS)], "nor anything that has nothing to do with it"


@pytest.mark.parametrize("number", [place for place, row in enumerate(TRAPS) if "shown" in row])
def test_a_guess_is_a_word_and_the_same_in_the_terminal(number: int, answers: list[Any], trapped: Release) -> None:
    row = TRAPS[number]
    assert answers[number]["guess"] == row["shown"]
    assert Engine(trapped.index, trapped.collection).ask(row["question"]).taken_for == row["shown"]


def test_both_twins_give_a_question_the_same_keys(trapped: Release) -> None:
    """What the browser makes of a word is what the build made of it, for every word of every text."""
    rows = trapped.ask({"question": row["text"], "keys": True} for row in TRAPS)
    plain = type(trapped.index.analyzer)(trapped.index.lemmas.key)
    for row, groups in zip(TRAPS, rows, strict=True):
        ours = set(plain.keys(row["text"])) - {"класс"}
        theirs = {key for group in groups for key in group} - {"класс"}
        assert {key for key in ours if not key.isdigit()} == {key for key in theirs if not key.isdigit()}, row["text"]


def test_an_abbreviation_is_not_taken_for_a_form_of_another_word(trapped: Release) -> None:
    assert trapped.index.lemmas.key("иом") == "иом"


def test_what_is_remembered_between_builds_may_be_damaged(tmp_path: Path) -> None:
    first = Lemmas(tmp_path)
    assert first.key("детей") == "ребенок"
    first.save()
    (kept,) = tmp_path.iterdir()
    kept.write_text('{"lemmas": {"дет', encoding="utf-8")
    again = Lemmas(tmp_path)
    assert again.key("детей") == "ребенок"
    again.aliases(["детей"])
    again.save()
    assert Lemmas(tmp_path).lemma("детей") == "ребенок"


def test_what_is_learned_later_is_remembered_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for word in ("детей", "людьми"):
        lemmas = Lemmas(tmp_path)
        lemmas.key(word)
        lemmas.aliases([word])
        lemmas.save()
    monkeypatch.delattr("pymorphy3.MorphAnalyzer")
    kept = Lemmas(tmp_path)
    assert (kept.lemma("детей"), kept.lemma("людьми")) == ("ребенок", "человек")
    assert kept.aliases(["детей", "людьми"]).stems["людьм"] == "человек"
    (file,) = tmp_path.iterdir()
    file.write_text(file.read_text(encoding="utf-8")[:-9], encoding="utf-8")
    with pytest.raises(AttributeError):
        Lemmas(tmp_path).lemma("детей")
