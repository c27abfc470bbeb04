"""Say which pinned packages the environment lacks: ``_installed.py requirements.txt``, run by its own Python."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path


def lacking(requirements: Path) -> Iterator[str]:
    """Yield every package that is not there in the pinned version, with all its files."""
    try:
        from packaging.requirements import Requirement
    except ImportError:
        yield "packaging"  # pinned too: without it the rest cannot be asked
        return

    for line in requirements.read_text(encoding="utf-8").splitlines():
        if not line[:1].isalnum():
            continue
        wanted = Requirement(line.rstrip("\\ "))
        if wanted.marker is not None and not wanted.marker.evaluate():
            continue
        try:
            found = distribution(wanted.name)
        except PackageNotFoundError:
            yield str(wanted)
            continue
        gone = [file for file in found.files or () if file.suffix != ".pyc" and not Path(str(file.locate())).exists()]
        if found.version not in wanted.specifier or not found.files or gone:
            yield f"{wanted} ({gone[0]})" if gone else str(wanted)


if __name__ == "__main__":
    sys.exit("\n".join(lacking(Path(sys.argv[1]))) or 0)
