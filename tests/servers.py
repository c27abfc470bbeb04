"""Real servers on loopback, each in a folder of its own: OpenSSH, vsftpd, nginx, Apache; and a line that is cut."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PROGRAMS = {"sshd": "/usr/sbin/sshd", "vsftpd": "/usr/sbin/vsftpd", "nginx": "/usr/sbin/nginx",
            "apache2": "/usr/sbin/apache2", "rsync": "/usr/bin/rsync", "openssl": "/usr/bin/openssl"}  # fmt: skip
ACCOUNT = "nobody"
"""Who works on the server: a user without rights of his own, so that permissions mean something."""


def needs(*programs: str) -> None:
    """Skip where a server is not installed, or cannot be started, and say which."""
    missing = [name for name in programs if not Path(PROGRAMS[name]).exists()]
    if missing:
        pytest.skip(f"не установлено: {', '.join(missing)} (scripts/test.py ставит сам, если запущен от root)")
    if os.geteuid() != 0:
        pytest.skip("серверы со своим корнем и чужим пользователем запускает только root")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str], port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block is left; it is up when its port answers."""
    with log.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=subprocess.STDOUT)
        try:
            for _ in range(100):
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                if process.poll() is not None:
                    raise AssertionError(f"{command[0]}: {log.read_text(errors='replace')}")
                time.sleep(0.1)
            yield process
        finally:
            process.terminate()
            process.wait(timeout=30)


@dataclass
class Ssh:
    """An account on an SSH server, and how to get in."""

    port: int
    root: Path
    """The account's folder, seen from outside."""
    key: Path
    known_hosts: Path
    user: str = ACCOUNT
    prefix: str = ""
    """What paths on the server begin with: nothing where the account is locked into its folder."""

    def target(self, kind: str = "sftp", **options: object) -> dict[str, object]:
        return {"kind": kind, "host": "127.0.0.1", "port": self.port, "user": self.user, "key": str(self.key),
                "known_hosts": str(self.known_hosts), "path": f"{self.prefix}www", "timeout": 20,
                **options}  # fmt: skip


@contextmanager
def closed_folder() -> Iterator[Path]:
    """Yield a folder that root alone can rename on all its way, as sshd wants it for locking an account in."""
    if os.geteuid() != 0:
        pytest.skip("серверы со своим корнем и чужим пользователем запускает только root")
    with tempfile.TemporaryDirectory(prefix="metodbank-", dir="/run") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def openssh(folder: Path, *, locked: bool = True) -> Iterator[Ssh]:
    """Run sshd with an account locked into one folder (as a hosting does), or with a shell for rsync."""
    needs("sshd", "rsync")
    folder.mkdir()
    for name in ("host", "client"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    jail = folder / "jail"
    home = jail / "home"
    home.mkdir(parents=True)
    jail.chmod(0o755)
    shutil.chown(home, ACCOUNT)
    (folder / "authorized").write_bytes((folder / "client.pub").read_bytes())
    Path("/run/sshd").mkdir(exist_ok=True)
    port = free_port()
    only = ["ForceCommand internal-sftp -d /home", f"ChrootDirectory {jail}"] if locked else []
    (folder / "sshd_config").write_text(
        "\n".join([
            f"Port {port}", "ListenAddress 127.0.0.1", f"HostKey {folder}/host",
            f"AuthorizedKeysFile {folder}/authorized",
            "UsePAM no", "PasswordAuthentication no", "StrictModes no", f"PidFile {folder}/pid", "LogLevel VERBOSE",
            "Subsystem sftp internal-sftp", *only, "",
        ]),
        encoding="utf-8",
    )  # fmt: skip
    public = (folder / "host.pub").read_text(encoding="utf-8").split()
    known = folder / "known_hosts"
    known.write_text(f"[127.0.0.1]:{port} {public[0]} {public[1]}\n", encoding="utf-8")
    with running([PROGRAMS["sshd"], "-D", "-e", "-f", str(folder / "sshd_config")], port, folder / "log"):
        # a shell of one's own has root alone: the accounts that every system has are given none
        yield Ssh(port, home, folder / "client", known, *((ACCOUNT, "") if locked else ("root", f"{home}/")))


@dataclass
class FtpAccount:
    """An account on an FTP server."""

    port: int
    root: Path
    """What the account sees as its root, from outside; it may write in ``home`` alone."""
    certificate: Path

    def target(self, kind: str = "ftps", **options: object) -> dict[str, object]:
        trusted = {"ca_file": str(self.certificate)} if kind == "ftps" else {"allow_plain_ftp": True}
        return {"kind": kind, "host": "127.0.0.1", "port": self.port, "user": "anonymous", "path": "home/www",
                "timeout": 20, "password_env": "TEST_FTP", **trusted, **options}  # fmt: skip


FTP_PASSWORD = "parol-dlya-proby"
"""The one password the test server takes."""


@contextmanager
def vsftpd(folder: Path, *, tls: bool = True) -> Iterator[FtpAccount]:
    """Run vsftpd as it comes: TLS on both connections, the data one within the session of the other."""
    needs("vsftpd", "openssl")
    folder.mkdir()
    root = folder / "root"
    (root / "home").mkdir(parents=True)
    shutil.chown(root / "home", "ftp")
    certificate = folder / "certificate.pem"
    subprocess.run(
        [PROGRAMS["openssl"], "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    (folder / "passwords").write_text(f"{FTP_PASSWORD}\n", encoding="utf-8")
    Path("/run/vsftpd/empty").mkdir(parents=True, exist_ok=True)
    port = free_port()
    yes, no = ("YES", "NO") if tls else ("NO", "NO")
    options = {
        "listen": "YES", "listen_ipv6": no, "listen_address": "127.0.0.1", "listen_port": port, "background": no,
        "anonymous_enable": "YES", "local_enable": no, "write_enable": "YES", "anon_upload_enable": "YES",
        "anon_mkdir_write_enable": "YES", "anon_other_write_enable": "YES", "anon_world_readable_only": no,
        "anon_umask": "022", "anon_root": root, "secure_email_list_enable": "YES",
        "email_password_file": folder / "passwords", "seccomp_sandbox": no, "secure_chroot_dir": "/run/vsftpd/empty",
        "ssl_enable": yes, "allow_anon_ssl": yes, "force_anon_logins_ssl": yes, "force_anon_data_ssl": yes,
        "require_ssl_reuse": yes, "rsa_cert_file": certificate, "rsa_private_key_file": folder / "key.pem",
    }  # fmt: skip
    config = folder / "vsftpd.conf"
    config.write_text("".join(f"{name}={value}\n" for name, value in options.items()), encoding="utf-8")
    with running([PROGRAMS["vsftpd"], str(config)], port, folder / "log"):
        yield FtpAccount(port, root, certificate)


NGINX_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def nginx(folder: Path, www: Path | None, config: str = "") -> Iterator[str]:
    """Serve a folder with nginx; ``config`` is what the server block holds beside the usual."""
    needs("nginx")
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    root = f"root {www};\n" if www else ""
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in NGINX_TEMPORARY)
    (folder / "nginx.conf").write_text(
        f"user root;\ndaemon off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n"
        f"include /etc/nginx/mime.types;\naccess_log off;\n{temporary}"
        f"server {{\nlisten 127.0.0.1:{port};\n{root}{config}\n}}\n}}\n",
        encoding="utf-8",
    )
    with running([PROGRAMS["nginx"], "-c", str(folder / "nginx.conf"), "-e", "stderr"], port, folder / "log"):
        yield f"http://127.0.0.1:{port}/"


@dataclass
class Line:
    """A line between publisher and server that can be cut after so many bytes towards the server."""

    port: int
    after: int | None = None
    """Bytes that still go through; None: the line holds."""
    cuts: int = 0
    _pairs: list[tuple[socket.socket, socket.socket]] = field(default_factory=list)

    def cut_after(self, size: int) -> None:
        """Let so many more bytes through, then cut everything; the next connection holds."""
        self.after = size

    def _passed(self, pair: tuple[socket.socket, socket.socket], size: int) -> bool:
        if pair not in self._pairs:
            return False
        if self.after is None:
            return True
        self.after -= size
        if self.after > 0:
            return True
        self.after = None
        self.cuts += 1
        pairs, self._pairs = self._pairs, []
        for end in (end for pair in pairs for end in pair):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        return False


@contextmanager
def breaking_line(port: int) -> Iterator[Line]:
    """Yield a line to a port of this computer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = Line(listener.getsockname()[1])

        def carry(source: socket.socket, target: socket.socket, *, counted: bool) -> None:
            with suppress(OSError):
                while piece := source.recv(16384):
                    if counted and not line._passed((source, target), len(piece)):
                        break
                    target.sendall(piece)
            for end in (source, target):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    near, _ = listener.accept()
                    far = socket.create_connection(("127.0.0.1", port))
                    line._pairs.append((near, far))
                    threading.Thread(target=carry, args=(near, far), kwargs={"counted": True}, daemon=True).start()
                    threading.Thread(target=carry, args=(far, near), kwargs={"counted": False}, daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield line


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[None]:
    """Mount a small disk over a folder."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k,mode=0777", "tmpfs", folder]
    mounted = subprocess.run(command, capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip("здесь нельзя смонтировать маленький диск")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


APACHE_MODULES = ("mpm_event", "authz_core", "mime", "dir", "headers", "deflate", "filter", "rewrite", "alias",
                  "setenvif", "env")  # fmt: skip


@contextmanager
def apache(folder: Path, config: str) -> Iterator[str]:
    """Run Apache with a virtual host that holds ``config``."""
    needs("apache2")
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    modules = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in APACHE_MODULES)
    (folder / "httpd.conf").write_text(
        f"ServerRoot {folder}\nServerName localhost\nListen 127.0.0.1:{port}\nUser www-data\nGroup www-data\n"
        f"PidFile {folder}/pid\nErrorLog {folder}/errors\n{modules}TypesConfig /etc/mime.types\n"
        f"<VirtualHost 127.0.0.1:{port}>\n{config}\n</VirtualHost>\n",
        encoding="utf-8",
    )
    with running([PROGRAMS["apache2"], "-f", str(folder / "httpd.conf"), "-DFOREGROUND"], port, folder / "log"):
        yield f"http://127.0.0.1:{port}/"
