"""Asking the ``git`` program: only for reading, never through a shell, always in the same language."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

SECONDS = 120
PLAIN = {"LC_ALL": "C", "LANGUAGE": ""}
"""What git says is read by us, so it must not depend on the language of the computer."""


def ask(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Return git's answer about a folder: its code, its bytes and its complaint.

    :raises OSError: there is no git here.
    :raises subprocess.TimeoutExpired: git did not answer within :data:`SECONDS`.
    """
    command = ["git", "--no-optional-locks", "-c", "core.quotepath=off", "-C", str(root), *arguments]
    return subprocess.run(  # noqa: S603 - no shell, our own words
        command, capture_output=True, check=False, timeout=SECONDS, env=os.environ | PLAIN
    )
