"""The catalogue in a real browser: words and filters together, the address, the keyboard, a phone, no script."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.conftest import Visit

Window = Callable[..., Visit]
WIDTHS = (360, 1280)
COUNT = "[data-mb-count]"


def ready(page: Page) -> Page:
    """Wait until the results of the last change are drawn."""
    expect(page.locator("[data-mb-catalogue]:not([aria-busy])")).to_be_attached()
    expect(page.locator("[data-mb-status]")).not_to_be_empty()
    return page


def opened(window: Visit, query: str = "") -> Page:
    return ready(window.open(f"catalogue.html{query}"))


def titles(page: Page) -> list[str]:
    return page.locator(".mb-card h3").all_inner_texts()


def found(page: Page) -> int:
    match = re.match(r"\d+", page.locator(COUNT).inner_text())
    return int(match[0]) if match else 0


def filters(page: Page) -> None:
    """Open the panel of filters where it is a panel."""
    opener = page.locator("[data-mb-filters-open]")
    if opener.is_visible():
        opener.click()
        ready(page)


def choose(page: Page, facet: str, value: str) -> int:
    """Check a value and return the count it promised."""
    group = page.locator(f"[data-mb-facet={facet}]")
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    more = group.get_by_role("button", name=re.compile("^Ещё"))
    label = group.locator("label", has=page.get_by_text(value, exact=True))
    expect(label.or_(more).first).to_be_visible()
    if not label.count():
        more.click()
    promised = int(label.locator(".mb-badge").inner_text())
    label.click()
    ready(page)
    return promised


def close(page: Page) -> None:
    panel = page.locator("dialog.mb-filter-panel")
    if panel.is_visible():
        panel.locator("> .mb-button").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_words_and_filters_narrow_together_and_counts_keep_their_word(visit: Window, width: int) -> None:
    window = visit(width)
    page = opened(window, "?section=practice")
    everything = found(page)
    page.locator("#catalogue-words").fill("урок")
    page.keyboard.press("Enter")
    expect(page.locator(COUNT)).not_to_have_text(re.compile(f"^{everything} "))
    with_words = found(page)
    filters(page)
    promised = choose(page, "cost", "без затрат")
    expect(page.locator(COUNT)).to_have_text(re.compile(f"^{promised} "))
    promised_both = choose(page, "evidence_level", "1 — есть данные до/после")
    expect(page.locator(COUNT)).to_have_text(re.compile(f"^{promised_both} "))
    assert 0 < promised_both < promised < with_words < everything
    close(page)
    assert len(titles(page)) == min(promised_both, 10)
    for tags in page.locator(".mb-card .mb-tags").all_inner_texts():
        assert "без затрат" in tags
        assert "доказательность 1 из 3" in tags
    assert page.locator(".mb-card", has_text="Проблема:").count() == len(titles(page))
    assert {"q=", "section=practice", "cost=", "evidence_level="} <= set(re.findall(r"\w+=(?:practice)?", page.url))
    assert window.errors == []
    assert window.foreign == []


def test_two_values_of_a_facet_widen_and_counts_are_given_the_other_filters(visit: Window) -> None:
    page = opened(visit(), "?section=practice&cost=без+затрат")
    before = found(page)
    group = page.locator("[data-mb-facet=cost] label")
    other = group.filter(has_text="до 10 тыс.")
    promised = int(other.locator(".mb-badge").inner_text())
    other.click()
    expect(page.locator(COUNT)).to_have_text(re.compile(f"^{before + promised} "))


def test_the_address_holds_everything_and_back_restores_it(visit: Window) -> None:
    page = opened(visit(), "?q=урок")
    one = titles(page)
    choose(page, "subjects", "Математика")
    two = titles(page)
    assert one != two
    page.locator("[data-mb-sort] select").select_option("date")
    expect(page).to_have_url(re.compile("sort=date"))
    ready(page)
    three, shared = titles(page), page.url
    page.locator(".mb-card a").first.click()
    page.wait_for_url(lambda url: "catalogue.html" not in url)
    page.go_back()
    expect(page.locator(".mb-card h3").first).to_have_text(three[0])
    ready(page)
    assert titles(page) == three
    page.go_back()
    expect(page).not_to_have_url(re.compile("sort="))
    ready(page)
    assert titles(page) == two
    page.go_back()
    expect(page.locator("[data-mb-chips] button")).to_have_count(0)
    ready(page)
    assert titles(page) == one
    page.goto(shared)
    ready(page)
    assert titles(page) == three
    assert page.locator("#catalogue-words").input_value() == "урок"
    assert page.get_by_role("checkbox", name="Математика").is_checked()


def test_orders_are_what_they_say(visit: Window) -> None:
    page = opened(visit(), "?section=practice&sort=evidence")
    levels = [int(level) for level in re.findall(r"доказательность (\d)", page.locator("[data-mb-list]").inner_text())]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] == 3
    page = opened(visit(), "?section=event&sort=date")
    days = re.findall(r"(\d\d)\.(\d\d)\.(\d{4})", " ".join(page.locator(".mb-tags").all_inner_texts()))
    dates = [(year, month, day) for day, month, year in days]
    assert len(dates) == 10
    assert dates == sorted(dates, reverse=True)


def test_pages_follow_each_other_without_loss(visit: Window) -> None:
    page = opened(visit(), "?section=practice")
    expected, seen = found(page), titles(page)
    while page.get_by_role("link", name="Дальше").count():
        last = seen[-1]
        page.get_by_role("link", name="Дальше").click()
        expect(page.locator(".mb-card h3", has_text=last)).to_have_count(0)
        ready(page)
        seen += titles(page)
        expect(page.locator(COUNT)).to_be_focused()
    assert len(set(seen)) == len(seen) == expected
    page.go_back()
    expect(page).to_have_url(re.compile(r"page=\d"))


def test_kinds_switch_and_practices_come_first(visit: Window) -> None:
    page = opened(visit())
    assert all(text.startswith("Практики") for text in page.locator(".mb-tags").all_inner_texts())
    group = page.get_by_role("group", name="Что показать")
    events = group.get_by_role("button", name=re.compile("^Мероприятия"))
    promised = int(re.findall(r"\d+", events.inner_text())[0])
    events.click()
    expect(page.locator(COUNT)).to_have_text(re.compile(f"^{promised} "))
    assert all(text.startswith("Мероприятия") for text in page.locator(".mb-tags").all_inner_texts())
    expect(group.locator("[aria-pressed=true]")).to_have_text(re.compile("Мероприятия"))
    expect(group.locator("[aria-pressed=true]")).to_be_focused()


TRAPS = [
    ("ghjwtyns xtr", "Проценты на чеках"),
    ("прцоенты чеках", "Проценты на чеках"),
    ("процентами чеков", "Проценты на чеках"),
    ("домашняя лабаратория", "Домашняя лаборатория"),
    ("предмет:математика чеки", "Проценты на чеках"),
    ("класс:7 чеки", "Проценты на чеках"),
    ("автор:образцова проценты", "Проценты на чеках"),
    ("7 класс чеки магазин", "Проценты на чеках"),
    ('"проценты на чеках"', "Проценты на чеках"),
    ("учёба чеки", "Проценты на чеках"),
]


@pytest.mark.parametrize("width", WIDTHS)
def test_traps_of_russian(visit: Window, width: int) -> None:
    page = opened(visit(width))
    for words, title in TRAPS:
        page.locator("#catalogue-words").fill(words)
        page.keyboard.press("Enter")
        ready(page)
        expect(page.locator(".mb-card h3").nth(0).or_(page.locator(".mb-card h3").nth(1)).filter(has_text=title).first,
               words).to_be_visible()  # fmt: skip


def test_minus_leaves_out_and_quotes_hold_exact_forms(visit: Window) -> None:
    page = opened(visit(), "?q=проценты")
    with_checks = titles(page)
    assert any("чеках" in title for title in with_checks)
    opened_minus = opened(visit(), "?q=проценты+-чеки")
    assert not [title for title in titles(opened_minus) if "чеках" in title]
    assert found(opened_minus) < found(page)
    exact = opened(visit(), "?q=" + '"на чеках из магазина"')
    assert found(exact) >= 1
    expect(exact.locator("[data-mb-notes]")).not_to_contain_text("в других формах")
    other = opened(visit(), "?q=" + '"на чеке из магазина"')
    expect(other.locator("[data-mb-notes]")).to_contain_text("Точно такой фразы нет")
    assert titles(other)[0] == titles(exact)[0]


def test_a_guess_is_said_and_can_be_undone(visit: Window) -> None:
    page = opened(visit(), "?q=ghfrnbrf")
    notes = page.locator("[data-mb-notes]")
    expect(notes).to_contain_text("Показаны результаты для «практика»")
    notes.get_by_role("button", name="искать «ghfrnbrf»").click()
    expect(page.locator(COUNT)).to_have_text("Ничего не нашлось")
    expect(page).to_have_url(re.compile("exact=1"))
    expect(notes.get_by_role("link", name=re.compile("Спросить методиста"))).to_be_visible()
    expect(notes.get_by_role("link", name=re.compile("Практики на дефицит")).first).to_be_visible()


def test_answers_with_a_part_of_the_words_are_offered(visit: Window) -> None:
    page = opened(visit(), "?q=проценты+чеки+магазина+семьёй&section=practice")
    few = found(page)
    page.locator("[data-mb-notes]").get_by_role("button", name="показать и их").click()
    expect(page).to_have_url(re.compile("some=1"))
    ready(page)
    assert found(page) > few
    assert "чеках" in titles(page)[0]


def test_enter_in_the_header_leads_here(visit: Window) -> None:
    page = visit().open("organizations/shkola-3.html")
    page.keyboard.press("/")
    page.keyboard.type("физика")
    page.locator(".md-search-result__item").first.wait_for()
    group = page.get_by_role("group", name="Где искать")
    group.get_by_role("button", name="Мероприятия").click()
    expect(group.locator("[aria-pressed=true]")).to_have_text(re.compile("Мероприятия"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/catalogue.html?q=*&section=event")
    ready(page)
    expect(page.locator("#catalogue-words")).to_have_value("физика")
    assert all(text.startswith("Мероприятия") for text in page.locator(".mb-tags").all_inner_texts())


def test_the_keyboard_alone_is_enough_and_results_are_announced(visit: Window) -> None:
    page = opened(visit())
    status = page.locator("[data-mb-status]")
    assert status.get_attribute("role") == "status"
    everything = status.inner_text()
    page.locator("#catalogue-words").focus()
    page.keyboard.type("урок")
    expect(status).not_to_have_text(everything)
    ready(page)
    said = status.inner_text()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "checkbox":
            break
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", "focus must be seen"
    name = page.evaluate("document.activeElement.value")
    page.keyboard.press("Space")
    expect(status).not_to_have_text(said)
    assert page.evaluate("[document.activeElement.value, document.activeElement.checked]") == [name, True]
    assert page.evaluate("document.activeElement.closest('fieldset').querySelector('legend').textContent") == "Предмет"
    page.keyboard.press("Space")
    expect(status).to_have_text(said)


def test_on_a_phone_the_filters_are_a_dialog_that_gives_the_focus_back(visit: Window) -> None:
    page = opened(visit(360), "?section=practice")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert not page.locator(".mb-facet").first.is_visible()
    opener = page.locator("[data-mb-filters-open]")
    opener.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Отбор")
    expect(panel).to_be_visible()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    promised = choose(page, "deficits", "методический")
    expect(panel.locator("> .mb-button")).to_have_text(f"Показать: {promised}")
    page.keyboard.press("Escape")
    expect(panel).not_to_be_visible()
    expect(opener).to_be_focused()
    expect(opener).to_have_text("Отобрать (1)")
    page.get_by_role("button", name=re.compile("Убрать условие")).click()
    expect(opener).to_have_text("Отобрать")


def test_on_a_phone_nothing_of_the_filters_is_loaded_before_they_are_opened(visit: Window) -> None:
    window = visit(360)
    asked: list[str] = []
    window.page.on("request", lambda request: asked.append(request.url))
    page = opened(window)
    before = len([url for url in asked if "assets/search/" in url])
    page.locator("[data-mb-filters-open]").click()
    expect(page.get_by_role("checkbox", name="Физика", exact=False).first).to_be_visible()
    ready(page)
    after = [url for url in asked if "assets/search/" in url]
    assert len(after) == before + 3, "the three facets that stand open"


@pytest.mark.parametrize("path", ["catalogue.html", "catalogue/subjects/fizika.html"])
@pytest.mark.parametrize("width", WIDTHS)
def test_without_a_script_every_value_leads_to_its_list(visit: Window, width: int, path: str) -> None:
    page = visit(width, script=False).open(path)
    assert page.locator(".mb-card").count() >= 5
    assert page.evaluate("document.documentElement.scrollWidth") == width
    if path == "catalogue.html":
        assert not page.locator("[data-mb-ask]").is_visible()
        group = page.locator("[data-mb-facet=subjects]")
        group.locator("summary").click()
        row = group.locator("li", has_text="Физика").first
        promised = int(row.locator(".mb-badge").inner_text())
        row.get_by_role("link").click()
        assert page.locator("h1").inner_text() == "Предмет: Физика"
        assert page.locator(".mb-card").count() == promised
    page.locator(".mb-card a").first.click()
    assert page.locator("h1").count() == 1


def test_every_facet_has_its_lists(site: Path) -> None:
    html = (site / "catalogue.html").read_text(encoding="utf-8")
    links = re.findall(r'<li><a href="(catalogue/[^"]+)" data', html)
    assert len({link.split("/")[1] for link in links}) == 13
    assert [link for link in links if not (site / link).is_file()] == []


def test_the_catalogue_works_from_a_folder(chromium: Browser, site: Path) -> None:
    page = chromium.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((site / "catalogue.html").as_uri())
    ready(page)
    page.locator("#catalogue-words").fill("проценты чеки")
    page.keyboard.press("Enter")
    expect(page.locator(".mb-card h3").first).to_contain_text("Проценты на чеках")
    expect(page).to_have_url(re.compile(r"\?q="))
    choose(page, "subjects", "Математика")
    page.locator(".mb-card a").first.click()
    page.wait_for_url("file:///**/cheki-i-procenty/index.html")
    page.go_back()
    expect(page.locator("[data-mb-chips] button")).to_have_text("Математика ✕")
    assert errors == []
    page.close()


def test_the_catalogue_works_under_a_strict_policy(visit: Window) -> None:
    window = visit()
    refused: list[str] = []

    def strict(route: Route) -> None:
        answer = route.fetch()
        policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'"
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy})

    window.page.route("**/catalogue.html*", strict)
    window.page.on("console", lambda message: "catalogue" in message.text and refused.append(message.text))
    page = opened(window, "?q=проценты")
    choose(page, "subjects", "Математика")
    assert "Проценты на чеках" in titles(page)[0]


def test_the_front_page_leads_to_a_narrowed_catalogue(visit: Window) -> None:
    page = visit().open("index.html")
    page.get_by_label("Предмет").select_option("Физика")
    page.get_by_role("button", name="Показать").click()
    page.wait_for_url("**/catalogue.html?*")
    ready(page)
    expect(page.locator("[data-mb-chips] button")).to_have_text("Физика ✕")
    assert all("Физика" in tags for tags in page.locator(".mb-tags").all_inner_texts())


def test_a_value_that_is_no_more_is_told_of(visit: Window) -> None:
    page = opened(visit(), "?subjects=Астрология&q=урок")
    expect(page.locator("[data-mb-notes]")).to_contain_text("«Астрология». Оно не учтено")
    assert titles(page)
