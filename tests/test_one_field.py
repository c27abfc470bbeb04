"""One field written into the model, and nothing else touched: form, card, workbooks and guide have it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.card_help import cell_of, document, put, saved
from tests.commands_help import command, small_project, without_menu
from tests.conftest import ROOT, served

FIELD = """    mood: Annotated[str, Text(at_most=40)] | None = field(
        "Настрой",
        guide="Каким был коллектив, одним словом.",
        good="бодрый",
        bad="да",
        why_bad="не видно, каким",
    )

"""
AFTER = "    @property\n    def stage(self)"
"""What follows the fields of every kind in ``model/entry.py``."""


@pytest.fixture(scope="module")
def wider(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a package of its own, whose entries have one field more, and its built site."""
    root = small_project(tmp_path_factory.mktemp("wider") / "bank")
    shutil.copytree(ROOT / "plugins", root / "plugins", ignore=shutil.ignore_patterns("__pycache__"))
    model = root / "plugins/metodbank/model/entry.py"
    text = model.read_text(encoding="utf-8")
    assert text.count(AFTER) == text.count("import Choice, Flag\n") == 1
    text = text.replace("import Choice, Flag\n", "import Choice, Flag, Text\n").replace(AFTER, FIELD + AFTER)
    model.write_text(text, encoding="utf-8")
    (root / "content/propose.md").write_text("# Предложить практику\n\n[[форма]]\n", encoding="utf-8")
    without_menu(root)
    built = run(root, "build.py")
    assert built.returncode == 0, built.stdout + built.stderr
    return root


def run(root: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script of the project with the project's own package."""
    return command(root, script, *arguments, environment={"PYTHONPATH": str(root / "plugins")})


def test_the_guide_tells_of_it(wider: Path) -> None:
    for kind in ("practice", "person", "community"):
        guide = (wider / f"site/help/fields/{kind}.html").read_text(encoding="utf-8")
        assert "Настрой" in guide
        assert "Каким был коллектив, одним словом." in guide


def test_the_form_asks_for_it(wider: Path, chromium: Browser) -> None:
    page = chromium.new_page()
    with served(wider / "site") as base:
        page.goto(f"{base}propose.html")
        page.locator("details.mb-more > summary").click()
        expect(page.get_by_text("Каким был коллектив, одним словом.")).to_be_visible()
        page.get_by_label("Настрой", exact=True).fill("тихий" * 9)
        page.get_by_role("button", name="Проверить").click()
        expect(page.locator(".mb-summary")).to_contain_text("в поле «Настрой» 45 зн., а помещается не больше 40")
    page.close()


def test_the_card_asks_for_it_and_is_read_back(wider: Path, tmp_path: Path) -> None:
    card = document((wider / "site/files/kartochka-praktiki.docx").read_bytes())
    for row, text in {"title": "Счёт на рынке: устные задачи", "mood": "тихий"}.items():
        cell_of(card, row).text = text
    brought = run(wider, "bring_in.py", str(put(tmp_path, saved(card))))
    assert "Записан черновик" in brought.stderr, brought.stdout
    assert "\nmood: тихий\n" in (wider / "practices/schyot-na-rynke/index.md").read_text(encoding="utf-8")


def test_the_workbooks_have_it_and_bring_it_back(wider: Path, tmp_path: Path) -> None:
    told = run(wider, "report.py", "registers", "people", "--to", str(tmp_path / "people.xlsx"))
    assert told.returncode == 0, told.stderr
    book = load_workbook(tmp_path / "people.xlsx")
    sheet = book["Люди"]
    head = next(cell for cell in sheet[1] if cell.value == "Настрой")
    assert "Каким был коллектив, одним словом." in str(head.comment)
    row = next(cell.row for cell in sheet["A"] if cell.value == "p-001")
    sheet.cell(row, head.column, "бодрый")
    book.save(tmp_path / "people.xlsx")
    brought = run(wider, "bring_in.py", str(tmp_path / "people.xlsx"), "--yes")
    assert "Настрой: пусто → бодрый" in brought.stderr, brought.stdout
    assert "mood: бодрый\n" in (wider / "content/people/p-001.md").read_text(encoding="utf-8")
