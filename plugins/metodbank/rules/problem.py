"""A problem: what is wrong, where, and how to mend it. Problems are data; nothing here is raised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from dataclasses import field as dataclass_field
from enum import Enum
from typing import Any


class Severity(Enum):
    """How much a problem weighs: an error stops the build, a warning asks to be looked at."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """The Russian name."""
        return {"error": "ошибка", "warning": "предупреждение", "info": "к сведению"}[self.value]


@dataclass(frozen=True)
class Problem:
    """One thing to mend. Lines and columns count from 1; ``path`` is from the root of the bank."""

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    field: tuple[str | int, ...] = dataclass_field(default=(), compare=False)
    """Where in the front matter it is: keys and list indexes; empty for what is not about a field."""
    mendable: bool = dataclass_field(default=False, compare=False)
    """Whether ``check.py --fix`` can mend it without asking what was meant."""

    def as_dict(self) -> dict[str, Any]:
        """Return the problem in the shape of ``check --format json``."""
        fields = asdict(self)
        order = ("code", "severity", "path", "line", "column", "message", "hint")
        return {name: fields[name] if name != "severity" else self.severity.value for name in order}


ENOUGH = 100
"""How many problems of one rule in one file are worth reading; a hostile file can have a million."""


def first_of(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the first problems of one rule about one file, looking no further than the hundredth error."""
    seen: Counter[Severity] = Counter()
    for problem in problems:
        seen[problem.severity] += 1
        if seen[problem.severity] <= ENOUGH:
            yield problem
        if seen[Severity.ERROR] == ENOUGH:
            return


@dataclass(frozen=True)
class Report:
    """All problems of a run, in the order of files and lines, and how many files were looked at."""

    problems: tuple[Problem, ...]
    checked: int

    @classmethod
    def of(cls, problems: Iterable[Problem], checked: int) -> Report:
        """Sort the problems and drop repeated ones."""
        unique = dict.fromkeys(problems)
        order = sorted(unique, key=lambda p: (p.path, p.line, p.column, p.code, p.message))
        return cls(tuple(order), checked)

    @property
    def errors(self) -> int:
        """How many problems stop the build."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many problems ask to be looked at."""
        return sum(problem.severity is Severity.WARNING for problem in self.problems)

    @property
    def broken(self) -> frozenset[str]:
        """Paths of the files that have an error."""
        return frozenset(p.path for p in self.problems if p.severity is Severity.ERROR)
