"""Rules about identity and references: numbers are unique, and every reference leads somewhere."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from metodbank.model.entry import Layout
from metodbank.model.fields import walk
from metodbank.model.kinds import kinds
from metodbank.model.kinds.practice import Practice
from metodbank.model.shapes import Reference, RowReference
from metodbank.model.tables import TABLES
from metodbank.rules.corpus import Corpus, Draft
from metodbank.rules.fields import day
from metodbank.rules.problem import Problem
from metodbank.rules.suggest import meant, nearest


def lead_somewhere(draft: Draft, corpus: Corpus) -> Iterator[Problem]:
    """A reference names an entry that exists and is of the right kind."""
    for path, spec, shape, value in walk(draft.kind.model, draft.data):
        if not isinstance(value, str):
            continue
        if isinstance(shape, RowReference) and value.strip() not in corpus.row_ids[shape.table]:
            rows = corpus.row_ids[shape.table]
            if any(file.table.name == shape.table and file.sheet.defects for file in corpus.tables):
                continue  # the table has a problem of its own
            values = {"kind": "строка", "known": f"номер строки стоит в столбце «{_id_label(shape)}» таблицы"}
            yield draft.problem("MB302", path, value=value, suggestion=nearest(value, sorted(rows)), **values)
        if not isinstance(shape, Reference):
            continue
        if value.strip() in corpus.by_slug[shape.kind]:
            yield from _goes_where_it_should(draft, corpus.by_slug[shape.kind][value.strip()], path, spec.label)
        elif corpus.is_unread(shape.kind, value.strip()):
            continue  # the target has a problem of its own
        elif shape.kind == "person" and corpus.settings.people_missing:
            continue  # nobody outside the closed folder can know who is in it
        else:
            yield _dangling(draft, corpus, path, spec.label, shape.kind, value.strip())


def _id_label(shape: RowReference) -> str:
    return TABLES[shape.table].fields["id"].label


def _goes_where_it_should(draft: Draft, target: Draft, path: tuple[str | int, ...], label: str) -> Iterator[Problem]:
    if target.path == draft.path:
        yield draft.problem("MB304", path, label=label)
    elif not target.entry.visible and draft.entry.visible:
        status = getattr(target.entry, "status", None)
        if status:  # a target whose status cannot be read has a problem of its own
            yield draft.problem("MB305", path, value=target.slug, status=status)


def _dangling(draft: Draft, corpus: Corpus, path: tuple[str | int, ...], label: str, kind: str, value: str) -> Problem:
    for other, entries in corpus.by_slug.items():
        if value in entries and other != kind:
            expected = kinds()[kind]
            values = {"actual": kinds()[other].one, "expected": expected.one, "home": expected.home}
            return draft.problem("MB303", path, value=value, label=label, **values)
    suggestion = meant(corpus, kind, value)
    advice = f"здесь нужно имя файла из папки {kinds()[kind].home} без «.md»"
    if kinds()[kind].layout is Layout.FOLDER:
        advice = f"здесь нужно имя папки из {kinds()[kind].home}"
    return draft.problem("MB302", path, kind=kinds()[kind].one, value=value, suggestion=suggestion, known=advice)


def unique_numbers(corpus: Corpus) -> Iterator[Problem]:
    """A number of the bank is given to one practice only; of two, the one taken in later is told."""
    owners: dict[str, Draft] = {}
    bearers = [draft for draft in corpus.drafts if isinstance(draft.entry, Practice) and draft.entry.id]
    for draft in sorted(bearers, key=_taken_in):
        number = str(draft.data["id"])
        first = owners.setdefault(number, draft)
        if first is not draft:
            proposal = next_number(corpus, number.split("-")[1])
            yield draft.problem(
                "MB301", ("id",), value=number, other=first.path, proposal=proposal, folder=draft.path.parent.name
            )


def _taken_in(draft: Draft) -> tuple[dt.date, str]:
    published = draft.entry.published if isinstance(draft.entry, Practice) else None
    return published or dt.date.max, draft.slug


def next_number(corpus: Corpus, year: str, taken: Iterable[str] = ()) -> str:
    """Return the number of a year after the last one that anybody has, also among those ``taken`` elsewhere."""
    own = (draft.entry.id for draft in corpus.drafts if isinstance(draft.entry, Practice))
    found = [re.fullmatch(rf"ММ-{year}-(\d+)", number or "") for number in (*own, *taken)]
    return f"ММ-{year}-{max((int(match[1]) for match in found if match), default=0) + 1:03d}"


def number_of_its_year(draft: Draft, _: Corpus) -> Iterator[Problem]:
    """The year in a practice's number is the year it was taken into the bank."""
    practice = draft.entry
    if isinstance(practice, Practice) and practice.id and practice.published:
        year = practice.id.split("-")[1]
        if int(year) != practice.published.year:
            yield draft.problem("MB306", ("id",), id=practice.id, year=year, published=day(practice.published))


ENTRY_RULES = (lead_somewhere, number_of_its_year)
CORPUS_RULES = (unique_numbers,)
