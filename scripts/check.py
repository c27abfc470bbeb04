"""Проверить банк, папку или файл."""

import _environment

_environment.enter()

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console
from rich.text import Text

import _console
from metodbank.indicators.check import check_bank
from metodbank.intake.changes import NoHistoryError
from metodbank.intake.mending import Mending, mendings
from metodbank.intake.request import judge
from metodbank.intake.request_report import request_markdown
from metodbank.rules.catalogue import catalogue
from metodbank.rules.check import narrow
from metodbank.rules.corpus import read_corpus
from metodbank.rules.problem import Report
from metodbank.rules.reports import FORMATS, plural
from metodbank.rules.settings import Settings
from metodbank.source.document import why
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
@click.option("--changed-since", "since", metavar="ВЕТКА", help="Проверить то, что изменилось относительно ветки git.")
@click.option("--also", multiple=True, metavar="ВИД=ФАЙЛ", help="Записать тот же отчёт ещё и в файл; можно повторять.")
@click.option("--preview", metavar="ГДЕ", default="", help="Где взять предпросмотр: для сводки запроса на слияние.")
@click.option("--strict", is_flag=True, help="Считать предупреждения ошибками.")
@click.option("--fix", is_flag=True, help="Поправить то, что можно поправить не спрашивая; сначала показать.")
@click.option("--yes", is_flag=True, help="С --fix: записать без вопроса.")
def main(
    paths: tuple[Path, ...],
    form: str,
    since: str | None,
    also: tuple[str, ...],
    preview: str,
    strict: bool,
    fix: bool,
    yes: bool,
) -> None:
    """Проверить весь банк или только указанные файлы и папки.

    Ссылки между записями проверяются по всему банку и тогда, когда указан один файл.

    --changed-since main показывает проблемы изменённых файлов и те, что правка принесла в другие: ссылку на удалённую
    запись, второй такой же номер. Вид markdown тогда — сводка для запроса на слияние: что нового и что исправить.

    --fix исправляет кодировку, концы строк, табуляцию, сокращения вместо слов словаря, вид дат и латинские буквы
    в русских словах. Комментарии и порядок полей остаются как были.
    """
    if yes and not fix:
        raise click.UsageError("--yes бывает только вместе с --fix")
    if since is not None and (fix or paths):
        raise click.UsageError("--changed-since сам выбирает файлы: путь и --fix с ним не пишут")
    places = [_place(item) for item in also]
    settings = read_settings(_environment.ROOT / "mkdocs.yml")
    if since is not None:
        report, forms = _judged(settings, since, preview)
        _tell(report, forms, form, places, strict)
    inside = [path.resolve() for path in paths]
    outside = [path for path in inside if not path.is_relative_to(settings.root)]
    if outside:
        raise click.UsageError(f"вне папки банка: {outside[0]}")
    report = _checked(settings, inside)
    if fix:
        found = mendings(report.problems, read_corpus(settings))
        if found and _agreed(found, yes):
            _write(found)
            report = _checked(settings, inside)
            if any(problem.mendable for problem in report.problems):
                _console.say("Поправилось не всё: что осталось, исправьте руками.")
        elif not found:
            _console.say("Поправить само нечего.")
    _tell(report, {name: partial(make, report, settings.site) for name, make in FORMATS.items()}, form, places, strict)


Forms = Mapping[str, Callable[[], str]]
"""What makes each form of the report at hand."""


def _place(item: str) -> tuple[str, Path]:
    name, sign, path = item.partition("=")
    if not sign or name not in FORMATS or not path:
        raise click.UsageError(f"--also {item}: нужно ВИД=ФАЙЛ, вид — {', '.join(FORMATS)}")
    return name, Path(path)


def _judged(settings: Settings, since: str, preview: str) -> tuple[Report, Forms]:
    """Check what has changed; the Markdown form is the message for the request."""
    try:
        request = judge(settings, since)
    except NoHistoryError as reason:
        _console.say(f"Не проверено: {reason}.")
        raise SystemExit(2) from None
    forms = {name: partial(make, request.report, settings.site) for name, make in FORMATS.items()}
    return request.report, forms | {"markdown": partial(request_markdown, request, settings.site, preview)}


def _tell(report: Report, forms: Forms, form: str, places: list[tuple[str, Path]], strict: bool) -> NoReturn:
    """Show the report, write it where it is asked for, and leave with the code that it deserves."""
    for name, path in places:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_plain(name, forms[name]()), encoding="utf-8", newline="\n")
        except OSError as error:
            raise click.UsageError(f"отчёт не записан в {path}: {why(error)}") from None
    if form == "text":
        Console(highlight=False, soft_wrap=True).print(Text.from_markup(forms[form]()))
    else:
        click.echo(forms[form]())
    failed = report.errors or (strict and report.warnings)
    raise SystemExit(1 if failed else 0)


def _plain(form: str, text: str) -> str:
    """A file has no colours."""
    return f"{Text.from_markup(text).plain if form == 'text' else text.rstrip()}\n"


def _checked(settings: Settings, paths: list[Path]) -> Report:
    report = check_bank(read_corpus(settings)).report
    return narrow(report, settings.relative(paths)) if paths else report


def _agreed(found: list[Mending], yes: bool) -> bool:
    """Show what would change and ask; where nobody can answer, nothing is written without ``--yes``."""
    for mending in found:
        titles = ", ".join(f"{code} {catalogue()[code].title}" for code in dict.fromkeys(mending.codes))
        _console.say(f"{mending.path}: {titles}")
        for line in mending.diff().splitlines():
            colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
            _console.console.print(Text(f"  {line}", style=colour))
    files = plural(len(found), "файл", "файла", "файлов")
    if yes:
        return True
    if not sys.stdin.isatty():
        _console.say(f"Ничего не записано: {files} ждут. Чтобы записать, повторите с --yes.")
        return False
    return click.confirm(f"Записать {files}?", default=True, err=True)


def _write(found: list[Mending]) -> None:
    for mending in found:
        try:
            written = mending.write()
        except OSError as error:
            _console.say(f"Не записан: {mending.path} — {why(error)}.")
            continue
        if not written:
            _console.say(f"Не записан: {mending.path} — файл тем временем изменился. Повторите команду.")
    _console.say("")


if __name__ == "__main__":
    main()
