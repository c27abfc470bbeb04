"""The plugin ``metodbank/bank``: reads and checks the bank, and gives every entry its page."""

from __future__ import annotations

import logging
import posixpath
import re
from pathlib import Path, PurePosixPath
from typing import Literal

from jinja2 import Environment
from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils.templates import TemplateContext

from metodbank.bank.bank import Bank, Record
from metodbank.indicators.check import check_bank
from metodbank.indicators.library import Indicators
from metodbank.model.kinds import kinds
from metodbank.rules.corpus import read_corpus
from metodbank.rules.problem import Problem, Report, Severity
from metodbank.rules.reports import summary
from metodbank.site.render import Place, Renderer, contents
from metodbank.site.sanitise import clean
from metodbank.site.settings import BankConfig, settings_of
from metodbank.site.typography import tie, tie_html
from metodbank.source.packing import gzipped

log = logging.getLogger("mkdocs.plugins.metodbank")

DATA_FOLDERS = ("tables/", "vocabularies/", "indicators/")
"""Folders of ``content`` that hold data, never files of the site: exact counts must not leave them."""
PAGE_META = {"title", "description", "hide", "search", "status"}
"""What the front matter of an ordinary page may say to the theme."""
START = "__start"
"""Where the content of a page without headings begins; ``theme/main.html`` puts it there."""


class BankPlugin(BasePlugin[BankConfig]):
    """Reads and checks the bank; errors stop a build, while in ``serve`` the sound entries are still shown."""

    bank: Bank
    indicators: Indicators
    renderer: Renderer

    def __init__(self) -> None:
        self.serving = False
        self.report: Report | None = None
        self._records: dict[str, Record] = {}
        self._texts: dict[str, str] = {}

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether a server is started: then a problem must not stop it."""
        self.serving = command == "serve"

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check everything before MkDocs looks at a file."""
        corpus = read_corpus(settings_of(self.config, config))
        checked = check_bank(corpus)
        report = self.report = checked.report
        for problem in report.problems:
            if problem.severity is Severity.ERROR:
                log.error(_line(problem))
        if report.warnings:  # not as log warnings: ``mkdocs build --strict`` counts those
            log.info("Предупреждений: %s. Подробно — scripts/check.py", report.warnings)
        if report.errors and not self.serving:
            raise PluginError(f"Банк не собран. {summary(report)}")
        self.bank, self.indicators = checked.bank, checked.indicators
        self.renderer = Renderer(self.bank, config)
        self._texts = {str(page.document.path.relative_to("content")): page.text for page in corpus.pages}
        config.watch.append(str(self.bank.settings.root / "practices"))
        return config

    @event_priority(50)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Replace the entries' files by pages made from what was read and checked."""
        self._records.clear()
        homes = tuple(f"{kind.folder}/" for kind in kinds().values())
        for file in list(files):
            entry = file.src_uri.startswith(homes) and not file.src_uri.endswith("/index.md")
            if file.generated_by is None and (entry or file.src_uri.startswith(DATA_FOLDERS)):
                files.remove(file)
        for records in self.bank.records.values():
            for record in records.values():
                if record.has_page:
                    self._add(record, files, config)
        self.renderer.files = files
        return files

    def _add(self, record: Record, files: Files, config: MkDocsConfig) -> None:
        # A blank first line keeps MkDocs from reading «Word: …» at the top of a body as page metadata.
        page = File.generated(config, record.page, content="\n" + record.body, inclusion=InclusionLevel.NOT_IN_NAV)
        files.append(page)
        self._records[record.page] = record
        folder = record.page.rsplit("/", 1)[0]
        for path in record.attachments:
            name = path.relative_to(record.folder).as_posix()
            if files.get_file_from_path(f"{folder}/{name}") is None:
                files.append(File.generated(config, f"{folder}/{name}", abs_src_path=str(path)))

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """Give MkDocs the text of an ordinary page that was checked, instead of letting it read the file again."""
        return self._texts.get(page.file.src_uri) if page.file.generated_by is None else None

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Give the page its title and description, and its «edit» link."""
        record = self._records.get(page.file.src_uri)
        if record is None:
            page.meta = {key: _escaped(value) for key, value in page.meta.items() if key in PAGE_META}
            uri = page.file.src_uri
            return from_source(markdown, PurePosixPath("content") / uri, uri)
        page.meta = {
            "title": str(escape(record.title)),
            "description": _description(record),
            "hide": ["navigation", "toc"] if record.kind.tables else ["navigation"],
        }
        outside = not record.folder.is_relative_to(self.bank.settings.root)
        if config.repo_url and config.edit_uri and not outside:
            base = re.sub(r"content/?$", "", config.edit_uri)
            page.edit_url = f"{config.repo_url.rstrip('/')}/{base}{record.source}"
        return from_source(markdown, record.source, record.page)

    @event_priority(50)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Clean the body and put the entry's fields before it."""
        record = self._records.get(page.file.src_uri)
        if page.file.generated_by is None or record is not None:
            html = clean(html, whole_page=record is None)
        if record is None:
            return html
        fragment = self.renderer.fragment(f"entries/{record.kind.name}.html", page, record=record, body=html)
        head, _, rest = fragment.partition("<!-- body -->")
        tail = rest.partition("<!-- /body -->")[2]
        contents(
            page,
            *([Place(title, anchor) for anchor, title in _SECTION.findall(part)] for part in (head, tail)),
        )
        return fragment

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Let what stands around a page be tied as its text is."""
        env.filters["tie"] = tie
        return env

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Tie the text of the page; give a page without headings a place to go for the link past the menu.

        Material makes that link of headings only.
        """
        page.content = tie_html(page.content or "")
        if not page.toc.items:
            page.toc.items.append(AnchorLink(page.title or "", START, 1))
        return context

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Pack the sitemap again: the host writes the folder and the moment of the build into the packed one."""
        sitemap = Path(config.site_dir) / "sitemap.xml"
        if sitemap.exists():
            sitemap.with_name("sitemap.xml.gz").write_bytes(gzipped(sitemap.read_bytes()))


_SECTION = re.compile(r'<h2 id="([\w-]+)">([^<]+)</h2>')


def _line(problem: Problem) -> str:
    hint = f" — {problem.hint}" if problem.hint else ""
    return f"{problem.path}:{problem.line}:{problem.column} {problem.code} {problem.message}{hint}"


def _escaped(value: object) -> object:
    return str(escape(value)) if isinstance(value, str) else value


def _description(record: Record) -> str:
    text = str(record.value("annotation") or record.value("about") or f"{record.kind.one}: {record.title}")
    line = " ".join(re.sub(r"[*_`#>\[\]]", "", text).split())
    return str(escape(line if len(line) <= 300 else line[:297].rsplit(" ", 1)[0] + "…"))


_LINK = re.compile(r"(?<=\]\()(?P<target>[^)\s#]+\.[a-z]{2,4})(?=[)\s#])")


def from_source(markdown: str, source: PurePosixPath, page: str) -> str:
    """Make links that are right beside the source file right on the site, whose root is ``content``."""

    def moved(match: re.Match[str]) -> str:
        target = match["target"]
        if ":" in target or target.startswith("/"):
            return target
        place = posixpath.normpath(posixpath.join(source.parent.as_posix(), target))
        if not place.startswith(("content/", "practices/")):
            return target
        return posixpath.relpath(place.removeprefix("content/"), posixpath.dirname(page) or ".")

    return _LINK.sub(moved, markdown)
