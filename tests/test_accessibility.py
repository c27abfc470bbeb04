"""Every type of page as a blind visitor, one without a mouse and one who sees little meet it: axe in a real browser.

ГОСТ Р 52872-2019 is WCAG 2.1 at level AA. What axe cannot judge (whether words make sense) is left to people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

ASKED = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "resultTypes": ["violations"],
}
LOOKS = {
    "light screen": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark phone": {"color_scheme": "dark", "viewport": {"width": 360, "height": 800}},
    "dark screen": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "light phone": {"color_scheme": "light", "viewport": {"width": 360, "height": 800}},
    # A page enlarged twice has half as many pixels of its own.
    "twice enlarged": {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
}


def _open_registry_filters(page: Page) -> None:
    page.get_by_text("Отобрать").evaluate("summary => { summary.parentElement.open = true; }")


def _open_facet(page: Page) -> None:
    opener = page.get_by_role("button", name="Отобрать", exact=True)
    if opener.is_visible():
        opener.click()
    page.locator(".mb-facet summary").first.evaluate("summary => { summary.parentElement.open = true; }")
    expect(page.locator(".mb-facet[open] input").first).to_be_visible()


def _search(page: Page) -> None:
    opener = page.locator("[data-mb-search-open]")
    if opener.is_visible():
        opener.click()
    page.get_by_label("Поиск по банку").fill("дроби")
    expect(page.locator("[data-mb-search-list] li").first).to_be_visible()


def _show_what_is_wrong(page: Page) -> None:
    page.get_by_role("button", name="Проверить", exact=True).click()
    expect(page.locator(".mb-summary-bad")).to_be_visible()


Prepare = Callable[[Page], None]
PAGES: dict[str, tuple[str, Prepare | None]] = {
    "front": ("index.html", None),
    "practice": ("practices/cheki-i-procenty/index.html", None),
    "registry": ("practices/index.html", _open_registry_filters),
    "person": ("people/p-001.html", None),
    "organisation": ("organizations/shkola-3.html", None),
    "event": ("events/2026-10-14-master-klass-cheki.html", None),
    "months": ("events/months.html", None),
    "roadmap": ("roadmaps/ivolginsky-2024.html", None),
    "sets": ("indicators/index.html", None),
    "dashboard": ("indicators/tazovsky/index.html", None),
    "indicator": ("indicators/tazovsky/taz-1.html", None),
    "heat table": ("indicators/ivolginsky/scores.html", None),
    "rating": ("indicators/asou/rating-2023-06.html", None),
    "editions": ("indicators/perm-2023/changes.html", None),
    "organisation of a set": ("indicators/ivolginsky/subject-shkola-1.html", None),
    "methodology": ("indicators/asou/method.html", None),
    "register": ("registers/team_training.html", None),
    "catalogue": ("catalogue.html", _open_facet),
    "form": ("propose.html", _show_what_is_wrong),
    "search": ("learn/index.html", _search),
    "passport": ("indicators/ivolginsky/passport.html", None),
    "guide": ("help/publishing.html", None),
    "404": ("404.html", None),
}
IN_THE_DARK = (
    "front", "registry", "roadmap", "dashboard", "heat table", "rating", "editions", "form", "search", "404"
)  # fmt: skip
"""Pages with colours or boxes of their own."""
EVERYWHERE = ("practice", "indicator", "catalogue")
"""Pages that hold between them nearly every shape: looked at in all ways."""
CASES = [
    *(("light screen", name) for name in PAGES),
    *(("dark phone", name) for name in (*IN_THE_DARK, *EVERYWHERE)),
    *((look, name) for look in ("dark screen", "light phone", "twice enlarged") for name in EVERYWHERE),
]


@pytest.fixture(scope="module")
def pages(chromium: Browser, address: str) -> Iterator[Callable[[str], Page]]:
    """Return a function giving the one page that is kept for a look."""
    opened: dict[str, Page] = {}

    def of(look: str) -> Page:
        if look not in opened:
            context = chromium.new_context(**LOOKS[look], locale="ru-RU", service_workers="block", base_url=address)
            opened[look] = context.new_page()
        return opened[look]

    yield of
    for page in opened.values():
        page.context.close()


@pytest.mark.parametrize(("look", "name"), CASES)
def test_nobody_is_kept_out(pages: Callable[[str], Page], look: str, name: str) -> None:
    path, prepare = PAGES[name]
    page = pages(look)
    page.goto(path, wait_until="load")
    if prepare:
        prepare(page)
    found = Axe().run(page, options=ASKED)
    assert found.violations_count == 0, found.generate_report()
