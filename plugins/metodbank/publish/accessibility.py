"""Accessibility of a page as far as its text alone tells (ГОСТ Р 52872-2019, which is WCAG 2.1, by criterion).

No browser is asked for on the administrator's machine: contrast, focus and what scripts draw are looked at by
tests/test_accessibility.py on the bank's own pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from lxml import etree, html

Rule = Callable[[html.HtmlElement], Iterator[tuple[int, str]]]
"""Yields the line and what is wrong there."""


def findings_of(page: html.HtmlElement) -> Iterator[tuple[int, str]]:
    """Yield the line and text of every finding."""
    for rule in RULES:
        yield from rule(page)


def _line(node: html.HtmlElement) -> int:
    return node.sourceline or 1


def _name(node: html.HtmlElement) -> str:
    """Return the accessible name that stands in the markup."""
    labels = [node.get("aria-label"), node.get("aria-labelledby"), node.get("title"), node.text_content()]
    labels += [image.get("alt") or image.get("aria-label") for image in node.iter("img", "svg")]
    return "".join(label.strip() for label in labels if label)


def language(page: html.HtmlElement) -> Iterator[tuple[int, str]]:
    """3.1.1: the page says which language it is in."""
    if not page.get("lang"):
        yield 1, "не указан язык страницы (3.1.1)"


def title(page: html.HtmlElement) -> Iterator[tuple[int, str]]:
    """2.4.2: the page has a title."""
    if not "".join(page.xpath("//head/title/text()")).strip():
        yield 1, "у страницы нет названия (2.4.2)"


def zoom(page: html.HtmlElement) -> Iterator[tuple[int, str]]:
    """1.4.4: nothing forbids a visitor to enlarge."""
    for node in page.xpath("//meta[@name='viewport']"):
        content = (node.get("content") or "").replace(" ", "")
        if "user-scalable=no" in content or "maximum-scale=1" in content:
            yield _line(node), "запрещено увеличение (1.4.4)"


def alternatives(page: html.HtmlElement) -> Iterator[tuple[int, str]]:
    """1.1.1: a picture has a text in its stead, if only an empty one."""
    for node in page.iter("img"):
        if node.get("alt") is None and node.get("role") != "presentation":
            yield _line(node), f"у картинки {node.get('src')} нет описания alt (1.1.1)"


def drawings(page: html.HtmlElement) -> Iterator[tuple[int, str]]:
    """1.1.1: a drawing has a name or is hidden; inside a link or button the words beside it name it."""
    for node in page.iter("svg"):
        hidden = any(one.get("aria-hidden") == "true" for one in (node, *node.iterancestors()))
        inside = next(node.iterancestors("a", "button", "label", "summary", "svg"), None) is not None
        if hidden or inside or node.get("role") in ("presentation", "none"):
            continue
        title = node.find("title")
        words = title.text_content() if title is not None else ""
        if not (words.strip() or node.get("aria-label") or node.get("aria-labelledby")):
            yield _line(node), "у рисунка svg нет названия: нужен title внутри или aria-label (1.1.1)"


def headings(page: html.HtmlElement) -> Iterator[tuple[int, str]]:
    """1.3.1: one main heading, and no level is skipped."""
    levels = [(node, int(node.tag[1])) for node in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    mains = [node for node, level in levels if level == 1]
    if len(mains) != 1:
        yield 1, f"главных заголовков h1 на странице: {len(mains)} (1.3.1)"
    before = 1
    for node, level in levels:
        if not _name(node):
            yield _line(node), f"заголовок h{level} пуст (2.4.6)"
        if level > before + 1:
            yield _line(node), f"после заголовка h{before} сразу h{level} (1.3.1)"
        before = level


def names(page: html.HtmlElement) -> Iterator[tuple[int, str]]:
    """2.4.4, 4.1.2: links and buttons say what they are."""
    for node in page.iter("a", "button"):
        if (node.tag == "button" or node.get("href")) and not _name(node) and node.get("aria-hidden") != "true":
            yield _line(node), f"{'ссылка' if node.tag == 'a' else 'кнопка'} без слов (2.4.4)"


def labels(page: html.HtmlElement) -> Iterator[tuple[int, str]]:
    """1.3.1, 4.1.2: a field of a form has a label."""
    named = {node.get("for") for node in page.iter("label")}
    for node in page.iter("input", "select", "textarea"):
        if node.get("type") in ("hidden", "submit", "button", "image") or "md-toggle" in (node.get("class") or ""):
            continue
        described = node.get("aria-label") or node.get("aria-labelledby") or node.get("title")
        if not described and node.get("id") not in named and next(node.iterancestors("label"), None) is None:
            yield _line(node), "поле без подписи (1.3.1)"


def tables(page: html.HtmlElement) -> Iterator[tuple[int, str]]:
    """1.3.1: a table of data has headers."""
    for node in page.iter("table"):
        if node.get("role") != "presentation" and next(node.iter("th"), None) is None:
            yield _line(node), "у таблицы нет заголовков th (1.3.1)"


def identifiers(page: html.HtmlElement) -> Iterator[tuple[int, str]]:
    """4.1.1: an id is one on its page, or labels lead to the wrong place."""
    counts = Counter(page.xpath("//@id"))
    for value, count in counts.items():
        if count > 1:
            yield 1, f"id «{value}» встречается {count} раза (4.1.1)"


def mentions(page: html.HtmlElement) -> Iterator[tuple[int, str]]:
    """1.3.1, 4.1.2: what names or explains an element is on the page (the theme has toggles without a use, «__»)."""
    known = set(page.xpath("//@id"))
    for node in page.iter(etree.Element):
        for key in ("aria-labelledby", "aria-describedby", "aria-controls", "for" if node.tag == "label" else ""):
            for missing in sorted(set((node.get(key) or "").split()) - known) if key else ():
                if not missing.startswith("__"):
                    yield _line(node), f"{key} ведёт к «{missing}», которого на странице нет (1.3.1)"


def frames(page: html.HtmlElement) -> Iterator[tuple[int, str]]:
    """4.1.2: a frame has a title."""
    for node in page.iter(etree.Element):
        if node.tag == "iframe" and not node.get("title"):
            yield _line(node), "у вставки iframe нет названия (4.1.2)"


RULES: tuple[Rule, ...] = (
    language, title, zoom, alternatives, drawings, headings, names, labels, tables, identifiers, mentions, frames,
)  # fmt: skip
