"""Rules about queries: what is counted from the bank exists in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from metodbank.indicators.model import Variable
from metodbank.indicators.query import BY_PERIOD, ENTRIES, Query
from metodbank.indicators.sets import SetFile
from metodbank.model.fields import FieldSpec, Group, fields_of
from metodbank.model.kinds import kinds
from metodbank.model.shapes import Choice, Reference, Vocabulary
from metodbank.model.tables import TABLES
from metodbank.rules.corpus import Corpus
from metodbank.rules.problem import Problem
from metodbank.rules.suggest import listed, nearest


def fields_of_source(source: str) -> Mapping[str, FieldSpec] | None:
    """Return the fields of a kind of entry or of a table, by the name a query gives it."""
    if source in kinds():
        return kinds()[source].fields
    return TABLES[source].fields if source in TABLES and not TABLES[source].beside else None


def queries(file: SetFile, corpus: Corpus) -> Iterator[Problem]:
    """A query names a kind or a table, fields it has, and words that occur in them."""
    for index, variable in enumerate(file.set.variables or ()):
        if variable.counted:
            where = ("variables", index, "counted")
            for key, reason, suggestion in _wrong(variable, variable.counted, corpus):
                place = (*where, *key)
                yield file.draft.problem("MB862", place, name=variable.id, reason=reason, suggestion=suggestion)


_Wrong = tuple[tuple[str | int, ...], str, str]


def _wrong(variable: Variable, query: Query, corpus: Corpus) -> Iterator[_Wrong]:
    if variable.formula:
        yield (), "переменная или вычисляется по формуле, или считается по банку", ""
    sources = [*kinds(), *(name for name, table in TABLES.items() if not table.beside)]
    known = fields_of_source(query.source or "")
    if known is None:
        reason = f"нет ни записей, ни таблицы «{query.source}»: {listed(sources, 20)}"
        yield ("source",), reason, nearest(query.source or "", sources)
        return
    for key in ("during", "organization"):
        name = getattr(query, key)
        if name and name not in known:
            yield (key,), f"поля «{name}» нет", nearest(name, known)
    if query.take != ENTRIES:
        yield from _taken(query, known)
    if query.active and not {"valid_from", "valid_until"} <= set(known):
        yield ("active",), "у этих записей нет срока действия", ""
    for index, condition in enumerate(query.where or ()):
        spec = known.get(condition.name or "")
        if spec is None:
            yield ("where", index, "name"), f"поля «{condition.name}» нет", nearest(condition.name or "", known)
            continue
        allowed = _words(spec, corpus)
        for place, value in enumerate(condition.values or ()):
            if allowed is not None and value not in allowed:
                reason = f"в поле «{spec.label}» не бывает «{value}»"
                yield ("where", index, "values", place), reason, nearest(value, allowed)
    kinds_of_organization = _words(kinds()["organization"].fields["kind"], corpus) or ()
    for place, value in enumerate(query.among or ()):
        if value not in kinds_of_organization:
            yield ("among", place), f"организаций вида «{value}» нет", nearest(value, kinds_of_organization)


def _taken(query: Query, known: Mapping[str, FieldSpec]) -> Iterator[_Wrong]:
    if not query.of:
        yield ("take",), "не сказано, какое поле считать (of)", ""
        return
    specs: Mapping[str, FieldSpec] = known
    beside = specs
    for part in query.of.split("."):
        spec, beside = specs.get(part), specs
        if spec is None:
            yield ("of",), f"поля «{part}» нет", nearest(part, specs)
            return
        item = spec.item
        specs = fields_of(item) if isinstance(item, type) and issubclass(item, Group) else {}
    if query.take == BY_PERIOD and "period" not in beside:
        yield ("of",), "в этом поле нет чисел по периодам", ""


def _words(spec: FieldSpec, corpus: Corpus) -> tuple[str, ...] | None:
    """Return the words a field can hold, or None when it can hold anything."""
    shape = spec.item
    if isinstance(shape, Choice):
        return shape.values
    if isinstance(shape, Vocabulary):
        return corpus.vocabularies[shape.name].values or None
    if isinstance(shape, Reference):
        return tuple(corpus.by_slug[shape.kind])
    return None
