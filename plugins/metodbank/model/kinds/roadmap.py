"""A roadmap («дорожная карта»): the entry describes it, its rows stand in a CSV of the same name."""

from __future__ import annotations

from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Group, Need, field
from metodbank.model.shapes import Line, Reference, Text, Vocabulary, Whole
from metodbank.model.shared import ORGANIZATION, SHORT


class Direction(Group):
    """A numbered direction of the roadmap."""

    number: Annotated[int, Whole(at_least=1, at_most=99)] | None = field(
        "Номер",
        Need.DRAFT,
        guide="Номер направления из документа, арабской цифрой.",
        good="1",
        bad="II",
        why_bad="по номеру находят строки таблицы, там он пишется цифрой: 2",
    )
    title: Annotated[str, Text(at_most=500)] | None = field(
        "Название",
        Need.DRAFT,
        guide="Название направления, слово в слово из документа.",
        good="Кадры",
        bad="Направление 1",
        why_bad="номер уже стоит рядом; здесь — слова документа",
    )


class Abbreviation(Group):
    """What a short name in the table stands for."""

    short: SHORT | None = field(
        "Сокращение",
        Need.DRAFT,
        guide="Сокращение ровно так, как оно стоит в таблице.",
        good="ЦНППМ",
        bad="ЦНППМ (центр)",
        why_bad="в таблице скобок нет: читатель ищет там ровно «ЦНППМ»",
    )
    full: Annotated[str, Text(at_most=500)] | None = field(
        "Полностью",
        Need.DRAFT,
        guide="Что сокращение значит, полными словами.",
        good="Центр непрерывного повышения профессионального мастерства педагогических работников",
        bad="центр",
        why_bad="какой? нужно полное название",
    )


class Roadmap(Entry):
    """Комплекс мер с ответственными, сроками и результатами."""

    title: Annotated[str, Text(at_most=400, at_least=10)] | None = field(
        "Название",
        Need.DRAFT,
        guide="Заголовок слово в слово из документа, с годами.",
        good="Комплекс мер («дорожная карта») на 2026 год",
        bad="Дорожная карта",
        why_bad="карт в банке несколько: о чём она и на какие годы?",
    )
    act: Line | None = field(
        "Чем утверждена",
        Need.DRAFT,
        guide="Вид, дата и номер акта, которым карта утверждена.",
        good="Приказ от 06.04.2023 № 392",
        bad="утверждена в установленном порядке",
        why_bad="не видно, чем: нужны вид акта, дата и номер",
    )
    document: Annotated[str, Reference("document")] | None = field(
        "Документ банка",
        guide="Имя файла утвердившего документа из content/documents без «.md».",
        good="ivolginsky-prikaz-392-2023",
        bad="Приказ № 392",
        why_bad="нужно имя файла записи: по номеру банк документ не найдёт",
    )
    organization: ORGANIZATION | None = field(
        "Организация",
        guide="Имя файла организации, если карта — её собственная.",
        good="metodicheskaya-sluzhba",
        bad="Управление образования",
        why_bad="нужно имя файла: upravlenie-obrazovaniya",
    )
    level: Annotated[str, Vocabulary("levels")] | None = field(
        "Уровень",
        Need.DRAFT,
        guide="Уровень того, кто утвердил карту, словом из словаря.",
        good="муниципальный",
        bad="район",
        why_bad="слова нет в словаре: пишется «муниципальный»",
    )
    period: SHORT | None = field(
        "Период",
        Need.DRAFT,
        guide="Годы, на которые карта составлена.",
        good="2023–2024",
        bad="на текущий год",
        why_bad="через год не понять, на какой",
    )
    source: Line | None = field(
        "Источник",
        guide="Документ и строки его текста, откуда взята таблица.",
        good="perm-2022-2023, строки 1463–1574",
        bad="из интернета",
        why_bad="строки не с чем сверить: какой документ и какие строки?",
    )
    directions: list[Direction] | None = field(
        "Направления",
        Need.DRAFT,
        guide="Разделы карты: номер и название, как в документе.",
        good="[{number: 1}]",
        bad="[Кадры, Контроль]",
        why_bad="без номеров строки таблицы не встанут по разделам",
    )
    abbreviations: list[Abbreviation] | None = field(
        "Сокращения",
        guide="Сокращения из таблицы и что они значат.",
        good="[{short: ММС}]",
        bad="[ММС, ЦНППМ]",
        why_bad="сокращения есть, а что они значат, так и не сказано",
    )


KIND = Kind(
    name="roadmap",
    home="content/roadmaps",
    model=Roadmap,
    one="дорожная карта",
    many="Дорожные карты",
    purpose="Кто, что и к какому сроку должен сделать — и что уже сделано.",
    columns=("level", "period", "act"),
    facets=("level",),
    tables="roadmap_items",
    order=45,
)
