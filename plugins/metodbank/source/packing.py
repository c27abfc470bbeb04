"""Packages and compressed files whose bytes tell nothing of the computer that made them.

Left to itself, Python writes into a ZIP the system (0 on Windows, 3 elsewhere), the rights of a file and the hour,
and into a gzip header what its zlib was built for. What is written here depends on the content alone; the compressed
stream itself is that of zlib, and a Python built with another library may pack the same content otherwise.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterable

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest hour a ZIP can hold: it stands for every part."""
UNIX = 3
"""The system that a ZIP says it comes from (APPNOTE 4.4.2)."""
RIGHTS = 0o600 << 16
"""The rights of a part, where UNIX keeps them."""
CONTENT_TYPES = "[Content_Types].xml"
"""The part of an Office file that comes first: some readers look no further (ECMA-376, part 2)."""


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a ZIP of parts, each a name and its content, in the order given."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in parts:
            part = zipfile.ZipInfo(name, EPOCH)
            part.create_system, part.external_attr, part.compress_type = UNIX, RIGHTS, zipfile.ZIP_DEFLATED
            package.writestr(part, content)
    return stream.getvalue()


def repacked(package: bytes) -> bytes:
    """Return an Office file that a library has written, as it would be written anywhere and at any time."""
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        names = sorted(old.namelist(), key=lambda name: (name != CONTENT_TYPES, name))
        return packed((name, old.read(name)) for name in names)


def gzipped(content: bytes) -> bytes:
    """Return a gzip without a name, an hour or a system (RFC 1952, 2.3.1)."""
    stream = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, stream, mtime=0) as file:
        file.write(content)
    return stream.getvalue()
