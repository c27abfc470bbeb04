"""Where numbers come from: sums over organisations, entries of the bank, ratings; and what must not depend on order."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from metodbank.indicators.book import ADDED, COUNTED, ENTERED
from metodbank.indicators.check import check_bank
from metodbank.indicators.evaluate import Gap
from metodbank.indicators.figures import Figure
from metodbank.indicators.library import SetResults, make_results
from metodbank.indicators.periods import span
from metodbank.indicators.rating import freeze
from metodbank.indicators.recommend import recommend
from metodbank.rules.corpus import read_corpus
from metodbank.rules.settings import Settings
from tests.conftest import ROOT, copy_project
from tests.indicators_help import TODAY, at, figure, results_of, shipped

SETS = ("tazovsky", "asou", "ivolginsky", "perm-2023", "perm-2022", "novospasskoe")


def test_the_territory_is_the_sum_of_its_organisations() -> None:
    reporters = shipped().indicators.sets["tazovsky"].set.reporters or []
    held = {("2022", slug): {"staff": 30, "diagnosed": 6} for slug in reporters}
    found = at(results_of("tazovsky", held), "taz-1", "2022", "severorechensk")
    assert found.value == 20
    assert {part.origin for part in found.parts} == {ADDED}
    assert [part.value for part in found.parts] == [54, 270]
    assert len(found.parts[0].figures) == 9


def test_without_one_organisation_there_is_no_sum() -> None:
    reporters = shipped().indicators.sets["tazovsky"].set.reporters or []
    held = {("2022", slug): {"staff": 30, "diagnosed": 6} for slug in reporters}
    del held["2022", "shkola-3"]
    results = results_of("tazovsky", held)
    found = at(results, "taz-1", "2022", "severorechensk")
    assert found.value is None
    assert found.gap is not None
    assert found.gap.gap is Gap.NOT_ALL
    assert "Не сдали: СОШ № 3." in found.explanation
    missing = [
        (item.subject.id, item.variable.id, item.ask)
        for item in results.missing(span("2022"))
        if item.variable.id == "staff"
    ]
    assert missing == [("shkola-3", "staff", "заместитель руководителя организации по методической работе")]


def test_events_of_the_bank_are_counted_and_listed() -> None:
    results = shipped().indicators.sets["tazovsky"]
    found = at(results, "taz-6", "2026", "severorechensk")
    held = [
        record
        for record in shipped().bank.all("event")
        if record.value("level") == "муниципальный"
        and record.value("status") == "состоялось"
        and record.value("start").year == 2026
    ]
    assert found.value == len(held) > 3
    assert found.parts[0].origin == COUNTED
    assert {behind.page for behind in found.parts[0].behind} == {record.page for record in held}
    assert found.preliminary  # the year is not over


def test_before_the_bank_was_complete_nothing_is_counted() -> None:
    found = at(results_of("tazovsky", {}), "taz-6", "2025", "severorechensk")
    assert found.value is None


@pytest.mark.parametrize(
    ("variable", "period", "value", "pages"),
    [
        ("sites", "2026/27", 7, "internships/"),
        ("members", "2026/27", 3, "members/"),
        ("assigned", "2026/27", 157, "members/"),
        ("iom_developed", "2023/24", 53, "registers/iom.md"),
        ("young_supported", "2024/25", 21, "registers/mentoring.md"),
        ("mentoring_organizations", "2025/26", 9, "registers/mentoring.md"),
        ("sharing_teachers", "2025/26", 10, "practices/"),
    ],
)
def test_numbers_of_the_bank(variable: str, period: str, value: int, pages: str) -> None:
    results = results_of("asou", {})
    subject = results.book.subject("severorechensk")
    assert subject is not None
    part = results.book.part(variable, span(period), subject)
    assert part.value == value
    assert part.behind
    assert all(behind.page.startswith(pages) for behind in part.behind)
    assert sum(behind.amount for behind in part.behind) == value


def test_what_is_known_only_today_is_not_counted_for_the_past() -> None:
    results = results_of("asou", {})
    assert results.book.part("assigned", span("2025/26"), results.subjects[0]).value is None


def test_another_territory_is_not_counted_from_this_bank() -> None:
    found = at(results_of("asou", {}), "asou-2b", "2023/24", "kedrovy")
    assert found.value is None


def test_one_or_two_people_are_not_published_from_a_table() -> None:
    results = results_of("asou", {})
    part = results.book.part("young_supported", span("2025/26"), results.subjects[0])
    small = [behind for behind in part.behind if behind.amount in (1, 2)]
    assert small
    assert {behind.shown for behind in small} == {"1–2"}


def test_a_small_count_cannot_be_found_by_subtraction() -> None:
    reporters = shipped().indicators.sets["tazovsky"].set.reporters or []
    counts = dict(zip(reporters, (20, 2, 5, 9, 7, 12, 11, 0, 8), strict=True))
    results = results_of("tazovsky", {("2022", slug): {"staff": 30, "diagnosed": n} for slug, n in counts.items()})
    shown = {
        subject.id: results.book.part("diagnosed", span("2022"), subject).shown
        for subject in results.book.organizations
        if subject.id in counts
    }
    assert list(shown.values()) == ["20", "1–2", "скрыто", "9", "скрыто", "12", "11", "0", "8"]
    assert at(results, "taz-1", "2022", "shkola-3").shown == "скрыто: по числу можно узнать людей"
    assert at(results, "taz-1", "2022", "severorechensk").parts[0].shown == "74"


def test_a_figure_entered_by_hand_is_used_and_the_counted_one_kept_beside_it() -> None:
    results = results_of("tazovsky", {("2026", "severorechensk"): {"events": 40}})
    part = at(results, "taz-6", "2026", "severorechensk").parts[0]
    assert (part.value, part.origin) == (40, ENTERED)
    assert part.counted is not None
    assert part.counted.value == 9


def _shown(results: SetResults) -> dict[tuple[str, str, str], tuple[str, str, str]]:
    return {
        (measure.id, period.text, subject.id): (found.shown, found.status.value, found.explanation)
        for subject in results.book.subjects
        for period in results.periods
        for measure in results.measures
        for found in [results.result(measure, period, subject)]
    }


@pytest.mark.parametrize("set_id", SETS)
@given(data=st.data())
@settings(max_examples=5, deadline=None)
def test_the_order_of_rows_changes_nothing(set_id: str, data: st.DataObject) -> None:
    results = shipped().indicators.sets[set_id]
    shuffled = data.draw(st.permutations(results.book.figures))
    again = make_results(results.file, shuffled, shipped().bank)
    expected, found = _shown(results), _shown(again)
    assert found == expected


@pytest.mark.parametrize("set_id", ["ivolginsky", "novospasskoe"])
def test_a_new_organisation_changes_only_its_own_rows(set_id: str) -> None:
    results = shipped().indicators.sets[set_id]
    period = results.periods[0].text
    variable = "teachers"
    new = [figure(set_id, period, "centr-dpo", variable, 60)]
    before = _shown(results)
    after = _shown(make_results(results.file, (*results.book.figures, *new), shipped().bank))
    assert {key: value for key, value in after.items() if key[2] != "centr-dpo"} == before
    assert any(key[2] == "centr-dpo" for key in after)


def _rated(values: dict[str, tuple[int, int]]) -> SetResults:
    held = {
        ("2022/23", subject): {"teachers": 100, "registry_trained": first, "regional_trained": second}
        for subject, (first, second) in values.items()
    }
    return results_of("asou", held)


def test_the_best_has_a_hundred_and_the_rest_in_proportion() -> None:
    results = _rated({"kedrovy": (8, 30), "sosnovka": (4, 30), "yuzhny": (2, 15)})
    (rating,) = [rating for rating in results.ratings() if rating.period == "2022/23"]
    found = {place.subject.id: (place.place, place.total) for place in rating.places}
    assert found["kedrovy"] == ("1", 100)
    assert found["sosnovka"] == ("2", 75)  # (50 + 100) / 2
    assert found["yuzhny"] == ("3", Fraction(75, 2))  # (25 + 50) / 2
    assert found["beregovoy"] == ("4–5", 0)  # nothing handed in
    assert set(rating.measures) == {"asou-3", "asou-5"}


def test_a_tie_shares_places() -> None:
    results = _rated({"kedrovy": (8, 30), "sosnovka": (4, 15), "yuzhny": (4, 15)})
    (rating,) = [rating for rating in results.ratings() if rating.period == "2022/23"]
    assert [(p.place, p.subject.id) for p in rating.places[:3]] == [
        ("1", "kedrovy"),
        ("2–3", "sosnovka"),
        ("2–3", "yuzhny"),
    ]


def test_a_frozen_rating_does_not_follow_later_figures(tmp_path: Path) -> None:
    root = copy_project(tmp_path)
    settings = Settings(root, today=TODAY)
    path = root / "content/indicators/figures/asou.csv"
    before = check_bank(read_corpus(settings)).indicators.sets["asou"].ratings()[1]
    text = path.read_text(encoding="utf-8-sig")
    line = next(row for row in text.splitlines() if row.startswith("asou;2022/23;yuzhny;registry_trained;"))
    path.write_text(text.replace(line, line.replace(line.split(";")[4], "200", 1)), encoding="utf-8-sig")
    after = check_bank(read_corpus(settings)).indicators.sets["asou"].ratings()[1]
    assert after.places == before.places
    assert after.frozen == dt.date(2023, 6, 30)
    assert [change for change in after.changes if "asou-3" in change and change.startswith("Южный")]


def test_a_snapshot_reads_back_as_it_was_written() -> None:
    results = shipped().indicators.sets["asou"]
    live = results.ratings()[2]
    assert live.frozen is None
    data = yaml.safe_load(freeze(live, "asou", dt.date(2023, 12, 28)))
    assert [place["place"] for place in data["places"]] == [place.place for place in live.places]
    assert data["month"] == "2023-12"


def test_same_things_of_different_documents() -> None:
    themes = {same.theme: {results.id for results, _ in same.measures} for same in shipped().indicators.same()}
    assert themes["Диагностика профессиональных дефицитов"] == {"tazovsky", "asou", "perm-2022", "novospasskoe"}
    assert all(len(sets) > 1 for sets in themes.values())


def test_two_editions_know_each_other() -> None:
    sets = shipped().indicators.sets
    assert sets["perm-2023"].set.supersedes == "perm-2022"
    assert sets["perm-2022"].set.superseded_by == "perm-2023"


def test_data_of_indicators_are_not_files_of_the_site() -> None:
    assert (ROOT / "content/indicators/figures/asou.csv").is_file()
    folder = ROOT / "content/indicators"
    texts = {path.parent.relative_to(folder).as_posix() for path in folder.rglob("*.md")}
    assert texts == {"recommendations"}


def test_no_row_is_lost() -> None:
    rows: list[Figure] = [row for results in shipped().indicators.sets.values() for row in results.book.figures]
    lines = sum(
        len(path.read_text(encoding="utf-8-sig").splitlines()) - 1
        for path in (ROOT / "content/indicators/figures").glob("*.csv")
    )
    assert len(rows) == lines


def test_recommendations_follow_from_results() -> None:
    held = {("2024", "shkola-1"): {"teachers": 54, "diagnosed": 6, "roadmap": "есть", "contests": "нет"}}
    results = results_of("novospasskoe", held)
    subject = results.book.subject("shkola-1")
    assert subject is not None
    found = recommend(results, span("2024"), subject)
    texts = [advice.text.replace("\N{NO-BREAK SPACE}", " ") for advice in found.reach]
    assert [text.rpartition(": сейчас ")[2] for text in texts] == [
        "нет, цель — должно быть; этого ещё нет.",
        "11,1 %, цель — не менее 20 %; не хватает 5 педагогов.",
    ]
    assert [result.measure.id for result in found.keep] == ["nov-1"]
    assert "Сдать цифру: Педагогических работников до 35 лет (собирает: заместитель" in "".join(found.hand_in)


def test_a_recommendation_leads_to_the_next_score() -> None:
    held = {("2024/25", "shkola-1"): {"teachers": 50, "municipal_online": 15, "orders_score": 1}}
    results = results_of("ivolginsky", held)
    subject = results.book.subject("shkola-1")
    assert subject is not None
    texts = [advice.text for advice in recommend(results, span("2024/25"), subject).reach]
    assert any(text.endswith("балл 2 ставится, если: выполняются своевременно.") for text in texts)
    assert any(text.endswith("балл 1 — от 40 %, не хватает 5 педагогов.") for text in texts)
