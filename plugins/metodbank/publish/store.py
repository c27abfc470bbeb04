"""What every server can do with files, and how it says that it cannot.

Paths are relative to where the account lands, ``/`` between folders. A store is used by one thread.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class StoreError(Exception):
    """The server refused or failed; ``str()`` says what is wrong and ``hint`` what to do, in Russian."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class MissingError(StoreError):
    """There is no such file or folder."""


class ExistsError(StoreError):
    """The name is taken."""


class LineCutError(StoreError):
    """The connection is gone; the work may be taken up again over a new one."""


@dataclass(frozen=True)
class Seen:
    """A file as the server lists it."""

    size: int
    modified: float | None
    """Seconds of the server's clock; None where the server does not tell."""
    precision: float = 1.0
    """Seconds to which ``modified`` is known."""


class Store(Protocol):
    """A place for files. Every method raises :class:`StoreError`."""

    place: str
    """The place as a person would name it."""
    links: bool
    """Whether there are hard links and symbolic links, and a rename that replaces in one step."""
    cheap_reading: bool
    """Whether reading a file back to compare its content is worth its time."""

    def walk(self, folder: str) -> dict[str, Seen]:
        """Return all files below a folder by their paths in it; nothing for a folder that is not there."""

    def entries(self, folder: str) -> list[str]:
        """Return the names that stand in a folder itself; nothing for a folder that is not there."""

    def seen(self, path: str) -> Seen | None:
        """Return a file as the server lists it, or None."""

    def read(self, path: str) -> Iterator[bytes]:
        """Yield the content of a file in pieces."""

    def write(self, path: str, content: bytes) -> None:
        """Write a small file whole: under a temporary name, renamed over the old one."""

    def append(self, path: str, source: Path, offset: int, beat: Callable[[int], None]) -> None:
        """Send a file from ``offset`` to the end of ``path``; ``beat`` is told the bytes sent, piece by piece."""

    def replace(self, old: str, new: str) -> None:
        """Rename a file over another, in one step where the server can."""

    def rename(self, old: str, new: str) -> None:
        """Rename a folder or a file to a name that is free."""

    def remove(self, path: str) -> None:
        """Remove a file; one that is not there is removed already."""

    def make_folder(self, path: str) -> None:
        """Make one folder; :class:`ExistsError` if the name is taken."""

    def remove_folder(self, path: str) -> None:
        """Remove one empty folder; nothing is done to one that is not empty or not there."""

    def remove_tree(self, path: str) -> None:
        """Remove a folder with all that is in it, links themselves and not what they lead to."""

    def hard_link(self, old: str, new: str) -> None:
        """Give a file a second name."""

    def point(self, target: str, path: str) -> None:
        """Make ``path`` a symbolic link to ``target`` (relative to the link's folder), in one step."""

    def pointed(self, path: str) -> str | None:
        """Return where a symbolic link leads; None if there is none, ``""`` if the name is taken by something else."""

    def close(self) -> None:
        """Leave the server."""


def whole(store: Store, path: str) -> bytes:
    """Return the content of a small file."""
    return b"".join(store.read(path))


def make_folders(store: Store, path: str) -> None:
    """Make a folder and those above it, as far as they are not there."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    for length in range(1, len(parts) + 1):
        try:
            store.make_folder(("/" if path.startswith("/") else "") + "/".join(parts[:length]))
        except ExistsError:
            continue


@contextmanager
def system_errors(path: str) -> Iterator[None]:
    """Turn the system's errors into what a person can act on."""
    try:
        yield
    except OSError as error:
        raise translated(error, path) from error


def translated(error: OSError, path: str) -> StoreError:
    """Return a system's error in Russian."""
    name = path or "."
    if isinstance(error, FileNotFoundError):
        return MissingError(f"Нет такого файла или папки: {name}", "проверьте path в publish.yml")
    if isinstance(error, FileExistsError):
        return ExistsError(f"Имя уже занято: {name}")
    if isinstance(error, PermissionError) and getattr(error, "winerror", None):  # Windows says the same of both
        return StoreError(
            f"Не записать {name}: файл открыт в другой программе или папка закрыта для записи",
            "закройте программы, где открыты файлы из этой папки, и повторите; если не поможет — проверьте, "
            "можно ли в неё писать",
        )
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return StoreError(f"Нет права писать: {name}", "попросите у хостинга право записи в эту папку")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError(
            f"На сервере кончилось место: {name}",
            "освободите место и повторите: уже переданное передавать снова не придётся",
        )
    if isinstance(error, (ConnectionError, TimeoutError, EOFError)):
        return LineCutError(f"Связь с сервером оборвалась на {name}")
    return StoreError(f"{name}: {error.strerror or error}")
