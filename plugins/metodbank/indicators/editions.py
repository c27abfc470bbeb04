"""Two editions of one document side by side: which indicators stayed, changed, came and went, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from rapidfuzz import fuzz

from metodbank.indicators.explain import target_words
from metodbank.indicators.library import SetResults
from metodbank.indicators.model import Indicator
from metodbank.indicators.sets import Measure
from metodbank.indicators.words import formula_in_words

ALIKE = 75
"""How alike names must be, of 100, to be taken for one indicator where the sets name no common theme."""
RULE = (
    "Строки двух редакций сопоставлены так: сначала пары, названные в самом наборе, затем показатели с общей темой и "
    "самыми похожими названиями, затем — "
    f"с названиями, похожими не меньше чем на {ALIKE} из 100. Каждая строка берётся один раз; остальные — новые "
    "или исключённые. Номера не сравниваются: они сдвигаются от любой правки."
)
"""How rows are matched, for the page."""


class Fate(Enum):
    """What became of an indicator; the value is what people read."""

    CHANGED = "изменён"
    RENAMED = "изменено только название"
    SAME = "без изменений"
    NEW = "новый"
    DROPPED = "исключён"


@dataclass(frozen=True)
class Words:
    """A stretch of a text; ``changed`` is not in the other edition."""

    text: str
    changed: bool = False


@dataclass(frozen=True)
class Change:
    """One field of an indicator in both editions."""

    label: str
    before: tuple[Words, ...]
    after: tuple[Words, ...]


@dataclass(frozen=True)
class Pair:
    """One row of the comparison; ``changes`` are of what differs, the name first."""

    fate: Fate
    before: Indicator | None
    after: Indicator | None
    changes: tuple[Change, ...] = ()


def compare_editions(old: SetResults, new: SetResults) -> tuple[Pair, ...]:
    """Match the indicators of two editions, in the order of the new one; those left out come last."""
    matched = _matched(old.set.indicators or (), new.set.indicators or ())
    pairs = []
    for after in new.set.indicators or ():
        before = matched.get(str(after.id))
        pairs.append(_pair(old, new, before, after) if before else Pair(Fate.NEW, None, after))
    kept = {str(before.id) for before in matched.values()}
    dropped = (before for before in old.set.indicators or () if str(before.id) not in kept)
    return (*pairs, *(Pair(Fate.DROPPED, before, None) for before in dropped))


def _matched(old: Sequence[Indicator], new: Sequence[Indicator]) -> dict[str, Indicator]:
    """Return the old indicator of each new one: pairs the set names, then the surest."""
    named = {str(after.replaces): after for after in new if after.replaces}
    found = {str(named[str(before.id)].id): before for before in old if str(before.id) in named}
    taken = {str(before.id) for before in found.values()}
    ranked = []
    for before in old:
        for after in new:
            if after.replaces:
                continue
            alike = fuzz.token_sort_ratio(_name(before).casefold(), _name(after).casefold())
            theme = bool(before.theme) and before.theme == after.theme
            if theme or alike >= ALIKE:
                ranked.append((-alike if alike >= ALIKE else 0, not theme, -alike, str(before.id), before, after))
    for *_, name, before, after in sorted(ranked, key=lambda row: row[:4]):
        if name not in taken and str(after.id) not in found:
            found[str(after.id)] = before
            taken.add(name)
    return found


def _pair(old: SetResults, new: SetResults, before: Indicator, after: Indicator) -> Pair:
    changes = tuple(_changes(old, new, before, after))
    if not changes:
        return Pair(Fate.SAME, before, after)
    only_name = all(change.label == _NAME for change in changes)
    return Pair(Fate.RENAMED if only_name else Fate.CHANGED, before, after, changes)


_NAME, _FORMULA = "Название", "Формула"


def _changes(old: SetResults, new: SetResults, before: Indicator, after: Indicator) -> Iterator[Change]:
    one, other = _fields(old, before), _fields(new, after)
    for label in one:
        if label == _FORMULA and _shape(old, before) == _shape(new, after):
            continue  # other titles of the same variables are not another formula
        if _plain(one[label]) != _plain(other[label]):
            yield Change(label, *word_changes(one[label], other[label]))


def _shape(results: SetResults, indicator: Indicator) -> list[str]:
    """Return the formulas of a row with variables numbered in the order they occur."""
    measures = [measure for measure in results.measures if measure.indicator is indicator]
    return [_plain_shape((measure.formula.expression if measure.formula else None) or "") for measure in measures]


def _plain_shape(expression: str) -> str:
    found = re.findall(r"[a-z]\w*|\d+(?:\.\d+)?|\S", expression)
    order = list(dict.fromkeys(token for token in found if token[0].isalpha()))
    return " ".join(f"x{order.index(token)}" if token in order else token for token in found)


def _fields(results: SetResults, indicator: Indicator) -> dict[str, str]:
    measures = [measure for measure in results.measures if measure.indicator is indicator]
    held = results.file.variables
    return {
        _NAME: _name(indicator),
        "Вид": ", ".join(dict.fromkeys(filter(None, (indicator.kind, indicator.unit)))),
        "Цели": "; ".join(filter(None, map(_targets, measures))) or "нет",
        _FORMULA: "; ".join(filter(None, (formula_in_words(measure, held) for measure in measures))) or "нет",
        "Критерий": indicator.criteria or "нет",
        "Нарастающим итогом": "да" if indicator.cumulative else "нет",
    }


def _targets(measure: Measure) -> str:
    return ", ".join(f"{target.period}: {target_words(target, measure)}" for target in measure.targets)


def _name(indicator: Indicator) -> str:
    return indicator.reads_as or indicator.name or ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".;")


def word_changes(before: str, after: str) -> tuple[tuple[Words, ...], tuple[Words, ...]]:
    """Return both texts in stretches of words, those that differ marked."""
    one, other = re.findall(r"\S+", before), re.findall(r"\S+", after)
    left, right = [], []
    for operation, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if a < b:
            left.append(Words(" ".join(one[a:b]), operation != "equal"))
        if c < d:
            right.append(Words(" ".join(other[c:d]), operation != "equal"))
    return tuple(left), tuple(right)
