"""Words that pages and files share: how statuses are decided, periods in file names, formulas in plain Russian."""

from __future__ import annotations

import re
from collections.abc import Mapping

from metodbank.indicators.model import UNRESOLVED, Oddity, Variable
from metodbank.indicators.periods import Span
from metodbank.indicators.results import Result, Status
from metodbank.indicators.sets import Measure

SAMPLE_NOTE = "Образец: все числа этого набора выдуманы для показа; названия, формулы и цели — из документа."
"""What every page and file of a sample says."""
MEANINGS: Mapping[Status, str] = {
    Status.REACHED: (
        "точное значение не меньше цели; «ровно» — равно ей; диапазон — в нём, границы включены; «есть» — есть."
    ),
    Status.NOT_REACHED: (
        "точное значение меньше цели, у «ровно» — не равно ей, у «есть» — этого нет; рядом сказано, чего не хватает."
    ),
    Status.ABOVE: "значение больше верхней границы диапазона.",
    Status.NO_DATA: "цифры не сданы, знаменатель равен нулю или документ не говорит, как измерять.",
    Status.NO_TARGET: "значение есть, а цели на этот период документ не задаёт.",
    Status.PRELIMINARY: "не все цифры проверены или период ещё идёт; рядом сказано, что выходит пока.",
    Status.COVERED: "за числом один-два человека, и сам ответ «достигнут» или «не достигнут» выдал бы, сколько их.",
}
"""How each status is decided, for the methodology page."""
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}


def period_slug(period: Span) -> str:
    """Return a period as part of an address: «2024», «2022-23», «2023-h2», «2023-q4», «2023-05»."""
    if period.form == "учебный год":
        return period.text.replace("/", "-")
    number, _, rest = period.text.partition(" ")
    if number in _ROMAN:
        return f"{rest.rsplit(' ', 1)[-1]}-{'h' if period.form == 'полугодие' else 'q'}{_ROMAN[number]}"
    return period.text


_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OPERATORS = str.maketrans({"*": "·", "/": "÷", "-": "−"})


def formula_in_words(measure: Measure, held: Mapping[str, Variable]) -> str:
    """Return the formula with the titles of variables in place of their names."""
    text = (measure.formula.expression if measure.formula else None) or ""

    def title(match: re.Match[str]) -> str:
        return f"«{held[match[0]].title}»" if match[0] in held else match[0]

    # operators first: a title may hold a dash or a stroke of its own
    return _NAME.sub(title, text.translate(_OPERATORS)).replace("· 100", "· 100\N{NO-BREAK SPACE}%")


def unresolved(oddity: Oddity) -> bool:
    """Whether the bank leaves an oddity open."""
    return UNRESOLVED in (oddity.policy or "").casefold()


def speakable(result: Result) -> bool:
    """Whether the explanation of a result may be published: a derived number may give a hidden one away."""
    return not any(part.parts and part.hidden for part in result.parts)
