"""Certificates of inclusion: what each says, and when none may be given.

A teacher shows it at certification (аттестация), so it says only what the bank can prove: number, date, act and
decision, and an address where anyone can see that the practice is still there. One is made for each author; an
author is named as far as the consent covers, else a line is left to write on.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass

import segno
from babel.dates import format_date

from metodbank.bank.bank import Bank, Record
from metodbank.bank.numbers import short_page
from metodbank.model.entry import REVIEWED_AGAIN
from metodbank.model.kinds.document import Document
from metodbank.model.kinds.organization import Organization
from metodbank.model.kinds.person import Person
from metodbank.model.kinds.practice import Practice
from metodbank.rules.settings import Papers

HEADING = "Свидетельство"
SUBHEADING = "о включении практики в банк"
AUTHOR_LINE = "автор: фамилия, имя, отчество"
SAMPLE = "Образец: практика, люди и числа выдуманы для показа"
LONG_TITLE = 200
"""A title of an act longer than this is left out: its date and number are enough to find it."""
REFUSED = {
    "отозвана": "практика отозвана: свидетельство о ней больше не выдаётся",
    "архив": "практика в архиве: её срок вышел, и как о действующей о ней не свидетельствуют",
    **dict.fromkeys(REVIEWED_AGAIN, "практика снова у экспертов: свидетельство — после их решения"),
}


class NotCertifiedError(Exception):
    """No certificate can be given; the text says in Russian why and what to do."""


@dataclass(frozen=True)
class Certificate:
    """All that one certificate says, in the words it says it.

    :param author: the full name, or empty where the consent does not cover it; ``job`` and ``role`` may be empty.
    :param basis: the act and the decision, a sentence each.
    :param link: the whole address; ``shown`` the same without ``https://``.
    """

    file: str
    number: str
    title: str
    kind: str
    level: str
    author: str
    job: str
    role: str
    organization: str
    included: dt.date
    until: dt.date | None
    basis: tuple[str, ...]
    link: str
    issued: dt.date
    papers: Papers
    sample: bool

    @property
    def shown(self) -> str:
        """The address as it is printed."""
        return self.link.partition("://")[2] or self.link

    @property
    def says(self) -> str:
        """The sentence that certifies."""
        kind = f"{self.kind} практика" if self.kind else "практика"
        return f"Настоящее свидетельство подтверждает, что {kind}"

    @property
    def where(self) -> str:
        """Where and when the practice was taken in."""
        return f"включена в {self.papers.bank} {long_day(self.included)}"

    @property
    def term(self) -> str:
        """How long it holds."""
        return f"Действует до {long_day(self.until)}" if self.until else ""

    @property
    def check(self) -> str:
        """How anyone can see that it still holds."""
        return "Страница практики в банке; там видно, действует ли она"

    def qr(self, form: str) -> bytes:
        """Return the QR code of the link as ``svg`` or ``png``; the same link gives the same bytes."""
        stream = io.BytesIO()
        code = segno.make(self.link, error="m", micro=False)
        if form == "svg":
            code.save(stream, kind="svg", border=0, xmldecl=False, dark="#17484f")
        else:
            code.save(stream, kind="png", border=0, scale=12, dark="#17484f")
        return stream.getvalue()


def long_day(day: dt.date) -> str:
    """«20 марта 2026 года»."""
    return format_date(day, "d MMMM y 'года'", locale="ru").replace(" ", "\N{NO-BREAK SPACE}")


def certificates(record: Record, bank: Bank) -> list[Certificate]:
    """Return the certificates of a practice, one for each author.

    :raises NotCertifiedError: where none may be given.
    """
    practice = record.entry
    if not isinstance(practice, Practice):
        raise NotCertifiedError(f"«{record.title}» — не практика")
    if practice.status in REFUSED:
        raise NotCertifiedError(REFUSED[practice.status])
    if practice.expires and practice.expires < bank.today:
        raise NotCertifiedError(
            f"срок практики вышел {long_day(practice.expires)}: "
            f"сначала её подтверждают — scripts/new.py confirm {record.slug}"
        )
    if not bank.settings.site:
        raise NotCertifiedError("в mkdocs.yml не указан site_url: адресу и QR-коду некуда вести")
    return list(_of_authors(record, practice, bank))


def _of_authors(record: Record, practice: Practice, bank: Bank) -> Iterator[Certificate]:
    assert practice.id, "an accepted practice has a number"
    assert practice.published, "an accepted practice has a date"
    organization = bank.get("organization", practice.organization)
    number = practice.id.partition("-")[2]
    for place, author in enumerate(practice.authors or (), 1):
        person = bank.get("person", author.person)
        held = person.entry if person and isinstance(person.entry, Person) else None
        named = held.name.full if held and held.name else ""
        works = bank.get("organization", held.organization) if held else None
        yield Certificate(
            file=f"svidetelstvo-{number}-{place}",
            number=practice.id,
            title=record.title,
            kind=practice.kind or "",
            level=practice.level or "",
            author=named,
            job=_job(held, works, organization),
            role=author.role or "",
            organization=_title(organization),
            included=practice.published,
            until=practice.expires,
            basis=tuple(_basis(practice, bank)),
            link=bank.settings.site + short_page(practice.id),
            issued=bank.today,
            papers=bank.settings.papers,
            sample=bool(practice.sample),
        )


def _job(person: Person | None, works: Record | None, of_practice: Record | None) -> str:
    """Say the position, and the place of work where it is another than the practice's."""
    if person is None:
        return ""
    elsewhere = _title(works) if works is not None and works is not of_practice else ""
    return ", ".join(filter(None, (person.job, elsewhere)))


def _title(record: Record | None) -> str:
    return str(record.entry.title or "") if record and isinstance(record.entry, Organization) else ""


def _basis(practice: Practice, bank: Bank) -> Iterator[str]:
    """Yield the act of inclusion and the decision of the experts."""
    act = bank.get("document", practice.order)
    if act and isinstance(act.entry, Document):
        yield _act(act.entry)
    for item in reversed(practice.expertise or ()):
        if item.decision == "в банк" and item.date:
            protocol = f", протокол {item.protocol}" if item.protocol else ""
            yield f"Решение: {item.body}{protocol} от {long_day(item.date)}"
            return


def _act(act: Document) -> str:
    when = f" от {long_day(act.date)}" if act.date else ""
    number = f" {act.number}" if act.number else ""
    name = f" «{act.title}»" if act.title and len(act.title) <= LONG_TITLE else ""
    issuer = f"; {act.issuer}" if act.issuer else ""
    return f"Основание: {act.kind or 'документ'}{when}{number}{name}{issuer}"
