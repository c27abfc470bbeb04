"""Rules about people: nobody is named beyond their consent (152-ФЗ, ст. 10.1; ГК РФ, ст. 152.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from metodbank.model.fields import EMAIL, PHONE, walk
from metodbank.model.kinds.person import Consent, Name, Person
from metodbank.model.kinds.practice import Practice
from metodbank.rules.catalogue import problem
from metodbank.rules.corpus import Corpus, Draft
from metodbank.rules.fields import day
from metodbank.rules.problem import Problem
from metodbank.source.defect import Mark
from metodbank.source.document import Document

NAME = "фамилия, имя, отчество"
PRIVATE_MAIL = (
    "mail.ru",
    "yandex.ru",
    "ya.ru",
    "gmail.com",
    "bk.ru",
    "list.ru",
    "inbox.ru",
    "rambler.ru",
    "icloud.com",
)


def name_with_consent(draft: Draft, corpus: Corpus) -> Iterator[Problem]:
    """A name stands in the repository only while the person's consent covers it."""
    person, today = draft.entry, corpus.settings.today
    if not isinstance(person, Person) or not person.name:
        return
    consent = person.consent or Consent()
    if consent.covers(NAME, today):
        if consent.until and (consent.until - today).days <= corpus.settings.warn_days:
            days = (consent.until - today).days
            yield draft.problem("MB704", ("consent", "until"), until=day(consent.until), days=days)
        return
    if consent.withdrawn and consent.withdrawn <= today:
        reason = f"отозвано {day(consent.withdrawn)}"
    elif consent.until and consent.until < today:
        reason = f"кончилось {day(consent.until)}"
    elif consent.date is None:
        reason = "его нет"
    else:
        reason = "имени в нём нет"
    yield draft.problem_at_key("MB701", ("name",), reason=reason)


@dataclass(frozen=True)
class _Unnamed:
    """A person who must not be named, and the forms of the surname."""

    slug: str
    stem: str
    given: str

    @classmethod
    def of(cls, slug: str, name: Name) -> _Unnamed | None:
        surname = (name.surname or "").strip()
        if len(surname) < 3:
            return None
        stem = re.sub(r"(?:ая|яя|ый|ий|ой|[аяоеиыуюьй])$", "", surname, flags=re.IGNORECASE)
        return cls(slug, stem, (name.given or "")[:1])


def named_nowhere(corpus: Corpus) -> Iterator[Problem]:
    """A person whose consent does not cover the name is named in no text of the bank.

    A surname counts with an initial beside it, or alone with a capital letter where it is not the name of
    something («школа имени …»).
    """
    hidden = {}
    for draft in corpus.drafts:
        person = draft.entry
        if isinstance(person, Person) and person.name:
            consent = person.consent or Consent()
            if not consent.covers(NAME, corpus.settings.today):
                unnamed = _Unnamed.of(draft.slug, person.name)
                if unnamed:
                    hidden[unnamed.stem.casefold()] = unnamed
    if not hidden:
        return
    stems = "|".join(sorted(map(re.escape, (u.stem for u in hidden.values())), key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])(?P<stem>{stems})(?:[а-яё]{{0,3}})(?![\w-])", re.IGNORECASE)
    for document, text, first_line in _texts(corpus):
        for number, line in enumerate(text.split("\n"), first_line):
            for match in pattern.finditer(line):
                if not match[0][0].isupper() or re.search(r"имени\s*$", line[: match.start()]):
                    continue
                person_slug = hidden[match["stem"].casefold()].slug
                yield problem("MB702", document.path, Mark(number, match.start() + 1), person=person_slug)


def _texts(corpus: Corpus) -> Iterator[tuple[Document, str, int]]:
    for draft in corpus.drafts:
        if draft.kind.name != "person":
            for path, _spec, _shape, value in walk(draft.kind.model, draft.data):
                if isinstance(value, str):
                    yield draft.document, value, draft.document.tree.mark(path).line
        yield draft.document, draft.document.body, draft.document.body_line
    for page in corpus.pages:
        yield page.document, page.document.body, page.document.body_line
    for table in corpus.tables:
        for row in table.sheet.rows:
            yield Document(table.sheet.path), " ".join(row.cells).replace("\n", " "), row.line


def children_with_consent(draft: Draft, _: Corpus) -> Iterator[Problem]:
    """A picture of children names the parents' consent."""
    practice = draft.entry
    if isinstance(practice, Practice):
        for index, image in enumerate(practice.images or ()):
            if image.people == "дети" and not image.consent:
                yield draft.problem("MB703", ("images", index), file=image.file)


def service_contacts(draft: Draft, _: Corpus) -> Iterator[Problem]:
    """Contacts belong to the organisation, not to a private person."""
    for path, _spec, shape, value in walk(draft.kind.model, draft.data):
        if shape in (EMAIL, PHONE) and isinstance(value, str):
            host = value.rpartition("@")[2].casefold()
            if host in PRIVATE_MAIL:
                yield draft.problem("MB705", path, value=value, host=host)


ENTRY_RULES = (name_with_consent, children_with_consent, service_contacts)
CORPUS_RULES = (named_nowhere,)
