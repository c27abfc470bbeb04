"""Re-confirmation: what runs out soon, by organisation, and a letter to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from metodbank.bank.bank import Bank, Record
from metodbank.bank.numbers import short_page
from metodbank.export.certificates import long_day
from metodbank.export.word import Column, Paper
from metodbank.model.kinds.organization import Organization

SAMPLE = "Образец: практики и организации выдуманы для показа"


@dataclass(frozen=True)
class Asked:
    """An organisation and its practices that must be confirmed, the soonest first."""

    slug: str
    organization: Record | None
    practices: tuple[Record, ...]

    @property
    def title(self) -> str:
        """The full name, as a letter is addressed."""
        entry = self.organization.entry if self.organization else None
        return str(entry.title) if isinstance(entry, Organization) and entry.title else "Организация не указана"

    @property
    def email(self) -> str:
        """The organisation's own address."""
        entry = self.organization.entry if self.organization else None
        return entry.email or "" if isinstance(entry, Organization) else ""


def to_ask(bank: Bank, days: int) -> list[Asked]:
    """Return the practices whose term has run out or will within ``days``, by organisation."""
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for record in bank.expiring(days):
        if record.kind.name == "practice":
            found[str(record.value("organization") or "")].append(record)
    asked = [Asked(slug or "bez-organizacii", bank.get("organization", slug), tuple(r)) for slug, r in found.items()]
    return sorted(asked, key=lambda item: item.title)


def _rows(asked: Asked, bank: Bank) -> list[tuple[str, str, str]]:
    rows = []
    for record in asked.practices:
        until = record.entry.expires
        assert until, "it was found by its term"
        left = (until - bank.today).days
        said = "срок вышел" if left < 0 else f"осталось дней: {left}"
        rows.append((str(record.value("id") or ""), record.title, f"{long_day(until)}, {said}"))
    return rows


COLUMNS = (Column("Номер", 3), Column("Практика", 9), Column("Действует до", 5.3))


def list_of(asked: Sequence[Asked], bank: Bank, days: int) -> bytes:
    """Return the list of all that must be confirmed, by organisation."""
    paper = Paper("Практики, которые пора подтвердить", bank.today, SAMPLE if bank.sample() else "")
    paper.paragraph("Практики, которые пора подтвердить", "Title")
    paper.paragraph(f"срок вышел или выйдет за {days} дн., считая от {long_day(bank.today)}", "Subtitle")
    for item in asked:
        paper.heading(item.title, 2)
        if item.email:
            paper.fact("Почта", item.email)
        paper.table("Подтвердить", COLUMNS, _rows(item, bank))
    return paper.bytes()


ANSWERS = (
    "действует, описание верно — срок продлится на три года с вашего ответа;",
    "действует, но изменилась — пришлите, что исправить, и срок продлится после правки;",
    "больше не действует — страница останется в архиве с пометкой, ссылки на неё не сломаются.",
)


def letter_to(asked: Asked, bank: Bank) -> bytes:
    """Return a draft of the letter to one organisation."""
    papers, today = bank.settings.papers, bank.today
    paper = Paper(f"Письмо: {asked.title}", today, SAMPLE if bank.sample() else "")
    if papers.owner:
        paper.paragraph(papers.owner, bold=True)
    paper.paragraph("№ ______ от «____» ______________ 20___ года")
    paper.paragraph(f"Руководителю: {asked.title}")
    if asked.email:
        paper.paragraph(asked.email)
    paper.paragraph("О подтверждении практик", bold=True, centred=True)
    paper.paragraph(
        f"В {papers.bank} входят практики вашей организации, срок которых подходит к концу или уже вышел. "
        "Пожалуйста, спросите авторов, действуют ли эти практики."
    )
    paper.table("Ваши практики", COLUMNS, _rows(asked, bank))
    paper.paragraph("По каждой практике ответьте одним из трёх способов:")
    for answer in ANSWERS:
        paper.paragraph(answer, "List Bullet")
    if bank.settings.site:
        paper.paragraph("Страницы практик:")
        for record in asked.practices:
            if record.value("id"):
                paper.paragraph(bank.settings.site + short_page(str(record.value("id"))), "List Bullet")
    paper.paragraph(
        "Если автор не ответит до конца срока, на странице практики появится пометка, что её ещё не подтвердили."
    )
    paper.fact(papers.signer, f"{'_' * 16}  {papers.signer_name or '_' * 30}")
    return paper.bytes()
