"""The administrator's guide «Завести свой банк», followed word for word, ends in a published bank of one's own."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.commands_help import command
from tests.conftest import ROOT, Shared, copy_project, plain

GUIDE = (ROOT / "content/help/administrator.md").read_text(encoding="utf-8")


def chapter(title: str) -> str:
    """Return the text under a heading of the guide."""
    return GUIDE.partition(f"### {title}\n")[2].partition("\n### ")[0]


def samples() -> list[str]:
    """What the guide tells to delete, as globs from the root of the bank."""
    told: list[str] = []
    for line in re.findall(r"^- (.*?)[;.:—]?$", re.sub(r"\n  +", " ", chapter("2. Удалить образцы")), re.MULTILINE):
        names = re.findall(r"`([^`]+)`", line)
        home = names[-1] if line.startswith("образцы приказов") else ""
        if line.startswith("все папки"):
            told += [f"{name}*" for name in names]
        elif line.startswith("все файлы"):
            told += [f"content/{name.removeprefix('content/')}/*" for name in names]
        else:
            told += [f"{home}/{name}".lstrip("/") for name in names if name != home]
    return [name.replace("…", "*") for name in told]


def own(root: Path) -> None:
    """Make a bank of one's own out of a copy of the project."""
    copy_project(root)
    shutil.copytree(ROOT / "scripts", root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("publish.yml", "requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    (root / ".venv").symlink_to(sys.prefix)
    for name in samples():
        found = list(root.glob(name))
        assert found, f"the guide names {name}, and there is no such thing"
        for path in found:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    css, *_, theme = re.findall(r"```(?:css|yaml)\n(.*?)```", chapter("1. Скопировать и переименовать"), re.DOTALL)
    (root / "content/assets").mkdir()
    (root / "content/assets/own.css").write_text(css, encoding="utf-8")
    shutil.copy(root / "theme/assets/favicon.png", root / "content/assets/logo.png")
    (styles,) = re.findall(r"^extra_css: .*$", theme, re.MULTILINE)
    config = re.sub(r"^extra_css: .*$", styles, config, flags=re.MULTILINE)
    config = config.replace("  favicon: assets/favicon.png\n", theme.partition("theme:\n")[2].partition("extra_css")[0])
    config = config.replace("site_name: Методбанк", "site_name: Банк Лесогорска")
    for name, text in (("mkdocs.yml", config), *((n, None) for n in ("content/index.md", "content/propose.md"))):
        text = text or (root / name).read_text(encoding="utf-8")
        (root / name).write_text(re.sub("(?i)severorechensk", "lesogorsk", text).replace("Северореч", "Лесогор"),
                                 encoding="utf-8")  # fmt: skip


@pytest.fixture(scope="module")
def bank(shared: Shared) -> Path:
    """The bank of one's own after its first organisation, practice and table, published into a folder."""

    def make(root: Path) -> None:
        own(root)
        say(root, "check.py")
        say(root, "new.py", "organization", "--set", "title=МБОУ «Школа № 9»", "--set", "short_title=Школа № 9",
            "--set", "kind=школа", "--set", "settlement=город Лесогорск")  # fmt: skip
        say(root, "new.py", "practice", "--set", "title=Таблица умножения на лестнице",
            "--set", "organization=shkola-9", "--set", "kind=педагогическая")  # fmt: skip
        (root / "content/tables/mentoring.csv").write_text(
            "Организация;Период;Форма;Наставников;Наставляемых;Из них до 35 лет, первые три года;"
            "Программ утверждено;Программ завершено\nshkola-9;2025/26;педагог — педагог;4;5;5;5;5\n",
            encoding="cp1251",
        )
        say(root, "publish.py", "--target", "preview", "--yes")

    return shared("own-bank", make)


def say(root: Path, script: str, *words: str) -> None:
    """Run a script of the bank as its guide tells to; all must be well."""
    done = command(root, script, *words)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_of_the_demonstration_is_left(bank: Path) -> None:
    site = bank / "build/preview"
    told = [path for path in site.rglob("*.html") if "mb-sample" in path.read_text(encoding="utf-8")]
    assert told == []
    front = (site / "index.html").read_text(encoding="utf-8")
    assert "md-banner" not in front, "the band for what is to be told is there with nothing in it"
    assert not re.search("(?i)северореч|severorech", front)
    assert "практик в нём ещё нет" in plain(front)


def test_the_bank_has_its_own_name_colours_and_sign(bank: Path) -> None:
    front = (bank / "build/preview/index.html").read_text(encoding="utf-8")
    assert "<title>Банк Лесогорска</title>" in front
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)">', front)
    assert styles[-1] == "assets/own.css"
    assert 'src="assets/logo.png"' in front
    assert '<link rel="icon" href="assets/logo.png">' in front


def test_the_first_organisation_is_shown_with_its_figures_and_the_draft_is_not(bank: Path) -> None:
    site = bank / "build/preview"
    assert "МБОУ «Школа № 9»" in plain((site / "organizations/index.html").read_text(encoding="utf-8"))
    assert "Школа № 9" in plain((site / "registers/mentoring.html").read_text(encoding="utf-8"))
    assert not list(site.glob("practices/tablica*"))
    assert (bank / "practices/tablica-umnozheniya-na-lestnice/index.md").is_file()
