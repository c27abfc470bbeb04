"""A person of the bank and the extent of the consent to be shown (152-ФЗ, ст. 10.1)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Group, Need, field
from metodbank.model.shapes import Choice, Date, Email, FilePath, Line, Phone, Prose, Text, Vocabulary
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

    surname: SHORT | None = field(
        "Фамилия",
        Need.DRAFT,
        guide="Только фамилия, полностью.",
        good="Образцова",
        bad="Образцова М. П.",
        why_bad="инициалы банк сделает сам из имени и отчества",
    )
    given: SHORT | None = field(
        "Имя",
        Need.DRAFT,
        guide="Имя полностью, не инициал.",
        good="Мария",
        bad="М.",
        why_bad="из инициала полного имени не восстановить",
    )
    patronymic: SHORT | None = field(
        "Отчество",
        guide="Отчество полностью; если его нет, поле не пишется.",
        good="Петровна",
        bad="нет",
        why_bad="на странице слово «нет» встанет рядом с именем: уберите поле",
    )

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
        guide="Полное название организации, которой человек дал согласие.",
        good="Управление образования (пример)",
        bad="школа",
        why_bad="согласие даётся названному оператору: какая школа?",
        public=False,
    )
    date: Date | None = field(
        "Дата согласия",
        Need.DRAFT,
        guide="День, когда человек подписал согласие.",
        good="2026-01-15",
        bad="15.01.26",
        why_bad="сначала год, и полностью: 2026-01-15",
        public=False,
    )
    until: Date | None = field(
        "Действует до",
        Need.DRAFT,
        guide="Последний день, который назван в согласии.",
        good="2029-01-15",
        bad="до отзыва",
        why_bad="нужен день: после него банк сам закроет имя",
        public=False,
    )
    items: list[Annotated[str, Choice(CONSENT_ITEMS)]] | None = field(
        "Что разрешено",
        Need.DRAFT,
        guide="Перечень из согласия; чего в нём нет, на сайте не будет.",
        good='["фамилия, имя, отчество", категория]',
        bad="[всё]",
        why_bad="согласие дают по пунктам: «всё» не открывает ничего",
        source="152-ФЗ, ст. 10.1",
        public=False,
    )
    prohibitions: Prose | None = field(
        "Условия и запреты",
        guide="Условия и запреты, слово в слово из согласия.",
        good="не передавать третьим лицам",
        bad="нет",
        why_bad="запрета «нет» не бывает: если их не было, поле не пишется",
        public=False,
    )
    sites: list[Line] | None = field(
        "На каких сайтах",
        guide="Адреса сайтов, которые названы в согласии.",
        good="[https://metodbank.example.org]",
        bad="[в интернете]",
        why_bad="согласие действует на названных сайтах: нужны адреса",
        public=False,
    )
    withdrawn: Date | None = field(
        "Отозвано",
        guide="День, с которого человек отозвал согласие.",
        good="2026-05-01",
        bad="да",
        why_bad="нужен день: с него имени на сайте не будет",
        public=False,
    )

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
        bad="Образцова Мария Петровна",
        why_bad="фамилия, имя и отчество стоят в трёх полях внутри",
        consent="фамилия, имя, отчество",
    )
    position: Annotated[str, Vocabulary("positions")] | None = field(
        "Должность",
        Need.DRAFT,
        guide="Должность словом из словаря.",
        good="учитель",
        bad="руководитель ШМО",
        why_bad="это нагрузка, а не должность: «учитель», а остальное — в поле «О работе»",
    )
    specialty: SHORT | None = field(
        "Уточнение должности",
        guide="Что ведёт: слова, которые встанут после должности.",
        good="математики",
        bad="учитель математики",
        why_bad="должность уже стоит в своём поле: выйдет «учитель учитель математики»",
    )
    organization: ORGANIZATION | None = field(
        "Организация",
        Need.DRAFT,
        guide="Имя файла организации, где человек работает, без «.md».",
        good="shkola-3",
        bad="СОШ № 3",
        why_bad="нужно имя файла: по названию банк школу не найдёт",
    )
    subjects: list[Annotated[str, Vocabulary("subjects")]] | None = field(
        "Предметы",
        guide="Предметы, которые человек ведёт, словами словаря.",
        good="[Математика]",
        bad="[точные науки]",
        why_bad="такого предмета нет: ищут по словам Математика, Физика",
    )
    category: Annotated[str, Vocabulary("categories")] | None = field(
        "Категория",
        guide="Квалификационная категория словом из словаря, без срока.",
        good="высшая",
        bad="первая до 2027 г.",
        why_bad="срок сюда не пишется: с ним слова нет в словаре",
        consent="категория",
    )
    awards: list[Line] | None = field(
        "Награды и звания",
        guide="Награды и звания полностью, каждая с годом.",
        good="[Почётный работник общего образования (2021)]",
        bad="[имеет грамоты]",
        why_bad="какие и когда? назовите две-три главные, с годом",
        consent="награды и звания",
    )
    photo: Annotated[str, FilePath(images=True)] | None = field(
        "Фотография",
        guide="Имя файла портрета в папке content/people.",
        good="p-001.jpg",
        bad="https://example.org/photo.jpg",
        why_bad="чужую картинку сайт не покажет: положите файл рядом с записью",
        consent="фотография",
    )
    email: Email | None = field(
        "Электронная почта",
        guide="Служебный адрес, по которому человеку пишут по работе.",
        good="p001@example.org",
        bad="imya.familiya@mail.ru",
        why_bad="личная почта: согласие покрывает только служебную",
        consent="служебная почта",
    )
    phone: Phone | None = field(
        "Телефон",
        guide="Служебный телефон, лучше с добавочным.",
        good="+7 (00000) 2-00-03",
        bad="8 900 000-00-00",
        why_bad="личный мобильный: согласие покрывает только служебный",
        consent="служебный телефон",
    )
    about: Annotated[str, Text(at_most=1500, prose=True)] | None = field(
        "О работе",
        guide="Чем занимается и с чем к этому человеку идти.",
        good="Ведёт кружок робототехники.",
        bad="Творческий, ответственный педагог, любит детей.",
        why_bad="это характеристика: с чем к человеку идти, не видно",
        consent="сведения о работе",
    )
    consent: Consent | None = field(
        "Согласие на публикацию",
        guide="Срок и пункты согласия; без него видны только должность и организация.",
        good="{date: 2026-01-15, until: 2029-01-15, items: [категория]}",
        bad="да",
        why_bad="на что, кому и до какого дня? без этого имя не откроется",
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
