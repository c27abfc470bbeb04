"""The layers of the package know one direction only (design, 3)."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "plugins" / "metodbank"

LAYERS = (
    {"model"},
    {"source"},
    {"rules"},
    {"bank"},
    {"indicators", "search"},
    {"export", "intake"},
    {"site"},
)
"""From the lowest to the highest; a module imports its own package and lower layers, never its neighbours."""
ALONE = {"publish"}
"""Packages that know no other and that no other knows."""
KEPT_IN = {"mkdocs": {"site"}, "material": {"site"}, "whoosh": {"search"}}
"""Libraries that only these packages may import."""


def height(package: str) -> int:
    """The layer of a package, counted from below."""
    return next(number for number, layer in enumerate(LAYERS) if package in layer)


def imported(path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Every module a file imports, wherever in the file it does, with the line."""
    here = ("metodbank", *path.relative_to(root).with_suffix("").parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: -node.level]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            # «from metodbank import site» names a package in its list
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


@cache
def trespasses(root: Path) -> list[str]:
    """Imports that go against the layers, as «file:line: what»."""
    found = []
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        package = name.split("/")[0]
        if name == "__init__.py":
            continue
        if package not in ALONE.union(*LAYERS):
            found.append(f"{name}: «{package}» has no place among the layers")
            continue
        for line, module in imported(path, root):
            top, _, rest = module.partition(".")
            if top in KEPT_IN and package not in KEPT_IN[top]:
                found.append(f"{name}:{line}: {top}")
            other = rest.partition(".")[0]
            if top != "metodbank" or other == package:
                continue
            if {package, other} & ALONE or other not in set().union(*LAYERS) or height(other) >= height(package):
                found.append(f"{name}:{line}: {package} imports {other}")
    return found


def test_imports_go_down() -> None:
    assert trespasses(PACKAGE) == []


BAD = {
    "upward": ("model/entry.py", "from metodbank.rules.problem import Problem", "model imports rules"),
    "two layers upward": ("source/defect.py", "import metodbank.bank.bank", "source imports bank"),
    "inside a function": ("rules/check.py", "def f():\n    from metodbank.site import words", "rules imports site"),
    "for types only": (
        "bank/bank.py",
        "import typing\nif typing.TYPE_CHECKING:\n    from metodbank.search import index",
        "bank imports search",
    ),
    "from the package itself": ("model/fields.py", "from metodbank import site", "model imports site"),
    "relative": ("rules/check.py", "from ..bank import bank", "rules imports bank"),
    "mkdocs below the site": ("bank/bank.py", "import mkdocs.plugins", "mkdocs"),
    "material below the site": ("rules/check.py", "from material.extensions import emoji", "material"),
    "whoosh outside search": ("site/words.py", "from whoosh import index", "whoosh"),
    "an engine in publish": ("publish/upload.py", "from metodbank.model.entry import Kind", "publish imports model"),
    "publish in the site": ("site/words.py", "from metodbank.publish import upload", "site imports publish"),
    "a neighbour": ("indicators/csv.py", "from metodbank.search import lemmas", "indicators imports search"),
    "a package without a place": ("helpers/text.py", "import re", "«helpers» has no place among the layers"),
}


@pytest.mark.parametrize(("file", "line", "said"), BAD.values(), ids=BAD)
def test_a_bad_import_is_found(file: str, line: str, said: str, tmp_path: Path) -> None:
    root = tmp_path / "metodbank"
    shutil.copytree(PACKAGE, root, ignore=shutil.ignore_patterns("__pycache__"))
    target = root / file
    target.parent.mkdir(exist_ok=True)
    code = target.read_text(encoding="utf-8") if target.exists() else ""
    target.write_text(f"{code}\n{line}\n", encoding="utf-8")
    (new,) = set(trespasses(root)) - set(trespasses(PACKAGE))
    assert new.startswith(file)
    assert new.endswith(said)
