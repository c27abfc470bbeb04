"""Внести в банк то, что прислали."""

import _environment

_environment.enter()

from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

import _console
from _registers import bring_register
from metodbank.intake.bring_in import bring_card
from metodbank.intake.proposal import bring_proposal
from metodbank.intake.register.reading import WORKBOOKS
from metodbank.rules.problem import Report, Severity
from metodbank.rules.reports import FORMATS, plural
from metodbank.rules.settings import Settings
from metodbank.site.settings import read_settings


@_console.command("bring_in.py kartochka.docx --file svodka.xlsx")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="ЧТО")
@click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="ФАЙЛ",
    help="Файл, присланный с карточкой; можно повторять. Что лежит рядом с карточкой, найдётся само.",
)
@click.option("--slug", metavar="ИМЯ", help="Имя папки латиницей; обычно его предложит программа.")
@click.option("--yes", is_flag=True, help="Реестр: записать без вопроса.")
@click.option("--dry-run", is_flag=True, help="Реестр: только показать, что изменится.")
@click.option("--delete", is_flag=True, help="Реестр: убрать из банка то, чего нет в книге.")
@click.option("--good-rows", is_flag=True, help="Реестр: внести строки без ошибок, остальные оставить.")
def main(
    source: Path, files: tuple[Path, ...], slug: str | None, yes: bool, dry_run: bool, delete: bool, good_rows: bool
) -> None:
    """Внести в банк то, что прислали: карточку практики или книгу реестра.

    Карточка — документ Word (.docx) или архив ZIP со страницы «Предложить практику»; .doc, .odt и .rtf читаются, если
    установлен LibreOffice. В документе может быть несколько карточек. Черновик записывается, даже если в карточке есть
    что поправить: список печатается.

    Книга реестра — .xlsx, которую составил report.py registers; .ods и .xls читаются, если установлен LibreOffice.
    Сначала будет показано, что изменится, построчно.
    """
    if files and source.suffix.lower() == ".zip":
        raise click.UsageError("--file нужен для карточки Word: в архив файлы уже вложены.")
    settings = read_settings(_environment.ROOT / "mkdocs.yml")
    register = source.suffix.lower() in WORKBOOKS
    if register and (files or slug):
        raise click.UsageError("--file и --slug — для карточки, а это книга реестра")
    if not register and (yes or dry_run or delete or good_rows):
        raise click.UsageError("--yes, --dry-run, --delete и --good-rows — для книги реестра (.xlsx, .ods, .xls)")
    if register:
        bring_register(source, settings, yes=yes, dry_run=dry_run, delete=delete, good_rows=good_rows)
    else:
        _bring_card(source, files, slug, settings)


def _bring_card(card: Path, files: tuple[Path, ...], slug: str | None, settings: Settings) -> None:
    with _console.progress("Читаю карточку…"):
        zipped = card.suffix.lower() == ".zip"
        brought = [bring_proposal(card, settings, slug)] if zipped else bring_card(card, settings, files, slug)
    problems = [problem for one in brought for problem in one.problems]
    if problems:
        report = Report.of(problems, len(brought))
        form = FORMATS["text"](report, settings.site).rpartition("\n")[0]
        Console(highlight=False, soft_wrap=True).print(Text.from_markup(form))
    written = [one for one in brought if one.file is not None]
    for one in written:
        assert one.file is not None
        _console.say(f"Записан черновик «{one.title}»: {one.file.relative_to(settings.root)}")
    for letter in filter(None, (one.letter for one in brought)):
        _console.say(f"Письмо методической службе (в банк не записано):\n{letter}")
    weighty = [problem for problem in problems if problem.severity is not Severity.INFO]
    if weighty:
        places = plural(len(weighty), "место", "места", "мест")
        _console.say(
            f"Поправить, чтобы отправить на экспертизу: {places}." if written else "В банк ничего не записано."
        )
    raise SystemExit(1 if weighty else 0)


if __name__ == "__main__":
    main()
