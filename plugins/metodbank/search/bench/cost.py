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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Any

from metodbank.search.bench import peers
from metodbank.search.bench.browser import Counter, chromium, served
from metodbank.search.bench.cards import cards, questions
from metodbank.search.bench.memory import watched
from metodbank.search.client import CLIENT, FOLDER, client

OPEN = ("subjects", "grades", "deficits")
"""The facets that stand open on a wide screen."""
KILOBITS, ROUND_TRIP = 1000, 300
"""The slow line: kilobits a second, milliseconds there and back."""
Tell = Callable[[str], None]

_LOAD = """async () => {
  const script = (address) => new Promise((resolve, reject) => {
    const node = Object.assign(document.createElement("script"), { src: address, async: false });
    node.onload = resolve; node.onerror = reject; document.head.append(node);
  });
  const base = new URL("/assets/search/", location.href);
  const manifest = { rel: "preload", as: "script", href: new URL("manifest.js", base).href };
  document.head.append(Object.assign(document.createElement("link"), manifest));
  await script("/assets/javascripts/search-client.js");
  window.engine = new metodbankEngine.Engine(metodbankShards.loader(script, base));
  await engine.open();
}"""
_NARROWED = """async ({ text, chosen, open }) => {
  const columns = [...new Set([...Object.keys(chosen), ...open])].map(async (name) =>
    [name, metodbankFacets.column(await engine.store.facet(name), engine.manifest.count)]);
  const [found, ...read] = await Promise.all([engine.find(`${text} `), ...columns]);
  const wanted = new Map(Object.entries(chosen).map(([name, value]) => [name, new Set([value])]));
  const { kept } = metodbankFacets.narrow(found.ranked, new Map(read), wanted, "");
  return (await engine.cards(kept.slice(0, 10))).length;
}"""
# In the page, not in a worker: there neither are its requests counted nor does the slow line hold.
_PAGEFIND = """async () => {
  window.engine = await import('/pagefind/pagefind.js');
  await engine.options({ noWorker: true });
  await engine.init();
}"""
_PAGEFIND_ASK = """async ({ text, chosen }) => {
  const filters = Object.fromEntries(Object.entries(chosen).map(([name, value]) => [name, [value]]));
  const found = await engine.search(text, { filters });
  return (await Promise.all(found.results.slice(0, 10).map((result) => result.data()))).length;
}"""


@dataclass(frozen=True)
class Way:
    """How an engine is asked: what is said of it, the scripts that open it and ask it, and filters over the answers.

    :param chosen: filters chosen, a value each; :param open: facets that show a count at every value.
    :param browsing: whether the first question has no words: the newest are looked through.
    """

    name: str
    load: str
    ask: str
    chosen: Mapping[str, str] = dataclass_field(default_factory=dict)
    open: Sequence[str] = ()
    browsing: bool = False


_SUBJECT = {"subjects": "subjects 0"}
OURS = (
    Way("наш", _LOAD, "async ({ text }) => (await engine.search(`${text} `)).hits.length"),
    Way("наш, выбран предмет", _LOAD, _NARROWED, _SUBJECT),
    Way("наш, ещё три отбора с числами", _LOAD, _NARROWED, _SUBJECT, OPEN),
    Way("наш, предмет без слов", _LOAD, _NARROWED, _SUBJECT, browsing=True),
)
PAGEFIND = (
    Way("Pagefind", _PAGEFIND, _PAGEFIND_ASK),
    Way("Pagefind, выбран предмет", _PAGEFIND, _PAGEFIND_ASK, _SUBJECT),
)


@dataclass(frozen=True)
class Build:
    """What a build takes.

    :param seconds, processor: by the clock and of processors.
    :param memory: of all processes together, MB; of Pagefind, of the largest.
    :param changed, again, added: seconds, by the clock and of processors, when one card of all is changed, one more in
        the same process, and when one is added; 0 where it was not measured.
    """

    seconds: float
    memory: float
    total: int
    files: int
    processor: float = 0.0
    changed: tuple[float, float] = (0, 0)
    again: tuple[float, float] = (0, 0)
    added: tuple[float, float] = (0, 0)
    manifest: int = 0
    largest: int = 0


@dataclass(frozen=True)
class Asked:
    """Medians over questions: of a first question with everything loaded for it, and of a next one.

    Seconds and depth of a first question count from the question, the client loaded as the box got focus: that is
    ``opened`` and ``opened_bytes``. Depths mean something on a slow line only.
    """

    opened_bytes: float
    first_depth: float
    next_depth: float
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
    """Measure ours and Pagefind on the same cards and questions; sizes and the build stand in the first row of each."""
    tell(f"{entries}: карточки")
    found = cards(entries, root)
    asked = questions(found, 2 * pairs)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tell(f"{entries}: строю наш указатель")
        build = _build(entries, root, folder)
        (folder / FOLDER).mkdir()
        (folder / FOLDER / CLIENT).write_text(_client(root), encoding="utf-8", newline="\n")
        peers.blank(folder)
        yield from _all(entries, OURS, build, folder, asked, tell)
    with tempfile.TemporaryDirectory() as name:
        tell(f"{entries}: строит Pagefind")
        try:
            build = _pagefind(found, Path(name))
            yield from _all(entries, PAGEFIND, build, Path(name), asked, tell)
        except (peers.AbsentError, ImportError) as absent:
            yield Cost("Pagefind", entries, absent=str(absent))


def _all(
    entries: int, ways: Sequence[Way], build: Build, folder: Path, asked: Sequence[str], tell: Tell
) -> Iterator[Cost]:
    for way in ways:
        tell(f"{entries}, {way.name}: спрашиваю рядом")
        near = _asked(folder, way, asked, None)
        tell(f"{entries}, {way.name}: спрашиваю по медленной линии")
        # A question on the slow line takes seconds, and one hardly differs from another: half of them will do.
        slow = _asked(folder, way, asked[: max(4, len(asked) // 4 * 2)], (KILOBITS, ROUND_TRIP))
        yield Cost(way.name, entries, build if way is ways[0] else None, near, slow)


def _build(entries: int, root: Path, folder: Path) -> Build:
    """Build from nothing, then with one card changed, then with one added, each in a process of its own."""
    command = [sys.executable, "-m", "metodbank.search.bench.build", str(entries), str(root), str(folder / "cache")]
    command.append(str(folder / "assets" / "search"))
    written, memory = watched(command)
    told: dict[str, Any] = {"memory": memory, **json.loads(written)}
    for way in ("changed", "added"):
        # Not watched: to look at the memory of a process slows it down.
        done = subprocess.run([*command, way], stdout=subprocess.PIPE, check=True)  # noqa: S603 - our own module
        told |= json.loads(done.stdout)
    shutil.rmtree(folder / "cache")
    return Build(**told)


def _pagefind(found: Any, folder: Path) -> Build:
    peers.pages(found, folder)
    started = time.perf_counter()
    memory = peers.pagefind_index(folder)
    seconds = time.perf_counter() - started
    sizes = [path.stat().st_size for path in (folder / "pagefind").rglob("*") if path.is_file()]
    return Build(seconds, memory, sum(sizes), len(sizes), largest=max(sizes))


def _asked(folder: Path, way: Way, asked: Sequence[str], line: tuple[int, int] | None) -> Asked:
    rows: list[tuple[float, ...]] = []
    filters = {"chosen": dict(way.chosen), "open": list(way.open)}
    with served(folder) as base, chromium() as browser:
        for first, following in zip(asked[::2], asked[1::2], strict=True):
            # A visitor who has never been here: nothing in the cache.
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{base}index.html")
            counter = Counter(page)
            if line:
                counter.slow(*line)
            opened = _timed(lambda: page.evaluate(way.load))  # noqa: B023 - called at once
            page.wait_for_timeout(50)
            requests, loaded, _ = counter.take()
            seconds, figures = [], []
            for text in ("" if way.browsing else first, following):
                seconds.append(_timed(lambda: page.evaluate(way.ask, {"text": text, **filters})))  # noqa: B023
                page.wait_for_timeout(50)
                figures.append(counter.take())
            (first_requests, first_bytes, first_depth), (next_requests, next_bytes, next_depth) = figures
            rows.append(
                (loaded, first_depth, next_depth, loaded + first_bytes, requests + first_requests, next_bytes,
                 next_requests, opened, *seconds)
            )  # fmt: skip
            context.close()
    return Asked(*(statistics.median(column) for column in zip(*rows, strict=True)))


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def client_bytes(root: Path) -> int:
    """Return how many bytes the browser's code takes, compressed."""
    return len(gzip.compress(_client(root).encode(), 9))


def _client(root: Path) -> str:
    return client(lambda name: (root / "theme" / FOLDER / name).read_text(encoding="utf-8"))
