"""Building the index: what is remembered changes nothing, arrays keep to the format, little changes a little."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metodbank.search import building, scoring, term_texts
from metodbank.search.analysis import rules
from metodbank.search.batches import runs
from metodbank.search.building import make_index
from metodbank.search.codec import number, numbers, postings_text
from metodbank.search.documents import Collection, Document, Section, collection
from metodbank.search.lemmas import Lemmas
from metodbank.search.lexicon import Lexicon
from metodbank.search.packing import pack
from metodbank.search.places import places
from metodbank.search.scoring import score, steady
from metodbank.search.shards import Published, publish
from tests.search_help import CACHE

TEXT = (
    "школа урок задача класс учитель ребёнок книга язык число опыт карта день игра семья группа чтение письмо счёт "
    "прибор музей лес река город поход песня рисунок проект вопрос ответ беседа"
)
WORDS = TEXT.split()


def _body(step: int) -> str:
    sentences = [
        [WORDS[(step * 7 + at * (step % 11 + 1)) % 30] for at in range(start, start + 9)] for start in range(12)
    ]
    return ". ".join(" ".join(sentence) for sentence in sentences)


@pytest.fixture(scope="module")
def cards() -> Collection:
    documents = [
        Document(
            f"{step}.html", f"{WORDS[step % 30]} {step}", "a", {"body": _body(step)}, WORDS[step % 7],
            facets={"subjects": (WORDS[step % 5],)},
        )
        for step in range(400)
    ]  # fmt: skip
    return collection([Section("a", "А")], documents)


def _published(found: Collection, folder: Path | None) -> Published:
    lemmas = Lemmas(folder)
    published = publish(make_index(found, lemmas), found)
    lemmas.save()
    return published


def _changed(found: Collection, place: int, body: str) -> Collection:
    documents = list(found.documents)
    documents[place] = replace(documents[place], fields={"body": body})
    return replace(found, documents=tuple(documents))


@given(st.lists(st.integers(0, 91**3 - 1)))
def test_arrays_write_numbers_as_the_format_says(values: list[int]) -> None:
    text, starts = pack(np.array(values, np.int64))
    assert text.tobytes().decode("ascii") == "".join(map(number, values))
    assert np.diff(starts).tolist() == [len(number(value)) for value in values]


def test_a_number_that_does_not_fit_is_refused_in_arrays_too() -> None:
    with pytest.raises(ValueError, match="753571"):
        pack(np.array([1, 753_571]))


def test_postings_are_written_as_one_by_one(cards: Collection) -> None:
    found = score(make_index(cards, Lemmas(CACHE)).merged)
    texts = found.texts()
    assert len(texts) > 200
    assert texts == [postings_text(postings).encode() for _, postings in found.items()]


def test_places_lead_back_to_the_words(cards: Collection) -> None:
    index = make_index(cards, Lemmas(CACHE))
    found: dict[tuple[int, int], str] = {}
    for line in filter(None, places(index.merged, np.arange(len(index.merged.names)))):
        found.update(_read(line.decode()))
    whole = {(owner, at): word for owner, row in enumerate(index.sequences) for at, word in enumerate(row) if word}
    assert found == whole
    assert "урок" in index.sequences[1]


def _read(line: str) -> Iterator[tuple[tuple[int, int], str]]:
    head, text = line.split(" ")
    forms, values, document = head.split(","), numbers(text), -1
    for _ in range(next(values)):
        document += next(values) + 1
        place = 0
        for _ in range(next(values)):
            place += next(values)
            yield (document, place), forms[next(values) if len(forms) > 1 else 0]


def test_a_build_that_remembers_publishes_what_a_fresh_one_does(cards: Collection, tmp_path: Path) -> None:
    _published(cards, tmp_path)
    changed = _changed(cards, 200, "Вертолёт и стёкла школы. Урок о стекле")
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "batches").glob("*.batch")}
    again = _published(changed, tmp_path)
    made = [path for path in (tmp_path / "batches").glob("*.batch") if path not in kept]
    assert len(kept) == len(list(runs(cards.documents))) > 2
    assert len(made) == 1, "only the batch of the changed document is indexed again"
    assert again.files == _published(changed, None).files


def test_what_is_remembered_holds_after_documents_come_go_and_change(cards: Collection, tmp_path: Path) -> None:
    """Every build but the first starts from what the one before remembers, and publishes what a fresh one does."""
    documents = list(cards.documents)
    fresh = replace(documents[7], url="new.html", fields={"body": "Карты реки. Урок о песнях"})
    renamed = replace(documents[60], url="renamed.html", title="Вертолёты", summary="О вертолётах")
    narrowed = replace(documents[90], facets={"subjects": (WORDS[3], WORDS[2])})
    for several in (
        documents,
        [*documents[:150], fresh, *documents[150:]],
        documents[3:],
        [*documents[:60], renamed, *documents[61:]],
        [*documents[:90], narrowed, *documents[91:]],
        [*documents[:5], fresh],
    ):
        found = replace(cards, documents=tuple(several))
        made, anew = _published(found, tmp_path), _published(found, None)
        assert made.files == anew.files
        assert dict(made.compressed()) == dict(anew.compressed())


def test_two_builds_at_once_do_not_harm_what_is_remembered(cards: Collection, tmp_path: Path) -> None:
    """Each adds words to the lexicon they both began with; one of the two is left without what it remembered."""
    _published(cards, tmp_path)
    one, other = (_changed(cards, place, f"{body} и всё") for place, body in ((20, "Вертолёт"), (300, "Стекло")))
    lexicon = next((tmp_path / "batches").glob("*.lexicon"))
    before = lexicon.read_bytes()
    _published(one, tmp_path)
    lexicon.write_bytes(before)  # the second build read it before the first wrote
    _published(other, tmp_path)
    for found in (one, other, cards):
        assert _published(found, tmp_path).files == _published(found, None).files


def test_a_lexicon_of_words_long_gone_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "words.lexicon"
    lexicon = Lexicon(path)
    numbers = lexicon.terms(map(str, range(10_001)))
    seal = lexicon.seal()
    lexicon.save(used=10_001)
    kept = Lexicon(path)
    assert kept.bears(seal)
    assert kept.terms(["10000", "7"]).tolist() == [numbers[10_000], numbers[7]]
    kept.terms(["новое"])
    assert kept.seal() != seal
    kept.save(used=0)
    assert not path.exists()


@pytest.mark.parametrize("name", ["batches/*.lexicon", "records", "compressed"])
def test_what_is_damaged_is_made_again(cards: Collection, tmp_path: Path, name: str) -> None:
    first = _published(cards, tmp_path)
    compressed = dict(first.compressed())
    (path,) = tmp_path.glob(name)
    whole = path.read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], whole[:-9] + b"!!!!" + whole[-5:]):
        path.write_bytes(damaged)
        again = _published(cards, tmp_path)
        assert again.files == first.files
        assert dict(again.compressed()) == compressed
        assert len(path.read_bytes()) == len(whole), "and remembered anew"


def test_damaged_texts_of_terms_are_made_again(cards: Collection, tmp_path: Path) -> None:
    first = _published(cards, tmp_path)
    path = tmp_path / "terms"
    whole = path.read_bytes()
    head = whole.index(b"\n") + 1
    for damaged in (b"", whole[: len(whole) // 2], whole[:-9] + b"!" + whole[-8:], whole[:head], b"{}" + whole[head:]):
        path.write_bytes(damaged)
        assert _published(cards, tmp_path).files == first.files
        assert path.read_bytes() == whole, "and remembered anew"


def test_weights_are_not_remembered(cards: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _published(cards, tmp_path)
    heavier = replace(rules(), weights={**rules().weights, "title": 30})
    for module in (scoring, term_texts):
        monkeypatch.setattr(module, "rules", lambda: heavier)
    assert _published(cards, tmp_path).files == _published(cards, None).files


def test_a_damaged_batch_is_made_again(cards: Collection, tmp_path: Path) -> None:
    first = _published(cards, tmp_path)
    for place, path in enumerate(sorted((tmp_path / "batches").iterdir())):
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2] if place % 2 else b"")
    assert _published(cards, tmp_path).files == first.files


@pytest.mark.thorough
def test_several_processes_publish_what_one_does(
    cards: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "MANY", 1)
    assert _published(cards, tmp_path).files == _published(cards, None).files


def test_little_changes_a_little(cards: Collection, tmp_path: Path) -> None:
    """A comma changes nothing but the manifest's own file at most; a word only the files that hold it."""
    before = _published(cards, tmp_path)
    body = cards.documents[200].fields["body"]
    comma = _published(_changed(cards, 200, body.replace(" ", ", ", 1)), tmp_path)
    assert comma.files == before.files, "the text stands in the summary alone"
    first, rest = body.split(" ", 1)
    assert first != "карта"
    word = _published(_changed(cards, 200, f"карта {rest}"), tmp_path)
    gone = {name.split("/")[0] for name in before.files.keys() - word.files.keys()}
    assert 1 <= len(gone) <= 4, "folders of the two words, and the tails that count them"
    added = _published(_changed(cards, 200, f"{first} карта {rest}"), tmp_path)
    assert len(before.files.keys() - added.files.keys()) < len(before.files) / 2
    manifest = json.loads(before.files["manifest.js"].decode().split("`")[1])
    assert manifest["count"] == 400


@given(st.floats(1, 1e5))
def test_figures_of_the_collection_move_by_half_a_per_cent_at_most(value: float) -> None:
    assert steady(value) == pytest.approx(value, rel=0.0051)
