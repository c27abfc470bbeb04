"""What a question costs in Chromium, on loopback and on a slow line: bytes, requests, time; and what a build costs."""

from __future__ import annotations

import gzip
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from metodbank.search.bench import peers
from metodbank.search.bench.browser import Counter, chromium, served
from metodbank.search.bench.cards import cards, questions

CLIENT = ("vendor/snowball-russian.js", "search-text.js", "search-shards.js", "search-engine.js")
KILOBITS, ROUND_TRIP = 1000, 300
"""The slow line: kilobits a second, milliseconds there and back."""
Tell = Callable[[str], None]

_OURS = (
    """async ([folder, scripts]) => {
      const script = (address) => new Promise((resolve, reject) => {
        const node = Object.assign(document.createElement("script"), { src: address, async: false });
        node.onload = resolve; node.onerror = reject; document.head.append(node);
      });
      const base = new URL("/assets/search/", location.href);
      const manifest = { rel: "preload", as: "script", href: new URL("manifest.js", base).href };
      document.head.append(Object.assign(document.createElement("link"), manifest));
      await Promise.all(scripts.map((name) => script(`/assets/javascripts/${name}`)));
      window.engine = new metodbankEngine.Engine(metodbankShards.loader(script, base));
      await engine.open();
    }""",
    "async (text) => (await engine.search(`${text} `)).hits.length",
)
_PAGEFIND = (
    "async () => { window.engine = await import('/pagefind/pagefind.js'); await engine.init(); }",
    """async (text) => {
      const found = await engine.search(text);
      return (await Promise.all(found.results.slice(0, 10).map((result) => result.data()))).length;
    }""",
)


@dataclass(frozen=True)
class Build:
    """What a build takes.

    :param seconds, processor: by the clock and of processors; :param memory: of the largest process, MB.
    :param worker: of the largest helper process, MB; :param changed: seconds when one card of all is changed.
    """

    seconds: float
    memory: float
    total: int
    files: int
    processor: float = 0.0
    worker: float = 0.0
    changed: float = 0.0
    changed_processor: float = 0.0
    manifest: int = 0
    largest: int = 0


@dataclass(frozen=True)
class Asked:
    """Medians over questions: of a first question with everything loaded for it, and of a next one.

    Seconds of a first question count from the question, the client loaded as the box got focus; ``opened``: that.
    """

    first_bytes: float
    first_requests: float
    next_bytes: float
    next_requests: float
    opened: float
    first_seconds: float
    next_seconds: float


@dataclass(frozen=True)
class Cost:
    """One engine at one size; ``absent`` says why there are no figures."""

    engine: str
    entries: int
    build: Build | None = None
    near: Asked | None = None
    slow: Asked | None = None
    absent: str = ""


def costs(entries: int, root: Path, pairs: int, tell: Tell) -> Iterator[Cost]:
    """Measure ours and Pagefind on the same cards and questions."""
    tell(f"{entries}: карточки")
    found = cards(entries, root)
    asked = questions(found, 2 * pairs)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tell(f"{entries}: строю наш указатель")
        build = _build(entries, root, folder)
        shutil.copytree(root / "theme" / "assets" / "javascripts", folder / "assets" / "javascripts")
        peers.blank(folder)
        yield Cost("наш", entries, build, *_both(folder, _OURS, [".", list(CLIENT)], asked, tell))
    with tempfile.TemporaryDirectory() as name:
        tell(f"{entries}: строит Pagefind")
        try:
            build = _pagefind(found, Path(name))
            yield Cost("Pagefind", entries, build, *_both(Path(name), _PAGEFIND, None, asked, tell))
        except (peers.AbsentError, ImportError) as absent:
            yield Cost("Pagefind", entries, absent=str(absent))


def _build(entries: int, root: Path, folder: Path) -> Build:
    """Build from nothing, then with one card changed, each in a process of its own."""
    command = [sys.executable, "-m", "metodbank.search.bench.build", str(entries), str(root), str(folder / "cache")]
    ways = ([str(folder / "assets" / "search")], ["-", "changed"])
    cold, warm = (
        json.loads(subprocess.run([*command, *way], capture_output=True, encoding="utf-8", check=True).stdout)  # noqa: S603
        for way in ways
    )
    shutil.rmtree(folder / "cache")
    return Build(**cold, changed=warm["seconds"], changed_processor=warm["processor"])


def _pagefind(found: Any, folder: Path) -> Build:
    peers.pages(found, folder)
    started = time.perf_counter()
    memory = peers.pagefind_index(folder)
    seconds = time.perf_counter() - started
    sizes = [path.stat().st_size for path in (folder / "pagefind").rglob("*") if path.is_file()]
    return Build(seconds, memory, sum(sizes), len(sizes), largest=max(sizes))


def _both(folder: Path, way: tuple[str, str], argument: Any, asked: Sequence[str], tell: Tell) -> tuple[Asked, Asked]:
    tell("спрашиваю в Chromium рядом")
    near = _asked(folder, way, argument, asked, None)
    tell("спрашиваю в Chromium по медленной линии")
    return near, _asked(folder, way, argument, asked[: len(asked) // 2 // 2 * 2], (KILOBITS, ROUND_TRIP))


def _asked(
    folder: Path, way: tuple[str, str], argument: Any, asked: Sequence[str], line: tuple[int, int] | None
) -> Asked:
    rows: list[tuple[float, ...]] = []
    opening, asking = way
    with served(folder) as base, chromium() as browser:
        for first, following in zip(asked[::2], asked[1::2], strict=True):
            # A visitor who has never been here: nothing in the cache.
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{base}index.html")
            counter = Counter(page)
            if line:
                counter.slow(*line)
            opened = _timed(lambda: page.evaluate(opening, argument))  # noqa: B023 - called at once
            first_seconds = _timed(lambda: page.evaluate(asking, first))  # noqa: B023
            page.wait_for_timeout(50)
            first_requests, first_bytes = counter.take()
            next_seconds = _timed(lambda: page.evaluate(asking, following))  # noqa: B023
            page.wait_for_timeout(50)
            next_requests, next_bytes = counter.take()
            rows.append((first_bytes, first_requests, next_bytes, next_requests, opened, first_seconds, next_seconds))
            context.close()
    return Asked(*(statistics.median(column) for column in zip(*rows, strict=True)))


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def client_bytes(root: Path) -> int:
    """Return how many bytes the browser's code takes, compressed."""
    folder = root / "theme" / "assets" / "javascripts"
    return sum(len(gzip.compress((folder / name).read_bytes(), 9)) for name in CLIENT)
