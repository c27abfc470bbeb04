"""Markdown of the bank as plain blocks: headings, paragraphs and list items, for documents that are not pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

BlockKind = Literal["heading", "paragraph", "item"]


@dataclass(frozen=True)
class Block:
    """One block of text without markup; of a link its words stay."""

    kind: BlockKind
    text: str


def blocks_of(markdown: str) -> Iterator[Block]:
    """Yield the blocks of a text in their order."""
    around: list[str] = []
    for token in MarkdownIt("commonmark", {"html": False}).parse(markdown):
        if token.nesting == 1:
            around.append(token.type)
        elif token.nesting == -1:
            around.pop()
        elif token.type == "inline":
            kind: BlockKind = "item" if "list_item_open" in around else "paragraph"
            yield Block("heading" if around[-1] == "heading_open" else kind, "".join(_words(token.children or [])))


def _words(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline", "image"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
