"""A normative document (НПА) the bank rests on or refers to."""

from __future__ import annotations

from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Group, Need, field
from metodbank.model.shapes import Choice, Date, FilePath, Line, Link, Prose, Reference, Text, Vocabulary
from metodbank.model.shared import SHORT


class Quotation(Group):
    """Where and how a founding document names this act, word for word."""

    source: Line | None = field(
        "Документ-источник",
        Need.DRAFT,
        guide="Документ, который цитируется: вид и номер.",
        good="Положение № 785",
        bad="основной НПА",
        why_bad="какой? цитату не с чем сверить",
    )
    clause: SHORT | None = field(
        "Пункт",
        Need.DRAFT,
        guide="Пункт, раздел или строка, где стоят эти слова.",
        good="пункт 1.1",
        bad="по тексту",
        why_bad="искать придётся по всему документу",
    )
    text: Prose | None = field(
        "Цитата",
        Need.DRAFT,
        guide="Слова документа, слово в слово; пропуски — многоточием.",
        good="внести изменения в Положение о методической службе",
        bad="Говорится о важности наставничества.",
        why_bad="это пересказ; здесь только слова самого документа",
    )


class Document(Entry):
    """Нормативный правовой акт или локальный документ."""

    title: Annotated[str, Text(at_most=700, at_least=5)] | None = field(
        "Название",
        Need.DRAFT,
        guide="Заголовок полностью, как в самом документе.",
        good="Об образовании в Российской Федерации",
        bad="Закон об образовании",
        why_bad="так его зовут в разговоре; нужен заголовок самого документа",
    )
    kind: (
        Annotated[
            str,
            Choice(
                (
                    "указ",
                    "федеральный закон",
                    "закон субъекта",
                    "постановление",
                    "распоряжение",
                    "приказ",
                    "письмо",
                    "положение",
                    "концепция",
                    "стандарт",
                    "паспорт проекта",
                    "методические рекомендации",
                    "локальный акт",
                )
            ),
        ]
        | None
    ) = field(
        "Вид",
        Need.DRAFT,
        guide="Вид документа, как на его первой странице.",
        good="приказ",
        bad="НПА",
        why_bad="так зовут любой из них: закон это, приказ или положение?",
    )
    number: SHORT | None = field(
        "Номер",
        guide="Номер со знаком «№» и буквами.",
        good="№ 273-ФЗ",
        bad="273",
        why_bad="без букв это номер другого документа: № 273-ФЗ",
    )
    date: Date | None = field(
        "Дата",
        guide="Дата самого документа, а не его публикации.",
        good="2012-12-29",
        bad="29.12.2012 г.",
        why_bad="сначала год, потом месяц и день: 2012-12-29",
    )
    issuer: Line | None = field(
        "Кто принял",
        Need.DRAFT,
        guide="Орган или организация, которые приняли документ.",
        good="Минпросвещения России",
        bad="Министерство",
        why_bad="какое? федеральное и краевое издают разное",
    )
    level: Annotated[str, Vocabulary("levels")] | None = field(
        "Уровень",
        Need.DRAFT,
        guide="Уровень органа, который принял документ, словом из словаря.",
        good="федеральный",
        bad="РФ",
        why_bad="слова нет в словаре: пишется «федеральный»",
    )
    status: Annotated[str, Choice(("действует", "утратил силу", "проект", "не сверено"))] | None = field(
        "Статус",
        Need.DRAFT,
        guide="«не сверено», если никто не проверил, действует ли документ сегодня.",
        good="действует",
        bad="актуален",
        why_bad="слово не из перечня; если никто не проверял — «не сверено»",
    )
    replaces: list[Annotated[str, Reference("document")]] | None = field(
        "Заменяет",
        guide="Имена файлов документов, которые этот отменил или сменил.",
        good="[prikaz-ploshchadki-2025]",
        bad="[все предыдущие редакции]",
        why_bad="нужны имена файлов: у прежних документов тоже есть записи",
    )
    link: Link | None = field(
        "Текст",
        guide="Адрес официальной публикации, с https://.",
        good="https://example.org/akt",
        bad="КонсультантПлюс",
        why_bad="нужен адрес страницы, которая откроется у всех",
    )
    file: Annotated[str, FilePath()] | None = field(
        "Файл",
        guide="Имя файла с текстом документа, который лежит рядом с записью.",
        good="prikaz.pdf",
        bad="Приказ.doc",
        why_bad="файлы .doc банк не принимает, а русские буквы ломают ссылку: prikaz-41.docx",
    )
    about: Prose | None = field(
        "О чём",
        guide="Одним-двумя предложениями, своими словами: что документ велит делать.",
        good="Вводит учёт ИОМ.",
        bad="Регулирует вопросы в сфере образования.",
        why_bad="так можно сказать о любом: кто и что теперь обязан делать?",
    )
    quotations: list[Quotation] | None = field(
        "Где назван",
        guide="Где и какими словами документы-основы называют этот акт.",
        good="[{source: Положение № 785, clause: пункт 1.1, text: в соответствии с Концепцией}]",
        bad="[упоминается в Положении]",
        why_bad="нет ни пункта, ни слов: проверить нельзя",
    )


KIND = Kind(
    name="document",
    home="content/documents",
    model=Document,
    one="документ",
    many="Документы",
    purpose="Нормативная основа: законы, приказы, положения и где они названы.",
    columns=("kind", "number", "date", "issuer", "level", "status"),
    facets=("kind", "level", "status", "issuer"),
    dated_by="date",
    order=90,
)
