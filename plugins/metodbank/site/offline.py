"""The plugin ``metodbank/offline``: pages once opened, and the search used on them, open without a connection.

The work is done by the service worker ``theme/sw.js``; the build tells it which release it belongs to: a hash of
all that it can show. Two marks let it never mix releases, whatever way they are published: ``RELEASE.txt``, whose
name sorts before every other file that changes, and ``assets/search/manifest.txt``, which the publisher puts last.

Where the plugin is off, in ``serve``, or after it was taken out of ``mkdocs.yml``, ``sw.js`` is published without a
release: browsers that still have an old one fetch it, and it removes what was kept and itself.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority

WORKER, CLIENT = "sw.js", "assets/javascripts/offline.js"
BEGUN, WHOLE = "RELEASE.txt", "assets/search/manifest.txt"
_EMPTY = 'const RELEASE = "";'
_APART = {WORKER, BEGUN, WHOLE, "sitemap.xml"}
"""Files a worker never shows."""


class OfflineConfig(base.Config):
    """Options of ``metodbank/offline``."""

    enabled = c.Type(bool, default=True)
    """False takes back what browsers have kept: publish the site once with it."""


class OfflinePlugin(BasePlugin[OfflineConfig]):
    """Stamps the service worker with the release, and lets pages register it."""

    def __init__(self) -> None:
        self._on = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Keep nothing of a site that is being edited."""
        self._on = command != "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Let pages register the worker."""
        self._on = self._on and self.config.enabled
        if self._on and CLIENT not in config.extra_javascript:
            config.extra_javascript.append(CLIENT)
        return config

    @event_priority(-100)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Write the release into the worker and into the marks."""
        if self._on:
            stamp(Path(config.site_dir))


def stamp(site: Path) -> str:
    """Write the release of a built site into its worker and its marks, and return it."""
    digest = hashlib.sha256()
    for name in sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()):
        path = site / name
        if name not in _APART and path.suffix != ".gz":
            digest.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    release = digest.hexdigest()[:16]
    worker = site / WORKER
    text = worker.read_text(encoding="utf-8")
    if text.count(_EMPTY) != 1:
        raise ValueError(f"{WORKER}: {_EMPTY} is not there once")
    worker.write_text(text.replace(_EMPTY, f'const RELEASE = "{release}";'), encoding="utf-8", newline="\n")
    for name in (BEGUN, WHOLE):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(f"{release}\n", encoding="utf-8", newline="\n")
    return release
