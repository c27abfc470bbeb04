"""From a word to the key it is indexed under: the stem of its lemma, remembered between builds."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import Stemmer

_FORMAT = 5
"""Raised when what is remembered changes its meaning."""


@dataclass(frozen=True)
class Aliases:
    """From what the browser makes of a word to the key it is indexed under.

    :param stems: stem → key, for every word with this stem; :param forms: form → key, where a stem is not enough.
    """

    stems: Mapping[str, str]
    forms: Mapping[str, str]


class Lemmas:
    """Keys of words, and aliases for forms whose own stem is not their key.

    :param folder: where keys are kept between builds; None keeps nothing. A damaged file is made again.
    """

    def __init__(self, folder: Path | None = None) -> None:
        name = f"lemmas-{_FORMAT}-{version('pymorphy3')}-{version('pymorphy3-dicts-ru')}-{version('PyStemmer')}.json"
        self.folder = folder
        self.version = name.removesuffix(".json")
        """What keys depend on."""
        self._path = folder / name if folder else None
        # Without its cache: to make room there takes longer than to stem.
        self._stemmer = Stemmer.Stemmer("russian", 0)
        self._morph: Any = None
        self._keys: dict[str, str] = {}
        self._lemmas: dict[str, str] = {}
        self._forms: dict[str, Mapping[str, list[str]]] = {}
        self._kept = (0, 0)
        self._told = 0
        self._read()

    def key(self, word: str) -> str:
        """Return the key of a folded word."""
        found = self._keys.get(word)
        if found is None:
            found = self._keys[word] = self.stem(self.lemma(word))
        return found

    def stem(self, word: str) -> str:
        """Return the stem the browser gives a folded word."""
        return self.stems((word,))[0]

    def stems(self, words: Sequence[str]) -> list[str]:
        """Return the stems of many words: all at once takes a third of the time."""
        # One or two letters tell nothing: «ИОМ» would become «и».
        return [
            cut if len(cut) > 2 and _russian(word) else word
            for word, cut in zip(words, self._stemmer.stemWords(words), strict=True)
        ]

    def lemma(self, word: str) -> str:
        """Return the dictionary form of a folded word; words the dictionary does not know are their own.

        A guess would make «ИОМ» a form of «и»; the stemmer treats unknown words alike on both sides.
        """
        if not _russian(word):
            return word
        found = self._lemmas.get(word)
        if found is None:
            morph = self._analyzer()
            # Asked first: to guess at a word out of the dictionary takes longer than to know a hundred.
            known = morph.word_is_known(word)
            found = self._lemmas[word] = str(morph.parse(word)[0].normal_form).replace("ё", "е") if known else word
        return found

    def aliases(self, words: Iterable[str]) -> Aliases:
        """Return what leads from the paradigms of the words to their keys where the form's own stem does not."""
        lemmas = list(dict.fromkeys(map(self.lemma, words)))
        # By stem, the keys it may lead to, and forms with that stem.
        led: defaultdict[str, list[tuple[str, Sequence[str]]]] = defaultdict(list)
        for lemma, key in zip(lemmas, self.stems(lemmas), strict=True):
            led[key].append((key, (lemma,)))
            for stem, forms in self._paradigm(lemma).items():
                led[stem].append((key, forms))
        return self._resolved(led)

    def _resolved(self, led: Mapping[str, Sequence[tuple[str, Sequence[str]]]]) -> Aliases:
        stems: dict[str, str] = {}
        single: dict[str, str] = {}
        for stem, several in led.items():
            key = several[0][0]
            if all(other == key for other, _ in several):
                if key != stem:
                    stems[stem] = key
                continue
            # The stem serves several words: «стекла» of «стекло» and of «стечь». Each form goes its own way.
            owners: defaultdict[str, set[str]] = defaultdict(set)
            for other, forms in several:
                for form in forms:
                    owners[form].add(other)
            own = any(other == stem for other, _ in several)
            for form, keys in owners.items():
                key = self.key(form) if own or len(keys) > 1 else min(keys)
                if key in keys and key != self.stem(form):
                    single[form] = key
        return Aliases(stems, single)

    def _paradigm(self, lemma: str) -> Mapping[str, list[str]]:
        """Return the forms of a lemma by their stems, without those whose stem is the key."""
        found = self._forms.get(lemma)
        if found is None:
            by_stem: defaultdict[str, list[str]] = defaultdict(list)
            key = self.stem(lemma)
            for form in sorted(set(self._lexeme(lemma))) if _russian(lemma) else ():
                if (stem := self.stem(form)) != key:
                    by_stem[stem].append(form)
            found = self._forms[lemma] = dict(by_stem)
        return found

    def _lexeme(self, lemma: str) -> Iterator[str]:
        """Yield all forms of a lemma: what ``parse(lemma)`` and ``lexeme`` give, without tags and probabilities."""
        morph = self._analyzer()
        dictionary = morph.dictionary
        for word, readings in dictionary.words.similar_items(lemma, morph.char_substitutes):
            for paradigm, place in readings:
                if str(dictionary.build_normal_form(paradigm, place, word)).replace("ё", "е") == lemma:
                    stem = dictionary.build_stem(dictionary.paradigms[paradigm], place, word)
                    for prefix, _, suffix in dictionary.build_paradigm_info(paradigm):
                        yield f"{prefix}{stem}{suffix}".replace("ё", "е")

    def _analyzer(self) -> Any:
        if self._morph is None:
            import pymorphy3  # loads its dictionary on import: not where everything is remembered

            self._morph = pymorphy3.MorphAnalyzer(lang="ru")
        return self._morph

    def _read(self) -> None:
        if self._path is None or not self._path.is_file():
            return
        try:
            for line in self._path.read_text(encoding="utf-8").splitlines():
                kept = json.loads(line)
                self._lemmas.update(kept["lemmas"])
                self._forms.update(kept["forms"])
        except (OSError, ValueError, KeyError, TypeError):
            self._lemmas, self._forms = {}, {}
        self._kept = len(self._lemmas), len(self._forms)
        self._told = len(self._lemmas)

    def learned(self) -> dict[str, str]:
        """Return the lemmas this run has learned since the last call."""
        old, self._told = self._told, len(self._lemmas)
        return dict(islice(self._lemmas.items(), old, None))

    def learn(self, lemmas: Mapping[str, str]) -> None:
        """Take over what another process has learned."""
        self._lemmas.update(lemmas)

    def save(self) -> None:
        """Remember the keys for the next build; a folder that cannot be written is not an error.

        What is new is a line of JSON more: to write everything again takes longer than to find a word's lemma.
        """
        size = len(self._lemmas), len(self._forms)
        if self._path is None or size == self._kept:
            return
        lemmas, forms = self._kept
        new = {
            "lemmas": dict(islice(self._lemmas.items(), lemmas, None)),
            "forms": dict(islice(self._forms.items(), forms, None)),
        }
        line = json.dumps(new, ensure_ascii=False) + "\n"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a" if any(self._kept) else "w", encoding="utf-8", newline="\n") as file:
                file.write(line)
            self._kept = size
        except OSError:
            return


def _russian(word: str) -> bool:
    return word.isalpha() and not word.isascii()
