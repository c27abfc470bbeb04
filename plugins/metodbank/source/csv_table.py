"""A CSV file becomes rows of cells that know their place; what Excel writes is read as it is."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from metodbank.source.decoding import decode
from metodbank.source.defect import Defect, Mark
from metodbank.source.document import Suppression, read_bytes

REMARKS = "допустимо"
"""The column of any table that makes problems of its row admissible: «MB807: считали дважды, уточняем»."""
MAX_CSV_BYTES = 20_000_000


@dataclass(frozen=True)
class Row:
    """One record: the number of its first line in the file, and its cells as text."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A table as read: header, rows, and what was wrong with the file as a whole.

    :param lines: the lines of the file as they are, with their ends.
    """

    path: PurePosixPath
    header: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    defects: tuple[Defect, ...] = ()
    header_line: int = 1
    lines: tuple[str, ...] = ()
    delimiter: str = ";"

    @cached_property
    def suppressions(self) -> tuple[Suppression, ...]:
        """What the rows say is admissible, and why."""
        columns = [index for index, header in enumerate(self.header) if header.casefold() == REMARKS]
        return tuple(
            _remark(row.cells[index], row.line)
            for row in self.rows
            for index in columns
            if index < len(row.cells) and row.cells[index]
        )

    def cell(self, line: int, index: int) -> Mark:
        """Return the place of a cell, counted from 0, in the record that begins on a line.

        A cell that begins on a later line, after a line break inside quotes, has the place of its record.
        """
        end = re.escape(self.delimiter)
        cells = re.finditer(rf'(?:"(?:[^"]|"")*"?)?[^{end}]*({end}|$)', self.lines[line - 1].rstrip("\r\n"))
        for number, match in enumerate(cells):
            if number == index:
                return Mark(line, match.start() + 1)
            if not match[1]:
                break
        return Mark(line)


def _remark(cell: str, line: int) -> Suppression:
    codes, _, reason = cell.partition(":")
    return Suppression(tuple(re.split(r",\s*", codes.strip())), reason.strip(), line, (line,))


def read_sheet(path: Path, root: Path) -> Sheet:
    """Read a CSV in UTF-8 or Windows-1251 with ``;``, ``,`` or tab between cells."""
    name = PurePosixPath(path.relative_to(root).as_posix())
    raw, defect = read_bytes(path, MAX_CSV_BYTES)
    if raw is None:
        return Sheet(name, defects=(defect,) if defect else ())
    decoded = decode(raw, excel=True)
    if decoded.text is None:
        return Sheet(name, defects=decoded.defects)
    return parse_sheet(decoded.text, name, decoded.defects)


def parse_sheet(text: str, path: PurePosixPath, defects: tuple[Defect, ...] = ()) -> Sheet:
    """Split decoded text into rows; the delimiter is the one that stands most often in the first line."""
    first = text.split("\n", 1)[0]
    delimiter = max(";\t,", key=first.count)
    lines = tuple(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    records: list[Row] = []
    line = 1
    try:
        for cells in reader:
            records.append(Row(line, tuple(cell.strip() for cell in cells)))
            line = reader.line_num + 1
    except csv.Error:
        defects = (*defects, Defect("csv", Mark(line)))
    rows = [row for row in records if any(row.cells)]
    if not rows:
        return Sheet(path, defects=defects or (Defect("empty"),))
    header = _without_empty_tail(rows[0].cells, 0)
    kept = tuple(Row(row.line, _without_empty_tail(row.cells, len(header))) for row in rows[1:])
    return Sheet(path, header, kept, defects, rows[0].line, lines, delimiter)


def _without_empty_tail(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Drop the empty cells that Excel writes to the right of a table."""
    end = len(cells)
    while end > width and not cells[end - 1]:
        end -= 1
    return cells[:end]
