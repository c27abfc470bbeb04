"""An edited workbook is tried on a copy of the bank: the same rules judge it, and only what they pass is written."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from metodbank.indicators.check import check_bank
from metodbank.intake.register.changes import Difference, RowChange, difference
from metodbank.intake.register.files import FileChange, NotEditableError, file_changes, put
from metodbank.intake.register.reading import Place, Read, read_workbook
from metodbank.rules.catalogue import problem
from metodbank.rules.corpus import Corpus, TableFile, read_corpus
from metodbank.rules.problem import Problem, Severity
from metodbank.rules.settings import Settings
from metodbank.rules.tables import columns_of
from metodbank.source.csv_table import parse_sheet
from metodbank.source.decoding import decode

TRIES = 20
"""How often rows with errors are left out before the rest is given up: one left out may break another."""


@dataclass(frozen=True)
class Taking:
    """What came of comparing and trying: rows that differ, files to write, problems by cell.

    :param left_out: rows with errors that are not among the files, where the good ones were asked for.
    """

    rows: tuple[RowChange, ...]
    files: tuple[FileChange, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[Place, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether the files may be written."""
        errors = [found for found in self.problems if found.severity is Severity.ERROR]
        return bool(self.files) and (not errors or bool(self.left_out))

    def write(self) -> str:
        """Write all files; return the name of one that has changed meanwhile, and then nothing is written."""
        return put(list(self.files))


def take(file: Path, settings: Settings, *, delete: bool = False, good_rows: bool = False) -> Taking:
    """Compare a workbook with the bank and try its changes; nothing is written into the bank.

    :param good_rows: leave out the rows that have errors; otherwise one error stops everything.
    """
    read = read_workbook(file)
    corpus = read_corpus(settings)
    whole = _tried(read, corpus, file.name, delete, set())
    if not good_rows or not whole.wrong:
        return Taking(tuple(whole.found.rows), tuple(whole.files), tuple(whole.problems))
    bad = set(whole.wrong)
    attempt = whole
    for _ in range(TRIES):
        attempt = _tried(read, corpus, file.name, delete, bad)
        if not attempt.wrong - bad:
            break
        bad |= attempt.wrong
    stuck = [p for p in attempt.problems if p.severity is Severity.ERROR and not attempt.placed(p, bad)]
    if stuck:
        return Taking(tuple(whole.found.rows), (), tuple(whole.problems))
    return Taking(tuple(attempt.found.rows), tuple(attempt.files), tuple(whole.problems), tuple(sorted(bad, key=str)))


@dataclass(frozen=True)
class _Attempt:
    found: Difference
    files: list[FileChange]
    problems: list[Problem]
    wrong: frozenset[Place] | set[Place]
    """Rows with errors."""
    file: str

    def placed(self, item: Problem, bad: Iterable[Place]) -> bool:
        """Whether a problem is about a row that is left out."""
        return item.path == self.file and any(
            item.line == place.row and item.message.startswith(f"лист «{place.sheet}»") for place in bad
        )


def _tried(read: Read, corpus: Corpus, file: str, delete: bool, bad: set[Place]) -> _Attempt:
    found = difference(read, corpus, file, delete=delete, kept=lambda place: place not in bad)
    problems = list(found.problems)
    files: list[FileChange] = []
    try:
        files = file_changes(found, corpus)
    except NotEditableError as refused:
        problems.append(problem("MB970", file, refused.place.mark, place=refused.place, file=refused.name))
    if files:
        problems.extend(_judged(files, corpus, file))
    errors = [item for item in problems if item.severity is Severity.ERROR and item.path == file]
    rows = {row.place for sheet in read.rows.values() for row in sheet}
    wrong = {
        place
        for place in rows
        for item in errors
        if item.line == place.row and item.message.startswith(f"лист «{place.sheet}»")
    }
    return _Attempt(found, files, problems, wrong, file)


def _judged(files: list[FileChange], corpus: Corpus, file: str) -> Iterator[Problem]:
    """Yield the problems the bank would have and does not have now, each at its cell."""
    by_name = {change.name: change for change in files}
    with _copy(corpus.settings) as settings:
        for change in files:
            base = corpus.settings.root
            copied = settings.root / change.path.relative_to(base) if change.path.is_relative_to(base) else None
            target = copied or (settings.people_dir or settings.root) / change.path.name
            target.unlink(missing_ok=True)
            if change.after is not None:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(change.after)
        report = check_bank(read_corpus(settings)).report
    now: set[tuple[str, str, str]] = set()
    if report.problems:  # most often there are none, and what is wrong already need not be asked
        now = {(item.path, item.code, item.message) for item in check_bank(corpus).report.problems}
    for item in report.problems:
        if (item.path, item.code, item.message) not in now:
            yield _at_cell(item, by_name.get(item.path), file)


def _at_cell(item: Problem, change: FileChange | None, file: str) -> Problem:
    """Return a problem with the place of the cell it comes from; without one it stays where it is."""
    if change is None:
        return item
    place = _field_place(item, change) or _column_place(item, change)
    if place is None:
        return item
    return replace(
        item, path=file, line=place.row, column=max(1, place.column), message=f"{place}: {item.message}", mendable=False
    )


def _field_place(item: Problem, change: FileChange) -> Place | None:
    if change.table is not None:
        return None
    where = item.field
    while where and where not in change.places:
        where = where[:-1]
    return change.places.get(where)


def _column_place(item: Problem, change: FileChange) -> Place | None:
    row = change.places.get((item.line,))
    if row is None or change.after is None or change.table is None:
        return row
    sheet = parse_sheet(decode(change.after, excel=True).text or "", PurePosixPath(change.name))
    for index, spec in columns_of(TableFile(change.table, sheet)).items():
        if sheet.cell(item.line, index).column == item.column and item.column > 1:
            return change.places.get((item.line, spec.name), row)
    return row


@contextmanager
def _copy(settings: Settings) -> Iterator[Settings]:
    """Make a copy of the bank that takes no room: files are linked, and those that change are replaced."""
    with tempfile.TemporaryDirectory(prefix="metodbank-") as made:
        root = Path(made) / "bank"
        for name in ("content", "practices"):
            if (settings.root / name).is_dir():
                shutil.copytree(settings.root / name, root / name, copy_function=_linked, symlinks=True)
        people = settings.people_dir
        if people is not None and people.is_dir():
            copied = Path(made) / people.resolve().name
            shutil.copytree(people, copied, symlinks=True)
            people = copied
        yield replace(settings, root=root, people_dir=people)


def _linked(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
    return target
