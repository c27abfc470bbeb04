"""The report of a set for a period as a Word document: ready to be sent, nothing to be retyped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_date

from metodbank.export.ledger import ledger_of
from metodbank.export.method import HIDING, facts_of, formulas_of, oddities_of
from metodbank.export.prose import add_prose
from metodbank.export.report_tables import (
    dashboard,
    figures,
    figures_by_organization,
    missing,
    over_periods,
    overview,
    scores,
    values_of,
)
from metodbank.export.word import Column, Paper
from metodbank.indicators.book import Subject
from metodbank.indicators.library import SetResults
from metodbank.indicators.periods import Span
from metodbank.indicators.recommend import recommend
from metodbank.indicators.results import Result, Status
from metodbank.indicators.words import MEANINGS, SAMPLE_NOTE, speakable
from metodbank.rules.reports import plural

TITLE = "Отчёт о достижении показателей"


@dataclass(frozen=True)
class Report:
    """What a report is about: a set, a period, and whose values."""

    results: SetResults
    period: Span
    subjects: tuple[Subject, ...]

    @property
    def single(self) -> bool:
        """Whether it speaks of one territory or organisation."""
        return len(self.subjects) == 1

    @property
    def found(self) -> tuple[Result, ...]:
        """The results of everyone it speaks of."""
        return tuple(result for who in self.subjects for result in self.results.results(self.period, who))

    @property
    def addressed(self) -> tuple[Subject, ...]:
        """Who gets recommendations: those it speaks of, and organisations whose figures make a territory's."""
        whole = self.single and self.subjects[0].territory and self.subjects[0] in self.results.judged
        others = self.results.organizations if whole else ()
        return (*self.subjects, *(who for who in others if who not in self.subjects))


def docx_of(results: SetResults, period: Span, subject: Subject | None = None) -> bytes:
    """Return the report for a period; without a subject, of everyone the document judges."""
    report = Report(results, period, (subject,) if subject else results.judged)
    day = results.book.bank.today
    mark = SAMPLE_NOTE if results.sample else ""
    paper = Paper(f"{TITLE}: {results.set.short_title}, {period.label}", day, mark)
    _title(paper, report, mark)
    sections = (_outcome, _values, _figures, _missing, _recommendations, _method)
    for number, section in enumerate(sections, 1):
        section(paper, report, f"{number}. ")
    paper.paragraph("")
    for name in ("Составил(а), должность", "Подпись, фамилия и инициалы"):
        paper.fact(name, "_" * 40)
    return paper.bytes()


def _title(paper: Paper, report: Report, mark: str) -> None:
    held = report.results.set
    assert held.act is not None, "a set without an act has problems and is not shown"
    paper.paragraph(TITLE, "Title")
    paper.paragraph(str(held.title), "Subtitle")
    if mark:
        paper.warning(mark)
    paper.fact("Документ", ", ".join(filter(None, (held.act.title, held.act.section))))
    if held.act.edition:
        paper.fact("Редакция", held.act.edition)
    paper.fact("Период", report.period.label)
    count = plural(len(report.subjects), "организация", "организации", "организаций")
    paper.fact("Чьи показатели", report.subjects[0].title if report.single else count)
    day = format_date(report.results.book.bank.today, "d MMMM y", locale="ru")
    paper.fact("Составлен", f"{day} года по данным муниципального банка практик")
    paper.paragraph("Содержание", "Fact", bold=True)
    paper.contents()


def _outcome(paper: Paper, report: Report, number: str) -> None:
    paper.heading(f"{number}Итог")
    if report.results.scored:
        points = Counter(result.score.points for result in report.found if result.score)
        said = [f"балл {score} — {count}" for score, count in sorted(points.items(), reverse=True)]
        absent = sum(result.score is None for result in report.found)
        paper.paragraph(f"Поставлено баллов: {'; '.join(said) or 'ни одного'}. Нет данных для балла: {absent}.")
        paper.table(*scores(report.results, report.period, report.subjects))
        _numbers(paper, report)
        return
    paper.paragraph(_tally(report.found))
    if report.single:
        paper.table(*dashboard(report.results, report.period, report.subjects[0]))
    else:
        paper.table(*overview(report.results, report.period, report.subjects))
    for rating in report.results.ratings():
        if rating.period == report.period.text:
            month = format_date(rating.month, "LLLL y", locale="ru")
            columns = (Column("Место", 2), Column("Территория", 11), Column("Итог, баллов из 100", 4, number=True))
            rows = [(place.place, place.subject.title, place.shown) for place in rating.places]
            paper.table(f"Рейтинг, {month}", columns, rows)


def _tally(found: Sequence[Result]) -> str:
    held = Counter(result.verdict for result in found)
    order = (Status.REACHED, Status.ABOVE, Status.NOT_REACHED, Status.NO_DATA, Status.NO_TARGET, Status.COVERED)
    said = "; ".join(f"{status.value} — {held[status]}" for status in order if held[status])
    early = sum(result.status is Status.PRELIMINARY for result in found)
    whole = plural(len(found), "значение", "значения", "значений")
    tail = f" Предварительных значений среди них: {early}." if early else ""
    return f"Всего {whole}: {said}.{tail}"


def _numbers(paper: Paper, report: Report) -> None:
    columns = (Column("№", 1.5), Column("Показатель", 16))
    paper.table("Что значат номера", columns, [(measure.label, measure.name) for measure in report.results.measures])


def _values(paper: Paper, report: Report, number: str) -> None:
    paper.heading(f"{number}Значения показателей")
    if not report.single:
        for who in report.subjects:
            paper.heading(who.title, 2)
            paper.table(*values_of(report.results, report.period, who))
        return
    (who,) = report.subjects
    for title, table in over_periods(report.results, report.period, who):
        if title:
            paper.heading(title, 2)
        paper.table(*table)
    paper.heading("Как получилось каждое значение", 2)
    for result in report.results.results(report.period, who):
        label = f"{result.measure.label.rstrip('.')}. " if result.measure.label else ""
        paper.paragraph(f"{label}{result.measure.name}", bold=True).paragraph_format.keep_with_next = True
        said = result.explanation if speakable(result) else "Не показано: по объяснению вычислялось бы скрытое число."
        paper.paragraph(said)


def _figures(paper: Paper, report: Report, number: str) -> None:
    paper.heading(f"{number}Цифры, из которых посчитаны показатели")
    ledger = ledger_of(report.results, [report.period], report.subjects)
    if report.single:
        paper.table(*figures(ledger, report.period, report.subjects[0]))
    for table in figures_by_organization(ledger, report.period):
        paper.table(*table)
    if any(entry.hidden for entry in ledger.entries):
        paper.paragraph(HIDING)


def _missing(paper: Paper, report: Report, number: str) -> None:
    paper.heading(f"{number}Каких цифр нет и у кого спросить")
    table = missing(report.results, report.period, report.addressed)
    if table is None:
        paper.paragraph(f"Все цифры за {report.period.label} сданы.")
    else:
        paper.table(*table)


def _recommendations(paper: Paper, report: Report, number: str) -> None:
    paper.heading(f"{number}Адресные рекомендации")
    paper.paragraph("Составлены по значениям, целям и несданным цифрам; где текст написан методистом, это сказано.")
    without = []
    for who in report.addressed:
        found = recommend(report.results, report.period, who)
        text = found.written.text if found.written else found.markdown
        if not text:
            without.append(who.title)
            continue
        paper.heading(who.title, 2)
        if found.written is not None:
            day = f" {found.written.day:%d.%m.%Y}" if found.written.day else ""
            changed = "; цифры с тех пор изменились" if found.outdated else ""
            paper.paragraph(f"Написано методистом{day}{changed}.")
        add_prose(paper, text, contents=False)
    if without:
        names = ", ".join(without)
        paper.paragraph(f"Рекомендаций нет: {names} — целей на период документ не задаёт, цифры сданы.")


def _method(paper: Paper, report: Report, number: str) -> None:
    paper.heading(f"{number}Как считаются показатели")
    for name, text in facts_of(report.results):
        paper.fact(name, text)
    pairs = (Column("Статус", 4), Column("Когда ставится", 13.5))
    paper.table("Как решается статус", pairs, [(status.value, text) for status, text in MEANINGS.items()])
    formulas = (Column("№", 1.5), Column("Показатель", 8), Column("Формула словами", 8))
    paper.table("Формулы показателей", formulas, list(formulas_of(report.results)))
    odd = (Column("Где", 3), Column("Что странно в документе", 7), Column("Как поступает банк", 7.5))
    paper.table("Странности документа и как с ними поступает банк", odd, list(oddities_of(report.results)))
