"""A file from outside becomes drafts in the bank, and one report of everything that is to be mended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from metodbank.intake.answers import Names
from metodbank.intake.card.entry import entry_of
from metodbank.intake.card.layout import card_of
from metodbank.intake.card.reading import Card, read_cards
from metodbank.intake.card.safety import MAX_FILE, CardRefusedError
from metodbank.intake.card.word import WordText, read_word
from metodbank.intake.entry_text import entry_text
from metodbank.intake.filing import RefusedError, file_entry
from metodbank.intake.naming import propose_slug, taken_slugs
from metodbank.intake.office import to_docx
from metodbank.model.entry import STATUS, Kind
from metodbank.model.fields import fields_of
from metodbank.model.kinds import kinds
from metodbank.rules.catalogue import problem
from metodbank.rules.check import ENTRY_RULES, check, narrow
from metodbank.rules.corpus import Corpus, Draft, read_corpus, understand
from metodbank.rules.problem import Problem, first_of
from metodbank.rules.settings import ATTACHMENT_TYPES, Settings
from metodbank.source.defect import Mark
from metodbank.source.document import parse_document, why

WORD = (".docx",)
OTHER = (".doc", ".odt", ".rtf")
"""Documents that LibreOffice turns into DOCX first."""
NEXT = "на экспертизе"
"""The status a filled card is meant for: what it demands is told at once."""


@dataclass(frozen=True)
class Brought:
    """What came of one card: its entry's file if it was written, and all that is to be mended."""

    title: str
    file: Path | None
    problems: tuple[Problem, ...]
    letter: str = ""
    """What was written to the service beside the card; it is shown and never kept in the bank."""


def bring_card(file: Path, settings: Settings, beside: tuple[Path, ...] = (), slug: str | None = None) -> list[Brought]:
    """Take in every card of a document; each becomes a draft, even an unfinished one.

    :param beside: files that came with the card; those that lie in the card's own folder are found by name.
    :param slug: the address of the entry, where the document holds one card.
    """
    kind = kinds()["practice"]
    corpus = read_corpus(settings)
    try:
        word, cards = _open(file, corpus)
    except CardRefusedError as reason:
        return [Brought(file.name, None, (problem("MB951", file.name, Mark(), reason=reason),))]
    except OSError as error:
        return [Brought(file.name, None, (problem("MB951", file.name, Mark(), reason=why(error)),))]
    if slug is not None and len(cards) > 1:
        many = f"в документе карточек: {len(cards)}, одного имени --slug на них не хватит"
        return [Brought(file.name, None, (problem("MB951", file.name, Mark(), reason=many),))]
    left = tuple(problem("MB952", file.name, Mark(), what=what) for what in word.left_behind)
    brought = []
    for card in cards:
        one = _bring(card, kind, word, corpus, _attached(file, beside), file.name, slug)
        brought.append(replace(one, problems=(*left, *one.problems)))
        left = ()
    return brought


def _open(file: Path, corpus: Corpus) -> tuple[WordText, list[Card]]:
    word = read_word(_docx(file))
    cards = read_cards(word.html, card_of(kinds()["practice"]), corpus.vocabularies)
    if not cards:
        raise CardRefusedError(
            "в документе нет ни одной строки карточки: возьмите бланк на странице «Предложить практику»"
        )
    return word, cards


def _docx(file: Path) -> bytes:
    suffix = file.suffix.lower()
    if suffix in OTHER:
        return to_docx(file)
    if suffix == ".docm":
        raise CardRefusedError("это документ с макросами: сохраните его в Word как «Документ Word (.docx)»")
    if suffix not in WORD:
        raise CardRefusedError(
            f"карточку читают из {', '.join((*WORD, *OTHER))}, а это «{suffix or 'файл без расширения'}»"
        )
    if file.stat().st_size > MAX_FILE:
        raise CardRefusedError(f"файл больше {MAX_FILE // 1_000_000} МБ: уменьшите снимки или приложите их отдельно")
    return file.read_bytes()


class _Attached(Mapping[str, bytes]):
    """Files that came with a card, by name; each is read only when the card names it."""

    def __init__(self, files: dict[str, Path]) -> None:
        self._files = files

    def __getitem__(self, name: str) -> bytes:
        return self._files[name].read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def _attached(card: Path, beside: tuple[Path, ...]) -> Mapping[str, bytes]:
    near = [path for path in sorted(card.resolve().parent.iterdir()) if path.suffix.lower() in ATTACHMENT_TYPES]
    files = {path.name: path for path in (*near, *beside) if path.is_file() and not path.is_symlink()}
    files.pop(card.name, None)
    return _Attached(files)


def _bring(
    card: Card, kind: Kind, word: WordText, corpus: Corpus, attached: Mapping[str, bytes], source: str, slug: str | None
) -> Brought:
    settings = corpus.settings
    made = entry_of(card, kind, card_of(kind), Names.of(corpus), word.pictures, attached, source)
    title = str(made.values.get("title") or "без названия")
    same = namesake(corpus, kind, title)
    if same is not None and slug is None:
        return Brought(
            title, None, (*made.problems, problem("MB958", source, Mark(), title=title, place=same.path.parent))
        )
    text = entry_text(kind, made.values, made.body)
    try:
        name = slug or propose_slug(kind, made.values, taken_slugs(kind, settings))
        path = file_entry(kind, name, text, settings, made.files)
    except RefusedError as reason:
        return Brought(title, None, (*made.problems, problem("MB951", source, Mark(), reason=reason)))
    return Brought(title, path, (*made.problems, *to_mend(kind, path, settings)))


def namesake(corpus: Corpus, kind: Kind, title: str) -> Draft | None:
    """Return the entry of a kind that is already called so, if there is one."""
    return next((draft for draft in corpus.by_slug[kind.name].values() if _same(draft.title, title)), None)


def _same(first: str, second: str) -> bool:
    return " ".join(first.casefold().split()) == " ".join(second.casefold().split())


def to_mend(kind: Kind, path: Path, settings: Settings) -> Iterator[Problem]:
    """Yield what the rules say of a new draft, as if it already went to the experts, with the rows of the card."""
    corpus = read_corpus(settings)
    (home,) = settings.relative([path.parent])
    found = list(narrow(check(corpus), [home]).problems)
    (name,) = settings.relative([path])
    text = path.read_text(encoding="utf-8")
    if kind.fields["status"].shape == STATUS:
        text = re.sub(r"^status: .*$", f"status: {NEXT}", text, count=1, flags=re.MULTILINE)
    document = parse_document(text, name)
    entry, errors = understand(kind, document.data, corpus.vocabularies)
    draft = Draft(kind, path.parent.name, document, entry, errors, settings.root)
    for rule in ENTRY_RULES:
        found.extend(first_of(rule(draft, corpus)))
    for item in dict.fromkeys(found):
        row = row_of(item, draft)
        yield replace(item, message=f"строка {row}: {item.message}") if row and item.path == str(name) else item


def row_of(item: Problem, draft: Draft) -> str:
    """Say which row of the card a problem of the entry is about, or return an empty string."""
    if not item.field:
        above = [heading for heading in draft.markup.headings if heading.level == 2 and heading.mark.line <= item.line]
        if above:
            return f"«{above[-1].title}»"
        section = next((section for section in draft.kind.sections if f"«{section.title}»" in item.message), None)
        return f"«{section.title}»" if section else ""
    spec = draft.kind.fields.get(str(item.field[0]))
    if spec is None:
        return ""
    row = f"«{spec.label}»"
    inner = [part for part in item.field[1:] if isinstance(part, str)]
    number = next((part + 1 for part in item.field[1:] if isinstance(part, int)), 0)
    if isinstance(spec.item, type) and inner and inner[0] in fields_of(spec.item):
        row += f", «{fields_of(spec.item)[inner[0]].label}»"
    return f"{row} ({number}-я)" if number and isinstance(spec.item, type) else row
