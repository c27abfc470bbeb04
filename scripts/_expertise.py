"""``report.py expertise``: the kit for the experts, and the papers for the council from their sheets."""

from __future__ import annotations

from pathlib import Path

import click

import _console
import _environment
from metodbank.bank.expertise import Sheet, Summary
from metodbank.export import expertise_kit, expertise_papers
from metodbank.export.expertise_papers import Judged
from metodbank.export.files import put
from metodbank.intake.filing import RefusedError
from metodbank.intake.lifecycle import practice_of
from metodbank.intake.score_sheets import FORMS, read_sheets
from metodbank.model.kinds.organization import Organization
from metodbank.rules.corpus import Corpus, Draft, read_corpus
from metodbank.site.settings import read_settings

SHEETS = {"docx": expertise_kit.sheet_docx, "xlsx": expertise_kit.sheet_xlsx}


def add_command(group: click.Group) -> None:
    """Add the command to the group."""

    @_console.sub(
        group,
        "expertise",
        "report.py expertise slovar-na-stene --to экспертиза. "
        "Когда листы вернулись: report.py expertise slovar-na-stene --sheets листы --to экспертиза",
    )
    @click.argument("practices", nargs=-1, required=True, metavar="ПРАКТИКА…")
    @click.option("--experts", type=click.IntRange(1, 20), default=3, show_default=True, help="Сколько листов сделать.")
    @click.option("--format", "form", type=click.Choice([*SHEETS]), default="docx", help="Вид листов; обычно docx.")
    @click.option(
        "--sheets",
        "filled",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        help="Папка с заполненными листами: свести оценки.",
    )
    @click.option(
        "--to", "target", type=click.Path(path_type=Path, file_okay=False), required=True, help="Куда записать."
    )
    @click.option("--force", is_flag=True, help="Заменить файлы, которые уже есть.")
    def expertise(
        practices: tuple[str, ...], experts: int, form: str, filled: Path | None, target: Path, force: bool
    ) -> None:
        """Экспертиза: карточка без имён и листы для экспертов, а потом свод, проект протокола и проект приказа.

        Без --sheets — карточка (DOCX, без автора, организации и мест) и листы с критериями банка. С --sheets —
        средние, разброс и расхождения по заполненным листам. Решение в запись вносит new.py decision.
        """
        corpus = read_corpus(read_settings(_environment.ROOT / "mkdocs.yml"))
        drafts = [found(corpus, name) for name in dict.fromkeys(practices)]
        files = (
            _papers(corpus, drafts, summed(corpus, drafts, filled)) if filled else _kit(corpus, drafts, experts, form)
        )
        made = {target / name: content for name, content in files.items()}
        held = next((path for path in made if path.exists()), None)
        if held and not force:
            raise click.UsageError(f"файл уже есть: {held}. Чтобы заменить, добавьте --force")
        try:
            put(made)
        except OSError as failure:
            raise click.ClickException(f"не удалось записать {failure.filename}: {failure.strerror}") from failure
        for path in made:
            click.echo(str(path))


def found(corpus: Corpus, name: str) -> Draft:
    """Return a practice, or say why not and stop."""
    try:
        return practice_of(corpus, name)
    except RefusedError as reason:
        raise click.UsageError(str(reason)) from reason


def summed(corpus: Corpus, drafts: list[Draft], folder: Path) -> dict[str, Summary]:
    """Return the sums of every practice by its folder; any trouble in the sheets of one stops all."""
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in FORMS and not path.name.startswith("~$"))
    criteria = corpus.vocabularies["criteria"]
    sheets, troubles = read_sheets(files, criteria)
    for trouble in troubles:
        _console.say(str(trouble))
    known = {draft.slug for draft in drafts}
    for sheet in sheets:
        if sheet.code not in known:
            _console.say(f"{sheet.file}: шифр «{sheet.code}» — другая практика, лист пропущен")
    by_code: dict[str, list[Sheet]] = {slug: [sheet for sheet in sheets if sheet.code == slug] for slug in known}
    without = sorted(slug for slug, held in by_code.items() if not held)
    for slug in without:
        _console.say(f"{slug}: в папке {folder} нет ни одного годного листа")
    if troubles or without:
        _console.say("Свод не составлен: исправьте листы и повторите.")
        raise SystemExit(1)
    return {slug: Summary.of(slug, held, criteria) for slug, held in by_code.items()}


def _kit(corpus: Corpus, drafts: list[Draft], experts: int, form: str) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for draft in drafts:
        files[f"{draft.slug}-kartochka.docx"], warnings = expertise_kit.card_of(draft, corpus)
        for number in range(1, experts + 1):
            files[f"{draft.slug}-list-{number}.{form}"] = SHEETS[form](draft, corpus, number)
        for text in warnings:
            _console.say(f"{draft.slug}: {text}")
    return files


def _papers(corpus: Corpus, drafts: list[Draft], sums: dict[str, Summary]) -> dict[str, bytes]:
    day, papers = corpus.settings.today, corpus.settings.papers
    judged = [Judged(draft.title, _organization(draft, corpus), sums[draft.slug]) for draft in drafts]
    mark = expertise_kit.SAMPLE if any(draft.entry.sample for draft in drafts) else ""
    files = {f"{item.summary.code}-svod.docx": expertise_papers.summary_of(item, day, mark) for item in judged}
    files["protokol.docx"] = expertise_papers.minutes_of(judged, papers, day, mark)
    order = expertise_papers.order_of(judged, papers, day, mark)
    if order is not None:
        files["prikaz.docx"] = order
    for item in judged:
        _console.say(f"{item.summary.code}: {item.summary.total} из {item.summary.maximum}")
        for text in expertise_papers.findings(item.summary)[1:]:
            _console.say(f"  {text}")
    return files


def _organization(draft: Draft, corpus: Corpus) -> str:
    owner = corpus.by_slug["organization"].get(str(draft.data.get("organization")))
    return str(owner.entry.title or "") if owner and isinstance(owner.entry, Organization) else ""
