"""Which registers the founding documents demand, word for word, and which page of the site meets each."""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict


class Demand(BaseModel):
    """One demand: what is asked for, where it is said, and the pages that meet it (from the site's root)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str
    source: str
    line: int
    quote: str
    pages: dict[str, str]
    note: str = ""


@cache
def demands() -> tuple[Demand, ...]:
    """Return all demands in the order of the documents."""
    text = (resources.files("metodbank.bank") / "demands.yml").read_text(encoding="utf-8")
    return tuple(Demand.model_validate(item) for item in yaml.safe_load(text))
