"""Which chart a page of indicators shows, and where."""

from __future__ import annotations

from collections.abc import Mapping

from metodbank.indicators.book import Subject
from metodbank.indicators.charts import (
    Chart,
    against_targets,
    by_period,
    by_subject,
    places,
    scores_by_period,
    verdicts,
)
from metodbank.indicators.periods import Span
from metodbank.indicators.rating import Rating
from metodbank.indicators.sets import Measure
from metodbank.site.indicator_views import SetView


def period_charts(view: SetView, measure: Measure, subject: Subject) -> list[Chart]:
    """Return the charts of a measure, one for each form of period; scores are read from the table instead."""
    return [] if view.scored else list(by_period(view.results, measure, subject))


def score_chart(view: SetView, subject: Subject) -> Chart | None:
    """Return the scores of an organisation period by period, where a set gives scores."""
    return scores_by_period(view.results, subject) if view.scored else None


def subject_chart(view: SetView, measure: Measure) -> Chart | None:
    """Return organisations (or territories, where no organisation reports) in the last period worth comparing."""
    subjects = view.results.organizations if view.by_territory else view.subjects
    for period in view.periods:
        chart = by_subject(view.results, measure, period, subjects or view.results.subjects)
        if chart is not None:
            return chart
    return None


def set_chart(view: SetView, period: Span) -> Chart | None:
    """Return the chart of a dashboard."""
    if view.by_territory:
        return against_targets(view.results, period, view.subjects[0])
    return verdicts(view.results, period, view.subjects)


def rating_chart(rating: Rating, ratings: Mapping[str, Rating]) -> Chart:
    """Return a rating beside the one before it."""
    earlier = [other for other in ratings.values() if other.month < rating.month]
    return places(rating, max(earlier, key=lambda other: other.month, default=None))
