"""Puts the batches of an index together and scores every term in every document as Whoosh's BM25F does.

The formula is ``whoosh.scoring.bm25``, over all postings at once. Figures of the whole collection are rounded to
steps of one per cent before it: else a word added to one entry would move every score, and so every published
file, by a hair. A score is off by at most 1 % for it; a test compares the top ten with Whoosh's own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from metodbank.search.analysis import rules
from metodbank.search.batches import FIELDS, Batch
from metodbank.search.codec import BASE, STEPS
from metodbank.search.packing import LETTERS, Ints, pack

_STEP = 0.01
Floats = NDArray[np.float64]


def steady(value: float) -> float:
    """Return a figure of the collection in steps of one per cent."""
    return math.exp(round(math.log(value) / _STEP) * _STEP) if value > 0 else 1.0


@dataclass(frozen=True)
class Scored:
    """Every term and its documents.

    :param names: terms, sorted; :param starts: where the postings of each begin, and the end.
    :param documents, scores: postings, by term and document.
    """

    names: Sequence[str]
    starts: Ints
    documents: Ints
    scores: Floats

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """In how many documents each term is found."""
        return dict(zip(self.names, np.diff(self.starts).tolist(), strict=True))

    def items(self) -> Iterator[tuple[str, list[tuple[int, float]]]]:
        """Yield every term and its documents with scores."""
        for place, name in enumerate(self.names):
            run = slice(self.starts[place], self.starts[place + 1])
            yield name, list(zip(self.documents[run].tolist(), self.scores[run].tolist(), strict=True))

    def texts(self) -> dict[str, str]:
        """Return the postings of every term as :func:`metodbank.search.codec.postings_text` writes them."""
        if not self.names:
            return {}
        first = self.starts[:-1]
        thousandths = np.clip(np.round(np.maximum.reduceat(self.scores, first) * 1000), 1, None).astype(np.int64)
        counts = np.diff(self.starts)
        before = np.concatenate(([-1], self.documents[:-1]))
        before[first] = -1
        levels = np.clip(np.round(self.scores * 1000 / np.repeat(thousandths, counts) * STEPS), 1, STEPS)
        steps = LETTERS[levels.astype(np.int64)].tobytes().decode("ascii")
        gaps, at = _text(self.documents - before - 1)
        heads, head = _text(np.column_stack((np.minimum(thousandths, BASE**3 - 1), counts)).ravel())
        place = at[self.starts].tolist()
        start, head = self.starts.tolist(), head[::2].tolist()
        return {
            name: heads[head[n] : head[n + 1]] + gaps[place[n] : place[n + 1]] + steps[start[n] : start[n + 1]]
            for n, name in enumerate(self.names)
        }


def _text(values: Ints) -> tuple[str, Ints]:
    text, starts = pack(values)
    return text.tobytes().decode("ascii"), starts


def score(batches: Sequence[Batch]) -> Scored:
    """Score the documents of all batches, numbered through."""
    names = sorted({name for batch in batches for name in batch.names})
    if not names:
        return Scored([], np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0))
    numbers = {name: number for number, name in enumerate(names)}
    lengths = np.concatenate([batch.lengths for batch in batches])
    weights = np.array([rules().weights.get(field, 1.0) for field in FIELDS])
    mean = np.sum([batch.totals for batch in batches], axis=0) / len(lengths)
    averages = np.array([steady(value) for value in mean.tolist()])
    term, document, field, frequency = _postings(batches, numbers)
    found_in = np.bincount(term * len(FIELDS) + field, minlength=len(names) * len(FIELDS))
    rarity = np.log(steady(len(lengths)) / (found_in + 1.0)) + 1
    length = lengths[document, field] / averages[field]
    parts = weights[field] * rarity[term * len(FIELDS) + field]
    k1, b = rules().bm25["k1"], rules().bm25["b"]
    parts *= frequency * (k1 + 1) / (frequency + k1 * ((1 - b) + b * length))
    # A document holds a term in several fields: one after another, for postings are sorted by both.
    new = np.flatnonzero(np.concatenate(([True], (np.diff(term) != 0) | (np.diff(document) != 0))))
    starts = np.searchsorted(term[new], np.arange(len(names) + 1))
    return Scored(names, starts, document[new].astype(np.int64), np.add.reduceat(parts, new))


def _postings(batches: Sequence[Batch], numbers: Mapping[str, int]) -> tuple[Ints, Ints, Ints, Ints]:
    columns: list[tuple[Ints, ...]] = []
    base = 0
    for batch in batches:
        own = np.fromiter((numbers[name] for name in batch.names), np.int32, len(batch.names))
        columns.append((own[batch.name], batch.document + np.int32(base), batch.field, batch.frequency))
        base += len(batch.lengths)
    term, document, field, frequency = (np.concatenate(several) for several in zip(*columns, strict=True))
    order = np.argsort(term, kind="stable")
    return term[order].astype(np.int64), document[order], field[order], frequency[order]
