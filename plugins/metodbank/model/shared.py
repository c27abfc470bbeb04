"""Groups of fields that several kinds of entry use."""

from __future__ import annotations

from typing import Annotated

from metodbank.model.fields import (
    Count,
    Date,
    Email,
    FilePath,
    Group,
    Line,
    Need,
    Period,
    Phone,
    Reference,
    Text,
    field,
)

SHORT = Annotated[str, Text(at_most=120)]
PERSON = Annotated[str, Reference("person")]
ORGANIZATION = Annotated[str, Reference("organization")]


class Order(Group):
    """The administrative act a status rests on."""

    date: Date | None = field("Дата", Need.PUBLICATION, guide="Дата приказа.", good="2026-02-10")
    number: SHORT | None = field("Номер", Need.PUBLICATION, guide="Номер приказа.", good="№ 41-ОД")
    title: Line | None = field("О чём", guide="Заголовок приказа.", good="О присвоении статуса стажировочной площадки")
    file: Annotated[str, FilePath()] | None = field(
        "Файл", guide="Скан или текст приказа рядом с записью.", good="prikaz-41.pdf"
    )
    document: Annotated[str, Reference("document")] | None = field(
        "Документ банка", guide="Имя файла документа в реестре НПА.", good="prikaz-aktiv-2026"
    )


class Contact(Group):
    """How to reach the organisation; private phones and messengers do not belong here."""

    phone: Phone | None = field("Телефон", guide="Служебный телефон организации.", good="+7 (00000) 2-00-03")
    email: Email | None = field(
        "Электронная почта",
        guide="Служебный адрес организации.",
        good="school3@example.org",
        bad="мой личный адрес",
        why_bad="личные адреса не публикуются",
    )
    note: Line | None = field("Когда обращаться", guide="Дни и часы.", good="по средам с 14 до 16")


class CountByPeriod(Group):
    """One number for one reporting period."""

    period: Annotated[str, Period()] | None = field(
        "Период",
        Need.PUBLICATION,
        guide="Год, учебный год, полугодие, квартал или месяц.",
        good="2025/26",
        bad="прошлый год",
        why_bad="через год станет непонятно, о чём речь",
    )
    count: Count | None = field("Сколько", Need.PUBLICATION, guide="Целое число.", good="24")


class SpeakerRole(Group):
    """A person of the bank in some role."""

    shorthand = "person"

    person: PERSON | None = field("Человек", Need.DRAFT, guide="Имя файла записи о человеке.", good="p-004")
    role: SHORT | None = field("Роль", guide="Что человек делал.", good="ведущий мастер-класса")


class Attachment(Group):
    """A file beside the entry or a page on a Russian server."""

    shorthand = "file"

    file: Annotated[str, FilePath()] | None = field(
        "Файл", guide="Имя файла в папке записи, латиницей.", good="kartochki.pdf"
    )
    link: Line | None = field(
        "Ссылка",
        guide="Адрес страницы на сервере в России, если файла нет.",
        good="https://example.org/material",
    )
    title: Line | None = field("Название", guide="Что это.", good="Карточки к первому уроку")
    kind: SHORT | None = field("Вид", guide="Чем это служит учителю.", good="раздаточный материал")
