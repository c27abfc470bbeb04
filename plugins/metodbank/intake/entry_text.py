"""Plain values become the text of an entry, written as a person would write it.

The order of fields is the model's; text stays as it came, without reflow of its own line breaks. What is
written reads back to the same values: :func:`front_matter` makes sure of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import yaml
from pydantic import BaseModel

from metodbank.model.entry import Kind
from metodbank.model.fields import FieldSpec, Several, fields_of
from metodbank.source.yaml_tree import read_tree

WIDTH = 112
"""Longest line of a folded text and of a list in brackets, as in the entries that people wrote."""
LONG = 100
"""A text longer than this stands below its key."""


class _Writer(yaml.SafeDumper):
    """Writes YAML the way the bank's entries are written and its reader understands."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent the items of a list below their key."""
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> str:
        """Prefer double quotes where quotes are needed at all: the text may hold an apostrophe."""
        style = str(super().choose_scalar_style())
        text = str(getattr(self.event, "value", ""))
        return '"' if style == "'" and not set('"\\') & set(text) else style

    def write_folded(self, text: str) -> None:
        """Wrap a folded text at spaces; every other line of the file is as long as it is."""
        whole, self.best_width = self.best_width, WIDTH
        super().write_folded(text)
        self.best_width = whole


_Writer.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("bool", r"^(?:true|false)$", ["t", "f"]),
    ("int", r"^[-+]?(?:0|[1-9]\d{0,17})$", list("-+0123456789")),
    ("float", r"^[-+]?\d{1,18}\.\d{1,18}$", list("-+0123456789")),
):
    _Writer.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern, re.ASCII), _first)


def _text(writer: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = None
    if "\n" in value:
        style = "|"
    elif len(value) > LONG and " " in value and value == " ".join(value.split(" ")).strip():
        style = ">"
    return writer.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _list(writer: yaml.SafeDumper, value: list[Any]) -> yaml.SequenceNode:
    short = not any(isinstance(item, (dict, list)) for item in value)
    short = short and sum(len(str(item)) + 2 for item in value) < WIDTH - 20
    return writer.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=short)


_Writer.add_representer(str, _text)
_Writer.add_representer(list, _list)
_Writer.add_representer(bool, lambda writer, value: writer.represent_str("да" if value else "нет"))
_Writer.add_representer(Decimal, lambda writer, value: writer.represent_scalar("tag:yaml.org,2002:float", f"{value:f}"))
_Writer.add_representer(dict, lambda writer, value: writer.represent_mapping("tag:yaml.org,2002:map", value.items()))


def entry_text(kind: Kind, values: Mapping[str, Any], body: str = "") -> str:
    """Return the whole text of an entry: front matter between its lines, and the body."""
    text = f"---\n{front_matter(kind, values)}---\n"
    return f"{text}\n{body.strip()}\n" if body.strip() else text


def front_matter(kind: Kind, values: Mapping[str, Any]) -> str:
    """Return the values as YAML, in the order of the model; empty ones are left out.

    :raises KeyError: for a name the model does not have.
    """
    return "".join(field_text(name, value) for name, value in ordered(kind.fields, values).items())


def field_text(name: str, value: Any) -> str:
    """Return one field as lines of YAML."""
    text = _dump({name: value})
    if read_tree(text).data != as_read({name: value}):  # a text that does not survive folding or a block
        text = _dump({name: _Quoted.all(value)})
    return text


def _dump(value: Any) -> str:
    return str(yaml.dump(value, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=1_000_000))


class _Quoted(str):
    """A text that is written in double quotes, whatever is in it."""

    @classmethod
    def all(cls, value: Any) -> Any:
        """Mark every text inside a value."""
        if isinstance(value, dict):
            return {key: cls.all(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [cls.all(inner) for inner in value]
        return cls(value) if isinstance(value, str) else value


_Writer.add_representer(
    _Quoted, lambda writer, value: writer.represent_scalar("tag:yaml.org,2002:str", str(value), '"')
)


def as_read(value: Any) -> Any:
    """Return a value as the bank's reader gives it back."""
    if isinstance(value, dict):
        return {key: as_read(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_read(inner) for inner in value]
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, Decimal) and value == value.to_integral_value() and "." not in f"{value:f}":
        return int(value)
    return value


def ordered(specs: Mapping[str, FieldSpec], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that are filled in, in the order of the model.

    :raises KeyError: for a name the model does not have.
    """
    unknown = set(values) - set(specs)
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    found = {}
    for name, spec in specs.items():
        value = _inner(spec, values.get(name))
        if value not in (None, "", [], {}):
            found[name] = value
    return found


def _inner(spec: FieldSpec, value: Any) -> Any:
    item = spec.item
    if isinstance(spec.shape, Several) and isinstance(value, list):
        parts = (_part(item, part) for part in value)
        return [part for part in parts if part not in (None, "", {})]
    return _part(item, value)


def _part(item: Any, value: Any) -> Any:
    if isinstance(item, type) and issubclass(item, BaseModel) and isinstance(value, Mapping):
        return ordered(fields_of(item), value)
    if isinstance(value, str):
        return "\n".join(line.rstrip() for line in value.strip().split("\n"))
    return dict(value) if isinstance(value, Mapping) else value
