"""Rules about people: nobody is named beyond their consent (152-ФЗ, ст. 10.1; ГК РФ, ст. 152.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from metodbank.model.fields import Path, walk
from metodbank.model.kinds.person import Consent, Name, Person
from metodbank.model.kinds.practice import Practice
from metodbank.model.shapes import EMAIL, PHONE
from metodbank.rules.catalogue import problem
from metodbank.rules.corpus import Corpus, Draft
from metodbank.rules.fields import day
from metodbank.rules.problem import Problem
from metodbank.source.defect import Mark

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
        if len(stem) < 3:
            stem = surname
        return cls(slug, stem, (name.given or "")[:1])


@dataclass(frozen=True)
class HiddenNames:
    """Surnames of the people whom nothing may name today."""

    pattern: re.Pattern[str]
    slugs: Mapping[str, str]

    def found(self, text: str) -> Iterator[tuple[re.Match[str], str]]:
        """Yield every mention in a text with the person's slug.

        A surname counts with a capital letter where it is not the name of something («школа имени …»).
        """
        for match in self.pattern.finditer(text):
            if match[0][0].isupper() and not text[: match.start()].endswith("имени "):
                yield match, self.slugs[match["stem"].casefold()]


def hidden_names(corpus: Corpus) -> HiddenNames | None:
    """Return the names that today's consents do not cover, or None if there are none."""
    hidden = {}
    for draft in corpus.drafts:
        person = draft.entry
        if isinstance(person, Person) and person.name:
            consent = person.consent or Consent()
            if not consent.covers(NAME, corpus.settings.today):
                unnamed = _Unnamed.of(draft.slug, person.name)
                if unnamed:
                    hidden[unnamed.stem] = unnamed.slug
    if not hidden:
        return None
    stems = "|".join(sorted(map(re.escape, hidden), key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])(?P<stem>{stems})(?:[а-яё]{{0,3}})(?![\w-])", re.IGNORECASE)
    return HiddenNames(pattern, {stem.casefold(): slug for stem, slug in hidden.items()})


def named_nowhere(corpus: Corpus) -> Iterator[Problem]:
    """A person whose consent does not cover the name is named in no text of the bank."""
    hidden = hidden_names(corpus)
    if hidden is None:
        return
    for path, text, place in _texts(corpus):
        for match, slug in hidden.found(text):
            yield problem("MB702", path, place(match), person=slug)


Place = Callable[[re.Match[str]], Mark]


def _texts(corpus: Corpus) -> Iterator[tuple[PurePosixPath, str, Place]]:
    """Yield every text of the bank with a way to tell where in its file a match stands."""
    for draft in corpus.drafts:
        if draft.kind.name != "person":
            for path, _spec, _shape, value in walk(draft.kind.model, draft.data):
                if isinstance(value, str):
                    yield draft.path, " ".join(value.split()), _in_field(draft, path)
    for document in corpus.documents:
        for number, line in enumerate(document.body.split("\n"), document.body_line):
            yield document.path, line, _in_line(number)
    for table in corpus.tables:
        for row in table.sheet.rows:
            for number, cell in enumerate(row.cells, 1):
                yield table.sheet.path, " ".join(cell.split()), _in_cell(row.line, number)


def _in_field(draft: Draft, path: Path) -> Place:
    return lambda match: draft.document.tree.find(path, match[0])


def _in_line(number: int) -> Place:
    return lambda match: Mark(number, match.start() + 1)


def _in_cell(line: int, number: int) -> Place:
    return lambda _: Mark(line, number)


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


def closed_folder(corpus: Corpus) -> Iterator[Problem]:
    """The closed folder of people is where the settings say, or the site names nobody of it."""
    folder = corpus.settings.people_dir
    if folder is not None and corpus.settings.people_missing:
        yield problem("MB907", "mkdocs.yml", Mark(), folder=folder.name)


ENTRY_RULES = (name_with_consent, children_with_consent, service_contacts)
CORPUS_RULES = (named_nowhere, closed_folder)
