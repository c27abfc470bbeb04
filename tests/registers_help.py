"""Workbooks of registers as a person edits them in Excel, and what the bank says to them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from metodbank.intake.register.layout import registers
from metodbank.intake.register.taking import Taking
from metodbank.intake.register.workbook import workbook_of
from metodbank.rules.corpus import Corpus, read_corpus
from metodbank.rules.settings import Settings


@dataclass(frozen=True)
class Sent:
    """A bank nobody edits, and its workbooks as they left."""

    settings: Settings
    corpus: Corpus
    books: dict[str, Path]


def sent_from(settings: Settings, folder: Path) -> Sent:
    """Write all workbooks of a bank."""
    corpus = read_corpus(settings)
    books = {}
    for name, register in registers().items():
        books[name] = folder / f"{name}.xlsx"
        books[name].write_bytes(workbook_of(register, corpus))
    return Sent(settings, corpus, books)


def columns(sheet: Worksheet) -> dict[str, int]:
    """Column numbers by head."""
    return {str(cell.value): cell.column for cell in sheet[1] if cell.value}


def row_of(sheet: Worksheet, name: str) -> int:
    """The first row whose first cell is a name."""
    return next(int(cell.row) for cell in sheet["A"] if cell.value == name)


def edit(book: Path, target: Path, sheet: str, cells: Mapping[Any, Any]) -> Path:
    """Save a copy of a workbook with cells changed: by the name of the row, or its number, and the head."""
    found = load_workbook(book)
    heads = columns(found[sheet])
    for (row, head), value in cells.items():
        number = row if isinstance(row, int) else row_of(found[sheet], row)
        found[sheet].cell(number, heads[head]).value = value
    found.save(target)
    return target


def changed_lines(before: str, after: str) -> list[str]:
    """The lines that differ, with their sign."""
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in found if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def everything(root: Path) -> dict[str, bytes]:
    """All bytes of a bank."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def said(taking: Taking) -> list[str]:
    """Problems as the goldens write them."""
    return [f"{found.path}:{found.line}:{found.column} {found.code} {found.message}" for found in taking.problems]
