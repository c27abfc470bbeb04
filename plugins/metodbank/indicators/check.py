"""One call for the whole bank: rules over entries and tables, then over sets, figures and ratings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from metodbank.bank.bank import Bank, make_bank
from metodbank.indicators.expression import names, quotient
from metodbank.indicators.figure_rules import check_figures
from metodbank.indicators.figures import FIGURES_FOLDER, FigureFile, read_figures
from metodbank.indicators.library import Indicators, SetResults, make_results
from metodbank.indicators.model import BANDS, FOLDER, SHARE
from metodbank.indicators.numbers import spell
from metodbank.indicators.recommend import stale
from metodbank.indicators.set_rules import check_sets
from metodbank.indicators.sets import SetFile, read_sets
from metodbank.indicators.snapshots import RATINGS_FOLDER, SnapshotFile, check_snapshots, read_snapshots
from metodbank.indicators.written import RECOMMENDATIONS_FOLDER, WrittenFile, check_written, read_written
from metodbank.model.kinds import kinds
from metodbank.rules.catalogue import problem
from metodbank.rules.check import check
from metodbank.rules.corpus import IGNORED, Corpus
from metodbank.rules.problem import Problem, Report
from metodbank.source.defect import Mark


@dataclass(frozen=True)
class Checked:
    """What a run came to: all problems, the sound part of the bank, and the sound sets with their results."""

    report: Report
    bank: Bank
    indicators: Indicators


def check_bank(corpus: Corpus) -> Checked:
    """Check everything; entries, sets and figures with errors are in the report and nowhere else."""
    entries = check(corpus)
    bank = make_bank(corpus, entries)
    sets = read_sets(corpus.settings.root, corpus.vocabularies)
    figures = read_figures(corpus.settings.root)
    snapshots = read_snapshots(corpus.settings.root, corpus)
    written = read_written(corpus)
    by_id = {file.id: file for file in sets}
    found = [
        *check_sets(sets, corpus),
        *check_snapshots(snapshots, by_id, corpus),
        *check_written(written, by_id, corpus),
        *_stray(corpus.settings.root),
    ]
    for file in figures:
        found.extend(check_figures(file, by_id, corpus))
    broken = frozenset(str(entry.path) for entry in found if entry.severity.value == "error")
    indicators = Indicators(dict(_sound(sets, figures, snapshots, written, bank, broken, found)))
    for results in indicators.sets.values():
        found.extend((*_beside_counted(results, entries.broken), *_over_whole(results), *stale(results)))
    checked = entries.checked + len(sets) + len(figures) + len(snapshots)
    report = Report.of((*entries.problems, *found), checked)
    return Checked(report, replace(bank, report=report), indicators)


def _sound(
    sets: tuple[SetFile, ...],
    figures: tuple[FigureFile, ...],
    snapshots: tuple[SnapshotFile, ...],
    written: tuple[WrittenFile, ...],
    bank: Bank,
    broken: frozenset[str],
    found: list[Problem],
) -> Iterator[tuple[str, SetResults]]:
    """Yield the sets without errors; of their figures, the rows without errors."""
    wrong = {(entry.path, entry.line) for entry in found if entry.severity.value == "error"}
    for file in sets:
        if str(file.draft.path) in broken or not file.draft.document.readable:
            continue
        rows = [
            figure
            for table in figures
            if table.id == file.id
            for figure in table.figures()
            if (str(table.file.sheet.path), figure.line) not in wrong
        ]
        kept = [s for s in snapshots if s.snapshot.set == file.id and str(s.draft.path) not in broken]
        advice = [w for w in written if w.entry.set == file.id and str(w.draft.path) not in broken]
        yield file.id, make_results(file, rows, bank, kept, advice)


def _beside_counted(results: SetResults, broken: frozenset[str]) -> Iterator[Problem]:
    """A figure entered by hand agrees with what the bank counts, unless entries to count have errors."""
    book = results.book
    place = PurePosixPath(FIGURES_FOLDER) / f"{results.id}.csv"
    periods = {span.text: span for span in results.periods}
    for figure in book.figures:
        variable, subject = results.file.variables.get(figure.variable), book.subject(figure.subject)
        if figure.number is None or subject is None or variable is None or variable.counted is None:
            continue
        source = variable.counted.source or ""
        home = kinds()[source].home if source in kinds() else f"content/tables/{source}.csv"
        if any(PurePosixPath(path).is_relative_to(home) for path in broken):
            continue
        period = periods.get(figure.period)
        counted = book.counted(variable, period, subject) if period else None
        if counted is not None and counted.value != figure.number:
            values = {"value": figure.text, "counted": spell(counted.value), "title": variable.title}
            yield problem("MB885", place, Mark(figure.line, 1), **values)


def _over_whole(results: SetResults) -> Iterator[Problem]:
    """A share of a territory, put together from figures of several sources, does not pass 100 %."""
    path = PurePosixPath(FIGURES_FOLDER) / f"{results.id}.csv"
    for measure in results.measures:
        fraction = quotient(measure.expression) if measure.expression else None
        if fraction is None or measure.may_exceed or measure.kind not in (SHARE, BANDS):
            continue
        for period in results.periods:
            for subject in results.book.territories:
                found = results.result(measure, period, subject)
                lines = [figure.line for part in found.parts for figure in part.figures]
                if found.value is not None and found.value > fraction.factor and lines:
                    parts = {str(part.variable.id): part for part in found.parts}
                    top = ", ".join(parts[name].shown for name in names(fraction.top) if name in parts)
                    below = [parts[name] for name in names(fraction.bottom) if name in parts]
                    values = {
                        "id": measure.label or measure.id,
                        "part": top,
                        "titles": ", ".join(f"«{part.variable.title}»" for part in below),
                        "whole": ", ".join(part.shown for part in below),
                    }
                    yield problem("MB879", path, Mark(min(lines), 1), **values)


def _stray(root: Path) -> Iterator[Problem]:
    """In the folders of indicators lie sets, figures, ratings and recommendations, and nothing else."""
    for folder, suffix, inner in (
        (FOLDER, ".yml", {"figures", "ratings", "recommendations"}),
        (FIGURES_FOLDER, ".csv", set[str]()),
        (RATINGS_FOLDER, ".yml", set[str]()),
        (RECOMMENDATIONS_FOLDER, ".md", set[str]()),
    ):
        for path in sorted((root / folder).iterdir()) if (root / folder).is_dir() else ():
            if path.name in IGNORED or (path.is_dir() and path.name in inner):
                continue
            if path.suffix != suffix or path.is_dir():
                name = PurePosixPath(path.relative_to(root).as_posix())
                yield problem("MB863", name, Mark(), name=path.name, suffix=suffix)
