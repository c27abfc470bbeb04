"""A formula with figures becomes an exact number, or a named reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from metodbank.indicators.expression import Expression, Name, Negative, Number, Operation, names


class Gap(Enum):
    """Why a value is not known."""

    NO_FIGURE = "нет цифры"
    NOT_ALL = "сдали не все организации"
    ZERO = "знаменатель равен нулю"
    NO_METHOD = "способа измерения нет"


@dataclass(frozen=True)
class NoValue:
    """A value that is not known: why, and for want of which variables."""

    gap: Gap
    variables: tuple[str, ...] = ()


def evaluate(expression: Expression, figures: Mapping[str, Fraction | None]) -> Fraction | NoValue:
    """Compute a formula exactly; a figure that is absent or None is missing, never zero."""
    absent = tuple(name for name in names(expression) if figures.get(name) is None)
    if absent:
        return NoValue(Gap.NO_FIGURE, absent)
    known = {name: value for name, value in figures.items() if value is not None}
    return _value(expression, known)


def _value(expression: Expression, figures: Mapping[str, Fraction]) -> Fraction | NoValue:
    match expression:
        case Number(value):
            return value
        case Name(id):
            return figures[id]
        case Negative(inner):
            found = _value(inner, figures)
            return found if isinstance(found, NoValue) else -found
        case Operation(operator, left, right):
            one, other = _value(left, figures), _value(right, figures)
            if isinstance(one, NoValue):
                return one
            if isinstance(other, NoValue):
                return other
            if operator == "+":
                return one + other
            if operator == "-":
                return one - other
            if operator == "*":
                return one * other
            return one / other if other else NoValue(Gap.ZERO, names(right))
