"""The bank's own index: every entry is found by its title, nobody without consent by name."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest

from metodbank.bank.bank import Bank, make_bank
from metodbank.indicators.check import check_bank
from metodbank.model.kinds.person import Person
from metodbank.rules.check import check
from metodbank.rules.corpus import Corpus, read_corpus
from metodbank.search.entries import collect, pages_of, plain
from metodbank.search.narrowing import FILTERS, UnknownValueError, narrowed
from metodbank.search.query import Engine
from metodbank.site.indicator_documents import documents_of
from metodbank.site.settings import read_settings
from tests.conftest import copy_project, edit
from tests.search_help import ROOT, Release, payload, release


def _bank(root: Path) -> tuple[Corpus, Bank]:
    corpus = read_corpus(read_settings(root / "mkdocs.yml"))
    return corpus, make_bank(corpus, check(corpus))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> tuple[Corpus, Bank, Release]:
    corpus, bank = _bank(ROOT)
    return corpus, bank, release(tmp_path_factory.mktemp("bank"), collect(bank))


def test_every_entry_is_first_or_second_by_its_exact_title(own: tuple[Corpus, Bank, Release]) -> None:
    _, _, made = own
    documents = made.collection.documents
    answers = made.ask({"question": document.title, "limit": 10} for document in documents)
    missed = []
    for document, answer in zip(documents, answers, strict=True):
        namesakes = {other.url for other in documents if other.title == document.title}
        found = [hit["url"] for hit in answer["hits"]]
        if not namesakes & set(found[:2]):
            missed.append(f"{document.url} «{document.title}»: {found[:3]}")
    assert missed == []


def test_the_terminal_ranks_as_the_browser_does(own: tuple[Corpus, Bank, Release]) -> None:
    _, _, made = own
    questions = [
        "проценты на чеках",
        "дети читают",
        "7 класс задачи",
        "выгорание педагогов",
        "предмет:физика прибор",
        "логопед -прогулки",
        '"разбор ошибок"',
        "предмет:математика",
    ]
    engine = Engine(made.index, made.collection)
    for question, answer in zip(questions, made.ask({"question": f"{q} "} for q in questions), strict=True):
        ours = [hit.document.url for hit in engine.ask(question).hits if hit.whole]
        theirs = [hit["url"] for hit in answer["hits"] if hit["all"]]
        assert theirs, question
        assert ours[:1] == theirs[:1], question
        assert len(set(ours) & set(theirs)) >= 0.7 * len(theirs), question


def test_without_words_the_newest_come_first_and_kinds_stay_together(own: tuple[Corpus, Bank, Release]) -> None:
    _, _, made = own
    documents = {document.url: document for document in made.collection.documents}
    (answer,) = made.ask([{"question": " ", "limit": len(documents)}])
    shown = [documents[hit["url"]] for hit in answer["hits"]]
    assert len(shown) == len(documents)
    dated = [section.kind for section in made.collection.sections if section.dated]
    assert "practice" in dated
    for section in made.collection.sections:
        several = [document for document in shown if document.kind == section.kind]
        if section.dated:
            days = [document.date or dt.date.min for document in several]
            assert days == sorted(days, reverse=True), section.kind
        else:
            assert several == [document for document in documents.values() if document.kind == section.kind]
    kinds = [document.kind for document in shown]
    assert kinds == sorted(kinds, key=[section.kind for section in made.collection.sections].index)
    assert len({document.date for document in shown if document.kind == "practice"}) > 2


def test_people_without_consent_are_not_found_by_name(own: tuple[Corpus, Bank, Release]) -> None:
    corpus, bank, made = own
    key = made.index.lemmas.key
    shown = {
        key(part.casefold().replace("ё", "е"))
        for record in bank.records["person"].values()
        if isinstance(record.entry, Person) and record.entry.name
        for part in record.entry.name.full.split()
    }
    hidden = [
        draft.entry.name.surname
        for draft in corpus.drafts
        if isinstance(draft.entry, Person) and draft.entry.name and draft.entry.name.surname
        and bank.records["person"][draft.slug].value("name") is None
    ]  # fmt: skip
    assert hidden, "the sample bank has people without consent"
    surnames = [name for name in hidden if key(name.casefold().replace("ё", "е")) not in shown]
    assert surnames
    for name, answer in zip(surnames, made.ask({"question": name, "literal": True} for name in surnames), strict=True):
        assert answer["hits"] == [], f"«{name}» is found"
        assert all(name.casefold() not in text.decode().casefold() for text in made.published.files.values())


def test_a_withdrawn_practice_is_not_found(tmp_path: Path) -> None:
    root = copy_project(tmp_path)
    edit(root / "practices" / "vecher-otcov" / "index.md", status="отозвана")
    _, bank = _bank(root)
    documents = collect(bank).documents
    assert documents
    assert not [document.url for document in documents if "vecher-otcov" in document.url]


def test_the_terminal_knows_what_the_site_does(site: Path) -> None:
    """Entries, indicators and ordinary pages: as many of each, and every address is a page of the site."""
    corpus, _ = _bank(ROOT)
    checked = check_bank(corpus)
    found = collect(checked.bank, (*documents_of(checked.indicators), *pages_of(corpus)))
    manifest = (site / "assets" / "search" / "manifest.js").read_text(encoding="utf-8")
    published = json.loads(payload(manifest))["sections"]
    kinds = Counter(document.kind for document in found.documents)
    assert kinds["page"] > 5
    assert kinds["indicator"] > 60
    assert kinds == {kind: count for kind, _, _, count, *_ in published}
    pages = {document.url: site / unquote(document.url).partition("#")[0] for document in found.documents}
    assert [url for url, page in pages.items() if not page.is_file()] == []


def test_markdown_leaves_words_only() -> None:
    text = "## Ход\n\n- **жирно** и [ссылка](../a/b.md#c)\n\n| день | дело |\n|---|---|\n| пн | урок |\n\n!!! note\n"
    assert plain(text).split()[:8] == ["Ход", "жирно", "и", "ссылка", "день", "дело", "пн", "урок"]


def test_filters_of_the_terminal_narrow_as_the_entries_say(own: tuple[Corpus, Bank, Release]) -> None:
    _, bank, made = own
    documents = made.collection.documents

    def asked(**wanted: list[str]) -> set[str]:
        return narrowed(documents, wanted, bank.vocabularies)

    assert asked() == {document.url for document in documents}
    seventh = asked(subject=["матем."], **{"class": ["7"]})
    assert "practices/cheki-i-procenty/index.html" in seventh
    assert "practices/smyslovoe-chtenie-zadach/index.html" not in seventh
    either = asked(subject=["Химия", "физика"])
    assert {"practices/himiya-na-kuhne/index.html", "practices/fizika-iz-podruchnogo/index.html"} <= either
    for name, facet in FILTERS.items():
        values = {value for document in documents for value in document.facets.get(facet.name, ())}
        assert values, name
        for value in values:
            assert asked(**{name: [value]}), (name, value)
    with pytest.raises(UnknownValueError) as unknown:
        asked(subject=["Физиков"])
    assert "Физика" in unknown.value.near


def test_a_close_word_finds_what_the_written_one_does_not(own: tuple[Corpus, Bank, Release]) -> None:
    _, _, made = own
    question = "конфликты между учениками"
    found = [hit.document.url for hit in Engine(made.index, made.collection).ask(question).hits][:3]
    (answer,) = made.ask([{"question": f"{question} "}])
    assert "practices/sluzhba-primireniya/index.html" in found
    assert "practices/sluzhba-primireniya/index.html" in [hit["url"] for hit in answer["hits"]][:3]
