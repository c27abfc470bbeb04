"""The fields of a query: which entries or rows of the bank a number is counted from."""

from __future__ import annotations

from typing import Annotated

from metodbank.model.fields import Group, Need, field
from metodbank.model.shapes import Choice, Date, Flag, Line, Text

ENTRIES, SUM, DIFFERENT, ITEMS, BY_PERIOD = "записей", "сумма", "разных", "пунктов", "сумма по периодам"
TAKES = (ENTRIES, SUM, DIFFERENT, ITEMS, BY_PERIOD)
WORD = Annotated[str, Text(at_most=80)]


class Condition(Group):
    """A field must hold one of the values."""

    name: WORD | None = field("Поле", Need.DRAFT, guide="Имя поля записи или таблицы.", good="level")
    values: list[Line] | None = field("Значения", Need.DRAFT, guide="Одно из них.", good="[муниципальный]")


class Query(Group):
    """A number counted from the bank."""

    source: WORD | None = field(
        "Откуда", Need.DRAFT, guide="Вид записи (event, member…) или таблица (iom, mentoring…).", good="event"
    )
    where: list[Condition] | None = field(
        "Условия", guide="Все должны выполняться.", good="[{name: level, values: […]}]"
    )
    during: WORD | None = field("День", guide="Поле с датой, которая должна попасть в период.", good="start")
    active: Flag | None = field(
        "Действует", guide="«да»: в последний день периода идёт срок записи (valid_from — valid_until).", good="да"
    )
    now: Flag | None = field(
        "Только сейчас",
        guide="«да», если поле знает лишь сегодняшнее число: считается только текущий период.",
        good="да",
    )
    cumulative: Flag | None = field("С начала набора", guide="«да», если считать с первого периода набора.", good="да")
    since: Date | None = field(
        "С какого дня банк полон",
        Need.DRAFT,
        guide="Периоды, начавшиеся раньше, по банку не считаются.",
        good="2026-01-01",
    )
    take: Annotated[str, Choice(TAKES)] | None = field(
        "Что считать", Need.DRAFT, guide="Записи, сумму поля, разные значения, пункты списка.", good="записей"
    )
    of: WORD | None = field("Поле", guide="Для суммы, разных и пунктов; части — через точку.", good="assigned_teachers")
    organization: WORD | None = field("Чья запись", guide="Поле с организацией.", good="organizer")
    among: list[Line] | None = field("Какие организации", guide="Виды организаций, если не все.", good="[школа]")
