"""Where words stand, for exact phrases: the lines of a file of places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from metodbank.search.merging import Chosen, Merged
from metodbank.search.packing import Ints, lengths, pack, put


def places(merged: Merged, wanted: Ints) -> list[bytes]:
    """Return the line of every term whose number is ``wanted``, rising; empty for one that stands in no text."""
    columns = [_rows(found) for found in merged.chosen(wanted)]
    if not columns:
        return [b""] * len(wanted)
    term, document, place, word = (np.concatenate(several) for several in zip(*columns, strict=True))
    # Stable: words stay in the order they are read in, by document and place.
    order = np.argsort(term, kind="stable")
    ordinals, forms = _forms(merged, wanted, np.bincount(word, minlength=len(merged.words)))
    found = [b""] * len(wanted)
    if len(order):
        _write(found, term[order], document[order], place[order], ordinals[word[order]], forms)
    return found


def _rows(found: Chosen) -> tuple[Ints, ...]:
    batch, term = found.batch, found.keys[found.batch.word]
    here = np.flatnonzero(term >= 0)
    return term[here], batch.owner[here] + found.base, batch.place[here], found.forms[batch.word[here]]


def _forms(merged: Merged, wanted: Ints, often: Ints) -> tuple[Ints, Mapping[int, Sequence[str]]]:
    """Return for every word which form of its term it is (-1: the only one), and the forms of every term wanted."""
    found: dict[int, list[int]] = {}
    met = np.flatnonzero(often)
    for number, key in zip(met.tolist(), np.searchsorted(wanted, merged.keys[met]).tolist(), strict=True):
        found.setdefault(key, []).append(number)
    ordinals = np.full(len(often), -1, np.int32)
    for several in found.values():
        several.sort(key=lambda number: (-often[number], merged.words[number]))
        if len(several) > 1:
            ordinals[several] = range(len(several))
    return ordinals, {key: [merged.words[number] for number in several] for key, several in found.items()}


def _write(
    lines: list[bytes], term: Ints, document: Ints, place: Ints, form: Ints, forms: Mapping[int, Sequence[str]]
) -> None:
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
    whole = text.tobytes()
    begins = np.flatnonzero(new_term)
    edges = [*at[begins].tolist(), len(whole)]
    documents = np.add.reduceat(new.astype(np.int64), begins)
    heads, head = _heads(documents)
    for n, key in enumerate(term[begins].tolist()):
        names = f"{','.join(forms[key])} {heads[head[n] : head[n + 1]]}"
        lines[key] = names.encode("utf-8") + whole[edges[n] : edges[n + 1]]


def _heads(counts: Ints) -> tuple[str, Sequence[int]]:
    text, starts = pack(counts)
    return text.tobytes().decode("ascii"), starts.tolist()
