"""What a run of documents holds, as arrays: made through Whoosh once, remembered by content between builds.

Scores need figures of the whole collection (how many documents hold a term, average lengths), so a batch keeps
only what its own texts say; :mod:`metodbank.search.scoring` puts batches together.
"""

from __future__ import annotations

import hashlib
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from itertools import chain as chained
from pathlib import Path

from metodbank.search import columns
from metodbank.search.documents import MARKED, SCORED, Document
from metodbank.search.packing import Bytes, Ints

FIELDS = (*SCORED, *MARKED)
FORMAT = 3
"""Raised when what is remembered changes its meaning."""
_OFTEN, _MOST = 64, 128
"""One document in ``_OFTEN`` begins a batch; none is longer than ``_MOST``."""
_KEPT = 14 * 24 * 3600
"""Seconds a remembered batch stays without being used."""


@dataclass(frozen=True)
class Batch:
    """Several documents; numbers of documents, names and words are places in this batch's own lists.

    :param names: terms, sorted; those of the fields a question may be narrowed to under a mark: «p:иванов».
    :param name, document, field, frequency: postings, by name and document. ``field`` is a place in ``FIELDS``.
    :param lengths: keys in each field of each document, in the steps Whoosh remembers them in.
    :param totals: keys in each field of all documents, exactly.
    :param words: words as written, sorted. Hyphenated ones stand also joined.
    :param word, place, owner: every word in order: which, where in its document, and in which document.
    :param name_ids, word_ids: a number of each name and word, the same in all batches; ``key_ids``: that of the
        name a word stands for.
    :param name_prints, word_prints: what the batch says of each name and word, in one number.
    """

    names: Bytes
    name: Ints
    document: Ints
    field: Ints
    frequency: Ints
    lengths: Ints
    totals: Ints
    words: Bytes
    word: Ints
    place: Ints
    owner: Ints
    name_ids: Ints
    word_ids: Ints
    key_ids: Ints
    name_prints: Ints
    word_prints: Ints

    def save(self, path: Path) -> None:
        """Remember the batch."""
        columns.save(path, {column.name: getattr(self, column.name) for column in dataclass_fields(self)})


def load(path: Path) -> Batch | None:
    """Return a remembered batch; None where there is none or it is damaged."""
    kept = columns.load(path)
    return Batch(**kept) if kept and kept.keys() == {column.name for column in dataclass_fields(Batch)} else None


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
    digest = hashlib.blake2b(chain.encode("utf-8"), digest_size=16)
    for document in documents:
        # Fields without a text are passed over; which of the others is which is told by their places.
        written = [(str(place), text) for place, name in enumerate(FIELDS) if (text := document.fields.get(name))]
        texts = "\0".join((document.title, *chained.from_iterable(written), ""))
        digest.update(texts.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def sweep(folder: Path) -> None:
    """Forget what no build has used for two weeks."""
    for path in folder.glob("*"):
        try:
            if path.stat().st_mtime < time.time() - _KEPT:
                path.unlink()
        except OSError:
            continue
