"""The results of a set as a table for Excel."""

from __future__ import annotations

import csv
import io

from metodbank.export.cells import harmless
from metodbank.indicators.explain import target_words
from metodbank.indicators.library import SetResults

COLUMNS = (
    "Период", "Чьё значение", "№", "Показатель", "Значение", "Цель", "Статус", "С учётом предварительных цифр",
    "Чего не хватает", "Балл", "Изменение",
)  # fmt: skip


def csv_of(results: SetResults) -> bytes:
    """Return the results of a set as Excel in Russia opens them; a note of samples stands in every row."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([*COLUMNS, *(["Образец"] if results.sample else [])])
    for period in results.held[::-1]:
        for subject in results.subjects:
            for result in results.results(period, subject):
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
                    *(["числа выдуманы для показа"] if results.sample else []),
                ]
                writer.writerow([harmless(cell) for cell in cells])
    return stream.getvalue().encode("utf-8-sig")
