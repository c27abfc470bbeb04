"""``report.py certificate``: certificates of inclusion, one file for each author."""

from __future__ import annotations

from pathlib import Path

import click

import _console
import _environment
from metodbank.bank.bank import Bank, Record
from metodbank.export.certificate_docx import docx_of
from metodbank.export.certificate_pdf import pdf_of
from metodbank.export.certificates import REFUSED, Certificate, NotCertifiedError, certificates
from metodbank.export.files import put
from metodbank.indicators.check import check_bank
from metodbank.rules.corpus import Corpus, read_corpus
from metodbank.rules.suggest import nearest
from metodbank.site.settings import read_settings

FORMS = {"pdf": pdf_of, "docx": docx_of}


def add_command(group: click.Group) -> None:
    """Add the command to the group."""

    @_console.sub(group, "certificate", "report.py certificate cheki-i-procenty --to свидетельства")
    @click.argument("practices", nargs=-1, metavar="[ПРАКТИКА]…")
    @click.option("--all", "every", is_flag=True, help="Все практики, которые сейчас действуют.")
    @click.option("--format", "form", type=click.Choice([*FORMS]), default="pdf", help="Вид файла; обычно pdf.")
    @click.option(
        "--to", "target", type=click.Path(path_type=Path, file_okay=False), required=True, help="Папка для файлов."
    )
    @click.option("--force", is_flag=True, help="Заменить файлы, которые уже есть.")
    def certificate(practices: tuple[str, ...], every: bool, form: str, target: Path, force: bool) -> None:
        """Свидетельства о включении в банк: каждому автору своё.

        ПРАКТИКА — имя папки из practices или номер в банке. Автор назван, если согласие на имя действует; иначе
        для имени оставлена строка. Отозванной практике, архивной и той, у которой вышел срок, свидетельство не
        выдаётся.
        """
        if bool(practices) == every:
            raise click.UsageError("назовите практики или укажите --all")
        corpus = read_corpus(read_settings(_environment.ROOT / "mkdocs.yml"))
        bank = check_bank(corpus).bank
        chosen = _alive(bank) if every else [_find(name, bank, corpus) for name in dict.fromkeys(practices)]
        made: dict[Path, bytes] = {}
        without: list[str] = []
        refused = 0
        with _console.progress("Составляю свидетельства…") as bar:
            task = bar.add_task("Составляю свидетельства", total=len(chosen))
            for record in chosen:
                found, reason = _made(record, bank) if isinstance(record, Record) else ([], record)
                if reason:
                    refused += 1
                    _console.say(f"Не выдано. {reason}.")
                if found and isinstance(record, Record) and not record.value("order"):
                    without.append(record.slug)
                for item in found:
                    made[target / f"{item.file}.{form}"] = FORMS[form](item)
                bar.advance(task)
        held = next((path for path in made if path.exists()), None)
        if held and not force:
            raise click.UsageError(f"файл уже есть: {held}. Чтобы заменить, добавьте --force")
        try:
            put(made)
        except OSError as failure:
            raise click.ClickException(f"не удалось записать {failure.filename}: {failure.strerror}") from failure
        for path in made:
            click.echo(str(path))
        if without:
            _console.say(f"Без приказа, только с решением экспертов (поле order пусто): {', '.join(without)}.")
        if refused:
            raise SystemExit(1)


def _alive(bank: Bank) -> list[Record | str]:
    """Return the practices that a certificate may be given of; the rest need no refusal when nobody asked for them."""
    return [
        record
        for record in bank.listed("practice")
        if record.value("status") not in REFUSED and not (record.entry.expires and record.entry.expires < bank.today)
    ]


def _find(name: str, bank: Bank, corpus: Corpus) -> Record | str:
    """Return a practice by its folder or number, or the reason why it has no certificate."""
    slug = Path(name.rstrip("/\\")).name
    records = bank.records["practice"]
    found = records.get(slug) or next((item for item in records.values() if item.value("id") == name), None)
    if found is not None:
        return found
    draft = corpus.by_slug["practice"].get(slug)
    if draft is None:
        near = nearest(slug, [*corpus.by_slug["practice"]])
        hint = f"; возможно, «{near}»" if near else ""
        raise click.UsageError(f"практики «{name}» нет в папке practices{hint}")
    if draft.entry.visible:
        return f"{slug}: в записи есть ошибки, их покажет scripts/check.py practices/{slug}"
    return (
        f"{slug}: практика ещё не включена в банк, её статус — «{getattr(draft.entry, 'status', None) or 'черновик'}»"
    )


def _made(record: Record, bank: Bank) -> tuple[list[Certificate], str]:
    try:
        found = certificates(record, bank)
    except NotCertifiedError as reason:
        return [], f"{record.slug}: {reason}"
    if not found:
        return [], f"{record.slug}: у практики не указаны авторы"
    return found, ""
