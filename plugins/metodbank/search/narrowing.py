"""Filters of the terminal's search: answers narrowed to values of fields, as the site's lists narrow them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process

from metodbank.bank.bank import Bank, Record
from metodbank.bank.registry import facet_values
from metodbank.model.kinds import kinds


@dataclass(frozen=True)
class Filter:
    """A way to narrow answers: ``values`` returns what one entry is found under."""

    name: str
    label: str
    values: Callable[[Bank, Record], Sequence[str]]


def _field(*names: str) -> Callable[[Bank, Record], Sequence[str]]:
    def values(bank: Bank, record: Record) -> list[str]:
        specs = record.kind.fields
        return [value for name in names if name in specs for value in facet_values(bank, record, specs[name])]

    return values


def _internship(bank: Bank, record: Record) -> list[str]:
    if record.kind.name != "practice":
        return []
    return ["есть" if record.value("site") or bank.mentions(record, "internship") else "нет"]


def _year(bank: Bank, record: Record) -> list[str]:
    specs, name = record.kind.fields, record.kind.newest_by
    return facet_values(bank, record, specs[name]) if name else []


FILTERS = (
    Filter("subject", "предмет", _field("subjects")),
    Filter("class", "класс или возраст", _field("grades")),
    Filter("level", "уровень образования", _field("education_levels")),
    Filter("deficit", "дефицит", _field("deficits")),
    Filter("direction", "направление", _field("directions")),
    Filter("type", "вид практики или мероприятия", _field("kind")),
    Filter("cost", "стоимость", _field("cost")),
    Filter("evidence", "доказательность, от 0 до 3", _field("evidence_level")),
    Filter("organization", "организация", _field("organization", "organizer")),
    Filter("internship", "есть ли стажировка: есть, нет", _internship),
    Filter("year", "год", _year),
    Filter("status", "статус", _field("status")),
)


class UnknownValueError(ValueError):
    """No entry has such a value; ``near`` are those most like it."""

    def __init__(self, name: str, value: str, near: Sequence[str]) -> None:
        super().__init__(value)
        self.name, self.value, self.near = name, value, near


def narrowed(bank: Bank, wanted: Mapping[str, Sequence[str]]) -> set[str]:
    """Return addresses of the entries that have one of the values of every filter; an empty filter lets all through.

    A value may be written by its beginning or by an alias of its vocabulary: «7», «матем.».
    """
    records = [record for kind in kinds() for record in bank.listed(kind)]
    for item in FILTERS:
        asked = wanted.get(item.name)
        if asked:
            known = {record.page: item.values(bank, record) for record in records}
            chosen = {value for text in asked for value in _meant(bank, item, text, known.values())}
            records = [record for record in records if chosen.intersection(known[record.page])]
    return {record.page.removesuffix(".md") + ".html" for record in records}


def _meant(bank: Bank, item: Filter, text: str, several: Iterable[Sequence[str]]) -> list[str]:
    known = sorted({value for values in several for value in values})
    for vocabulary in ("subjects", "education_levels", "deficits", "directions"):
        text = next((v for v in [bank.vocabularies[vocabulary].resolve(text)] if v in known), text)
    exact = [value for value in known if value.casefold() == text.casefold()]
    begun = [value for value in known if f"{value.casefold()} ".startswith(f"{text.casefold()} ")]
    found = exact or begun or [value for value in known if value.casefold().startswith(text.casefold())]
    if not found:
        everywhere = sorted(
            {value for kind in kinds() for record in bank.listed(kind) for value in item.values(bank, record)}
        )
        if text.casefold() in (value.casefold() for value in everywhere):
            return []
        raise UnknownValueError(item.name, text, [name for name, *_ in process.extract(text, everywhere, limit=3)])
    return found
