"""The published index: numbers and files survive the round trip, damage is seen, scores are Whoosh's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metodbank.search.codec import STEPS, checksum, number, numbers, postings_of, postings_text, script
from metodbank.search.cutting import cut
from metodbank.search.documents import SCORED, Document, Section, collection
from metodbank.search.query import Engine
from metodbank.search.term_lines import Term, lines, read_terms
from tests.conftest import ROOT
from tests.search_help import Release, payload, release, texts

EVALUATION = ROOT.parent / "shared" / "search-eval"
"""A public development set; where it is absent, texts made here are used."""
QUESTIONS = 400


@given(st.lists(st.integers(0, 91**3 - 1)))
def test_numbers_come_back(values: list[int]) -> None:
    assert list(numbers("".join(map(number, values)))) == values


@pytest.mark.parametrize(("value", "length"), [(74, 1), (75, 2), (1439, 2), (1440, 4), (753_570, 4)])
def test_a_number_takes_as_little_room_as_is_written_in_the_format(value: int, length: int) -> None:
    assert len(number(value)) == length


def test_a_number_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="753571"):
        number(753_571)


@given(st.dictionaries(st.integers(0, 20_000), st.floats(0.05, 700), min_size=1))
def test_scores_come_back_within_half_a_step(found: dict[int, float]) -> None:
    postings = sorted(found.items())
    back = postings_of(postings_text(postings))
    step = max(found.values()) / STEPS
    assert [document for document, _ in back] == [document for document, _ in postings]
    assert all(abs(one - two) <= step + 0.001 for (_, one), (_, two) in zip(postings, back, strict=True))


def test_a_script_carries_any_text_and_its_checksum() -> None:
    assert checksum("") == "00000000"
    made = script("r0", b"`$\\").decode()
    assert made == f'metodbankSearch("r0","{checksum("`$" + chr(92))}",`\\`\\$\\\\`);\n'


def test_terms_and_what_leads_to_them_come_back() -> None:
    terms = [
        Term("дет", alias="ребенок"),
        Term("дети" * 30, postings=postings_text([(0, 1.0), (7, 0.5)])),
        Term("дети" * 30 + "ще", postings=postings_text([(3, 2.0)]), stems=("детищ", "=детища")),
        Term("стекл", postings=postings_text([(1, 1.0)]), alias="стечь", forms=(("стекла", "стекло"),)),
    ]
    assert read_terms("\n".join(lines(terms))) == terms


def test_a_list_is_cut_without_loss_and_falls_into_step_after_an_insertion() -> None:
    names = [f"слово{number}" for number in range(1000)]
    runs = [tuple(names[run]) for run in cut(names, [10] * 1000, 200)]
    assert [name for run in runs for name in run] == names
    assert all(14 <= len(run) <= 26 for run in runs[:-1])
    more = [*names[:300], "вставка", *names[300:]]
    after = {tuple(more[run]) for run in cut(more, [10] * 1001, 200)}
    assert len(set(runs) - after) < 8, "files before and well after the place keep their content"


def test_what_is_heavy_stands_alone() -> None:
    names = ["а", "б", "в"]
    assert [names[run] for run in cut(names, [10, 900, 10], 100)] == [["а"], ["б"], ["в"]]


def test_a_name_never_changes_its_content(tmp_path: Path) -> None:
    one = release(tmp_path / "1", texts(["Дети решают задачи", "Дети рисуют"])).published.files
    same = release(tmp_path / "2", texts(["Дети решают задачи", "Дети рисуют"])).published.files
    other = release(tmp_path / "3", texts(["Дети решают задачи, да", "Дети рисуют"])).published.files
    assert one == same
    shared = one.keys() & other.keys() - {"manifest.js"}
    assert shared, "a comma and a stop word do not touch the terms"
    assert all(one[name] == other[name] for name in shared)
    assert one["manifest.js"] != other["manifest.js"]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, list[str]]:
    folder = tmp_path_factory.mktemp("many")
    if EVALUATION.is_dir():
        rows = [json.loads(line) for line in (EVALUATION / "docs.jsonl").read_text("utf-8").splitlines()][:800]
        asked = [json.loads(line)["short"] for line in (EVALUATION / "queries.jsonl").read_text("utf-8").splitlines()]
        return release(folder, texts([row["text"] for row in rows])), asked[:QUESTIONS]
    words = [
        "школа",
        "урок",
        "задача",
        "класс",
        "учитель",
        "ребёнок",
        "книга",
        "язык",
        "число",
        "опыт",
        "карта",
        "день",
        "игра",
        "семья",
        "группа",
    ]
    bodies = [" ".join(words[(place * step) % 15] for place in range(5 + step % 9)) for step in range(1, 300)]
    pairs = [f"{one} {two}" for one in words for two in words if one < two]
    return release(folder, texts(bodies)), pairs


def test_the_published_top_ten_is_whooshs(many: tuple[Release, list[str]]) -> None:
    """Any-word ranking by what was published differs from Whoosh's BM25F by no more than the rounding."""
    found, questions = many
    published = {
        term.name: term
        for name, text in found.published.files.items()
        if name in found.published.terms
        for term in read_terms(payload(text.decode()))
    }
    compared = 0
    for question in questions:
        keys = list(dict.fromkeys(key for key in found.index.analyzer.keys(question)))
        totals: dict[int, float] = {}
        slack = 0.0
        for key in keys:
            postings = published[key].found if key in published else ()
            slack += max((score for _, score in postings), default=0.0) / STEPS
            for document, score in postings:
                totals[document] = totals.get(document, 0.0) + score
        theirs = found.index.top(keys, 10)
        compared += len(theirs)
        for document, score in theirs:
            assert totals[document] == pytest.approx(score, abs=slack + 0.01), question
        ours = sorted(totals, key=lambda document: -totals[document])[: len(theirs)]
        least = theirs[-1][1] if theirs else 0.0
        assert all(totals[document] >= least - 2 * slack - 0.01 for document in ours), question
        assert {document for document, score in theirs if score > least + 2 * slack + 0.02} <= set(ours), question
    assert compared > len(questions)


def test_the_browser_reads_the_same_scores(many: tuple[Release, list[str]]) -> None:
    found, questions = many
    answers = found.ask({"question": f"{question} ", "limit": 10, "literal": True} for question in questions[:150])
    for question, answer in zip(questions[:150], answers, strict=True):
        keys = list(dict.fromkeys(found.index.analyzer.keys(question)))
        whoosh = dict(found.index.top(keys, 800))
        for hit in answer["hits"]:
            if len(keys) == 3 and int(hit["url"]) in whoosh and not answer["guess"] and not answer["unknown"]:
                assert hit["score"] == pytest.approx(whoosh[int(hit["url"])], rel=0.03), question


@pytest.mark.parametrize("harm", ["cut", "changed", "absent"])
def test_a_damaged_file_is_named_and_the_rest_works(tmp_path: Path, harm: str) -> None:
    made = release(tmp_path, texts([f"{word} и задачи" for word in ("проценты", "дроби", "степени")] * 5))
    (chunk,) = (path for path in tmp_path.glob("*/0.js") if not path.with_name("0p.js").exists())
    text = chunk.read_text(encoding="utf-8")
    if harm == "cut":
        chunk.write_text(text[: len(text) // 2], encoding="utf-8")
    elif harm == "changed":
        chunk.write_text(text.replace("проценты", "прOценты"), encoding="utf-8")
    else:
        chunk.unlink()
    (answer,) = made.ask([{"question": "проценты", "limit": 20}])
    assert answer["lost"] == [f"{chunk.parent.name}/0"]
    assert [int(hit["url"]) for hit in answer["hits"]] == [3, 6, 9, 12], "what lies in whole files is shown"


def test_a_damaged_file_of_terms_leaves_other_words(tmp_path: Path) -> None:
    vocabulary = [
        "бассейн",
        "велосипед",
        "глобус",
        "дневник",
        "журнал",
        "звонок",
        "конспект",
        "линейка",
        "мастерская",
        "наблюдение",
    ]
    bodies = [
        f"{one} {two} текст{step}"
        for step, (one, two) in enumerate(zip(vocabulary * 90, vocabulary[3:] * 130, strict=False))
    ]
    made = release(tmp_path, texts(bodies))
    shards = [tmp_path / name for name in made.published.terms]
    assert len(shards) > 1
    holder = next(
        path for path in shards if any(t.name == "бассейн" for t in read_terms(payload(path.read_text("utf-8"))))
    )
    holder.write_text(holder.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    (answer,) = made.ask([{"question": "бассейн звонок"}])
    assert answer["lost"] == [f"{holder.parent.name}/{holder.stem}"]
    if any(
        t.name == "звонок" for path in shards if path != holder for t in read_terms(payload(path.read_text("utf-8")))
    ):
        assert answer["hits"]


def test_a_phrase_a_minus_and_fields_narrow_the_answers(tmp_path: Path) -> None:
    documents = [
        Document(
            "0",
            "Разбор ошибок в тетради",
            "a",
            {"body": "учим", "people": "Образцова Мария", "subject": "Физика", "grade": "5–7 класс"},
        ),
        Document("1", "Ошибок много, разбор короток", "a", {"body": "учим", "subject": "Физика", "grade": "9 класс"}),
        Document(
            "2", "Разбор работы над ошибками", "b", {"body": "учим", "people": "Примерова Анна", "subject": "Химия"}
        ),
    ]
    made = release(tmp_path, collection([Section("a", "А"), Section("b", "Б")], documents))
    asked = {
        '"разбор ошибок"': ["0"],
        '"работы над ошибками"': ["2"],
        "разбор -тетради": ["1", "2"],
        "разбор предмет:физика": ["0", "1"],
        "разбор класс:6": ["0"],
        "автор:образцова": ["0"],
        "автор:никто разбор": [],
    }
    answers = made.ask({"question": question} for question in asked)
    assert {q: sorted(hit["url"] for hit in answer["hits"]) for q, answer in zip(asked, answers, strict=True)} == asked
    (only,) = made.ask([{"question": "разбор", "kind": "b"}])
    assert [hit["url"] for hit in only["hits"]] == ["2"]
    assert only["counts"] == {"a": 2, "b": 1}


def test_every_scored_field_is_found_by(tmp_path: Path) -> None:
    documents = [Document(name, "Слово", "a", {name: "особенный"}) for name in SCORED if name != "title"]
    made = release(tmp_path, collection([Section("a", "А")], [*documents, Document("title", "Особенный", "a", {})]))
    (answer,) = made.ask([{"question": "особенная", "limit": 20}])
    assert {hit["url"] for hit in answer["hits"]} == set(SCORED)
    assert answer["hits"][0]["url"] == "title", "a match in the title weighs most"


def test_a_phrase_in_quotes_is_matched_as_written_and_else_in_other_forms(tmp_path: Path) -> None:
    made = release(tmp_path, texts(["разбор ошибок", "разбор ошибки", "разборы всех ошибок", "ошибок разбор"]))
    engine = Engine(made.index, made.collection)
    expected = {
        '"разбор ошибки"': (["1"], False),
        '"разбор ошибок"': (["0"], False),
        '"разбора ошибкам"': (["0", "1"], True),
        '"разборы в ошибок"': (["2"], False),
        '"в на"': ([], False),
    }
    answers = made.ask({"question": question} for question in expected)
    for (question, (found, inexact)), answer in zip(expected.items(), answers, strict=True):
        assert sorted(hit["url"] for hit in answer["hits"]) == found, question
        assert answer["inexact"] is inexact, question
        assert sorted(hit.document.url for hit in engine.ask(question).hits) == found, question


def test_answers_where_the_words_stand_close_rise(tmp_path: Path) -> None:
    question = "радио школы"
    made = release(tmp_path, texts(["радио утром всегда звучит для школы", "утром всегда звучит для школы радио"]))
    (answer,) = made.ask([{"question": question}])
    assert [hit["url"] for hit in answer["hits"]] == ["1", "0"], "equal but for the distance"
    assert [hit.document.url for hit in Engine(made.index, made.collection).ask(question).hits] == ["1", "0"]
