"""YAML becomes plain values and a map of where each key and value stands.

Only the plain part of YAML is understood: mappings, lists, text, whole and decimal numbers, ``true``,
``false`` and nothing. A date stays text (so ``2024-13-01`` cannot blow up) and so does ``14:30`` (which
YAML 1.1 reads as 870). Aliases, tags and deep nesting are refused before anything is built.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal
from typing import Any

import yaml

from metodbank.source.defect import Defect, Mark
from metodbank.source.yaml_mistakes import mark_of, reason_of, syntax_defect

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_DEPTH = 12
Path = tuple[str | int, ...]


@dataclass
class Tree:
    """What was read: the mapping, where its keys and values stand, and what was wrong."""

    data: dict[str, Any] = dataclass_field(default_factory=dict)
    keys: dict[Path, Mark] = dataclass_field(default_factory=dict)
    values: dict[Path, Mark] = dataclass_field(default_factory=dict)
    defects: list[Defect] = dataclass_field(default_factory=list)
    lines: list[str] = dataclass_field(default_factory=list)
    first_line: int = 1
    ends: dict[Path, int] = dataclass_field(default_factory=dict)
    """The line each value ends on."""

    def find(self, path: Path, word: str) -> Mark:
        """Return where a word of a value stands; the value's place if the file writes the word otherwise."""
        while path and path not in self.ends:
            path = path[:-1]
        start = self.mark(path)
        for number in range(start.line, self.ends.get(path, start.line) + 1):
            line = self.lines[number - self.first_line : number - self.first_line + 1]
            column = line[0].find(word, start.column - 1 if number == start.line else 0) if line else -1
            if column >= 0:
                return Mark(number, column + 1)
        return start

    def mark(self, path: Path, *, key: bool = False) -> Mark:
        """Return the place of a value (or of its key), or of the nearest thing around it."""
        marks = self.keys if key else self.values
        while path:
            if path in marks:
                return marks[path]
            if path in self.values:
                return self.values[path]
            path = path[:-1]
        return self.values.get((), Mark())


def read_tree(text: str, first_line: int = 1) -> Tree:
    """Read a YAML mapping that begins on line ``first_line`` of its file."""
    tree = Tree(values={(): Mark(first_line)}, lines=text.split("\n"), first_line=first_line)
    try:
        refused = _refuse(text, first_line)
        if refused:
            tree.defects.append(refused)
            return tree
        node = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        tree.defects.append(syntax_defect(error, text, first_line))
        return tree
    except (yaml.YAMLError, ValueError) as error:  # a character YAML forbids
        tree.defects.append(Defect("yaml", Mark(first_line), {"reason": reason_of(str(error))}))
        return tree
    if node is None:
        return tree
    if not isinstance(node, yaml.MappingNode):
        tree.defects.append(Defect("not_mapping", mark_of(node.start_mark, first_line)))
        return tree
    tree.data = _build(node, (), tree, first_line)
    return tree


def _refuse(text: str, first_line: int) -> Defect | None:
    """Look at the stream of events, where nothing is expanded yet, for what is never built."""
    depth = 0
    documents = 0
    for event in yaml.parse(text, Loader=Loader):
        mark = mark_of(event.start_mark, first_line)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            return Defect("alias", mark)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                return Defect("yaml", mark, {"reason": "в шапке несколько документов YAML"})
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                return Defect("too_deep", mark)
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            return Defect("tag", mark, {"tag": tag.replace("tag:yaml.org,2002:", "!!")})
    return None


def _build(node: yaml.Node, path: Path, tree: Tree, first_line: int) -> Any:
    tree.values[path] = mark_of(node.start_mark, first_line)
    tree.ends[path] = mark_of(node.end_mark, first_line).line
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, index), tree, first_line) for index, item in enumerate(node.value)]
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key_mark = mark_of(key_node.start_mark, first_line)
        if not isinstance(key_node, yaml.ScalarNode):
            tree.defects.append(Defect("yaml", key_mark, {"reason": "ключом может быть только слово"}))
            continue
        key = key_node.value
        if key in result:
            first = tree.keys[(*path, key)]
            tree.defects.append(Defect("duplicate_key", key_mark, {"key": key, "line": str(first.line)}))
            continue
        tree.keys[(*path, key)] = key_mark
        result[key] = _build(value_node, (*path, key), tree, first_line)
    return result


def _scalar(node: yaml.ScalarNode) -> Any:
    text: str = node.value
    if node.style:  # quoted or a block: always text
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"[-+]?(0|[1-9]\d{0,17})", text, re.ASCII):
        return int(text)
    if re.fullmatch(r"[-+]?\d{1,18}\.\d{1,18}", text, re.ASCII):
        return Decimal(text)
    return text
