"""Score sheets that experts filled in come back: from Word or Excel, also when LibreOffice saved them again.

A sheet is read by its words, not by its places: rows may be moved, and whatever stands around them is left aside.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl
from docx.oxml.ns import qn

from metodbank.bank.expertise import ADVICE, CODE, CRITERION, DECISIONS, EXPERT, REMARKS, SCORE, Sheet
from metodbank.intake.card.safety import CardRefusedError, open_package
from metodbank.model.vocabulary import TermList
from metodbank.rules.suggest import nearest
from metodbank.source.document import megabytes

MAX_FILE, MAX_UNPACKED = 5_000_000, 50_000_000
"""Bytes of a file and of what is packed in it; a filled sheet is a hundred times smaller."""
FORMS = (".docx", ".xlsx")
DAMAGED = "файл повреждён или это не Word и не Excel: откройте и сохраните его заново"
Rows = list[list[str]]


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a sheet: the file, the row as it is called, and what to do."""

    file: str
    row: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}{f', строка «{self.row}»' if self.row else ''}: {self.text}"


class _UnreadableError(Exception):
    pass


def read_sheets(files: Sequence[Path], criteria: TermList) -> tuple[list[Sheet], list[Trouble]]:
    """Read the sheets; what is wrong with them comes all at once, and a sheet with trouble is not among those read."""
    sheets: list[Sheet] = []
    troubles: list[Trouble] = []
    for path in files:
        try:
            rows = _rows(path)
        except _UnreadableError as reason:
            troubles.append(Trouble(path.name, "", str(reason)))
            continue
        sheet, found = _sheet(path.name, rows, criteria)
        troubles.extend(found)
        if not found:
            sheets.append(sheet)
    seen: dict[tuple[str, str], str] = {}
    for sheet in sheets:
        first = seen.setdefault((sheet.code, sheet.expert), sheet.file)
        if first != sheet.file and sheet.expert:
            said = f"эксперт № {sheet.expert} уже оценил эту практику в файле {first}: оставьте один лист"
            troubles.append(Trouble(sheet.file, EXPERT, said))
    return sheets, troubles


def _rows(path: Path) -> Rows:
    """Return all rows of all tables of a file as texts."""
    if path.suffix.lower() not in FORMS:
        raise _UnreadableError("лист читается из DOCX или XLSX: сохраните его в одном из этих видов")
    try:
        content = _opened(path)
    except OSError as error:
        raise _UnreadableError("файл не открывается с диска") from error
    try:
        return _word(content) if path.suffix.lower() == ".docx" else _excel(content)
    except CardRefusedError as reason:
        raise _UnreadableError(str(reason)) from reason
    except Exception as error:  # a damaged package fails in as many ways as its readers have
        raise _UnreadableError(DAMAGED) from error


def _opened(path: Path) -> bytes:
    """Return the file's bytes when it is a package of a reasonable size."""
    if path.stat().st_size > MAX_FILE:
        raise _UnreadableError(f"файл больше {megabytes(MAX_FILE)}: это не лист эксперта")
    content = path.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unpacked = sum(item.file_size for item in package.infolist())
    except zipfile.BadZipFile as error:
        raise _UnreadableError(DAMAGED) from error
    if unpacked > MAX_UNPACKED:
        raise _UnreadableError("внутри файла слишком много: он не открывается из осторожности")
    return content


def _word(content: bytes) -> Rows:
    open_package(content)  # refuses what may do harm before it is read
    found: Rows = []
    for row in docx.Document(io.BytesIO(content)).element.body.iter(qn("w:tr")):
        found.append([_text(cell) for cell in row.iter(qn("w:tc"))])
    return found


def _text(cell: object) -> str:
    """Return all text of a cell, also of its fields and drop-downs."""
    paragraphs = cell.iter(qn("w:p"))  # type: ignore[attr-defined]  # python-docx's elements have no types
    lines = ["".join(node.text or "" for node in paragraph.iter(qn("w:t"))) for paragraph in paragraphs]
    return "\n".join(lines).strip()


def _excel(content: bytes) -> Rows:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    found: Rows = []
    for sheet in book.worksheets:
        for values in sheet.iter_rows(max_row=500, max_col=20, values_only=True):
            found.append([_shown(value) for value in values])
    return found


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _sheet(file: str, rows: Rows, criteria: TermList) -> tuple[Sheet, list[Trouble]]:
    troubles: list[Trouble] = []
    said = dict(_facts(rows))
    scores: dict[str, int] = {}
    for criterion, text in _scores(rows, criteria):
        maximum = criteria.limit(criterion)
        if criterion in scores:
            troubles.append(Trouble(file, criterion, "критерий стоит в листе дважды"))
        elif not text:
            troubles.append(Trouble(file, criterion, f"нет балла: нужно целое число от 0 до {maximum}"))
            scores[criterion] = 0
        elif not re.fullmatch(r"\d{1,3}", text) or int(text) > maximum:
            troubles.append(
                Trouble(file, criterion, f"балл «{text[:40]}» не годится: нужно целое число от 0 до {maximum}")
            )
            scores[criterion] = 0
        else:
            scores[criterion] = int(text)
    if not scores:
        troubles.append(Trouble(file, "", "нет таблицы с критериями: это не лист эксперта или таблицу удалили"))
    else:
        troubles.extend(
            Trouble(file, term.value, "критерия нет в листе") for term in criteria.terms if term.value not in scores
        )
    if scores and not said.get(CODE):
        troubles.append(Trouble(file, CODE, "не сказано, о какой практике лист: впишите шифр"))
    advice = said.get(ADVICE, "").casefold().strip(" .«»")
    if advice and advice not in DECISIONS:
        near = nearest(advice, list(DECISIONS))
        hint = f"возможно, «{near}»" if near else f"одно из: {', '.join(DECISIONS)}"
        troubles.append(Trouble(file, ADVICE, f"«{advice[:60]}» — не решение; {hint}"))
    sheet = Sheet(file, said.get(CODE, ""), said.get(EXPERT, ""), scores, advice, said.get(REMARKS, ""))
    return sheet, troubles


def _facts(rows: Rows) -> Iterator[tuple[str, str]]:
    """Yield what stands beside each of the sheet's own words."""
    for row in rows:
        filled = [cell for cell in row if cell]
        for name in (CODE, EXPERT, ADVICE, REMARKS):
            if filled and _plain(filled[0]) == _plain(name):
                yield name, filled[1] if len(filled) > 1 else ""


def _scores(rows: Rows, criteria: TermList) -> Iterator[tuple[str, str]]:
    """Yield each criterion and what stands in the column of scores."""
    column = names = -1
    for row in rows:
        heads = [_plain(cell) for cell in row]
        if _plain(CRITERION) in heads and _plain(SCORE) in heads:
            names, column = heads.index(_plain(CRITERION)), heads.index(_plain(SCORE))
        elif 0 <= names < len(row) and (criterion := criteria.resolve(re.sub(r"^\d+[.)]\s*", "", row[names]))):
            yield criterion, row[column].strip() if column < len(row) else ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("\N{NO-BREAK SPACE}", " ").split()).rstrip(" .:")
