"""New content on the server before anybody can see it, under names that say what it holds.

A staged file is named by the SHA-256 of its content, so what a cut line or a kill left behind is found by the
next run, from any computer, and sending goes on at the byte where it stopped.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from metodbank.publish.manifest import Files, Mark
from metodbank.publish.store import ExistsError, Seen, Store, StoreError

Readback = Literal["hash", "size"]
Sent = Callable[[int], None]
"""Told bytes as they are sent (or found sent already)."""


def staged_names(names: Iterable[str], wanted: Mapping[str, Mark]) -> dict[str, str]:
    """Return the staged name of each file; files of one content are told apart by a number."""
    copies: Counter[str] = Counter()
    found = {}
    for name in sorted(names):
        digest = wanted[name].sha256
        found[name] = f"{digest}.{copies[digest]}"
        copies[digest] += 1
    return found


@runtime_checkable
class Batch(Protocol):
    """A store that brings many files quicker at once than one by one."""

    def append_many(self, folder: str, sources: Mapping[str, Path], beat: Callable[[], None]) -> None:
        """Bring files into a folder under given names."""


class Staging:
    """The folder of staged files."""

    def __init__(self, store: Store, folder: str, beat: Callable[[], None]) -> None:
        self.store, self.folder, self.beat = store, folder, beat

    def prepare(self) -> None:
        """Make the folder."""
        with suppress(ExistsError):
            self.store.make_folder(self.folder)

    def bring(
        self, names: Iterable[str], wanted: Mapping[str, Mark], files: Files, readback: Readback, sent: Sent
    ) -> int:
        """Send what is not here yet, by turn, and check it; returns the bytes that really travelled."""
        self.prepare()
        names = list(names)
        staged = staged_names(names, wanted)
        there = self.store.walk(self.folder)
        for path in there.keys() - staged.values():  # left by a publication that nobody will take up again
            self.store.remove(f"{self.folder}/{path}")
            self.beat()
        travelled = 0
        if isinstance(self.store, Batch):
            part = {
                staged[name]: files[name] for name in names if not self._whole_size(there, staged[name], wanted[name])
            }
            if part:
                self.store.append_many(self.folder, part, self.beat)
            half = sum(there[name].size for name in part if name in there)
            travelled = sum(path.stat().st_size for path in part.values()) - half
            there = self.store.walk(self.folder)
        for name in names:
            mark, path = wanted[name], staged[name]
            seen = there.get(path)
            offset = seen.size if seen and seen.size <= mark.size else 0
            if seen and seen.size > mark.size:
                self.store.remove(f"{self.folder}/{path}")
            sent(offset)
            if seen is None or offset < mark.size:
                travelled += mark.size - offset
                self._send(files[name], path, offset, sent)
            self._verify(path, mark, files[name], readback, sent)
        return travelled

    @staticmethod
    def _whole_size(there: Mapping[str, Seen], path: str, mark: Mark) -> bool:
        return path in there and there[path].size == mark.size

    def _send(self, source: Path, path: str, offset: int, sent: Sent) -> None:
        def beat(size: int) -> None:
            sent(size)
            self.beat()

        self.store.append(f"{self.folder}/{path}", source, offset, beat)
        self.beat()

    def _verify(self, path: str, mark: Mark, source: Path, readback: Readback, sent: Sent) -> None:
        """Read back; what has gone wrong on the way is sent once more from its first byte."""
        for last in (False, True):
            if self.is_whole(path, mark, readback):
                return
            if last:
                break
            self.store.remove(f"{self.folder}/{path}")
            self._send(source, path, 0, lambda _: None)
        raise StoreError(
            f"Файл доходит до сервера испорченным: {source.name}",
            "проверьте место на сервере и связь; повторите",
        )

    def is_whole(self, path: str, mark: Mark, readback: Readback) -> bool:
        """Whether a staged file holds what its mark says."""
        full = f"{self.folder}/{path}"
        if readback == "hash":
            return content_hash(self.store, full) == mark.sha256
        seen = self.store.seen(full)
        return seen is not None and seen.size == mark.size

    def clean(self) -> None:
        """Remove what no publication needs any more."""
        for path in self.store.walk(self.folder):
            self.store.remove(f"{self.folder}/{path}")
        self.store.remove_folder(self.folder)


def content_hash(store: Store, path: str) -> str:
    """Return the SHA-256 of a file on the server, read back whole."""
    found = hashlib.sha256()
    for piece in store.read(path):
        found.update(piece)
    return found.hexdigest()
