"""Events month by month: this month and those ahead first, the nearest before the rest; then what has been."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from metodbank.bank.bank import Bank, Record


@dataclass(frozen=True)
class Month:
    """The events that begin in one month, by day.

    :param first: the first day of the month; :param ahead: the month is not over.
    """

    first: dt.date
    ahead: bool
    events: tuple[Record, ...]


def events_by_month(bank: Bank) -> list[Month]:
    """Return the months that have events."""
    dated = sorted((event.value("start"), event.slug) for event in bank.all("event") if event.value("start"))
    events = {event.slug: event for event in bank.all("event")}
    now = bank.today.replace(day=1)
    months = [
        Month(first, first >= now, tuple(events[slug] for _, slug in held))
        for first, held in groupby(dated, key=lambda item: item[0].replace(day=1))
    ]
    ahead = [month for month in months if month.ahead]
    return ahead + [month for month in reversed(months) if not month.ahead]
