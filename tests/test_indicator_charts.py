"""Charts on the pages of indicators: named, readable on a phone, in black and white, without script and style."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.indicator_pages_help import Window, views

CHARTS = {
    "indicators/tazovsky/2023.html": 1,
    "indicators/tazovsky/taz-1.html": 2,
    "indicators/asou/asou-2.html": 6,
    "indicators/asou/rating-2023-12.html": 1,
    "indicators/ivolginsky/index.html": 1,
    "indicators/ivolginsky/ivo-5.html": 2,
    "indicators/ivolginsky/subject-shkola-3.html": 1,
    "indicators/novospasskoe/nov-9.html": 5,
}
"""Pages with charts of every sort, and how many each has."""


@pytest.mark.parametrize(("path", "number"), CHARTS.items())
def test_charts_are_named_and_readable_on_a_phone_without_script(visit: Window, path: str, number: int) -> None:
    window = visit(360, script=False)
    shown = window.open(path)
    charts = shown.locator("figure.mb-chart svg")
    assert charts.count() == number
    for place in range(number):
        chart = charts.nth(place)
        name = chart.locator("title").text_content()
        assert name
        assert chart.locator("desc").text_content()
        assert chart.locator("xpath=ancestor::figure").get_by_role("img", name=name, include_hidden=True).count() == 1
        if chart.is_visible():  # others wait in a closed part of the page
            box = chart.bounding_box()
            assert box
            assert box["width"] >= 325, "text would be smaller than 12 pixels"
            assert box["x"] + box["width"] <= 360
    ids = re.findall(r'\sid="([^"]+)"', shown.content())
    assert sorted(ids) == sorted(set(ids))
    assert (window.errors, window.foreign) == ([], [])


def test_charts_stand_without_any_style_of_their_own(site: Path) -> None:
    for path in CHARTS:
        text = (site / path).read_text(encoding="utf-8")
        for svg in re.findall(r'<svg[^>]*class="mb-chart-drawing".*?</svg>', text, re.DOTALL):
            assert "style" not in svg


def test_a_chart_of_samples_says_so(site: Path) -> None:
    text = (site / "indicators/tazovsky/taz-1.html").read_text(encoding="utf-8")
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", text, re.DOTALL)
    drawn = [caption for caption in captions if "<strong>" in caption]
    assert drawn
    assert all("образец" in caption for caption in drawn)


def test_black_and_white_and_high_contrast_keep_every_mark(visit: Window) -> None:
    shown = visit(360).open("indicators/asou/asou-1.html")
    for media in ({"media": "print"}, {"forced_colors": "active"}):
        shown.emulate_media(**media)
        for name in ("value", "early", "goal"):
            mark = shown.locator(f".mb-chart-{name} path").first
            colours = mark.evaluate("m => [getComputedStyle(m).fill, getComputedStyle(m).stroke]")
            page_colour = shown.evaluate("getComputedStyle(document.body).backgroundColor")
            assert any(colour not in (page_colour, "none") for colour in colours), (media, name, colours)


def test_scores_of_an_organisation_are_drawn_period_by_period(site: Path) -> None:
    view = views()["ivolginsky"]
    subject = next(subject for subject in view.subjects if subject.id == "shkola-3")
    text = (site / view.uri(f"subject-{subject.id}")).read_text(encoding="utf-8")
    said = re.findall(r"<desc[^>]*>(.*?)</desc>", text, re.DOTALL)
    assert len(said) == 1
    for period in view.periods:
        found = [result.score.points for result in view.results.results(period, subject) if result.score]
        line = next(part for part in said[0].split("; ") if part.startswith(period.text))
        for points in set(found):
            assert f"балл {points} — {found.count(points)}" in line
