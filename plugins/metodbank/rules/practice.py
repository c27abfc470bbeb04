"""Rules that make a practice repeatable: sections, steps, measured results, evidence."""

from __future__ import annotations

from collections.abc import Iterator

from metodbank.model.entry import Section
from metodbank.model.fields import Need
from metodbank.model.kinds.practice import Practice
from metodbank.rules.corpus import Corpus, Draft
from metodbank.rules.fields import MEASURED
from metodbank.rules.markup import Heading
from metodbank.rules.problem import Problem
from metodbank.source.defect import Mark

MIN_SECTION_WORDS = 15
MIN_BODY_WORDS = 200
SECTION_LEVEL = 2
LEVELS_WITHOUT_SUBJECTS = {"дошкольное", "дополнительное образование детей"}
DIRECTIONS_WITHOUT_SUBJECTS = {
    "воспитание",
    "взаимодействие с семьёй",
    "профилактика выгорания",
    "профориентация",
}


def sections(draft: Draft, _: Corpus) -> Iterator[Problem]:
    """The body has every section its kind demands, and none is empty."""
    if draft.entry.stage < Need.EXPERTISE:
        return
    for section in draft.kind.sections:
        heading = _heading(draft, section)
        if heading is None:
            if section.required:
                mark, where = _instead(draft, section)
                yield draft.problem_at("MB401", mark, section=section.title, where=where, guide=section.guide)
        elif heading.words < MIN_SECTION_WORDS:
            values = {"section": section.title, "words": heading.words, "guide": section.guide}
            yield draft.problem_at("MB402", heading.mark, **values)


def _heading(draft: Draft, section: Section) -> Heading | None:
    names = {name.casefold() for name in (section.title, *section.aliases)}
    return next((h for h in draft.markup.headings if h.title.casefold().rstrip(".:") in names), None)


def _instead(draft: Draft, section: Section) -> tuple[Mark, str]:
    """Return the place of a missing heading and what to do there.

    A line that says the same but is no heading is told; so is the only section of the same level with another name.
    """
    names = {name.casefold() for name in (section.title, *section.aliases)}
    for number, line in enumerate(draft.document.body.split("\n"), draft.document.body_line):
        if line.strip("#*_ .:").casefold() in names:
            return Mark(number), f"запишите эту строку заголовком: «## {section.title}»"
    known = {name.casefold() for one in draft.kind.sections for name in (one.title, *one.aliases)}
    second = [heading for heading in draft.markup.headings if heading.level == SECTION_LEVEL]
    others = [heading for heading in second if heading.title.casefold().rstrip(".:") not in known]
    advice = f"добавьте заголовок «## {section.title}»"
    if len(others) == 1:
        advice += f" или назовите так раздел «{others[0].title}» (строка {others[0].mark.line})"
    return Mark(draft.document.body_line), advice


def headings(draft: Draft, _: Corpus) -> Iterator[Problem]:
    """Headings of a body begin with the second level and go down one level at a time."""
    previous = 1
    for heading in draft.markup.headings:
        if heading.level == 1:
            yield draft.problem_at("MB408", heading.mark, title=heading.title)
        elif heading.level > previous + 1:
            values = {"previous": previous, "level": heading.level, "title": heading.title}
            yield draft.problem_at("MB411", heading.mark, **values)
        previous = heading.level


def long_enough(draft: Draft, _: Corpus) -> Iterator[Problem]:
    """A practice that goes to experts tells enough to be repeated."""
    if draft.kind.sections and draft.entry.stage >= Need.EXPERTISE and 0 < draft.markup.words < MIN_BODY_WORDS:
        yield draft.problem_at("MB409", Mark(draft.document.body_line), words=draft.markup.words)


def two_steps(draft: Draft, _: Corpus) -> Iterator[Problem]:
    """A practice is done in at least two steps."""
    practice = draft.entry
    if isinstance(practice, Practice) and practice.steps is not None and practice.stage >= Need.EXPERTISE:
        if 0 < len(practice.steps) < 2:
            yield draft.problem_at_key("MB403", ("steps",), count=len(practice.steps))


def measured(draft: Draft, _: Corpus) -> Iterator[Problem]:
    """A result says what was, what became, in which unit, and what it was measured with."""
    practice = draft.entry
    if not isinstance(practice, Practice) or practice.stage < Need.EXPERTISE:
        return
    for index, result in enumerate(practice.results or ()):
        missing = [label for name, label in MEASURED.items() if getattr(result, name) in (None, "")]
        if missing:
            values = {"indicator": result.indicator or "без названия", "missing": ", ".join(missing)}
            yield draft.problem("MB404", ("results", index), **values)


def old_enough(draft: Draft, corpus: Corpus) -> Iterator[Problem]:
    """A practice younger than twelve months has not shown a whole year's result yet (HundrED)."""
    practice = draft.entry
    if not isinstance(practice, Practice) or practice.practice_since is None:
        return
    since, today = practice.practice_since, practice.published or corpus.settings.today
    if practice.stage >= Need.EXPERTISE and (today.year - since.year) * 12 + today.month - since.month < 12:
        yield draft.problem("MB405", ("practice_since",), since=since.strftime("%m.%Y"))


def subject_named(draft: Draft, _: Corpus) -> Iterator[Problem]:
    """A teaching practice names its subject, unless it is preschool or upbringing work."""
    practice = draft.entry
    if not isinstance(practice, Practice) or practice.stage < Need.EXPERTISE or practice.kind != "педагогическая":
        return
    if practice.subjects or ("subjects" in draft.data and draft.errors):
        return
    levels, directions = set(practice.education_levels or ()), set(practice.directions or ())
    if levels and not levels <= LEVELS_WITHOUT_SUBJECTS and not directions & DIRECTIONS_WITHOUT_SUBJECTS:
        yield draft.problem("MB406")


def evidence_backs_level(draft: Draft, _: Corpus) -> Iterator[Problem]:
    """The claimed level of evidence is backed by what the entry shows."""
    practice = draft.entry
    if not isinstance(practice, Practice) or not practice.evidence_level or practice.stage < Need.EXPERTISE:
        return
    level = practice.evidence_level[0]
    if level in "123" and not practice.results and "results" not in draft.data:
        missing = "нет результатов «было — стало»"
    elif level == "2" and not practice.replications and not _compared(practice):
        missing = "нет ни сравнения, ни повтора в другой организации (replications)"
    elif level == "3" and not practice.evidence:
        missing = "нет подтверждения независимой оценки (evidence)"
    else:
        return
    yield draft.problem("MB407", ("evidence_level",), level=practice.evidence_level, missing=missing)


def _compared(practice: Practice) -> bool:
    told = " ".join(result.measured_by or "" for result in practice.results or ()).casefold()
    return any(word in told for word in ("сравн", "контрольн", "параллельн", "другом классе", "других класс"))


def resources_named(draft: Draft, _: Corpus) -> Iterator[Problem]:
    """The entry says what the practice takes, even if it takes nothing."""
    practice = draft.entry
    if isinstance(practice, Practice) and practice.stage >= Need.EXPERTISE and practice.resources is not None:
        if draft.data["resources"] and not any(practice.resources.model_dump().values()):
            yield draft.problem_at_key("MB410", ("resources",))


RULES = (
    sections,
    headings,
    long_enough,
    two_steps,
    measured,
    old_enough,
    subject_named,
    evidence_backs_level,
    resources_named,
)
