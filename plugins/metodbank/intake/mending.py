"""``check.py --fix``: files with problems that can be mended, as they are and as they would be."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from metodbank.intake.filing import overwrite
from metodbank.model.entry import Layout
from metodbank.model.kinds import kinds
from metodbank.rules.catalogue import code_of_defect
from metodbank.rules.corpus import Corpus
from metodbank.rules.fixes import mend_entry, untabbed
from metodbank.rules.problem import Problem
from metodbank.rules.settings import Settings
from metodbank.source.decoding import decode, mended
from metodbank.source.document import parse_document, read_bytes

INVISIBLE = tuple(map(code_of_defect, ("bom", "cp1251", "crlf", "nfd")))
"""Problems of the file as a whole: a comparison of lines does not show that they are mended."""


@dataclass(frozen=True)
class Mending:
    """One file: its bytes now, its bytes mended, and the codes of what is mended."""

    file: Path
    path: str
    before: bytes
    after: bytes
    codes: tuple[str, ...]

    def diff(self) -> str:
        """Return what changes, line by line; letters are compared as they are read, not as they are encoded."""
        old, new = mended(self.before) or "", mended(self.after) or ""
        lines = difflib.unified_diff(
            old.splitlines(), new.splitlines(), f"{self.path} (сейчас)", f"{self.path} (будет)", lineterm="", n=1
        )
        return "\n".join(lines)

    def write(self) -> bool:
        """Put the mended bytes in place; False when the file has changed since it was read."""
        return overwrite(self.file, self.before, self.after)


def mendings(problems: Iterable[Problem], corpus: Corpus) -> list[Mending]:
    """Return what can be mended in the files of the given problems, in their order."""
    paths = dict.fromkeys(problem.path for problem in problems if problem.mendable)
    found = (_mending(path, corpus) for path in paths)
    return [mending for mending in found if mending is not None]


def _mending(path: str, corpus: Corpus) -> Mending | None:
    file = _locate(path, corpus.settings)
    raw, _ = read_bytes(file) if file else (None, None)
    if file is None or raw is None:
        return None
    if file.suffix.lower() == ".csv":
        return _table(file, path, raw)
    text = mended(raw)
    if text is None:
        return None
    codes = [code_of_defect(defect.name) for defect in decode(raw).defects]
    codes = [code for code in codes if code in INVISIBLE]
    text, found = _untab(text, file)
    codes += found
    text, found = _entry(text, file, path, corpus)
    codes += found
    after = text.encode("utf-8")
    return Mending(file, path, raw, after, tuple(codes)) if after != raw else None


def _locate(path: str, settings: Settings) -> Path | None:
    bases = [settings.root, *([settings.people_dir.resolve().parent] if settings.people_dir else [])]
    return next((base / path for base in bases if (base / path).is_file()), None)


def _table(file: Path, path: str, raw: bytes) -> Mending | None:
    """Excel's own mark, line ends and encoding are no defect of a table: only torn letters are joined."""
    try:
        after = unicodedata.normalize("NFC", raw.decode("utf-8")).encode()
    except UnicodeDecodeError:
        return None
    return Mending(file, path, raw, after, (code_of_defect("nfd"),)) if after != raw else None


def _untab(text: str, file: Path) -> tuple[str, list[str]]:
    code = code_of_defect("tab")
    if file.suffix.lower() != ".md":
        spaced = untabbed(text) if "\t" in text else None
        return (spaced, [code]) if spaced else (text, [])
    defects = parse_document(text, PurePosixPath(file.name)).defects
    head, opening, rest = text.partition("---\n")
    front, closing, body = rest.partition("\n---\n")
    if not any(defect.name == "tab" for defect in defects) or head.strip() or not closing:
        return text, []
    spaced = untabbed(front)
    return (f"{head}{opening}{spaced}{closing}{body}", [code]) if spaced else (text, [])


def _entry(text: str, file: Path, path: str, corpus: Corpus) -> tuple[str, list[str]]:
    """Mend an entry's values and text; also of one that could not be read until now."""
    for kind in kinds().values():
        homes = [home for _, home in corpus.settings.homes(kind)]
        inside = file.name == "index.md" if kind.layout is Layout.FOLDER else file.name != "index.md"
        depth = 2 if kind.layout is Layout.FOLDER else 1
        if inside and file.suffix == ".md" and file.parents[depth - 1] in homes:
            return mend_entry(text, kind, PurePosixPath(path), corpus)
    return text, []
