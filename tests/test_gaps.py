"""What the bank lacks: counted from the entries as they stand, by the day, and told on the page and in the terminal."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import frontmatter
import pytest

from metodbank.bank.bank import Bank, make_bank
from metodbank.bank.gaps import Cell, Gaps, State, find_gaps
from metodbank.rules.check import check
from metodbank.rules.corpus import read_corpus
from metodbank.site.settings import read_settings
from tests.conftest import ROOT, Visit


@pytest.fixture(scope="module")
def bank() -> Bank:
    corpus = read_corpus(read_settings(ROOT / "mkdocs.yml"))
    return make_bank(corpus, check(corpus))


def on(bank: Bank, day: dt.date) -> Gaps:
    """What the bank lacks on another day."""
    return find_gaps(replace(bank, settings=replace(bank.settings, today=day)))


def cells(gaps: Gaps) -> Iterator[Cell]:
    for coverage in gaps.coverages:
        for _, row in coverage.rows:
            yield from filter(None, row)


def cell(gaps: Gaps, value: str, level: str) -> Cell:
    (found,) = (item for item in cells(gaps) if (item.value, item.level) == (value, level))
    return found


TODAY = dt.date(2026, 11, 22)


def test_the_counts_are_those_of_the_files(bank: Bank) -> None:
    fronts = [frontmatter.load(str(path)).metadata for path in sorted((ROOT / "practices").glob("*/index.md"))]
    gaps = on(bank, TODAY)
    assert len(list(cells(gaps))) > 80
    for item in cells(gaps):
        counted = sum(
            front["status"] in ("опубликована", "требует подтверждения")
            and item.level in front.get("education_levels", [])
            and item.value in [*front.get("deficits", []), *front.get("subjects", [])]
            for front in fronts
        )
        assert len(item.living) + len(item.ended) == counted, item
        assert (item.state is State.NONE) == (not item.living)


def test_states_follow_the_term(bank: Bank) -> None:
    level = "основное общее"
    assert cell(on(bank, TODAY), "Химия", level).state is State.EXPIRING, "it waits to be confirmed"
    assert cell(on(bank, TODAY), "История", level).state is State.ONE
    assert cell(on(bank, TODAY), "Математика", level).state is State.ENOUGH
    assert cell(on(bank, TODAY), "Музыка", level).state is State.NONE
    history = cell(on(bank, TODAY), "История", level).living[0].entry.expires
    assert history
    assert cell(on(bank, history - dt.timedelta(days=30)), "История", level).state is State.EXPIRING
    assert cell(on(bank, history), "История", level).state is State.EXPIRING
    gone = cell(on(bank, history + dt.timedelta(days=1)), "История", level)
    assert (gone.state, len(gone.living), len(gone.ended)) == (State.NONE, 0, 1)


def test_a_subject_is_asked_for_only_where_it_is_taught(bank: Bank) -> None:
    asked = {(item.value, item.level) for item in cells(on(bank, TODAY))}
    assert ("Окружающий мир", "начальное общее") in asked
    assert ("Химия", "начальное общее") not in asked
    assert not [value for value, _ in asked if value == "— (вне предмета)"]
    taught = {level for item in bank.all("organization") for level in item.value("education_levels") or ()}
    assert {level for _, level in asked} <= taught


def test_the_terminal_says_what_the_page_says(bank: Bank, site: Path) -> None:
    command = [sys.executable, str(ROOT / "scripts" / "report.py"), "gaps", "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    told = json.loads(run.stdout)
    gaps = find_gaps(bank)
    assert told["samples"] == gaps.samples == gaps.practices > 0
    listed = {(item["value"], item["level"], item["state"]) for name in ("deficits", "subjects") for item in told[name]}
    assert listed == {(item.value, item.level, item.state.value) for item in cells(gaps)}
    page = (site / "registers" / "gaps.html").read_text(encoding="utf-8")
    assert page.count('class="mb-gap">нет') == sum(item.state is State.NONE for item in cells(gaps))
    assert "Все эти практики выдуманы для показа" in page


@pytest.mark.parametrize("width", [360, 1280])
def test_a_count_leads_to_the_practices(visit: Callable[..., Visit], width: int) -> None:
    page = visit(width).open("registers/gaps.html")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Физика, основное общее: 2 практики").click()
    page.wait_for_url("**/practices/index.html?*")
    page.wait_for_function("document.querySelectorAll('.mb-registry tbody tr:not([hidden])').length === 2")
