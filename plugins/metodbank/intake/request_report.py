"""The one message a request gets: what is wrong and how to mend it, what is new in the bank, where to look at it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from metodbank.intake.request import Novelty, Request
from metodbank.rules.reports import in_markdown, markdown, plural

MOST = 30
"""How many entries of one sort are worth naming in a message."""


def request_markdown(request: Request, site: str = "", preview: str = "") -> str:
    """Return the message in Markdown.

    :param site: the address of the site, where codes of problems are explained; may be empty.
    :param preview: where the built site of the request can be had, in words or as an address; may be empty.
    """
    lines = [*_verdict(request), "", *_news(request), *_alike(request)]
    if request.report.problems:
        lines += ["## Что исправить", "", markdown(request.report, site).rstrip(), ""]
    lines += _aside(request)
    if preview:
        ready = not request.report.errors and not request.inherited
        lines += ["## Посмотреть, как будет на сайте", "", _preview(preview) if ready else NO_PREVIEW, ""]
    return "\n".join(lines).rstrip() + "\n"


NO_PREVIEW = "Предпросмотр появится, когда ошибок не останется: с ошибками сайт не собирается."


def _preview(where: str) -> str:
    shown = f"[собранный сайт]({where})" if re.fullmatch(r"https?://[^\s<>()]+", where) else where
    return f"{shown[:1].upper()}{shown[1:]}. Скачайте, распакуйте и откройте `index.html`: сервер для этого не нужен."


def _verdict(request: Request) -> Iterator[str]:
    errors = request.report.errors
    if errors:
        mend = "Исправьте их в той же ветке: проверка повторится сама."
        yield f"# ❌ Пока принять нельзя: {plural(errors, 'ошибка', 'ошибки', 'ошибок')}"
        yield f"\n{mend}"
    elif request.report.warnings:
        yield f"# ✅ Принять можно; есть {plural(request.report.warnings, 'замечание', 'замечания', 'замечаний')}"
    else:
        yield "# ✅ Ошибок нет"


def _news(request: Request) -> Iterator[str]:
    for title, items in (
        ("Новое в банке", request.added),
        ("Изменено", request.changed),
        ("Больше нет в банке", request.removed),
    ):
        if items:
            yield from (f"## {title}", "", *_listed(items), "")
    if not (request.added or request.changed or request.removed):
        yield from ("Записи банка не менялись.", "")


def _listed(items: Sequence[Novelty]) -> Iterator[str]:
    for item in items[:MOST]:
        name = f"«{in_markdown(item.title)}» " if item.title else ""
        moved = f"; было {_code(item.moved_from)}" if item.moved_from else ""
        yield f"- {item.kind}: {name}— {_code(item.path)}{_turn(item)}{moved}"
    if len(items) > MOST:
        yield f"- и ещё {plural(len(items) - MOST, 'запись', 'записи', 'записей')}"


def _turn(item: Novelty) -> str:
    """Tell a status, and its change; it is what a reviewer looks at first."""
    before, after = in_markdown(item.before), in_markdown(item.after)
    if before and after and before != after:
        return f"; статус: {before} → **{after}**"
    return f"; статус: {after or before}" if after or before else ""


def _alike(request: Request) -> Iterator[str]:
    if request.alike:
        yield from ("## Похоже на то, что уже есть", "")
        yield from (f"- {_code(problem.path)} {in_markdown(problem.message)}" for problem in request.alike)
        yield ""


def _aside(request: Request) -> Iterator[str]:
    if request.changes.outside:
        files = plural(len(request.changes.outside), "файл", "файла", "файлов")
        names = ", ".join(_code(path) for path in request.changes.outside[:MOST])
        yield from (f"⚠️ Затронуты не только записи: {files} программы или настроек. Посмотрите сами: {names}.", "")
    if request.inherited:
        errors = plural(request.inherited, "ошибка", "ошибки", "ошибок")
        yield from (f"В банке есть ещё {errors}, но не из этой правки. Пока они есть, сайт не собирается.", "")


def _code(path: PurePosixPath | str) -> str:
    """Show a file's name as it is, whatever it is: even bytes that are no text, backticks or line ends."""
    shown = str(path).encode("utf-8", "replace").decode().replace("`", "'")
    return f"`{' '.join(shown.split())}`"
