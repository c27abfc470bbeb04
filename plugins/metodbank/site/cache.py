"""Where a build keeps what is costly to make again: keys of words, drawings of charts."""

from __future__ import annotations

import os
from pathlib import Path


def kept(root: Path, what: str) -> Path:
    """Return the folder of one kind: in ``METODBANK_CACHE``, or in ``.cache`` of the bank."""
    return Path(os.environ.get("METODBANK_CACHE") or root / ".cache") / what
