"""The examples in the guide of sets and figures are true: the good ones pass the rules, the bad ones do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from metodbank.indicators.expression import ExpressionError, parse
from metodbank.indicators.figure_rules import check_figures
from metodbank.indicators.figures import TABLE, FigureFile, FigureRow
from metodbank.indicators.model import Formula, IndicatorSet, Variable
from metodbank.indicators.query import Query
from metodbank.indicators.sets import SetFile, read_sets
from metodbank.indicators.snapshots import Snapshot
from metodbank.model.fields import FieldSpec, Group, Need, Several, fields_of
from metodbank.rules.corpus import Corpus, TableFile, read_corpus
from metodbank.rules.problem import Problem
from metodbank.source.csv_table import parse_sheet
from metodbank.source.yaml_tree import read_tree
from tests.conftest import ROOT
from tests.small_bank import SmallBank

SET = "content/indicators/okrug.yml"


def groups_inside(model: type[Group], seen: set[type[Group]]) -> Iterator[tuple[str, FieldSpec]]:
    """Yield the fields of sets and snapshots that hold groups of fields."""
    seen.add(model)
    for name, spec in fields_of(model).items():
        if isinstance(spec.item, type):
            yield f"{model.__name__}.{name}", spec
            if spec.item not in seen:
                yield from groups_inside(spec.item, seen)


GROUPS = {name: spec for model in (IndicatorSet, Snapshot) for name, spec in groups_inside(model, set())}


def whole(spec: FieldSpec, value: Any) -> bool:
    """Whether a value has the form of its field and every key that is always demanded."""
    if isinstance(spec.shape, Several) != isinstance(value, list):
        return False
    model = spec.item
    assert isinstance(model, type)
    assert issubclass(model, Group)
    for part in value if isinstance(value, list) else [value]:
        if not isinstance(part, dict) or not set(part) <= set(fields_of(model)):
            return False
        for name, inner in fields_of(model).items():
            if name not in part and inner.need is Need.DRAFT:
                return False
            if name in part and isinstance(inner.item, type) and not whole(inner, part[name]):
                return False
    return True


@pytest.mark.parametrize("name", GROUPS)
def test_an_example_of_a_group_can_be_copied_as_it_is(name: str) -> None:
    spec = GROUPS[name]
    good, bad = (read_tree(f"{spec.name}: {example}\n") for example in (spec.good, spec.bad))
    assert whole(spec, good.data[spec.name])
    assert bad.defects or not whole(spec, bad.data[spec.name])


@pytest.mark.parametrize("spec", [fields_of(Formula)["expression"], fields_of(Variable)["formula"]])
def test_an_example_of_a_formula_is_read_or_refused(spec: FieldSpec) -> None:
    parse(spec.good)
    with pytest.raises(ExpressionError):
        parse(spec.bad)


QUERIES = ("source", "where", "during", "of", "organization", "among", "since", "take")


@pytest.mark.parametrize("name", QUERIES)
def test_an_example_of_a_query_is_true_of_a_set(name: str, tmp_path: Path) -> None:
    bank = SmallBank.copied(tmp_path)
    spec = fields_of(Query)[name]
    assert counted_with(bank, spec, spec.good) == []
    assert counted_with(bank, spec, spec.bad) != []


def counted_with(bank: SmallBank, spec: FieldSpec, example: str) -> list[str]:
    text = bank.read(SET)
    start, end = text.index("    counted:\n"), text.index("  - {id: published")
    query = {"source": "event", "since": "2026-01-01", "take": "сумма" if spec.name == "of" else "записей"}
    lines = [f"      {key}: {value}\n" for key, value in {**query, spec.name: example}.items()]
    try:
        bank.write(SET, text[:start] + "    counted:\n" + "".join(lines) + text[end:])
        return [problem for problem in bank.problems() if "okrug.yml" in problem]
    finally:
        bank.write(SET, text)


COLUMNS = fields_of(FigureRow)
A_MATTER_OF_SENSE = {"source", "comment"}
"""Columns that take any words."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return read_corpus(SmallBank.copied(tmp_path_factory.mktemp("figures")).settings)


@pytest.fixture(scope="module")
def sets(corpus: Corpus) -> dict[str, SetFile]:
    return {file.id: file for file in read_sets(ROOT, corpus.vocabularies)}


def figures_with(sets: dict[str, SetFile], corpus: Corpus, **cells: str) -> list[Problem]:
    """The problems of one row of good examples, some cells of it replaced."""
    row = {name: spec.good for name, spec in COLUMNS.items()} | cells
    text = ";".join(spec.label for spec in COLUMNS.values()) + "\n" + ";".join(row.values()) + "\n"
    sheet = parse_sheet(text, PurePosixPath("content/indicators/figures/tazovsky.csv"))
    return list(check_figures(FigureFile(TableFile(TABLE, sheet)), sets, corpus))


def test_a_row_of_good_examples_has_no_problems(sets: dict[str, SetFile], corpus: Corpus) -> None:
    assert figures_with(sets, corpus) == []


@pytest.mark.parametrize("name", [name for name in COLUMNS if name not in A_MATTER_OF_SENSE])
def test_a_bad_cell_gives_a_problem(name: str, sets: dict[str, SetFile], corpus: Corpus) -> None:
    assert figures_with(sets, corpus, **{name: COLUMNS[name].bad}) != []
