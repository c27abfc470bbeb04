"""Проверить банк, папку или файл."""

import _environment

_environment.enter()

from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

import _console
from metodbank.indicators.check import check_bank
from metodbank.rules.check import narrow
from metodbank.rules.corpus import read_corpus
from metodbank.rules.reports import FORMATS
from metodbank.site.settings import read_settings


@_console.command("check.py practices/cheki-i-procenty --format json")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True), metavar="[ПУТЬ]…")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="Вид отчёта.",
)
@click.option("--strict", is_flag=True, help="Считать предупреждения ошибками.")
def main(paths: tuple[Path, ...], form: str, strict: bool) -> None:
    """Проверить весь банк или только указанные файлы и папки.

    Ссылки между записями проверяются по всему банку и тогда, когда указан один файл.
    """
    settings = read_settings(_environment.ROOT / "mkdocs.yml")
    report = check_bank(read_corpus(settings)).report
    if paths:
        inside = [path.resolve() for path in paths]
        outside = [path for path in inside if not path.is_relative_to(settings.root)]
        if outside:
            raise click.UsageError(f"вне папки банка: {outside[0]}")
        report = narrow(report, settings.relative(inside))
    if form == "text":
        Console(highlight=False, soft_wrap=True).print(Text.from_markup(FORMATS[form](report, settings.site)))
    else:
        click.echo(FORMATS[form](report, settings.site))
    failed = report.errors or (strict and report.warnings)
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
