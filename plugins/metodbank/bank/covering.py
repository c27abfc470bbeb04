"""Small counts are covered: one or two people of a small school are recognisable.

A total is published beside its parts, so a single covered part could be found by subtraction. Where one or two
parts are small, the next smallest are covered with them, until three are; and further, until every covered count
may still be one or two to a reader who knows these rules, the sums, and how the columns of a row bound each other.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

HIDDEN = "1–2"
"""What stands in place of a count of one or two people."""
COVERED = "скрыто"
"""Stands for a number that would give away a small one beside it."""
ENOUGH = 3
"""How many parts must be covered before their sum may be published."""
Key = TypeVar("Key")
Cell = tuple[int, str]
"""The number of a row, and a column."""
Parts = tuple[tuple[str, ...], str]
"""Columns that together cannot be more than another column of the same row."""
Range = tuple[int, int]


def cover(
    counts: Mapping[Key, Fraction | int], *, with_total: bool = True, also: Collection[Key] = ()
) -> dict[Key, str]:
    """Return what stands instead of the counts that must not be published.

    :param with_total: the sum of the counts is published too.
    :param also: counts that are covered already, whatever their size.
    """
    covered: dict[Key, str] = dict.fromkeys(also, COVERED)
    covered |= {key: HIDDEN for key, count in counts.items() if count in (1, 2) and key not in covered}
    if covered and with_total:
        others = sorted(
            (key for key, count in counts.items() if count > 2 and key not in covered), key=lambda key: counts[key]
        )
        for key in others:
            if len(covered) >= ENOUGH and not _summed_up(counts, covered):
                break
            covered[key] = COVERED
    return covered


def _summed_up(counts: Mapping[Key, Fraction | int], covered: Mapping[Key, str]) -> bool:
    """Whether the sum of what is covered leaves a small count one value only: all are the least or the greatest."""
    total = sum(counts[key] for key in covered)
    least = sum(1 if text == HIDDEN else ENOUGH for text in covered.values())
    return HIDDEN in covered.values() and (total <= least or (COVERED not in covered.values() and total >= 2 * least))


@dataclass(frozen=True)
class Covering:
    """What stands instead of the cells of a register.

    :param told: small counts that the sum of their column gives away whatever is covered: it must not be published.
    """

    texts: Mapping[Cell, str]
    told: frozenset[Cell]


@dataclass(frozen=True)
class _Bound:
    """Cells that together are no more than another cell, or make up a known sum."""

    parts: tuple[Cell, ...]
    whole: Cell | None = None
    total: int = 0


def cover_rows(
    rows: Sequence[Mapping[str, int | None]],
    periods: Sequence[Hashable],
    columns: Sequence[str],
    parts: Sequence[Parts],
) -> Covering:
    """Cover the small counts of a register so that neither the sums of a period nor the rest of a row tell them.

    :param rows: counts of people by column; a row without a number for a column has None.
    :param periods: the period of each row; each column is summed within a period.
    """
    counts = {(index, name): row[name] or 0 for index, row in enumerate(rows) for name in columns
              if row.get(name) is not None}  # fmt: skip
    stacks: dict[tuple[Hashable, str], list[Cell]] = {}
    for index, name in counts:
        stacks.setdefault((periods[index], name), []).append((index, name))
    by_period: dict[Hashable, list[list[Cell]]] = {}
    for (period, _), stack in stacks.items():
        by_period.setdefault(period, []).append(stack)
    by_row = [
        [_Bound(tuple((index, part) for part in some if (index, part) in counts), (index, whole))
         for some, whole in parts if (index, whole) in counts]
        for index in range(len(rows))
    ]  # fmt: skip
    bounds = [bound for row in by_row for bound in row]
    bounds += [_Bound(tuple(stack), total=sum(counts[cell] for cell in stack)) for stack in stacks.values()]
    texts: dict[Cell, str] = {}
    while True:
        for stack in stacks.values():
            texts |= cover({cell: counts[cell] for cell in stack}, also=[c for c in stack if texts.get(c) == COVERED])
        told = frozenset(_told(counts, texts, bounds))
        fresh = {
            cell
            for one in told
            for cell in _cover_beside(one, counts, texts, by_row[one[0]], by_period[periods[one[0]]])
        }
        if not fresh:
            return Covering(texts, told)
        texts |= dict.fromkeys(fresh, COVERED)


def _told(counts: Mapping[Cell, int], texts: Mapping[Cell, str], bounds: Sequence[_Bound]) -> Iterator[Cell]:
    """Yield the small counts that what is published leaves one value only."""
    ranges = {cell: _range(count, texts.get(cell)) for cell, count in counts.items()}
    changed = True
    while changed:
        changed = False
        for bound in bounds:
            for cell, narrower in _narrowed(bound, ranges):
                if narrower != ranges[cell]:
                    ranges[cell] = narrower
                    changed = True
    return (cell for cell, text in texts.items() if text == HIDDEN and ranges[cell][0] == ranges[cell][1])


_MOST = 10**9
"""More than any register counts: what is known of a covered number from above."""


def _range(count: int, text: str | None) -> Range:
    if text is None:
        return count, count
    if text == HIDDEN:
        return 1, 2
    return min(count, ENOUGH), _MOST


def _narrowed(bound: _Bound, ranges: Mapping[Cell, Range]) -> Iterator[tuple[Cell, Range]]:
    low = sum(ranges[cell][0] for cell in bound.parts)
    high = sum(ranges[cell][1] for cell in bound.parts)
    least, most = ranges[bound.whole] if bound.whole else (bound.total, bound.total)
    if bound.whole:
        yield bound.whole, (max(least, low), most)
    for cell in bound.parts:
        mine = ranges[cell]
        from_below = mine[0] if bound.whole else max(mine[0], least - (high - mine[1]))
        yield cell, (from_below, min(mine[1], most - (low - mine[0])))


def _cover_beside(
    told: Cell,
    counts: Mapping[Cell, int],
    texts: Mapping[Cell, str],
    rowwise: Sequence[_Bound],
    stacks: Sequence[list[Cell]],
) -> Iterator[Cell]:
    """Yield the cell to cover so that a small count is no longer told: of its row, else of the columns of that."""
    related = [bound for bound in rowwise if told in (*bound.parts, bound.whole)]
    row = {cell for bound in related for cell in (*bound.parts, bound.whole) if cell}
    wholes = [bound.whole for bound in related if bound.whole and bound.whole != told]
    small_wholes = [whole for whole in wholes if texts.get(whole) == HIDDEN]
    near = {cell for stack in stacks if row & set(stack) or told in stack for cell in stack}
    for among in (row, near):
        open_cells = [cell for cell in among if cell not in texts and counts[cell] > 2]
        if open_cells:
            yield min(open_cells, key=lambda cell: (counts[cell], cell))
            return
        if small_wholes:
            yield small_wholes[0]
            return
