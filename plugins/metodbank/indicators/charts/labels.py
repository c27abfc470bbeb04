"""What charts write beside a value, and what they say of the values they leave out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from metodbank.indicators.explain import percent, sign
from metodbank.indicators.model import BANDS, COUNT, ORDINAL, RANGE, RATIO, SHARE, Target
from metodbank.indicators.numbers import spell
from metodbank.indicators.results import Result
from metodbank.indicators.sets import Measure

DRAWN = (SHARE, RATIO, COUNT, BANDS, ORDINAL)
"""Kinds of indicator that are numbers; a flag and words are read in the table."""
_NUMBER = re.compile(r"[−\d](?:[\d\u00a0]*\d)?(?:,\d+)?")
EARLY = "≈\N{NO-BREAK SPACE}"
"""Stands before a preliminary value, as everywhere on the pages."""


def number(value: Fraction | None) -> float:
    """Return a value as the plot takes it."""
    return round(float(value or 0), 6)


def visible(result: Result) -> bool:
    """Whether a chart may and can show a result."""
    return result.value is not None and not result.hidden


def label(result: Result, *, unit: bool = True) -> str:
    """Write a value as it is published, «≈ 41,3 %»; a long unit stands under the chart instead."""
    text = result.shown
    digits = _NUMBER.match(text)
    if digits and not (unit and percent(result.measure)):
        text = digits[0]
    if result.measure.kind == ORDINAL and result.value is not None:
        text = spell(result.value)
    return f"{EARLY}{text}" if result.preliminary else text


def unit_of(measure: Measure) -> str:
    """Return the unit a chart is drawn in, or nothing."""
    return "балл" if measure.kind == ORDINAL else sign(measure).strip()


def goals(target: Target) -> tuple[Fraction, ...]:
    """Return the bounds of a target: one number, two of a range, none of «есть»."""
    bounds = (target.low, target.high) if target.op == RANGE else (target.value,)
    return tuple(Fraction(bound) for bound in bounds if bound is not None)


def goal_label(target: Target, measure: Measure) -> str:
    """Write a target beside its mark: «40 %», «3–4 %»."""
    text = "–".join(spell(bound, 2) for bound in goals(target))
    return f"{text}\N{NO-BREAK SPACE}%" if percent(measure) else text


def left_out(results: Iterable[Result], named: Sequence[str]) -> tuple[str, ...]:
    """Say which results the chart does not show, and why; ``named`` calls each by its period or subject."""
    held = list(zip(results, named, strict=True))
    absent = [name for result, name in held if result.value is None]
    hidden = [name for result, name in held if result.value is not None and result.hidden]
    said = []
    if absent:
        said.append(f"Нет данных: {', '.join(absent)}.")
    if hidden:
        said.append(f"Не показано, по числу можно узнать людей: {', '.join(hidden)}.")
    return tuple(said)
