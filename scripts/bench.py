"""Измерить поиск: качество и цену."""

import _environment

_environment.enter()

from pathlib import Path

from rich.table import Table

import _console
import click
from metodbank.search.bench import cost as costing
from metodbank.search.bench import quality
from metodbank.search.bench.cards import EVALUATION
from rich.console import Console

FOLDER = _environment.ROOT / EVALUATION


@_console.group("bench.py search --limit 300")
def main() -> None:
    """Измерить поиск рядом с другими движками: качество ответов и сколько байтов они стоят."""


@_console.sub(main, "search", "bench.py search --docs тексты.jsonl --queries вопросы.jsonl")
@click.option("--docs", type=click.Path(path_type=Path, exists=True), default=FOLDER / "docs.jsonl",
              help="Тексты: строки JSON с id, title, text.")  # fmt: skip
@click.option("--queries", type=click.Path(path_type=Path, exists=True), default=FOLDER / "queries.jsonl",
              help="Вопросы: строки JSON с qid, text, short, relevant.")  # fmt: skip
@click.option("--limit", type=int, default=0, help="Взять только столько вопросов.")
@click.option("--half", is_flag=True, help="Только отложенная половина вопросов: веса выбраны по другой.")
@click.option("--known", type=int, default=10_000, show_default=True,
              help="Искать известную карточку по двум словам заголовка среди стольких; 0 — не искать.")  # fmt: skip
def search(docs: Path, queries: Path, limit: int, half: bool, known: int) -> None:
    """Качество: MRR@10, Recall@10, nDCG@10 и доля вопросов без ответа."""
    table = Table("вопросы", "поиск", "MRR@10", "Recall@10", "nDCG@10", "без ответа")
    with _console.progress("Спрашиваю…") as bar:
        task = bar.add_task("Готовлю тексты", total=None)

        def tell(what: str) -> None:
            bar.update(task, description=what)

        rows = list(quality.quality(docs, queries, _environment.ROOT, limit, half, tell))
        if known:
            rows += quality.known_cards(known, _environment.ROOT, limit or 500, half, tell)
    ways = list(dict.fromkeys(row.asked for row in rows))
    rows.sort(key=lambda row: ways.index(row.asked))
    for row in rows:
        shown = [f"{value:.3f}" for value in row.figures]
        table.add_row(row.asked, row.engine, *([*shown, f"{row.silent:.1%}"] if not row.absent else ["—"] * 4))
    Console(width=100).print(table)
    for name, why in dict.fromkeys((row.engine, row.absent) for row in rows if row.absent):
        click.echo(f"{name} не измерен: {why}")


@_console.sub(main, "search-cost", "bench.py search-cost --entries 1000,10000")
@click.option("--entries", default="1000,10000", show_default=True, help="Сколько карточек, через запятую.")
@click.option("--pairs", type=click.IntRange(2), default=20, show_default=True, help="Сколько пар вопросов задать.")
def search_cost(entries: str, pairs: int) -> None:
    """Цена: байты, запросы и время первого и следующего вопроса, время и память построения, размеры."""
    with _console.progress("Измеряю…") as bar:
        task = bar.add_task("Готовлю карточки", total=None)

        def tell(what: str) -> None:
            bar.update(task, description=what)

        sizes = [int(item) for item in entries.split(",")]
        found = [cost for count in sizes for cost in costing.costs(count, _environment.ROOT, pairs, tell)]
    asked = Table("карточек", "поиск", "первый, кБ", "запросов", "следующий, кБ", "запросов",
                  "рядом, с", "медленно: открыть, с", "первый, с", "следующий, с")  # fmt: skip
    built = Table("карточек", "поиск", "построено, с", "процессора, с", "память, МБ", "помощник, МБ",
                  "одна правка, с", "процессора, с", "всего, МБ", "файлов", "манифест, кБ")  # fmt: skip
    for cost in found:
        head = (str(cost.entries), cost.engine)
        if cost.build and cost.near and cost.slow:
            near, slow, build = cost.near, cost.slow, cost.build
            asked.add_row(
                *head, f"{near.first_bytes / 1000:.1f}", f"{near.first_requests:.0f}",
                f"{near.next_bytes / 1000:.1f}", f"{near.next_requests:.0f}", f"{near.first_seconds:.2f}",
                f"{slow.opened:.2f}", f"{slow.first_seconds:.2f}", f"{slow.next_seconds:.2f}",
            )  # fmt: skip
            known = [build.processor, build.worker, build.changed, build.changed_processor, build.manifest / 1000]
            processor, worker, changed, again, manifest = (f"{value:.1f}" if value else "—" for value in known)
            built.add_row(*head, f"{build.seconds:.1f}", processor, f"{build.memory:.0f}", worker, changed, again,
                          f"{build.total / 1e6:.1f}", str(build.files), manifest)  # fmt: skip
    console = Console(width=130)
    console.print(asked)
    console.print(built)
    click.echo("Байты сжаты gzip -9, с заголовками ответов и кодом поиска: он — "
               f"{costing.client_bytes(_environment.ROOT) / 1000:.1f} кБ, один раз. Медленная линия — 1 Мбит/с, 300 мс "
               "туда и обратно; «открыть» — код и манифест, пока человек не начал писать.")  # fmt: skip
    for cost in found:
        if cost.absent:
            click.echo(f"{cost.engine} не измерен: {cost.absent}")


if __name__ == "__main__":
    main()
