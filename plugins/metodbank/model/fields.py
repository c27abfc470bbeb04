"""The fields an entry is declared from: written once with :func:`field`, inspected by :func:`fields_of`.

A field is declared in a class of ``metodbank.model.kinds``; the shape of its value is one of ``model.shapes``.
Whatever else needs the list of fields — rules, registries, the field guide, the submission form — asks here.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

from metodbank.model.shapes import Shape


class Need(IntEnum):
    """The stage of an entry's life from which a field must be filled in."""

    DRAFT = 0
    EXPERTISE = 1
    PUBLICATION = 2
    NEVER = 3


def field(
    label: str,
    need: Need = Need.NEVER,
    *,
    guide: str,
    good: str,
    bad: str,
    why_bad: str,
    public: bool = True,
    consent: str = "",
    source: str = "",
    by_bank: bool = False,
    seen_as: str = "",
) -> Any:
    """Declare a field of an entry: the only place where its name, label and guidance are written.

    :param label: Russian name shown to people.
    :param need: stage from which the field is required.
    :param guide: what to write here, one or two sentences in Russian.
    :param good: an example in YAML, as it would stand after the key; in a table, as it stands in the cell.
    :param bad: what people really write there instead, in the same form as ``good``.
    :param why_bad: what is wrong with it or what comes of it: a short phrase in Russian, without a full stop.
    :param public: False keeps the value out of the site and of every export.
    :param consent: the item of a person's consent that must cover the value before it is shown.
    :param source: founding document and line the field comes from.
    :param by_bank: the bank's service fills it in; whoever submits an entry is not asked.
    :param seen_as: for a reference whose label reads wrong from the other side: what the entry it leads to is here.
    """
    extra: dict[str, Any] = {
        "need": need,
        "bad": bad,
        "why_bad": why_bad,
        "public": public,
        "consent": consent,
        "source": source,
        "by_bank": by_bank,
        "seen_as": seen_as,
    }
    return Field(default=None, title=label, description=guide, examples=[good], json_schema_extra=extra)


class Group(BaseModel):
    """Several fields that stand together under one key. ``shorthand`` names the field a bare value fills."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    shorthand: typing.ClassVar[str] = ""

    @model_validator(mode="before")
    @classmethod
    def _expand_shorthand(cls, value: Any) -> Any:
        return {cls.shorthand: value} if cls.shorthand and isinstance(value, str) else value


@dataclass(frozen=True)
class Several:
    """A list of values of one shape."""

    item: Shape | type[Group]


@dataclass(frozen=True)
class FieldSpec:
    """One declared field, as everything outside ``model`` sees it."""

    name: str
    label: str
    guide: str
    good: str
    bad: str
    why_bad: str
    need: Need
    public: bool
    consent: str
    source: str
    by_bank: bool
    seen_as: str
    shape: Shape | Several | type[Group]

    @property
    def item(self) -> Shape | type[Group]:
        """The shape of one value, whether the field holds one or several."""
        return self.shape.item if isinstance(self.shape, Several) else self.shape


_specs: dict[type[BaseModel], dict[str, FieldSpec]] = {}


def fields_of(model: type[BaseModel]) -> dict[str, FieldSpec]:
    """Return the fields of an entry class, a group or a table row, in the order of declaration."""
    if model not in _specs:
        _specs[model] = {name: _spec(name, info) for name, info in model.model_fields.items()}
    return _specs[model]


def _spec(name: str, info: FieldInfo) -> FieldSpec:
    extra = info.json_schema_extra
    if not isinstance(extra, dict) or info.title is None:
        raise TypeError(f"{name}: declare the field with field()")
    details: dict[str, Any] = dict(extra)
    return FieldSpec(
        name=name,
        label=info.title,
        guide=info.description or "",
        good=str((info.examples or [""])[0]),
        shape=_shape(info.annotation, info.metadata),
        **details,
    )


def _shape(annotation: Any, metadata: typing.Sequence[Any] = ()) -> Shape | Several | type[Group]:
    for mark in metadata:
        if isinstance(mark, Shape):
            return mark
    origin = typing.get_origin(annotation)
    if origin is Annotated:
        base, *marks = typing.get_args(annotation)
        return _shape(base, marks)
    if origin in (typing.Union, types.UnionType):
        return _shape(next(arg for arg in typing.get_args(annotation) if arg is not type(None)))
    if origin is list:
        item = _shape(typing.get_args(annotation)[0])
        if isinstance(item, Several):
            raise TypeError("a list of lists cannot be a field")
        return Several(item)
    if isinstance(annotation, type) and issubclass(annotation, Group):
        return annotation
    raise TypeError(f"no shape in {annotation!r}")


Path = tuple[str | int, ...]
"""Where a value stands: keys and list indexes from the top of the front matter."""


def walk(model: type[BaseModel], data: Mapping[str, Any]) -> Iterator[tuple[Path, FieldSpec, Shape, Any]]:
    """Yield ``(path, field, shape, raw value)`` for every simple value of an entry's raw data.

    Values whose outer form does not fit the declaration are passed over: validation reports them.
    """
    for name, spec in fields_of(model).items():
        if name not in data or data[name] is None:
            continue
        value = data[name]
        if isinstance(spec.shape, Several):
            if isinstance(value, list):
                for index, item in enumerate(value):
                    yield from _walk_value((name, index), spec, spec.shape.item, item)
        else:
            yield from _walk_value((name,), spec, spec.shape, value)


def _walk_value(
    path: Path, spec: FieldSpec, shape: Shape | type[Group], value: Any
) -> Iterator[tuple[Path, FieldSpec, Shape, Any]]:
    if isinstance(shape, Shape):
        yield path, spec, shape, value
        return
    if isinstance(value, str) and shape.shorthand:
        value = {shape.shorthand: value}
    if isinstance(value, Mapping):
        for inner, inner_spec, inner_shape, inner_value in walk(shape, value):
            yield (*path, *inner), inner_spec, inner_shape, inner_value
