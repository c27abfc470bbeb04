"""What git has kept of the bank's files: how they stood where the present work began, and in every branch.

Only the ``git`` program is asked, and only for reading. Where there is no git, or the bank was unpacked from an
archive, there is no history and nothing is said of it.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from metodbank.source.git import ask

BASE = "METODBANK_BASE"
"""Environment variable that names the commit a proposal started from, where a forge knows it."""
UPSTREAM = ("origin/HEAD", "origin/main", "origin/master")
_FILE = re.compile(r"^\+\+\+ b/(?:.*/)?practices/(?P<slug>[^/]+)/index\.md$")
_NUMBER = re.compile(r"^\+id:.*?(?P<number>ММ-\d{4}-\d{3})")


@dataclass(frozen=True)
class History:
    """The history of one bank.

    :param base: the commit the present work started from: the last one it shares with the published branch, or
        the last commit where there is no such branch.
    """

    root: Path
    base: str

    @classmethod
    def of(cls, root: Path) -> History | None:
        """Return the history of a folder, or None where git knows nothing of it."""
        if _git(root, "rev-parse", "--verify", "-q", "HEAD") is None:
            return None
        for name in filter(None, (os.environ.get(BASE), *UPSTREAM)):
            base = _git(root, "merge-base", "HEAD", name)
            if base:
                return cls(root, base.strip())
        return cls(root, "HEAD")

    @cached_property
    def changed(self) -> frozenset[PurePosixPath]:
        """Files of the bank that differ from the base."""
        names = _git(self.root, "diff", "--name-only", "--no-renames", "--relative", "-z", self.base, "--") or ""
        return frozenset(PurePosixPath(name) for name in names.split("\0") if name)

    def has(self, path: PurePosixPath) -> bool:
        """Whether a file was there at the base."""
        return path in self._kept

    @cached_property
    def _kept(self) -> frozenset[PurePosixPath]:
        names = _git(self.root, "ls-tree", "-r", "--name-only", "-z", self.base, "--", "practices") or ""
        return frozenset(PurePosixPath(name) for name in names.split("\0") if name)

    def at_base(self, path: PurePosixPath) -> str | None:
        """Return the text of a file at the base, or None where it was not there."""
        return _git(self.root, "show", f"{self.base}:./{path}")

    def since_base(self, path: PurePosixPath) -> Iterator[str]:
        """Yield the texts of a file in the commits after the base, the oldest first."""
        commits = _git(self.root, "rev-list", "--reverse", f"{self.base}..HEAD", "--", str(path)) or ""
        for commit in commits.split():
            text = _git(self.root, "show", f"{commit}:./{path}")
            if text is not None:
                yield text

    def owners(self, *, everywhere: bool) -> Mapping[str, frozenset[str]]:
        """Return the folders of practices that ever bore each number: up to the base, or in every branch."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        where = "--all" if everywhere else self.base
        wanted = (
            "log",
            where,
            "--format=",
            "-p",
            "-U0",
            "-G",
            "^id:",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
        )
        slug = ""
        for line in (_git(self.root, *wanted, "--", "practices") or "").splitlines():
            if line.startswith("+++ "):
                match = _FILE.match(line)
                slug = match["slug"] if match else ""
            elif slug and (match := _NUMBER.match(line)):
                found[match["number"]].add(slug)
        return {number: frozenset(slugs) for number, slugs in found.items()}


def _git(root: Path, *arguments: str) -> str | None:
    """Return what git says, or None where it cannot tell."""
    try:
        done = ask(root, *arguments)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
