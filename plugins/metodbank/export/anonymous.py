"""What tells whose a practice is, found in its texts: names that the bank knows are covered, the rest is warned of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from metodbank.model.kinds.organization import Organization
from metodbank.model.kinds.person import Person
from metodbank.rules.corpus import Corpus
from metodbank.rules.people import name_stem

PLACE, ORGANIZATION, NAME = "[населённый пункт]", "[организация]", "[имя]"
_ADJECTIVE = re.compile(r"[А-ЯЁ][а-яё]+(?:ского|цкого|ский|цкий|ская|цкая|ской|цкой)\b")
_SUSPECTS = (
    re.compile(r"\b[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?|\b[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё]+"),
    re.compile(r"(?:\b[А-ЯЁ][а-яё]+\s+){1,2}[А-ЯЁ][а-яё]+(?:ович|евич|овн|евн|иничн|ильичн)[а-яё]{0,3}\b"),
    re.compile(r"(?i:\b(?:школ|сош|оош|гимнази|лице|детск\w+\s+сад|сад|доу)\w*)\s*№\s*\d+"),
)
"""What looks like a name or a school's number: «Образцова М. П.», «Марии Петровны», «школа № 3»."""


@dataclass
class Cover:
    """Covers what the bank knows; remembers what was covered and what looks as if it should have been."""

    _patterns: tuple[tuple[re.Pattern[str], str], ...]
    covered: Counter[str] = dataclass_field(default_factory=Counter)
    suspects: dict[str, str] = dataclass_field(default_factory=dict)

    @classmethod
    def of(cls, corpus: Corpus) -> Cover:
        """Know the names of every organisation, place and person of the bank."""
        titles: set[str] = set()
        places: set[str] = set()
        surnames: set[str] = set()
        for draft in corpus.drafts:
            if isinstance(draft.entry, Organization):
                titles.update(filter(None, (draft.entry.title, draft.entry.short_title)))
                places.update(name_stem(word) for word in re.findall(r"\b[А-ЯЁ][а-яё]+", draft.entry.settlement or ""))
                places.update(_root(word) for word in _ADJECTIVE.findall(draft.entry.title or ""))
            elif isinstance(draft.entry, Person) and draft.entry.name and draft.entry.name.surname:
                surnames.add(name_stem(draft.entry.name.surname))
        patterns = (
            (_any(map(re.escape, titles), ""), ORGANIZATION),
            (_any(map(re.escape, places), r"[а-яё]{0,5}\b"), PLACE),
            (_any((re.escape(name) for name in surnames if len(name) > 2), r"[а-яё]{0,3}\b"), NAME),
        )
        return cls(tuple((pattern, stead) for pattern, stead in patterns if pattern))

    def text(self, text: str, where: str) -> str:
        """Return a text with the known names covered; ``where`` is said of what looks suspicious."""
        for pattern, stead in self._patterns:
            text, count = pattern.subn(stead, text)
            self.covered[stead] += count
        for pattern in _SUSPECTS:
            for match in pattern.finditer(text):
                self.suspects.setdefault(" ".join(match[0].split()), where)
        return text

    def report(self) -> Iterator[str]:
        """Yield in Russian what was covered, and what a person must look at."""
        done = ", ".join(f"{stead} — {count}" for stead, count in self.covered.items() if count)
        if done:
            yield f"заменено в тексте: {done}"
        for found, where in self.suspects.items():
            yield f"{where}: «{found}» похоже на имя или название — посмотрите сами"


def _root(word: str) -> str:
    return re.sub(r"(?:ого|ий|ая|ой)$", "", word)


def _any(stems: Iterable[str], tail: str) -> re.Pattern[str] | None:
    found = sorted(stems, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(found)}){tail}") if found else None
