"""Questions to whoever starts a new entry, and what is wrong with an answer — before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from metodbank.intake.answers import Names, read_answer
from metodbank.model.entry import LIFE_CYCLE, STATUS, Kind
from metodbank.model.fields import FieldSpec, Several, fields_of
from metodbank.model.shapes import Choice, Reference, Shape, Vocabulary
from metodbank.rules.catalogue import code_of_validation, problem
from metodbank.rules.corpus import Corpus
from metodbank.rules.fields import expected_values
from metodbank.rules.suggest import listed, nearest
from metodbank.source.defect import Mark

LONGEST_LIST = 60
"""A vocabulary longer than this is not printed whole at a question."""


class UnknownField(LookupError):  # noqa: N818 - reads as what it is
    """The kind has no such field; the text says it in Russian, with the nearest one."""


@dataclass(frozen=True)
class Question:
    """One thing to ask: the field's key (``contact.email`` for one inside a group) and its declaration.

    :param several: the answer is a list.
    """

    key: str
    spec: FieldSpec
    label: str
    several: bool

    def values(self, names: Names) -> tuple[str, ...]:
        """Return what may be answered, where that is a closed list short enough to be shown."""
        item = self.spec.item
        found: tuple[str, ...] = ()
        if isinstance(item, Choice):
            found = item.values
        elif isinstance(item, Vocabulary):
            found = names.terms(item).values
        elif isinstance(item, Reference) and item.kind != "person":
            found = tuple(sorted(set(names.entries.get(item.kind, {}).values())))
        return found if len(found) <= LONGEST_LIST else ()

    def read(self, text: str, names: Names) -> Any:
        """Return the raw value of an answer; numbers stand for the values in the order they were shown."""
        shown = self.values(names)
        parts = [part.strip() for part in text.split(",")]
        if shown and all(part.isascii() and part.isdigit() and 1 <= int(part) <= len(shown) for part in parts):
            chosen = [shown[int(part) - 1] for part in parts]
            return chosen if self.several else chosen[0] if len(chosen) == 1 else text
        value = read_answer(self.spec, text, names)
        return [value] if self.several and value is not None and not isinstance(value, list) else value


def beginnings(kind: Kind) -> dict[str, Any]:
    """Return what is known of every new entry of a kind: one with a life cycle begins it as a draft."""
    status = kind.fields.get("status")
    return {"status": next(iter(LIFE_CYCLE))} if status is not None and status.shape == STATUS else {}


def questions(kind: Kind, *, everything: bool = False) -> Iterator[Question]:
    """Yield what to ask for a new entry: what it cannot stand without, or everything that one line can answer."""
    stage = kind.model.model_construct(**beginnings(kind)).stage
    for name, spec in kind.fields.items():
        if spec.by_bank or (spec.need > stage and not everything):
            continue
        if isinstance(spec.item, type) and not spec.item.shorthand:
            if not isinstance(spec.shape, Several):
                for inner, part in fields_of(spec.item).items():
                    if not isinstance(part.item, type) and (everything or part.need <= stage):
                        yield question(kind, f"{name}.{inner}")
            continue
        yield question(kind, name)


def question(kind: Kind, key: str) -> Question:
    """Return the question of a field by its key or its Russian label.

    :raises UnknownField: when there is no such field, or it takes more than one line.
    """
    name, dot, inner = key.strip().partition(".")
    spec = _find(kind.fields, name, kind)
    several = isinstance(spec.shape, Several)
    item = spec.item
    if not isinstance(item, type):
        if dot:
            raise UnknownField(f"у поля «{spec.label}» ({spec.name}) нет частей")
        return Question(spec.name, spec, spec.label, several)
    if inner and not several:
        part = _find(fields_of(item), inner, kind)
        if not isinstance(part.item, type):
            return Question(
                f"{spec.name}.{part.name}", part, f"{spec.label}: {part.label}", isinstance(part.shape, Several)
            )
    if item.shorthand and not inner:
        short = fields_of(item)[item.shorthand]
        if several and isinstance(short.item, Shape):
            short = replace(short, shape=Several(short.item))
        return Question(spec.name, short, spec.label, several)
    parts = "" if several else f"; одно значение: {spec.name}.{next(iter(fields_of(item)))}"
    raise UnknownField(f"поле «{spec.label}» ({spec.name}) одной строкой не заполнить: допишите его в файле{parts}")


def _find(specs: dict[str, FieldSpec], name: str, kind: Kind) -> FieldSpec:
    labels = {spec.label.casefold(): spec for spec in specs.values()}
    spec = specs.get(name) or labels.get(name.casefold())
    if spec is None:
        guess = nearest(name, [*specs, *labels])
        field = specs.get(guess) or labels.get(guess)
        hint = f"; возможно, {field.name} — «{field.label}»" if field else f"; бывают: {listed(specs)}"
        raise UnknownField(f"поля «{name}» у записи «{kind.one}» нет{hint}")
    return spec


def put(values: dict[str, Any], key: str, value: Any) -> None:
    """Put an answer among the values of an entry."""
    name, dot, inner = key.partition(".")
    if dot:
        values.setdefault(name, {})[inner] = value
    else:
        values[name] = value


def complaint(kind: Kind, key: str, value: Any, corpus: Corpus, names: Names) -> str:
    """Say what is wrong with an answer and how to mend it, or return an empty string."""
    values: dict[str, Any] = {}
    put(values, key, value)
    asked = question(kind, key)
    try:
        kind.model.model_validate(values, context={"vocabularies": corpus.vocabularies})
    except ValidationError as error:
        details = error.errors(include_url=False)[0]
        words: dict[str, object] = {"label": asked.label, "guide": asked.spec.guide, "good": asked.spec.good}
        words |= expected_values(details, corpus)
        found = problem(code_of_validation(details["type"]), "", Mark(), **words)
        return f"{found.message}; {found.hint}" if found.hint else found.message
    item = asked.spec.item
    if isinstance(item, Reference):
        for slug in value if isinstance(value, list) else [value]:
            if slug not in corpus.by_slug[item.kind]:
                known = names.entries[item.kind] if item.kind != "person" else {}
                guess = nearest(str(slug), known)
                hint = f"; возможно, {known[guess]} — «{guess}»" if guess else ""
                return f"«{slug}» — такой записи нет{hint}. {asked.spec.guide}"
    return ""
