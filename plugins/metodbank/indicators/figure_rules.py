"""Rules about figures: each belongs to its set, and no number says what cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from metodbank.indicators.evaluate import NoValue, evaluate
from metodbank.indicators.expression import Expression, names, quotient
from metodbank.indicators.figures import Figure, FigureFile
from metodbank.indicators.model import BANDS, RATIO, SHARE, Variable
from metodbank.indicators.numbers import spell
from metodbank.indicators.sets import Measure, SetFile, read_expression
from metodbank.rules.catalogue import code_of_defect, problem
from metodbank.rules.corpus import Corpus
from metodbank.rules.problem import Problem
from metodbank.rules.suggest import listed, nearest
from metodbank.rules.tables import cell_problem, check_table
from metodbank.source.defect import Mark


@dataclass(frozen=True)
class Context:
    """A file of figures, its set and the bank's organisations."""

    file: FigureFile
    set: SetFile
    organizations: frozenset[str]

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """All rows of the file."""
        return tuple(self.file.figures())

    @cached_property
    def known(self) -> Mapping[tuple[str, str, str], Figure]:
        """Figures by period, subject and variable, the first of each."""
        found: dict[tuple[str, str, str], Figure] = {}
        for figure in self.figures:
            found.setdefault((figure.period, figure.subject, figure.variable), figure)
        return found

    @cached_property
    def subjects(self) -> dict[str, str]:
        """Names that may stand in the column «Организация», by themselves."""
        territories = {territory.id or "" for territory in self.set.set.territories or ()}
        return {name: name for name in sorted(territories | self.organizations)}

    def problem(self, code: str, figure: Figure, column: str, **values: object) -> Problem:
        """Make a problem placed at a cell."""
        return cell_problem(code, self.file.file, figure.line, column, **values)

    def value(self, expression: Expression, period: str, subject: str) -> Fraction | NoValue:
        """Compute a formula from the figures of one subject, derived variables included."""
        return evaluate(expression, {name: self._number(name, period, subject) for name in names(expression)})

    def _number(self, name: str, period: str, subject: str, depth: int = 0) -> Fraction | None:
        variable = self.set.variables.get(name)
        expression = read_expression(variable.formula) if variable else None
        if expression is None or depth > len(self.set.variables):
            figure = self.known.get((period, subject, name))
            return figure.number if figure else None
        inner = {part: self._number(part, period, subject, depth + 1) for part in names(expression)}
        found = evaluate(expression, inner)
        return None if isinstance(found, NoValue) else found

    def first(self, expression: Expression, period: str, subject: str) -> Figure | None:
        """Return the first figure an expression is made of: where a problem of it is shown."""
        for name in names(expression):
            variable = self.set.variables.get(name)
            derived = read_expression(variable.formula) if variable else None
            for part in names(derived) if derived else (name,):
                figure = self.known.get((period, subject, part))
                if figure:
                    return figure
        return None


def check_figures(file: FigureFile, sets: Mapping[str, SetFile], corpus: Corpus) -> Iterator[Problem]:
    """Yield the problems of one file."""
    sheet = file.file.sheet
    for defect in sheet.defects:
        yield problem(code_of_defect(defect.name), sheet.path, defect.mark, **defect.values)
    if file.id not in sets:
        values = {"name": file.id, "suggestion": nearest(file.id, sets), "known": listed(sets)}
        yield problem("MB871", sheet.path, Mark(), **values)
        return
    yield from check_table(file.file, corpus)
    if sets[file.id].draft.errors or not sets[file.id].draft.document.readable:
        return  # the set has problems of its own
    context = Context(file, sets[file.id], corpus.names("organization"))
    for figure in context.figures:
        yield from _row(figure, context)
    yield from _parts_and_wholes(context)
    yield from _falling(context)


def _row(figure: Figure, context: Context) -> Iterator[Problem]:
    """The set, period, organisation and variable are known, and the value is one its variable can have."""
    if figure.set and figure.set != context.file.id:
        yield context.problem("MB872", figure, "set", value=figure.set, expected=context.file.id)
    periods = context.set.set.periods or []
    if figure.period and figure.period not in periods:
        suggestion = nearest(figure.period, periods, cutoff=80)
        yield context.problem(
            "MB875", figure, "period", period=figure.period, suggestion=suggestion, known=listed(periods)
        )
    if figure.subject and figure.subject not in context.subjects:
        values = {"value": figure.subject, "suggestion": nearest(figure.subject, context.subjects)}
        yield context.problem("MB876", figure, "organization", **values)
    variable = context.set.variables.get(figure.variable)
    if variable is None:
        if figure.variable:
            known = context.set.variables
            values = {"name": figure.variable, "suggestion": nearest(figure.variable, known)}
            yield context.problem("MB873", figure, "variable", **values)
        return
    if variable.formula:
        yield context.problem("MB882", figure, "variable", name=variable.id, formula=variable.formula)
    if figure.text:
        yield from _value(figure, variable, context)


def _value(figure: Figure, variable: Variable, context: Context) -> Iterator[Problem]:
    if variable.unit == "текст":
        return
    if variable.unit == "есть/нет":
        if figure.text.casefold() not in ("есть", "да", "нет"):
            yield context.problem("MB874", figure, "value", value=figure.text, text="ожидается «есть» или «нет»")
        return
    if figure.number is None or figure.text.casefold() in ("есть", "да", "нет"):
        yield context.problem("MB874", figure, "value", value=figure.text, text="ожидается число")
        return
    if figure.percent and variable.unit != "%":
        text = f"переменная считается в «{variable.unit}», а не в процентах"
        yield context.problem("MB874", figure, "value", value=figure.text, text=text)
    if figure.number < 0:
        yield context.problem("MB877", figure, "value", value=figure.text)
    elif variable.unit == "балл":
        scores = sorted(_scores(context.set, variable.id or ""))
        if figure.number not in scores:
            text = f"баллы этого показателя: {', '.join(map(str, scores))}"
            yield context.problem("MB874", figure, "value", value=figure.text, text=text)
    elif variable.unit == "%":
        if figure.number > 100 and not _may_exceed(context.set, variable.id or ""):
            yield context.problem("MB878", figure, "value", value=spell(figure.number, 2))
    elif figure.number.denominator != 1 and not variable.fraction:
        yield context.problem("MB881", figure, "value", value=figure.text, title=variable.title)


def _scores(file: SetFile, name: str) -> set[int]:
    measures = [m for m in file.measures if m.expression is not None and name in names(m.expression)]
    return {band.score for measure in measures for band in measure.bands if band.score is not None}


def _may_exceed(file: SetFile, name: str) -> bool:
    return any(m.may_exceed for m in file.measures if m.expression is not None and name in names(m.expression))


def _parts_and_wholes(context: Context) -> Iterator[Problem]:
    """A part is not greater than its whole, and nothing is divided by zero."""
    pairs = dict.fromkeys((figure.period, figure.subject) for figure in context.figures)
    seen: set[tuple[int, str]] = set()
    for measure in context.set.measures:
        fraction = quotient(measure.expression) if measure.expression else None
        if fraction is None:
            continue
        for period, subject in pairs:
            top = context.value(fraction.top, period, subject)
            bottom = context.value(fraction.bottom, period, subject)
            upper = context.first(fraction.top, period, subject)
            lower = context.first(fraction.bottom, period, subject)
            if bottom == 0 and lower and (lower.line, "MB880") not in seen:
                seen.add((lower.line, "MB880"))
                yield context.problem("MB880", lower, "value", id=measure.label or measure.id)
            if isinstance(top, NoValue) or isinstance(bottom, NoValue) or upper is None:
                continue
            if measure.kind in (SHARE, BANDS) and not measure.may_exceed and top > bottom:
                if (upper.line, "MB879") not in seen:
                    seen.add((upper.line, "MB879"))
                    values = {"part": spell(top), "whole": spell(bottom), "id": measure.label or measure.id}
                    yield context.problem("MB879", upper, "value", **values, titles=_titles(fraction.bottom, context))


def _titles(expression: Expression, context: Context) -> str:
    return " и ".join(f"«{context.set.variables[name].title}»" for name in names(expression))


def _falling(context: Context) -> Iterator[Problem]:
    """What is counted as a running total does not fall from period to period without an explanation."""
    totals = _running(context.set)
    for name in totals:
        last: dict[tuple[str, str], Figure] = {}
        for period in context.set.periods:
            for subject in context.subjects:
                figure = context.known.get((period.text, subject, name))
                if figure is None or figure.number is None:
                    continue
                before = last.get((subject, period.form))
                last[subject, period.form] = figure
                if before and before.number is not None and figure.number < before.number and not figure.comment:
                    values = {"value": figure.text, "before": before.text, "period": before.period}
                    yield context.problem("MB883", figure, "value", **values, line=before.line)


def _running(file: SetFile) -> tuple[str, ...]:
    """Return the variables that a cumulative indicator counts: its numerator, or the whole of a count."""
    found: dict[str, None] = {}
    for measure in file.measures:
        if measure.indicator.cumulative and measure.expression is not None:
            found.update(dict.fromkeys(names(_counted(measure))))
    return tuple(found)


def _counted(measure: Measure) -> Expression:
    assert measure.expression is not None
    fraction = quotient(measure.expression) if measure.kind in (SHARE, RATIO, BANDS) else None
    return fraction.top if fraction else measure.expression
