"""One publisher at a time: a lock on the server, with its owner's name and a heartbeat.

Making a folder is the one thing that every server does in a single step, so a folder is the lock. Age is the
difference of two times of the server's clock; the clock of this computer may say what it likes.
"""

from __future__ import annotations

import getpass
import json
import os
import secrets
import socket
import time
from dataclasses import asdict, dataclass

from metodbank.publish.store import ExistsError, MissingError, Store, StoreError, whole
from metodbank.publish.words import moment

BEAT = 10.0
"""Seconds between heartbeats."""
DEAD = 180.0
"""Seconds without a heartbeat after which the owner counts as gone: longer than any one piece is on its way."""


class LockedError(StoreError):
    """Somebody else publishes to this place right now."""


class LockLostError(StoreError):
    """Somebody took the lock away: nothing more may be touched."""


@dataclass(frozen=True)
class Owner:
    """Who holds a lock."""

    token: str
    user: str
    host: str
    process: int

    @classmethod
    def me(cls) -> Owner:
        """Return this process as an owner."""
        try:
            user = getpass.getuser()
        except (OSError, KeyError, ImportError):  # a container or a Windows service whose user has no name
            user = "?"
        return cls(secrets.token_hex(8), user, socket.gethostname(), os.getpid())

    @property
    def gone(self) -> bool:
        """Whether the owner was a publication on this computer that has ended."""
        if self.host != socket.gethostname() or os.name != "posix":
            return False
        if self.process == os.getpid():
            return True  # an earlier attempt of this very run, which could not give its lock back
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False


class Clock:
    """The server's clock, read by writing a file and asking when it was written."""

    def __init__(self, store: Store, folder: str) -> None:
        self.store, self.path = store, f"{folder}/clock"

    def now(self) -> float:
        """Return the server's time; this computer's where the server does not tell."""
        self.store.write(self.path, b"")
        seen = self.store.seen(self.path)
        return seen.modified if seen and seen.modified is not None else time.time()


class Lock:
    """A lock in the folder ``folder`` of a store."""

    def __init__(self, store: Store, folder: str, clock: Clock) -> None:
        self.store, self.clock = store, clock
        self.path, self.owner_path = f"{folder}/lock", f"{folder}/lock/owner.json"
        self.owner = Owner.me()
        self._beaten = 0.0

    def take(self) -> str:
        """Take the lock; returns the name of a dead owner it was taken from, if there was one.

        Raises :class:`LockedError` when the owner is alive.
        """
        try:
            self.store.make_folder(self.path)
        except ExistsError:
            dead = self._bury()
            self.store.make_folder(self.path)
        else:
            dead = ""
        self._write()
        return dead

    def _bury(self) -> str:
        """Move a dead lock away; of two that find it dead only one moves it."""
        owner = self._owner()
        if owner is not None and owner.token == self.owner.token:
            name = ""  # ours, from before the line was cut
        else:
            beat = self.store.seen(self.owner_path)
            age = self.clock.now() - beat.modified if beat and beat.modified is not None else None
            if owner is None and age is None:
                age = self._watch()
            name = f"{owner.user} ({owner.host})" if owner else "неизвестно кто"
            if not (owner and owner.gone) and (age is None or age < DEAD):
                since = f", последний раз — {moment(beat.modified)}" if beat and beat.modified else ""
                raise LockedError(
                    f"Сюда уже выкладывает {name}{since}",
                    f"подождите; если та публикация прервалась, замок снимется сам через {DEAD / 60:.0f} минуты",
                )
        grave = f"{self.path}-dead-{self.owner.token}"
        self.store.rename(self.path, grave)
        buried = self._read(f"{grave}/owner.json")
        if (buried and buried.token) != (owner and owner.token):
            self.store.rename(grave, self.path)
            raise LockedError("Сюда в этот миг начал выкладывать кто-то ещё", "подождите и повторите")
        self.store.remove_tree(grave)
        return name

    def _watch(self) -> float:
        """A lock without an owner was either made this instant or left by one killed in it: look again later."""
        time.sleep(3)
        return 0.0 if self._owner() else DEAD

    def _owner(self) -> Owner | None:
        return self._read(self.owner_path)

    def _read(self, path: str) -> Owner | None:
        try:
            return Owner(**json.loads(whole(self.store, path)))
        except (MissingError, ValueError, TypeError):
            return None

    def _write(self) -> None:
        self.store.write(self.owner_path, json.dumps(asdict(self.owner)).encode())
        self._beaten = time.monotonic()

    def beat(self, sent: int = 0) -> None:
        """Show that the owner is alive, at most once in ``BEAT`` seconds."""
        if time.monotonic() - self._beaten > BEAT:
            self.check()
            self._write()

    def check(self) -> None:
        """Raise :class:`LockLostError` unless the lock is still ours."""
        owner = self._owner()
        if owner is None or owner.token != self.owner.token:
            raise LockLostError(
                "Замок забрал другой запуск: эта публикация остановлена",
                "посмотрите `publish.py status` и повторите, когда другой закончит",
            )

    def release(self) -> None:
        """Give the lock back, if it is still ours."""
        owner = self._owner()
        if owner is not None and owner.token == self.owner.token:
            self.store.remove(self.owner_path)
            self.store.remove_folder(self.path)
