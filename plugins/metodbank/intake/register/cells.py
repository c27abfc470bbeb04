"""Values of entries as the text of cells, and back.

Comparison is made of texts: a cell that says what the file says changes nothing in the file, however either
writes it. Dates are ``2026-09-01`` here, whatever the program shows.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from metodbank.intake.register.layout import Column
from metodbank.model.shapes import (
    Choice,
    Clock,
    Day,
    Month,
    Number,
    Period,
    Reference,
    Shape,
    Vocabulary,
    Whole,
    YesNo,
    suggest_clock,
    suggest_day,
    suggest_month,
)

TITLE = " — "
"""Stands between a name and what it means in a drop-down list: «shkola-3 — Школа № 3»."""
LISTED = (Vocabulary, Choice, Reference)


def text_of(column: Column, raw: Any) -> str:
    """Return a raw value of an entry or a table as the text of its cell."""
    values = raw if isinstance(raw, list) else [raw]
    return as_compared(column, "\n".join(_one_text(value) for value in values if value is not None))


def _one_text(value: Any) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, Mapping):
        return ""  # not the form the field is declared in: validation speaks of it
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def text_of_cell(column: Column, value: Any) -> str:
    """Return what a spreadsheet holds in a cell as text: numbers and dates as the bank writes them."""
    if isinstance(value, bool):
        text = "да" if value else "нет"
    elif isinstance(value, dt.datetime):
        text = value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
        text = text[:7] if isinstance(column.shape, Month) else text
    elif isinstance(value, dt.date):
        text = value.isoformat()
    elif isinstance(value, dt.time):
        text = value.isoformat("minutes")
    elif isinstance(value, float):
        text = str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(Decimal(repr(value)), "f")
    else:
        text = "" if value is None else str(value)
    return as_compared(column, text)


def as_compared(column: Column, text: str) -> str:
    """Return a text with whatever makes no difference made alike."""
    text = unicodedata.normalize("NFC", text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n"))
    lines = [line.rstrip() for line in text.strip().split("\n")]
    if column.several:
        lines = [_alike(column.shape, part) for line in lines for part in _parts(column, line) if part.strip()]
        return "\n".join(lines)
    return _alike(column.shape, "\n".join(lines))


def _parts(column: Column, line: str) -> Sequence[str]:
    return line.split(";") if isinstance(column.shape, LISTED) else (line,)


def _alike(shape: Shape, text: str) -> str:
    text = text.strip()
    if isinstance(shape, (Whole, Number)):
        compact = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
        if re.fullmatch(r"[-+]?\d{1,18}(\.\d{1,18})?", compact, re.ASCII):
            number = Decimal(compact)
            return format(
                number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize(), "f"
            )
        return text
    if isinstance(shape, Day):
        return suggest_day(text) or text
    if isinstance(shape, Month):
        return suggest_month(text) or text
    if isinstance(shape, Clock):
        return suggest_clock(text) or text
    if isinstance(shape, YesNo):
        return {"true": "да", "false": "нет"}.get(text.casefold(), text.casefold())
    if isinstance(shape, Reference):
        return text.partition(TITLE)[0].strip()
    return text


def raw_of(column: Column, text: str) -> Any:
    """Return the text of a cell as the raw value an entry holds; None for an empty one."""
    if not text:
        return None
    if column.several:
        return [_raw(column.shape, line) for line in text.split("\n")]
    return _raw(column.shape, text)


def _raw(shape: Shape, text: str) -> Any:
    if isinstance(shape, (Whole, Period)) and re.fullmatch(r"-?(0|[1-9]\d{0,17})", text, re.ASCII):
        return int(text)
    if isinstance(shape, Number) and re.fullmatch(r"-?\d{1,18}(\.\d{1,18})?", text, re.ASCII):
        return Decimal(text)
    return text
