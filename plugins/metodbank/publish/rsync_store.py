"""A server with a shell: the real rsync brings many files at once, compressed on the way; SFTP does the rest."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from metodbank.publish.settings import Rsync
from metodbank.publish.sftp_store import SftpStore
from metodbank.publish.store import LineCutError, StoreError

CUT = {10, 12, 20, 30, 35, 255}
"""Exit codes of rsync and ssh that mean the line: socket, stream, interrupted, timeouts, ssh itself."""
NO_ROOM = ("No space left", "Disk quota exceeded")


class RsyncStore(SftpStore):
    """Files of an account with a shell."""

    def __init__(self, target: Rsync, password: Callable[[], str | None]) -> None:
        if shutil.which("rsync") is None or shutil.which("ssh") is None:
            raise StoreError(
                "На этом компьютере нет rsync или ssh",
                "поставьте их (Debian: apt install rsync openssh-client); на Windows возьмите kind: sftp",
            )
        super().__init__(target, password)

    def append_many(self, folder: str, sources: Mapping[str, Path], beat: Callable[[], None]) -> None:
        """Bring files into a folder under given names; what is there already, whole or in part, is not sent again."""
        with tempfile.TemporaryDirectory(prefix="metodbank-") as made, tempfile.TemporaryFile() as said:
            for name, source in sources.items():
                (Path(made) / name).symlink_to(source.resolve())
            command = [
                "rsync", "--recursive", "--copy-links", "--compress", "--partial", "--inplace", "--append-verify",
                "--chmod=D755,F644", f"--timeout={self.target.timeout}", "-e", self._ssh(),
                f"{made}/", f"{self.target.user}@{self.target.host}:{folder}/",
            ]  # fmt: skip
            process = subprocess.Popen(  # noqa: S603 - words of publish.yml, no shell
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said
            )
            try:
                while process.poll() is None:
                    beat()
                    time.sleep(0.05)
            finally:
                if process.poll() is None:
                    process.terminate()
                    process.wait()
            said.seek(0)
            self._judge(process.returncode, said.read().decode("utf-8", "replace"))

    def _ssh(self) -> str:
        words = [
            "ssh", "-p", str(self.target.port), "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes",
            "-o", f"UserKnownHostsFile={Path(self.target.known_hosts).expanduser()}",
            "-o", f"ConnectTimeout={self.target.timeout}",
        ]  # fmt: skip
        if self.target.key:
            words += ["-i", str(Path(self.target.key).expanduser())]
        return " ".join(f"'{word}'" if " " in word else word for word in words)

    def _judge(self, code: int, said: str) -> None:
        if code == 0:
            return
        if any(text in said for text in NO_ROOM):
            raise StoreError("На сервере кончилось место", "освободите место и повторите: уже переданное останется")
        if "Permission denied (" in said:
            raise StoreError(
                f"{self.place}: rsync входит только по ключу, а ключ не принят",
                "укажите key в publish.yml или добавьте ключ в агент; с паролем возьмите kind: sftp",
            )
        if code in CUT:
            raise LineCutError(f"Связь с {self.place} оборвалась")
        raise StoreError(
            f"rsync: {said.strip().splitlines()[0] if said.strip() else code}", "есть ли rsync на сервере?"
        )
