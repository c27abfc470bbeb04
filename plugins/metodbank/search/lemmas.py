"""From a word to the key it is indexed under: the stem of its lemma, remembered between builds."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import snowballstemmer

_FORMAT = 3
"""Raised when what is remembered changes its meaning."""


@dataclass(frozen=True)
class Aliases:
    """From what the browser makes of a word to the key it is indexed under.

    :param stems: stem → key, for every word with this stem; :param forms: form → key, where a stem is not enough.
    """

    stems: Mapping[str, str]
    forms: Mapping[str, str]


@dataclass(frozen=True)
class Learned:
    """What another process has learned of words, to be remembered here."""

    lemmas: Mapping[str, str]
    forms: Mapping[str, Mapping[str, list[str]]]


class Lemmas:
    """Keys of words, and aliases for forms whose own stem is not their key.

    :param folder: where keys are kept between builds; None keeps nothing. A damaged file is made again.
    """

    def __init__(self, folder: Path | None = None) -> None:
        name = (
            f"lemmas-{_FORMAT}-{version('pymorphy3')}-{version('pymorphy3-dicts-ru')}-{version('snowballstemmer')}.json"
        )
        self.folder = folder
        self.version = name.removesuffix(".json")
        """What keys depend on."""
        self._path = folder / name if folder else None
        self._stemmer = snowballstemmer.stemmer("russian")
        self._stems: dict[str, str] = {}
        self._morph: Any = None
        self._keys: dict[str, str] = {}
        self._lemmas: dict[str, str] = {}
        self._forms: dict[str, Mapping[str, list[str]]] = {}
        self._kept = 0
        self._told = 0, 0
        self._read()

    def key(self, word: str) -> str:
        """Return the key of a folded word."""
        found = self._keys.get(word)
        if found is None:
            found = self._keys[word] = self.stem(self.lemma(word))
        return found

    def stem(self, word: str) -> str:
        """Return the stem the browser gives a folded word."""
        found = self._stems.get(word)
        if found is None:
            cut = str(self._stemmer.stemWord(word)) if _russian(word) else word
            # One or two letters tell nothing: «ИОМ» would become «и».
            found = self._stems[word] = cut if len(cut) > 2 else word
        return found

    def lemma(self, word: str) -> str:
        """Return the dictionary form of a folded word; words the dictionary does not know are their own.

        A guess would make «ИОМ» a form of «и»; the stemmer treats unknown words alike on both sides.
        """
        if not _russian(word):
            return word
        found = self._lemmas.get(word)
        if found is None:
            parse = self._analyzer().parse(word)[0]
            found = self._lemmas[word] = str(parse.normal_form).replace("ё", "е") if parse.is_known else word
        return found

    def aliases(self, words: Iterable[str]) -> Aliases:
        """Return what leads from the paradigms of the words to their keys where the form's own stem does not."""
        keys: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        done: set[str] = set()
        for word in words:
            lemma = self.lemma(word)
            if lemma in done:
                continue
            done.add(lemma)
            key = self.key(word)
            keys[key][key].add(lemma)
            for stem, forms in self._paradigm(lemma).items():
                keys[stem][key].update(forms)
        return self._resolved(keys)

    def _resolved(self, keys: Mapping[str, Mapping[str, set[str]]]) -> Aliases:
        stems: dict[str, str] = {}
        single: dict[str, str] = {}
        for stem, found in keys.items():
            if len(found) == 1:
                (key,) = found
                if key != stem:
                    stems[stem] = key
                continue
            # The stem serves several words: «стекла» of «стекло» and of «стечь». Each form goes its own way.
            owners: defaultdict[str, set[str]] = defaultdict(set)
            for key, forms in found.items():
                for form in forms:
                    owners[form].add(key)
            for form, several in owners.items():
                key = self.key(form) if len(several) > 1 or stem in found else min(several)
                if key in several and key != self.stem(form):
                    single[form] = key
        return Aliases(stems, single)

    def _paradigm(self, lemma: str) -> Mapping[str, list[str]]:
        """Return the forms of a lemma by their stems, without those whose stem is the key."""
        found = self._forms.get(lemma)
        if found is None:
            by_stem: defaultdict[str, list[str]] = defaultdict(list)
            parses = self._analyzer().parse(lemma) if _russian(lemma) else ()
            own = [parse for parse in parses if parse.is_known and str(parse.normal_form).replace("ё", "е") == lemma]
            key = self.stem(lemma)
            for form in sorted({str(item.word).replace("ё", "е") for parse in own for item in parse.lexeme}):
                if (stem := self.stem(form)) != key:
                    by_stem[stem].append(form)
            found = self._forms[lemma] = dict(by_stem)
        return found

    def _analyzer(self) -> Any:
        if self._morph is None:
            import pymorphy3  # loads its dictionary on import: not where everything is remembered

            self._morph = pymorphy3.MorphAnalyzer(lang="ru")
        return self._morph

    def _read(self) -> None:
        if self._path is None or not self._path.is_file():
            return
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            self._lemmas, self._stems, self._forms = dict(kept["lemmas"]), dict(kept["stems"]), dict(kept["forms"])
        except (OSError, ValueError, KeyError, TypeError):
            self._lemmas, self._stems, self._forms = {}, {}, {}
        self._kept = len(self._lemmas) + len(self._forms)
        self._told = len(self._lemmas), len(self._forms)

    def learned(self) -> Learned:
        """Return what this run has learned since the last call."""
        old_lemmas, old_forms = self._told
        self._told = len(self._lemmas), len(self._forms)
        return Learned(
            dict(islice(self._lemmas.items(), old_lemmas, None)), dict(islice(self._forms.items(), old_forms, None))
        )

    def learn(self, learned: Learned) -> None:
        """Take over what another process has learned."""
        self._lemmas.update(learned.lemmas)
        self._forms.update(learned.forms)

    def save(self) -> None:
        """Remember the keys for the next build; a folder that cannot be written is not an error."""
        if self._path is None or len(self._lemmas) + len(self._forms) == self._kept:
            return
        fresh = self._path.with_suffix(f".{os.getpid()}.new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            stems = {word: self._stems[word] for word in {*self._lemmas, *self._lemmas.values()} if word in self._stems}
            kept = {"lemmas": self._lemmas, "stems": stems, "forms": self._forms}
            fresh.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8", newline="\n")
            fresh.replace(self._path)
        except OSError:
            return


def _russian(word: str) -> bool:
    return word.isalpha() and not word.isascii()
