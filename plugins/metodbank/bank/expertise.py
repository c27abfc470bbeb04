"""Experts' scores: what a score sheet holds, and what several sheets of one practice come to.

Experts are numbers here, never names: nothing made from this tells who gave which score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from metodbank.model.vocabulary import TermList

DECISIONS = ("в банк", "на доработку", "отказ")
CODE, EXPERT, CRITERION, SCORE, WHY, ADVICE, REMARKS = (
    "Шифр практики",
    "Эксперт №",
    "Критерий",
    "Балл",
    "Почему такой балл",
    "Рекомендация",
    "Замечания автору",
)
"""The words a score sheet is made of and read by."""


@dataclass(frozen=True)
class Sheet:
    """One expert's scores of one practice; ``file`` is the name it came in."""

    file: str
    code: str
    expert: str
    scores: dict[str, int]
    advice: str = ""
    remarks: str = ""

    @property
    def total(self) -> int:
        """The sum of the scores."""
        return sum(self.scores.values())


@dataclass(frozen=True)
class Line:
    """One criterion over all experts."""

    criterion: str
    maximum: int
    scores: tuple[int, ...]

    @property
    def mean(self) -> Decimal:
        """The mean, to a hundredth."""
        return (Decimal(sum(self.scores)) / len(self.scores)).quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def agreed(self) -> int:
        """The mean as a whole score; a half goes in the author's favour."""
        return int((Decimal(sum(self.scores)) / len(self.scores)).quantize(Decimal(1), ROUND_HALF_UP))

    @property
    def spread(self) -> int:
        """The highest score less the lowest."""
        return max(self.scores) - min(self.scores)

    @property
    def disputed(self) -> bool:
        """Whether experts stand apart by more than half of the scale."""
        return self.spread * 2 > self.maximum


@dataclass(frozen=True)
class Summary:
    """Several sheets of one practice, summed up. There is at least one sheet, and each has every criterion."""

    code: str
    sheets: tuple[Sheet, ...]
    lines: tuple[Line, ...]
    rule: TermList

    @classmethod
    def of(cls, code: str, sheets: Sequence[Sheet], criteria: TermList) -> Summary:
        """Sum up."""
        lines = tuple(
            Line(term.value, term.maximum, tuple(sheet.scores[term.value] for sheet in sheets))
            for term in criteria.terms
        )
        return cls(code, tuple(sheets), lines, criteria)

    @property
    def total(self) -> int:
        """The sum of the agreed scores."""
        return sum(line.agreed for line in self.lines)

    @property
    def maximum(self) -> int:
        """The highest possible sum."""
        return sum(line.maximum for line in self.lines)

    @property
    def agreed(self) -> dict[str, int]:
        """The score by criterion, as an entry keeps it."""
        return {line.criterion: line.agreed for line in self.lines}

    @property
    def disputed(self) -> tuple[Line, ...]:
        """The criteria on which the experts stand apart."""
        return tuple(line for line in self.lines if line.disputed)

    @property
    def advised(self) -> dict[str, int]:
        """How many experts advise what."""
        return {decision: n for decision in DECISIONS if (n := sum(s.advice == decision for s in self.sheets))}

    @property
    def divided(self) -> bool:
        """Whether the experts advise different decisions."""
        return len(self.advised) > 1

    @property
    def by_rule(self) -> str:
        """The decision by the bank's thresholds, or empty where it has none: the council decides, not this."""
        if not self.rule.passing:
            return ""
        if self.total >= self.rule.passing and all(line.agreed for line in self.lines):
            return "в банк"
        return "на доработку" if self.total >= self.rule.rework else "отказ"
