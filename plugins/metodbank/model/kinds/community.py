"""A professional community of teachers."""

from __future__ import annotations

from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Choice, Count, Need, Reference, Text, Vocabulary, field
from metodbank.model.shared import ORGANIZATION, PERSON, SHORT, Attachment, Contact, Order


class Community(Entry):
    """Методическое объединение, сообщество, ассоциация, лаборатория."""

    title: Annotated[str, Text(at_most=200, at_least=10)] | None = field(
        "Название", Need.DRAFT, guide="Как называют.", good="ММО учителей математики"
    )
    kind: Annotated[str, Choice(("ММО", "РУМО", "сообщество", "ассоциация", "лаборатория"))] | None = field(
        "Вид", Need.DRAFT, guide="Вид объединения.", good="ММО"
    )
    subjects: list[Annotated[str, Vocabulary("subjects")]] | None = field(
        "Предметы", guide="По перечню.", good="[Математика]"
    )
    audience: list[Annotated[str, Vocabulary("addressees")]] | None = field(
        "Для кого", guide="Кого объединяет.", good="[учителя-предметники]"
    )
    organization: ORGANIZATION | None = field("Организация", guide="На базе кого.", good="metodicheskaya-sluzhba")
    head: PERSON | None = field("Руководитель", Need.DRAFT, guide="Запись о человеке.", good="p-004")
    order: Order | None = field("Приказ", guide="О создании.", good="{number: № 8-ОД}")
    plan: Attachment | None = field("План работы", guide="Файл или ссылка.", good="plan-2026-27.pdf")
    members_count: Count | None = field("Участников", guide="Сколько человек.", good="31")
    meets: SHORT | None = field("Когда собирается", guide="Дни.", good="последний четверг месяца, 15:00")
    events: list[Annotated[str, Reference("event")]] | None = field(
        "Мероприятия", guide="Ближайшие и прошедшие.", good="[2026-10-14-master-klass]"
    )
    contact: Contact | None = field("Контакт", guide="Служебные телефон и почта.", good="{email: metod@example.org}")


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
