"""The catalogue: what entries of all kinds are narrowed by, and the card each is shown as."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from metodbank.bank.bank import Bank, Record
from metodbank.bank.registry import cell, facet_values
from metodbank.model.entry import REVIEWED_AGAIN
from metodbank.model.kinds import kinds
from metodbank.model.shapes import GradeRange
from metodbank.rules.files import slug_of

PRACTICE = "practice"


@dataclass(frozen=True)
class Facet:
    """A way to narrow the catalogue. ``values`` returns the values one entry is found under."""

    name: str
    label: str
    values: Callable[[Bank, Record], list[str]]


def _field(*names: str) -> Callable[[Bank, Record], list[str]]:
    def values(bank: Bank, record: Record) -> list[str]:
        specs = record.kind.fields
        return [value for name in names if name in specs for value in facet_values(bank, record, specs[name])]

    return values


def _internship(bank: Bank, record: Record) -> list[str]:
    if record.kind.name != PRACTICE:
        return []
    shown = record.value("site") and bank.get("internship", record.value("site"))
    return ["есть" if shown or bank.mentions(record, "internship") else "нет"]


def _year(_: Bank, record: Record) -> list[str]:
    date = date_of(record)
    return [str(date.year)] if date else []


def _term(bank: Bank, record: Record) -> list[str]:
    if record.value("status") == "архив":
        return ["в архиве"]
    if record.value("status") in REVIEWED_AGAIN:
        return ["на повторной экспертизе"]
    if record.entry.expires is None:
        return []
    left = (record.entry.expires - bank.today).days
    return ["вышел" if left < 0 else "скоро кончится" if left <= bank.settings.warn_days else "действует"]


FACETS = (
    Facet("subjects", "Предмет", _field("subjects")),
    Facet("grades", "Класс или возраст", _field("grades")),
    Facet("deficits", "Что даётся трудно (дефицит)", _field("deficits")),
    Facet("education_levels", "Уровень образования", _field("education_levels")),
    Facet("directions", "Направление", _field("directions")),
    Facet("kind", "Вид", _field("kind")),
    Facet("cost", "Стоимость", _field("cost")),
    Facet("evidence_level", "Доказательность", _field("evidence_level")),
    Facet("duration", "Время на внедрение", _field("duration")),
    Facet("internship", "Стажировка по практике", _internship),
    Facet("organization", "Организация", _field("organization", "organizer")),
    Facet("year", "Год", _year),
    Facet("term", "Срок записи", _term),
)
"""Every facet, in the order of the page. The names stand in addresses and must not change."""
NEWEST_FIRST = {"year"}
LETTERS = 60


def date_of(record: Record) -> dt.date | None:
    """Return the day an entry is dated by: what its kind is ordered by, or the first day it is valid."""
    date = record.value(record.kind.dated_by or "valid_from")
    return date if isinstance(date, dt.date) else None


@dataclass(frozen=True)
class Card:
    """An entry as a result of a search: ``page`` from the root of the site, ``lead`` a few sentences.

    :param facts: short facts in the order of reading: for a practice the subject, class, cost and evidence.
    :param problem: whether ``lead`` is the problem that a practice solves.
    """

    page: str
    title: str
    label: str
    lead: str
    facts: tuple[str, ...]
    problem: bool = False


_LEADS = ("problem", "annotation", "about", "purpose")
_FACTS = 3
"""How many columns of the registry a card repeats where the kind says nothing better."""


def card_of(bank: Bank, record: Record) -> Card:
    """Return the card of an entry."""
    specs = record.kind.fields
    if record.kind.name == PRACTICE:
        evidence = _evidence(bank, record)
        subjects, cost = (cell(bank, record, specs[name]).text for name in ("subjects", "cost"))
        subjects = "" if subjects.startswith("—") else subjects  # «— (вне предмета)» says nothing on a card
        texts = [subjects, _classes(record.value("grades")), cost, evidence]
    else:
        texts = [cell(bank, record, specs[name]).text for name in record.kind.columns[:_FACTS]]
    lead = next((str(value) for name in _LEADS if (value := record.value(name))), "")
    page = f"{record.page.removesuffix('.md')}.html"
    facts = tuple(text for text in texts if text)
    return Card(page, record.title, record.kind.many, lead, facts, problem=bool(record.value("problem")))


def _evidence(bank: Bank, record: Record) -> str:
    """Return the level of evidence beside the highest one: «доказательность 1 из 3»."""
    levels = bank.vocabularies["evidence_levels"].values
    level = str(record.value("evidence_level") or "").split(" ")[0]
    return f"доказательность {level} из {levels[-1].split(' ')[0]}" if level and levels else ""


def _classes(grades: GradeRange | None) -> str:
    if grades is None or not grades.classes:
        return grades.text if grades else ""
    return f"{grades.text} {'класс' if len(grades.classes) == 1 else 'классы'}"


@dataclass(frozen=True)
class Value:
    """One value of a facet: its Latin name in addresses and the entries found under it."""

    value: str
    slug: str
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Catalogue:
    """Every listed entry, practices first, and the values of every facet with the entries under each."""

    records: tuple[Record, ...]
    facets: Mapping[Facet, Sequence[Value]]


def values_of(bank: Bank, record: Record) -> dict[str, tuple[str, ...]]:
    """Return the values an entry is found under, by the name of the facet."""
    found = {facet.name: tuple(dict.fromkeys(facet.values(bank, record))) for facet in FACETS}
    return {name: values for name, values in found.items() if values}


def make_catalogue(bank: Bank) -> Catalogue:
    """Sort every listed entry under the values of the facets."""
    names = sorted(kinds(), key=lambda name: name != PRACTICE)
    records = tuple(record for name in names for record in bank.listed(name) if record.has_page)
    every: dict[str, defaultdict[str, list[Record]]] = {facet.name: defaultdict(list) for facet in FACETS}
    for record in records:
        for name, values in values_of(bank, record).items():
            for value in values:
                every[name][value].append(record)
    return Catalogue(records, {facet: tuple(_values(facet, every[facet.name])) for facet in FACETS})


def address(value: str) -> str:
    """Return a value as part of an address, no longer than a file name should be."""
    return slug_of(value)[:LETTERS].rstrip("-")


def _values(facet: Facet, found: Mapping[str, Sequence[Record]]) -> Iterator[Value]:
    slugs: dict[str, str] = {}
    for value in sorted(found):  # a slug must not depend on how often a value occurs
        slug, number = address(value), 1
        while slug in slugs.values():
            number += 1
            slug = f"{address(value)}-{number}"
        slugs[value] = slug
    for value in order(facet.name, {value: len(records) for value, records in found.items()}):
        yield Value(value, slugs[value], tuple(found[value]))


def order(facet: str, counts: Mapping[str, int]) -> list[str]:
    """Return values as they are shown: ages and classes by number, years newest first, the rest most frequent first."""
    if facet in NEWEST_FIRST:
        return sorted(counts, reverse=True)

    def key(value: str) -> tuple[bool, int, int, str]:
        number = re.match(r"\d+", value)
        return value.endswith(" класс"), int(number[0]) if number else -1, -counts[value], value

    return sorted(counts, key=key)
