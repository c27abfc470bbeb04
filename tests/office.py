"""A real LibreOffice for the tests: files are opened by it, computed afresh and saved in another form."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""
"""Compute every formula on opening, whatever value is written beside it."""


@dataclass(frozen=True)
class Office:
    """LibreOffice with a profile of its own."""

    profile: Path

    @classmethod
    def in_folder(cls, folder: Path) -> Office:
        """Make the profile."""
        user = folder / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
        return cls(folder)

    def convert(self, files: list[Path], form: str, target: Path) -> list[Path]:
        """Open files and save them in another form; returns the new ones, in order."""
        assert SOFFICE, "LibreOffice is installed by scripts/test.py"
        profile = f"-env:UserInstallation={self.profile.as_uri()}"
        command = [SOFFICE, profile, "--headless", "--norestore", "--convert-to", form, "--outdir", str(target)]
        subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)
        suffix = form.partition(":")[0]
        found = [target / f"{file.stem}.{suffix}" for file in files]
        assert all(file.is_file() for file in found)
        return found
