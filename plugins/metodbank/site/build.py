"""A build that never harms the last good site: made aside, swapped in only when complete."""

from __future__ import annotations

import ctypes
import errno
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError, ConfigurationError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.pages import Page

from metodbank.rules.problem import Report

os.environ["NO_MKDOCS_2_WARNING"] = "1"

DAY = 24 * 3600
"""Seconds."""

Progress = Callable[[int, int], None]
"""Told how many pages are done, of how many."""


@dataclass(frozen=True)
class Built:
    """What a build came to: the checks' report, and what MkDocs warned of (empty when the site is good)."""

    report: Report | None
    complaints: tuple[str, ...]
    pages: int = 0


class HeldError(Exception):
    """The folder of the site cannot be replaced; the text says in Russian what to do."""


class _ProgressPlugin(BasePlugin):  # type: ignore[type-arg]
    def __init__(self, tell: Progress) -> None:
        self.tell, self.total, self.done = tell, 0, 0

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        self.total = sum(1 for _ in files.documentation_pages(inclusion=InclusionLevel.is_included))
        return files

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        self.done += 1
        self.tell(self.done, self.total)
        return output


class _Complaints(logging.Handler):
    """Collects what MkDocs says instead of letting it print in English over the progress."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def build_site(config_file: Path, target: Path | None = None, progress: Progress = lambda done, total: None) -> Built:
    """Build the bank into ``target`` (by default ``site_dir``); on any failure the old site stays as it was."""
    config = load_config(str(config_file))
    target = (target or Path(config.site_dir)).resolve()
    sweep(target)
    fresh = Path(tempfile.mkdtemp(prefix=f"{target.name}.new-{os.getpid()}-", dir=target.parent))
    config.site_dir = str(fresh)
    config.plugins["metodbank/progress"] = counter = _ProgressPlugin(progress)
    logger, complaints = logging.getLogger("mkdocs"), _Complaints()
    handlers, propagate = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [complaints], False
    plugin = config.plugins["metodbank/bank"]
    try:
        config.plugins.on_startup(command="build", dirty=False)
        mkdocs_build(config)
        swap(fresh, target)
    except HeldError as held:
        return Built(getattr(plugin, "report", None), (str(held),), counter.done)
    except (Abort, BuildError, ConfigurationError) as failure:
        lines = complaints.lines or [str(failure)]
        return Built(getattr(plugin, "report", None), tuple(f"MkDocs: {line}" for line in lines), counter.done)
    finally:
        config.plugins.on_shutdown()
        logger.handlers, logger.propagate = handlers, propagate
        shutil.rmtree(fresh, ignore_errors=True)
    return Built(getattr(plugin, "report", None), (), counter.done)


def swap(fresh: Path, target: Path) -> None:
    """Put ``fresh`` in the place of ``target``: in one step where the system can, else in two renames.

    ``mkdtemp`` makes folders for the owner alone; a web server must be able to read the site.

    :raises HeldError: the old site cannot be taken away; it stands as it was.
    """
    fresh.chmod(0o755)
    if not target.exists():
        fresh.rename(target)
        return
    if _exchange(fresh, target):
        return  # the old site is now where the fresh one was, and is removed by the caller
    old = target.with_name(f"{target.name}.old-{os.getpid()}")
    try:
        _rename(target, old)
        try:
            _rename(fresh, target)
        except OSError:
            old.rename(target)
            raise
    except OSError as error:
        raise HeldError(
            f"Папку {target} не удалось заменить. Закройте программы, где открыты файлы из неё, и повторите."
        ) from error
    shutil.rmtree(old, ignore_errors=True)


def _rename(folder: Path, target: Path) -> None:
    """Rename a folder; Windows refuses while an antivirus or a viewer looks into it, mostly for a moment."""
    for pause in (0.1, 0.3, 1):
        try:
            folder.rename(target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    folder.rename(target)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders atomically (Linux ``renameat2``); False where that is not to be had."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    at_cwd, exchange = -100, 2
    if renameat2(at_cwd, os.fsencode(one), at_cwd, os.fsencode(other), exchange) == 0:
        return True
    if ctypes.get_errno() in (errno.EINVAL, errno.ENOSYS, errno.EXDEV):
        return False
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def sweep(target: Path) -> None:
    """Clear what killed builds left beside ``target``; bring the old site back if the swap was cut in two."""
    for path in target.parent.glob(f"{target.name}.old-*"):
        if not target.exists():
            path.rename(target)
        elif not _alive(path):
            shutil.rmtree(path, ignore_errors=True)
    for path in target.parent.glob(f"{target.name}.new-*"):
        if not _alive(path):
            shutil.rmtree(path, ignore_errors=True)


def _alive(path: Path) -> bool:
    """Whether the process that made a folder (its number is in the name) still runs."""
    number = path.name.split("-")[1]
    if not number.isdecimal() or int(number) == os.getpid():
        return False
    if sys.platform == "win32":  # where a process cannot be asked like this; no build lasts a day
        return path.stat().st_mtime > time.time() - DAY
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
