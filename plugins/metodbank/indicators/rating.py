"""The rating a document demands: points, places, ties, and snapshots that later figures cannot change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

import yaml

from metodbank.indicators.book import Subject
from metodbank.indicators.model import FLAG, ORDINAL, QUALITATIVE
from metodbank.indicators.numbers import rounded, spell
from metodbank.indicators.results import Result
from metodbank.indicators.sets import Measure

BEST = 100
DIGITS = 6
"""Digits after the comma kept in a snapshot."""


@dataclass(frozen=True)
class Points:
    """Points for one measure; ``value`` None means there was no figure."""

    measure: str
    value: Fraction | None
    shown: str
    points: Fraction


@dataclass(frozen=True)
class Place:
    """One line of a rating; ``place`` is text because a tie shares places: «2–3»."""

    place: str
    subject: Subject
    total: Fraction
    points: tuple[Points, ...]

    @property
    def shown(self) -> str:
        """The total as it is published."""
        return spell(self.total)


@dataclass(frozen=True)
class Rating:
    """A rating of one month.

    :param frozen: the day it was frozen, or None while it follows the figures.
    :param changes: what figures have changed since it was frozen; they do not change its places.
    :param measures: what was counted; ``left_out`` what was not, with the reason.
    """

    month: dt.date
    period: str
    places: tuple[Place, ...]
    measures: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    frozen: dt.date | None = None
    changes: tuple[str, ...] = ()


def rate(
    month: dt.date,
    period: str,
    measures: Sequence[Measure],
    results: Mapping[tuple[str, str], Result],
    subjects: Sequence[Subject],
) -> Rating:
    """Make a rating from results by measure and subject.

    The document gives no method; the bank's own is stated in the set's file (``rating.method``): the best value gets
    100 points, others in proportion; no value gives 0; a measure without values, or with a covered one whose points
    would tell it, is left out; the total is the mean.
    """
    used: list[str] = []
    left_out: list[tuple[str, str]] = []
    best: dict[str, Fraction] = {}
    for measure in measures:
        if measure.kind in (FLAG, ORDINAL, QUALITATIVE):
            left_out.append((measure.id, "это не число"))
            continue
        if any(results[measure.id, subject.id].hidden for subject in subjects):
            left_out.append((measure.id, "у кого-то за числом один-два человека: баллы выдали бы его"))
            continue
        values = [results[measure.id, subject.id].value for subject in subjects]
        known = [value for value in values if value is not None]
        if not known or max(known) <= 0:
            left_out.append((measure.id, "значений нет ни у кого" if not known else "лучшее значение равно нулю"))
            continue
        used.append(measure.id)
        best[measure.id] = max(known)
    rows = []
    for subject in subjects:
        points = tuple(_points(results[name, subject.id], best[name]) for name in used)
        total = sum((entry.points for entry in points), Fraction(0)) / len(used) if used else Fraction(0)
        rows.append((subject, total, points))
    return Rating(month, period, tuple(_places(rows)), tuple(used), tuple(left_out))


def _points(result: Result, best: Fraction) -> Points:
    value = result.value
    return Points(
        result.measure.id, value, result.shown, Fraction(0) if value is None else max(Fraction(0), value / best * BEST)
    )


def _places(rows: Sequence[tuple[Subject, Fraction, tuple[Points, ...]]]) -> list[Place]:
    ordered = sorted(rows, key=lambda row: (-row[1], row[0].title))
    found: list[Place] = []
    for _, tied in groupby(ordered, key=lambda row: row[1]):
        group = list(tied)
        first, last = len(found) + 1, len(found) + len(group)
        place = str(first) if first == last else f"{first}–{last}"
        found.extend(Place(place, *row) for row in group)
    return found


def freeze(rating: Rating, set_id: str, today: dt.date) -> str:
    """Return a snapshot as the text of its file: ``content/indicators/ratings/<set>-<year>-<month>.yml``."""
    data = {
        "set": set_id,
        "month": f"{rating.month:%Y-%m}",
        "period": rating.period,
        "frozen": today.isoformat(),
        "places": [
            {
                "place": place.place,
                "subject": place.subject.id,
                "title": place.subject.title,
                "total": str(rounded(place.total, DIGITS)),
                "points": [
                    {
                        "measure": entry.measure,
                        **({} if entry.value is None else {"value": str(rounded(entry.value, DIGITS))}),
                        "shown": entry.shown,
                        "points": str(rounded(entry.points, DIGITS)),
                    }
                    for entry in place.points
                ],
            }
            for place in rating.places
        ],
    }
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)


def compare(frozen: Rating, live: Rating) -> tuple[str, ...]:
    """Say what figures have changed since a rating was frozen."""
    now = {(place.subject.id, entry.measure): entry for place in live.places for entry in place.points}
    said = []
    for place in frozen.places:
        for entry in place.points:
            today = now.get((place.subject.id, entry.measure))
            was = None if entry.value is None else rounded(entry.value, DIGITS)
            value = None if today is None or today.value is None else rounded(today.value, DIGITS)
            if was != value:
                current = today.shown if today else "нет данных"
                said.append(f"{place.subject.title}, {entry.measure}: было {entry.shown}, сейчас {current}")
    return tuple(said)
