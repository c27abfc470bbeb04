"""Cards in .doc and .odt become .docx by LibreOffice, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from metodbank.intake.card.safety import MAX_FILE, CardRefusedError

PROGRAMS = ("soffice", "libreoffice")
USUAL = (
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
)
"""Where LibreOffice lies when it is not on the path."""
SECONDS = 180


def to_docx(file: Path) -> bytes:
    """Return a document as DOCX. LibreOffice runs in a profile of its own, without macros and the network.

    :raises CardRefusedError: when LibreOffice is not there or does not manage.
    """
    program = _program()
    save = f"откройте «{file.name}» в Word и сохраните как .docx («Файл» → «Сохранить как»)"
    if program is None:
        raise CardRefusedError(f"чтобы прочесть {file.suffix}, нужен LibreOffice, а его здесь нет; {save}")
    if file.stat().st_size > MAX_FILE:
        raise CardRefusedError(f"файл больше {MAX_FILE // 1_000_000} МБ: уменьшите снимки или приложите их отдельно")
    with tempfile.TemporaryDirectory(prefix="metodbank-") as made:
        folder = Path(made)
        source = folder / f"card{file.suffix.lower()}"
        shutil.copyfile(file, source)
        command = [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault"),
            *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), str(source)),
        ]
        environment = {**os.environ, "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, env=environment)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise CardRefusedError(f"LibreOffice не справился за {SECONDS // 60} мин.; {save}") from None
        made_file = folder / "out" / "card.docx"
        if not made_file.is_file():
            raise CardRefusedError(f"LibreOffice не смог прочесть файл; {save}")
        return made_file.read_bytes()


def _program() -> str | None:
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    return found or next((str(path) for path in USUAL if path.is_file()), None)
