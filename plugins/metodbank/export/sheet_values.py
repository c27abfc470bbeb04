"""The sheet «Показатели»: value, status, shortfall, change and score by formulas over the sheet of figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from metodbank.export.cell_formulas import TINY, computed, decimal, quoted, scored, written
from metodbank.export.ledger import Key
from metodbank.export.sheet import HEAD, Book, Column, fit
from metodbank.export.sheet_figures import Place
from metodbank.indicators.explain import FORMS, sign, target_words
from metodbank.indicators.expression import Name, names, quotient
from metodbank.indicators.library import SetResults
from metodbank.indicators.model import (
    BANDS,
    COUNT,
    EXACTLY,
    FLAG,
    ORDINAL,
    PRESENT,
    QUALITATIVE,
    RANGE,
)
from metodbank.indicators.results import Result, Status

NAME = "Показатели"
LEAD = "Значения и статусы — формулы по листу «Цифры». Скрытые числа записаны словами и не пересчитываются."
NO_DATA, NO_TARGET = Status.NO_DATA.value, Status.NO_TARGET.value
MORE_THAN_ASKED = "больше, чем ровно требуется"
NOT_YET = "этого ещё нет"
POINTS = "п. п."
SEPARATOR = "|"
"""Between the parts of a row's key."""


class At(IntEnum):
    """Columns of the sheet."""

    KEY, PERIOD, SUBJECT, LABEL, NAME, VALUE, UNIT, TARGET, GOAL, LIMIT, STATUS, VERDICT, LACK, OF, CHANGE, SCORE = (
        range(16)
    )


COLUMNS = (
    Column("Ключ", 8, hidden=True),
    Column("Период", 15),
    Column("Чьё значение", 24),
    Column("№", 7),
    Column("Показатель", 56),
    Column("Значение", 13),
    Column("Единица", 10),
    Column("Цель", 20),
    Column("Цель: от", 9),
    Column("Цель: до", 9),
    Column("Статус", 17),
    Column("С учётом предварительных цифр", 17),
    Column("Не хватает", 12),
    Column("Чего", 15),
    Column("Изменение к прошлому периоду", 14),
    Column("Балл", 7),
)


@dataclass(frozen=True)
class Line:
    """One row: a result, and what its cells show now, by column."""

    row: int
    result: Result
    cached: dict[int, float | str] = field(default_factory=dict)

    def cell(self, column: int) -> str:
        """The address of a cell of the row on the sheet itself."""
        return str(xl_rowcol_to_cell(self.row, column))


def key_of(period: str, subject: str, measure: str) -> str:
    """Return what a value is looked up by: the words a person chooses on the panel, and the measure."""
    return SEPARATOR.join((period, subject, measure))


def number_form(result: Result) -> str:
    """Return how a number of a result is shown."""
    if result.measure.kind in (COUNT, ORDINAL):
        return "#,##0.##" if result.value is not None and result.value.denominator != 1 else "#,##0"
    return '0.0" %"' if sign(result.measure).endswith("%") else "#,##0.0"


def change_form(result: Result) -> str:
    """Return how a change is shown, with its sign."""
    plain = number_form(result).replace('" %"', f'" {POINTS}"')
    return f"+{plain};\N{MINUS SIGN}{plain};0"


def lines_of(results: SetResults) -> list[Line]:
    """Return the rows in their order: the latest period first, then whose, then as in the document."""
    found = [r for period in results.held for who in results.subjects for r in results.results(period, who)]
    return [Line(HEAD + number, result) for number, result in enumerate(found)]


def write_values(book: Book, results: SetResults, places: Mapping[Key, Place]) -> list[Line]:
    """Write the sheet."""
    columns = COLUMNS if any(measure.bands for measure in results.measures) else COLUMNS[: At.SCORE]
    sheet = book.sheet(NAME, str(results.set.title), LEAD, columns, footer=str(results.set.short_title))
    book.heads(sheet, HEAD - 1, columns)
    sheet.freeze_panes(HEAD, At.VALUE)
    lines = lines_of(results)
    by_key = {(line.result.measure.id, line.result.period.text, line.result.subject.id): line for line in lines}
    for line in lines:
        result = line.result
        before = result.trend and by_key.get((result.measure.id, result.trend.previous.text, result.subject.id))
        _Row(book, sheet, line, places, before or None).write(scores=len(columns) > At.SCORE)
    last = HEAD - 1 + max(1, len(lines))
    sheet.autofilter(HEAD - 1, 0, last, len(columns) - 1)
    _not_yet(book, sheet, last)
    return lines


def _not_yet(book: Book, sheet: Worksheet, last: int) -> None:
    """Show more digits where a value would look like a goal it has not reached (the rule of rounding)."""
    value, goal = (xl_rowcol_to_cell(HEAD, column, False, True) for column in (At.VALUE, At.GOAL))
    near = f"=AND(ISNUMBER({value}),ISNUMBER({goal}),ROUND({value}-{goal},{TINY})<0,ROUND({value},1)>={goal})"
    more = book.workbook.add_format({"num_format": "0.0000"})
    sheet.conditional_format(HEAD, At.VALUE, last, At.VALUE, {"type": "formula", "criteria": near, "format": more})


@dataclass(frozen=True)
class _Row:
    book: Book
    sheet: Worksheet
    line: Line
    places: Mapping[Key, Place]
    before: Line | None

    @property
    def result(self) -> Result:
        return self.line.result

    @property
    def used(self) -> list[Place]:
        period, subject = self.result.period.text, self.result.subject.id
        keys = [(str(part.variable.id), period, subject) for part in self.result.parts]
        return [self.places[key] for key in keys if key in self.places]

    @property
    def live(self) -> bool:
        """Whether the row may follow the figures: nothing of it is covered, and its formula is one of numbers."""
        expression = self.result.measure.expression
        if expression is None or self.result.hidden or any(place.entry.hidden for place in self.used):
            return False
        if {str(place.entry.variable.id) for place in self.used} != set(names(expression)):
            return False
        return isinstance(expression, Name) or all(place.entry.numeric for place in self.used)

    def write(self, *, scores: bool) -> None:
        """Write the row."""
        result, measure = self.result, self.result.measure
        self._text(At.KEY, key_of(result.period.text, result.subject.title, measure.id))
        self._text(At.PERIOD, result.period.text)
        self._text(At.SUBJECT, result.subject.title)
        self._text(At.LABEL, measure.label)
        self._text(At.NAME, measure.name)
        unit = sign(measure).strip()
        self._text(At.UNIT, "" if measure.kind in (FLAG, QUALITATIVE) or unit == "%" else unit)
        self._text(At.TARGET, target_words(result.target, measure) if result.target else "")
        self._goals()
        if self.live:
            self._live()
        else:
            self._still()
        self._change()
        if scores:
            self._score()
        shown = (
            (COLUMNS[column].width, text) for column, text in self.line.cached.items() if not COLUMNS[column].hidden
        )
        fit(self.sheet, self.line.row, [(text, width) for width, text in shown if isinstance(text, str)])

    def _text(self, column: int, text: str, style: str = "text") -> None:
        self.line.cached[column] = text
        self.book.text(self.sheet, self.line.row, column, text, style)

    def _formula(self, column: int, formula: str, cached: float | str, form: str = "", style: str = "number") -> None:
        self.line.cached[column] = cached
        self.book.formula(self.sheet, self.line.row, column, formula, cached, form, style)

    def _goals(self) -> None:
        target, row = self.result.target, self.line.row
        low, high = (target.low, target.high) if target and target.op == RANGE else (None, None)
        bounds = (target.value if target and low is None else low, high)
        for column, bound in zip((At.GOAL, At.LIMIT), bounds, strict=True):
            if bound is None:
                self._text(column, "есть" if column is At.GOAL and target and target.op == PRESENT else "")
            else:
                self.book.number(self.sheet, row, column, float(bound), "#,##0.##")

    def _still(self) -> None:
        """Write words as they are published: what is covered, and what the document does not say how to measure."""
        result = self.result
        self._text(At.VALUE, result.shown, "number")
        self._text(At.STATUS, result.status.value)
        self._text(At.VERDICT, result.verdict.value)
        self._text(At.LACK, result.shortfall.text if result.shortfall else "")
        self._text(At.OF, "")

    def _live(self) -> None:
        result = self.result
        value, cached = self._value()
        self._formula(At.VALUE, value, cached, number_form(result), "number")
        early = ",".join(f'{place.status}="{Status.PRELIMINARY.value}"' for place in self.used)
        verdict = self.line.cell(At.VERDICT)
        said = f"IF(AND({verdict}<>{quoted(NO_DATA)},OR({early})),{quoted(Status.PRELIMINARY.value)},{verdict})"
        self._formula(At.STATUS, said, result.status.value, style="text")
        self._formula(At.VERDICT, self._verdict(), result.verdict.value, style="text")
        self._lack()

    def _value(self) -> tuple[str, float | str]:
        result, measure = self.result, self.result.measure
        assert measure.expression is not None, "only a row with a formula is live"
        cells = {str(place.entry.variable.id): place.value for place in self.used}
        if measure.kind == FLAG:
            (cell,) = cells.values()
            yes = f'OR({cell}="есть",{cell}="да")'
            return f'IF({yes},"есть",IF({cell}="нет","нет",{quoted(NO_DATA)}))', result.shown
        if measure.kind == QUALITATIVE:
            (cell,) = cells.values()
            (place,) = self.used
            empty = quoted(place.entry.shown) if result.gap else '""'
            return f'IF(OR({cell}={empty},{cell}=""),{quoted(NO_DATA)},{cell})', result.shown
        return computed(measure.expression, cells, NO_DATA), NO_DATA if result.value is None else float(result.value)

    def _verdict(self) -> str:
        result, target = self.result, self.result.target
        value, goal, limit = (self.line.cell(column) for column in (At.VALUE, At.GOAL, At.LIMIT))
        reached, missed = quoted(Status.REACHED.value), quoted(Status.NOT_REACHED.value)
        over = f"ROUND({value}-{goal},{TINY})"
        if target is None or result.measure.kind == QUALITATIVE:
            found = quoted(NO_TARGET)
        elif target.op == PRESENT:
            found = f"IF({value}={goal},{reached},{missed})"
        elif target.op == RANGE:
            above = f"ROUND({value}-{limit},{TINY})>0"
            found = f"IF({above},{quoted(Status.ABOVE.value)},IF({over}>=0,{reached},{missed}))"
        else:
            met = "=0" if (target.applied or target.op) == EXACTLY else ">=0"
            found = f"IF({over}{met},{reached},{missed})"
        return f"IF({value}={quoted(NO_DATA)},{quoted(NO_DATA)},{found})"

    def _lack(self) -> None:
        """Write what is lacking: people, events… where the numerator tells, else points."""
        result, target = self.result, self.result.target
        if target is None or result.measure.kind == QUALITATIVE:
            self._text(At.LACK, "")
            self._text(At.OF, "")
            return
        value, goal, verdict = (self.line.cell(column) for column in (At.VALUE, At.GOAL, At.VERDICT))
        missed = f"{verdict}={quoted(Status.NOT_REACHED.value)}"
        if result.measure.kind == FLAG:
            self._formula(At.LACK, f'IF({missed},{quoted(NOT_YET)},"")', NOT_YET if result.shortfall else "")
            self._text(At.OF, "")
            return
        counted = self._units(goal)
        lack = counted[0] if counted else f"{goal}-{value}"
        past = f"IF({value}>{goal},{quoted(MORE_THAN_ASKED)},{lack})" if target.op == EXACTLY else lack
        form = "#,##0" if counted else number_form(result).replace('" %"', "")
        self._formula(At.LACK, f'IF({missed},{past},"")', self._lacks(counted=counted is not None), form)
        points = POINTS if sign(result.measure).endswith("%") else sign(result.measure).strip()
        unit, lacks = counted[1] if counted else points, f"ISNUMBER({self.line.cell(At.LACK)})"
        now = unit if isinstance(self.line.cached[At.LACK], (int, float)) else ""
        self._formula(At.OF, f'IF({lacks},{quoted(unit)},"")', now, style="text")

    def _lacks(self, *, counted: bool) -> float | str:
        """Return what the formula of the shortfall gives now."""
        result, target = self.result, self.result.target
        if result.shortfall is None or result.value is None or target is None:
            return ""
        if counted:
            return MORE_THAN_ASKED if result.shortfall.units is None else result.shortfall.units
        goal = Fraction((target.low if target.op == RANGE else target.value) or 0)
        return float(goal - result.value) if goal > result.value else MORE_THAN_ASKED

    def _units(self, goal: str) -> tuple[str, str] | None:
        """Return the formula of what is lacking in whole units, and the units; as ``explain.needed`` counts."""
        measure = self.result.measure
        expression = measure.expression
        if expression is None or measure.kind == ORDINAL:
            return None
        fraction = quotient(expression)
        top = fraction.top if fraction else expression
        upper = names(top)
        cells = {str(place.entry.variable.id): place.value for place in self.used}
        variable = next((p.entry.variable for p in self.used if upper == (p.entry.variable.id,)), None)
        if variable is not None and (variable.unit == "%" or variable.fraction):
            return None
        bottom = f"*({written(fraction.bottom, cells)})/{decimal(fraction.factor)}" if fraction else ""
        least = f"ROUNDUP(ROUND({goal}{bottom},{TINY}),0)"
        unit = ""
        if variable is not None:
            forms: Sequence[str] = variable.forms or FORMS.get(str(variable.unit)) or ()
            unit = forms[2] if len(forms) == 3 else str(variable.unit)
        return f"MAX(0,ROUNDUP(ROUND({least}-({written(top, cells)}),{TINY}),0))", unit

    def _change(self) -> None:
        """Write the change since the period before, by formula where both values are public numbers."""
        trend, before = self.result.trend, self.before
        if trend is None:
            self._text(At.CHANGE, "")
        elif before is None or not self.live or before.result.hidden:
            self._text(At.CHANGE, trend.text)
        else:
            now, then = self.line.cell(At.VALUE), before.cell(At.VALUE)
            formula = f'IF(AND(ISNUMBER({now}),ISNUMBER({then})),{now}-{then},"")'
            self._formula(At.CHANGE, formula, float(trend.change), change_form(self.result))

    def _score(self) -> None:
        result = self.result
        points = result.score.points if result.score else ""
        if not self.live or result.measure.kind not in (BANDS, ORDINAL):
            self._text(At.SCORE, str(points), "number")
            return
        value = self.line.cell(At.VALUE)
        if result.measure.kind == BANDS:
            formula = scored(value, result.measure.bands)
        else:
            given = [f"{value}={band.score}" for band in result.measure.bands if band.score is not None]
            formula = f'IF(AND(ISNUMBER({value}),OR({",".join(given)})),{value},"")'
        self._formula(At.SCORE, formula, points, "0")
