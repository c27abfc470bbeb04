"""A new entry and its files are put into the bank whole or not at all, and never over what is there."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from metodbank.model.entry import Kind, Layout
from metodbank.rules.settings import Settings


class RefusedError(Exception):
    """The entry cannot be put there; the text says in Russian why and what to do."""


def home_of(kind: Kind, settings: Settings) -> Path:
    """Return the folder new entries of a kind go to: people go to the closed folder where there is one."""
    *_, (_, home) = settings.homes(kind)
    return home


def file_entry(kind: Kind, slug: str, text: str, settings: Settings, files: Mapping[str, bytes] | None = None) -> Path:
    """Write an entry with the files beside it and return its Markdown file.

    :param files: content by name; names are plain, without folders.
    :raises RefusedError: when the name is not one of the kind's, or something of that name is there already.
    """
    files = files or {}
    if not re.fullmatch(kind.slug, slug):
        raise RefusedError(f"имя «{slug}» не годится: нужны малые латинские буквы, цифры и дефис")
    for name in files:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", name):
            raise RefusedError(f"имя файла «{name}» не годится: нужны латинские буквы, цифры и дефис")
    home = home_of(kind, settings)
    if not home.resolve().is_relative_to(home.parent.resolve()) or home.is_symlink():
        raise RefusedError(f"папка {home} ведёт за пределы банка")
    home.mkdir(parents=True, exist_ok=True)
    target = home / slug if kind.layout is Layout.FOLDER else home / f"{slug}.md"
    _nothing_there([target.name, *(() if kind.layout is Layout.FOLDER else files)], home)
    try:
        with tempfile.TemporaryDirectory(prefix=".new-", dir=home.parent) as made:
            return _move_in(Path(made), target, text, files)
    except OSError as error:
        raise RefusedError(f"не удалось записать в {home}: {error.strerror or error}") from error


def _nothing_there(names: list[str], home: Path) -> None:
    there = {path.name.casefold(): path.name for path in home.iterdir()}
    for name in names:
        if name.casefold() in there:
            raise RefusedError(f"«{there[name.casefold()]}» в папке {home.name} уже есть: назовите иначе")


def _move_in(made: Path, target: Path, text: str, files: Mapping[str, bytes]) -> Path:
    entry = made / "entry"
    entry.mkdir()
    for name, content in files.items():
        (entry / name).write_bytes(content)
    if target.suffix != ".md":
        (entry / "index.md").write_text(text, encoding="utf-8", newline="\n")
        entry.rename(target)  # fails where a folder with something in it has appeared meanwhile
        return target / "index.md"
    (entry / target.name).write_text(text, encoding="utf-8", newline="\n")
    placed: list[Path] = []
    try:
        for name in (*files, target.name):  # the entry last: it names the files
            _place(entry / name, target.parent / name)
            placed.append(target.parent / name)
    except OSError:
        for path in placed:
            path.unlink()
        raise
    return target


def _place(source: Path, target: Path) -> None:
    """Move a file to a name nobody has; a link cannot overwrite, and disks without links are asked first."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        with target.open("xb") as stream:
            stream.write(source.read_bytes())


def overwrite(path: Path, old: bytes, new: bytes) -> bool:
    """Put new bytes in place of the old ones at once; False when the file has changed meanwhile."""
    handle, made = tempfile.mkstemp(prefix=".mend-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(new)
        shutil.copymode(path, made)
        if path.is_symlink() or path.read_bytes() != old:
            return False
        Path(made).replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(made).unlink()
    return True
