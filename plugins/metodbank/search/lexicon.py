"""Numbers of terms and words that hold from build to build: batches name both by them, not by their letters."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from metodbank.search import columns
from metodbank.search.packing import Ints

_SEAL = 63
"""Bits of a seal."""
_NONE = -1
"""Stands for the key of a text that was never met as a word."""


class Lexicon:
    """Every text that a batch has named, in the order of their coming: the place of a text is its number.

    Texts are only added. A seal is a random number given to the lexicon as it stands: whoever remembers numbers
    remembers the seal too, and they hold as long as the lexicon bears it. So where two builds have added to the same
    lexicon at once, what one of them remembers is found void and made again.

    :param path: where it is kept between builds; None keeps nothing. A damaged file is an empty lexicon.
    """

    def __init__(self, path: Path | None = None) -> None:
        kept = (columns.load(path) if path else None) or {}
        self._path = path
        self.texts: list[str] = columns.texts(kept["texts"]) if kept else []
        self._keys: list[int] = kept["keys"].tolist() if kept else []
        self._seals: list[int] = kept["seals"].tolist() if kept else []
        self._numbers = {text: number for number, text in enumerate(self.texts)}
        self._sealed = len(self.texts)
        self._kept = bool(kept)

    @property
    def keys(self) -> Ints:
        """For every text that was met as a word, the number of the term it stands for; -1 for others."""
        return np.array(self._keys, np.int32)

    def terms(self, names: Iterable[str]) -> Ints:
        """Return the numbers of terms."""
        return np.array([self._number(name) for name in names], np.int32)

    def words(self, words: Sequence[str], keys: Iterable[str]) -> tuple[Ints, Ints]:
        """Return the numbers of words and of ``keys``, the terms they stand for."""
        found, terms = self.terms(words), self.terms(keys)
        for number, key in zip(found.tolist(), terms.tolist(), strict=True):
            self._keys[number] = key
        return found, terms

    def seal(self) -> int:
        """Return a seal of the lexicon as it stands."""
        if self._sealed < len(self.texts) or not self._seals:
            self._seals.append(secrets.randbits(_SEAL))
            self._sealed, self._kept = len(self.texts), False
        return self._seals[-1]

    def bears(self, seal: int) -> bool:
        """Tell whether numbers remembered with a seal hold."""
        return seal in self._seals

    def save(self, used: int) -> None:
        """Remember the lexicon if something was added, unless few of its texts are still in use."""
        if self._path is None or self._kept:
            return
        if len(self.texts) > 4 * used + 10_000:
            with suppress(OSError):
                self._path.unlink()
            return
        keys, seals = np.array(self._keys, np.int32), np.array(self._seals, np.int64)
        columns.save(self._path, {"texts": columns.column(self.texts), "keys": keys, "seals": seals})

    def _number(self, text: str) -> int:
        number = self._numbers.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
            self._keys.append(_NONE)
        return number
