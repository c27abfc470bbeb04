"""Text becomes search terms: the Russian analysis chain.

The chain is written twice, here and in ``theme/assets/javascripts/search-engine.js``; the golden table
``tests/search-traps.yml`` is run through both. Only the step from a word to its key differs: here it asks the
dictionary (:class:`metodbank.search.lemmas.Lemmas`), in the browser it stems, and the published index carries
an alias for every form for which the two disagree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cache, cached_property
from importlib import resources

import yaml

Key = Callable[[str], str]
"""Returns the key a folded word is indexed under."""

_LATIN = "aceopxykmhtb"
_CYRILLIC = "асеорхукмнтв"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_MARKS = re.compile("[\u0300\u0301\u00ad\u200b\u200c\u200d\ufeff]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_WORD = re.compile(r"[a-zа-я0-9]+(?:-[a-zа-я0-9]+)*")
_PLAIN = re.compile(r"[a-zа-я0-9]+")
_JOINED = re.compile(r"[a-zа-я0-9]+(?:-[a-zа-я0-9]+)+")
_BOTH = re.compile(r"(?<![a-zа-яё])(?:[а-яё]+[a-z]|[a-z]+[а-яё])[a-zа-яё]*")
"""A word of letters of both scripts."""
_MIXED = re.compile(r"[a-z](?:(?=[а-яё])|(?<=[а-яё][a-z]))")
"""A Latin letter beside a Cyrillic one. It begins with the rarer of the two: so a long text is passed over fast."""
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")
_NUMBER = r"(?:1[01]|[1-9])"
_ENDING = r"(?:[ыо]?й|[ыои]?х|[ыо]?м|го|е)"
_TO = r"(?:-|(?<![а-я])по(?![а-я])|(?<![а-я])до(?![а-я]))"
_AND = rf"(?:{_TO}|,|(?<![а-я])и(?![а-я]))"
_CLASSES = re.compile(
    rf"(?<![\d.,/-])({_NUMBER}(?:-?{_ENDING})?(?:\s*{_AND}\s*{_NUMBER}(?:-?{_ENDING})?)*)"
    r"(?:-?[абвгд])?\s*(?:«[абвгд]»\s*|\"[абвгд]\"\s*)?(?:кл\.|класс[а-я]*)"
)
_STEP = re.compile(r"\d+|-(?=\s*\d)|по|до")
_GRADE = "кл"
"""A class as a term: «7кл»."""


@dataclass(frozen=True)
class Rules:
    """The data of the chain, from ``rules.yml``."""

    stop: frozenset[str]
    ordinals: Mapping[str, int]
    pupils: Mapping[str, int]
    bm25: Mapping[str, float]
    weights: Mapping[str, float]
    prefixes: Mapping[str, str]
    marks: Mapping[str, str]


@cache
def rules() -> Rules:
    """Return the data of the chain."""
    data = yaml.safe_load((resources.files("metodbank.search") / "rules.yml").read_text(encoding="utf-8"))
    return Rules(**{**data, "stop": frozenset(data["stop"].split())})


def fold(text: str) -> str:
    """Return text in one spelling: NFC, without stress marks, one dash, ё as е, lower case, whole Cyrillic words."""
    # A stress mark is dropped only where it does not make a letter: й and ё are composed first.
    text = _DASHES.sub("-", _MARKS.sub("", unicodedata.normalize("NFC", text))).lower()
    if _MIXED.search(text):
        text = _BOTH.sub(lambda match: _one_script(match[0]), text)
    return text.replace("ё", "е")


def _one_script(word: str) -> str:
    russian = word.translate(_TO_CYRILLIC)
    return word if any(letter.isascii() for letter in russian) else russian


@dataclass(frozen=True)
class Token:
    """One word of a text.

    :param word: the folded word as written; :param parts: its parts where it is hyphenated.
    """

    word: str
    parts: tuple[str, ...] = ()


def tokens(folded: str) -> Iterator[Token]:
    """Yield the words of a folded text; a hyphenated one comes joined, with its parts beside."""
    for match in _WORD.finditer(folded):
        parts = tuple(match[0].split("-"))
        if len(parts) == 1:
            yield Token(match[0])
        elif all(part.isdigit() for part in parts):
            yield from (Token(part) for part in parts)
        else:
            yield Token("".join(parts), parts)


def joined(folded: str) -> Iterator[str]:
    """Yield the hyphenated words of a folded text joined: they are indexed, but do not stand in a row."""
    if "-" in folded:
        yield from (token.word for word in _JOINED.findall(folded) for token in tokens(word) if token.parts)


def classes(folded: str) -> tuple[str, list[int]]:
    """Return the text without its mentions of classes by number, and the numbers: «5-7 классы» → 5, 6, 7."""
    found: list[int] = []
    if "кл" not in folded:
        return folded, found

    def take(match: re.Match[str]) -> str:
        last, to = 0, False
        for piece in _STEP.findall(match[1]):
            if not piece.isdigit():
                to = True
                continue
            number = int(piece)
            if to and last:
                found.extend(range(last + 1, number))
            found.append(number)
            last, to = number, False
        return " класс "

    return _CLASSES.sub(take, folded), found


def words(text: str) -> list[str]:
    """Return every word in order as it is written, stop words too: what an exact phrase is compared with."""
    return written(fold(text))


def written(folded: str) -> list[str]:
    """Return every word of a folded text in order; of a hyphenated one its parts."""
    # A dash outside a word is a separator anyway.
    return _PLAIN.findall(folded)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text: an exact phrase is looked for within one."""
    return _SENTENCES.split(text)


@dataclass(frozen=True)
class Analyzer:
    """Turns texts into keys.

    :param key: from a folded word to its key.
    :param expansions: abbreviations and what they stand for, as sequences of keys, both ways.
    """

    key: Key
    expansions: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = dataclass_field(default_factory=dict)
    _known: dict[str, tuple[str, ...]] = dataclass_field(default_factory=dict, init=False, repr=False, compare=False)
    """Keys of words met before: a text repeats few thousand words."""

    def keys(self, text: str) -> list[str]:
        """Return the keys a text is indexed under, in order; expansions follow what they expand."""
        return self.keys_of(fold(text))

    def keys_of(self, folded: str) -> list[str]:
        """Return the keys of a folded text."""
        rest, numbers = classes(folded)
        found = [f"{number}{_GRADE}" for number in numbers]
        found.extend(str(number) for number in numbers)
        known, before = self._known, ""
        plain: list[str] = []
        for word in _WORD.findall(rest):
            keys = known.get(word)
            if keys is None:
                keys = known[word] = tuple(self._of_word(word))
            if not keys:
                continue
            if before and word.startswith("класс"):
                found.extend(f"{item}{_GRADE}" for stem, item in rules().ordinals.items() if before.startswith(stem))
            plain.extend(keys)
            before = keys[-1]
        found.extend(plain)
        if self.expansions:
            found.extend(self._expanded(plain))
        return found

    def _of_word(self, word: str) -> Iterator[str]:
        """Yield what a word stands for; nothing for one too common to tell anything."""
        stop = rules().stop
        for token in tokens(word):
            if token.word in stop:
                continue
            yield self.key(token.word)
            yield from (self.key(part) for part in token.parts if part not in stop)
            for stem, number in rules().pupils.items():
                if token.word.startswith(stem):
                    yield f"{number}{_GRADE}"
                    yield "класс"

    def _expanded(self, keys: list[str]) -> Iterator[str]:
        beginnings = self._beginnings
        for start, key in enumerate(keys):
            for phrase, others in beginnings.get(key, ()):
                if tuple(keys[start : start + len(phrase)]) == phrase:
                    for other in others:
                        yield from other

    @cached_property
    def _beginnings(self) -> Mapping[str, list[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]]:
        found: dict[str, list[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]] = {}
        for phrase, others in self.expansions.items():
            found.setdefault(phrase[0], []).append((phrase, others))
        return found


def expansions(key: Key, groups: Iterable[Iterable[str]]) -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return, for every way of writing one thing, the other ways; each as a sequence of keys."""
    plain = Analyzer(key)
    found: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    for group in groups:
        ways = list(dict.fromkeys(tuple(plain.keys(way)) for way in group))
        for way in ways:
            others = tuple(other for other in ways if other != way)
            if way and others:
                found[way] = found.get(way, ()) + others
    return found
