"""Recommendations corrected by hand and ratings frozen: the files, and the command that makes them."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from pathlib import Path

import pytest

from metodbank.indicators import drafts
from metodbank.indicators.check import Checked, check_bank
from metodbank.indicators.recommend import recommend
from metodbank.rules.corpus import read_corpus
from tests.commands_help import command, small_project
from tests.indicators_help import shipped
from tests.small_bank import TODAY, SmallBank


def checked(bank: SmallBank) -> Checked:
    return check_bank(read_corpus(bank.settings))


def test_a_draft_passes_the_check_and_takes_the_place_of_the_generated_text(tmp_path: Path) -> None:
    bank = SmallBank.copied(tmp_path)
    file = drafts.recommendation(checked(bank).indicators, "okrug", "2024", "shkola-3", TODAY)
    bank.write(str(file.path), file.text.replace("### Чего достичь", "### Договорились"))
    again = checked(bank)
    assert again.report.problems == ()
    results = again.indicators.sets["okrug"]
    subject = results.book.subject("shkola-3")
    assert subject
    found = recommend(results, results.periods[0], subject)
    assert found.written
    assert "### Договорились" in found.written.text
    assert not found.outdated
    with pytest.raises(drafts.CannotDraft, match="уже написана"):
        drafts.recommendation(again.indicators, "okrug", "2024", "shkola-3", TODAY)


def test_changed_figures_make_the_text_stale_until_it_is_confirmed(tmp_path: Path) -> None:
    bank = SmallBank.copied(tmp_path)
    file = drafts.recommendation(checked(bank).indicators, "okrug", "2024", "shkola-3", dt.date(2026, 1, 1))
    written = f"{file.text}\nПозвоните нам. digest: в тексте это просто слово.\n"
    bank.write(str(file.path), written)
    figures = "content/indicators/figures/okrug.csv"
    bank.write(figures, bank.read(figures).replace("shkola-3;trained;10", "shkola-3;trained;11"))
    stale = checked(bank)
    assert [problem.code for problem in stale.report.problems] == ["MB893"]
    new = drafts.confirmed(stale.indicators, "okrug", "2024", "shkola-3", TODAY, written)
    bank.write(str(new.path), new.text)
    assert checked(bank).report.problems == ()
    assert new.text.split("\n---\n", 1)[1] == written.split("\n---\n", 1)[1], "the text itself is not touched"
    assert "written: 2026-11-22" in new.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("okrog", "2024", "shkola-3"), "Возможно, вы имели в виду «okrug»"),
        (("okrug", "2034", "shkola-3"), "Такого периода нет: «2034»"),
        (("okrug", "2024", "shkola-4"), "Возможно, вы имели в виду «shkola-3»"),
    ],
)
def test_what_is_not_there_is_named_with_a_suggestion(tmp_path: Path, asked: tuple[str, str, str], said: str) -> None:
    with pytest.raises(drafts.CannotDraft) as reason:
        drafts.recommendation(checked(SmallBank.copied(tmp_path)).indicators, *asked, TODAY)
    assert said in str(reason.value)


def test_a_frozen_rating_is_not_frozen_again_and_a_live_one_is() -> None:
    indicators = shipped().indicators
    with pytest.raises(drafts.CannotDraft, match=r"уже подведён 26\.12\.2022"):
        drafts.frozen_rating(indicators, "asou", "2022-12", TODAY)
    file = drafts.frozen_rating(indicators, "asou", "2023-12", TODAY)
    assert str(file.path) == "content/indicators/ratings/asou-2023-12.yml"
    assert "frozen: '2026-11-22'" in file.text
    with pytest.raises(drafts.CannotDraft, match="нет рейтинга"):
        drafts.frozen_rating(indicators, "tazovsky", "2023-12", TODAY)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small bank of samples, with the commands."""
    root = small_project(tmp_path / "bank")
    okrug = root / "content/indicators/okrug.yml"
    okrug.write_text(f"sample: да\n{okrug.read_text(encoding='utf-8')}", encoding="utf-8")
    return root


def run(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return command(project, "new.py", *words)


def test_the_command_writes_once_and_never_over(project: Path) -> None:
    done = run(project, "recommendation", "okrug", "2024", "shkola-3")
    path = project / "content/indicators/recommendations/okrug-2024-shkola-3.md"
    assert (done.returncode, str(path.relative_to(project)) in done.stderr) == (0, True)
    text = path.read_text(encoding="utf-8")
    assert "sample: да" in text
    path.write_text(text + "\nНаше слово.\n", encoding="utf-8")
    again = run(project, "recommendation", "okrug", "2024", "shkola-3")
    assert again.returncode == 1
    assert "уже написана" in again.stderr
    assert path.read_text(encoding="utf-8").endswith("Наше слово.\n")
    rating = project / "content/indicators/ratings/okrug-2024-12.yml"
    rating.unlink()
    assert run(project, "rating", "okrug", "2024-12").returncode == 0
    frozen = rating.read_bytes()
    assert run(project, "rating", "okrug", "2024-12").returncode == 1
    assert rating.read_bytes() == frozen


def test_help_is_russian_and_shows_an_example(project: Path) -> None:
    for words in ((), ("recommendation",), ("rating",)):
        shown = run(project, *words, "--help").stdout
        assert "Пример: new.py" in shown
        assert not re.search(r"Usage|Options|Commands", shown)
    wrong = run(project, "recommendation", "okrug")
    assert wrong.returncode == 2
