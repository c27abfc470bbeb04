"""Найти записи банка по словам, как на сайте."""

import _environment

_environment.enter()

import click
from rich.console import Console
from rich.text import Text

import _console
from metodbank.indicators.check import check_bank
from metodbank.rules.corpus import read_corpus
from metodbank.search.entries import collect
from metodbank.search.index import WhooshClashError, make_index
from metodbank.search.lemmas import Lemmas
from metodbank.search.query import Engine
from metodbank.site.indicator_documents import documents_of
from metodbank.site.search import cache
from metodbank.site.settings import read_settings


@_console.command('search.py "проценты 7 класс"')
@click.argument("words", nargs=-1, required=True, metavar="СЛОВА…")
@click.option("--limit", type=click.IntRange(1, 200), default=10, show_default=True, help="Сколько ответов показать.")
@click.option("--kind", default="", help="Только один вид: practice, event, indicator…")
def main(words: tuple[str, ...], limit: int, kind: str) -> None:
    """Найти записи: слова в любой форме, "точная фраза", -лишнее, автор:, предмет:, класс:, школа:."""
    settings = read_settings(_environment.ROOT / "mkdocs.yml")
    checked = check_bank(read_corpus(settings))
    collection = collect(checked.bank, documents_of(checked.indicators))
    lemmas = Lemmas(cache(settings.root))
    try:
        index = make_index(collection, lemmas)
    except WhooshClashError as clash:
        raise click.ClickException(str(clash)) from clash
    lemmas.save()
    answer = Engine(index, collection).ask(" ".join(words), limit, kind)
    console = Console(highlight=False, soft_wrap=True)
    if answer.taken_for:
        console.print(Text(f"Показаны результаты для «{answer.taken_for}».", style="italic"))
    if not answer.hits:
        console.print("Ничего не нашлось. Попробуйте другое слово.")
        raise SystemExit(1)
    labels = {section.kind: section.label for section in collection.sections}
    for place, hit in enumerate(answer.hits, 1):
        partly = "" if hit.whole else " (не все слова)"
        console.print(Text(f"{place:>2}. {hit.document.title}{partly}", style="bold"))
        console.print(
            Text(f"    {' · '.join(filter(None, (labels[hit.document.kind], hit.document.note)))}", style="dim")
        )
        console.print(Text(f"    {hit.document.url}"))


if __name__ == "__main__":
    main()
