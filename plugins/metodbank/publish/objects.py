"""Contents of old releases kept on this computer, each once, by SHA-256: what a rollback is made of."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

from metodbank.publish.manifest import Files, Mark, mark_of


class Objects:
    """A folder of contents named by their hashes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lists = folder / "releases"

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

    def keep(self, release: str, files: Files, marks: Mapping[str, Mark]) -> None:
        """Keep the contents of a release, and the list of them."""
        for name, path in files.items():
            target = self._path(marks[name].sha256)
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                fresh = target.with_name(f"{target.name}.new")
                shutil.copyfile(path, fresh)
                fresh.replace(target)
        self._lists.mkdir(parents=True, exist_ok=True)
        (self._lists / release).write_text(
            "\n".join(sorted({mark.sha256 for mark in marks.values()})), encoding="utf-8", newline="\n"
        )

    def find(self, marks: Mapping[str, Mark]) -> tuple[dict[str, Path], list[str]]:
        """Return the files of a release that are here and sound, and the names of those that are not."""
        found, lost = {}, []
        for name, mark in marks.items():
            path = self._path(mark.sha256)
            if path.exists() and mark_of(path).sha256 == mark.sha256:
                found[name] = path
            else:
                lost.append(name)
        return found, lost

    def forget(self, keep: Collection[str]) -> None:
        """Remove every content that is in none of these releases."""
        wanted: set[str] = set()
        for path in self._lists.glob("*"):
            if path.name in keep:
                wanted.update(path.read_text(encoding="utf-8").split())
            else:
                path.unlink()
        for path in self.folder.glob("??/*"):
            if path.name not in wanted:
                path.unlink()
