"""What the page «Предложить практику» is made from: fields, agreed words, messages and limits, as plain data.

The browser's side (``theme/assets/javascripts/form-*.js``) knows shapes and rules, but no field: whatever it shows
and says comes from here, and what is here comes from ``model/`` and from the catalogue of problems.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from metodbank.bank.bank import Bank
from metodbank.intake.interview import beginnings
from metodbank.model.entry import Kind
from metodbank.model.fields import FieldSpec, Need, Several, fields_of
from metodbank.model.shapes import FilePath, Reference, Shape, Vocabulary
from metodbank.model.vocabulary import TermList
from metodbank.rules.catalogue import OURS, catalogue
from metodbank.rules.fields import LOOKALIKES, MEASURED
from metodbank.rules.files import LATIN
from metodbank.rules.links import PICTURES
from metodbank.rules.practice import (
    DIRECTIONS_WITHOUT_SUBJECTS,
    LEVELS_WITHOUT_SUBJECTS,
    MIN_BODY_WORDS,
    MIN_SECTION_WORDS,
)
from metodbank.rules.settings import ATTACHMENT_TYPES
from metodbank.source.yaml_tree import read_tree

RULED = (
    "MB202", "MB205", "MB214", "MB218", "MB220", "MB401", "MB402", "MB403", "MB404", "MB405", "MB406", "MB407",
    "MB409", "MB410", "MB601", "MB604", "MB605",
)  # fmt: skip
"""Problems that the form finds itself, beside those of a field's own form."""


def form_data(kind: Kind, bank: Bank) -> dict[str, Any]:
    """Return all that a form for a new entry of a kind needs, ready for JSON."""
    fields = [_field(spec) for spec in kind.fields.values() if _asked(spec)]
    shapes = list(_shapes(spec for spec in kind.fields.values() if _asked(spec)))
    return {
        "kind": kind.name,
        "home": kind.home,
        "fields": fields,
        "sections": [dataclasses.asdict(section) for section in kind.sections],
        "stages": {"draft": int(Need.DRAFT), "expertise": int(Need.EXPERTISE)},
        "facets": list(kind.facets),
        "given": beginnings(kind),
        "vocabularies": {
            shape.name: _terms(bank.vocabularies[shape.name]) for shape in shapes if isinstance(shape, Vocabulary)
        },
        "entries": {shape.kind: _entries(bank, shape.kind) for shape in shapes if isinstance(shape, Reference)},
        "problems": {
            code.id: {"message": code.message, "hint": code.hint, "severity": code.severity.value}
            for code in catalogue().values()
            if code.id in RULED or code.validation
        },
        "validation": {name: code.id for code in catalogue().values() for name in code.validation.split()},
        "whole": sorted(OURS),
        "measured": MEASURED,
        "limits": {
            "section_words": MIN_SECTION_WORDS,
            "body_words": MIN_BODY_WORDS,
            "megabytes": bank.settings.attachment_megabytes,
        },
        "without_subjects": {
            "levels": sorted(LEVELS_WITHOUT_SUBJECTS),
            "directions": sorted(DIRECTIONS_WITHOUT_SUBJECTS),
        },
        "files": {"types": list(ATTACHMENT_TYPES), "pictures": sorted(PICTURES)},
        "latin": LATIN,
        "lookalikes": LOOKALIKES,
    }


def _asked(spec: FieldSpec) -> bool:
    return not spec.by_bank


def _field(spec: FieldSpec) -> dict[str, Any]:
    item = spec.item
    told: dict[str, Any] = {
        "name": spec.name,
        "label": spec.label,
        "guide": spec.guide,
        "good": spec.good,
        "example": _example(spec),
        "need": int(spec.need),
        "several": isinstance(spec.shape, Several),
    }
    if isinstance(item, Shape):
        return {**told, "shape": _shape(item)}
    return {
        **told,
        "shorthand": item.shorthand,
        "parts": [_field(part) for part in fields_of(item).values() if _asked(part)],
    }


def _shape(shape: Shape) -> dict[str, Any]:
    """Return a shape by its name and limits: a new shape needs nothing here."""
    values: dict[str, Any] = dataclasses.asdict(shape) if dataclasses.is_dataclass(shape) else {}
    return {"type": type(shape).__name__.lower(), **values}


def _example(spec: FieldSpec) -> str:
    """Return the good example as a person would type it, or an empty string where it would not help."""
    value = read_tree(f"{spec.name}: {spec.good}").data.get(spec.name)
    if isinstance(spec.item, (Vocabulary, Reference, FilePath)) or isinstance(value, (dict, list)) or value is None:
        return ""
    return str(value)


def _shapes(specs: Iterable[FieldSpec]) -> Iterator[Shape]:
    for spec in specs:
        if isinstance(spec.item, Shape):
            yield spec.item
        elif issubclass(spec.item, BaseModel):
            yield from _shapes(part for part in fields_of(spec.item).values() if _asked(part))


def _terms(terms: TermList) -> dict[str, Any]:
    return {
        "title": terms.title or terms.name,
        "terms": [{"value": term.value, "aliases": list(term.aliases), "note": term.note} for term in terms.terms],
    }


def _entries(bank: Bank, kind: str) -> list[Mapping[str, str]]:
    """Return the entries a field may name, as a reader knows them; people only by a published name."""
    return [
        {"slug": record.slug, "title": str(record.value("short_title") or record.title)}
        for record in sorted(bank.all(kind), key=lambda record: record.title.casefold())
        if record.has_page
    ]
