"""A copy of the project whose commands a test may run: what they write stays in the copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.conftest import ROOT
from tests.small_bank import TESTS


def small_project(root: Path) -> Path:
    """Copy the small bank, the scripts and the configuration into a folder."""
    shutil.copytree(TESTS / "good-bank", root)
    shutil.copytree(ROOT / "scripts", root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "theme", root / "theme")
    for name in ("mkdocs.yml", "requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    (root / ".venv").symlink_to(sys.prefix)
    return root


def without_menu(root: Path) -> Path:
    """Take the menu out of a configuration, for it names pages that the small bank does not have; returns the file."""
    config = root / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").partition("\nnav:")[0] + "\n", encoding="utf-8")
    return config


def command(
    root: Path, script: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a script of a copy as a forge does: nobody sits at the terminal."""
    return subprocess.run(
        [sys.executable, str(root / "scripts" / script), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        env={**os.environ, "CI": "true", **(environment or {})},
        cwd=root,
        check=False,
    )
