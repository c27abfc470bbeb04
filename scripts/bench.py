"""Измерить поиск: качество и цену."""

import _environment

_environment.enter()

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

import _console
from metodbank.search import bench


@click.group(context_settings={"help_option_names": ["--help", "-h"]}, epilog="Пример: bench.py search")
def main() -> None:
    """Измерить поиск: качество ответов и сколько байтов они стоят."""


EVALUATION = _environment.ROOT / bench.EVALUATION


@main.command(options_metavar="[ПАРАМЕТРЫ]")
@click.option("--docs", type=click.Path(path_type=Path, exists=True), default=EVALUATION / "docs.jsonl",
              help="Тексты: строки JSON с id, title, text.")  # fmt: skip
@click.option("--queries", type=click.Path(path_type=Path, exists=True), default=EVALUATION / "queries.jsonl",
              help="Вопросы: строки JSON с qid, text, short, relevant.")  # fmt: skip
@click.option("--limit", type=int, default=0, help="Взять только столько вопросов.")
def search(docs: Path, queries: Path, limit: int) -> None:
    """Качество: MRR@10, Recall@10, nDCG@10 и доля вопросов без ответа, рядом с самим Whoosh."""
    with _console.progress("Строю указатель и спрашиваю…"):
        rows = bench.quality(docs, queries, _environment.ROOT, limit)
    table = Table("вопросы", "поиск", "MRR@10", "Recall@10", "nDCG@10", "без ответа")
    for row in rows:
        table.add_row(row.asked, row.engine, *(f"{value:.3f}" for value in row.figures), f"{row.silent:.1%}")
    Console(width=100).print(table)


@main.command("search-cost", options_metavar="[ПАРАМЕТРЫ]")
@click.option("--entries", default="1000,10000", show_default=True, help="Сколько карточек, через запятую.")
def search_cost(entries: str) -> None:
    """Цена: байты и запросы первого и следующего вопроса, время и память построения, размеры."""
    table = Table(
        "карточек", "построено, с", "память, МБ", "первый, кБ", "запросов", "следующий, кБ", "всего, МБ", "файлов"
    )
    for count in (int(item) for item in entries.split(",")):
        cost = bench.cost(count, _environment.ROOT)
        table.add_row(
            str(count), f"{cost.seconds:.1f}", f"{cost.megabytes:.0f}", f"{cost.first / 1000:.1f}",
            f"{cost.first_requests:.0f}", f"{cost.next / 1000:.1f}", f"{cost.total / 1e6:.1f}", str(cost.files),
        )  # fmt: skip
    Console(width=110).print(table)
    click.echo("Байты сжаты gzip -9; код поиска в браузере — ещё "
               f"{bench.client_bytes(_environment.ROOT) / 1000:.1f} кБ, один раз.")  # fmt: skip


if __name__ == "__main__":
    main()
