"""Charts of indicators: what may be published and nothing else, in words too, the same bytes each time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest

from metodbank.indicators.charts import Chart, Press, against_targets, by_period, by_subject, places, verdicts
from metodbank.indicators.charts.bars import Bar, Rule, bars
from metodbank.indicators.charts.drawing import SVG, cut
from metodbank.indicators.library import SetResults
from metodbank.indicators.results import Status
from metodbank.indicators.sets import Measure
from tests.indicators_help import results_of, shipped

YEARS = {
    ("2024", "shkola-1"): {"teachers": 40, "diagnosed": 10},
    ("2025", "shkola-1"): {"teachers": 40, "diagnosed": 18},
}
"""25 % where 20 are demanded, 45 % where 50 are."""


def measure_of(results: SetResults, name: str) -> Measure:
    found = results.file.measure(name)
    assert found is not None
    return found


def period_chart(results: SetResults, name: str) -> Chart:
    return next(by_period(results, measure_of(results, name), results.subjects[0]))


def drawn(chart: Chart, name: str = "c") -> ElementTree.Element:
    return ElementTree.fromstring(Press().svg(chart, name))


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{{{SVG}}}text")]


def part(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    found = [group for group in root.iter(f"{{{SVG}}}g") if group.get("class") == f"mb-chart-{name}"]
    return [child for group in found for child in group]


def test_a_value_stands_beside_its_target() -> None:
    chart = period_chart(results_of("novospasskoe", YEARS), "nov-11")
    root = drawn(chart)
    assert {"25\N{NO-BREAK SPACE}%", "45\N{NO-BREAK SPACE}%", "20\N{NO-BREAK SPACE}%", "50\N{NO-BREAK SPACE}%"} <= set(
        texts(root)
    )
    assert "2024: 25 %, цель не менее 20 %" in chart.description.replace("\N{NO-BREAK SPACE}", " ")
    assert len(part(root, "value")) == 2
    assert len(part(root, "goal")) == 3, "the target of a year without a value is shown too"
    assert chart.notes == ("Нет данных: 2023, 2026.",)


def test_a_preliminary_value_has_another_form_and_says_so() -> None:
    chart = period_chart(results_of("novospasskoe", YEARS, preliminary=True), "nov-11")
    root = drawn(chart)
    assert part(root, "value") == []
    assert len(part(root, "early")) == 2
    assert "≈\N{NO-BREAK SPACE}25\N{NO-BREAK SPACE}%" in texts(root)
    assert "предварительно" in chart.description
    assert any("предварительно" in key.text for key in chart.keys)


def test_a_line_does_not_bridge_a_gap() -> None:
    held = {(year, "shkola-1"): {"teachers": 40, "diagnosed": 10} for year in ("2023", "2024", "2026")}
    lines = part(drawn(period_chart(results_of("novospasskoe", held), "nov-11")), "line")
    drawn_lines = [path for line in lines for path in line.iter(f"{{{SVG}}}path")]
    assert max(path.get("d", "").count("L") for path in drawn_lines) == 1, "2024 and 2026 are not neighbours"


def test_half_years_and_school_years_are_charts_of_their_own() -> None:
    results = shipped().indicators.sets["asou"]
    found = list(by_period(results, measure_of(results, "asou-1"), results.subjects[0]))
    assert len(found) == 2
    assert any("полугодие" in chart.title for chart in found)


def test_organisations_stand_in_order_with_the_bounds_of_scores() -> None:
    results = shipped().indicators.sets["ivolginsky"]
    measure = measure_of(results, "ivo-5a")
    chart = by_subject(results, measure, results.periods[1], results.subjects)
    assert chart is not None
    root = drawn(chart)
    values = [
        Fraction(found[1].replace(",", "."))
        for element in part(root, "number")
        if (found := re.search(r"([\d,]+)\s%", element.text or ""))
    ]
    assert len(values) > 5
    assert values == sorted(values, reverse=True)
    assert {"балл 1", "балл 2"} <= set(texts(root))


def test_a_hidden_value_is_left_out_and_named_in_words() -> None:
    results = shipped().indicators.sets["novospasskoe"]
    seen = 0
    for period in results.periods:
        for measure in results.measures:
            chart = by_subject(results, measure, period, results.subjects)
            secret = [
                r for s in results.subjects if (r := results.result(measure, period, s)).hidden and r.value is not None
            ]
            if chart is None or not secret:
                continue
            seen += 1
            shown = texts(drawn(chart))
            for result in secret:
                assert result.subject.title not in shown
                assert result.subject.title not in chart.description
                assert any("можно узнать людей" in note and result.subject.title in note for note in chart.notes)
    assert seen, "the samples must hold a hidden value"


def test_a_hidden_value_of_a_series_is_a_word() -> None:
    results = shipped().indicators.sets["novospasskoe"]
    measure = measure_of(results, "nov-9")
    subject = results.subjects[0]
    secret = [result for result in results.series(measure, subject) if result.hidden]
    assert secret
    chart = next(by_period(results, measure, subject))
    root = drawn(chart)
    assert "скрыто" in texts(root)
    assert len(part(root, "value")) + len(part(root, "early")) == sum(
        r.value is not None and not r.hidden for r in results.series(measure, subject)
    )


def test_a_dashboard_shows_each_value_as_a_part_of_its_target() -> None:
    results = shipped().indicators.sets["tazovsky"]
    period = results.periods[2]
    chart = against_targets(results, period, results.subjects[0])
    assert chart is not None
    bars_drawn = part(drawn(chart), "bar")
    targets = [r for r in results.results(period, results.subjects[0]) if r.target and r.value is not None]
    assert len(bars_drawn) == len(targets)
    assert all(target.measure.name in chart.description for target in targets)


def test_a_set_without_targets_has_no_dashboard_chart() -> None:
    results = shipped().indicators.sets["perm-2023"]
    assert against_targets(results, results.periods[1], results.subjects[0]) is None


@pytest.mark.parametrize("name", ["ivolginsky", "novospasskoe"])
def test_counts_of_a_stack_are_those_of_the_results(name: str) -> None:
    results = shipped().indicators.sets[name]
    period = results.periods[2]
    chart = verdicts(results, period, results.subjects)
    assert chart is not None
    for sentence in chart.description.rstrip(".").split("; "):
        assert sum(map(int, re.findall(r" — (\d+)", sentence))) in (0, len(results.subjects))
    if name == "novospasskoe":
        reached = sum(
            results.result(results.measures[5], period, s).verdict is Status.REACHED for s in results.subjects
        )
        assert reached == 0 or f"достигнут — {reached}" in chart.description


def test_a_rating_stands_beside_the_one_before() -> None:
    first, second, *_ = shipped().indicators.sets["asou"].ratings()
    chart = places(second, first)
    assert len(part(drawn(chart), "before")) == len(second.places)
    assert "было" in chart.description
    assert places(first, None).keys == ()


def every_chart() -> list[Chart]:
    found: list[Chart | None] = []
    for results in shipped().indicators.sets.values():
        for measure in results.measures[:4]:
            found.extend(by_period(results, measure, results.subjects[0]))
            found.append(by_subject(results, measure, results.periods[-1], results.subjects))
        found.append(verdicts(results, results.periods[-1], results.subjects))
    return [chart for chart in found if chart]


def test_an_svg_holds_no_script_no_style_and_asks_for_nothing() -> None:
    charts = every_chart()
    assert len(charts) > 15
    press = Press()
    for number, chart in enumerate(charts):
        svg = press.svg(chart, f"c{number}")
        root = ElementTree.fromstring(svg)
        tags = {element.tag.removeprefix(f"{{{SVG}}}") for element in root.iter()}
        assert tags <= {"svg", "g", "path", "line", "text", "tspan", "title", "desc"}
        names = {name for element in root.iter() for name in element.attrib}
        assert not {name for name in names if name.startswith("on") or "href" in name or name == "style"}
        assert "url(" not in svg
        assert root.get("role") == "img"
        labels = {element.get("id"): element.text for element in root.iter() if element.get("id")}
        assert labels == {f"c{number}-title": chart.title, f"c{number}-desc": chart.description}
        sizes = {element.get("font-size") for element in root.iter(f"{{{SVG}}}text")}
        assert sizes <= {"12px"}
        assert (root.get("viewBox") or "").split()[2] == "328"


def test_the_same_chart_is_the_same_bytes_also_from_the_cache(tmp_path: Path) -> None:
    chart = period_chart(results_of("novospasskoe", YEARS), "nov-11")
    fresh = Press().svg(chart, "c")
    kept = Press(tmp_path)
    assert kept.svg(chart, "c") == fresh
    (file,) = tmp_path.iterdir()
    assert kept.svg(chart, "c") == fresh
    file.write_text("<svg", encoding="utf-8")
    assert kept.svg(chart, "c") == fresh, "a damaged drawing is made again"
    assert file.read_text(encoding="utf-8") != "<svg"


def test_a_drawing_from_the_cache_is_html_also_where_nothing_is_drawn(tmp_path: Path) -> None:
    chart = period_chart(results_of("novospasskoe", YEARS), "nov-11")
    fresh = Press(tmp_path).svg(chart, "c")
    asked = tmp_path / "chart.json"
    asked.write_text(json.dumps(chart.spec), encoding="utf-8")
    code = (
        "import json, pathlib, sys; from metodbank.indicators.charts.drawing import Chart, Press;"
        "spec = json.loads(pathlib.Path(sys.argv[2]).read_text(encoding='utf-8'));"
        "print(Press(pathlib.Path(sys.argv[1])).svg(Chart(sys.argv[3], sys.argv[4], spec), 'c'))"
    )
    words = [str(tmp_path), str(asked), chart.title, chart.description]
    other = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, *words], capture_output=True, encoding="utf-8", check=True
    )
    assert other.stdout.strip() == fresh
    assert fresh.startswith("<svg ")


def test_hostile_words_stay_words() -> None:
    chart = period_chart(results_of("novospasskoe", YEARS), "nov-11")
    nasty = replace(
        chart,
        title='<script>alert(1)</script> "&',
        spec=bars([Bar("<b>Школа</b> & Ко", 5, "5", mark=7), Bar("b", 2, "2", early=True)], [Rule(3, "цель")]),
    )
    svg = Press().svg(nasty, "c")
    assert "<script" not in svg
    assert "<b>" not in svg
    root = ElementTree.fromstring(svg)
    assert "<b>Школа</b> & Ко" in texts(root)


def test_a_label_is_cut_at_a_word() -> None:
    assert cut("Доля педагогических работников", 60) == "Доля педагогических работников"
    assert cut("Доля педагогических работников, прошедших", 33) == "Доля педагогических работников…"
