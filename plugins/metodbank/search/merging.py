"""Puts batches together: their terms and words get numbers that hold for the whole index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from metodbank.search.batches import Batch
from metodbank.search.columns import mixed
from metodbank.search.lexicon import Lexicon
from metodbank.search.packing import Ints


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

    :param lexicon: whose numbers the batches name terms and words by.
    :param names: terms, sorted; :param words: words as written, sorted.
    :param places: for every number of the lexicon, the number of that term; -1 for none of these.
    :param terms, forms: for every batch, the numbers of its terms and words.
    :param keys: for every word the number of the term it stands for; -1 where no document is found by it.
    :param bases: the number of the first document of every batch; :param count: of documents.
    """

    batches: Sequence[Batch]
    lexicon: Lexicon
    names: Sequence[str]
    words: Sequence[str]
    places: Ints
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
        for batch, base in zip(self.batches, self.bases, strict=True):
            found[self.places[batch.told]] += mixed(batch.prints, np.array([base]))
        return mixed(found[:-1], np.array([seed], np.uint64))


def merge(batches: Sequence[Batch], lexicon: Lexicon) -> Merged:
    """Number the terms and words of all batches."""
    counts = np.cumsum([0, *(len(batch.lengths) for batch in batches)], dtype=np.int64).tolist()
    order = np.array(sorted(range(len(lexicon.texts)), key=lexicon.texts.__getitem__), np.int32)
    terms, of_term = _ranked(order, [batch.names for batch in batches])
    words, of_word = _ranked(order, [batch.words for batch in batches])
    return Merged(
        batches,
        lexicon,
        [lexicon.texts[number] for number in terms.tolist()],
        [lexicon.texts[number] for number in words.tolist()],
        of_term,
        [of_term[batch.names] for batch in batches],
        [of_word[batch.words] for batch in batches],
        of_term[lexicon.keys[words]],
        counts[:-1],
        counts[-1],
    )


def _ranked(order: Ints, several: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Return the numbers that are used, in an order of all, and for every number its place there; -1 for no such."""
    used = np.zeros(len(order), bool)
    for numbers in several:
        used[numbers] = True
    standing = order[used[order]]
    rank = np.full(len(order), -1, np.int32)
    rank[standing] = np.arange(len(standing), dtype=np.int32)
    return standing, rank
