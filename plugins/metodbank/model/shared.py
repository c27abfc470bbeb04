"""Groups of fields that several kinds of entry use."""

from __future__ import annotations

from typing import Annotated

from metodbank.model.fields import Group, Need, field
from metodbank.model.shapes import Count, Date, Email, FilePath, Line, Period, Phone, Reference, Text

SHORT = Annotated[str, Text(at_most=120)]
PERSON = Annotated[str, Reference("person")]
ORGANIZATION = Annotated[str, Reference("organization")]


class Order(Group):
    """The administrative act a status rests on."""

    date: Date | None = field(
        "Дата",
        Need.PUBLICATION,
        guide="Дата самого приказа: год, месяц, день.",
        good="2026-02-10",
        bad="10 февраля 2026 г.",
        why_bad="месяц пишется цифрами, год — первым: 2026-02-10",
    )
    number: SHORT | None = field(
        "Номер",
        Need.PUBLICATION,
        guide="Номер с буквами, как на приказе, без слова «приказ» и без даты.",
        good="№ 41-ОД",
        bad="41-ОД от 10.02.2026",
        why_bad="дата стоит в своём поле, иначе на странице она появится дважды",
    )
    title: Line | None = field(
        "О чём",
        guide="Заголовок приказа: о чём он.",
        good="О присвоении статуса стажировочной площадки",
        bad="По основной деятельности",
        why_bad="это раздел журнала приказов; о чём приказ, не видно",
    )
    file: Annotated[str, FilePath()] | None = field(
        "Файл",
        guide="Имя файла с приказом, который лежит рядом с записью.",
        good="prikaz-41.pdf",
        bad="Приказ 41 (подписан).pdf",
        why_bad="русские буквы и пробелы ломают ссылку при пересылке",
    )
    document: Annotated[str, Reference("document")] | None = field(
        "Документ банка",
        guide="Имя файла документа из content/documents без «.md», если приказ есть в реестре.",
        good="prikaz-aktiv-2026",
        bad="Приказ № 41-ОД",
        why_bad="нужно имя файла записи: по номеру банк документ не найдёт",
    )


class Contact(Group):
    """How to reach the organisation; private phones and messengers do not belong here."""

    phone: Phone | None = field(
        "Телефон",
        guide="Служебный телефон организации с кодом города.",
        good="+7 (00000) 2-00-03",
        bad="8 900 000-00-00 (WhatsApp)",
        why_bad="личный номер и мессенджер; пишется служебный телефон, который останется и после увольнения",
    )
    email: Email | None = field(
        "Электронная почта",
        guide="Служебный адрес организации, который кто-то читает.",
        good="school3@example.org",
        bad="imya.familiya@mail.ru",
        why_bad="личная почта: после увольнения письма пойдут мимо школы",
    )
    note: Line | None = field(
        "Когда обращаться",
        guide="В какие дни и часы ответят на звонок или письмо.",
        good="по средам с 14 до 16",
        bad="в рабочее время",
        why_bad="не видно, когда застать: в рабочее время учитель сам на уроке",
    )


class CountByPeriod(Group):
    """One number for one reporting period."""

    period: Annotated[str, Period()] | None = field(
        "Период",
        Need.PUBLICATION,
        guide="Год, учебный год, полугодие, квартал или месяц.",
        good="2025/26",
        bad="прошлый год",
        why_bad="через год станет непонятно, о чём речь",
    )
    count: Count | None = field(
        "Сколько",
        Need.PUBLICATION,
        guide="Сколько за этот период, целым числом.",
        good="24",
        bad="около 20",
        why_bad="в отчёт складываются точные числа, «около» сложить нельзя",
    )


class SpeakerRole(Group):
    """A person of the bank in some role."""

    shorthand = "person"

    person: PERSON | None = field(
        "Человек",
        Need.DRAFT,
        guide="Имя файла записи из content/people без «.md». Фамилия здесь не пишется.",
        good="p-004",
        bad="Образцова М. П., СОШ № 3",
        why_bad="фамилию и школу банк возьмёт из записи о человеке, если он дал согласие",
    )
    role: SHORT | None = field(
        "Роль",
        guide="Что человек делал: вёл, докладывал, показал урок.",
        good="ведущий мастер-класса",
        bad="участник",
        why_bad="участвовали все; что сделал именно этот человек, не видно",
    )


class Attachment(Group):
    """A file beside the entry or a page on a Russian server."""

    shorthand = "file"

    file: Annotated[str, FilePath()] | None = field(
        "Файл",
        guide="Имя файла в папке записи: латинские буквы, цифры, дефисы.",
        good="kartochki.pdf",
        bad="Карточки к уроку.docx",
        why_bad="русские буквы и пробелы ломают ссылку при пересылке",
    )
    link: Line | None = field(
        "Ссылка",
        guide="Адрес страницы на сервере в России, если файла нет.",
        good="https://example.org/material",
        bad="https://drive.google.com/…",
        why_bad="сервер за границей: в школе может не открыться; положите файл рядом с записью",
    )
    title: Line | None = field(
        "Название",
        guide="Что внутри, словами читателя: по этой строке решают, открывать ли.",
        good="Карточки к первому уроку",
        bad="Приложение 1",
        why_bad="не сказано, что внутри: откроют наугад или не откроют вовсе",
    )
    kind: SHORT | None = field(
        "Вид",
        guide="Чем это служит учителю: раздаточный материал, план урока, данные.",
        good="раздаточный материал",
        bad="документ Word",
        why_bad="это формат файла; зачем он учителю, не видно",
    )
