"""``report.py terms``: what must be confirmed, by organisation, and a letter to each."""

from __future__ import annotations

from pathlib import Path

import click

import _console
import _environment
from metodbank.export.files import put
from metodbank.export.letters import letter_to, list_of, to_ask
from metodbank.indicators.check import check_bank
from metodbank.rules.corpus import read_corpus
from metodbank.rules.reports import plural
from metodbank.site.settings import read_settings


def add_command(group: click.Group) -> None:
    """Add the command to the group."""

    @_console.sub(group, "terms", "report.py terms --days 60 --to сроки")
    @click.option("--days", type=click.IntRange(0, 3660), default=60, show_default=True, help="На сколько дней вперёд.")
    @click.option(
        "--to", "target", type=click.Path(path_type=Path, file_okay=False), required=True, help="Куда записать."
    )
    @click.option("--force", is_flag=True, help="Заменить файлы, которые уже есть.")
    def terms(days: int, target: Path, force: bool) -> None:
        """Сроки: что пора подтвердить, по организациям, и черновик письма каждой (DOCX).

        Подтвердить практику, когда автор ответил: new.py confirm.
        """
        bank = check_bank(read_corpus(read_settings(_environment.ROOT / "mkdocs.yml"))).bank
        asked = to_ask(bank, days)
        if not asked:
            _console.say(f"За {days} дн. ничего не кончается: письма не нужны.")
            return
        files = {target / "spisok.docx": list_of(asked, bank, days)}
        files |= {target / f"pismo-{item.slug}.docx": letter_to(item, bank) for item in asked}
        held = next((path for path in files if path.exists()), None)
        if held and not force:
            raise click.UsageError(f"файл уже есть: {held}. Чтобы заменить, добавьте --force")
        try:
            put(files)
        except OSError as failure:
            raise click.ClickException(f"не удалось записать {failure.filename}: {failure.strerror}") from failure
        for item in asked:
            count = plural(len(item.practices), "практика", "практики", "практик")
            _console.say(f"{item.title}: {count}" + (f", {item.email}" if item.email else ""))
        for path in files:
            click.echo(str(path))
