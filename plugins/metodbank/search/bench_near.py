"""Measures near-duplicates and related practices on a bank of any size, made of real words."""

from __future__ import annotations

import random
import resource
import time
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from metodbank.bank.bank import Bank, Record
from metodbank.model.kinds import kinds
from metodbank.model.kinds.practice import Practice
from metodbank.model.vocabulary import Vocabularies
from metodbank.rules.likeness import alike
from metodbank.rules.problem import Report
from metodbank.rules.repeats import LEAST
from metodbank.rules.settings import Settings
from metodbank.search.judged import rows
from metodbank.search.lemmas import Lemmas
from metodbank.search.related import related

SEED = 20261122
WORDS = 900
"""Words in a card: as many as the demonstration bank's practices have on average."""
COPIES = 100
"""Copies planted among the cards, a half to nine tenths of their words kept, one word in twenty replaced."""


@dataclass(frozen=True)
class Near:
    """What a size costs: seconds of each part, megabytes at most; copies found of those planted, and others named."""

    entries: int
    likeness: float
    related: float
    megabytes: float
    found: int
    planted: int
    others: int


def near(entries: int, texts: Path, vocabularies: Vocabularies, root: Path) -> Near:
    """Plant copies among seeded cards, find them, and relate the cards to one another."""
    chance = random.Random(SEED)  # noqa: S311 - the same cards on every run
    words = [word for row in rows(texts) for word in row["text"].split()]
    cards = [_card(words, chance, WORDS) for _ in range(entries - COPIES)]
    planted = {}
    for number in range(len(cards), entries):
        planted[number] = chance.randrange(entries - COPIES)
        kept = int(WORDS * chance.choice((0.5, 0.7, 0.9)))
        copied = cards[planted[number]].split()[:kept] + _card(words, chance, WORDS - kept).split()
        cards.append(" ".join(chance.choice(words) if chance.random() < 0.05 else word for word in copied))
    started = time.perf_counter()
    pairs = {(item.first, item.second) for item in alike([{"text": card} for card in cards], LEAST)}
    likeness = time.perf_counter() - started
    bank = _bank(cards, vocabularies, root, chance)
    lemmas = Lemmas(root / ".cache" / "search")
    started = time.perf_counter()
    related(bank, lemmas)
    seconds = time.perf_counter() - started
    lemmas.save()
    right = {pair for pair in pairs if planted.get(pair[0]) == pair[1]}
    # Two copies of one card are alike as well, and rightly so.
    others = {pair for pair in pairs - right if planted.get(pair[0]) != planted.get(pair[1])}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Near(entries, likeness, seconds, peak, len(right), COPIES, len(others))


def _card(words: list[str], chance: random.Random, length: int) -> str:
    """Return runs of ten words that stand together somewhere, so that chance shares hardly a run of three."""
    starts = (chance.randrange(len(words) - 10) for _ in range(-(-length // 10)))
    return " ".join(word for at in starts for word in words[at : at + 10])


def _bank(cards: list[str], vocabularies: Vocabularies, root: Path, chance: random.Random) -> Bank:
    kind = kinds()["practice"]
    records = {}
    for number, text in enumerate(cards):
        head = text.split()
        subjects, deficits, directions, levels = (
            [chance.choice(vocabularies[name].values)]
            for name in ("subjects", "deficits", "directions", "education_levels")
        )
        entry = Practice.model_construct(
            status="опубликована", title=" ".join(head[:7]), annotation=" ".join(head[7:50]),
            subjects=subjects, deficits=deficits, directions=directions, education_levels=levels,
        )  # fmt: skip
        slug = f"card-{number}"
        records[slug] = Record(kind, slug, entry, str(entry.title), text, PurePosixPath(slug), root)
    every: dict[str, dict[str, Record]] = {name: {} for name in kinds()}
    return Bank(Settings(root), vocabularies, {**every, "practice": records}, [], Report((), 0))
