"""Измерить поиск: качество и цену."""

import _environment

_environment.enter()

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

import _console
from metodbank.bank.bank import Bank, make_bank
from metodbank.rules.check import check
from metodbank.rules.corpus import read_corpus
from metodbank.search import bench, bench_near
from metodbank.search.judged import BANK_QUESTIONS, over_bank, over_texts
from metodbank.site.settings import read_settings


@click.group(context_settings={"help_option_names": ["--help", "-h"]}, epilog="Пример: bench.py search")
def main() -> None:
    """Измерить поиск: качество ответов и сколько байтов они стоят."""


EVALUATION = _environment.ROOT / bench.EVALUATION


@main.command(options_metavar="[ПАРАМЕТРЫ]")
@click.option("--docs", type=click.Path(path_type=Path), default=EVALUATION / "docs.jsonl",
              help="Тексты: строки JSON с id, title, text.")  # fmt: skip
@click.option("--queries", type=click.Path(path_type=Path), default=EVALUATION / "queries.jsonl",
              help="Вопросы: строки JSON с qid, text, short, relevant и, если есть, grades.")  # fmt: skip
@click.option("--bank", is_flag=True, help="Только вопросы учителей к записям самого банка.")
@click.option("--limit", type=int, default=0, help="Взять только столько вопросов.")
def search(docs: Path, queries: Path, bank: bool, limit: int) -> None:
    """Качество: MRR@10, Recall@10, nDCG@10 и доля вопросов без ответа, рядом с самим Whoosh.

    Без параметров — два набора: открытый и вопросы учителей к записям банка (tests/search/queries.jsonl).
    """
    if not bank and not (docs.is_file() and queries.is_file()):
        raise click.UsageError(f"нет файла {docs if not docs.is_file() else queries}; или спросите банк: --bank")
    table = Table("набор", "вопросы", "поиск", "MRR@10", "Recall@10", "nDCG@10", "без ответа")
    with _console.progress("Строю указатель и спрашиваю…"):
        sets = (
            [] if bank else [over_texts("открытый" if docs == EVALUATION / "docs.jsonl" else docs.stem, docs, queries)]
        )
        if bank or docs == EVALUATION / "docs.jsonl":
            sets.append(over_bank("банк", _bank(), _environment.ROOT / BANK_QUESTIONS))
        for row in (row for judged in sets for row in bench.quality(judged, _environment.ROOT, limit)):
            figures = (f"{value:.3f}" for value in row.figures)
            table.add_row(row.questions, row.asked, row.engine, *figures, f"{row.silent:.1%}")
    Console(width=100).print(table)


def _bank() -> Bank:
    corpus = read_corpus(read_settings(_environment.ROOT / "mkdocs.yml"))
    return make_bank(corpus, check(corpus))


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


@main.command(options_metavar="[ПАРАМЕТРЫ]")
@click.option("--entries", default="1000,10000", show_default=True, help="Сколько карточек, через запятую.")
def near(entries: str) -> None:
    """Похожее: секунды на поиск копий и похожих практик, сколько подложенных копий найдено и сколько названо зря."""
    bank = _bank()
    table = Table("карточек", "копии, с", "похожие, с", "память, МБ", "копий найдено", "лишних")
    with _console.progress("Подкладываю копии и ищу…"):
        for count in (int(item) for item in entries.split(",")):
            cost = bench_near.near(count, EVALUATION / "docs.jsonl", bank.vocabularies, _environment.ROOT)
            table.add_row(
                str(count), f"{cost.likeness:.1f}", f"{cost.related:.1f}", f"{cost.megabytes:.0f}",
                f"{cost.found} из {cost.planted}", str(cost.others),
            )  # fmt: skip
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
