"""Goldens of the rules: a good bank with one thing spoilt, and all the problems that come of it.

A case in ``tests/rules/*.yml``: ``what`` it is about; the changes — ``copy`` a folder, ``replace`` old text by new
in ``file``, ``write`` or ``bytes`` a file, ``grow`` it to a size, ``link`` it to another, ``delete`` files;
``committed`` in git before them; ``settings`` of the bank; ``problems`` as a whole, and the ``hint`` of the first
one where it matters.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from metodbank.rules.catalogue import Code, catalogue
from metodbank.rules.fields import mixed_words
from tests.small_bank import TESTS, SmallBank

KEYS = {
    "what",
    "file",
    "copy",
    "replace",
    "write",
    "bytes",
    "grow",
    "link",
    "delete",
    "settings",
    "committed",
    "problems",
    "hint",
}
CASES: list[dict[str, Any]] = [
    case
    for file in sorted((TESTS / "rules").glob("*.yml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]


def spoil(bank: SmallBank, case: dict[str, Any]) -> SmallBank:
    if case.get("committed"):
        bank.commit()
    for path, origin in case.get("copy", {}).items():
        shutil.copytree(bank.root / origin, bank.root / path)
    for old, new in case.get("replace", {}).items():
        text = bank.read(case["file"])
        assert text.count(old) == 1, f"«{old}» must stand in {case['file']} once"
        bank.write(case["file"], text.replace(old, new))
    for path, content in case.get("write", {}).items():
        bank.write(path, content)
    for path, content in case.get("bytes", {}).items():
        bank.write(path, content.encode("latin-1"))
    for path, size in case.get("grow", {}).items():
        os.truncate(bank.root / path, size)
    for path, target in case.get("link", {}).items():
        (bank.root / path).symlink_to(target)
    for path in case.get("delete", ()):
        (bank.root / path).unlink()
    settings = dict(case.get("settings", {}))
    if "people_dir" in settings:
        settings["people_dir"] = bank.root / settings["people_dir"]
    return bank.under(**settings)


def test_the_good_bank_has_no_problems(tmp_path: Path) -> None:
    assert SmallBank.copied(tmp_path).problems() == []


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_golden(case: dict[str, Any], tmp_path: Path) -> None:
    assert set(case) <= KEYS
    bank = spoil(SmallBank.copied(tmp_path), case)
    assert bank.problems() == case["problems"]
    if "hint" in case:
        assert bank.report().problems[0].hint == case["hint"]


INCOMING = ("cards.yml", "registers.yml")


def test_every_code_has_a_golden() -> None:
    """Codes of what comes from outside have theirs beside the other goldens of it."""
    shown = {code for case in CASES for problem in case["problems"] for code in re.findall(r"\bMB\d{3}\b", problem)[:1]}
    cases = [case for name in INCOMING for case in yaml.safe_load((TESTS / name).read_text(encoding="utf-8"))]
    incoming = {problem.split()[1] for case in cases for problem in case["problems"]}
    assert {code.id for code in catalogue().values() if code.incoming} <= incoming
    assert shown | incoming == set(catalogue())


@pytest.mark.parametrize("code", catalogue().values(), ids=catalogue())
def test_every_code_is_explained(code: Code) -> None:
    for text in (code.title, code.message, code.hint, code.meaning, code.cause, code.fix):
        assert text.strip()
        assert re.search(r"[А-Яа-яё]|\{\w+\}", text)
        assert list(mixed_words(re.sub(r"\{\w*\}", "", text))) == []
    for text in (code.meaning, code.cause, code.fix.strip()):
        assert text[0].isupper() or text[0] in "«1"
        assert text.strip()[-1] in ".:»`"
    assert code.bad.strip() != code.good.strip() != ""


def test_every_golden_has_a_name_of_its_own() -> None:
    names = Counter(case["what"] for case in CASES)
    assert [name for name, count in names.items() if count > 1] == []
    assert len(names) >= 70
