"""A folder of this computer: a web server's own disk, a mounted share, a USB stick."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from metodbank.publish.manifest import PIECE
from metodbank.publish.store import Seen, system_errors


class LocalStore:
    """Files below one folder of this computer."""

    cheap_reading = True
    links = os.name == "posix"

    def __init__(self, root: Path) -> None:
        self.root = root
        self.place = str(root)

    def close(self) -> None:
        """Nothing is held open."""

    def _path(self, path: str) -> Path:
        return self.root / path

    def walk(self, folder: str) -> dict[str, Seen]:
        top = self._path(folder)
        found = {}
        with system_errors(folder):
            for path in top.rglob("*"):
                if path.is_file() and not path.is_symlink():
                    status = path.stat()
                    found[path.relative_to(top).as_posix()] = Seen(status.st_size, status.st_mtime, 0.001)
        return found

    def entries(self, folder: str) -> list[str]:
        with system_errors(folder):
            top = self._path(folder)
            return [path.name for path in top.iterdir()] if top.is_dir() else []

    def seen(self, path: str) -> Seen | None:
        with system_errors(path):
            try:
                status = self._path(path).lstat()
            except (FileNotFoundError, NotADirectoryError):
                return None
            return Seen(status.st_size, status.st_mtime, 0.001)

    def read(self, path: str) -> Iterator[bytes]:
        with system_errors(path), self._path(path).open("rb") as stream:
            while piece := stream.read(PIECE):
                yield piece

    def write(self, path: str, content: bytes) -> None:
        target = self._path(path)
        fresh = target.with_name(f"{target.name}.new")
        with system_errors(path):
            with fresh.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            fresh.replace(target)

    def append(self, path: str, source: Path, offset: int, beat: Callable[[int], None]) -> None:
        with system_errors(path), source.open("rb") as origin, self._path(path).open("ab") as stream:
            origin.seek(offset)
            while piece := origin.read(PIECE):
                stream.write(piece)
                beat(len(piece))
            stream.flush()
            os.fsync(stream.fileno())  # a stick may be pulled out as soon as the command says «готово»

    def replace(self, old: str, new: str) -> None:
        with system_errors(new):
            self._path(old).replace(self._path(new))

    def rename(self, old: str, new: str) -> None:
        with system_errors(new):
            if os.path.lexists(self._path(new)):
                raise FileExistsError(new)
            self._path(old).rename(self._path(new))

    def remove(self, path: str) -> None:
        with system_errors(path):
            self._path(path).unlink(missing_ok=True)

    def make_folder(self, path: str) -> None:
        with system_errors(path):
            self._path(path).mkdir()

    def remove_folder(self, path: str) -> None:
        with system_errors(path):
            folder = self._path(path)
            if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
                folder.rmdir()

    def remove_tree(self, path: str) -> None:
        with system_errors(path):
            if os.path.lexists(self._path(path)):
                shutil.rmtree(self._path(path))

    def hard_link(self, old: str, new: str) -> None:
        with system_errors(new):
            self._path(new).hardlink_to(self._path(old))

    def point(self, target: str, path: str) -> None:
        fresh = self._path(f"{path}.new")
        with system_errors(path):
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(target)
            fresh.replace(self._path(path))

    def pointed(self, path: str) -> str | None:
        with system_errors(path):
            place = self._path(path)
            if place.is_symlink():
                return str(place.readlink())
            return "" if place.exists() else None
