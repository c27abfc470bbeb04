"""Rules about links, pictures and attachments: what is named exists, and nothing foreign or harmful is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from metodbank.model.fields import FilePath, walk
from metodbank.rules.catalogue import problem
from metodbank.rules.corpus import Corpus, Draft, Page
from metodbank.rules.files import slug_of
from metodbank.rules.markup import Markup, Target
from metodbank.rules.problem import Problem
from metodbank.rules.settings import ATTACHMENT_TYPES
from metodbank.source.defect import Mark
from metodbank.source.document import megabytes

SAFE_SCHEMES = {"http", "https", "mailto", "tel"}
GENERATED = re.compile(r"^(?:content/)?(?:help/(?:problems|fields)/|registers/)|(?:^|/)(?:index|page-\d+)\.md$")
"""Pages the build makes itself: they are not on disk when links are checked."""

SIGNATURES = {
    ".pdf": (b"%PDF",),
    ".png": (b"\x89PNG",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF8",),
    ".webp": (b"RIFF",),
    ".docx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
    ".pptx": (b"PK\x03\x04",),
    ".odt": (b"PK\x03\x04",),
    ".ods": (b"PK\x03\x04",),
    ".odp": (b"PK\x03\x04",),
    ".zip": (b"PK\x03\x04", b"PK\x05\x06"),
}
"""The first bytes of the types that have such."""


def files_named(draft: Draft, corpus: Corpus) -> Iterator[Problem]:
    """A file named in a field lies beside the entry."""
    base = _folder(draft, corpus)
    for path, _spec, shape, value in walk(draft.kind.model, draft.data):
        if not isinstance(shape, FilePath) or not isinstance(value, str):
            continue
        target = value.strip()
        if urlsplit(target).scheme or target.startswith(("/", "\\")) or ".." in PurePosixPath(target).parts:
            yield draft.problem("MB606", path, target=target)
        elif not _exists(base / target, base):
            yield draft.problem("MB601", path, target=target)
        elif shape.images and PurePosixPath(target).suffix.lower() not in {
            ".png",
            ".jpg",
            ".jpeg",
            ".webp",
            ".gif",
        }:
            allowed = ".png, .jpg, .webp, .gif"
            yield draft.problem("MB605", path, suffix=PurePosixPath(target).suffix, name=target, allowed=allowed)


def _folder(draft: Draft, corpus: Corpus) -> Path:
    for base, _ in corpus.settings.homes(draft.kind):
        if (base / draft.path).exists():
            return (base / draft.path).parent
    return (corpus.settings.root / draft.path).parent


def _exists(path: Path, base: Path) -> bool:
    """Whether the file is there under exactly this name (Windows does not care about case, servers do)."""
    try:
        if not path.is_file() or path.is_symlink():
            return False
        return path.name in {item.name for item in path.parent.iterdir()} and path.resolve().is_relative_to(
            base.resolve()
        )
    except (OSError, ValueError):
        return False


def links_of_entry(draft: Draft, corpus: Corpus) -> Iterator[Problem]:
    """Links of a body lead to something that is there."""
    yield from _links(draft.path, draft.markup, corpus)


def links_of_pages(corpus: Corpus) -> Iterator[Problem]:
    """Links of ordinary pages lead to something that is there."""
    for page in corpus.pages:
        yield from _links(page.document.path, page.markup, corpus)


def _links(path: PurePosixPath, markup: Markup, corpus: Corpus) -> Iterator[Problem]:
    for target in markup.targets:
        yield from _link(path, target, markup, corpus)
    for tag, mark in markup.html:
        yield problem("MB609", path, mark, tag=tag)


def _link(path: PurePosixPath, target: Target, markup: Markup, corpus: Corpus) -> Iterator[Problem]:
    if target.image and not target.text.strip():
        yield problem("MB603", path, target.mark, target=target.url)
    try:
        parts = urlsplit(target.url)
    except ValueError:
        yield problem("MB601", path, target.mark, target=target.url)
        return
    if parts.scheme and parts.scheme.lower() not in SAFE_SCHEMES:
        yield problem("MB607", path, target.mark, target=target.url)
        return
    if parts.scheme or parts.netloc:
        if target.image:
            yield problem("MB610", path, target.mark, target=target.url)
        return
    anchor = unquote(parts.fragment)
    if not parts.path:
        if anchor and anchor not in markup.anchors:
            yield problem("MB602", path, target.mark, page=path.name, anchor=anchor)
        return
    name = unquote(parts.path)
    if name.startswith("/"):
        yield problem("MB606", path, target.mark, target=name)
        return
    joined = posixpath.normpath(posixpath.join(path.parent.as_posix(), name))
    if joined.startswith(".."):
        yield problem("MB606", path, target.mark, target=name)
        return
    root = corpus.settings.root
    if GENERATED.search(joined) and not (root / joined).is_file():
        return
    if not _exists(root / joined, root):
        yield problem("MB601", path, target.mark, target=name)
    elif anchor:
        other = _markup_of(PurePosixPath(joined), corpus)
        if other is not None and anchor not in other.anchors:
            yield problem("MB602", path, target.mark, page=joined, anchor=anchor)


def _markup_of(path: PurePosixPath, corpus: Corpus) -> Markup | None:
    pieces: list[Draft | Page] = [*corpus.drafts, *corpus.pages]
    for piece in pieces:
        document = piece.document
        if document.path == path:
            return piece.markup
    return None


def attachments(corpus: Corpus) -> Iterator[Problem]:
    """A file beside an entry is of an allowed type, honest about it, not too large, and spoken of."""
    unread = {document.path for document in corpus.unread}
    for owner, files in corpus.attachments.items():
        named = _named(owner, corpus)
        for file in files if owner not in unread else ():
            yield from _attachment(owner, file, named, corpus)


def _named(owner: PurePosixPath, corpus: Corpus) -> set[str]:
    draft = next((draft for draft in corpus.drafts if draft.path == owner), None)
    if draft is None:
        return set()
    fields = {
        v.strip() for _, _, s, v in walk(draft.kind.model, draft.data) if isinstance(s, FilePath) and isinstance(v, str)
    }
    return fields | {unquote(urlsplit(target.url).path) for target in draft.markup.targets}


def _attachment(owner: PurePosixPath, file: Path, named: set[str], corpus: Corpus) -> Iterator[Problem]:
    path = (
        PurePosixPath(file.relative_to(corpus.settings.root).as_posix())
        if file.is_relative_to(corpus.settings.root)
        else PurePosixPath(file.name)
    )
    suffix = file.suffix.lower()
    if file.is_symlink():
        yield problem("MB120", path, Mark())
        return
    if suffix not in ATTACHMENT_TYPES:
        allowed = " ".join(kind.removeprefix(".") for kind in ATTACHMENT_TYPES)
        yield problem("MB605", path, Mark(), suffix=suffix or "без расширения", name=file.name, allowed=allowed)
        return
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", file.name):
        yield problem("MB612", path, Mark(), name=file.name, proposal=slug_of(file.stem) + suffix)
    size, limit = file.stat().st_size, corpus.settings.attachment_megabytes * 1_000_000
    if size > limit:
        yield problem("MB604", path, Mark(), name=file.name, size=megabytes(size), limit=megabytes(limit))
    with file.open("rb") as stream:
        head = stream.read(16)
    if suffix in SIGNATURES and not head.startswith(SIGNATURES[suffix]):
        yield problem("MB608", path, Mark(), name=file.name, suffix=suffix, actual=_actual(head))
    beside = posixpath.relpath(path.as_posix(), owner.parent.as_posix())
    if (named and beside not in named) or (not named and owner.suffix):
        yield problem("MB611", path, Mark(), name=beside)


def _actual(head: bytes) -> str:
    known = next((suffix for suffix, starts in SIGNATURES.items() if head.startswith(starts)), None)
    if known:
        return known
    if head.lstrip().lower().startswith((b"<!doctype", b"<html", b"<svg", b"<script")):
        return "HTML"
    return "программа" if head.startswith((b"MZ", b"\x7fELF")) else "что-то другое"


ENTRY_RULES = (files_named, links_of_entry)
CORPUS_RULES = (links_of_pages, attachments)
