"""What on the server is no longer as the publisher left it: changed, removed or added by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from metodbank.publish.manifest import Manifest, Mark
from metodbank.publish.staging import content_hash
from metodbank.publish.store import Seen, Store

UNREAD = "0" * 64
"""Stands for the hash of a file that need not be read: its size already tells it apart."""


@dataclass(frozen=True)
class Drift:
    """The difference between a manifest and what really lies on the server."""

    changed: Mapping[str, Mark] = field(default_factory=dict)
    """Files of ours with another content, and files of others where ours shall stand; as they are now."""
    missing: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    """Files that are not ours and in nobody's way: they stay."""
    adopted: Mapping[str, Mark] = field(default_factory=dict)
    """Files that somebody else put where ours shall stand, with the very same content."""

    @property
    def harmful(self) -> tuple[str, ...]:
        """Files that publishing would overwrite or bring back against somebody's will."""
        return tuple(sorted((*self.changed, *self.missing)))

    def mended(self, held: Manifest | None) -> Manifest | None:
        """Return the manifest as the server really is."""
        if held is None and not (self.changed or self.adopted):
            return None
        files = dict(held.files if held else {})
        retired = dict(held.retired if held else {})
        for name in self.missing:
            files.pop(name, None)
            retired.pop(name, None)
        for name in self.changed:
            retired.pop(name, None)
        files.update(self.changed)
        files.update(self.adopted)
        return Manifest(release=held.release if held else "", files=files, retired=retired)


def find_drift(
    store: Store,
    location: Callable[[str], str],
    held: Manifest | None,
    shown: Mapping[str, Seen],
    wanted: Mapping[str, Mark],
    beat: Callable[[], None] = lambda: None,
    *,
    thorough: bool = False,
) -> Drift:
    """Compare by sizes and times; a file that looks touched, and with ``thorough`` every file, is read and hashed."""
    ours = held.everything if held else {}
    changed: dict[str, Mark] = {}
    adopted: dict[str, Mark] = {}
    foreign = []
    for name, seen in shown.items():
        beat()
        mark = ours.get(name)
        if mark is not None:
            if not thorough and seen.size == mark.size and not _touched(seen, mark):
                continue
            actual = _actual(store, location(name), seen)
            if not actual.same(mark):
                changed[name] = actual
        elif name in wanted:
            unlike = seen.size != wanted[name].size
            actual = Mark(sha256=UNREAD, size=seen.size) if unlike else _actual(store, location(name), seen)
            (adopted if actual.same(wanted[name]) else changed)[name] = actual
        else:
            foreign.append(name)
    return Drift(changed, tuple(sorted(ours.keys() - shown.keys())), tuple(sorted(foreign)), adopted)


def _touched(seen: Seen, mark: Mark) -> bool:
    known = seen.modified is not None and mark.modified is not None
    return known and abs(seen.modified - mark.modified) > seen.precision  # type: ignore[operator]


def _actual(store: Store, path: str, seen: Seen) -> Mark:
    return Mark(sha256=content_hash(store, path), size=seen.size, modified=seen.modified)
