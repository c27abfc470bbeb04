"""A normative document (НПА) the bank rests on or refers to."""

from __future__ import annotations

from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import (
    Choice,
    Date,
    FilePath,
    Group,
    Line,
    Link,
    Need,
    Prose,
    Reference,
    Text,
    Vocabulary,
    field,
)
from metodbank.model.shared import SHORT


class Quotation(Group):
    """Where and how a founding document names this act, word for word."""

    source: Line | None = field(
        "Документ-источник", Need.DRAFT, guide="Какой документ цитируется.", good="Положение № 785"
    )
    clause: SHORT | None = field("Пункт", Need.DRAFT, guide="Пункт или место в документе.", good="пункт 1.1")
    text: Prose | None = field("Цитата", Need.DRAFT, guide="Слово в слово.", good="…в соответствии с…")


class Document(Entry):
    """Нормативный правовой акт или локальный документ."""

    title: Annotated[str, Text(at_most=700, at_least=5)] | None = field(
        "Название",
        Need.DRAFT,
        guide="Полностью, как в документе.",
        good="Об образовании в Российской Федерации",
    )
    kind: (
        Annotated[
            str,
            Choice(
                (
                    "указ",
                    "федеральный закон",
                    "закон субъекта",
                    "постановление",
                    "распоряжение",
                    "приказ",
                    "письмо",
                    "положение",
                    "концепция",
                    "стандарт",
                    "паспорт проекта",
                    "методические рекомендации",
                    "локальный акт",
                )
            ),
        ]
        | None
    ) = field("Вид", Need.DRAFT, guide="Вид документа.", good="приказ")
    number: SHORT | None = field("Номер", guide="Номер документа.", good="№ 273-ФЗ")
    date: Date | None = field("Дата", guide="Дата принятия.", good="2012-12-29")
    issuer: Line | None = field("Кто принял", Need.DRAFT, guide="Орган или организация.", good="Минпросвещения России")
    level: Annotated[str, Vocabulary("levels")] | None = field(
        "Уровень", Need.DRAFT, guide="По перечню.", good="федеральный"
    )
    status: Annotated[str, Choice(("действует", "утратил силу", "проект", "не сверено"))] | None = field(
        "Статус",
        Need.DRAFT,
        guide="«не сверено», если никто не проверил, действует ли документ сегодня.",
        good="действует",
    )
    replaces: list[Annotated[str, Reference("document")]] | None = field(
        "Заменяет", guide="Прежние документы.", good="[prikaz-2022]"
    )
    link: Link | None = field("Текст", guide="Официальная публикация.", good="https://example.org/akt")
    file: Annotated[str, FilePath()] | None = field("Файл", guide="Рядом с записью.", good="prikaz.pdf")
    about: Prose | None = field("О чём", guide="Одним-двумя предложениями, своими словами.", good="Вводит учёт ИОМ.")
    quotations: list[Quotation] | None = field("Где назван", guide="Цитаты документов-основ.", good="[{source: …}]")


KIND = Kind(
    name="document",
    home="content/documents",
    model=Document,
    one="документ",
    many="Документы",
    purpose="Нормативная основа: законы, приказы, положения и где они названы.",
    columns=("kind", "number", "date", "issuer", "level", "status"),
    facets=("kind", "level", "status", "issuer"),
    newest_by="date",
    order=90,
)
