"""``report.py gaps``: deficits and subjects without a living practice, as the page «Чего не хватает» has them."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.text import Text

import _console
import _environment
from metodbank.bank.bank import make_bank
from metodbank.bank.gaps import Coverage, Gaps, State, find_gaps
from metodbank.rules.check import check
from metodbank.rules.corpus import read_corpus
from metodbank.site.settings import read_settings

HEADINGS = {State.NONE: "Нет ни одной", State.EXPIRING: "Есть, но срок подходит", State.ONE: "Только одна"}


def add_command(group: click.Group) -> None:
    """Add the command to the group."""

    @_console.sub(group, "gaps", "report.py gaps --format json")
    @click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
                  help="Вид ответа.")  # fmt: skip
    def command(form: str) -> None:
        """Показать дефициты и предметы без действующей практики: то же, что страница «Чего не хватает»."""
        corpus = read_corpus(read_settings(_environment.ROOT / "mkdocs.yml"))
        gaps = find_gaps(make_bank(corpus, check(corpus)))
        if form == "json":
            click.echo(json.dumps(_data(gaps), ensure_ascii=False, indent=2))
        else:
            _show(gaps)


def _show(gaps: Gaps) -> None:
    console = Console(highlight=False, soft_wrap=True)
    samples = f", из них образцов: {gaps.samples}" if gaps.samples else ""
    console.print(f"Действующих практик: {gaps.practices}{samples}.")
    for coverage in gaps.coverages:
        console.print(Text(f"\n{coverage.title}", style="bold"))
        for state, heading in HEADINGS.items():
            for number, (value, cells) in enumerate(coverage.cells(state)):
                if not number:
                    console.print(f"  {heading}")
                console.print(Text(f"    {value}: {', '.join(cell.level for cell in cells)}"))


def _data(gaps: Gaps) -> dict[str, object]:
    """Return the answer for programs: every cell with its state and the practices that count."""
    return {
        "today": gaps.today.isoformat(),
        "practices": gaps.practices,
        "samples": gaps.samples,
        **{coverage.field: _cells(coverage) for coverage in gaps.coverages},
    }


def _cells(coverage: Coverage) -> list[dict[str, object]]:
    return [
        {"value": cell.value, "level": cell.level, "state": cell.state.value,
         "practices": [record.slug for record in cell.living]}
        for _, cells in coverage.rows for cell in cells if cell
    ]  # fmt: skip
