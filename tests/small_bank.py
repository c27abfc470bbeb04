"""A small bank without problems, copied afresh for a test that is about to spoil it."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from metodbank.indicators.check import check_bank
from metodbank.rules.corpus import read_corpus
from metodbank.rules.problem import Report
from metodbank.rules.settings import Settings

TESTS = Path(__file__).parent
TODAY = dt.date(2026, 11, 22)


@dataclass(frozen=True)
class SmallBank:
    """A copy of ``tests/good-bank``; files are written as they are, whatever is in them."""

    settings: Settings

    @classmethod
    def copied(cls, folder: Path) -> SmallBank:
        """Copy the good bank into a folder of the test's own."""
        root = folder / "bank"
        shutil.copytree(TESTS / "good-bank", root)
        return cls(Settings(root, today=TODAY))

    @property
    def root(self) -> Path:
        """The folder of the copy."""
        return self.settings.root

    def under(self, **settings: Any) -> SmallBank:
        """Return the same bank under other settings."""
        return SmallBank(replace(self.settings, **settings))

    def read(self, path: str) -> str:
        """Return the text of a file."""
        return (self.root / path).read_text(encoding="utf-8")

    def write(self, path: str, content: str | bytes) -> Path:
        """Put a file into the bank."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def git(self, *arguments: str) -> str:
        """Run git in the bank as somebody."""
        who = ("-c", "user.name=Методист", "-c", "user.email=metodist@bank.example", "-c", "commit.gpgsign=false")
        done = subprocess.run(
            ["git", *who, *arguments], cwd=self.root, check=True, capture_output=True, encoding="utf-8"
        )
        return done.stdout

    def commit(self, message: str = "Правка") -> None:
        """Keep everything as it is now in git."""
        if not (self.root / ".git").exists():
            self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        self.git("commit", "-qm", message)

    def report(self) -> Report:
        """Check the bank."""
        return check_bank(read_corpus(self.settings)).report

    def problems(self) -> list[str]:
        """Check the bank and return its problems, a line each."""
        return [f"{p.path}:{p.line}:{p.column} {p.code} {p.message}" for p in self.report().problems]
