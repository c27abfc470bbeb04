"""What a set of indicators says: declared like the kinds of entry, so the same rules and guide serve it.

The texts of a founding document (names, formulas, targets, criteria) stand word for word; what the bank
adds (machine formulas, policies, who to ask) stands in fields of its own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from metodbank.indicators.query import Query
from metodbank.indicators.units import UNITS
from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Group, Need, field
from metodbank.model.shapes import Choice, Flag, Line, Month, Number, Pattern, Period, Prose, Reference, Text, Whole
from metodbank.model.shared import ORGANIZATION, SHORT
from metodbank.model.vocabulary import Vocabularies

LONG = Annotated[str, Text(at_most=1000)]
PERIOD = Annotated[str, Period()]
NUMBER = Annotated[Decimal, Number()]
LINE_NUMBER = Annotated[int, Whole(at_least=1, at_most=100_000)]
ID = Annotated[str, Pattern(r"[a-z][a-z0-9_]{0,39}", "имя из малых латинских букв", "teachers")]
SLUG = Annotated[str, Pattern(r"[a-z0-9]+(?:[-.][a-z0-9]+)*", "имя из латинских букв, цифр и дефиса", "taz-1")]

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


class Quote(Group):
    """Words of the document and the line of its text they stand on."""

    text: Prose | None = field("Слова документа", Need.DRAFT, guide="Слово в слово.", good="№ 785")
    line: LINE_NUMBER | None = field("Строка", guide="Номер строки в тексте документа.", good="11")
    who: Line | None = field("Кто", guide="О ком эти слова.", good="методическая служба")


class Act(Group):
    """The document that sets the indicators."""

    title: LONG | None = field("Акт", Need.DRAFT, guide="Кем и когда утверждён.", good="Приказ № 785")
    document: Annotated[str, Reference("document")] | None = field(
        "Документ банка", guide="Имя файла в реестре документов.", good="tazovsky-785-2022"
    )
    source: SHORT | None = field("Файл источника", guide="Имя текста документа.", good="tazovsky-2022.txt")
    section: Line | None = field("Раздел", guide="Где в документе показатели.", good="раздел 5")
    edition: Line | None = field("Редакция", guide="Чем эта редакция отличается от других.", good="от 10.04.2023")
    quotes: list[Quote] | None = field(
        "Цитаты", guide="Дата и номер, как в документе.", good="[{text: № 785, line: 11}]"
    )


class Territory(Group):
    """A municipality or region that has values of its own."""

    id: SLUG | None = field("Имя", Need.DRAFT, guide="Так она названа в таблице цифр.", good="severorechensk")
    title: Line | None = field("Название", Need.DRAFT, guide="Как подписана.", good="Северореченский округ (пример)")
    home: Flag | None = field(
        "Своя", guide="«да» у той, чьи организации ведёт банк: её цифры складываются из их цифр.", good="да"
    )


class Oddity(Group):
    """What is strange in the document, and what the bank does about it."""

    code: SHORT | None = field("Код", Need.DRAFT, guide="Вид странности.", good="BAND_GAP")
    text: Prose | None = field(
        "В чём странность", Need.DRAFT, guide="Одним-двумя предложениями.", good="Полосы с разрывом"
    )
    lines: list[LINE_NUMBER] | None = field("Строки", guide="Где это в документе.", good="[53]")
    policy: Prose | None = field(
        "Как поступает банк",
        Need.DRAFT,
        guide="Правило целиком. Если его нет, так и напишите: «не решено» и почему.",
        good="Балл 1 ставится от 40 до 70 %.",
    )


class Variable(Group):
    """One number that is collected, counted or derived."""

    id: ID | None = field("Имя", Need.DRAFT, guide="Малые латинские буквы; им пользуются формулы.", good="teachers")
    title: LONG | None = field("Что это", Need.DRAFT, guide="Полными словами.", good="Педагогических работников всего")
    unit: Annotated[str, Choice(UNITS)] | None = field("Единица", Need.DRAFT, guide="В чём считают.", good="чел.")
    forms: list[SHORT] | None = field(
        "Слово в трёх формах", guide="Один, два, пять: для фразы «не хватает…».", good="[педагог, педагога, педагогов]"
    )
    collector: Line | None = field("Кто собирает", guide="С кем говорить, если цифры нет.", good="методист школы")
    by_organization: Flag | None = field(
        "По организациям", guide="«да», если цифру сдаёт каждая организация, а территория — сумма.", good="да"
    )
    fraction: Flag | None = field("Дробное", guide="«да», если число бывает не целым.", good="нет")
    formula: Line | None = field("Вычисляется", guide="Формула из других переменных.", good="schools + udo")
    counted: Query | None = field(
        "Считается по банку", guide="Запрос к записям или таблицам.", good="{source: event, take: записей}"
    )


class Symbol(Group):
    """How the document writes a variable in this formula; the same letter elsewhere may mean another thing."""

    variable: ID | None = field("Переменная", Need.DRAFT, guide="Имя переменной набора.", good="teachers")
    symbol: SHORT | None = field("Обозначение", Need.DRAFT, guide="Как в документе.", good="K_n")


class Formula(Group):
    """How a value is computed."""

    expression: Line | None = field(
        "Формула", Need.DRAFT, guide="Переменные, числа, скобки и знаки + - * /.", good="diagnosed / teachers * 100"
    )
    origin: Annotated[str, Choice(("документ", "методика банка"))] | None = field(
        "Откуда", Need.DRAFT, guide="Дана документом или составлена банком по названию.", good="документ"
    )
    text: Prose | None = field("Формула документа", guide="Слово в слово.", good="$D_y = K_T / K_n$")
    result: SHORT | None = field("Обозначение результата", guide="Как в документе.", good="D_y")
    symbols: list[Symbol] | None = field(
        "Обозначения", guide="По одному на переменную.", good="[{variable: t, symbol: K_n}]"
    )


class Target(Group):
    """What must be reached in a period."""

    period: Annotated[str, TargetPeriod()] | None = field(
        "Период", Need.DRAFT, guide="Период набора или «ежегодно».", good="2024"
    )
    op: Annotated[str, Choice(OPERATIONS)] | None = field(
        "Условие", Need.DRAFT, guide="не менее, ровно, диапазон или есть.", good="не менее"
    )
    value: NUMBER | None = field("Значение", guide="Для «не менее» и «ровно».", good="40")
    low: NUMBER | None = field("От", guide="Для диапазона.", good="3")
    high: NUMBER | None = field("До", guide="Для диапазона, включительно.", good="4")
    text: LONG | None = field("Слова документа", guide="Слово в слово.", good="не менее 40%")
    what: LONG | None = field("От чего", guide="Из слов документа.", good="от общего числа ОО")
    applied: Annotated[str, Choice((AT_LEAST,))] | None = field(
        "Применяется как", guide="Если банк читает условие мягче; правило — в странностях.", good="не менее"
    )


class Limits(Group):
    """A band of values; ``below`` is not in it."""

    at_least: NUMBER | None = field("От", guide="Включительно.", good="40")
    at_most: NUMBER | None = field("До", guide="Включительно.", good="100")
    below: NUMBER | None = field("Меньше", guide="Не включительно.", good="70")


class Band(Limits):
    """A score and the values it is given for."""

    score: Annotated[int, Whole(at_most=100)] | None = field("Балл", Need.DRAFT, guide="Число.", good="1")
    text: Line | None = field("Слова документа", guide="Слово в слово.", good="40 -69%")
    written: Limits | None = field(
        "Границы документа", guide="Если банк применяет другие.", good="{at_least: 40, at_most: 69}"
    )


class Measured(Group):
    """What an indicator and a part of an indicator have in common."""

    formula: Formula | None = field("Расчёт", guide="Формула.", good="{expression: events, origin: методика банка}")
    targets: list[Target] | None = field("Цели", guide="По периодам.", good="[{period: 2024, op: не менее, value: 40}]")
    may_exceed: Flag | None = field(
        "Может превысить 100 %", guide="«да», если по формуле документа это не ошибка.", good="да"
    )


class Part(Measured):
    """One of several values a row of the document holds («2а» and «2б»)."""

    id: SLUG | None = field("Имя", Need.DRAFT, guide="Латиницей.", good="asou-2a")
    label: SHORT | None = field("Номер", Need.DRAFT, guide="Как подписана.", good="2а")
    title: LONG | None = field("Что это", Need.DRAFT, guide="Какая часть строки.", good="разработаны ИОМ")


class Indicator(Measured):
    """One row of the document."""

    id: SLUG | None = field("Имя", Need.DRAFT, guide="Латиницей; не меняется.", good="taz-1")
    number: SHORT | None = field("Номер", guide="Как в документе.", good="1.")
    group: SHORT | None = field("Группа", guide="Имя группы набора.", good="5.1")
    name: LONG | None = field("Название", Need.DRAFT, guide="Слово в слово, с ошибками документа.", good="Доля…")
    reads_as: LONG | None = field("Читать как", guide="Если слова названия уехали в другую ячейку.", good="Доля ОО, …")
    raw: LONG | None = field("Строка документа целиком", guide="Если цель записана внутри названия.", good="охват…")
    line: LINE_NUMBER | None = field("Строка", Need.DRAFT, guide="Номер строки в тексте.", good="362")
    kind: Annotated[str, Choice(KINDS)] | None = field("Вид", Need.DRAFT, guide="Что это за величина.", good="доля")
    unit: SHORT | None = field("Единица", guide="Как подписывать значение.", good="'%'")
    cumulative: Flag | None = field("Нарастающим итогом", Need.DRAFT, guide="да или нет.", good="да")
    theme: SHORT | None = field("Тема", guide="Одинакова у показателей разных наборов об одном и том же.", good="ИОМ")
    source: LONG | None = field("Источник", guide="Слово в слово из графы документа.", good="Мониторинг")
    target_text: LONG | None = field("Цель документа", guide="Слово в слово.", good="не менее 40%")
    criteria: LONG | None = field("Критерий документа", guide="Слово в слово.", good="2 - полностью, 1- частично")
    bands: list[Band] | None = field("Баллы", guide="Балл и значения, за которые он ставится.", good="[{score: 2}]")
    parts: list[Part] | None = field("Части", guide="Если в строке несколько величин.", good="[{id: asou-2a}]")
    periodicity: Line | None = field("Как часто", guide="Если иначе, чем у набора.", good="ежемесячно")
    notes: Prose | None = field("Примечание", guide="Как считать и что спросить.", good="Совместители — один раз.")
    oddities: list[Oddity] | None = field("Странности", guide="Каждая с правилом банка.", good="[{code: NO_PERIOD}]")


class IndicatorGroup(Group):
    """A heading over several indicators."""

    id: SHORT | None = field("Имя", Need.DRAFT, guide="Как на него ссылаются показатели.", good="5.1")
    text: LONG | None = field("Заголовок", Need.DRAFT, guide="Слово в слово.", good="5.1. Показатели…")
    line: LINE_NUMBER | None = field("Строка", guide="Номер строки.", good="1307")


class Moment(Group):
    """A month a rating is made in, and the period whose values it takes."""

    month: Annotated[dt.date, Month()] | None = field("Месяц", Need.DRAFT, guide="Год и месяц.", good="2022-12")
    period: PERIOD | None = field("Период", Need.DRAFT, guide="Период набора.", good="II полугодие 2022")


class RatingRule(Group):
    """A rating the document demands."""

    text: Prose | None = field("Слова документа", guide="Слово в слово.", good="один раз в полугодие")
    line: LINE_NUMBER | None = field("Строка", guide="Номер строки.", good="157")
    method: Prose | None = field("Способ счёта", Need.DRAFT, guide="Целиком, словами.", good="Лучший — 100 баллов…")
    moments: list[Moment] | None = field("Когда", Need.DRAFT, guide="Месяцы рейтинга.", good="[{month: 2022-12}]")


class IndicatorSet(Entry):
    """Набор показателей одного документа."""

    title: LONG | None = field("Название", Need.DRAFT, guide="Чей набор и о чём.", good="Тазовский район: показатели")
    short_title: SHORT | None = field("Кратко", Need.DRAFT, guide="Для таблиц.", good="Тазовский")
    act: Act | None = field("Акт", Need.DRAFT, guide="Документ, который задаёт набор.", good="{title: Приказ № 785}")
    level: Line | None = field("Уровень", Need.DRAFT, guide="Как в документе.", good="муниципальный")
    observed: Annotated[str, Choice((TERRITORY, ORGANIZATION_ITSELF))] | None = field(
        "Чьи значения", Need.DRAFT, guide="Территории (из цифр организаций) или каждой организации.", good="территория"
    )
    supersedes: SLUG | None = field("Заменяет набор", guide="Имя файла прежней редакции.", good="perm-2022")
    superseded_by: SLUG | None = field("Заменён набором", guide="Имя файла новой редакции.", good="perm-2023")
    periods: list[PERIOD] | None = field("Периоды", Need.DRAFT, guide="По порядку.", good="[2021, 2022]")
    territories: list[Territory] | None = field("Территории", guide="У кого есть значения.", good="[{id: okrug}]")
    reporters: list[ORGANIZATION] | None = field("Кто сдаёт цифры", guide="Организации.", good="[shkola-1]")
    periodicity: list[Quote] | None = field("Как часто", guide="Слова документа.", good="[{text: раз в год}]")
    collectors: list[Quote] | None = field("Кто собирает", guide="Слова документа.", good="[{who: ММС, text: …}]")
    sources: list[Quote] | None = field("Источники данных", guide="Слова документа.", good="[{text: данные…}]")
    target_heading: Quote | None = field("Заголовок целей", guide="Слово в слово.", good="{text: Минимальное значение}")
    groups: list[IndicatorGroup] | None = field("Группы", guide="Заголовки над показателями.", good="[{id: '5.1'}]")
    variables: list[Variable] | None = field("Переменные", Need.DRAFT, guide="Что собирают.", good="[{id: teachers}]")
    indicators: list[Indicator] | None = field("Показатели", Need.DRAFT, guide="По порядку.", good="[{id: taz-1}]")
    rating: RatingRule | None = field("Рейтинг", guide="Если документ его требует.", good="{method: …}")
    total: Line | None = field("Итоговый балл", guide="Задан ли документом.", good="не задан")
    oddities: list[Oddity] | None = field("Странности набора", guide="С правилом банка.", good="[{code: EDITION}]")


FOLDER = "content/indicators"
KIND = Kind(
    name="indicator_set",
    home=FOLDER,
    model=IndicatorSet,
    one="набор показателей",
    many="Наборы показателей",
    purpose="Показатели документов-основ: названия, формулы и цели слово в слово, и как их считает банк.",
    columns=("level", "observed"),
    slug=r"[a-z0-9]+(?:-[a-z0-9]+)*",
    order=200,
)
"""Not one of the kinds of entry: sets have no Markdown and pages of another sort."""
