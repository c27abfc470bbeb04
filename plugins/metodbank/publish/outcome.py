"""What a publication begins with and comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from metodbank.publish.drift import Drift
from metodbank.publish.manifest import Files, Manifest, Mark
from metodbank.publish.ordered import Pending
from metodbank.publish.plan import Plan
from metodbank.publish.store import StoreError


class DriftError(StoreError):
    """Files on the server were changed by hand, and nobody has agreed to overwrite them."""

    def __init__(self, drift: Drift) -> None:
        super().__init__("На сервере есть правки, сделанные в обход публикации")
        self.drift = drift


class ChangedMeanwhileError(StoreError):
    """The server shows another release than when the person was asked."""


@dataclass(frozen=True)
class Content:
    """A site to publish: where its files are, their marks, and what it is made of."""

    files: Files
    marks: Mapping[str, Mark]
    label: str = ""
    returns_to: str = ""
    """The release whose files these are, for a rollback."""


@dataclass(frozen=True)
class Outlook:
    """What a server holds and what publishing would do to it."""

    current: str
    held: Manifest | None
    drift: Drift
    plan: Plan
    pending: Pending | None = None


@dataclass(frozen=True)
class Outcome:
    """What publishing came to."""

    release: str
    plan: Plan
    travelled: int = 0
    """Bytes that were really sent."""
    saved_drift: Path | None = None
    """Where files changed by hand were copied before they were overwritten."""
