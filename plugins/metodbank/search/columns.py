"""Keeps columns of numbers in one file between builds; a checksum tells what is damaged, and it is made again."""

from __future__ import annotations

import json
import math
import os
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from metodbank.search.packing import Bytes, Ints

Columns = Mapping[str, Ints]
_ALIGNED = 16


def save(path: Path, columns: Columns) -> None:
    """Remember columns under a name of their own, whole or not at all; a folder that cannot be written is no error."""
    fresh = path.with_suffix(f".{os.getpid()}.new")
    # The widest first and the head filled up: so every column stands where its numbers are read straight from.
    ordered = sorted(columns.items(), key=lambda item: -item[1].itemsize)
    contents = [np.ascontiguousarray(column).tobytes() for _, column in ordered]
    shapes = [(name, column.dtype.str, column.shape) for name, column in ordered]
    head = json.dumps({"columns": shapes, "sum": _checksum(contents)}).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(head + b" " * (-len(head) % _ALIGNED) + b"\n" * _ALIGNED)
            file.writelines(contents)
        fresh.replace(path)
    except OSError:
        return


def load(path: Path) -> dict[str, Ints] | None:
    """Return remembered columns; None where there are none or they are damaged."""
    try:
        content = path.read_bytes()
        at = content.index(b"\n") + _ALIGNED
        told, rest = json.loads(content[:at]), memoryview(content)[at:]
        if _checksum([rest]) != told["sum"]:
            return None
        columns, at = {}, 0
        for name, kind, shape in told["columns"]:
            # Not np.prod: for a thousand files of a dozen columns it takes as long as to read them.
            count = math.prod(shape)
            columns[name] = np.frombuffer(rest, kind, count, at).reshape(shape)
            at += columns[name].nbytes
    except (OSError, ValueError, KeyError, TypeError):
        return None
    os.utime(path)
    return columns


def _checksum(contents: Iterable[bytes | memoryview]) -> int:
    value = 0
    for content in contents:
        value = zlib.crc32(content, value)
    return value


def narrow(values: Ints) -> Ints:
    """Return whole numbers, none below zero, in the least width that holds them."""
    return values.astype(np.min_scalar_type(int(values.max()) if values.size else 0))


def column(texts: Iterable[str]) -> Bytes:
    """Return texts without line feeds as one column."""
    return np.frombuffer("\n".join(texts).encode("utf-8"), np.uint8)


def texts(written: Bytes) -> list[str]:
    """Return the texts of a column."""
    return written.tobytes().decode("utf-8").split("\n") if written.size else []


def mixed(*columns: Ints) -> Ints:
    """Return a number for every row that tells it from others (the finalizer of SplitMix64 after each column)."""
    found = np.full(np.broadcast_shapes(*(item.shape for item in columns)), 0x9E3779B97F4A7C15, np.uint64)
    for item in columns:
        found = (found ^ item.astype(np.uint64)) * np.uint64(0xBF58476D1CE4E5B9)
        found ^= found >> np.uint64(27)
        found *= np.uint64(0x94D049BB133111EB)
        found ^= found >> np.uint64(31)
    return found
