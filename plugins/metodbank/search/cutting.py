"""Cuts a sorted list into runs so that a change in one place leaves the other runs as they were.

A run ends where the checksum of a name says so, within limits of size: after an insertion the cuts fall into step
again a few runs later, and files further on keep their content and so their names.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

LEAST, MOST = 0.7, 1.3
"""Limits of a run, as shares of the size aimed at; one item may take more."""


def cut(names: Sequence[str], weights: Sequence[int], size: int) -> Iterator[slice]:
    """Yield runs of the list, each of about ``size``."""
    start = 0
    while start < len(names):
        end = _end(names, weights, start, size)
        yield slice(start, end)
        start = end


def _end(names: Sequence[str], weights: Sequence[int], start: int, size: int) -> int:
    total, best, least = 0, 0, 1 << 32
    for place in range(start, len(names)):
        if place > start and total + weights[place] > MOST * size:
            # A heavy item stands alone rather than beside others that would be loaded with it.
            return best or place
        if place > start and total >= LEAST * size:
            value = zlib.crc32(names[place].encode("utf-8"))
            if value < least:
                best, least = place, value
        total += weights[place]
    return len(names)
