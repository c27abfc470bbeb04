"""Rules about bands: every value has one score, and only one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from metodbank.indicators.model import BANDS, Limits
from metodbank.indicators.numbers import spell
from metodbank.indicators.sets import SetFile
from metodbank.rules.corpus import Corpus
from metodbank.rules.problem import Problem

WHOLE = 100
"""Bands score shares, in per cent."""


@dataclass(frozen=True, order=True)
class Interval:
    """A band as an interval; ``closed`` tells whether its end belongs to it."""

    start: Fraction
    end: Fraction
    closed: bool

    def holds(self, value: Fraction) -> bool:
        """Whether a value lies in the interval."""
        return self.start <= value and (value < self.end or (self.closed and value == self.end))


def interval(band: Limits) -> Interval:
    """Return the interval of a band; without a lower end it begins at 0, without an upper it ends at 100."""
    start = Fraction(band.at_least or 0)
    if band.below is not None:
        return Interval(start, Fraction(band.below), closed=False)
    return Interval(start, Fraction(band.at_most if band.at_most is not None else WHOLE), closed=True)


def bands(file: SetFile, _: Corpus) -> Iterator[Problem]:
    """The bands of a score cover 0–100 % without gaps and do not overlap."""
    for index, indicator in enumerate(file.set.indicators or ()):
        if indicator.kind != BANDS or not indicator.bands:
            continue
        where = ("indicators", index, "bands")
        placed = sorted((interval(band), number) for number, band in enumerate(indicator.bands))
        first, last = placed[0][0], max(placed, key=lambda item: (item[0].end, item[0].closed))[0]
        if first.start > 0:
            yield file.draft.problem("MB856", where, gap=f"от 0 до {spell(first.start, 2)}")
        for (one, _number), (other, place) in pairwise(placed):
            if other.start < one.end or (other.start == one.end and one.closed):
                text = f"{spell(other.start, 2)} попадает и в эту полосу, и в полосу с {spell(one.start, 2)}"
                yield file.draft.problem("MB857", (*where, place), overlap=text)
            elif other.start > one.end:
                yield file.draft.problem("MB856", where, gap=f"от {spell(one.end, 2)} до {spell(other.start, 2)}")
        if last.end < WHOLE or (last.end == WHOLE and not last.closed):
            yield file.draft.problem("MB856", where, gap=f"от {spell(last.end, 2)} до {WHOLE}")
