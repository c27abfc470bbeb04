"""The results of a set as a table for Excel."""

from __future__ import annotations

import csv
import io

from metodbank.export.cells import harmless
from metodbank.indicators.explain import target_words
from metodbank.indicators.library import SetResults

COLUMNS = {
    "Период": "отчётный период набора, как он назван в документе",
    "Чьё значение": "территория или организация",
    "№": "номер показателя в документе",
    "Показатель": "название слово в слово из документа",
    "Значение": "значение с единицей; «1–2» и «скрыто» — числа, по которым узнали бы людей",
    "Цель": "цель на период; пусто, если документ её не задаёт",
    "Статус": "достигнут, не достигнут, выше диапазона, нет данных, нет цели на период, предварительно, не публикуется",
    "С учётом предварительных цифр": "статус, если считать предварительные цифры проверенными",
    "Чего не хватает": "сколько осталось до цели, в людях или других единицах",
    "Балл": "балл, если документ его даёт",
    "Изменение": "вырос, снизился или не изменился, и по сравнению с каким периодом",
}
"""The columns and what stands in them."""
SAMPLE_COLUMN = "Образец"


def csv_of(results: SetResults) -> bytes:
    """Return the results of a set as Excel in Russia opens them; a note of samples stands in every row."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([*COLUMNS, *([SAMPLE_COLUMN] if results.sample else [])])
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
