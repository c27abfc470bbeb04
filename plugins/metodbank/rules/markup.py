"""What the text of an entry is made of: headings, links, pictures and HTML, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from markdown.extensions.toc import slugify_unicode, unique
from markdown_it import MarkdownIt
from markdown_it.token import Token

from metodbank.source.defect import Mark


class _Parser(MarkdownIt):
    """Python-Markdown makes links of any address; so must the parser that looks for harmful ones."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Accept every address."""
        return True


_PARSER = _Parser("commonmark").enable("table")


@dataclass(frozen=True)
class Heading:
    """A heading and the text below it, down to the next heading of the same or a higher level."""

    level: int
    title: str
    anchor: str
    mark: Mark
    words: int


@dataclass(frozen=True)
class Target:
    """A link or a picture: where it points, its text, and where it stands."""

    url: str
    text: str
    mark: Mark
    image: bool = False


@dataclass(frozen=True)
class Markup:
    """The skeleton of a Markdown text."""

    headings: tuple[Heading, ...] = ()
    targets: tuple[Target, ...] = ()
    html: tuple[tuple[str, Mark], ...] = ()
    words: int = 0

    @property
    def anchors(self) -> frozenset[str]:
        """Names that a link may point to inside the page."""
        return frozenset(heading.anchor for heading in self.headings)


def read_markup(body: str, first_line: int) -> Markup:
    """Parse a Markdown text whose first line is ``first_line`` of its file."""
    lines = body.split("\n")
    tokens = _PARSER.parse(body)
    headings: list[tuple[int, str, int]] = []
    targets: list[Target] = []
    html: list[tuple[str, Mark]] = []
    for index, token in enumerate(tokens):
        start = token.map[0] if token.map else 0
        if token.type == "heading_open":
            headings.append((int(token.tag[1]), _plain(tokens[index + 1].children or ()), start))
        if token.type == "html_block" and (code := without_comments(token.content).strip()):
            html.append((code.split("\n")[0][:60], Mark(first_line + start, 1)))
        if token.type == "inline":
            end = token.map[1] if token.map else start + 1
            targets.extend(_targets(token.children or (), lines, start, end, first_line))
            html.extend(_inline_html(token.children or (), lines, start, end, first_line))
    return Markup(
        tuple(_with_words(headings, lines, first_line)),
        tuple(targets),
        tuple(html),
        count_words(body),
    )


def count_words(text: str) -> int:
    """Count words of the text as a reader sees them, HTML comments aside."""
    return len(re.findall(r"\w+(?:-\w+)*", without_comments(text)))


def without_comments(text: str) -> str:
    """Return the text without HTML comments."""
    kept, position = [], 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[position:start])
        position = end + 3
    return "".join([*kept, text[position:]])


def _targets(children: Iterable[Token], lines: list[str], start: int, end: int, first: int) -> Iterator[Target]:
    text: list[str] = []
    url = ""
    cursor = Cursor(lines, start, end, first)
    for child in children:
        if child.type == "link_open":
            url, text = str(child.attrs.get("href", "")), []
        elif child.type == "link_close":
            yield Target(url, "".join(text), cursor.find(url))
        elif child.type == "image":
            source = str(child.attrs.get("src", ""))
            yield Target(source, child.content, cursor.find(source), image=True)
        else:
            text.append(child.content)


def _inline_html(
    children: Iterable[Token], lines: list[str], start: int, end: int, first: int
) -> Iterator[tuple[str, Mark]]:
    cursor = Cursor(lines, start, end, first)
    for child in children:
        if child.type == "html_inline" and not child.content.startswith("<!--"):
            yield child.content, cursor.find(child.content)


class Cursor:
    """Finds the links of a block one after another, each from where the last one stood."""

    LINES, CHARACTERS = 50, 20_000
    """How far ahead to look: a text made to be slow must not be."""

    def __init__(self, lines: list[str], start: int, end: int, first: int) -> None:
        self._lines = lines
        self._end = min(end, len(lines))
        self._place = (start, 0)
        self._block = Mark(first + start)
        self._first = first

    def find(self, needle: str) -> Mark:
        """Return where the next occurrence stands; the block's beginning if the text writes it otherwise."""
        forms = [form for form in dict.fromkeys((needle, unquote(needle))) if form]
        line, column = self._place
        for number in range(line, min(self._end, line + self.LINES)):
            from_, text = (column if number == line else 0), self._lines[number]
            for opening in ("](", "](<", ""):
                found = [text.find(opening + form, from_, from_ + self.CHARACTERS) for form in forms]
                if max(found, default=-1) >= 0:
                    at = min(place for place in found if place >= 0) + len(opening)
                    self._place = (number, at + 1)
                    return Mark(self._first + number, at + 1)
        return self._block


def _plain(children: Iterable[Token]) -> str:
    return "".join(child.content for child in children if child.type in {"text", "code_inline", "image"}).strip()


def _with_words(headings: list[tuple[int, str, int]], lines: list[str], first: int) -> Iterator[Heading]:
    used: set[str] = set()
    last: dict[str, str] = {}
    for position, (level, title, start) in enumerate(headings):
        below = (headings[index] for index in range(position + 1, len(headings)))
        end = next((line for other, _, line in below if other <= level), len(lines))
        yield Heading(
            level,
            title,
            _anchor(title, used, last),
            Mark(first + start, 1),
            count_words("\n".join(lines[start + 1 : end])),
        )


def _anchor(title: str, used: set[str], last: dict[str, str]) -> str:
    """Return the heading's id exactly as Python-Markdown's ``toc`` gives it.

    ``last`` holds the latest id of each title, so that a thousand equal headings are not counted anew.
    """
    slug = slugify_unicode(title, "-")
    last[slug] = unique(last.get(slug, slug), used)
    return last[slug]
