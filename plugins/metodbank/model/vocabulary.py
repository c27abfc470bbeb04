"""Vocabularies: lists of agreed words that an administrator edits as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field


@dataclass(frozen=True)
class Term:
    """One agreed word, what else people write for it, and a short explanation.

    :param maximum: highest score of a criterion; :param levels: levels of education at which a subject is taught.
    """

    value: str
    aliases: tuple[str, ...] = ()
    note: str = ""
    maximum: int = 0
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class TermList:
    """A vocabulary: its name (the file's stem), Russian title, source document and terms in order.

    :param passing: of criteria: the sum from which a practice is taken in when no score is 0; ``rework`` the sum
        from which it is given back to be mended. 0 where the bank has no such rule.
    """

    name: str
    title: str = ""
    source: str = ""
    terms: tuple[Term, ...] = ()
    passing: int = 0
    rework: int = 0
    _lookup: Mapping[str, str] = dataclass_field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        lookup: dict[str, str] = {}
        for term in self.terms:
            for alias in term.aliases:
                lookup.setdefault(_key(alias), term.value)
        for term in self.terms:
            lookup[_key(term.value)] = term.value
        object.__setattr__(self, "_lookup", lookup)

    @property
    def values(self) -> tuple[str, ...]:
        """The agreed words, in the order of the file."""
        return tuple(term.value for term in self.terms)

    def resolve(self, text: str) -> str | None:
        """Return the agreed word for a word or its alias (case and ё aside), or None."""
        return self._lookup.get(_key(text))

    def limit(self, value: str) -> int:
        """Return the highest score of a criterion (0 for terms that are not scored)."""
        return next((term.maximum for term in self.terms if term.value == value), 0)

    def note(self, value: str) -> str:
        """Return the explanation of a word, or an empty string."""
        return next((term.note for term in self.terms if term.value == value), "")


def _key(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())


class Vocabularies(dict[str, TermList]):
    """All vocabularies by name; an unknown name is an empty vocabulary."""

    def __missing__(self, name: str) -> TermList:
        return TermList(name)
