"""What a person wrote for a field becomes the raw value the field reads, as far as it can be understood.

What cannot is kept word for word: the rules will speak of it at its place. Nothing is guessed where two
readings are possible.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz, process

from metodbank.model import shapes
from metodbank.model.fields import FieldSpec, Several
from metodbank.model.kinds.person import Person
from metodbank.model.vocabulary import TermList, Vocabularies
from metodbank.rules.corpus import Corpus

SURE = 90
"""How alike (of 100) an answer and an agreed word must be to be taken for one another."""
AHEAD = 5
"""By how much the best match must be better than the next one."""

_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def tidy(text: str) -> str:
    """Return a text without the invisible marks that Word leaves, its breaks of lines kept."""
    text = text.replace("\u2011", "-").replace("\u2028", "\n").replace("\u2029", "\n").replace("\r\n", "\n")
    return _HIDDEN.sub("", text).replace("\r", "\n").strip()


@dataclass(frozen=True)
class Names:
    """What people call the things a field may name: vocabularies, and entries by their titles."""

    vocabularies: Vocabularies
    entries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By kind: title, short title or slug → slug."""

    @classmethod
    def of(cls, corpus: Corpus) -> Names:
        """Gather the names of a bank. People are found by their slug and, where it is written, by name."""
        entries: dict[str, dict[str, str]] = {}
        for kind, drafts in corpus.by_slug.items():
            known = entries[kind] = {}
            for slug, draft in drafts.items():
                for name in (draft.title, getattr(draft.entry, "short_title", None), *_names_of(draft.entry), slug):
                    if name:
                        known[str(name).replace("\N{NO-BREAK SPACE}", " ")] = slug
        return cls(corpus.vocabularies, entries)

    def terms(self, shape: shapes.Vocabulary) -> TermList:
        """Return the vocabulary of a field."""
        return self.vocabularies[shape.name]


def _names_of(entry: object) -> tuple[str, ...]:
    return (entry.name.full, entry.name.short) if isinstance(entry, Person) and entry.name else ()


def read_answer(spec: FieldSpec, text: str, names: Names) -> Any:
    """Return the raw value of a field from the text of an answer; None when there is none.

    A list is read from lines, from parts between semicolons, or between commas.
    """
    text = tidy(text)
    if not text:
        return None
    item = spec.item
    if not isinstance(item, shapes.Shape):
        raise TypeError(f"{spec.name}: a group is answered field by field")
    if not isinstance(spec.shape, Several):
        return _one(item, text, names)
    whole = _one(item, " ".join(text.split()), names)
    if _known(item, whole, names):
        return [whole]
    return list(dict.fromkeys(_one(item, part, names) for part in _parts(text)))


def _parts(text: str) -> list[str]:
    text = text.strip("[]")
    separator = r"[\n;]" if re.search(r"[\n;]", text) else ","
    parts = (re.sub(r"^\s*(?:[-–—•*·▪]|\d{1,2}[.)])\s+", "", part) for part in re.split(separator, text))
    return [part for part in (" ".join(part.split()).rstrip(".;,") for part in parts) if part]


def _known(item: shapes.Shape, value: Any, names: Names) -> bool:
    if isinstance(item, shapes.Vocabulary):
        return value in names.terms(item).values
    if isinstance(item, shapes.Reference):
        return value in names.entries.get(item.kind, {}).values()
    return isinstance(item, shapes.Choice) and value in item.values


def _one(item: shapes.Shape, text: str, names: Names) -> Any:
    if isinstance(item, shapes.Text) and item.prose:
        return text
    line = " ".join(text.split())
    if isinstance(item, shapes.Text) and re.fullmatch(r'"[^"]*"', line):
        return line.strip('"')  # the guide tells those who write the file to quote «%»
    if isinstance(item, shapes.Vocabulary):
        terms = names.terms(item)
        aliases = {alias: term.value for term in terms.terms for alias in (term.value, *term.aliases)}
        return terms.resolve(line) or _alike(line, aliases) or line
    if isinstance(item, shapes.Choice):
        return _alike(line, {value: value for value in item.values}) or line
    if isinstance(item, shapes.Reference):
        known = names.entries.get(item.kind, {})
        return _alike(line, known) or line
    for form, read in _SIMPLE.items():
        if isinstance(item, form):
            return read(line)
    return line


def _alike(text: str, known: Mapping[str, str]) -> str:
    """Return the value whose name a text surely is, or an empty string."""
    folded = _folded(text)
    exact = {value for name, value in known.items() if _folded(name) == folded}
    if len(exact) == 1:
        return exact.pop()
    found = process.extract(
        folded, list(known), scorer=fuzz.ratio, processor=_folded, limit=5, score_cutoff=SURE - AHEAD
    )
    best = [(score, known[name]) for name, score, _ in found]
    if not best or best[0][0] < SURE or re.findall(r"\d+", text) != re.findall(r"\d+", found[0][0]):
        return ""
    rivals = [score for score, value in best if value != best[0][1]]
    return "" if rivals and best[0][0] - rivals[0] < AHEAD else best[0][1]


def _folded(text: str) -> str:
    plain = re.sub(r"[«»\"'“”„.]", " ", text.casefold().replace("ё", "е").replace("–", "-").replace("—", "-"))
    return " ".join(plain.split())


def _number(line: str) -> Any:
    compact = re.sub(r"[\s\u00a0\u202f]", "", line).removesuffix("%").replace(",", ".").replace("\u2212", "-")
    if not re.fullmatch(r"[-+]?\d{1,18}(?:\.\d{1,18})?", compact, re.ASCII):
        return line
    return Decimal(compact) if "." in compact else int(compact)


def _whole(line: str) -> Any:
    value = _number(line.removesuffix(",0").removesuffix(".0"))
    return value if isinstance(value, int) else line


def _grades(line: str) -> Any:
    text = re.sub(r"\s*[-–—]\s*", "–", line.casefold())
    text = re.sub(r"\s*(?:-?й|-?е)?\s*(?:классы|класса|класс|кл\.?)$", "", text)
    return int(text) if text.isascii() and text.isdigit() else text


_SIMPLE: Mapping[type[shapes.Shape], Callable[[str], Any]] = {
    shapes.Day: lambda line: shapes.suggest_day(line) or line,
    shapes.Month: lambda line: shapes.suggest_month(line) or line,
    shapes.Clock: lambda line: shapes.suggest_clock(line) or line,
    shapes.Whole: _whole,
    shapes.Number: _number,
    shapes.Grades: _grades,
    shapes.YesNo: lambda line: {"да": True, "нет": False}.get(line.casefold().rstrip("."), line),
    shapes.Period: lambda line: int(line) if line.isascii() and line.isdigit() else line,
    shapes.FilePath: lambda line: line.strip('«»"'),
}
