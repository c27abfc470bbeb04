"""The part of ``bring_in.py`` that takes workbooks: what would change is shown, and asked about."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

import _console
from metodbank.intake.register.changes import RowChange, What
from metodbank.intake.register.taking import Taking, take
from metodbank.rules.problem import Report
from metodbank.rules.reports import FORMATS, plural
from metodbank.rules.settings import Settings
from metodbank.source.document import why

COLOURS = {What.NEW: "green", What.CHANGED: "yellow", What.MISSING: "red"}
SHOWN = 200
"""Most characters of a cell that are shown."""


def bring_register(file: Path, settings: Settings, *, yes: bool, dry_run: bool, delete: bool, good_rows: bool) -> None:
    """Show what a workbook changes and write it; ends the command with its exit code."""
    with _console.progress("Сравниваю с банком и проверяю…"):
        taking = take(file, settings, delete=delete, good_rows=good_rows)
    for row in taking.rows:
        _show(row)
    if taking.problems:
        report = Report.of(taking.problems, len(taking.files))
        form = FORMATS["text"](report, settings.site).rpartition("\n")[0]
        Console(highlight=False, soft_wrap=True).print(Text.from_markup(form))
    errors = any(problem.severity.value == "error" for problem in taking.problems)
    _sum_up(taking, delete=delete)
    if not taking.allowed:
        if errors:
            _console.say("В банк ничего не записано. Исправьте ошибки или внесите строки без них: --good-rows.")
        raise SystemExit(1 if errors else 0)
    if not dry_run and _agreed(taking, yes=yes):
        _write(taking)
    raise SystemExit(1 if errors else 0)


def _show(row: RowChange) -> None:
    where = f"{row.sheet}, строка {row.place.row}" if row.place else row.sheet
    _console.console.print(Text.assemble((f"{row.what.value:<12}", COLOURS[row.what]), f" {where}: {row.name}"))
    for cell in row.cells if row.what is What.CHANGED else ():
        old, new = (" / ".join(text.split("\n"))[:SHOWN] or "пусто" for text in (cell.old, cell.new))
        _console.say(f"             {cell.head}: {old} → {new}")


def _sum_up(taking: Taking, *, delete: bool) -> None:
    if not taking.rows:
        _console.say("Книга совпадает с банком: менять нечего.")
        return
    counts = {what: sum(row.what is what for row in taking.rows) for what in What}
    _console.say("")
    _console.say(", ".join(f"{what.value}: {count}" for what, count in counts.items() if count))
    if counts[What.MISSING] and not delete:
        _console.say("Чего нет в книге, в банке остаётся. Чтобы убрать, повторите с --delete.")
    if taking.left_out:
        rows = plural(len(taking.left_out), "строка", "строки", "строк")
        _console.say(f"С ошибками, не вносится: {rows}.")


def _agreed(taking: Taking, *, yes: bool) -> bool:
    files = plural(len(taking.files), "файл", "файла", "файлов")
    if yes:
        return True
    if not sys.stdin.isatty():
        _console.say(f"Ничего не записано: {files} ждут. Чтобы записать, повторите с --yes.")
        return False
    return click.confirm(f"Записать {files}?", default=True, err=True)


def _write(taking: Taking) -> None:
    try:
        stale = taking.write()
    except OSError as error:
        _console.say(f"Ничего не записано: {why(error)}.")
        raise SystemExit(1) from error
    if stale:
        _console.say(f"Ничего не записано: {stale} тем временем изменился. Повторите команду.")
        raise SystemExit(1)
    for change in taking.files:
        _console.say(f"{'Убран' if change.after is None else 'Записан'}: {change.name}")
