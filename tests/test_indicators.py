"""The six sets of the founding documents: word for word, and computed as by hand.

Cases in ``tests/indicators/*.yml``: figures of one subject in one period, and what comes of them; ``before``
holds figures of earlier periods.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
import yaml

from metodbank.indicators.library import SetResults
from metodbank.indicators.model import YEARLY, Target
from metodbank.indicators.periods import span
from metodbank.indicators.results import Status
from tests.conftest import ROOT
from tests.indicators_help import results_of, set_of, shipped

REFERENCE = ROOT.parent / "shared" / "facts" / "indicators.yaml"
beside = pytest.mark.skipif(not REFERENCE.is_file(), reason="the reference lies beside the repository")
CASES: list[dict[str, Any]] = [
    case
    for file in sorted((ROOT / "tests" / "indicators").glob("*.yml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]
KEYS = {
    "what", "indicator", "period", "subject", "figures", "before", "preliminary", "shown", "status", "verdict",
    "shortfall", "gap", "trend", "ahead", "score", "by_policy",
}  # fmt: skip


def reference() -> list[dict[str, Any]]:
    systems: list[dict[str, Any]] = yaml.safe_load(REFERENCE.read_text(encoding="utf-8"))["systems"]
    return systems


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_no_problems_in_what_is_shipped() -> None:
    assert [p for p in shipped().report.problems if p.path.startswith("content/indicators")] == []
    assert len(shipped().indicators.sets) == 6


@beside
def test_every_indicator_is_there_word_for_word() -> None:
    count = 0
    for system in reference():
        held = shipped().indicators.sets[system["id"]].set.indicators or []
        assert [indicator.id for indicator in held] == [indicator["id"] for indicator in system["indicators"]]
        for ours, theirs in zip(held, system["indicators"], strict=True):
            count += 1
            assert ours.name == theirs["name"]
            assert ours.line == theirs["line"]
            assert (ours.source or None) == theirs.get("source_text")
            assert (ours.target_text or None) == theirs.get("target_text")
            assert (ours.criteria or None) == theirs.get("criteria_text")
            assert (ours.reads_as or None) == theirs.get("name_reconstructed")
            assert bool(ours.cumulative) == theirs["cumulative"]
            assert ours.raw == (theirs["raw"].strip() if "raw" in theirs else None)
            texts = {f.text for f in (ours.formula, *(part.formula for part in ours.parts or ())) if f and f.text}
            assert texts == ({theirs["formula"]["text"]} if theirs.get("formula") else set())
    assert count == 64


@beside
def test_every_target_is_there_to_the_letter() -> None:
    for system in reference():
        results = shipped().indicators.sets[system["id"]]
        for theirs in system["indicators"]:
            ours = [t for measure in results.measures if measure.indicator.id == theirs["id"] for t in measure.targets]
            assert [_written(target) for target in ours] == [_expected(target) for target in theirs["targets"]]
            bands = [band for band in _bands(results, theirs["id"]) if band.text]
            assert [(b.score, b.text) for b in bands] == [(b["score"], b["text"]) for b in theirs.get("bands", [])]


def _bands(results: SetResults, indicator_id: str) -> list[Any]:
    return list(next(i for i in results.set.indicators or [] if i.id == indicator_id).bands or [])


def _written(target: Target) -> tuple[object, ...]:
    return target.period, target.op, target.value, target.low, target.high, target.text, target.what, target.applied


def _expected(target: dict[str, Any]) -> tuple[object, ...]:
    op = {"ge": "не менее", "eq": "ровно", "range": "диапазон", "flag": "есть"}
    period = YEARLY if target.get("recurring") else str(target.get("year") or "2022/23")
    number = (None if target["op"] == "flag" else Decimal(str(target["value"]))) if "value" in target else None
    low, high = (Decimal(str(target[k])) if k in target else None for k in ("min", "max"))
    applied = op[target["policy_op"]] if "policy_op" in target else None
    return period, op[target["op"]], number, low, high, target.get("text"), target.get("what"), applied


@beside
def test_every_oddity_has_a_policy() -> None:
    for system in reference():
        held = shipped().indicators.sets[system["id"]].set
        pairs = [(held.oddities or [], system["oddities"])]
        by_id = {indicator.id: indicator for indicator in held.indicators or []}
        pairs += [(by_id[theirs["id"]].oddities or [], theirs["oddities"]) for theirs in system["indicators"]]
        for ours, theirs in pairs:
            assert [(o.code, o.text, o.lines) for o in ours] == [(o["code"], o["text"], o["lines"]) for o in theirs]
            assert all(len(oddity.policy or "") > 20 for oddity in ours)


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_by_hand(case: dict[str, Any]) -> None:
    assert set(case) <= KEYS
    set_id = set_of(case["indicator"]).id
    figures = {(str(case["period"]), case["subject"]): case["figures"]}
    figures |= {(str(period), case["subject"]): held for period, held in case.get("before", {}).items()}
    results = results_of(set_id, figures, preliminary=case.get("preliminary", False))
    measure, subject = results.file.measure(case["indicator"]), results.book.subject(case["subject"])
    assert measure is not None
    if subject is None:  # nothing was handed in for it at all
        subject = results.subjects[0]
    found = results.result(measure, span(str(case["period"])), subject)
    assert plain(found.shown) == case["shown"]
    assert found.status.value == case.get("status", Status.NO_TARGET.value)
    assert found.verdict.value == case.get("verdict", found.status.value)
    assert (found.shortfall.text if found.shortfall else None) == case.get("shortfall")
    assert (found.gap.gap.value if found.gap else None) == case.get("gap", found.gap and "нет цифры")
    if "trend" in case:
        assert (plain(found.trend.text) if found.trend else None) == case["trend"]
    if "ahead" in case:
        assert found.ahead is not None
        assert plain(found.ahead.text) == case["ahead"]
    if "score" in case:
        assert (found.score.points if found.score else None) == case["score"]
        assert bool(found.score and found.score.by_policy) == case.get("by_policy", False)


def test_the_sample_shows_every_status() -> None:
    seen = Counter(
        result.status
        for results in shipped().indicators.sets.values()
        for subject in results.subjects
        for period in results.periods
        for result in results.results(period, subject)
    )
    assert set(seen) == set(Status)
    assert all(results.sample for results in shipped().indicators.sets.values())
