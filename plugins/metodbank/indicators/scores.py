"""Scores: the band a value falls in, and whether the document itself says so."""

from __future__ import annotations

from fractions import Fraction

from metodbank.indicators.band_rules import interval
from metodbank.indicators.model import BANDS, ORDINAL, Band
from metodbank.indicators.numbers import spell
from metodbank.indicators.results import Score
from metodbank.indicators.sets import Measure


def score_of(measure: Measure, value: Fraction | None, *, hidden: bool = False) -> Score | None:
    """Return the score of a value, or None where there is no value or no score is given."""
    if value is None:
        return None
    if measure.kind == ORDINAL:
        band = next((band for band in measure.bands if band.score == value), None)
        if band is None or band.score is None:
            return None
        return Score(band.score, band, f"балл {band.score}: {_words(band)}", by_policy=not band.text)
    if measure.kind != BANDS:
        return None
    band = next((band for band in measure.bands if interval(band).holds(value)), None)
    if band is None or band.score is None:
        return None
    by_policy = band.written is not None and not interval(band.written).holds(value)
    number = "значение скрыто" if hidden else f"{spell(value, 2)} %"
    reason = f"балл {band.score}: {number}, полоса {_bounds(band)}"
    if by_policy:
        reason += f"; в документе («{band.text}») такого значения нет, балл дан по правилу банка"
    return Score(band.score, band, reason, by_policy)


def _words(band: Band) -> str:
    return band.text or "в документе не описан, принят банком"


def _bounds(band: Band) -> str:
    start = f"от {spell(Fraction(band.at_least or 0), 2)}"
    if band.below is not None:
        return f"{start} до {spell(Fraction(band.below), 2)} % (не включая)"
    return f"{start} до {spell(Fraction(band.at_most if band.at_most is not None else 100), 2)} %"
