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

    name: WORD | None = field(
        "Поле",
        Need.DRAFT,
        guide="Имя поля записи или столбца таблицы латиницей, как в справочнике полей.",
        good="level",
        bad="Уровень",
        why_bad="это подпись поля; запрос знает его имя: level",
    )
    values: list[Line] | None = field(
        "Значения",
        Need.DRAFT,
        guide="Слова, одно из которых должно стоять в поле, в точности как в словаре.",
        good="[муниципальный, региональный]",
        bad="муниципальный",
        why_bad="нужен список, хотя бы из одного слова: [муниципальный]",
    )


class Query(Group):
    """A number counted from the bank."""

    source: WORD | None = field(
        "Откуда",
        Need.DRAFT,
        guide="Вид записи (event, member, practice…) или сводная таблица (iom, mentoring…).",
        good="event",
        bad="мероприятия",
        why_bad="нужно имя вида, как в адресе его страницы в справочнике полей: event",
    )
    where: list[Condition] | None = field(
        "Условия",
        guide="Какие записи считать; выполняться должны все условия.",
        good="[{name: level, values: [муниципальный]}]",
        bad="{level: муниципальный}",
        why_bad="нужен список условий, у каждого имя поля (name) и значения (values)",
    )
    during: WORD | None = field(
        "День",
        guide="Поле с датой, которая должна попасть в период: у мероприятия — день начала.",
        good="start",
        bad="2026",
        why_bad="период банк подставит сам; здесь имя поля с датой",
    )
    active: Flag | None = field(
        "Действует",
        guide="«да», если считать только тех, чей срок (valid_from — valid_until) идёт в последний день периода.",
        good="да",
        bad="на конец года",
        why_bad="бывает только «да» или «нет»",
    )
    now: Flag | None = field(
        "Только сейчас",
        guide="«да», если запись знает лишь сегодняшнее число и прошлого по ней не узнать: считается текущий период.",
        good="да",
        bad="сейчас",
        why_bad="бывает только «да» или «нет»",
    )
    cumulative: Flag | None = field(
        "С начала набора",
        guide="«да», если число нарастает с первого периода набора.",
        good="да",
        bad="с 2024 года",
        why_bad="бывает только «да» или «нет»; первый период набора банк знает сам",
    )
    since: Date | None = field(
        "С какого дня банк полон",
        Need.DRAFT,
        guide="С этого дня в банке есть все такие записи. Периоды, начавшиеся раньше, по банку не считаются.",
        good="2026-01-01",
        bad="2026",
        why_bad="нужен день целиком: год, месяц, число",
    )
    take: Annotated[str, Choice(TAKES)] | None = field(
        "Что считать",
        Need.DRAFT,
        guide="Сами записи, сумму поля, сколько в нём разных значений, сколько пунктов в списке.",
        good="записей",
        bad="количество",
        why_bad="количество чего? одно из перечня: записей",
    )
    of: WORD | None = field(
        "Поле",
        guide="Какое поле складывать или перебирать; не нужно, если считаются записи. Поле внутри поля — через точку.",
        good="coverage.participants",
        bad="участники",
        why_bad="нужно имя поля латиницей, с тем полем, внутри которого оно стоит",
    )
    organization: WORD | None = field(
        "Чья запись",
        guide="Поле с организацией: по нему число разложится по школам.",
        good="organizer",
        bad="shkola-3",
        why_bad="это одна школа; нужно имя поля, где записаны они все",
    )
    among: list[Line] | None = field(
        "Какие организации",
        guide="Виды организаций, если считать не все, словами словаря.",
        good="[школа, детский сад]",
        bad="[shkola-3]",
        why_bad="это организация, а не вид: школа, детский сад",
    )
