"""What can be wrong with a file before anything in it can be understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field


@dataclass(frozen=True)
class Mark:
    """A place in a file; line and column count from 1, columns in characters."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True)
class Defect:
    """A fact about a file: machine name, place, and the values a message about it needs."""

    name: str
    mark: Mark = Mark()
    values: Mapping[str, str] = dataclass_field(default_factory=dict)
