"""What the bank lacks: deficits and subjects without a practice, level by level.

A practice counts while the site offers it as living: accepted and within its term. Levels are those at which the
organisations of the bank teach; a subject is asked for only where its vocabulary says it is taught (``levels``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from metodbank.bank.bank import Bank, Record
from metodbank.model.kinds.practice import Practice


class State(Enum):
    """How a deficit or a subject is covered at one level, from the worst."""

    NONE = "нет"
    EXPIRING = "истекает"
    ONE = "одна"
    ENOUGH = "есть"


@dataclass(frozen=True)
class Cell:
    """One deficit or subject at one level.

    :param living: practices within their term, the one that ends last first; :param ended: those whose term is over.
    """

    value: str
    level: str
    state: State
    living: tuple[Record, ...]
    ended: tuple[Record, ...]


@dataclass(frozen=True)
class Coverage:
    """One field of practices against the levels: a row a value; None where the value is not asked for."""

    field: str
    title: str
    levels: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]

    def cells(self, state: State) -> Iterator[tuple[str, tuple[Cell, ...]]]:
        """Yield the values that have cells of a state, with those cells."""
        for value, cells in self.rows:
            found = tuple(cell for cell in cells if cell is not None and cell.state is state)
            if found:
                yield value, found

    def count(self, state: State) -> int:
        """Return how many cells have a state."""
        return sum(len(cells) for _, cells in self.cells(state))


@dataclass(frozen=True)
class Gaps:
    """What the bank lacks on one day. ``samples`` of the ``practices`` counted are invented for show."""

    today: dt.date
    soon: dt.date
    practices: int
    samples: int
    deficits: Coverage
    subjects: Coverage

    @property
    def coverages(self) -> tuple[Coverage, ...]:
        """Both tables, in the order they are shown."""
        return self.deficits, self.subjects


def find_gaps(bank: Bank) -> Gaps:
    """Count the living practices of every deficit and subject at every level."""
    soon = bank.today + dt.timedelta(days=bank.settings.warn_days)
    shown = [record for record in bank.listed("practice") if record.value("status") in ("опубликована", AWAITED)]
    living = [record for record in shown if not _ended(record, bank.today)]
    taught = {
        level for record in bank.listed("organization") for level in record.value("education_levels") or ()
    }  # fmt: skip
    levels = tuple(level for level in bank.vocabularies["education_levels"].values if level in taught)

    def coverage(field: str, asked: Iterable[tuple[str, tuple[str, ...]]]) -> Coverage:
        rows = tuple(
            (
                value,
                tuple(
                    _cell(shown, field, value, level, bank.today, soon) if level in its else None for level in levels
                ),
            )
            for value, its in asked
        )
        used = tuple(any(cells[place] for _, cells in rows) for place in range(len(levels)))
        kept = tuple(
            (value, tuple(cell for cell, use in zip(cells, used, strict=True) if use)) for value, cells in rows
        )
        names = tuple(level for level, use in zip(levels, used, strict=True) if use)
        title = bank.vocabularies[field].title
        return Coverage(field, title, names, tuple(row for row in kept if any(row[1])))

    deficits = ((term.value, levels) for term in bank.vocabularies["deficits"].terms)
    subjects = ((term.value, term.levels) for term in bank.vocabularies["subjects"].terms)
    samples = sum(bool(record.entry.sample) for record in living)
    return Gaps(bank.today, soon, len(living), samples, coverage("deficits", deficits), coverage("subjects", subjects))


AWAITED = "требует подтверждения"


def _cell(shown: list[Record], field: str, value: str, level: str, today: dt.date, soon: dt.date) -> Cell:
    found = [
        record
        for record in shown
        if value in (record.value(field) or ()) and level in (record.value("education_levels") or ())
    ]
    found.sort(key=lambda record: (_end(record), record.slug), reverse=True)
    living = tuple(record for record in found if not _ended(record, today))
    firm = [record for record in living if record.value("status") != AWAITED and _end(record) > soon]
    state = State.ENOUGH if len(firm) > 1 else State.ONE if firm else State.EXPIRING if living else State.NONE
    return Cell(value, level, state, living, tuple(record for record in found if _ended(record, today)))


def _ended(record: Record, today: dt.date) -> bool:
    return _end(record) < today


def _end(record: Record) -> dt.date:
    return (record.entry.expires if isinstance(record.entry, Practice) else None) or dt.date.max
