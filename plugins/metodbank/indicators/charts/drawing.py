"""From the description of a chart to an SVG that a page may hold: small, named for screen readers, the same each time.

The width of a drawing is that of a phone's column, so a text of 12 units is 12 pixels on the narrowest screen and
grows with the drawing on a wider one. Nothing is measured by fonts of the machine: sizes and margins are fixed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import vl_convert

Spec = dict[str, Any]
"""A chart in the words of Vega-Lite, or a part of one."""
VEGA_LITE = "6.4"
"""The version of the language the specs are written in; the library keeps several."""
WIDTH = 328
"""Width of a drawing: 360 pixels of a phone less the page's margins."""
FONT = 12
INK = "currentColor"
SVG = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", SVG)  # the library keeps prefixes for the whole program; HTML knows no «ns0:svg»
_FORMAT = 1
"""Raised when the same spec is to be drawn otherwise."""


@dataclass(frozen=True)
class Key:
    """What a sign of the chart means: «◇ предварительно»."""

    sign: str
    text: str


@dataclass(frozen=True)
class Chart:
    """What is drawn, and the same in words.

    :param title: what it shows; :param description: all it shows, for those who cannot see it.
    :param keys: signs and what they mean; :param notes: what is left out, and why.
    """

    title: str
    description: str
    spec: Spec
    keys: tuple[Key, ...] = ()
    notes: tuple[str, ...] = ()


class Press:
    """Draws charts, and remembers the drawings between builds.

    :param folder: where drawings are kept; None keeps nothing. A damaged file is drawn again.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._version = f"{_FORMAT}-{version('vl-convert-python')}-{VEGA_LITE}"

    def svg(self, chart: Chart, name: str) -> str:
        """Return a chart as an ``svg`` element; ``name`` makes its ids unique on the page."""
        root = ElementTree.fromstring(self._drawn(chart.spec))  # noqa: S314 - our own drawing
        root.set("role", "img")
        root.set("aria-labelledby", f"{name}-title")
        root.set("aria-describedby", f"{name}-desc")
        for place, (tag, text) in enumerate((("title", chart.title), ("desc", chart.description))):
            said = ElementTree.Element(f"{{{SVG}}}{tag}", id=f"{name}-{tag}")
            said.text = text
            root.insert(place, said)
        return _written(root)

    def _drawn(self, spec: Spec) -> str:
        text = json.dumps(spec, ensure_ascii=False, sort_keys=True)
        if self._folder is None:
            return draw(spec)
        path = self._folder / f"{hashlib.sha256(f'{self._version}{text}'.encode()).hexdigest()[:32]}.svg"
        kept = _kept(path)
        if kept is None:
            kept = draw(spec)
            _keep(path, kept)
        return kept


def _kept(path: Path) -> str | None:
    try:
        text = path.read_text(encoding="utf-8")
        ElementTree.fromstring(text)  # noqa: S314 - our own drawing
    except (OSError, ValueError, ElementTree.ParseError):
        return None
    return text


def _keep(path: Path, text: str) -> None:
    """Write a drawing whole or not at all: builds may run side by side."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".new")
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(name).replace(path)
    except OSError:
        return  # a full or read-only disk: drawn again next time


def frame(height: int, layers: Sequence[Spec], *, top: int, bottom: int, side: int = 8) -> Spec:
    """Return a whole spec: layers over a plot of this height, with margins given and not measured.

    :param top: height above the plot, below it and on each side of it, for labels.
    """
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDTH - 2 * side,
        "height": height,
        "padding": {"left": side, "right": side, "top": top, "bottom": bottom},
        "autosize": {"type": "none"},
        "background": None,
        "view": {"stroke": None},
        "config": {
            "aria": False,
            "axis": {"labelFontSize": FONT, "labelColor": INK, "domainColor": INK, "ticks": False, "grid": False,
                     "title": None, "labelPadding": 6, "labelOverlap": False, "labelLimit": 0},
            "text": {"fontSize": FONT, "color": INK, "limit": 0},
        },
        "layer": list(layers),
    }  # fmt: skip


def layer(name: str, rows: Sequence[Spec], mark: Spec, **encoding: object) -> Spec:
    """Return one layer with rows of its own; ``name`` becomes the class ``mb-chart-<name>``."""
    return {"name": name, "data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def cut(text: str, most: int) -> str:
    """Shorten a label at a word; the whole of it stands in the table beside the chart."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:—-") + "…"


def draw(spec: Spec) -> str:
    """Draw a spec and leave only what a page needs of it; nothing is fetched."""
    raw = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    root = ElementTree.fromstring(raw)  # noqa: S314 - our own drawing
    _trim(root)
    root.attrib = {"viewBox": root.get("viewBox", ""), "class": "mb-chart-drawing"}
    return _written(root)


_NEEDLESS = {"role", "pointer-events", "font-family", "stroke-miterlimit", "aria-hidden", "aria-roledescription"}
_NAME = re.compile(r"\brole-mark (\w+?)_(?:marks|pathgroup)\b")
_DECIMALS = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")


def _trim(element: ElementTree.Element) -> None:
    for child in list(element):
        _trim(child)
        empty = child.tag == f"{{{SVG}}}g" and not len(child)
        frameless = child.get("class") in ("background", "foreground") and not child.get("stroke")
        if empty or frameless or child.get("display") == "none":
            element.remove(child)
    named = _NAME.search(element.get("class", ""))
    kept = {key: _DECIMALS.sub(_short, value) for key, value in element.attrib.items() if key not in _NEEDLESS}
    kept.pop("class", None)
    if named:
        kept["class"] = f"mb-chart-{named[1].replace('_', '-')}"
    element.attrib = {key: value for key, value in kept.items() if (key, value) != ("opacity", "1")}


def _short(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")


def _written(root: ElementTree.Element) -> str:
    return ElementTree.tostring(root, encoding="unicode")
