"""Make and enter the project's own environment; only the standard library, so that a bare Python runs it.

``enter()`` is called by every script before it imports anything else. The environment lies in ``.venv`` and
is remade only when the requirements or the interpreter change.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TextIO

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
STAMP = FOLDER / "metodbank.json"
REQUIREMENTS = {"site": "requirements.txt", "tests": "requirements-dev.txt"}
WINDOWS = sys.platform == "win32"
RUN = "py scripts\\" if WINDOWS else "python3 scripts/"
"""How a command of the project is called here, before its name."""
_ANSWER: dict[str, Any] = {"capture_output": True, "encoding": "utf-8", "errors": "replace"}
PYTHON = FOLDER / ("Scripts/python.exe" if WINDOWS else "bin/python")
_Held = Mapping[str, Any]
"""Arguments for ``subprocess.run``."""


def enter(purpose: str = "site") -> None:
    """Continue this script inside the environment, made or mended first if need be."""
    if sys.version_info < (3, 11):
        stop(f"Нужен Python 3.11 или новее, а этот — {sys.version.split()[0]}.")
    os.environ["PYTHONUTF8"] = "1"  # what Git, pip and the rest answer is read in UTF-8, whatever the code page
    wanted = _fingerprint(purpose)
    if _stamp().get(purpose) != wanted:
        with _alone() as held:
            if _stamp().get(purpose) != wanted:  # nobody else has made it meanwhile
                _make(purpose, wanted, held)
    if Path(sys.prefix).resolve() == FOLDER.resolve():
        return
    command = [str(PYTHON), *sys.argv]
    if WINDOWS:  # exec on Windows returns to the prompt before the work is done
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the command: it tidies up, and this one waits
        raise SystemExit(subprocess.run(command, check=False).returncode)
    os.execv(PYTHON, command)


@contextmanager
def _alone() -> Iterator[_Held]:
    """Keep two commands started at once from making the environment over each other.

    Yields how to start a command that holds the lock too: an installer outlives a script that was killed, and the
    next script waits until it has ended. Windows has no such lock; there the folder in use cannot be renamed.
    """
    with (ROOT / ".venv.lock").open("a+b") as stream:
        if not _locked(stream):
            _say("Окружение уже готовит другая команда или прерванная установка: жду, пока она закончит…")
            while not _locked(stream):
                time.sleep(1)
        yield {} if WINDOWS else {"pass_fds": (stream.fileno(),)}


def _locked(stream: BinaryIO) -> bool:
    """Take the lock of an open file, unless somebody has it."""
    try:
        if WINDOWS:
            import msvcrt

            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _fingerprint(purpose: str) -> str:
    import tomllib  # Python 3.11; an older one has been turned away before this

    digest = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for name in sorted({REQUIREMENTS["site"], REQUIREMENTS[purpose]}):
        digest.update((ROOT / name).read_bytes())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    digest.update(json.dumps(project).encode())  # the entry points; how the code is linted changes nothing
    return digest.hexdigest()


def _stamp() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(stamp, dict) or not PYTHON.exists():
        return {}
    return stamp if stamp.get("place", _place()) == _place() else {}  # a moved folder: its paths are of the old place


def _place() -> str:
    """Return where the environment really lies; one that several copies of the bank share lies in one place."""
    return str(FOLDER.resolve())


def _make(purpose: str, wanted: str, held: _Held) -> None:
    """Install what a purpose needs; the stamp is written last, when every file of every package has been seen."""
    stamp = _stamp()
    if stamp.get("site") != _fingerprint("site") and Path(sys.prefix).resolve() != FOLDER.resolve():
        _say("Готовлю окружение в .venv — один раз, одна-две минуты…")
        _remove()
        stamp = {}
        _create(held)
    STAMP.unlink(missing_ok=True)
    _say(f"Ставлю пакеты из {REQUIREMENTS[purpose]} (версии и контрольные суммы закреплены)…")
    builder = FOLDER / "builder.txt"
    builder.write_text(pins_of_builder(ROOT / REQUIREMENTS[purpose]), encoding="utf-8", newline="\n")
    _pip(held, "install", "--require-hashes", "--only-binary", ":all:", "-r", str(builder))
    _pip(held, "install", "--require-hashes", "--no-build-isolation", "-r", str(ROOT / REQUIREMENTS[purpose]))
    _pip(held, "install", "--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT))
    _verify(REQUIREMENTS[purpose])
    stamp |= {"place": _place(), purpose: wanted}
    if purpose == "tests":
        stamp["site"] = _fingerprint("site")
    STAMP.write_text(json.dumps(stamp), encoding="utf-8", newline="\n")
    _say("Окружение готово.")


def pins_of_builder(requirements: Path) -> str:
    """Return the lines of what builds a package that has no wheel for this system (rjsmin on Windows).

    It is installed first: pip on its own would fetch the newest one, and check no sum.
    """
    pinned = re.search(r"^setuptools==.*(?:\n    --hash=.*)+\n", requirements.read_text(encoding="utf-8"), re.MULTILINE)
    assert pinned is not None
    return pinned[0].rstrip("\\\n") + "\n"


def _remove() -> None:
    """Remove the old environment; on Windows whole or not at all, for another command may be running from it."""
    place = FOLDER
    if WINDOWS and FOLDER.exists():
        place = ROOT / ".venv.old"
        shutil.rmtree(place, ignore_errors=True)
        try:
            FOLDER.rename(place)
        except OSError:
            stop(
                "Окружением .venv пользуется другая команда. Закройте её (например, serve.py) и повторите; "
                "если прошлая установка прервана, подождите минуту: она ещё заканчивает."
            )
    shutil.rmtree(place, ignore_errors=True)


def _create(held: _Held) -> None:
    try:
        import ensurepip  # noqa: F401 - Debian ships it apart
    except ImportError:
        _install_venv(held)
    result = subprocess.run([sys.executable, "-m", "venv", str(FOLDER)], check=False, **_ANSWER, **held)
    if result.returncode != 0:
        shutil.rmtree(FOLDER, ignore_errors=True)
        stop("Окружение не создалось.\n" + (result.stdout + result.stderr).strip())


def _install_venv(held: _Held) -> None:
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    apt = shutil.which("apt-get")
    if apt is None or os.name != "posix" or os.geteuid() != 0:
        stop(f"Не хватает пакета {package}. Поставьте его и повторите:\n    sudo apt-get install {package}")
    _say(f"Ставлю {package}…")
    apt_install([package], **held)


def apt_install(packages: list[str], **held: Any) -> None:
    """Install Debian packages as root, without questions."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    )
    for command in steps:
        result = subprocess.run(command, env=environment, check=False, **_ANSWER, **held)
        if result.returncode != 0:
            stop(f"Не удалось: {' '.join(command)}\n{(result.stdout + result.stderr)[-2000:]}")


def _pip(held: _Held, *arguments: str) -> None:
    quiet = ["--disable-pip-version-check", "--no-input", "-q"]
    result = subprocess.run([str(PYTHON), "-m", "pip", arguments[0], *quiet, *arguments[1:]], check=False, **held)
    if result.returncode != 0:
        stop("Пакеты не поставились: проверьте соединение с сетью и повторите команду.")


def _verify(requirements: str) -> None:
    command = [str(PYTHON), str(ROOT / "scripts/_installed.py"), str(ROOT / requirements)]
    result = subprocess.run(command, check=False, **_ANSWER)
    if result.returncode != 0:
        said = (result.stdout + result.stderr).strip()
        stop(f"Окружение вышло неполным, повторите команду — оно соберётся заново. Не хватает:\n{said}")


def _say(text: str) -> None:
    print(text, file=utf8(sys.stderr), flush=True)


def utf8(stream: TextIO) -> TextIO:
    """Let a Windows console, or a file in its place, take Russian whatever the code page."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace")
    return stream


def stop(text: str) -> None:
    """Say why a command cannot go on, and leave with the code of wrong use."""
    _say(text)
    raise SystemExit(2)
