"""Pages of indicators as documents of search."""

from __future__ import annotations

from collections.abc import Iterator

from metodbank.indicators.library import Indicators
from metodbank.indicators.model import Indicator
from metodbank.indicators.words import formula_in_words
from metodbank.search.documents import Document
from metodbank.search.entries import INDICATORS
from metodbank.site.indicator_views import SetView


def documents_of(indicators: Indicators) -> Iterator[Document]:
    """Yield the dashboard of every set and the page of every indicator, by the words of the document."""
    for results in indicators.sets.values():
        view = SetView(results)
        found = results.set
        title = str(found.title or found.short_title)
        act = str(found.act.title) if found.act else ""
        texts = {"tags": f"{found.short_title}. Показатели", "body": act, "annotation": act}
        yield Document(view.uri(), title, INDICATORS.kind, texts, act, str(found.level or ""))
        for indicator in found.indicators or ():
            yield _indicator(view, indicator)


def _indicator(view: SetView, indicator: Indicator) -> Document:
    found, measures = view.results.set, view.measures_of(indicator)
    title = str(indicator.reads_as or indicator.name)
    formulas = [formula_in_words(measure, view.results.file.variables) for measure in measures]
    parts = [measure.title for measure in measures] if indicator.parts else []
    texts = {
        "tags": ". ".join(filter(None, (str(found.short_title), indicator.theme, indicator.kind))),
        "body": ". ".join(filter(None, (title, *parts, *formulas, indicator.source, indicator.criteria))),
    }
    summary = ". ".join(filter(None, (*parts, *formulas)))
    number = f"показатель {indicator.number.rstrip('.')}" if indicator.number else "показатель"
    note = " · ".join(filter(None, (str(found.short_title), number, indicator.theme)))
    return Document(view.uri(str(indicator.id)), title, INDICATORS.kind, texts, summary, note)
