"""The commands as a person and a forge call them: output, formats, exit codes, Russian."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from rich.text import Text

from metodbank.rules.catalogue import catalogue
from metodbank.rules.problem import Problem, Report, Severity
from metodbank.rules.reports import FORMATS
from tests.commands_help import small_project
from tests.conftest import ROOT


def run(script: str, *arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(root / "scripts" / script), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "CI": "true"},
        check=False,
    )


REPORT = Report(
    (
        Problem(
            "practices/a b/index.md",
            3,
            8,
            "MB214",
            "в слове «Прoценты», 100 % | латинские буквы",
            "наберите [заново] и [bold]",
        ),
        Problem("practices/a b/index.md", 9, 1, "MB405", "меньше года", "", Severity.WARNING),
        Problem("content/tables/iom.csv", 2, 4, "MB805", "столбец 4 «Разработано»: <b>", "число", Severity.ERROR),
    ),
    12,
)
SITE = "https://bank.example/"


def test_json_has_the_agreed_form() -> None:
    content = json.loads(FORMATS["json"](REPORT, SITE))
    assert content["checked"] == 12
    assert content["problems"][0] == {
        "code": "MB214",
        "severity": "error",
        "path": "practices/a b/index.md",
        "line": 3,
        "column": 8,
        "message": "в слове «Прoценты», 100 % | латинские буквы",
        "hint": "наберите [заново] и [bold]",
    }
    assert list(content["problems"][0]) == ["code", "severity", "path", "line", "column", "message", "hint"]


def test_github_annotations_escape_what_would_break_them() -> None:
    first = FORMATS["github"](REPORT, SITE).splitlines()[0]
    assert first.startswith("::error file=practices/a b/index.md,line=3,col=8,title=MB214::")
    assert "100 %25" in first
    assert first.endswith("https://bank.example/help/problems/mb214.html")


def test_gitlab_fingerprints_are_unique_and_do_not_hang_on_lines() -> None:
    moved = Report((Problem("a.md", 30, 1, "MB214", "то же"), Problem("a.md", 31, 1, "MB214", "то же")), 1)
    before = Report((Problem("a.md", 3, 1, "MB214", "то же"), Problem("a.md", 4, 1, "MB214", "то же")), 1)
    prints = [[item["fingerprint"] for item in json.loads(FORMATS["gitlab"](r, ""))] for r in (before, moved)]
    assert prints[0] == prints[1]
    assert len(set(prints[0])) == 2


def test_sarif_names_rules_and_places() -> None:
    run_ = json.loads(FORMATS["sarif"](REPORT, SITE))["runs"][0]
    rules = [rule["id"] for rule in run_["tool"]["driver"]["rules"]]
    assert rules == ["MB214", "MB405", "MB805"]
    for result in run_["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region["startColumn"] >= 1
    assert run_["tool"]["driver"]["rules"][0]["helpUri"] == "https://bank.example/help/problems/mb214.html"


def test_markdown_keeps_its_table_whole() -> None:
    text = FORMATS["markdown"](REPORT, SITE)
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert all(line.replace("\\|", "").count("|") == 5 for line in rows)
    assert "[MB214](https://bank.example/help/problems/mb214.html)" in text
    assert "<b>" not in text


def test_text_groups_by_file_and_closes_with_a_count() -> None:
    lines = Text.from_markup(FORMATS["text"](REPORT, SITE)).plain.splitlines()
    assert lines[0] == "practices/a b/index.md"
    assert lines[-1] == "Проверено: 12 файлов. 2 ошибки, 1 предупреждение."
    assert lines[2].strip() == "наберите [заново] и [bold]", "brackets of a message are not markup"
    assert "https://bank.example/help/problems/mb214.html" in lines[-2]


def test_check_of_the_whole_bank_ends_well() -> None:
    result = run("check.py")
    assert result.returncode == 0, result.stdout
    assert "Ошибок нет" in result.stdout or "0 ошибок" in result.stdout


def test_check_of_one_file_speaks_of_it_alone() -> None:
    result = run("check.py", "practices/himiya-na-kuhne", "--format", "json")
    assert result.returncode == 0
    assert {problem["path"].split("/")[1] for problem in json.loads(result.stdout)["problems"]} <= {"himiya-na-kuhne"}


@pytest.mark.parametrize("arguments", [["--format", "xml"], ["net-takogo-fayla"], ["--nonsense"], ["/etc/hostname"]])
def test_wrong_use_is_exit_code_2_in_russian(arguments: list[str]) -> None:
    result = run("check.py", *arguments)
    assert result.returncode == 2
    assert "Ошибка:" in result.stderr
    assert "Error" not in result.stderr
    assert "Traceback" not in result.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small bank of one's own, with the commands."""
    return small_project(tmp_path / "bank")


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small bank that commands only read."""
    return small_project(tmp_path_factory.mktemp("commands") / "bank")


def unconsented(root: Path) -> None:
    """Name a person without consent, which is only warned of."""
    person = "---\nname: {surname: Промокашкин, given: Денис}\nposition: методист\norganization: shkola-3\n---\n"
    (root / "content/people/p-004.md").write_text(person, encoding="utf-8")


def test_problems_are_exit_code_1_and_strict_counts_warnings(project: Path, tmp_path: Path) -> None:
    bad = project / "content/organizations/zz.md"
    bad.write_text("---\ntitle: Школа для теста\nshort_title: Ш\nkind: шкoла\n---\n", encoding="utf-8")
    result = run("check.py", str(bad), "--format", "github", root=project)
    assert result.returncode == 1
    assert "::error file=content/organizations/zz.md,line=4,col=7,title=MB206::" in result.stdout
    bad.unlink()
    unconsented(project)
    assert run("check.py", root=project).returncode == 0
    assert run("check.py", "--strict", root=project).returncode == 1
    figures = project / "content/indicators/figures/okrug.csv"
    good = figures.read_text(encoding="utf-8-sig")
    figures.write_text(good.replace(";trained;", ";traned;", 1), encoding="utf-8-sig")
    target = tmp_path / "report.docx"
    result = run("report.py", "indicators", "okrug", "--to", str(target), root=project)
    assert result.returncode == 1
    assert "content/indicators/figures/okrug.csv:" in result.stderr
    assert not target.exists()


def test_a_report_is_written_whole_and_never_over_another(untouched: Path, tmp_path: Path) -> None:
    target = tmp_path / "отчёт.docx"
    ask = ("indicators", "okrug", "--period", "2024", "--subject", "СОШ № 3", "--to", str(target))
    result = run("report.py", *ask, root=untouched)
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == [str(target)]
    first = target.read_bytes()
    assert first.startswith(b"PK")
    target.write_bytes(b"mine")
    result = run("report.py", *ask, root=untouched)
    assert result.returncode == 2
    assert "--force" in result.stderr
    assert target.read_bytes() == b"mine"
    assert run("report.py", *ask, "--force", root=untouched).returncode == 0
    assert target.read_bytes() == first


def test_all_sets_are_reported_at_once(tmp_path: Path) -> None:
    result = run("report.py", "indicators", "--all", "--format", "json", "--to", str(tmp_path / "all"))
    assert result.returncode == 0, result.stderr
    names = {"asou", "ivolginsky", "novospasskoe", "perm-2022", "perm-2023", "tazovsky"}
    assert {path.name for path in (tmp_path / "all").iterdir()} == {f"{name}.json" for name in names}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["okrog"], "Возможно, вы имели в виду «okrug»"),
        (["okrug", "--period", "20244"], "Есть: 2024, 2025, 2026"),
        (["okrug", "--format", "xlsx", "--period", "2024"], "--period и --subject — для docx"),
        ([], "назовите один набор или укажите --all"),
    ],
)
def test_a_report_nobody_can_make_is_explained(arguments: list[str], said: str, untouched: Path) -> None:
    result = run("report.py", "indicators", *arguments, root=untouched)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_output_survives_a_windows_code_page(project: Path) -> None:
    unconsented(project)
    result = subprocess.run(
        [sys.executable, str(project / "scripts/check.py"), "--format", "markdown"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "cp866", "PYTHONUTF8": "0"},
        check=False,
    )
    assert result.returncode == 0
    told = result.stdout.decode("utf-8")
    assert "Проверено" in told
    assert "предупреждение" in told


def test_the_translations_are_compiled_from_their_source(tmp_path: Path) -> None:
    folder = ROOT / "scripts/locale/ru/LC_MESSAGES"
    with (folder / "messages.po").open("rb") as source, (tmp_path / "mo").open("wb") as compiled:
        write_mo(compiled, read_po(source, locale="ru"))
    with (tmp_path / "mo").open("rb") as fresh, (folder / "messages.mo").open("rb") as kept:
        messages = [
            {str(message.id): message.string for message in read_mo(file) if message.id} for file in (fresh, kept)
        ]
    assert messages[0] == messages[1]


def test_every_code_has_its_help_page_in_the_site(site: Path) -> None:
    for code in catalogue().values():
        text = (site / code.page).read_text(encoding="utf-8")
        assert f"{code.id}." in text
