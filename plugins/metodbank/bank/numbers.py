"""The number of a practice as an address: what is printed in a certificate and typed from paper."""

from __future__ import annotations

from collections.abc import Iterator

from metodbank.bank.bank import Bank, Record

FOLDER = "n"


def short_page(number: str) -> str:
    """Return the short address of a practice from the root of the site: «ММ-2026-001» → ``n/2026-001.html``."""
    return f"{FOLDER}/{number.partition('-')[2]}.html"


def numbered(bank: Bank) -> Iterator[tuple[str, Record]]:
    """Yield every number that has a page, withdrawn ones too, with its practice."""
    for record in bank.all("practice"):
        number = record.value("id")
        if number:
            yield str(number), record
