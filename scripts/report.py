"""Составить отчёт или выгрузку."""

import _environment

_environment.enter()

from pathlib import Path

import click

import _certificates
import _console
import _expertise
import _gaps
import _letters
from metodbank.export.asked import UnknownNameError, find_period, find_set, find_subject
from metodbank.export.files import put
from metodbank.export.report import docx_of
from metodbank.export.results_csv import csv_of
from metodbank.export.results_json import json_of
from metodbank.export.workbook import xlsx_of
from metodbank.indicators.check import Checked, check_bank
from metodbank.indicators.library import SetResults
from metodbank.indicators.words import period_slug
from metodbank.intake.register.layout import registers
from metodbank.intake.register.workbook import workbook_of
from metodbank.rules.corpus import read_corpus
from metodbank.rules.reports import plural
from metodbank.rules.suggest import nearest
from metodbank.site.settings import read_settings

WHOLE = {"xlsx": xlsx_of, "json": json_of, "csv": csv_of}
"""Forms that hold every period and everyone at once."""
FORMS = ("docx", *WHOLE)


@_console.group("report.py indicators tazovsky --period 2024 --to отчёт.docx")
def main() -> None:
    """Составить отчёт, выгрузку или бумагу по данным банка."""


@_console.sub(main, "indicators", "report.py indicators asou --period 2022/23 --to отчёт.docx")
@click.argument("name", required=False, metavar="[НАБОР]")
@click.option("--all", "every", is_flag=True, help="Все наборы; тогда --to — папка.")
@click.option("--period", metavar="ПЕРИОД", help="Период отчёта docx; обычно — последний, за который есть цифры.")
@click.option(
    "--subject",
    metavar="ЧЬИ",
    help="Чьи показатели в отчёте docx: организация или территория; обычно — все по документу.",
)
@click.option("--format", "form", type=click.Choice(FORMS), help="Вид файла; обычно — по имени в --to, иначе docx.")
@click.option("--to", "target", type=click.Path(path_type=Path), help="Куда записать; обычно — в текущую папку.")
@click.option("--force", is_flag=True, help="Заменить файл, если он уже есть.")
def indicators(
    name: str | None,
    every: bool,
    period: str | None,
    subject: str | None,
    form: str | None,
    target: Path | None,
    force: bool,
) -> None:
    """Показатели: отчёт DOCX, книга XLSX, JSON, CSV.

    Отчёт — за один период; в XLSX, JSON и CSV стоят все, в XLSX — живыми формулами.

    НАБОР — имя файла из content/indicators без «.yml», например tazovsky, или краткое название. Все наборы сразу:
    report.py indicators --all --format xlsx --to выгрузка
    """
    if bool(name) == every:
        raise click.UsageError("назовите один набор или укажите --all")
    suffix = target.suffix.lstrip(".").casefold() if target and not every else ""
    if form and suffix in FORMS and suffix != form:
        raise click.UsageError(f"--to кончается на .{suffix}, а --format просит {form}: оставьте одно")
    form = form or (suffix if suffix in FORMS else "docx")
    if form in WHOLE and (period or subject):
        raise click.UsageError(f"в файле {form} стоят все периоды и все организации; --period и --subject — для docx")
    with _console.progress("Проверяю банк…") as bar:
        task = bar.add_task("Проверяю банк", total=None)
        checked = check_bank(read_corpus(read_settings(_environment.ROOT / "mkdocs.yml")))
        try:
            chosen = list(checked.indicators.sets.values()) if every else [_chosen(checked, str(name))]
            bar.update(task, description="Составляю", total=len(chosen), completed=0)
            files: dict[Path, bytes] = {}
            for results in chosen:
                _whole(checked, results.id)
                file, content = _file(results, form, period, subject)
                files[_place(file, target, every=every)] = content
                bar.advance(task)
        except UnknownNameError as unknown:
            raise click.UsageError(str(unknown)) from unknown
    _put(files, force)


@_console.sub(main, "registers", "report.py registers events --to мероприятия.xlsx")
@click.argument("names", nargs=-1, metavar="[РЕЕСТР]…")
@click.option("--to", "target", type=click.Path(path_type=Path), help="Файл или папка; обычно — текущая папка.")
@click.option("--force", is_flag=True, help="Заменить файл, если он уже есть.")
def registers_(names: tuple[str, ...], target: Path | None, force: bool) -> None:
    """Реестры: книги XLSX, чтобы править их в Excel или LibreOffice.

    РЕЕСТР — имя папки или таблицы: people, events, mentoring, figures… Без имени — все, по книге на реестр.
    Правки возвращает bring_in.py. Книги внутренние: данные в них точные, на сайт их не выкладывают.
    """
    known = registers()
    unknown = [name for name in names if name not in known]
    if unknown:
        guess = nearest(unknown[0], known)
        like = f", возможно, вы имели в виду {guess}" if guess else ""
        raise click.UsageError(f"реестра «{unknown[0]}» нет{like}. Есть: {', '.join(known)}")
    chosen = [known[name] for name in dict.fromkeys(names)] or list(known.values())
    with _console.progress("Читаю банк…") as bar:
        task = bar.add_task("Читаю банк", total=None)
        corpus = read_corpus(read_settings(_environment.ROOT / "mkdocs.yml"))
        bar.update(task, description="Составляю", total=len(chosen), completed=0)
        files: dict[Path, bytes] = {}
        for register in chosen:
            place = _place(f"{register.name}.xlsx", target, every=len(chosen) > 1)
            files[place] = workbook_of(register, corpus)
            bar.advance(task)
    _put(files, force)
    for document in corpus.unread:
        _console.say(f"Не вошло в книги, файл не читается: {document.path}. Что с ним, скажет scripts/check.py")


def _put(files: dict[Path, bytes], force: bool) -> None:
    held = [path for path in files if path.exists()]
    if held and not force:
        raise click.UsageError(f"файл уже есть: {held[0]}. Чтобы заменить его, добавьте --force")
    try:
        put(files)
    except OSError as failure:
        raise click.ClickException(f"не удалось записать {failure.filename}: {failure.strerror}") from failure
    for path in files:
        click.echo(str(path))


def _chosen(checked: Checked, name: str) -> SetResults:
    """Return a set; one that has errors is told from one that does not exist."""
    _whole(checked, name)
    return find_set(checked.indicators, name)


def _whole(checked: Checked, name: str) -> None:
    """Stop where a set's own files have errors: a report would pass over what is wrong."""
    own = (
        f"content/indicators/{name}.yml",
        f"content/indicators/figures/{name}.csv",
        f"content/indicators/ratings/{name}-",
    )
    errors = [found for found in checked.report.problems if found.severity.value == "error"]
    wrong = [found for found in errors if str(found.path).startswith(own)]
    if wrong:
        first = wrong[0]
        _console.say(f"{first.path}:{first.line}:{first.column} {first.code} {first.message}")
        count = plural(len(wrong), "ошибка", "ошибки", "ошибок")
        _console.say(f"В наборе {name} {count}; отчёт не составлен. Все ошибки покажет scripts/check.py")
        raise SystemExit(1)


def _file(results: SetResults, form: str, period: str | None, subject: str | None) -> tuple[str, bytes]:
    if form in WHOLE:
        return f"{results.id}.{form}", WHOLE[form](results)
    span = find_period(results, period) if period else next(iter(results.held), None)
    if span is None:
        raise click.UsageError(f"в наборе {results.id} ещё нет цифр: назовите период, --period")
    who = find_subject(results, subject) if subject else None
    tail = f"-{who.id}" if who else ""
    return f"{results.id}-{period_slug(span)}{tail}.docx", docx_of(results, span, who)


def _place(file: str, target: Path | None, *, every: bool) -> Path:
    if target is None:
        return Path(file)
    return target / file if every or target.is_dir() else target


_certificates.add_command(main)
_expertise.add_command(main)
_gaps.add_command(main)
_letters.add_command(main)


if __name__ == "__main__":
    main()
