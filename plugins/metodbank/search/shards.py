"""The published form of the index: small scripts, cut by term, that a browser loads as it needs them.

Every file is a script of one call, ``metodbankSearch("name","checksum",`payload`)``, so that it also loads from
``file://`` and under a strict CSP. The checksum is CRC-32 of the payload. All files but ``manifest`` are named by
their content (SHA-256, 40 bits in base 32): a file whose content stays keeps its name from release to release, a
name never changes its content, and a manifest names exactly the files of its release. The manifest alone has a
stable address; a reader that misses a file asks for the manifest again, once.

``manifest`` (JSON)
    ``format``, ``count`` of documents, ``chunk`` (records in a file), ``group`` (files of records in a folder),
    ``terms`` and ``tails`` (``first``: where each file begins, the shortest text that comes after all names of the
    file before, written as names of terms are; for terms ``folders``: their names one after another, and ``sizes``: a
    digit each, how many files of terms it holds; for tails ``files``: names one after another),
    ``records`` (names of the folders, one after another), ``facets`` (the file of each by its name), ``sections``
    (kind, label, first document, count, factor, whether dated: 0 or 1), and the data of the analysis chain.
terms ``<name>/<number in the folder>``: sorted, a line each
    ``shared suffix`` and then either a space and numbers — largest score in thousandths, count of documents,
    differences of their numbers, a score for each — and, after a space, the stems that lead here (only for
    highlighting); or a tab and the term this stem is an alias of; or a tab and ``form=term`` for a single form.
places ``<name>/<number>p``: positions of the terms of ``<number>``, a line each in the same order, for exact phrases
    forms of the word, a comma between, and a space; the count of documents; for every document the difference of
    its number, the count of places, and for each its difference and, of several forms, which it is. A sentence
    begins at a multiple of 16. The name of the folder is of all its files together.
tails ``<name>``: keys written backwards, sorted, with the count of documents, for words mistyped at the beginning.
records ``<name>/<number in the folder>`` (JSON): address, title, summary, note.
facets ``<name>``: what the catalogue narrows by, see :mod:`metodbank.search.facets`.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, pairwise
from pathlib import Path

from metodbank.search.analysis import rules
from metodbank.search.codec import content_name, front, number, script
from metodbank.search.collecting import paused
from metodbank.search.cutting import border, cut
from metodbank.search.documents import Collection, Document, short
from metodbank.search.facets import facet_files
from metodbank.search.index import Index
from metodbank.search.kept import Kept, code
from metodbank.search.lemmas import Aliases
from metodbank.search.term_lines import Term, lines
from metodbank.search.term_texts import TermTexts, term_texts
from metodbank.source.packing import gzipped

FORMAT = 4
FOLDER = "assets/search"
"""Where the files lie from the root of the site."""
MANIFEST = "manifest"
SHARD = 5000
"""Characters in a file of terms; one frequent term may take more."""
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
SHELF = 4
"""Files of terms in a folder, about: one name in the manifest, and one word changed renames so many."""
CHUNK, GROUP = 1, 32
"""Records in a file, and files of records in a folder: one name in the manifest."""


@dataclass(frozen=True)
class Published:
    """Files of one release by their names within ``FOLDER``, in UTF-8."""

    files: Mapping[str, bytes]
    terms: Sequence[str]
    """Names of the files of terms."""
    memory: Path | None
    """Where compressed files are kept between builds."""

    @property
    def folder(self) -> str:
        """The folder of the files from the root of the site."""
        return FOLDER

    def write(self, folder: Path) -> None:
        """Write the files into a folder."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    @paused()
    def compressed(self) -> Mapping[str, bytes]:
        """Return every file for servers that send ``.gz`` beside a file by themselves."""
        kept = Kept(self.memory / "compressed" if self.memory else None)
        # To compress takes longer than all the rest. A name tells the content, as this version writes it.
        version = hashlib.sha256(code("codec.py", "shards.py").encode()).hexdigest()[:8]
        found = {
            f"{name}.gz": kept.get(
                f"{name} {zlib.crc32(content) if name.startswith(MANIFEST) else version}", partial(gzipped, content)
            )
            for name, content in self.files.items()
        }
        kept.save()
        return found


class _Files(dict[str, bytes]):
    """Files made so far: each is turned into its script at once, for texts of all together take much memory."""

    def put(self, name: str, payload: bytes) -> None:
        self[f"{name}.js"] = script(name, payload)


@paused()
def publish(index: Index, collection: Collection) -> Published:
    """Cut an index into the files of a release."""
    files, merged = _Files(), index.merged
    found = term_texts(merged, index.lemmas.folder)
    terms = _terms(files, _named(found, index), dict(zip(merged.names, found.places, strict=True)))
    names = [name for name in files if not name.endswith("p.js")]
    manifest = {
        **_head(index, collection),
        "terms": terms,
        "tails": _tails(files, dict(zip(merged.names, found.counts, strict=True))),
        "records": _records(files, collection.documents, index.lemmas.folder),
        "facets": _facets(files, collection.documents),
    }
    files.put(MANIFEST, _json(manifest))
    return Published(files, names, index.lemmas.folder)


def _terms(files: _Files, terms: Sequence[Term], standing: Mapping[str, bytes]) -> dict[str, object]:
    names = [term.name for term in terms]
    runs = list(cut(names, [len(term.name) + len(term.postings) + 4 for term in terms], SHARD))
    folders, sizes = [], []
    for several in cut([names[run.start] for run in runs], [1] * len(runs), SHELF):
        texts = []
        for run in runs[several]:
            texts.append("\n".join(lines(terms[run])).encode("utf-8"))
            texts.append(b"\n".join([standing.get(name, b"") for name in names[run]]))
        folders.append(content_name(*texts))
        sizes.append(str(len(texts) // 2))
        for place, text in enumerate(texts):
            files.put(f"{folders[-1]}/{place // 2}{'p' if place % 2 else ''}", text)
    return {"first": _borders(names, runs), "folders": "".join(folders), "sizes": "".join(sizes)}


def _borders(names: Sequence[str], runs: Iterable[slice]) -> str:
    """Return where each run begins: the shortest name that comes after all names of the run before."""
    firsts = [border(names, run.start) for run in runs]
    return " ".join(front(name, before) for before, name in pairwise(["", *firsts]))


def _tails(files: _Files, counts: Mapping[str, int]) -> dict[str, object]:
    names = sorted(name[::-1] for name in counts if ":" not in name)
    runs, found = list(cut(names, [len(name) for name in names], SHARD)), []
    for run in runs:
        text = "\n".join(
            f"{front(name, before)} {number(min(counts[name[::-1]], 999))}"
            for before, name in pairwise(["", *names[run]])
        )
        files.put(name := content_name(payload := text.encode("utf-8")), payload)
        found.append(name)
    return {"first": _borders(names, runs), "files": "".join(found)}


def _records(files: _Files, documents: Sequence[Document], memory: Path | None) -> str:
    kept, folders = Kept(memory / "records" if memory else None), []
    seed = hashlib.sha256(code("codec.py", "documents.py", "shards.py").encode()).hexdigest()
    for start in range(0, len(documents), CHUNK * GROUP):
        several = documents[start : start + CHUNK * GROUP]
        shown = "\0".join(
            [seed, *chain.from_iterable((item.url, item.title, item.summary, item.note) for item in several)]
        )
        key = hashlib.sha256(shown.encode("utf-16-le", "surrogatepass")).hexdigest()
        folder, *scripts = kept.get(key, partial(_folder_of_records, several)).split(b"\0")
        folders.append(folder.decode("ascii"))
        files.update((f"{folders[-1]}/{place}.js", text) for place, text in enumerate(scripts))
    kept.save()
    return "".join(folders)


def _folder_of_records(several: Sequence[Document]) -> bytes:
    """Return the name of a folder of records and its files, a zero byte between them: there is none in JSON."""
    texts = [_json([_record(item) for item in several[at : at + CHUNK]]) for at in range(0, len(several), CHUNK)]
    folder = content_name(*texts)
    return b"\0".join([folder.encode("ascii"), *(script(f"{folder}/{n}", text) for n, text in enumerate(texts))])


def _facets(files: _Files, documents: Sequence[Document]) -> dict[str, str]:
    texts = {facet: text.encode("utf-8") for facet, text in facet_files(documents).items()}
    found = {facet: (content_name(text), text) for facet, text in texts.items()}
    for name, text in found.values():
        files.put(name, text)
    return {facet: name for facet, (name, _) in found.items()}


def _json(value: object) -> bytes:
    return _JSON.encode(value).encode("utf-8")


def _head(index: Index, collection: Collection) -> dict[str, object]:
    kinds = [document.kind for document in collection.documents]
    chain = rules()
    synonyms: defaultdict[str, list[str]] = defaultdict(list)
    for group in collection.synonyms:
        keys = [keys[0] for word in group if len(keys := index.analyzer.keys(word)) == 1]
        for key in keys:
            synonyms[key].extend(other for other in keys if other != key and other not in synonyms[key])
    return {
        "format": FORMAT,
        "count": len(kinds),
        "chunk": CHUNK,
        "group": GROUP,
        "sections": [
            [item.kind, item.label, kinds.index(item.kind), kinds.count(item.kind), item.factor, int(item.dated)]
            for item in collection.sections
        ],
        "stop": " ".join(sorted(chain.stop)),
        "ordinals": chain.ordinals,
        "pupils": chain.pupils,
        "prefixes": chain.prefixes,
        "synonyms": dict(synonyms),
        "help": collection.help,
    }


def _named(found: TermTexts, index: Index) -> list[Term]:
    """Return the terms and what leads to them, sorted."""
    lemmas = index.lemmas
    postings = {name: text.decode("ascii") for name, text in zip(index.merged.names, found.postings, strict=True)}
    aliases = lemmas.aliases(index.merged.words)
    written = _written(aliases, index)
    forms: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for form, key in sorted(aliases.forms.items()):
        if key in postings:
            forms[lemmas.stem(form)].append((form, key))
    stems = {name: key for name, key in aliases.stems.items() if key in postings}
    return [
        Term(
            name,
            postings.get(name, ""),
            tuple(sorted(written.get(name, ()))) if name in postings else (),
            stems.get(name, ""),
            tuple(forms.get(name, ())),
        )
        for name in sorted({*postings, *stems, *forms})
    ]


def _written(aliases: Aliases, index: Index) -> Mapping[str, Iterable[str]]:
    """Return what the words of the texts that lead to a term look like where it is not the term itself."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    words = index.merged.words
    for word, stem in zip(words, index.lemmas.stems(words), strict=True):
        if word in aliases.forms:
            found[aliases.forms[word]].add("=" + word)
        elif stem in aliases.stems:
            found[aliases.stems[stem]].add(stem)
    return found


def _record(document: Document) -> list[str]:
    return [document.url, document.title, short(document.summary), document.note]
