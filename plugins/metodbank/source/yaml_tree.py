"""YAML becomes plain values and a map of where each key and value stands.

Only the plain part of YAML is understood: mappings, lists, text, whole and decimal numbers, ``true``,
``false`` and nothing. A date stays text (so ``2024-13-01`` cannot blow up) and so does ``14:30`` (which
YAML 1.1 reads as 870). Aliases, tags and deep nesting are refused before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal
from typing import Any

import yaml

from metodbank.source.defect import Defect, Mark

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
        tree.defects.append(_syntax(error, text, first_line))
        return tree
    except (yaml.YAMLError, ValueError) as error:  # a character YAML forbids
        tree.defects.append(Defect("yaml", Mark(first_line), {"reason": _reason(str(error))}))
        return tree
    if node is None:
        return tree
    if not isinstance(node, yaml.MappingNode):
        tree.defects.append(Defect("not_mapping", _mark(node.start_mark, first_line)))
        return tree
    tree.data = _build(node, (), tree, first_line)
    return tree


def _refuse(text: str, first_line: int) -> Defect | None:
    """Look at the stream of events, where nothing is expanded yet, for what is never built."""
    depth = 0
    documents = 0
    for event in yaml.parse(text, Loader=Loader):
        mark = _mark(event.start_mark, first_line)
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
    tree.values[path] = _mark(node.start_mark, first_line)
    tree.ends[path] = _mark(node.end_mark, first_line).line
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, index), tree, first_line) for index, item in enumerate(node.value)]
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key_mark = _mark(key_node.start_mark, first_line)
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


def _mark(mark: Any, first_line: int) -> Mark:
    return Mark(mark.line + first_line, mark.column + 1)


_REASONS: Mapping[str, str] = {
    "mapping values are not allowed": "внутри значения стоит двоеточие с пробелом: возьмите значение в кавычки",
    "cannot start any token": "значение не может начинаться с этого знака: возьмите значение в кавычки",
    "could not find expected ':'": "после ключа нет двоеточия с пробелом",
    "did not find expected key": "отступ или кавычки сбились: строка не похожа ни на ключ, ни на продолжение",
    "expected <block end>": "отступ или кавычки сбились: строка не похожа ни на ключ, ни на продолжение",
    "did not find expected '-' indicator": "отступ сбился: ожидался следующий пункт списка, то есть «- »",
    "did not find expected ',' or": "список в скобках не закрыт или между его частями нет запятой",
    "expected ',' or": "список в скобках не закрыт или между его частями нет запятой",
    "unexpected end of stream": "кавычка или скобка открыта, но не закрыта",
    "did not find expected node content": "скобка, запятая или двоеточие стоят не на месте",
    "expected the node content": "скобка, запятая или двоеточие стоят не на месте",
    "block sequence entries are not allowed": "пункт списка «- » стоит там, где ему нельзя быть: начните список с новой строки",
    "block mapping": "отступ сбился",
    "unknown escape character": "обратная черта в двойных кавычках: возьмите значение в одинарные кавычки",
    "expected alphabetic or numeric character": "значение не может начинаться со знака «*» или «&»: возьмите его в кавычки",
    "while scanning a tag": "значение не может начинаться со знака «!»: возьмите его в кавычки",
    "expected comment or line break": "после знака «|» или «>» текст начинается с новой строки, с отступом",
    "mapping keys are not allowed": "значение не может начинаться с вопросительного знака: возьмите его в кавычки",
    "expected <document start>": "строки «...» и «%…» в шапке не нужны",
    "special characters are not allowed": "в тексте есть невидимый управляющий знак",
    "control characters are not allowed": "в тексте есть невидимый управляющий знак",
}


_NOTICED_LATE = ("could not find expected ':'", "unexpected end of stream", "parsing a flow")
"""Mistakes that a parser notices lines after they were made: where the thing began is the place to look."""


def _reason(problem: str) -> str:
    return next((russian for part, russian in _REASONS.items() if part in problem), "строку не удалось разобрать")


def _syntax(error: yaml.MarkedYAMLError, text: str, first_line: int) -> Defect:
    told = f"{error.problem} {error.context}"
    place = error.problem_mark or error.context_mark
    if place and error.context_mark and any(part in told for part in _NOTICED_LATE):
        place = min(place, error.context_mark, key=lambda mark: mark.line)
    mark = _mark(place, first_line) if place else Mark(first_line)
    lines = text.split("\n")
    index = mark.line - first_line
    indent = re.match(r"[ \t]*", lines[index]) if 0 <= index < len(lines) else None
    if indent and "\t" in indent[0]:
        return Defect("tab", Mark(mark.line, indent[0].index("\t") + 1))
    return Defect("yaml", mark, {"reason": _reason(told)})
