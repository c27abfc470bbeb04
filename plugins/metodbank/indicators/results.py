"""A result: the value of one measure in one period for one subject, judged against its target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from metodbank.indicators.book import Part, Subject
from metodbank.indicators.evaluate import NoValue
from metodbank.indicators.model import Band, Target
from metodbank.indicators.periods import Span
from metodbank.indicators.sets import Measure


class Status(Enum):
    """How a value stands to its target; the value is what people read.

    The first six are the documents' business; COVERED stands where any of them would give a covered count away.
    """

    REACHED = "достигнут"
    NOT_REACHED = "не достигнут"
    ABOVE = "выше диапазона"
    NO_DATA = "нет данных"
    NO_TARGET = "нет цели на период"
    PRELIMINARY = "предварительно"
    COVERED = "не публикуется"


SIGNS: Mapping[Status, str] = {
    Status.REACHED: "✓",
    Status.NOT_REACHED: "✗",
    Status.ABOVE: "▲",
    Status.NO_DATA: "?",
    Status.NO_TARGET: "–",
    Status.PRELIMINARY: "≈",
    Status.COVERED: "•",
}
"""A sign beside the word, so that a status is not told by colour alone."""


class Direction(Enum):
    """Where a value has gone since the period before."""

    UP = "вырос"
    DOWN = "снизился"
    SAME = "не изменился"


@dataclass(frozen=True)
class Shortfall:
    """What is lacking to a target.

    :param units: how many people, events…, where the numerator decides; None for shares without figures.
    :param text: «не хватает 14 педагогов».
    """

    text: str
    units: int | None = None


@dataclass(frozen=True)
class Trend:
    """The change since the previous period; ``text`` is «+3,2 п. п. к 2023 году»."""

    direction: Direction
    change: Fraction
    previous: Span
    text: str


@dataclass(frozen=True)
class Ahead:
    """The next target of the set, and what must be reached to meet it."""

    period: Span
    target: Target
    text: str


@dataclass(frozen=True)
class Score:
    """A score: the band that gives it and the reason in words.

    :param by_policy: the document leaves this value without a score; the bank's rule gives one.
    """

    points: int
    band: Band
    reason: str
    by_policy: bool = False


@dataclass(frozen=True)
class Result:
    """Everything a page says of one value.

    :param value: exact; flags are 1 and 0; None for words and where there is no value (see ``gap``).
    :param shown: how to publish it: «41,3 %», «есть», «1–2 чел.», «нет данных». Pages and downloads show
        this, never ``value``: counts of one or two people of an organisation must not be recognisable.
    :param status: how it stands; ``verdict`` is what it is apart from the figures being preliminary.
    :param orientation: the target is set for the whole territory and serves an organisation as a guide only.
    :param hidden: the exact numbers of ``parts`` must not be published.
    """

    measure: Measure
    period: Span
    subject: Subject
    value: Fraction | None
    shown: str
    parts: tuple[Part, ...]
    status: Status
    verdict: Status
    explanation: str
    gap: NoValue | None = None
    target: Target | None = None
    shortfall: Shortfall | None = None
    trend: Trend | None = None
    ahead: Ahead | None = None
    score: Score | None = None
    orientation: bool = False
    hidden: bool = False

    @property
    def preliminary(self) -> bool:
        """Whether a figure of it has not been checked or its period still runs."""
        return any(part.preliminary for part in self.parts)
