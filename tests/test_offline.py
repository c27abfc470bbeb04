"""Without a connection: the service worker in a real Chromium, against a server that is really stopped."""

from __future__ import annotations

import http.server
import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from metodbank.site.build import build_site
from metodbank.site.offline import BEGUN, WHOLE, WORKER, stamp
from tests.commands_help import small_project, without_menu
from tests.conftest import ROOT, _Quiet

PRACTICE = "bank/practices/cheki-i-procenty/index.html"
CATALOGUE = "bank/catalogue.html?q=проценты"


class _Revalidated(_Quiet):
    """Like our samples for servers; without the header a browser itself may keep a page as long as it likes."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()


class Host:
    """A server of one folder that can be stopped and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.handler = partial(_Revalidated, directory=str(folder))
        self.server: http.server.ThreadingHTTPServer | None = None
        self.port = 0
        self.start()

    def start(self) -> None:
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), self.handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


class Teacher:
    """Somebody with a browser, looking at a bank that lies in a folder of its host."""

    def __init__(self, page: Page, host: Host, site: Path) -> None:
        self.page, self.host, self.site = page, host, site

    def open(self, path: str) -> Page:
        self.page.goto(f"http://127.0.0.1:{self.host.port}/{path}", wait_until="load")
        return self.page

    def kept(self) -> dict[str, list[str]]:
        """Return the names of the browser's stores and what lies in each, from the root of the bank."""
        found = self.page.evaluate(
            """async () => Object.fromEntries(await Promise.all((await caches.keys()).map(async (name) =>
                 [name, (await (await caches.open(name)).keys()).map((request) => request.url)])))"""
        )
        return {name: [url.split("/bank/")[1] for url in urls] for name, urls in found.items()}

    def visit(self, path: str) -> None:
        """Open a page and wait until it is kept, and what it needs."""
        self.open(path)
        wanted = path.split("?")[0].removeprefix("bank/")
        self.page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
        for _ in range(200):
            if any(wanted in names for names in self.kept().values()):
                self.page.wait_for_timeout(600)
                return
            self.page.wait_for_timeout(100)
        pytest.fail(f"{wanted} is not kept: {self.kept()}")


@pytest.fixture
def teacher(chromium: Browser, site: Path, tmp_path: Path) -> Iterator[Teacher]:
    copy = tmp_path / "host" / "bank"
    shutil.copytree(site, copy)
    host = Host(copy.parent)
    context = chromium.new_context(locale="ru-RU")
    yield Teacher(context.new_page(), host, copy)
    context.close()
    host.stop()


def restamp(site: Path) -> str:
    shutil.copy(ROOT / "theme" / WORKER, site / WORKER)
    return stamp(site)


def test_visited_pages_and_the_search_used_work_without_a_connection(teacher: Teacher) -> None:
    teacher.visit(CATALOGUE)
    teacher.visit(PRACTICE)
    teacher.host.stop()
    page = teacher.open(PRACTICE)
    expect(page.locator("h1")).to_contain_text("Проценты на чеках")
    assert page.evaluate("getComputedStyle(document.querySelector('.mb-facts')).display") == "grid", "with its look"
    page = teacher.open(CATALOGUE)
    expect(page.locator(".mb-card h3").first).to_contain_text("Проценты на чеках")
    page = teacher.open("bank/catalogue.html?q=велосипеды")
    expect(page.locator("[data-mb-notes]")).to_contain_text("Часть указателя не загрузилась")
    page = teacher.open("bank/events/index.html")
    expect(page.locator("h1")).to_have_text("Нет связи")
    page.get_by_role("link", name=re.compile("^Проценты на чеках")).click()
    expect(page.locator("#steps")).to_be_visible()


def test_a_new_release_replaces_all_that_was_kept(teacher: Teacher) -> None:
    teacher.visit("bank/events/index.html")
    (before,) = teacher.kept()
    page = teacher.site / "practices" / "cheki-i-procenty" / "index.html"
    page.write_text(page.read_text("utf-8").replace("<h1>", "<h1>Новое: "), encoding="utf-8")
    release = restamp(teacher.site)
    assert release not in before
    teacher.open(PRACTICE)
    expect(teacher.page.locator("h1")).to_have_text(re.compile("^Новое: "))
    teacher.page.wait_for_function(f"caches.keys().then((names) => names.join().includes({release!r}))")
    teacher.visit(PRACTICE)
    (name,) = teacher.kept()
    assert name.endswith(release)
    assert "events/index.html" not in teacher.kept()[name], "a page of the old release"
    teacher.host.stop()
    expect(teacher.open(PRACTICE).locator("h1")).to_have_text(re.compile("^Новое: "))
    expect(teacher.open("bank/events/index.html").locator("h1")).to_have_text("Нет связи")


@pytest.mark.parametrize("known", [True, False], ids=["visited before", "new visitor"])
def test_nothing_is_kept_while_a_release_is_being_put_in_place(teacher: Teacher, known: bool) -> None:
    if known:
        teacher.visit("bank/index.html")
    (teacher.site / "index.html").write_text("<h1>Половина</h1>", encoding="utf-8")
    whole = (teacher.site / WHOLE).read_text("utf-8")
    restamp(teacher.site)
    (teacher.site / WHOLE).write_text(whole, encoding="utf-8")
    for _ in range(3):
        teacher.open(PRACTICE)
        teacher.page.wait_for_timeout(900)
    assert [names for names in teacher.kept().values() if names] == []
    (teacher.site / WHOLE).write_text((teacher.site / BEGUN).read_text("utf-8"), encoding="utf-8")
    teacher.visit(PRACTICE)


def test_a_worker_without_a_release_removes_everything_and_itself(teacher: Teacher) -> None:
    teacher.visit(PRACTICE)
    shutil.copy(ROOT / "theme" / WORKER, teacher.site / WORKER)
    for name in (BEGUN, WHOLE):
        (teacher.site / name).unlink()
    index = teacher.site / "index.html"
    index.write_text(
        re.sub(r"<script src=[^>]*offline.js[^>]*></script>", "", index.read_text("utf-8")), encoding="utf-8"
    )
    teacher.open("bank/index.html")
    teacher.page.wait_for_function("navigator.serviceWorker.getRegistrations().then((found) => !found.length)")
    for _ in range(60):  # a worker leaves with the last page it answered for, when the browser finds the time
        teacher.page.goto("about:blank")
        teacher.page.wait_for_timeout(300)
        teacher.open("bank/index.html")
        if teacher.page.evaluate("navigator.serviceWorker.controller") is None:
            break
    assert teacher.page.evaluate("navigator.serviceWorker.controller") is None
    assert teacher.kept() == {}


def test_the_release_is_the_content(tmp_path: Path) -> None:
    def made(text: str) -> str:
        site = tmp_path / text
        site.mkdir()
        (site / "index.html").write_text(text, encoding="utf-8")
        (site / "sitemap.xml").write_text(str(len(list(tmp_path.iterdir()))), encoding="utf-8")
        return restamp(site)

    one, two = made("а"), made("б")
    assert one != two
    (tmp_path / "в").mkdir()
    shutil.copy(tmp_path / "а" / "index.html", tmp_path / "в")
    assert restamp(tmp_path / "в") == one


@pytest.mark.thorough
def test_a_bank_may_do_without(tmp_path: Path) -> None:
    config = without_menu(small_project(tmp_path / "bank"))
    config.write_text(
        config.read_text("utf-8").replace("  - metodbank/offline\n", "  - metodbank/offline:\n      enabled: false\n")
    )
    target = tmp_path / "site"
    assert build_site(config, target).complaints == ()
    assert (target / WORKER).read_text("utf-8") == (ROOT / "theme" / WORKER).read_text("utf-8")
    assert "offline.js" not in (target / "index.html").read_text("utf-8")
    assert not (target / BEGUN).exists()
