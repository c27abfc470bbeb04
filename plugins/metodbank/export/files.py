"""Files are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def put(files: Mapping[Path, bytes]) -> None:
    """Write files, each first beside its place; if one cannot be written, none has replaced an old one."""
    ready: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
            ready[path] = Path(name)
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            ready[path].chmod(0o644)
        for path, fresh in ready.items():
            fresh.replace(path)
    finally:
        for fresh in ready.values():
            fresh.unlink(missing_ok=True)
