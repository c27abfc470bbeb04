"""Recommendations corrected by hand: ``content/indicators/recommendations/<set>-<period>-<subject>.md``.

The text of such a file is shown in place of the generated one. ``digest`` is the fingerprint of the generated text
it was made from: when figures change, the fingerprint does not fit any more, and the check says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, cast

from metodbank.indicators.model import FOLDER, PERIOD, SLUG
from metodbank.indicators.periods import Span, span
from metodbank.indicators.sets import SetFile
from metodbank.indicators.words import period_slug
from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Need, field
from metodbank.model.shapes import Date, Pattern
from metodbank.model.shared import PERSON
from metodbank.rules import fields
from metodbank.rules.corpus import Corpus, Draft, understand
from metodbank.rules.problem import Problem
from metodbank.rules.suggest import listed, nearest
from metodbank.source.defect import Mark

RECOMMENDATIONS_FOLDER = f"{FOLDER}/recommendations"
DIGEST = Pattern("[0-9a-f]{12}", "отпечаток из 12 знаков, который ставит команда", "3f9a0c71d2be")


class Written(Entry):
    """Рекомендация одной организации или территории после мониторинга."""

    set: SLUG | None = field(
        "Набор",
        Need.DRAFT,
        guide="Имя файла набора без «.yml».",
        good="ivolginsky",
        bad="Иволгинский",
        why_bad="нужно имя файла: по названию банк набор не найдёт",
    )
    period: PERIOD | None = field(
        "Период",
        Need.DRAFT,
        guide="Один из периодов набора, как он там записан.",
        good="2025/26",
        bad="2025-2026",
        why_bad="в наборе такого периода нет: пишите как в нём",
    )
    organization: SLUG | None = field(
        "Кому",
        Need.DRAFT,
        guide="Имя файла организации или имя территории из набора.",
        good="shkola-3",
        bad="СОШ № 3",
        why_bad="нужно имя файла без «.md»",
    )
    author: PERSON | None = field(
        "Кто написал",
        guide="Имя файла человека из content/people; на странице он назван, насколько позволяет его согласие.",
        good="p-003",
        bad="методист отдела",
        why_bad="нужно имя файла; если человека в банке нет, оставьте поле пустым",
    )
    written: Date | None = field(
        "Когда",
        Need.DRAFT,
        guide="День, когда текст проверен: год, месяц, день.",
        good="2026-06-20",
        bad="20.06.26",
        why_bad="год пишется первым и целиком: 2026-06-20",
    )
    digest: Annotated[str, DIGEST] | None = field(
        "Отпечаток",
        Need.DRAFT,
        guide="Ставит команда «scripts/new.py recommendation»: по нему видно, что цифры с тех пор изменились.",
        good="3f9a0c71d2be",
        bad="2026",
        why_bad="отпечаток не пишут от руки: запустите команду",
    )


KIND = Kind(
    name="written_recommendation",
    home=RECOMMENDATIONS_FOLDER,
    model=Written,
    one="рекомендация",
    many="Рекомендации",
    purpose="Адресные рекомендации после мониторинга, исправленные методистом.",
    columns=("period", "organization"),
    order=202,
)


@dataclass(frozen=True)
class WrittenFile:
    """One recommendation written by hand, and its file."""

    draft: Draft

    @property
    def entry(self) -> Written:
        """The fields as far as they could be understood."""
        return cast(Written, self.draft.entry)

    @property
    def text(self) -> str:
        """The recommendation itself, in Markdown."""
        return self.draft.document.body.strip()

    @property
    def key(self) -> tuple[str, str]:
        """Period and subject."""
        return self.entry.period or "", self.entry.organization or ""

    @property
    def day(self) -> dt.date | None:
        """When it was written."""
        return self.entry.written


def file_name(set_id: str, period: Span, subject: str) -> str:
    """Return the name a recommendation's file has, without «.md»."""
    return f"{set_id}-{period_slug(period)}-{subject}"


def read_written(corpus: Corpus) -> tuple[WrittenFile, ...]:
    """Take the recommendations from the pages of the bank: as pages their links and encoding are checked already."""
    found = []
    for page in corpus.pages:
        path = page.document.path
        if path.parent == PurePosixPath(RECOMMENDATIONS_FOLDER):
            entry, errors = understand(KIND, page.document.data, corpus.vocabularies)
            found.append(WrittenFile(Draft(KIND, path.stem, page.document, entry, errors, corpus.settings.root)))
    return tuple(found)


def check_written(files: Sequence[WrittenFile], sets: Mapping[str, SetFile], corpus: Corpus) -> Iterator[Problem]:
    """A recommendation belongs to a set, a period and a subject, is named after them, and says something."""
    for file in files:
        yield from fields.valid(file.draft, corpus)
        yield from fields.required(file.draft, corpus)
        if not file.text:
            yield file.draft.problem_at("MB892", Mark(file.draft.document.body_line))
        if not file.draft.errors:
            yield from _known(file, sets, corpus)


def _known(file: WrittenFile, sets: Mapping[str, SetFile], corpus: Corpus) -> Iterator[Problem]:
    entry = file.entry
    if entry.author and entry.author not in corpus.names("person"):
        yield _unknown(file, "author", "человека", entry.author, sorted(corpus.names("person")))
    if not (entry.set and entry.period and entry.organization):
        return  # what is missing has been said
    owner = sets.get(entry.set)
    if owner is None:
        yield _unknown(file, "set", "набора", entry.set, list(sets))
        return
    if owner.draft.errors or not owner.draft.document.readable:
        return  # the set has problems of its own
    periods = [str(period) for period in owner.set.periods or ()]
    if entry.period not in periods:
        yield _unknown(file, "period", "периода", entry.period, periods)
    territories = [str(territory.id) for territory in owner.set.territories or ()]
    known = [*territories, *sorted(corpus.names("organization"))]
    if entry.organization not in known:
        yield _unknown(file, "organization", "организации или территории", entry.organization, known)
        return
    name = file_name(entry.set, span(entry.period), entry.organization)
    if file.draft.slug != name:
        yield file.draft.problem_at("MB891", Mark(), name=f"{file.draft.slug}.md", expected=f"{name}.md")


def _unknown(file: WrittenFile, key: str, what: str, value: str, known: Sequence[str]) -> Problem:
    values = {"what": what, "value": value, "suggestion": nearest(value, known), "known": listed(known) or "нет"}
    return file.draft.problem("MB860", (key,), **values)
