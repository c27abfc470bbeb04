"""A site shown through a symbolic link: every release is a folder of its own, and the link is turned in one step.

A new release is made beside the shown one. A file that has not changed is a second name (hard link) of the old
release's file, so only what differs travels and takes room.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping

from metodbank.publish.ledger import Ledger, Release
from metodbank.publish.manifest import Manifest
from metodbank.publish.ordered import with_times
from metodbank.publish.plan import Plan
from metodbank.publish.store import ExistsError, Seen, Store, StoreError, make_folders


class Turned:
    """The layout of releases and a link."""

    needs_objects = False

    def __init__(self, store: Store, path: str, releases: str, beat: Callable[[], None]) -> None:
        self.store, self.path, self.state, self.beat = store, path.rstrip("/"), releases.rstrip("/"), beat
        self.incoming = f"{self.state}/incoming"
        self.trees = f"{self.state}/trees"
        self.ledger = Ledger(store, self.state)

    def prepare(self) -> None:
        """Make the folder of releases; refuse where a link cannot be."""
        if not self.store.links:
            raise StoreError(
                "Этот сервер не умеет ссылки на файлы или замену за один шаг",
                "поставьте в publish.yml switch: ordered",
            )
        self._target()
        make_folders(self.store, self.trees)
        parent = posixpath.dirname(self.path)
        if parent:
            make_folders(self.store, parent)

    def _target(self) -> str | None:
        target = self.store.pointed(self.path)
        if target == "":
            raise StoreError(
                f"{self.path} — обычная папка, а не ссылка",
                "переименуйте её (сайт на это время пропадёт) и повторите, или поставьте switch: ordered",
            )
        return target

    def tree(self, release: str) -> str:
        """Return the folder of a release."""
        return f"{self.trees}/{release}"

    def shown(self) -> dict[str, Seen]:
        """Return what visitors may ask for."""
        current = self.current()
        return self.store.walk(self.tree(current)) if current else {}

    def location(self, name: str) -> str:
        """Return where a file of the site lies on the server."""
        return posixpath.join(self.tree(self.current()), name)

    def current(self) -> str:
        """Return the id of the release that is shown, or an empty string."""
        target = self._target()
        return posixpath.basename(target) if target else ""

    def pending(self) -> None:
        """A turn is done or not done: there is nothing in between."""

    def recover(self) -> str:
        """Clear away releases that were never finished; returns nothing, since none was begun to be shown."""
        for name in self.store.entries(self.trees):
            if name.endswith(".partial"):
                self.store.remove_tree(f"{self.trees}/{name}")
        return ""

    def show(self, release: Release, plan: Plan, staged: Mapping[str, str], extra: Mapping[str, str]) -> Manifest:
        """Make the new release whole and turn the link; ``extra`` are more files to link, by name on the site."""
        sources = {name: f"{self.incoming}/{content}" for name, content in staged.items()}
        for name in (*plan.keep, *plan.retired):
            sources[name] = self.location(name)
        sources.update(extra)
        partial = f"{self.tree(release.id)}.partial"
        made: set[str] = set()
        for name in sorted(sources):
            folder = posixpath.dirname(f"{partial}/{name}")
            if folder not in made:
                make_folders(self.store, folder)
                made.add(folder)
            self._link(sources[name], f"{partial}/{name}")
            self.beat()
        there = self.store.walk(partial)
        wrong = [
            name
            for name, mark in {**plan.wanted, **plan.retired}.items()
            if name not in there or there[name].size != mark.size
        ]
        if wrong:
            raise StoreError(f"Новый выпуск на сервере неполон: {wrong[0]}", "повторите; посетители видят прежний")
        manifest = Manifest(release=release.id, files=dict(plan.wanted), retired=dict(plan.retired))
        manifest = with_times(manifest, there)
        self.ledger.save(manifest)
        self.ledger.record(release)
        self.store.rename(partial, self.tree(release.id))
        self._turn(release.id)
        return manifest

    def _link(self, source: str, name: str) -> None:
        try:
            self.store.hard_link(source, name)
        except ExistsError:
            self.store.remove(name)
            self.store.hard_link(source, name)

    def _turn(self, release: str) -> None:
        folder = posixpath.dirname(self.path) or "."
        self.store.point(posixpath.relpath(self.tree(release), folder), self.path)

    def forget(self, keep: list[str]) -> None:
        """Remove the files and manifests of all other releases; the shown one always stays."""
        keep = [*keep, self.current()]
        for name in set(self.store.entries(self.trees)) - set(keep):
            self.store.remove_tree(f"{self.trees}/{name}")
        self.ledger.forget(keep)
