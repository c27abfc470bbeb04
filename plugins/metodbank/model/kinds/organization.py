"""An organisation of the municipal system of education."""

from __future__ import annotations

from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import (
    Choice,
    Count,
    Email,
    Line,
    Link,
    Need,
    Phone,
    Reference,
    Text,
    Vocabulary,
    field,
)
from metodbank.model.shared import SHORT


class Organization(Entry):
    """Школа, детский сад, учреждение дополнительного образования, методическая служба."""

    title: Annotated[str, Text(at_most=250, at_least=5)] | None = field(
        "Полное название", Need.DRAFT, guide="По уставу.", good="МБОУ «Средняя общеобразовательная школа № 3»"
    )
    short_title: Annotated[str, Text(at_most=60)] | None = field(
        "Краткое название",
        Need.DRAFT,
        guide="Так организация подписана в списках и таблицах.",
        good="СОШ № 3",
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
    ) = field("Вид", Need.DRAFT, guide="Что это за организация.", good="школа")
    settlement: SHORT | None = field("Населённый пункт", Need.DRAFT, guide="Где находится.", good="посёлок Сосновый")
    education_levels: list[Annotated[str, Vocabulary("education_levels")]] | None = field(
        "Уровни образования", guide="Чему учит.", good="[начальное общее, основное общее]"
    )
    students: Count | None = field("Обучающихся", guide="Сколько детей, по последнему отчёту.", good="412")
    teachers: Count | None = field("Педагогов", guide="Сколько педагогов, по последнему отчёту.", good="38")
    address: Line | None = field("Адрес", guide="Почтовый адрес.", good="ул. Школьная, д. 1")
    phone: Phone | None = field("Телефон", guide="Служебный.", good="+7 (00000) 2-00-03")
    email: Email | None = field("Электронная почта", guide="Служебная.", good="school3@example.org")
    website: Link | None = field("Сайт", guide="Официальный сайт.", good="https://school3.example.org")
    official_info: Link | None = field(
        "Сведения об образовательной организации",
        guide="Адрес раздела, который требует Рособрнадзор. Банк его не заменяет.",
        good="https://school3.example.org/sveden",
        source="Приказ Рособрнадзора № 1493",
    )
    partners: list[Annotated[str, Reference("organization")]] | None = field(
        "Сетевые партнёры", guide="С кем работает вместе.", good="[shkola-5]"
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
