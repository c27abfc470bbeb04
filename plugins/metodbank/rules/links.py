"""Rules about links, pictures and attachments: what is named exists, and nothing foreign or harmful is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import unquote, urlsplit

from metodbank.model.fields import walk
from metodbank.model.kinds import kinds
from metodbank.model.shapes import FilePath
from metodbank.rules.catalogue import problem
from metodbank.rules.corpus import Corpus, Draft
from metodbank.rules.files import DEVICE, DEVICES, slug_of
from metodbank.rules.markup import Markup, Target
from metodbank.rules.problem import Problem, first_of
from metodbank.rules.settings import ATTACHMENT_TYPES
from metodbank.source.defect import Mark
from metodbank.source.document import megabytes, why

SAFE_SCHEMES = {"http", "https", "mailto", "tel"}
_REGISTRIES = "|".join(kind.folder for kind in kinds().values())
GENERATED = re.compile(
    rf"^(?:content/)?(?:(?:catalogue|(?:help/(?:problems|fields)|registers|indicators|catalogue)/.+"
    rf"|(?:{_REGISTRIES})/(?:index|months|page-\d+))\.md|files/kartochka-[a-z]+\.docx)$"
)
"""Pages and blank cards the build makes itself: they are not on disk when links are checked."""

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif"})
"""Files that may be shown as a picture."""
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


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def files_named(draft: Draft, corpus: Corpus) -> Iterator[Problem]:
    """A file named in a field lies beside the entry."""
    base = draft.folder
    for path, _spec, shape, value in walk(draft.kind.model, draft.data):
        if not isinstance(shape, FilePath) or not isinstance(value, str):
            continue
        target = value.strip()
        if _SCHEME.match(target) or target.startswith(("/", "\\")) or ".." in PurePosixPath(target).parts:
            yield draft.problem("MB606", path, target=target)
        elif not _exists(base / target, base):
            yield draft.problem("MB601", path, target=target)
        elif shape.images and PurePosixPath(target).suffix.lower() not in PICTURES:
            allowed = ".png, .jpg, .webp, .gif"
            yield draft.problem("MB605", path, suffix=PurePosixPath(target).suffix, name=target, allowed=allowed)


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
        yield from first_of(_links(page.document.path, page.markup, corpus))


def _links(path: PurePosixPath, markup: Markup, corpus: Corpus) -> Iterator[Problem]:
    for target in markup.targets:
        yield from _link(path, target, markup, corpus)
    for tag, mark in markup.html:
        if not tag.startswith("</"):  # the opening tag is told already
            yield problem("MB609", path, mark, tag=tag)


def _link(path: PurePosixPath, target: Target, markup: Markup, corpus: Corpus) -> Iterator[Problem]:
    if target.image and not target.text.strip():
        yield problem("MB603", path, target.mark, target=unquote(target.url))
    try:
        parts = urlsplit(target.url)
    except ValueError:
        yield problem("MB601", path, target.mark, target=target.url)
        return
    if len(parts.scheme) == 1 or parts.scheme.lower() == "file":
        name = PureWindowsPath(unquote(target.url)).name
        yield problem("MB601", path, target.mark, target=unquote(target.url), suggestion=name)
        return
    if parts.scheme and parts.scheme.lower() not in SAFE_SCHEMES:
        yield problem("MB607", path, target.mark, target=target.url)
        return
    if parts.scheme or parts.netloc:
        if target.image:
            yield problem("MB610", path, target.mark, target=unquote(target.url))
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
    if joined.startswith("content/practices/"):  # where practices are on the site
        joined = joined.removeprefix("content/")
    root = corpus.settings.root
    if GENERATED.search(joined) and not (root / joined).is_file():
        return
    if not _exists(root / joined, root):
        meant = f"https://{name}" if name.lower().startswith("www.") else ""
        yield problem("MB601", path, target.mark, target=name, suggestion=meant)
    elif anchor:
        other = corpus.by_path.get(PurePosixPath(joined))
        if other is not None and anchor not in other.markup.anchors:
            yield problem("MB602", path, target.mark, page=joined, anchor=anchor)


def attachments(corpus: Corpus) -> Iterator[Problem]:
    """A file beside an entry is of an allowed type, honest about it, not too large, and spoken of."""
    for owner, files in corpus.attachments.items():
        named = _named(owner, corpus)
        for file in files:
            if file.is_symlink():
                continue  # a rule of its own speaks of links
            path = _path(file, corpus)
            try:
                if file.is_file():
                    yield from _attachment(path, file, corpus)
                else:
                    yield problem("MB123", path, Mark(), reason="это не обычный файл")
            except OSError as error:
                yield problem("MB123", path, Mark(), reason=why(error))
            beside = file.name if owner.suffix != ".md" else posixpath.relpath(path.as_posix(), owner.parent.as_posix())
            if named is not None and beside not in named:
                yield problem("MB611", path, Mark(), name=beside)


def _path(file: Path, corpus: Corpus) -> PurePosixPath:
    bases = [base for kind in kinds().values() for base, _ in corpus.settings.homes(kind)]
    base = next(base for base in bases if file.is_relative_to(base))
    return PurePosixPath(file.relative_to(base).as_posix())


def _named(owner: PurePosixPath, corpus: Corpus) -> set[str] | None:
    """Return the files that an entry (or all entries of a folder) speaks of; None if it is not known."""
    if owner in corpus.by_path:
        owners = [corpus.by_path[owner]]
    elif any(document.path.is_relative_to(owner) for document in corpus.unread):
        return None
    else:
        owners = [draft for draft in corpus.drafts if draft.kind.home == owner.as_posix()]
    names: set[str] = set()
    for piece in owners:
        if isinstance(piece, Draft):
            fields = walk(piece.kind.model, piece.data)
            names |= {
                value.strip() for _, _, shape, value in fields if isinstance(shape, FilePath) and isinstance(value, str)
            }
        names |= {unquote(re.split(r"[?#]", target.url)[0]) for target in piece.markup.targets}
    return {posixpath.normpath(name) for name in names}


def _attachment(path: PurePosixPath, file: Path, corpus: Corpus) -> Iterator[Problem]:
    suffix = file.suffix.lower()
    if suffix not in ATTACHMENT_TYPES:
        allowed = " ".join(kind.removeprefix(".") for kind in ATTACHMENT_TYPES)
        yield problem("MB605", path, Mark(), suffix=suffix or "без расширения", name=file.name, allowed=allowed)
        return
    if file.name.partition(".")[0].casefold() in DEVICES:
        yield problem("MB121", path, Mark(), name=file.name, form=DEVICE, proposal=f"file-{file.name}")
    elif not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", file.name):
        yield problem("MB612", path, Mark(), name=file.name, proposal=slug_of(file.stem) + suffix)
    size, limit = file.stat().st_size, corpus.settings.attachment_megabytes * 1_000_000
    if size > limit:
        yield problem("MB604", path, Mark(), name=file.name, size=megabytes(size), limit=megabytes(limit))
    with file.open("rb") as stream:
        head = stream.read(16)
    if not honest(suffix, head):
        yield problem("MB608", path, Mark(), name=file.name, suffix=suffix, actual=_actual(head))


def honest(suffix: str, head: bytes) -> bool:
    """Whether the first bytes of a file are what its suffix promises."""
    return suffix not in SIGNATURES or head.startswith(SIGNATURES[suffix])


def _actual(head: bytes) -> str:
    known = next((suffix for suffix, starts in SIGNATURES.items() if head.startswith(starts)), None)
    if known:
        return known
    if head.lstrip().lower().startswith((b"<!doctype", b"<html", b"<svg", b"<script")):
        return "HTML"
    return "программа" if head.startswith((b"MZ", b"\x7fELF")) else "что-то другое"


ENTRY_RULES = (files_named, links_of_entry)
CORPUS_RULES = (links_of_pages, attachments)
