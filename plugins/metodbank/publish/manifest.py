"""What a site is made of: the size and SHA-256 of every file, here and on the server."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

PIECE = 256 * 1024
"""Bytes read, sent and hashed at a time."""


def _inside(name: str) -> str:
    """A server may not name what lies outside the site: copies of its files are kept here under their names."""
    if not name or "\\" in name or name.startswith("/") or ".." in PurePosixPath(name).parts:
        raise ValueError("a path inside the site")
    return name


Name = Annotated[str, AfterValidator(_inside)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Mark(BaseModel):
    """What is known of one file without reading it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: Digest
    size: int
    modified: float | None = None
    """When the server says the file was written, seconds of the server's clock; None for a file that is here."""

    def same(self, other: Mark | None) -> bool:
        """Whether two marks are of the same content."""
        return other is not None and self.sha256 == other.sha256


class Retired(Mark):
    """An asset that the release no longer uses, kept for pages that visitors opened before it."""

    since: float
    """When it was retired, seconds of the server's clock."""


class Manifest(BaseModel):
    """One release as it lies on the server."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = 1
    release: str
    files: dict[Name, Mark]
    retired: dict[Name, Retired] = {}

    @property
    def everything(self) -> dict[str, Mark]:
        """Every file that stands on the server because of this release."""
        return {**self.retired, **self.files}

    @property
    def size(self) -> int:
        """Bytes of the release, without what has been retired."""
        return sum(mark.size for mark in self.files.values())


Files = Mapping[str, Path]
"""Where the content of each file of a site is found on this computer, by its path on the site."""


class DamagedError(Exception):
    """A file that cannot be on a site: a link that leads out, or a name that a server may not take."""


def gather(site: Path) -> dict[str, Path]:
    """Return every file of a built site by its path, ``/`` between folders."""
    found = {}
    for path in sorted(site.rglob("*")):
        if path.is_symlink():
            raise DamagedError(f"В собранном сайте ссылка вместо файла: {path.relative_to(site).as_posix()}")
        if path.is_file():
            found[path.relative_to(site).as_posix()] = path
    return found


def measure(files: Files) -> dict[str, Mark]:
    """Read every file once and return their marks."""
    return {name: mark_of(path) for name, path in files.items()}


def mark_of(path: Path) -> Mark:
    """Return the mark of a file that is here."""
    with path.open("rb") as stream:
        return Mark(sha256=hashlib.file_digest(stream, "sha256").hexdigest(), size=path.stat().st_size)


def digest(files: Mapping[str, Mark]) -> str:
    """Return one SHA-256 of a whole site: equal if and only if every name and every content are."""
    lines = (f"{name}\0{mark.sha256}\n" for name, mark in sorted(files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()
