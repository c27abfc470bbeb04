"""What a YAML parser stumbles over, in the words of somebody who has never heard of YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from metodbank.source.defect import Defect, Mark


def mark_of(mark: Any, first_line: int) -> Mark:
    """Return the place of a parser's mark in a file where the YAML begins on ``first_line``."""
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
    "block sequence entries are not allowed": "пункт списка «- » здесь не на месте: начните список с новой строки",
    "block mapping": "отступ сбился",
    "unknown escape character": "обратная черта в двойных кавычках: возьмите значение в одинарные кавычки",
    "expected alphabetic or numeric character": (
        "значение не может начинаться со знака «*» или «&»: возьмите его в кавычки"
    ),
    "while scanning a tag": "значение не может начинаться со знака «!»: возьмите его в кавычки",
    "expected comment or line break": "после знака «|» или «>» текст начинается с новой строки, с отступом",
    "mapping keys are not allowed": "значение не может начинаться с вопросительного знака: возьмите его в кавычки",
    "expected <document start>": "строки «...» и «%…» в шапке не нужны",
    "special characters are not allowed": "в тексте есть невидимый управляющий знак",
    "control characters are not allowed": "в тексте есть невидимый управляющий знак",
}


_NOTICED_LATE = ("could not find expected ':'", "unexpected end of stream", "parsing a flow")
"""Mistakes that a parser notices lines after they were made: where the thing began is the place to look."""


def reason_of(problem: str) -> str:
    """Return what a complaint of the parser means, in Russian."""
    return next((russian for part, russian in _REASONS.items() if part in problem), "строку не удалось разобрать")


def syntax_defect(error: yaml.MarkedYAMLError, text: str, first_line: int) -> Defect:
    """Return what is wrong where the parser stopped, or higher up if that is where it began."""
    told = f"{error.problem} {error.context}"
    place = error.problem_mark or error.context_mark
    if place and error.context_mark and any(part in told for part in _NOTICED_LATE):
        place = min(place, error.context_mark, key=lambda mark: mark.line)
    mark = mark_of(place, first_line) if place else Mark(first_line)
    lines = text.split("\n")
    index = mark.line - first_line
    if quotes := _quotes(lines, index, first_line):
        return quotes
    line = lines[index] if index < len(lines) else ""
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" in indent:
        return Defect("tab", Mark(mark.line, indent.index("\t") + 1))
    reason = reason_of(told)
    if (indent and "mapping values" in told) or "expected key" in told or "expected <block end>" in told:
        reason = _shift(lines[: index + 1]) or reason
    if "двоеточие" in reason and re.search(r":\s+[«“„]", line):
        reason += ' — "…": знаки «» и “” кавычками здесь не считаются'
    return Defect("yaml", mark, {"reason": reason})


_QUOTED = re.compile(r"""[ ]*(?:-[ ]+)*[a-z_]+:[ ]+(["'])""")
_INSIDE = {'"': re.compile(r'(?:[^"\\]|\\.)*'), "'": re.compile(r"(?:[^']|'')*")}
_KEY = re.compile(r"(?P<indent>[ ]*)(?P<item>(?:-[ ]+)*)[a-z_]+:(?P<value>[ ]+[^#\s].*)?")


def _quotes(lines: list[str], last: int, first_line: int) -> Defect | None:
    """Find the value in quotes that ends too early, or on another line: a parser stumbles far below it."""
    for index, line in enumerate(lines[: last + 1]):
        opened = _QUOTED.match(line)
        if not opened:
            continue
        inside = _INSIDE[opened[1]].match(line, opened.end())
        end = inside.end() if inside else opened.end()
        if end == len(line):
            following = lines[index + 1] if index + 1 < len(lines) else ""
            if _KEY.match(following):
                reason = "кавычка открыта, но не закрыта: поставьте такую же в конце значения"
                return Defect("yaml", Mark(index + first_line, opened.end()), {"reason": reason})
        elif not re.match(r"[ ]*(?:#.*)?$", line[end + 1 :]):
            reason = "внутри кавычек стоят такие же кавычки, и значение кончилось раньше: внутри пишите «»"
            return Defect("yaml", Mark(index + first_line, end + 1), {"reason": reason})
    return None


def _shift(lines: list[str]) -> str:
    """Say that the last line stands further right or left than any line it could go with; empty if it does not."""
    keys = [found for line in lines if (found := _KEY.match(line))]
    last = _KEY.match(lines[-1])
    if last is None or len(keys) < 2:
        return ""
    indent, before = len(last["indent"]), keys[-2]
    if indent > len(before["indent"] + before["item"]) and before["value"]:
        return "строка сдвинута вправо: начните её вровень с соседними"
    levels = {len(found["indent"] + found["item"]) for found in keys[:-1]}
    return "" if indent in levels else "строка не вровень ни с одной над ней: проверьте пробелы в её начале"
