"""Filters of the terminal's search: answers narrowed by the facets of the catalogue, under short names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import process

from metodbank.bank.catalogue import FACETS, Facet
from metodbank.model.vocabulary import Vocabularies
from metodbank.search.documents import Document

_SHORT = {
    "subjects": "subject",
    "grades": "class",
    "education_levels": "level",
    "deficits": "deficit",
    "directions": "direction",
    "kind": "type",
    "evidence_level": "evidence",
}
"""What is quicker to type than the facet's own name; «kind» is the kind of entry there."""
FILTERS: Mapping[str, Facet] = {_SHORT.get(facet.name, facet.name): facet for facet in FACETS}
"""Facets by the name of their option."""


class UnknownValueError(ValueError):
    """No entry has such a value; ``near`` are those most like it."""

    def __init__(self, name: str, value: str, near: Sequence[str]) -> None:
        super().__init__(value)
        self.name, self.value, self.near = name, value, near


def narrowed(
    documents: Sequence[Document], wanted: Mapping[str, Sequence[str]], vocabularies: Vocabularies
) -> set[str]:
    """Return addresses of what has one of the values of every filter; an empty filter lets all through.

    A value may be written by its beginning or by an alias of its vocabulary: «7», «матем.».

    :raises UnknownValueError: nothing at all has such a value.
    """
    left = list(documents)
    for name, facet in FILTERS.items():
        asked = wanted.get(name)
        if asked:
            known = {value for document in documents for value in document.facets.get(facet.name, ())}
            chosen = {value for text in asked for value in _meant(name, text, known, vocabularies)}
            left = [document for document in left if chosen.intersection(document.facets.get(facet.name, ()))]
    return {document.url for document in left}


def _meant(name: str, text: str, values: Iterable[str], vocabularies: Vocabularies) -> list[str]:
    known = sorted(values)
    for vocabulary in ("subjects", "education_levels", "deficits", "directions"):
        text = next((v for v in [vocabularies[vocabulary].resolve(text)] if v in known), text)
    exact = [value for value in known if value.casefold() == text.casefold()]
    begun = [value for value in known if f"{value.casefold()} ".startswith(f"{text.casefold()} ")]
    found = exact or begun or [value for value in known if value.casefold().startswith(text.casefold())]
    if not found:
        raise UnknownValueError(name, text, [near for near, *_ in process.extract(text, known, limit=3)])
    return found
