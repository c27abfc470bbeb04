"""The Whoosh index. The only module that imports whoosh.

Whoosh 2.7.4 (2016) works on current Pythons but warns of its own syntax; several other distributions install a
package of the same name, so the one found is checked.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    from whoosh import fields, query, scoring
    from whoosh.analysis import IDTokenizer
    from whoosh.filedb.filestore import FileStorage, RamStorage

from metodbank.search.analysis import Analyzer, expansions, rules, words
from metodbank.search.documents import MARKED, SCORED, Collection, Document
from metodbank.search.lemmas import Lemmas

PACKAGE = "whoosh"


class WhooshClashError(RuntimeError):
    """Another distribution has put its own package in the place of Whoosh's."""


def sole_package() -> None:
    """Raise :class:`WhooshClashError` where ``import whoosh`` may mean another distribution than Whoosh 2.7.4."""
    found = sorted({name.casefold() for name in packages_distributions().get(PACKAGE, [])})
    if found != [PACKAGE]:
        raise WhooshClashError(
            "Поиску нужен пакет Whoosh, а имя whoosh занято: "
            f"{', '.join(found) or 'ни одним пакетом'}. Уберите лишние пакеты и поставьте requirements.txt заново."
        )


def schema() -> Any:
    """Return the fields of the index; texts come as lists of keys, already analysed."""
    text = {name: fields.TEXT(analyzer=IDTokenizer(), phrase=False) for name in (*SCORED, *MARKED)}
    return fields.Schema(number=fields.STORED, **text)


@dataclass(frozen=True)
class Index:
    """A Whoosh index with the analysis that made it. Whoosh's number of a document is its place in the collection."""

    whoosh: Any
    analyzer: Analyzer
    lemmas: Lemmas
    sequences: Sequence[Sequence[str]]
    """For every document, the words of its texts in order; ``""`` parts one field from the next."""

    @contextmanager
    def searcher(self) -> Iterator[Any]:
        """Open Whoosh's searcher with BM25F."""
        with self.whoosh.searcher(weighting=scoring.BM25F()) as found:
            yield found

    def top(self, keys: Sequence[str], limit: int = 10) -> list[tuple[int, float]]:
        """Return the best documents for any of the keys and their scores: Whoosh's own ranking."""
        with self.ranker() as ranked:
            return ranked(keys, limit)

    @contextmanager
    def ranker(self) -> Iterator[Callable[[Sequence[str], int], list[tuple[int, float]]]]:
        """Open a searcher once for many questions of :meth:`top`."""
        weights = rules().weights
        with self.searcher() as searcher:

            def ranked(keys: Sequence[str], limit: int) -> list[tuple[int, float]]:
                # One flat Or: nested ones lose answers in Whoosh 2.7.4.
                terms = [query.Term(name, key, boost=weights[name]) for key in dict.fromkeys(keys) for name in SCORED]
                return [(hit.docnum, hit.score) for hit in searcher.search(query.Or(terms), limit=limit)]

            yield ranked

    def postings(self) -> Iterator[tuple[str, str, list[tuple[int, float]]]]:
        """Yield ``field, key, [(document, weighted score)]`` for every term of every field."""
        weights: Mapping[str, float] = rules().weights
        with self.searcher() as searcher:
            reader = searcher.reader()
            for name in (*SCORED, *MARKED):
                weight = weights.get(name, 1.0)
                for raw in reader.lexicon(name):
                    matcher = searcher.postings(name, raw)
                    found = []
                    while matcher.is_active():
                        found.append((matcher.id(), matcher.score() * weight))
                        matcher.next()
                    yield name, raw.decode("utf-8"), found


def scores(index: Index) -> dict[str, list[tuple[int, float]]]:
    """Return, for every key, the documents that hold it and the sum of its weighted scores in all fields.

    Terms of the fields a question may be narrowed to stand beside under a mark: «p:иванов».
    """
    marks = {field: mark for mark, field in rules().marks.items()}
    sums: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    marked: dict[str, list[tuple[int, float]]] = {}
    for name, key, found in index.postings():
        if name in SCORED:
            total = sums[key]
            for number, score in found:
                total[number] += score
        if name in marks:
            marked[f"{marks[name]}:{key}"] = found
    return {**{key: sorted(found.items()) for key, found in sums.items()}, **marked}


class _Memory(RamStorage):  # type: ignore[misc]
    """Keeps the index in memory, and what Whoosh writes meanwhile in a folder of its own.

    Whoosh's RamStorage writes to one folder of the system (``/tmp/MAIN.tmp``), where two builds harm each other.
    """

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder

    def temp_storage(self, name: str | None = None) -> Any:
        return FileStorage(str(Path(self._folder) / (name or "part"))).create()


def make_index(collection: Collection, lemmas: Lemmas) -> Index:
    """Index every document."""
    sole_package()
    analyzer = Analyzer(lemmas.key, expansions(lemmas.key, collection.abbreviations))
    with tempfile.TemporaryDirectory(prefix="metodbank-search-") as folder:
        index = _Memory(folder).create_index(schema())
        writer = index.writer(limitmb=256)
        sequences: list[list[str]] = []
        for number, document in enumerate(collection.documents):
            sequences.append(_sequence(document))
            texts = {name: _keys(analyzer, document, name) for name in (*SCORED, *MARKED)}
            writer.add_document(number=number, **{name: keys for name, keys in texts.items() if keys})
        writer.commit(optimize=True)
    return Index(index, analyzer, lemmas, sequences)


def _keys(analyzer: Analyzer, document: Document, name: str) -> list[str]:
    return analyzer.keys(document.title if name == "title" else document.fields.get(name, ""))


def _sequence(document: Document) -> list[str]:
    found: list[str] = []
    for text in (document.title, *(document.fields.get(name, "") for name in SCORED)):
        found.extend((*(sys.intern(word) for word in words(text)), ""))
    return found
