"""Измерить поиск: качество и цену."""

import _environment

_environment.enter()
if _environment.WINDOWS:  # which has no module «resource»
    _environment.stop("Замеры считают память и время процессора так, как Windows не умеет. Запустите их в Linux.")

from pathlib import Path

from rich.table import Table

import _console
import click
from metodbank.bank.bank import Bank, make_bank
from metodbank.rules.check import check
from metodbank.rules.corpus import read_corpus
from metodbank.search import bench_near
from metodbank.search.bench import cost as costing
from metodbank.search.bench import quality
from metodbank.search.bench.cards import EVALUATION
from metodbank.search.judged import BANK_QUESTIONS, over_bank, over_texts
from metodbank.site.settings import read_settings
from rich.console import Console

FOLDER = _environment.ROOT / EVALUATION


@_console.group("bench.py search --limit 300")
def main() -> None:
    """Измерить поиск рядом с другими движками: качество ответов и сколько байтов они стоят."""


@_console.sub(main, "search", "bench.py search --docs тексты.jsonl --queries вопросы.jsonl")
@click.option("--docs", type=click.Path(path_type=Path), default=FOLDER / "docs.jsonl",
              help="Тексты: строки JSON с id, title, text.")  # fmt: skip
@click.option("--queries", type=click.Path(path_type=Path), default=FOLDER / "queries.jsonl",
              help="Вопросы: строки JSON с qid, text, short, relevant и, если есть, grades.")  # fmt: skip
@click.option("--bank", is_flag=True, help="Только вопросы учителей к записям самого банка.")
@click.option("--limit", type=int, default=0, help="Взять только столько вопросов.")
@click.option("--half", is_flag=True, help="Только отложенная половина вопросов: веса выбраны по другой.")
@click.option(
    "--known", type=int, default=0, help="Ещё искать известную карточку по двум словам заголовка среди стольких."
)
def search(docs: Path, queries: Path, bank: bool, limit: int, half: bool, known: int) -> None:
    """Качество: MRR@10, Recall@10, nDCG@10 и доля вопросов без ответа, рядом с Whoosh, Pagefind и lunr.

    Без параметров — два набора: открытый и вопросы учителей к записям банка (tests/search/queries.jsonl).
    """
    if not bank and not (docs.is_file() and queries.is_file()):
        raise click.UsageError(f"нет файла {docs if not docs.is_file() else queries}; или спросите банк: --bank")
    table = Table("набор", "вопросы", "поиск", "MRR@10", "Recall@10", "nDCG@10", "без ответа")
    with _console.progress("Спрашиваю…") as bar:
        task = bar.add_task("Готовлю тексты", total=None)

        def tell(what: str) -> None:
            bar.update(task, description=what)

        own = docs == FOLDER / "docs.jsonl"
        sets = [] if bank else [over_texts("открытый" if own else docs.stem, docs, queries)]
        if bank or own:
            sets.append(over_bank("банк", _bank(), _environment.ROOT / BANK_QUESTIONS))
        root = _environment.ROOT
        rows = [row for judged in sets for row in quality.quality(judged, root, limit, half, tell, others=True)]
        if known:
            rows += quality.known_cards(known, root, limit or 500, half, tell)
    ways = list(dict.fromkeys((row.questions, row.asked) for row in rows))
    rows.sort(key=lambda row: ways.index((row.questions, row.asked)))
    for row in rows:
        shown = [f"{value:.3f}" for value in row.figures]
        figures = [*shown, f"{row.silent:.1%}"] if not row.absent else ["—"] * 4
        table.add_row(row.questions, row.asked, row.engine, *figures)
    Console(width=110).print(table)
    for name, why in dict.fromkeys((row.engine, row.absent) for row in rows if row.absent):
        click.echo(f"{name} не измерен: {why}")


def _bank() -> Bank:
    corpus = read_corpus(read_settings(_environment.ROOT / "mkdocs.yml"))
    return make_bank(corpus, check(corpus))


@_console.sub(main, "search-cost", "bench.py search-cost --entries 1000,10000")
@click.option("--entries", default="1000,10000", show_default=True, help="Сколько карточек, через запятую.")
@click.option("--pairs", type=click.IntRange(2), default=10, show_default=True, help="Сколько пар вопросов задать.")
def search_cost(entries: str, pairs: int) -> None:
    """Цена: байты, запросы и время первого и следующего вопроса, время и память построения, размеры."""
    with _console.progress("Измеряю…") as bar:
        task = bar.add_task("Готовлю карточки", total=None)

        def tell(what: str) -> None:
            bar.update(task, description=what)

        sizes = [int(item) for item in entries.split(",")]
        found = [cost for count in sizes for cost in costing.costs(count, _environment.ROOT, pairs, tell)]
    asked = Table("карточек", "поиск", "заранее, кБ", "с первым, кБ", "запросов", "следующий, кБ", "запросов", "кругов",
                  "рядом, с", "медленно: открыть, с", "первый, с", "следующий, с")  # fmt: skip
    built = Table("карточек", "поиск", "построено, с", "процессора, с", "память, МБ",
                  "правка, с", "ещё одна, с", "новая, с", "всего, МБ", "файлов", "манифест, кБ")  # fmt: skip
    for cost in found:
        head = (str(cost.entries), cost.engine)
        if cost.near and cost.slow:
            near, slow = cost.near, cost.slow
            asked.add_row(
                *head, f"{near.opened_bytes / 1000:.1f}",
                f"{near.first_bytes / 1000:.1f}", f"{near.first_requests:.0f}",
                f"{near.next_bytes / 1000:.1f}", f"{near.next_requests:.0f}",
                f"{slow.first_depth:.0f} и {slow.next_depth:.0f}", f"{near.first_seconds:.2f}",
                f"{slow.opened:.2f}", f"{slow.first_seconds:.2f}", f"{slow.next_seconds:.2f}",
            )  # fmt: skip
        if cost.build:
            build = cost.build
            known = [build.processor, build.manifest / 1000]
            processor, manifest = (f"{value:.1f}" if value else "—" for value in known)
            changes = [f"{clock:.1f} ({own:.1f})" if clock else "—"
                       for clock, own in (build.changed, build.again, build.added)]  # fmt: skip
            built.add_row(*head, f"{build.seconds:.1f}", processor, f"{build.memory:.0f}", *changes,
                          f"{build.total / 1e6:.1f}", str(build.files), manifest)  # fmt: skip
    console = Console(width=160)
    console.print(asked)
    console.print(built)
    click.echo("Байты сжаты gzip -9, с заголовками ответов и кодом поиска: он — "
               f"{costing.client_bytes(_environment.ROOT) / 1000:.1f} кБ, один раз. Медленная линия — 1 Мбит/с, 300 мс "
               "туда и обратно; «заранее» и «открыть» — код и манифест, пока человек не начал писать. «Кругов» — "
               "сколько раз подряд ждут ответа сервера: первый вопрос и следующий.")  # fmt: skip
    click.echo("«Построено» и «правка» — от собранных записей до файлов указателя, обычных и сжатых, готовых к записи; "
               "в скобках — секунды процессора. «Правка» — слово в одной карточке, в новом процессе, как у сборки на "
               "сервере; «ещё одна» — в том же процессе, как у scripts/serve.py; «новая» — ещё одна карточка "
               "посередине: у тех, что за ней, меняются номера. Память — всех процессов вместе, общие страницы один "
               "раз; у Pagefind — наибольшего.")  # fmt: skip
    for cost in found:
        if cost.absent:
            click.echo(f"{cost.engine} не измерен: {cost.absent}")


@_console.sub(main, "near", "bench.py near --entries 1000")
@click.option("--entries", default="1000,10000", show_default=True, help="Сколько карточек, через запятую.")
def near(entries: str) -> None:
    """Похожее: секунды на поиск копий и похожих практик, сколько подложенных копий найдено и сколько названо зря."""
    bank = _bank()
    table = Table("карточек", "копии, с", "похожие, с", "память, МБ", "копий найдено", "лишних")
    with _console.progress("Подкладываю копии и ищу…"):
        for count in (int(item) for item in entries.split(",")):
            cost = bench_near.near(count, FOLDER / "docs.jsonl", bank.vocabularies, _environment.ROOT)
            table.add_row(
                str(count), f"{cost.likeness:.1f}", f"{cost.related:.1f}", f"{cost.megabytes:.0f}",
                f"{cost.found} из {cost.planted}", str(cost.others),
            )  # fmt: skip
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
