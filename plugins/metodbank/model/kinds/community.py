"""A professional community of teachers."""

from __future__ import annotations

from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Need, field
from metodbank.model.shapes import Choice, Count, Reference, Text, Vocabulary
from metodbank.model.shared import ORGANIZATION, PERSON, SHORT, Attachment, Contact, Order


class Community(Entry):
    """Методическое объединение, сообщество, ассоциация, лаборатория."""

    title: Annotated[str, Text(at_most=200, at_least=10)] | None = field(
        "Название",
        Need.DRAFT,
        guide="Как сообщество называют; по названию видно, кого оно собирает.",
        good="ММО учителей математики",
        bad="Методическое объединение",
        why_bad="их десятки: скажите, чьё оно и чего",
    )
    kind: Annotated[str, Choice(("ММО", "РУМО", "сообщество", "ассоциация", "лаборатория"))] | None = field(
        "Вид",
        Need.DRAFT,
        guide="Вид объединения, словом из перечня.",
        good="ММО",
        bad="методобъединение",
        why_bad="слово не из перечня: муниципальное пишется «ММО»",
    )
    subjects: list[Annotated[str, Vocabulary("subjects")]] | None = field(
        "Предметы",
        guide="Предметы, которые объединяют участников.",
        good="[Математика]",
        bad="[начальные классы]",
        why_bad="это ступень, а не предмет: её место в поле «Для кого»",
    )
    audience: list[Annotated[str, Vocabulary("addressees")]] | None = field(
        "Для кого",
        guide="Кого сообщество ждёт, словами словаря.",
        good="[учителя-предметники]",
        bad="[педагоги и другие]",
        why_bad="под «других» подходит кто угодно: назовите, кого ждут",
    )
    organization: ORGANIZATION | None = field(
        "Организация",
        guide="Имя файла организации, на базе которой собираются, без «.md».",
        good="metodicheskaya-sluzhba",
        bad="методкабинет",
        why_bad="нужно имя файла: metodicheskaya-sluzhba",
    )
    head: PERSON | None = field(
        "Руководитель",
        Need.DRAFT,
        guide="Имя файла записи из content/people без «.md». Фамилия здесь не пишется.",
        good="p-004",
        bad="Образцова М. П.",
        why_bad="имя показывается только из записи о человеке, если он дал согласие",
    )
    order: Order | None = field(
        "Приказ",
        guide="Номер и дата приказа о создании.",
        good="{number: № 8-ОД}",
        bad="Приказ № 8-ОД",
        why_bad="номер стоит в поле внутри: {number: № 8-ОД}",
    )
    plan: Attachment | None = field(
        "План работы",
        guide="План на этот учебный год: файл рядом с записью или ссылка.",
        good="plan-2026-27.pdf",
        bad="в стадии разработки",
        why_bad="это прочтётся как имя файла, которого нет: пока плана нет, поле не пишется",
    )
    members_count: Count | None = field(
        "Участников",
        guide="Сколько человек в сообществе, целым числом.",
        good="31",
        bad="все учителя математики",
        why_bad="нужно, сколько их: 31",
    )
    meets: SHORT | None = field(
        "Когда собирается",
        guide="Дни и часы встреч, чтобы новый человек мог прийти.",
        good="последний четверг месяца, 15:00",
        bad="ежемесячно",
        why_bad="в какой день прийти? скажите день и час",
    )
    events: list[Annotated[str, Reference("event")]] | None = field(
        "Мероприятия",
        guide="Имена файлов мероприятий сообщества, ближайших и прошедших.",
        good="[2026-01-29-zasedanie-mo-matematika]",
        bad="[заседание 29 января]",
        why_bad="нужно имя файла из content/events: по описанию ссылку не построить",
    )
    contact: Contact | None = field(
        "Контакт",
        guide="Служебные телефон и почта организации и часы, когда по ним отвечают.",
        good="{email: metod@example.org}",
        bad="{note: в чате объединения}",
        why_bad="новый человек в чат не попадёт: нужна служебная почта или телефон",
    )


KIND = Kind(
    name="community",
    home="content/communities",
    model=Community,
    one="сообщество",
    many="Профессиональные сообщества",
    purpose="С кем обсудить урок: методические объединения и сообщества муниципалитета.",
    columns=("kind", "subjects", "audience", "members_count", "meets"),
    facets=("kind", "subjects", "audience"),
    order=80,
)
