"""How much memory a process takes together with those it has started: what they share is counted once (PSS, Linux)."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

_PAUSE = 0.25
"""Seconds between looks."""


def watched(command: Sequence[str]) -> tuple[str, float]:
    """Run a command; returns what it wrote and the most memory all its processes had at once, MB.

    The peak that the system itself tells of a helper process (``ru_maxrss``) is no measure: it begins with that of
    the process it was started from.
    """
    most = 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:  # noqa: S603 - our own module
        while process.poll() is None:
            most = max(most, sum(map(_proportional, _family(process.pid))))
            time.sleep(_PAUSE)
        told = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return told, most


def _family(pid: int) -> Iterator[int]:
    """Yield a process and all that come from it."""
    yield pid
    try:
        children = [path.read_text(encoding="utf-8") for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return
    for child in " ".join(children).split():
        yield from _family(int(child))


def _proportional(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
