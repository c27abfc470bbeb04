"""What must stay on one line does, on pages only: the words of the author and the files for machines are as written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from metodbank.site.typography import NBSP, tie, tie_html
from tests.conftest import Visit, plain

TIED = (
    ("СОШ № 3", "СОШ №~3"), ("по § 4", "по §~4"), ("приказ №\n7", "приказ №~7"),
    ("см. п. 3 и ст. 5", "см. п.~3 и~ст.~5"), ("школа им. Гагарина", "школа им.~Гагарина"),
    ("ул. Школьная, д. 1", "ул.~Школьная, д.~1"), ("г. Пермь", "г.~Пермь"),
    ("в 2026 г. Учителя начали", "в~2026~г. Учителя начали"),
    ("5 классов, 12 чел. и 40 %", "5~классов, 12~чел. и~40~%"), ("14 октября 2026", "14~октября 2026"),
    ("Петрова А. Б. учит", "Петрова~А.~Б. учит"), ("Это А. Б. Петрова", "Это~А.~Б.~Петрова"),
    ("О детях в школе и дома", "О~детях в~школе и~дома"), ("5 А и 5 Б", "5 А~и~5 Б"),
    ("Школа — дом", "Школа~— дом"),
    ("Спросить у «Маяка»", "Спросить у~«Маяка»"),
)  # fmt: skip
"""Plain text and the same with «~» where a line must not end."""

LOOSE = ("что-то новое", "план по чтению", "слово В.", "2026 детей", "1 234 слова", "кто-то и-за угла", "")
"""Text in which any line may end."""


@pytest.mark.parametrize(("text", "tied"), TIED)
def test_words_that_belong_together_are_tied(text: str, tied: str) -> None:
    assert tie(text).replace(NBSP, "~") == tied
    assert tie(tie(text)) == tie(text)


@pytest.mark.parametrize("text", LOOSE)
def test_other_words_are_left_alone(text: str) -> None:
    assert tie(text) == text


@pytest.mark.parametrize(
    "html",
    [
        '<a href="a b № 7" title="в школе > 5–7" data-mb-value=\'№ 7\'>',
        "<pre>№ 7 и 5–7</pre>", "<p><code class=\"x\">в § 3</code></p>", "<script>let a = '№ 7 <b>';</script>",
        "<!-- № 7 > в -->", "<select><option value='№ 7'>№ 7 в</option></select>", "<textarea>№ 7</textarea>",
        "<svg><title>5–7 в № 7</title></svg>",
    ],
)  # fmt: skip
def test_what_is_not_text_is_left_alone(html: str) -> None:
    assert tie_html(html) == html


def test_text_between_tags_is_tied_and_a_range_is_whole() -> None:
    html = '<p title="№ 7">СОШ <b>№ 7</b>, 5–7 классы; 2024–2026–2028</p><pre>№ 7</pre> в &lt;5'
    tied = tie_html(html).replace(NBSP, "~")
    assert tied == (
        '<p title="№ 7">СОШ <b>№~7</b>, <span class="mb-whole">5–7</span>~классы; 2024–2026–2028</p>'
        "<pre>№ 7</pre> в &lt;5"
    )


def test_pages_are_tied_and_files_for_machines_are_not(site: Path) -> None:
    page = (site / "practices/cheki-i-procenty/index.html").read_text(encoding="utf-8")
    article = page.partition("<article")[2].partition("</article>")[0]
    assert "протокол № 3" in plain(article)
    assert "№ " not in article
    footer = page.partition("<footer")[2]
    assert f"ул.{NBSP}Школьная, д.{NBSP}1" in footer
    assert f"№{NBSP}100-ОД" in footer
    for path in ("organizations", "practices"):
        rows = (site / f"{path}/index.html").read_text(encoding="utf-8").split("<tbody>")[1].split("</tbody>")[0]
        assert "№ " not in re.sub(r"<[^>]*>", "", rows)
    spoiled = [
        path.relative_to(site).as_posix()
        for path in site.rglob("*")
        if path.suffix in {".csv", ".json"} and f"№{NBSP}" in path.read_bytes().decode("utf-8", "replace")
    ]
    assert spoiled == []
    assert any("№ " in path.read_text(encoding="utf-8-sig") for path in site.rglob("*.csv"))


def test_a_registry_is_found_in_and_sorted_as_if_nothing_were_tied(visit: Callable[..., Visit], site: Path) -> None:
    page = visit(360).open("organizations/index.html")
    everything = page.locator("tbody tr").count()
    for asked in (f"школа{NBSP}№{NBSP}3", "школа № 3"):
        page.get_by_label("Найти в списке").fill(asked)
        expect(page.locator("tbody tr")).not_to_have_count(everything)
        expect(page.locator("tbody")).to_contain_text("№ 3")
        assert f"№{NBSP}3" in page.locator("tbody").inner_text()
        page.get_by_label("Найти в списке").fill("")
        expect(page.locator("tbody tr")).to_have_count(everything)
    script = next((site / "assets/registries").glob("organization.*.js")).read_text(encoding="utf-8")
    data = json.loads(script.removeprefix("metodbankRegistry(").removesuffix(");\n"))
    keys = [cell[1] if isinstance(cell, list) else cell for row in data["rows"] for cell in row[1]]
    assert not [key for key in keys if NBSP in str(key)]
