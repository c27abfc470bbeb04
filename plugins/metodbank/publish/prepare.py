"""From a built site to what is published: pages that send on from old addresses, and precompressed copies."""

from __future__ import annotations

import gzip
import hashlib
import io
import posixpath
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files as resources
from pathlib import Path, PurePosixPath

import brotli
from jinja2 import Environment, StrictUndefined

from metodbank.publish.manifest import Mark, gather, measure
from metodbank.publish.outcome import Content
from metodbank.publish.plan import TWINS

COMPRESSED = {".html", ".css", ".js", ".mjs", ".json", ".csv", ".xml", ".txt", ".svg", ".ics", ".map"}
"""What compressing makes smaller; pictures and office files are compressed already."""
SMALLEST = 1000
"""Bytes below which a compressed copy saves nothing: one packet either way."""
PACK: Mapping[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": (".gz", lambda content: _gzipped(content)),
    "brotli": (".br", lambda content: brotli.compress(content, quality=11)),
}


def prepare(
    site: Path,
    cache: Path,
    label: str = "",
    redirects: Mapping[str, str] | None = None,
    compress: Sequence[str] = (),
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Content:
    """Return everything that goes up; ``cache`` keeps what is made here between runs."""
    files = gather(site)
    for old, new in (redirects or {}).items():
        files.setdefault(old, _redirect(cache / "redirects", old, new))
    marks = measure(files)
    if compress:
        twins = _twins(files, marks, cache / "compressed", compress, progress)
        files |= twins
        marks |= measure(twins)
    return Content(files, marks, label)


def _redirect(folder: Path, old: str, new: str) -> Path:
    """Write the page of an old address: it sends on with no server's help and no script."""
    text = resources(__package__).joinpath("templates/moved.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    page = environment.from_string(text).render(target=posixpath.relpath(new, posixpath.dirname(old) or "."))
    path = folder / hashlib.sha256(page.encode()).hexdigest()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8", newline="\n")
    return path


def _twins(
    files: Mapping[str, Path],
    marks: Mapping[str, Mark],
    folder: Path,
    compress: Sequence[str],
    progress: Callable[[int, int], None],
) -> dict[str, Path]:
    """Return compressed copies; each content is compressed once and remembered by its hash."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    fit = [
        name
        for name in files
        if PurePosixPath(name).suffix in COMPRESSED and marks[name].size >= SMALLEST and not name.endswith(TWINS)
    ]
    for done, name in enumerate(fit):
        progress(done, len(fit))
        for ending, pack in (PACK[way] for way in compress):
            if name + ending in files:
                continue  # the build has made it
            path = folder / f"{marks[name].sha256}{ending}"
            if not path.exists():
                fresh = path.with_suffix(".new")
                fresh.write_bytes(pack(files[name].read_bytes()))
                fresh.replace(path)
            found[name + ending] = path
    used = {path.name for path in found.values()}
    for path in folder.iterdir():
        if path.name not in used:
            path.unlink()
    return found


def _gzipped(content: bytes) -> bytes:
    """Return a gzip that names neither hour nor system; ``gzip.compress`` of Python 3.11 and 3.12 names the system."""
    stream = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, stream, mtime=0) as file:
        file.write(content)
    return stream.getvalue()
