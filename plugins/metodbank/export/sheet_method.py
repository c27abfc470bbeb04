"""The sheet «Методика»: the document, the rules of counting, the formulas in words, the oddities and their policy."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from metodbank.export.sheet import HEAD, Book, Column, fit
from metodbank.indicators.library import SetResults
from metodbank.indicators.model import Quote
from metodbank.indicators.numbers import ROUNDING_RULE
from metodbank.indicators.words import MEANINGS, formula_in_words

NAME = "Методика"
COLUMNS = (Column("№", 26), Column("Что", 62), Column("Как", 74))
NO_METHOD = "Документ не говорит, как измерять."
HIDING = (
    "Число, за которым в организации стоят один-два человека, не публикуется: вместо него «1–2» или «скрыто». "
    "Значения, из которых его можно вычислить, записаны словами."
)


def facts_of(results: SetResults) -> Iterator[tuple[str, str]]:
    """Yield what a reader must know of a set: the document, whose values, how often, the rules."""
    held = results.set
    act = held.act
    assert act is not None, "a set without an act has problems and is not shown"
    yield "Набор", str(held.title)
    yield "Акт", ", ".join(filter(None, (act.title, act.section)))
    if act.edition:
        yield "Редакция", act.edition
    yield "Уровень", str(held.level)
    yield "Чьи значения", "территории" if results.by_territory else "каждой организации"
    for name, quotes in (
        ("Как часто", held.periodicity),
        ("Кто собирает", held.collectors),
        ("Источники данных", held.sources),
    ):
        if quotes:
            yield name, "\n".join(_quote(quote) for quote in quotes)
    if held.total:
        yield "Итоговый балл", held.total
    yield "Округление", ROUNDING_RULE
    yield "Скрытые числа", HIDING
    if held.rating:
        yield "Рейтинг", str(held.rating.method)


def _quote(quote: Quote) -> str:
    return f"{f'{quote.who}: ' if quote.who else ''}«{quote.text}»"


def formulas_of(results: SetResults) -> Iterator[tuple[str, str, str]]:
    """Yield number, name and formula in words of every measure, with where the formula comes from."""
    for measure in results.measures:
        formula = measure.formula
        text = formula_in_words(measure, results.file.variables) if formula else NO_METHOD
        origin = f" Формула: {formula.origin}." if formula else ""
        yield measure.label, measure.name, f"{text}.{origin}" if formula else text


def write_method(book: Book, results: SetResults) -> None:
    """Write the sheet."""
    title = f"Как считаются показатели: {results.set.short_title}"
    lead = "Названия, формулы и цели — слово в слово из документа; правила для его странностей добавлены банком."
    sheet = book.sheet(NAME, title, lead, COLUMNS, footer=str(results.set.short_title))
    row = HEAD
    for name, text in facts_of(results):
        row = _line(book, sheet, row, (name, text))
    for heading, rows in (
        ("Как решается статус", [(status.value, text) for status, text in MEANINGS.items()]),
        ("Формулы словами", list(formulas_of(results))),
        (
            "Странности документа и как с ними поступает банк",
            [
                (f"Показатель {i.number}" if i and i.number else "Документ в целом", str(o.text), str(o.policy))
                for i, o in results.oddities()
            ],
        ),
    ):
        book.text(sheet, row + 1, 0, heading, "section")
        row += 2
        for cells in rows:
            row = _line(book, sheet, row, cells)
    sheet.freeze_panes(HEAD - 1, 0)


def _line(book: Book, sheet: Worksheet, row: int, cells: tuple[str, ...]) -> int:
    """Write a row; two cells take the whole width."""
    book.text(sheet, row, 0, cells[0], "strong")
    widths = [COLUMNS[0].width, COLUMNS[1].width, COLUMNS[2].width]
    if len(cells) == 2:
        widths[1:] = [widths[1] + widths[2]]
        sheet.merge_range(row, 1, row, 2, "", book.style("text"))
    for number, text in enumerate(cells[1:], 1):
        book.text(sheet, row, number, text)
    fit(sheet, row, zip(cells, widths, strict=True))
    return row + 1
