"""The plugin ``metodbank/registries``: pages made from the whole bank rather than from one entry."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from metodbank.bank.bank import Bank, Record, TableRows
from metodbank.bank.catalogue import card_of
from metodbank.bank.demands import demands
from metodbank.bank.gaps import State, find_gaps
from metodbank.bank.months import events_by_month
from metodbank.bank.numbers import numbered, short_page
from metodbank.bank.registry import Cell, Registry, Row, make_registry
from metodbank.indicators import figures, snapshots, written
from metodbank.indicators import model as sets
from metodbank.model.kinds import kinds
from metodbank.model.tables import TABLES
from metodbank.rules.catalogue import HELP_FOLDER, catalogue
from metodbank.site import words
from metodbank.site.bank import BankPlugin
from metodbank.site.guide import guide_of
from metodbank.site.made import Made, MadePages, made_file
from metodbank.site.typography import tie

FRESH, COMING = 6, 4
"""How many new practices and coming events the front page shows."""


class RegistriesConfig(base.Config):
    """Options of ``metodbank/registries``."""

    page_size = c.Type(int, default=50)
    """How many rows a registry shows on one page."""


@dataclass(frozen=True)
class RegistryPage:
    """One page of a registry, as the template sees it."""

    registry: Registry
    number: int
    size: int
    data: str

    @property
    def kind(self) -> object:
        """The kind of entry."""
        return self.registry.kind

    @property
    def columns(self) -> object:
        """The columns of the table."""
        return self.registry.columns

    @property
    def total(self) -> int:
        """How many rows the whole registry has."""
        return len(self.registry.rows)

    @property
    def pages(self) -> int:
        """How many pages it takes."""
        return max(1, -(-self.total // self.size))

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of this page."""
        return self.registry.rows[(self.number - 1) * self.size : self.number * self.size]

    def address(self, number: int) -> str:
        """Return the address of another page from the root of the site."""
        return f"{self.registry.kind.folder}/{'index' if number == 1 else f'page-{number}'}.html"

    def near(self) -> Iterator[int]:
        """Yield the numbers to link to, with 0 where some are left out."""
        shown = {1, self.pages, *range(self.number - 2, self.number + 3)}
        last = 0
        for number in sorted(n for n in shown if 1 <= n <= self.pages):
            if number > last + 1:
                yield 0
            yield number
            last = number


class RegistriesPlugin(BasePlugin[RegistriesConfig]):
    """Registries of every kind and table, events by month, terms, and the help pages made from data."""

    def __init__(self) -> None:
        self._pages = MadePages()

    @event_priority(0)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add every generated page and the data scripts of the registries."""
        plugin = cast(BankPlugin, config.plugins["metodbank/bank"])
        bank, fragment = plugin.bank, plugin.renderer.fragment
        plugin.renderer.environment.globals.update(
            roadmap_row=lambda item: _roadmap_row(bank, item),
            events_of=lambda item: [event for event in bank.all("event") if event.value("roadmap_item") == item],
        )
        self._pages.clear()

        def add(uri: str, title: str, description: str, template: str, **values: object) -> None:
            wide = template in {"registry.html", "table.html"}
            hide = ("toc", "navigation") if wide else ("toc",)
            self._pages.add(uri, Made(title, description, lambda page: fragment(template, page, **values), hide))

        for kind in kinds().values():
            registry = make_registry(bank, kind)
            script = _script(registry)
            digest = hashlib.sha256(script.encode()).hexdigest()[:12]
            data = f"assets/registries/{kind.name}.{digest}.js"
            files.append(made_file(config, data, script))
            first = RegistryPage(registry, 1, self.config.page_size, data)
            for number in range(1, first.pages + 1):
                uri = first.address(number).removesuffix(".html") + ".md"
                title = kind.many if number == 1 else f"{kind.many}, страница {number}"
                shown = RegistryPage(registry, number, self.config.page_size, data)
                add(uri, title, kind.purpose, "registry.html", registry=shown)
        for table in TABLES.values():
            if table.beside:
                continue
            rows = bank.table(table.name)
            add(f"registers/{table.name}.md", table.title, table.purpose, "table.html", table=table, rows=rows)
            if rows:
                exported = made_file(config, f"registers/{table.name}.csv", _csv(bank, rows))
                files.append(exported)
        add("registers/index.md", "Реестры", "Все реестры банка.", "registers.html")
        add("registers/demands.md", "Что требуют документы", "Какая страница какому требованию отвечает.",
            "demands.html", demands=demands())  # fmt: skip
        add("registers/terms.md", "Сроки", "Что скоро кончится и что уже кончилось.", "terms.html",
            records=bank.expiring(days=365))  # fmt: skip
        add("registers/gaps.md", "Чего не хватает", "На какие дефициты и предметы нет практики.", "gaps.html",
            gaps=find_gaps(bank), states=State)  # fmt: skip
        add("events/months.md", "Мероприятия по месяцам", "Что было и что будет, месяц за месяцем.",
            "months.html", months=events_by_month(bank))  # fmt: skip
        self._add_help(add, bank)
        short = plugin.renderer.environment.get_template("short.html")
        for given, record in numbered(bank):
            page = short.render(number=given, title=record.title, target=f"../{plugin.renderer.url(record)}")
            files.append(made_file(config, short_page(given), page))
        self._pages.publish(files, config)
        return files

    def _add_help(self, add: Callable[..., None], bank: Bank) -> None:
        codes = catalogue()
        add(f"{HELP_FOLDER}/index.md", "Справочник проблем", "Что значит каждый код и как исправить.",
            "help/problems.html", codes=codes)  # fmt: skip
        for code in codes.values():
            uri = code.page.removesuffix(".html") + ".md"
            add(uri, f"{code.id}. {code.title}", code.meaning or code.title, "help/problem.html", code=code)
        of_indicators = (sets.KIND, snapshots.KIND, written.KIND)
        add("help/fields/index.md", "Справочник полей", "Что писать в каждом поле записи.", "help/fields.html",
            of_indicators=of_indicators, figures=figures.TABLE)  # fmt: skip
        for kind in (*kinds().values(), *of_indicators):
            guide = guide_of(kind.fields, bank.vocabularies)
            add(f"help/fields/{kind.name}.md", f"Поля: {kind.one}", f"Поля записи «{kind.one}».",
                "help/kind.html", kind=kind, guide=guide)  # fmt: skip
        for table in (*TABLES.values(), figures.TABLE):
            guide = guide_of(table.fields, bank.vocabularies)
            add(f"help/fields/table-{table.name}.md", f"Таблица: {table.title}", table.purpose,
                "help/table.html", table=table, guide=guide)  # fmt: skip
        add("help/fields/vocabularies.md", "Словари", "Допустимые слова и их сокращения.",
            "help/vocabularies.html", vocabularies=bank.vocabularies)  # fmt: skip

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Give a generated page its title."""
        self._pages.describe(page)
        return markdown

    @event_priority(0)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Fill a generated page; put the bank's news on the front page."""
        made = self._pages.filled(page)
        if made is not None:
            return made
        if page.is_homepage:
            plugin = cast(BankPlugin, config.plugins["metodbank/bank"])
            page.meta["hide"] = ["toc", "navigation"]
            bank = plugin.bank
            facets = {facet.name: facet for facet in make_registry(bank, kinds()["practice"]).facets}
            coming = [event for event in bank.all("event") if _coming(bank, event)]
            fresh = [(record, card_of(bank, record)) for record in bank.listed("practice")[:FRESH]]
            return plugin.renderer.fragment(
                "home.html", page, body=html, facets=facets, fresh=fresh, coming=coming[:COMING]
            )
        return html


def _coming(bank: Bank, event: Record) -> bool:
    start = event.value("start")
    return bool(start and start >= bank.today and event.value("status") == "запланировано")


def _roadmap_row(bank: Bank, item: str | None) -> tuple[str, str] | None:
    for table in bank.tables:
        for row in table.rows if table.table.name == "roadmap_items" else ():
            if item and row["id"] == item:
                return f"roadmaps/{table.owner}.html#{item}", str(row["event"] or row["measure"] or "")
    return None


def _script(registry: Registry) -> str:
    """Return a registry as a script, so that it also loads where fetch is refused: from a folder."""
    facet_values = [[value for value, _ in facet.values] for facet in registry.facets]
    indexes = [{value: index for index, value in enumerate(values)} for values in facet_values]
    rows = [
        [
            row.href,
            [_shown(cell) for cell in row.cells],
            [[indexes[i][value] for value in values] for i, values in enumerate(row.facets)],
        ]
        for row in registry.rows
    ]
    content = {
        "columns": [{"name": column.name, "label": column.label} for column in registry.columns],
        "facets": [
            {"name": facet.name, "label": facet.label, "values": values}
            for facet, values in zip(registry.facets, facet_values, strict=True)
        ],
        "rows": rows,
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return f"metodbankRegistry({text});\n"


def _shown(cell: Cell) -> str | list[str | float]:
    """Return what the script shows of a cell, with what it is sorted by where that is not the text itself."""
    text = tie(cell.text)
    return text if cell.key == text.casefold() else [text, cell.key]


def _csv(bank: Bank, rows: TableRows) -> bytes:
    """Return a table of sums as Excel in Russia opens it, small counts hidden."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([spec.label for spec in rows.table.fields.values()])
    for row in rows.shown():
        writer.writerow([_cell(bank, name, value) for name, value in row.items()])
    return stream.getvalue().encode("utf-8-sig")


def _cell(bank: Bank, name: str, value: object) -> str:
    organization = bank.get("organization", str(value)) if name == "organization" else None
    text = (
        str(organization.value("short_title")) if organization else words.reads(value).replace("\N{NO-BREAK SPACE}", "")
    )
    return f"'{text}" if text[:1] in "=+-@\t" and not text[1:2].isdigit() else text
