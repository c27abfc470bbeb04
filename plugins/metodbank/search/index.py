"""The Whoosh index. The only module that imports whoosh.

Documents are indexed in batches, a segment each, and a batch that has not changed is not indexed again. What the
segments hold is put together and scored by Whoosh's own formula in :mod:`metodbank.search.scoring`.

Whoosh 2.7.4 (2016) works on current Pythons but warns of its own syntax; several other distributions install a
package of the same name, so the one found is checked.
"""

from __future__ import annotations

import tempfile
import warnings
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

import numpy as np

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    from whoosh import fields, query, scoring
    from whoosh.analysis import IDTokenizer
    from whoosh.codec.base import FieldWriter, PerDocumentWriter
    from whoosh.codec.whoosh3 import W3Codec
    from whoosh.filedb.filestore import FileStorage, RamStorage
    from whoosh.formats import pack_uint
    from whoosh.util.numeric import byte_to_length, length_to_byte

from metodbank.search.analysis import Analyzer, fold, joined, rules, sentences, tokens, written
from metodbank.search.batches import FIELDS, Batch, Parsed
from metodbank.search.columns import mixed, narrow
from metodbank.search.documents import MARKED, SCORED, Collection, Document
from metodbank.search.lemmas import Lemmas
from metodbank.search.lexicon import Lexicon
from metodbank.search.merging import Merged, merge
from metodbank.search.packing import Ints

PACKAGE = "whoosh"
_SENTENCE = 16
"""Places of words in a sentence begin at a multiple of this, so that an added word moves only its own sentence."""


class WhooshClashError(RuntimeError):
    """Another distribution has put its own package in the place of Whoosh's."""


def sole_package() -> None:
    """Raise :class:`WhooshClashError` where ``import whoosh`` may mean another distribution than Whoosh 2.7.4."""
    found = sorted({item.metadata["Name"].casefold() for item in distributions() if _installs(item)})
    if found != [PACKAGE]:
        raise WhooshClashError(
            "Поиску нужен пакет Whoosh, а имя whoosh занято: "
            f"{', '.join(found) or 'ни одним пакетом'}. Уберите лишние пакеты и поставьте requirements.txt заново."
        )


def _installs(package: Distribution) -> bool:
    """Whether a distribution installs a package called whoosh. Its list of files is not parsed: that takes seconds."""
    if PACKAGE in (package.read_text("top_level.txt") or "").split():
        return True
    return f"\n{PACKAGE}/__init__.py," in f"\n{package.read_text('RECORD') or ''}"


class Keys(fields.TEXT):  # type: ignore[misc]
    """A field whose values are keys and how often each occurs: texts come analysed."""

    def __init__(self) -> None:
        super().__init__(analyzer=IDTokenizer(), phrase=False)

    def index(self, value: Mapping[str, int], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield what Whoosh's own format of frequencies yields."""
        return ((key.encode("utf-8"), times, float(times), pack_uint(times)) for key, times in value.items())


def schema() -> Any:
    """Return the fields of the index."""
    return fields.Schema(**{name: Keys() for name in FIELDS})


class _Memory(RamStorage):  # type: ignore[misc]
    """Keeps the index in memory, and what Whoosh writes meanwhile in a folder of its own.

    Whoosh's RamStorage writes to one folder of the system (``/tmp/MAIN.tmp``), where two builds harm each other.
    """

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder

    def temp_storage(self, name: str | None = None) -> Any:
        return FileStorage(str(Path(self._folder) / (name or "part"))).create()


class Columns(W3Codec):  # type: ignore[misc]
    """Keeps what Whoosh writes of a segment as columns of numbers instead of files: nobody searches a segment."""

    length_stats = False

    def __init__(self) -> None:
        super().__init__()
        self.documents, self.terms = _Lengths(), _Postings()

    def per_document_writer(self, *_: Any) -> _Lengths:
        return self.documents

    def field_writer(self, *_: Any) -> _Postings:
        return self.terms


class _Lengths(PerDocumentWriter):  # type: ignore[misc]
    """Lengths of fields as Whoosh remembers them: in one byte, in steps."""

    is_closed = False

    def __init__(self) -> None:
        self.rows: list[list[int]] = []
        self.totals = [0] * len(FIELDS)

    def start_doc(self, docnum: int) -> None:
        self.rows.append([0] * len(FIELDS))

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        place = FIELDS.index(fieldname)
        self.rows[-1][place] = byte_to_length(length_to_byte(length)) if length else 0
        self.totals[place] += length

    def close(self) -> None:
        self.is_closed = True


class _Postings(FieldWriter):  # type: ignore[misc]
    """Terms, and postings in Whoosh's order: by field, term and document."""

    is_closed = False

    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self.rows = array("i")
        """Term, document, field, frequency, one posting after another."""

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[tuple[str, bytes, int, float, bytes]]) -> None:
        marks = {field: mark for mark, field in rules().marks.items()}
        names, add = self.names, self.rows.extend
        field_before, raw_before, numbers = "", b"", list[int]()
        for field, raw, document, weight, _ in items:
            if field != field_before:
                place, scored, mark = FIELDS.index(field), field in SCORED, marks.get(field)
            if raw != raw_before or field != field_before:
                key = raw.decode("utf-8")
                meant = (*([key] if scored else []), *([f"{mark}:{key}"] if mark else []))
                numbers = [names.setdefault(name, len(names)) for name in meant]
            field_before, raw_before = field, raw
            for number in numbers:
                add((number, document, place, int(weight)))

    def close(self) -> None:
        self.is_closed = True


Folded = Mapping[str, str]
"""Folded texts of one document by the names of their fields."""


def _folded(document: Document) -> Folded:
    return {name: fold(text) for name in FIELDS if (text := document.text(name))}


def _write(index: Any, documents: Iterable[Folded], analyzer: Analyzer, codec: Any, *, small: bool = False) -> Any:
    """Index documents; ``small`` says that what they hold fits into memory, so that nothing need be measured."""
    writer = index.writer(limitmb=256, codec=codec, compound=False)
    if small:
        writer.pool.add = writer.pool.current.append
    for document in documents:
        found = {name: Counter(analyzer.keys_of(text)) for name, text in document.items()}
        writer.add_document(**{name: keys for name, keys in found.items() if keys})
    writer.commit(merge=False)
    return index


def parse(documents: Sequence[Document], analyzer: Analyzer) -> Parsed:
    """Index several documents and return what the segment holds."""
    made, folded = Columns(), [_folded(document) for document in documents]
    with tempfile.TemporaryDirectory(prefix="metodbank-search-") as folder:
        _write(_Memory(folder).create_index(schema()), folded, analyzer, made, small=True)
    names, rank = _sorted(made.terms.names)
    term, document, field, frequency = np.array(made.terms.rows, np.int32).reshape(-1, 4).T
    term = rank[term]
    order = np.lexsort((field, document, term))
    term, document, field, frequency = term[order], document[order], field[order], frequency[order]
    lengths = np.array(made.documents.rows, np.int32)
    rows = [_written(text) for text in folded]
    known = {word for found, _ in rows for word in found}
    known.update(word for text in folded for word in _unwritten(text))
    words = sorted(known)
    numbers = {word: number for number, word in enumerate(words)}
    word = np.array([numbers[word] for found, _ in rows for word in found], np.int32)
    place = np.concatenate([places for _, places in rows])
    owner = np.repeat(np.arange(len(rows)), [len(found) for found, _ in rows])
    name_prints, word_prints = np.zeros(len(names), np.uint64), np.zeros(len(words), np.uint64)
    np.add.at(name_prints, term, mixed(document, field, frequency, lengths[document, field]))
    np.add.at(word_prints, word, mixed(owner, place))
    columns = {
        "name": narrow(term),
        "document": narrow(document),
        "field": narrow(field),
        "frequency": narrow(frequency),
        "lengths": narrow(lengths),
        "totals": np.array(made.documents.totals, np.int64),
        "word": narrow(word),
        "place": narrow(place),
        "owner": narrow(owner),
    }
    return Parsed(names, words, [analyzer.key(word) for word in words], name_prints, word_prints, columns)


def _sorted(names: Mapping[str, int]) -> tuple[list[str], Ints]:
    """Return names in order, and for the number of each its place there."""
    ordered = sorted(names)
    rank = np.empty(len(ordered), np.int32)
    rank[[names[name] for name in ordered]] = np.arange(len(ordered), dtype=np.int32)
    return ordered, rank


def _written(document: Folded) -> tuple[list[str], Ints]:
    """Return every word of the scored fields, and its place; each sentence begins at a round place."""
    words: list[str] = []
    starts: list[int] = []
    counts: list[int] = []
    place = 0
    for field in SCORED:
        for sentence in sentences(document.get(field, "")):
            if found := written(sentence):
                words += found
                starts.append(place)
                counts.append(len(found))
                place += (len(found) // _SENTENCE + 1) * _SENTENCE
    ends = np.cumsum(counts, dtype=np.int64)
    return words, np.arange(len(words)) + np.repeat(np.array(starts, np.int64) - ends + counts, counts)


def _unwritten(document: Folded) -> Iterator[str]:
    """Yield words that are indexed but do not stand in a row: hyphenated ones whole, and those of marked fields."""
    for field, text in document.items():
        if field in MARKED:
            yield from (token.word for token in tokens(text))
        else:
            yield from joined(text)


@dataclass(frozen=True)
class Index:
    """Documents of a collection, indexed. The number of a document is its place in the collection."""

    collection: Collection
    analyzer: Analyzer
    lemmas: Lemmas
    lexicon: Lexicon
    batches: Sequence[Batch]

    @cached_property
    def merged(self) -> Merged:
        """The batches with their terms and words numbered through."""
        return merge(self.batches, self.lexicon)

    @cached_property
    def sequences(self) -> Sequence[Sequence[str]]:
        """For every document, its words in order; ``""`` parts one sentence from the next."""
        words = self.merged.words
        numbered = zip(self.batches, self.merged.forms, strict=True)
        return [
            found
            for batch, forms in numbered
            for found in _sequences(batch, [words[number] for number in forms.tolist()])
        ]

    def top(self, keys: Sequence[str], limit: int = 10) -> list[tuple[int, float]]:
        """Return the best documents for any of the keys and their scores, as Whoosh gives them."""
        with self._ranker(_Ranking(B=rules().bm25["b"], K1=rules().bm25["k1"])) as ranked:
            return ranked(keys, limit)

    def stock(self) -> AbstractContextManager[Callable[[Sequence[str], int], list[tuple[int, float]]]]:
        """Open Whoosh's searcher with its ranking as it comes, for many questions: what ours is measured beside."""
        return self._ranker(scoring.BM25F())

    @contextmanager
    def _ranker(self, weighting: Any) -> Iterator[Callable[[Sequence[str], int], list[tuple[int, float]]]]:
        weights = rules().weights
        with self._whole.searcher(weighting=weighting) as searcher:

            def ranked(keys: Sequence[str], limit: int) -> list[tuple[int, float]]:
                # One flat Or: nested ones lose answers in Whoosh 2.7.4.
                terms = [query.Term(name, key, boost=weights[name]) for key in dict.fromkeys(keys) for name in SCORED]
                return [(hit.docnum, hit.score) for hit in searcher.search(query.Or(terms), limit=limit)]

            yield ranked

    @cached_property
    def _whole(self) -> Any:
        with tempfile.TemporaryDirectory(prefix="metodbank-search-") as folder:
            whole = _Memory(folder).create_index(schema())
            return _write(whole, map(_folded, self.collection.documents), self.analyzer, W3Codec())


class _Ranking(scoring.BM25F):  # type: ignore[misc]
    """BM25F that heeds rare words more than Whoosh does by itself."""

    def idf(self, searcher: Any, fieldname: str, text: bytes) -> float:
        return float(super().idf(searcher, fieldname, text) ** rules().bm25["rarity"])


def _sequences(batch: Batch, words: Sequence[str]) -> Iterator[list[str]]:
    rows: list[list[str]] = [[] for _ in batch.lengths]
    for word, place, owner in zip(batch.word.tolist(), batch.place.tolist(), batch.owner.tolist(), strict=True):
        row = rows[owner]
        if len(row) < place:
            row.append("")
        row.extend([""] * (place - len(row)))
        row.append(words[word])
    yield from rows
