"""Small counts are covered: one or two people of a small school are recognisable.

A total is published beside its parts, so a single covered part could be found by subtraction. Where one or two
parts are small, the next smallest are covered with them, until three are.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

HIDDEN = "1–2"
"""What stands in place of a count of one or two people."""
COVERED = "скрыто"
"""Stands for a number that would give away a small one beside it."""
ENOUGH = 3
"""How many parts must be covered before their sum may be published."""
Key = TypeVar("Key")


def cover(counts: Mapping[Key, Fraction | int], *, with_total: bool = True) -> dict[Key, str]:
    """Return what stands instead of the counts that must not be published.

    :param with_total: the sum of the counts is published too.
    """
    small: dict[Key, str] = {key: HIDDEN for key, count in counts.items() if count in (1, 2)}
    if small and with_total:
        others = sorted((key for key, count in counts.items() if count > 2), key=lambda key: counts[key])
        for key in others[: max(0, ENOUGH - len(small))]:
            small[key] = COVERED
    return small
