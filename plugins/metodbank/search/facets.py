"""The catalogue's filters in their published form: a file a facet, read only when the facet is opened or chosen.

A file is a JSON list of the values, a line feed, a JSON list of the sets of values that occur, a line feed, ``=`` or
``+``, and a number a document: which of the sets it has, as it stands or, after ``+``, as the difference from the
document before modulo the count of sets. Of the two the one that compresses better is published. A column takes less
than a list of documents a value: ten thousand documents of a hundred organisations take 9 kB.

Documents of a dated section stand in the order of their facets (:func:`arranged`): then the first columns are runs,
and three columns of ten thousand documents take 9 kB instead of 22.

The file of dates has a number a document in three lines, a digit of the number in each, the greatest first: 0 without
a date, else days from the earliest, and 1. A line before them is the earliest. Digits of one place compress better
together.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from metodbank.search.codec import ALPHABET, BASE
from metodbank.search.documents import Document
from metodbank.search.packing import Ints, pack

FAR = BASE**3 - 1
"""The latest day that can be written: two thousand years after the earliest; what is later stands beside it."""


Row = tuple[str, ...]
"""The values of one document, sorted."""


def arranged(documents: Iterable[Document], names: Sequence[str]) -> list[Document]:
    """Return documents in the order of the values of facets; those alike in all of them stay as they stood."""
    return sorted(documents, key=lambda document: [sorted(document.facets.get(name, ())) for name in names])


def facet_files(documents: Sequence[Document]) -> dict[str, str]:
    """Return the files of the facets that some document has, by the name of the facet, and ``date``."""
    facets = [document.facets for document in documents]
    names = dict.fromkeys(chain.from_iterable(facets))
    found = {name: _column([own.get(name, ()) for own in facets]) for name in names}
    dates = [document.date for document in documents if document.date]
    if dates:
        first = min(dates)
        days = [min((document.date - first).days + 1, FAR) if document.date else 0 for document in documents]
        digits = ("".join(ALPHABET[day // place % BASE] for day in days) for place in (BASE**2, BASE, 1))
        found["date"] = "\n".join((first.isoformat(), *digits))
    return found


def _column(rows: Iterable[Iterable[str]]) -> str:
    # Documents repeat few rows: each is sorted once.
    every = list(map(tuple, rows))
    written = {row: number for number, row in enumerate(dict.fromkeys(every))}
    column = np.fromiter(map(written.__getitem__, every), np.int64, len(every))
    known: dict[Row, int] = {}
    column = np.array([known.setdefault(tuple(sorted(row)), len(known)) for row in written])[column]
    sets = list(known)
    values = sorted({value for row in sets for value in row})
    ordinals = {value: ordinal for ordinal, value in enumerate(values)}
    often = np.bincount(column)
    rising, frequent = (sorted(known.values(), key=key) for key in (sets.__getitem__, lambda number: -often[number]))
    steps = np.diff(_places(column, rising), prepend=0) % len(sets)
    ways = (("=", frequent, _places(column, frequent)), ("+", rising, steps))
    texts = [f"{_json([[ordinals[value] for value in sets[number]] for number in order])}\n{way}{_text(numbers)}"
             for way, order, numbers in ways]  # fmt: skip
    return f"{_json(values)}\n{min(texts, key=lambda text: len(zlib.compress(text.encode('ascii'))))}"


def _places(column: Ints, order: Sequence[int]) -> Ints:
    """Return the column with the numbers of sets changed to their places in an order."""
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    return places[column]


def _text(column: Ints) -> str:
    return pack(column)[0].tobytes().decode("ascii")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
