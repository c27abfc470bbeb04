"""A person of the bank and the extent of the consent to be shown (152-ФЗ, ст. 10.1)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import (
    Choice,
    Date,
    Email,
    FilePath,
    Group,
    Line,
    Need,
    Phone,
    Prose,
    Text,
    Vocabulary,
    field,
)
from metodbank.model.shared import ORGANIZATION, SHORT

CONSENT_ITEMS = (
    "фамилия, имя, отчество",
    "фотография",
    "категория",
    "награды и звания",
    "служебная почта",
    "служебный телефон",
    "сведения о работе",
)
"""What a person may allow to be shown, item by item; silence is not consent."""


class Name(Group):
    """A person's name in parts, so that it can be shown short or in full."""

    surname: SHORT | None = field("Фамилия", Need.DRAFT, guide="Фамилия.", good="Образцова")
    given: SHORT | None = field("Имя", Need.DRAFT, guide="Имя.", good="Мария")
    patronymic: SHORT | None = field("Отчество", guide="Если есть.", good="Петровна")

    @property
    def full(self) -> str:
        """Surname, given name, patronymic."""
        return " ".join(filter(None, (self.surname, self.given, self.patronymic)))

    @property
    def short(self) -> str:
        """Surname and initials, tied by non-breaking spaces."""
        initials = [f"{part[0]}." for part in (self.given, self.patronymic) if part]
        return "\N{NO-BREAK SPACE}".join(filter(None, (self.surname, *initials)))


class Consent(Group):
    """The part of the consent that the site needs; the document itself is kept by the operator."""

    operator: Line | None = field(
        "Оператор",
        Need.DRAFT,
        guide="Кому дано согласие.",
        good="Управление образования (пример)",
        public=False,
    )
    date: Date | None = field("Дата согласия", Need.DRAFT, guide="Когда подписано.", good="2026-01-15", public=False)
    until: Date | None = field("Действует до", Need.DRAFT, guide="Срок согласия.", good="2029-01-15", public=False)
    items: list[Annotated[str, Choice(CONSENT_ITEMS)]] | None = field(
        "Что разрешено",
        Need.DRAFT,
        guide="Перечень из согласия; чего в нём нет, на сайте не будет.",
        good="[«фамилия, имя, отчество», категория]",
        source="152-ФЗ, ст. 10.1",
        public=False,
    )
    prohibitions: Prose | None = field(
        "Условия и запреты",
        guide="Как записано в согласии.",
        good="не передавать третьим лицам",
        public=False,
    )
    sites: list[Line] | None = field(
        "На каких сайтах", guide="Адреса из согласия.", good="[https://metodbank.example.org]", public=False
    )
    withdrawn: Date | None = field("Отозвано", guide="С какого дня отозвано.", good="2026-05-01", public=False)

    def covers(self, item: str, today: dt.date) -> bool:
        """Whether the consent lets ``item`` be shown on the day ``today``."""
        if self.date is None or self.until is None or not self.date <= today <= self.until:
            return False
        if self.withdrawn is not None and self.withdrawn <= today:
            return False
        return item in (self.items or ())


class Person(Entry):
    """Человек, о котором банк говорит ровно столько, сколько он разрешил."""

    name: Name | None = field(
        "Фамилия, имя, отчество",
        guide="Пишется, только если человек дал согласие на публикацию имени.",
        good="{surname: Образцова, given: Мария, patronymic: Петровна}",
        consent="фамилия, имя, отчество",
    )
    position: Annotated[str, Vocabulary("positions")] | None = field(
        "Должность", Need.DRAFT, guide="По перечню должностей.", good="учитель"
    )
    specialty: SHORT | None = field("Уточнение должности", guide="Что именно ведёт.", good="математики")
    organization: ORGANIZATION | None = field("Организация", Need.DRAFT, guide="Где работает.", good="shkola-3")
    subjects: list[Annotated[str, Vocabulary("subjects")]] | None = field(
        "Предметы", guide="По перечню.", good="[Математика]"
    )
    category: Annotated[str, Vocabulary("categories")] | None = field(
        "Категория", guide="Квалификационная категория.", good="высшая", consent="категория"
    )
    awards: list[Line] | None = field(
        "Награды и звания",
        guide="С годом.",
        good="[Почётный работник общего образования (2021)]",
        consent="награды и звания",
    )
    photo: Annotated[str, FilePath(images=True)] | None = field(
        "Фотография", guide="Файл в папке content/people.", good="p-001.jpg", consent="фотография"
    )
    email: Email | None = field(
        "Электронная почта", guide="Служебная.", good="p001@example.org", consent="служебная почта"
    )
    phone: Phone | None = field("Телефон", guide="Служебный.", good="+7 (00000) 2-00-03", consent="служебный телефон")
    about: Annotated[str, Text(at_most=1500, prose=True)] | None = field(
        "О работе",
        guide="Чем занимается и чем может помочь.",
        good="Ведёт кружок робототехники.",
        consent="сведения о работе",
    )
    consent: Consent | None = field(
        "Согласие на публикацию",
        guide="Без согласия человек показывается только должностью и организацией.",
        good="{date: 2026-01-15, until: 2029-01-15, items: [категория]}",
        public=False,
    )

    @property
    def job(self) -> str:
        """Position with its specification: «учитель математики»."""
        return " ".join(filter(None, (self.position, self.specialty)))


def _title(person: Person) -> str:
    return person.name.full if person.name else (person.job[:1].upper() + person.job[1:])


KIND = Kind(
    name="person",
    home="content/people",
    model=Person,
    one="человек",
    many="Люди",
    purpose="Авторы, эксперты и методисты, которые согласились, чтобы о них узнали.",
    columns=("position", "subjects", "organization", "category"),
    facets=("position", "subjects", "organization"),
    title=_title,
    slug=r"p-\d{3,5}",
    order=50,
)
