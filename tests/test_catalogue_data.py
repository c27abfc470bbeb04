"""What the catalogue is made of: values of facets, their addresses, and the published columns."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metodbank.bank.catalogue import FACETS, _values, address, make_catalogue, order
from metodbank.search.codec import numbers
from metodbank.search.documents import Document
from metodbank.search.facets import FAR, facet_files
from tests.test_search_bank import ROOT, _bank


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Математика", "matematika"),
        ("5–7 классы", "5-7-klassy"),
        ("— (вне предмета)", "vne-predmeta"),
        ("Щука, объём и ёж", "shchuka-obyom-i-yozh"),
        ("…", "zapis"),
        ("а" * 100, "a" * 60),
    ],
)
def test_an_address_is_latin(text: str, slug: str) -> None:
    assert address(text) == slug


def test_values_are_ordered_as_people_read_them() -> None:
    classes = {"10 класс": 3, "9 класс": 1, "3–5 лет": 1, "10–13 лет": 9}
    assert order("grades", classes) == ["3–5 лет", "10–13 лет", "9 класс", "10 класс"]
    assert order("year", {"2024": 9, "2026": 1}) == ["2026", "2024"]
    assert order("subjects", {"Физика": 1, "Химия": 2, "Алгебра": 1}) == ["Химия", "Алгебра", "Физика"]


def test_every_listed_entry_is_in_the_catalogue_practices_first() -> None:
    _, bank = _bank(ROOT)
    catalogue = make_catalogue(bank)
    kinds = [record.kind.name for record in catalogue.records]
    assert kinds[: kinds.count("practice")] == ["practice"] * len(bank.listed("practice"))
    assert {facet.name for facet, values in catalogue.facets.items() if values} == {facet.name for facet in FACETS}
    for facet, values in catalogue.facets.items():
        slugs = [value.slug for value in values]
        assert len(set(slugs)) == len(slugs), facet.name
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)
    terms = next(values for facet, values in catalogue.facets.items() if facet.name == "term")
    soon = next(value for value in terms if value.value == "скоро кончится")
    assert [record.slug for record in soon.records] == ["himiya-na-kuhne"]


VALUES = st.lists(st.sampled_from(["Алгебра", "Физика", "10–100 тыс.", "да"]), max_size=3, unique=True)


@given(
    st.lists(st.tuples(VALUES, st.one_of(st.none(), st.dates(dt.date(1990, 1, 1), dt.date(3990, 1, 1)))), max_size=40)
)
def test_columns_come_back(rows: list[tuple[list[str], dt.date | None]]) -> None:
    documents = [
        Document(str(place), "", "a", {}, facets={"subjects": values} if values else {}, date=date)
        for place, (values, date) in enumerate(rows)
    ]
    files = facet_files(documents)
    if "subjects" in files:
        values, sets, column = files["subjects"].split("\n")
        back = [{json.loads(values)[value] for value in json.loads(sets)[number]} for number in numbers(column)]
        assert back == [set(values) for values, _ in rows]
    if "date" in files:
        first, column = files["date"].split("\n")
        days = [dt.date.fromisoformat(first) + dt.timedelta(days=n - 1) if n else None for n in numbers(column)]
        assert days == [date for _, date in rows]
    assert ("date" in files) == any(date for _, date in rows)


def test_a_date_that_cannot_be_meant_breaks_nothing() -> None:
    documents = [Document("", "", "a", {}, date=dt.date(year, 1, 1)) for year in (1, 9999)]
    _, column = facet_files(documents)["date"].split("\n")
    assert list(numbers(column)) == [1, FAR]


def test_a_namesake_in_latin_gets_an_address_of_its_own() -> None:
    found = {"ЕГЭ": (), "егэ": (), "Егэ": ()}
    slugs = [value.slug for value in _values(FACETS[0], found)]
    assert sorted(slugs) == ["ege", "ege-2", "ege-3"]
