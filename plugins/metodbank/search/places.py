"""Where words stand, for exact phrases: the lines of a file of places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from metodbank.search.analysis import Key
from metodbank.search.batches import Batch
from metodbank.search.packing import Ints, lengths, pack, put

_PORTION = 1 << 20
"""Words written at once: a bank of ten thousand entries has six million."""


def places(batches: Sequence[Batch], names: Sequence[str], key: Key) -> dict[str, str]:
    """Return the line of every term that stands in a text; ``names``: the terms wanted, sorted."""
    wanted = {name: number for number, name in enumerate(names)}
    words: dict[str, int] = {}
    written = [_numbered(batch, words) for batch in batches]
    terms = np.fromiter((wanted.get(key(word), -1) for word in words), np.int32, len(words))
    often = sum((np.bincount(form, minlength=len(words)) for form in written), np.zeros(len(words), np.int64))
    ordinals, forms = _forms(list(words), terms.tolist(), often)
    rows = np.bincount(terms[terms >= 0], weights=often[terms >= 0], minlength=len(names))
    found: dict[str, str] = {}
    for first, last in _portions(rows):
        columns = []
        base = 0
        for batch, form in zip(batches, written, strict=True):
            term = terms[form]
            here = np.flatnonzero((term >= first) & (term < last))
            columns.append((term[here], batch.owner[here] + np.int32(base), batch.place[here], ordinals[form[here]]))
            base += len(batch.lengths)
        term, document, place, ordinal = (np.concatenate(several) for several in zip(*columns, strict=True))
        # Stable: words stay in the order they are read in, by document and place.
        order = np.argsort(term, kind="stable")
        if len(order):
            found.update(_lines(term[order], document[order], place[order], ordinal[order], names, forms))
    return found


def _numbered(batch: Batch, words: dict[str, int]) -> Ints:
    """Return the words of a batch by their numbers among all words, which are added to."""
    own = np.fromiter((words.setdefault(word, len(words)) for word in batch.words), np.int32, len(batch.words))
    return own[batch.word]


def _portions(rows: Ints) -> Iterator[tuple[int, int]]:
    """Yield runs of terms of about so many words that they fit into memory many times over."""
    first, total = 0, 0.0
    for number, count in enumerate(rows.tolist()):
        if total and total + count > _PORTION:
            yield first, number
            first, total = number, 0.0
        total += count
    yield first, len(rows)


def _forms(words: Sequence[str], keys: Sequence[int], often: Ints) -> tuple[Ints, Mapping[int, Sequence[str]]]:
    """Return for every word which form of its term it is (-1: the only one), and the forms of every term."""
    times = often.tolist()
    found: dict[int, list[int]] = {}
    for number, key in enumerate(keys):
        if key >= 0 and times[number]:
            found.setdefault(key, []).append(number)
    ordinals = np.full(len(words), -1, np.int32)
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
