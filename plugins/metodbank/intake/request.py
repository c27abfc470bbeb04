"""A request to change the bank, judged: the problems it brings, and what it makes new, changed or gone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from metodbank.indicators.check import check_bank
from metodbank.intake.changes import Changes, bank_at, changes_since
from metodbank.model.entry import Layout
from metodbank.rules.corpus import Corpus, Draft, read_corpus
from metodbank.rules.problem import Problem, Report
from metodbank.rules.settings import Settings

NAMELESS = ("person", "member")
"""Kinds whose entries are told of by file: what may be said of a person depends on the consent."""


@dataclass(frozen=True)
class Novelty:
    """One entry that the request adds, changes or removes.

    :param before: the status it had, where the kind has statuses and it was there; ``after`` the same for now.
    :param moved_from: the old file of an entry that was renamed.
    """

    path: PurePosixPath
    kind: str
    title: str
    before: str = ""
    after: str = ""
    moved_from: PurePosixPath | None = None


@dataclass(frozen=True)
class Request:
    """What there is to say of a request.

    :param report: problems of the changed files, and problems the change brought to other files.
    :param inherited: errors of the bank that were there before the request and have nothing to do with it.
    """

    report: Report
    inherited: int
    added: tuple[Novelty, ...]
    changed: tuple[Novelty, ...]
    removed: tuple[Novelty, ...]
    changes: Changes

    @property
    def alike(self) -> list[Problem]:
        """Practices of the request that repeat others."""
        return [problem for problem in self.report.problems if problem.code == "MB412"]


def judge(settings: Settings, reference: str) -> Request:
    """Check the bank before and after the change, and tell the difference.

    A link from an untouched entry to one that the request deletes becomes an error of the untouched file: it was
    not there before, so it belongs to the request.

    :raises NoHistoryError: when git cannot tell what has changed.
    """
    changes = changes_since(settings.root, reference)
    now = read_corpus(settings)
    found = check_bank(now).report
    with bank_at(settings.root, changes.base) as root:
        before = read_corpus(replace(settings, root=root, people_dir=_people(settings)))
        known = set(check_bank(before).report.problems)
    brought, inherited = [], 0
    for problem in found.problems:
        if PurePosixPath(problem.path) in changes.touched or problem not in known:
            brought.append(problem)
        else:
            inherited += problem.severity.value == "error"
    report = Report(tuple(brought), sum(path.parts[0] in ("content", "practices") for path in changes.touched))
    return Request(report, inherited, *_novelties(before, now, changes), changes)


def _people(settings: Settings) -> Path | None:
    """The closed folder of people is one for both: it lies outside the history."""
    return settings.people_dir.resolve() if settings.people_dir else None


def _novelties(
    before: Corpus, now: Corpus, changes: Changes
) -> tuple[tuple[Novelty, ...], tuple[Novelty, ...], tuple[Novelty, ...]]:
    """Return the entries that are new, those changed and those gone."""
    old = {draft.path: draft for draft in before.drafts}
    new = {draft.path: draft for draft in now.drafts}
    added, changed = [], []
    for path, draft in new.items():
        former = old.get(path) or old.get(changes.moved.get(path, path))
        if former is not None and former.path != path and former.path in new:
            former = None  # a copy of an entry that is still there
        if former is None:
            added.append(_novelty(draft, after=_status(draft)))
        elif any(_belongs(name, draft) for name in changes.touched | changes.gone):
            moved = former.path if former.path != path else None
            changed.append(_novelty(draft, before=_status(former), after=_status(draft), moved_from=moved))
    kept = {item.moved_from for item in changed}
    unread = {document.path for document in now.unread}
    removed = [
        _novelty(draft, before=_status(draft))
        for path, draft in old.items()
        if path not in new and path not in kept and path not in unread
    ]
    return tuple(added), tuple(changed), tuple(removed)


def _belongs(name: PurePosixPath, draft: Draft) -> bool:
    """Whether a file is the entry's: its text, or what stands beside it in its folder."""
    home = draft.path.parent if draft.kind.layout is Layout.FOLDER else draft.path
    return name.is_relative_to(home)


def _novelty(draft: Draft, *, before: str = "", after: str = "", moved_from: PurePosixPath | None = None) -> Novelty:
    title = "" if draft.kind.name in NAMELESS else draft.title
    return Novelty(draft.path, draft.kind.one, title, before, after, moved_from)


def _status(draft: Draft) -> str:
    return str(getattr(draft.entry, "status", None) or "")
