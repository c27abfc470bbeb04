"""An internship site: стажировочная, менторская, инновационная (РИП), апробационная, опорная площадка."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Group, Need, field
from metodbank.model.shapes import Choice, Count, Date, FilePath, Line, Month, Period, Reference, Text, Vocabulary
from metodbank.model.shared import ORGANIZATION, PERSON, SHORT, Contact, Order


class InternshipProgram(Group):
    """A programme a visitor can take at the site (perm-2022-2023, строки 1343, 1345, 1510)."""

    title: Line | None = field(
        "Название",
        Need.DRAFT,
        guide="Чему стажёр научится: по названию решают, ехать ли.",
        good="Формирующее оценивание на уроке",
        bad="Программа стажировки",
        why_bad="не сказано, чему научат: ехать ли, не решить",
    )
    mode: Annotated[str, Choice(("индивидуальная", "групповая"))] | None = field(
        "Форма",
        guide="Один стажёр или группа.",
        good="групповая",
        bad="очная",
        why_bad="это формат занятия; здесь — «индивидуальная» или «групповая»",
    )
    hours: Count | None = field(
        "Часы",
        guide="Сколько часов длится программа, целым числом.",
        good="16",
        bad="два дня",
        why_bad="нужны часы, числом: по ним решают, на сколько отпустить учителя",
    )
    document: SHORT | None = field(
        "Документ",
        guide="Что стажёр получит на руки, когда закончит.",
        good="справка о стажировке",
        bad="документ установленного образца",
        why_bad="что это: справка, сертификат, удостоверение?",
    )
    trained: Count | None = field(
        "Обучено",
        guide="Сколько человек уже прошло эту программу.",
        good="18",
        bad="план — 20",
        why_bad="план не факт: нужно число тех, кто прошёл",
    )


class Session(Group):
    """A planned day of the internship."""

    date: Date | None = field(
        "Дата",
        Need.DRAFT,
        guide="День, в который ждут гостей.",
        good="2026-11-20",
        bad="третий четверг ноября",
        why_bad="дата пишется цифрами: 2026-11-20",
    )
    topic: Line | None = field(
        "Тема",
        Need.DRAFT,
        guide="О чём этот день: что увидят и попробуют.",
        good="Урок с картой самооценки",
        bad="Занятие № 2",
        why_bad="по номеру не решить, ехать ли",
    )
    format: Annotated[str, Choice(("очно", "онлайн", "смешанно"))] | None = field(
        "Формат",
        guide="Как участвовать: очно, онлайн или смешанно.",
        good="очно",
        bad="офлайн",
        why_bad="слово не из перечня: пишется «очно»",
    )
    seats: Count | None = field(
        "Мест",
        guide="Сколько гостей можно принять.",
        good="12",
        bad="без ограничений",
        why_bad="нужно число: сорок гостей за спинами детей урока не увидят",
    )
    signup: Line | None = field(
        "Запись",
        guide="Куда писать и до какого дня.",
        good="school3@example.org",
        bad="у секретаря",
        why_bad="гость из другой школы секретаря не знает: нужны адрес и срок",
    )


class Coverage(Group):
    """How many the site reached in a period."""

    period: Annotated[str, Period()] | None = field(
        "Период",
        Need.DRAFT,
        guide="Учебный год или месяц, за который посчитано.",
        good="2025/26",
        bad="с начала года",
        why_bad="какого и по какой день? нужен период: 2025/26",
    )
    teachers: Count | None = field(
        "Педагогов",
        Need.DRAFT,
        guide="Сколько педагогов побывало за период.",
        good="46",
        bad="46 чел.",
        why_bad="только цифры, без «чел.»",
    )
    organizations: Count | None = field(
        "Организаций",
        guide="Из скольких организаций они приехали.",
        good="9",
        bad="7 школ и 2 сада",
        why_bad="нужно одно число: 9",
    )


class Report(Group):
    """A monthly report of the site (asou-2022, строка 152)."""

    month: Annotated[dt.date, Month()] | None = field(
        "Месяц",
        Need.DRAFT,
        guide="Месяц, о котором отчёт.",
        good="2026-09",
        bad="сентябрь",
        why_bad="какого года? нужно 2026-09",
    )
    file: Annotated[str, FilePath()] | None = field(
        "Файл",
        guide="Имя файла отчёта, который лежит рядом с записью.",
        good="otchet-2026-09.pdf",
        bad="Отчёт за сентябрь.docx",
        why_bad="русские буквы и пробелы ломают ссылку: otchet-2026-09.docx",
    )
    summary: Line | None = field(
        "Главное",
        guide="Одной строкой: что было и сколько человек приехало.",
        good="две стажировки, 14 педагогов",
        bad="отчёт прилагается",
        why_bad="строка нужна тем, кто файла не откроет: что было и сколько приехало?",
    )


class Internship(Entry):
    """Площадка, где опыту учат на месте."""

    title: Annotated[str, Text(at_most=200, at_least=10)] | None = field(
        "Тема",
        Need.DRAFT,
        guide="Чему здесь можно научиться.",
        good="Проектная деятельность в начальной школе",
        bad="Муниципальная стажировочная площадка",
        why_bad="это вид и уровень; чему здесь учат, не сказано",
    )
    organization: ORGANIZATION | None = field(
        "Организация",
        Need.DRAFT,
        guide="Имя файла организации, на базе которой площадка, без «.md».",
        good="shkola-3",
        bad="на базе СОШ № 3",
        why_bad="нужно имя файла: shkola-3",
    )
    level: Annotated[str, Vocabulary("levels")] | None = field(
        "Уровень",
        Need.DRAFT,
        guide="Уровень органа, который присвоил статус.",
        good="муниципальный",
        bad="Управление образования",
        why_bad="это кто присвоил; нужен уровень: «муниципальный»",
    )
    kind: (
        Annotated[str, Choice(("стажировочная", "менторская", "инновационная (РИП)", "апробационная", "опорная"))]
        | None
    ) = field(
        "Вид",
        Need.DRAFT,
        guide="Вид площадки, как в приказе о присвоении статуса.",
        good="стажировочная",
        bad="пилотная",
        why_bad="такого вида в перечне нет: посмотрите, какой назван в приказе",
        source="asou-2022, строки 117–119, 219",
    )
    order: Order | None = field(
        "Приказ о присвоении статуса",
        Need.DRAFT,
        guide="Номер, дата и заголовок приказа, каждое в своём поле.",
        good="{number: № 41}",
        bad="№ 41 от 10.02.2026",
        why_bad="номер и дата стоят порознь: {number: № 41, date: 2026-02-10}",
    )
    valid_from: Date | None = field(
        "Действует с",
        Need.DRAFT,
        guide="Первый день, когда статус действует.",
        good="2025-09-01",
        bad="01.09.2025",
        why_bad="сначала год, потом месяц и день: 2025-09-01",
    )
    valid_until: Date | None = field(
        "Действует до",
        Need.DRAFT,
        guide="Последний день, когда статус действует, как в приказе.",
        good="2028-08-31",
        bad="бессрочно",
        why_bad="нужен день: без него площадка будет числиться и после закрытия",
    )
    status: (
        Annotated[
            str,
            Choice(("действует", "приостановлена", "завершена успешно", "завершена", "досрочно прекращена")),
        ]
        | None
    ) = field(
        "Статус",
        Need.DRAFT,
        guide="Что с площадкой сейчас, словом из перечня.",
        good="действует",
        bad="работает",
        why_bad="слово не из перечня: пишется «действует»",
    )
    head: PERSON | None = field(
        "Руководитель",
        Need.DRAFT,
        guide="Кто отвечает за площадку: имя файла из content/people без «.md».",
        good="p-003",
        bad="директор школы",
        why_bad="нужна запись о человеке: должность банк возьмёт из неё",
    )
    curator: PERSON | None = field(
        "Куратор от методической службы",
        guide="Кто помогает от методической службы: имя файла из content/people без «.md».",
        good="p-009",
        bad="методист Образцова М. П.",
        why_bad="фамилия здесь не пишется: нужно имя файла записи о человеке",
    )
    programs: list[InternshipProgram] | None = field(
        "Программы стажировки",
        Need.DRAFT,
        guide="Чему учат: название, форма, часы, документ, сколько обучено.",
        good="[{title: Формирующее оценивание}]",
        bad="[по запросу]",
        why_bad="за чем приехать, не сказано: назовите хотя бы одну программу",
        source="perm-2022-2023, строки 1343, 1345, 1510",
    )
    schedule: list[Session] | None = field(
        "График стажировок",
        guide="Ближайшие дни, когда можно приехать, и сколько мест.",
        good="[{date: 2026-11-20}]",
        bad="[{date: по согласованию}]",
        why_bad="чтобы отпроситься с уроков, учителю нужен день: 2026-11-20",
    )
    participants: list[ORGANIZATION] | None = field(
        "Участвующие организации",
        guide="Имена файлов организаций, которые участвуют в работе площадки.",
        good="[shkola-5]",
        bad="[школы округа и другие]",
        why_bad="нужны имена файлов, каждой организации отдельно",
        source="asou-2022, строка 117",
        seen_as="участвует",
    )
    coverage: list[Coverage] | None = field(
        "Охват",
        guide="Сколько педагогов и организаций побывало, по периодам.",
        good="[{period: 2025/26, teachers: 46}]",
        bad="[{teachers: 46}]",
        why_bad="за месяц или за три года? без периода число ничего не значит",
    )
    reports: list[Report] | None = field(
        "Отчёты",
        guide="Отчёт за каждый месяц: файл или одна строка о главном.",
        good="[{month: 2026-09}]",
        bad="[{file: otchet.pdf}]",
        why_bad="за какой месяц, не сказано: пропуска никто не заметит",
        source="asou-2022, строка 152",
    )
    practices: list[Annotated[str, Reference("practice")]] | None = field(
        "Практики",
        guide="Имена папок практик, которым здесь учат.",
        good="[cheki-i-procenty]",
        bad="[Проценты на чеках]",
        why_bad="нужно имя папки, латиницей: cheki-i-procenty",
    )
    contact: Contact | None = field(
        "Контакт",
        guide="Служебные телефон и почта организации и часы, когда по ним отвечают.",
        good="{email: school3@example.org}",
        bad="{note: есть в родительском чате}",
        why_bad="гость из другой школы в чат не попадёт: нужны служебные телефон или почта",
    )


KIND = Kind(
    name="internship",
    home="content/internships",
    model=Internship,
    one="площадка",
    many="Стажировочные площадки",
    purpose="Куда приехать, чтобы увидеть практику и попробовать её под присмотром.",
    columns=("kind", "organization", "level", "status", "valid_until"),
    facets=("kind", "status", "organization", "level"),
    order=20,
)
