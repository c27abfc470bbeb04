"""Pages of the bank become HTML: Jinja fragments of ``theme/`` filled with records, links made relative."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2
import markdown
from markupsafe import Markup, escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils import get_relative_url

from metodbank.bank.bank import Bank, Record
from metodbank.model.kinds import kinds
from metodbank.model.kinds.person import Person
from metodbank.model.tables import TABLES
from metodbank.site import words
from metodbank.site.sanitise import clean

PROSE = ("sane_lists", "tables")
"""Markdown extensions of prose inside a field."""


@dataclass(frozen=True)
class Place:
    """A section of a page that its table of contents names."""

    title: str
    anchor: str


class Renderer:
    """Fills the fragments of one build. ``files`` is set once MkDocs knows them."""

    def __init__(self, bank: Bank, config: MkDocsConfig) -> None:
        self.bank = bank
        self.config = config
        self.files = Files([])
        self._markdown = markdown.Markdown(extensions=list(PROSE), tab_length=2)
        self.environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(config.theme.dirs),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
        )
        self.environment.filters.update(words.FILTERS)
        self.environment.filters.update(prose=self.prose, phrase=self.phrase)
        self.environment.globals["indicator_sets"] = {}

    def fragment(self, template: str, page: Page, **values: object) -> str:
        """Return a fragment of ``theme/`` filled for one page."""

        def link(target: str) -> str:
            return get_relative_url(target, page.url)

        def href(record: Record) -> str:
            return link(self.url(record))

        helpers: Mapping[str, object] = {
            "bank": self.bank,
            "kinds": kinds(),
            "tables": TABLES,
            "page": page,
            "config": self.config,
            "link": link,
            "href": href,
            "known": self.known,
            "person": self.person(href),
            "named": self.named(href),
            "file": lambda record, name: self.file(record, name, link),
            "today": self.bank.today,
        }
        return self.environment.get_template(template).render({**helpers, **values})

    def exists(self, template: str) -> bool:
        """Whether the theme has a fragment of this name."""
        return template in self.environment.list_templates(filter_func=lambda name: name == template)

    def url(self, record: Record) -> str:
        """Return the address of a record's page from the root of the site."""
        return record.page.removesuffix(".md") + ".html"

    def known(self, kind: str, slugs: list[str] | None) -> list[Record]:
        """Return the entries of a list of slugs that the site shows."""
        return [record for slug in slugs or () if (record := self.bank.get(kind, slug)) is not None]

    def prose(self, text: str | None) -> Markup:
        """Turn a field's Markdown into clean HTML paragraphs."""
        return Markup(clean(self._markdown.reset().convert(text or "")))  # noqa: S704 - cleaned

    def phrase(self, text: str | None) -> Markup:
        """Turn a field's Markdown into clean HTML without the paragraph around it."""
        html = self.prose(text)
        inner = html.removeprefix("<p>").removesuffix("</p>")
        return Markup(inner) if "<p>" not in inner else html  # noqa: S704 - cleaned

    def person(self, href: Callable[[Record], str]) -> Callable[[str | None], Markup]:
        """Return a function that names a person by slug as far as the consent allows, with a link."""

        def name(slug: str | None) -> Markup:
            record = self.bank.get("person", slug)
            if record is None or not isinstance(record.entry, Person):
                return Markup("имя не публикуется")
            job = escape(record.entry.job)
            organization = self.bank.get("organization", record.entry.organization)
            where = escape(organization.value("short_title")) if organization else Markup("")
            if record.entry.name is not None:
                full = escape(record.entry.name.full)
                return Markup('<a href="{}">{}</a>, {}').format(href(record), full, job)
            return Markup("{}{}").format(words.capital(str(job)), Markup(", {}").format(where) if where else "")

        return name

    def named(self, href: Callable[[Record], str]) -> Callable[..., Markup]:
        """Return a function that names an entry of any kind by slug, with a link where it has a page."""
        person = self.person(href)

        def name(kind: str, slug: str | None, *, short: bool = True) -> Markup:
            if kind == "person":
                return person(slug)
            record = self.bank.get(kind, slug)
            if record is None:
                return Markup("")
            brief = record.value("short_title") if short else None
            title = escape(brief or record.title)
            return Markup('<a href="{}">{}</a>').format(href(record), title) if record.has_page else title

        return name

    def file(self, record: Record, name: str, link: Callable[[str], str]) -> tuple[str, int]:
        """Return the relative address and the size in bytes of a file beside a record."""
        folder = record.page.rsplit("/", 1)[0]
        path: Path = record.folder / name
        return link(f"{folder}/{name}"), path.stat().st_size if path.is_file() else 0


def contents(page: Page, before: list[Place], after: list[Place]) -> None:
    """Put the sections of a fragment around the headings of the body in the page's table of contents."""
    page.toc.items[:0] = [AnchorLink(place.title, place.anchor, 2) for place in before]
    page.toc.items.extend(AnchorLink(place.title, place.anchor, 2) for place in after)
