"""Rules about CSV registers: columns, cells, repeated rows, parts and wholes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from metodbank.model.fields import FieldSpec, Need
from metodbank.model.shapes import Number, Reference, Whole, YesNo
from metodbank.rules.catalogue import catalogue, code_of_validation, problem
from metodbank.rules.corpus import Corpus, TableFile
from metodbank.rules.fields import expected_values
from metodbank.rules.problem import Problem, first_of
from metodbank.rules.suggest import meant, nearest
from metodbank.source.csv_table import REMARKS, Row
from metodbank.source.defect import Mark


def columns_of(file: TableFile) -> dict[int, FieldSpec]:
    """Return the declared field of each column of a file, by the column's index."""
    by_header = {spec.label.casefold(): spec for spec in file.table.fields.values()}
    by_header.update(file.table.fields)
    found = {index: by_header.get(header.casefold()) for index, header in enumerate(file.sheet.header)}
    return {index: spec for index, spec in found.items() if spec}


def cell_problem(code: str, file: TableFile, line: int, name: str, /, **values: object) -> Problem:
    """Make a problem placed at a cell; ``cell`` calls its column as it is found in Excel, by number and heading."""
    index = next((index for index, spec in columns_of(file).items() if spec.name == name), None)
    number = "" if index is None else f" {index + 1}"
    mark = Mark(line) if index is None else file.sheet.cell(line, index)
    return problem(code, file.sheet.path, mark, cell=f"столбец{number} «{file.table.fields[name].label}»", **values)


def raw_value(spec: FieldSpec, cell: str) -> Any:
    """Return a cell as the raw value its field reads: numbers from Excel have spaces and commas."""
    if cell == "":
        return None
    compact = cell.replace("\N{NO-BREAK SPACE}", "").replace("\N{NARROW NO-BREAK SPACE}", "").replace(" ", "")
    if isinstance(spec.shape, Whole):
        digits = compact.removesuffix(",0").removesuffix(".0")
        return int(digits) if re.fullmatch(r"-?\d{1,18}", digits, re.ASCII) else cell
    if isinstance(spec.shape, Number):
        return compact
    return cell.casefold() if isinstance(spec.shape, YesNo) else cell


def rows_of(file: TableFile) -> Iterator[tuple[Row, dict[str, Any]]]:
    """Yield each row with its raw values by field name."""
    columns = columns_of(file)
    for row in file.sheet.rows:
        yield (
            row,
            {spec.name: raw_value(spec, row.cells[i]) for i, spec in columns.items() if i < len(row.cells)},
        )


def check_table(file: TableFile, corpus: Corpus) -> Iterator[Problem]:
    """A table has its columns, and every cell is what the column declares."""
    if not file.sheet.header:
        return
    yield from _header(file)
    present = tuple(spec.name for spec in columns_of(file).values())
    seen: dict[tuple[str, ...], int] = {}
    for row, values in rows_of(file):
        if len(row.cells) != len(file.sheet.header):
            count = {"count": len(row.cells), "expected": len(file.sheet.header)}
            yield problem("MB803", file.sheet.path, Mark(row.line, 1), **count)
            continue
        yield from _cells(file, row, values, present, corpus)
        key = tuple(str(values.get(name) or "") for name in file.table.key)
        if key in seen:
            text = ", ".join(key)
            yield problem("MB806", file.sheet.path, Mark(row.line, 1), key=text, line=seen[key])
        elif all(key):
            seen[key] = row.line


def _header(file: TableFile) -> Iterator[Problem]:
    known = columns_of(file)
    present: set[str] = set()
    misspelled: set[str] = set()
    line = file.sheet.header_line
    labels = {name: spec.label for name, spec in file.table.fields.items()}
    all_columns = "; ".join(labels.values())
    for index, header in enumerate(file.sheet.header):
        if header.casefold() == REMARKS:
            continue
        if index not in known:
            suggestion = nearest(header, labels.values())
            misspelled.add(suggestion)
            values = {
                "header": header,
                "table": file.table.title,
                "columns": all_columns,
                "suggestion": suggestion,
            }
            yield problem("MB801", file.sheet.path, file.sheet.cell(line, index), **values)
        elif known[index].name in present:
            yield problem("MB811", file.sheet.path, file.sheet.cell(line, index), header=header)
        else:
            present.add(known[index].name)
    for name, spec in file.table.fields.items():
        if name not in present and spec.label not in misspelled and spec.need < Need.NEVER:
            values = {"header": spec.label, "table": file.table.title, "columns": all_columns}
            yield problem("MB802", file.sheet.path, Mark(line), **values)


def _cells(
    file: TableFile, row: Row, values: Mapping[str, Any], present: Sequence[str], corpus: Corpus
) -> Iterator[Problem]:
    table, path = file.table, file.sheet.path
    try:
        table.row.model_validate(dict(values), context={"vocabularies": corpus.vocabularies})
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            name = str(detail["loc"][0])
            spec = table.fields[name]
            code = catalogue()[code_of_validation(detail["type"])]
            details = {
                "label": spec.label,
                "guide": spec.guide,
                "good": spec.good,
                **expected_values(detail, corpus),
            }
            inner = problem(code.id, path, Mark(), **details)
            text = inner.message.removeprefix(f"в поле «{spec.label}» ")
            yield cell_problem("MB805", file, row.line, name, text=text, hint=inner.hint)
    for name in present:
        spec, value = table.fields[name], values.get(name)
        if value is None and spec.need < Need.NEVER:
            yield cell_problem("MB804", file, row.line, name, guide=spec.guide)
        if isinstance(spec.shape, Reference) and isinstance(value, str):
            if value not in corpus.by_slug[spec.shape.kind] and not corpus.is_unread(spec.shape.kind, value):
                text = f"записи «{value}» нет"
                guess = meant(corpus, spec.shape.kind, value)
                hint = f"возможно, вы имели в виду «{guess}»" if guess else spec.guide
                yield cell_problem("MB805", file, row.line, name, text=text, hint=hint)
    yield from _parts(file, row, values)


def _parts(file: TableFile, row: Row, values: Mapping[str, Any]) -> Iterator[Problem]:
    table = file.table
    for part, whole in table.parts:
        a, b = values.get(part), values.get(whole)
        if isinstance(a, int) and isinstance(b, int) and a > b:
            labels = {"part_label": table.fields[part].label, "whole_label": table.fields[whole].label}
            yield cell_problem("MB807", file, row.line, part, part=a, whole=b, **labels)
    for some, whole in table.apart:
        numbers, b = [values.get(part) for part in some], values.get(whole)
        together = sum(number for number in numbers if isinstance(number, int))
        if isinstance(b, int) and together > b >= max((n for n in numbers if isinstance(n, int)), default=0):
            label = "» и «".join(table.fields[part].label for part in some)
            labels = {"part_label": label, "whole_label": table.fields[whole].label}
            yield cell_problem("MB807", file, row.line, some[-1], part=together, whole=b, **labels)


def tables(corpus: Corpus) -> Iterator[Problem]:
    """Every CSV of the bank keeps to its schema."""
    for file in corpus.tables:
        yield from first_of(check_table(file, corpus))


def beside(corpus: Corpus) -> Iterator[Problem]:
    """An entry whose rows stand in a CSV has one, and a CSV has an entry."""
    owners = {(file.table.beside, file.owner) for file in corpus.tables if file.table.beside}
    for draft in corpus.drafts:
        if draft.kind.tables and (draft.kind.name, draft.slug) not in owners:
            yield draft.problem("MB810", name=f"{draft.slug}.csv")
    for file in corpus.tables:
        kind = file.table.beside
        if kind and file.owner not in corpus.by_slug[kind] and not corpus.is_unread(kind, file.owner):
            reason, where = "у таблицы нет записи с тем же именем", f"создайте {file.owner}.md рядом"
            yield problem("MB122", file.sheet.path, Mark(), reason=reason, where=where)


RULES = (tables, beside)
