"""A few fields of an entry are changed in its text; every other line, comments too, stays as it was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from metodbank.intake.entry_text import field_text
from metodbank.model.entry import Kind
from metodbank.source.document import Document, parse_document


class NotAmendedError(Exception):
    """The text cannot be changed with certainty; it says in Russian why."""


def amended(text: str, kind: Kind, values: Mapping[str, Any]) -> str:
    """Return the text with top-level fields set to plain values; None takes a field out.

    A new field stands where the model's order puts it.

    :raises NotAmendedError: when the front matter cannot be read, or would not read back as asked.
    """
    for name, value in values.items():
        document = _read(text)
        lines = text.split("\n")
        span = _span(document, name, lines)
        fresh = [] if value is None else field_text(name, value).rstrip("\n").split("\n")
        if span is not None:
            lines[span[0] : span[1]] = fresh
        elif fresh:
            place = _place(document, kind, name, lines)
            lines[place:place] = fresh
        text = "\n".join(lines)
    _holds(text, values)
    return text


def appended(text: str, kind: Kind, name: str, item: Mapping[str, Any]) -> str:
    """Return the text with one more item in a list of groups.

    :raises NotAmendedError: as :func:`amended`.
    """
    document = _read(text)
    held = document.data.get(name)
    whole = [*held, dict(item)] if isinstance(held, list) else [dict(item)]
    lines = text.split("\n")
    span = _span(document, name, lines)
    marker = re.match(r"( *)- ", lines[span[0] + 1]) if span and span[1] - span[0] > 1 else None
    if span is None or marker is None:  # no list yet, or one in brackets: it is written anew, in lines
        return amended(text, kind, {name: whole})
    fresh = field_text(name, [dict(item)]).rstrip("\n").split("\n")[1:]
    indent = len(fresh[0]) - len(fresh[0].lstrip())
    lines[span[1] : span[1]] = [marker[1] + line[indent:] if line.strip() else line for line in fresh]
    result = "\n".join(lines)
    _holds(result, {name: whole})
    return result


def _read(text: str) -> Document:
    document = parse_document(text, PurePosixPath("entry.md"))
    if not document.readable or document.defects:
        raise NotAmendedError("шапку записи не удаётся прочесть: сначала исправьте её по scripts/check.py")
    return document


def _span(document: Document, name: str, lines: list[str]) -> tuple[int, int] | None:
    """Return the first line of a field and the line after its last, counted from 0."""
    mark = document.tree.keys.get((name,))
    if mark is None:
        return None
    starts = sorted(place.line for path, place in document.tree.keys.items() if len(path) == 1)
    closing = document.tree.first_line + len(document.tree.lines) - 1
    end = next((line for line in starts if line > mark.line), closing) - 1
    while end > mark.line and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1  # what stands before the next field belongs to it
    return mark.line - 1, end


def _place(document: Document, kind: Kind, name: str, lines: list[str]) -> int:
    """Return the line, counted from 0, before which a new field stands: after its neighbour in the model."""
    order = list(kind.fields)
    before = [key for key in order[: order.index(name)] if (key,) in document.tree.keys]
    span = _span(document, before[-1], lines) if before else None
    return span[1] if span else document.tree.first_line  # under the opening line of the front matter


def _holds(text: str, values: Mapping[str, Any]) -> None:
    """Make sure that the text says what it was to say."""
    data = _read(text).data
    for name, value in values.items():
        found = data.get(name)
        said = found == value or (value is None and name not in data)
        if not said and str(found) != str(value):
            raise NotAmendedError(f"поле {name} записано так, что его не исправить без рук")
