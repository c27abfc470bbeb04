"""An event: seminar, master class, open lesson, contest, meeting."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import (
    Choice,
    Clock,
    Count,
    Date,
    Group,
    Line,
    Link,
    Need,
    Prose,
    Reference,
    RowReference,
    Text,
    Vocabulary,
    Whole,
    field,
)
from metodbank.model.shared import ORGANIZATION, Attachment, Contact, SpeakerRole


class OrganizationCount(Group):
    """How many came from one organisation (ivolginsky-2023 scores organisations by it)."""

    organization: ORGANIZATION | None = field("Организация", Need.DRAFT, guide="Откуда.", good="shkola-5")
    participants: Count | None = field("Участников", Need.DRAFT, guide="Сколько.", good="3")


class EventCoverage(Group):
    """Who took part, as numbers."""

    participants: Count | None = field("Участников", Need.DRAFT, guide="Всего человек.", good="42")
    organizations: Count | None = field("Организаций", guide="Из скольких организаций.", good="11")
    by_organization: list[OrganizationCount] | None = field(
        "По организациям",
        guide="Если нужно для показателей.",
        good="[{organization: shkola-5, participants: 3}]",
    )


class Outcome(Group):
    """A place taken in a contest, by organisation."""

    place: Annotated[int, Whole(at_least=1, at_most=100)] | None = field("Место", guide="Число.", good="1")
    organization: ORGANIZATION | None = field("Организация", guide="Кто занял.", good="shkola-3")
    nomination: Line | None = field("Номинация", guide="Если есть.", good="Урок в сельской школе")


class EventResults(Group):
    """What remained after the event."""

    summary: Prose | None = field("Итоги", guide="Два-три предложения.", good="Разобраны 12 уроков.")
    program: Attachment | None = field("Программа", guide="Файл или ссылка.", good="programma.pdf")
    materials: list[Attachment] | None = field("Материалы", guide="Файлы или ссылки.", good="[prezentaciya.pdf]")
    outcomes: list[Outcome] | None = field(
        "Итоги конкурса", guide="Места.", good="[{place: 1, organization: shkola-3}]"
    )


class Event(Entry):
    """Мероприятие муниципального плана методической работы."""

    title: Annotated[str, Text(at_most=200, at_least=10)] | None = field(
        "Название", Need.DRAFT, guide="О чём, без «в рамках».", good="Мастер-класс «Чек и проценты»"
    )
    kind: Annotated[str, Vocabulary("event_kinds")] | None = field(
        "Вид", Need.DRAFT, guide="По перечню.", good="мастер-класс"
    )
    level: Annotated[str, Vocabulary("levels")] | None = field(
        "Уровень", Need.DRAFT, guide="По перечню.", good="муниципальный"
    )
    format: Annotated[str, Choice(("очно", "онлайн", "смешанно"))] | None = field(
        "Формат", Need.DRAFT, guide="очно, онлайн или смешанно.", good="очно"
    )
    start: Date | None = field("Начало", Need.DRAFT, guide="День начала.", good="2026-10-14", bad="14.10.2026")
    time: Annotated[str, Clock()] | None = field("Время", guide="Часы и минуты.", good="14:30")
    end: Date | None = field("Окончание", guide="Если идёт больше одного дня.", good="2026-10-16")
    place: Line | None = field("Место", guide="Нужно, если не онлайн.", good="СОШ № 3, кабинет 21")
    link: Link | None = field(
        "Ссылка", guide="Трансляция или запись, на сервере в России.", good="https://example.org/efir"
    )
    organizer: ORGANIZATION | None = field(
        "Организатор", Need.DRAFT, guide="Кто проводит.", good="metodicheskaya-sluzhba"
    )
    audience: list[Annotated[str, Vocabulary("addressees")]] | None = field(
        "Для кого", Need.DRAFT, guide="По перечню.", good="[учителя-предметники]"
    )
    subjects: list[Annotated[str, Vocabulary("subjects")]] | None = field(
        "Предметы", guide="По перечню.", good="[Математика]"
    )
    topic_directions: list[Annotated[str, Vocabulary("directions")]] | None = field(
        "Направления", guide="По перечню.", good="[качество образования и функциональная грамотность]"
    )
    speakers: list[SpeakerRole] | None = field("Выступающие", guide="Записи о людях.", good="[p-001]")
    practices: list[Annotated[str, Reference("practice")]] | None = field(
        "Практики", guide="О каких практиках речь.", good="[chek-i-procenty]"
    )
    roadmap_item: Annotated[str, RowReference("roadmap_items")] | None = field(
        "Пункт дорожной карты", guide="Номер строки дорожной карты.", good="ivo-2.05"
    )
    signup: Line | None = field("Запись", guide="Как записаться.", good="письмом на metod@example.org до 10 октября")
    status: Annotated[str, Choice(("запланировано", "состоялось", "перенесено", "отменено"))] | None = field(
        "Статус", Need.DRAFT, guide="Что с мероприятием.", good="состоялось"
    )
    coverage: EventCoverage | None = field(
        "Охват", guide="Нужен, если мероприятие состоялось.", good="{participants: 42}"
    )
    results: EventResults | None = field("Итоги", guide="Что осталось.", good="{summary: …}")
    contact: Contact | None = field("Контакт", guide="Служебные телефон и почта.", good="{email: metod@example.org}")

    @property
    def last_day(self) -> dt.date | None:
        """The day the event is over."""
        return self.end or self.start


KIND = Kind(
    name="event",
    home="content/events",
    model=Event,
    one="мероприятие",
    many="Мероприятия",
    purpose="Муниципальный план методической работы: что будет, что прошло и что осталось после.",
    columns=("start", "kind", "format", "audience", "organizer", "status"),
    facets=("kind", "level", "format", "audience", "subjects", "organizer", "status"),
    newest_by="start",
    order=40,
)
