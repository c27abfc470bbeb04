"""Formulas of a set become formulas of a spreadsheet: from the same tree the engine evaluates, node by node."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from metodbank.indicators.band_rules import interval
from metodbank.indicators.expression import Expression, Name, Negative, Number, Operation, names
from metodbank.indicators.model import Band

_WEIGHT = {"+": 1, "-": 1, "*": 2, "/": 2}
TINY = 9
"""Digits after the point beyond which a spreadsheet's binary number is not the number it stands for."""


def written(expression: Expression, cells: Mapping[str, str], above: int = 0) -> str:
    """Return a formula over cells, without the equals sign; brackets stand only where they are needed."""
    match expression:
        case Number(_, text):
            return text
        case Name(id):
            return cells[id]
        case Negative(inner):
            return f"(-{written(inner, cells, 3)})"
        case Operation(operator, left, right):
            weight = _WEIGHT[operator]
            after = weight + 1 if operator in "-/" else weight
            found = f"{written(left, cells, weight)}{operator}{written(right, cells, after)}"
            return f"({found})" if weight < above else found


def computed(expression: Expression, cells: Mapping[str, str], otherwise: str) -> str:
    """Return a formula that gives a number, or words where a figure is missing or the denominator is zero."""
    used = [cells[name] for name in names(expression)]
    plain = written(expression, cells)
    value = f"IFERROR({plain},{quoted(otherwise)})" if _divides(expression) else plain
    return f"IF(COUNT({','.join(used)})<{len(used)},{quoted(otherwise)},{value})" if used else value


def _divides(expression: Expression) -> bool:
    match expression:
        case Operation(operator, left, right):
            return operator == "/" or _divides(left) or _divides(right)
        case Negative(inner):
            return _divides(inner)
    return False


def scored(value: str, bands: tuple[Band, ...]) -> str:
    """Return a formula that gives the score of a value, or nothing; the same bands the engine looks in."""
    exact = f"ROUND({value},{TINY})"
    found = '""'
    for band in reversed(bands):
        held = interval(band)
        end = f"{exact}<={decimal(held.end)}" if held.closed else f"{exact}<{decimal(held.end)}"
        found = f"IF(AND({exact}>={decimal(held.start)},{end}),{band.score},{found})"
    return f'IF(ISNUMBER({value}),{found},"")'


def quoted(text: str) -> str:
    """Return a text as a formula writes it."""
    return '"{}"'.format(text.replace('"', '""'))


def decimal(number: Fraction) -> str:
    """Return a number as a formula writes it; the numbers of targets and bands are finite decimals."""
    return str(number.numerator) if number.denominator == 1 else repr(float(number))
