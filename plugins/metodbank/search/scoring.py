"""Puts the batches of an index together and scores every term in every document as Whoosh's BM25F does.

The formula is ``whoosh.scoring.bm25``, the rarity of a term raised to a power (``rules.yml``), over all postings at
once. Figures of the whole collection are rounded to steps of one per cent before it: else a word added to one entry
would move every score, and so every published file, by a hair. A score is off by at most 1 % for it, by 2 % with the
power; a test compares the top ten with Whoosh's own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metodbank.search.analysis import rules
from metodbank.search.batches import FIELDS
from metodbank.search.codec import BASE, STEPS
from metodbank.search.merging import Merged
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

    def items(self) -> Iterator[tuple[str, list[tuple[int, float]]]]:
        """Yield every term and its documents with scores."""
        for place, name in enumerate(self.names):
            run = slice(self.starts[place], self.starts[place + 1])
            yield name, list(zip(self.documents[run].tolist(), self.scores[run].tolist(), strict=True))

    def texts(self) -> list[bytes]:
        """Return the postings of every term as :func:`metodbank.search.codec.postings_text` writes them."""
        if not self.names:
            return []
        first = self.starts[:-1]
        thousandths = np.clip(np.round(np.maximum.reduceat(self.scores, first) * 1000), 1, None).astype(np.int64)
        counts = np.diff(self.starts)
        before = np.concatenate(([-1], self.documents[:-1]))
        before[first] = -1
        levels = np.clip(np.round(self.scores * 1000 / np.repeat(thousandths, counts) * STEPS), 1, STEPS)
        steps = LETTERS[levels.astype(np.int64)].tobytes()
        gaps, at = _text(self.documents - before - 1)
        heads, head = _text(np.column_stack((np.minimum(thousandths, BASE**3 - 1), counts)).ravel())
        place = at[self.starts].tolist()
        start, head = self.starts.tolist(), head[::2].tolist()
        return [
            heads[head[n] : head[n + 1]] + gaps[place[n] : place[n + 1]] + steps[start[n] : start[n + 1]]
            for n in range(len(self.names))
        ]


def _text(values: Ints) -> tuple[bytes, Ints]:
    text, starts = pack(values)
    return text.tobytes(), starts


@dataclass(frozen=True)
class Figures:
    """What a score needs of the whole collection: the count of documents, and average lengths by field; in steps."""

    count: float
    averages: tuple[float, ...]

    @classmethod
    def of(cls, merged: Merged) -> Figures:
        """Return the figures of an index."""
        mean = np.sum([batch.totals for batch in merged.batches], axis=0) / max(1, merged.count)
        return cls(steady(merged.count), tuple(steady(value) for value in np.atleast_1d(mean).tolist()))


def score(merged: Merged, wanted: Ints | None = None) -> Scored:
    """Score documents for the terms whose numbers are ``wanted``, rising; for all terms if not told."""
    if wanted is None:
        wanted = np.arange(len(merged.names))
    if not len(wanted):
        return Scored([], np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0))
    figures = Figures.of(merged)
    term, document, field, frequency, length = _postings(merged, wanted)
    found_in = np.bincount(term * len(FIELDS) + field, minlength=len(wanted) * len(FIELDS))
    rarity = (np.log(figures.count / (found_in + 1.0)) + 1) ** rules().bm25["rarity"]
    weights = np.array([rules().weights.get(name, 1.0) for name in FIELDS])
    relative = length / np.array(figures.averages)[field]
    parts = weights[field] * rarity[term * len(FIELDS) + field]
    k1, b = rules().bm25["k1"], rules().bm25["b"]
    parts *= frequency * (k1 + 1) / (frequency + k1 * ((1 - b) + b * relative))
    # A document holds a term in several fields: one after another, for postings are sorted by both.
    new = np.flatnonzero(np.concatenate(([True], (np.diff(term) != 0) | (np.diff(document) != 0))))
    starts = np.searchsorted(term[new], np.arange(len(wanted) + 1))
    names = [merged.names[number] for number in wanted.tolist()]
    return Scored(names, starts, document[new].astype(np.int64), np.add.reduceat(parts, new))


def _postings(merged: Merged, wanted: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    columns: list[tuple[Ints, ...]] = []
    for found in merged.chosen(wanted):
        batch, term = found.batch, found.terms[found.batch.name]
        here = np.flatnonzero(term >= 0)
        document, field = batch.document[here], batch.field[here]
        length = batch.lengths[document, field]
        columns.append((term[here], document + found.base, field, batch.frequency[here], length))
    term, document, field, frequency, length = (np.concatenate(several) for several in zip(*columns, strict=True))
    order = np.argsort(term, kind="stable")
    return term[order], document[order], field[order], frequency[order], length[order]
