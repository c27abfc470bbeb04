"""A practice that repeats another: brought to the bank twice, or copied from a neighbour with few changes."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from metodbank.model.kinds.practice import Practice
from metodbank.rules.corpus import Corpus, Draft
from metodbank.rules.likeness import alike
from metodbank.rules.problem import Problem

LEAST = 0.3
"""The share from which two practices are spoken of; practices written apart share about a hundredth."""
MOST = 3
"""How many likenesses of one practice are worth reading."""
QUOTED = 12
"""Words of the common passage that are quoted."""
OWN_FIELDS = ("title", "annotation", "problem", "idea")
OTHER_TEXT = "остальной текст"


def repeated(corpus: Corpus) -> Iterator[Problem]:
    """A practice does not repeat an earlier one; the later of the two is told."""
    drafts = [draft for draft in corpus.by_slug["practice"].values() if not _withdrawn(draft)]
    drafts.sort(key=_age)
    told: Counter[int] = Counter()
    found = sorted(alike([_text(draft) for draft in drafts], LEAST), key=lambda item: (item.first, -item.share))
    for item in found:
        told[item.first] += 1
        if told[item.first] > MOST:
            continue
        draft, other = drafts[item.first], drafts[item.second]
        words = re.sub(r"[*_`|#>]", " ", item.passage).split()
        yield draft.problem(
            "MB412",
            ("title",),
            title=other.title,
            other=other.path,
            percent=round(item.share * 100),
            parts=", ".join(item.parts) or "отдельные места",
            passage=" ".join(words[:QUOTED]) + ("…" if len(words) > QUOTED else ""),
        )


def _withdrawn(draft: Draft) -> bool:
    return isinstance(draft.entry, Practice) and draft.entry.withdrawn


def _age(draft: Draft) -> tuple[dt.date, str, str]:
    """Order practices from the oldest; those not yet accepted come last."""
    practice = draft.entry
    published, number = (practice.published, practice.id) if isinstance(practice, Practice) else (None, None)
    return published or dt.date.max, number or "", draft.slug


def _text(draft: Draft) -> dict[str, str]:
    """Return what a practice tells, by the names its reader knows the parts by."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    practice = draft.entry
    if isinstance(practice, Practice):
        for name in OWN_FIELDS:
            found[_label(draft, name)].append(getattr(practice, name) or "")
        for step in practice.steps or ():
            found[_label(draft, "steps")].append(f"{step.title or ''} {step.actions or ''}")
    for name, text in _sections(draft):
        found[name].append(text)
    return {name: " ".join(several) for name, several in found.items()}


def _label(draft: Draft, name: str) -> str:
    return draft.kind.fields[name].label.casefold()


def _sections(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield the text under every heading of the second level, by the name the kind gives its section."""
    known = {
        title.casefold(): f"«{section.title}»"
        for section in draft.kind.sections
        for title in (section.title, *section.aliases)
    }
    lines = draft.document.body.split("\n")
    tops = [heading for heading in draft.markup.headings if heading.level == 2]
    bounds = [*(heading.mark.line - draft.document.body_line for heading in tops), len(lines)]
    yield OTHER_TEXT, "\n".join(lines[: bounds[0]])
    for heading, (start, end) in zip(tops, pairwise(bounds), strict=True):
        yield known.get(heading.title.casefold().rstrip(".:"), OTHER_TEXT), "\n".join(lines[start + 1 : end])


RULES = (repeated,)
