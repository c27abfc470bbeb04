"""Formulas for people: MathML in the document's letters and with the numbers put in, and the same in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from metodbank.indicators.expression import Expression, Name, Negative, Number, Operation
from metodbank.indicators.results import Result
from metodbank.indicators.sets import Measure

MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML" display="{display}" alttext="{words}">{inner}</math>'
_WEIGHT = {"+": 1, "-": 1, "*": 2, "/": 2}
_SIGNS = {"+": "+", "-": "\N{MINUS SIGN}", "*": "\N{DOT OPERATOR}"}
_SPOKEN = {"+": "плюс", "-": "минус", "*": "умножить на", "/": "разделить на"}


@dataclass(frozen=True)
class Math:
    """A formula: ``html`` is a ``<math>`` element, ``words`` how it is read aloud."""

    html: str
    words: str


def symbolic(measure: Measure) -> Math | None:
    """Return the formula in the letters of the document; variables without a letter stand by their name."""
    if measure.expression is None or measure.formula is None:
        return None
    letters = {str(symbol.variable): str(symbol.symbol) for symbol in measure.formula.symbols or ()}
    result = measure.formula.result
    right = _mathml(measure.expression, lambda name: _symbol(letters.get(name, name)))
    spoken = _words(measure.expression, lambda name: _letter(letters.get(name, name)))
    if not result:
        return _math(right, spoken)
    return _math(f"{_symbol(result)}<mo>=</mo>{right}", f"{_letter(result)} равно {spoken}")


def numeric(result: Result) -> Math | None:
    """Return the formula with the numbers put in; None where a number is missing or must not be published."""
    measure = result.measure
    if measure.expression is None or result.value is None or result.hidden:
        return None
    shown = {str(part.variable.id): part.shown for part in result.parts}
    right = _mathml(measure.expression, lambda name: f"<mn>{escape(shown.get(name, '?'))}</mn>")
    spoken = _words(measure.expression, lambda name: shown.get(name, "?"))
    if isinstance(measure.expression, Name):
        return _math(right, spoken)
    return _math(f"{right}<mo>=</mo><mtext>{escape(result.shown)}</mtext>", f"{spoken} равно {result.shown}")


def _math(inner: str, words: str, display: str = "block") -> Math:
    return Math(MATH.format(display=display, words=escape(words, quote=True), inner=f"<mrow>{inner}</mrow>"), words)


def _mathml(expression: Expression, name: Callable[[str], str], above: int = 0) -> str:
    match expression:
        case Number(_, text):
            return f"<mn>{text.replace('.', ',')}</mn>"
        case Name(id):
            return name(id)
        case Negative(inner):
            return f"<mrow><mo>\N{MINUS SIGN}</mo>{_mathml(inner, name, 3)}</mrow>"
        case Operation("/", left, right):
            return f"<mfrac><mrow>{_mathml(left, name)}</mrow><mrow>{_mathml(right, name)}</mrow></mfrac>"
        case Operation("*", left, Number(_, "100")):
            # «· 100 %» is how the documents write a share; the percent sign is theirs
            return f"{_mathml(left, name, 2)}<mo>{_SIGNS['*']}</mo><mn>100</mn><mo>%</mo>"
        case Operation(operator, left, right):
            weight = _WEIGHT[operator]
            after = weight + 1 if operator == "-" else weight
            found = f"{_mathml(left, name, weight)}<mo>{_SIGNS[operator]}</mo>{_mathml(right, name, after)}"
            return f"<mrow><mo>(</mo>{found}<mo>)</mo></mrow>" if weight < above else found


def _words(expression: Expression, name: Callable[[str], str]) -> str:
    match expression:
        case Number(_, text):
            return text.replace(".", ",")
        case Name(id):
            return name(id)
        case Negative(inner):
            return f"минус {_words(inner, name)}"
        case Operation("*", left, Number(_, "100")):
            return f"{_words(left, name)}, умножить на 100 процентов"
        case Operation(operator, left, right):
            return f"{_group(left, name)} {_SPOKEN[operator]} {_group(right, name)}"


def _group(expression: Expression, name: Callable[[str], str]) -> str:
    words = _words(expression, name)
    return f"сумму ({words})" if isinstance(expression, Operation) and expression.operator in "+-" else words


_SYMBOL = re.compile(r"([A-Za-zА-Яа-я])(?:_(?:\{([^{}]*)\}|(\w)))?")


def _symbol(text: str) -> str:
    """Turn «K_{усп}» into MathML; a longer name is shown as text."""
    match = _SYMBOL.fullmatch(text)
    if match is None:
        return f"<mtext>{escape(text)}</mtext>"
    below = match[2] or match[3]
    return f"<msub><mi>{match[1]}</mi><mtext>{escape(below)}</mtext></msub>" if below else f"<mi>{match[1]}</mi>"


def _letter(text: str) -> str:
    match = _SYMBOL.fullmatch(text)
    below = match and (match[2] or match[3])
    return f"{match[1]} с индексом {below}" if match and below else text


def document_text(text: str) -> str:
    """Return the document's own words as HTML, what stands between dollar signs as MathML.

    The documents write ``X_y``, ``X_{abc}``, ``=``, ``/``, ``\\cdot``, numbers and ``\\%`` there; anything else
    is shown as the text it is.
    """
    pieces = text.split("$")
    if len(pieces) % 2 == 0:
        return escape(text)
    return "".join(escape(piece) if index % 2 == 0 else _inline(piece) for index, piece in enumerate(pieces))


_TOKEN = re.compile(
    r"(?P<symbol>[A-Za-zА-Яа-я](?:_(?:\{[^{}]*\}|\w))?)|(?P<number>\d+(?:[.,]\d+)?)"
    r"|(?P<times>\\cdot)|(?P<percent>\\?%)|(?P<sign>[=+\-/])|(?P<space>\s+)|(?P<other>.)"
)
_TOKEN_WORDS: Mapping[str, str] = {"=": "равно", "/": "разделить на", "+": "плюс", "-": "минус"}


def _inline(latex: str) -> str:
    html, words = zip(*_tokens(latex), strict=True) if latex.strip() else ((), ())
    return _math("".join(html), " ".join(words), "inline").html


def _tokens(latex: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(latex):
        kind, text = str(match.lastgroup), match[0]
        if kind == "symbol":
            yield _symbol(text), _letter(text)
        elif kind == "number":
            yield f"<mn>{text}</mn>", text
        elif kind == "times":
            yield "<mo>\N{DOT OPERATOR}</mo>", "умножить на"
        elif kind == "percent":
            yield "<mo>%</mo>", "процентов"
        elif kind == "sign":
            yield f"<mo>{text}</mo>", _TOKEN_WORDS[text]
        elif kind == "other":
            yield f"<mtext>{escape(text)}</mtext>", text
