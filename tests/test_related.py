"""Related practices: chosen for reasons that hold, the same on every build, never one that has left the bank."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from metodbank.bank.bank import Bank, make_bank
from metodbank.rules.check import check
from metodbank.rules.corpus import read_corpus
from metodbank.search import related as module
from metodbank.search.lemmas import Lemmas
from metodbank.search.profiles import weights
from metodbank.search.related import Related, related
from metodbank.site.settings import read_settings
from tests.conftest import ROOT, Visit
from tests.search_help import CACHE


def bank_of(root: Path) -> Bank:
    corpus = read_corpus(read_settings(root / "mkdocs.yml"))
    return make_bank(corpus, check(corpus))


@pytest.fixture(scope="module")
def own() -> tuple[Bank, Mapping[str, tuple[Related, ...]]]:
    bank = bank_of(ROOT)
    return bank, related(bank, Lemmas(CACHE))


def test_most_practices_have_related_ones(own: tuple[Bank, Mapping[str, tuple[Related, ...]]]) -> None:
    bank, found = own
    assert set(found) == {record.slug for record in bank.listed("practice")}
    assert sum(bool(several) for several in found.values()) >= 0.9 * len(found)
    near = {slug: [item.record.slug for item in several] for slug, several in found.items()}
    assert near["cheki-i-procenty"][0] == "smyslovoe-chtenie-zadach"
    assert near["rechevye-progulki"][0] in {"papka-semi-igr", "raznovozrastnaya-gruppa"}
    assert near["russkiy-kak-nerodnoy-partner"][0] == "oshibka-nedeli"
    assert "sluzhba-primireniya" in near["utrenniy-krug"]


def test_nothing_that_has_left_the_bank_is_offered(own: tuple[Bank, Mapping[str, tuple[Related, ...]]]) -> None:
    bank, found = own
    gone = {record.slug for record in bank.all("practice") if record.value("status") in {"архив", "отозвана"}}
    assert len(gone) == 2
    for slug, several in found.items():
        offered = {item.record.slug for item in several}
        assert not offered & {slug, *gone}
        assert len(offered) == len(several) <= weights().count
    assert found["chitatelskiy-dnevnik-golosom"], "a reader of an archived practice is shown living ones"


def test_what_the_text_links_to_is_not_named_again(own: tuple[Bank, Mapping[str, tuple[Related, ...]]]) -> None:
    _, found = own
    linked = {
        "fizika-iz-podruchnogo": "domashnyaya-laboratoriya-datchikov",
        "molodoy-pedagog-sto-dney": "nastavnik-na-odin-urok",
    }
    for slug, other in linked.items():
        assert other not in {item.record.slug for item in found[slug]}
    assert "molodoy-pedagog-sto-dney" in {item.record.slug for item in found["nastavnik-na-odin-urok"]}


def test_every_reason_is_true(own: tuple[Bank, Mapping[str, tuple[Related, ...]]]) -> None:
    bank, found = own
    heads = {head: name for name, spec in weights().fields.items() for head in (spec.one, spec.many)}
    told = 0
    for slug, several in found.items():
        practice = bank.get("practice", slug)
        assert practice
        for item in several:
            assert 1 <= len(item.reasons) <= weights().reasons
            for reason in item.reasons:
                head, _, values = reason.partition(": ")
                if head == "близкие слова":
                    continue
                shared = set(practice.value(heads[head]) or ()) & set(item.record.value(heads[head]) or ())
                assert set(values.split(", ")) == shared - weights().silent or ", " in "".join(shared)
                told += 1
    assert told > 100


def test_the_order_of_files_changes_nothing(
    own: tuple[Bank, Mapping[str, tuple[Related, ...]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    bank, found = own
    shuffled = bank.listed("practice")
    random.Random(3).shuffle(shuffled)
    monkeypatch.setattr(bank, "listed", lambda kind: shuffled)
    again = related(bank, Lemmas(CACHE))
    assert {slug: [(i.record.slug, i.score, i.reasons) for i in several] for slug, several in again.items()} == {
        slug: [(i.record.slug, i.score, i.reasons) for i in several] for slug, several in found.items()
    }


def test_usual_words_and_values_make_no_pairs(
    own: tuple[Bank, Mapping[str, tuple[Related, ...]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Practices that share nothing rare are not compared at all: that is what lets the bank grow."""
    bank, found = own
    data = weights()
    rare = data.model_copy(update={"words": data.words.model_copy(update={"longest": 2})})
    monkeypatch.setattr(module, "weights", lambda: rare)
    compared = []
    score = module._score
    monkeypatch.setattr(module, "_score", lambda *pair: compared.append(pair) or score(*pair))
    again = related(bank, Lemmas(CACHE))
    count = len(found)
    assert 0 < len(compared) < 0.75 * count * (count - 1)
    kept = sum(bool(found[slug]) and found[slug][0] == again[slug][0] for slug in found if again[slug])
    assert kept >= 0.8 * count, "what is related shares something rare"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_names_them_with_reasons(visit: Callable[..., Visit], width: int) -> None:
    page = visit(width).open("practices/cheki-i-procenty/index.html")
    section = page.locator("#related + ul > li")
    assert section.count() == weights().count
    assert "Тот же предмет: Математика" in section.first.inner_text()
    assert page.locator("#related").inner_text().startswith("Похожие практики")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    section.first.get_by_role("link").click()
    page.wait_for_url("**/practices/smyslovoe-chtenie-zadach/index.html")


def test_a_withdrawn_page_names_none(site: Path) -> None:
    assert "Похожие практики" not in (site / "practices" / "vecher-otcov" / "index.html").read_text(encoding="utf-8")
