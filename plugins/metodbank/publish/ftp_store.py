"""A server over FTP, with TLS or, where somebody has allowed it aloud, without: the standard library's client.

FTP has no rename that is promised to replace a file, no links, and tells times in its own ways: each server is
asked what it can do, and what it cannot is done as safely as it lets.
"""

from __future__ import annotations

import ftplib
import io
import posixpath
import socket
import ssl
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of the encoding of paths, which are given to ftplib here
    from ftputil.error import ParserError
    from ftputil.stat import UnixParser

from metodbank.publish.manifest import PIECE
from metodbank.publish.settings import Ftp, Ftps
from metodbank.publish.store import ExistsError, LineCutError, MissingError, Seen, StoreError

SEND = 2 * 1024 * 1024
"""Bytes sent in one go: FTP cannot say «I am alive» on the side while a file is on its way."""
NO_ROOM = ("552", "452", "quota", "no space", "disk full", "insufficient")
CLOSED = ("421", "425", "426")
"""Replies of a server whose connections are closed or do not open (RFC 959, 4.2): another try may do."""
ANSWER = 5.0
"""Seconds to wait for the reason of a data connection that the server has closed."""
DIRECTORY = 0o040000


class _TlsFtp(ftplib.FTP_TLS):
    """TLS whose data connections take up the session of the control connection, as vsftpd and ProFTPD demand."""

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        connection, size = ftplib.FTP.ntransfercmd(self, cmd, rest)  # noqa: S321
        if self._prot_p:  # type: ignore[attr-defined]
            session = self.sock.session if isinstance(self.sock, ssl.SSLSocket) else None
            connection = self.context.wrap_socket(connection, server_hostname=self.host, session=session)
        return connection, size


class FtpStore:
    """Files of an FTP account."""

    cheap_reading = False
    links = False

    def __init__(self, target: Ftps | Ftp, password: Callable[[], str]) -> None:
        self.target = target
        self.place = f"{target.user}@{target.host}"
        self._ftp = self._connect(password())
        self._mlsd = self._features("MLST")

    def _connect(self, password: str) -> ftplib.FTP:
        ftp: ftplib.FTP
        try:
            if isinstance(self.target, Ftps):
                context = ssl.create_default_context(cafile=None)
                if self.target.ca_file:
                    context.load_verify_locations(Path(self.target.ca_file).expanduser())
                # a session of TLS 1.3 can be taken up once only, and every file is a connection of its own
                context.maximum_version = ssl.TLSVersion.TLSv1_2
                ftp = _TlsFtp(context=context, timeout=self.target.timeout, encoding="utf-8")
            else:
                ftp = ftplib.FTP(timeout=self.target.timeout, encoding="utf-8")  # noqa: S321 - allowed by name
            ftp.connect(self.target.host, self.target.port)
            if isinstance(ftp, ftplib.FTP_TLS):
                self._protect(ftp)
            ftp.login(self.target.user, password)
            if isinstance(ftp, ftplib.FTP_TLS):
                ftp.prot_p()
        except ssl.SSLCertVerificationError as error:
            raise StoreError(
                f"Сертификат сервера {self.target.host} не принят: {error.verify_message}",
                "проверьте имя host; если у хостинга свой удостоверяющий центр, укажите его файл в ca_file",
            ) from error
        except FileNotFoundError as error:
            raise StoreError(f"Нет файла {self.target.ca_file}", "проверьте ca_file в publish.yml") from error  # type: ignore[union-attr]
        except ftplib.error_perm as error:
            raise StoreError(f"{self.place}: сервер не принял имя или пароль", "проверьте user и пароль") from error
        except (OSError, EOFError, ftplib.Error) as error:
            raise LineCutError(f"{self.target.host}:{self.target.port} не отвечает", "проверьте host и port") from error
        return ftp

    def _protect(self, ftp: ftplib.FTP_TLS) -> None:
        """Begin TLS before a name or a password is said; a server that cannot is told neither."""
        try:
            ftp.auth()
        except ftplib.error_perm as error:
            raise StoreError(f"{self.target.host} не умеет защиту TLS", "спросите у хостинга FTPS или SFTP") from error

    def _features(self, name: str) -> bool:
        try:
            return name in self._ftp.sendcmd("FEAT").upper()
        except ftplib.Error:
            return False
        except (OSError, EOFError) as error:
            raise LineCutError(f"Связь с {self.place} оборвалась") from error

    @contextmanager
    def _errors(self, path: str) -> Iterator[None]:
        try:
            yield
        except (ftplib.error_perm, ftplib.error_temp) as error:
            raise self._explained(str(error), path) from error
        except (OSError, EOFError, ftplib.Error) as error:
            raise LineCutError(f"Связь с {self.place} оборвалась") from error

    def _explained(self, said: str, path: str) -> StoreError:
        low = said.casefold()
        if any(word in low for word in NO_ROOM):
            return StoreError(f"На сервере кончилось место: {path}", "освободите место и повторите")
        if said.startswith(CLOSED):
            return LineCutError(f"Сервер {self.target.host} закрыл соединение")
        return StoreError(
            f"Сервер не разрешил: {path} (ответ {said[:3]})",
            "проверьте право писать в эту папку, свободное место и path в publish.yml",
        )

    def close(self) -> None:
        with suppress(OSError, EOFError, ftplib.Error):
            self._ftp.quit()
        self._ftp.close()

    def walk(self, folder: str) -> dict[str, Seen]:
        found: dict[str, Seen] = {}
        todo = [""]
        while todo:
            inner = todo.pop()
            for name, seen in self._listed(posixpath.join(folder, inner)):
                path = posixpath.join(inner, name)
                if seen is None:
                    todo.append(path)
                else:
                    found[path] = seen
        return found

    def _listed(self, folder: str) -> Iterator[tuple[str, Seen | None]]:
        """Yield names in a folder; None for a folder. Nothing where there is no such folder."""
        with self._errors(folder):
            try:
                if self._mlsd:
                    yield from _from_facts(self._ftp.mlsd(folder, ["type", "size", "modify"]))
                    return
                before = self._ftp.pwd()
                self._ftp.cwd(folder)  # LIST takes no names with spaces on some servers, and no «there is none»
            except ftplib.error_perm:
                return
            lines: list[str] = []
            try:
                self._ftp.retrlines("LIST -a", lines.append)
            finally:
                self._ftp.cwd(before)
        yield from _from_lines(lines)

    def entries(self, folder: str) -> list[str]:
        return [name for name, _ in self._listed(folder)]

    def seen(self, path: str) -> Seen | None:
        with self._errors(path):
            try:
                self._ftp.voidcmd("TYPE I")
                size = self._ftp.size(path)
            except ftplib.error_perm:
                return None
            modified = None
            with suppress(ftplib.error_perm, ValueError):
                modified = _time(self._ftp.sendcmd(f"MDTM {path}").partition(" ")[2])
        return Seen(size or 0, modified)

    def read(self, path: str) -> Iterator[bytes]:
        content = io.BytesIO()
        with self._errors(path):
            try:
                self._ftp.retrbinary(f"RETR {path}", content.write, PIECE)
            except ftplib.error_perm as error:
                if str(error).startswith("550") and self._gone(path):
                    raise MissingError(f"Нет такого файла: {path}") from error
                raise
        yield content.getvalue()

    def _gone(self, path: str) -> bool:
        try:
            self._ftp.voidcmd("TYPE I")
            self._ftp.size(path)
        except ftplib.error_perm:
            return True
        return False

    def write(self, path: str, content: bytes) -> None:
        fresh = f"{path}.new"
        with self._errors(path):
            self._send(f"STOR {fresh}", content)
        self.replace(fresh, path)

    def _send(self, command: str, content: bytes) -> None:
        """Send a file. A server that cannot take it may close the connection of the data first and then say why."""
        try:
            self._ftp.storbinary(command, io.BytesIO(content), PIECE)
        except (OSError, EOFError):
            if self._ftp.sock is not None:
                self._ftp.sock.settimeout(ANSWER)
                with suppress(OSError, EOFError):
                    self._ftp.voidresp()
            raise

    def append(self, path: str, source: Path, offset: int, beat: Callable[[int], None]) -> None:
        total = source.stat().st_size
        with source.open("rb") as origin:
            origin.seek(offset)
            while True:
                piece = origin.read(SEND)
                with self._errors(path):
                    self._send(f"{'APPE' if offset else 'STOR'} {path}", piece)
                offset += len(piece)
                beat(len(piece))
                if offset >= total:
                    return

    def replace(self, old: str, new: str) -> None:
        try:
            with self._errors(new):
                self._ftp.rename(old, new)
        except LineCutError:
            raise
        except StoreError:
            if self.seen(new) is None:
                raise
            self.remove(new)  # a server that renames over nothing: a moment without the file
            with self._errors(new):
                self._ftp.rename(old, new)

    def rename(self, old: str, new: str) -> None:
        with self._errors(new):
            self._ftp.rename(old, new)

    def remove(self, path: str) -> None:
        with self._errors(path):
            try:
                self._ftp.delete(path)
            except ftplib.error_perm:
                if not self._gone(path):
                    raise

    def make_folder(self, path: str) -> None:
        with self._errors(path):
            try:
                self._ftp.mkd(path)
            except ftplib.error_perm as error:
                if self._is_folder(path):
                    raise ExistsError(f"Имя уже занято: {path}") from error
                raise

    def _is_folder(self, path: str) -> bool:
        before = self._ftp.pwd()
        try:
            self._ftp.cwd(path)
        except ftplib.error_perm:
            return False
        self._ftp.cwd(before)
        return True

    def remove_folder(self, path: str) -> None:
        if self.entries(path):
            return
        with self._errors(path), suppress(ftplib.error_perm):
            self._ftp.rmd(path)

    def remove_tree(self, path: str) -> None:
        for name, seen in list(self._listed(path)):
            full = posixpath.join(path, name)
            if seen is None:
                self.remove_tree(full)
            else:
                self.remove(full)
        with self._errors(path), suppress(ftplib.error_perm):
            self._ftp.rmd(path)

    def hard_link(self, old: str, new: str) -> None:
        raise StoreError("FTP не умеет ссылки", "поставьте switch: ordered")

    def point(self, target: str, path: str) -> None:
        raise StoreError("FTP не умеет ссылки", "поставьте switch: ordered")

    def pointed(self, path: str) -> str | None:
        raise StoreError("FTP не умеет ссылки", "поставьте switch: ordered")


def _time(text: str) -> float:
    """Return seconds of a time as FTP writes it: UTC, sometimes with a fraction."""
    return datetime.strptime(text.strip()[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp()


def _from_facts(lines: Iterator[tuple[str, dict[str, str]]]) -> Iterator[tuple[str, Seen | None]]:
    for name, facts in lines:
        if facts.get("type") == "dir":
            yield name, None
        elif facts.get("type") == "file":
            modified = _time(facts["modify"]) if "modify" in facts else None
            yield name, Seen(int(facts.get("size", 0)), modified)


def _from_lines(lines: list[str]) -> Iterator[tuple[str, Seen | None]]:
    """Yield from the listing of a server without MLSD; what is not a line about a file is passed over."""
    parser = UnixParser()
    for line in lines:
        if parser.ignores_line(line):
            continue
        try:
            status = parser.parse_line(line)
        except ParserError:
            continue
        name = str(status._st_name)
        if name in (".", ".."):
            continue
        if status.st_mode & 0o170000 == DIRECTORY:
            yield name, None
        else:
            yield name, Seen(status.st_size, status.st_mtime, status._st_mtime_precision)
