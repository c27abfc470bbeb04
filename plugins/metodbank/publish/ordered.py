"""A site shown from an ordinary folder: staged files are renamed into place one by one, in order.

What is to be done is written down on the server before the first rename, so a run that was killed in the middle
is finished by the next one from any computer: a staged file that is no longer there has been put in its place.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping

from pydantic import BaseModel, ConfigDict, ValidationError

from metodbank.publish.ledger import Ledger, Release
from metodbank.publish.manifest import Manifest, Mark, Retired
from metodbank.publish.plan import Plan
from metodbank.publish.store import MissingError, Seen, Store, StoreError, make_folders, whole

STATE = ".metodbank"
"""The publisher's own folder inside the site's."""


class Pending(BaseModel):
    """A switch that has begun: what is to be put and removed, in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    release: Release
    manifest: Manifest
    first_remove: tuple[str, ...]
    """Files that stand where a folder must be, or the other way round."""
    put: tuple[tuple[str, str], ...]
    """Name on the site and staged name."""
    remove: tuple[str, ...]


class Ordered:
    """The layout of a plain folder."""

    needs_objects = True
    """Files of old releases are kept on this computer: the server has no room for them out of visitors' sight."""

    def __init__(self, store: Store, path: str, beat: Callable[[], None]) -> None:
        self.store, self.path, self.beat = store, path.rstrip("/"), beat
        self.state = posixpath.join(self.path, STATE)
        self.incoming = f"{self.state}/incoming"
        self.ledger = Ledger(store, self.state)
        self._pending, self._current = f"{self.state}/pending.json", f"{self.state}/current"

    def prepare(self) -> None:
        """Make the folders of the site and of the state."""
        make_folders(self.store, self.state)

    def shown(self) -> dict[str, Seen]:
        """Return what visitors may ask for."""
        return {name: seen for name, seen in self.store.walk(self.path).items() if not name.startswith(f"{STATE}/")}

    def location(self, name: str) -> str:
        """Return where a file of the site lies on the server."""
        return posixpath.join(self.path, name)

    def current(self) -> str:
        """Return the id of the release that is shown, or an empty string."""
        try:
            return whole(self.store, self._current).decode().strip()
        except MissingError:
            return ""

    def pending(self) -> Pending | None:
        """Return the switch that a killed run left half done."""
        try:
            return Pending.model_validate_json(whole(self.store, self._pending))
        except MissingError:
            return None
        except ValidationError as error:
            raise StoreError(f"Служебный файл на сервере испорчен: {self._pending}", "удалите его") from error

    def recover(self) -> str:
        """Finish what a killed run began; returns the id of the release it was."""
        pending = self.pending()
        if pending is None:
            return ""
        self._finish(pending)
        return pending.release.id

    def show(self, release: Release, plan: Plan, staged: Mapping[str, str], extra: Mapping[str, str]) -> Manifest:
        """Put the staged files in place; nothing of this begins before everything is staged."""
        new, gone = set(plan.add), set(plan.remove)
        folders = {parent for name in new for parent in _parents(name)}
        first = tuple(name for name in plan.remove if name in folders or new & set(_parents(name)))
        pending = Pending(
            release=release,
            manifest=Manifest(release=release.id, files=dict(plan.wanted), retired=dict(plan.retired)),
            first_remove=first,
            put=tuple((name, staged[name]) for name in plan.put),
            remove=tuple(sorted(gone - set(first))),
        )
        self.store.write(self._pending, pending.model_dump_json(exclude_defaults=True).encode())
        return self._finish(pending)

    def _finish(self, pending: Pending) -> Manifest:
        staged = self.store.walk(self.incoming)
        self._remove(pending.first_remove)
        made: set[str] = set()
        for name, content in pending.put:
            if content not in staged:
                continue
            folder = posixpath.dirname(self.location(name))
            if folder not in made:
                make_folders(self.store, folder)
                made.add(folder)
            self.store.replace(f"{self.incoming}/{content}", self.location(name))
            self.beat()
        manifest = with_times(pending.manifest, self.shown())
        self.ledger.save(manifest)
        self.ledger.record(pending.release)
        self.store.write(self._current, pending.release.id.encode())
        self._remove(pending.remove)
        self.store.remove(self._pending)
        return manifest

    def _remove(self, names: tuple[str, ...]) -> None:
        for name in names:
            self.store.remove(self.location(name))
            self.beat()
        for folder in sorted({parent for name in names for parent in _parents(name)}, reverse=True):
            self.store.remove_folder(self.location(folder))

    def forget(self, keep: list[str]) -> None:
        """Remove the manifests of all other releases."""
        self.ledger.forget(keep)


def _parents(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts))]


def with_times(manifest: Manifest, shown: Mapping[str, Seen]) -> Manifest:
    """Return a manifest with the server's times, by which a later change by hand is noticed."""

    def timed(name: str, mark: Mark) -> Mark:
        return mark.model_copy(update={"modified": shown[name].modified}) if name in shown else mark

    files = {name: timed(name, mark) for name, mark in manifest.files.items()}
    retired = {
        name: Retired(**timed(name, mark).model_dump(exclude={"since"}), since=mark.since)
        for name, mark in manifest.retired.items()
    }
    return Manifest(release=manifest.release, files=files, retired=retired)
