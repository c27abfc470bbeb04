"""Judged questions: texts, what people ask of them, and which answers are right.

A file of questions has a JSON line each: ``qid``; ``text``, the question as people say it; ``short``, as they type it;
``relevant``, addresses of the right answers; and, where they are judged by degrees, ``grades`` by address: 3 answers
the question, 2 answers it too, 1 helps. Those graded 2 and 3 are the relevant ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Any

from metodbank.bank.bank import Bank
from metodbank.search.documents import Collection, Document, Section, collection
from metodbank.search.entries import collect

BANK_QUESTIONS = Path("tests/search/queries.jsonl")
"""Questions over the demonstration bank, from the root of the project."""


@dataclass(frozen=True)
class Question:
    """One question and its right answers; ``grades`` hold a degree for every answer that is worth anything."""

    id: str
    text: str
    short: str
    relevant: tuple[str, ...]
    grades: Mapping[str, int] = dataclass_field(default_factory=dict)

    @property
    def gains(self) -> Mapping[str, float]:
        """What each answer adds to nDCG: 2 to the power of its degree, less one; 1 where there are no degrees."""
        return {url: 2.0**grade - 1 for url, grade in self.grades.items()} or dict.fromkeys(self.relevant, 1.0)


@dataclass(frozen=True)
class Judged:
    """A set of texts with the questions judged over it."""

    name: str
    collection: Collection
    questions: Sequence[Question]


def read_questions(path: Path) -> list[Question]:
    """Read a file of judged questions."""
    return [
        Question(row["qid"], row["text"], row["short"], tuple(row["relevant"]), row.get("grades") or {})
        for row in rows(path)
    ]


def over_texts(name: str, docs: Path, queries: Path) -> Judged:
    """Return questions over texts in lines of JSON: ``id``, ``title``, ``text``."""
    documents = [
        Document(row["id"], row.get("title") or "", "text", {"body": row["text"]}, row["text"]) for row in rows(docs)
    ]
    return Judged(name, collection([Section("text", "Тексты")], documents), read_questions(queries))


def over_bank(name: str, bank: Bank, queries: Path) -> Judged:
    """Return questions over everything the site of a bank lets be found, ordinary pages aside."""
    return Judged(name, collect(bank), read_questions(queries))


def rows(path: Path) -> list[Any]:
    """Return the lines of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
