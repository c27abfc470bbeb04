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

_PARSER = MarkdownIt("commonmark").enable("table")


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
        if token.type == "html_block" and not token.content.lstrip().startswith("<!--"):
            html.append((token.content.strip().split("\n")[0][:60], Mark(first_line + start, 1)))
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
    return len(re.findall(r"\w+(?:-\w+)*", re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)))


def _targets(children: Iterable[Token], lines: list[str], start: int, end: int, first: int) -> Iterator[Target]:
    text: list[str] = []
    url = ""
    seen: dict[str, int] = {}
    for child in children:
        if child.type == "link_open":
            url, text = str(child.attrs.get("href", "")), []
        elif child.type == "link_close":
            yield Target(url, "".join(text), _find(url, lines, start, end, first, seen))
        elif child.type == "image":
            source = str(child.attrs.get("src", ""))
            yield Target(source, child.content, _find(source, lines, start, end, first, seen), image=True)
        else:
            text.append(child.content)


def _inline_html(
    children: Iterable[Token], lines: list[str], start: int, end: int, first: int
) -> Iterator[tuple[str, Mark]]:
    seen: dict[str, int] = {}
    for child in children:
        if child.type == "html_inline" and not child.content.startswith("<!--"):
            yield child.content, _find(child.content, lines, start, end, first, seen)


def _find(needle: str, lines: list[str], start: int, end: int, first: int, seen: dict[str, int]) -> Mark:
    """Return where the next occurrence of ``needle`` stands in a block of lines."""
    skip = seen.get(needle, 0)
    seen[needle] = skip + 1
    for number in range(start, min(end, len(lines))):
        for form in dict.fromkeys((needle, unquote(needle))):
            position = -1
            while form and (position := lines[number].find(form, position + 1)) >= 0:
                if skip == 0:
                    return Mark(first + number, position + 1)
                skip -= 1
    return Mark(first + start, 1)


def _plain(children: Iterable[Token]) -> str:
    return "".join(child.content for child in children if child.type in {"text", "code_inline", "image"}).strip()


def _with_words(headings: list[tuple[int, str, int]], lines: list[str], first: int) -> Iterator[Heading]:
    used: set[str] = set()
    for position, (level, title, start) in enumerate(headings):
        end = next((line for other, _, line in headings[position + 1 :] if other <= level), len(lines))
        yield Heading(
            level,
            title,
            _anchor(title, used),
            Mark(first + start, 1),
            count_words("\n".join(lines[start + 1 : end])),
        )


def _anchor(title: str, used: set[str]) -> str:
    """Return the heading's id exactly as Python-Markdown's ``toc`` gives it."""
    return unique(slugify_unicode(title, "-"), used)
