"""The steps of publishing as a person goes through them: build, look, ask, publish, look again."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import click
from rapidfuzz import process
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

import _console
import _environment
from metodbank.publish import report
from metodbank.publish.archive import Archives
from metodbank.publish.connection import opener
from metodbank.publish.credentials import Credentials
from metodbank.publish.examine import Finding, Level, compare, examine, shadowed
from metodbank.publish.manifest import DamagedError, Files
from metodbank.publish.prepare import prepare
from metodbank.publish.public import check_public
from metodbank.publish.outcome import Content, DriftError, Outlook
from metodbank.publish.publisher import Publisher
from metodbank.publish.settings import Archive, Publishing, SettingsError, read_settings
from metodbank.publish.server import sample
from metodbank.publish.store import StoreError
from metodbank.rules.reports import FORMATS

say = _console.say


@dataclass(frozen=True)
class Desk:
    """What a command works with: the bank's folder, its publishing settings, and the target that was named."""

    root: Path
    settings: Publishing
    name: str

    @property
    def target(self) -> object:
        return self.settings.targets[self.name]

    @property
    def cache(self) -> Path:
        return Path(os.environ.get("METODBANK_CACHE") or self.root / ".cache") / "publish"

    def publisher(self) -> Publisher:
        """Return the publisher of a target that is a server or a folder."""
        target = self.target
        if isinstance(target, Archive):
            raise click.UsageError(
                "это место — архив ZIP: его выкладывают и возвращают руками, по странице рядом с ним"
            )
        if target.kind == "ftp":
            say(f"ВНИМАНИЕ: {target.host} по FTP без защиты: пароль и файлы может прочесть и подменить любой на линии.")
        return Publisher(target, opener(target, self.root, Credentials(_ask_secret())), self.cache / self.name, say)


def open_desk(root: Path, settings: Path, name: str | None) -> Desk:
    """Read the settings and find the target; without a name it is the first."""
    try:
        read = read_settings(settings)
    except SettingsError as error:
        say(str(error))
        raise SystemExit(2) from None
    if name is None:
        name = next(iter(read.targets))
    if name not in read.targets:
        near = process.extractOne(name, list(read.targets), score_cutoff=60)
        hint = f"возможно, «{near[0]}»" if near else f"есть: {', '.join(read.targets)}"
        raise click.UsageError(f"в {settings.name} нет места «{name}»; {hint}")
    return Desk(root, read, name)


@contextmanager
def told() -> Iterator[None]:
    """Say what a server refused, and what to do, instead of a traceback."""
    try:
        yield
    except DriftError as error:
        say(str(error) + ":")
        _print(report.drift(error.drift))
        say("Посетители видят то, что есть сейчас. Перенесите правки в банк и повторите.")
        say("Публиковать поверх них — с --overwrite: копии изменённых файлов лягут в .cache/publish.")
        raise SystemExit(1) from None
    except StoreError as error:
        say(str(error))
        if error.hint:
            say(f"  Что делать: {error.hint}")
        raise SystemExit(1) from None
    except DamagedError as error:
        say(str(error))
        raise SystemExit(1) from None


def made(desk: Desk, site: Path | None) -> Content:
    """Return what is to be published: the site built afresh, or one built before."""
    if site is None:
        site = desk.root / "site"
        _build(desk.root, site)
    target = desk.settings.targets[desk.name]
    with _console.progress("Готовлю файлы…") as bar:
        task = bar.add_task("Готовлю файлы", total=None)
        return prepare(
            site,
            desk.cache,
            _commit(desk.root),
            desk.settings.redirects,
            target.compress,
            lambda done, total: bar.update(task, completed=done, total=total),
        )


def _build(root: Path, site: Path) -> None:
    from metodbank.site.build import build_site  # what only asks the server must not wait for the host of the site

    with _console.progress("Проверяю банк и собираю сайт…") as bar:
        task = bar.add_task("Собираю страницы", total=None)
        built = build_site(root / "mkdocs.yml", site, lambda done, total: bar.update(task, completed=done, total=total))
    if built.report and built.report.problems:
        _console.console.print(Text.from_markup(FORMATS["text"](built.report, "")))
    if built.complaints:
        if not (built.report and built.report.errors):
            _print(built.complaints)
        say("Сайт не собран, выкладывать нечего; на сервере всё по-прежнему.")
        raise SystemExit(1)


def _commit(root: Path) -> str:
    """Return what the files are made of, as git names it; nothing where there is no git."""
    command = ["git", "-C", str(root), "describe", "--always", "--exclude=*", "--dirty=+правки", "--abbrev=10"]
    try:
        result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    except OSError:
        return ""
    return result.stdout.strip()


def examined(desk: Desk, content: Content, before: dict[str, int], most: int) -> bool:
    """Look through the files; returns whether they may go up."""
    target = desk.settings.targets[desk.name]
    files = content.files
    with _console.progress("Осматриваю собранный сайт…") as bar:
        task = bar.add_task("Осматриваю", total=None)
        found = examine(files, str(target.url or ""), lambda done, total: bar.update(task, completed=done, total=total))
    found += shadowed(desk.root / "site", desk.settings.redirects)
    found += compare({name: mark.size for name, mark in content.marks.items()}, before, desk.settings.redirects)
    found += named_beyond_consent(desk, files)
    say(report.examined(found))
    _print(report.findings(found, most))
    return all(finding.level is not Level.STOP for finding in found)


def named_beyond_consent(desk: Desk, files: Files) -> list[Finding]:
    """Return where files name a person whose consent, as the bank has it today, does not cover it."""
    from metodbank.site.publishing import beyond_consent

    return [
        Finding(Level.STOP, "Люди", name, line, f"назван человек, чьё согласие этого не покрывает ({slug})")
        for name, line, slug in beyond_consent(desk.root / "mkdocs.yml", files)
    ]


def returnable(desk: Desk, publisher: Publisher, content: Content, outlook: Outlook, most: int) -> bool:
    """Whether an old release shows nobody who has taken the consent back since; it was examined in all else."""
    from metodbank.site.publishing import READ

    names = [name for name in outlook.plan.put if PurePosixPath(name).suffix in READ]
    with tempfile.TemporaryDirectory(prefix="metodbank-") as folder, told():
        found = named_beyond_consent(desk, publisher.kept_files(content, names, Path(folder)))
    _print(report.findings(found, most))
    if found:
        say("Этот выпуск старше отзыва согласия. Соберите и выложите сайт заново: publish.py")
    return not found


def publish(
    desk: Desk, content: Content, *, dry: bool, yes: bool, overwrite: bool, purge: bool, everything: bool
) -> None:
    """Go from a made site to the checked one on the server, or stop on the way with a reason."""
    most = 10**9 if everything else report.MOST
    target = desk.settings.targets[desk.name]
    if isinstance(target, Archive):
        _archive(desk, target, content, dry=dry, yes=yes, most=most)
        return
    publisher = desk.publisher()
    with told():
        outlook = publisher.look(content, purge=purge)
    before = {name: mark.size for name, mark in outlook.held.files.items()} if outlook.held else {}
    sound = (
        returnable(desk, publisher, content, outlook, most)
        if content.returns_to
        else examined(desk, content, before, most)
    )
    say(f"\n{desk.name} ({target.kind}):")
    _print(report.outlook(outlook, most))
    if not sound:
        say("\nВыкладывать нельзя: сначала исправьте ошибки осмотра. На сервере всё по-прежнему.")
        raise SystemExit(1)
    if dry:
        say("\nЭто проба: на сервере ничего не изменено.")
        return
    if outlook.drift.harmful and not overwrite:
        with told():
            raise DriftError(outlook.drift)
    if not outlook.plan.empty:
        _agree(yes)
    with told(), _sending(outlook) as sent:
        outcome = publisher.publish(content, outlook, overwrite=overwrite, purge=purge, sent=sent)
    if outcome.saved_drift:
        say(f"Файлы, изменённые на сервере вручную, сохранены: {outcome.saved_drift}")
    say(f"\nНа сервере выпуск {outcome.release}. Передано и сверено: {report.size(outcome.travelled)}.")
    if not _seen_from_outside(desk, content, list(outlook.plan.put)):
        say("Файлы выложены целиком, но посетители видят не то. Разберитесь или верните прежний: publish.py rollback")
        raise SystemExit(1)


def _seen_from_outside(desk: Desk, content: Content, changed: list[str]) -> bool:
    url = desk.settings.targets[desk.name].url
    if url is None:
        say("Адрес (url) в publish.yml не указан: как сайт виден посетителям, не проверено.")
        return True
    checks = check_public(str(url), content.marks, changed)
    say(f"Как виден {url}")
    _print(report.checks(checks))
    return all(check.passed is not False for check in checks)


def _archive(desk: Desk, target: Archive, content: Content, *, dry: bool, yes: bool, most: int) -> None:
    archives = Archives(target, desk.root / target.path)
    held = archives.held()
    before = {name: mark.size for name, mark in held.files.items()} if held else {}
    sound = examined(desk, content, before, most)
    _print(report.plan(archives.plan(content.marks), most))
    if not sound:
        say("\nАрхив не сделан: сначала исправьте ошибки осмотра.")
        raise SystemExit(1)
    if dry:
        return
    _agree(yes)
    release = archives.make(content.files, content.marks, content.label, dt.datetime.now().astimezone())
    say(f"Архив: {archives.archive(release.id)}")
    say(f"Что с ним делать: {archives.instructions(release.id)}")


def _agree(yes: bool) -> None:
    if yes:
        return
    if not _console.console.is_terminal:
        raise click.UsageError("спросить некого: для работы без человека добавьте --yes")
    if not click.confirm("\nВыкладываем?", default=False, err=True):
        say("Не выложено. На сервере всё по-прежнему.")
        raise SystemExit(1)


def _ask_secret() -> Callable[[str], str] | None:
    if not _console.console.is_terminal:
        return None
    return lambda text: str(click.prompt(text, hide_input=True, err=True))


@contextmanager
def _sending(outlook: Outlook) -> Iterator[Callable[[int], None]]:
    quiet = not _console.console.is_terminal or bool(os.environ.get("CI"))
    columns = (TextColumn("Передаю"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_console.console, transient=True, disable=quiet) as bar:
        task = bar.add_task("", total=outlook.plan.traffic)
        yield lambda size: bar.advance(task, size)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)


def tell_history(desk: Desk) -> None:
    """Print the releases of a target."""
    target = desk.settings.targets[desk.name]
    if isinstance(target, Archive):
        releases = Archives(target, desk.root / target.path).releases()
        lines = report.history("", releases, set())
    else:
        with told():
            lines = report.history(*desk.publisher().history())
    found = list(lines)
    _print(found or ["Сюда ещё не выкладывали."])


def tell_status(desk: Desk, site: Path, *, thorough: bool, everything: bool) -> None:
    """Print what is on the server against what is here; exit code 1 when somebody changed the server by hand."""
    target = desk.settings.targets[desk.name]
    most = 10**9 if everything else report.MOST
    if not site.is_dir():
        raise click.UsageError(f"сайт не собран: нет папки {site}; сначала {_environment.RUN}build.py")
    content = made(desk, site)
    if isinstance(target, Archive):
        _print(report.plan(Archives(target, desk.root / target.path).plan(content.marks), most))
        return
    with told():
        outlook = desk.publisher().state(content.marks, thorough=thorough)
    _print(report.outlook(outlook, most))
    if target.url:
        say(f"Как виден {target.url}")
        _print(report.checks(check_public(str(target.url), outlook.held.files if outlook.held else {})))
    raise SystemExit(1 if outlook.drift.harmful or outlook.pending else 0)


def tell_server(desk: Desk, kind: str, root: str, site: Path) -> None:
    """Print the settings of a web server for a built site."""
    content = made(desk, site)
    url = desk.settings.targets[desk.name].url
    try:
        text = sample("apache" if kind == "apache" else "nginx", content.files, str(url or ""), root,
                      desk.settings.redirects)  # fmt: skip
    except ValueError as error:
        say(f"{error}: в странице есть обработчик событий или ссылка javascript: — строгая политика их не пропустит.")
        raise SystemExit(1) from None
    click.echo(text)


def release_before(desk: Desk, wanted: str | None) -> Content:
    """Return the files of the release to go back to; without a name it is the one before the shown one."""
    publisher = desk.publisher()
    with told():
        current, releases, kept = publisher.history()
        shown = next((release for release in releases if release.id == current), None)
        others = [release for release in releases if release.id in kept and shown and release.digest != shown.digest]
        if wanted is None and not others:
            raise StoreError("Возвращаться не к чему: других сохранённых выпусков нет", "посмотрите publish.py history")
        name = wanted or others[-1].id
        if name not in kept:
            raise StoreError(f"Выпуска {name} среди сохранённых нет", "посмотрите publish.py history")
        return publisher.kept_content(name)
