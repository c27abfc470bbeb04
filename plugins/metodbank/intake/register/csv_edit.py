"""A CSV is edited cell by cell: its encoding, separator, quotes and line ends stay as Excel left them."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class RawTable:
    """The bytes of a CSV taken apart: how it is encoded, and its lines as they are."""

    bom: bytes
    encoding: str
    lines: tuple[str, ...]
    end: str

    @classmethod
    def of(cls, raw: bytes) -> RawTable:
        """Take the bytes of a readable table apart."""
        bom = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
        body = raw[len(bom) :]
        try:
            text, encoding = body.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            text, encoding = body.decode("cp1251"), "cp1251"
        lines = tuple(io.StringIO(text, newline=""))
        end = next((line[len(line.rstrip("\r\n")) :] for line in lines if line.endswith(("\n", "\r"))), "\n")
        return cls(bom, encoding, lines, end)


def edited(
    raw: bytes,
    delimiter: str,
    changed: Mapping[int, Mapping[int, str]],
    removed: Collection[int],
    added: Sequence[Sequence[str]],
) -> bytes:
    """Return a CSV with cells changed, records taken out and records added at its end.

    :param changed: new cells by index, by the line their record begins on.
    :param removed: lines on which records to take out begin.
    :raises UnicodeEncodeError: where the file's encoding has no such letter.
    """
    table = RawTable.of(raw)
    starts = _starts(table.lines, delimiter)
    kept: list[str] = []
    for number, line in enumerate(starts):
        following = starts[number + 1] if number + 1 < len(starts) else len(table.lines) + 1
        record = "".join(table.lines[line - 1 : following - 1])
        if line not in removed:
            kept.append(_with_cells(record, delimiter, changed[line]) if line in changed else record)
    text = "".join(kept)
    if added and text and not text.endswith(("\n", "\r")):
        text += table.end
    text += "".join(_record(cells, delimiter) + table.end for cells in added)
    return table.bom + text.encode(table.encoding)


def _starts(lines: Sequence[str], delimiter: str) -> list[int]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    starts, line = [], 1
    for _ in reader:
        starts.append(line)
        line = reader.line_num + 1
    return starts


def _with_cells(record: str, delimiter: str, cells: Mapping[int, str]) -> str:
    body = record.rstrip("\r\n")
    end = re.escape(delimiter)
    parts = [match[0] for match in re.finditer(rf'(?:(?<={end})|^)(?:"(?:[^"]|"")*"|[^{end}]*)', body, re.DOTALL)]
    for index, text in cells.items():
        quoted = parts[index].startswith('"')
        parts[index] = '"{}"'.format(text.replace('"', '""')) if quoted else _record([text], delimiter)
    return delimiter.join(parts) + record[len(body) :]


def _record(cells: Sequence[str], delimiter: str) -> str:
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter, lineterminator="").writerow(cells)
    text = target.getvalue()
    return "" if text == '""' else text
