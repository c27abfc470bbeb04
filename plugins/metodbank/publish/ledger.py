"""What a server remembers of its releases: a line for each, and the manifests of those that can be returned to."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from metodbank.publish.manifest import Manifest
from metodbank.publish.store import ExistsError, MissingError, Store, StoreError, whole

REMEMBERED = 200
"""How many releases the history goes back, whether their files are kept or not."""


class Release(BaseModel):
    """One line of the history."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    made: float
    """The server's time, seconds."""
    by: str
    """Who published, as «user (computer)»."""
    label: str = ""
    """What the files are made of: a commit."""
    returns_to: str = ""
    """The release whose files these are, when this was a rollback."""
    files: int
    size: int
    digest: str


_HISTORY = TypeAdapter(list[Release])


class Ledger:
    """The history and the manifests in the state folder of a server."""

    def __init__(self, store: Store, folder: str) -> None:
        self.store, self.folder = store, folder
        self._path = f"{folder}/history.json"

    def history(self) -> list[Release]:
        """Return the releases, the newest last."""
        try:
            return _HISTORY.validate_json(whole(self.store, self._path))
        except MissingError:
            return []
        except ValidationError as error:
            raise self._damaged(self._path) from error

    def record(self, release: Release) -> None:
        """Add a release; one that is written there already (the line was cut after it) is not repeated."""
        history = self.history()
        if all(line.id != release.id for line in history):
            self.store.write(self._path, _HISTORY.dump_json([*history, release][-REMEMBERED:]))

    def manifest(self, release: str) -> Manifest:
        """Return the manifest of a kept release."""
        path = f"{self.folder}/manifests/{release}.json"
        try:
            return Manifest.model_validate_json(whole(self.store, path))
        except ValidationError as error:
            raise self._damaged(path) from error

    def save(self, manifest: Manifest) -> None:
        """Keep a manifest."""
        with suppress(ExistsError):
            self.store.make_folder(f"{self.folder}/manifests")
        text = manifest.model_dump_json(exclude_defaults=True)
        self.store.write(f"{self.folder}/manifests/{manifest.release}.json", text.encode())

    def kept(self) -> list[Release]:
        """Return the releases whose manifests are there, the newest last."""
        there = set(self.store.entries(f"{self.folder}/manifests"))
        return [release for release in self.history() if f"{release.id}.json" in there]

    def forget(self, keep: Collection[str]) -> None:
        """Remove all manifests but these."""
        for name in self.store.entries(f"{self.folder}/manifests"):
            if name.removesuffix(".json") not in keep:
                self.store.remove(f"{self.folder}/manifests/{name}")

    def _damaged(self, path: str) -> StoreError:
        return StoreError(
            f"Служебный файл на сервере испорчен: {path}",
            "удалите его: публикация сравнит сайт с тем, что лежит на сервере, заново",
        )
