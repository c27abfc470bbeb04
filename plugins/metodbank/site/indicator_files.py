"""The files a set of indicators can be downloaded as, written by the build beside its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from metodbank.export.report import docx_of
from metodbank.export.results_csv import csv_of
from metodbank.export.results_json import SCHEMA_NAME, json_of, schema
from metodbank.export.workbook import xlsx_of
from metodbank.indicators.periods import Span
from metodbank.indicators.words import period_slug
from metodbank.site.indicator_views import SetView

SCHEMA_URI = f"indicators/{SCHEMA_NAME}"


@dataclass(frozen=True)
class Download:
    """A file of the site: where it lies, what a link to it says, and its bytes."""

    uri: str
    title: str
    about: str
    content: bytes

    @property
    def size(self) -> int:
        """The size in bytes."""
        return len(self.content)


@dataclass(frozen=True)
class Downloads:
    """Files of one set: those of all periods, a report for each period; ``passport`` is the page about them."""

    whole: tuple[Download, ...]
    reports: Mapping[Span, Download]
    passport: str = ""

    def all(self) -> tuple[Download, ...]:
        """Return every file."""
        return (*self.whole, *self.reports.values())


def downloads_of(view: SetView) -> Downloads:
    """Make the files of a set; a set without a figure has none."""
    if not view.periods:
        return Downloads((), {})
    folder, results = f"indicators/{view.id}", view.results
    whole = (
        Download(f"{folder}/results.xlsx", "XLSX", "книга с живыми формулами", xlsx_of(results)),
        Download(f"{folder}/results.csv", "CSV", "таблица для Excel", csv_of(results)),
        Download(f"{folder}/results.json", "JSON", "для программ", json_of(results)),
    )
    reports = {
        period: Download(
            f"{folder}/report-{period_slug(period)}.docx",
            "DOCX",
            f"отчёт за {period.label}, готов к отправке",
            docx_of(results, period),
        )
        for period in view.periods
    }
    return Downloads(whole, reports, view.uri("passport"))


def schema_file() -> Download:
    """Return the description of the JSON."""
    return Download(SCHEMA_URI, "JSON Schema", "описание формата JSON", schema())
