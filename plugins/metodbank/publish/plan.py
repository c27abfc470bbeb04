"""What must be done for the server to hold a site, and in which order.

Wherever a site is put in place file by file, a page may be asked for between two steps. So first comes the
mark that a release is coming, then what pages only refer to, then pages nobody links to yet, then pages that
change, then lists of pages (the index pages, the feed of the search, the sitemap), and what is gone is removed
last.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from metodbank.publish.manifest import Manifest, Mark, Retired

PAGES = {".html", ".htm"}
CODE = {".js", ".mjs", ".css", ".json", ".woff2"}
"""What pages load by themselves; pictures and documents may show people, so they leave at once."""
TWINS = (".gz", ".br")
"""Endings of precompressed copies, which stand right after what they are copies of."""
LISTS = re.compile(r"(^|/)(index\.html|sitemap\.xml|feed\w*\.xml|manifest\.\w+)$")
"""Files that list others: they change after everything they list is there."""
FIRST = {"RELEASE.txt"}
"""Says which release is coming: browsers that keep pages for reading offline keep nothing until ``LAST`` agrees."""
LAST = re.compile(r"(^|/)search/manifest\.\w+$")
"""The search manifest, whose every shard must be there before it."""


def bare(name: str) -> str:
    """Return the name of the file that a precompressed copy is of; any other name as it is."""
    return name[:-3] if name.endswith(TWINS) else name


def is_page(name: str) -> bool:
    """Whether a visitor opens the file by its address; everything else is an asset."""
    return PurePosixPath(bare(name)).suffix in PAGES


def lingers(name: str) -> bool:
    """Whether a page that is already open may still ask for the file after it has left the site."""
    return PurePosixPath(bare(name)).suffix in CODE


@dataclass(frozen=True)
class Plan:
    """The difference between what a server holds and what it shall hold; names sorted by turn."""

    add: tuple[str, ...]
    change: tuple[str, ...]
    remove: tuple[str, ...]
    keep: tuple[str, ...]
    wanted: Mapping[str, Mark]
    retired: Mapping[str, Retired]
    """Assets that stay on the server for pages already open, though the new release has none of them."""

    @property
    def put(self) -> tuple[str, ...]:
        """Files to bring, by turn."""
        fresh = set(self.add)
        return tuple(sorted((*self.add, *self.change), key=lambda name: _turn(name, fresh=name in fresh)))

    @property
    def empty(self) -> bool:
        """Whether the server holds the site already."""
        return not (self.add or self.change or self.remove)

    @property
    def traffic(self) -> int:
        """Bytes to send, before anything already sent is counted off."""
        return sum(self.wanted[name].size for name in self.put)

    @property
    def growth(self) -> int:
        """Bytes by which the site becomes larger than the last release (negative: smaller)."""
        return sum(mark.size for mark in self.wanted.values()) - self.before

    before: int = 0
    """Bytes of the last release."""


def make_plan(wanted: Mapping[str, Mark], held: Manifest | None, now: float, linger: float) -> Plan:
    """Compare a site with what a server holds; ``linger`` is how many seconds a retired asset stays."""
    before = held.files if held else {}
    there = held.everything if held else {}
    already = held.retired if held else {}
    retired = {}
    for name, mark in there.items():
        if name in wanted or not lingers(name):
            continue
        since = already[name].since if name in already else now
        # a clock set back must not keep a file for ever
        if linger > 0 and min(since, now) + linger > now:
            retired[name] = Retired(**mark.model_dump(exclude={"since"}), since=min(since, now))
    return Plan(
        add=_sorted(name for name in wanted if name not in there),
        change=_sorted(name for name in wanted if name in there and not wanted[name].same(there[name])),
        remove=_sorted(name for name in there if name not in wanted and name not in retired),
        keep=_sorted(name for name in wanted if name in there and wanted[name].same(there[name])),
        wanted=wanted,
        retired=retired,
        before=sum(mark.size for mark in before.values()),
    )


def _sorted(names: object) -> tuple[str, ...]:
    return tuple(sorted(names))  # type: ignore[call-overload]


def _turn(name: str, *, fresh: bool) -> tuple[int, str]:
    """Return when a file's turn is; its precompressed copies share the turn and follow it by name."""
    of = bare(name)
    if of in FIRST:
        return -1, name
    if LAST.search(of):
        return 6, name
    if not is_page(of):
        return (5 if LISTS.search(of) else 0 if fresh else 1), name
    if LISTS.search(of):
        return (2 if fresh else 4), name
    return (2 if fresh else 3), name
