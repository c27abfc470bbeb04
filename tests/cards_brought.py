"""Bringing a Word card in, as the tests ask about it: its values, its text, its problems."""

from __future__ import annotations

from typing import Any

from metodbank.intake.bring_in import Brought, bring_card
from metodbank.source.document import read_document
from tests.card_help import (
    put,
)
from tests.small_bank import SmallBank


def bring(bank: SmallBank, raw: bytes, name: str = "card.docx", **options: Any) -> list[Brought]:
    return bring_card(put(bank.root.parent / "mail", raw, name), bank.settings, **options)


def one(bank: SmallBank, raw: bytes, name: str = "card.docx", **options: Any) -> tuple[dict[str, Any], str, Brought]:
    """Bring in a document with one card: its values, its text, and what came of it."""
    (brought,) = bring(bank, raw, name, **options)
    assert brought.file is not None, brought.problems
    read = read_document(brought.file, bank.root)
    return dict(read.data), read.body, brought


def said(brought: Brought) -> list[str]:
    """Problems of the card itself, not of what is yet to be filled in."""
    return [f"{p.path}:{p.line} {p.code} {p.message}" for p in brought.problems if p.code.startswith("MB95")]
