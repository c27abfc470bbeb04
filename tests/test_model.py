"""The model holds every field the reference demands, and the examples of the field guide are true to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from pydantic import BaseModel, ValidationError

from metodbank.indicators.figures import FigureRow
from metodbank.indicators.model import IndicatorSet
from metodbank.indicators.snapshots import Snapshot
from metodbank.indicators.written import Written
from metodbank.model.fields import FieldSpec, Group, Several, fields_of
from metodbank.model.kinds import kinds
from metodbank.model.shapes import FilePath, Reference, RowReference, Text, Vocabulary
from metodbank.model.tables import TABLES
from metodbank.rules.tables import raw_value
from metodbank.source.vocabularies import read_vocabularies
from metodbank.source.yaml_tree import read_tree
from tests.small_bank import TESTS

FACTS = TESTS.parents[1] / "shared" / "facts" / "model.yaml"
KINDS = {"practice": "practice", "site": "internship", "rma_member": "member", "event": "event"}
"""How the reference calls our kinds."""
OTHERWISE = {
    ("site", "id"): "the name of the file",
    ("event", "id"): "the name of the file",
    ("site", "topic"): "title",
}
"""Fields of the reference that are kept under another name, or as the name of the file."""

_, VOCABULARIES = read_vocabularies(TESTS / "good-bank" / "content" / "vocabularies", TESTS / "good-bank")


def demanded() -> list[tuple[str, str]]:
    if not FACTS.exists():
        return []
    facts = yaml.safe_load(FACTS.read_text(encoding="utf-8"))
    return [(kind, field) for kind in KINDS for field in facts[kind]]


@pytest.mark.skipif(not FACTS.exists(), reason="the reference is not beside the project")
@pytest.mark.parametrize(("kind", "field"), demanded())
def test_the_model_has_what_the_reference_demands(kind: str, field: str) -> None:
    name = OTHERWISE.get((kind, field), field)
    assert name in kinds()[KINDS[kind]].fields or name == "the name of the file"


def groups() -> Iterator[type[BaseModel]]:
    """Every class that declares fields: kinds, sets of indicators, the groups inside them, and rows of tables."""
    waiting: list[type[BaseModel]] = [kind.model for kind in kinds().values()]
    waiting += [table.row for table in TABLES.values()]
    waiting += [IndicatorSet, Snapshot, Written, FigureRow]
    seen: set[type[BaseModel]] = set()
    while waiting:
        model = waiting.pop(0)
        if model not in seen:
            seen.add(model)
            yield model
            items = [spec.item for spec in fields_of(model).values()]
            waiting += [item for item in items if isinstance(item, type)]


FIELDS = [(model, spec) for model in groups() for spec in fields_of(model).values()]
NAMES = [f"{model.__name__}.{spec.name}" for model, spec in FIELDS]
FREE = (Text, FilePath, RowReference)
"""Forms that take almost anything: what is wrong with an example of theirs is a matter of sense."""
ROWS = {FigureRow, *(table.row for table in TABLES.values())}


@pytest.mark.parametrize(("model", "spec"), FIELDS, ids=NAMES)
def test_a_field_is_explained(model: type[BaseModel], spec: FieldSpec) -> None:
    assert spec.label[0].isupper() or spec.label[0].isdigit()
    assert spec.guide.strip()
    assert spec.guide[-1] in ".!?"
    assert spec.good.strip()


def value_of(model: type[BaseModel], spec: FieldSpec, example: str) -> Any:
    """The example as it is read where it stands: after a key, or in a cell of a table."""
    if model in ROWS:
        return raw_value(spec, example)
    tree = read_tree(f"{spec.name}: {example}\n")
    assert not tree.defects, tree.defects
    return tree.data[spec.name]


def refused(model: type[BaseModel], spec: FieldSpec, example: str) -> bool:
    """Whether the form of an example is enough to see that it is wrong, or not what should stand in a file."""
    try:
        value = value_of(model, spec, example)
        entry = model.model_validate({spec.name: value}, context={"vocabularies": VOCABULARIES})
    except (ValidationError, AssertionError):
        return True
    words = value if isinstance(value, list) else [value]
    if isinstance(spec.item, Reference):
        return not any(re.fullmatch(kinds()[spec.item.kind].slug, word) for word in words)
    return isinstance(spec.item, Vocabulary) and getattr(entry, spec.name) != value  # an alias, which is a warning


def simple(spec: FieldSpec) -> bool:
    return not (isinstance(spec.item, type) and issubclass(spec.item, Group))


@pytest.mark.parametrize(("model", "spec"), FIELDS, ids=NAMES)
def test_a_good_example_is_accepted(model: type[BaseModel], spec: FieldSpec) -> None:
    assert "…" not in spec.good
    value = value_of(model, spec, spec.good)
    model.model_validate({spec.name: value}, context={"vocabularies": VOCABULARIES})
    assert isinstance(value, list) == isinstance(spec.shape, Several)


A_MATTER_OF_SENSE = {
    "Contact.email",  # a private address
    "Event.link",  # a foreign service
    "Organization.official_info",  # the front page
    "Person.email",  # a private address
    "Person.phone",  # a private number
}
"""Bad examples of a strict form that are well-formed: only a reader can tell."""

BAD = [(model, spec) for model, spec in FIELDS if simple(spec) and not isinstance(spec.item, FREE)]


@pytest.mark.parametrize(("model", "spec"), BAD, ids=[f"{model.__name__}.{spec.name}" for model, spec in BAD])
def test_a_bad_example_is_refused_where_the_form_can_tell(model: type[BaseModel], spec: FieldSpec) -> None:
    assert refused(model, spec, spec.bad) != (f"{model.__name__}.{spec.name}" in A_MATTER_OF_SENSE)
