"""Formulas as data: text becomes a tree of numbers, names and four operations; nothing is ever executed.

Python's own parser reads the text (``ast.parse`` only builds a tree, it runs nothing); the tree is then
copied node by node into the few classes below, and whatever is not on the list is refused with its place.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

MAX_LENGTH = 300
MAX_NODES = 100
MAX_DEPTH = 50

Operator = Literal["+", "-", "*", "/"]
_OPERATORS: dict[type[ast.operator], Operator] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_NUMBER = re.compile(r"\d{1,18}(?:\.\d{1,18})?", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_FOREIGN = re.compile(r"[^a-z0-9_+\-*/(). ]")


@dataclass(frozen=True)
class Number:
    """A number as it is written, exact."""

    value: Fraction
    text: str


@dataclass(frozen=True)
class Name:
    """A variable of the set."""

    id: str


@dataclass(frozen=True)
class Negative:
    """A minus before something."""

    inner: Expression


@dataclass(frozen=True)
class Operation:
    """Two things and the sign between them."""

    operator: Operator
    left: Expression
    right: Expression


Expression = Number | Name | Negative | Operation


class ExpressionError(Exception):
    """A formula that cannot be understood: the reason in Russian, and the column in its text, from 1."""

    def __init__(self, reason: str, column: int = 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column


def parse(text: str) -> Expression:
    """Read a formula, or raise :class:`ExpressionError`."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"формула длиннее {MAX_LENGTH} знаков")
    foreign = _FOREIGN.search(text)
    if foreign:
        raise ExpressionError(_foreign(foreign[0]), foreign.start() + 1)
    power = re.search(r"\*\s*\*|/\s*/", text)
    if power:
        raise ExpressionError("между числами стоит один знак: + - * или /", power.start() + 1)
    if not text.strip():
        raise ExpressionError("формула пуста")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        column = getattr(error, "offset", None) or 1
        raise ExpressionError("здесь не хватает знака, имени или скобки", column) from None
    if sum(isinstance(node, ast.expr) for node in ast.walk(tree.body)) > MAX_NODES:
        raise ExpressionError(f"в формуле больше {MAX_NODES} частей")
    return _copy(tree.body, text.strip(), 1)


def _foreign(char: str) -> str:
    if char == ",":
        return "дробные числа в формуле пишутся с точкой: 0.5"
    if re.fullmatch(r"[А-Яа-яЁё]", char):
        return f"буква «{char}» русская: имена переменных пишутся малыми латинскими буквами"
    if char == "%":
        return "знак «%» в формуле не пишется: умножьте на 100"
    if char in "·×":
        return "умножение пишется звёздочкой: *"
    return f"знак «{char}» в формуле не бывает"


def _copy(node: ast.expr, text: str, depth: int) -> Expression:
    column = node.col_offset + 1
    if depth > MAX_DEPTH:
        raise ExpressionError(f"части формулы вложены друг в друга больше {MAX_DEPTH} раз", column)
    if isinstance(node, ast.Constant):
        written = ast.get_source_segment(text, node) or ""
        if not _NUMBER.fullmatch(written):
            raise ExpressionError("число пишется цифрами, например 100 или 0.5", column)
        return Number(Fraction(written), written)
    if isinstance(node, ast.Name):
        if not _NAME.fullmatch(node.id):
            raise ExpressionError(f"имя «{node.id}» не похоже на имя переменной", column)
        return Name(node.id)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return Negative(_copy(node.operand, text, depth + 1))
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = _copy(node.left, text, depth + 1), _copy(node.right, text, depth + 1)
        return Operation(_OPERATORS[type(node.op)], left, right)
    raise ExpressionError("в формуле бывают только имена, числа, скобки и знаки + - * /", column)


def names(expression: Expression) -> tuple[str, ...]:
    """Return the variables of a formula, each once, in the order they stand."""
    return tuple(dict.fromkeys(_names(expression)))


def _names(expression: Expression) -> Iterator[str]:
    match expression:
        case Name(id):
            yield id
        case Negative(inner):
            yield from _names(inner)
        case Operation(_, left, right):
            yield from _names(left)
            yield from _names(right)
        case Number():
            return


@dataclass(frozen=True)
class Quotient:
    """A formula of the form ``top / bottom * factor``: what shares and ratios look like."""

    top: Expression
    bottom: Expression
    factor: Fraction = Fraction(1)


def quotient(expression: Expression) -> Quotient | None:
    """Return a formula's numerator, denominator and factor, if it has this form."""
    match expression:
        case Operation("*", Operation("/", top, bottom), Number(factor)):
            return Quotient(top, bottom, factor)
        case Operation("*", Number(factor), Operation("/", top, bottom)):
            return Quotient(top, bottom, factor)
        case Operation("/", top, bottom):
            return Quotient(top, bottom)
    return None
