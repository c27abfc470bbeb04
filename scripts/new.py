"""Завести в банке новый файл."""

import _environment

_environment.enter()

from pathlib import Path
from typing import NoReturn

import click

import _console
import _life
import _new_entry
import _new_forge
from metodbank.indicators import drafts
from metodbank.indicators.check import Checked, check_bank
from metodbank.rules.corpus import read_corpus
from metodbank.site.settings import read_settings


@_console.group("new.py practice")
def main() -> None:
    """Завести в банке новое: запись любого вида, рекомендацию, итог рейтинга, проверку на площадке; принять практику.

    Готовые файлы команда не переписывает; accept, confirm, decision и renumber меняют в записи только свои строки.
    """


@_console.sub(main, "recommendation", "new.py recommendation ivolginsky 2025/26 shkola-3")
@click.argument("set_id", metavar="НАБОР")
@click.argument("period", metavar="ПЕРИОД")
@click.argument("subject", metavar="ОРГАНИЗАЦИЯ")
@click.option("--confirm", is_flag=True, help="Текст уже написан и верен при нынешних цифрах: обновить отпечаток.")
def recommendation(set_id: str, period: str, subject: str, confirm: bool) -> None:
    """Взять рекомендацию, составленную банком, в файл и править её руками.

    НАБОР — имя файла набора, ПЕРИОД — как он записан в наборе, ОРГАНИЗАЦИЯ — имя файла организации или имя
    территории. Текст из файла встанет на страницу вместо составленного банком.
    """
    checked = _checked()
    try:
        if confirm:
            found = drafts.written(checked.indicators, set_id, period, subject)
            assert found.written is not None
            old = (checked.bank.settings.root / found.written.draft.path).read_text(encoding="utf-8")
            file = drafts.confirmed(checked.indicators, set_id, period, subject, checked.bank.today, old)
        else:
            file = drafts.recommendation(checked.indicators, set_id, period, subject, checked.bank.today)
    except drafts.CannotDraft as reason:
        _refuse(str(reason))
    _write(checked.bank.settings.root / file.path, file.text, anew=not confirm)
    _console.say(f"{'Обновлено' if confirm else 'Записано'}: {file.path}")


@_console.sub(main, "rating", "new.py rating asou 2023-12")
@click.argument("set_id", metavar="НАБОР")
@click.argument("moment", metavar="МЕСЯЦ_ИЛИ_ПЕРИОД")
def rating(set_id: str, moment: str) -> None:
    """Подвести рейтинг: записать места такими, какие они сегодня. Цифры, исправленные позже, их не изменят."""
    checked = _checked()
    try:
        file = drafts.frozen_rating(checked.indicators, set_id, moment, checked.bank.today)
    except drafts.CannotDraft as reason:
        _refuse(str(reason))
    _write(checked.bank.settings.root / file.path, file.text, anew=True)
    _console.say(f"Записано: {file.path}")


def _checked() -> Checked:
    return check_bank(read_corpus(read_settings(_environment.ROOT / "mkdocs.yml")))


def _refuse(reason: str) -> NoReturn:
    _console.say(reason)
    raise SystemExit(1)


def _write(path: Path, text: str, *, anew: bool) -> None:
    """Write a file whole, and never over another where it is to be new."""
    if anew and path.exists():
        _refuse(f"Файл уже есть: {path}. Он не тронут.")
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8", newline="\n")
    fresh.replace(path)


_life.add_commands(main)
_new_entry.add_commands(main)
_new_forge.add_command(main)


if __name__ == "__main__":
    main()
