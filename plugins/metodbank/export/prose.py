"""Markdown of a field or a body becomes paragraphs, lists and tables of a Word document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from metodbank.export.word import Column, Paper

_PARSER = MarkdownIt("commonmark").enable("table")
LOWEST = 3
"""The lowest level of headings a paper has."""


def add_prose(paper: Paper, text: str, *, contents: bool = True) -> None:
    """Add Markdown to a paper: words and structure; pictures, raw HTML and addresses of links are left out.

    :param contents: whether its headings enter the table of contents; otherwise they are bold lines.
    """
    tokens = _PARSER.parse(text)
    lists: list[int | None] = []
    style, marker = "Normal", ""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "table_open":
            end = next(i for i in range(index, len(tokens)) if tokens[i].type == "table_close")
            head, *rows = _rows(tokens[index:end])
            paper.table("Таблица", [Column(cell, 1) for cell in head], rows)
            index = end
        elif token.type == "heading_open":
            _heading(paper, _words(tokens[index + 1]), min(int(token.tag[1]), LOWEST) if contents else 0)
            index += 2
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            number = lists[-1]
            style, marker = ("List Bullet", "") if number is None else ("Normal", f"{number}. ")
            if number is not None:
                lists[-1] = number + 1
        elif token.type == "inline":
            paper.paragraph(marker + _words(token), style)
            style, marker = "Normal", ""
        elif token.type in ("fence", "code_block"):
            paper.paragraph(token.content.rstrip())
        index += 1


def _heading(paper: Paper, text: str, level: int) -> None:
    if level:
        paper.heading(text, level)
    else:
        paper.paragraph(text, bold=True).paragraph_format.keep_with_next = True


def _rows(tokens: Sequence[Token]) -> Iterator[list[str]]:
    row: list[str] = []
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "inline":
            row.append(_words(token))
        elif token.type == "tr_close":
            yield row


def _words(token: Token) -> str:
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return "".join(parts).strip()
