"""Pages that the build makes from data instead of a file: their titles, and what fills them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page


def made_file(config: MkDocsConfig, uri: str, content: str | bytes) -> File:
    """Return a file that is published as it is. MkDocs writes bytes so; on Windows it changes line ends of text."""
    return File.generated(config, uri, content=content.encode() if isinstance(content, str) else content)


@dataclass(frozen=True)
class Made:
    """A page made by the build. ``hide`` names what the theme leaves out beside it."""

    title: str
    description: str
    fill: Callable[[Page], str]
    hide: tuple[str, ...] = ("toc",)


class MadePages:
    """The pages one plugin makes, by the address of their source."""

    def __init__(self) -> None:
        self._pages: dict[str, Made] = {}

    def clear(self) -> None:
        """Forget the pages of the last build."""
        self._pages.clear()

    def __contains__(self, uri: str) -> bool:
        """Tell whether a page of this source is made here."""
        return uri in self._pages

    def add(self, uri: str, page: Made) -> None:
        """Make a page; its source takes the place of a file of that name, which only reserves the address."""
        self._pages[uri] = page

    def publish(self, files: Files, config: MkDocsConfig) -> None:
        """Give MkDocs the pages, outside its menu: in the menu each costs time for every other page."""
        for uri in self._pages:
            old = files.get_file_from_path(uri)
            if old is not None:
                files.remove(old)
            files.append(File.generated(config, uri, content="", inclusion=InclusionLevel.NOT_IN_NAV))

    def describe(self, page: Page) -> None:
        """Give a page made here its title and description."""
        made = self._pages.get(page.file.src_uri)
        if made is not None:
            page.meta = {
                "title": str(escape(made.title)),
                "description": str(escape(made.description)),
                "hide": list(made.hide),
                "search": {"exclude": True},
            }
            page.edit_url = None

    def filled(self, page: Page) -> str | None:
        """Return the content of a page made here, or None for another."""
        made = self._pages.get(page.file.src_uri)
        return made.fill(page) if made else None
