"""How a set is counted, in words for files: the document, the rules, the formulas, the oddities and their policy."""

from __future__ import annotations

from collections.abc import Iterator

from metodbank.indicators.library import SetResults
from metodbank.indicators.model import Quote
from metodbank.indicators.numbers import ROUNDING_RULE
from metodbank.indicators.words import formula_in_words

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


def oddities_of(results: SetResults) -> Iterator[tuple[str, str, str]]:
    """Yield where every oddity of the document is, what is odd, and what the bank does about it."""
    for indicator, oddity in results.oddities():
        place = f"Показатель {indicator.number}" if indicator and indicator.number else "Документ в целом"
        yield place, str(oddity.text), str(oddity.policy)
