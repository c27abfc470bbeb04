"""Other engines asked the same questions: lunr as Material ships it, Pagefind as its package installs it."""

from __future__ import annotations

import html
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from metodbank.search.bench.browser import chromium, served
from metodbank.search.documents import Collection

Found = list[list[str]]
"""For every question, addresses, best first."""


class AbsentError(RuntimeError):
    """An engine that is not installed here; the message says how to install it."""


def node(script: str, arguments: Sequence[str], questions: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Run a script of this folder in node: JSON lines in, JSON lines out."""
    program = shutil.which("node")
    if program is None:
        raise AbsentError("нет node: поставьте Node.js")
    lines = "".join(json.dumps(question, ensure_ascii=False) + "\n" for question in questions)
    command = [program, str(Path(__file__).with_name(script)), *arguments]
    run = subprocess.run(command, input=lines, capture_output=True, text=True, encoding="utf-8", check=True)  # noqa: S603
    return [json.loads(line) for line in run.stdout.splitlines()]


def lunr(found: Collection, questions: Sequence[str], limit: int) -> Found:
    """Ask Material's own search worker, with the settings of a site in Russian."""
    spec = find_spec("material")
    if spec is None or spec.origin is None:
        raise AbsentError("нет mkdocs-material")
    scripts = Path(spec.origin).parent / "templates" / "assets" / "javascripts"
    with tempfile.TemporaryDirectory() as folder:
        docs = Path(folder) / "docs.json"
        rows = [{"location": item.url, "title": item.title, "text": _text(item.fields)} for item in found.documents]
        docs.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8", newline="\n")
        asked = [{"question": text, "limit": limit} for text in questions]
        return node("lunr.mjs", [str(scripts), str(docs)], asked)


def pagefind(found: Collection, questions: Sequence[str], limit: int) -> Found:
    """Index pages with Pagefind and ask its client in Chromium."""
    with tempfile.TemporaryDirectory() as folder:
        pages(found, Path(folder))
        pagefind_index(Path(folder))
        with served(Path(folder)) as base, chromium() as browser:
            page = browser.new_page()
            page.goto(f"{base}index.html")
            page.evaluate("async () => { window.engine = await import('/pagefind/pagefind.js'); await engine.init(); }")
            urls: Found = []
            for start in range(0, len(questions), 100):
                urls.extend(page.evaluate(_ASK, [list(questions[start : start + 100]), limit]))
    addresses = {item.url.removesuffix(".html"): item.url for item in found.documents}
    return [[addresses[url.lstrip("/").removesuffix(".html")] for url in row] for row in urls]


_ASK = """async ([questions, limit]) => {
  const rows = [];
  for (const text of questions) {
    const found = await engine.search(text);
    const top = await Promise.all(found.results.slice(0, limit).map((result) => result.data()));
    rows.push(top.map((data) => data.raw_url || data.url));
  }
  return rows;
}"""


def pagefind_index(folder: Path) -> float:
    """Have Pagefind index the pages of a folder; returns the memory it took at most, MB."""
    if find_spec("pagefind_bin") is None and find_spec("pagefind_bin_extended") is None:
        raise AbsentError("нет Pagefind: pip install 'pagefind[bin]'")
    command = [sys.executable, "-m", "pagefind", "--site", str(folder), "--force-language", "ru", "--keep-index-url"]
    with (folder / "pagefind.log").open("wb") as log:
        run = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603
        _, status, used = os.wait4(run.pid, 0)
    if status:
        raise AbsentError(f"Pagefind не построил указатель: {(folder / 'pagefind.log').read_text(encoding='utf-8')}")
    return used.ru_maxrss / 1024


def pages(found: Collection, folder: Path) -> None:
    """Write every document as a plain page."""
    for item in found.documents:
        path = folder / (item.url if item.url.endswith(".html") else f"{item.url}.html")
        path.parent.mkdir(parents=True, exist_ok=True)
        title, text = html.escape(item.title), html.escape(_text(item.fields))
        path.write_text(
            f'<!doctype html><html lang="ru"><meta charset="utf-8"><title>{title}</title><body>'
            "<main data-pagefind-body>"
            f"<h1>{title}</h1><p>{text}</p>{_filters(item.facets)}</main></body></html>",
            encoding="utf-8",
            newline="\n",
        )
    blank(folder)


def _filters(facets: Mapping[str, Sequence[str]]) -> str:
    """Return what Pagefind narrows by: it reads the attributes, a person sees nothing."""
    return "".join(
        f'<span data-pagefind-filter="{html.escape(name)}:{html.escape(value)}"></span>'
        for name, values in facets.items()
        for value in values
    )


def blank(folder: Path) -> None:
    """Write an empty page to ask from."""
    page = '<!doctype html><html lang="ru"><meta charset="utf-8"><title>Поиск</title><body></body></html>'
    (folder / "index.html").write_text(page, encoding="utf-8", newline="\n")


def _text(fields: Mapping[str, str]) -> str:
    return " ".join(text for text in fields.values() if text)
