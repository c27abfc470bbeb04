"""A programme of additional professional education (ДПП)."""

from __future__ import annotations

from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Choice, Date, Flag, Group, Link, Need, Text, Vocabulary, Whole, field
from metodbank.model.shared import ORGANIZATION, SHORT, CountByPeriod


class FederalRegister(Group):
    """The programme's place in the federal register of programmes (ФР ДПП)."""

    included: Flag | None = field("Включена", Need.DRAFT, guide="да или нет.", good="да")
    number: SHORT | None = field("Номер", guide="Номер в реестре.", good="00000")
    date: Date | None = field("Дата", guide="Когда включена.", good="2025-08-20")


class Program(Entry):
    """Дополнительная профессиональная программа под дефициты педагогов."""

    title: Annotated[str, Text(at_most=250, at_least=10)] | None = field(
        "Название",
        Need.DRAFT,
        guide="Как в программе.",
        good="Функциональная грамотность на уроке математики",
    )
    organization: ORGANIZATION | None = field("Организация", Need.DRAFT, guide="Кто обучает.", good="centr-dpo")
    kind: Annotated[str, Choice(("повышение квалификации", "профессиональная переподготовка"))] | None = field(
        "Вид", Need.DRAFT, guide="ПК или ПП.", good="повышение квалификации"
    )
    hours: Annotated[int, Whole(at_least=16, at_most=2000)] | None = field(
        "Часы", Need.DRAFT, guide="От 16.", good="36", source="Приказ Минобрнауки № 499, п. 12"
    )
    form: Annotated[str, Choice(("очная", "очно-заочная", "заочная", "дистанционная"))] | None = field(
        "Форма", Need.DRAFT, guide="Как учат.", good="очная"
    )
    federal_register: FederalRegister | None = field(
        "Федеральный реестр", guide="Номер и дата.", good="{included: нет}"
    )
    deficits: list[Annotated[str, Vocabulary("deficits")]] | None = field(
        "Дефициты",
        Need.DRAFT,
        guide="Какие дефициты закрывает.",
        good="[предметный]",
        source="asou-2022, строка 259",
    )
    audience: list[Annotated[str, Vocabulary("addressees")]] | None = field(
        "Категория слушателей", Need.DRAFT, guide="По перечню.", good="[учителя-предметники]"
    )
    subjects: list[Annotated[str, Vocabulary("subjects")]] | None = field(
        "Предметы", guide="По перечню.", good="[Математика]"
    )
    valid_until: Date | None = field("Актуальна до", Need.DRAFT, guide="Срок актуальности.", good="2028-08-31")
    trained: list[CountByPeriod] | None = field("Обучено", guide="По периодам.", good="[{period: 2025/26, count: 24}]")
    link: Link | None = field("Страница программы", guide="Где прочитать и записаться.", good="https://example.org/dpp")


KIND = Kind(
    name="program",
    home="content/programs",
    model=Program,
    one="программа",
    many="Программы ДПП",
    purpose="Где научиться тому, чего не хватает: программы повышения квалификации и переподготовки.",
    columns=("kind", "hours", "form", "deficits", "audience", "organization", "valid_until"),
    facets=("kind", "form", "deficits", "audience", "subjects", "organization"),
    order=70,
)
