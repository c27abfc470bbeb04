"""The ZIP that the page «Предложить практику» gives out becomes a draft in the bank.

Inside is one folder with ``index.md`` and its attachments, and beside it, at most, a letter to the service. The
entry is not copied but read and written anew, so that only what the model knows and a submitter may say gets in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from metodbank.intake.answers import tidy
from metodbank.intake.archive import ArchiveRefusedError, read_archive
from metodbank.intake.bring_in import Brought, namesake, to_mend
from metodbank.intake.card.pictures import UnusablePictureError, clean_picture
from metodbank.intake.entry_text import entry_text
from metodbank.intake.filing import RefusedError, file_entry
from metodbank.intake.interview import beginnings
from metodbank.intake.naming import propose_slug, taken_slugs
from metodbank.model.entry import Kind
from metodbank.model.fields import walk
from metodbank.model.kinds import kinds
from metodbank.model.shapes import FilePath
from metodbank.rules.catalogue import code_of_defect, problem
from metodbank.rules.corpus import read_corpus
from metodbank.rules.links import PICTURES, honest
from metodbank.rules.problem import Problem
from metodbank.rules.settings import ATTACHMENT_TYPES, Settings
from metodbank.source.decoding import decode
from metodbank.source.defect import Mark
from metodbank.source.document import megabytes, parse_document, why

ENTRY, LETTER = "index.md", "pismo.txt"


@dataclass
class _Proposal:
    values: dict[str, Any]
    body: str
    files: dict[str, bytes]
    letter: str = ""
    problems: list[Problem] = field(default_factory=list)


class _UnreadableError(Exception):
    """The entry in the archive cannot be read; holds the problems."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)


def bring_proposal(file: Path, settings: Settings, slug: str | None = None) -> Brought:
    """Take in a proposal whole or not at all.

    :param slug: the address of the entry; by default it is made from the title.
    """
    kind = kinds()["practice"]
    try:
        made = _open(file.name, read_archive(file), kind, settings)
        text = _text(kind, made)
    except ArchiveRefusedError as reason:
        return Brought(file.name, None, (problem("MB951", file.name, Mark(), reason=reason),))
    except OSError as error:
        return Brought(file.name, None, (problem("MB951", file.name, Mark(), reason=why(error)),))
    except _UnreadableError as unreadable:
        return Brought(file.name, None, unreadable.problems)
    title = str(made.values.get("title") or "без названия")
    same = namesake(read_corpus(settings), kind, title)
    if same is not None and slug is None:
        twice = problem("MB958", file.name, Mark(), title=title, place=same.path.parent)
        return Brought(title, None, (*made.problems, twice), made.letter)
    try:
        path = file_entry(
            kind, slug or propose_slug(kind, made.values, taken_slugs(kind, settings)), text, settings, made.files
        )
    except RefusedError as reason:
        return Brought(title, None, (problem("MB951", file.name, Mark(), reason=reason),), made.letter)
    return Brought(title, path, (*made.problems, *to_mend(kind, path, settings)), made.letter)


def _open(source: str, content: Mapping[str, bytes], kind: Kind, settings: Settings) -> _Proposal:
    entries = [name for name in content if PurePosixPath(name).name == ENTRY]
    if len(entries) != 1 or entries[0].count("/") > 1:
        raise ArchiveRefusedError(
            f"в архиве должна быть одна папка с файлом {ENTRY}; скачайте карточку на странице «Предложить практику»"
        )
    folder = entries[0].removesuffix(ENTRY)
    letter = _letter(content.get(LETTER, b"")) if folder else ""
    files = {}
    for name, raw in content.items():
        if name == entries[0] or (name == LETTER and folder):
            continue
        if not name.startswith(folder) or "/" in name.removeprefix(folder):
            raise ArchiveRefusedError(f"файл «{name}» лежит не рядом с записью: ему место в папке «{folder}»")
        files[name.removeprefix(folder)] = _checked(name.removeprefix(folder), raw, settings)
    made = _read(source, content[entries[0]], kind)
    made.letter = letter
    _put_files(made, files, kind)
    return made


def _letter(raw: bytes) -> str:
    return tidy(raw.decode("utf-8", "replace"))


def _checked(name: str, raw: bytes, settings: Settings) -> bytes:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in ATTACHMENT_TYPES:
        raise ArchiveRefusedError(f"файлы «{suffix or 'без расширения'}» не принимаются ({name})")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", name):
        raise ArchiveRefusedError(f"имя файла «{name}» не годится: нужны латинские буквы, цифры и дефис")
    limit = settings.attachment_megabytes * 1_000_000
    if len(raw) > limit:
        raise ArchiveRefusedError(f"файл «{name}» весит {megabytes(len(raw))}, а можно не больше {megabytes(limit)}")
    if not honest(suffix, raw[:16]):
        raise ArchiveRefusedError(f"внутри «{name}» не то, что говорит расширение")
    return raw


def _read(source: str, raw: bytes, kind: Kind) -> _Proposal:
    decoded = decode(raw)
    document = parse_document(decoded.text or "", PurePosixPath(f"{source}/{ENTRY}"))
    defects = (*decoded.defects, *document.defects)
    if defects or not document.readable:
        told = [problem(code_of_defect(each.name), document.path, each.mark, **each.values) for each in defects]
        raise _UnreadableError(told or [problem("MB951", source, Mark(), reason="запись пуста")])
    made = _Proposal(beginnings(kind), document.body, {})
    for name, value in document.data.items():
        spec = kind.fields.get(name)
        if spec is not None and not spec.by_bank:
            made.values[name] = value
        elif name not in made.values:
            what = f"поле «{spec.label}»: его заполняет банк" if spec else f"поле «{name}»: такого у записи нет"
            made.problems.append(problem("MB952", document.path, document.tree.mark((name,), key=True), what=what))
    return made


def _put_files(made: _Proposal, files: Mapping[str, bytes], kind: Kind) -> None:
    """Keep the files, pictures without what a camera adds; a picture of another type is named so in the entry too."""
    renamed: dict[str, str] = {}
    for name, raw in files.items():
        path = PurePosixPath(name)
        if path.suffix.lower() not in PICTURES:
            made.files[name] = raw
            continue
        try:
            content, suffix = clean_picture(raw)
        except UnusablePictureError as error:
            raise ArchiveRefusedError(f"снимок «{name}» не открыть: {error}") from error
        new = f"{path.stem}{suffix}"
        if new != name and (new in files or new in made.files):
            new = f"{path.stem}-{path.suffix[1:].lower()}{suffix}"
        renamed[name] = new
        made.files[new] = content
    for where, _, shape, value in list(walk(kind.model, made.values)):
        if isinstance(shape, FilePath) and value in renamed:
            _replace(made.values, where, renamed[value])


def _replace(values: Any, where: tuple[str | int, ...], new: str) -> None:
    for step in where[:-1]:
        inner = values[step]
        if isinstance(inner, str):  # a group written by its shorthand
            values[step] = new
            return
        values = inner
    values[where[-1]] = new


def _text(kind: Kind, made: _Proposal) -> str:
    try:
        return entry_text(kind, made.values, made.body)
    except KeyError as error:
        raise ArchiveRefusedError(f"в записи есть неизвестные части полей: {error.args[0]}") from error
