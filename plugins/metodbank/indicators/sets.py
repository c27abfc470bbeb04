"""Sets as read from ``content/indicators``: one YAML file each, with the place of every value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import cast

from metodbank.indicators.expression import Expression, ExpressionError, Name, parse
from metodbank.indicators.model import (
    FOLDER,
    KIND,
    YEARLY,
    Band,
    Formula,
    Indicator,
    IndicatorSet,
    Measured,
    Target,
    Variable,
)
from metodbank.indicators.periods import Span, span
from metodbank.model.entry import Kind
from metodbank.model.fields import Path as FieldPath
from metodbank.model.vocabulary import Vocabularies
from metodbank.rules.corpus import Draft, understand
from metodbank.source.decoding import decode
from metodbank.source.defect import Defect
from metodbank.source.document import Document, read_bytes
from metodbank.source.yaml_tree import read_tree


@dataclass(frozen=True)
class Measure:
    """One value that is computed: an indicator, or one of its parts («2а», «2б»).

    :param where: path of the indicator or part in the set's file.
    :param expression: the formula as a tree; None for what cannot be computed.
    """

    id: str
    label: str
    title: str
    indicator: Indicator
    formula: Formula | None
    expression: Expression | None
    targets: tuple[Target, ...]
    bands: tuple[Band, ...]
    may_exceed: bool
    where: FieldPath

    @property
    def kind(self) -> str:
        """The kind of the indicator."""
        return self.indicator.kind or ""

    @property
    def unit(self) -> str:
        """The unit its value is written with."""
        return self.indicator.unit or ""

    @property
    def name(self) -> str:
        """The indicator's name as it is read, with the part after a dash."""
        whole = self.indicator.reads_as or self.indicator.name or ""
        return f"{whole} — {self.title}" if self.indicator.parts else whole

    def target(self, period: str) -> Target | None:
        """Return the target of a period; one set for every year serves where there is no other."""
        exact = next((target for target in self.targets if target.period == period), None)
        return exact or next((target for target in self.targets if target.period == YEARLY), None)


@dataclass(frozen=True)
class SetFile:
    """One set and the file it stands in."""

    draft: Draft

    @property
    def id(self) -> str:
        """The name of the file, by which figures and other sets speak of it."""
        return self.draft.slug

    @property
    def set(self) -> IndicatorSet:
        """The set as far as it could be understood."""
        return cast(IndicatorSet, self.draft.entry)

    @cached_property
    def periods(self) -> tuple[Span, ...]:
        """The periods of the set, in the order of the file."""
        return tuple(span(text) for text in self.set.periods or ())

    @cached_property
    def variables(self) -> dict[str, Variable]:
        """The variables by name."""
        return {variable.id: variable for variable in self.set.variables or () if variable.id}

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Everything that is computed, in the order of the document."""
        return tuple(self._measures())

    def measure(self, measure_id: str) -> Measure | None:
        """Return a measure by its name."""
        return next((measure for measure in self.measures if measure.id == measure_id), None)

    def _measures(self) -> Iterator[Measure]:
        for index, indicator in enumerate(self.set.indicators or ()):
            where: FieldPath = ("indicators", index)
            held: list[tuple[str | None, str | None, str | None, Measured, FieldPath]] = [
                (part.id, part.label, part.title, part, (*where, "parts", number))
                for number, part in enumerate(indicator.parts or ())
            ]
            if not held:
                title = indicator.reads_as or indicator.name
                held = [(indicator.id, indicator.number, title, indicator, where)]
            for name, label, title, part, place in held:
                yield Measure(
                    name or "",
                    label or "",
                    title or "",
                    indicator,
                    part.formula,
                    read_expression(part.formula.expression if part.formula else None),
                    tuple(part.targets or ()),
                    tuple(indicator.bands or ()),
                    bool(part.may_exceed),
                    place,
                )


def read_expression(text: str | None) -> Expression | None:
    """Return a formula as a tree; None where there is none or it has a problem of its own."""
    try:
        return parse(text) if text else None
    except ExpressionError:
        return None


def is_plain(measure: Measure) -> bool:
    """Whether a measure is one variable, shown as it was collected."""
    return isinstance(measure.expression, Name)


def read_sets(root: Path, vocabularies: Vocabularies) -> tuple[SetFile, ...]:
    """Read every ``*.yml`` of the folder of sets; what is wrong with one is kept in its draft."""
    paths = sorted((root / FOLDER).glob("*.yml"))
    return tuple(SetFile(read_file(path, root, KIND, vocabularies)) for path in paths)


def read_file(path: Path, root: Path, kind: Kind, vocabularies: Vocabularies) -> Draft:
    """Read a YAML file of a declared kind the way an entry is read."""
    name = PurePosixPath(path.relative_to(root).as_posix())
    raw, defect = read_bytes(path)
    decoded = decode(raw) if raw is not None else None
    if decoded is None or decoded.text is None:
        defects = decoded.defects if decoded else (defect,) if defect else ()
        return Draft(kind, path.stem, Document(name, defects=defects), kind.model())
    tree = read_tree(decoded.text)
    defects = (*decoded.defects, *tree.defects)
    if not tree.data and not defects:
        defects = (Defect("empty"),)
    document = Document(name, tree, defects=defects)
    entry, errors = understand(kind, tree.data, vocabularies)
    return Draft(kind, path.stem, document, entry, errors)
