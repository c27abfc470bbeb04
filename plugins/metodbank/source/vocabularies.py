"""Vocabulary files become term lists; what is wrong with a file is kept beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from metodbank.model.vocabulary import Term, TermList, Vocabularies
from metodbank.source.decoding import decode
from metodbank.source.defect import Defect
from metodbank.source.document import read_bytes
from metodbank.source.yaml_tree import Tree, read_tree


@dataclass(frozen=True)
class VocabularyFile:
    """One file of ``content/vocabularies`` and its defects."""

    path: PurePosixPath
    defects: tuple[Defect, ...] = ()


def read_vocabularies(folder: Path, root: Path) -> tuple[list[VocabularyFile], Vocabularies]:
    """Read every ``*.yml`` of a folder."""
    files: list[VocabularyFile] = []
    vocabularies = Vocabularies()
    trees: dict[str, Tree] = {}
    for path in sorted(folder.glob("*.yml")):
        name = PurePosixPath(path.relative_to(root).as_posix())
        raw, defect = read_bytes(path)
        decoded = decode(raw) if raw is not None else None
        if decoded is None or decoded.text is None:
            found = decoded.defects if decoded else (defect,) if defect else ()
            files.append(VocabularyFile(name, found))
            continue
        tree = read_tree(decoded.text)
        terms, problems = _terms(tree)
        trees[path.stem] = tree
        vocabularies[path.stem] = TermList(
            path.stem,
            str(tree.data.get("title") or path.stem),
            str(tree.data.get("source") or ""),
            terms,
            _whole(tree.data.get("passing")),
            _whole(tree.data.get("rework")),
        )
        files.append(VocabularyFile(name, (*decoded.defects, *tree.defects, *problems)))
    known = vocabularies["education_levels"].values
    return [
        replace(file, defects=(*file.defects, *_levels(trees[file.path.stem], known)))
        if file.path.stem in trees
        else file
        for file in files
    ], vocabularies


def _levels(tree: Tree, known: Collection[str]) -> Iterator[Defect]:
    """The levels a subject is taught at are words of their vocabulary."""
    terms = tree.data.get("terms")
    for index, item in enumerate(terms if isinstance(terms, list) else ()):
        levels = item.get("levels") if isinstance(item, dict) else None
        for place, level in enumerate(levels if isinstance(levels, list) else ()):
            if level not in known:
                mark = tree.mark(("terms", index, "levels", place))
                yield Defect("vocabulary", mark, {"reason": f"уровня «{level}» нет в словаре education_levels.yml"})


def _terms(tree: Tree) -> tuple[tuple[Term, ...], list[Defect]]:
    defects: list[Defect] = []

    def wrong(reason: str, *path: str | int) -> None:
        defects.append(Defect("vocabulary", tree.mark(path), {"reason": reason}))

    for key in tree.data:
        if key not in {"title", "source", "terms", "passing", "rework"}:
            wrong(f"лишний ключ «{key}»", key)
    items = tree.data.get("terms")
    if not isinstance(items, list) or not items:
        if not tree.defects:
            wrong("нет списка terms")
        return (), defects
    terms: list[Term] = []
    seen: dict[str, str] = {}
    for index, item in enumerate(items):
        if not isinstance(item, dict) or item.get("value") in (None, ""):
            wrong("у слова нет value", "terms", index)
            continue
        value = str(item["value"])
        aliases = item.get("aliases") or []
        for key in item:
            if key not in {"value", "aliases", "note", "maximum", "levels"}:
                wrong(f"лишний ключ «{key}»", "terms", index, key)
        if not isinstance(aliases, list):
            wrong(f"aliases у слова «{value}» — не список", "terms", index, "aliases")
            aliases = []
        levels = item.get("levels") or []
        if not isinstance(levels, list):
            wrong(f"levels у слова «{value}» — не список", "terms", index, "levels")
            levels = []
        for word in (value, *map(str, aliases)):
            if word.casefold() in seen and seen[word.casefold()] != value:
                wrong(f"«{word}» значит и «{seen[word.casefold()]}», и «{value}»", "terms", index)
            elif word.casefold() in seen and word == value:
                wrong(f"слово «{value}» стоит дважды", "terms", index)
            seen.setdefault(word.casefold(), value)
        maximum = item.get("maximum") or 0
        note = str(item.get("note") or "")
        terms.append(Term(value, tuple(map(str, aliases)), note, _whole(maximum), tuple(map(str, levels))))
    return tuple(terms), defects


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
