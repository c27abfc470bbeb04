"""An organisation of the municipal system of education."""

from __future__ import annotations

from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Need, field
from metodbank.model.shapes import Choice, Count, Email, Line, Link, Phone, Reference, Text, Vocabulary
from metodbank.model.shared import SHORT


class Organization(Entry):
    """Школа, детский сад, учреждение дополнительного образования, методическая служба."""

    title: Annotated[str, Text(at_most=250, at_least=5)] | None = field(
        "Полное название",
        Need.DRAFT,
        guide="Название полностью, как в уставе.",
        good="МБОУ «Средняя общеобразовательная школа № 3»",
        bad="Школа № 3",
        why_bad="это краткое название, у него своё поле; здесь — как в уставе",
    )
    short_title: Annotated[str, Text(at_most=60)] | None = field(
        "Краткое название",
        Need.DRAFT,
        guide="Так организация подписана в списках и таблицах.",
        good="СОШ № 3",
        bad="Муниципальное бюджетное общеобразовательное учреждение СОШ № 3",
        why_bad="в список и таблицу не поместится: не больше 60 знаков",
    )
    kind: (
        Annotated[
            str,
            Choice(
                (
                    "школа",
                    "детский сад",
                    "школа — детский сад",
                    "дополнительное образование",
                    "профессиональное образование",
                    "методическая служба",
                    "орган управления образованием",
                    "организация ДПО",
                )
            ),
        ]
        | None
    ) = field(
        "Вид",
        Need.DRAFT,
        guide="Чем организация занята, словами перечня.",
        good="школа",
        bad="МБОУ",
        why_bad="это форма учреждения; кто это — школа или сад?",
    )
    settlement: SHORT | None = field(
        "Населённый пункт",
        Need.DRAFT,
        guide="Посёлок, село или город: по нему ищут соседей.",
        good="посёлок Сосновый",
        bad="ул. Школьная, д. 1",
        why_bad="это адрес; здесь только посёлок: по нему отбирают школы",
    )
    education_levels: list[Annotated[str, Vocabulary("education_levels")]] | None = field(
        "Уровни образования",
        guide="Ступени, которым здесь учат, словами словаря.",
        good="[начальное общее, основное общее]",
        bad="[1–11 классы]",
        why_bad="нужны ступени: начальное общее, основное общее, среднее общее",
    )
    students: Count | None = field(
        "Обучающихся",
        guide="Сколько детей, по последнему отчёту.",
        good="412",
        bad="412 (на 01.09)",
        why_bad="только число: пояснение не даёт его прочесть",
    )
    teachers: Count | None = field(
        "Педагогов",
        guide="Сколько педагогов, по последнему отчёту.",
        good="38",
        bad="38 + 4 совместителя",
        why_bad="поле не складывает: напишите одно число",
    )
    address: Line | None = field(
        "Адрес",
        guide="Почтовый адрес с домом, чтобы доехать и написать.",
        good="ул. Школьная, д. 1",
        bad="рядом с магазином",
        why_bad="свои знают, а гость и почта не найдут: нужны улица и дом",
    )
    phone: Phone | None = field(
        "Телефон",
        guide="Служебный телефон с кодом города.",
        good="+7 (00000) 2-00-03",
        bad="2-00-03",
        why_bad="из другого посёлка не дозвониться: нужен код города",
    )
    email: Email | None = field(
        "Электронная почта",
        guide="Служебный адрес организации, который кто-то читает.",
        good="school3@example.org",
        bad="school3(at)example.org",
        why_bad="адрес пишется со знаком @: такой почта не поймёт",
    )
    website: Link | None = field(
        "Сайт",
        guide="Адрес официального сайта целиком, с https://.",
        good="https://school3.example.org",
        bad="school3.example.org",
        why_bad="без https:// ссылка не откроется",
    )
    official_info: Link | None = field(
        "Сведения об образовательной организации",
        guide="Адрес раздела, который требует Рособрнадзор. Банк его не заменяет.",
        good="https://school3.example.org/sveden",
        bad="https://school3.example.org",
        why_bad="это главная страница: нужен адрес самого раздела",
        source="Приказ Рособрнадзора № 1493",
    )
    partners: list[Annotated[str, Reference("organization")]] | None = field(
        "Сетевые партнёры",
        guide="Имена файлов организаций, с которыми эта работает вместе.",
        good="[shkola-5]",
        bad="[ДК, библиотека, музей]",
        why_bad="нужны имена файлов из банка; о соседях вне банка напишите в тексте записи",
    )


KIND = Kind(
    name="organization",
    home="content/organizations",
    model=Organization,
    one="организация",
    many="Организации",
    purpose="Школы, детские сады и службы муниципалитета и всё, что у них есть в банке.",
    columns=("short_title", "kind", "settlement", "teachers"),
    facets=("kind", "settlement", "education_levels"),
    order=60,
)
