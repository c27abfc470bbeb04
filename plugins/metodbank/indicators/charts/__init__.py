"""Charts of results: what is drawn, said in words too, as an SVG that needs no script.

Drawn by Vega-Lite through ``vl-convert-python`` (BSD-3-Clause, kept by the Vega project's people, one wheel for
Linux, Windows and macOS without further dependencies). Of the libraries looked at it alone gives an SVG without
``style=`` attributes or a ``<style>`` element, which a strict Content-Security-Policy needs; matplotlib writes
dozens of ``style=`` a chart and brings numpy, pillow and fonttools; pygal is LGPL and writes a script into the SVG.

How it is used::

    press = Press(folder)                                  # drawing.py; remembers drawings between builds
    for chart in by_period(results, measure, subject):     # one for each form of period: years, half-years…
        press.svg(chart, "taz-1-2024")                     # the name makes ids unique on the page
        chart.title, chart.description, chart.keys, chart.notes
    by_subject(results, measure, period, subjects)         # organisations or territories of one period, sorted
    against_targets(results, period, subject)              # a dashboard: every value as a part of its target
    verdicts(results, period, subjects)                    # how many organisations have reached what, or each score
    scores_by_period(results, subject)                     # an organisation of a scored set, period by period
    places(rating, before)                                 # a rating beside the one before it

Every function returns None (or nothing) where there is nothing to draw. Charts keep to what may be published: a
result that is ``hidden`` is left out and ``notes`` says so; labels are made of ``shown``. Series are told apart by
form, outline and a label of their own; colours come from the classes ``mb-chart-…`` of the site's stylesheet.
"""

from metodbank.indicators.charts.by_period import by_period
from metodbank.indicators.charts.by_subject import by_subject
from metodbank.indicators.charts.dashboard import against_targets, scores_by_period, verdicts
from metodbank.indicators.charts.drawing import Chart, Press
from metodbank.indicators.charts.places import places

__all__ = ["Chart", "Press", "against_targets", "by_period", "by_subject", "places", "scores_by_period", "verdicts"]
