"""Documents and workbooks of other programs become .docx and .xlsx by LibreOffice, where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from metodbank.intake.card.safety import MAX_FILE, ODF, CardRefusedError, open_package

PROGRAMS = ("soffice", "libreoffice")
USUAL = (
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
)
"""Where LibreOffice lies when it is not on the path."""
SECONDS = 180
MEMORY = 4_000_000_000
"""Bytes LibreOffice may ask for: a small file can promise more cells than any memory holds."""
PACKAGES = (".odt", ".ods")
"""Files that are ZIP archives: their sizes are looked at before LibreOffice unpacks them."""
NOWHERE = ("127.0.0.1", "9")
"""A proxy nobody listens at."""
CAREFUL = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "1"),
    *(
        (("Inet/Settings", f"ooInet{scheme}Proxy{part}", value))
        for scheme in ("HTTP", "HTTPS")
        for part, value in zip(("Name", "Port"), NOWHERE, strict=True)
    ),
)
"""Settings of the profile LibreOffice runs in: no macros, nothing that a document points to is fetched or read."""


def to_docx(file: Path) -> bytes:
    """Return a document as DOCX.

    :raises CardRefusedError: when it may harm, or LibreOffice is not there or does not manage.
    """
    return _converted(file, ".docx", "MS Word 2007 XML", "Word")


def to_xlsx(file: Path) -> bytes:
    """Return a workbook as XLSX; formulas keep their values.

    :raises CardRefusedError: when it may harm, or LibreOffice is not there or does not manage.
    """
    return _converted(file, ".xlsx", "Calc MS Excel 2007 XML", "Excel")


def _converted(file: Path, wanted: str, filter_: str, program: str) -> bytes:
    suffix = file.suffix.lower()
    save = f"откройте «{file.name}» в {program} и сохраните как {wanted} («Файл» → «Сохранить как»)"
    office = _program()
    if office is None:
        raise CardRefusedError(f"чтобы прочесть {suffix}, нужен LibreOffice, а его здесь нет; {save}")
    if file.stat().st_size > MAX_FILE:
        raise CardRefusedError(f"файл больше {MAX_FILE // 1_000_000} МБ: уменьшите снимки или приложите их отдельно")
    if suffix in PACKAGES:
        open_package(file.read_bytes(), ODF).close()
    with tempfile.TemporaryDirectory(prefix="metodbank-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        source = folder / f"given{suffix}"
        shutil.copyfile(file, source)
        command = [
            office,
            f"-env:UserInstallation={_profile(folder).as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault"),
            *("--convert-to", f"{wanted[1:]}:{filter_}", "--outdir", str(folder / "out"), str(source)),
        ]
        if not _finished(command):
            raise CardRefusedError(f"LibreOffice не справился за {SECONDS // 60} мин.; {save}")
        result = folder / "out" / f"given{wanted}"
        if not result.is_file():
            raise CardRefusedError(f"LibreOffice не смог прочесть файл; {save}")
        return result.read_bytes()


def _program() -> str | None:
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    return found or next((str(path) for path in USUAL if path.is_file()), None)


def _profile(folder: Path) -> Path:
    """Make a profile of its own for one run: it knows nobody's settings and forgets what it was shown."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{where}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for where, name, value in CAREFUL
    )
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    space = 'xmlns:oor="http://openoffice.org/2001/registry"'
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {space}>{items}</oor:items>\n'
    (user / "registrymodifications.xcu").write_text(text, encoding="utf-8", newline="\n")
    return folder / "profile"


def _finished(command: list[str]) -> bool:
    """Run a program to its end; what takes too long is stopped together with all that it has started."""
    proxy = f"http://{':'.join(NOWHERE)}"
    process = subprocess.Popen(  # noqa: S603 - the program is found by its name, no shell reads the rest
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "http_proxy": proxy, "https_proxy": proxy},
        start_new_session=True,
    )
    if sys.platform == "linux":
        import resource

        resource.prlimit(process.pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)  # the program is a script that starts others
        process.wait()
        return False
    return True
