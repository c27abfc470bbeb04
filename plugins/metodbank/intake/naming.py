"""Names on the disk: an address for a new entry from its Russian title, and Latin names for its files."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from pathlib import PurePosixPath
from typing import Any

from metodbank.model.entry import Kind, Layout
from metodbank.rules.files import DEVICES, slug_of
from metodbank.rules.settings import Settings

WORDS, LETTERS = 4, 40
"""How much of a title goes into an address: it is read aloud, typed from paper and printed in a certificate."""
TAKEN = DEVICES | {"index", "months"}
"""Names of pages that the build makes itself, and those that Windows keeps for devices."""


def propose_slug(kind: Kind, values: Mapping[str, Any], taken: Collection[str]) -> str:
    """Return a free address for a new entry.

    Where the kind's addresses are numbers (people are never called by name), the next number is given;
    an event's address begins with its day.

    :param taken: addresses of the kind's entries, in small letters.
    """
    proposal = _from_title(str(values.get("short_title") or values.get("title") or kind.one))
    if not re.fullmatch(kind.slug, proposal):
        return _next_number(kind, taken)
    if isinstance(start := values.get("start"), (str, dt.date)) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(start)):
        proposal = f"{start}-{proposal}"
    return free_name(proposal, taken)


def _from_title(title: str) -> str:
    short = re.split(r"[:.;(—]|\s–\s", title.strip(" «»\"'"), maxsplit=1)[0]
    slug = "-".join(slug_of(short or title).split("-")[:WORDS])
    while len(slug) > LETTERS and "-" in slug:
        slug = slug.rpartition("-")[0]
    return slug[:LETTERS].strip("-")


def _next_number(kind: Kind, taken: Collection[str]) -> str:
    stem = kind.slug.partition("-")[0]
    numbers = [int(match[1]) for name in taken if (match := re.fullmatch(rf"{stem}-(\d+)", name))]
    return f"{stem}-{max(numbers, default=0) + 1:03d}"


def free_name(name: str, taken: Collection[str]) -> str:
    """Return a name, or the name with the first number that makes it free: ``cheki``, ``cheki-2``."""
    stem, dot, suffix = name.partition(".")
    number = 2
    while name.casefold() in taken or name.partition(".")[0] in TAKEN:
        name = f"{stem}-{number}{dot}{suffix}"
        number += 1
    return name


def taken_slugs(kind: Kind, settings: Settings) -> frozenset[str]:
    """Return the addresses a kind has on the disk, in small letters, readable or not."""
    return frozenset(
        (path.name if kind.layout is Layout.FOLDER else path.stem).casefold()
        for _, home in settings.homes(kind)
        if home.is_dir()
        for path in home.iterdir()
    )


def file_name(given: str, taken: Collection[str]) -> str:
    """Return a Latin name for a file that came under any name: «Карточки к уроку.PDF» → ``kartochki-k-uroku.pdf``."""
    path = PurePosixPath(given.replace("\\", "/"))
    stem = slug_of(path.stem)[:LETTERS].strip("-")
    suffix = re.sub(r"[^a-z0-9.]", "", path.suffix.lower())
    return free_name(f"{stem}{suffix}", taken)
