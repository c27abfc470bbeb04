"""Whatever is done to a file of indicators, the check says what is wrong and never breaks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metodbank.indicators.check import check_bank
from metodbank.indicators.figure_rules import check_figures
from metodbank.indicators.figures import read_figures
from metodbank.indicators.set_rules import check_sets
from metodbank.indicators.sets import read_sets
from metodbank.indicators.snapshots import check_snapshots, read_snapshots
from metodbank.rules.corpus import Corpus, read_corpus
from tests.small_bank import SmallBank

SET = "content/indicators/okrug.yml"
FIGURES = "content/indicators/figures/okrug.csv"
RATING = "content/indicators/ratings/okrug-2024-12.yml"
ODD = ["", "[]", "{}", "нет", "2024-13-01", "a / b", "[{}]", "[null]", "-1", "99999999999999999999", "*a", "\t", "'"]


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> SmallBank:
    return SmallBank.copied(tmp_path_factory.mktemp("indicators"))


@pytest.fixture(scope="module")
def corpus(bank: SmallBank) -> Corpus:
    return read_corpus(bank.settings)


def problems(bank: SmallBank, corpus: Corpus) -> list[str]:
    sets = read_sets(bank.root, corpus.vocabularies)
    by_id = {file.id: file for file in sets}
    found = [*check_sets(sets, corpus), *check_snapshots(read_snapshots(bank.root, corpus), by_id, corpus)]
    for file in read_figures(bank.root):
        found.extend(check_figures(file, by_id, corpus))
    return [problem.code for problem in found]


@given(data=st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("path", [SET, FIGURES, RATING])
def test_a_spoilt_file_never_breaks_the_check(path: str, bank: SmallBank, corpus: Corpus, data: st.DataObject) -> None:
    sound = bank.read(path)
    lines = sound.split("\n")
    index = data.draw(st.integers(0, len(lines) - 1))
    separator = ";" if path.endswith(".csv") else ": "
    head, found, _ = lines[index].rpartition(separator)
    lines[index] = data.draw(st.sampled_from(["", *(head + found + odd for odd in ODD)]))
    try:
        bank.write(path, "\n".join(lines))
        problems(bank, corpus)
    finally:
        bank.write(path, sound)


@pytest.mark.parametrize("column", range(9))
def test_a_lost_column_is_told_and_breaks_nothing(column: int, tmp_path: Path) -> None:
    bank = SmallBank.copied(tmp_path)
    rows = [row.split(";") for row in bank.read(FIGURES).splitlines()]
    bank.write(FIGURES, "\n".join(";".join(cell for i, cell in enumerate(row) if i != column) for row in rows))
    codes = [problem.code for problem in bank.report().problems]
    assert codes[:1] == (["MB802"] if column < 8 else [])


def test_sets_with_errors_are_not_computed(tmp_path: Path) -> None:
    bank = SmallBank.copied(tmp_path)
    assert set(check_bank(read_corpus(bank.settings)).indicators.sets) == {"okrug"}
    bank.write(SET, bank.read(SET).replace("expression: events", "expression: evnts"))
    assert check_bank(read_corpus(bank.settings)).indicators.sets == {}


def test_a_row_with_an_error_is_left_out_and_the_rest_is_kept(tmp_path: Path) -> None:
    bank = SmallBank.copied(tmp_path)
    before = len(check_bank(read_corpus(bank.settings)).indicators.sets["okrug"].book.figures)
    bank.write(FIGURES, bank.read(FIGURES).replace("managers;4", "managers;-4"))
    assert len(check_bank(read_corpus(bank.settings)).indicators.sets["okrug"].book.figures) == before - 1
