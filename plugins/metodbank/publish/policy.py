"""The Content-Security-Policy a built site really lives under: every inline script by its hash, nothing else inline."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import html

DATA_BLOCKS = {"application/json", "application/ld+json", "text/template", "speculationrules"}
"""Types of script elements that hold data and are never executed, so no policy speaks of them."""


@dataclass(frozen=True)
class Inline:
    """What stands in the pages themselves, by hash; ``handlers`` are the pages with what no hash can allow."""

    scripts: frozenset[str]
    styles: frozenset[str]
    attributes: frozenset[str]
    handlers: tuple[str, ...]


def inline_of(files: Mapping[str, Path]) -> Inline:
    """Collect the inline scripts and styles of all pages."""
    scripts: set[str] = set()
    styles: set[str] = set()
    attributes: set[str] = set()
    handlers: list[str] = []
    for name, path in files.items():
        if not name.endswith(".html"):
            continue
        tree = html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
        for node in tree.iter():
            if not isinstance(node.tag, str):
                continue
            if node.tag == "script" and not node.get("src") and (node.get("type") or "") not in DATA_BLOCKS:
                scripts.add(_hash(node.text or ""))
            if node.tag == "style":
                styles.add(_hash(node.text or ""))
            if node.get("style"):
                attributes.add(_hash(node.get("style") or ""))
            called = any(str(key).startswith("on") for key in node.keys())  # noqa: SIM118 - an element is no mapping
            if called or (node.get("href") or "").strip().lower().startswith("javascript:"):
                handlers.append(name)
    return Inline(frozenset(scripts), frozenset(styles), frozenset(attributes), tuple(dict.fromkeys(handlers)))


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.replace("\r\n", "\n").encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def policy(inline: Inline) -> str:
    """Return the value of the header."""
    return "; ".join(" ".join(part) for part in _directives(inline))


def _directives(inline: Inline) -> Iterator[Iterable[str]]:
    yield ("default-src", "'none'")
    yield ("script-src", "'self'", *sorted(inline.scripts))
    # hashes of style attributes count only where the browser is told so
    unsafe = ("'unsafe-hashes'",) if inline.attributes else ()
    yield ("style-src", "'self'", *unsafe, *sorted(inline.styles | inline.attributes))
    yield ("img-src", "'self'", "data:")  # the theme's icons are pictures inside its style sheet
    yield ("font-src", "'self'")
    yield ("connect-src", "'self'")
    yield ("worker-src", "'self'")
    yield ("media-src", "'self'")
    yield ("manifest-src", "'self'")
    yield ("base-uri", "'self'")
    yield ("form-action", "'self'")
    yield ("frame-ancestors", "'self'")
