"""One publication from the first look at the server to the last check, and what else is asked of a server."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from metodbank.publish.drift import Drift, find_drift
from metodbank.publish.ledger import Release
from metodbank.publish.lock import Clock, Lock
from metodbank.publish.manifest import Files, Manifest, Mark, digest
from metodbank.publish.objects import Objects
from metodbank.publish.ordered import Ordered
from metodbank.publish.outcome import ChangedMeanwhileError, Content, DriftError, Outcome, Outlook
from metodbank.publish.plan import make_plan
from metodbank.publish.settings import Folder as FolderTarget
from metodbank.publish.settings import Ftp, Ftps, Rsync, Sftp
from metodbank.publish.staging import Readback, Sent, Staging, staged_names
from metodbank.publish.store import LineCutError, Store, StoreError
from metodbank.publish.turned import Turned

Shown = FolderTarget | Sftp | Rsync | Ftps | Ftp
"""Targets that visitors are shown a site from; an archive is not."""
ATTEMPTS = 5
"""How often a cut line is taken up again without asking."""
PATIENCE = (2.0, 5.0, 15.0, 30.0)
"""Seconds to wait before each next attempt."""


@dataclass
class Publisher:
    """Publishes to one target."""

    target: Shown
    connect: Callable[[], Store]
    home: Path
    """A folder of this computer for what is kept between runs of this target."""
    say: Callable[[str], None] = lambda text: None
    sleep: Callable[[float], None] = time.sleep
    _made: dict[str, Outcome] = field(default_factory=dict)
    """What this run has shown, should the line be cut after it was shown and before we heard of it."""

    def _layout(self, store: Store, beat: Callable[[], None] = lambda: None) -> Ordered | Turned:
        path = self._path
        if self.target.switch == "symlink":
            return Turned(store, path, self.target.releases or f"{path.rstrip('/')}-releases", beat)
        return Ordered(store, path, beat)

    @property
    def _path(self) -> str:
        # a folder's store begins in the folder above, so that a link can stand beside what it leads to
        return Path(self.target.path).name if isinstance(self.target, FolderTarget) else self.target.path

    def look(self, content: Content, *, purge: bool = False) -> Outlook:
        """Compare a site with the server, changing nothing there."""
        with _closing(self.connect()) as store:
            return self._look(self._layout(store), content, time.time(), purge=purge)

    def _look(
        self,
        layout: Ordered | Turned,
        content: Content,
        now: float,
        beat: Callable[[], None] = lambda: None,
        *,
        purge: bool = False,
    ) -> Outlook:
        pending = layout.pending()
        current = layout.current()
        held: Manifest | None
        if pending is not None:  # will be finished first; so much of it as is done cannot be called drift
            current, held, drift = pending.release.id, pending.manifest, Drift()
        else:
            held = _held(layout, current)
            drift = find_drift(layout.store, layout.location, held, layout.shown(), content.marks, beat)
        linger = 0.0 if purge else self.target.linger_hours * 3600.0
        plan = make_plan(content.marks, drift.mended(held), now, linger)
        return Outlook(current, held, drift, plan, pending)

    def publish(
        self,
        content: Content,
        asked: Outlook | None = None,
        *,
        overwrite: bool = False,
        purge: bool = False,
        sent: Sent = lambda size: None,
    ) -> Outcome:
        """Bring the server to hold a site; taken up again by itself when the line is cut.

        ``asked`` is what the person agreed to: if the server shows another release since, nothing is done.
        """
        self._made.clear()
        lock_owner: Lock | None = None
        for attempt in range(ATTEMPTS):
            try:
                store = self.connect()
                with _closing(store):
                    layout = self._layout(store)
                    layout.prepare()
                    clock = Clock(store, layout.state)
                    lock = Lock(store, layout.state, clock)
                    if lock_owner is not None:
                        lock.owner = lock_owner.owner
                    lock_owner = lock
                    dead = lock.take()
                    if dead:
                        self.say(f"Снят замок прерванной публикации: {dead}")
                    layout.beat = lock.beat
                    try:
                        return self._run(layout, lock, clock, content, asked, overwrite, purge, sent)
                    finally:
                        with suppress(StoreError):
                            lock.release()
            except LineCutError as cut:
                if attempt == ATTEMPTS - 1:
                    raise
                self.say(f"{cut}. Соединяюсь снова…")
                self.sleep(PATIENCE[min(attempt, len(PATIENCE) - 1)])
        raise AssertionError

    def _run(
        self,
        layout: Ordered | Turned,
        lock: Lock,
        clock: Clock,
        content: Content,
        asked: Outlook | None,
        overwrite: bool,
        purge: bool,
        sent: Sent,
    ) -> Outcome:
        finished = layout.recover()
        if finished:
            self.say(f"Закончена прерванная публикация {finished}")
        now = clock.now()
        outlook = self._look(layout, content, now, lock.beat, purge=purge)
        if outlook.current in self._made:
            return self._made[outlook.current]
        if asked is not None and asked.current != outlook.current:
            raise ChangedMeanwhileError(
                "Пока вы решали, на сервере сменился выпуск", "запустите публикацию ещё раз и посмотрите на новый план"
            )
        if outlook.drift.harmful and not overwrite:
            raise DriftError(outlook.drift)
        saved = self._save_drift(layout, outlook.drift, now) if outlook.drift.changed else None
        staging = Staging(layout.store, layout.incoming, lock.beat)
        available, extra = self._at_hand(layout, content, outlook)
        plan = outlook.plan
        if plan.empty and outlook.held is not None and not outlook.drift.harmful:
            self._prune(layout, content, outlook.current, purge=purge)
            return Outcome(outlook.current, plan)
        names = [name for name in plan.put if name not in available]
        readback: Readback = "hash" if layout.store.cheap_reading else "size"
        travelled = staging.bring(names, plan.wanted, content.files, readback, sent)
        lock.check()
        release = self._release(layout, lock, content, now)
        outcome = self._made[release.id] = Outcome(release.id, plan, travelled, saved)
        layout.show(release, plan, staged_names(names, plan.wanted), {**available, **extra})
        self._prune(layout, content, release.id, purge=purge)
        staging.clean()
        return outcome

    def _at_hand(
        self, layout: Ordered | Turned, content: Content, outlook: Outlook
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Return files that lie on the server already: of the release returned to, and other people's files."""
        if not isinstance(layout, Turned):
            return {}, {}
        available = {}
        if content.returns_to:
            tree = layout.tree(content.returns_to)
            kept = layout.ledger.manifest(content.returns_to)
            there = layout.store.walk(tree)
            spoilt = find_drift(layout.store, lambda name: f"{tree}/{name}", kept, there, {}).harmful
            if spoilt:
                raise StoreError(
                    f"Выпуск {content.returns_to} на сервере испорчен: {spoilt[0]}",
                    f"соберите и выложите заново то, из чего он сделан: {content.label or 'нужную правку в git'}",
                )
            available = {name: f"{tree}/{name}" for name in outlook.plan.put}
        extra = {name: layout.location(name) for name in outlook.drift.foreign}
        return available, extra

    def _release(self, layout: Ordered | Turned, lock: Lock, content: Content, now: float) -> Release:
        stamp = dt.datetime.fromtimestamp(now, tz=dt.UTC).strftime("%Y%m%d-%H%M%S")
        whole = digest(content.marks)
        known = {release.id for release in layout.ledger.history()}
        name = base = f"{stamp}-{whole[:6]}"
        number = 1
        while name in known:
            number += 1
            name = f"{base}-{number}"
        return Release(
            id=name,
            made=now,
            by=f"{lock.owner.user} ({lock.owner.host})",
            label=content.label,
            returns_to=content.returns_to,
            files=len(content.marks),
            size=sum(mark.size for mark in content.marks.values()),
            digest=whole,
        )

    def _save_drift(self, layout: Ordered | Turned, drift: Drift, now: float) -> Path:
        """Copy what somebody changed by hand here before it is overwritten: nothing is lost."""
        folder = self.home / "drift" / dt.datetime.fromtimestamp(now, tz=dt.UTC).strftime("%Y%m%d-%H%M%S")
        for name in drift.changed:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as stream:
                for piece in layout.store.read(layout.location(name)):
                    stream.write(piece)
        return folder

    def _prune(self, layout: Ordered | Turned, content: Content, shown: str, *, purge: bool) -> None:
        keep = [release.id for release in layout.ledger.kept()][-1 if purge else -self.target.keep :]
        layout.forget(keep)
        if layout.needs_objects:
            objects = Objects(self.home / "objects")
            objects.keep(shown, content.files, content.marks)
            objects.forget(keep)

    def history(self) -> tuple[str, list[Release], set[str]]:
        """Return the shown release, all that are remembered (newest last), and those that can be returned to."""
        with _closing(self.connect()) as store:
            layout = self._layout(store)
            return layout.current(), layout.ledger.history(), {release.id for release in layout.ledger.kept()}

    def kept_content(self, release: str) -> Content:
        """Return the files of a kept release, for publishing them again."""
        with _closing(self.connect()) as store:
            layout = self._layout(store)
            files: dict[str, Path] = {}
            marks = {
                name: mark.model_copy(update={"modified": None})
                for name, mark in layout.ledger.manifest(release).files.items()
            }
            if layout.needs_objects:
                files, lost = Objects(self.home / "objects").find(marks)
                if lost:
                    label = next((line.label for line in layout.ledger.history() if line.id == release), "")
                    raise StoreError(
                        f"Файлов выпуска {release} на этом компьютере нет ({len(lost)} из {len(marks)})",
                        f"соберите и выложите заново то, из чего он сделан: {label or 'нужную правку в git'}",
                    )
            return Content(files, marks, label_of(layout.ledger.history(), release), release)

    def kept_files(self, content: Content, names: Iterable[str], folder: Path) -> Files:
        """Return files of a release to go back to; those that lie only on the server are copied to ``folder``."""
        lacking = [name for name in names if name not in content.files]
        files = {name: content.files[name] for name in names if name in content.files}
        if not lacking:
            return files
        with _closing(self.connect()) as store:
            layout = self._layout(store)
            assert isinstance(layout, Turned), "releases of a plain folder are kept here whole"
            for number, name in enumerate(lacking):
                files[name] = folder / str(number)
                with files[name].open("wb") as stream:
                    stream.writelines(layout.store.read(f"{layout.tree(content.returns_to)}/{name}"))
        return files

    def state(self, marks: Mapping[str, Mark], *, thorough: bool = False) -> Outlook:
        """Return what the server shows against a site that is here; reads only."""
        with _closing(self.connect()) as store:
            layout = self._layout(store)
            current = layout.current()
            held = _held(layout, current)
            drift = find_drift(store, layout.location, held, layout.shown(), {}, thorough=thorough)
            return Outlook(current, held, drift, make_plan(marks, held, time.time(), 0.0), layout.pending())


def _held(layout: Ordered | Turned, current: str) -> Manifest | None:
    return layout.ledger.manifest(current) if current else None


def label_of(history: list[Release], release: str) -> str:
    """Return what a release was made of."""
    return next((line.label for line in history if line.id == release), "")


@contextmanager
def _closing(store: Store) -> Iterator[Store]:
    """Close a store whatever happens; a line that is cut cannot be closed politely."""
    try:
        yield store
    finally:
        with suppress(StoreError):
            store.close()
