"""A member of the methodical activ: региональный (РМА) or муниципальный (ММА)."""

from __future__ import annotations

from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Need, field
from metodbank.model.shapes import Choice, Count, Date, Flag, Line, Vocabulary, Whole
from metodbank.model.shared import ORGANIZATION, PERSON, CountByPeriod, Order


class Member(Entry):
    """Член методического актива; фамилия показывается по согласию, закреплённые педагоги — только числом."""

    person: PERSON | None = field(
        "Человек",
        Need.DRAFT,
        guide="Имя файла записи из content/people без «.md». Фамилия здесь не пишется.",
        good="p-004",
        bad="Образцова Мария Петровна",
        why_bad="имя показывается только из записи о человеке, если он дал согласие",
    )
    position: Annotated[str, Vocabulary("positions")] | None = field(
        "Должность",
        Need.DRAFT,
        guide="Должность по основному месту работы, словом из словаря.",
        good="учитель",
        bad="учитель высшей категории",
        why_bad="категория стоит в своём поле; здесь только должность: «учитель»",
    )
    organization: ORGANIZATION | None = field(
        "Организация",
        Need.DRAFT,
        guide="Имя файла организации, где основное место работы, без «.md».",
        good="shkola-1",
        bad="[shkola-1, shkola-5]",
        why_bad="основное место одно: имя без скобок, shkola-1",
    )
    level: Annotated[str, Choice(("региональный", "муниципальный"))] | None = field(
        "Уровень",
        Need.DRAFT,
        guide="Какой это актив: региональный (РМА) или муниципальный (ММА).",
        good="муниципальный",
        bad="РМА",
        why_bad="сокращение: пишется «региональный»",
    )
    role: Annotated[str, Choice(("региональный методист", "тьютор", "эксперт", "муниципальный координатор"))] | None = (
        field(
            "Роль",
            Need.DRAFT,
            guide="Чем человек занят в активе, словом из перечня.",
            good="тьютор",
            bad="наставник",
            why_bad="такой роли в активе нет: наставников считает реестр «Наставничество»",
            source="perm-2022-2023, строки 761, 769, 799",
        )
    )
    subjects: list[Annotated[str, Vocabulary("subjects")]] | None = field(
        "Предметы",
        Need.DRAFT,
        guide="Предметы, по которым человек помогает коллегам.",
        good="[Математика]",
        bad="[все предметы]",
        why_bad="ко «всем предметам» не обратятся: назовите, в чём человек силён",
    )
    category: Annotated[str, Vocabulary("categories")] | None = field(
        "Категория",
        Need.DRAFT,
        guide="Квалификационная категория. На сайте не показывается.",
        good="высшая",
        bad="к. п. н.",
        why_bad="это учёная степень; нужна квалификационная категория: «высшая»",
        public=False,
        source="perm-2022-2023, строка 953",
    )
    education: Flag | None = field(
        "Высшее педагогическое образование",
        guide="Есть ли высшее педагогическое: для правила допуска Перми. На сайте не показывается.",
        good="да",
        bad="высшее",
        why_bad="здесь только «да» или «нет»",
        public=False,
        source="perm-2022-2023, строка 953",
    )
    experience_years: Annotated[int, Whole(at_most=70)] | None = field(
        "Стаж по специальности, лет",
        guide="Полных лет по специальности: для правила допуска Перми. На сайте не показывается.",
        good="14",
        bad="с 2012 года",
        why_bad="нужно, сколько лет: 14",
        public=False,
        source="perm-2022-2023, строка 953",
    )
    diagnostics: Date | None = field(
        "Диагностика пройдена",
        guide="День, когда пройдена диагностика компетенций. На сайте не показывается.",
        good="2025-10-12",
        bad="пройдена",
        why_bad="нужен день: по нему проверяют допуск в актив",
        public=False,
        source="perm-2022-2023, строка 763",
    )
    training: Date | None = field(
        "Повышение квалификации по методической поддержке",
        guide="День окончания обучения по методической поддержке. На сайте не показывается.",
        good="2025-12-01",
        bad="72 часа",
        why_bad="это длина курса; нужен день, когда он кончился",
        public=False,
        source="perm-2022-2023, строка 763",
    )
    directions: list[Annotated[str, Vocabulary("rma_directions")]] | None = field(
        "Направления работы",
        Need.DRAFT,
        guide="Направления работы актива, словами словаря целиком.",
        good='["организация взаимодействия, взаимопомощи и взаимообучения"]',
        bad="[методическая помощь и др.]",
        why_bad="таких слов в словаре нет: нужны полные, как в документе",
    )
    assigned_teachers: Count | None = field(
        "Закреплено педагогов",
        guide="Сколько педагогов закреплено за человеком; их фамилии не пишутся.",
        good="4",
        bad="Примерова, Тетрадкина",
        why_bad="только число: закреплённых по фамилиям не называют",
        source="asou-2022, строка 119; perm, строка 1321",
    )
    lessons_visited: list[CountByPeriod] | None = field(
        "Посещено уроков",
        guide="Сколько уроков коллег посещено, по периодам.",
        good="[{period: 2025/26, count: 6}]",
        bad="[{period: прошлый год, count: 6}]",
        why_bad="через год не понять, какой: нужно 2025/26",
        source="asou-2022, строка 122",
    )
    order: Order | None = field(
        "Приказ",
        Need.DRAFT,
        guide="Номер и дата приказа о составе актива.",
        good="{number: № 12-ОД}",
        bad="{title: О составе актива}",
        why_bad="таких приказов много: без номера и даты нужный не найти",
    )
    valid_from: Date | None = field(
        "В активе с",
        Need.DRAFT,
        guide="День, с которого человек в активе, по приказу.",
        good="2026-01-15",
        bad="с января",
        why_bad="нужен день, с годом: 2026-01-15",
    )
    valid_until: Date | None = field(
        "В активе до",
        guide="Последний день в активе, если приказ его называет.",
        good="2028-12-31",
        bad="до особого распоряжения",
        why_bad="это не день: если срока нет, поле не пишется",
    )
    help: Line | None = field(
        "С чем обращаться",
        guide="С какими вопросами идти к этому человеку, одной строкой.",
        good="разбор урока, карта самооценки",
        bad="по всем вопросам",
        why_bad="никто не узнает здесь своего вопроса: назовите два-три",
    )


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
