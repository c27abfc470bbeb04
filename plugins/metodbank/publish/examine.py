"""A built site looked through before anybody sees it: links, foreign hosts, what a blind visitor would miss.

Static checks of the files alone. What only a browser can tell (contrast, focus, what scripts draw) is not
looked at here, and the report says so.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from lxml import etree, html

from metodbank.publish.accessibility import findings_of
from metodbank.publish.manifest import Files
from metodbank.publish.plan import TWINS


class Level(StrEnum):
    """Whether a finding stops publishing."""

    STOP = "ошибка"
    NOTICE = "замечание"


@dataclass(frozen=True)
class Finding:
    """Something wrong with a file of the site."""

    level: Level
    topic: str
    file: str
    line: int
    message: str


DEAD, FOREIGN, ACCESS, GONE, SIZE = (
    "Мёртвые ссылки", "Обращения к чужим серверам", "Доступность", "Исчезающие страницы", "Размер",
)  # fmt: skip
GROWTH = 0.5
"""A site that grows by more than this share at once has probably taken in something by mistake."""
LOADED = {
    ("img", "src"), ("img", "srcset"), ("script", "src"), ("iframe", "src"), ("audio", "src"), ("video", "src"),
    ("video", "poster"), ("source", "src"), ("source", "srcset"), ("embed", "src"), ("object", "data"),
    ("track", "src"), ("input", "src"), ("form", "action"), ("use", "href"), ("image", "href"),
}  # fmt: skip
"""Attributes whose address the browser asks for by itself (or sends a form to)."""
LOADING_RELATIONS = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload",
                     "manifest", "apple-touch-icon"}  # fmt: skip
_CSS_URL = re.compile(r"(?:url\(\s*['\"]?|@import\s+['\"])(?P<url>[^'\")\s]+)")


def examine(
    files: Files, base: str = "", progress: Callable[[int, int], None] = lambda done, total: None
) -> list[Finding]:
    """Return all findings in the files of a site; ``base`` is its public address."""
    pages = {name: path for name, path in files.items() if name.endswith(".html")}
    found: list[Finding] = []
    targets: dict[str, set[str]] = {}
    wanted: list[tuple[str, int, str, str, str]] = []
    for number, (name, path) in enumerate(pages.items()):
        progress(number, len(pages))
        tree = html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
        targets[name] = {value for node in tree.iter() for key in ("id", "name") if (value := node.get(key))}
        for line, url, loads in _addresses(tree):
            finding, inside = _follow(name, line, url, loads=loads, base=base)
            if finding:
                found.append(finding)
            if inside:
                wanted.append((name, line, *inside))
        found += [Finding(Level.NOTICE, ACCESS, name, line, text) for line, text in findings_of(tree)]
    for name, path in files.items():
        if name.endswith(".css"):
            for match in _CSS_URL.finditer(path.read_text(encoding="utf-8")):
                finding, inside = _follow(name, 1, match["url"], loads=True, base=base)
                if finding:
                    found.append(finding)
                if inside:
                    wanted.append((name, 1, *inside))
    found += _dead(wanted, files, targets)
    return sorted(set(found), key=lambda finding: (finding.topic, finding.file, finding.line, finding.message))


def _addresses(tree: html.HtmlElement) -> Iterator[tuple[int, str, bool]]:
    """Yield the line and every address of a page, and whether the browser asks for it by itself."""
    for node in tree.iter(etree.Element):
        line = node.sourceline or 1
        if node.tag == "link":
            relations = set((node.get("rel") or "").lower().split())
            if node.get("href") and "canonical" not in relations:
                yield line, node.get("href"), bool(relations & LOADING_RELATIONS)
            continue
        for key in ("href", "src", "srcset", "poster", "data", "action"):
            value = node.get(key)
            if value:
                urls = [part.split()[0] for part in value.split(",") if part.split()] if key == "srcset" else [value]
                for url in urls:
                    yield line, url.strip(), (node.tag, key) in LOADED
        for value in (node.get("style"), node.text if node.tag == "style" else None):
            yield from ((line, match["url"], True) for match in _CSS_URL.finditer(value or ""))


def _follow(
    name: str, line: int, url: str, *, loads: bool, base: str
) -> tuple[Finding | None, tuple[str, str, str] | None]:
    """Return a finding about a foreign address, or the file (and anchor) that an address of the site names."""
    parts = urlsplit(url)
    if parts.scheme in ("data", "mailto", "tel", "blob", "about"):
        return None, None
    if parts.scheme or parts.netloc:
        if base and url.startswith(base):
            inner, anchor = urldefrag(url[len(base) :])
            return None, (unquote(urlsplit(inner).path) or "index.html", unquote(anchor), url)
        if loads:
            return Finding(Level.STOP, FOREIGN, name, line, f"страница сама обращается к {url}"), None
        return None, None
    if not parts.path:
        return None, (name, unquote(parts.fragment), url)
    if parts.path.startswith("/"):
        if name == "404.html":  # shown at any address, so its own addresses begin at the root
            return None, None
        message = f"адрес от корня «{url}» не откроется из папки и с флешки: нужен относительный"
        return Finding(Level.STOP, DEAD, name, line, message), None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
    if parts.path.endswith("/") or path == ".":
        path = posixpath.normpath(posixpath.join(path, "index.html"))
    return None, (path, unquote(parts.fragment), url)


def _dead(
    wanted: Iterable[tuple[str, int, str, str, str]], files: Files, targets: Mapping[str, set[str]]
) -> Iterator[Finding]:
    folders = {
        "/".join(parts[:length]) for parts in (name.split("/") for name in files) for length in range(len(parts))
    }
    for name, line, path, anchor, url in wanted:
        if path not in files:
            if path in folders and f"{path}/index.html".removeprefix("/") in files:
                continue
            yield Finding(Level.STOP, DEAD, name, line, f"ссылка «{url}» ведёт в никуда: файла {path} нет")
        elif anchor and path in targets and anchor not in targets[path] and not anchor.startswith("?"):
            yield Finding(Level.NOTICE, DEAD, name, line, f"в {path} нет места «#{anchor}»")


def compare(marks: Mapping[str, int], before: Mapping[str, int], redirects: Mapping[str, str]) -> list[Finding]:
    """Return findings against the last release; both arguments give the size of each file in bytes."""
    found = []
    for old, new in redirects.items():
        if new not in marks:
            found.append(Finding(Level.STOP, GONE, "publish.yml", 1, f"redirects: {old} ведёт на {new}, а его нет"))
    for name in sorted(before.keys() - marks.keys()):
        if name.endswith(".html"):
            text = "страница исчезнет, и её адрес перестанет открываться; переехала — впишите в redirects"
            found.append(Finding(Level.NOTICE, GONE, name, 1, text))
    total, was = sum(marks.values()), sum(before.values())
    if was and total > was * (1 + GROWTH):
        heaviest = max(marks.keys() - before.keys(), key=marks.__getitem__, default="")
        hint = f"; самый тяжёлый новый файл — {heaviest}" if heaviest else ""
        found.append(Finding(Level.NOTICE, SIZE, "", 1, f"сайт вырос больше чем наполовину{hint}"))
    return found


def shadowed(site: Path, redirects: Mapping[str, str]) -> list[Finding]:
    """Return redirects from addresses that still have a page of their own."""
    return [
        Finding(Level.STOP, GONE, "publish.yml", 1, f"redirects: {old} — такая страница есть, переезжать ей некуда")
        for old in redirects
        if (site / old).exists() and not old.endswith(TWINS)
    ]
