"""Related practices: which others a reader of one should see, and why.

What counts and how much is data, ``related.yml``. Every practice meets only those that share a telling word or a rare
value of a field with it, so ten thousand practices do not make fifty million pairs.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict

from metodbank.bank.bank import Bank, Record
from metodbank.model.entry import REVIEWED_AGAIN
from metodbank.model.kinds.practice import Practice
from metodbank.search.analysis import fold, rules, tokens
from metodbank.search.entries import plain
from metodbank.search.lemmas import Lemmas


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SharedField(_Data):
    """A field whose shared values bring practices together, and the words that say so."""

    weight: float
    one: str
    many: str


class Words(_Data):
    """How words bring practices together; see ``related.yml``."""

    weight: float
    top: int
    title: int
    common: float
    longest: int
    candidates: int
    shown: int
    told: float


class Weights(_Data):
    """The data of ``related.yml``."""

    count: int
    least: float
    reasons: int
    fields: dict[str, SharedField]
    silent: frozenset[str]
    words: Words


@cache
def weights() -> Weights:
    """Return what counts and how much."""
    text = (resources.files("metodbank.search") / "related.yml").read_text(encoding="utf-8")
    return Weights.model_validate(yaml.safe_load(text))


@dataclass(frozen=True)
class Related:
    """A practice to show beside another: the score it was chosen by, and the reasons in Russian, weightiest first."""

    record: Record
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Profile:
    """What a practice is compared by: values of fields by name, weights of its telling words (their length is 1)."""

    record: Record
    values: Mapping[str, tuple[str, ...]]
    words: Mapping[str, float]


def related(bank: Bank, lemmas: Lemmas) -> dict[str, tuple[Related, ...]]:
    """Return for every practice that is not withdrawn, by slug, the practices related to it, best first.

    Practices withdrawn, archived or with the experts again are related to none; nor is one that the text itself links
    to shown again.
    """
    records = [record for record in bank.listed("practice") if isinstance(record.entry, Practice)]
    records.sort(key=lambda record: record.slug)
    profiles, names = _profiles(records, lemmas)
    offered = [profile.record.value("status") not in ("архив", *REVIEWED_AGAIN) for profile in profiles]
    rarity = _rarity([list(_pairs(profile)) for profile in profiles])
    postings: defaultdict[str | tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for number, profile in enumerate(profiles):
        if offered[number]:
            for feature, weight in _features(profile, rarity):
                postings[feature].append((number, weight))
    found = {}
    for number, profile in enumerate(profiles):
        candidates = _candidates(number, profile, postings, rarity)
        linked = _linked(profile.record)
        scored = [
            (score, other)
            for other in candidates
            if profiles[other].record.slug not in linked
            and (score := _score(profile, profiles[other], rarity)) >= weights().least
        ]
        scored.sort(key=lambda item: (-item[0], profiles[item[1]].record.slug))
        found[profile.record.slug] = tuple(
            Related(profiles[other].record, score, tuple(_reasons(profile, profiles[other], rarity, names)))
            for score, other in scored[: weights().count]
        )
    return found


def _candidates(
    number: int,
    profile: _Profile,
    postings: Mapping[str | tuple[str, str], Sequence[tuple[int, float]]],
    rarity: Mapping[tuple[str, str], float],
) -> list[int]:
    """Return the practices that share the most of what is rare with one; usual words and values are not counted."""
    totals: defaultdict[int, float] = defaultdict(float)
    for feature, weight in _features(profile, rarity):
        several = postings.get(feature, ())
        if len(several) <= weights().words.longest:
            for other, its in several:
                totals[other] += weight * its
    totals.pop(number, None)
    return heapq.nsmallest(weights().words.candidates, totals, key=lambda other: (-totals[other], other))


def _features(
    profile: _Profile, rarity: Mapping[tuple[str, str], float]
) -> Iterator[tuple[str | tuple[str, str], float]]:
    """Yield words and values of fields; the product of two practices' weights is what sharing one adds to the score."""
    factor = math.sqrt(weights().words.weight)
    yield from ((key, factor * weight) for key, weight in profile.words.items())
    for name, value in _pairs(profile):
        yield (name, value), math.sqrt(weights().fields[name].weight * rarity[name, value])


def _profiles(records: Sequence[Record], lemmas: Lemmas) -> tuple[list[_Profile], Mapping[str, str]]:
    """Return the profiles, and for every key the word it is shown as."""
    written: Counter[str] = Counter()
    counts = [_counted(record, lemmas, written) for record in records]
    spread = Counter(key for count in counts for key in count)
    most = max(2.0, weights().words.common * len(records))
    telling: set[str] = set()
    profiles = []
    for record, count in zip(records, counts, strict=True):
        scored = {
            key: (1 + math.log(times)) * math.log(len(records) / spread[key])
            for key, times in count.items()
            if 1 < spread[key] <= most
        }
        best = sorted(scored, key=lambda key: (-scored[key], key))[: weights().words.top]
        length = math.sqrt(sum(scored[key] ** 2 for key in best)) or 1.0
        telling.update(best)
        profiles.append(_Profile(record, _values(record), {key: scored[key] / length for key in best}))
    return profiles, _names(written, telling, lemmas)


def _names(written: Mapping[str, int], telling: set[str], lemmas: Lemmas) -> dict[str, str]:
    """Return, for every telling key, the dictionary form that stands for it most often."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, times in written.items():
        if (key := lemmas.key(word)) in telling:
            found[key][lemmas.lemma(word)] += times
    return {key: max(sorted(forms), key=forms.__getitem__) for key, forms in found.items()}


def _counted(record: Record, lemmas: Lemmas, written: Counter[str]) -> dict[str, int]:
    """Return how often each key stands in a practice; its words are added to those written."""
    words: Counter[str] = Counter()
    for text, times in _texts(record):
        found = [word for token in tokens(fold(text)) for word in token.parts or (token.word,)]
        for word, count in Counter(found).items():
            words[word] += count * times
    stop, found_keys = rules().stop, defaultdict[str, int](int)
    for word, times in words.items():
        if len(word) > 2 and word.isalpha() and word not in stop:
            found_keys[lemmas.key(word)] += times
            written[word] += times
    return found_keys


def _texts(record: Record) -> Iterator[tuple[str, int]]:
    practice = record.entry
    yield record.title, weights().words.title
    if isinstance(practice, Practice):
        for text in (practice.annotation, practice.problem, practice.idea):
            yield plain(text or ""), 1
        for step in practice.steps or ():
            yield plain(f"{step.title or ''}. {step.actions or ''}"), 1
    yield plain(record.body), 1


def _values(record: Record) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(value for value in record.value(name) or () if value not in weights().silent)
        for name in weights().fields
    }


def _pairs(profile: _Profile) -> Iterator[tuple[str, str]]:
    for name, values in profile.values.items():
        yield from ((name, value) for value in values)


def _rarity(every: Sequence[Iterable[tuple[str, str]]]) -> dict[tuple[str, str], float]:
    """Return for every value of a field how rare it is: 1 for one that a single pair shares, near 0 for a usual one."""
    spread = Counter(pair for pairs in every for pair in pairs)
    most = math.log(max(3, len(every)) / 2)
    return {pair: max(0.0, math.log(len(every) / max(2, count)) / most) for pair, count in spread.items()}


def _score(one: _Profile, other: _Profile, rarity: Mapping[tuple[str, str], float]) -> float:
    few, many = sorted((one.words, other.words), key=len)
    cosine = sum(weight * many[key] for key, weight in few.items() if key in many)
    total = weights().words.weight * cosine
    for name, spec in weights().fields.items():
        shared = sum(rarity[name, value] for value in one.values[name] if value in other.values[name])
        total += spec.weight * min(1.0, shared)
    return round(total, 6)


def _reasons(
    one: _Profile, other: _Profile, rarity: Mapping[tuple[str, str], float], names: Mapping[str, str]
) -> Iterator[str]:
    found = []
    for name, spec in weights().fields.items():
        shared = [value for value in one.values[name] if value in other.values[name]]
        if shared:
            shared.sort(key=lambda value, name=name: (-rarity[name, value], value))  # type: ignore[misc]
            head = spec.one if len(shared) == 1 else spec.many
            found.append((spec.weight * rarity[name, shared[0]], f"{head}: {', '.join(shared)}"))
    common = sorted((key for key in one.words if key in other.words), key=lambda k: (-one.words[k] * other.words[k], k))
    told = weights().words.weight * sum(one.words[key] * other.words[key] for key in common)
    if told >= weights().words.told:
        shown = [names[key] for key in common[: weights().words.shown]]
        found.append((told, f"близкие слова: {', '.join(shown)}"))
    yield from (text for _, text in sorted(found, key=lambda item: -item[0])[: weights().reasons])


_LINKED = re.compile(r"\]\((?:\.\./)+(?:practices/)?([a-z0-9-]+)/(?:index\.md|index\.html)?[#)]")


def _linked(record: Record) -> frozenset[str]:
    """Return the slugs of the practices that the text links to: their link is already there."""
    return frozenset(_LINKED.findall(record.body))
