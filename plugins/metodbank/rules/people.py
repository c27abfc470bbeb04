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


_ENDING = re.compile(r"(?:ая|яя|ый|ий|ой|[аяоеиыуюьй])$", re.IGNORECASE)
_BESIDE = r"(?:[А-ЯЁ]\.|[А-ЯЁ][а-яё]+)"
_BEFORE = re.compile(rf"(?:({_BESIDE})\s*)?({_BESIDE})\s*$")
_AFTER = re.compile(rf"\s+({_BESIDE})(?:\s*({_BESIDE}))?")


@dataclass(frozen=True)
class _Bearer:
    """Who bears a surname: what of it and of the first name stays in every form."""

    slug: str
    surname: str
    given: str

    @classmethod
    def of(cls, slug: str, name: Name) -> _Bearer | None:
        surname = name_stem((name.surname or "").strip())
        return cls(slug, surname, name_stem((name.given or "").strip())) if len(surname) > 2 else None

    def is_meant(self, before: str, after: str) -> bool:
        """Whether a first name or an initial beside the surname is this person's."""
        sides = (_BEFORE.search(before), _AFTER.match(after))
        words = [word for side in sides if side for word in side.groups() if word]
        return bool(self.given) and any(
            word[0] == self.given[0] if word.endswith(".") else word.startswith(self.given) for word in words
        )


def name_stem(word: str) -> str:
    """Return what of a name stays when it is declined, at least three letters."""
    stem = _ENDING.sub("", word)
    return stem if len(stem) > 2 else word


@dataclass(frozen=True)
class Mention:
    """A surname in a text that is borne by a person whom nothing may name.

    :param certain: the person's first name or initial stands beside it; else it may be a namesake.
    """

    match: re.Match[str]
    person: str
    certain: bool


@dataclass(frozen=True)
class HiddenNames:
    """Surnames of the people whom nothing may name today, and of those who may be named."""

    hidden: Mapping[str, list[_Bearer]]
    named: Mapping[str, list[_Bearer]]
    pattern: re.Pattern[str]

    def found(self, text: str) -> Iterator[Mention]:
        """Yield every mention in a text.

        A surname counts with a capital letter where it is not the name of something («школа имени …»), and not
        beside the first name of a namesake who may be named.
        """
        for match in self.pattern.finditer(text):
            before, after = text[: match.start()], text[match.end() :]
            if not match[0][0].isupper() or before.endswith("имени "):
                continue
            surname = match["stem"].casefold()
            alike = self.hidden[surname]
            meant = next((person for person in alike if person.is_meant(before, after)), None)
            if meant is None and any(person.is_meant(before, after) for person in self.named.get(surname, ())):
                continue
            yield Mention(match, (meant or alike[0]).slug, meant is not None)


def hidden_names(corpus: Corpus) -> HiddenNames | None:
    """Return the names that today's consents do not cover, or None if there are none."""
    hidden: dict[str, list[_Bearer]] = {}
    named: dict[str, list[_Bearer]] = {}
    for draft in corpus.drafts:
        person = draft.entry
        bearer = _Bearer.of(draft.slug, person.name) if isinstance(person, Person) and person.name else None
        if isinstance(person, Person) and bearer:
            covered = (person.consent or Consent()).covers(NAME, corpus.settings.today)
            (named if covered else hidden).setdefault(bearer.surname.casefold(), []).append(bearer)
    if not hidden:
        return None
    stems = "|".join(sorted(map(re.escape, hidden), key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])(?P<stem>{stems})(?:[а-яё]{{0,3}})(?![\w-])", re.IGNORECASE)
    return HiddenNames(hidden, named, pattern)


def named_nowhere(corpus: Corpus) -> Iterator[Problem]:
    """A person whose consent does not cover the name is named in no text of the bank."""
    hidden = hidden_names(corpus)
    if hidden is None:
        return
    for path, text, place in _texts(corpus):
        for mention in hidden.found(text):
            code = "MB702" if mention.certain else "MB706"
            yield problem(code, path, place(mention.match), person=mention.person)


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
