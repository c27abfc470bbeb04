"""Внести в банк то, что прислали."""

import _environment

_environment.enter()

from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

import _console
from metodbank.intake.bring_in import bring_card
from metodbank.intake.proposal import bring_proposal
from metodbank.rules.problem import Report, Severity
from metodbank.rules.reports import FORMATS, plural
from metodbank.site.settings import read_settings


@_console.command("bring_in.py kartochka.docx --file svodka.xlsx")
@click.argument("card", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="КАРТОЧКА")
@click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="ФАЙЛ",
    help="Файл, присланный с карточкой; можно повторять. Что лежит рядом с карточкой, найдётся само.",
)
@click.option("--slug", metavar="ИМЯ", help="Имя папки латиницей; обычно его предложит программа.")
def main(card: Path, files: tuple[Path, ...], slug: str | None) -> None:
    """Превратить заполненную карточку практики в черновик записи.

    КАРТОЧКА — документ Word (.docx) или архив ZIP со страницы «Предложить практику»; .doc, .odt и .rtf читаются, если
    установлен LibreOffice. В документе может быть несколько карточек. Черновик записывается, даже если в карточке есть
    что поправить: список печатается.
    """
    if files and card.suffix.lower() == ".zip":
        raise click.UsageError("--file нужен для карточки Word: в архив файлы уже вложены.")
    settings = read_settings(_environment.ROOT / "mkdocs.yml")
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
