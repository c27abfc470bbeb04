"""Definitions for forges: checks of requests, preview and publication, from one text of commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as resources

import yaml
from jinja2 import Environment, StrictUndefined
from pydantic import BaseModel, ConfigDict

REPORTS = {"gitlab": "quality.json", "sarif": "report.sarif"}
"""Names of the reports beside the summary, by form."""
VARIABLES = (
    "METODBANK_TARGET — имя места из publish.yml, без неё ничего не публикуется; METODBANK_PASSWORD — пароль "
    "или METODBANK_SSH_KEY — ключ SSH; PIP_INDEX_URL — если пакеты берутся со своего зеркала"
)


class Forge(BaseModel):
    """What a forge reads and needs; see ``forge/forges.yml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    files: dict[str, str]
    """File in the repository to template."""
    settings: tuple[str, ...]
    """What a person sets by hand, in Russian."""
    shown: str
    """The form of the report in the log of the job."""
    also: tuple[str, ...] = ()
    """Forms kept as files besides the summary."""
    base: str = ""
    preview: str = ""
    checkout: str = ""
    upload: str = ""


@dataclass(frozen=True)
class Choices:
    """What differs between banks on one forge.

    :param runner: label of the machine that runs the jobs; empty takes the forge's usual one.
    :param image: container image with Python 3.11 or newer and git, for forges whose jobs name one.
    """

    branch: str = "main"
    runner: str = ""
    image: str = "python:3.11-bookworm"


USUAL_RUNNER = "ubuntu-latest"


@cache
def forges() -> Mapping[str, Forge]:
    """Return the forges by name."""
    raw = yaml.safe_load(_text("forges.yml"))["forges"]
    return {name: Forge.model_validate(forge) for name, forge in raw.items()}


def definitions(name: str, choices: Choices) -> dict[str, str]:
    """Return the files a forge reads: path in the repository to text."""
    forge = forges()[name]
    environment = Environment(  # noqa: S701 - no HTML
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    values = {
        **forge.model_dump(),
        "forge": name,
        "names": REPORTS,
        "command": f"scripts/new.py forge {name}",
        "branch": choices.branch,
        "image": choices.image,
        "runner": choices.runner or ("" if "pipeline.yml" in forge.files.values() else USUAL_RUNNER),
        "base": forge.base.format(branch=choices.branch),
    }
    commands = yaml.safe_load(_text("steps.yml"))
    values["steps"] = {
        step: environment.from_string(text).render(values).rstrip("\n") for step, text in commands.items()
    }
    return {
        path: environment.from_string(_text(f"{template}.j2")).render(values) for path, template in forge.files.items()
    }


def to_set(name: str, choices: Choices) -> list[str]:
    """Return what a person has to set on the forge, a sentence each."""
    forge = forges()[name]
    known = {
        "branch": choices.branch,
        "runner": choices.runner or USUAL_RUNNER,
        "checkout": forge.checkout,
        "upload": forge.upload,
        "variables": VARIABLES,
    }
    return [line.format(**known) for line in forge.settings]


def _text(name: str) -> str:
    return resources(__package__).joinpath("forge", name).read_text(encoding="utf-8")
