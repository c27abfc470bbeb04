"""The catalogue of problem codes: one YAML file per group of codes, one help page per code.

Each code has a severity, a message and a hint with ``{placeholders}``, and the prose of its help page.
``defect`` ties a code to the machine name of a source defect, ``validation`` to that of a field error.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict

from metodbank.rules.problem import Problem, Severity
from metodbank.source.defect import Mark

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C reads the catalogue, which every command needs, ten times sooner; without libyaml there is none."""

HELP_FOLDER = "help/problems"
"""Folder of the help pages, from the root of the site."""


class Code(BaseModel):
    """One entry of the catalogue. ``bad`` and ``good`` are examples in the language of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    severity: Severity = Severity.ERROR
    message: str
    hint: str
    meaning: str = ""
    cause: str = ""
    fix: str = ""
    bad: str = ""
    good: str = ""
    defect: str = ""
    validation: str = ""
    suppressible: bool = True
    incoming: bool = False
    """Told when something is brought in from outside; the check of the bank never says it."""
    mendable: bool = False
    """Whether :mod:`metodbank.rules.fixes` can mend it where it knows what was meant."""

    @property
    def page(self) -> str:
        """Address of the help page from the root of the site."""
        return f"{HELP_FOLDER}/{self.id.lower()}.html"


@cache
def catalogue() -> Mapping[str, Code]:
    """Return all codes by id, in order."""
    folder = resources.files("metodbank.rules") / "catalogue"
    found: dict[str, Code] = {}
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if not file.name.endswith(".yml"):
            continue
        for entry in yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER):  # noqa: S506 - both are safe
            code = Code.model_validate(entry)
            if code.id in found:
                raise ValueError(f"{code.id} stands twice in the catalogue")
            found[code.id] = code
    return dict(sorted(found.items()))


@cache
def code_of_defect(name: str) -> str:
    """Return the code of a source defect."""
    return next(code.id for code in catalogue().values() if code.defect == name)


@cache
def code_of_validation(name: str) -> str:
    """Return the code of a field error, by its pydantic type."""
    return next(code.id for code in catalogue().values() if name in code.validation.split())


def problem(code_id: str, path: object, mark: Mark, **values: object) -> Problem:
    """Make a problem of a code: its texts are the catalogue's, filled with ``values``."""
    code = catalogue()[code_id]
    hint = _fill(code.hint, values)
    suggestion = _printable(str(values.get("suggestion") or ""), 300)
    if suggestion:
        hint = (
            f"возможно, вы имели в виду «{suggestion}»; {hint}" if hint else f"возможно, вы имели в виду «{suggestion}»"
        )
    return Problem(
        path=str(path).encode("utf-8", "replace").decode("utf-8"),  # names that are no text on this disk
        line=mark.line,
        column=mark.column,
        code=code.id,
        message=_fill(code.message, values),
        hint=hint,
        severity=code.severity,
        mendable=code.mendable and bool(values.get("suggestion", True)),
    )


def _fill(template: str, values: Mapping[str, object]) -> str:
    clean = {name: _printable(str(value), 600 if name in OURS else 120) for name, value in values.items()}
    return string.Formatter().vformat(template, (), clean)


OURS = {
    "allowed",
    "canonical",
    "columns",
    "good",
    "guide",
    "hint",
    "known",
    "names",
    "parts",
    "reason",
    "text",
    "values",
    "where",
}
"""Values that come from the project's own words, not from the file: long ones are shown whole."""


def _printable(text: str, most: int = 120) -> str:
    """Keep a hostile value from breaking the report: one line, no control characters, not too long."""
    line = " ".join(text.split())
    if not line.isprintable():
        line = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)
    return line if len(line) <= most else line[: most - 1] + "…"
