"""A difference becomes the new bytes of files, and they are put into the bank all together or not at all."""

from __future__ import annotations

import codecs
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from metodbank.intake.entry_text import entry_text
from metodbank.intake.filing import home_of
from metodbank.intake.register.changes import Difference, EntryChange, TableChange, nested
from metodbank.intake.register.csv_edit import edited
from metodbank.intake.register.front_edit import with_value
from metodbank.intake.register.reading import Place
from metodbank.model.tables import Table
from metodbank.rules.corpus import Corpus
from metodbank.rules.tables import columns_of
from metodbank.source.csv_table import parse_sheet
from metodbank.source.decoding import decode


@dataclass(frozen=True)
class FileChange:
    """One file: its bytes now (None: there is none) and as they will be (None: taken out).

    :param places: cells the values of an entry come from, by path; of a table, rows by the line in the new file.
    """

    path: Path
    name: str
    before: bytes | None
    after: bytes | None
    places: Mapping[tuple[str | int, ...], Place]
    table: Table | None = None


class NotEditableError(Exception):
    """A file cannot be edited without a risk of losing something; ``place`` is the row that asked for it."""

    def __init__(self, place: Place, name: str) -> None:
        super().__init__(name)
        self.place = place
        self.name = name


def file_changes(found: Difference, corpus: Corpus) -> list[FileChange]:
    """Return the files a difference changes.

    :raises NotEditableError: for a file with a defect of its own.
    """
    entries = [_entry(change, corpus) for change in found.entries.values() if change.values or change.gone]
    tables = [
        _table(change, corpus) for change in found.tables.values() if change.cells or change.added or change.removed
    ]
    return [change for change in (*entries, *tables) if change.before != change.after]


def _entry(change: EntryChange, corpus: Corpus) -> FileChange:
    draft = change.draft
    if draft is None:
        home = home_of(change.kind, corpus.settings)
        path = home / f"{change.slug}.md"
        base = corpus.settings.root if home.is_relative_to(corpus.settings.root) else home.parent
        text = entry_text(change.kind, nested(change.values))
        return FileChange(path, path.relative_to(base).as_posix(), None, text.encode(), change.places)
    path = draft.base / draft.path
    before = path.read_bytes()
    if change.gone:
        return FileChange(path, str(draft.path), before, None, change.places)
    place = change.places[()] if () in change.places else next(iter(change.places.values()))
    text = before.decode("utf-8", "replace")
    front = "\n".join(draft.document.tree.lines)
    if decode(before).text != text or draft.document.defects or front not in text or path.is_symlink():
        raise NotEditableError(place, str(draft.path))
    head, _, rest = text.partition(front)
    for where, value in change.values.items():
        try:
            front = with_value(front, change.kind, where, value)
        except ValueError as error:
            raise NotEditableError(change.places.get(where, place), str(draft.path)) from error
    return FileChange(path, str(draft.path), before, f"{head}{front}{rest}".encode(), change.places)


def _table(change: TableChange, corpus: Corpus) -> FileChange:
    path = corpus.settings.root / change.path
    if change.file is None:
        return _new_table(change, path)
    sheet = change.file.sheet
    before = path.read_bytes()
    columns = {spec.name: index for index, spec in columns_of(change.file).items()}
    widths = {row.line: len(row.cells) for row in sheet.rows}
    cells: dict[int, dict[int, str]] = {}
    for line, values in change.cells.items():
        place = change.places[line].place
        if sheet.defects or widths[line] != len(sheet.header) or not values.keys() <= columns.keys():
            raise NotEditableError(place, str(sheet.path))
        cells[line] = {columns[name]: text for name, text in values.items()}
    added = []
    for row in change.added:
        filled = {path[0] for path, text in row.cells.items() if text}
        if sheet.defects or not filled <= columns.keys():
            raise NotEditableError(row.place, str(sheet.path))
        by_index = {columns[path[0]]: text for path, text in row.cells.items() if path[0] in columns}
        added.append([by_index.get(index, "") for index in range(len(sheet.header))])
    try:
        after = edited(before, sheet.delimiter, cells, change.removed, added)
    except (UnicodeEncodeError, UnicodeDecodeError) as error:
        place = next((row.place for row in (*change.places.values(), *change.added)), Place(change.sheet.name, 1))
        raise NotEditableError(place, str(sheet.path)) from error
    return FileChange(path, str(sheet.path), before, after, _row_places(change, after), change.sheet.table)


def _new_table(change: TableChange, path: Path) -> FileChange:
    """Begin a table as Excel would write it: a BOM, the heads, semicolons."""
    if os.path.lexists(path):
        raise NotEditableError(change.added[0].place, str(change.path))
    columns = change.sheet.columns
    heads = codecs.BOM_UTF8 + (";".join(column.spec.label for column in columns) + "\n").encode()
    added = [[row.cells.get(column.path, "") for column in columns] for row in change.added]
    after = edited(heads, ";", {}, (), added)
    return FileChange(path, str(change.path), None, after, _row_places(change, after), change.sheet.table)


def _row_places(change: TableChange, after: bytes) -> dict[tuple[str | int, ...], Place]:
    """Return the places of rows by the line each begins on in the new file."""
    old = change.file.sheet.rows if change.file else ()
    kept = [change.places.get(row.line) for row in old if row.line not in change.removed]
    rows = parse_sheet(decode(after, excel=True).text or "", change.path).rows
    found: dict[tuple[str | int, ...], Place] = {}
    for row, source in zip(rows, [*kept, *change.added], strict=False):
        if source is not None:
            found[(row.line,)] = source.place
            found.update({(row.line, *path): place for path, place in source.places.items()})
    return found


def put(changes: list[FileChange]) -> str:
    """Put all files in place; return the name of one that has changed meanwhile, and then nothing is written.

    :raises OSError: when the disk refuses; what was replaced before that is put back.
    """
    ready: list[tuple[FileChange, Path | None]] = []
    done: list[FileChange] = []
    try:
        ready.extend((change, _beside(change) if change.after is not None else None) for change in changes)
        for change in changes:
            if (change.path.read_bytes() if change.path.is_file() else None) != change.before:
                return change.name
        for change, fresh in ready:
            if fresh is not None:
                fresh.replace(change.path)
            else:
                change.path.unlink()
            done.append(change)
    except OSError:
        for change in done:
            if change.before is None:
                change.path.unlink()
            else:
                change.path.write_bytes(change.before)
        raise
    finally:
        for _, fresh in ready:
            if fresh is not None:
                fresh.unlink(missing_ok=True)
    return ""


def _beside(change: FileChange) -> Path:
    assert change.after is not None
    change.path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".register-", dir=change.path.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(change.after)
    if change.before is None:
        Path(name).chmod(0o644)
    else:
        shutil.copymode(change.path, name)
    return Path(name)
