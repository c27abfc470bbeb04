"""What every kind of entry shares: the base model, the sections of a body, and the kind itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any

from pydantic import ConfigDict

from metodbank.model.fields import FieldSpec, Group, Need, field, fields_of
from metodbank.model.shapes import Choice, Flag

TERM_YEARS = 3
"""How long a published practice stands before it must be confirmed; a recommendation, not a norm."""


class Entry(Group):
    """The base of every kind: fields that any entry may have."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sample: Flag | None = field(
        "Образец",
        guide="«да», если запись выдумана для показа. Страница образца говорит об этом прямо.",
        good="да",
        bad="тестовая запись",
        why_bad="здесь только «да» или «нет»: пояснение читатель увидит на самой странице",
        by_bank=True,
    )

    @property
    def stage(self) -> Need:
        """The stage of life the entry has reached; kinds with a life cycle override it."""
        return Need.PUBLICATION

    @property
    def visible(self) -> bool:
        """Whether the entry has a page on the site."""
        return True

    @property
    def expires(self) -> dt.date | None:
        """The last day the entry is valid, or None when it has no term."""
        end = getattr(self, "valid_until", None)
        return end if isinstance(end, dt.date) else None


LIFE_CYCLE: dict[str, tuple[str, ...]] = {
    "черновик": ("на экспертизе", "отозвана"),
    "на экспертизе": ("на доработке", "опубликована", "черновик", "архив", "отозвана"),
    "на доработке": ("на экспертизе", "отозвана"),
    "опубликована": ("требует подтверждения", "архив", "отозвана"),
    "требует подтверждения": ("опубликована", "архив", "отозвана"),
    "архив": ("на экспертизе", "отозвана"),
    "отозвана": (),
}
"""Allowed moves of a practice between statuses (design, 4).

What becomes of a refused practice no founding document says. It goes back to where it came from, a draft or the
archive: its author may come again with more, and «отозвана» is the author's own word, shown to readers for ever.
"""

STATUS = Choice(tuple(LIFE_CYCLE))
Status = Annotated[str, STATUS]
ON_SITE = ("опубликована", "требует подтверждения", "архив", "отозвана")
"""Statuses in which a practice has a page; in the last one the page says only that it was withdrawn."""
REVIEWED_AGAIN = ("на экспертизе", "на доработке")
"""Statuses in which a practice that has a number keeps its page: the experts look at it once more."""


@dataclass(frozen=True)
class Section:
    """A heading of the second level that the body of an entry must (or may) have."""

    title: str
    guide: str
    aliases: tuple[str, ...] = ()
    required: bool = True


class Layout(Enum):
    """How an entry lies on disk."""

    FILE = "file"
    FOLDER = "folder"


@dataclass(frozen=True)
class Kind:
    """A kind of entry: where its files lie, how it is called, and what its registry shows.

    :param name: English singular, also the name of the page template ``theme/entries/<name>.html``.
    :param home: folder of the files, from the root of the repository.
    :param model: the fields.
    :param one: Russian name of one entry; ``many`` of the registry; ``purpose`` a sentence about it.
    :param columns: names of the fields shown as columns of the registry, after the title.
    :param facets: names of the fields the registry can be filtered by.
    :param title: returns the title of an entry where there is no ``title`` field.
    :param slug: form of the file name, where it is narrower than «Latin letters, digits, hyphens».
    :param dated_by: name of the date that orders entries: first what is still to come, the soonest before the rest,
        then what has been, the latest first; without it they go by title.
    :param tables: name of the table whose CSV stands beside the entry (``roadmap_items``), if any.
    :param order: rank of the kind in lists and menus.
    """

    name: str
    home: str
    model: type[Entry]
    one: str
    many: str
    purpose: str
    columns: tuple[str, ...]
    facets: tuple[str, ...] = ()
    layout: Layout = Layout.FILE
    sections: tuple[Section, ...] = ()
    title: Callable[[Any], str] | None = None
    slug: str = r"[a-z0-9]+(?:-[a-z0-9]+)*"
    dated_by: str = ""
    tables: str = ""
    order: int = 100

    @property
    def folder(self) -> str:
        """The last part of the home folder: the address of the registry on the site."""
        return self.home.rsplit("/", 1)[-1]

    @property
    def fields(self) -> dict[str, FieldSpec]:
        """All fields of the kind by name, in the order of declaration; ``sample`` comes last."""
        specs = dict(fields_of(self.model))
        specs["sample"] = specs.pop("sample")
        return specs
