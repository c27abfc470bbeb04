"""A programme of additional professional education (ДПП)."""

from __future__ import annotations

from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Group, Need, field
from metodbank.model.shapes import Choice, Date, Flag, Link, Text, Vocabulary, Whole
from metodbank.model.shared import ORGANIZATION, SHORT, CountByPeriod


class FederalRegister(Group):
    """The programme's place in the federal register of programmes (ФР ДПП)."""

    included: Flag | None = field(
        "Включена",
        Need.DRAFT,
        guide="Есть ли программа в реестре сегодня.",
        good="да",
        bad="на рассмотрении",
        why_bad="пока не включена, пишется «нет»",
    )
    number: SHORT | None = field(
        "Номер",
        guide="Номер программы в реестре.",
        good="00000",
        bad="ФР ДПП",
        why_bad="это название реестра; нужен номер программы в нём",
    )
    date: Date | None = field(
        "Дата",
        guide="День, когда программу включили.",
        good="2025-08-20",
        bad="август 2025",
        why_bad="нужен день: 2025-08-20",
    )


class Program(Entry):
    """Дополнительная профессиональная программа под дефициты педагогов."""

    title: Annotated[str, Text(at_most=250, at_least=10)] | None = field(
        "Название",
        Need.DRAFT,
        guide="Название, как на титуле программы.",
        good="Функциональная грамотность на уроке математики",
        bad="Курсы для учителей математики",
        why_bad="это слушатели; чему учат, не видно",
    )
    organization: ORGANIZATION | None = field(
        "Организация",
        Need.DRAFT,
        guide="Имя файла организации, которая обучает, без «.md».",
        good="centr-dpo",
        bad="институт развития образования",
        why_bad="нужно имя файла: centr-dpo",
    )
    kind: Annotated[str, Choice(("повышение квалификации", "профессиональная переподготовка"))] | None = field(
        "Вид",
        Need.DRAFT,
        guide="Повышение квалификации или профессиональная переподготовка, полными словами.",
        good="повышение квалификации",
        bad="ПК",
        why_bad="сокращение: пишется «повышение квалификации»",
    )
    hours: Annotated[int, Whole(at_least=16, at_most=2000)] | None = field(
        "Часы",
        Need.DRAFT,
        guide="Сколько часов, не меньше 16.",
        good="36",
        bad="8",
        why_bad="короче 16 часов программы ДПО не бывает: это семинар, ему место в мероприятиях",
        source="Приказ Минобрнауки № 499, п. 12",
    )
    form: Annotated[str, Choice(("очная", "очно-заочная", "заочная", "дистанционная"))] | None = field(
        "Форма",
        Need.DRAFT,
        guide="Как учат, словом из перечня.",
        good="очная",
        bad="онлайн",
        why_bad="слово не из перечня: пишется «дистанционная»",
    )
    federal_register: FederalRegister | None = field(
        "Федеральный реестр",
        guide="Есть ли программа в федеральном реестре; если есть — номер и дата.",
        good="{included: нет}",
        bad="да",
        why_bad="по одному слову не проверить: {included: да, number: …, date: …}",
    )
    deficits: list[Annotated[str, Vocabulary("deficits")]] | None = field(
        "Дефициты",
        Need.DRAFT,
        guide="Какие дефициты педагога программа закрывает, словами словаря.",
        good="[предметный]",
        bad="[рост компетентности]",
        why_bad="это цель любых курсов; нужен дефицит: предметный, методический…",
        source="asou-2022, строка 259",
    )
    audience: list[Annotated[str, Vocabulary("addressees")]] | None = field(
        "Категория слушателей",
        Need.DRAFT,
        guide="Кого берут на обучение, словами словаря.",
        good="[учителя-предметники]",
        bad="[педагогические работники]",
        why_bad="сюда подходит каждый: кому программа поможет?",
    )
    subjects: list[Annotated[str, Vocabulary("subjects")]] | None = field(
        "Предметы",
        guide="Предметы, которые ведут слушатели; для общих программ поле не нужно.",
        good="[Математика]",
        bad="[функциональная грамотность]",
        why_bad="это тема, а не предмет: ей место в названии",
    )
    valid_until: Date | None = field(
        "Актуальна до",
        Need.DRAFT,
        guide="Последний день, когда программу ещё можно предлагать.",
        good="2028-08-31",
        bad="2028",
        why_bad="нужен день: 2028-08-31",
    )
    trained: list[CountByPeriod] | None = field(
        "Обучено",
        guide="Сколько человек обучено, по периодам.",
        good="[{period: 2025/26, count: 24}]",
        bad="[24]",
        why_bad="за какой период? без него прошлый год не отличить от нынешнего",
    )
    link: Link | None = field(
        "Страница программы",
        guide="Адрес страницы, где прочитать о программе и записаться.",
        good="https://example.org/dpp",
        bad="на сайте института",
        why_bad="нужен адрес самой страницы, с https://",
    )


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
