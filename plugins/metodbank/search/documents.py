"""What search knows of one page: the texts to be found by, and the short card shown as an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field

SCORED = ("title", "annotation", "problem", "body", "tags", "people", "organisation", "sections")
"""Fields whose matches are scored, with the weights of ``rules.yml``."""
MARKED = ("subject", "grade")
"""Fields that only narrow a question: «предмет:», «класс:»."""


SUMMARY = 320
"""Characters of a summary that is shown."""


def short(summary: str) -> str:
    """Return a summary as it is shown: on one line, cut between words."""
    line = " ".join(summary.split())
    return line if len(line) <= SUMMARY else line[:SUMMARY].rsplit(" ", 1)[0] + "…"


@dataclass(frozen=True)
class Document:
    """One page that can be found.

    :param url: address from the root of the site.
    :param kind: name of its kind; :param fields: texts by the names of SCORED and MARKED.
    :param summary: what the answer shows under the title; :param note: one line of facts about it.
    :param facets: what the catalogue finds it under, by the name of the facet; :param date: the day it is dated by.
    """

    url: str
    title: str
    kind: str
    fields: Mapping[str, str]
    summary: str = ""
    note: str = ""
    facets: Mapping[str, Sequence[str]] = dataclass_field(default_factory=dict)
    date: dt.date | None = None

    def text(self, field: str) -> str:
        """Return the text of a field; the title is one of them."""
        return self.title if field == "title" else self.fields.get(field, "")


@dataclass(frozen=True)
class Section:
    """A kind of answers: documents of one kind follow each other in a collection.

    :param factor: what scores of this kind are multiplied by, so that practices come first.
    :param dated: whether its documents are shown newest first where no words order them; those of other sections are
        shown as they stand.
    """

    kind: str
    label: str
    factor: float = 1.0
    dated: bool = False


@dataclass(frozen=True)
class Collection:
    """All documents, those of one section together and in the order of the sections.

    :param synonyms: groups of words that mean nearly the same; :param abbreviations: groups of ways to write one
        thing, expanded both ways.
    """

    sections: Sequence[Section]
    documents: Sequence[Document]
    synonyms: Sequence[Sequence[str]] = ()
    abbreviations: Sequence[Sequence[str]] = ()
    help: Sequence[tuple[str, str]] = dataclass_field(default=())
    """Titles and addresses offered when nothing is found."""


def collection(
    sections: Iterable[Section],
    documents: Iterable[Document],
    synonyms: Sequence[Sequence[str]] = (),
    abbreviations: Sequence[Sequence[str]] = (),
    help: Sequence[tuple[str, str]] = (),  # noqa: A002 - the word of the record
) -> Collection:
    """Put documents in the order of the sections; a section without documents is left out."""
    every = list(documents)
    ordered = [(section, [document for document in every if document.kind == section.kind]) for section in sections]
    filled = [(section, found) for section, found in ordered if found]
    return Collection(
        tuple(section for section, _ in filled),
        tuple(document for _, found in filled for document in found),
        synonyms,
        abbreviations,
        help,
    )
