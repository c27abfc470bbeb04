"""The built site in a real browser, as a teacher, a methodist and a person without a mouse meet it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import Visit

Window = Callable[..., Visit]


@pytest.mark.parametrize("width", [1280, 360])
def test_a_practice_answers_in_its_head_whether_it_fits(visit: Window, width: int) -> None:
    window = visit(width)
    page = window.open("practices/cheki-i-procenty/index.html")
    assert page.locator("h1").inner_text().startswith("Проценты на чеках")
    facts = page.locator(".mb-facts").first.inner_text()
    for fact in ("Математика", "6–7", "без затрат", "полугодие", "2 — есть сравнение"):
        assert fact in facts
    assert page.locator(".mb-sample").is_visible()
    assert page.locator(".mb-steps > li").count() == 5
    assert "41" in page.locator(".mb-results").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (window.errors, window.foreign) == ([], [])
