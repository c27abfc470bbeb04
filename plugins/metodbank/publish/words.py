"""Numbers, sizes and times as a person reads them in Russian."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from babel import Locale
from babel.numbers import format_decimal

RUSSIAN = Locale("ru")


def plural(number: int, one: str, few: str, many: str) -> str:
    """Return a number with its noun in the right form: «2 файла»."""
    word = {"one": one, "few": few}.get(RUSSIAN.plural_form(number), many)
    return f"{format_decimal(number, locale=RUSSIAN)} {word}"


def files(number: int) -> str:
    """Return «3 файла»."""
    return plural(number, "файл", "файла", "файлов")


def size(number: int) -> str:
    """Return a size in the unit that suits it: «1,4 МБ»."""
    if number < 1000:
        return f"{number} Б"
    value, unit = (number / 1000, "КБ") if number < 1_000_000 else (number / 1_000_000, "МБ")
    return f"{format_decimal(round(value, 1), locale=RUSSIAN)} {unit}"


def moment(seconds: float) -> str:
    """Return a time of the server's clock, UTC, as this computer's local time: «22.11.2026 14:05»."""
    return dt.datetime.fromtimestamp(seconds).astimezone().strftime("%d.%m.%Y %H:%M")


def listed(words: Iterable[str], most: int = 10) -> list[str]:
    """Return the first words, and how many more there are."""
    words = list(words)
    return words if len(words) <= most else [*words[:most], f"… и ещё {len(words) - most}"]
