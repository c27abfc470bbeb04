"""A real git repository around a bank, as a contributor has it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

WHO = {"GIT_AUTHOR_NAME": "Образец", "GIT_COMMITTER_NAME": "Образец", "GIT_CONFIG_GLOBAL": os.devnull,
       "GIT_AUTHOR_EMAIL": "sample@bank.example", "GIT_COMMITTER_EMAIL": "sample@bank.example"}  # fmt: skip


def git(root: Path, *arguments: str) -> str:
    """Run git in a folder and return what it says."""
    result = subprocess.run(
        ["git", *arguments], cwd=root, env={**os.environ, **WHO}, capture_output=True, text=True, check=True
    )
    return result.stdout.strip()


def repository(root: Path) -> Path:
    """Put everything in a folder under git, on the branch ``main``, and open the branch ``pravka`` for edits."""
    git(root, "init", "-q", "-b", "main")
    commit(root, "bank")
    git(root, "checkout", "-q", "-b", "pravka")
    return root


def commit(root: Path, message: str = "edit") -> str:
    """Commit all there is and return the commit."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message)
    return git(root, "rev-parse", "HEAD")
