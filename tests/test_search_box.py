"""The header's search box in a real browser, on a phone and on a desk, by keyboard, from a folder, with damage."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.conftest import Visit, served
from tests.search_help import release, texts

Window = Callable[..., Visit]
WIDTHS = (390, 1280)


def ask(page: Page, words: str) -> None:
    """Type into the box the way a person does, whichever way it opens."""
    opener = page.locator("[data-mb-search-open]")
    if opener.is_visible():
        opener.click()
    else:
        page.locator(".md-search__input").click()
    page.keyboard.type(words)


def titles(page: Page) -> list[str]:
    """Return the titles found, once the answer to all that was typed is there."""
    page.locator(".md-search-result__list[aria-busy=false] .md-search-result__item").first.wait_for()
    return page.locator(".mb-search__title").all_inner_texts()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("проценты чек", "Проценты на чеках"),
        ("ghjwtyns xtr", "Проценты на чеках"),
        ("прцоенты чеках", "Проценты на чеках"),
        ("лаборатори", "Домашняя лаборатория"),
        ("выгорания", "Пауза"),
        ("автор:образцова проценты", "Проценты на чеках"),
    ],
)
def test_a_question_is_answered_while_it_is_typed(visit: Window, width: int, words: str, title: str) -> None:
    window = visit(width)
    page = window.open("practices/vecher-otcov/index.html")
    ask(page, words)
    assert any(title in found for found in titles(page)[:3])
    assert page.locator(".md-search-result__item mark").count() > 0
    assert window.errors == []
    assert window.foreign == []


def test_a_guess_is_said_and_can_be_undone(visit: Window) -> None:
    page = visit().open("index.html")
    ask(page, "ghfrnbrf")
    notes = page.locator("[data-mb-search-notes]")
    expect(notes).to_contain_text("Показаны результаты для «практика»")
    notes.get_by_role("button", name="искать «ghfrnbrf»").click()
    expect(page.locator("[data-mb-search-status]")).to_have_text("Ничего не нашлось")
    expect(notes.get_by_role("link", name="Все практики")).to_be_visible()


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_the_keyboard_is_enough(visit: Window, keys: str) -> None:
    page = visit().open("events/index.html")
    page.keyboard.press(keys)
    expect(page.locator(".md-search__input")).to_be_focused()
    page.keyboard.type("проценты чеках магазина")
    assert titles(page)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".md-search-result__link").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/practices/cheki-i-procenty/index.html")


def test_escape_closes_and_enter_opens_the_catalogue(visit: Window) -> None:
    page = visit().open("organizations/shkola-3.html")
    page.keyboard.press("/")
    page.keyboard.type("физика")
    assert titles(page)
    page.keyboard.press("Escape")
    expect(page.locator(".md-search__input")).not_to_be_focused()
    expect(page.locator("#__search")).not_to_be_checked()
    page.keyboard.press("/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/catalogue.html?q=*")
    expect(page.locator("#catalogue-words")).to_have_value("физика")


def test_a_kind_narrows_the_answers(visit: Window) -> None:
    page = visit().open("index.html")
    ask(page, "физика")
    titles(page)
    page.get_by_role("group", name="Где искать").get_by_role("button", name="Мероприятия").click()
    page.wait_for_timeout(300)
    notes = page.locator(".mb-search__note").all_inner_texts()
    assert notes
    assert all(note.startswith("Мероприятия") for note in notes)


def test_nothing_is_loaded_before_the_box_is_used(visit: Window) -> None:
    window = visit()
    asked: list[str] = []
    window.page.on("request", lambda request: asked.append(request.url))
    page = window.open("index.html")
    page.wait_for_timeout(300)
    assert not [url for url in asked if "assets/search/" in url or "search-engine" in url or "search_index" in url]
    ask(page, "чеки")
    titles(page)
    loaded = [url.rsplit("/", 1)[1] for url in asked if "assets/search/" in url]
    assert loaded[0] == "manifest.js"
    assert len(loaded) < 20
    assert not [name for name in loaded if re.fullmatch(r"[0-9]+p\.js", name)], "places are for phrases only"


@pytest.fixture
def harmed(site: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    index = copy / "assets" / "search"
    with served(copy) as base:
        yield base, index


def test_missing_records_are_told_of(visit: Window, harmed: tuple[str, Path]) -> None:
    base, index = harmed
    (record,) = (path for path in index.glob("*/*.js") if '"Проценты на чеках' in path.read_text(encoding="utf-8"))
    record.write_text("metodbankSearch(", encoding="utf-8")
    page = visit(base=base).open("index.html")
    ask(page, "проценты чеки")
    expect(page.locator("[data-mb-search-notes]")).to_contain_text("Часть указателя не загрузилась")
    found = titles(page)
    assert found
    assert not [title for title in found if title.startswith("Проценты на чеках")]


def test_a_page_opened_before_a_release_asks_for_its_manifest(visit: Window, harmed: tuple[str, Path]) -> None:
    base, index = harmed
    page = visit(base=base).open("index.html")
    ask(page, "урок")
    assert titles(page)
    shutil.rmtree(index)
    release(index, texts(["Вертолёт летит над школой"]))
    page.locator(".md-search__input").fill("вертолёты")
    expect(page.locator("[data-mb-search-status]")).to_have_text("1 ответ со всеми словами")
    expect(page.locator("[data-mb-search-notes]")).not_to_contain_text("не загрузилась")


def test_pages_do_not_change_with_the_index(site: Path) -> None:
    """The address a page knows is the same in every release: a changed word re-uploads no other page."""
    page = (site / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'data-mb-search="([^"]*)"', page) == ["assets/search"]


def test_a_missing_manifest_is_told_of(visit: Window, harmed: tuple[str, Path]) -> None:
    base, index = harmed
    (index / "manifest.js").unlink()
    page = visit(base=base).open("index.html")
    ask(page, "урок")
    expect(page.locator("[data-mb-search-status]")).to_have_text("Поиск не загрузился.")
    expect(page.get_by_role("button", name="Попробовать ещё раз")).to_be_visible()


def test_search_works_from_a_folder(chromium: Browser, site: Path) -> None:
    page = chromium.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((site / "practices" / "vecher-otcov" / "index.html").as_uri())
    ask(page, "проценты чек")
    assert "Проценты на чеках" in titles(page)[0]
    page.locator(".md-search-result__link").first.click()
    page.wait_for_url("file:///**/cheki-i-procenty/index.html")
    assert errors == []
    page.close()


def test_search_works_under_a_strict_policy(visit: Window) -> None:
    """Neither inline scripts nor eval: what a careful server forbids, search does not need."""
    window = visit()

    def strict(route: Route) -> None:
        answer = route.fetch()
        headers = {**answer.headers, "content-security-policy": "script-src 'self'; object-src 'none'"}
        route.fulfill(response=answer, headers=headers)

    window.page.route("**/*.html", strict)
    page = window.open("index.html")
    assert page.evaluate("document.querySelector('script:not([src])') !== null"), "the theme's own are refused"
    ask(page, "проценты чек")
    assert "Проценты на чеках" in titles(page)[0]
