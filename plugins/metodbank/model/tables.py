"""Aggregated registers kept as CSV: what a row holds. No table has a place for a person's name.

The founding documents demand these registers; personal rows stay in the services' own systems and the
bank publishes sums. Cells that count one or two people are hidden and summed: a small school is
recognisable (rules, «small schools are recognisable from small counts»).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from metodbank.model.fields import (
    Choice,
    Count,
    FieldSpec,
    Flag,
    Group,
    Line,
    Month,
    Need,
    Number,
    Period,
    Prose,
    Reference,
    Text,
    Vocabulary,
    Whole,
    field,
    fields_of,
)
from metodbank.model.shared import ORGANIZATION, SHORT

PERIOD = Annotated[str, Period()]


class Mentoring(Group):
    """Наставничество: пары и фамилии не публикуются."""

    organization: ORGANIZATION | None = field(
        "Организация", Need.DRAFT, guide="Имя файла организации.", good="shkola-3"
    )
    period: PERIOD | None = field("Период", Need.DRAFT, guide="Учебный год.", good="2025/26")
    form: (
        Annotated[
            str,
            Choice(
                (
                    "педагог — педагог",
                    "руководитель — педагог",
                    "студент — педагог",
                    "педагог — студент",
                    "группа — педагог",
                )
            ),
        ]
        | None
    ) = field("Форма", Need.DRAFT, guide="Форма наставничества.", good="педагог — педагог")
    mentors: Count | None = field("Наставников", Need.DRAFT, guide="Человек.", good="4")
    mentees: Count | None = field("Наставляемых", Need.DRAFT, guide="Человек.", good="6")
    young: Count | None = field(
        "Из них до 35 лет, первые три года", Need.DRAFT, guide="Не больше, чем наставляемых.", good="3"
    )
    approved: Count | None = field("Программ утверждено", Need.DRAFT, guide="Персональных программ.", good="6")
    completed: Count | None = field("Программ завершено", Need.DRAFT, guide="Не больше утверждённых.", good="4")


class Iom(Group):
    """Индивидуальные образовательные маршруты по организациям."""

    organization: ORGANIZATION | None = field(
        "Организация", Need.DRAFT, guide="Имя файла организации.", good="shkola-3"
    )
    period: PERIOD | None = field("Период", Need.DRAFT, guide="Учебный год или полугодие.", good="I полугодие 2026")
    deficit: Annotated[str, Vocabulary("deficits")] | None = field(
        "Дефицит", Need.DRAFT, guide="По перечню.", good="методический"
    )
    developed: Count | None = field("Разработано", Need.DRAFT, guide="Маршрутов.", good="12")
    active: Count | None = field("Реализуется", Need.DRAFT, guide="Маршрутов.", good="7")
    completed: Count | None = field("Успешно реализовано", Need.DRAFT, guide="Не больше разработанных.", good="5")


class Consultation(Group):
    """Запросы на консультационно-методическое сопровождение."""

    organization: ORGANIZATION | None = field(
        "Организация", Need.DRAFT, guide="Имя файла организации.", good="shkola-3"
    )
    period: PERIOD | None = field("Период", Need.DRAFT, guide="Квартал или учебный год.", good="III квартал 2026")
    need: Annotated[str, Choice(("индивидуальная", "институциональная", "муниципальная"))] | None = field(
        "Потребность",
        Need.DRAFT,
        guide="Чья потребность.",
        good="индивидуальная",
        source="perm-2022-2023, строка 1518",
    )
    topic: Annotated[str, Vocabulary("directions")] | None = field(
        "Тема", Need.DRAFT, guide="По перечню направлений.", good="инклюзия"
    )
    requests: Count | None = field("Запросов", Need.DRAFT, guide="Сколько поступило.", good="9")
    answered: Count | None = field("Выполнено", Need.DRAFT, guide="Не больше, чем поступило.", good="8")
    iom: Count | None = field("Из них по ИОМ", guide="Сколько при разработке маршрута.", good="4")


class Staff(Group):
    """Работники методической службы: должности и ставки, без фамилий."""

    organization: ORGANIZATION | None = field(
        "Организация", Need.DRAFT, guide="Методическая служба.", good="metodicheskaya-sluzhba"
    )
    period: PERIOD | None = field("Период", Need.DRAFT, guide="Год.", good="2026")
    position: Annotated[str, Vocabulary("positions")] | None = field(
        "Должность", Need.DRAFT, guide="По перечню.", good="методист"
    )
    rates: Annotated[Decimal, Number()] | None = field("Ставок", Need.DRAFT, guide="Число, можно дробное.", good="2,5")
    people: Count | None = field("Человек", Need.DRAFT, guide="Сколько работает.", good="3")
    higher: Count | None = field("С высшей категорией", guide="Не больше, чем человек.", good="1")
    trained: Count | None = field("Прошли обучение за три года", guide="Не больше, чем человек.", good="3")


class YoungSpecialist(Group):
    """Молодые специалисты по организациям."""

    organization: ORGANIZATION | None = field(
        "Организация", Need.DRAFT, guide="Имя файла организации.", good="shkola-3"
    )
    period: PERIOD | None = field("Период", Need.DRAFT, guide="Учебный год.", good="2025/26")
    total: Count | None = field("Молодых специалистов", Need.DRAFT, guide="Стаж до трёх лет.", good="5")
    first_year: Count | None = field("Из них первый год", Need.DRAFT, guide="Не больше всех.", good="2")
    with_mentor: Count | None = field("С наставником", Need.DRAFT, guide="Не больше всех.", good="5")
    stayed: Count | None = field("Остались на следующий год", guide="Не больше всех.", good="4")


class TeamTraining(Group):
    """Обучение управленческих команд."""

    organization: ORGANIZATION | None = field(
        "Организация", Need.DRAFT, guide="Имя файла организации.", good="shkola-3"
    )
    period: PERIOD | None = field("Период", Need.DRAFT, guide="Год.", good="2026")
    program: Line | None = field("Программа", Need.DRAFT, guide="Чему учили.", good="ВСОКО для команды школы")
    trained: Count | None = field("Обучено", Need.DRAFT, guide="Человек.", good="4")
    whole_team: Flag | None = field("Команда целиком", Need.DRAFT, guide="да или нет.", good="да")


class RoadmapItem(Group):
    """Строка дорожной карты; тексты — слово в слово, как в документе."""

    id: SHORT | None = field("Номер", Need.DRAFT, guide="Не меняется.", good="ivo-2.05")
    direction: Annotated[int, Whole(at_least=1, at_most=99)] | None = field(
        "Направление", Need.DRAFT, guide="Номер.", good="2"
    )
    code: SHORT | None = field("Код", guide="Номер строки в документе.", good="2.5")
    measure: Annotated[str, Text(at_most=1000, prose=True)] | None = field(
        "Комплекс мер", guide="Как в документе.", good="1. …"
    )
    event: Annotated[str, Text(at_most=2000, prose=True)] | None = field(
        "Мероприятие", guide="Как в документе; пусто, если ячейка продолжает верхнюю.", good="Проведение…"
    )
    responsible: Annotated[str, Text(at_most=1000, prose=True)] | None = field(
        "Ответственный", guide="Как в документе.", good="ММС"
    )
    executors: Annotated[str, Text(at_most=1000, prose=True)] | None = field(
        "Исполнители", guide="Как в документе.", good="ОО"
    )
    term: Annotated[str, Text(at_most=300, prose=True)] | None = field(
        "Срок", Need.DRAFT, guide="Как в документе.", good="Ежегодно"
    )
    starts: Annotated[dt.date, Month()] | None = field("С", guide="Первый месяц, если ясен.", good="2023-02")
    ends: Annotated[dt.date, Month()] | None = field("По", guide="Последний месяц, если ясен.", good="2023-03")
    result: Prose | None = field("Результат", guide="Как в документе.", good="Приказ")
    state: (
        Annotated[
            str,
            Choice(("не отмечено", "запланировано", "выполняется", "выполнено", "не выполнено", "перенесено")),
        ]
        | None
    ) = field("Состояние", Need.DRAFT, guide="Что с пунктом сейчас.", good="выполняется")
    fact: Prose | None = field("Факт", guide="Что сделано.", good="Проведено 3 семинара.")
    document: Annotated[str, Reference("document")] | None = field(
        "Документ", guide="Документ банка.", good="prikaz-2026"
    )
    line: SHORT | None = field("Строка источника", guide="Строка файла.", good="1467")
    note: Prose | None = field("Примечание", guide="Если есть.", good="ячейка разорвана переносом")


@dataclass(frozen=True)
class Table:
    """A register kept as CSV.

    :param name: the file's stem in ``content/tables``; for tables that stand beside entries, the name only.
    :param row: the columns; the header of the file holds their labels.
    :param key: columns that together tell one row from another.
    :param parts: pairs (part, whole): the part cannot be greater.
    :param people: columns counting people, in which 1 and 2 are hidden.
    :param beside: the kind whose entries have such a table each, in their own folder.
    """

    name: str
    row: type[Group]
    title: str
    purpose: str
    key: tuple[str, ...]
    parts: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] = ()
    beside: str = ""

    @property
    def fields(self) -> dict[str, FieldSpec]:
        """The columns by name, in order."""
        return fields_of(self.row)


_TABLES = (
    Table(
        "mentoring",
        Mentoring,
        "Наставничество",
        "Сколько наставников и наставляемых, по организациям и формам.",
        key=("organization", "period", "form"),
        parts=(("young", "mentees"), ("completed", "approved")),
        people=("mentors", "mentees", "young", "approved", "completed"),
    ),
    Table(
        "iom",
        Iom,
        "Индивидуальные образовательные маршруты",
        "Сколько маршрутов разработано и пройдено, по организациям, периодам и дефицитам.",
        key=("organization", "period", "deficit"),
        parts=(("completed", "developed"), ("active", "developed")),
        people=("developed", "active", "completed"),
    ),
    Table(
        "consultations",
        Consultation,
        "Запросы на консультации",
        "С чем обращаются в методическую службу и сколько запросов выполнено.",
        key=("organization", "period", "need", "topic"),
        parts=(("answered", "requests"), ("iom", "requests")),
        people=("requests", "answered", "iom"),
    ),
    Table(
        "staff",
        Staff,
        "Работники методической службы",
        "Должности, ставки и подготовка работников службы.",
        key=("organization", "period", "position"),
        parts=(("higher", "people"), ("trained", "people")),
    ),
    Table(
        "young_specialists",
        YoungSpecialist,
        "Молодые специалисты",
        "Сколько молодых специалистов и у скольких есть наставник.",
        key=("organization", "period"),
        parts=(("first_year", "total"), ("with_mentor", "total"), ("stayed", "total")),
        people=("total", "first_year", "with_mentor", "stayed"),
    ),
    Table(
        "team_training",
        TeamTraining,
        "Обучение управленческих команд",
        "Какие команды прошли обучение и целиком ли.",
        key=("organization", "period", "program"),
        people=("trained",),
    ),
    Table(
        "roadmap_items",
        RoadmapItem,
        "Пункты дорожной карты",
        "Кто, что и когда делает.",
        key=("id",),
        beside="roadmap",
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _TABLES}
"""All tables by name."""
