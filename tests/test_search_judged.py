"""Teachers' questions over the demonstration bank: judged honestly, answered no worse than stated."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from metodbank.bank.bank import Bank, make_bank
from metodbank.rules.check import check
from metodbank.rules.corpus import read_corpus
from metodbank.search.bench.quality import measured, quality
from metodbank.search.judged import BANK_QUESTIONS, Judged, Question, over_bank, read_questions
from metodbank.site.settings import read_settings
from tests.conftest import ROOT

QUESTIONS = read_questions(ROOT / BANK_QUESTIONS)
FLOOR = {"короткие": (0.82, 0.83, 0.77), "как заданы": (0.77, 0.81, 0.71), "с опечаткой": (0.79, 0.80, 0.74)}
"""MRR@10, Recall@10 and nDCG@10 of the browser's own code, below which a change has made search worse."""


@pytest.fixture(scope="module")
def bank() -> Bank:
    corpus = read_corpus(read_settings(ROOT / "mkdocs.yml"))
    return make_bank(corpus, check(corpus))


@pytest.fixture(scope="module")
def judged(bank: Bank) -> Judged:
    return over_bank("банк", bank, ROOT / BANK_QUESTIONS)


def test_every_judged_answer_is_in_the_bank(judged: Judged) -> None:
    known = {document.url for document in judged.collection.documents}
    wrong = [(q.id, url) for q in QUESTIONS for url in {*q.relevant, *q.grades} if url not in known]
    assert wrong == []


def test_the_set_is_whole() -> None:
    assert len(QUESTIONS) >= 150
    for name in ("id", "text", "short"):
        assert [word for word, count in Counter(getattr(q, name) for q in QUESTIONS).items() if count > 1] == []
    for question in QUESTIONS:
        assert question.relevant
        assert set(question.relevant) == {url for url, grade in question.grades.items() if grade >= 2}
        assert set(question.grades.values()) <= {1, 2, 3}
    assert sum(question.short != question.text for question in QUESTIONS) == len(QUESTIONS)


def test_most_practices_are_asked_for(bank: Bank) -> None:
    """A set that asks for a few entries only would praise a search that finds only those."""
    asked = {url for question in QUESTIONS for url, grade in question.grades.items() if grade == 3}
    practices = {f"practices/{record.slug}/index.html" for record in bank.listed("practice")}
    assert practices - asked == set()
    assert {url.split("/")[0] for url in asked} >= {"events", "internships", "programs", "members", "organizations"}


def test_quality_does_not_fall(judged: Judged) -> None:
    rows = {(row.asked, row.engine): row for row in quality(judged, ROOT)}
    for asked, floor in FLOOR.items():
        ours = rows[asked, "наш"]
        assert all(figure >= least for figure, least in zip(ours.figures, floor, strict=True)), (asked, ours.figures)
        assert ours.silent <= 0.02
        assert ours.figures[0] > rows[asked, "Whoosh"].figures[0]


def test_the_figures_are_those_of_the_textbook() -> None:
    question = Question("q", "", "", ("a", "b"), {"a": 3, "b": 2, "c": 1})
    rank, recall, gain = measured(["x", "b", "c"], question)
    assert (rank, recall) == (1 / 2, 1 / 2)
    assert gain == pytest.approx((3 / math.log2(3) + 1 / 2) / (7 + 3 / math.log2(3) + 1 / 2))
    plain = Question("q", "", "", ("a", "b"))
    assert measured(["b", "a"], plain) == (1.0, 1.0, 1.0)
    assert measured([], plain) == (0.0, 0.0, 0.0)
