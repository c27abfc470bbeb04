"""Nobody is shown beyond consent: proved on the whole built site, file by file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metodbank.bank.bank import make_bank
from metodbank.bank.people import as_consented, body_consented
from metodbank.model.fields import fields_of
from metodbank.model.kinds.person import CONSENT_ITEMS, Consent, Name, Person
from metodbank.rules.check import check
from metodbank.rules.corpus import read_corpus
from metodbank.rules.settings import Settings
from metodbank.site.build import build_site
from tests.conftest import ROOT, configure, copy_project, edit, plain
from tests.small_bank import SmallBank

TODAY = dt.date(2026, 11, 22)
SECRETS = ("Невидимкин", "Ерофей", "Савватеевич", "nevidimkin@", "тайное дело всей жизни")
SHOWN = ("Очевидцева", "Варвара", "Лукинична", "ochevidceva@", "явное дело всей жизни")
ALL = f"items: ['{CONSENT_ITEMS[0]}', сведения о работе, служебная почта, категория]"

CONSENTS = {
    "нет согласия": "",
    "отозвано сегодня": f"consent: {{operator: О, date: 2026-01-01, until: 2029-01-01, withdrawn: 2026-11-22, {ALL}}}",
    "кончилось вчера": f"consent: {{operator: О, date: 2023-01-01, until: 2026-11-21, {ALL}}}",
    "начнётся завтра": f"consent: {{operator: О, date: 2026-11-23, until: 2029-01-01, {ALL}}}",
    "без имени": "consent: {operator: О, date: 2026-01-01, until: 2029-01-01, items: [категория, служебная почта]}",
}
IN_FORCE = f"consent: {{operator: О, date: 2026-01-01, until: 2026-11-22, {ALL}}}"


NAMED_IN_DEMO = {
    "practices/cheki-i-procenty/index.md": ("authors",),
    "content/internships/formiruyushchee-ocenivanie.md": ("head", "curator"),
    "content/members/m-001.md": ("person",),
    "content/communities/mmo-uchiteley-matematiki.md": ("head",),
    "content/events/2026-10-14-master-klass-cheki.md": ("speakers",),
}
"""Entries of the demo bank and their fields that name people; the small bank has the same under names of its own."""
NAMED_IN_SMALL = {
    "practices/cheki/index.md": ("authors",),
    "content/internships/ocenivanie.md": ("head", "curator"),
    "content/members/m-001.md": ("person",),
    "content/communities/mmo-matematiki.md": ("head",),
    "content/events/2026-10-14-cheki.md": ("speakers",),
}
LISTS = {"authors", "speakers"}


def name_everywhere(root: Path, consent: str, named: Mapping[str, Iterable[str]]) -> Path:
    """Make a person kept outside a bank its author, head, member and speaker; returns the folder of people.

    Beside that person stands another wherever there is room, whose consent is in force to the end of the day.
    """
    outside = root.parent / "closed" / "people"
    outside.mkdir(parents=True)
    (outside / "p-900.md").write_text(
        f"""---
sample: да
name: {{surname: Невидимкин, given: Ерофей, patronymic: Савватеевич}}
position: учитель
specialty: астрономии
organization: shkola-3
category: педагог-наставник
email: nevidimkin@severorechensk.example
about: Ведёт тайное дело всей жизни.
{consent}
---

В тексте записи тоже тайное дело всей жизни.
""",
        encoding="utf-8",
    )
    (outside / "p-901.md").write_text(
        f"""---
sample: да
name: {{surname: Очевидцева, given: Варвара, patronymic: Лукинична}}
position: учитель
specialty: биологии
organization: shkola-3
email: ochevidceva@severorechensk.example
about: Ведёт явное дело всей жизни.
{IN_FORCE}
---

В тексте записи тоже явное дело всей жизни.
""",
        encoding="utf-8",
    )
    for path, fields in named.items():
        edit(root / path, **{field: ["p-900", "p-901"] if field in LISTS else "p-900" for field in fields})
    return outside


def test_a_name_without_consent_is_in_no_file_of_the_site(tmp_path: Path) -> None:
    root = copy_project(tmp_path / "bank")
    name_everywhere(root, CONSENTS["отозвано сегодня"], NAMED_IN_DEMO)
    configure(root, people_dir="../closed/people", today=TODAY)
    assert build_site(root / "mkdocs.yml").complaints == ()
    files = [path for path in (root / "site").rglob("*") if path.is_file()]
    assert len(files) > 300
    for path in files:
        text = plain(path.read_bytes().decode("utf-8", "replace")).casefold()
        assert not [secret for secret in SECRETS if secret.casefold() in text], path
        assert "p-900" not in path.name
    practice = (root / "site/practices/cheki-i-procenty/index.html").read_text(encoding="utf-8")
    assert "Учитель астрономии, СОШ № 3" in plain(practice), "the author is shown by position and organisation"
    member = (root / "site/members/m-001.html").read_text(encoding="utf-8")
    assert "<h1>Учитель астрономии</h1>" in member

    # The proof above can fail: where a consent is in force, on its last day, the name is there.
    page = (root / "site/people/p-901.html").read_text(encoding="utf-8")
    assert [word for word in SHOWN if word not in page] == []
    assert "Очевидцева" in practice


@pytest.mark.parametrize("consent", CONSENTS.values(), ids=CONSENTS)
def test_the_bank_does_not_even_hold_what_consent_does_not_cover(tmp_path: Path, consent: str) -> None:
    root = SmallBank.copied(tmp_path).root
    people = name_everywhere(root, consent, NAMED_IN_SMALL)
    corpus = read_corpus(Settings(root, today=TODAY, people_dir=people))
    report = check(corpus)
    assert report.errors == 0
    bank = make_bank(corpus, report)
    record = bank.get("person", "p-900")
    assert record is not None
    assert not record.has_page
    assert [secret for secret in SECRETS if secret in repr(bank.records)] == []
    assert [word for word in SHOWN if word not in repr(bank.records)] == []


items = st.lists(st.sampled_from(CONSENT_ITEMS), unique=True)
days = st.dates(dt.date(2025, 1, 1), dt.date(2028, 1, 1))


@given(items, days, days, st.none() | days, days)
def test_every_item_is_shown_exactly_while_it_is_covered(
    allowed: list[str], start: dt.date, until: dt.date, withdrawn: dt.date | None, today: dt.date
) -> None:
    consent = Consent.model_construct(date=start, until=until, items=allowed, withdrawn=withdrawn)
    name = Name(surname="Образцова", given="Мария")
    values = dict.fromkeys(fields_of(Person), "есть")
    full = Person.model_construct(**{**values, "name": name, "consent": consent})
    in_force = start <= today <= until and (withdrawn is None or today < withdrawn)
    named = in_force and CONSENT_ITEMS[0] in allowed
    shown = as_consented(full, today)
    for field, spec in fields_of(Person).items():
        covered = not spec.consent or (named and spec.consent in allowed)
        assert (getattr(shown, field) is not None) == (spec.public and covered)
    assert body_consented(full, today) == (named and "сведения о работе" in allowed)


def test_the_repository_names_no_person_of_the_founding_documents() -> None:
    shared = ROOT.parent / "shared" / "sources"
    if not shared.is_dir():
        pytest.skip("the founding documents lie beside the repository only where it is developed")
    named = set()
    for source in shared.glob("*.txt"):
        text = source.read_text(encoding="utf-8")
        named |= set(re.findall(r"\b([А-ЯЁ][а-яё]{3,})\s[А-ЯЁ]\.\s?[А-ЯЁ]\.", text))
        named |= set(re.findall(r"\b[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?([А-ЯЁ][а-яё]{3,})", text))
    assert len(named) > 3
    pattern = re.compile(rf"\b(?:{'|'.join(named)})\s[А-ЯЁ]\.|[А-ЯЁ]\.\s?(?:{'|'.join(named)})\b")
    for folder in ("content", "practices"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".md", ".csv", ".yml"}:
                assert not pattern.findall(path.read_text(encoding="utf-8")), path
