"""A new kind is one module and one template, and nothing else of the program is touched."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands_help import small_project, without_menu
from tests.conftest import ROOT, plain

MODULE = '''"""A laboratory: a place with equipment that other schools may book."""

from __future__ import annotations

from typing import Annotated

from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Need, field
from metodbank.model.shapes import Count, Reference, Text


class Laboratory(Entry):
    """Лаборатория, в которую можно привезти класс."""

    title: Annotated[str, Text(at_most=200, at_least=5)] | None = field(
        "Название",
        Need.DRAFT,
        guide="Как называют.",
        good="Лаборатория почвы",
        bad="Кабинет 12",
        why_bad="чем занимаются, не видно",
    )
    organization: Annotated[str, Reference("organization")] | None = field(
        "Организация", Need.DRAFT, guide="Где стоит.", good="shkola-3", bad="СОШ № 3", why_bad="нужно имя файла"
    )
    seats: Count | None = field("Мест", guide="Сколько детей сразу.", good="12", bad="класс", why_bad="нужно число")


KIND = Kind(
    name="laboratory",
    home="content/laboratories",
    model=Laboratory,
    one="лаборатория",
    many="Лаборатории",
    purpose="Куда привезти класс, если нет своего оборудования.",
    columns=("organization", "seats"),
    facets=("organization",),
)
'''
TEMPLATE = """<h1>{{ record.title }}</h1>
<p>Мест: {{ record.entry.seats }}, {{ named("organization", record.entry.organization) }}</p>
<!-- body -->{{ body | safe }}<!-- /body -->
"""
ENTRY = """---
title: Лаборатория почвы и воды
organization: shkola-3
seats: 12
---

Привозите класс по четвергам.
"""
BUILD = """
import sys
from pathlib import Path
from metodbank.site.build import build_site
built = build_site(Path(sys.argv[1]))
print(*built.complaints, sep="\\n")
sys.exit(bool(built.complaints))
"""


@pytest.mark.thorough
def test_a_kind_is_one_module_and_one_template(tmp_path: Path) -> None:
    root = small_project(tmp_path / "bank")
    without_menu(root)
    shutil.copytree(ROOT / "plugins", root / "plugins", ignore=shutil.ignore_patterns("*.egg-info", "__pycache__"))
    (root / "plugins/metodbank/model/kinds/laboratory.py").write_text(MODULE, encoding="utf-8")
    (root / "theme/entries/laboratory.html").write_text(TEMPLATE, encoding="utf-8")
    home = root / "content/laboratories"
    home.mkdir()
    (home / "pochva.md").write_text(ENTRY, encoding="utf-8")

    def build() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", BUILD, str(root / "mkdocs.yml")],
            capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(root / "plugins")},
        )  # fmt: skip

    result = build()
    assert result.returncode == 0, result.stdout + result.stderr
    site = root / "site"
    page = (site / "laboratories/pochva.html").read_text(encoding="utf-8")
    assert "Мест: 12" in page
    assert "Привозите класс по четвергам" in page
    registry = plain((site / "laboratories/index.html").read_text(encoding="utf-8"))
    assert "Лаборатория почвы и воды" in registry
    assert "laboratories/index.html" in (site / "registers/index.html").read_text(encoding="utf-8")
    assert "Сколько детей сразу" in (site / "help/fields/laboratory.html").read_text(encoding="utf-8")
    assert "Лаборатории" in (site / "organizations/shkola-3.html").read_text(encoding="utf-8")

    (home / "pochva.md").write_text(ENTRY.replace("shkola-3", "shkola-33"), encoding="utf-8")
    result = build()
    assert result.returncode == 1
    assert "content/laboratories/pochva.md:3:15 MB302" in result.stdout
    assert "возможно, вы имели в виду «shkola-3»" in result.stdout
