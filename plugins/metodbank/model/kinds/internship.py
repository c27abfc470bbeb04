"""An internship site: стажировочная, менторская, инновационная (РИП), апробационная, опорная площадка."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import (
    Choice,
    Count,
    Date,
    FilePath,
    Group,
    Line,
    Month,
    Need,
    Period,
    Reference,
    Text,
    Vocabulary,
    field,
)
from metodbank.model.shared import ORGANIZATION, PERSON, SHORT, Contact, Order


class InternshipProgram(Group):
    """A programme a visitor can take at the site (perm-2022-2023, строки 1343, 1345, 1510)."""

    title: Line | None = field("Название", Need.DRAFT, guide="Чему учат.", good="Формирующее оценивание на уроке")
    mode: Annotated[str, Choice(("индивидуальная", "групповая"))] | None = field(
        "Форма", guide="Один стажёр или группа.", good="групповая"
    )
    hours: Count | None = field("Часы", guide="Сколько часов.", good="16")
    document: SHORT | None = field("Документ", guide="Что выдаётся.", good="справка о стажировке")
    trained: Count | None = field("Обучено", guide="Сколько человек прошло.", good="18")


class Session(Group):
    """A planned day of the internship."""

    date: Date | None = field("Дата", Need.DRAFT, guide="Когда.", good="2026-11-20")
    topic: Line | None = field("Тема", Need.DRAFT, guide="О чём.", good="Урок с картой самооценки")
    format: Annotated[str, Choice(("очно", "онлайн", "смешанно"))] | None = field("Формат", guide="Как.", good="очно")
    seats: Count | None = field("Мест", guide="Сколько мест.", good="12")
    signup: Line | None = field("Запись", guide="Куда писать.", good="school3@example.org")


class Coverage(Group):
    """How many the site reached in a period."""

    period: Annotated[str, Period()] | None = field(
        "Период", Need.DRAFT, guide="Учебный год или месяц.", good="2025/26"
    )
    teachers: Count | None = field("Педагогов", Need.DRAFT, guide="Сколько педагогов.", good="46")
    organizations: Count | None = field("Организаций", guide="Из скольких организаций.", good="9")


class Report(Group):
    """A monthly report of the site (asou-2022, строка 152)."""

    month: Annotated[dt.date, Month()] | None = field("Месяц", Need.DRAFT, guide="За какой месяц.", good="2026-09")
    file: Annotated[str, FilePath()] | None = field(
        "Файл", guide="Файл отчёта рядом с записью.", good="otchet-2026-09.pdf"
    )
    summary: Line | None = field("Главное", guide="Одной строкой.", good="две стажировки, 14 педагогов")


class Internship(Entry):
    """Площадка, где опыту учат на месте."""

    title: Annotated[str, Text(at_most=200, at_least=10)] | None = field(
        "Тема",
        Need.DRAFT,
        guide="Чему здесь можно научиться.",
        good="Проектная деятельность в начальной школе",
    )
    organization: ORGANIZATION | None = field("Организация", Need.DRAFT, guide="На базе кого.", good="shkola-3")
    level: Annotated[str, Vocabulary("levels")] | None = field(
        "Уровень", Need.DRAFT, guide="Кто присвоил.", good="муниципальный"
    )
    kind: (
        Annotated[str, Choice(("стажировочная", "менторская", "инновационная (РИП)", "апробационная", "опорная"))]
        | None
    ) = field(
        "Вид",
        Need.DRAFT,
        guide="Вид площадки.",
        good="стажировочная",
        source="asou-2022, строки 117–119, 219",
    )
    order: Order | None = field(
        "Приказ о присвоении статуса", Need.DRAFT, guide="Дата, номер, файл.", good="{number: № 41}"
    )
    valid_from: Date | None = field("Действует с", Need.DRAFT, guide="Первый день.", good="2025-09-01")
    valid_until: Date | None = field("Действует до", Need.DRAFT, guide="Последний день.", good="2028-08-31")
    status: (
        Annotated[
            str,
            Choice(("действует", "приостановлена", "завершена успешно", "завершена", "досрочно прекращена")),
        ]
        | None
    ) = field("Статус", Need.DRAFT, guide="Что с площадкой сейчас.", good="действует")
    head: PERSON | None = field("Руководитель", Need.DRAFT, guide="Запись о человеке.", good="p-003")
    curator: PERSON | None = field("Куратор от методической службы", guide="Запись о человеке.", good="p-009")
    programs: list[InternshipProgram] | None = field(
        "Программы стажировки",
        Need.DRAFT,
        guide="Название, форма, часы, документ, сколько обучено.",
        good="[{title: Формирующее оценивание}]",
        source="perm-2022-2023, строки 1343, 1345, 1510",
    )
    schedule: list[Session] | None = field("График стажировок", guide="Ближайшие даты.", good="[{date: 2026-11-20}]")
    participants: list[ORGANIZATION] | None = field(
        "Участвующие организации",
        guide="Кто в работе площадки.",
        good="[shkola-5]",
        source="asou-2022, строка 117",
    )
    coverage: list[Coverage] | None = field("Охват", guide="По периодам.", good="[{period: 2025/26, teachers: 46}]")
    reports: list[Report] | None = field(
        "Отчёты", guide="Ежемесячно.", good="[{month: 2026-09}]", source="asou-2022, строка 152"
    )
    practices: list[Annotated[str, Reference("practice")]] | None = field(
        "Практики", guide="Каким практикам здесь учат.", good="[chek-i-procenty]"
    )
    contact: Contact | None = field("Контакт", guide="Служебные телефон и почта.", good="{email: school3@example.org}")


KIND = Kind(
    name="internship",
    home="content/internships",
    model=Internship,
    one="площадка",
    many="Стажировочные площадки",
    purpose="Куда приехать, чтобы увидеть практику и попробовать её под присмотром.",
    columns=("kind", "organization", "level", "status", "valid_until"),
    facets=("kind", "status", "organization", "level"),
    order=20,
)
