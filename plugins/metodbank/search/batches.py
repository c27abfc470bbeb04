"""What a run of documents holds, as arrays: made through Whoosh once, remembered by content between builds.

Scores need figures of the whole collection (how many documents hold a term, average lengths), so a batch keeps
only what its own texts say; :mod:`metodbank.search.scoring` puts batches together.
"""

from __future__ import annotations

import hashlib
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from pathlib import Path

import numpy as np

from metodbank.search import columns
from metodbank.search.columns import mixed
from metodbank.search.documents import MARKED, SCORED, Document
from metodbank.search.lexicon import Lexicon
from metodbank.search.packing import Ints

FIELDS = (*SCORED, *MARKED)
FORMAT = 4
"""Raised when what is remembered changes its meaning."""
_OFTEN, _MOST = 16, 32
"""One document in ``_OFTEN`` begins a batch; none is longer than ``_MOST``."""
_PLACES = [(str(place), name) for place, name in enumerate(FIELDS)]
_KEPT = 14 * 24 * 3600
"""Seconds a remembered batch stays without being used."""


@dataclass(frozen=True)
class Batch:
    """Several documents; numbers of documents, names and words are places in this batch's own lists.

    :param names: terms by their numbers in the lexicon; those of the fields a question may be narrowed to stand
        there under a mark: «p:иванов».
    :param name, document, field, frequency: postings, by name and document. ``field`` is a place in ``FIELDS``.
    :param lengths: keys in each field of each document, in the steps Whoosh remembers them in.
    :param totals: keys in each field of all documents, exactly.
    :param words: words as written, by their numbers in the lexicon. Hyphenated ones stand also joined.
    :param word, place, owner: every word in order: which, where in its document, and in which document.
    :param told, prints: terms by their numbers in the lexicon, and what the batch says of each and of its words, in
        one number.
    """

    names: Ints
    name: Ints
    document: Ints
    field: Ints
    frequency: Ints
    lengths: Ints
    totals: Ints
    words: Ints
    word: Ints
    place: Ints
    owner: Ints
    told: Ints
    prints: Ints

    def save(self, path: Path, seal: int) -> None:
        """Remember the batch; ``seal`` is of the lexicon its numbers are of."""
        own = {column.name: getattr(self, column.name) for column in dataclass_fields(self)}
        columns.save(path, {**own, "seal": np.array([seal])})


@dataclass(frozen=True)
class Parsed:
    """A batch as it is made, knowing of no lexicon: terms, words and the terms those stand for are texts.

    :param name_prints, word_prints: what the batch says of each name and word, in one number.
    :param columns: the other columns of the batch.
    """

    names: Sequence[str]
    words: Sequence[str]
    keys: Sequence[str]
    name_prints: Ints
    word_prints: Ints
    columns: Mapping[str, Ints]

    def numbered(self, lexicon: Lexicon) -> Batch:
        """Return the batch."""
        names, (words, keys) = lexicon.terms(self.names), lexicon.words(self.words, self.keys)
        told, at = np.unique(np.concatenate((names, keys)), return_inverse=True)
        prints = np.zeros(len(told), np.uint64)
        said = mixed(names, self.name_prints), mixed(words, self.word_prints)
        np.add.at(prints, at, np.concatenate(said))
        return Batch(names=names, words=words, told=told, prints=prints, **self.columns)


def load(path: Path, lexicon: Lexicon) -> Batch | None:
    """Return a remembered batch; None where there is none, it is damaged, or its numbers are of another lexicon."""
    kept = columns.load(path)
    if not kept or kept.keys() != {"seal", *(column.name for column in dataclass_fields(Batch))}:
        return None
    return Batch(**kept) if lexicon.bears(int(kept.pop("seal")[0])) else None


def runs(documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
    """Cut documents into batches where their addresses say, so that an added one changes only its own."""
    start = 0
    for place, document in enumerate(documents):
        begins = zlib.crc32(document.url.encode("utf-8")) % _OFTEN == 0
        if place > start and (begins or place - start == _MOST):
            yield documents[start:place]
            start = place
    if documents:
        yield documents[start:]


def content(documents: Sequence[Document], chain: str) -> str:
    """Return the name of what these documents are analysed into by a chain."""
    texts = [chain]
    for document in documents:
        # Fields without a text are passed over; which of the others is which is told by their places.
        texts += ("", document.title)
        for place, name in _PLACES:
            if text := document.fields.get(name):
                texts += (place, text)
    # UTF-16 is how Python itself holds Russian: to write it takes half the time of UTF-8.
    return hashlib.sha256("\0".join(texts).encode("utf-16-le", "surrogatepass")).hexdigest()[:32]


def sweep(folder: Path) -> None:
    """Forget what no build has used for two weeks."""
    for path in folder.glob("*"):
        try:
            if path.stat().st_mtime < time.time() - _KEPT:
                path.unlink()
        except OSError:
            continue
