"""Rules about files: what cannot be read, names, and places."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from metodbank.model.entry import Kind, Layout
from metodbank.model.kinds import kinds
from metodbank.rules.catalogue import code_of_defect, problem
from metodbank.rules.corpus import Corpus, Draft
from metodbank.rules.problem import ENOUGH, Problem
from metodbank.source.defect import Mark

LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "",
    "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
"""How Russian letters are written in an address."""
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)
"""Names that Windows keeps for devices, whatever their ending: a bank with one cannot be copied there."""
DEVICE = "так Windows называет устройство, и файла с таким именем там быть не может"


def slug_of(text: str) -> str:
    """Return a Latin file name for a Russian text: «Чеки и проценты» → ``cheki-i-procenty``."""
    latin = "".join(LATIN.get(char, char) for char in unicodedata.normalize("NFC", text).casefold())
    return re.sub(r"[^a-z0-9]+", "-", latin).strip("-") or "zapis"


def unreadable(corpus: Corpus) -> Iterator[Problem]:
    """A file is text in UTF-8 with a front matter that can be understood."""
    opened = [
        *((document.path, document.defects) for document in corpus.documents),
        *((table.sheet.path, table.sheet.defects) for table in corpus.tables),
        *((file.path, file.defects) for file in corpus.vocabulary_files),
    ]
    for path, defects in opened:
        for defect in defects[:ENOUGH]:
            yield problem(code_of_defect(defect.name), path, defect.mark, **defect.values)
    yield from corpus.misplaced


def links_on_disk(corpus: Corpus) -> Iterator[Problem]:
    """Nothing in the bank is a symbolic link: a link may lead out of it, and Windows cannot keep one."""
    settings = corpus.settings
    homes = [home for kind in kinds().values() for home in settings.homes(kind)]
    outside = [(base, home) for base, home in homes if base != settings.root]
    for base, top in (
        (settings.root, settings.root / "content"),
        (settings.root, settings.root / "practices"),
        *outside,
    ):
        for folder, folders, files in os.walk(top):
            for path in (Path(folder) / name for name in (*folders, *files)):
                if path.is_symlink():
                    yield problem("MB120", PurePosixPath(path.relative_to(base).as_posix()), Mark())


def names(corpus: Corpus) -> Iterator[Problem]:
    """A file name is Latin, because it becomes the address of the page."""
    for document in corpus.documents:
        kind = next((k for k in kinds().values() if document.path.is_relative_to(k.home)), None)
        if kind is None or (document.path == document.path.parent / "index.md" and kind.layout is Layout.FILE):
            continue
        name = document.path.parent.name if kind.layout is Layout.FOLDER else document.path.stem
        if name.casefold() in DEVICES:
            yield problem("MB121", document.path, Mark(), name=name, form=DEVICE, proposal=f"{name}-2")
        elif not re.fullmatch(kind.slug, name):
            form, proposal = form_of_names(kind, name)
            yield problem("MB121", document.path, Mark(), name=name, form=form, proposal=proposal)


def form_of_names(kind: Kind, name: str) -> tuple[str, str]:
    """Say how entries of a kind are called, and propose such a name instead of another."""
    proposal = slug_of(name)
    if re.fullmatch(kind.slug, proposal):
        return "нужны малые латинские буквы, цифры и дефис", proposal
    stem = "p" if kind.name == "person" else "m"
    return f"записи вида «{kind.one}» называются номером, без имени человека", f"{stem}-001"


def same_names(corpus: Corpus) -> Iterator[Problem]:
    """Two names never differ by the case of letters only; and one kind has one entry of a name."""
    seen: dict[tuple[str, str], Draft] = {}
    for draft in corpus.drafts:
        key = (draft.kind.name, draft.slug.casefold())
        first = seen.setdefault(key, draft)
        if first is draft:
            continue
        if first.slug == draft.slug:
            yield draft.problem_at("MB307", Mark(), slug=draft.slug, other=first.path)
        else:
            yield draft.problem_at("MB124", Mark(), name=draft.slug, other=first.slug)


RULES = (unreadable, links_on_disk, names, same_names)
