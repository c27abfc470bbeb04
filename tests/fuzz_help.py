"""Ways to spoil a good bank at random, and a laboratory that checks each without writing it to the disk."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
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


def understandable(problem: Problem) -> None:
    """A problem is of the catalogue, in Russian, on one line, with nothing left to fill in."""
    assert problem.code in catalogue()
    assert re.search("[а-яё]", problem.message), problem
    for text in (problem.message, problem.hint):
        assert text.isprintable(), problem
        assert not PLACEHOLDERS & set(re.findall(r"\{(\w*)\}", text)), problem


def good_text(path: str) -> str:
    return (GOOD / path).read_text(encoding="utf-8")


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
