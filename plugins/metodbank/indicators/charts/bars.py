"""Horizontal bars under their names: the one plot of organisations, dashboards and ratings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metodbank.indicators.charts.drawing import INK, Spec, cut, frame, layer

ROW = 40
THICK = 12
LETTERS = 46
"""How many letters of a name fit over a bar."""
SPARE = 1.62
"""How much wider the plot is than its longest bar, for the label at its end."""
NARROW = 0.09
"""Share of the width below which a piece has no room for its label."""


@dataclass(frozen=True)
class Bar:
    """One bar: ``early`` is drawn hollow, ``mark`` is another value of the same thing, shown as a diamond."""

    name: str
    value: float
    label: str
    early: bool = False
    mark: float | None = None


@dataclass(frozen=True)
class Rule:
    """A stroke across every bar: a target or a bound of a band."""

    value: float
    label: str


def bars(rows: Sequence[Bar], rules: Sequence[Rule] = ()) -> Spec:
    """Return the spec of bars in the given order."""
    held: list[Spec] = [
        {"row": place, "name": cut(row.name, LETTERS), "value": row.value, "label": row.label, "mark": row.mark}
        for place, row in enumerate(rows)
    ]
    longest = max([0.0, *(row.value for row in rows), *(rule.value for rule in rules),
                   *(row.mark or 0.0 for row in rows)]) or 1.0  # fmt: skip
    y = {"field": "row", "type": "ordinal", "axis": None,
         "scale": {"type": "band", "domain": list(range(len(rows))), "padding": 0}}  # fmt: skip
    x = {"field": "value", "type": "quantitative", "axis": None,
         "scale": {"domain": [0, longest * SPARE], "nice": False, "zero": True}}  # fmt: skip
    bar = {"type": "bar", "height": THICK, "yOffset": 8}
    solid = [entry for entry, row in zip(held, rows, strict=True) if not row.early]
    hollow = [entry for entry, row in zip(held, rows, strict=True) if row.early]
    marked = [{**entry, "value": entry["mark"]} for entry in held if entry["mark"] is not None]
    ended = [{**entry, "value": max(entry["value"], entry["mark"] or 0.0)} for entry in held]
    crossed = [{"value": rule.value, "row": place} for rule in rules for place in range(len(rows))]
    called = [{"value": rule.value, "label": rule.label} for rule in rules if rule.label]
    layers = [
        layer("name", held, {"type": "text", "align": "left", "dy": -7}, y=y, x={"value": 0},
              text={"field": "name", "type": "nominal"}),
        layer("bar", solid, {**bar, "color": INK}, x=x, y=y),
        layer("bar_early", hollow,
              {**bar, "fill": "none", "stroke": INK, "strokeWidth": 1.5, "strokeDash": [4, 2]}, x=x, y=y),
        layer("goal", crossed, {"type": "tick", "orient": "vertical", "size": 22, "thickness": 3, "color": INK,
              "opacity": 1, "yOffset": 8}, x=x, y=y),
        layer("goal_number", called, {"type": "text", "dy": -7}, x=x, y={"value": 0},
              text={"field": "label", "type": "nominal"}),
        layer("before", marked, {"type": "point", "shape": "diamond", "size": 80, "fill": "none", "stroke": INK,
              "strokeWidth": 2, "opacity": 1, "yOffset": 8}, x=x, y=y),
        layer("number", ended, {"type": "text", "align": "left", "dx": 7, "dy": 8, "fontWeight": "bold"}, x=x, y=y,
              text={"field": "label", "type": "nominal"}),
    ]  # fmt: skip
    filled = [entry for entry in layers if entry["data"]["values"]]
    return frame(len(rows) * ROW, filled, top=20 if called else 4, bottom=6)


@dataclass(frozen=True)
class Piece:
    """A part of a stack: how many, the name of its class, and the label that tells it from its neighbours."""

    kind: str
    count: int
    label: str


def stacks(rows: Sequence[tuple[str, Sequence[Piece]]], kinds: Sequence[str]) -> Spec:
    """Return the spec of bars cut into counts, each a share of the longest; the pieces of a row come in order."""
    pieces: list[Spec] = []
    for place, (_, counts) in enumerate(rows):
        start = 0
        for piece in counts:
            pieces.append({"row": place, "class": piece.kind, "from": start, "to": start + piece.count,
                           "label": piece.label, "middle": start + piece.count / 2})  # fmt: skip
            start += piece.count
    whole = max((piece["to"] for piece in pieces), default=1) or 1
    wide = [piece for piece in pieces if (piece["to"] - piece["from"]) / whole >= NARROW]
    y = {"field": "row", "type": "ordinal", "axis": None,
         "scale": {"type": "band", "domain": list(range(len(rows))), "padding": 0}}  # fmt: skip
    scale = {"domain": [0, whole], "nice": False}
    x = {"field": "from", "type": "quantitative", "axis": None, "scale": scale}
    middle = {"field": "middle", "type": "quantitative", "axis": None, "scale": scale}
    names = [{"row": place, "name": cut(name, LETTERS)} for place, (name, _) in enumerate(rows)]
    shape = {"type": "bar", "height": 18, "yOffset": 10, "fill": "none", "stroke": INK, "strokeWidth": 1.5}
    layers = [
        layer("name", names, {"type": "text", "align": "left", "dy": -9}, y=y, x={"value": 0},
              text={"field": "name", "type": "nominal"}),
        *(
            layer(f"part_{name}", [piece for piece in pieces if piece["class"] == name],
                  shape, x=x, x2={"field": "to"}, y=y)
            for name in kinds
        ),
        *(
            layer(f"count_{name}",
                  [piece for piece in wide if piece["class"] == name],
                  {"type": "text", "dy": 10, "fontWeight": "bold"}, x=middle, y=y,
                  text={"field": "label", "type": "nominal"})
            for name in kinds
        ),
    ]  # fmt: skip
    filled = [entry for entry in layers if entry["data"]["values"]]
    return frame(len(rows) * (ROW + 4), filled, top=4, bottom=6)
