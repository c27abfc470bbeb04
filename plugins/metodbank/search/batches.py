"""What a run of documents holds, as arrays: made through Whoosh once, remembered by content between builds.

Scores need figures of the whole collection (how many documents hold a term, average lengths), so a batch keeps
only what its own texts say; :mod:`metodbank.search.scoring` puts batches together.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from metodbank.search.documents import MARKED, SCORED, Document
from metodbank.search.packing import Ints

FIELDS = (*SCORED, *MARKED)
FORMAT = 1
"""Raised when what is remembered changes its meaning."""
_OFTEN, _MOST = 128, 256
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
    """

    names: Sequence[str]
    name: Ints
    document: Ints
    field: Ints
    frequency: Ints
    lengths: Ints
    totals: Ints
    words: Sequence[str]
    word: Ints
    place: Ints
    owner: Ints

    def save(self, path: Path) -> None:
        """Remember the batch; a folder that cannot be written is not an error."""
        fresh = path.with_suffix(f".{os.getpid()}.new")
        columns: dict[str, Any] = {name: _bytes(getattr(self, name)) for name in ("names", "words")}
        columns.update((name, getattr(self, name)) for name in _COLUMNS)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with fresh.open("wb") as file:
                np.savez(file, **columns)
            fresh.replace(path)
        except OSError:
            return


_COLUMNS = ("name", "document", "field", "frequency", "lengths", "totals", "word", "place", "owner")


def _bytes(texts: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode("utf-8"), dtype=np.uint8)


def load(path: Path) -> Batch | None:
    """Return a remembered batch; None where there is none or it is damaged."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            columns: dict[str, Any] = {name: _texts(kept[name]) for name in ("names", "words")}
            columns.update((name, kept[name]) for name in _COLUMNS)
            batch = Batch(**columns)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    os.utime(path)
    return batch


def _texts(column: NDArray[np.uint8]) -> list[str]:
    text = column.tobytes().decode("utf-8")
    # Batches share most of their words: one string for each, not ninety.
    return [sys.intern(item) for item in text.split("\n")] if text else []


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
    digest = hashlib.sha256(chain.encode("utf-8"))
    for document in documents:
        texts = (document.title, *(document.fields.get(name, "") for name in FIELDS), "")
        digest.update("\0".join(texts).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def sweep(folder: Path) -> None:
    """Forget batches that no build has used for two weeks."""
    for path in folder.glob("*"):
        try:
            if path.stat().st_mtime < time.time() - _KEPT:
                path.unlink()
        except OSError:
            continue
