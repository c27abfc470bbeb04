"""A rating as bars, beside the rating before it."""

from __future__ import annotations

from babel.dates import format_date

from metodbank.indicators.charts.bars import Bar, bars
from metodbank.indicators.charts.drawing import Chart, Key
from metodbank.indicators.charts.labels import number
from metodbank.indicators.rating import Rating


def places(rating: Rating, before: Rating | None) -> Chart:
    """Return the totals of a rating in the order of places; a diamond marks the total of the rating before."""
    earlier = {place.subject.id: place for place in before.places} if before else {}
    rows, said = [], []
    for place in rating.places:
        old = earlier.get(place.subject.id)
        name = f"{place.place}. {place.subject.title}"
        rows.append(Bar(name, number(place.total), place.shown, mark=number(old.total) if old else None))
        was = f"; было {old.shown}, место {old.place}" if old else ""
        said.append(f"Место {place.place}: {place.subject.title}, {place.shown}{was}")
    keys = (Key("◇", f"было: {_month(before)}"),) if before else ()
    return Chart(f"Итог, баллов из 100: {_month(rating)}", ". ".join(said) + ".", bars(rows), keys)


def _month(rating: Rating) -> str:
    return str(format_date(rating.month, "LLLL y", locale="ru"))
