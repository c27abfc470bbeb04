"""Figures as read from ``content/indicators/figures``: one tidy CSV for each set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

from metodbank.indicators.model import FOLDER
from metodbank.indicators.numbers import read_number
from metodbank.model.fields import Group, Need, field
from metodbank.model.shapes import Choice, Day, Line, Text, suggest_day
from metodbank.model.shared import SHORT
from metodbank.model.tables import Table
from metodbank.model.vocabulary import Vocabularies
from metodbank.rules.corpus import TableFile
from metodbank.rules.tables import columns_of, rows_of
from metodbank.source.csv_table import read_sheet

PRELIMINARY, CHECKED = "предварительно", "проверено"
FIGURES_FOLDER = f"{FOLDER}/figures"


@dataclass(frozen=True)
class ExcelDay(Day):
    """A date written ``2026-09-01`` or, as Excel leaves it, ``01.09.2026``."""

    def read(self, value: Any, vocabularies: Vocabularies) -> dt.date:
        return super().read(suggest_day(str(value)) or value, vocabularies)


class FigureRow(Group):
    """Одна цифра: чья, за какой период, откуда."""

    set: SHORT | None = field("Набор", Need.DRAFT, guide="Имя файла набора.", good="tazovsky")
    period: SHORT | None = field("Период", Need.DRAFT, guide="Один из периодов набора.", good="2024")
    organization: SHORT | None = field(
        "Организация", Need.DRAFT, guide="Имя файла организации или имя территории из набора.", good="shkola-3"
    )
    variable: SHORT | None = field("Переменная", Need.DRAFT, guide="Имя переменной набора.", good="teachers")
    value: Annotated[str, Text(at_most=2000, prose=True)] | None = field(
        "Значение", Need.DRAFT, guide="Число, «есть» или «нет», балл, а у качественных показателей — текст.", good="31"
    )
    source: Line | None = field("Источник", Need.DRAFT, guide="Откуда цифра.", good="отчёт школы")
    collected: Annotated[dt.date, ExcelDay()] | None = field(
        "Дата сбора", Need.DRAFT, guide="Когда получена.", good="2024-12-20"
    )
    status: Annotated[str, Choice((PRELIMINARY, CHECKED))] | None = field(
        "Статус", Need.DRAFT, guide="предварительно или проверено.", good="проверено"
    )
    comment: Annotated[str, Text(at_most=1000, prose=True)] | None = field(
        "Комментарий", guide="Что нужно знать о цифре.", good="без совместителей"
    )


TABLE = Table(
    "figures",
    FigureRow,
    "Цифры показателей",
    "Собранные числа, по наборам, периодам, организациям и переменным.",
    key=("set", "period", "organization", "variable"),
)


@dataclass(frozen=True)
class Figure:
    """One row of the file, as text and as a number where it is one.

    :param number: flags are 1 and 0; None for words and for what cannot be read.
    :param percent: a percent sign stood after the number.
    """

    line: int
    set: str
    period: str
    subject: str
    variable: str
    text: str
    source: str
    collected: dt.date | None
    preliminary: bool
    comment: str
    number: Fraction | None = None
    percent: bool = False


@dataclass(frozen=True)
class FigureFile:
    """The figures of one set."""

    file: TableFile

    @property
    def id(self) -> str:
        """The name of the file: the set its figures belong to."""
        return self.file.sheet.path.stem

    @property
    def places(self) -> dict[str, int]:
        """The number of each column, from 1."""
        return {spec.name: index + 1 for index, spec in columns_of(self.file).items()}

    def figures(self) -> Iterator[Figure]:
        """Yield the rows that have as many cells as the header."""
        for row, raw in rows_of(self.file):
            if len(row.cells) == len(self.file.sheet.header):
                yield _figure(row.line, raw)


YES_NO = {"есть": 1, "да": 1, "нет": 0}


def _figure(line: int, raw: dict[str, Any]) -> Figure:
    text = {name: str(raw.get(name) or "") for name in TABLE.fields}
    found = read_number(text["value"])
    number, percent = found or (None, False)
    if text["value"].casefold() in YES_NO:
        number = Fraction(YES_NO[text["value"].casefold()])
    day = suggest_day(text["collected"]) or text["collected"]
    try:
        collected = dt.date.fromisoformat(day)
    except ValueError:
        collected = None  # the rule of the column speaks of it
    return Figure(
        line,
        text["set"],
        text["period"],
        text["organization"],
        text["variable"],
        text["value"],
        text["source"],
        collected,
        text["status"] != CHECKED,
        text["comment"],
        number,
        percent,
    )


def read_figures(root: Path) -> tuple[FigureFile, ...]:
    """Read every CSV of the folder of figures."""
    folder = root / FIGURES_FOLDER
    return tuple(FigureFile(TableFile(TABLE, read_sheet(path, root))) for path in sorted(folder.glob("*.csv")))
