"""Where words stand, for exact phrases: the lines of a file of places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from metodbank.search.batches import Batch
from metodbank.search.packing import Ints, lengths, pack, put

_PORTION = 1 << 20
"""Words written at once: a bank of ten thousand entries has six million."""


def places(batches: Sequence[Batch], names: Sequence[str]) -> dict[str, str]:
    """Return the line of every term that stands in a text; ``names``: the terms wanted, sorted."""
    wanted = {name: number for number, name in enumerate(names)}
    term, document, place, form, forms = _rows(batches, wanted)
    found: dict[str, str] = {}
    start = 0
    while start < len(term):
        end = min(start + _PORTION, len(term))
        # Whole terms only.
        end = int(np.searchsorted(term, term[end - 1], side="right"))
        run = slice(start, end)
        found.update(_lines(term[run], document[run], place[run], form[run], names, forms))
        start = end
    return found


def _rows(
    batches: Sequence[Batch], wanted: Mapping[str, int]
) -> tuple[Ints, Ints, Ints, Ints, Mapping[int, Sequence[str]]]:
    """Return columns of all words by term, document and place, and the forms of each term, most frequent first."""
    words: dict[str, int] = {}
    keys: list[int] = []
    terms, documents, standing, written = [], [], [], []
    base = 0
    for batch in batches:
        own = np.empty(len(batch.words), np.int32)
        for number, (word, key) in enumerate(zip(batch.words, batch.keys, strict=True)):
            known = words.get(word)
            if known is None:
                known = words[word] = len(words)
                keys.append(wanted.get(key, -1))
            own[number] = known
        forms = own[batch.word]
        term = np.array(keys, np.int32)[forms]
        order = np.argsort(term, kind="stable")
        order = order[np.searchsorted(term[order], 0) :]
        terms.append(term[order])
        documents.append(batch.owner[order] + np.int32(base))
        standing.append(batch.place[order])
        written.append(forms[order])
        base += len(batch.lengths)
    if not terms:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty, empty, {}
    term, form = np.concatenate(terms), np.concatenate(written)
    ordinals, names = _forms(list(words), keys, np.bincount(form, minlength=len(words)))
    order = np.argsort(term, kind="stable")
    return term[order], np.concatenate(documents)[order], np.concatenate(standing)[order], ordinals[form[order]], names


def _forms(words: Sequence[str], keys: Sequence[int], often: Ints) -> tuple[Ints, Mapping[int, Sequence[str]]]:
    """Return for every word which form of its term it is (-1: the only one), and the forms of every term."""
    times = often.tolist()
    found: dict[int, list[int]] = {}
    for number, key in enumerate(keys):
        if key >= 0 and times[number]:
            found.setdefault(key, []).append(number)
    ordinals = np.full(len(words), -1, np.int64)
    for several in found.values():
        several.sort(key=lambda number: (-times[number], words[number]))
        if len(several) > 1:
            ordinals[several] = range(len(several))
    return ordinals, {key: [words[number] for number in several] for key, several in found.items()}


def _lines(
    term: Ints,
    document: Ints,
    place: Ints,
    form: Ints,
    names: Sequence[str],
    forms: Mapping[int, Sequence[str]],
) -> dict[str, str]:
    new_term = np.concatenate(([True], np.diff(term) != 0))
    new = new_term | np.concatenate(([True], np.diff(document) != 0))
    first = np.flatnonzero(new)
    count = np.diff(np.concatenate((first, [len(term)])))
    # What is written before each word: the document and how often it is there; then the place and the form.
    before = np.concatenate(([-1], document[first][:-1])).astype(np.int64)
    before[new_term[first]] = -1
    gap = document[first] - before - 1
    step = np.diff(place.astype(np.int64), prepend=0)
    step[new] = place[new]
    several = form >= 0
    room = lengths(step) + np.where(several, lengths(np.maximum(form, 0)), 0)
    room[first] += lengths(gap) + lengths(count)
    end = np.cumsum(room)
    text = np.empty(int(end[-1]), np.uint8)
    at = end - room
    put(text, at[first], gap)
    put(text, at[first] + lengths(gap), count)
    own = at.copy()
    own[first] += lengths(gap) + lengths(count)
    put(text, own, step)
    put(text, (own + lengths(step))[several], form[several])
    whole = text.tobytes().decode("ascii")
    begins = np.flatnonzero(new_term)
    edges = [*at[begins].tolist(), len(whole)]
    documents = np.add.reduceat(new.astype(np.int64), begins)
    heads, head = _heads(documents)
    return {
        names[key]: f"{','.join(forms[key])} {heads[head[n] : head[n + 1]]}{whole[edges[n] : edges[n + 1]]}"
        for n, key in enumerate(term[begins].tolist())
    }


def _heads(counts: Ints) -> tuple[str, Sequence[int]]:
    text, starts = pack(counts)
    return text.tobytes().decode("ascii"), starts.tolist()
