"""The unit of a formula: people divided by people have none, people and organisations do not add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from metodbank.indicators.expression import Expression, Name, Negative, Number, Operation

Dimension = tuple[tuple[str, int], ...]
"""Units and their powers, in the order of the alphabet; empty for a bare number."""

UNITS = ("чел.", "орг.", "ед.", "площ.", "уроков", "программ", "%", "есть/нет", "балл", "текст")
"""What a variable may be measured in."""
WORDS = ("есть/нет", "текст")
"""Units whose figures are not numbers."""


class UnitMismatch(Exception):  # noqa: N818 — it says what happened
    """Two things of different units are added or subtracted."""

    def __init__(self, left: Dimension, right: Dimension) -> None:
        super().__init__(f"{spell(left)} / {spell(right)}")
        self.left, self.right = left, right


def dimension(expression: Expression, units: Mapping[str, Dimension]) -> Dimension:
    """Return the unit of a formula, or raise :class:`UnitMismatch`; unknown names have no unit."""
    match expression:
        case Number():
            return ()
        case Name(id):
            return units.get(id, ())
        case Negative(inner):
            return dimension(inner, units)
        case Operation(operator, left, right):
            one, other = dimension(left, units), dimension(right, units)
            if operator in "+-":
                if one != other:
                    raise UnitMismatch(one, other)
                return one
            powers = Counter(dict(one))
            for unit, power in other:
                powers[unit] += power if operator == "*" else -power
            return tuple(sorted((unit, power) for unit, power in powers.items() if power))


def spell(found: Dimension) -> str:
    """Say a unit: «чел.», «уроков / чел.», «без единицы»."""
    if not found:
        return "без единицы"
    above = " · ".join(unit if power == 1 else f"{unit}^{power}" for unit, power in found if power > 0)
    below = " · ".join(unit if power == -1 else f"{unit}^{-power}" for unit, power in found if power < 0)
    return f"{above or '1'} / {below}" if below else above
