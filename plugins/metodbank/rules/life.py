"""Rules about an entry's life: status, expertise, terms, events that have passed, admission to the activ."""

from __future__ import annotations

from collections.abc import Iterator

from metodbank.model.entry import ON_SITE
from metodbank.model.kinds.event import Event
from metodbank.model.kinds.internship import Internship
from metodbank.model.kinds.member import Member
from metodbank.model.kinds.practice import Practice
from metodbank.rules.corpus import Corpus, Draft
from metodbank.rules.fields import day
from metodbank.rules.problem import Problem

DECIDED = {
    "в банк": {*ON_SITE},
    "на доработку": {"на доработке", "на экспертизе", "черновик", "отозвана"},
    "отказ": {"черновик", "архив", "отозвана"},
}
"""Statuses a practice may have after a decision of the experts."""

PERM_CATEGORIES = ("высшая", "педагог-методист", "педагог-наставник")
PERM_YEARS = 5


def agrees_with_expertise(draft: Draft, _: Corpus) -> Iterator[Problem]:
    """A practice's status follows from the last decision of the experts."""
    practice = draft.entry
    if not isinstance(practice, Practice) or not practice.status or "expertise" in _broken(draft):
        return
    decisions = [item for item in practice.expertise or () if item.decision]
    accepted = any(item.decision == "в банк" for item in decisions)
    if practice.status in ON_SITE and practice.status != "отозвана" and not accepted:
        yield draft.problem("MB503", ("status",), status=practice.status)
    elif decisions:
        last = max(decisions, key=lambda item: item.date.toordinal() if item.date else 0)
        if practice.status not in DECIDED[last.decision or "в банк"] and practice.status != "на экспертизе":
            yield draft.problem("MB502", ("status",), status=practice.status, decision=last.decision)
        elif practice.id and accepted and practice.status == "черновик":
            yield draft.problem("MB517", ("status",), id=practice.id)
    if practice.id and practice.status in {"черновик", "на экспертизе", "на доработке"} and not accepted:
        yield draft.problem("MB512", ("id",), status=practice.status, id=practice.id)
    for index, item in enumerate(practice.expertise or ()):
        if item.date and practice.published and item.decision == "в банк" and item.date > practice.published:
            if not practice.confirmed:
                values = {"expertise": day(item.date), "published": day(practice.published)}
                yield draft.problem("MB504", ("expertise", index, "date"), **values)


def _broken(draft: Draft) -> set[str]:
    return {str(error["loc"][0]) for error in draft.errors if error["loc"]}


ALIVE = {"опубликована", "действует", None}
"""Statuses in which a term that has run out is a problem."""


def term(draft: Draft, corpus: Corpus) -> Iterator[Problem]:
    """An entry whose term has run out says so by its status; one that runs out soon is spoken of."""
    until, today = draft.entry.expires, corpus.settings.today
    status = getattr(draft.entry, "status", None)
    if until is None or not draft.entry.visible or status not in {*ALIVE, "требует подтверждения"}:
        return
    began = getattr(draft.entry, "valid_from", None)
    if began is not None and began > until:
        return  # the two dates have a problem of their own
    where = ("valid_until",) if "valid_until" in draft.data else ("published",)
    if until < today and status in ALIVE:
        yield draft.problem("MB501", where, until=day(until), status=status or "действует")
    elif 0 <= (until - today).days <= corpus.settings.warn_days:
        yield draft.problem("MB505", where, until=day(until), days=(until - today).days)


def event_held(draft: Draft, corpus: Corpus) -> Iterator[Problem]:
    """An event that has passed is marked as held, with its coverage; a future one is not."""
    event, today = draft.entry, corpus.settings.today
    if not isinstance(event, Event) or event.start is None:
        return
    last = event.last_day or event.start
    if event.status == "запланировано" and last < today:
        yield draft.problem("MB506", ("status",), date=day(last))
    if event.status == "состоялось" and event.start > today:
        yield draft.problem("MB507", ("status",), date=day(event.start))
    if event.status == "состоялось" and event.coverage is None and "coverage" not in _broken(draft):
        yield draft.problem("MB508", ("status",))
    if event.format and event.format != "онлайн" and not event.place and "place" not in _broken(draft):
        yield draft.problem("MB509", ("format",), format=event.format)
    if event.coverage and event.coverage.participants is not None:
        total = sum(part.participants or 0 for part in event.coverage.by_organization or ())
        if total > event.coverage.participants:
            values = {"sum": total, "total": event.coverage.participants}
            yield draft.problem_at_key("MB511", ("coverage", "by_organization"), **values)


def admitted(draft: Draft, corpus: Corpus) -> Iterator[Problem]:
    """A member of the activ meets the admission rule the bank has chosen.

    Perm, line 953: highest category, higher pedagogical education, at least five years in the speciality.
    Perm, line 763: diagnostics of professional competences passed, and training in methodical support.
    """
    member = draft.entry
    if not isinstance(member, Member):
        return
    broken = _broken(draft)  # a field with a problem of its own is not judged twice
    perm = [
        name
        for name, field, holds in (
            ("высшая категория", "category", member.category in PERM_CATEGORIES),
            ("высшее педагогическое образование", "education", bool(member.education)),
            (f"стаж не меньше {PERM_YEARS} лет", "experience_years", (member.experience_years or 0) >= PERM_YEARS),
        )
        if not holds and field not in broken
    ]
    diagnostics = [
        name
        for name, field in (("пройденная диагностика", "diagnostics"), ("обучение", "training"))
        if not getattr(member, field) and field not in broken
    ]
    rule, missing = {
        "perm": ("категория, образование, стаж", perm),
        "diagnostics": ("диагностика и обучение", diagnostics),
        "both": ("оба правила", [*perm, *diagnostics]),
        "any": ("любое из двух правил", min(perm, diagnostics, key=len)),
    }[corpus.settings.member_admission]
    if missing:
        yield draft.problem("MB510", ("person",), rule=rule, missing=", ".join(missing))


def site_status(draft: Draft, corpus: Corpus) -> Iterator[Problem]:
    """A site that is said to be finished has no planned days."""
    site = draft.entry
    if isinstance(site, Internship) and (site.status or "").startswith(("завершена", "досрочно")):
        for index, session in enumerate(site.schedule or ()):
            if session.date and session.date > corpus.settings.today:
                yield draft.problem("MB513", ("schedule", index), status=site.status, date=day(session.date))


RULES = (agrees_with_expertise, term, event_held, admitted, site_status)
