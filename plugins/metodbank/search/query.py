"""Questions asked in Python, with the ranking of the browser: for the terminal, related entries and tests.

All words first, then any words; within a tier by the sum of Whoosh's weighted scores times the section's factor.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import OSA

from metodbank.search.analysis import classes, fold, rules, sentences, tokens, words
from metodbank.search.documents import Collection, Document, short
from metodbank.search.index import Index
from metodbank.search.scoring import score

_PHRASE = re.compile(r"[\"“”„]([^\"“”„]+)[\"“”„]")
_FIELD = re.compile(r"(?:^\s*(?P<first>[а-яёА-ЯЁ]+):\s*|(?<!\S)(?P<later>[а-яёА-ЯЁ]+):)(?P<value>\S+)")
"""A space may follow the colon only at the very beginning: «Малокомплектная школа: урок» is a title."""
NEAR, WINDOW = 0.05, 5
"""How much an answer rises at most where the words stand side by side, and how far apart they may stand.

Over the public questions of ``scripts/bench.py search`` positions in whole texts add nothing to ranking (MRR@10 0.670
with them and 0.672 without), so none are read for it: only the short texts of the answers on a page are looked at.
"""
_MINUS = re.compile(r"(?<!\S)-([^\s-]\S*)")
_KEYS, _LETTERS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.", "ёйцукенгшщзхъфывапролджэячсмитьбю"
_OTHER_LAYOUT = str.maketrans(_KEYS + _LETTERS, _LETTERS + _KEYS)

SYNONYM = 0.5
"""What a close word weighs beside the one that was written, as in the browser."""


@dataclass(frozen=True)
class Hit:
    """One answer; ``whole`` when it holds every word."""

    document: Document
    score: float
    whole: bool


@dataclass(frozen=True)
class Answer:
    """Answers, best first, and what the question was taken for where it was not found as written."""

    hits: Sequence[Hit]
    taken_for: str = ""


class Engine:
    """Holds the scores of an index in memory."""

    def __init__(self, index: Index, collection: Collection) -> None:
        self.index, self.collection = index, collection
        self._scores: Mapping[str, Mapping[int, float]] = {
            key: dict(found) for key, found in score(index.merged).items()
        }
        factor = {section.kind: section.factor for section in collection.sections}
        self._sections = {section.kind: place for place, section in enumerate(collection.sections)}
        self._factors = [factor[document.kind] for document in collection.documents]
        self._synonyms: defaultdict[str, list[str]] = defaultdict(list)
        for group in collection.synonyms:
            names = [found[0] for word in group if len(found := index.analyzer.keys(word)) == 1]
            for name in names:
                self._synonyms[name].extend(other for other in names if other != name)

    def ask(self, question: str, limit: int = 10, kind: str = "") -> Answer:
        """Answer a question; one typed in the other layout or with slips is taken for the nearest one known."""
        hits, unknown = self._answer(question, kind)
        if not hits and re.search(r":\s", question):
            # A title may look like a field: «Школа: урок».
            question = question.replace(":", " ")
            hits, unknown = self._answer(question, kind)
        if unknown:
            other = question.lower().translate(_OTHER_LAYOUT)
            found, left = self._answer(other, kind)
            if found and len(left) < len(unknown):
                return Answer(self._nearest(found[:limit], other), other)
            guesses = {word: guess for word in unknown if (guess := self._guess(word))}
            if guesses:
                mended = _replaced(question, guesses)
                found, _ = self._answer(mended, kind)
                shown = {word: guess + self._ending(word) for word, guess in guesses.items()}
                return Answer(self._nearest(found[:limit], mended), _replaced(question, shown))
        return Answer(self._nearest(hits[:limit], question))

    def _nearest(self, hits: Sequence[Hit], question: str) -> list[Hit]:
        """Let those of one page rise a little whose title and summary hold the words close together."""
        key = self.index.lemmas.key
        text = _MINUS.sub(" ", _FIELD.sub(" ", question))
        sought = [set(keys) for _, keys, needed in self._groups(_PHRASE.sub(r" \1 ", text)) if needed]
        if len(sought) < 2:
            return list(hits)

        def value(hit: Hit) -> tuple[bool, float]:
            shown = [key(word) for word in words(f"{hit.document.title}. {short(hit.document.summary)}")]
            return not hit.whole, -hit.score * (1 + NEAR * _nearness(shown, sought))

        return sorted(hits, key=value)

    def _answer(self, question: str, kind: str) -> tuple[list[Hit], list[str]]:
        quoted, rest = _PHRASE.findall(question), _PHRASE.sub(" ", question)
        phrases = [part for phrase in quoted for part in sentences(phrase) if words(part)]
        named = [(first or later, value) for first, later, value in _FIELD.findall(rest)]
        fields = [(rules().prefixes.get(fold(name)), value) for name, value in named]
        rest, minus = _FIELD.sub(" ", rest), _MINUS.findall(_FIELD.sub(" ", rest))
        groups = [
            *self._groups(_MINUS.sub(" ", rest)),
            *(group for phrase in phrases for group in self._groups(phrase)),
        ]
        groups = list({group[1]: group for group in groups}.values())
        totals: defaultdict[int, float] = defaultdict(float)
        matched: defaultdict[int, int] = defaultdict(int)
        for _, keys, needed in groups:
            near = (other for other in self._synonyms.get(keys[0], ()) if other not in keys)
            weights = {**dict.fromkeys(near, SYNONYM), **dict.fromkeys(keys, 1.0)}
            for document in {number for key in weights for number in self._scores.get(key, ())}:
                totals[document] += sum(self._scores.get(key, {}).get(document, 0.0) * w for key, w in weights.items())
                matched[document] += needed
        required = sum(needed for _, _, needed in groups)
        filters = [self._narrowed(mark, value) for mark, value in fields if mark]
        filters.extend(self._with_phrase(phrase) for phrase in phrases)
        without = {
            number
            for word in minus
            for _, keys, _ in self._groups(word)
            for key in keys
            for number in self._scores.get(key, ())
        }
        shown = set(totals) if groups else set.intersection(*filters) if filters else set()
        hits = [
            Hit(self.collection.documents[number], totals[number] * self._factors[number], matched[number] >= required)
            for number in sorted(shown)
            if number not in without and all(number in several for several in filters)
        ]
        hits = [hit for hit in hits if not kind or hit.document.kind == kind]
        if not groups:
            hits.sort(key=self._age)
        hits.sort(key=lambda hit: (not hit.whole, -hit.score))
        unknown = [word for word, keys, needed in groups if needed and not self._known(keys)]
        return hits, unknown

    def _known(self, keys: Sequence[str]) -> bool:
        """Whether a text holds a word or one close to it."""
        return any(key in self._scores for key in (*keys, *self._synonyms.get(keys[0], ())))

    def _age(self, hit: Hit) -> tuple[int, int]:
        """Return what is least for the newest: where no words order answers, their sections and days do."""
        section = self._sections[hit.document.kind]
        date = hit.document.date if self.collection.sections[section].dated else None
        return section, -date.toordinal() if date else 0

    def _groups(self, text: str) -> list[tuple[str, tuple[str, ...], int]]:
        """Return for every word: the word, the keys it may be found by, and 1 where an answer must have it."""
        key, stop = self.index.lemmas.key, rules().stop
        rest, found = classes(fold(text))
        groups: list[tuple[str, tuple[str, ...], int]] = [(f"{item} класс", (f"{item}кл",), 1) for item in found]
        every = list(tokens(rest))
        useful = [token for token in every if token.word not in stop] or ([] if found else every)
        for place, token in enumerate(useful):
            keys = [key(token.word)]
            keys.extend(f"{item}кл" for start, item in rules().pupils.items() if token.word.startswith(start))
            if place + 1 < len(useful) and useful[place + 1].word.startswith("класс"):
                keys.extend(f"{item}кл" for start, item in rules().ordinals.items() if keys[0].startswith(start))
            groups.append((token.word, tuple(keys), 0 if token.parts else 1))
            groups.extend((part, (key(part),), 1) for part in token.parts if part not in stop)
        return groups

    def _narrowed(self, mark: str, value: str) -> set[int]:
        keys = [f"{item}кл" for item in classes(f"{fold(value)} класс")[1]] if mark == "g" else []
        several = [self._scores.get(f"{mark}:{item}", {}) for item in keys or self.index.analyzer.keys(value)]
        numbers = [set(found) for found in several]
        if not numbers:
            return set()
        return set.union(*numbers) if mark == "g" else set.intersection(*numbers)

    def _with_phrase(self, phrase: str) -> set[int]:
        """Return the documents with a phrase as it is written, or, where there are none, in other forms."""
        key, stop = self.index.lemmas.key, rules().stop
        wanted = ["" if word in stop else word for word in words(phrase)]
        exact = {number for number, found in enumerate(self.index.sequences) if _holds(found, wanted)}
        if exact:
            return exact
        keys = [key(word) if word else "" for word in wanted]
        several = [set(self._scores.get(name, ())) for name in keys if name]
        near = set.intersection(*several) if several else set()
        return {n for n in near if _holds([key(word) if word else "" for word in self.index.sequences[n]], keys)}

    def _guess(self, word: str) -> str:
        if len(word) < 4 or any(letter.isdigit() for letter in word):
            return ""
        limit, own = (1 if len(word) < 6 else 2), self.index.lemmas.stem(word)
        near = (
            (OSA.distance(own, key, score_cutoff=limit), key[0] != word[0], -len(found), key)
            for key, found in self._scores.items()
            if ":" not in key
        )
        best = min(near, default=(limit + 1, True, 0, ""))
        return best[3] if best[0] <= limit else ""

    def _ending(self, word: str) -> str:
        """Return what a word has after its stem: put to a guess, a stem, it makes «работа» of «рабата»."""
        return word.removeprefix(stem) if word.startswith(stem := self.index.lemmas.stem(word)) else ""


def _replaced(question: str, words: Mapping[str, str]) -> str:
    """Return a question with some of its words, by their folded form, put otherwise."""
    return re.sub(r"\w+", lambda word: words.get(fold(word[0]), word[0]), question.strip())


def _nearness(keys: Sequence[str], sought: Sequence[set[str]]) -> float:
    """Return from 0 to 1 how close neighbouring words of a question stand in a text, on average."""
    places = [[place for place, key in enumerate(keys) if key in names] for names in sought]
    gaps = [min((abs(a - b) for a in one for b in two if a != b), default=0) for one, two in pairwise(places)]
    return sum(1 / gap for gap in gaps if 0 < gap <= WINDOW) / len(gaps)


def _holds(sequence: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether words stand in a row; any word may stand in the place of an empty one."""
    asked = [(offset, word) for offset, word in enumerate(wanted) if word]
    if not asked:
        return False
    first, head = asked[0]
    return any(
        word == head
        and all(sequence[place - first + offset : place - first + offset + 1] == [other] for offset, other in asked)
        for place, word in enumerate(sequence)
        if place >= first
    )
