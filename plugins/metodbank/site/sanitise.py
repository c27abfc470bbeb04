"""HTML made from entries is cleaned before it reaches a page: entries are hostile text (design, 7)."""

from __future__ import annotations

import re

import nh3

TAGS = {
    "a", "abbr", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt", "em",
    "h2", "h3", "h4", "h5", "h6", "hr", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "s", "small",
    "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
"""What Markdown legitimately makes. ``h1`` is the page's own."""

ATTRIBUTES = {
    "*": {"class", "id", "title"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align", "scope"},
}
CLASSES = re.compile(
    r"(?:admonition|admonition-title|note|tip|warning|danger|info|example|question|success|quote|abstract|"
    r"footnote|footnote-ref|footnote-backref|headerlink|highlight|task-list|task-list-item|mb-[a-z-]+)"
)
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


def clean(html: str, *, whole_page: bool = False) -> str:
    """Return HTML in which nothing runs, nothing is fetched from elsewhere and no id can shadow a script's.

    :param whole_page: the HTML is all of a page, not the text of an entry, and may hold its ``h1``.
    """
    return nh3.clean(
        html,
        tags=TAGS | {"h1"} if whole_page else TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
        strip_comments=True,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return " ".join(word for word in value.split() if CLASSES.fullmatch(word)) or None
    if name == "id":
        known = tag in HEADINGS or re.fullmatch(r"fn(?:ref)?:[\w-]+", value)
        return value if known and re.fullmatch(r"[\w:.-]+", value) else None
    if name == "src" and re.match(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", value, re.IGNORECASE):
        return None
    return value
