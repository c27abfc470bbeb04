"""A server over SSH: paramiko's file transfer, with the host's key checked before anything is said to it."""

from __future__ import annotations

import errno
import logging
import posixpath
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import paramiko

from metodbank.publish.manifest import PIECE
from metodbank.publish.settings import Rsync, Sftp
from metodbank.publish.store import LineCutError, MissingError, Seen, StoreError, translated

logging.getLogger("paramiko").addHandler(logging.NullHandler())
"""Its tracebacks are not for the terminal: what went wrong is said by the errors raised here."""

HARD_LINK = "hardlink@openssh.com"
POSIX_RENAME = "posix-rename@openssh.com"


class SftpStore:
    """Files of an SFTP account."""

    cheap_reading = True

    def __init__(self, target: Sftp | Rsync, password: Callable[[], str | None]) -> None:
        self.target = target
        self.place = f"{target.user}@{target.host}"
        self._client = _connect(target, password)
        try:
            self._sftp = self._client.open_sftp()
        except paramiko.SSHException as error:
            raise StoreError(f"{self.place}: сервер не даёт передавать файлы по SFTP", "спросите у хостинга") from error
        channel = self._sftp.get_channel()
        if channel is not None:
            channel.settimeout(target.timeout)
        self.links = self._knows_links()

    @contextmanager
    def _errors(self, path: str) -> Iterator[None]:
        try:
            yield
        except (EOFError, TimeoutError, ConnectionError, paramiko.SSHException) as error:
            raise LineCutError(f"Связь с {self.place} оборвалась") from error
        except OSError as error:
            if isinstance(error, socket.error) and "Socket is closed" in str(error):
                raise LineCutError(f"Связь с {self.place} оборвалась") from error
            raise self._explained(error, path) from error

    def _explained(self, error: OSError, path: str) -> StoreError:
        """SFTP knows four errors; the rest is «Failure», whose cause the server keeps to itself."""
        if error.errno is not None:
            return translated(error, path)
        return StoreError(
            f"Сервер не смог записать {path}",
            "проверьте, есть ли на сервере свободное место и право писать в эту папку",
        )

    def _knows_links(self) -> bool:
        """Whether the server renames over a file and makes hard links, as OpenSSH does (its own extensions)."""
        for name in (POSIX_RENAME, HARD_LINK):
            try:
                self._extended(name, "metodbank-no-such-file", "metodbank-no-such-file-2")
            except FileNotFoundError:
                continue
            except OSError:
                return False
            except (EOFError, paramiko.SSHException) as error:
                raise LineCutError(f"Связь с {self.place} оборвалась") from error
        return True

    def _extended(self, name: str, old: str, new: str) -> None:
        self._sftp._request(paramiko.sftp.CMD_EXTENDED, name, old, new)  # type: ignore[attr-defined]

    def close(self) -> None:
        self._client.close()

    def walk(self, folder: str) -> dict[str, Seen]:
        found: dict[str, Seen] = {}
        todo = [""]
        while todo:
            inner = todo.pop()
            try:
                with self._errors(folder):
                    entries = self._sftp.listdir_attr(posixpath.join(folder, inner) or ".")
            except MissingError:
                if inner:
                    continue
                return {}
            for entry in entries:
                name = posixpath.join(inner, entry.filename)
                mode = entry.st_mode or 0
                if stat.S_ISDIR(mode):
                    todo.append(name)
                elif stat.S_ISREG(mode):
                    found[name] = _seen(entry)
        return found

    def entries(self, folder: str) -> list[str]:
        try:
            with self._errors(folder):
                return self._sftp.listdir(folder)
        except MissingError:
            return []

    def seen(self, path: str) -> Seen | None:
        try:
            with self._errors(path):
                return _seen(self._sftp.lstat(path))
        except MissingError:
            return None

    def read(self, path: str) -> Iterator[bytes]:
        with self._errors(path), self._sftp.open(path, "rb") as stream:
            stream.prefetch(stream.stat().st_size or 0)
            while piece := stream.read(PIECE):
                yield piece

    def write(self, path: str, content: bytes) -> None:
        fresh = f"{path}.new"
        with self._errors(path), self._sftp.open(fresh, "wb") as stream:
            stream.write(content)
        self.replace(fresh, path)

    def append(self, path: str, source: Path, offset: int, beat: Callable[[int], None]) -> None:
        with source.open("rb") as origin:
            origin.seek(offset)
            # not in append mode: what a cut session had on its way may still arrive, and must land in its place
            with self._errors(path), self._sftp.open(path, "r+b" if offset else "wb") as stream:
                stream.seek(offset)
                stream.set_pipelined(pipelined=True)
                while piece := origin.read(PIECE):
                    stream.write(piece)
                    beat(len(piece))
        seen = self.seen(path)  # what the server could not write of a row of pieces it does not say by itself
        if seen is None or seen.size < source.stat().st_size:
            raise self._explained(OSError(), path)

    def replace(self, old: str, new: str) -> None:
        with self._errors(new):
            if self.links:
                self._sftp.posix_rename(old, new)
                return
            with suppress(FileNotFoundError):  # a server without the extension: a moment without the file
                self._sftp.remove(new)
            self._sftp.rename(old, new)

    def rename(self, old: str, new: str) -> None:
        with self._errors(new):
            self._sftp.rename(old, new)

    def remove(self, path: str) -> None:
        with suppress(MissingError), self._errors(path):
            self._sftp.remove(path)

    def make_folder(self, path: str) -> None:
        with self._errors(path):
            try:
                self._sftp.mkdir(path)
            except OSError:
                # «Failure» is all that is said of a name that is taken, and of much else
                if _there(self._sftp, path):
                    raise FileExistsError(errno.EEXIST, path) from None
                raise

    def remove_folder(self, path: str) -> None:
        with suppress(MissingError), self._errors(path):
            if not self._sftp.listdir(path):
                self._sftp.rmdir(path)

    def remove_tree(self, path: str) -> None:
        with suppress(MissingError), self._errors(path):
            for entry in self._sftp.listdir_attr(path):
                name = posixpath.join(path, entry.filename)
                if stat.S_ISDIR(entry.st_mode or 0):
                    self.remove_tree(name)
                else:
                    self._sftp.remove(name)
            self._sftp.rmdir(path)

    def hard_link(self, old: str, new: str) -> None:
        with self._errors(new):
            self._extended(HARD_LINK, old, new)

    def point(self, target: str, path: str) -> None:
        fresh = f"{path}.new"
        self.remove(fresh)
        with self._errors(path):
            self._sftp.symlink(target, fresh)
            self._sftp.posix_rename(fresh, path)

    def pointed(self, path: str) -> str | None:
        try:
            with self._errors(path):
                mode = self._sftp.lstat(path).st_mode or 0
                return self._sftp.readlink(path) if stat.S_ISLNK(mode) else ""
        except MissingError:
            return None


def _seen(entry: paramiko.SFTPAttributes) -> Seen:
    return Seen(entry.st_size or 0, float(entry.st_mtime) if entry.st_mtime is not None else None)


def _there(sftp: paramiko.SFTPClient, path: str) -> bool:
    try:
        sftp.lstat(path)
    except FileNotFoundError:
        return False
    return True


def _connect(target: Sftp | Rsync, password: Callable[[], str | None]) -> paramiko.SSHClient:
    client = paramiko.SSHClient()
    known = Path(target.known_hosts).expanduser()
    with suppress(FileNotFoundError):
        client.load_host_keys(str(known))
    client.set_missing_host_key_policy(_Unknown())
    port = "" if target.port == 22 else f"-p {target.port} "
    trust = f"сверьте отпечаток с хостингом и запишите ключ: ssh-keyscan {port}{target.host} >> {known}"
    key = str(Path(target.key).expanduser()) if target.key else None
    secret: str | None = None
    for last in (False, True):
        try:
            client.connect(
                target.host,
                target.port,
                target.user,
                password=secret,
                key_filename=key,
                timeout=target.timeout,
                banner_timeout=target.timeout,
                auth_timeout=target.timeout,
                look_for_keys=key is None,
            )
        except paramiko.BadHostKeyException as error:
            raise StoreError(
                f"Ключ сервера {target.host} не тот, что записан в {known}",
                "так бывает при замене сервера и при подмене. Спросите хостинг и не входите, пока не ответят",
            ) from error
        except _UnknownHostError as error:
            raise StoreError(f"Сервер {target.host} незнаком: {error}", trust) from error
        except (OSError, EOFError, paramiko.SSHException) as error:
            transport = client.get_transport()
            if transport is None or not transport.is_active():
                raise LineCutError(f"{target.host}:{target.port} не отвечает", "проверьте host и port") from error
            if not last and secret is None:
                secret = password()
                if secret is not None:
                    continue
            raise StoreError(
                f"{target.user}@{target.host}: сервер не принял ни ключа, ни пароля",
                f"проверьте имя и ключ; пароль — в переменной {target.password_env}",
            ) from error
        else:
            transport = client.get_transport()
            if transport is not None:
                transport.set_keepalive(15)
            return client
    raise AssertionError


class _UnknownHostError(Exception):
    pass


class _Unknown(paramiko.MissingHostKeyPolicy):
    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        raise _UnknownHostError(f"его ключ {key.get_name()} {key.fingerprint}")
