"""The words of a result: the value, what is lacking, what has changed, and how the number came about."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from metodbank.indicators.book import ADDED, COUNTED, Book, Part
from metodbank.indicators.evaluate import Gap, NoValue, evaluate
from metodbank.indicators.expression import names, quotient
from metodbank.indicators.model import (
    AT_LEAST,
    BANDS,
    EXACTLY,
    FLAG,
    ORDINAL,
    PRESENT,
    QUALITATIVE,
    RANGE,
    SHARE,
    Target,
    Variable,
)
from metodbank.indicators.numbers import ceiling, spell, spell_beside
from metodbank.indicators.periods import Span
from metodbank.indicators.results import Direction, Result, Shortfall, Status
from metodbank.indicators.sets import Measure
from metodbank.rules.reports import plural

FORMS = {
    "чел.": ("человек", "человека", "человек"),
    "орг.": ("организация", "организации", "организаций"),
    "площ.": ("площадка", "площадки", "площадок"),
    "уроков": ("урок", "урока", "уроков"),
    "программ": ("программа", "программы", "программ"),
}
"""Units in three forms, where a variable has no word of its own: one, two, five."""
MORE_FORMS = (
    ("балл", "балла", "баллов"),
    ("занятие", "занятия", "занятий"),
    ("мероприятие", "мероприятия", "мероприятий"),
    ("педагог", "педагога", "педагогов"),
    ("посещение", "посещения", "посещений"),
    ("практика", "практики", "практик"),
    ("час", "часа", "часов"),
)
"""Further words that the unit of an indicator may begin with, in whatever form the set has them."""


HIDDEN_VALUE = "скрыто: по числу можно узнать людей"
"""Stands instead of a value made of one or two people, or of numbers that would give them away."""


def percent(measure: Measure) -> bool:
    """Whether values are written with «%»."""
    return measure.kind in (SHARE, BANDS) or measure.unit == "%"


def sign(measure: Measure) -> str:
    """Return the unit as the document writes it, after a no-break space: for headings and cells of a workbook."""
    unit = "%" if percent(measure) else measure.unit
    return f"\N{NO-BREAK SPACE}{unit}" if unit else ""


def with_unit(number: str, measure: Measure, *, genitive: bool = False) -> str:
    """Put the unit after a number that is spelled already: «2 урока на 1 члена РМА», «41,3 %».

    :param genitive: after «не менее», «от», «не хватает»: «не менее 2 уроков».
    """
    if percent(measure):
        return f"{number}\N{NO-BREAK SPACE}%"
    if not measure.unit:
        return number
    first, space, rest = measure.unit.partition(" ")
    return f"{number}\N{NO-BREAK SPACE}{agreed(number, first, genitive=genitive)}{space}{rest}"


def agreed(number: str, word: str, *, genitive: bool = False) -> str:
    """Return a noun in the form a spelled number wants; abbreviations and words not in FORMS stay as they are."""
    forms = next((forms for forms in (*FORMS.values(), *MORE_FORMS) if word in forms), None)
    if forms is None:
        return word
    one, few, many = forms  # the second form, «два урока», is the genitive of one
    if "," in number:
        return few
    digits = int("".join(filter(str.isdecimal, number)) or "0")
    return plural(digits, few if genitive else one, many if genitive else few, many).split(" ", 1)[1]


def shown(
    measure: Measure,
    value: Fraction | NoValue | None,
    parts: tuple[Part, ...],
    target: Target | None,
    *,
    hidden: bool,
) -> str:
    """Return the value as it is published."""
    if isinstance(value, NoValue):
        return Status.NO_DATA.value
    if measure.kind == QUALITATIVE or value is None:
        return parts[0].text if parts else Status.NO_DATA.value
    if measure.kind == FLAG:
        return "есть" if value else "нет"
    if hidden:
        return HIDDEN_VALUE
    if measure.kind == ORDINAL and value.denominator == 1:
        return plural(value.numerator, "балл", "балла", "баллов").replace(" ", "\N{NO-BREAK SPACE}")
    goal = target.low if target and target.op == RANGE else target.value if target else None
    text = spell(value) if goal is None else spell_beside(value, Fraction(goal))
    return with_unit(text, measure)


def target_words(target: Target, measure: Measure) -> str:
    """Say a target: «не менее 40 %»."""
    if target.op == PRESENT:
        return "должно быть"
    if target.op == RANGE and target.low is not None and target.high is not None:
        upper = with_unit(spell(Fraction(target.high), 2), measure, genitive=True)
        return f"от {spell(Fraction(target.low), 2)} до {upper}"
    op = target.applied or target.op
    number = with_unit(spell(Fraction(target.value or 0), 2), measure, genitive=op == AT_LEAST)
    return f"{'не менее ' if op == AT_LEAST else 'ровно ' if op == EXACTLY else ''}{number}"


def counted_words(number: int, variable: Variable | None, *, lacking: bool = False) -> str:
    """Say a number of what a variable counts: «ещё 14 педагогов»; lacking is genitive: «не хватает 1 педагога»."""
    unit = (variable.unit if variable else "") or ""
    own = variable.forms if variable else None
    forms: tuple[str, ...] = tuple(own) if own else FORMS.get(unit, ())
    if len(forms) != 3:
        return f"{number} {unit}".strip()
    one, few, many = forms  # the second form, «два педагога», is the genitive of one
    return plural(number, few, many, many) if lacking else plural(number, one, few, many)


def sentence(text: str) -> str:
    """End a sentence with one full stop, also after «ед.»."""
    return text if text.endswith(".") else f"{text}."


def _top(measure: Measure, parts: tuple[Part, ...]) -> tuple[Part | None, Fraction | None, Fraction | None]:
    """Return the variable a measure grows by, the numerator, and what divides it (with the factor)."""
    values = {str(part.variable.id): part.value for part in parts}
    by_name = {str(part.variable.id): part for part in parts}
    if measure.expression is None:
        return None, None, None
    fraction = quotient(measure.expression)
    upper = names(fraction.top if fraction else measure.expression)
    part = by_name.get(upper[0]) if len(upper) == 1 else None
    if fraction is None:
        top, bottom = evaluate(measure.expression, values), Fraction(1)
        return part, None if isinstance(top, NoValue) else top, bottom
    top, below = evaluate(fraction.top, values), evaluate(fraction.bottom, values)
    if isinstance(top, NoValue) or isinstance(below, NoValue):
        return part, None, None
    return part, top, below / fraction.factor


def needed(measure: Measure, parts: tuple[Part, ...], goal: Fraction) -> tuple[Part | None, int, int] | None:
    """Return what the numerator must be to meet a goal, and by how much it falls short, in whole units."""
    part, top, bottom = _top(measure, parts)
    if top is None or bottom is None or bottom <= 0 or measure.kind in (ORDINAL, FLAG, QUALITATIVE):
        return None
    if part is not None and (part.variable.unit == "%" or part.variable.fraction):
        return None
    least = ceiling(goal * bottom)
    return part, least, max(0, ceiling(Fraction(least) - top))


def lacking(measure: Measure, parts: tuple[Part, ...], value: Fraction, goal: Fraction, *, hidden: bool) -> Shortfall:
    """Say what is lacking to a goal: in people, events… where the numerator tells, else in points."""
    found = needed(measure, parts, goal)
    if found is None:
        return Shortfall(f"не хватает {_points(spell_beside(goal - value, Fraction(0)), measure, genitive=True)}")
    part, _, units = found
    if hidden:
        return Shortfall("цель не достигнута; сколько не хватает, не показано: по числу можно узнать людей")
    return Shortfall(f"не хватает {counted_words(units, part.variable if part else None, lacking=True)}", units)


def reach(measure: Measure, parts: tuple[Part, ...], target: Target, goal: Fraction | None, *, hidden: bool) -> str:
    """Say what must be reached to meet a later target, with the denominator of today."""
    words = target_words(target, measure)
    found = needed(measure, parts, goal) if goal is not None else None
    if found is None or hidden:
        return words
    part, least, more = found
    if not more:
        return f"{words}; уже достигнуто"
    unit = counted_words(more, part.variable if part else None)
    fraction = quotient(measure.expression) if measure.expression else None
    base = "при нынешнем знаменателе это " if fraction else "это "
    return f"{words}: {base}{least}, то есть ещё {unit}"


def change(measure: Measure, moved: Fraction, before: Span, direction: Direction, *, hidden: bool) -> str:
    """Say how a value has changed: «+3,2 п. п. к 2023 году»."""
    if hidden:
        return f"{direction.value} по сравнению с периодом {before.text}"
    if direction is Direction.SAME:
        return f"не изменился с периода {before.text}"
    mark = "+" if moved > 0 else ""
    return f"{mark}{_points(spell_beside(moved, Fraction(0)), measure)} к периоду {before.text}"


def _points(number: str, measure: Measure, *, genitive: bool = False) -> str:
    """Put the unit of a difference after it: shares differ by points, not by per cent."""
    return f"{number} п.\N{NO-BREAK SPACE}п." if percent(measure) else with_unit(number, measure, genitive=genitive)


def explain(result: Result, book: Book) -> Result:
    """Return the result with its explanation: how the number came about and what it means."""
    measure, said = result.measure, []
    if result.gap:
        said.append(_why_not(result, book))
    else:
        said.append(sentence(f"{_origins(result)}Значение за {result.period.label} — {result.shown}"))
        if result.score:
            said.append(sentence(f"{result.score.reason[:1].upper()}{result.score.reason[1:]}"))
        if result.target:
            whose = "Цель территории (для организации — ориентир)" if result.orientation else "Цель"
            said.append(f"{sentence(f'{whose}: {target_words(result.target, measure)}')} {_verdict(result)}")
        elif result.score is None:
            said.append("Цели на этот период документ не задаёт.")
        if result.preliminary:
            said.append("Это предварительно: не все цифры проверены или период ещё идёт.")
        if result.trend:
            said.append(sentence(f"Изменение: {result.trend.text}"))
    if result.ahead:
        said.append(sentence(f"Дальше, {result.ahead.period.text}: {result.ahead.text}"))
    return replace(result, explanation=" ".join(said))


def _verdict(result: Result) -> str:
    if result.verdict is Status.COVERED:
        return "Достигнута ли она, не публикуется: по ответу узнали бы скрытое число."
    words = f"{result.verdict.value[:1].upper()}{result.verdict.value[1:]}"
    return sentence(f"{words}: {result.shortfall.text}" if result.shortfall else words)


def _why_not(result: Result, book: Book) -> str:
    gap = result.gap
    assert gap is not None
    titles = "; ".join(f"«{book.file.variables[name].title}»" for name in gap.variables if name in book.file.variables)
    if gap.gap is Gap.ZERO:
        return (
            f"Значения нет: знаменатель равен нулю ({titles}). На ноль не делят, и нулём такое значение не считается."
        )
    if gap.gap is Gap.NO_METHOD:
        return "Значения нет: документ не говорит, как измерять."
    if gap.gap is Gap.NOT_ALL:
        absent = dict.fromkeys(slug for part in result.parts for slug in _absent(part))
        who = ", ".join(subject.title for slug in absent if (subject := book.subject(slug)))
        return f"Значения нет: цифры сдали не все организации ({titles}). Не сдали: {who}."
    return f"Значения нет: не хватает цифры {titles}."


def _absent(part: Part) -> tuple[str, ...]:
    return (*part.absent, *(slug for inner in part.parts for slug in _absent(inner)))


def _origins(result: Result) -> str:
    said = []
    for part in result.parts:
        text = part.shown if part.value is not None else part.text
        if part.origin == ADDED:
            said.append(f"{part.variable.title}: {text} (сумма по организациям, {len(part.figures)})")
        elif part.origin == COUNTED:
            said.append(f"{part.variable.title}: {text} (посчитано по банку)")
        elif result.measure.kind != QUALITATIVE:
            said.append(f"{part.variable.title}: {text}")
    return "; ".join(said) + ". " if said else ""
