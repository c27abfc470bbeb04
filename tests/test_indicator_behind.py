"""What stands behind a number: every entry is linked, and no small count is in any file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from metodbank.bank.covering import COVERED, HIDDEN
from metodbank.indicators.book import PEOPLE, Part
from metodbank.indicators.counting import Behind
from metodbank.indicators.library import SetResults
from metodbank.indicators.numbers import spell, spell_beside
from metodbank.indicators.periods import Span, span
from metodbank.indicators.results import Result
from metodbank.site.indicator_views import SetView
from tests.conftest import plain
from tests.indicator_pages_help import ReadPage, download, views


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
            links = set().union(*(ReadPage(held).links for held in lists))
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
                html = plain((site / view.uri(str(measure.indicator.id))).read_text(encoding="utf-8"))
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
    row = ReadPage(sheet[1]).rows[slug]
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
    rows = download(site, view)
    return "\n".join(";".join(row) for row in rows if row[:3] == [period.text, title, label])
