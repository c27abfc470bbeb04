"""The repository's own content: real rows and documents word for word, and a demonstration bank large enough."""

from __future__ import annotations

import csv
import datetime as dt
import re

import pytest
import yaml

from metodbank.bank.bank import Bank, make_bank
from metodbank.bank.demands import demands
from metodbank.bank.months import events_by_month
from metodbank.model.kinds import kinds
from metodbank.rules.check import check
from metodbank.rules.corpus import read_corpus
from metodbank.rules.markup import count_words
from metodbank.rules.settings import Settings
from tests.conftest import ROOT

SHARED = ROOT.parent / "shared"
beside = pytest.mark.skipif(not SHARED.is_dir(), reason="the reference lies beside the repository only in development")


@pytest.fixture(scope="module")
def bank() -> Bank:
    corpus = read_corpus(Settings(ROOT, today=dt.date(2026, 11, 22)))
    report = check(corpus)
    assert report.errors == 0
    return make_bank(corpus, report)


def test_the_demonstration_bank_is_as_large_as_agreed(bank: Bank) -> None:
    least = {
        "practice": 30, "organization": 12, "person": 15, "internship": 8, "member": 12, "event": 25,
        "program": 6, "community": 4,
    }  # fmt: skip
    for kind, number in least.items():
        assert len(bank.records[kind]) >= number, kind
    assert len({record.entry.kind for record in bank.records["internship"].values()}) == 5  # type: ignore[attr-defined]


def test_practices_are_written_out(bank: Bank) -> None:
    for record in bank.listed("practice"):
        assert count_words(record.body) >= 500, record.slug


def test_practices_are_accepted_by_an_order_signed_after_the_experts_and_before_the_page(bank: Bank) -> None:
    for record in bank.records["practice"].values():
        if record.value("published") is None:
            continue
        order = bank.get("document", record.value("order"))
        assert order is not None, record.slug
        decided = max(item.date for item in record.value("expertise"))
        assert decided <= order.value("date") <= record.value("published"), (record.slug, order.slug)


def test_what_is_still_to_come_stands_first_and_the_nearest_day_before_the_rest(bank: Bank) -> None:
    """A teacher looks for the next event, neither for the most distant one nor for what has passed."""
    days = [event.value("start") for event in bank.all("event")]
    ahead = [day for day in days if day >= bank.today]
    assert 0 < len(ahead) < len(days)
    assert days == sorted(ahead) + sorted((day for day in days if day < bank.today), reverse=True)


def test_this_month_and_those_ahead_stand_before_what_has_been(bank: Bank) -> None:
    months = events_by_month(bank)
    ahead = [month.first for month in months if month.ahead]
    been = [month.first for month in months if not month.ahead]
    assert [month.first for month in months] == sorted(ahead) + sorted(been, reverse=True)
    assert ahead[0] == bank.today.replace(day=1)
    assert been[0] < ahead[0]
    assert sum(len(month.events) for month in months) == len(bank.all("event"))
    assert all(event.value("start").replace(day=1) == month.first for month in months for event in month.events)


def test_every_sample_says_so(bank: Bank) -> None:
    real = {"document", "roadmap"}
    for kind in kinds():
        if kind not in real:
            assert [r.slug for r in bank.records[kind].values() if not r.entry.sample] == []


@beside
def test_all_86_rows_of_the_roadmaps_are_word_for_word() -> None:
    reference = yaml.safe_load((SHARED / "facts/roadmaps.yaml").read_text(encoding="utf-8"))["roadmaps"]
    columns = {
        "event": "Мероприятие", "responsible": "Ответственный", "executors": "Исполнители", "term": "Срок",
        "result": "Результат", "measure": "Комплекс мер",
    }  # fmt: skip
    count = 0
    for roadmap in reference:
        path = ROOT / "content/roadmaps" / f"{roadmap['id']}.csv"
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = {row["Номер"]: row for row in csv.DictReader(stream, delimiter=";")}
        assert len(rows) == len(roadmap["items"])
        for item in roadmap["items"]:
            row = rows[item["id"]]
            for field, label in columns.items():
                assert row[label] == (item.get(field) or ""), (item["id"], field)
            assert row["Направление"] == str(item["direction"])
            count += 1
    assert count == 86


@beside
def test_every_quotation_stands_in_its_document(bank: Bank) -> None:
    texts = {path.stem: _plain(path.read_text(encoding="utf-8")) for path in (SHARED / "sources").glob("*.txt")}
    everything = "\n".join(texts.values())
    quoted = 0
    for record in bank.records["document"].values():
        for quotation in record.value("quotations") or ():
            quoted += 1
            for piece in re.split(r"\s*(?:\[…\]|…)\s*", quotation.text):
                assert _plain(piece) in everything, (record.slug, piece)
    assert quoted >= 78


@beside
def test_all_29_demands_are_met_by_pages_that_exist(bank: Bank) -> None:
    reference = yaml.safe_load((SHARED / "facts/indicators.yaml").read_text(encoding="utf-8"))["registries_demanded"]
    assert len(reference) == len(demands()) == 29
    for demand, ours in zip(reference, demands(), strict=True):
        assert ours.what == demand["what"]
        assert ours.line == demand["line"]
        assert ours.quote == " ".join(re.sub(r"</?p>", "", demand["quote"]).split())


def _plain(text: str) -> str:
    return " ".join(re.sub(r"</?p>|\*\*", " ", text).split())


def test_pages_that_meet_the_demands_are_in_the_site(site: object) -> None:
    from pathlib import Path

    for demand in demands():
        for target in demand.pages.values():
            assert (Path(str(site)) / target).is_file(), target
