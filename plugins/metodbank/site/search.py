"""The plugin ``metodbank/search``: indexes what the site shows, fills the header's box, and relates practices."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import cast

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files

from metodbank.search.building import make_index
from metodbank.search.client import CLIENT, FOLDER, client
from metodbank.search.entries import collect, page_of
from metodbank.search.index import WhooshClashError
from metodbank.search.lemmas import Lemmas
from metodbank.search.related import related
from metodbank.search.shards import Published, publish
from metodbank.site.bank import BankPlugin
from metodbank.site.cache import kept
from metodbank.site.indicator_documents import documents_of
from metodbank.site.made import made_file


def cache(root: Path) -> Path:
    """Return where keys of words are kept between builds."""
    return kept(root, "search")


class SearchConfig(base.Config):
    """Options of ``metodbank/search``."""

    compress = c.Type(bool, default=True)
    """Whether to put ``.gz`` files beside the index, for servers that send them (nginx ``gzip_static``)."""
    pages = c.Type(bool, default=True)
    """Whether ordinary pages (help, «Где научиться») are found beside the entries."""


class SearchPlugin(BasePlugin[SearchConfig]):
    """Adds the index of the release to the site; templates find its folder in ``folder``.

    A practice's page finds in ``related``, by slug, the practices related to each.
    """

    folder: str = ""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Refuse to stand beside another search in the same box."""
        if "material/search" in config.plugins or "search" in config.plugins:
            raise PluginError("В mkdocs.yml два поиска: уберите «search» из plugins, его заменяет metodbank/search.")
        return config

    @event_priority(-50)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Index the bank and the ordinary pages, and add the files of the index."""
        files.append(made_file(config, f"{FOLDER}/{CLIENT}", client(partial(_script, files))))
        published = self._publish(files, config)
        self.folder = published.folder
        for name, text in published.files.items():
            files.append(made_file(config, f"{published.folder}/{name}", text))
        if self.config.compress:
            for name, content in published.compressed().items():
                files.append(made_file(config, f"{published.folder}/{name}", content))
        return files

    def _publish(self, files: Files, config: MkDocsConfig) -> Published:
        plugin = cast(BankPlugin, config.plugins["metodbank/bank"])
        pages = [file for file in files.documentation_pages() if file.generated_by is None]
        found = [page_of(file.url, file.content_string) for file in pages]
        others = [page for page in found if page] if self.config.pages else []
        if "metodbank/indicators" in config.plugins:
            others.extend(documents_of(plugin.indicators))
        every = collect(plugin.bank, others)
        lemmas = Lemmas(cache(plugin.bank.settings.root))
        try:
            index = make_index(every, lemmas)
        except WhooshClashError as clash:
            raise PluginError(str(clash)) from clash
        published = publish(index, every)
        plugin.renderer.environment.globals["related"] = related(plugin.bank, lemmas)
        lemmas.save()
        return published


def _script(files: Files, name: str) -> str:
    """Return the text of a script of the theme."""
    file = files.get_file_from_path(f"{FOLDER}/{name}")
    if file is None:
        raise PluginError(f"В теме нет {FOLDER}/{name}: без него поиск не работает.")
    return file.content_string
