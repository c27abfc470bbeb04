"""Найти записи, показатели и страницы по словам, как на сайте."""

import _environment

_environment.enter()

import json
from collections.abc import Callable

import click
from rich.console import Console
from rich.text import Text

import _console
from metodbank.indicators.check import check_bank
from metodbank.rules.corpus import read_corpus
from metodbank.search.entries import collect, pages_of
from metodbank.search.building import make_index
from metodbank.search.index import WhooshClashError
from metodbank.search.lemmas import Lemmas
from metodbank.search.narrowing import FILTERS, UnknownValueError, narrowed
from metodbank.search.query import Answer, Engine
from metodbank.site.indicator_documents import documents_of
from metodbank.site.search import cache
from metodbank.site.settings import read_settings


def filters(command: Callable[..., None]) -> Callable[..., None]:
    """Add an option for every filter; each may be given several times."""
    for name, facet in reversed(FILTERS.items()):
        text = f"{facet.label}; можно несколько раз."
        command = click.option(f"--{name}", name, multiple=True, metavar="СЛОВО", help=text)(command)
    return command


@_console.command('search.py "проценты" --subject Математика --class 7')
@click.argument("words", nargs=-1, required=True, metavar="СЛОВА…")
@click.option("--limit", type=click.IntRange(1, 200), default=10, show_default=True, help="Сколько ответов показать.")
@click.option("--kind", default="", help="Только записи одного вида: practice, event, organization…")
@filters
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="Вид ответа.")  # fmt: skip
def main(words: tuple[str, ...], limit: int, kind: str, form: str, **wanted: tuple[str, ...]) -> None:
    """Найти записи, показатели и страницы, как на сайте.

    Слова — в любой форме; "точная фраза", -лишнее, автор:, предмет:, класс:, школа:.
    Несколько значений одного отбора — любое из них, разные отборы — все вместе.
    """
    settings = read_settings(_environment.ROOT / "mkdocs.yml")
    corpus = read_corpus(settings)
    checked = check_bank(corpus)
    bank = checked.bank
    collection = collect(bank, (*documents_of(checked.indicators), *pages_of(corpus)))
    labels = {section.kind: section.label for section in collection.sections}
    if kind and kind not in labels:
        raise click.UsageError(f"вида «{kind}» нет; есть: {', '.join(labels)}")
    try:
        allowed = narrowed(collection.documents, wanted, bank.vocabularies)
    except UnknownValueError as unknown:
        near = ", ".join(f"«{value}»" for value in unknown.near)
        raise click.UsageError(f"--{unknown.name}: такого нет — «{unknown.value}»; есть, например: {near}") from unknown
    lemmas = Lemmas(cache(settings.root))
    try:
        index = make_index(collection, lemmas)
    except WhooshClashError as clash:
        raise click.ClickException(str(clash)) from clash
    lemmas.save()
    answer = Engine(index, collection).ask(" ".join(words), len(collection.documents), kind)
    answer = Answer([hit for hit in answer.hits if hit.document.url in allowed][:limit], answer.taken_for)
    if form == "json":
        click.echo(json.dumps(_data(answer), ensure_ascii=False, indent=2))
    else:
        _show(answer, labels)
    if not answer.hits:
        raise SystemExit(1)


def _data(answer: Answer) -> dict[str, object]:
    hits = [
        {"url": hit.document.url, "kind": hit.document.kind, "title": hit.document.title, "note": hit.document.note,
         "score": round(hit.score, 4), "all": hit.whole}
        for hit in answer.hits
    ]  # fmt: skip
    return {"taken_for": answer.taken_for, "hits": hits}


def _show(answer: Answer, labels: dict[str, str]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    if answer.taken_for:
        console.print(Text(f"Показаны результаты для «{answer.taken_for}».", style="italic"))
    if not answer.hits:
        console.print("Ничего не нашлось. Попробуйте другое слово или снимите отбор.")
    for place, hit in enumerate(answer.hits, 1):
        partly = "" if hit.whole else " (не все слова)"
        console.print(Text(f"{place:>2}. {hit.document.title}{partly}", style="bold"))
        console.print(
            Text(f"    {' · '.join(filter(None, (labels[hit.document.kind], hit.document.note)))}", style="dim")
        )
        console.print(Text(f"    {hit.document.url}"))


if __name__ == "__main__":
    main()
