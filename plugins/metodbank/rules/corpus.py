"""Everything the rules look at: all files of the bank, read once and not yet judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from metodbank.model.entry import Entry, Kind, Layout
from metodbank.model.fields import Path as FieldPath
from metodbank.model.kinds import kinds
from metodbank.model.tables import TABLES, TABLES_HOME, Table
from metodbank.model.vocabulary import Vocabularies
from metodbank.rules.catalogue import problem
from metodbank.rules.markup import Markup, read_markup
from metodbank.rules.problem import Problem
from metodbank.rules.settings import Settings
from metodbank.source.csv_table import Sheet, read_sheet
from metodbank.source.decoding import decode
from metodbank.source.defect import Mark
from metodbank.source.document import Document, parse_document, read_bytes, read_document, why
from metodbank.source.history import History
from metodbank.source.vocabularies import VocabularyFile, read_vocabularies

IGNORED = {".git", ".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep"}


@dataclass(frozen=True)
class Draft:
    """An entry as it was read: its fields as far as they are valid, and its text.

    ``entry`` holds every field that could be understood; ``errors`` tells of the others.
    """

    kind: Kind
    slug: str
    document: Document
    entry: Entry
    errors: tuple[ErrorDetails, ...] = ()
    base: Path = Path()

    @property
    def folder(self) -> Path:
        """Where the file lies on the disk; what the entry names lies beside it."""
        return (self.base / self.path).parent

    @property
    def path(self) -> PurePosixPath:
        """The file, from the root of the bank."""
        return self.document.path

    @property
    def data(self) -> Mapping[str, Any]:
        """The front matter as it was read."""
        return self.document.data

    @property
    def title(self) -> str:
        """The entry's name, for messages."""
        named = self.kind.title(self.entry) if self.kind.title else getattr(self.entry, "title", None)
        return str(named or self.slug)

    @cached_property
    def markup(self) -> Markup:
        """Headings, links and pictures of the body."""
        return read_markup(self.document.body, self.document.body_line)

    def problem(self, code: str, where: FieldPath = (), **values: object) -> Problem:
        """Make a problem placed at a field's value."""
        return replace(problem(code, self.path, self.document.tree.mark(where), **values), field=where)

    def problem_at_key(self, code: str, where: FieldPath, **values: object) -> Problem:
        """Make a problem placed at a field's key."""
        return replace(problem(code, self.path, self.document.tree.mark(where, key=True), **values), field=where)

    def problem_at(self, code: str, mark: Mark, **values: object) -> Problem:
        """Make a problem placed at a line of the file."""
        return problem(code, self.path, mark, **values)


@dataclass(frozen=True)
class Page:
    """An ordinary page of the site: not an entry, but its text and links are checked too.

    :param text: the whole file as read, so that the site shows what was checked.
    """

    document: Document
    text: str

    @cached_property
    def markup(self) -> Markup:
        """Headings, links and pictures of the text."""
        return read_markup(self.document.body, self.document.body_line)


@dataclass(frozen=True)
class TableFile:
    """One CSV and the table it belongs to; ``owner`` is the slug of the entry it stands beside."""

    table: Table
    sheet: Sheet
    owner: str = ""


@dataclass
class Corpus:
    """All files of a bank."""

    settings: Settings
    vocabularies: Vocabularies
    drafts: list[Draft] = dataclass_field(default_factory=list)
    unread: list[Document] = dataclass_field(default_factory=list)
    tables: list[TableFile] = dataclass_field(default_factory=list)
    pages: list[Page] = dataclass_field(default_factory=list)
    vocabulary_files: list[VocabularyFile] = dataclass_field(default_factory=list)
    misplaced: list[Problem] = dataclass_field(default_factory=list)
    attachments: dict[PurePosixPath, list[Path]] = dataclass_field(default_factory=dict)
    """Files beside an entry, by the entry's path; of kinds kept as files, by their common folder."""

    @cached_property
    def by_path(self) -> dict[PurePosixPath, Draft | Page]:
        """Entries and pages by the path of their file."""
        pieces: list[Draft | Page] = [*self.pages, *self.drafts]
        return {piece.document.path: piece for piece in pieces}

    def names(self, kind: str) -> frozenset[str]:
        """Names of all entries of a kind kept as files, also of those that could not be read."""
        home = PurePosixPath(kinds()[kind].home)
        unread = {document.path.stem for document in self.unread if document.path.parent == home}
        return frozenset(unread.union(self.by_slug[kind]))

    def is_unread(self, kind: str, slug: str) -> bool:
        """Whether an entry has a file that could not be read: it has a problem of its own."""
        home = kinds()[kind].home
        return any(
            document.path.is_relative_to(home) and slug in (document.path.stem, document.path.parent.name)
            for document in self.unread
        )

    @cached_property
    def by_slug(self) -> dict[str, dict[str, Draft]]:
        """Drafts by kind and slug."""
        found: dict[str, dict[str, Draft]] = {name: {} for name in kinds()}
        for draft in self.drafts:
            found[draft.kind.name].setdefault(draft.slug, draft)
        return found

    @cached_property
    def row_ids(self) -> dict[str, set[str]]:
        """Ids of table rows, by table."""
        found: dict[str, set[str]] = {name: set() for name in TABLES}
        for file in self.tables:
            names = {"id", file.table.fields["id"].label.casefold()} if "id" in file.table.fields else set()
            for index in (i for i, header in enumerate(file.sheet.header) if header.casefold() in names):
                found[file.table.name].update(row.cells[index] for row in file.sheet.rows if len(row.cells) > index)
        return found

    @cached_property
    def history(self) -> History | None:
        """What git has kept of the bank, where it has."""
        return History.of(self.settings.root)

    @cached_property
    def past_owners(self) -> Mapping[str, frozenset[str]]:
        """Folders of the practices that ever bore each number, up to where the present work began."""
        return self.history.owners(everywhere=False) if self.history else {}

    @property
    def documents(self) -> Iterator[Document]:
        """Every Markdown file that was opened."""
        yield from (draft.document for draft in self.drafts)
        yield from self.unread
        yield from (page.document for page in self.pages)

    @property
    def files(self) -> int:
        """How many files were looked at."""
        return sum(1 for _ in self.documents) + len(self.tables) + len(self.vocabulary_files)


def read_corpus(settings: Settings) -> Corpus:
    """Read every file of the bank; whatever is wrong with one is kept for the rules, nothing is raised."""
    files, terms = read_vocabularies(settings.root / "content" / "vocabularies", settings.root)
    corpus = Corpus(settings, terms, vocabulary_files=files)
    for kind in kinds().values():
        _read_kind(kind, corpus)
    _read_tables(corpus)
    _read_pages(corpus)
    return corpus


def _read_kind(kind: Kind, corpus: Corpus) -> None:
    for base, home in corpus.settings.homes(kind):
        for path in _listed(home, base, corpus):
            try:
                _read_one(kind, path, base, corpus)
            except OSError as error:
                corpus.misplaced.append(problem("MB123", _name(path, base), Mark(), reason=why(error)))


def _read_one(kind: Kind, path: Path, base: Path, corpus: Corpus) -> None:
    if path.is_symlink() and path.is_dir():
        return  # a rule of its own speaks of links
    if kind.layout is Layout.FOLDER:
        _read_folder(kind, path, base, corpus)
    elif path.is_dir():
        where = f"записи вида «{kind.one}» лежат файлами прямо в {kind.home}"
        reason = "здесь не должно быть папки"
        corpus.misplaced.append(problem("MB122", _name(path, base), Mark(), reason=reason, where=where))
    elif path.suffix.lower() == ".md":
        if path.stem != "index":
            _read_entry(kind, path.stem, path, base, corpus)
    elif not (kind.tables and path.suffix.lower() == ".csv"):
        corpus.attachments.setdefault(PurePosixPath(kind.home), []).append(path)


def _read_folder(kind: Kind, path: Path, base: Path, corpus: Corpus) -> None:
    reason = where = ""
    if not path.is_dir():
        reason = f"{kind.one} — это папка, а не файл"
        where = f"положите запись в {kind.home}/{path.stem}/index.md"
    elif not (path / "index.md").exists() and not (path / "index.md").is_symlink():
        reason = "в папке нет файла index.md"
        where = f"запись должна лежать в {kind.home}/{path.name}/index.md"
    if reason:
        if not path.is_symlink():
            corpus.misplaced.append(problem("MB122", _name(path, base), Mark(), reason=reason, where=where))
        return
    index = path / "index.md"
    _read_entry(kind, path.name, index, base, corpus)
    beside = [file for file in sorted(path.rglob("*"), key=_parts) if file.name not in IGNORED and file != index]
    corpus.attachments[_name(index, base)] = [file for file in beside if not file.is_dir()]


def _read_entry(kind: Kind, slug: str, path: Path, base: Path, corpus: Corpus) -> None:
    document = read_document(path, base)
    if not document.readable:
        corpus.unread.append(document)
        return
    entry, errors = understand(kind, document.data, corpus.vocabularies)
    corpus.drafts.append(Draft(kind, slug, document, entry, errors, base))


def understand(
    kind: Kind, data: Mapping[str, Any], vocabularies: Vocabularies
) -> tuple[Entry, tuple[ErrorDetails, ...]]:
    """Validate the fields; the entry holds those that are valid, the errors speak of the rest."""
    context = {"vocabularies": vocabularies}
    rest = dict(data)
    try:
        return kind.model.model_validate(rest, context=context), ()
    except ValidationError as error:
        details = tuple(error.errors(include_url=False))
    for detail in details:
        rest.pop(str(detail["loc"][0]) if detail["loc"] else "", None)
    return kind.model.model_validate(rest, context=context), details


def _read_tables(corpus: Corpus) -> None:
    settings = corpus.settings
    folder = settings.root / TABLES_HOME
    for path in _listed(folder, settings.root, corpus):
        name = _name(path, settings.root)
        table = TABLES.get(path.stem)
        if path.suffix.lower() != ".csv" or path.is_dir():
            corpus.misplaced.append(problem("MB906", name, Mark(), name=path.name))
        elif table is None or table.beside:
            names = ", ".join(t.name for t in TABLES.values() if not t.beside)
            corpus.misplaced.append(problem("MB809", name, Mark(), name=path.stem, names=names))
        else:
            corpus.tables.append(TableFile(table, read_sheet(path, settings.root)))
    for kind in kinds().values():
        if not kind.tables:
            continue
        for path in _listed(settings.root / kind.home, settings.root, corpus):
            if path.suffix.lower() == ".csv":
                corpus.tables.append(TableFile(TABLES[kind.tables], read_sheet(path, settings.root), path.stem))


def _read_pages(corpus: Corpus) -> None:
    settings = corpus.settings
    content = settings.root / "content"
    homes = {settings.root / kind.home for kind in kinds().values()}
    for path in sorted(content.rglob("*.md"), key=_parts):
        if path.parent in homes and path.stem != "index":
            continue
        name = PurePosixPath(path.relative_to(settings.root).as_posix())
        raw, defect = read_bytes(path)
        decoded = decode(raw) if raw is not None else None
        if decoded is None or decoded.text is None:
            defects = decoded.defects if decoded else (defect,) if defect else ()
            corpus.unread.append(Document(name, defects=defects))
            continue
        document = parse_document(decoded.text, name)
        without = tuple(d for d in document.defects if d.name != "no_front_matter")
        corpus.pages.append(
            Page(
                Document(
                    name,
                    document.tree,
                    document.body,
                    document.body_line,
                    (*decoded.defects, *without),
                    document.suppressions,
                ),
                decoded.text,
            )
        )


def _parts(path: Path) -> tuple[str, ...]:
    """Return what files are sorted by: Windows would put them in order without regard to case."""
    return path.parts


def _name(path: Path, base: Path) -> PurePosixPath:
    return PurePosixPath(path.relative_to(base).as_posix())


def _listed(folder: Path, base: Path, corpus: Corpus) -> Iterable[Path]:
    if folder.is_symlink() or not folder.is_dir():
        return ()
    try:
        return sorted((path for path in folder.iterdir() if path.name not in IGNORED), key=_parts)
    except OSError as error:
        corpus.misplaced.append(problem("MB123", _name(folder, base), Mark(), reason=why(error)))
        return ()
