"""Organisations or territories of one period side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metodbank.indicators.band_rules import interval
from metodbank.indicators.book import Subject
from metodbank.indicators.charts.bars import Bar, Rule, bars
from metodbank.indicators.charts.drawing import Chart, Key
from metodbank.indicators.charts.labels import DRAWN, goal_label, goals, label, left_out, number, unit_of, visible
from metodbank.indicators.explain import target_words
from metodbank.indicators.library import SetResults
from metodbank.indicators.model import BANDS
from metodbank.indicators.periods import Span
from metodbank.indicators.results import Result
from metodbank.indicators.sets import Measure

ENOUGH = 2
"""A chart compares: one bar alone would say less than the table."""


def by_subject(results: SetResults, measure: Measure, period: Span, subjects: Sequence[Subject]) -> Chart | None:
    """Return bars of a period, the greatest first, with the target or the bounds of scores across them."""
    if measure.kind not in DRAWN:
        return None
    found = [results.result(measure, period, subject) for subject in subjects]
    held = sorted((r for r in found if visible(r)), key=lambda r: (-number(r.value), r.subject.title))
    if len(held) < ENOUGH:
        return None
    rows = [Bar(r.subject.title, number(r.value), label(r), early=r.preliminary) for r in held]
    rules = [rule for rule in _rules(measure, held) if rule.value > 0]
    unit = unit_of(measure)
    title = f"За {period.label}, от большего к меньшему{f', {unit}' if unit else ''}"
    said = "; ".join(f"{r.subject.title}: {r.shown}{', предварительно' if r.preliminary else ''}" for r in held)
    across = _said(measure, held)
    keys = [Key("▭", "предварительно, число со знаком «≈»")] if any(r.preliminary for r in held) else []
    if rules:
        keys.append(Key("┃", across))
    description = f"{said}.{f' {across[:1].upper()}{across[1:]}.' if rules else ''}"
    return Chart(title, description, bars(rows, rules), tuple(keys), left_out(found, [r.subject.title for r in found]))


def _rules(measure: Measure, held: Sequence[Result]) -> Iterator[Rule]:
    if measure.kind == BANDS:
        for band in measure.bands:
            yield Rule(number(interval(band).start), f"балл {band.score}")
        return
    target = held[0].target
    if target is not None:
        *low, high = goals(target) or (None,)
        for bound in low:
            if bound is not None:
                yield Rule(number(bound), "")
        if high is not None:
            yield Rule(number(high), goal_label(target, measure))


def _said(measure: Measure, held: Sequence[Result]) -> str:
    if measure.kind == BANDS:
        return "граница балла"
    target = held[0].target
    if target is None:
        return ""
    whose = "цель территории, для организации ориентир" if held[0].orientation else "цель"
    return f"{whose}: {target_words(target, measure)}"
