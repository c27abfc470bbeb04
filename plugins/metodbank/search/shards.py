"""The published form of the index: small scripts, cut by term, that a browser loads as it needs them.

Every file is a script of one call, ``metodbankSearch("name","checksum",`payload`)``, so that it also loads from
``file://`` and under a strict CSP. The checksum is FNV-1a (32 bits) over the UTF-16 units of the payload. All
files of a release lie in one folder named by the content of all of them, so that two releases never mix.

``manifest`` (JSON)
    ``format``, ``count`` of documents, ``chunk`` (records in a file), ``terms`` and ``tails`` (first name of each
    ``t`` and ``v`` file), ``sections`` (kind, label, count, factor), and the data of the analysis chain.
``t<N>`` terms, sorted, a line each
    ``shared suffix`` and then either a space and numbers — largest score in thousandths, count of documents,
    differences of their numbers, a score for each — and, after a space, the stems that lead here (only for
    highlighting); or a tab and the key this stem is an alias of; ``=`` before the key: alias of the whole form.
``p<N>`` positions of the terms of ``t<N>``, a line each in the same order, for exact phrases
    for every document: count of places, differences between them.
``v<N>`` keys written backwards, sorted, with the count of documents, for words mistyped at the beginning.
``r<N>`` records (JSON): address, title, summary, note.

Numbers are written with 91 printable characters, so that gzip sees them whole: up to 74 in one, up to 1 439 in
two, up to 753 570 in a mark and three. A score is one character: its share of the term's largest, in 90 steps.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from metodbank.search.analysis import rules
from metodbank.search.documents import Collection, Document
from metodbank.search.index import Index, scores
from metodbank.search.lemmas import Aliases

FORMAT = 1
SHARD = 5000
"""Characters in a file of terms; one frequent term may take more."""
CHUNK = 4
"""Records in a file."""
STEPS = 90
"""Steps a score is rounded to: an error of at most 1/180 of the term's largest score."""
SUMMARY = 320
"""Characters of a summary."""

ALPHABET = "".join(chr(code) for code in range(33, 127) if chr(code) not in "`\\$")
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_BASE, _ONE, _MARK = 91, 75, 90


def number(value: int) -> str:
    """Write a number."""
    if value < _ONE:
        return ALPHABET[value]
    value -= _ONE
    if value < (_MARK - _ONE) * _BASE:
        return ALPHABET[_ONE + value // _BASE] + ALPHABET[value % _BASE]
    value += _ONE
    if value >= _BASE**3:
        raise ValueError(f"{value} does not fit")
    return ALPHABET[_MARK] + ALPHABET[value // _BASE**2] + ALPHABET[value // _BASE % _BASE] + ALPHABET[value % _BASE]


def numbers(text: str) -> Iterator[int]:
    """Read the numbers written one after another."""
    digits = iter(_VALUES[character] for character in text)
    for digit in digits:
        if digit < _ONE:
            yield digit
        elif digit < _MARK:
            yield _ONE + (digit - _ONE) * _BASE + next(digits)
        else:
            yield next(digits) * _BASE**2 + next(digits) * _BASE + next(digits)


@dataclass(frozen=True)
class Term:
    """A line of a ``t`` file: postings, or aliases for the stem and for the whole form."""

    name: str
    postings: tuple[tuple[int, float], ...] = ()
    stems: tuple[str, ...] = ()
    alias: str = ""
    form_alias: str = ""


def postings_text(postings: Sequence[tuple[int, float]]) -> str:
    """Write documents and scores."""
    top = max(1, round(max(score for _, score in postings) * 1000))
    differences = [after - before for before, after in pairwise([-1, *(document for document, _ in postings)])]
    steps = (min(STEPS, max(1, round(score * 1000 / top * STEPS))) for _, score in postings)
    head = number(min(top, _BASE**3 - 1)) + number(len(postings))
    return head + "".join(number(item - 1) for item in differences) + "".join(ALPHABET[step] for step in steps)


def postings_of(text: str) -> tuple[tuple[int, float], ...]:
    """Read documents and scores."""
    values = numbers(text)
    top, count = next(values), next(values)
    document, documents = -1, []
    for _ in range(count):
        document += next(values) + 1
        documents.append(document)
    levels = [_VALUES[character] for character in text[len(text) - count :]] if count else []
    return tuple((item, level * top / STEPS / 1000) for item, level in zip(documents, levels, strict=True))


def checksum(payload: str) -> str:
    """Return FNV-1a over the UTF-16 units of a payload, in hexadecimal."""
    value = 0x811C9DC5
    for unit in memoryview(payload.encode("utf-16-le")).cast("H"):
        value = (value ^ unit) * 0x01000193 & 0xFFFFFFFF
    return f"{value:08x}"


def script(name: str, payload: str) -> str:
    """Return the script that carries a payload."""
    literal = payload.replace("\\", "\\\\").replace("`", "\\`").replace("$", "\\$")
    return f'metodbankSearch("{name}","{checksum(payload)}",`{literal}`);\n'


@dataclass(frozen=True)
class Published:
    """Files of one release by their names within ``folder``, as text."""

    release: str
    files: Mapping[str, str]

    @property
    def folder(self) -> str:
        """The folder of the release from the root of the site."""
        return f"assets/search/{self.release}"

    def compressed(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file for servers that send ``.gz`` beside a file by themselves."""
        for name, text in self.files.items():
            yield f"{name}.gz", gzip.compress(text.encode("utf-8"), 9, mtime=0)


def publish(index: Index, collection: Collection) -> Published:
    """Cut an index into the files of a release."""
    lemmas = index.lemmas
    aliases = lemmas.aliases(sorted(lemmas.seen))
    found = scores(index)
    terms = _terms(found, aliases, lemmas.seen, lemmas.stem)
    places = _places(index.sequences)
    payloads: dict[str, str] = {}
    firsts: list[str] = []
    for group in cut(terms, SHARD, lambda term: 2 * len(term.postings) + len(term.name) + 4):
        payloads[f"t{len(firsts)}"] = "\n".join(_lines(group))
        payloads[f"p{len(firsts)}"] = "\n".join(_places_text(places.get(term.name)) for term in group)
        firsts.append(group[0].name)
    tails: list[str] = []
    backwards = sorted((name[::-1], len(postings)) for name, postings in found.items() if ":" not in name)
    for several in cut(backwards, SHARD, lambda item: len(item[0])):
        payloads[f"v{len(tails)}"] = "\n".join(
            f"{_front(name, before[0] if before else '')} {number(min(count, 999))}"
            for before, (name, count) in _beside(several)
        )
        tails.append(several[0][0])
    for start in range(0, len(collection.documents), CHUNK):
        records = [_record(document) for document in collection.documents[start : start + CHUNK]]
        payloads[f"r{start // CHUNK}"] = json.dumps(records, ensure_ascii=False, separators=(",", ":"))
    payloads["manifest"] = json.dumps(
        _manifest(index, collection, firsts, tails), ensure_ascii=False, separators=(",", ":")
    )
    files = {f"{name}.js": script(name, payload) for name, payload in payloads.items()}
    release = hashlib.sha256("".join(files[name] for name in sorted(files)).encode()).hexdigest()[:12]
    return Published(release, files)


def _manifest(index: Index, collection: Collection, firsts: list[str], tails: list[str]) -> dict[str, object]:
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
        "terms": firsts,
        "tails": tails,
        "sections": [[item.kind, item.label, kinds.count(item.kind), item.factor] for item in collection.sections],
        "stop": " ".join(sorted(chain.stop)),
        "ordinals": chain.ordinals,
        "pupils": chain.pupils,
        "prefixes": chain.prefixes,
        "synonyms": dict(synonyms),
        "help": collection.help,
    }


T = TypeVar("T")


def cut(items: Sequence[T], size: int, weight: Callable[[T], int]) -> Iterator[Sequence[T]]:
    """Cut a sequence into runs of about ``size``."""
    start, total = 0, 0
    for place, item in enumerate(items):
        total += weight(item)
        if total > size and place > start:
            yield items[start:place]
            start, total = place, weight(item)
    if items:
        yield items[start:]


def _beside(items: Sequence[T]) -> Iterator[tuple[T | None, T]]:
    return zip((None, *items), items, strict=False)


def _terms(
    found: Mapping[str, Sequence[tuple[int, float]]], aliases: Aliases, seen: Iterable[str], stem: Callable[[str], str]
) -> list[Term]:
    written: defaultdict[str, set[str]] = defaultdict(set)
    for word in seen:
        if word in aliases.forms:
            written[aliases.forms[word]].add("=" + word)
        elif stem(word) in aliases.stems:
            written[aliases.stems[stem(word)]].add(stem(word))
    names = {
        *found,
        *(name for name, key in aliases.stems.items() if key in found),
        *(name for name, key in aliases.forms.items() if key in found),
    }
    return [
        Term(
            name,
            tuple(found.get(name, ())),
            tuple(sorted(written.get(name, ()))) if name in found else (),
            aliases.stems[name] if aliases.stems.get(name) in found else "",
            aliases.forms[name] if aliases.forms.get(name) in found else "",
        )
        for name in sorted(names)
    ]


def _lines(terms: Sequence[Term]) -> Iterator[str]:
    for before, term in _beside(terms):
        head = _front(term.name, before.name if before else "")
        if term.alias:
            yield f"{head}\t{term.alias}"
            head = ALPHABET[min(len(term.name), 74)]
        if term.form_alias:
            yield f"{head}\t={term.form_alias}"
            head = ALPHABET[min(len(term.name), 74)]
        if term.postings:
            tail = f" {','.join(term.stems)}" if term.stems else ""
            yield f"{head} {postings_text(term.postings)}{tail}"


def read_terms(payload: str) -> list[Term]:
    """Read a ``t`` file."""
    found: dict[str, Term] = {}
    before = ""
    for line in payload.split("\n"):
        position = min(place for place in (line.find(" ", 1), line.find("\t", 1)) if place > 0)
        name = before[: _VALUES[line[0]]] + line[1:position]
        rest = line[position + 1 :]
        old = found.get(name, Term(name))
        if line[position] == "\t":
            alias = {"form_alias": rest[1:]} if rest.startswith("=") else {"alias": rest}
            found[name] = Term(**{**old.__dict__, **alias})
        else:
            text, _, stems = rest.partition(" ")
            found[name] = Term(
                name, postings_of(text), tuple(stems.split(",")) if stems else (), old.alias, old.form_alias
            )
        before = name
    return list(found.values())


def _front(name: str, before: str) -> str:
    shared = 0
    for one, two in zip(name, before, strict=False):
        if one != two or shared == 74:
            break
        shared += 1
    return ALPHABET[shared] + name[shared:]


def _places(sequences: Sequence[Sequence[str]]) -> dict[str, dict[int, list[int]]]:
    found: defaultdict[str, dict[int, list[int]]] = defaultdict(dict)
    for document, keys in enumerate(sequences):
        for place, key in enumerate(keys):
            if key:
                found[key].setdefault(document, []).append(place)
    return found


def _places_text(places: Mapping[int, Sequence[int]] | None) -> str:
    if not places:
        return ""
    text = [number(len(places))]
    last = -1
    for document, found in places.items():
        text.append(number(document - last - 1) + number(len(found)))
        text.append("".join(number(after - before) for before, after in pairwise([0, *found])))
        last = document
    return "".join(text)


def _record(document: Document) -> list[str]:
    summary = " ".join(document.summary.split())
    if len(summary) > SUMMARY:
        summary = summary[:SUMMARY].rsplit(" ", 1)[0] + "…"
    return [document.url, document.title, summary, document.note]
