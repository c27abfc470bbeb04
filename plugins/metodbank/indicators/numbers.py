"""Numbers as people read them, and the one rule of rounding."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

ROUNDING_RULE = (
    "Значение считается точно, без округления, и с целью сравнивается точным. На странице оно показано с одним "
    "знаком после запятой по правилу «пять и больше — вверх»; нуль после запятой не пишется. Если после "
    "округления недостигнутая цель выглядела бы достигнутой, знаков показано столько, чтобы разница была видна."
)
"""The rule of rounding, for methodology pages."""
MAX_DIGITS = 6
_NUMBER = re.compile(r"[-+−]?\d{1,18}(?:[.,]\d{1,18})?", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f]")


def read_number(cell: str) -> tuple[Fraction, bool] | None:
    """Read a number as Excel writes it, «1 234,5 %» too; tell whether a percent sign stood there."""
    text = _SPACES.sub("", cell)
    percent = text.endswith("%")
    text = text.removesuffix("%")
    if not _NUMBER.fullmatch(text):
        return None
    return Fraction(text.replace("−", "-").replace(",", ".")), percent


def rounded(value: Fraction, digits: int = 1) -> Decimal:
    """Round half away from zero to a number of digits after the comma."""
    exact = Context(prec=60).divide(Decimal(value.numerator), Decimal(value.denominator))
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP, context=Context(prec=60))


def spell(value: Fraction, digits: int = 1) -> str:
    """Write a number in Russian: «12 345,6», «40»; a zero after the comma is left out."""
    number = rounded(value, digits)
    sign = "\N{MINUS SIGN}" if number < 0 else ""
    whole, _, rest = f"{abs(number):f}".partition(".")
    groups = [whole[max(0, end - 3) : end] for end in range(len(whole), 0, -3)][::-1]
    grouped = "\N{NO-BREAK SPACE}".join(groups) if len(whole) > 4 else whole
    rest = rest.rstrip("0")
    return f"{sign}{grouped},{rest}" if rest else f"{sign}{grouped}"


def spell_beside(value: Fraction, limit: Fraction) -> str:
    """Write a value so that it does not look equal to (or past) a limit it has not reached."""
    for digits in range(1, MAX_DIGITS + 1):
        shown = Fraction(rounded(value, digits))
        if value == limit or ((shown < limit) == (value < limit) and shown != limit):
            return spell(value, digits)
    return spell(value, MAX_DIGITS)


def ceiling(value: Fraction) -> int:
    """Return the least whole number that is not less."""
    return -(-value.numerator // value.denominator)
