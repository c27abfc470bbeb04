"""A piece of HTML from a document becomes Markdown or a plain line; what a page cannot show is dropped."""

from __future__ import annotations

import re
from typing import Any

import nh3
from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

from metodbank.intake.answers import tidy

TAGS = {
    *("p", "br", "strong", "em", "ul", "ol", "li", "a", "img", "blockquote", "sup", "sub"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "td", "th"),
}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
HIGHEST = 3
"""Level of the highest heading inside a section: the section itself is of the second."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class _Converter(MarkdownConverter):
    """Writes what a person typed with angle brackets as text, never as HTML."""

    def escape(self, text: str, parent_tags: Any) -> str:
        """Escape the signs of Markdown and HTML."""
        return str(super().escape(text, parent_tags)).replace("<", "&lt;")  # type: ignore[misc] # the stub is short of it


def markdown_of(piece: Tag, *, headings: bool = True) -> str:
    """Return Markdown of a piece of HTML.

    :param headings: keep headings, shifted below the section's own; else they become bold lines.
    """
    soup = BeautifulSoup(
        nh3.clean(piece.decode_contents(), tags=TAGS, attributes=ATTRIBUTES, link_rel=None), "html.parser"
    )
    _shift(soup, headings)
    for table in soup.find_all("table"):
        _square(table)
    for anchor in soup.find_all("a"):
        if not anchor.get("href"):
            anchor.unwrap()
    text = _Converter(
        heading_style="ATX", bullets="-", table_infer_header=True, sup_symbol="", sub_symbol=""
    ).convert_soup(soup)
    text = tidy("\n".join(line.rstrip() for line in text.split("\n")))
    return re.sub(r"\n{3,}", "\n\n", text)


def line_of(piece: Tag) -> str:
    """Return the text of a piece of HTML, a paragraph or an item of a list on a line."""
    copy = BeautifulSoup(str(piece), "html.parser")
    for tag in copy.find_all("br"):
        tag.replace_with("\n")
    for tag in copy.find_all(("p", "li", "tr", *HEADINGS)):
        tag.append("\n")
    lines = (" ".join(line.split()) for line in tidy(copy.get_text()).split("\n"))
    return "\n".join(line for line in lines if line)


def _shift(soup: BeautifulSoup, keep: bool) -> None:
    found = soup.find_all(HEADINGS)
    highest = min((int(heading.name[1]) for heading in found), default=1)
    for heading in found:
        if keep and not heading.find_parent("td"):
            heading.name = f"h{min(6, int(heading.name[1]) - highest + HIGHEST)}"
        else:
            heading.name = "strong"
            heading.wrap(soup.new_tag("p"))


def _square(table: Tag) -> None:
    """Give every row of a table all its cells: a cell that spans rows leaves empty ones below."""
    waiting: dict[int, int] = {}
    for row in table.find_all("tr"):
        if row.find_parent("table") is not table:
            continue
        column = 0
        for cell in row.find_all(("td", "th"), recursive=False):
            while waiting.get(column, 0):
                waiting[column] -= 1
                cell.insert_before(BeautifulSoup("<td></td>", "html.parser"))
                column += 1
            width, height = (_span(cell, name) for name in ("colspan", "rowspan"))
            cell.attrs.pop("rowspan", None)
            for spanned in range(column, column + width):
                if height > 1:
                    waiting[spanned] = height - 1
            column += width
        while waiting.get(column, 0):
            waiting[column] -= 1
            row.append(BeautifulSoup("<td></td>", "html.parser"))
            column += 1


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1"))
    return min(int(value), 100) if value.isascii() and value.isdigit() and int(value) else 1
