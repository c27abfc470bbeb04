"""The figures of a set, put together: entered by hand, added up over organisations, derived, counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from fractions import Fraction
from functools import cached_property

from metodbank.bank.bank import Bank
from metodbank.bank.covering import COVERED, HIDDEN, cover
from metodbank.indicators.counting import Behind, Counted, count
from metodbank.indicators.evaluate import Gap, NoValue, evaluate
from metodbank.indicators.expression import names
from metodbank.indicators.figures import Figure
from metodbank.indicators.model import Territory, Variable
from metodbank.indicators.numbers import spell
from metodbank.indicators.periods import Span
from metodbank.indicators.sets import SetFile, read_expression

ENTERED, ADDED, DERIVED, COUNTED = "введено", "сложено по организациям", "вычислено", "посчитано по банку"
PEOPLE = "чел."


@dataclass(frozen=True)
class Subject:
    """Whose values: an organisation of the bank (``page`` leads to it) or a territory of the set."""

    id: str
    title: str
    territory: bool = False
    page: str = ""


@dataclass(frozen=True)
class Part:
    """One variable as it enters a formula: its value and where that comes from.

    :param value: exact; None when there is none, and then ``gap`` says why.
    :param shown: how the value may be published: one or two people of an organisation are «1–2», and a number
        that would give them away is «скрыто».
    :param origin: one of «введено», «сложено по организациям», «вычислено», «посчитано по банку».
    :param figures: the rows of the CSV behind it; ``behind`` the entries and rows of the bank.
    :param absent: organisations that have not reported, for sums.
    :param counted: what the bank counts, also where a figure entered by hand is used instead.
    """

    variable: Variable
    value: Fraction | None
    shown: str
    origin: str = ""
    preliminary: bool = False
    gap: NoValue | None = None
    text: str = ""
    figures: tuple[Figure, ...] = ()
    behind: tuple[Behind, ...] = ()
    absent: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    counted: Counted | None = None

    @property
    def hidden(self) -> bool:
        """Whether the exact number must not be published."""
        return self.shown in (HIDDEN, COVERED) or any(part.hidden for part in self.parts)


@dataclass
class Book:
    """All figures of one set, and the bank they may be counted from."""

    file: SetFile
    figures: tuple[Figure, ...]
    bank: Bank
    _found: dict[tuple[str, str, str], Part] = dataclass_field(default_factory=dict)

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str, str], Figure]:
        """Figures by variable, period and subject."""
        return {(figure.variable, figure.period, figure.subject): figure for figure in reversed(self.figures)}

    @cached_property
    def territories(self) -> tuple[Subject, ...]:
        """The set's territories, its own first."""
        own = sorted(self.file.set.territories or (), key=lambda territory: not territory.home)
        return tuple(Subject(str(t.id), str(t.title), territory=True) for t in own)

    @cached_property
    def home(self) -> Territory | None:
        """The territory whose organisations the bank knows."""
        return next((territory for territory in self.file.set.territories or () if territory.home), None)

    @cached_property
    def organizations(self) -> tuple[Subject, ...]:
        """Organisations that report or have a figure, in the order of the set, then of the bank."""
        given = {figure.subject for figure in self.figures}
        order = dict.fromkeys([*(self.file.set.reporters or ()), *sorted(given)])
        found = []
        for slug in order:
            record = self.bank.get("organization", slug)
            if record is not None:
                title = str(record.value("short_title") or record.title)
                found.append(Subject(slug, title, page=record.page))
        return tuple(found)

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Territories, then organisations."""
        return (*self.territories, *self.organizations)

    def subject(self, subject_id: str) -> Subject | None:
        """Return a subject by its name."""
        return next((subject for subject in self.subjects if subject.id == subject_id), None)

    def part(self, name: str, period: Span, subject: Subject) -> Part:
        """Return a variable of a period and a subject: entered, else derived, else added up, else counted."""
        key = (name, period.text, subject.id)
        if key not in self._found:
            self._found[key] = self._part(self.file.variables[name], period, subject)
        return self._found[key]

    def _part(self, variable: Variable, period: Span, subject: Subject) -> Part:
        name = str(variable.id)
        if variable.formula:
            return self._derived(variable, period, subject)
        counted = self.counted(variable, period, subject)
        figure = self.by_key.get((name, period.text, subject.id))
        if figure is not None:
            shown = figure.text if figure.number is None else self._shown(variable, figure.number, subject, period)
            behind = counted.behind if counted and counted.value == figure.number else ()
            return Part(
                variable,
                figure.number,
                shown,
                ENTERED,
                figure.preliminary,
                None,
                figure.text,
                (figure,),
                behind,
                counted=counted,
            )
        if variable.by_organization and subject.territory and self._at_home(subject):
            added = self._added(variable, period)
            if added is not None:
                return added
        if counted is not None:
            shown = self._shown(variable, counted.value, subject, period)
            if counted.revealing and shown != HIDDEN:
                shown = COVERED
            return Part(
                variable, counted.value, shown, COUNTED, counted.unfinished, behind=counted.behind, counted=counted
            )
        return Part(variable, None, "нет цифры", gap=NoValue(Gap.NO_FIGURE, (name,)))

    def counted(self, variable: Variable, period: Span, subject: Subject) -> Counted | None:
        """Return what the bank counts for a variable, if the set asks for it and the bank can know."""
        if variable.counted is None or (subject.territory and not self._at_home(subject)):
            return None
        if not subject.territory and not variable.counted.organization:
            return None
        first = self.file.periods[0]
        return count(variable.counted, period, first, self.bank, "" if subject.territory else subject.id)

    def _at_home(self, subject: Subject) -> bool:
        return self.home is not None and self.home.id == subject.id

    def _derived(self, variable: Variable, period: Span, subject: Subject) -> Part:
        expression = read_expression(variable.formula)
        assert expression is not None, "a set with a broken formula is not computed"
        parts = tuple(self.part(name, period, subject) for name in names(expression))
        found = evaluate(expression, {str(part.variable.id): part.value for part in parts})
        if isinstance(found, NoValue):
            gap = next((part.gap for part in parts if part.gap), found)
            return Part(variable, None, "нет цифры", DERIVED, gap=gap, parts=parts)
        secret = any(part.hidden for part in parts)
        shown = COVERED if secret else self._shown(variable, found, subject, period)
        return Part(variable, found, shown, DERIVED, any(part.preliminary for part in parts), parts=parts)

    def _added(self, variable: Variable, period: Span) -> Part | None:
        """Add the figures of the organisations; a sum without some of them would be a guess, so there is none."""
        reporters = self.file.set.reporters or []
        keys = [(str(variable.id), period.text, slug) for slug in reporters]
        given = tuple(self.by_key[key] for key in keys if key in self.by_key and self.by_key[key].number is not None)
        if not given:
            return None
        absent = tuple(slug for slug, key in zip(reporters, keys, strict=True) if key not in self.by_key)
        if absent:
            gap = NoValue(Gap.NOT_ALL, (str(variable.id),))
            return Part(variable, None, "сдали не все", ADDED, gap=gap, figures=given, absent=absent)
        total = sum((figure.number for figure in given if figure.number is not None), Fraction(0))
        return Part(variable, total, spell(total), ADDED, any(figure.preliminary for figure in given), figures=given)

    def _shown(self, variable: Variable, value: Fraction, subject: Subject, period: Span) -> str:
        if variable.unit == "есть/нет":
            return "есть" if value else "нет"
        if variable.unit == PEOPLE and not subject.territory:
            covered = self._covered(variable, period).get(subject.id) or (HIDDEN if value in (1, 2) else "")
            if covered:
                return covered
        return spell(value, 2)

    def _covered(self, variable: Variable, period: Span) -> Mapping[str, str]:
        """Return what stands instead of the small counts of organisations whose sum is published."""
        counts = {
            slug: figure.number
            for slug in self.file.set.reporters or ()
            if (figure := self.by_key.get((str(variable.id), period.text, slug))) and figure.number is not None
        }
        return cover(counts, with_total=self.file.set.observed == "территория")
