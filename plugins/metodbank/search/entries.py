"""Entries of the bank as documents of search: only what the site shows, people only as far as they consent."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from metodbank.bank.bank import Bank, Record
from metodbank.bank.catalogue import FACETS, card_of, date_of, values_of
from metodbank.model.fields import Group, fields_of
from metodbank.model.kinds import kinds
from metodbank.model.kinds.person import Person
from metodbank.model.shapes import Choice, GradeRange, Reference, Shape, Text, Vocabulary
from metodbank.rules.corpus import Corpus
from metodbank.search.documents import Collection, Document, Section, collection
from metodbank.search.facets import arranged

PRACTICES_FIRST = 1.5
"""What scores of practices are multiplied by: what can be repeated comes before what tells of it.

Of 1, 1.15, 1.3, 1.5, 2 and 100 the one with the best nDCG@10 on short questions to the demonstration bank.
"""
INDICATORS = Section("indicator", "Показатели", 0.5)
"""Long names repeat the words people ask practices by: a page of figures comes after what helps in class."""
PAGES = Section("page", "Страницы", 0.7)
"""Guides are long and hold nearly every word."""
HELP = (
    ("Все практики", "catalogue.html?section=practice"),
    ("Где научиться", "learn/index.html"),
    ("Спросить методиста: методический актив округа", "members/index.html"),
)
"""Where to go when nothing is found; the deficits follow."""
_OWN_FIELD = {"annotation": "annotation", "about": "annotation", "purpose": "annotation", "problem": "problem"}


def collect(bank: Bank, pages: Iterable[Document] = ()) -> Collection:
    """Return everything the site lets be found: entries that are not withdrawn, then indicators and ordinary pages.

    :param pages: documents made elsewhere, of the sections INDICATORS and PAGES.
    """
    sections = [
        Section(kind.name, kind.many, PRACTICES_FIRST if kind.name == "practice" else 1.0, bool(kind.dated_by))
        for kind in kinds().values()
    ]
    first = [section for section in sections if section.kind == "practice"]
    rest = [section for section in sections if section.kind != "practice"]
    records = [document for kind in kinds() for document in _documents(bank, kind)]
    return collection(
        (*first, *rest, INDICATORS, PAGES),
        (*records, *pages),
        _groups(bank, "synonyms"),
        _groups(bank, "abbreviations"),
        (*HELP, *_deficits(bank)),
    )


def page_of(url: str, text: str) -> Document | None:
    """Return an ordinary page as a document; one without a title of its own is not found."""
    front, _, body = text.partition("\n---\n") if text.startswith("---\n") else ("", "", text)
    named = re.search(r"^title: *(.+)$", front, re.MULTILINE)
    heading = named[1].strip("\"' ") if named else ""
    if not heading:
        return None
    sections = "\n".join(line.lstrip("# ") for line in body.splitlines() if line.startswith("##"))
    words = plain(body)
    summary = words.removeprefix(heading).strip()
    return Document(url, heading, PAGES.kind, {"body": words, "sections": sections}, summary)


def pages_of(corpus: Corpus) -> Iterator[Document]:
    """Yield the ordinary pages of a bank at their addresses on the site."""
    for page in corpus.pages:
        url = quote(page.document.path.relative_to("content").with_suffix(".html").as_posix())
        found = page_of(url, page.text)
        if found:
            yield found


def _documents(bank: Bank, kind: str) -> list[Document]:
    """Return the entries of a kind as documents; those shown newest first stand as their filters are written best."""
    found = [document_of(bank, record) for record in bank.listed(kind)]
    return arranged(found, [facet.name for facet in FACETS]) if kinds()[kind].dated_by else found


def _deficits(bank: Bank) -> Iterator[tuple[str, str]]:
    """Yield the deficits some practice helps with, as catalogues narrowed to them."""
    known = {value for record in bank.listed("practice") for value in record.value("deficits") or ()}
    for term in bank.vocabularies["deficits"].terms:
        if term.value in known:
            yield f"Практики на дефицит: {term.value}", f"catalogue.html?section=practice&deficits={quote(term.value)}"


def _groups(bank: Bank, name: str) -> list[tuple[str, ...]]:
    return [(term.value, *term.aliases) for term in bank.vocabularies[name].terms]


def document_of(bank: Bank, record: Record) -> Document:
    """Return one entry as a document."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, text in _texts(bank, record.entry):
        found[name].append(text)
    body = plain(record.body)
    found["body"].append(body)
    found["sections"].extend(re.findall(r"(?m)^#{2,}\s+(.+)$", record.body))
    if isinstance(record.entry, Person) and record.entry.name is not None:
        found["people"].append(record.entry.name.full)
    card = card_of(bank, record)
    return Document(
        card.page,
        card.title,
        record.kind.name,
        {name: "\n".join(several) for name, several in found.items()},
        plain(card.lead) or body,
        " · ".join(card.facts),
        values_of(bank, record),
        date_of(record),
    )


def _texts(bank: Bank, group: Group) -> Iterator[tuple[str, str]]:
    for name, spec in fields_of(type(group)).items():
        value: Any = getattr(group, name)
        for item in value if isinstance(value, list) else [value]:
            if item is None or item == "":
                continue
            if isinstance(item, Group):
                yield from _texts(bank, item)
            elif isinstance(spec.item, Shape):
                yield from _simple(bank, name, spec.item, item)


def _simple(bank: Bank, name: str, shape: Shape, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, GradeRange):
        text = f"{value.text} класс" if value.classes else value.text
        yield "tags", text
        yield "grade", text
    elif isinstance(shape, Reference):
        target = bank.get(shape.kind, value)
        if target is None:
            return
        if shape.kind == "person":
            # A masked person has no name: then only the job is found.
            yield "people", target.title if target.has_page else str(target.value("job") or "")
        elif shape.kind == "organization":
            yield "organisation", f"{target.title}. {target.value('short_title') or ''}"
        else:
            yield "body", target.title
    elif isinstance(shape, (Vocabulary, Choice)):
        yield "tags", str(value)
        if name == "subjects":
            yield "subject", str(value)
    elif isinstance(shape, Text) and name not in {"title", "short_title"}:
        yield _OWN_FIELD.get(name, "body"), plain(str(value))
    elif name in {"title", "short_title", "id", "settlement", "number"}:
        yield "tags", str(value)


_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKUP = re.compile(r"(?m)^\s*(?:#{1,6}|[-*+>]|\d+\.|!!! ?\w*|\|?[-:| ]{3,}\|?$)\s*|[*_`|]+|<[^>]+>|\{[^}]*\}")


def plain(markdown: str) -> str:
    """Return the words of a Markdown text."""
    return " ".join(_MARKUP.sub(" ", _LINK.sub(r"\1", markdown)).split())
