"""Every field of kinds, tables and sets of indicators guides the person who fills it in, with both examples."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from metodbank.indicators.figures import FigureRow
from metodbank.indicators.model import IndicatorSet
from metodbank.indicators.snapshots import Snapshot
from metodbank.indicators.written import Written
from metodbank.model.fields import FieldSpec, Group, fields_of
from metodbank.model.kinds import kinds
from metodbank.model.tables import TABLES

WORDS = ("label", "guide", "good", "bad", "why_bad")


def declared() -> dict[str, FieldSpec]:
    """All fields by the class that declares them and their name; a group that several kinds use comes once."""
    found: dict[str, FieldSpec] = {}

    def collect(model: type[Group]) -> Iterator[tuple[str, FieldSpec]]:
        for name, spec in fields_of(model).items():
            yield f"{model.__name__}.{name}", spec
            if isinstance(spec.item, type):
                yield from collect(spec.item)

    kept = [kind.model for kind in kinds().values()]
    for model in (*kept, *(table.row for table in TABLES.values()), IndicatorSet, Snapshot, Written, FigureRow):
        found.update(collect(model))
    return found


FIELDS = declared()


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_has_a_label_a_guide_and_both_examples(name: str) -> None:
    assert [word for word in WORDS if not getattr(FIELDS[name], word).strip()] == []


@pytest.mark.parametrize("name", FIELDS)
def test_the_guide_is_a_sentence_and_the_reason_a_phrase(name: str) -> None:
    spec = FIELDS[name]
    assert spec.guide.endswith(".")
    assert not spec.why_bad.endswith(".")
    assert spec.bad != spec.good
