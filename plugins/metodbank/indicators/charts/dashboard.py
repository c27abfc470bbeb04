"""A set at a glance: values against their targets, and how many organisations stand where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from metodbank.indicators.book import Subject
from metodbank.indicators.charts.bars import Bar, Piece, Rule, bars, stacks
from metodbank.indicators.charts.drawing import Chart, Key
from metodbank.indicators.charts.labels import DRAWN, goal_label, goals, label, number, visible
from metodbank.indicators.explain import target_words
from metodbank.indicators.library import SetResults
from metodbank.indicators.periods import Span
from metodbank.indicators.results import SIGNS, Result, Status
from metodbank.indicators.sets import Measure

MOST = 200
"""Per cent of a target beyond which a bar is cut: the number at its end still tells the value."""
NONE = "none"
VERDICTS = {
    Status.REACHED: "reached",
    Status.ABOVE: "above",
    Status.NOT_REACHED: "missed",
    Status.NO_TARGET: "free",
    Status.COVERED: "covered",
    Status.NO_DATA: NONE,
}
"""Names of verdicts in the classes of a stack, the best first."""
SCORES = ["2", "1", "0", "covered", NONE]
"""Names of scores in the classes of a stack."""


def against_targets(results: SetResults, period: Span, subject: Subject) -> Chart | None:
    """Return every value of a period as a part of its target; what has no number or no target is named."""
    rows, said, omitted = [], [], []
    for result in results.results(period, subject):
        target = result.target
        bounds = goals(target) if target is not None and result.measure.kind in DRAWN else ()
        if target is None or not bounds or bounds[0] <= 0:
            continue
        title = titled(result.measure)
        if not visible(result) or result.value is None:
            omitted.append(f"{_number(result.measure)} ({'скрыто' if result.value is not None else 'нет данных'})")
            continue
        part = number(result.value / bounds[0] * 100)
        text = f"{label(result)} из {goal_label(target, result.measure)}"
        rows.append(Bar(title, min(part, MOST), text, early=result.preliminary))
        said.append(f"{title}: {result.shown}, цель {target_words(target, result.measure)}, {_verdict(result)}")
    if not rows:
        return None
    keys = [Key("┃", "100 % цели")]
    if any(row.early for row in rows):
        keys.append(Key("▭", "предварительно, число со знаком «≈»"))
    notes = [f"Не нарисованы: {', '.join(omitted)}."] if omitted else []
    if any(row.value >= MOST for row in rows):
        notes.append("Полоса длиннее двух целей обрезана; значение написано у её конца.")
    return Chart(
        f"Какая часть цели достигнута за {period.label}",
        "; ".join(said) + ".",
        bars(rows, [Rule(100, "цель")]),
        tuple(keys),
        tuple(notes),
    )


def verdicts(results: SetResults, period: Span, subjects: Sequence[Subject]) -> Chart | None:
    """Return how many organisations stand where, measure by measure: by score where there are scores."""
    scored = all(measure.bands for measure in results.measures)
    kinds = SCORES if scored else list(VERDICTS.values())
    rows, said = [], []
    seen: set[str] = set()
    for measure in results.measures:
        found = [results.result(measure, period, subject) for subject in subjects]
        counts = Counter(_class(result, scored=scored) for result in found)
        if not scored and set(counts) <= {VERDICTS[Status.NO_TARGET], VERDICTS[Status.COVERED], NONE}:
            continue
        seen.update(counts)
        held = [(name, counts[name]) for name in kinds if counts.get(name)]
        rows.append((titled(measure), [Piece(name, count, _sign(name, count)) for name, count in held]))
        said.append(f"{titled(measure)}: {', '.join(f'{_WORDS[name]} — {count}' for name, count in held)}")
    if not rows:
        return None
    what = "имеют какой балл" if scored else "достигли цели"
    keys = [Key("2×4", "балл 2 у четырёх организаций")] if scored else []
    keys.extend(Key(_SIGNS[name], _WORDS[name]) for name in kinds if name in seen and name in _SIGNS)
    notes = () if scored else ("Число рядом со знаком — сколько организаций.",)
    title = f"Сколько организаций {what} за {period.label}"
    return Chart(title, "; ".join(said) + ".", stacks(rows, kinds), tuple(keys), notes)


def scores_by_period(results: SetResults, subject: Subject) -> Chart | None:
    """Return how many indicators of an organisation have each score, period by period; those without a value aside."""
    rows, said = [], []
    for period in results.periods:
        counts = Counter(_class(result, scored=True) for result in results.results(period, subject))
        if set(counts) <= {NONE}:
            continue
        held = [(name, counts[name]) for name in SCORES if counts.get(name)]
        rows.append((period.text, [Piece(name, count, _sign(name, count)) for name, count in held]))
        said.append(f"{period.text}: {', '.join(f'{_WORDS[name]} — {count}' for name, count in held)}")
    if not rows:
        return None
    keys = [Key("2×4", "балл 2 у четырёх показателей")]
    keys.extend(Key(_SIGNS[name], _WORDS[name]) for name in SCORES
                if name in _SIGNS and any(piece.kind == name for _, pieces in rows for piece in pieces))  # fmt: skip
    title = f"{subject.title}: сколько показателей имеют какой балл"
    return Chart(title, "; ".join(said) + ".", stacks(rows, SCORES), tuple(keys), ())


_SIGNS = {name: SIGNS[status] for status, name in VERDICTS.items()}
_WORDS = {name: status.value for status, name in VERDICTS.items()} | {str(n): f"балл {n}" for n in range(3)}


def _sign(kind: str, count: int) -> str:
    return f"{_SIGNS[kind]}\N{NO-BREAK SPACE}{count}" if kind in _SIGNS else f"{kind}×{count}"


def _class(result: Result, *, scored: bool) -> str:
    if not scored:
        return VERDICTS[result.verdict]
    if result.score is None:
        return NONE if result.value is None else VERDICTS[Status.COVERED]
    return str(min(result.score.points, 2))


def _verdict(result: Result) -> str:
    return f"предварительно {result.verdict.value}" if result.preliminary else result.verdict.value


def _number(measure: Measure) -> str:
    return measure.label.rstrip(".") or measure.id


def titled(measure: Measure) -> str:
    """Name a measure by its number and the beginning of its name."""
    return f"{_number(measure)}. {measure.title if measure.indicator.parts else measure.name}"
