"""Rules about sets: what a formula, a target or a band says must be possible, and known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from metodbank.indicators.addresses import PAGES, taken
from metodbank.indicators.band_rules import bands
from metodbank.indicators.expression import ExpressionError, names, parse, quotient
from metodbank.indicators.model import (
    AT_LEAST,
    BANDS,
    COUNT,
    EXACTLY,
    FLAG,
    NOT_THERE,
    ORDINAL,
    PRESENT,
    QUALITATIVE,
    RANGE,
    RATIO,
    SHARE,
    YEARLY,
    Target,
)
from metodbank.indicators.query_rules import queries
from metodbank.indicators.sets import Measure, SetFile, read_expression
from metodbank.indicators.units import Dimension, UnitMismatch, dimension, spell
from metodbank.model.fields import Path as FieldPath
from metodbank.rules import fields
from metodbank.rules.catalogue import code_of_defect, problem
from metodbank.rules.corpus import Corpus
from metodbank.rules.problem import Problem
from metodbank.rules.suggest import listed, nearest


def check_sets(files: Sequence[SetFile], corpus: Corpus) -> Iterator[Problem]:
    """Yield the problems of all sets."""
    for file in files:
        document = file.draft.document
        for defect in document.defects:
            yield problem(code_of_defect(defect.name), document.path, defect.mark, **defect.values)
        if not document.readable:
            continue
        yield from fields.valid(file.draft, corpus)
        yield from fields.required(file.draft, corpus)
        if file.draft.errors:
            continue  # the rest would speak of what could not be read
        for rule in RULES:
            yield from rule(file, corpus)
        yield from _editions(file, {other.id: other for other in files})


def unique(file: SetFile, _: Corpus) -> Iterator[Problem]:
    """A variable, an indicator, a period, a territory is named once."""
    for what, key in (("variables", "id"), ("indicators", "id"), ("territories", "id"), ("groups", "id")):
        seen: set[str] = set()
        for index, item in enumerate(getattr(file.set, what) or ()):
            name = str(getattr(item, key) or "")
            if name and name in seen:
                yield file.draft.problem("MB858", (what, index, key), name=name)
            seen.add(name)
    listed_periods = file.set.periods or []
    for index, period in enumerate(listed_periods):
        if period in listed_periods[:index]:
            yield file.draft.problem("MB858", ("periods", index), name=period)
    measures = [measure.id for measure in file.measures]
    for measure in file.measures:
        if len(measure.where) > 2 and measures.count(measure.id) > 1:
            yield file.draft.problem("MB858", (*measure.where, "id"), name=measure.id)
        periods = [target.period for target in measure.targets]
        for index, text in enumerate(periods):
            if text in periods[:index]:
                yield file.draft.problem("MB858", (*measure.where, "targets", index, "period"), name=text)


def addresses(file: SetFile, _: Corpus) -> Iterator[Problem]:
    """An indicator's id is the address of its page, and no other page of the set has it."""
    for index, indicator in enumerate(file.set.indicators or ()):
        if indicator.id and taken(indicator.id):
            yield file.draft.problem("MB865", ("indicators", index, "id"), name=indicator.id, names=", ".join(PAGES))


def names_known(file: SetFile, corpus: Corpus) -> Iterator[Problem]:
    """A group, an organisation and a document that a set names exist."""
    groups = {group.id or "" for group in file.set.groups or ()}
    for index, indicator in enumerate(file.set.indicators or ()):
        if indicator.group and indicator.group not in groups:
            where = ("indicators", index, "group")
            yield _unknown(file, where, "группы", indicator.group, groups)
    for index, slug in enumerate(file.set.reporters or ()):
        if slug not in corpus.by_slug["organization"] and not corpus.is_unread("organization", slug):
            yield _unknown(file, ("reporters", index), "организации", slug, set(corpus.by_slug["organization"]))
    document = file.set.act.document if file.set.act else None
    if document and document not in corpus.by_slug["document"] and not corpus.is_unread("document", document):
        yield _unknown(file, ("act", "document"), "документа", document, set(corpus.by_slug["document"]))


def _editions(file: SetFile, files: Mapping[str, SetFile]) -> Iterator[Problem]:
    sets = files.keys()
    earlier = files.get(file.set.supersedes or "")
    known = {str(indicator.id) for indicator in (earlier.set.indicators or () if earlier else ())}
    seen = set()
    for index, indicator in enumerate(file.set.indicators or ()):
        name, where = indicator.replaces, ("indicators", index, "replaces")
        if not name or name == NOT_THERE:
            continue
        if name not in known:
            yield _unknown(file, where, "показателя прежней редакции", name, known)
        elif name in seen:
            yield file.draft.problem("MB858", where, name=name)
        seen.add(name)
    for key in ("supersedes", "superseded_by"):
        other = getattr(file.set, key)
        if other and (other not in sets or other == file.id):
            yield _unknown(file, (key,), "набора", other, sets - {file.id})


def _unknown(file: SetFile, where: FieldPath, what: str, value: str, known: AbstractSet[str]) -> Problem:
    return file.draft.problem(
        "MB860",
        where,
        what=what,
        value=value,
        suggestion=nearest(value, sorted(known)),
        known=listed(sorted(known)) or "пока ничего",
    )


@dataclass(frozen=True)
class _Written:
    """A formula as it stands in the file; ``of`` names the variable it derives, if it does."""

    text: str
    where: FieldPath
    of: str = ""


def _formulas(file: SetFile) -> Iterator[_Written]:
    for index, variable in enumerate(file.set.variables or ()):
        if variable.formula:
            yield _Written(variable.formula, ("variables", index, "formula"), variable.id or "")
    for measure in file.measures:
        if measure.formula and measure.formula.expression:
            yield _Written(measure.formula.expression, (*measure.where, "formula", "expression"))


def formulas(file: SetFile, _: Corpus) -> Iterator[Problem]:
    """A formula can be read, knows its variables, and nothing is computed from itself."""
    used: set[str] = set()
    mistaken = False
    for written in _formulas(file):
        try:
            found = names(parse(written.text))
        except ExpressionError as error:
            yield file.draft.problem("MB852", written.where, reason=error.reason, place=error.column)
            mistaken = True
            continue
        used.update(found)
        for name in found:
            if name not in file.variables:
                mistaken = True
                values = {"name": name, "suggestion": nearest(name, file.variables), "known": listed(file.variables)}
                yield file.draft.problem("MB851", written.where, **values)
        circle = _circle(file, written.of) if written.of else ()
        if circle:
            yield file.draft.problem("MB853", written.where, circle=" → ".join(circle))
    for measure in file.measures:
        yield from _symbols(file, measure)
    for index, variable in enumerate(file.set.variables or ()):
        if variable.id and variable.id not in used and not mistaken:  # a mistyped name makes another look unused
            yield file.draft.problem("MB861", ("variables", index, "id"), name=variable.id)


def _circle(file: SetFile, start: str) -> tuple[str, ...]:
    """Return the way from a derived variable back to itself, or nothing."""

    def walk(name: str, way: tuple[str, ...]) -> tuple[str, ...]:
        if name in way:
            return (*way, name) if name == start else ()
        variable = file.variables.get(name)
        expression = read_expression(variable.formula) if variable else None
        for inner in names(expression) if expression else ():
            found = walk(inner, (*way, name))
            if found:
                return found
        return ()

    return walk(start, ())


def _symbols(file: SetFile, measure: Measure) -> Iterator[Problem]:
    if measure.formula is None or measure.expression is None:
        return
    inside = names(measure.expression)
    for index, symbol in enumerate(measure.formula.symbols or ()):
        if symbol.variable and symbol.variable not in inside:
            where = (*measure.where, "formula", "symbols", index, "variable")
            yield file.draft.problem("MB864", where, name=symbol.variable, known=", ".join(inside))


def units(file: SetFile, _: Corpus) -> Iterator[Problem]:
    """People and organisations are not added, and a value has the unit its kind demands."""
    known = _units(file)
    for written in _formulas(file):
        expression = read_expression(written.text)
        if expression is None:
            continue
        try:
            found = dimension(expression, known)
        except UnitMismatch as mismatch:
            said = {"text": f"складываются или вычитаются «{spell(mismatch.left)}» и «{spell(mismatch.right)}»"}
            yield file.draft.problem("MB854", written.where, **said)
            continue
        if written.of:
            declared = file.variables[written.of].unit or ""
            if found != ((declared, 1),):
                text = f"по формуле выходит «{spell(found)}», а у переменной записано «{declared}»"
                yield file.draft.problem("MB854", written.where, text=text)
    for measure in file.measures:
        yield from _unit_of(file, measure, known)


def _units(file: SetFile) -> dict[str, Dimension]:
    return {name: ((variable.unit, 1),) for name, variable in file.variables.items() if variable.unit}


def _unit_of(file: SetFile, measure: Measure, known: dict[str, Dimension]) -> Iterator[Problem]:
    if measure.expression is None or any(name not in known for name in names(measure.expression)):
        return
    try:
        found = dimension(measure.expression, known)
    except UnitMismatch:
        return
    wanted: dict[str, tuple[Dimension, ...]] = {
        SHARE: ((), (("%", 1),)),
        BANDS: ((), (("%", 1),)),
        COUNT: (((measure.unit, 1),),),
        FLAG: ((("есть/нет", 1),),),
        ORDINAL: ((("балл", 1),),),
        QUALITATIVE: ((("текст", 1),),),
    }
    if measure.kind in wanted and found not in wanted[measure.kind]:
        text = f"показатель вида «{measure.kind}» не может иметь единицу «{spell(found)}»"
        yield file.draft.problem("MB854", (*measure.where, "formula", "expression"), text=text)


def shape(file: SetFile, _: Corpus) -> Iterator[Problem]:
    """An indicator has what its kind needs, and nothing its kind cannot have."""
    for measure in file.measures:
        for reason in _unfit(measure):
            yield file.draft.problem("MB859", measure.where, id=measure.id, reason=reason)
        for index, target in enumerate(measure.targets):
            for reason in _unfit_target(measure, target):
                yield file.draft.problem("MB859", (*measure.where, "targets", index), id=measure.id, reason=reason)


def _unfit(measure: Measure) -> Iterator[str]:
    if measure.formula is None:
        yield "нет формулы"
    elif measure.expression is not None and measure.kind in (SHARE, RATIO, BANDS):
        if quotient(measure.expression) is None and len(names(measure.expression)) > 1:
            yield "доля и отношение пишутся дробью: часть / целое * 100"
    if measure.kind in (ORDINAL, BANDS) and not measure.bands:
        yield "нет баллов"
    if measure.kind not in (ORDINAL, BANDS) and measure.bands:
        yield f"у вида «{measure.kind}» баллов не бывает"


def _unfit_target(measure: Measure, target: Target) -> Iterator[str]:
    if measure.kind == QUALITATIVE:
        yield "у качественного показателя числовой цели не бывает"
    elif (target.op == PRESENT) != (measure.kind == FLAG):
        yield "условие «есть» бывает только у вида «есть/нет», и другого у него нет"
    elif target.op in (AT_LEAST, EXACTLY) and target.value is None:
        yield "у цели нет значения"
    elif target.op == RANGE and (target.low is None or target.high is None or target.low > target.high):
        yield "у диапазона нужны «от» и «до», и «от» не больше «до»"


def periods(file: SetFile, _: Corpus) -> Iterator[Problem]:
    """A target and a rating speak of periods of the set."""
    known = file.set.periods or []
    for measure in file.measures:
        for index, target in enumerate(measure.targets):
            if target.period and target.period != YEARLY and target.period not in known:
                where = (*measure.where, "targets", index, "period")
                yield file.draft.problem("MB855", where, period=target.period, known=listed(known))
    for index, moment in enumerate((file.set.rating.moments if file.set.rating else None) or ()):
        if moment.period and moment.period not in known:
            where = ("rating", "moments", index, "period")
            yield file.draft.problem("MB855", where, period=moment.period, known=listed(known))


RULES = (unique, addresses, names_known, formulas, units, shape, periods, bands, queries)
