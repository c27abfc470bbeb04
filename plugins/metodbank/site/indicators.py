"""The plugin ``metodbank/indicators``: dashboards of sets, pages of indicators, downloads."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import cast

from markupsafe import Markup
from mkdocs.config import base
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from metodbank.export.results_csv import COLUMNS as CSV_COLUMNS
from metodbank.indicators.charts import Chart, Press
from metodbank.indicators.editions import RULE, compare_editions
from metodbank.indicators.explain import target_words
from metodbank.indicators.mathml import Math, document_text, numeric, symbolic
from metodbank.indicators.model import Indicator, Variable
from metodbank.indicators.numbers import ROUNDING_RULE, spell
from metodbank.indicators.periods import Span
from metodbank.indicators.rating import Rating
from metodbank.indicators.results import SIGNS
from metodbank.indicators.sets import Measure, is_plain
from metodbank.indicators.words import MEANINGS, formula_in_words, period_slug, speakable, unresolved
from metodbank.indicators.written import RECOMMENDATIONS_FOLDER
from metodbank.site import words
from metodbank.site.bank import BankPlugin, from_source
from metodbank.site.cache import kept
from metodbank.site.indicator_charts import period_charts, rating_chart, score_chart, set_chart, subject_chart
from metodbank.site.indicator_files import SCHEMA_URI, Downloads, downloads_of, schema_file
from metodbank.site.indicator_views import SetView, collectors, entered, variables_of
from metodbank.site.indicator_words import NAMES
from metodbank.site.made import Made, MadePages, made_file


class IndicatorsConfig(base.Config):
    """Options of ``metodbank/indicators``: none yet; what a set shows is said in its own file."""


class IndicatorsPlugin(BasePlugin[IndicatorsConfig]):
    """Pages and downloads of the sets of indicators."""

    def __init__(self) -> None:
        self.views: dict[str, SetView] = {}
        self._pages = MadePages()
        self._template: Callable[..., str] = lambda *_, **__: ""

    @event_priority(0)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the pages of every sound set."""
        plugin = cast(BankPlugin, config.plugins["metodbank/bank"])
        self._template = plugin.renderer.fragment
        press = Press(kept(plugin.bank.settings.root, "charts"))
        self._pages.clear()
        self.views = views = {name: SetView(results) for name, results in plugin.indicators.sets.items()}
        plugin.renderer.environment.globals.update(
            HELPERS,
            drawing=lambda chart, name: _drawing(press, chart, name),
            advice=lambda text, page: plugin.renderer.prose(_on_page(text, page)),
            indicator_sets=views,
        )
        self._add(
            "indicators/index.md",
            "Показатели",
            "Наборы показателей документов-основ: что достигнуто, что нет и чего не хватает.",
            "index",
            views=views,
            themes=plugin.indicators.same(),
        )
        for view in views.values():
            downloads = downloads_of(view)
            self._add_set(view, views, downloads)
            for download in downloads.all():
                files.append(made_file(config, download.uri, download.content))
        if views:
            files.append(made_file(config, SCHEMA_URI, schema_file().content))
        self._pages.publish(files, config)
        return files

    def _add(self, uri: str, title: str, description: str, template: str, **values: object) -> None:
        if uri in self._pages:
            raise PluginError(f"Две страницы показателей по одному адресу, {uri}: переименуйте показатель (поле id).")
        name = f"indicators/{template}.html"
        wide = ("toc", "navigation")  # the tables need the whole width
        self._pages.add(uri, Made(title, description, lambda page: self._template(name, page, **values), wide))

    def _add_set(self, view: SetView, views: dict[str, SetView], downloads: Downloads) -> None:
        short = str(view.results.set.short_title or view.results.set.title)

        def add(page: str, title: str, description: str, template: str, **values: object) -> None:
            uri = f"indicators/{view.id}/{page}.md"
            self._add(uri, title, description, template, view=view, views=views, downloads=downloads, **values)

        ratings = {f"rating-{rating.month:%Y-%m}": rating for rating in view.results.ratings()}
        self._add_dashboards(add, view, short, ratings)
        for indicator in view.results.set.indicators or ():
            add(
                str(indicator.id),
                f"{_numbered(indicator)} · {short}",
                str(indicator.reads_as or indicator.name),
                "indicator",
                indicator=indicator,
            )
        add("method", f"Как считаются показатели · {short}", "Правила счёта и странности документа.", "method",
            rounding=ROUNDING_RULE, statuses=MEANINGS.items())  # fmt: skip
        old = views.get(str(view.results.set.supersedes))
        if old is not None:
            before = str(old.results.set.short_title or old.results.set.title)
            add("changes", f"Что изменилось: {before} → {short}", "Две редакции показателей рядом, слово за словом.",
                "changes", old=old, pairs=compare_editions(old.results, view.results), rule=RULE)  # fmt: skip
        add("recommendations", f"Рекомендации · {short}", "Кому что рекомендовано после мониторинга.",
            "recommendations")  # fmt: skip
        for subject in view.told:
            add(f"subject-{subject.id}", f"{subject.title}: показатели и рекомендации · {short}",
                "Значения по периодам, место в рейтинге и что рекомендовано.", "subject",
                subject=subject, ratings=ratings)  # fmt: skip
        if downloads.whole:
            add("passport", f"Паспорт открытых данных · {short}", "Какие файлы, что в столбцах, чьи данные.",
                "passport", columns=CSV_COLUMNS)  # fmt: skip
        add("missing", f"Каких цифр нет · {short}", "Чего не сдано и у кого спросить.", "missing")
        for period in view.periods if view.scored else ():
            title = f"Баллы организаций за {period.label} · {short}"
            add(
                _scores(view, period),
                title,
                "Баллы по организациям и за что каждый поставлен.",
                "scores",
                period=period,
            )
        for name, rating in ratings.items():
            title = f"Рейтинг, {words.month(rating.month)} · {short}"
            add(name, title, "Места, баллы и как они посчитаны.", "rating", rating=rating, ratings=ratings)

    @staticmethod
    def _add_dashboards(add: Callable[..., None], view: SetView, short: str, ratings: dict[str, Rating]) -> None:
        title = str(view.results.set.title)
        if not view.periods:
            add("index", title, title, "set", period=None, ratings=ratings)
        for period in view.periods:
            latest = period == view.latest
            name = title if latest else f"Показатели за {period.label} · {short}"
            add("index" if latest else period_slug(period), name, title, "set", period=period, ratings=ratings)

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Give a generated page its title."""
        self._pages.describe(page)
        return markdown

    @event_priority(0)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Fill a generated page."""
        made = self._pages.filled(page)
        return html if made is None else made


def _numbered(indicator: Indicator) -> str:
    return f"Показатель {indicator.number.rstrip('.')}" if indicator.number else "Показатель"


def _scores(view: SetView, period: Span) -> str:
    return "scores" if period == view.latest else f"scores-{period_slug(period)}"


def _letter(measure: Measure, variable: Variable) -> Markup:
    """Return how the document writes a variable in this formula, or nothing."""
    symbols = (measure.formula.symbols if measure.formula else None) or ()
    letter = next((symbol.symbol for symbol in symbols if symbol.variable == variable.id), None)
    return Markup(document_text(f"${letter}$")) if letter else Markup("")  # noqa: S704 - escaped by the engine


def _html(math: Math | None) -> Markup:
    return Markup(math.html) if math else Markup("")  # noqa: S704 - the engine escapes what it is made of


_MD = re.compile(r"(?<=\]\()([^)\s:]+)\.md(?=[)#\s])")


def _on_page(text: str, page: Page) -> str:
    """Make the links of a recommendation right on the page that shows it."""
    source = PurePosixPath(RECOMMENDATIONS_FOLDER) / "text.md"
    return _MD.sub(r"\1.html", from_source(text, source, page.file.src_uri))


def _drawing(press: Press, chart: Chart, name: str) -> Markup:
    return Markup(press.svg(chart, name))  # noqa: S704 - written by an XML library, which escapes


HELPERS: dict[str, object] = {
    "schema_uri": SCHEMA_URI,
    "status_sign": SIGNS.__getitem__,
    "status_name": NAMES.__getitem__,
    "target_words": target_words,
    "symbolic": lambda measure: _html(symbolic(measure)),
    "numeric": lambda result: _html(numeric(result)),
    "document_text": lambda text: Markup(document_text(text)),  # noqa: S704 - escaped by the engine
    "variables": variables_of,
    "letter": _letter,
    "plain": is_plain,
    "formula_in_words": formula_in_words,
    "collectors": collectors,
    "entered": entered,
    "spell": spell,
    "numbered": _numbered,
    "scores_page": _scores,
    "speakable": speakable,
    "unresolved": unresolved,
    "period_charts": period_charts,
    "subject_chart": subject_chart,
    "score_chart": score_chart,
    "set_chart": set_chart,
    "rating_chart": rating_chart,
}
"""What the templates of indicators call."""
