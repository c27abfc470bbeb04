"""Definitions for forges: valid by the published schemas, safe, and their shell steps run for real."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from metodbank.intake.forge_ci import Choices, definitions, forges, to_set
from tests.commands_help import command, small_project, without_menu
from tests.conftest import ROOT
from tests.git_help import commit, git, repository

SCHEMAS = {
    name: json.loads((Path(__file__).parent / "forge" / f"{name}.schema.json").read_text(encoding="utf-8"))
    for name in ("gitlab-ci", "github-workflow")
}
NAMES = list(forges())
REQUEST = ".gitlab/merge_request_templates/Default.md"


def definition(name: str) -> tuple[str, dict[str, Any], str]:
    """The CI file of a forge: its text, what it holds, and the schema it obeys.

    Gitea, Forgejo and GitVerse read GitHub's syntax and GitFlic GitLab's; they publish no schema of their own.
    """
    ((path, text),) = ((p, t) for p, t in definitions(name, Choices()).items() if p.endswith(("ml",)))
    content = yaml.safe_load(text)
    if True in content:  # YAML 1.1 reads «on» as a truth value; forges do not
        content["on"] = content.pop(True)
    return text, content, "github-workflow" if "workflows" in path else "gitlab-ci"


def jobs(name: str) -> dict[str, dict[str, Any]]:
    """The jobs by what they do: check, publish."""
    _, content, schema = definition(name)
    if schema == "github-workflow":
        return dict(content["jobs"])
    return {"check": content["check-request"], "publish": content["publish-site"]}


def script(job: dict[str, Any]) -> list[str]:
    """The shell steps of a job."""
    return list(job["script"]) if "script" in job else [step["run"] for step in job["steps"] if "run" in step]


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_obeys_the_published_schema(name: str) -> None:
    _, content, schema = definition(name)
    jsonschema.validate(content, SCHEMAS[schema])
    broken = {**content, "jobs": {"check": {"steps": "no"}}, "check-request": {"stage": "check", "script": 7}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, SCHEMAS[schema])


@pytest.mark.parametrize("name", NAMES)
def test_a_request_sees_no_secret_and_nothing_of_it_gets_into_the_shell(name: str) -> None:
    text, content, _ = definition(name)
    check = yaml.safe_dump(jobs(name)["check"])
    assert "secrets." not in check
    assert "METODBANK_" not in check
    for job in jobs(name).values():
        assert not any("${{" in step for step in script(job)), "values come as variables, never as text of a command"
    if "jobs" in content:
        # Forgejo gives no permissions this way and warns of the key at every run
        assert content.get("permissions") == (None if name == "forgejo" else {"contents": "read"})
        assert "pull_request_target" not in text
    assert not any(word in text.lower() for word in ("pypi.org", "npmjs", "simple/"))


@pytest.mark.parametrize("name", [name for name in NAMES if forges()[name].checkout])
def test_only_checkout_and_upload_are_borrowed_each_of_a_fixed_version(name: str) -> None:
    used = {step["uses"] for job in jobs(name).values() for step in job["steps"] if "uses" in step}
    assert used == {forges()[name].checkout, forges()[name].upload}
    assert all(action.rpartition("@")[2].startswith("v") for action in used)
    first = jobs(name)["check"]["steps"][0]["with"]
    assert first == {"fetch-depth": 0, "persist-credentials": False}


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository with the small bank, as a forge keeps it; the environment is not in git."""
    root = small_project(tmp_path / "origin")
    (root / ".venv").unlink()
    without_menu(root)
    for page in (ROOT / "content/propose.md", ROOT / "content/learn/index.md", *(ROOT / "content/help").glob("*.md")):
        headings = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        target = root / page.relative_to(ROOT)
        target.parent.mkdir(exist_ok=True)
        target.write_text(
            "\n\n".join(["Образец.", *headings]), encoding="utf-8"
        )  # what other pages link to, and no more
    shutil.copy(ROOT / "publish.yml", root)
    shutil.copy(ROOT / ".gitignore", root)
    repository(root)
    git(root, "config", "uploadpack.allowAnySHA1InWant", "true")
    return root


def change(origin: Path, *, good: bool) -> None:
    """Propose a draft; a bad one names an organisation that is not there."""
    place = origin / "practices/slovar-na-stene/index.md"
    place.parent.mkdir()
    school = "shkola-3" if good else "shkola-33"
    head = f"title: Словарь на стене\nstatus: черновик\nkind: педагогическая\norganization: {school}"
    place.write_text(f"---\n{head}\n---\n\nПока только замысел.\n", encoding="utf-8")
    commit(origin, "предложение")


def checked_out(origin: Path, target: Path, *options: str) -> Path:
    """Clone the proposal as a runner does, with an environment that is already made."""
    git(target.parent, "clone", "-q", "--branch", "pravka", *options, f"file://{origin}", target.name)
    (target / ".venv").symlink_to(sys.prefix)
    (target / ".git/info/exclude").write_text(".venv\n", encoding="utf-8")
    return target


def run(root: Path, name: str, job: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the steps of a job: GitLab's in one shell, those of a workflow each in its own, until one fails."""
    steps = script(jobs(name)[job])
    shell = ["bash", "-e", "-c"] if forges()[name].checkout else ["sh", "-e", "-c"]
    environment = {**os.environ, "CI": "true", "PREVIEW": "приложен к проверке", **variables}
    result = None
    for text in steps if forges()[name].checkout else ["\n".join(steps)]:
        result = subprocess.run([*shell, text], cwd=root, env=environment, capture_output=True, text=True, check=False)
        if result.returncode:
            break
    assert result
    assert "Traceback" not in result.stderr
    return result


def summary(root: Path) -> str:
    return (root / "build/request/summary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["gitlab", "gitea", "github"])
def test_a_bad_request_fails_and_says_why(name: str, origin: Path, tmp_path: Path) -> None:
    change(origin, good=False)
    root = checked_out(origin, tmp_path / "runner")
    noted = tmp_path / "step-summary.md"
    result = run(root, name, "check", BASE=git(root, "rev-parse", "origin/main"), GITHUB_STEP_SUMMARY=str(noted))
    assert result.returncode == 1, result.stderr
    assert "MB302" in summary(root)
    assert "Пока принять нельзя: 1 ошибка" in summary(root)
    for form in forges()[name].also:
        report = (root / "build/request" / {"gitlab": "quality.json", "sarif": "report.sarif"}[form]).read_text()
        assert "MB302" in report
    assert not (root / "build/request/site").exists()
    if forges()[name].checkout:
        assert noted.read_text(encoding="utf-8") == summary(root)
    if name == "github":
        assert "::error file=practices/slovar-na-stene/index.md,line=5" in result.stdout
    else:
        assert "Пока принять нельзя" in result.stdout, "where the forge shows no summary, the log does"


@pytest.mark.thorough
def test_a_good_request_is_built_for_a_look(origin: Path, tmp_path: Path) -> None:
    change(origin, good=True)
    root = checked_out(origin, tmp_path / "runner", "--depth", "1")
    result = run(root, "gitflic", "check", BASE="origin/main")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "«Словарь на стене»" in summary(root)
    assert "Приложен к проверке" in summary(root)
    assert (root / "build/request/site/index.html").exists()


@pytest.mark.thorough
def test_the_main_branch_is_published_with_a_key_from_the_forge(origin: Path, tmp_path: Path) -> None:
    root = checked_out(origin, tmp_path / "runner")
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    secret = key.read_text(encoding="utf-8").replace("\n", "\r\n")
    result = run(root, "github", "publish", METODBANK_TARGET="preview", METODBANK_SSH_KEY=secret)
    assert result.returncode == 0, result.stdout + result.stderr
    assert list((root / "build/preview").rglob("index.html"))
    assert secret.split("\r\n")[1] not in result.stdout + result.stderr
    assert not [path for path in root.rglob("*") if path.is_file() and b"OPENSSH PRIVATE" in path.read_bytes()]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_project(tmp_path_factory.mktemp("forges") / "bank")


@pytest.mark.parametrize("name", NAMES)
def test_the_command_writes_where_the_forge_reads_and_says_what_to_set(name: str, project: Path) -> None:
    root = project
    made = command(root, "new.py", "forge", name)
    assert made.returncode == 0, made.stderr
    for path, text in definitions(name, Choices()).items():
        assert (root / path).read_text(encoding="utf-8") == text
        assert path in made.stderr
    assert all(line in made.stderr for line in to_set(name, Choices()))


@pytest.mark.thorough
def test_files_changed_by_hand_are_kept_unless_told_otherwise(tmp_path: Path) -> None:
    root = small_project(tmp_path / "bank")
    assert command(root, "new.py", "forge", "gitea", "--runner", "bank", "--branch", "glavnaya").returncode == 0
    path = root / ".gitea/workflows/bank.yml"
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]["check"]["runs-on"] == "bank"
    assert "refs/heads/glavnaya" in path.read_text(encoding="utf-8")
    refused = command(root, "new.py", "forge", "gitea")
    assert refused.returncode == 1
    assert "Ничего не записано" in refused.stderr
    assert "glavnaya" in path.read_text(encoding="utf-8")
    assert command(root, "new.py", "forge", "gitea", "--force").returncode == 0
    assert "glavnaya" not in path.read_text(encoding="utf-8")
    assert command(root, "new.py", "forge", "gitlab", "--branch", "a b: [").returncode == 2


@pytest.mark.parametrize("name", NAMES)
def test_the_guide_names_every_file_and_what_is_to_be_set(name: str) -> None:
    guide = (ROOT / "content/help/forges.md").read_text(encoding="utf-8")
    asked = [word for line in to_set(name, Choices()) for word in re.findall(r"METODBANK_\w+|PIP_INDEX_URL", line)]
    used = re.findall(r"(?:secrets|vars)\.(\w+)", definition(name)[0])
    assert {"METODBANK_TARGET", "METODBANK_PASSWORD", "METODBANK_SSH_KEY"} <= set(asked)
    for word in (*definitions(name, Choices()), *asked, *used):
        assert f"`{word}`" in guide


def test_the_guide_says_what_the_buttons_say() -> None:
    guide = (ROOT / "content/help/contribute.md").read_text(encoding="utf-8")
    buttons = yaml.safe_load((ROOT / "plugins/metodbank/intake/forge/buttons.yml").read_text(encoding="utf-8"))[
        "forges"
    ]
    assert set(buttons) == set(NAMES)
    rows = [line for line in guide.splitlines() if line.startswith("| ") and line.count("|") == 3]
    for forge in filter(None, buttons.values()):
        quoted = {word for row in rows if forge["title"] in row for word in re.findall("«([^»]+)»", row)}
        assert quoted == set(forge["pressed"]), "names in the tables of the guide, word for word, and no other"
        assert forge["read_in"] in guide, "the guide says where the words were read"


def test_the_questions_of_a_request_stand_in_the_guide_for_forges_without_templates() -> None:
    guide = (ROOT / "content/help/contribute.md").read_text(encoding="utf-8")
    asked = [line for line in definitions("gitlab", Choices())[REQUEST].splitlines() if line.startswith("- [ ]")]
    assert len(asked) == 4
    assert all(line in guide for line in asked)
