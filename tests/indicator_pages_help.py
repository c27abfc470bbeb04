"""Pages of indicators as a test reads them: the views of the engine, and the words, links and tables of a page."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

from metodbank.site.indicator_views import SetView
from tests.conftest import Visit
from tests.indicators_help import shipped

Window = Callable[..., Visit]


def views() -> dict[str, SetView]:
    return {name: SetView(results) for name, results in shipped().indicators.sets.items()}


class ReadPage(HTMLParser):
    """What a test asks of a page: rows by their mark, links, and the text of each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: dict[str, str] = {}
        self.links: set[str] = set()
        self.text = ""
        self._row: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "tr":
            self._row = held.get("data-measure") or held.get("data-subject")
        if tag == "a" and held.get("href"):
            self.links.add(str(held["href"]))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("dt", "dd", "td", "th", "li", "p"):
            self.handle_data(" ")
        if tag == "tr":
            self._row = None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._row is not None:
            self.rows[self._row] = self.rows.get(self._row, "") + data


def page(site: Path, uri: str) -> ReadPage:
    return ReadPage((site / uri).read_text(encoding="utf-8"))


def words(text: str) -> str:
    return " ".join(text.split())


def download(site: Path, view: SetView) -> list[list[str]]:
    content = (site / f"indicators/{view.id}/results.csv").read_bytes()
    assert content.startswith("\N{BOM}".encode())
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
