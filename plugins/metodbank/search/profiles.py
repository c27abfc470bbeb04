"""What practices are compared by: values of fields, and the words that tell one practice from others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict

from metodbank.bank.bank import Record
from metodbank.model.kinds.practice import Practice
from metodbank.search.analysis import fold, rules, written
from metodbank.search.entries import plain
from metodbank.search.lemmas import Lemmas
from metodbank.search.packing import Ints


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
class Profile:
    """What a practice is compared by: values of fields by name, weights of its telling words (their length is 1)."""

    record: Record
    values: Mapping[str, tuple[str, ...]]
    words: Mapping[str, float]

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield fields and values."""
        for name, values in self.values.items():
            yield from ((name, value) for value in values)


def profiles(records: Sequence[Record], lemmas: Lemmas) -> tuple[list[Profile], Mapping[str, str]]:
    """Return the profiles, and for every key the word it is shown as."""
    counts = _counted(records, lemmas)
    total, numbers = len(records), len(counts.keys)
    spread = np.bincount(counts.key, minlength=numbers)
    most = max(2.0, weights().words.common * total)
    telling = (spread > 1) & (spread <= most)
    rarity = np.log(total / np.maximum(spread, 1))
    scores = (1 + np.log(counts.times)) * rarity[counts.key]
    starts = np.searchsorted(counts.owner, np.arange(total + 1))
    found, met = [], np.zeros(numbers, bool)
    for place, record in enumerate(records):
        own = slice(starts[place], starts[place + 1])
        here = telling[counts.key[own]]
        keys, values = counts.key[own][here], scores[own][here]
        # Keys rise by the alphabet, and the order is stable: of equals the first of the alphabet.
        best = np.argsort(-values, kind="stable")[: weights().words.top]
        keys, values = keys[best], values[best]
        met[keys] = True
        shares = values / (float(np.sqrt(np.sum(values**2))) or 1.0)
        words = dict(zip((counts.keys[key] for key in keys.tolist()), shares.tolist(), strict=True))
        found.append(Profile(record, _values(record), words))
    return found, _names(counts, met, lemmas)


@dataclass(frozen=True)
class _Counts:
    """How often words stand in practices, those of the title several times.

    :param keys: keys of all words, sorted; :param words: the number of the key of every word written, and its count.
    :param owner, key, times: in which practice, which key, how often; by practice and key.
    """

    keys: Sequence[str]
    words: Mapping[str, tuple[int, int]]
    owner: Ints
    key: Ints
    times: Ints


def _counted(records: Sequence[Record], lemmas: Lemmas) -> _Counts:
    """Count the words of practices by their keys."""
    numbers: dict[str, int] = {}
    owners, words, times = [], [], []
    for place, record in enumerate(records):
        for text, often in _texts(record):
            found = Counter(written(fold(text)))
            words.append(np.array([numbers.setdefault(word, len(numbers)) for word in found], np.int32))
            times.append(np.array(list(found.values()), np.int32) * often)
            owners.append(np.full(len(found), place, np.int32))
    stop = rules().stop
    keys = [lemmas.key(word) if len(word) > 2 and word.isalpha() and word not in stop else "" for word in numbers]
    ordered = sorted({*keys} - {""})
    ranks = {"": -1, **{key: rank for rank, key in enumerate(ordered)}}
    rank = np.array([ranks[key] for key in keys], np.int64)
    word, often_in, owner = (np.concatenate([np.zeros(0, np.int32), *several]) for several in (words, times, owners))
    counts = np.bincount(word, often_in, len(numbers)).astype(np.int64).tolist()
    kept = rank[word] >= 0 if len(word) else np.zeros(0, bool)
    pairs = owner[kept].astype(np.int64) * max(1, len(ordered)) + rank[word[kept]]
    pair, inverse = np.unique(pairs, return_inverse=True)
    owner, key = np.divmod(pair, max(1, len(ordered)))
    spelled = {name: (int(rank[at]), counts[at]) for at, name in enumerate(numbers) if rank[at] >= 0}
    return _Counts(ordered, spelled, owner, key, np.bincount(inverse, often_in[kept], len(pair)))


def _names(counts: _Counts, telling: Ints, lemmas: Lemmas) -> dict[str, str]:
    """Return, for every telling key, the dictionary form that stands for it most often."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, (key, times) in counts.words.items():
        if telling[key]:
            found[counts.keys[key]][lemmas.lemma(word)] += times
    return {key: max(sorted(forms), key=forms.__getitem__) for key, forms in found.items()}


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
