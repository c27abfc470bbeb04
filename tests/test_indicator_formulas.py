"""Formulas: exact, refused when hostile, shown as in the document; numbers as people write them."""

from __future__ import annotations

import contextlib
import xml.etree.ElementTree as ET
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metodbank.indicators.evaluate import Gap, NoValue, evaluate
from metodbank.indicators.expression import Expression, ExpressionError, Name, Number, Operation, parse
from metodbank.indicators.mathml import document_text, numeric, symbolic
from metodbank.indicators.numbers import read_number, rounded, spell, spell_beside
from metodbank.indicators.periods import span
from metodbank.indicators.units import UnitMismatch, dimension
from tests.indicators_help import results_of, shipped

HOSTILE = [
    "__import__('os')", "a.b", "a[0]", "a if b else c", "lambda: a", "a ** 9", "9**9**9", "a // b", "a % b", "[a]",
    "(a, b)", "a and b", "not a", "a == b", "f(a)", "'a'", "1e9", "0x10", "1_000", "True", "a := b", "~a", "+a",
    "а / b", "a / b · 100", "a; b", "a\nb", "", "()", "(", "a b", "a /", "1j", "a" * 301,
    "-" * 60 + "a", "+".join(["a"] * 149),
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_not_a_formula_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert refused.value.reason
    assert refused.value.column >= 1


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        parse(text)


def test_evaluation_is_exact() -> None:
    assert evaluate(parse("0.1 + 0.2"), {}) == Fraction(3, 10)
    assert evaluate(parse("a / b * 100"), {"a": Fraction(1), "b": Fraction(3)}) == Fraction(100, 3)
    assert evaluate(parse("-(a - 1) * 2"), {"a": Fraction(3)}) == -4


def test_gaps_are_named() -> None:
    assert evaluate(parse("a / b"), {"a": Fraction(1), "b": Fraction(0)}) == NoValue(Gap.ZERO, ("b",))
    assert evaluate(parse("a / b"), {"a": Fraction(1), "b": None}) == NoValue(Gap.NO_FIGURE, ("b",))
    assert evaluate(parse("a / b"), {}) == NoValue(Gap.NO_FIGURE, ("a", "b"))


numbers = st.fractions(min_value=-1000, max_value=1000, max_denominator=50)


def _trees() -> st.SearchStrategy[Expression]:
    leaves = st.one_of(
        st.sampled_from([Name("a"), Name("b"), Name("c")]),
        st.integers(0, 99).map(lambda number: Number(Fraction(number), str(number))),
    )
    return st.recursive(
        leaves,
        lambda inner: st.builds(Operation, st.sampled_from(["+", "-", "*", "/"]), inner, inner),
        max_leaves=8,
    )


def _written(tree: Expression) -> str:
    match tree:
        case Name(id):
            return id
        case Number(_, text):
            return text
        case Operation(operator, left, right):
            return f"({_written(left)} {operator} {_written(right)})"
    raise AssertionError(tree)


@given(_trees(), numbers, numbers, numbers)
@settings(max_examples=200, deadline=None)
def test_a_formula_means_what_it_says(tree: Expression, a: Fraction, b: Fraction, c: Fraction) -> None:
    assert parse(_written(tree)) == tree
    figures = {"a": a, "b": b, "c": c}
    found = evaluate(tree, dict(figures))
    try:
        plain = eval(_written(tree).replace("/", "*Fraction(1)/"), {"Fraction": Fraction}, figures)
    except ZeroDivisionError:
        assert isinstance(found, NoValue)
    else:
        assert found == plain


def test_units() -> None:
    people, places = (("чел.", 1),), (("орг.", 1),)
    assert dimension(parse("a / b * 100"), {"a": people, "b": people}) == ()
    assert dimension(parse("a / b"), {"a": people, "b": places}) == (("орг.", -1), ("чел.", 1))
    with pytest.raises(UnitMismatch):
        dimension(parse("a + b"), {"a": people, "b": places})


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("31", (Fraction(31), False)), ("8,6", (Fraction(43, 5), False)), ("1 230", (Fraction(1230), False)),
        ("1\u00a0230,5 %", (Fraction(2461, 2), True)), ("-4", (Fraction(-4), False)),
        ("61.5%", (Fraction(123, 2), True)),
        ("четыре", None), ("1,2,3", None), ("", None), ("12.окт", None), ("=1+1", None), ("٣", None),
    ],
)  # fmt: skip
def test_numbers_as_excel_writes_them(cell: str, value: object) -> None:
    assert read_number(cell) == value


def test_rounding_is_half_up() -> None:
    assert str(rounded(Fraction(1, 20))) == "0.1"
    assert str(rounded(Fraction(-1, 20))) == "-0.1"
    assert spell(Fraction(40)) == "40"
    assert spell(Fraction(12345678, 1000), 1) == "12\N{NO-BREAK SPACE}345,7"
    assert spell_beside(Fraction(1999, 100), Fraction(20)) == "19,99"
    assert spell_beside(Fraction(20), Fraction(20)) == "20"


@given(st.fractions(min_value=0, max_value=200, max_denominator=3000), st.integers(0, 200))
@settings(max_examples=300, deadline=None)
def test_a_value_never_looks_as_if_it_met_a_target_it_missed(value: Fraction, goal: int) -> None:
    shown = Fraction(spell_beside(value, Fraction(goal)).replace(",", "."))
    assert (shown >= goal) == (value >= goal)


def test_periods() -> None:
    assert (span("2025/26").start.isoformat(), span("2025/26").end.isoformat()) == ("2025-09-01", "2026-08-31")
    assert span("II полугодие 2022").start.isoformat() == "2022-07-01"
    assert span("2025/26").contains(span("2026-02"))
    assert not span("2025").contains(span("2025/26"))


def _math(text: str) -> ET.Element:
    return ET.fromstring(text)


def test_the_formula_of_the_document_in_its_letters() -> None:
    measure = shipped().indicators.sets["asou"].file.measure("asou-9")
    assert measure is not None
    shown = symbolic(measure)
    assert shown is not None
    assert (
        shown.words == "D с индексом cp равно K с индексом усп разделить на K с индексом cp, умножить на 100 процентов"
    )
    assert [element.text for element in _math(shown.html).iter() if element.text] == [
        "D", "cp", "=", "K", "усп", "K", "cp", "⋅", "100", "%",
    ]  # fmt: skip


def test_the_formula_with_numbers() -> None:
    held = {("2022", "severorechensk"): {"staff": 267, "diagnosed": 44}}
    results = results_of("tazovsky", held)
    measure = results.file.measure("taz-1")
    assert measure is not None
    shown = numeric(results.result(measure, span("2022"), results.subjects[0]))
    assert shown is not None
    assert shown.words == "44 разделить на 267, умножить на 100 процентов равно 16,5\N{NO-BREAK SPACE}%"
    hidden = results_of("tazovsky", {("2022", "shkola-5"): {"staff": 13, "diagnosed": 2}})
    school = hidden.book.subject("shkola-5")
    assert school is not None
    assert numeric(hidden.result(measure, span("2022"), school)) is None


def test_every_formula_text_of_the_documents_is_shown() -> None:
    count = 0
    for results in shipped().indicators.sets.values():
        for measure in results.measures:
            if symbolic(measure):
                _math(symbolic(measure).html)  # type: ignore[union-attr]
            if measure.formula and measure.formula.text:
                html = document_text(measure.formula.text)
                assert "$" not in html
                assert "\\" not in html
                _math(f"<p>{html}</p>")
                count += 1
    assert count == 11


def test_the_words_of_a_document_are_no_markup() -> None:
    assert document_text("<b>$K<i>$") == (
        '&lt;b&gt;<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline" alttext="K &lt; i &gt;">'
        "<mrow><mi>K</mi><mtext>&lt;</mtext><mi>i</mi><mtext>&gt;</mtext></mrow></math>"
    )
