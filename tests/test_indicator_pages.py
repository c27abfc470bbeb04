"""Pages of indicators: the same statuses as the engine, no hidden count anywhere, every source linked."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from playwright.sync_api import Locator

from metodbank.bank.covering import COVERED, HIDDEN
from metodbank.indicators.addresses import taken
from metodbank.indicators.book import PEOPLE, Part
from metodbank.indicators.counting import Behind
from metodbank.indicators.figures import FigureRow
from metodbank.indicators.library import SetResults
from metodbank.indicators.model import IndicatorSet
from metodbank.indicators.numbers import spell, spell_beside
from metodbank.indicators.periods import Span, span
from metodbank.indicators.results import Result
from metodbank.indicators.snapshots import Snapshot
from metodbank.indicators.words import period_slug
from metodbank.model.fields import Group, fields_of
from metodbank.site.indicator_views import SetView
from tests.conftest import ROOT, Visit
from tests.indicators_help import SETS, shipped

Window = Callable[..., Visit]

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
MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
          "декабря")  # fmt: skip


def views() -> dict[str, SetView]:
    return {name: SetView(results) for name, results in shipped().indicators.sets.items()}


class _Page(HTMLParser):
    """What a test asks of a page: rows by their mark, links, and the text of each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: dict[str, str] = {}
        self.links: set[str] = set()
        self.text = ""
        self._row: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "tr":
            self._row = held.get("data-measure") or held.get("data-subject")
        if tag == "a" and held.get("href"):
            self.links.add(str(held["href"]))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("dt", "dd", "td", "th", "li", "p"):
            self.handle_data(" ")
        if tag == "tr":
            self._row = None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._row is not None:
            self.rows[self._row] = self.rows.get(self._row, "") + data


def page(site: Path, uri: str) -> _Page:
    return _Page((site / uri).read_text(encoding="utf-8"))


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("path", PAGE_TYPES)
def test_every_page_type_opens_fits_and_asks_no_foreign_host(visit: Window, path: str) -> None:
    window = visit()
    shown = window.open(path)
    assert shown.locator("h1").count() == 1
    for width in (1280, 640, 360):  # 640 is a laptop at 200 % zoom
        shown.set_viewport_size({"width": width, "height": 900})
        assert shown.evaluate("document.documentElement.scrollWidth") <= width, f"sideways scroll at {width}"
    assert (window.errors, window.foreign) == ([], [])


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
                assert words(said) in words(_Page(reason[0]).text)


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


def _behind(part: Part) -> Iterator[Behind]:
    yield from part.behind or (part.counted.behind if part.counted else ())
    for inner in part.parts:
        yield from _behind(inner)


def test_every_entry_behind_a_number_is_linked(site: Path) -> None:
    linked = 0
    for view in views().values():
        for measure in view.results.measures:
            uri = view.uri(str(measure.indicator.id))
            html = (site / uri).read_text(encoding="utf-8")
            lists = re.findall(r'<ul class="mb-list mb-behind">(.*?)</ul>', html, re.DOTALL)
            links = set().union(*(_Page(held).links for held in lists))
            for period in view.periods:
                for result in (view.results.result(measure, period, subject) for subject in view.subjects):
                    for entry in (entry for part in result.parts for entry in _behind(part)):
                        target = entry.page.removesuffix(".md") + ".html"
                        assert f"../../{target}" in links, (uri, entry)
                        assert (site / target).is_file()
                        linked += 1
    assert linked > 100


def _small(results: SetResults) -> Iterator[tuple[Span, str, str]]:
    """Periods, organisations and variables whose figure of one or two people must not be seen."""
    for figure in results.book.figures:
        variable, subject = results.file.variables[figure.variable], results.book.subject(figure.subject)
        if variable.unit == PEOPLE and figure.number in (1, 2) and subject and not subject.territory:
            yield span(figure.period), figure.subject, figure.variable


def _exact(result: Result) -> set[str]:
    """How a hidden value would look if it slipped out."""
    if result.value is None:
        return set()
    goal = result.target.value if result.target and result.target.value is not None else 0
    forms = {spell(result.value), spell(result.value, 2), spell_beside(result.value, type(result.value)(goal))}
    return {form for form in forms if "," in form}


def test_small_counts_are_in_no_file(site: Path) -> None:
    seen = 0
    for view in views().values():
        for period, slug, name in _small(view.results):
            seen += 1
            subject = view.results.book.subject(slug)
            assert subject is not None
            for measure in view.results.measures:
                result = view.results.result(measure, period, subject)
                if name not in {str(part.variable.id) for part in result.parts}:
                    continue
                assert result.hidden
                assert next(part for part in result.parts if part.variable.id == name).shown in (HIDDEN, COVERED)
                html = (site / view.uri(str(measure.indicator.id))).read_text(encoding="utf-8")
                if view.by_territory:
                    _absent_from_sheet(html, period, slug, result)
                else:
                    _absent_from_grid(html, view, measure.id, slug, result)
                assert not any(f"{form}\N{NO-BREAK SPACE}%" in _about(site, view, subject.title, period, measure.label)
                               for form in _exact(result))  # fmt: skip
    assert seen > 20


def _absent_from_sheet(html: str, period: Span, slug: str, result: Result) -> None:
    sheet = re.search(
        rf'aria-label="Цифры по организациям за {re.escape(period.label)}">(.*?)</table>', html, re.DOTALL
    )
    assert sheet is not None
    row = _Page(sheet[1]).rows[slug]
    cells = [cell.strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", _row(sheet[1], slug), re.DOTALL)]
    assert {HIDDEN, COVERED} & set(cells)
    assert not any(form in row for form in _exact(result))
    assert cells[-1].startswith("скрыто")


def _absent_from_grid(html: str, view: SetView, measure: str, slug: str, result: Result) -> None:
    label = re.escape(result.period.text)
    cells = re.findall(rf'<td data-label="{label}">(.*?)</td>', "".join(_rows(html, slug)), re.DOTALL)
    assert any("скрыто" in cell or HIDDEN in cell for cell in cells)


def _row(html: str, slug: str) -> str:
    return next(iter(_rows(html, slug)))


def _rows(html: str, slug: str) -> list[str]:
    return re.findall(rf'<tr data-subject="{re.escape(slug)}">.*?</tr>', html, re.DOTALL)


def _about(site: Path, view: SetView, title: str, period: Span, label: str) -> str:
    """Every line of the download about one value."""
    rows = _download(site, view)
    return "\n".join(";".join(row) for row in rows if row[:3] == [period.text, title, label])


def _download(site: Path, view: SetView) -> list[list[str]]:
    content = (site / f"indicators/{view.id}/results.csv").read_bytes()
    assert content.startswith("\N{BOM}".encode())
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("name", SETS)
def test_the_download_holds_what_the_engine_says(site: Path, name: str) -> None:
    view = views()[name]
    header, *rows = _download(site, view)
    assert header[:5] == ["Период", "Чьё значение", "№", "Показатель", "Значение"]
    assert header[-1] == "Образец"
    assert {row[-1] for row in rows} == {"числа выдуманы для показа"}
    expected = [
        [period.text, subject.title, result.measure.label, words(result.shown), result.status.value]
        for period in view.periods[::-1]
        for subject in view.results.subjects
        for result in view.results.results(period, subject)
    ]
    assert [[row[0], row[1], row[2], words(row[4]), row[6]] for row in rows] == expected


def test_pages_offer_the_files_of_their_set(site: Path) -> None:
    for view in views().values():
        pages = {view.address(period): period for period in view.periods}
        pages.update({view.uri(str(indicator.id)): view.periods[0] for indicator in view.results.set.indicators or ()})
        for uri, period in pages.items():
            links = page(site, uri).links
            files = ("results.xlsx", "results.csv", "results.json", f"report-{period_slug(period)}.docx")
            assert links.issuperset({*files, "../results-1.schema.json", "passport.html"}), uri
            assert all((site / "indicators" / view.id / file).stat().st_size > 1000 for file in files)
            assert any(link.startswith("../../help/methodist.html#") for link in links)
    data = json.loads((site / "indicators/tazovsky/results.json").read_text(encoding="utf-8"))
    Draft202012Validator(json.loads((site / "indicators/results-1.schema.json").read_bytes())).validate(data)


@pytest.mark.parametrize("name", SETS)
def test_the_passport_tells_of_the_very_files(site: Path, name: str) -> None:
    """Every column of the CSV, every file with its size, the newest figure, whose data, and that they are samples."""
    view = views()[name]
    passport = page(site, view.uri("passport"))
    text = words(passport.text)
    header, *_ = _download(site, view)
    columns = text.split("Столбцы CSV")[-1]
    assert all(column in columns for column in header)
    files = sorted(path.name for path in (site / f"indicators/{name}").iterdir() if path.suffix != ".html")
    assert passport.links.issuperset(files)
    with (ROOT / f"content/indicators/figures/{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    newest = max(row["Дата сбора"] for row in rows)
    assert f"{int(newest[8:])} {MONTHS[int(newest[5:7]) - 1]} {newest[:4]}" in text
    assert "metod@severorechensk.example" in text
    assert "Да: все числа выдуманы" in text
    assert "с указанием источника" in text


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


def test_a_link_to_the_files_leads_to_them(visit: Window) -> None:
    window = visit()
    shown = window.open("indicators/asou/asou-2.html")
    with shown.expect_download() as download:
        shown.get_by_role("link", name="XLSX: книга с живыми формулами").click()
    assert download.value.suggested_filename == "results.xlsx"
    shown.get_by_role("link", name="в помощи методисту").click()
    assert shown.locator("h2:target").inner_text().startswith("Отчёт по показателям")


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
