"""Byte strings that take long to make, remembered between builds under names of what they are made of."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from itertools import pairwise
from pathlib import Path

import numpy as np

from metodbank.search import columns

LITTLE = 50
"""Of what is remembered, one new part in so many is little: to make it again takes less than to write all."""


def code(*modules: str) -> str:
    """Return the text of modules of this package: what is remembered depends on it, too."""
    package = resources.files("metodbank.search")
    return "".join((package / name).read_text(encoding="utf-8") for name in modules)


class Kept:
    """Byte strings by keys, for one build: those it does not ask for are forgotten.

    :param path: where they are kept; None keeps nothing. A damaged file is an empty one.
    """

    def __init__(self, path: Path | None) -> None:
        kept = (columns.load(path) if path else None) or {}
        self._path = path
        self._old: dict[str, tuple[int, int]] = {}
        self._bytes = memoryview(b"")
        if kept:
            ends = kept["ends"].tolist()
            keys = columns.texts(kept["keys"])
            self._old = dict(zip(keys, pairwise(ends), strict=True))
            self._bytes = memoryview(kept["bytes"])  # type: ignore[arg-type]
        self._found: dict[str, bytes] = {}
        self._made = 0

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what is remembered under a key without line feeds; else make it and remember it."""
        at = self._old.get(key)
        found = self._found[key] = make() if at is None else bytes(self._bytes[at[0] : at[1]])
        if at is None:
            self._made += len(found)
        return found

    def save(self) -> None:
        """Remember what was asked for, unless little of it is new."""
        several = list(self._found.values())
        if self._path is None or self._made * LITTLE <= sum(map(len, several)):
            return
        ends = np.cumsum([0, *map(len, several)], dtype=np.int64)
        whole = np.frombuffer(b"".join(several), np.uint8)
        columns.save(self._path, {"keys": columns.column(self._found), "ends": ends, "bytes": whole})
