"""How values read on a page: dates, numbers, lists and plurals in Russian."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from metodbank.rules.reports import plural
from metodbank.site.typography import NBSP


def day(value: dt.date | None) -> str:
    """«14 октября 2026»."""
    return format_date(value, "d MMMM y", locale="ru").replace(" ", NBSP) if value else ""


def month(value: dt.date | None) -> str:
    """«октябрь 2026»."""
    return format_date(value, "LLLL y", locale="ru").replace(" ", NBSP) if value else ""


def number(value: Decimal | int | None) -> str:
    """«1 234,5»."""
    return str(format_decimal(value, locale="ru")) if value is not None else ""


def reads(value: Any) -> str:
    """Return any simple value as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, (int, Decimal)):
        return number(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(reads(item) for item in value)
    return str(value)


def size(count: int) -> str:
    """«12 КБ», «1,4 МБ»."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))}{NBSP}КБ"
    return f"{count / 1_000_000:.1f}".replace(".", ",") + f"{NBSP}МБ"


def capital(text: str) -> str:
    """Return the text with its first letter capital."""
    return text[:1].upper() + text[1:]


FILTERS = {
    "day": day,
    "month": month,
    "number": number,
    "reads": reads,
    "size": size,
    "capital": capital,
    "plural": plural,
}
"""Filters of the templates."""
