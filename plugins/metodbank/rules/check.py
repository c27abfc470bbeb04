"""Run every rule over a bank and gather the problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

from metodbank.rules import fields, files, life, links, moves, pages, people, practice, references, repeats, tables
from metodbank.rules.catalogue import catalogue, problem
from metodbank.rules.corpus import Corpus, Draft
from metodbank.rules.problem import Problem, Report, first_of
from metodbank.source.csv_table import Sheet
from metodbank.source.defect import Mark
from metodbank.source.document import Document

EntryRule = Callable[[Draft, Corpus], Iterator[Problem]]
CorpusRule = Callable[[Corpus], Iterator[Problem]]

ENTRY_RULES: tuple[EntryRule, ...] = (
    *fields.RULES,
    *references.ENTRY_RULES,
    *practice.RULES,
    *life.RULES,
    *moves.RULES,
    *links.ENTRY_RULES,
    *people.ENTRY_RULES,
)
CORPUS_RULES: tuple[CorpusRule, ...] = (
    *files.RULES,
    *references.CORPUS_RULES,
    *links.CORPUS_RULES,
    *people.CORPUS_RULES,
    *repeats.RULES,
    *tables.RULES,
    *pages.RULES,
)


def check(corpus: Corpus) -> Report:
    """Return all problems of a bank, minus those an entry marks as admissible with a reason."""
    found: list[Problem] = []
    for draft in corpus.drafts:
        for entry_rule in ENTRY_RULES:
            found.extend(first_of(entry_rule(draft, corpus)))
    for corpus_rule in CORPUS_RULES:
        found.extend(corpus_rule(corpus))
    return Report.of(_suppress(found, corpus), corpus.files)


def narrow(report: Report, paths: Iterable[PurePosixPath]) -> Report:
    """Keep only the problems of the given files and folders."""
    wanted = list(paths)
    kept = [p for p in report.problems if any(PurePosixPath(p.path).is_relative_to(path) for path in wanted)]
    return Report(tuple(kept), report.checked)


def _suppress(found: Iterable[Problem], corpus: Corpus) -> Iterator[Problem]:
    texts: list[Document | Sheet] = [*corpus.documents, *(table.sheet for table in corpus.tables)]
    by_path = {str(document.path): document for document in texts if document.suppressions}
    used: set[tuple[str, int, str]] = set()
    for item in found:
        document = by_path.get(item.path)
        line = _suppressed_by(item, document) if document else None
        if line is None:
            yield item
        else:
            used.add((item.path, line, item.code))
    for document in by_path.values():
        yield from _judge(document, used)


def _suppressed_by(item: Problem, document: Document | Sheet) -> int | None:
    return suppressed(item.code, item.line, document)


def suppressed(code: str, line: int, document: Document | Sheet) -> int | None:
    """Return the line of the remark that makes a problem of a line admissible, if there is one."""
    if not catalogue()[code].suppressible:
        return None
    for mark in document.suppressions:
        if code in mark.codes and mark.reason and (not mark.covers or line in mark.covers):
            return mark.line
    return None


def _judge(document: Document | Sheet, used: set[tuple[str, int, str]]) -> Iterator[Problem]:
    """A suppression names a known code, gives a reason, may suppress it, and does."""
    for mark in document.suppressions:
        place = Mark(mark.line)
        if not mark.reason:
            yield problem("MB901", document.path, place, codes=", ".join(mark.codes))
            continue
        for code in mark.codes:
            if code not in catalogue():
                yield problem("MB903", document.path, place, code=code)
            elif not catalogue()[code].suppressible:
                yield problem("MB904", document.path, place, code=code)
            elif (str(document.path), mark.line, code) not in used:
                yield problem("MB902", document.path, place, code=code)
