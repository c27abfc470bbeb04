"""A ZIP of the site for a hosting's file manager, with a page that says what to click."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Mapping
from importlib.resources import files as resources
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from metodbank.publish import words
from metodbank.publish.ledger import Release
from metodbank.publish.lock import Owner
from metodbank.publish.manifest import Files, Manifest, Mark, digest
from metodbank.publish.plan import Plan, make_plan
from metodbank.publish.settings import Archive

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The one time that stands in every archive, so that one site makes one archive."""
UNIX = 3
"""The system every archive says it comes from: Python would write 0 on Windows."""


class Archives:
    """The folder where archives are made, each a release; the list of files lies beside each."""

    def __init__(self, target: Archive, folder: Path) -> None:
        self.target, self.folder = target, folder

    def releases(self) -> list[Release]:
        """Return the releases, the newest last."""
        found = [Release.model_validate_json(path.read_bytes()) for path in self.folder.glob("*.release.json")]
        return sorted(found, key=lambda release: (release.made, release.id))

    def held(self) -> Manifest | None:
        """Return the manifest of the newest archive."""
        releases = self.releases()
        return Manifest.model_validate_json(self._beside(releases[-1].id, "files").read_bytes()) if releases else None

    def plan(self, marks: Mapping[str, Mark]) -> Plan:
        """Return what the next archive changes against the newest one."""
        return make_plan(marks, self.held(), 0.0, 0.0)

    def archive(self, release: str) -> Path:
        """Return where the archive of a release is."""
        return self.folder / f"{release}.zip"

    def instructions(self, release: str) -> Path:
        """Return where its instructions are."""
        return self.folder / f"{release}.html"

    def make(self, content_files: Files, marks: Mapping[str, Mark], label: str, now: dt.datetime) -> Release:
        """Write the archive and its instructions; the archive appears whole or not at all."""
        whole = digest(marks)
        owner = Owner.me()
        release = Release(
            id=f"bank-{now:%Y%m%d-%H%M%S}-{whole[:6]}",
            made=now.timestamp(),
            by=f"{owner.user} ({owner.host})",
            label=label,
            files=len(marks),
            size=sum(mark.size for mark in marks.values()),
            digest=whole,
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        before = self.releases()
        fresh = self.archive(release.id).with_suffix(".new")
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name in sorted(content_files):
                entry = zipfile.ZipInfo(f"{release.id}/{name}", EPOCH)
                entry.create_system, entry.external_attr = UNIX, 0o644 << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, content_files[name].read_bytes())
        fresh.replace(self.archive(release.id))
        page = self._page(release, before[-1].id if before else "")
        self.instructions(release.id).write_text(page, encoding="utf-8", newline="\n")
        manifest = Manifest(release=release.id, files=dict(marks))
        self._beside(release.id, "files").write_text(manifest.model_dump_json(), encoding="utf-8", newline="\n")
        self._beside(release.id, "release").write_text(release.model_dump_json(), encoding="utf-8", newline="\n")
        self._forget()
        return release

    def _beside(self, release: str, what: str) -> Path:
        return self.folder / f"{release}.{what}.json"

    def _page(self, release: Release, before: str) -> str:
        text = resources(__package__).joinpath("templates/instructions.html").read_text(encoding="utf-8")
        environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        return environment.from_string(text).render(
            release=release,
            before=before,
            archive=self.archive(release.id).name,
            size=words.size(self.archive(release.id).stat().st_size),
            files=words.files(release.files),
            made=words.moment(release.made),
            url=str(self.target.url or ""),
        )

    def _forget(self) -> None:
        for release in self.releases()[: -self.target.keep]:
            for path in (
                self.archive(release.id),
                self.instructions(release.id),
                self._beside(release.id, "files"),
                self._beside(release.id, "release"),
            ):
                path.unlink(missing_ok=True)
