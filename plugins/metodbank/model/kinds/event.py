"""An event: seminar, master class, open lesson, contest, meeting."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Group, Need, field
from metodbank.model.shapes import (
    Choice,
    Clock,
    Count,
    Date,
    Line,
    Link,
    Prose,
    Reference,
    RowReference,
    Text,
    Vocabulary,
    Whole,
)
from metodbank.model.shared import ORGANIZATION, Attachment, Contact, SpeakerRole


class OrganizationCount(Group):
    """How many came from one organisation (ivolginsky-2023 scores organisations by it)."""

    organization: ORGANIZATION | None = field(
        "Организация",
        Need.DRAFT,
        guide="Имя файла организации из content/organizations без «.md».",
        good="shkola-5",
        bad="пятая школа",
        why_bad="нужно имя файла: иначе участие не засчитается никому",
    )
    participants: Count | None = field(
        "Участников",
        Need.DRAFT,
        guide="Сколько человек участвовало от этой организации.",
        good="3",
        bad="весь коллектив",
        why_bad="нужно число: слово не сложить с другими",
    )


class EventCoverage(Group):
    """Who took part, as numbers."""

    participants: Count | None = field(
        "Участников",
        Need.DRAFT,
        guide="Сколько всего человек участвовало, каждый — один раз.",
        good="42",
        bad="более 40",
        why_bad="в показатель идут точные числа: посчитайте по листу регистрации",
    )
    organizations: Count | None = field(
        "Организаций",
        guide="Из скольких организаций были участники.",
        good="11",
        bad="все школы округа",
        why_bad="нужно число; сами организации — в поле «По организациям»",
    )
    by_organization: list[OrganizationCount] | None = field(
        "По организациям",
        guide="Сколько человек от каждой организации, если за участие начисляют баллы.",
        good="[{organization: shkola-5, participants: 3}]",
        bad="[{organization: СОШ № 5, participants: 3}]",
        why_bad="нужно имя файла: иначе баллы не достанутся никому",
    )


class Outcome(Group):
    """A place taken in a contest, by organisation."""

    place: Annotated[int, Whole(at_least=1, at_most=100)] | None = field(
        "Место",
        guide="Место, которое заняла организация, арабской цифрой.",
        good="1",
        bad="I место",
        why_bad="только цифра: 1",
    )
    organization: ORGANIZATION | None = field(
        "Организация",
        guide="Имя файла организации, чей участник занял место. Фамилии победителей не пишутся.",
        good="shkola-3",
        bad="Образцова М. П.",
        why_bad="победителя называет организация: имя человека требует его согласия",
    )
    nomination: Line | None = field(
        "Номинация",
        guide="Номинация, как в положении о конкурсе; если их не было, поле не нужно.",
        good="Урок в сельской школе",
        bad="по положению",
        why_bad="положения читатель не видит: нужно само название",
    )


class EventResults(Group):
    """What remained after the event."""

    summary: Prose | None = field(
        "Итоги",
        guide="Два-три предложения: что разобрали и с чем люди уехали.",
        good="Разобраны 12 уроков.",
        bad="Мероприятие прошло на высоком уровне.",
        why_bad="так пишут обо всём: что разобрали и что решили?",
        seen_as="отмечена в итогах",
    )
    program: Attachment | None = field(
        "Программа",
        guide="Файл рядом с записью или ссылка на программу.",
        good="programma.pdf",
        bad="Программа семинара.docx",
        why_bad="русские буквы и пробелы ломают ссылку: programma.docx",
    )
    materials: list[Attachment] | None = field(
        "Материалы",
        guide="Что можно забрать себе: презентации, бланки, записи.",
        good="[prezentaciya.pdf]",
        bad="[по запросу]",
        why_bad="за материалами и пришли на страницу: приложите файл или дайте ссылку",
    )
    outcomes: list[Outcome] | None = field(
        "Итоги конкурса",
        guide="Места и организации, которые их заняли; без фамилий.",
        good="[{place: 1, organization: shkola-3}]",
        bad="[победители награждены]",
        why_bad="не видно, кто и с каким местом: из этого складываются показатели",
    )


class Event(Entry):
    """Мероприятие муниципального плана методической работы."""

    title: Annotated[str, Text(at_most=200, at_least=10)] | None = field(
        "Название",
        Need.DRAFT,
        guide="О чём мероприятие, без «в рамках».",
        good="Мастер-класс «Чек и проценты»",
        bad="Семинар в рамках методической недели",
        why_bad="сказано, к чему приурочено, и не сказано, о чём",
    )
    kind: Annotated[str, Vocabulary("event_kinds")] | None = field(
        "Вид",
        Need.DRAFT,
        guide="Вид словом из словаря: по нему решают, ехать слушать или работать.",
        good="мастер-класс",
        bad="мероприятие",
        why_bad="так можно назвать всё: семинар это, практикум или совещание?",
    )
    level: Annotated[str, Vocabulary("levels")] | None = field(
        "Уровень",
        Need.DRAFT,
        guide="Чьё это мероприятие: школы, муниципалитета, региона.",
        good="муниципальный",
        bad="на базе СОШ № 3",
        why_bad="это место; нужен уровень: «муниципальный»",
    )
    format: Annotated[str, Choice(("очно", "онлайн", "смешанно"))] | None = field(
        "Формат",
        Need.DRAFT,
        guide="Как участвовать: очно, онлайн или смешанно.",
        good="очно",
        bad="дистанционно",
        why_bad="слово не из перечня: пишется «онлайн»",
    )
    start: Date | None = field(
        "Начало",
        Need.DRAFT,
        guide="День, когда мероприятие начинается.",
        good="2026-10-14",
        bad="14.10.2026",
        why_bad="сначала год, потом месяц и день: 2026-10-14",
    )
    time: Annotated[str, Clock()] | None = field(
        "Время",
        guide="Время начала, часы и минуты через двоеточие: 09:00, 14:30.",
        good="14:30",
        bad="14.30",
        why_bad="с точкой это дробь, и в календарь время не попадёт",
    )
    end: Date | None = field(
        "Окончание",
        guide="Последний день, если мероприятие идёт больше одного дня.",
        good="2026-10-16",
        bad="16 октября",
        why_bad="дата пишется цифрами и с годом: 2026-10-16",
    )
    place: Line | None = field(
        "Место",
        guide="Куда приехать: организация, посёлок, кабинет. Не нужно, только если всё онлайн.",
        good="СОШ № 3, кабинет 21",
        bad="будет сообщено дополнительно",
        why_bad="из дальнего посёлка наугад не поедут",
    )
    link: Link | None = field(
        "Ссылка",
        guide="Адрес трансляции или записи, на сервере в России.",
        good="https://example.org/efir",
        bad="https://zoom.us/j/0000000000",
        why_bad="сервер за границей: в школе может не открыться",
    )
    organizer: ORGANIZATION | None = field(
        "Организатор",
        Need.DRAFT,
        guide="Имя файла организации, которая проводит, без «.md».",
        good="metodicheskaya-sluzhba",
        bad="методисты",
        why_bad="нужна организация, именем файла: metodicheskaya-sluzhba",
    )
    audience: list[Annotated[str, Vocabulary("addressees")]] | None = field(
        "Для кого",
        Need.DRAFT,
        guide="Кому это пригодится, словами словаря.",
        good="[учителя-предметники]",
        bad="[все желающие]",
        why_bad="в «желающих» себя не узнают: учителя, воспитатели, завучи?",
    )
    subjects: list[Annotated[str, Vocabulary("subjects")]] | None = field(
        "Предметы",
        guide="Предметы, о которых речь; для общих тем поле не нужно.",
        good="[Математика]",
        bad="[естественно-научный цикл]",
        why_bad="учитель ищет свой предмет: Физика, Химия, Биология",
    )
    topic_directions: list[Annotated[str, Vocabulary("directions")]] | None = field(
        "Направления",
        guide="Одно–три направления, по которым мероприятие станут искать.",
        good="[качество образования и функциональная грамотность]",
        bad="[методическая работа]",
        why_bad="такого направления нет, и под него подошёл бы весь план",
    )
    speakers: list[SpeakerRole] | None = field(
        "Выступающие",
        guide="Кто выступал или вёл: записи о людях и роль каждого, без фамилий.",
        good="[p-001]",
        bad="[Образцова М. П.]",
        why_bad="фамилию банк возьмёт из записи о человеке, если есть согласие",
        seen_as="среди выступающих",
    )
    practices: list[Annotated[str, Reference("practice")]] | None = field(
        "Практики",
        guide="Имена папок практик, о которых идёт речь.",
        good="[cheki-i-procenty]",
        bad="[проценты на чеках]",
        why_bad="нужно имя папки, латиницей: cheki-i-procenty",
    )
    roadmap_item: Annotated[str, RowReference("roadmap_items")] | None = field(
        "Пункт дорожной карты",
        guide="Номер строки дорожной карты, которую мероприятие выполняет.",
        good="ivo-2.05",
        bad="п. 2.5",
        why_bad="нужен номер целиком, с приставкой карты: ivo-2.05",
    )
    signup: Line | None = field(
        "Запись",
        guide="Как записаться: куда писать и до какого дня.",
        good="письмом на metod@example.org до 10 октября",
        bad="по телефону",
        why_bad="по какому и до какого числа?",
    )
    status: Annotated[str, Choice(("запланировано", "состоялось", "перенесено", "отменено"))] | None = field(
        "Статус",
        Need.DRAFT,
        guide="Что с мероприятием сегодня, словом из перечня.",
        good="состоялось",
        bad="прошло успешно",
        why_bad="слово не из перечня: пишется «состоялось», а об успехе скажут итоги",
    )
    coverage: EventCoverage | None = field(
        "Охват",
        guide="Сколько участвовало людей и организаций; нужен, если мероприятие состоялось.",
        good="{participants: 42}",
        bad="42",
        why_bad="42 кого? число стоит внутри: {participants: 42}",
        seen_as="были участники отсюда",
    )
    results: EventResults | None = field(
        "Итоги",
        guide="Что осталось после: выводы, материалы, места в конкурсе.",
        good="{summary: Разобрали одиннадцать условий; памятку взяли пять учителей.}",
        bad="цели достигнуты",
        why_bad="тому, кто не приехал, не осталось ничего: нужны выводы и файлы",
    )
    contact: Contact | None = field(
        "Контакт",
        guide="Служебные телефон и почта организации и часы, когда по ним отвечают.",
        good="{email: metod@example.org}",
        bad="{email: imya.familiya@mail.ru}",
        why_bad="личная почта: с переменой методиста вопросы потеряются",
    )

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
    dated_by="start",
    order=40,
)
