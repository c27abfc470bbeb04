"""A covered count of people cannot be found from a verdict, a score, a direction, a sum or a register beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metodbank.bank.bank import TableRows
from metodbank.indicators.library import make_results
from metodbank.indicators.periods import span
from metodbank.indicators.results import Result, Status
from metodbank.indicators.sets import SetFile
from metodbank.model.tables import TABLES
from tests.indicators_help import at, figure, results_of, set_of, shipped


def _judged(measure: str, period: str, figures: Mapping[str, object]) -> Result:
    return at(results_of(set_of(measure).id, {(period, "shkola-5"): figures}), measure, period, "shkola-5")


def test_a_verdict_that_tells_one_from_two_is_withheld() -> None:
    """Новоспасское, line 107: «двое или более учителей»; «не достигнут» beside «1–2» would mean one."""
    one, two = (_judged("nov-8", "2026", {"subject_trained": number}) for number in (1, 2))
    assert one.verdict is two.verdict is Status.COVERED
    assert one.shortfall is two.shortfall is None
    assert one.explanation == two.explanation


def test_a_verdict_is_published_where_both_numbers_share_it() -> None:
    few = _judged("nov-7", "2026", {"staff": 40, "upbringing_trained": 1})
    assert few.hidden
    assert few.verdict is Status.NOT_REACHED


@pytest.mark.parametrize("earlier", [1, 2])
def test_a_direction_between_two_covered_counts_is_withheld(earlier: int) -> None:
    found = results_of(
        "novospasskoe",
        {("2025", "shkola-5"): {"subject_trained": earlier}, ("2026", "shkola-5"): {"subject_trained": 3 - earlier}},
    )
    assert at(found, "nov-8", "2026", "shkola-5").trend is None


def test_a_direction_that_holds_for_both_numbers_is_told() -> None:
    found = results_of(
        "novospasskoe",
        {("2025", "shkola-5"): {"subject_trained": 2}, ("2026", "shkola-5"): {"subject_trained": 9}},
    )
    trend = at(found, "nov-8", "2026", "shkola-5").trend
    assert trend is not None
    assert trend.text == "вырос по сравнению с периодом 2025"


def test_what_is_said_never_depends_on_the_covered_number() -> None:
    """Every measure counting people of an organisation says the same for one person and for two."""
    tried = 0
    for results in shipped().indicators.sets.values():
        if not results.book.organizations:
            continue
        slug = results.book.organizations[0].id
        for measure in results.measures:
            people = [name for name, held in results.file.variables.items() if held.unit == "чел." and not held.formula]
            for name in people:
                for period in results.periods:
                    others = {other: 40 for other in people if other != name}
                    one, two = (
                        at(
                            results_of(results.id, {(period.text, slug): {**others, name: number}}),
                            measure.id,
                            period.text,
                            slug,
                        )
                        for number in (1, 2)
                    )
                    if not one.hidden:
                        continue
                    tried += 1
                    assert _said(one) == _said(two)
    assert tried > 100


def _said(result: Result) -> tuple[object, ...]:
    return (
        result.shown,
        result.verdict,
        result.shortfall and result.shortfall.text,
        result.trend and result.trend.text,
        result.ahead and result.ahead.text,
        result.score and (result.score.points, result.score.reason),
        result.explanation,
    )


def test_a_register_covers_enough_cells_of_a_period_to_publish_the_sum() -> None:
    table = TABLES["iom"]
    empty = dict.fromkeys(table.fields)
    rows = tuple(
        {**empty, "organization": f"o-{index}", "period": period, "developed": number}
        for period, numbers in (("2025", (2, 5, 9, 12)), ("2026", (1, 2, 0)))
        for index, number in enumerate(numbers)
    )
    shown = TableRows(table, rows)
    assert [row["developed"] for row in shown.shown()] == ["1–2", "скрыто", "скрыто", 12, "1–2", "1–2", 0]
    assert shown.totals()["developed"] == "31"
    assert TableRows(table, rows[4:]).totals()["developed"] == "не меньше 2"


def _register(*counts: tuple[int, int, int]) -> TableRows:
    """Routes of organisations in one period: made, going on, done."""
    empty = {**dict.fromkeys(TABLES["iom"].fields), "period": "2025/26"}
    names = ("developed", "active", "completed")
    return TableRows(TABLES["iom"], tuple({**empty, **dict(zip(names, row, strict=True))} for row in counts))


def test_a_covered_part_cannot_be_found_from_the_whole_and_the_other_parts() -> None:
    """Of five routes four are done: one at most goes on, so «1–2» beside both numbers would mean one."""
    shown = _register((5, 1, 4), (9, 4, 5), (12, 6, 6), (20, 9, 8)).shown()[0]
    assert (shown["developed"], shown["active"], shown["completed"]) == (5, "1–2", "скрыто")


def test_two_covered_parts_do_not_tell_a_covered_whole() -> None:
    """One goes on and one is done: «1–2» three times would mean two, one and one."""
    shown = _register((2, 1, 1), (9, 4, 5), (12, 6, 6), (20, 9, 8)).shown()[0]
    assert (shown["developed"], shown["active"], shown["completed"]) == ("скрыто", "1–2", "1–2")


def test_equal_covered_counts_are_not_told_by_their_sum() -> None:
    texts = [row["active"] for row in _register(*[(20, n, 0) for n in (2, 2, 2, 7, 8)]).shown()]
    assert texts == ["1–2", "1–2", "1–2", "скрыто", 8]
    alone = _register((20, 2, 0), (20, 2, 0), (20, 2, 0))
    assert alone.totals()["active"] == "не меньше 3"


_ROW = st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 1)).map(lambda n: (sum(n), n[0], n[1]))


@settings(max_examples=12, deadline=None)
@given(st.lists(_ROW, min_size=3, max_size=3))
def test_whoever_tries_every_number_still_does_not_know(counts: list[tuple[int, int, int]]) -> None:
    """Every «1–2» is one in some register that would be published the same, and two in another."""
    table = _register(*counts)
    told = {name for name, total in table.totals().items() if total.startswith("не меньше")}
    names = ("developed", "active", "completed")
    rows = [[row[name] for name in names] for row in table.shown()]
    totals = [sum(row[index] for row in counts) for index in range(3)]
    possible = [[row for row in product(*(_stands_for(cell, totals[i]) for i, cell in enumerate(cells)))
                 if row[1] + row[2] <= row[0]] for cells in rows]  # fmt: skip
    known = [index for index, name in enumerate(names) if name not in told]
    seen: list[list[set[int]]] = [[set(), set(), set()] for _ in rows]
    for register in product(*possible):
        if all(sum(row[index] for row in register) == totals[index] for index in known):
            for row, found in zip(register, seen, strict=True):
                for number, numbers in zip(row, found, strict=True):
                    numbers.add(number)
    for cells, found in zip(rows, seen, strict=True):
        for name, cell, numbers in zip(names, cells, found, strict=True):
            assert cell != "1–2" or name in told or numbers == {1, 2}, (rows, totals)


def _stands_for(cell: object, most: int) -> range:
    """Numbers that may stand behind a cell of a register whose column sums up to ``most``."""
    if isinstance(cell, int):
        return range(cell, cell + 1)
    return range(1, 3) if cell == "1–2" else range(1, most + 1)


def test_a_sum_counted_from_too_few_covered_cells_is_covered_itself() -> None:
    results = results_of("asou", {})
    part = results.book.part("young_supported", span("2025/26"), results.subjects[0])
    covered = [behind for behind in part.behind if behind.shown in ("1–2", "скрыто")]
    assert len(covered) >= 3 or part.shown in ("1–2", "скрыто")


def test_a_derived_number_hides_with_what_it_is_made_of() -> None:
    """«Всего» made of a covered number and an open one would give the covered one away."""
    file = shipped().indicators.sets["novospasskoe"].file
    variables = [
        variable.model_copy(update={"formula": "subject_trained + teachers"}) if variable.id == "staff" else variable
        for variable in file.set.variables or ()
    ]
    changed = SetFile(replace(file.draft, entry=file.set.model_copy(update={"variables": variables})))
    rows = [
        figure("novospasskoe", "2026", "shkola-5", name, value)
        for name, value in {"subject_trained": 2, "teachers": 38, "upbringing_trained": 30}.items()
    ]
    results = make_results(changed, rows, shipped().bank)
    found = at(results, "nov-7", "2026", "shkola-5")
    part = next(part for part in found.parts if part.variable.id == "staff")
    assert (part.value, part.shown) == (40, "скрыто")
    assert found.hidden
    assert found.verdict is Status.NOT_REACHED
