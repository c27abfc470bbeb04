"""Whatever is done to the files of a good bank, the check says something sensible and never falls over.

``METODBANK_FUZZ=100`` in the environment makes a hundred times as many examples.
"""

from __future__ import annotations

import os
import re
import string
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from metodbank.indicators.check import check_bank
from metodbank.model.kinds import kinds
from metodbank.rules.catalogue import catalogue
from metodbank.rules.check import check
from metodbank.rules.corpus import Corpus, read_corpus, understand
from metodbank.rules.problem import Problem, Report
from metodbank.source.csv_table import read_sheet
from metodbank.source.document import read_document
from tests.small_bank import TESTS, SmallBank

TIMES = int(os.environ.get("METODBANK_FUZZ", "1"))
many = settings(
    max_examples=100 * TIMES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
few = settings(many, max_examples=25 * TIMES)

GOOD = TESTS / "good-bank"
ENTRIES = sorted(
    path.relative_to(GOOD).as_posix() for kind in kinds().values() for path in (GOOD / kind.home).rglob("*.md")
)
TABLES = sorted(
    path.relative_to(GOOD).as_posix()
    for folder in ("tables", "roadmaps")
    for path in (GOOD / "content" / folder).glob("*.csv")
)
VOCABULARIES = sorted(path.relative_to(GOOD).as_posix() for path in (GOOD / "content").rglob("*.yml"))
HIDDEN = "---\nname: {surname: Промокашкин, given: Денис}\nposition: методист\norganization: shkola-3\n---\n"
"""A person who must not be named."""
PLACEHOLDERS = {
    name
    for code in catalogue().values()
    for text in (code.message, code.hint)
    for _, name, _, _ in string.Formatter().parse(text)
    if name
}


class Lab:
    """A good bank on disk, and what was read from it; one file of it is spoilt at a time."""

    def __init__(self, folder: Path) -> None:
        self.bank = SmallBank.copied(folder)
        self.bank.write("content/people/p-004.md", HIDDEN)
        self.corpus = read_corpus(self.bank.settings)

    @contextmanager
    def spoilt(self, path: str, content: bytes) -> Iterator[Path]:
        """Put something into a file for a while."""
        target = self.bank.root / path
        was = target.read_bytes() if target.exists() else None
        self.bank.write(path, content)
        try:
            yield target
        finally:
            target.unlink() if was is None else target.write_bytes(was)

    def check_entry(self, path: str, content: bytes) -> Report:
        """Check another content of one entry; the other files are as they were read before."""
        was = next(draft for draft in self.corpus.drafts if str(draft.path) == path)
        with self.spoilt(path, content) as target:
            document = read_document(target, self.bank.root)
            drafts = [draft for draft in self.corpus.drafts if draft is not was]
            if not document.readable:
                return self.sound(replace(self.corpus, drafts=drafts, unread=[document]))
            entry, errors = understand(was.kind, document.data, self.corpus.vocabularies)
            drafts.append(replace(was, document=document, entry=entry, errors=errors))
            return self.sound(replace(self.corpus, drafts=drafts))

    def check_table(self, path: str, content: bytes) -> Report:
        """Check another content of one table."""
        with self.spoilt(path, content) as target:
            sheet = read_sheet(target, self.bank.root)
            files = self.corpus.tables
            return self.sound(
                replace(
                    self.corpus, tables=[replace(f, sheet=sheet) if str(f.sheet.path) == path else f for f in files]
                )
            )

    def check_bank(self, path: str, content: bytes) -> Report:
        """Read and check the whole bank anew, figures and all, with another content of one file."""
        with self.spoilt(path, content):
            corpus = read_corpus(self.bank.settings)
            self.usable(check_bank(corpus).report)
            return self.sound(corpus)

    def sound(self, corpus: Corpus) -> Report:
        """Check the entries and tables."""
        return self.usable(check(corpus))

    def usable(self, report: Report) -> Report:
        """Make sure that a person can use a report."""
        for problem in report.problems:
            understandable(problem)
            target = self.bank.root / problem.path
            assert target.exists(), problem
            if target.is_file():
                raw = target.read_bytes()
                lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
                assert 1 <= problem.line <= lines + 1, problem
            assert problem.column >= 1, problem
        return report


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return Lab(tmp_path_factory.mktemp("fuzz"))


def understandable(problem: Problem) -> None:
    """A problem is of the catalogue, in Russian, on one line, with nothing left to fill in."""
    assert problem.code in catalogue()
    assert re.search("[а-яё]", problem.message), problem
    for text in (problem.message, problem.hint):
        assert text.isprintable(), problem
        assert not PLACEHOLDERS & set(re.findall(r"\{(\w*)\}", text)), problem


def good_text(path: str) -> str:
    return (GOOD / path).read_text(encoding="utf-8")


# Changes of a text, as people and programs make them.

ODD = st.sampled_from([
    "\t", "\r\n", "\0", "\ufeff", "\u2028", "\u00ad", "\u202e", "\N{NO-BREAK SPACE}", "й", "e", "\u0301",
    "---", "---\n", "...", ": ", "- ", "#", " #", "&a ", "*a", "!x ", "%", "@", "`", "|", ">", "'", '"', "[", "]",
    "{", "}", ",", "?", "<<: ", "<!--", "-->", "<b>", "[x](", "](", "![](", "# допустимо MB214: так",
    "<!-- допустимо MB999 -->",
    "# допустимо MB503: нельзя", "null", "true", "да", "14:30", "2026-13-01", "9999-12-31", "1e999999", "Образцова",
    "\\", "{x}", "{{", "%s", "ММ-2026-001", "shkola-3", "http://[", "//[", "javascript:x", "\ud800",
])  # fmt: skip


@st.composite
def rearranged(draw: st.DrawFn, text: str) -> str:
    """Lines dropped, doubled, swapped, indented."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        change = draw(st.sampled_from(["drop", "double", "swap", "indent", "outdent", "join", "cut", "shuffle"]))
        if change == "drop":
            lines[at : at + draw(st.integers(1, 5))] = []
        elif change == "double":
            lines.insert(at, lines[at])
        elif change == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif change == "indent":
            lines[at] = " " * draw(st.integers(1, 4)) + lines[at]
        elif change == "outdent":
            lines[at] = lines[at].lstrip()
        elif change == "join":
            lines[at : at + 2] = [" ".join(lines[at : at + 2])]
        elif change == "cut":
            lines = lines[: at + 1]
        else:
            lines[at : at + 6] = draw(st.permutations(lines[at : at + 6]))
        lines = lines or [""]
    return "\n".join(lines)


@st.composite
def sprinkled(draw: st.DrawFn, text: str) -> bytes:
    """Odd characters and bytes put in, parts cut out."""
    raw = text.encode()
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(raw)))
        put = draw(st.one_of(ODD.map(lambda s: s.encode("utf-8", "surrogatepass")), st.binary(max_size=4)))
        cut = draw(st.sampled_from([0, 0, 0, 1, 3, 40]))
        raw = raw[:at] + put + raw[at + cut :]
    return raw


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 10**20),
    st.floats(),
    st.dates(),
    ODD.filter(lambda text: "\ud800" not in text),
    st.text(max_size=30),
    st.sampled_from(
        ["Математика", "математика", "матем.", "опубликована", "черновик", "p-001", "cheki", "2026-01-01", ""]
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)


class Plain(yaml.SafeDumper):
    """Writes no anchors, which the bank refuses before it looks at a value."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@st.composite
def revalued(draw: st.DrawFn, text: str) -> str:
    """Other values, of any type, at random places of the front matter."""
    _, front, body = text.split("---\n", 2)
    data = yaml.load(front, Loader=yaml.BaseLoader)
    for _ in range(draw(st.integers(1, 3))):
        place: Any = data
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = (
                draw(st.sampled_from(keys)) if keys else draw(st.text(max_size=5)) if isinstance(place, dict) else None
            )
            if key is None:
                break
            inner = place.get(key) if isinstance(place, dict) else place[key]
            if isinstance(inner, dict | list) and draw(st.booleans()):
                place = inner
                continue
            place[key] = draw(VALUES)
            break
        if draw(st.integers(0, 5)) == 0:
            data[draw(st.one_of(st.text(max_size=10), st.sampled_from(["Название", "tittle", "steps", "sample"])))] = (
                draw(VALUES)
            )
    dumped = yaml.dump(data, Dumper=Plain, allow_unicode=draw(st.booleans()), default_flow_style=draw(st.booleans()))
    return f"---\n{dumped}---\n{body}"


MARKDOWN = st.lists(
    st.one_of(
        ODD.filter(lambda text: "\ud800" not in text),
        st.text(max_size=12),
        st.sampled_from([
            "\n", "\n\n", "# ", "## ", "### Контекст\n", "## Ход работы\n", "[a](#", "[a](../cheki/index.md#контекст)",
            "![](x.png)", "![я](svodka.csv)", "<javascript:x>", "[a]: x\n", "[a]", "| a | b |\n|---|---|\n", "> ",
            "    ", "```\n", "(%zz)", "(<a b>)", "&amp;", "&#0;", "двоp", "<script>", "<!-- допустимо MB609: так -->",
            "Промокашкин",
        ]),
    ),
    max_size=25,
).map("".join)  # fmt: skip


@st.composite
def retabled(draw: st.DrawFn, text: str) -> str:
    """Cells, columns and rows of a table changed, moved, quoted, lost."""
    rows = [line.split(";") for line in text.splitlines()]
    for _ in range(draw(st.integers(1, 5))):
        row = rows[draw(st.integers(0, len(rows) - 1))]
        change = draw(st.sampled_from(["cell", "cell", "cell", "drop", "add", "row", "column", "header"]))
        at = draw(st.integers(0, max(0, len(row) - 1)))
        cell = draw(st.one_of(
            ODD.filter(lambda text: "\ud800" not in text),
            st.text(max_size=10),
            st.sampled_from(["1 200", "-5", "--5", "3,0", "=1+1", '"', '""', "9" * 5000, "2025/26", "ДА", "х", "1.5"]),
        ))  # fmt: skip
        if change == "cell" and row:
            row[at] = cell
        elif change == "drop" and row:
            del row[at]
        elif change == "add":
            row.insert(at, cell)
        elif change == "row":
            rows.append(list(row))
        elif change == "column":
            for each in rows:
                each.insert(min(at, len(each)), cell)
        else:
            rows[0][: 2 + at] = rows[0][: 2 + at][::-1]
    return draw(st.sampled_from(["\n", "\r\n"])).join(draw(st.sampled_from([";", ",", "\t"])).join(row) for row in rows)


def surely(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


Change = Callable[[str], st.SearchStrategy[Any]]
CHANGES: dict[str, Change] = {
    "lines moved": lambda text: rearranged(text).map(surely),
    "odd characters": sprinkled,
    "other values": lambda text: revalued(text).map(surely),
    "another text": lambda text: MARKDOWN.map(lambda body: surely(text.partition("\n---\n")[0] + "\n---\n" + body)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@many
@given(data=st.data())
def test_any_entry(change: Change, lab: Lab, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(ENTRIES))
    lab.check_entry(path, data.draw(change(good_text(path))))


HOSTILE = (
    "//[x", "http://[", "C:\\x", "../../x", "a\nb", "{x}", "\0", "\u202e", "x" * 5000, "Промокашкин",
    "имени Промокашкина", "javascript:x", "1e999999", "9999-12-31", "0000-00-00", "%zz", "<script>", "٣", "", " ", -1,
    10**30, 1.5, True, None, [], {}, [None], {"": {}}, [[["x"]]],
)  # fmt: skip
"""Values that have brought programs down."""


def everywhere(value: Any, data: Any) -> Any:
    """The same value in every place of a front matter that holds one."""
    if isinstance(data, dict):
        return {key: everywhere(value, inner) for key, inner in data.items()}
    if isinstance(data, list):
        return [everywhere(value, inner) for inner in data]
    return value


@pytest.mark.parametrize("value", HOSTILE, ids=[f"{value!r:.20}" for value in HOSTILE])
def test_a_hostile_value_in_every_field(value: Any, lab: Lab) -> None:
    for path in ENTRIES:
        _, front, body = good_text(path).split("---\n", 2)
        data = everywhere(value, yaml.load(front, Loader=yaml.BaseLoader))
        lab.check_entry(path, f"---\n{yaml.dump(data, Dumper=Plain, allow_unicode=True)}---\n{body}".encode())


@many
@given(path=st.sampled_from(ENTRIES), content=st.binary(max_size=300))
@example(path=ENTRIES[0], content=b"---\n: \n---\n")
@example(path=ENTRIES[0], content=b"---\n\xd0\x99\n---\n")
@example(path=ENTRIES[0], content="---\na: \u212b\n---\n".encode())
def test_any_bytes_for_an_entry(path: str, content: bytes, lab: Lab) -> None:
    lab.check_entry(path, content)
    lab.check_entry(path, b"---\ntitle: " + content + b"\n---\n" + content)


@many
@given(data=st.data())
def test_any_table(lab: Lab, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(TABLES))
    text = good_text(path)
    content = data.draw(st.one_of(retabled(text).map(surely), sprinkled(text), rearranged(text).map(surely)))
    lab.check_table(path, content)


@many
@given(path=st.sampled_from(TABLES), content=st.binary(max_size=300))
def test_any_bytes_for_a_table(path: str, content: bytes, lab: Lab) -> None:
    lab.check_table(path, content)


@few
@given(data=st.data())
def test_any_vocabulary_or_set(lab: Lab, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(VOCABULARIES))
    text = good_text(path)
    content = data.draw(st.one_of(rearranged(text).map(surely), sprinkled(text), st.binary(max_size=200)))
    lab.check_bank(path, content)


@few
@given(data=st.data())
def test_any_figures(lab: Lab, data: st.DataObject) -> None:
    path = "content/indicators/figures/okrug.csv"
    text = good_text(path)
    lab.check_bank(path, data.draw(st.one_of(retabled(text).map(surely), sprinkled(text), st.binary(max_size=200))))


@few
@given(content=st.one_of(sprinkled(good_text("content/index.md")), MARKDOWN.map(surely), st.binary(max_size=200)))
def test_any_page(lab: Lab, content: bytes) -> None:
    lab.check_bank("content/index.md", content)


NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda name: name not in {".", ".."} and len(name.encode()) < 200
)
FOLDERS = [kind.home for kind in kinds().values()] + [
    "content/tables",
    "content/vocabularies",
    "content",
    "practices/cheki",
]


@few
@given(
    folder=st.sampled_from(FOLDERS),
    name=NAMES,
    suffix=st.sampled_from([".md", ".csv", ".yml", ".pdf", "", "/index.md", "/x.md"]),
    content=st.one_of(st.binary(max_size=60), st.just(b"---\ntitle: x\n---\n"), st.just(b"%PDF")),
)
def test_any_new_file(lab: Lab, folder: str, name: str, suffix: str, content: bytes) -> None:
    path = f"{folder}/{name}{suffix}"
    if (lab.bank.root / folder / name).exists() or (lab.bank.root / path).exists():
        return
    lab.check_bank(path, content)
    if suffix.startswith("/"):
        (lab.bank.root / folder / name).rmdir()


@few
@given(data=st.data())
def test_a_change_is_seen_the_same_in_memory_and_on_disk(lab: Lab, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(ENTRIES))
    content = data.draw(sprinkled(good_text(path)))
    quick = lab.check_entry(path, content)
    whole = lab.check_bank(path, content)
    assert quick.problems == whole.problems
