"""Reporting periods: what days «2025», «2025/26» or «I полугодие 2025» cover, and how they follow each other."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from functools import cache

from metodbank.model.shapes import PERIODS

_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4}


@dataclass(frozen=True)
class Span:
    """A reporting period: its text, its form («год», «учебный год»…), first and last day."""

    text: str
    form: str
    start: dt.date
    end: dt.date

    def holds(self, day: dt.date) -> bool:
        """Whether a day falls in the period."""
        return self.start <= day <= self.end

    def contains(self, other: Span) -> bool:
        """Whether another period lies wholly in this one."""
        return self.start <= other.start and other.end <= self.end

    @property
    def label(self) -> str:
        """The period as it stands in a sentence: «2025 год», «2025/26 учебный год»."""
        return f"{self.text} {self.form}" if self.form in ("год", "учебный год") else self.text


@cache
def span(text: str) -> Span:
    """Return the days of a period; the text must be one that :class:`metodbank.model.shapes.Period` accepts."""
    for pattern, form in PERIODS:
        match = pattern.fullmatch(text)
        if match:
            return Span(text, form, *_days(form, match.groups()))
    raise ValueError(text)


def _days(form: str, parts: tuple[str, ...]) -> tuple[dt.date, dt.date]:
    if form == "учебный год":
        year = int(parts[0])
        return dt.date(year, 9, 1), dt.date(year + 1, 8, 31)
    if form == "год":
        return _months(int(parts[0]), 1, 12)
    if form == "месяц":
        return _months(int(parts[0]), int(parts[1]), int(parts[1]))
    number, year = _QUARTERS[parts[0]], int(parts[1])
    length = 6 if form == "полугодие" else 3
    return _months(year, (number - 1) * length + 1, number * length)


def _months(year: int, first: int, last: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])
