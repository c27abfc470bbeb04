"""Related practices: which others a reader of one should see, and why.

What counts and how much is data, ``related.yml``. Every practice meets only those that share a telling word or a rare
value of a field with it, so ten thousand practices do not make fifty million pairs.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from metodbank.bank.bank import Bank, Record
from metodbank.model.entry import REVIEWED_AGAIN
from metodbank.model.kinds.practice import Practice
from metodbank.search.lemmas import Lemmas
from metodbank.search.packing import Ints
from metodbank.search.profiles import Profile, profiles, weights
from metodbank.search.scoring import Floats


@dataclass(frozen=True)
class Related:
    """A practice to show beside another: the score it was chosen by, and the reasons in Russian, weightiest first."""

    record: Record
    score: float
    reasons: tuple[str, ...]


def related(bank: Bank, lemmas: Lemmas) -> dict[str, tuple[Related, ...]]:
    """Return for every practice that is not withdrawn, by slug, the practices related to it, best first.

    Practices withdrawn, archived or with the experts again are related to none; nor is one that the text itself links
    to shown again.
    """
    records = [record for record in bank.listed("practice") if isinstance(record.entry, Practice)]
    records.sort(key=lambda record: record.slug)
    every, names = profiles(records, lemmas)
    offered = [profile.record.value("status") not in ("архив", *REVIEWED_AGAIN) for profile in every]
    rarity = _rarity([list(profile.pairs()) for profile in every])
    likeness = _likeness(every, offered, rarity)
    found = {}
    for number, profile in enumerate(every):
        candidates = _candidates(number, profile, likeness, rarity)
        linked = _linked(profile.record)
        scored = [
            (score, other)
            for other in candidates
            if every[other].record.slug not in linked
            and (score := _score(profile, every[other], rarity)) >= weights().least
        ]
        scored.sort(key=lambda item: (-item[0], every[item[1]].record.slug))
        found[profile.record.slug] = tuple(
            Related(every[other].record, score, tuple(_reasons(profile, every[other], rarity, names)))
            for score, other in scored[: weights().count]
        )
    return found


_Feature = str | tuple[str, str]
"""A word, or a field and its value."""


@dataclass(frozen=True)
class _Likeness:
    """Of every feature, the practices that have it and its weight in each; for usual ones there is nothing."""

    rows: Mapping[_Feature, tuple[Ints, Floats]]
    count: int


def _likeness(
    profiles: Sequence[Profile], offered: Sequence[bool], rarity: Mapping[tuple[str, str], float]
) -> _Likeness:
    postings: defaultdict[_Feature, list[tuple[int, float]]] = defaultdict(list)
    for number, profile in enumerate(profiles):
        if offered[number]:
            for feature, weight in _features(profile, rarity):
                postings[feature].append((number, weight))
    rows = {}
    for feature, several in postings.items():
        if len(several) <= weights().words.longest:
            numbers, shares = zip(*several, strict=True)
            rows[feature] = np.array(numbers, np.int32), np.array(shares)
    return _Likeness(rows, len(profiles))


def _candidates(
    number: int, profile: Profile, likeness: _Likeness, rarity: Mapping[tuple[str, str], float]
) -> list[int]:
    """Return the practices that share the most of what is rare with one; usual words and values are not counted."""
    met = [(weight, likeness.rows[name]) for name, weight in _features(profile, rarity) if name in likeness.rows]
    if not met:
        return []
    others = np.concatenate([numbers for _, (numbers, _) in met])
    shares = np.concatenate([weight * its for weight, (_, its) in met])
    totals = np.bincount(others, shares, likeness.count)
    known = np.unique(others)
    known = known[known != number]
    # Stable: of equals those of the lower numbers.
    return [int(other) for other in known[np.argsort(-totals[known], kind="stable")][: weights().words.candidates]]


def _features(profile: Profile, rarity: Mapping[tuple[str, str], float]) -> Iterator[tuple[_Feature, float]]:
    """Yield words and values of fields; the product of two practices' weights is what sharing one adds to the score."""
    factor = math.sqrt(weights().words.weight)
    yield from ((key, factor * weight) for key, weight in profile.words.items())
    for name, value in profile.pairs():
        yield (name, value), math.sqrt(weights().fields[name].weight * rarity[name, value])


def _rarity(every: Sequence[Iterable[tuple[str, str]]]) -> dict[tuple[str, str], float]:
    """Return for every value of a field how rare it is: 1 for one that a single pair shares, near 0 for a usual one."""
    spread = Counter(pair for pairs in every for pair in pairs)
    most = math.log(max(3, len(every)) / 2)
    return {pair: max(0.0, math.log(len(every) / max(2, count)) / most) for pair, count in spread.items()}


def _score(one: Profile, other: Profile, rarity: Mapping[tuple[str, str], float]) -> float:
    few, many = sorted((one.words, other.words), key=len)
    cosine = sum(weight * many[key] for key, weight in few.items() if key in many)
    total = weights().words.weight * cosine
    for name, spec in weights().fields.items():
        shared = sum(rarity[name, value] for value in one.values[name] if value in other.values[name])
        total += spec.weight * min(1.0, shared)
    return round(total, 6)


def _reasons(
    one: Profile, other: Profile, rarity: Mapping[tuple[str, str], float], names: Mapping[str, str]
) -> Iterator[str]:
    found = []
    for name, spec in weights().fields.items():
        shared = [value for value in one.values[name] if value in other.values[name]]
        if shared:
            shared.sort(key=lambda value, name=name: (-rarity[name, value], value))  # type: ignore[misc]
            head = spec.one if len(shared) == 1 else spec.many
            found.append((spec.weight * rarity[name, shared[0]], f"{head}: {', '.join(shared)}"))
    common = sorted(
        (key for key in one.words if key in other.words), key=lambda k: (-round(one.words[k] * other.words[k], 9), k)
    )
    told = weights().words.weight * sum(one.words[key] * other.words[key] for key in common)
    if told >= weights().words.told:
        shown = [names[key] for key in common[: weights().words.shown]]
        found.append((told, f"близкие слова: {', '.join(shown)}"))
    yield from (text for _, text in sorted(found, key=lambda item: -item[0])[: weights().reasons])


_LINKED = re.compile(r"\]\((?:\.\./)+(?:practices/)?([a-z0-9-]+)/(?:index\.md|index\.html)?[#)]")


def _linked(record: Record) -> frozenset[str]:
    """Return the slugs of the practices that the text links to: their link is already there."""
    return frozenset(_LINKED.findall(record.body))
