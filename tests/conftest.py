"""What the tests share: the repository's own bank, built once, served on loopback, and a real Chromium."""

from __future__ import annotations

import fcntl
import http.server
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import frontmatter
import pytest
import yaml
from playwright.sync_api import Browser, Page, expect, sync_playwright

from metodbank.site.build import build_site

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is the same Chromium without its windows: a new visitor costs a quarter of the processor's time."""
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Chromium as root in a closed network, without its own background requests."""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


os.environ.setdefault("METODBANK_CACHE", str(ROOT / ".cache"))
"""Copies of the bank share the repository's cache of lemmas."""


expect.set_options(timeout=30_000)
"""How long to wait for what must come about; a busy machine is slow, and speed is measured elsewhere."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; yields its address with a slash at the end."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def plain(shown: str) -> str:
    """Return what a page shows as its author wrote it, without what keeps words on one line."""
    return re.sub(r'<span class="mb-whole">([^<]*)</span>', r"\1", shown).replace("\N{NO-BREAK SPACE}", " ")


def copy_project(target: Path) -> Path:
    """Copy what a bank is made of, without the environment and the tests."""
    for name in ("content", "practices", "theme"):
        shutil.copytree(ROOT / name, target / name)
    shutil.copy(ROOT / "mkdocs.yml", target)
    return target


def edit(path: Path, body: str | None = None, **fields: object) -> None:
    """Change fields of an entry (None removes one), and its text if given."""
    post = frontmatter.loads(path.read_text(encoding="utf-8"))
    post.metadata.update(fields)
    kept = {name: value for name, value in post.metadata.items() if value is not None}
    front = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=10_000)
    path.write_text(f"---\n{front}---\n\n{post.content if body is None else body}\n", encoding="utf-8")


def configure(root: Path, **options: object) -> None:
    """Add options of ``metodbank/bank`` to a bank's configuration."""
    config = root / "mkdocs.yml"
    lines = "".join(f"\n      {name}: {value}" for name, value in options.items())
    text = config.read_text(encoding="utf-8")
    assert "  - metodbank/bank:" in text
    config.write_text(text.replace("  - metodbank/bank:", f"  - metodbank/bank:{lines}"), encoding="utf-8")


Shared = Callable[[str, Callable[[Path], object]], Path]
"""Takes a name and what fills a folder that is not there yet; gives the folder, made once in a run."""


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """Return a function that makes what is costly once for all workers of a run; nobody writes into it after."""
    own = tmp_path_factory.getbasetemp()
    place = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    place.mkdir(exist_ok=True)

    def once(name: str, make: Callable[[Path], object]) -> Path:
        folder, fresh = place / name, place / f"{name}.new"
        with (place / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                shutil.rmtree(fresh, ignore_errors=True)
                make(fresh)
                fresh.rename(folder)
        return folder

    return once


@pytest.fixture(scope="session")
def site(shared: Shared) -> Path:
    """The site of the repository's own content."""

    def make(folder: Path) -> None:
        assert build_site(ROOT / "mkdocs.yml", folder).complaints == ()

    return shared("site", make)


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The address the site is served at."""
    with served(site) as base:
        yield base


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser."""
    assert CHROMIUM, "Chromium is installed by scripts/test.py"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page in the browser, and what went wrong while it was looked at."""

    page: Page
    base: str
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open a page of the site and wait until it has drawn itself."""
        self.page.goto(self.base + path, wait_until="load")
        return self.page


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens a window of a given width."""
    contexts = []

    def window(width: int = 1280, *, script: bool = True, base: str = address) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            locale="ru-RU",
            service_workers="block",  # what a worker answers, page.route does not see; test_offline.py allows them
        )
        contexts.append(context)
        page = context.new_page()
        found = Visit(page, base)
        page.on("console", lambda message: message.type == "error" and found.errors.append(message.text))
        page.on("pageerror", lambda error: found.errors.append(str(error)))
        page.on(
            "request",
            lambda request: not request.url.startswith((base, "data:", "blob:")) and found.foreign.append(request.url),
        )
        return found

    yield window
    for context in contexts:
        context.close()
