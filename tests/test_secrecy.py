"""A covered count of people cannot be found from a verdict, a score, a direction, a sum or a register beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

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
