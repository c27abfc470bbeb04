"""What is published of every term: written where something of it has changed, else remembered from the last build."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from metodbank.search import columns
from metodbank.search.analysis import rules
from metodbank.search.kept import LITTLE, code
from metodbank.search.merging import Merged
from metodbank.search.packing import Ints
from metodbank.search.places import places
from metodbank.search.scoring import Figures, score

NAME = "terms"
"""The file they are remembered in."""
_CODE = ("codec.py", "packing.py", "places.py", "scoring.py", "term_texts.py")
_PORTION = 1 << 19
"""Postings and words written at once: a bank of ten thousand entries has eight million."""


@dataclass(frozen=True)
class TermTexts:
    """Of every term of an index, in order: in how many documents it is, its postings, and its line of places."""

    counts: list[int]
    postings: list[bytes]
    places: list[bytes]


def term_texts(merged: Merged, folder: Path | None) -> TermTexts:
    """Return what is published of the terms; what did not change is taken from ``folder`` and kept there."""
    prints, size = merged.prints(_seed(merged)), len(merged.names)
    found = TermTexts([0] * size, [b""] * size, [b""] * size)
    kept = columns.load(folder / NAME) if folder else None
    # Prints are of numbers, and numbers of a lexicon.
    holds = kept and "seal" in kept and merged.lexicon.bears(int(kept["seal"][0]))
    stale = _remembered(found, prints, kept) if kept and holds else np.arange(size)
    for portion in _portions(merged, stale):
        scored, lines = score(merged, portion), places(merged, portion)
        counts, postings = np.diff(scored.starts).tolist(), scored.texts()
        for place, number in enumerate(portion.tolist()):
            found.counts[number], found.places[number] = counts[place], lines[place]
            found.postings[number] = postings[place]
    if folder and len(stale) * LITTLE > size:
        columns.save(folder / NAME, {"seal": np.array([merged.lexicon.seal()]), **_columns(found, prints)})
    return found


def _seed(merged: Merged) -> int:
    """Return a number of what all terms depend on besides the batches."""
    depends = f"{Figures.of(merged)} {rules().weights} {rules().bm25} {code(*_CODE)}"
    return int.from_bytes(hashlib.blake2b(depends.encode("utf-8"), digest_size=8).digest(), "little")


def _columns(found: TermTexts, prints: Ints) -> columns.Columns:
    order = np.argsort(prints)
    numbers = order.tolist()
    written = {name: [getattr(found, name)[number] for number in numbers] for name in ("postings", "places")}
    made: dict[str, Ints] = {"prints": prints[order], "counts": np.array(found.counts, np.int64)[order]}
    for name, several in written.items():
        made[f"{name}_ends"] = np.cumsum([0, *map(len, several)], dtype=np.int64)
        made[name] = np.frombuffer(b"".join(several), np.uint8)
    return made


def _remembered(found: TermTexts, prints: Ints, kept: columns.Columns) -> Ints:
    """Fill in what is remembered; returns the numbers of the other terms."""
    if not len(kept["prints"]):
        return np.arange(len(prints))
    at = np.minimum(np.searchsorted(kept["prints"], prints), len(kept["prints"]) - 1)
    same = kept["prints"][at] == prints
    numbers, rows = np.flatnonzero(same).tolist(), at[same]
    for number, count in zip(numbers, kept["counts"][rows].tolist(), strict=True):
        found.counts[number] = count
    for name, several in (("postings", found.postings), ("places", found.places)):
        ends, text = kept[f"{name}_ends"], kept[name].tobytes()
        for number, start, end in zip(numbers, ends[rows].tolist(), ends[rows + 1].tolist(), strict=True):
            several[number] = text[start:end]
    return np.flatnonzero(~same)


def _portions(merged: Merged, stale: Ints) -> Iterator[Ints]:
    """Yield runs of terms of about so many postings and words that they fit into memory many times over."""
    rows = np.zeros(len(stale), np.int64)
    for chosen in merged.chosen(stale):
        for own, used in ((chosen.terms, chosen.batch.name), (chosen.keys, chosen.batch.word)):
            often = np.bincount(used, minlength=len(own))
            here = own >= 0
            np.add.at(rows, own[here], often[here])
    start, total = 0, 0
    for place, count in enumerate(rows.tolist()):
        if place > start and total + count > _PORTION:
            yield stale[start:place]
            start, total = place, 0
        total += count
    if len(stale):
        yield stale[start:]
