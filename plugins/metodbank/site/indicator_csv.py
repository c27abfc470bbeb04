"""The results of a set as a table for Excel."""

from __future__ import annotations

import csv
import io

from metodbank.indicators.explain import target_words
from metodbank.site.indicator_views import SetView

COLUMNS = (
    "Период", "Чьё значение", "№", "Показатель", "Значение", "Цель", "Статус", "С учётом предварительных цифр",
    "Чего не хватает", "Балл", "Изменение",
)  # fmt: skip


def csv_of(view: SetView) -> bytes:
    """Return the results of a set as Excel in Russia opens them; a note of samples stands in every row."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    sample = view.results.sample
    writer.writerow([*COLUMNS, *(["Образец"] if sample else [])])
    for period in view.periods[::-1]:
        for subject in view.results.subjects:
            for result in view.results.results(period, subject):
                cells = [
                    period.text,
                    subject.title,
                    result.measure.label,
                    result.measure.name,
                    result.shown,
                    target_words(result.target, result.measure) if result.target else "",
                    result.status.value,
                    result.verdict.value,
                    result.shortfall.text if result.shortfall else "",
                    str(result.score.points) if result.score else "",
                    result.trend.text if result.trend else "",
                    *(["числа выдуманы для показа"] if sample else []),
                ]
                writer.writerow([_safe(cell) for cell in cells])
    return stream.getvalue().encode("utf-8-sig")


def _safe(text: str) -> str:
    """Keep a spreadsheet from reading a text as a formula."""
    plain = text.replace("\N{NO-BREAK SPACE}", " ")
    return f"'{plain}" if plain[:1] in ("=", "+", "-", "@", "\t", "\r") and not plain[1:2].isdigit() else plain
