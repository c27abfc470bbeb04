"""Seeded cards for measuring at sizes no real bank has yet."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from metodbank.search.documents import Collection, Document, Section, collection
from metodbank.search.facets import arranged
from metodbank.search.judged import rows
from metodbank.search.lemmas import Lemmas

EVALUATION = Path("../shared/search-eval")
SEED = 20261122


FACETS = {
    "subjects": (25, 2), "grades": (11, 4), "deficits": (40, 2), "education_levels": (5, 2), "directions": (12, 1),
    "kind": (8, 1), "cost": (4, 1), "evidence_level": (4, 1), "organization": (100, 1), "year": (6, 1),
}  # fmt: skip
"""How many values a facet of the catalogue has, and how many of them a card has at most."""


def cards(entries: int, root: Path) -> Collection:
    """Return seeded cards of about 600 words, made of the words of the public texts with their real frequencies."""
    chance = random.Random(SEED)  # noqa: S311 - the same cards on every run
    words = [word for row in rows(root / EVALUATION / "docs.jsonl") for word in row["text"].split()]
    documents = []
    for number in range(entries):
        start = chance.randrange(len(words))
        title = " ".join(chance.choice(words) for _ in range(7))
        # Runs of ten words keep what goes together together, and make every card its own.
        body = " ".join(" ".join(words[at : at + 10]) for at in (chance.randrange(len(words)) for _ in range(50)))
        summary = " ".join(words[start : start + 45])
        documents.append(
            Document(
                f"practices/{number}/index.html",
                title,
                "a",
                {"annotation": summary, "body": body},
                summary,
                facets=_facets(number),
                date=dt.date(2020, 1, 1) + dt.timedelta(days=number % 2500),
            )
        )
    return collection([Section("a", "Практики", dated=True)], arranged(documents, list(FACETS)))


def _facets(number: int) -> dict[str, tuple[str, ...]]:
    """Return what a card is found under; the first values of a facet are the most frequent, as in a real bank."""
    chance = random.Random(SEED + number)  # noqa: S311 - the same cards on every run
    found = {}
    for name, (values, most) in FACETS.items():
        # A run of neighbouring values: «5–7 класс», a subject and the one beside it.
        first = int(values * chance.random() ** 2)
        found[name] = tuple(f"{name} {value}" for value in range(first, min(values, first + chance.randint(1, most))))
    return found


def questions(found: Collection, count: int) -> list[str]:
    """Return questions of two words of some card's title."""
    chance = random.Random(SEED)  # noqa: S311 - the same questions on every run
    return [" ".join(two) for _, two in zip(range(count), _pairs(found, chance), strict=False)]


def known(found: Collection, count: int) -> list[tuple[str, str]]:
    """Return questions for a known card, two words of its title in another form, and the address of the card."""
    import pymorphy3

    morph, lemmas = pymorphy3.MorphAnalyzer(lang="ru"), Lemmas()
    chance = random.Random(SEED + 1)  # noqa: S311 - the same questions on every run
    asked: list[tuple[str, str]] = []
    while len(asked) < count:
        document = chance.choice(found.documents)
        words = [word for word in dict.fromkeys(document.title.lower().split()) if word.isalpha() and len(word) > 4]
        others = [other for word in words if (other := _inflected(word, morph, lemmas, chance))]
        if len(others) > 1:
            asked.append((" ".join(chance.sample(others, 2)), document.url))
    return asked


def _inflected(word: str, morph: Any, lemmas: Lemmas, chance: random.Random) -> str:
    """Return another form of a word the dictionary knows; empty where there is none."""
    parse = morph.parse(word)[0]
    if not parse.is_known or parse.tag.POS not in {"NOUN", "ADJF", "INFN", "VERB"}:
        return ""
    own = lemmas.lemma(word.replace("ё", "е"))
    forms = sorted({str(item.word) for item in parse.lexeme if item.word != word and item.tag.POS == parse.tag.POS})
    # A form that reads as another word would ask for something else.
    same = [form for form in forms if lemmas.lemma(form.replace("ё", "е")) == own]
    return chance.choice(same) if same else ""


def _pairs(found: Collection, chance: random.Random) -> Iterator[list[str]]:
    while True:
        words = [word for word in chance.choice(found.documents).title.split() if len(word) > 4 and word.isalpha()]
        if len(words) > 1:
            yield words[:2]
