"""Rules about what changed since the present work began: a status moves along its path, a number stays for life.

They speak only where git is: the committed version is what a change is measured by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from metodbank.model.entry import LIFE_CYCLE
from metodbank.model.kinds.practice import Practice
from metodbank.rules.corpus import Corpus, Draft
from metodbank.rules.problem import Problem
from metodbank.source.document import parse_document

NUMBER = re.compile(r"ММ-\d{4}-\d{3}")


def status_moves(draft: Draft, corpus: Corpus) -> Iterator[Problem]:
    """A status comes from the committed one by allowed moves, one or several, each of them committed or present."""
    before, status = _before(draft, corpus), draft.data.get("status")
    first = before.get("status") if before else None
    if corpus.history is None or first not in LIFE_CYCLE or status not in LIFE_CYCLE or first == status:
        return
    reached = {first}
    for text in corpus.history.since_base(draft.path):
        step = parse_document(text, draft.path).data.get("status")
        if any(step in LIFE_CYCLE[known] for known in reached):
            reached.add(step)
    if status not in reached and not any(status in LIFE_CYCLE[known] for known in reached):
        allowed = ", ".join(f"«{move}»" for move in LIFE_CYCLE[first]) or "никуда, это навсегда"
        yield draft.problem("MB514", ("status",), before=first, status=status, names=allowed)


def number_for_life(draft: Draft, corpus: Corpus) -> Iterator[Problem]:
    """A number once given stays; only of two practices that took the same one may get another."""
    before, number = _before(draft, corpus), draft.data.get("id")
    old = before.get("id") if before else None
    if not isinstance(old, str) or not NUMBER.fullmatch(old) or number == old:
        return
    others = (other for other in corpus.by_slug["practice"].values() if other is not draft)
    if number is None or not any(other.data.get("id") == old for other in others):
        yield draft.problem("MB515", ("id",), before=old, id=number or "не указан")


def number_not_reused(draft: Draft, corpus: Corpus) -> Iterator[Problem]:
    """A new number was never another practice's, also one that is no longer in the bank."""
    number, history = draft.data.get("id"), corpus.history
    if history is None or not isinstance(draft.entry, Practice) or not isinstance(number, str):
        return
    before = _before(draft, corpus)
    if before is None and history.has(draft.path):
        return  # nothing has changed
    if NUMBER.fullmatch(number) and (before is None or before.get("id") != number):
        gone = [slug for slug in sorted(corpus.past_owners.get(number, ())) if not _is_here(slug, corpus)]
        if gone:
            yield draft.problem("MB516", ("id",), id=number, other=gone[0])


def _is_here(slug: str, corpus: Corpus) -> bool:
    return slug in corpus.by_slug["practice"] or corpus.is_unread("practice", slug)


def _before(draft: Draft, corpus: Corpus) -> Mapping[str, Any] | None:
    """Return the fields a practice had where the present work began, if it was there and has changed since."""
    history = corpus.history
    if history is None or not isinstance(draft.entry, Practice) or draft.path not in history.changed:
        return None
    text = history.at_base(draft.path)
    return parse_document(text, draft.path).data if text is not None else None


RULES = (status_moves, number_for_life, number_not_reused)
