"""The lines of a file of terms: what leads to a term, and the documents it is found in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from metodbank.search.codec import ALPHABET, SHARED, VALUES, front, postings_of


@dataclass(frozen=True)
class Term:
    """A name in the index.

    :param postings: documents and scores, as :func:`postings_text` writes them; empty for an alias.
    :param stems: stems that lead to this term, for highlighting; «=» before a whole form.
    :param alias: the term this stem leads to; :param forms: the terms single forms with this stem lead to.
    """

    name: str
    postings: str = ""
    stems: tuple[str, ...] = ()
    alias: str = ""
    forms: tuple[tuple[str, str], ...] = ()

    @property
    def found(self) -> tuple[tuple[int, float], ...]:
        """Documents and scores."""
        return postings_of(self.postings) if self.postings else ()


def lines(terms: Sequence[Term]) -> Iterator[str]:
    """Write sorted terms."""
    before = ""
    for term in terms:
        head, again = front(term.name, before), ALPHABET[min(len(term.name), SHARED)] + term.name[SHARED:]
        before = term.name
        if term.alias:
            yield f"{head}\t{term.alias}"
            head = again
        for form, key in term.forms:
            yield f"{head}\t{form}={key}"
            head = again
        if term.postings:
            tail = f" {','.join(term.stems)}" if term.stems else ""
            yield f"{head} {term.postings}{tail}"


def read_terms(payload: str) -> list[Term]:
    """Read a file of terms."""
    found: dict[str, Term] = {}
    before = ""
    for line in payload.split("\n"):
        position = min(place for place in (line.find(" ", 1), line.find("\t", 1)) if place > 0)
        name = before[: VALUES[line[0]]] + line[1:position]
        rest = line[position + 1 :]
        old = found.get(name, Term(name))
        if line[position] == "\t":
            form, is_form, key = rest.partition("=")
            found[name] = replace(old, forms=(*old.forms, (form, key))) if is_form else replace(old, alias=rest)
        else:
            text, _, stems = rest.partition(" ")
            found[name] = replace(old, postings=text, stems=tuple(stems.split(",")) if stems else ())
        before = name
    return list(found.values())
