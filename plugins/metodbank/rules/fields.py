"""Rules about single fields: known, filled in, of the right type, from the vocabulary, in order."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from metodbank.model.fields import FieldSpec, Group, Need, Path, Several, fields_of, walk
from metodbank.model.kinds.practice import Practice
from metodbank.model.practice_parts import Result
from metodbank.model.shapes import Choice, Pattern, Text, Vocabulary
from metodbank.rules.catalogue import code_of_validation
from metodbank.rules.corpus import Corpus, Draft
from metodbank.rules.problem import Problem
from metodbank.rules.suggest import listed, nearest
from metodbank.source.defect import Mark


def valid(draft: Draft, corpus: Corpus) -> Iterator[Problem]:
    """Every field is known and holds a value of its declared form."""
    for error in draft.errors:
        yield explain(draft, error, corpus)


def explain(draft: Draft, error: ErrorDetails, corpus: Corpus) -> Problem:
    """Turn one pydantic error into a problem in Russian at its place in the file."""
    location: Path = error["loc"]
    kind = error["type"]
    code = code_of_validation(kind)
    spec, model = _declared(draft.kind.model, location)
    if kind == "extra_forbidden":
        key = str(location[-1])
        known = fields_of(model)
        suggestion = _meant(key, known)
        place = f"в поле «{spec.label}»" if len(location) > 1 else f"у записи «{draft.kind.one}»"
        names = f"здесь бывают: {listed(known)}" if len(location) > 1 else "все поля записи — в справочнике полей"
        return draft.problem_at_key(code, location, key=key, place=place, known=names, suggestion=suggestion)
    if error["input"] is None and isinstance(location[-1], int):
        return draft.problem("MB221", location, label=spec.label)
    values = {**expected_values(error, corpus), "label": spec.label, "guide": spec.guide, "good": spec.good}
    if isinstance(spec.shape, Pattern):
        value = str(values.get("value", ""))
        meant = (russian(value), f"https://{value}")
        values["suggestion"] = next((text for text in meant if re.fullmatch(spec.shape.regex, text)), "")
    return draft.problem(code, location, **values)


def _meant(key: str, known: Mapping[str, FieldSpec]) -> str:
    """Return the field that an unknown key looks like, by its name or its Russian label."""
    by_label = {field.label: name for name, field in known.items()}
    guess = nearest(key, [*known, *by_label], cutoff=75)
    return by_label.get(guess, guess)


def expected_values(error: ErrorDetails, corpus: Corpus) -> dict[str, object]:
    """Return what a message about a field error needs to say, from pydantic's details."""
    values: dict[str, object] = dict(error.get("ctx") or {})
    values["actual"] = describe(error["input"])
    values.setdefault("expected", "список" if "list" in error["type"] else "несколько полей с отступом")
    if error["type"] == "vocabulary":
        terms = corpus.vocabularies[str(values["vocabulary"])]
        values["suggestion"] = nearest(str(values["value"]), terms.values)
        values["vocabulary"] = terms.title or terms.name
        values["values"] = listed(terms.values)
    if error["type"] == "choice":
        choices = [str(choice) for choice in values["values"]]  # type: ignore[attr-defined]
        values["suggestion"] = nearest(str(values["value"]), choices)
        values["values"] = listed(choices, most=len(choices))
    return values


def describe(value: Any) -> str:
    """Say in Russian what a raw value is."""
    if value is None:
        return "пусто"
    if isinstance(value, bool):
        return "да или нет (true/false)"
    if isinstance(value, (int, Decimal)):
        return f"число {value}"
    if isinstance(value, list):
        return "список"
    if isinstance(value, dict):
        return "несколько полей"
    return f"текст «{value}»"


def _declared(model: type[BaseModel], location: Path) -> tuple[FieldSpec, type[BaseModel]]:
    """Return the innermost declared field on the way to ``location``, and the model that declares it."""
    spec: FieldSpec | None = None
    for index, part in enumerate(location, 1):
        known = fields_of(model)
        if not isinstance(part, str) or part not in known:
            if isinstance(part, str):
                break
            continue
        spec = known[part]
        item = spec.item
        if isinstance(item, type) and issubclass(item, Group):
            owner, model = model, item
            if index == len(location):
                return spec, owner
    return spec or next(iter(fields_of(model).values())), model


MEASURED = {"before": "«было»", "after": "«стало»", "unit": "единицы", "measured_by": "способа измерения"}
"""Fields of a result without which it cannot be verified, in the genitive; one problem speaks of them all."""
SPOKEN_OF = {*((Result, name) for name in MEASURED), (Practice, "expertise")}
"""Fields that a rule of their own asks for, in better words: MB404, MB503."""


def required(draft: Draft, _: Corpus) -> Iterator[Problem]:
    """What the entry's stage of life demands is filled in."""
    yield from _missing(draft, draft.kind.model, draft.data, (), draft.entry.stage)


def _missing(
    draft: Draft, model: type[BaseModel], data: Mapping[str, Any], path: Path, stage: Need
) -> Iterator[Problem]:
    known = fields_of(model)
    misspelled = {_meant(str(key), known) for key in data if key not in known}  # the key has a problem of its own
    for name, spec in known.items():
        value = data.get(name)
        if value in (None, "", [], {}):
            if spec.need <= stage and (model, name) not in SPOKEN_OF and name not in misspelled:
                values = {
                    "label": spec.label,
                    "key": name,
                    "guide": spec.guide,
                    "good": f"{name}: {spec.good}",
                }
                yield draft.problem_at_key("MB202", (*path, name), **values)
            continue
        item = spec.item
        if not (isinstance(item, type) and issubclass(item, Group)):
            continue
        inner = value if isinstance(spec.shape, Several) else [value]
        for index, part in enumerate(inner if isinstance(inner, list) else ()):
            place = (*path, name, index) if isinstance(spec.shape, Several) else (*path, name)
            if isinstance(part, dict):
                yield from _missing(draft, item, part, place, stage)


def aliases(draft: Draft, corpus: Corpus) -> Iterator[Problem]:
    """A vocabulary's word is written in full."""
    for path, _, shape, value in walk(draft.kind.model, draft.data):
        if isinstance(shape, Vocabulary) and isinstance(value, str):
            canonical = corpus.vocabularies[shape.name].resolve(value.strip())
            if canonical is not None and canonical != value.strip():
                yield draft.problem("MB205", path, value=value, canonical=canonical)


def repeated(draft: Draft, _: Corpus) -> Iterator[Problem]:
    """A list does not hold one value twice."""
    for name, spec in fields_of(draft.kind.model).items():
        value = draft.data.get(name)
        if isinstance(spec.shape, Several) and isinstance(value, list):
            seen: set[str] = set()
            for index, item in enumerate(value):
                if isinstance(item, str) and item in seen:
                    yield draft.problem("MB218", (name, index), value=item, label=spec.label)
                elif isinstance(item, str):
                    seen.add(item)


ORDERED = (
    ("valid_from", "valid_until"),
    ("start", "end"),
    ("published", "confirmed"),
    ("published", "valid_until"),
    ("practice_since", "published"),
    ("date", "until"),
)
"""Pairs of dates in which the first is not later than the second."""


def in_order(draft: Draft, _: Corpus) -> Iterator[Problem]:
    """Dates of an entry, and of each group of its fields, follow each other."""
    groups = [((name,), getattr(draft.entry, name)) for name in draft.kind.fields]
    for path, held in ((), draft.entry), *groups:
        for first, second in ORDERED if isinstance(held, BaseModel) else ():
            a, b = getattr(held, first, None), getattr(held, second, None)
            if isinstance(a, dt.date) and isinstance(b, dt.date) and a > b:
                fields = fields_of(type(held))
                values = {"first": day(a), "second": day(b)}
                labels = {"first_label": fields[first].label, "second_label": fields[second].label}
                yield draft.problem("MB219", (*path, second), **values, **labels)


PAST = ("published", "confirmed", "practice_since", "diagnostics", "training")
"""Dates of what has happened already."""


def not_yet(draft: Draft, corpus: Corpus) -> Iterator[Problem]:
    """What is said to have happened did not happen tomorrow."""
    for name in PAST:
        value = getattr(draft.entry, name, None)
        if isinstance(value, dt.date) and value > corpus.settings.today:
            yield draft.problem("MB220", (name,), label=draft.kind.fields[name].label, value=day(value))


def day(date: dt.date) -> str:
    """Return a date as people write it: 01.09.2026."""
    return date.strftime("%d.%m.%Y")


LOOKALIKES = ("ABCEHKMOPTXaceopxyk", "АВСЕНКМОРТХасеорхук")
"""Latin letters, and the Russian ones they are taken for."""
_LOOKALIKES = str.maketrans(*LOOKALIKES)
_WORD = re.compile(r"[A-Za-zА-Яа-яЁё]+")
_NOT_TEXT = re.compile(r"`[^`]*`|https?://\S+|\]\([^()]*\)|<[^<>]*>|(?<![\w.+-])[\w.+-]++@[\w.-]+")


def lookalikes(draft: Draft, _: Corpus) -> Iterator[Problem]:
    """A Russian word has no Latin letters that look like Russian ones."""
    for path, _spec, shape, value in walk(draft.kind.model, draft.data):
        if isinstance(value, str) and isinstance(shape, (Text, Vocabulary, Choice)):
            for word, _offset in mixed_words(value):
                yield draft.problem_at("MB214", draft.document.tree.find(path, word), **mixed_values(word))
    for number, line in enumerate(draft.document.body.split("\n"), draft.document.body_line):
        for word, offset in mixed_words(line):
            yield draft.problem_at("MB214", Mark(number, offset + 1), **mixed_values(word))


def russian(word: str) -> str:
    """Return a word with the Russian letters that its Latin ones look like."""
    return word.translate(_LOOKALIKES)


def mixed_words(text: str) -> Iterator[tuple[str, int]]:
    """Yield words in which Latin letters could be read as Russian, with their offset."""
    plain = _NOT_TEXT.sub(lambda match: " " * len(match[0]), text)
    for match in _WORD.finditer(plain):
        word = match[0]
        if not word.isascii() and word != (meant := russian(word)) and not _LATIN.search(meant):
            yield word, match.start()


_LATIN = re.compile(r"[A-Za-z]")


def mixed_values(word: str) -> dict[str, str]:
    """Return what the message about such a word says."""
    letters = ", ".join(dict.fromkeys(re.findall(r"[A-Za-z]", word)))
    return {"word": word, "letters": letters, "russian": russian(word)}


RULES = (valid, required, aliases, repeated, in_order, not_yet, lookalikes)
