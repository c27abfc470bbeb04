"""Поставить всё нужное для тестов и прогнать их."""

import _environment

_environment.enter("tests")

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from ctypes.util import find_library
from pathlib import Path

import click

import _console

DEBIAN = {
    "git": ("git",),
    "chromium-headless-shell": ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"),
    "nodejs": ("node",),
    "libreoffice-calc": ("localc",),
    "libreoffice-writer": ("lowriter",),
    "poppler-utils": ("pdftotext",),
    "openssh-client": ("ssh-keygen",),
    "openssh-server": ("sshd", "/usr/sbin/sshd"),
    "rsync": ("rsync",),
    "vsftpd": ("vsftpd", "/usr/sbin/vsftpd"),
    "nginx": ("nginx", "/usr/sbin/nginx"),
    "apache2": ("apache2", "/usr/sbin/apache2"),
}
"""Debian packages the tests need, and the programs that show a package is there."""
LIBRARIES = {"libatomic1": "atomic"}
"""Debian packages of libraries that Playwright's own Node asks for, and their names to the linker."""

STYLE = (
    ("ruff check", [sys.executable, "-m", "ruff", "check", "."]),
    ("ruff format", [sys.executable, "-m", "ruff", "format", "--check", "."]),
)
TYPES = ("mypy --strict", [sys.executable, "-m", "mypy"])


@_console.command("test.py tests/test_rules.py -k кодировка", ignore_unknown_options=True)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[ДЛЯ_PYTEST]…")
@click.option(
    "--quick",
    is_flag=True,
    help="Без самых долгих: сборок бок о бок, обрывов на каждом шаге. Перед отправкой прогоните все.",
)
def main(arguments: tuple[str, ...], quick: bool) -> None:
    """Проверить стиль и типы, затем прогнать все тесты (или указанные)."""
    _install()
    failed = []
    for name, command in () if arguments else STYLE:
        _console.say(f"{name}…")
        if subprocess.run(command, cwd=_environment.ROOT, check=False).returncode != 0:
            failed.append(name)
    spare = min(4, (os.cpu_count() or 1) + 1)  # a test that waits for a browser or a server leaves its core to another
    workers = [] if arguments else ["-n", str(spare), "--dist", "worksteal"]
    which = ["-m", "not thorough"] if quick else []
    # Without compiled modules each of the hundreds of commands that tests start would compile the package anew.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with nullcontext() if arguments else _beside(*TYPES) as types:
        tests = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *workers, *which, *arguments],
            cwd=_environment.ROOT, env=environment, check=False,
        )  # fmt: skip
    if types and types.returncode != 0:
        failed.append(TYPES[0])
    if failed:
        _console.say(f"Не прошло: {', '.join(failed)}")
    raise SystemExit(1 if failed or tests.returncode else 0)


@contextmanager
def _beside(name: str, command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a check while the tests run; what it found is told after them."""
    with tempfile.TemporaryFile() as told:
        check = subprocess.Popen(command, cwd=_environment.ROOT, stdout=told, stderr=subprocess.STDOUT)
        try:
            yield check
        finally:
            check.wait()
            told.seek(0)
            _console.say(f"{name}…\n{told.read().decode('utf-8', 'replace').rstrip()}")


def _install() -> None:
    """Install what the tests need beyond Python: as root on Debian by apt, elsewhere say exactly what is missing."""
    missing = [package for package, programs in DEBIAN.items() if not any(map(shutil.which, programs))]
    if sys.platform == "linux":
        missing += [package for package, name in LIBRARIES.items() if find_library(name) is None]
    if not missing:
        return
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        _console.say(f"Ставлю: {', '.join(missing)}…")
        _environment.apt_install(missing)
        return
    command = (
        f"sudo apt-get install {' '.join(missing)}" if Path("/etc/debian_version").exists() else ", ".join(missing)
    )
    _console.say(f"Для тестов не хватает программ. Поставьте их и повторите:\n    {command}")
    raise SystemExit(2)


if __name__ == "__main__":
    main()
