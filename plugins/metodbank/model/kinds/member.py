"""A member of the methodical activ: региональный (РМА) or муниципальный (ММА)."""

from __future__ import annotations

from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Choice, Count, Date, Flag, Line, Need, Vocabulary, Whole, field
from metodbank.model.shared import ORGANIZATION, PERSON, CountByPeriod, Order


class Member(Entry):
    """Член методического актива; фамилия показывается по согласию, закреплённые педагоги — только числом."""

    person: PERSON | None = field("Человек", Need.DRAFT, guide="Запись о человеке.", good="p-004")
    position: Annotated[str, Vocabulary("positions")] | None = field(
        "Должность", Need.DRAFT, guide="По перечню должностей.", good="учитель"
    )
    organization: ORGANIZATION | None = field(
        "Организация", Need.DRAFT, guide="Основное место работы.", good="shkola-1"
    )
    level: Annotated[str, Choice(("региональный", "муниципальный"))] | None = field(
        "Уровень", Need.DRAFT, guide="РМА или ММА.", good="муниципальный"
    )
    role: Annotated[str, Choice(("региональный методист", "тьютор", "эксперт", "муниципальный координатор"))] | None = (
        field(
            "Роль",
            Need.DRAFT,
            guide="Чем занят в активе.",
            good="тьютор",
            source="perm-2022-2023, строки 761, 769, 799",
        )
    )
    subjects: list[Annotated[str, Vocabulary("subjects")]] | None = field(
        "Предметы", Need.DRAFT, guide="В чём помогает.", good="[Математика]"
    )
    category: Annotated[str, Vocabulary("categories")] | None = field(
        "Категория",
        Need.DRAFT,
        guide="Квалификационная категория. На сайте не показывается.",
        good="высшая",
        public=False,
        source="perm-2022-2023, строка 953",
    )
    education: Flag | None = field(
        "Высшее педагогическое образование",
        guide="Нужно, если действует правило Перми. На сайте не показывается.",
        good="да",
        public=False,
        source="perm-2022-2023, строка 953",
    )
    experience_years: Annotated[int, Whole(at_most=70)] | None = field(
        "Стаж по специальности, лет",
        guide="Нужен, если действует правило Перми. На сайте не показывается.",
        good="14",
        public=False,
        source="perm-2022-2023, строка 953",
    )
    diagnostics: Date | None = field(
        "Диагностика пройдена",
        guide="Дата. На сайте не показывается.",
        good="2025-10-12",
        public=False,
        source="perm-2022-2023, строка 763",
    )
    training: Date | None = field(
        "Повышение квалификации по методической поддержке",
        guide="Дата окончания.",
        good="2025-12-01",
        public=False,
        source="perm-2022-2023, строка 763",
    )
    directions: list[Annotated[str, Vocabulary("rma_directions")]] | None = field(
        "Направления работы", Need.DRAFT, guide="По перечню.", good="[тьюторское сопровождение программ ДПО]"
    )
    assigned_teachers: Count | None = field(
        "Закреплено педагогов",
        guide="Только число.",
        good="4",
        source="asou-2022, строка 119; perm, строка 1321",
    )
    lessons_visited: list[CountByPeriod] | None = field(
        "Посещено уроков",
        guide="По периодам.",
        good="[{period: 2025/26, count: 6}]",
        source="asou-2022, строка 122",
    )
    order: Order | None = field("Приказ", Need.DRAFT, guide="Приказ о составе актива.", good="{number: № 12-ОД}")
    valid_from: Date | None = field("В активе с", Need.DRAFT, guide="С какого дня.", good="2026-01-15")
    valid_until: Date | None = field("В активе до", guide="По какой день.", good="2028-12-31")
    help: Line | None = field("С чем обращаться", guide="Одной строкой.", good="разбор урока, карта самооценки")


KIND = Kind(
    name="member",
    home="content/members",
    model=Member,
    one="член методического актива",
    many="Методический актив",
    purpose="К кому обратиться за помощью: региональные и муниципальные методисты, тьюторы, эксперты.",
    columns=("role", "level", "subjects", "organization", "assigned_teachers", "valid_until"),
    facets=("role", "level", "subjects", "organization", "directions"),
    title=lambda member: f"{(member.role or 'участник')[:1].upper()}{(member.role or 'участник')[1:]}",
    slug=r"m-\d{3,5}",
    order=30,
)
