"""What the tests of publishing share: small sites by hand, a crawler, and a store that kills its process."""

from __future__ import annotations

import hashlib
import html.parser
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest

from metodbank.publish.manifest import gather, measure
from metodbank.publish.outcome import Content


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def make_site(folder: Path, version: str, pages: int = 6) -> Path:
    """Write a site whose pages name their version, hang on hashed assets, and come and go with the version."""
    style, script = f"/* {version} */ body {{ color: #000 }}", f"/* {version} */ window.version = '{version}'"
    assets = {f"assets/style.{hashed(style)}.css": style, f"assets/app.{hashed(script)}.js": script}
    shards = {f"search/{hashed(f'{version}{n}')}.js": f"shard('{version}', {n})" for n in range(3)}
    names = [f"practices/p-{number}/index.html" for number in range(pages)] + [f"only-{version}/page.html"]
    texts = {**assets, **shards}
    texts["search/manifest.js"] = "\n".join(f"// ../{name}" for name in shards)
    texts["assets/fonts/font.woff2"] = "неизменный шрифт" * 500
    for name in [*names, "help/teacher.html"]:
        texts[name] = _page(name, version, assets, ["index.html", names[0]])
    texts["index.html"] = _page("index.html", version, assets, [*names, "help/teacher.html"])
    texts["404.html"] = _page("404.html", version, assets, ["index.html"])
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _page(name: str, version: str, assets: dict[str, str], links: list[str]) -> str:
    root = "../" * name.count("/")
    style, script = (f"{root}{asset}" for asset in assets)
    items = "".join(f'<li><a href="{root}{link}">{link}</a></li>' for link in links)
    return (
        f'<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>{name} {version}</title>'
        f'<link rel="stylesheet" href="{style}"><script src="{script}"></script></head>'
        f'<body data-search="{root}search/manifest.js"><h1>{version}</h1><ul>{items}</ul></body></html>\n'
    )


def content(site: Path, label: str = "") -> Content:
    files = gather(site)
    return Content(files, measure(files), label)


class _Links(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src", "data-search") and value]


def links(page: str) -> list[str]:
    parser = _Links()
    parser.feed(page)
    return parser.found


@dataclass
class Crawler:
    """Walks a served site again and again, and remembers everything a visitor would have missed."""

    base: str
    broken: list[str] = field(default_factory=list)
    rounds: int = 0
    requests: int = 0
    versions: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        return f"{self.rounds} rounds of the crawler, {self.requests} requests, {len(self.broken)} broken"

    def crawl(self) -> None:
        """Ask for every page reachable from the front page and everything each page needs."""
        front = urljoin(self.base, "index.html")
        seen, todo = {front}, [(front, self._get(front))]
        while todo:
            url, text = todo.pop()
            if text is None:
                self.broken.append(url)
                continue
            if url.endswith(".html"):
                if "</html>" not in text:
                    self.broken.append(f"{url} is cut short")
                self.versions.add(text.partition("<h1>")[2].partition("</h1>")[0])
            for link in links(text) if url.endswith(".html") else _shards(url, text):
                target = urldefrag(urljoin(url, link)).url
                if target in seen:
                    continue
                seen.add(target)
                found = self._get(target)
                if found is not None:
                    todo.append((target, found))
                elif not target.endswith(".html") or target in self._links_now(url):
                    self.broken.append(f"{url} → {target}")
        self.rounds += 1

    def _links_now(self, url: str) -> set[str]:
        """The links of a page as it is now: one that was fetched before its target went away is no fault."""
        text = self._get(url)
        return {urldefrag(urljoin(url, link)).url for link in links(text)} if text else set()

    def _get(self, url: str) -> str | None:
        self.requests += 1
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                return str(answer.read().decode("utf-8", "replace"))
        except urllib.error.HTTPError:
            return None

    @contextmanager
    def meanwhile(self) -> Iterator[Crawler]:
        """Crawl in another thread until the block is left, and once after."""
        stop = threading.Event()

        def work() -> None:
            while not stop.is_set():
                self.crawl()
                time.sleep(0.05)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield self
        finally:
            stop.set()
            thread.join()
        self.crawl()


def _shards(url: str, text: str) -> list[str]:
    if not url.endswith("manifest.js"):
        return []
    return [line.removeprefix("// ") for line in text.splitlines()]


CHANGES = ("write", "append", "append_many", "replace", "rename", "remove", "make_folder",
           "remove_folder", "remove_tree", "hard_link", "point")  # fmt: skip
"""Methods of a store that change the server: a process may be killed before and within each."""


class Faulty:
    """A store that kills its own process before the change number ``fatal`` (and within a change that takes long)."""

    def __init__(
        self, store: Any, fatal: int, counted: Callable[[int, str], None] = lambda number, what: None, number: int = 0
    ) -> None:
        self._store, self._fatal, self._counted, self.number = store, fatal, counted, number

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)
        if name not in CHANGES:
            return method

        def change(*arguments: Any) -> Any:
            self._point(name)
            if name == "append":
                path, source, offset, beat = arguments

                def halfway(size: int) -> None:
                    self._point("append, a piece sent")
                    beat(size)

                return method(path, source, offset, halfway)
            return method(*arguments)

        return change

    def _point(self, what: str) -> None:
        self.number += 1
        self._counted(self.number, what)
        if self.number == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)


def points(total: int, sample: int) -> list[int]:
    """Fault points to try: all with METODBANK_FAULTS=all, else a sample spread evenly over all."""
    if os.environ.get("METODBANK_FAULTS") == "all" or total <= sample:
        return list(range(1, total + 1))
    return sorted({1 + round(number * (total - 1) / (sample - 1)) for number in range(sample)})


def told(capsys: pytest.CaptureFixture[str], line: str) -> None:
    """Say in the test's output what was tried."""
    with capsys.disabled():
        print(f"\n  {line}")


class Driver:
    """Publishes in a process of its own, which may be killed at any change it makes to the server."""

    def __init__(self, tmp_path: Path, target: dict[str, Any], environment: dict[str, str] | None = None) -> None:
        self.tmp_path, self.target = tmp_path, target
        self.log = tmp_path / "driver.log"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.publish_driver"],
            cwd=Path(__file__).parents[1],
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def publish(self, site: Path, fatal: int = 0) -> int:
        """Publish a site; returns the exit code, minus the signal's number if a signal ended it."""
        assert self._process.stdin
        assert self._process.stdout
        job = {"target": self.target, "root": str(self.tmp_path), "site": str(site), "fatal": fatal,
               "home": str(self.tmp_path / "home"), "log": str(self.log)}  # fmt: skip
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def said(self) -> str:
        """What the last process said."""
        return self.log.read_text(encoding="utf-8")

    def changes(self) -> int:
        """How many changes the last process made to the server."""
        return int(self.said().splitlines()[-1])

    def close(self) -> None:
        """End the process that forks the others."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=30)


def kill_everywhere(
    driver: Driver, base: str, shown: Callable[[], dict[str, bytes]], sample: int
) -> tuple[list[int], int, Crawler]:
    """Kill publications at points spread over their whole work; each time the next run must finish the job.

    Returns the points tried, the number of points there are, and the crawler that looked on.
    """
    sites = driver.tmp_path / "sites"
    for version in ("v1", "v2"):
        assert driver.publish(make_site(sites / version, version)) == 0, driver.said()
    total = driver.changes()
    tried = points(total, sample)
    crawler = Crawler(base)
    with crawler.meanwhile():
        for number, fatal in enumerate(tried):
            site = make_site(sites / f"k{number}", f"k{number}")
            assert driver.publish(site, fatal) in (-signal.SIGKILL, 0), driver.said()
            crawler.crawl()
            assert driver.publish(site) == 0, driver.said()
            there = shown()
            assert [name for name, path in gather(site).items() if there.get(name) != path.read_bytes()] == []
    assert crawler.broken == []
    assert crawler.versions >= {"k0", f"k{len(tried) - 1}"}
    return tried, total, crawler
