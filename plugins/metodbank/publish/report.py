"""What is told to a person before and after, line by line in Russian."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from metodbank.publish.drift import Drift
from metodbank.publish.examine import Finding, Level
from metodbank.publish.ledger import Release
from metodbank.publish.outcome import Outlook
from metodbank.publish.plan import TWINS, Plan
from metodbank.publish.public import Check
from metodbank.publish.words import files, listed, moment, plural, size

MOST = 12
"""How many names of one kind are listed unless all are asked for."""


def findings(found: Sequence[Finding], most: int = MOST) -> Iterator[str]:
    """Yield the findings by topic."""
    for topic, group in groupby(found, key=lambda finding: finding.topic):
        lines = [
            f"    {one.level}: {one.file}{f':{one.line}' if one.line > 1 else ''}  {one.message}"
            if one.file
            else f"    {one.level}: {one.message}"
            for one in group
        ]
        yield f"  {topic}: {len(lines)}"
        yield from listed(lines, most)


def examined(found: Sequence[Finding]) -> str:
    """Return one line on what was looked at and what was not."""
    stops = sum(1 for finding in found if finding.level is Level.STOP)
    said = plural(stops, "ошибка", "ошибки", "ошибок") + ", "
    said += plural(len(found) - stops, "замечание", "замечания", "замечаний")
    return (
        f"Осмотр собранного сайта: {said}. Смотрели ссылки, чужие серверы, имена без согласия и доступность по "
        "разметке; "
        "контраст и работу с клавиатуры проверяют в браузере — здесь их не смотрели."
    )


def plan(now: Plan, most: int = MOST) -> Iterator[str]:
    """Yield what goes up, changes and goes away."""
    if now.empty:
        yield "На сервере уже всё так, как здесь."
        return
    for title, names in (("Появится", now.add), ("Изменится", now.change), ("Исчезнет", now.remove)):
        if names:
            pages = [name for name in names if not name.endswith(TWINS)]
            yield f"  {title}: {files(len(names))}"
            yield from (f"    {name}" for name in listed(pages, most))
    if now.retired:
        yield f"  Уйдёт позже: {files(len(now.retired))} — прежние скрипты и стили, их дочитывают открытые страницы"
    growth = (
        f", {'+' if now.growth > 0 else '−'}{size(abs(now.growth))} к прежнему" if now.before and now.growth else ""
    )
    total = sum(mark.size for mark in now.wanted.values())
    yield f"  Передать: {size(now.traffic)}. Весь сайт: {files(len(now.wanted))}, {size(total)}{growth}"


def drift(found: Drift, most: int = MOST) -> Iterator[str]:
    """Yield what was done on the server by hand."""
    for title, names in (
        ("Изменены на сервере вручную", sorted(found.changed)),
        ("Удалены на сервере вручную", found.missing),
        ("Чужие файлы, останутся как есть", found.foreign),
    ):
        if names:
            yield f"  {title}: {len(names)}"
            yield from (f"    {name}" for name in listed(names, most))


def outlook(now: Outlook, most: int = MOST) -> Iterator[str]:
    """Yield what a server holds against a site."""
    if now.pending is not None:
        yield f"Прошлая публикация {now.pending.release.id} прервана на середине: сначала она будет закончена."
    yield f"Сейчас на сервере: {now.current or 'нашего сайта нет'}"
    yield from drift(now.drift, most)
    yield from plan(now.plan, most)


def history(current: str, releases: Sequence[Release], kept: set[str]) -> Iterator[str]:
    """Yield the releases, the newest first."""
    for release in reversed(releases):
        mark = "на сайте" if release.id == current else "можно вернуть" if release.id in kept else ""
        what = f"возврат к {release.returns_to}" if release.returns_to else release.label
        line = f"{release.id}  {moment(release.made)}  {files(release.files)}, {size(release.size)}  {release.by}"
        yield "  ".join(filter(None, (line, what, mark)))


def checks(done: Sequence[Check]) -> Iterator[str]:
    """Yield what was seen from outside."""
    signs: Callable[[bool | None], str] = {True: "хорошо", False: "ПЛОХО", None: "можно лучше"}.__getitem__
    for check in done:
        yield f"  {signs(check.passed):<12} {check.what}" + (f": {check.detail}" if check.detail else "")
