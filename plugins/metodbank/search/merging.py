"""Puts batches together: their terms and words get numbers that hold for the whole index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from metodbank.search.batches import Batch
from metodbank.search.columns import mixed, some
from metodbank.search.packing import Bytes, Ints


@dataclass(frozen=True)
class Chosen:
    """A batch that holds some of the terms wanted.

    :param base: the number of its first document; :param forms: numbers of its words.
    :param terms, keys: for each of its terms and words, the place of the term among those wanted; -1 for no such.
    """

    batch: Batch
    base: np.int32
    forms: Ints
    terms: Ints
    keys: Ints


@dataclass(frozen=True)
class Merged:
    """All batches of an index.

    :param names: terms, sorted; :param words: words as written, sorted.
    :param terms, forms: for every batch, the numbers of its terms and words.
    :param keys: for every word the number of the term it stands for; -1 where no document is found by it.
    :param bases: the number of the first document of every batch; :param count: of documents.
    """

    batches: Sequence[Batch]
    names: Sequence[str]
    words: Sequence[str]
    terms: Sequence[Ints]
    forms: Sequence[Ints]
    keys: Ints
    bases: Sequence[int]
    count: int

    def chosen(self, wanted: Ints) -> Iterator[Chosen]:
        """Yield batches that hold terms of ``wanted``: numbers of terms, rising."""
        place = np.full(len(self.names) + 1, -1, np.int32)
        place[wanted] = np.arange(len(wanted), dtype=np.int32)
        by_word = place[self.keys]
        for batch, base, terms, forms in zip(self.batches, self.bases, self.terms, self.forms, strict=True):
            found = Chosen(batch, np.int32(base), forms, place[terms], by_word[forms])
            if (found.terms >= 0).any() or (found.keys >= 0).any():
                yield found

    def prints(self, seed: int) -> Ints:
        """Return for every term one number that tells what all batches say of it, its words and its documents."""
        found = np.zeros(len(self.names) + 1, np.uint64)
        for batch, base, terms, forms in zip(self.batches, self.bases, self.terms, self.forms, strict=True):
            start = np.array([base])
            found[terms] += mixed(batch.name_ids, batch.name_prints, start)
            np.add.at(found, self.keys[forms], mixed(batch.word_ids, batch.word_prints, start))
        return mixed(found[:-1], np.array([seed], np.uint64))


def merge(batches: Sequence[Batch]) -> Merged:
    """Number the terms and words of all batches."""
    counts = np.cumsum([0, *(len(batch.lengths) for batch in batches)]).tolist()
    if not batches:
        return Merged(batches, [], [], [], [], np.zeros(0, np.int32), [], 0)
    names, terms, known = _numbered([batch.name_ids for batch in batches], [batch.names for batch in batches])
    words, forms, _ = _numbered([batch.word_ids for batch in batches], [batch.words for batch in batches])
    key_ids = np.zeros(len(words), np.uint64)
    for batch, own in zip(batches, forms, strict=True):
        key_ids[own] = batch.key_ids
    keys = known.of(key_ids)
    return Merged(batches, names, words, terms, forms, keys, counts[:-1], counts[-1])


@dataclass(frozen=True)
class _Known:
    """Numbers of names by their ids."""

    ids: Ints
    numbers: Ints

    def of(self, ids: Ints) -> Ints:
        """Return the number of each; -1 for one unknown."""
        at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[at] == ids, self.numbers[at], -1).astype(np.int32) if len(self.ids) else ids * 0 - 1


def _numbered(ids: Sequence[Ints], written: Sequence[Bytes]) -> tuple[list[str], list[Ints], _Known]:
    """Return all names, sorted, and for every batch the number of each of its own."""
    every = np.concatenate(ids)
    # Not np.unique: asked where each is met first, it sorts several times slower.
    order = np.argsort(every)
    ordered = every[order]
    new = np.concatenate(([True], ordered[1:] != ordered[:-1]))
    known, first = ordered[new], np.minimum.reduceat(order, np.flatnonzero(new))
    inverse = np.empty(len(every), np.int32)
    inverse[order] = np.cumsum(new) - 1
    edges = np.cumsum([0, *map(len, ids)])
    owners = np.searchsorted(edges, first, side="right") - 1
    names = [""] * len(known)
    for owner in np.unique(owners).tolist():
        mine = np.flatnonzero(owners == owner)
        for place, name in zip(mine.tolist(), some(written[owner], first[mine] - edges[owner]), strict=True):
            names[place] = name
    rising = sorted(range(len(names)), key=names.__getitem__)
    rank = np.empty(len(known), np.int32)
    rank[rising] = np.arange(len(known), dtype=np.int32)
    return [names[place] for place in rising], np.split(rank[inverse], edges[1:-1]), _Known(known, rank)
