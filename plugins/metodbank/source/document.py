"""A file becomes a document: front matter with marks, and a body with its first line's number."""

from __future__ import annotations

import errno
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path, PurePosixPath
from typing import Any

from frontmatter.default_handlers import YAMLHandler

from metodbank.source.decoding import MAX_BYTES, decode
from metodbank.source.defect import Defect, Mark
from metodbank.source.yaml_tree import Tree, read_tree

_HANDLER = YAMLHandler()


@dataclass(frozen=True)
class Suppression:
    """«допустимо MB214: причина» — in a YAML comment, an HTML comment of the body, or a cell of a table.

    :param line: the line the comment stands on; ``covers`` the lines it speaks of.
    """

    codes: tuple[str, ...]
    reason: str
    line: int
    covers: tuple[int, ...]


@dataclass(frozen=True)
class Document:
    """One Markdown file as read once: what is checked is what is shown.

    :param path: from the root of the bank, with ``/``.
    """

    path: PurePosixPath
    tree: Tree = dataclass_field(default_factory=Tree)
    body: str = ""
    body_line: int = 1
    defects: tuple[Defect, ...] = ()
    suppressions: tuple[Suppression, ...] = ()

    @property
    def data(self) -> Mapping[str, Any]:
        """The front matter as plain values."""
        return self.tree.data

    @property
    def readable(self) -> bool:
        """Whether the front matter is known well enough to judge the entry by it."""
        return bool(self.tree.data)


def read_document(path: Path, root: Path) -> Document:
    """Read a Markdown entry; whatever is wrong with the file is in ``defects``, nothing is raised."""
    name = PurePosixPath(path.relative_to(root).as_posix())
    raw, defect = read_bytes(path)
    if raw is None:
        return Document(name, defects=(defect,) if defect else ())
    decoded = decode(raw)
    if decoded.text is None:
        return Document(name, defects=decoded.defects)
    document = parse_document(decoded.text, name)
    return Document(
        name,
        document.tree,
        document.body,
        document.body_line,
        (*decoded.defects, *document.defects),
        document.suppressions,
    )


def read_bytes(path: Path, limit: int = MAX_BYTES) -> tuple[bytes | None, Defect | None]:
    """Return the file's bytes, or the reason why they are not to be had."""
    try:
        if path.is_symlink():
            return None, Defect("symlink")
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            reason = "это папка, а не файл" if stat.S_ISDIR(status.st_mode) else "это не обычный файл"
            return None, Defect("unreadable", values={"reason": reason})
        size = status.st_size
        if size > limit:
            return None, Defect("too_large", values={"size": megabytes(size), "limit": megabytes(limit)})
        return path.read_bytes(), None
    except OSError as error:
        return None, Defect("unreadable", values={"reason": why(error)})


def why(error: OSError) -> str:
    """Say in Russian why something on the disk could not be read."""
    return _REASONS.get(error.errno or 0, "диск не отвечает")


_REASONS = {
    errno.EACCES: "нет права на чтение",
    errno.EPERM: "нет права на чтение",
    errno.ENOENT: "по этому имени ничего нет",
    errno.ENAMETOOLONG: "имя слишком длинное",
}


def megabytes(size: int) -> str:
    """Return a size as people write it: «1,2 МБ»."""
    return f"{size / 1_000_000:.1f}".replace(".", ",").removesuffix(",0") + " МБ"


def parse_document(text: str, path: PurePosixPath) -> Document:
    """Split decoded text into front matter and body; python-frontmatter's own boundary decides where."""
    boundary = re.compile(_HANDLER.FM_BOUNDARY.pattern, re.MULTILINE)
    opening = boundary.match(text)
    if opening is None:
        return Document(path, body=text, defects=(Defect("no_front_matter"),))
    try:
        _HANDLER.split(text)
    except ValueError:
        return Document(path, defects=(_unclosed(text.split("\n")),))
    closing = boundary.search(text, opening.end())
    assert closing is not None, "split() has found it"
    front = text[opening.end() : closing.start()]
    first_line = text.count("\n", 0, opening.end()) + 1
    tree = read_tree(front, first_line)
    body_line = text.count("\n", 0, closing.end()) + 1
    body = text[closing.end() :]
    defects = tuple(tree.defects)
    if not tree.data and not tree.defects:
        defects = (Defect("no_front_matter", Mark(first_line)),)
    return Document(path, tree, body, body_line, defects, tuple(_suppressions(front, first_line, body, body_line)))


_FIELD = re.compile(r"[\w-]+:(?:\s|$)|-\s|\s")
_DASHES = re.compile(r"[-‐‑–—―_=*.]{2,}\s*")


def _unclosed(lines: list[str]) -> Defect:
    """Point at the line where the fields seem to end: the first that is no field, or the headings above it.

    A line of other dashes there was meant to be the closing one.
    """
    ends = (n for n, line in enumerate(lines) if n and line and not line.startswith("#") and not _FIELD.match(line))
    text = next(ends, len(lines))
    field = max((n for n in range(text) if lines[n].strip() and not lines[n].startswith("#")), default=0)
    after = next((n for n in range(field + 1, len(lines)) if lines[n].strip()), None)
    if after is None:
        return Defect("unclosed", Mark(field + 1), {"mend": "поставьте под этой строкой"})
    if _DASHES.fullmatch(lines[after]):
        return Defect("unclosed", Mark(after + 1), {"mend": "наберите вместо этой строки"})
    return Defect("unclosed", Mark(after + 1), {"mend": "поставьте над этой строкой"})


_WORDS = r"допустимо(?P<all> во всей записи)?[ ]++(?P<codes>MB\d++(?:,[ ]*+MB\d++)*+)"
_YAML_COMMENT = re.compile(rf"(?:^|\s)#[ ]*+{_WORDS}(?P<rest>.*)$")
_BODY_COMMENT = re.compile(rf"<!--[ ]*+{_WORDS}(?P<rest>.{{0,500}}?)-->")


def _suppressions(front: str, first_line: int, body: str, body_line: int) -> list[Suppression]:
    found = []
    for number, line in enumerate(front.split("\n"), first_line):
        match = _YAML_COMMENT.search(line)
        if match:
            target = number if line[: match.start()].strip() else number + 1
            found.append(_suppression(match, number, (number, target)))
    fenced = False
    for number, line in enumerate(body.split("\n"), body_line):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if fenced:
            continue  # an example of the comment is not one
        match = _BODY_COMMENT.search(line)
        if match:
            alone = not (line[: match.start()] + line[match.end() :]).strip()
            found.append(_suppression(match, number, (number, number + 1, number + 2) if alone else (number,)))
    return found


def _suppression(match: re.Match[str], line: int, covers: tuple[int, ...]) -> Suppression:
    codes = tuple(re.split(r", *", match["codes"]))
    _, _, reason = match["rest"].partition(":")
    return Suppression(codes, reason.strip(), line, () if match["all"] else covers)
