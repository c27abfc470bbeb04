"""The words and small shapes a set of indicators is written in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from metodbank.model.shapes import Number, Pattern, Period, Text, Whole
from metodbank.model.vocabulary import Vocabularies

LONG = Annotated[str, Text(at_most=1000)]
PERIOD = Annotated[str, Period()]
NUMBER = Annotated[Decimal, Number()]
LINE_NUMBER = Annotated[int, Whole(at_least=1, at_most=100_000)]
ID = Annotated[str, Pattern(r"[a-z][a-z0-9_]{0,39}", "имя из малых латинских букв", "teachers")]
SLUG = Annotated[str, Pattern(r"[a-z0-9]+(?:[-.][a-z0-9]+)*", "имя из латинских букв, цифр и дефиса", "taz-1")]

NOT_THERE = "нет"
"""An indicator that no earlier edition held."""
EARLIER = Annotated[
    str, Pattern(rf"{NOT_THERE}|[a-z0-9]+(?:[-.][a-z0-9]+)*", "имя показателя прежней редакции или «нет»", "perm22-4")
]

SHARE, RATIO, COUNT, FLAG = "доля", "отношение", "количество", "есть/нет"
ORDINAL, BANDS, QUALITATIVE = "порядковый", "балл по полосам", "качественный"
KINDS = (SHARE, RATIO, COUNT, FLAG, ORDINAL, BANDS, QUALITATIVE)
AT_LEAST, EXACTLY, RANGE, PRESENT = "не менее", "ровно", "диапазон", "есть"
OPERATIONS = (AT_LEAST, EXACTLY, RANGE, PRESENT)
YEARLY = "ежегодно"
UNRESOLVED = "не решено"
TERRITORY, ORGANIZATION_ITSELF = "территория", "организация"
"""Whose values a document judges."""


@dataclass(frozen=True)
class TargetPeriod(Period):
    """A reporting period, or «ежегодно»."""

    def read(self, value: Any, vocabularies: Vocabularies) -> str:
        return YEARLY if value == YEARLY else super().read(value, vocabularies)
