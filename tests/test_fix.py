"""``check.py --fix``: what can be mended is, everything else stays byte for byte."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metodbank.intake.mending import mendings
from metodbank.rules.corpus import read_corpus
from metodbank.rules.fixes import untabbed
from tests.commands_help import command, small_project
from tests.small_bank import SmallBank

CHEKI = "practices/cheki/index.md"


def mended(bank: SmallBank) -> list[str]:
    """Mend everything that can be; returns the codes, file by file."""
    found = mendings(bank.report().problems, read_corpus(bank.settings))
    assert all(mending.write() for mending in found)
    return [f"{mending.path}: {' '.join(mending.codes)}" for mending in found]


def spoilt(bank: SmallBank, old: str, new: str) -> str:
    text = bank.read(CHEKI)
    assert old in text
    bank.write(CHEKI, text.replace(old, new, 1))
    return text


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> SmallBank:
    """A bank that a test spoils and puts right again."""
    return SmallBank.copied(tmp_path_factory.mktemp("lab"))


@pytest.fixture
def bank(tmp_path: Path) -> SmallBank:
    return SmallBank.copied(tmp_path)


BYTES = {
    "MB106": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "MB107": lambda text: text.replace("\n", "\r\n").encode(),
    "MB104": lambda text: text.encode("cp1251"),
    "MB108": lambda text: unicodedata.normalize("NFD", text).encode(),
}


@pytest.mark.parametrize("code", BYTES)
def test_the_file_as_a_whole(code: str, bank: SmallBank) -> None:
    text = bank.read("content/organizations/shkola-3.md")
    bank.write("content/organizations/shkola-3.md", BYTES[code](text))
    assert mended(bank) == [f"content/organizations/shkola-3.md: {code}"]
    assert bank.read("content/organizations/shkola-3.md") == text


def test_everything_at_once_and_the_values_inside(bank: SmallBank) -> None:
    text = bank.read("content/organizations/shkola-3.md")
    worse = text.replace("Сосновый", "Coсновый").replace("\n", "\r\n")
    bank.write("content/organizations/shkola-3.md", b"\xef\xbb\xbf" + worse.encode())
    assert mended(bank) == ["content/organizations/shkola-3.md: MB106 MB107 MB214"]
    assert bank.read("content/organizations/shkola-3.md") == text
    assert bank.problems() == []


@pytest.mark.parametrize(
    ("old", "new", "code", "result"),
    [
        ("subjects: [Математика]", "subjects: [матем.]  # так короче", "MB205", "subjects: [Математика]  # так короче"),
        ("subjects: [Математика]", "subjects: ['матем.']", "MB205", "subjects: ['Математика']"),
        ("subjects: [Математика]", "subjects:\n  - матем. # к\n", "MB205", "subjects:\n  - Математика # к\n"),
        ("published: 2026-03-20", 'published: "20.03.2026"', "MB207", 'published: "2026-03-20"'),
        ("published: 2026-03-20", "published:   20 марта 2026 г.", "MB207", "published:   2026-03-20"),
        ("practice_since: 2024-09", "practice_since: 09.2024", "MB208", "practice_since: 2024-09"),
    ],
)
def test_a_value(old: str, new: str, code: str, result: str, bank: SmallBank) -> None:
    text = spoilt(bank, old, new)
    assert mended(bank) == [f"{CHEKI}: {code}"]
    assert bank.read(CHEKI) == text.replace(old, result, 1)
    assert bank.problems() == []


def test_latin_letters_in_the_front_matter_and_in_the_text(bank: SmallBank) -> None:
    text = bank.read(CHEKI)
    word = next(word for word in text.split("## ")[1].split() if len(word) > 5 and "о" in word and word.isalpha())
    title = next(line for line in text.split("\n") if line.startswith("title:"))
    assert "о" in title
    worse = text.replace(title, title.replace("о", "o"), 1).replace(f" {word} ", f" {word.replace('о', 'o')} ")
    bank.write(CHEKI, worse)
    assert set(mended(bank)[0].split()[1:]) == {"MB214"}
    assert bank.read(CHEKI) == text


def test_what_is_admissible_and_what_is_unclear_stay(bank: SmallBank) -> None:
    text = spoilt(bank, "published: 2026-03-20", "published: 31.02.2026")
    assert mended(bank) == []
    bank.write(CHEKI, text.replace("title: ", "# допустимо MB214: так на вывеске\ntitle: ТехноX и ", 1))
    assert [p.code for p in bank.report().problems] == []
    assert mended(bank) == []
    spoilt(bank, "subjects: [Математика]", "subjects: [матем.]")
    assert mended(bank) == [f"{CHEKI}: MB205"]
    assert "title: ТехноX и " in bank.read(CHEKI)


def test_tabs_become_spaces_where_only_one_reading_is_possible(bank: SmallBank) -> None:
    text = bank.read(CHEKI)
    assert "  before: " in text
    front, body = text.split("\n---\n", 1)
    bank.write(CHEKI, re.sub(r"^( +)", lambda match: "\t" * (len(match[1]) // 2), front, flags=re.M) + f"\n---\n{body}")
    assert mended(bank) == [f"{CHEKI}: MB113"]
    assert bank.read(CHEKI) == text
    assert untabbed("a:\n\tb: 1\n    c: 2\n") == "a:\n    b: 1\n    c: 2\n"
    assert untabbed("a: |\n  x\n\ty\n") is None


def test_a_table_keeps_what_excel_wrote(bank: SmallBank) -> None:
    name = "content/tables/iom.csv"
    path = bank.root / name
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\n", "\r\n")
    bank.write(name, b"\xef\xbb\xbf" + unicodedata.normalize("NFD", text).encode())
    assert mended(bank) == [f"{name}: MB108"]
    assert path.read_bytes() == b"\xef\xbb\xbf" + unicodedata.normalize("NFC", text).encode()


CHANGES = (
    ("о", "o"),
    ("с", "c"),
    ("", " # к о"),
    ("", "'"),
    ("", "["),
    ("", ": матем."),
    ("", "20.03.2026"),
    ("", "\t"),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.sampled_from(CHANGES)), min_size=1, max_size=5))
def test_mending_changes_nothing_but_what_it_names(lab: SmallBank, changes: list[tuple[int, tuple[str, str]]]) -> None:
    good = lab.read(CHEKI)
    lines = good.split("\n")
    for at, (old, new) in changes:
        lines[at] = lines[at].replace(old, new) if old else lines[at] + new
    text = "\n".join(lines)
    lab.write(CHEKI, text)
    try:
        for mending in mendings(lab.report().problems, read_corpus(lab.settings)):
            for before, after in zip(lines, mending.after.decode().split("\n"), strict=True):
                assert skeleton(before) == skeleton(after)
    finally:
        lab.write(CHEKI, good)


def skeleton(line: str) -> str:
    """A line without what mending may change: letters that look alike, the word for mathematics, a date, tabs."""
    for old, new in (("матем.", "Математика"), ("20.03.2026", "2026-03-20"), ("o", "о"), ("c", "с")):
        line = line.replace(old, new)
    return re.sub(r"[\s\"]+", "", line)


def test_the_command_shows_first_and_writes_when_told(tmp_path: Path) -> None:
    root = small_project(tmp_path / "bank")
    file = root / CHEKI
    good = file.read_bytes()
    file.write_bytes(good.replace("subjects: [Математика]".encode(), "subjects: [матем.]".encode()))
    spoilt_bytes = file.read_bytes()
    told = command(root, "check.py", CHEKI)
    assert "можно поправить: check.py --fix" in told.stdout
    shown = command(root, "check.py", "--fix", CHEKI)
    assert "-subjects: [матем.]" in shown.stderr
    assert "+subjects: [Математика]" in shown.stderr
    assert "повторите с --yes" in shown.stderr
    assert file.read_bytes() == spoilt_bytes
    assert command(root, "check.py", "--fix", "--yes", CHEKI).returncode == 0
    assert file.read_bytes() == good
    assert "нечего" in command(root, "check.py", "--fix").stderr
    assert command(root, "check.py", "--yes").returncode == 2
