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
from metodbank.rules.tables import rows_of
from metodbank.source.csv_table import read_sheet

PRELIMINARY, CHECKED = "предварительно", "проверено"
FIGURES_FOLDER = f"{FOLDER}/figures"


@dataclass(frozen=True)
class ExcelDay(Day):
    """A date written ``2026-09-01`` or, as Excel leaves it, ``01.09.2026``."""

    def read(self, value: Any, vocabularies: Vocabularies) -> dt.date:
        return super().read(suggest_day(str(value)) or value, vocabularies)


class FigureRow(Group):
    """Одна строка — одна цифра: чья, за какой период, сколько и откуда."""

    set: SHORT | None = field(
        "Набор",
        Need.DRAFT,
        guide="Имя файла набора без «.yml»; одно на весь файл цифр, который зовётся так же.",
        good="tazovsky",
        bad="Тазовский район",
        why_bad="это название; нужно имя файла набора: tazovsky",
    )
    period: SHORT | None = field(
        "Период",
        Need.DRAFT,
        guide="Один из периодов набора, знак в знак. Формат столбца — «Текстовый»: из 2026-09 Excel делает дату.",
        good="2024",
        bad="2024 год",
        why_bad="в наборе период записан без слова «год», и такой строки он не узнает",
    )
    organization: SHORT | None = field(
        "Организация",
        Need.DRAFT,
        guide="Имя файла организации из content/organizations без «.md» или имя территории из набора.",
        good="shkola-3",
        bad="СОШ № 3",
        why_bad="по названию банк организацию не найдёт: нужно имя файла, shkola-3",
    )
    variable: SHORT | None = field(
        "Переменная",
        Need.DRAFT,
        guide="Имя переменной из раздела variables набора: что именно сосчитано.",
        good="staff",
        bad="Педагогов всего",
        why_bad="это пояснение; нужно имя латиницей, как в поле id переменной",
    )
    value: Annotated[str, Text(at_most=2000, prose=True)] | None = field(
        "Значение",
        Need.DRAFT,
        guide="Число, «есть» или «нет», балл или текст — по единице переменной. Запятая и пробелы в числе не мешают.",
        good="31",
        bad="31 чел.",
        why_bad="слово рядом с числом мешает его прочесть; единицу банк знает",
    )
    source: Line | None = field(
        "Источник",
        Need.DRAFT,
        guide="Документ или выгрузка, по которым цифру можно проверить.",
        good="отчёт школы за 2024 год",
        bad="по телефону",
        why_bad="через год такую цифру не проверить и не защитить",
    )
    collected: Annotated[dt.date, ExcelDay()] | None = field(
        "Дата сбора",
        Need.DRAFT,
        guide="День, когда цифра получена: 2024-12-20 или, как пишет Excel, 20.12.2024.",
        good="20.12.2024",
        bad="декабрь 2024",
        why_bad="нужен день: по нему видно, какая из двух цифр новее",
    )
    status: Annotated[str, Choice((PRELIMINARY, CHECKED))] | None = field(
        "Статус",
        Need.DRAFT,
        guide="«предварительно», пока цифру не сверили; «проверено», когда сверили. Предварительная помечена на сайте.",
        good="проверено",
        bad="да",
        why_bad="одно из двух слов: предварительно или проверено",
    )
    comment: Annotated[str, Text(at_most=1000, prose=True)] | None = field(
        "Комментарий",
        guide="Что нужно знать о цифре; виден на сайте. Если упало число нарастающим итогом, здесь сказано почему.",
        good="двое перешли в другой округ",
        bad="уточнить у Образцовой",
        why_bad="фамилия в открытой таблице, а о самой цифре ничего не сказано",
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
