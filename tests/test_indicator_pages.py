"""Pages of indicators: the same statuses as the engine, every source linked, plain addresses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from metodbank.indicators.addresses import taken
from metodbank.indicators.figures import FigureRow
from metodbank.indicators.model import IndicatorSet
from metodbank.indicators.periods import span
from metodbank.indicators.snapshots import Snapshot
from metodbank.indicators.words import period_slug
from metodbank.model.fields import Group, fields_of
from tests.indicator_pages_help import ReadPage, Window, page, views, words
from tests.indicators_help import SETS, shipped

PAGE_TYPES = (
    "indicators/index.html",
    "indicators/tazovsky/index.html",
    "indicators/tazovsky/2023.html",
    "indicators/tazovsky/taz-1.html",
    "indicators/asou/index.html",
    "indicators/asou/2022-23.html",
    "indicators/asou/asou-2.html",
    "indicators/asou/method.html",
    "indicators/asou/missing.html",
    "indicators/asou/rating-2022-12.html",
    "indicators/asou/rating-2023-12.html",
    "indicators/ivolginsky/index.html",
    "indicators/ivolginsky/ivo-5.html",
    "indicators/ivolginsky/scores.html",
    "indicators/ivolginsky/missing.html",
    "indicators/novospasskoe/index.html",
    "indicators/novospasskoe/nov-9.html",
    "indicators/perm-2022/index.html",
    "indicators/perm-2023/index.html",
    "indicators/perm-2023/method.html",
    "indicators/perm-2023/changes.html",
    "indicators/ivolginsky/passport.html",
    "indicators/ivolginsky/recommendations.html",
    "indicators/ivolginsky/subject-shkola-3.html",
    "indicators/asou/subject-severorechensk.html",
    "indicators/tazovsky/subject-shkola-1.html",
    "organizations/shkola-3.html",
)


@pytest.mark.parametrize("path", PAGE_TYPES)
def test_every_page_type_opens_fits_and_asks_no_foreign_host(visit: Window, path: str) -> None:
    window = visit()
    shown = window.open(path)
    assert shown.locator("h1").count() == 1
    for width in (1280, 640, 360):  # 640 is a laptop at 200 % zoom
        shown.set_viewport_size({"width": width, "height": 900})
        assert shown.evaluate("document.documentElement.scrollWidth") <= width, f"sideways scroll at {width}"
    assert (window.errors, window.foreign) == ([], [])


def test_what_changed_between_editions_is_told_in_words_too(site: Path) -> None:
    changes = page(site, "indicators/perm-2023/changes.html")
    text = words(changes.text)
    assert "новый — 14" in text
    assert "убрано: 3" in text
    assert "добавлено: три" in text
    for uri in ("indicators/perm-2023/index.html", "indicators/perm-2022/index.html"):
        assert any(target.endswith("changes.html") for target in page(site, uri).links)


def test_a_recommendation_written_by_hand_is_shown_with_its_author(site: Path) -> None:
    found = page(site, "indicators/ivolginsky/subject-shkola-3.html")
    text = words(found.text)
    assert "Закрепить приказом всех наставников" in text
    assert "Написано методистом: Наброскова Галина" in text
    assert "Что составил бы банк по нынешним цифрам" in text
    assert "../../practices/chetyre-klassa-odin-urok/index.html" in found.links
    other = words(page(site, "indicators/ivolginsky/subject-shkola-1.html").text)
    assert "Написано методистом" not in other
    assert "Составлено банком" in other


def test_an_organisation_leads_to_its_indicators_and_back(site: Path) -> None:
    sets = [view for view in views().values() if any(subject.id == "shkola-3" for subject in view.told)]
    assert len(sets) >= 3
    links = page(site, "organizations/shkola-3.html").links
    for view in sets:
        subject = next(subject for subject in view.told if subject.id == "shkola-3")
        assert f"../{view.subject_uri(subject)}" in links
        assert "../../organizations/shkola-3.html" in page(site, view.subject_uri(subject)).links


def test_the_search_box_finds_an_indicator(visit: Window) -> None:
    window = visit()
    shown = window.open("index.html")
    shown.locator(".md-search__input").click()
    shown.keyboard.type("уроков посещенных членами регионального методического актива")
    shown.locator(".md-search-result__item a[href*='asou/asou-11.html']").first.wait_for()
    assert (window.errors, window.foreign) == ([], [])


def test_a_dashboard_on_a_phone_names_every_value(visit: Window) -> None:
    shown = visit(360).open("indicators/tazovsky/2023.html")
    row = shown.locator("tr[data-measure=taz-2]")
    for name in ("Значение", "Цель", "Статус", "Чего не хватает"):
        cell = row.locator(f"td[data-label='{name}']")
        assert cell.is_visible()
        assert name in _label(cell)
    assert "не достигнут" in row.inner_text()
    assert "не хватает" in row.inner_text()


def _label(cell: Locator) -> str:
    """The words a narrow screen puts before a cell."""
    shown = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    return str(cell.get_attribute("data-label")) if "attr(data-label)" in shown else str(shown)


@pytest.mark.parametrize("name", SETS)
def test_dashboards_show_what_the_engine_says(site: Path, name: str) -> None:
    view = views()[name]
    assert view.periods
    for period in view.periods:
        rows = page(site, view.address(period)).rows
        assert set(rows) == {measure.id for measure in view.results.measures}
        for line in view.rows(period):
            text = words(rows[line.measure.id])
            if view.by_territory:
                result = line.result
                assert words(result.shown) in text
                assert result.status.value in text
                assert not result.target or result.verdict.value in text
                assert words(result.shortfall.text if result.shortfall else "") in text
                assert words(result.trend.text if result.trend else "") in text
            elif view.scored:
                assert all(f"{points} × {count}" in text for points, count in line.scores)
            else:
                for result in line.results:
                    assert f"{result.subject.title}: {words(result.shown)}" in text
                    assert not line.target or result.verdict.value in text


def test_the_list_of_sets_counts_what_the_engine_says(site: Path) -> None:
    text = words(page(site, "indicators/index.html").text)
    for view in views().values():
        assert words(str(view.results.set.title)) in text
        period = view.judged
        if period and view.by_territory:
            verdicts = [result.verdict.value for result in view.results.results(period, view.subjects[0])]
            assert f"достигнут {verdicts.count('достигнут')} ✗ не достигнут {verdicts.count('не достигнут')}" in text
    assert "Прежняя редакция: заменена набором" in text


def test_the_heat_table_gives_every_score_and_its_reason(site: Path) -> None:
    view = views()["ivolginsky"]
    for period in view.periods:
        name = "scores" if period == view.latest else f"scores-{period_slug(period)}"
        html = (site / view.uri(name)).read_text(encoding="utf-8")
        for subject in view.subjects:
            for result in view.results.results(period, subject):
                anchor = f"why-{subject.id}-{result.measure.id}"
                cell = re.search(rf'href="#{re.escape(anchor)}"[^>]*>([^<]+)</a>', html)
                reason = re.search(rf'<li id="{re.escape(anchor)}">(.*?)</li>', html, re.DOTALL)
                assert cell is not None
                assert reason is not None
                assert cell[1] == (str(result.score.points) if result.score else "?")
                said = result.score.reason[1:] if result.score else result.explanation
                assert words(said) in words(ReadPage(reason[0]).text)


def test_a_frozen_rating_shows_its_own_places(site: Path) -> None:
    ratings = shipped().indicators.sets["asou"].ratings()
    assert {rating.month.month for rating in ratings} == {6, 12}
    for rating in ratings:
        text = words(page(site, f"indicators/asou/rating-{rating.month:%Y-%m}.html").text)
        assert ("заморожен" in text) == bool(rating.frozen)
        for place in rating.places:
            assert f"{place.place} {place.subject.title} {place.shown}" in text
        assert all(change in text for change in map(words, rating.changes))


def test_every_oddity_stands_on_the_methodology_page(site: Path) -> None:
    for view in views().values():
        text = words(page(site, view.uri("method")).text)
        held = view.oddities()
        assert held
        for _, oddity in held:
            assert words(str(oddity.text)) in text
            assert words(str(oddity.policy)) in text


def test_names_and_formulas_stand_word_for_word(site: Path) -> None:
    for view in views().values():
        for indicator in view.results.set.indicators or ():
            found = page(site, view.uri(str(indicator.id)))
            assert words(str(indicator.name)) in words(found.text)
            for measure in view.measures_of(indicator):
                text = (measure.formula.text if measure.formula else "") or ""
                assert words(text.split("$")[-1]) in words(found.text)


def test_what_is_missing_names_whom_to_ask(site: Path) -> None:
    view = views()["ivolginsky"]
    text = words(page(site, view.uri("missing")).text)
    assert view.latest
    absent = view.results.missing(view.latest)
    assert absent
    for entry in absent:
        assert entry.subject.title in text
        assert words(str(entry.variable.title)) in text
        assert f"Спросить: {entry.ask}" in text


def test_every_page_of_a_sample_says_so(site: Path) -> None:
    for view in views().values():
        assert view.results.sample
        for file in (site / "indicators" / view.id).glob("*.html"):
            assert "числа этого набора выдуманы для показа" in page(site, f"indicators/{view.id}/{file.name}").text


@pytest.mark.parametrize(
    ("period", "slug"),
    [
        ("2024", "2024"),
        ("2022/23", "2022-23"),
        ("II полугодие 2023", "2023-h2"),
        ("IV квартал 2023", "2023-q4"),
        ("2023-05", "2023-05"),
    ],
)
def test_the_address_of_a_period_is_plain(period: str, slug: str) -> None:
    assert period_slug(span(period)) == slug


def test_no_indicator_can_take_the_address_of_another_page(site: Path) -> None:
    for name, results in shipped().indicators.sets.items():
        indicators = {str(indicator.id) for indicator in results.set.indicators or ()}
        pages = {page.stem for page in (site / "indicators" / name).glob("*.html")}
        assert indicators <= pages
        assert [page for page in pages - indicators if not taken(page)] == []
        assert [indicator for indicator in indicators if taken(indicator)] == []


@pytest.mark.parametrize(
    ("page", "model"),
    [("indicator_set", IndicatorSet), ("rating_snapshot", Snapshot), ("table-figures", FigureRow)],
)
def test_the_guide_of_sets_and_figures_holds_every_field(page: str, model: type[Group], site: Path) -> None:
    html = (site / "help" / "fields" / f"{page}.html").read_text(encoding="utf-8")
    ids = re.findall(r'<h[2-6] id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert anchors(model) <= set(ids)
    for source in ("help/fields/index.html", "indicators/index.html", "help/administrator.html"):
        linked = f"{page}.html" in (site / source).read_text(encoding="utf-8")
        assert linked or (page, source) in {
            ("rating_snapshot", "indicators/index.html"),
            ("table-figures", "help/administrator.html"),
        }


def anchors(model: type[Group], prefix: str = "") -> set[str]:
    """The anchors of all fields of a guide page, groups inside groups included."""
    found = set[str]()
    for name, spec in fields_of(model).items():
        found.add(prefix + name)
        if isinstance(spec.item, type):
            found |= anchors(spec.item, f"{prefix}{name}-")
    return found
