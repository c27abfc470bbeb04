"""Writes long runs of numbers at once: what :func:`metodbank.search.codec.number` does, over numpy arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from metodbank.search.codec import ALPHABET, BASE, MARK, ONE

Ints = NDArray[Any]
"""Whole numbers of any width."""
Bytes = NDArray[np.uint8]

LETTERS: Bytes = np.frombuffer(ALPHABET.encode("ascii"), dtype=np.uint8)
_TWO = ONE + (MARK - ONE) * BASE
"""The first number that takes four characters."""


def lengths(values: Ints) -> Ints:
    """Return how many characters each number takes."""
    if values.size and int(values.max()) >= BASE**3:
        raise ValueError(f"{int(values.max())} does not fit")
    return np.where(values < ONE, 1, np.where(values < _TWO, 2, 4)).astype(np.int64)


def pack(values: Ints) -> tuple[Bytes, Ints]:
    """Return the numbers written one after another, and where each begins; one more for the end."""
    starts = np.concatenate(([0], np.cumsum(lengths(values))))
    text = np.empty(int(starts[-1]), dtype=np.uint8)
    put(text, starts[:-1], values)
    return text, starts


def put(text: Bytes, at: Ints, values: Ints) -> None:
    """Write each number at its place."""
    one = values < ONE
    text[at[one]] = LETTERS[values[one]]
    four = values >= _TWO
    two = ~(one | four)
    place, value = at[two], values[two] - ONE
    text[place] = LETTERS[ONE + value // BASE]
    text[place + 1] = LETTERS[value % BASE]
    place, value = at[four], values[four]
    text[place] = LETTERS[MARK]
    text[place + 1] = LETTERS[value // BASE**2]
    text[place + 2] = LETTERS[value // BASE % BASE]
    text[place + 3] = LETTERS[value % BASE]
