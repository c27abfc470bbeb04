"""The bank: entries that passed the rules, what they say of each other, and questions asked of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar, cast
from urllib.parse import unquote, urlsplit

from metodbank.bank.covering import COVERED, ENOUGH, HIDDEN, Covering, cover_rows
from metodbank.bank.people import as_consented, body_consented
from metodbank.model.entry import Entry, Kind, Layout
from metodbank.model.fields import FieldSpec, Group, fields_of, walk
from metodbank.model.kinds import kinds
from metodbank.model.kinds.person import Person
from metodbank.model.kinds.practice import Practice
from metodbank.model.shapes import FilePath, Reference
from metodbank.model.tables import Table
from metodbank.model.vocabulary import Vocabularies
from metodbank.rules.corpus import Corpus, Draft, TableFile
from metodbank.rules.problem import Report
from metodbank.rules.settings import ATTACHMENT_TYPES, Settings
from metodbank.rules.tables import rows_of


@dataclass(frozen=True)
class Record:
    """One entry of the bank as the site may show it.

    ``entry`` holds public values only: fields that are not public are None, and so is what a person's
    consent does not cover.
    """

    kind: Kind
    slug: str
    entry: Entry
    title: str
    body: str
    source: PurePosixPath
    folder: Path
    attachments: tuple[Path, ...] = ()

    @property
    def page(self) -> str:
        """Address of the page's Markdown source on the site, which MkDocs turns into a URL."""
        tail = f"{self.slug}/index.md" if self.kind.layout is Layout.FOLDER else f"{self.slug}.md"
        return f"{self.kind.folder}/{tail}"

    @property
    def has_page(self) -> bool:
        """Whether the entry is shown on a page of its own; a person only with a name."""
        return not isinstance(self.entry, Person) or self.entry.name is not None

    def value(self, name: str) -> Any:
        """Return a field's value by name."""
        return getattr(self.entry, name, None)


@dataclass(frozen=True)
class Relation:
    """One entry speaks of another through a field."""

    record: Record
    field: FieldSpec


@dataclass(frozen=True)
class TableRows:
    """A register of sums. ``rows`` are exact and for counting only; what is published is :meth:`shown`."""

    table: Table
    rows: tuple[Mapping[str, Any], ...]
    owner: str = ""

    @cached_property
    def _covering(self) -> Covering:
        table = self.table
        parts = (*(((part,), whole) for part, whole in table.parts), *table.apart)
        counted = [(some, whole) for some, whole in parts if {*some, whole} <= {*table.people}]
        return cover_rows(self.rows, [row.get("period") for row in self.rows], table.people, counted)

    def shown(self) -> list[dict[str, Any]]:
        """Return the rows as they may be published: the covered counts cannot be found by a sum or by their row."""
        found = [dict(row) for row in self.rows]
        for (index, name), text in self._covering.texts.items():
            found[index][name] = text
        return found

    def totals(self) -> dict[str, str]:
        """Return the sum of each counted column, or «не меньше N» where it would give a covered cell away."""
        published = self.shown()
        told = {name for _, name in self._covering.told}
        found = {}
        for name in self.table.people:
            cells = [(row[name], shown[name]) for row, shown in zip(self.rows, published, strict=True)]
            total = sum(value for value, _ in cells if value is not None)
            covered = [(value, text) for value, text in cells if text in (HIDDEN, COVERED)]
            if not covered or (len(covered) >= ENOUGH and name not in told):
                found[name] = str(total)
            else:  # nothing but small counts: at least one person stands behind each
                least = sum(1 if text == HIDDEN else min(value, ENOUGH) for value, text in covered)
                found[name] = f"не меньше {total - sum(value for value, _ in covered) + least}"
        return found


@dataclass
class Bank:
    """Everything the site shows, and the questions it asks."""

    settings: Settings
    vocabularies: Vocabularies
    records: dict[str, dict[str, Record]]
    tables: list[TableRows]
    report: Report
    _mentions: dict[tuple[str, str], list[Relation]] = dataclass_field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        """The day the bank is built for."""
        return self.settings.today

    def get(self, kind: str, slug: str | None) -> Record | None:
        """Return an entry by kind and slug."""
        return self.records.get(kind, {}).get(slug or "")

    def all(self, kind: str) -> list[Record]:
        """Return every entry of a kind that has a page, in the kind's usual order."""
        found = [record for record in self.records[kind].values() if record.has_page]
        dated_by = kinds()[kind].dated_by

        def rank(record: Record) -> tuple[bool, int, str]:
            ahead = ((record.value(dated_by) or dt.date.min) - self.today).days if dated_by else 0
            return ahead < 0, abs(ahead), record.title.casefold()

        return sorted(found, key=rank)

    def listed(self, kind: str) -> list[Record]:
        """Return the entries of a kind that stand in its registry: those not withdrawn.

        Members of the activ are listed even when their person is not named.
        """
        return [record for record in self.all(kind) if not getattr(record.entry, "withdrawn", False)]

    def mentions(self, record: Record, kind: str = "") -> list[Relation]:
        """Return which entries speak of this one, through which field, of one kind or of all."""
        found = self._mentions.get((record.kind.name, record.slug), [])
        return [relation for relation in found if not kind or relation.record.kind.name == kind]

    def table(self, name: str, owner: str = "") -> TableRows | None:
        """Return a register of sums by name (and by the entry it stands beside)."""
        return next((t for t in self.tables if t.table.name == name and t.owner == owner), None)

    def expiring(self, days: int) -> list[Record]:
        """Return entries whose term has run out or runs out within ``days``, the soonest first."""
        limit = self.today + dt.timedelta(days=days)
        found = [
            record
            for kind in kinds()
            for record in self.all(kind)
            if record.entry.expires is not None
            and record.entry.expires <= limit
            and getattr(record.entry, "status", "действует") in STILL_ALIVE
        ]
        return sorted(found, key=lambda record: (record.entry.expires or dt.date.max, record.title))

    def sample(self) -> bool:
        """Whether the bank holds invented entries."""
        return any(record.entry.sample for found in self.records.values() for record in found.values())


STILL_ALIVE = {"опубликована", "требует подтверждения", "действует", "приостановлена"}


def make_bank(corpus: Corpus, report: Report) -> Bank:
    """Take the entries without errors into a bank, masked for the public."""
    records: dict[str, dict[str, Record]] = {name: {} for name in kinds()}
    mentions: dict[tuple[str, str], list[Relation]] = {}
    sound = [draft for draft in corpus.drafts if str(draft.path) not in report.broken and draft.entry.visible]
    for draft in sound:
        records[draft.kind.name].setdefault(draft.slug, _record(draft, corpus))
    for slug, member in records["member"].items():
        records["member"][slug] = replace(member, title=_named_by_person(member, records["person"]))
    for draft in sound:
        record = records[draft.kind.name][draft.slug]
        if record.has_page and not getattr(record.entry, "withdrawn", False):
            for target, spec in _references(draft):
                found = mentions.setdefault(target, [])
                if all(relation.record is not record for relation in found):
                    found.append(Relation(record, spec))
    tables = [
        TableRows(file.table, tuple(_rows(file, corpus)), file.owner)
        for file in corpus.tables
        if str(file.sheet.path) not in report.broken
    ]
    return Bank(corpus.settings, corpus.vocabularies, records, tables, report, mentions)


def _record(draft: Draft, corpus: Corpus) -> Record:
    entry, body = draft.entry, draft.document.body
    if isinstance(entry, Person):
        if not body_consented(entry, corpus.settings.today):
            body = ""
        entry = as_consented(entry, corpus.settings.today)
    else:
        entry = _public(entry)
    files = corpus.attachments.get(draft.path, []) if draft.kind.layout is Layout.FOLDER else _named(draft, entry, body)
    if isinstance(entry, Practice) and entry.withdrawn:
        entry = Practice.model_construct(**{name: getattr(entry, name) for name in LEFT_OF_WITHDRAWN})
        body, files = "", []
    title = draft.kind.title(entry) if draft.kind.title else str(getattr(entry, "title", None) or draft.slug)
    return Record(draft.kind, draft.slug, entry, title, body, draft.path, draft.folder, tuple(files))


def _named(draft: Draft, entry: Entry, body: str) -> list[Path]:
    """Return the files beside an entry that its public fields and its text name: the folder holds others' too."""
    names = [value for _, _, shape, value in walk(draft.kind.model, entry.model_dump()) if isinstance(shape, FilePath)]
    if body:
        names.extend(target.url for target in draft.markup.targets)
    files = (draft.folder / unquote(str(name)) for name in dict.fromkeys(names) if not urlsplit(str(name)).scheme)
    return [file for file in files if file.suffix.lower() in ATTACHMENT_TYPES and file.is_file()]


LEFT_OF_WITHDRAWN = ("id", "title", "status", "sample")
"""What a withdrawn practice keeps on the site: its address and number must not be given to another."""


def _named_by_person(member: Record, people: Mapping[str, Record]) -> str:
    """Call a member of the activ by the person's name where the consent covers it, else by the job."""
    person = people.get(str(member.value("person")))
    return person.title if person else member.title


GroupT = TypeVar("GroupT", bound=Group)


def _public(group: GroupT) -> GroupT:
    """Return a copy without the fields that are never shown, at any depth."""
    values: dict[str, Any] = {}
    for name, spec in fields_of(type(group)).items():
        value: Any = getattr(group, name) if spec.public else None
        several = value if isinstance(value, list) else [value]
        masked = [_public(item) if isinstance(item, Group) else item for item in several]
        values[name] = masked if isinstance(value, list) else masked[0]
    return cast(GroupT, type(group).model_construct(**values))


def _references(draft: Draft) -> Iterator[tuple[tuple[str, str], FieldSpec]]:
    for path, _, shape, value in walk(draft.kind.model, draft.data):
        if isinstance(shape, Reference) and isinstance(value, str):
            yield (shape.kind, value.strip()), draft.kind.fields[str(path[0])]


def _rows(file: TableFile, corpus: Corpus) -> Iterable[Mapping[str, Any]]:
    context = {"vocabularies": corpus.vocabularies}
    for _, raw in rows_of(file):
        row = file.table.row.model_validate(raw, context=context)
        yield {name: getattr(row, name) for name in file.table.fields}
