"""A roadmap («дорожная карта»): the entry describes it, its rows stand in a CSV of the same name."""

from __future__ import annotations

from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Group, Line, Need, Reference, Text, Vocabulary, Whole, field
from metodbank.model.shared import ORGANIZATION, SHORT


class Direction(Group):
    """A numbered direction of the roadmap."""

    number: Annotated[int, Whole(at_least=1, at_most=99)] | None = field(
        "Номер", Need.DRAFT, guide="Как в документе.", good="1"
    )
    title: Annotated[str, Text(at_most=500)] | None = field(
        "Название", Need.DRAFT, guide="Как в документе.", good="Кадры"
    )


class Abbreviation(Group):
    """What a short name in the table stands for."""

    short: SHORT | None = field("Сокращение", Need.DRAFT, guide="Как в таблице.", good="ЦНППМ")
    full: Annotated[str, Text(at_most=500)] | None = field("Полностью", Need.DRAFT, guide="Что значит.", good="Центр…")


class Roadmap(Entry):
    """Комплекс мер с ответственными, сроками и результатами."""

    title: Annotated[str, Text(at_most=400, at_least=10)] | None = field(
        "Название", Need.DRAFT, guide="Как в документе.", good="Комплекс мер («дорожная карта») на 2026 год"
    )
    act: Line | None = field(
        "Чем утверждена", Need.DRAFT, guide="Акт с датой и номером.", good="Приказ от 06.04.2023 № 392"
    )
    document: Annotated[str, Reference("document")] | None = field(
        "Документ банка", guide="Имя файла документа.", good="ivolginsky-prikaz-392"
    )
    organization: ORGANIZATION | None = field(
        "Организация", guide="Чья карта, если она своя.", good="metodicheskaya-sluzhba"
    )
    level: Annotated[str, Vocabulary("levels")] | None = field(
        "Уровень", Need.DRAFT, guide="По перечню.", good="муниципальный"
    )
    period: SHORT | None = field("Период", Need.DRAFT, guide="Годы действия.", good="2023–2024")
    source: Line | None = field("Источник", guide="Откуда взяты строки.", good="perm-2022-2023, строки 1463–1574")
    directions: list[Direction] | None = field("Направления", Need.DRAFT, guide="Разделы карты.", good="[{number: 1}]")
    abbreviations: list[Abbreviation] | None = field("Сокращения", guide="Как в документе.", good="[{short: ММС}]")


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
