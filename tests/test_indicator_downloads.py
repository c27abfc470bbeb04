"""Files beside the pages of a set: they hold what the engine says, and the passport tells of the very files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from metodbank.indicators.words import period_slug
from tests.conftest import ROOT
from tests.indicator_pages_help import Window, download, page, views, words
from tests.indicators_help import SETS

MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
          "декабря")  # fmt: skip


@pytest.mark.parametrize("name", SETS)
def test_the_download_holds_what_the_engine_says(site: Path, name: str) -> None:
    view = views()[name]
    header, *rows = download(site, view)
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
    header, *_ = download(site, view)
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


def test_a_link_to_the_files_leads_to_them(visit: Window) -> None:
    window = visit()
    shown = window.open("indicators/asou/asou-2.html")
    with shown.expect_download() as download:
        shown.get_by_role("link", name="XLSX: книга с живыми формулами").click()
    assert download.value.suggested_filename == "results.xlsx"
    shown.get_by_role("link", name="в помощи методисту").click()
    assert shown.locator("h2:target").inner_text().startswith("Отчёт по показателям")
