"""What of a file can be mended without asking: spans of its text, each tied to the problem it mends.

Only the span itself changes, so comments, the order of keys and everything else in the file stay as they
are. What is admissible by a remark («допустимо MB214: …») is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from metodbank.model.entry import Kind
from metodbank.model.fields import Path, walk
from metodbank.model.shapes import (
    Choice,
    Clock,
    Day,
    Month,
    Text,
    Vocabulary,
    suggest_clock,
    suggest_day,
    suggest_month,
)
from metodbank.rules.check import suppressed
from metodbank.rules.corpus import Corpus, Draft, understand
from metodbank.rules.fields import mixed_words, russian
from metodbank.source.defect import Mark
from metodbank.source.document import parse_document
from metodbank.source.yaml_tree import read_tree

ROUNDS = 50
"""How often a text is looked at anew: an edit may be in the way of another."""


@dataclass(frozen=True)
class Edit:
    """A piece of one line and what stands there instead."""

    code: str
    mark: Mark
    old: str
    new: str


def mend_entry(text: str, kind: Kind, path: PurePosixPath, corpus: Corpus) -> tuple[str, list[str]]:
    """Return the text of an entry with everything mended that can be, and the codes of what was.

    A text that would lose a key by it is given back as it was.
    """
    codes: list[str] = []
    for _ in range(ROUNDS):
        document = parse_document(text, path)
        if not document.readable:
            return text, codes
        entry, errors = understand(kind, document.data, corpus.vocabularies)
        seen = Draft(kind, path.stem, document, entry, errors)
        lines = text.split("\n")
        found = [edit for edit in edits(seen, corpus, lines) if suppressed(edit.code, edit.mark.line, document) is None]
        changed = _apply(lines, found)
        result = "\n".join(lines)
        if not changed or parse_document(result, path).tree.keys.keys() != document.tree.keys.keys():
            return text, codes
        text = result
        codes += [edit.code for edit in changed]
    return text, codes


def _apply(lines: list[str], found: list[Edit]) -> list[Edit]:
    """Put edits into the lines from the last to the first; of two that overlap the first one found wins."""
    applied: list[Edit] = []
    taken: set[tuple[int, int]] = set()
    for edit in found:
        start = edit.mark.column - 1
        cells = {(edit.mark.line, column) for column in range(start, start + len(edit.old))}
        if not cells & taken:
            taken |= cells
            applied.append(edit)
    for edit in sorted(applied, key=lambda edit: (edit.mark.line, edit.mark.column), reverse=True):
        line, start = lines[edit.mark.line - 1], edit.mark.column - 1
        lines[edit.mark.line - 1] = line[:start] + edit.new + line[start + len(edit.old) :]
    return applied


def edits(draft: Draft, corpus: Corpus, lines: list[str]) -> Iterator[Edit]:
    """Yield what can be mended in an entry: vocabulary words, dates, Latin letters in Russian words."""
    for path, _spec, shape, value in walk(draft.kind.model, draft.data):
        if isinstance(shape, Vocabulary) and isinstance(value, str):
            terms = corpus.vocabularies[shape.name]
            yield from _scalar("MB205", draft, path, lines, terms.resolve)
        for form, code, suggest in DATES:
            if isinstance(shape, form):
                yield from _scalar(code, draft, path, lines, suggest)
        if isinstance(value, str) and isinstance(shape, (Text, Vocabulary, Choice)):
            for word, _offset in mixed_words(value):
                yield from _word(word, draft.document.tree.find(path, word), lines)
    for number, line in enumerate(draft.document.body.split("\n"), draft.document.body_line):
        for word, offset in mixed_words(line):
            yield Edit("MB214", Mark(number, offset + 1), word, russian(word))


DATES = ((Day, "MB207", suggest_day), (Month, "MB208", suggest_month), (Clock, "MB209", suggest_clock))
"""Shapes of dates and times, the code of a wrong one, and what tells the right form."""


def _word(word: str, mark: Mark, lines: list[str]) -> Iterator[Edit]:
    if lines[mark.line - 1].startswith(word, mark.column - 1):  # else the file writes the word with an escape
        yield Edit("MB214", mark, word, russian(word))


_RAW = re.compile(r"""(?P<quote>["'])(?P<quoted>[^"'\\]*)(?P=quote)|(?P<plain>[^\s"'#&*!|>%@`{\[][^,#\]}]*)""")


def _scalar(
    code: str, draft: Draft, path: Path, lines: list[str], meant: Callable[[str], str | None]
) -> Iterator[Edit]:
    """Yield the edit of a value that stands on one line without escapes; ``meant`` returns nothing to leave it."""
    tree = draft.document.tree
    while path and path not in tree.values:
        path = path[:-1]  # a bare value that stands for a group
    mark = tree.mark(path)
    match = _RAW.match(lines[mark.line - 1], mark.column - 1)
    if match is None or tree.ends.get(path) != mark.line:
        return
    raw = match["quoted"] if match["quote"] else match["plain"].rstrip()
    new = meant(raw)
    if new and new != raw:
        quote = match["quote"] or ("" if _PLAIN.fullmatch(new) else '"')
        old = match[0] if match["quote"] else raw
        yield Edit(code, mark, old, f"{quote}{new}{quote}")


_PLAIN = re.compile(r"[\w(«][\w ()/.–—«»+-]*(?::[\w]+)?[\w)».]?")
"""Values that need no quotes wherever they stand."""


def untabbed(text: str) -> str | None:
    """Return YAML with the tabs of its indents as spaces; None where it would read differently by the tab's width."""
    readings = []
    for width in (2, 4, 8):
        spaced = re.sub(r"^[ \t]*\t[ \t]*", partial(_expanded, width), text, flags=re.MULTILINE)
        tree = read_tree(spaced)
        if not tree.defects:
            readings.append((spaced, tree.data))
    if not readings or any(data != readings[0][1] for _, data in readings):
        return None
    return readings[0][0]


def _expanded(width: int, match: re.Match[str]) -> str:
    return match[0].expandtabs(width)
