"""What the catalogue is made of: values of facets, their addresses, and the published columns."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
import zlib
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metodbank.bank.catalogue import FACETS, _values, address, make_catalogue, order
from metodbank.search.codec import ALPHABET, BASE, numbers
from metodbank.search.documents import Document
from metodbank.search.facets import FAR, arranged, facet_files
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
        assert _column(files["subjects"]) == [set(values) for values, _ in rows]
    if "date" in files:
        first, days = _days(files["date"])
        dates = [dt.date.fromisoformat(first) + dt.timedelta(days=n - 1) if n else None for n in days]
        assert dates == [date for _, date in rows]
    assert ("date" in files) == any(date for _, date in rows)


def _column(text: str) -> list[set[str]]:
    values, sets, column = text.split("\n")
    of = [{json.loads(values)[value] for value in several} for several in json.loads(sets)]
    written = list(numbers(column[1:]))
    assert column[0] in "=+"
    return [of[number % len(of)] for number in (accumulate(written) if column[0] == "+" else written)]


def _days(text: str) -> tuple[str, list[int]]:
    first, *places = text.split("\n")
    digits = [[ALPHABET.index(character) for character in place] for place in places]
    return first, [(high * BASE + middle) * BASE + low for high, middle, low in zip(*digits, strict=True)]


def test_a_column_in_order_is_written_by_its_steps_and_takes_little() -> None:
    """Runs of neighbours take a fraction of what the same rows take in no order, and come back as well."""
    names = [(f"значение {n}", f"значение {n + 1}")[: 1 + n % 2] for n in range(60) for _ in range(n + 40)]
    chance = random.Random(1)
    mixed = chance.sample(names, len(names))
    documents = [Document(str(place), "", "a", {}, facets={"subjects": row}) for place, row in enumerate(mixed)]
    ordered = arranged(documents, ["subjects"])
    assert sorted(document.url for document in ordered) == sorted(document.url for document in documents)
    (loose, close) = (facet_files(several)["subjects"] for several in (documents, ordered))
    assert (loose.split("\n")[2][0], close.split("\n")[2][0]) == ("=", "+")
    assert _column(close) == [set(document.facets["subjects"]) for document in ordered]
    assert 4 * len(zlib.compress(close.encode(), 9)) < len(zlib.compress(loose.encode(), 9))


def test_documents_alike_in_every_facet_stay_as_they_stood() -> None:
    rows = [("Б", "2"), ("А", "9"), ("Б", "1"), ("А", "3"), ("", "0")]
    documents = [Document(url, "", "a", {}, facets={"subjects": [name]} if name else {}) for name, url in rows]
    assert [document.url for document in arranged(documents, ["subjects"])] == ["0", "9", "3", "2", "1"]


def test_a_date_that_cannot_be_meant_breaks_nothing() -> None:
    documents = [Document("", "", "a", {}, date=dt.date(year, 1, 1)) for year in (1, 9999)]
    assert _days(facet_files(documents)["date"])[1] == [1, FAR]


def test_a_namesake_in_latin_gets_an_address_of_its_own() -> None:
    found = {"ЕГЭ": (), "егэ": (), "Егэ": ()}
    slugs = [value.slug for value in _values(FACETS[0], found)]
    assert sorted(slugs) == ["ege", "ege-2", "ege-3"]
