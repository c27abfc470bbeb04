"""The plugin ``metodbank/catalogue``: the page that words and filters meet on, and a list for every value of a filter.

The lists are what the catalogue is without a script: they are built from the bank and linked from its page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from metodbank.bank.bank import Bank, Record
from metodbank.bank.catalogue import Card, Facet, Value, card_of, make_catalogue
from metodbank.model.entry import Kind
from metodbank.search.entries import plain
from metodbank.site.bank import BankPlugin
from metodbank.site.made import Made, MadePages

PAGE = "catalogue.html"
FIRST = 10
"""How many cards the catalogue's page shows before its script has run, and on a page of results."""


class CatalogueConfig(base.Config):
    """Options of ``metodbank/catalogue``."""

    page_size = c.Type(int, default=100)
    """How many cards a list of one value shows on one page."""


@dataclass(frozen=True)
class ListPage:
    """One page of the list of everything found under one value."""

    facet: Facet
    value: Value
    cards: Sequence[tuple[Kind, Sequence[Card]]]
    number: int
    pages: int

    def address(self, number: int) -> str:
        """Return the address of another page of the list from the root of the site."""
        return address(self.facet, self.value, number)


def address(facet: Facet, value: Value, number: int = 1) -> str:
    """Return the address of a page of a list from the root of the site."""
    tail = "" if number == 1 else f"-page-{number}"
    return f"catalogue/{facet.name}/{value.slug}{tail}.html"


class CataloguePlugin(BasePlugin[CatalogueConfig]):
    """Adds the catalogue and its lists."""

    def __init__(self) -> None:
        self._pages = MadePages()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Refuse to stand without search, whose files the filters are in."""
        if "metodbank/search" not in config.plugins:
            raise PluginError("Каталогу нужен поиск: добавьте metodbank/search в plugins файла mkdocs.yml.")
        return config

    @event_priority(0)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the pages."""
        plugin = cast(BankPlugin, config.plugins["metodbank/bank"])
        bank, fragment = plugin.bank, plugin.renderer.fragment
        self._pages.clear()
        catalogue = make_catalogue(bank)
        cards = {id(record): card_of(bank, record) for record in catalogue.records}

        def add(uri: str, title: str, description: str, template: str, **values: object) -> None:
            def fill(page: Page) -> str:
                return fragment(template, page, address=address, plain=plain, **values)

            source = uri.removesuffix(".html") + ".md"
            self._pages.add(source, Made(title, description, fill, ("toc", "navigation")))

        facets = [(facet, values) for facet, values in catalogue.facets.items() if values]
        first = [cards[id(record)] for record in catalogue.records[:FIRST]]
        add(PAGE, "Каталог", "Всё, что есть в банке: словами и отбором.", "catalogue.html",
            facets=facets, cards=first, total=len(catalogue.records), size=FIRST)  # fmt: skip
        for facet, values in facets:
            for value in values:
                for page in self._list(bank, facet, value, cards):
                    title = f"{facet.label}: {value.value}"
                    several = f", страница {page.number}" if page.number > 1 else ""
                    add(page.address(page.number), f"{title}{several}", f"{title}. Список записей банка.",
                        "catalogue-list.html", list=page)  # fmt: skip
        self._pages.publish(files, config)
        return files

    def _list(self, bank: Bank, facet: Facet, value: Value, cards: dict[int, Card]) -> Iterator[ListPage]:
        size = self.config.page_size
        pages = -(-len(value.records) // size)
        for number in range(1, pages + 1):
            shown = value.records[(number - 1) * size : number * size]
            yield ListPage(facet, value, _by_kind(shown, cards), number, pages)

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Give a page made here its title."""
        self._pages.describe(page)
        return markdown

    @event_priority(0)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Fill a page made here."""
        made = self._pages.filled(page)
        return html if made is None else made


def _by_kind(records: Sequence[Record], cards: dict[int, Card]) -> list[tuple[Kind, list[Card]]]:
    found: list[tuple[Kind, list[Card]]] = []
    for record in records:
        if not found or found[-1][0] is not record.kind:
            found.append((record.kind, []))
        found[-1][1].append(cards[id(record)])
    return found
