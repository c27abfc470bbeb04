"""The figures behind the results of a set, each once, as they may be published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from metodbank.indicators.book import ADDED, Part, Subject
from metodbank.indicators.expression import Expression, names
from metodbank.indicators.figures import Figure
from metodbank.indicators.library import SetResults
from metodbank.indicators.model import Variable
from metodbank.indicators.periods import Span
from metodbank.indicators.sets import read_expression
from metodbank.indicators.units import WORDS

Key = tuple[str, str, str]
"""Variable, period, subject."""
NO_FIGURE = "нет цифры"


@dataclass(frozen=True)
class Entry:
    """One figure: a variable in a period of a subject."""

    variable: Variable
    period: Span
    subject: Subject
    part: Part

    @property
    def key(self) -> Key:
        """By which formulas find it."""
        return str(self.variable.id), self.period.text, self.subject.id

    @property
    def hidden(self) -> bool:
        """Whether its number must not leave the bank, nor anything that leads to it."""
        return self.part.hidden

    @property
    def number(self) -> Fraction | None:
        """The exact number, where it is public."""
        return None if self.hidden or not self.numeric else self.part.value

    @property
    def numeric(self) -> bool:
        """Whether a number stands here, not words."""
        return self.variable.unit not in WORDS

    @property
    def shown(self) -> str:
        """The figure as it is published."""
        return self.part.shown

    @property
    def formula(self) -> Expression | None:
        """The formula of a derived variable."""
        return read_expression(self.variable.formula)

    @property
    def row(self) -> Figure | None:
        """The row of the figures' table it was entered by, with its source, if it may be told of."""
        given = self.part.figures
        entered = len(given) == 1 and given[0].subject == self.subject.id and self.part.origin != ADDED
        return given[0] if entered and not self.hidden else None


@dataclass(frozen=True)
class Ledger:
    """All figures of a set for some periods: by period, by variable; organisations before the sum of them."""

    entries: tuple[Entry, ...]

    def summed(self, entry: Entry, reporters: Sequence[str]) -> tuple[Entry, ...] | None:
        """Return the figures an entry is the sum of, where every one of them is public; else None."""
        if entry.part.origin != ADDED:
            return None
        held = [
            other
            for other in self.entries
            if other.variable is entry.variable and other.period == entry.period and other.subject.id in reporters
        ]
        if len(held) != len(reporters) or any(other.hidden for other in held):
            return None
        return tuple(held)


def ledger_of(results: SetResults, periods: Iterable[Span], subjects: Sequence[Subject]) -> Ledger:
    """Collect the figures the values of some subjects are made of, and those of organisations behind the sums."""
    needed = _needed(results)
    entries: list[Entry] = []
    for period in periods:
        for name in needed:
            variable = results.file.variables[name]
            own = [Entry(variable, period, who, results.book.part(name, period, who)) for who in subjects]
            behind = (
                _behind(results, variable, period, subjects) if any(entry.part.origin == ADDED for entry in own) else ()
            )
            entries.extend((*behind, *own))
    return Ledger(tuple(entries))


def _behind(results: SetResults, variable: Variable, period: Span, subjects: Sequence[Subject]) -> Iterator[Entry]:
    for who in results.organizations:
        if who not in subjects:
            yield Entry(variable, period, who, results.book.part(str(variable.id), period, who))


def _needed(results: SetResults) -> list[str]:
    """Return the variables of the formulas and those these are derived from, in the order of the set."""
    found: set[str] = set()

    def add(expression: Expression | None) -> None:
        for name in names(expression) if expression else ():
            if name in results.file.variables and name not in found:
                found.add(name)
                add(read_expression(results.file.variables[name].formula))

    for measure in results.measures:
        add(measure.expression)
    return [name for name in results.file.variables if name in found]
