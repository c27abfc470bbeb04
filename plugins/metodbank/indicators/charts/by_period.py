"""An indicator from period to period, each value beside its target."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from metodbank.indicators.book import Subject
from metodbank.indicators.charts.drawing import INK, WIDTH, Chart, Key, Spec, frame, layer
from metodbank.indicators.charts.labels import DRAWN, goal_label, goals, label, left_out, number, unit_of, visible
from metodbank.indicators.explain import target_words
from metodbank.indicators.library import SetResults
from metodbank.indicators.model import YEARLY
from metodbank.indicators.results import Result
from metodbank.indicators.sets import Measure

HEIGHT = 170
ROOM = 1.16
"""How much higher the plot is than its highest mark, for the label over it."""
MANY = 5
"""From this many periods on labels have no room for a unit."""
_SHORT = re.compile(r"^(IV|I{1,3}) (пол|кв)\w+ (.+)$")


def by_period(results: SetResults, measure: Measure, subject: Subject) -> Iterator[Chart]:
    """Yield a chart for each form of period in which a subject has a value: years and half-years do not mix."""
    if measure.kind not in DRAWN:
        return
    forms = dict.fromkeys(period.form for period in results.periods)
    for form in forms:
        found = [result for result in results.series(measure, subject) if result.period.form == form]
        if any(visible(result) for result in found):
            yield _chart(found, subject, several=len(forms) > 1)


def _chart(found: Sequence[Result], subject: Subject, *, several: bool) -> Chart:
    measure, form = found[0].measure, found[0].period.form
    named = [result.period.text for result in found]
    unit = unit_of(measure)
    title = f"{subject.title}: по периодам{f' ({form})' if several else ''}{f', {unit}' if unit else ''}"
    keys = [Key("●", "проверено")] if any(visible(r) and not r.preliminary for r in found) else []
    if any(visible(r) and r.preliminary for r in found):
        keys.append(Key("◇", "предварительно, число со знаком «≈»"))
    if any(r.target and goals(r.target) for r in found):
        keys.append(Key("▬", "цель"))
    description = "; ".join(_said(result) for result in found) + "."
    return Chart(title, description, _spec(found), tuple(keys), left_out(found, named))


def _said(result: Result) -> str:
    text = f"{result.period.text}: {result.shown}"
    if result.preliminary and visible(result):
        text += ", предварительно"
    return f"{text}, цель {target_words(result.target, result.measure)}" if result.target else text


def _spec(found: Sequence[Result]) -> Spec:
    names = [_lines(result.period.text) for result in found]
    marks = [{"period": name, **row} for result, name in zip(found, names, strict=True) for row in _goals(result)]
    dots = [
        {
            "period": name,
            "value": number(result.value),
            "label": label(result, unit=len(found) < MANY),
            "run": run,
            "early": result.preliminary,
            "below": bool(marks) and any(row["period"] == name and row["value"] > result.value for row in marks),
        }
        for result, name, run in zip(found, names, _runs(found), strict=True)
        if visible(result) and result.value is not None
    ]
    gaps = [
        {"period": name, "value": 0, "label": "скрыто" if result.value is not None else "?"}
        for result, name in zip(found, names, strict=True)
        if not visible(result)
    ]
    top = max([row["value"] for row in (*dots, *marks)], default=1) or 1
    step = (WIDTH - 16) / len(found)
    x = {
        "field": "period", "type": "ordinal",
        "scale": {"type": "point", "domain": names, "padding": 0.5},
        "axis": {"labelAngle": 0, "labelExpr": r"split(datum.label, '\n')"},
    }  # fmt: skip
    y = {"field": "value", "type": "quantitative", "scale": {"domain": [0, top * ROOM], "nice": False}, "axis": None}
    text = {"field": "label", "type": "nominal"}
    bars = [row for row in marks if row["low"] < row["value"]]
    above = [row for row in dots if not row["below"]]
    under = [row for row in dots if row["below"]]
    met = {row["period"] for row in above}
    layers = [
        layer("range", bars, {"type": "bar", "width": step * 0.7, "color": INK, "opacity": 0.15}, x=x, y=y,
              y2={"field": "low"}),
        layer("goal", [{**row, "value": bound} for row in marks for bound in {row["low"], row["value"]}],
              {"type": "tick", "orient": "horizontal", "size": step * 0.7, "thickness": 3, "color": INK, "opacity": 1},
              x=x, y=y),
        layer("line", dots, {"type": "line", "color": INK, "strokeWidth": 2}, x=x, y=y,
              detail={"field": "run", "type": "nominal"}),
        layer("value", [row for row in dots if not row["early"]],
              {"type": "point", "shape": "circle", "size": 70, "filled": True, "color": INK, "opacity": 1}, x=x, y=y),
        layer("early", [row for row in dots if row["early"]],
              {"type": "point", "shape": "diamond", "size": 90, "fill": "none", "stroke": INK, "strokeWidth": 2,
               "opacity": 1}, x=x, y=y),
        layer("number", above, {"type": "text", "dy": -12, "fontWeight": "bold"}, x=x, y=y, text=text),
        layer("number_under", under, {"type": "text", "dy": 16, "fontWeight": "bold"}, x=x, y=y, text=text),
        layer("goal_number", [row for row in marks if row["period"] not in met], {"type": "text", "dy": -8},
              x=x, y=y, text=text),
        layer("goal_number_under", [{**row, "value": row["low"]} for row in marks if row["period"] in met],
              {"type": "text", "dy": 12}, x=x, y=y, text=text),
        layer("gap", gaps, {"type": "text", "dy": -8}, x=x, y=y, text=text),
    ]  # fmt: skip
    return frame(
        HEIGHT,
        [entry for entry in layers if entry["data"]["values"]],
        top=8,
        bottom=42 if any("\n" in name for name in names) else 24,
    )


def _goals(result: Result) -> Iterator[Spec]:
    target = result.target
    if target is None or (target.period == YEARLY and result.value is None):
        return
    bounds = [number(bound) for bound in goals(target)]
    if bounds:
        yield {"low": bounds[0], "value": bounds[-1], "label": goal_label(target, result.measure)}


def _runs(found: Sequence[Result]) -> list[int]:
    """Number the stretches without a gap: a line joins neighbours only."""
    runs: list[int] = []
    for number_of_run, (_, stretch) in enumerate(groupby(found, key=visible)):
        runs.extend(number_of_run for _ in stretch)
    return runs


def _lines(period: str) -> str:
    """Break the name of a period that is long: «II пол.» over «2022»."""
    match = _SHORT.match(period)
    return f"{match[1]} {match[2]}.\n{match[3]}" if match else period
