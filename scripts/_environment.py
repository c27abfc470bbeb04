"""Make and enter the project's own environment; only the standard library, so that a bare Python runs it.

``enter()`` is called by every script before it imports anything else. The environment lies in ``.venv`` and
is remade only when the requirements or the interpreter change.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
STAMP = FOLDER / "metodbank.json"
REQUIREMENTS = {"site": "requirements.txt", "tests": "requirements-dev.txt"}
WINDOWS = sys.platform == "win32"
PYTHON = FOLDER / ("Scripts/python.exe" if WINDOWS else "bin/python")


def enter(purpose: str = "site") -> None:
    """Continue this script inside the environment, made or mended first if need be."""
    if sys.version_info < (3, 11):
        _stop(f"Нужен Python 3.11 или новее, а этот — {sys.version.split()[0]}.")
    wanted = _fingerprint(purpose)
    if _stamp().get(purpose) != wanted:
        with _alone():
            if _stamp().get(purpose) != wanted:  # nobody else has made it meanwhile
                _make(purpose, wanted)
    if Path(sys.prefix).resolve() == FOLDER.resolve():
        return
    command = [str(PYTHON), *sys.argv]
    if WINDOWS:  # exec on Windows returns to the prompt before the work is done
        try:
            raise SystemExit(subprocess.run(command, check=False).returncode)
        except KeyboardInterrupt:
            raise SystemExit(130) from None
    os.execv(PYTHON, command)


@contextmanager
def _alone() -> Iterator[None]:
    """Keep two commands started at once from making the environment over each other."""
    with (ROOT / ".venv.lock").open("a+b") as stream:
        if WINDOWS:
            import msvcrt

            stream.seek(0)
            while True:
                try:
                    msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError:
                    time.sleep(1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX)
        yield


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
    return stamp if isinstance(stamp, dict) and PYTHON.exists() else {}


def _make(purpose: str, wanted: str) -> None:
    stamp = _stamp()
    if stamp.get("site") != _fingerprint("site") and Path(sys.prefix).resolve() != FOLDER.resolve():
        _say("Готовлю окружение в .venv — один раз, одна-две минуты…")
        shutil.rmtree(FOLDER, ignore_errors=True)
        stamp = {}
        _create()
    STAMP.unlink(missing_ok=True)
    _say(f"Ставлю пакеты из {REQUIREMENTS[purpose]} (версии и контрольные суммы закреплены)…")
    _pip("install", "--require-hashes", "-r", str(ROOT / REQUIREMENTS[purpose]))
    _pip("install", "--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT))
    stamp[purpose] = wanted
    if purpose == "tests":
        stamp["site"] = _fingerprint("site")
    STAMP.write_text(json.dumps(stamp), encoding="utf-8")
    _say("Окружение готово.")


def _create() -> None:
    try:
        import ensurepip  # noqa: F401 - Debian ships it apart
    except ImportError:
        _install_venv()
    result = subprocess.run([sys.executable, "-m", "venv", str(FOLDER)], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        shutil.rmtree(FOLDER, ignore_errors=True)
        _stop("Окружение не создалось.\n" + (result.stdout + result.stderr).strip())


def _install_venv() -> None:
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    apt = shutil.which("apt-get")
    if apt is None or os.name != "posix" or os.geteuid() != 0:
        _stop(f"Не хватает пакета {package}. Поставьте его и повторите:\n    sudo apt-get install {package}")
    _say(f"Ставлю {package}…")
    apt_install([package])


def apt_install(packages: list[str]) -> None:
    """Install Debian packages as root, without questions."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    )
    for command in steps:
        result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            _stop(f"Не удалось: {' '.join(command)}\n{(result.stdout + result.stderr)[-2000:]}")


def _pip(*arguments: str) -> None:
    quiet = ["--disable-pip-version-check", "--no-input", "-q"]
    result = subprocess.run([str(PYTHON), "-m", "pip", arguments[0], *quiet, *arguments[1:]], check=False)
    if result.returncode != 0:
        _stop("Пакеты не поставились: проверьте соединение с сетью и повторите команду.")


def _say(text: str) -> None:
    stream = sys.stderr
    encoding = stream.encoding or "utf-8"  # a redirected Windows console may know no «…»
    print(text.encode(encoding, "replace").decode(encoding), file=stream, flush=True)


def _stop(text: str) -> None:
    _say(text)
    raise SystemExit(2)
