"""The bank on this computer: built, served and rebuilt whenever a file changes."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from mkdocs.commands.serve import serve

from metodbank.rules.reports import plural

PHRASES = (
    ("Building documentation", "Собираю сайт…"),
    ("Documentation built", ""),
    ("Detected file changes", "Файл изменился, собираю заново…"),
    ("Reloading browsers", "Готово, страница в браузере обновлена."),
    ("Serving on", ""),
    ("Watching paths", ""),
    ("Cleaning site directory", ""),
    ("Browser connected", ""),
    ("Shutting down", "Останавливаюсь."),
    (
        "An error happened during the rebuild",
        "Сайт не пересобран: исправьте ошибку и сохраните файл ещё раз.",
    ),
)
"""How MkDocs begins its messages, and what is said instead (nothing: not worth saying)."""


class Russian(logging.Handler):
    """Passes the server's messages on in Russian, and tells how many pages of a build are done."""

    def __init__(self, say: Callable[[str], None], progress: Callable[[int], None]) -> None:
        super().__init__(logging.DEBUG)
        self.say, self.progress, self.pages = say, progress, 0

    def emit(self, record: logging.LogRecord) -> None:
        """Say a message in Russian, if it is worth saying."""
        message = record.getMessage()
        if message.startswith("Building page"):
            self.pages += 1
            self.progress(self.pages)
            return
        if record.levelno < logging.INFO:
            return
        if message.startswith("Documentation built"):
            self.say(f"Собрано: {plural(self.pages, 'страница', 'страницы', 'страниц')}.")
            self.pages = 0
            self.progress(0)
        for start, russian in PHRASES:
            if message.startswith(start):
                if russian:
                    self.say(russian)
                return
        if record.levelno >= logging.WARNING or record.name.startswith("mkdocs.plugins.metodbank"):
            self.say(message)


def free_port(host: str, wanted: int) -> int:
    """Return the wanted port, or the next one that nobody listens on."""
    for port in range(wanted, wanted + 50):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if sys.platform == "win32":  # there two may listen on one port, unless one asks to be alone
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    return wanted


def serve_site(
    config_file: Path,
    host: str,
    port: int,
    *,
    browser: bool,
    say: Callable[[str], None],
    progress: Callable[[int], None] = lambda pages: None,
) -> None:
    """Serve until interrupted; a bad entry is reported and left out, the rest is shown."""
    logger = logging.getLogger("mkdocs")
    logger.handlers, logger.propagate = [Russian(say, progress)], False
    logger.setLevel(logging.DEBUG)
    theme = config_file.parent / "theme"
    serve(
        str(config_file),
        dev_addr=f"{host}:{port}",
        strict=False,
        watch=[str(theme)],
        open_in_browser=browser,
    )
