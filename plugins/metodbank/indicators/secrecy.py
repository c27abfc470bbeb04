"""What may be said of a result without giving away a covered count of people.

«1–2» leaves two numbers possible. A verdict, a score or the direction of a change that holds for one of them and
not for the other tells which it is («цель 2: не достигнут» means one), so it is published only where it is the
same for every number that could stand behind the cover.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product

from metodbank.bank.covering import COVERED, HIDDEN
from metodbank.indicators.book import Part
from metodbank.indicators.evaluate import NoValue, evaluate
from metodbank.indicators.sets import read_expression

Figures = Mapping[str, Fraction | None]
"""Values by the name of a variable."""
MOST = 4096
"""Combinations tried at most; a result of more is not judged in public."""
SPREAD = 2
"""«Скрыто» stands beside one or two «1–2» and a published sum, so each of them moves it by one either way."""


def tells(say: Callable[..., object], *groups: Sequence[Part]) -> bool:
    """Whether what is said of groups of parts depends on what their covers hide.

    :param say: what would be published, from the figures of each group; compared by equality.
    """
    if not any(part.hidden for parts in groups for part in parts):
        return False
    tried = list(islice(product(*(_possible(parts) for parts in groups)), MOST + 1))
    if len(tried) > MOST:
        return True
    said = say(*tried[0])
    return any(say(*figures) != said for figures in tried[1:])


def _possible(parts: Sequence[Part]) -> Iterator[Figures]:
    names = [str(part.variable.id) for part in parts]
    for values in product(*(_candidates(part) for part in parts)):
        yield dict(zip(names, values, strict=True))


def _candidates(part: Part) -> Sequence[Fraction | None]:
    if part.value is None or not part.hidden:
        return (part.value,)
    if part.shown == HIDDEN:
        return (Fraction(1), Fraction(2))
    expression = read_expression(part.variable.formula) if part.parts else None
    if expression is not None:
        found = {evaluate(expression, figures) for figures in islice(_possible(part.parts), MOST + 1)}
        return tuple(None if isinstance(value, NoValue) else value for value in found)
    assert part.shown == COVERED, "a hidden part is covered one way or the other"
    around = (part.value + step for step in range(-SPREAD, SPREAD + 1))
    return tuple(value for value in around if value > 0)
