"""What a set of indicators says: declared like the kinds of entry, so the same rules and guide serve it.

The texts of a founding document (names, formulas, targets, criteria) stand word for word; what the bank
adds (machine formulas, policies, who to ask) stands in fields of its own.
"""

from __future__ import annotations

from metodbank.indicators.model.document import Act, Oddity, Quote, Territory
from metodbank.indicators.model.indicator import Indicator, IndicatorGroup, Measured, Part
from metodbank.indicators.model.indicator_set import FOLDER, KIND, IndicatorSet
from metodbank.indicators.model.rating import Moment, RatingRule
from metodbank.indicators.model.targets import Band, Limits, Target
from metodbank.indicators.model.variables import Formula, Symbol, Variable
from metodbank.indicators.model.words import (
    AT_LEAST,
    BANDS,
    COUNT,
    EARLIER,
    EXACTLY,
    FLAG,
    ID,
    KINDS,
    LINE_NUMBER,
    LONG,
    NOT_THERE,
    NUMBER,
    OPERATIONS,
    ORDINAL,
    ORGANIZATION_ITSELF,
    PERIOD,
    PRESENT,
    QUALITATIVE,
    RANGE,
    RATIO,
    SHARE,
    SLUG,
    TERRITORY,
    UNRESOLVED,
    YEARLY,
    TargetPeriod,
)

__all__ = [
    "AT_LEAST",
    "BANDS",
    "COUNT",
    "EARLIER",
    "EXACTLY",
    "FLAG",
    "FOLDER",
    "ID",
    "KIND",
    "KINDS",
    "LINE_NUMBER",
    "LONG",
    "NOT_THERE",
    "NUMBER",
    "OPERATIONS",
    "ORDINAL",
    "ORGANIZATION_ITSELF",
    "PERIOD",
    "PRESENT",
    "QUALITATIVE",
    "RANGE",
    "RATIO",
    "SHARE",
    "SLUG",
    "TERRITORY",
    "UNRESOLVED",
    "YEARLY",
    "Act",
    "Band",
    "Formula",
    "Indicator",
    "IndicatorGroup",
    "IndicatorSet",
    "Limits",
    "Measured",
    "Moment",
    "Oddity",
    "Part",
    "Quote",
    "RatingRule",
    "Symbol",
    "Target",
    "TargetPeriod",
    "Territory",
    "Variable",
]
