"""Cuts a sorted list into runs so that a change in one place leaves the other runs as they were.

A run ends, within limits of size, before the name that the shortest beginning tells from the one before; of equals
the checksum of the name decides. So what is said of the runs is short, and after an insertion the cuts fall into step
again a few runs later: files further on keep their content and so their names.
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


def border(names: Sequence[str], place: int) -> str:
    """Return the shortest beginning of a name that comes after the name before."""
    name, before = names[place], names[place - 1] if place else ""
    for end, (one, other) in enumerate(zip(name, before, strict=False), 1):
        if one != other:
            return name[:end]
    return name[: len(before) + 1]


def _end(names: Sequence[str], weights: Sequence[int], start: int, size: int) -> int:
    total, best = 0, 0
    least: tuple[int, int] | None = None
    for place in range(start, len(names)):
        if place > start and total + weights[place] > MOST * size:
            # A heavy item stands alone rather than beside others that would be loaded with it.
            return best or place
        if place > start and total >= LEAST * size:
            value = len(border(names, place)), zlib.crc32(names[place].encode("utf-8"))
            if least is None or value < least:
                best, least = place, value
        total += weights[place]
    return len(names)
