"""What a request changes in the bank, as git tells it, and the bank as it was before the request."""

from __future__ import annotations

import io
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from metodbank.source.git import SECONDS, ask

PARTS = ("content", "practices")
"""The folders that hold the bank; the rest is the program and its settings."""


class NoHistoryError(Exception):
    """Git cannot say what has changed; the text tells why in Russian, and what to do."""


@dataclass(frozen=True)
class Changes:
    """What differs between a commit and the files as they are now. Paths count from the root of the bank.

    :param base: the commit the change starts from: the last one it shares with the given reference.
    :param touched: files that were added or changed, or have come from another name.
    :param gone: files that are no more, under their old names.
    :param moved: new name to old name, for files that git recognises.
    """

    base: str
    touched: frozenset[PurePosixPath]
    gone: frozenset[PurePosixPath]
    moved: dict[PurePosixPath, PurePosixPath]

    @property
    def outside(self) -> list[PurePosixPath]:
        """Changed files that are not entries but the program or its settings."""
        return sorted(path for path in self.touched | self.gone if path.parts[0] not in PARTS)


def changes_since(root: Path, reference: str) -> Changes:
    """Return what changed since the point where the work parted from ``reference``; unsaved edits count too."""
    given = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    if given is None:
        raise NoHistoryError(f"git не знает «{reference}»: проверьте имя ветки и скачайте её — git fetch origin")
    base = _git(root, "merge-base", given.strip(), "HEAD")
    if base is None:
        raise NoHistoryError(
            f"у «{reference}» и текущей ветки нет общего начала: история скачана не целиком. "
            "Выполните git fetch --unshallow, а в сборке на сервере просите всю историю (fetch-depth: 0, GIT_DEPTH: 0)"
        )
    touched: set[PurePosixPath] = set()
    gone: set[PurePosixPath] = set()
    moved: dict[PurePosixPath, PurePosixPath] = {}
    listed = _git(root, "diff", "--name-status", "-z", "--find-renames", "--relative", base.strip(), "--")
    for status, names in _statuses(listed or ""):
        if status == "D":
            gone.add(names[0])
        else:
            touched.add(names[-1])
        if status == "R":
            gone.add(names[0])
            moved[names[1]] = names[0]
    unsaved = _git(root, "ls-files", "--others", "--exclude-standard", "-z") or ""
    touched.update(PurePosixPath(name) for name in unsaved.split("\0") if name)
    return Changes(base.strip(), frozenset(touched), frozenset(gone), moved)


@contextmanager
def bank_at(root: Path, commit: str) -> Iterator[Path]:
    """Lay out the bank of a commit in a folder of its own; the folder goes away afterwards."""
    there = (_git(root, "ls-tree", "-z", "--name-only", commit) or "").split("\0")
    with tempfile.TemporaryDirectory(prefix="metodbank-") as folder:
        for part in (part for part in PARTS if part in there):
            packed = _run(root, "archive", "--format=zip", "-0", commit, "--", part)
            if packed.returncode != 0:
                raise NoHistoryError(_reason(packed))
            with zipfile.ZipFile(io.BytesIO(packed.stdout)) as archive:
                archive.extractall(folder)  # names stay inside the folder, links become plain files
        yield Path(folder).resolve()


def _statuses(listed: str) -> Iterator[tuple[str, list[PurePosixPath]]]:
    """Read ``git diff --name-status -z``: a letter, then one name, or two where a file was renamed or copied."""
    parts = iter(listed.split("\0"))
    for status in parts:
        if status:
            count = 2 if status[0] in "RC" else 1
            yield status[0], [PurePosixPath(next(parts)) for _ in range(count)]


def _git(root: Path, *arguments: str) -> str | None:
    """Return what git prints, or None where it answers «no»; anything worse is an error."""
    result = _run(root, *arguments)
    if result.returncode == 1:
        return None
    if result.returncode != 0:
        raise NoHistoryError(_reason(result))
    return result.stdout.decode("utf-8", "surrogateescape")


def _run(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return ask(root, *arguments)
    except FileNotFoundError:
        raise NoHistoryError("для --changed-since нужна программа git, а её здесь нет") from None
    except subprocess.TimeoutExpired:
        raise NoHistoryError(f"git не ответил за {SECONDS} с: хранилище занято или диск медленный") from None


def _reason(result: subprocess.CompletedProcess[bytes]) -> str:
    said = result.stderr.decode("utf-8", "replace").strip()
    if "not a git repository" in said:
        return "папка банка — не хранилище git: сравнивать не с чем"
    return f"git ответил отказом: {said}"
