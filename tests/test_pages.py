"""The built site in a real browser, as a teacher, a methodist and a person without a mouse meet it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.conftest import Visit, plain

Window = Callable[..., Visit]

PAGE_TYPES = (
    "index.html",
    "learn/index.html",
    "propose.html",
    "practices/index.html",
    "practices/cheki-i-procenty/index.html",
    "practices/vecher-otcov/index.html",
    "practices/chitatelskiy-dnevnik-golosom/index.html",
    "practices/robot-iz-dvuh-motorov/index.html",
    "organizations/index.html",
    "organizations/shkola-3.html",
    "people/index.html",
    "people/p-001.html",
    "internships/formiruyushchee-ocenivanie.html",
    "members/m-001.html",
    "events/index.html",
    "events/months.html",
    "events/2026-10-14-master-klass-cheki.html",
    "programs/index.html",
    "communities/index.html",
    "documents/index.html",
    "documents/perm-prikaz-351-2023.html",
    "roadmaps/perm-2023-2024.html",
    "roadmaps/ivolginsky-2024.html",
    "indicators/index.html",
    "indicators/tazovsky/index.html",
    "registers/index.html",
    "registers/mentoring.html",
    "registers/staff.html",
    "registers/terms.html",
    "registers/demands.html",
    "help/index.html",
    "help/methodist.html",
    "help/fields/index.html",
    "help/fields/practice.html",
    "help/fields/table-iom.html",
    "help/fields/vocabularies.html",
    "help/problems/index.html",
    "help/problems/mb214.html",
    "404.html",
)


@pytest.mark.parametrize("path", PAGE_TYPES)
def test_every_page_type_opens_fits_and_asks_no_foreign_host(visit: Window, path: str) -> None:
    window = visit()
    page = window.open(path)
    assert page.locator("h1").count() == 1
    for width in (1280, 640, 360):  # 640 is a laptop at 200 % zoom
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"sideways scroll at {width}"
    assert (window.errors, window.foreign) == ([], [])


@pytest.mark.parametrize("width", [1280, 360])
def test_a_practice_answers_in_its_head_whether_it_fits(visit: Window, width: int) -> None:
    page = visit(width).open("practices/cheki-i-procenty/index.html")
    assert page.locator("h1").inner_text().startswith("Проценты на чеках")
    facts = plain(page.locator(".mb-facts").first.inner_text())
    for fact in ("Математика", "6–7", "без затрат", "полугодие", "2 — есть сравнение"):
        assert fact in facts
    assert page.locator(".mb-sample").is_visible()
    assert page.locator(".mb-steps > li").count() == 5
    assert "41" in page.locator(".mb-results").inner_text()
    for part in ("problem", "results", "steps", "resources", "repeat", "materials", "risks", "authors", "passport"):
        assert page.locator(f"h2#{part}").count() == 1, part


def test_the_contents_of_a_practice_name_fields_and_body_in_order(visit: Window) -> None:
    page = visit().open("practices/cheki-i-procenty/index.html")
    titles = page.locator(".md-sidebar--secondary .md-nav__link").all_inner_texts()
    assert [t.strip() for t in titles if t.strip() in {"Проблема", "Шаги", "Контекст", "Паспорт практики"}] == [
        "Проблема",
        "Шаги",
        "Контекст",
        "Паспорт практики",
    ]


def test_the_front_page_leads_a_teacher_to_a_practice(visit: Window) -> None:
    page = visit(360).open("index.html")
    page.get_by_label("Предмет", exact=True).select_option("Математика")
    page.get_by_label("Класс или возраст").select_option("7 класс")
    page.get_by_role("button", name="Показать").click()
    page.wait_for_url("**/catalogue.html?*")
    expect(page.locator("[data-mb-count]")).to_have_text(re.compile(r"^\d{1,2}\s+запис[а-я]+\s*$"))
    titles = page.locator(".mb-card h3").all_inner_texts()
    assert any(title.startswith("Проценты на чеках") for title in titles)
    assert len(titles) < 10
    page.get_by_role("link", name="Проценты на чеках").click()
    assert page.locator("h1").inner_text().startswith("Проценты на чеках")


def test_the_front_page_leads_a_methodist_to_the_proposal(visit: Window) -> None:
    page = visit(360).open("index.html")
    page.get_by_role("article").get_by_role("link", name="Предложить практику").click()
    assert page.locator("h1").inner_text() == "Предложить практику"


def _titles(page: Page) -> list[str]:
    return page.locator(".mb-registry tbody th").all_inner_texts()


def test_a_registry_filters_counts_sorts_and_keeps_its_state_in_the_address(visit: Window) -> None:
    page = visit().open("practices/index.html")
    everything = len(_titles(page))
    option = page.locator("select[name=subjects] option", has_text="Математика (").first
    expected = int(re.search(r"\((\d+)\)", option.inner_text())[1])  # type: ignore[index]
    page.locator("select[name=subjects]").select_option(option.get_attribute("value"))
    assert len(_titles(page)) == expected < everything
    assert "subjects=" in page.url
    expect(page.locator("[data-mb-count]")).to_have_text(re.compile(rf"^{expected} запис[а-я]+ из {everything}$"))
    # counts of the other facets follow
    costs = page.locator("select[name=cost] option").all_inner_texts()
    assert sum(int(n) for text in costs for n in re.findall(r"\((\d+)\)", text)) == expected
    page.get_by_role("button", name="Название практики").click()
    assert page.locator("th[aria-sort=ascending]").count() == 1
    assert _titles(page) == sorted(_titles(page), key=str.casefold)
    page.get_by_role("button", name="Название практики").click()
    assert _titles(page) == sorted(_titles(page), key=str.casefold, reverse=True)
    shared = page.url
    page.go_back()
    page.go_back()
    page.go_back()
    assert len(_titles(page)) == everything
    page.goto(shared)
    assert len(_titles(page)) == expected
    page.get_by_role("button", name=re.compile("Убрать условие")).click()
    assert len(_titles(page)) == everything


def test_a_registry_finds_words_regardless_of_case_and_yo(visit: Window) -> None:
    page = visit().open("practices/index.html")
    page.get_by_label("Найти в списке").fill("УТРЕННИЙ")
    expect(page.locator("[data-mb-count]")).to_contain_text("из")
    assert _titles(page) == [title for title in _titles(page) if "тренний" in title]
    page.get_by_label("Найти в списке").fill("такого нет нигде")
    expect(page.locator(".mb-registry tbody")).to_contain_text("Ничего не нашлось")


def test_a_registry_of_ten_thousand_rows_pages_and_filters(visit: Window, site: Path) -> None:
    script = next((site / "assets/registries").glob("practice.*.js"))
    data = json.loads(re.search(r"^metodbankRegistry\((.*)\);$", script.read_text(encoding="utf-8"), re.S)[1])  # type: ignore[index]
    data["rows"] = [[href, [f"{n:05d} {cells[0]}", *cells[1:]], facets] for n in range(10_000)
                    for href, cells, facets in [data["rows"][n % len(data["rows"])]]]  # fmt: skip

    def enlarged(route: Route) -> None:
        route.fulfill(body=f"metodbankRegistry({json.dumps(data)});", content_type="text/javascript")

    window = visit()
    window.page.route("**/assets/registries/practice.*.js", enlarged)
    page = window.open("practices/index.html")
    expect(page.locator("[data-mb-count]")).to_have_text("10000 записей, страница 1 из 200")
    assert len(_titles(page)) == 50
    page.get_by_role("link", name="Дальше").click()
    assert _titles(page)[0].startswith("00050")
    page.get_by_role("link", name="200", exact=True).click()
    assert _titles(page)[-1].startswith("09999")
    page.get_by_label("Найти в списке").fill("09999")
    expect(page.locator("[data-mb-count]")).to_have_text("1 запись из 10000")
    assert window.errors == []


def test_without_script_a_registry_shows_its_rows_and_filters_stay_hidden(visit: Window) -> None:
    page = visit(script=False).open("practices/index.html")
    assert len(_titles(page)) > 20
    assert not page.locator("[data-mb-filters]").is_visible()
    page.get_by_role("link", name="Проценты на чеках").click()
    assert page.locator("h2#steps").is_visible()


def test_the_keyboard_reaches_content_filters_and_rows(visit: Window) -> None:
    page = visit().open("practices/index.html")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.name || document.activeElement.className"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        if page.evaluate("!!document.activeElement.closest('.mb-registry')"):
            assert outline != "none", "focus must be seen"
    assert {"q", "subjects", "cost"} <= reached
    page.locator("select[name=subjects]").focus()
    page.keyboard.type("Мат")
    page.keyboard.press("Enter")
    expect(page.locator("[data-mb-count]")).to_contain_text("из")


def test_on_a_phone_the_menu_opens_from_every_kind_of_page(visit: Window) -> None:
    for path in ("practices/cheki-i-procenty/index.html", "practices/index.html", "index.html"):
        page = visit(360).open(path)
        page.locator("label.md-header__button[for=__drawer]").click()
        expect(page.locator(".md-sidebar--primary .md-nav__link", has_text="Где научиться").first).to_be_visible()
        page.close()


def test_the_keyboard_opens_the_menu_of_a_narrow_screen_and_never_walks_through_a_closed_one(visit: Window) -> None:
    page = visit(640).open("practices/cheki-i-procenty/index.html")
    menu = page.get_by_role("button", name="Меню")
    menu_holds = "document.querySelector('.md-sidebar--primary').contains(document.activeElement)"
    page.keyboard.press("Tab")
    for _ in range(20):
        page.keyboard.press("Tab")
        assert not page.evaluate(menu_holds)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    menu.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    assert page.evaluate(menu_holds)
    expect(page.locator(".md-sidebar--primary .md-nav__link", has_text="Каталог").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(menu).to_be_focused()


def test_a_person_with_consent_has_a_page_that_gathers_everything(visit: Window) -> None:
    page = visit().open("people/p-001.html")
    assert page.locator("h1").inner_text() == "Образцова Мария Петровна"
    assert page.locator("#in-practices + ul li").count() >= 2
    for anchor in ("in-internships", "in-members", "in-events", "in-communities"):
        assert page.locator(f"#{anchor}").count() == 1
    practice = visit().open("practices/cheki-i-procenty/index.html")
    practice.get_by_role("link", name="Образцова Мария Петровна").click()
    assert practice.locator("h1").inner_text() == "Образцова Мария Петровна"


def test_a_person_without_consent_is_a_position_and_an_organisation(visit: Window, site: Path) -> None:
    page = visit().open("practices/pismo-soldatu-prapradedu/index.html")
    authors = plain(page.locator("#authors + ul").inner_text())
    assert "Учитель истории" in authors
    assert "СОШ № 1" in authors
    assert not (site / "people/p-012.html").exists()
    assert "p-012" not in (site / "people/index.html").read_text(encoding="utf-8")


def test_a_withdrawn_practice_keeps_only_its_address_and_number(visit: Window) -> None:
    page = visit().open("practices/vecher-otcov/index.html")
    text = page.locator("article").inner_text()
    assert "отозвана" in text
    assert "ММ-2024-020" in text
    assert page.locator("#steps, #problem, #authors").count() == 0
    registry = visit().open("practices/index.html")
    assert registry.get_by_text("Вечер отцов").count() == 0


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("practices/cheki-i-procenty/index.html", "practices/cheki-i-procenty/index.md"),
        ("people/p-001.html", "content/people/p-001.md"),
        ("help/teacher.html", "content/help/teacher.md"),
    ],
)
def test_the_correction_link_leads_to_the_source_of_the_page(visit: Window, path: str, source: str) -> None:
    page = visit().open(path)
    links = page.locator("a[rel~=edit]").evaluate_all("links => links.map(link => link.href)")
    assert set(links) == {f"https://git.severorechensk.example/metodbank/bank/src/branch/main/{source}"}


def test_pages_have_a_title_a_description_a_canonical_address_and_crumbs(visit: Window) -> None:
    page = visit().open("practices/cheki-i-procenty/index.html")
    assert page.title() == "Проценты на чеках из магазина: задачи, которые решают всей семьёй - Методбанк"
    assert page.locator("meta[name=description]").get_attribute("content", timeout=1000).startswith("Семиклассники")  # type: ignore[union-attr]
    assert (
        page.locator("link[rel=canonical]").get_attribute("href")
        == "https://metodbank.severorechensk.example/practices/cheki-i-procenty/index.html"
    )
    page.locator(".mb-crumbs").get_by_role("link", name="Практики").click()
    assert page.locator("h1").inner_text() == "Практики"


def test_the_site_opens_from_a_folder_without_a_server(visit: Window, site: Path) -> None:
    window = visit(base=site.as_uri() + "/")
    page = window.open("practices/index.html")
    option = page.locator("select[name=subjects] option", has_text="Математика (").first
    page.locator("select[name=subjects]").select_option(option.get_attribute("value"))
    expect(page.locator("[data-mb-count]")).to_contain_text("из")
    page.get_by_role("link", name="Проценты на чеках").click()
    assert page.locator("h2#steps").is_visible()
    assert page.url.endswith("practices/cheki-i-procenty/index.html")
    assert window.foreign == []


def test_small_counts_are_hidden_on_the_page_and_in_the_download(visit: Window, site: Path) -> None:
    page = visit().open("registers/young_specialists.html")
    cells = page.locator("tbody td").all_inner_texts()
    assert "1–2" in cells
    assert not {"1", "2"} & set(cells)
    exported = (site / "registers/young_specialists.csv").read_text(encoding="utf-8-sig")
    assert not re.search(r";[12](?:;|\r?\n)", exported)
    assert not list(site.glob("tables/*")), "exact tables must not be published"


def test_months_list_events_of_the_month(visit: Window) -> None:
    page = visit(360).open("events/months.html")
    page.get_by_role("link", name="Октябрь 2026").click()
    section = page.locator("h2", has_text="Октябрь 2026").locator("xpath=following-sibling::ul[1]")
    assert "Чек и проценты" in plain(section.inner_text())


def test_terms_name_what_runs_out_and_link_to_it(visit: Window) -> None:
    page = visit().open("registers/terms.html")
    row = page.locator("tbody tr", has_text="20 декабря 2026")
    assert "требует" not in row.inner_text()
    row.get_by_role("link").first.click()
    assert page.locator(".mb-notice").is_visible()
