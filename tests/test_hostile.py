"""Entries are hostile text: nothing in a field or a body runs, and nothing of the machine leaks."""

from __future__ import annotations

from pathlib import Path

import markdown
import pytest
from playwright.sync_api import Browser

from metodbank.site.build import build_site
from metodbank.site.sanitise import clean
from tests.commands_help import small_project, without_menu
from tests.conftest import edit, served

ADMITTED = (
    "<script>window.hit=1</script>",
    "<img src=x onerror='window.hit=1'>",
    "<svg onload='window.hit=1'></svg>",
    "<a href='javascript:window.hit=1'>нажми</a>",
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "<form action='https://evil.example'><input name=q></form>",
    "<style>body{display:none}</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href='https://evil.example/'>",
    "<object data='data:text/html,<script>parent.hit=1</script>'></object>",
    "<p id=__config>x</p><img name=body id=cookie>",
    "<details open ontoggle='window.hit=1'>x</details>",
    "<a href='&#106;avascript:window.hit=1'>x</a>",
    "{{ config.site_name }} {% for x in range(9) %}9{% endfor %}",
    '--8<-- "/etc/passwd"',
    '"><script>window.hit=1</script>',
    "</script><script>window.hit=1</script>",
    "<math><mtext></p><script>window.hit=1</script>",
    "<p style='position:fixed;inset:0'>закрыл всё</p>",
)
"""What the rules only warn of, so that it reaches the page and must be harmless there."""

REFUSED = (
    "[нажми](javascript:window.hit=1)",
    "[нажми](<JaVaScRiPt:window.hit=1>)",
    "[нажми](data:text/html,<script>parent.hit=1</script>)",
    "![x](https://evil.example/pixel.png)",
    "![x](//evil.example/pixel.png)",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
)
"""What the rules refuse; should a rule be suppressed one day, the sanitiser still stands."""


@pytest.mark.parametrize("payload", ADMITTED + REFUSED)
def test_the_sanitiser_leaves_nothing_that_runs_or_is_fetched(payload: str) -> None:
    html = clean(markdown.markdown(payload)).lower()
    for part in ("<script", "<iframe", "<form", "<style", "<meta", "<base", "<object", "<svg", "<math", "style="):
        assert part not in html
    for part in ("javascript:", "data:", "evil.example/p", "onerror=", "onload=", "ontoggle=", "id=", "name="):
        assert f"={part}" not in html.replace('"', "").replace("'", "")
        assert f" {part}" not in html or part.endswith(":")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a bank whose entries carry payloads in titles, lines, prose and bodies."""
    root = small_project(tmp_path_factory.mktemp("hostile") / "bank")
    line = "<img src=x onerror=window.hit=1><script>window.hit=1</script>"
    prose = "\n\n".join(ADMITTED)
    sections = "\n\n".join(
        f"## {title}\n\n{prose}\n" for title in ("Контекст", "Ход работы", "Что получилось", "Советы коллегам")
    )
    edit(
        root / "practices/cheki/index.md",
        title=f"Название практики {line}",
        annotation=("<script>window.hit=1</script> Повторить можно. " * 6),
        problem=prose,
        idea=line,
        steps=[{"title": line, "actions": prose, "time": line, "who": line} for _ in range(2)],
        body=f"Note: {line}\n\n{sections}",
    )
    edit(root / "content/events/2026-10-14-cheki.md", title=f"Мероприятие {line}", place=line, signup=line)
    edit(root / "content/organizations/shkola-3.md", short_title='"><script>window.hit=1</script>', body=prose)
    edit(root / "content/people/p-001.md", name={"surname": line, "given": "Мария"})
    front = root / "content/index.md"  # it links to a heading that the payloads swallow
    front.write_text(front.read_text(encoding="utf-8").replace("#ход-работы", ""), encoding="utf-8")
    page = root / "content/learn/index.md"
    page.parent.mkdir(exist_ok=True)
    page.write_text(f'---\ntitle: "{line}"\nbad: "{line}"\n---\n\n# {line}\n\n{prose}\n', encoding="utf-8")
    built = build_site(without_menu(root))
    assert built.complaints == ()
    return root / "site"


@pytest.mark.parametrize(
    "path",
    [
        "practices/cheki/index.html",
        "practices/index.html",
        "index.html",
        "events/2026-10-14-cheki.html",
        "events/months.html",
        "events/index.html",
        "organizations/shkola-3.html",
        "organizations/index.html",
        "people/p-001.html",
        "people/index.html",
        "members/index.html",
        "registers/mentoring.html",
        "registers/terms.html",
        "learn/index.html",
    ],
)
def test_nothing_runs_on_any_page(chromium: Browser, hostile: Path, path: str) -> None:
    page = chromium.new_page()
    with served(hostile) as base:
        foreign: list[str] = []
        page.on("request", lambda request: not request.url.startswith((base, "data:")) and foreign.append(request.url))
        page.goto(base + path)
        page.wait_for_timeout(200)
        assert page.evaluate("window.hit") is None
        assert page.url == base + path
        assert foreign == []
        assert (
            page.locator("article form:not([data-mb-filters], .mb-start), article iframe, article style").count() == 0
        )
        assert page.evaluate("typeof document.cookie") == "string", "no id may shadow a property of the document"
        assert page.locator("article").is_visible()
    page.close()


def test_the_search_finds_hostile_entries_and_runs_nothing(chromium: Browser, hostile: Path) -> None:
    page = chromium.new_page()
    with served(hostile) as base:
        page.goto(base + "index.html")
        page.locator(".md-search__input").fill("Название практики")
        page.locator(".md-search-result__item").first.wait_for()
        page.wait_for_timeout(300)
        assert page.evaluate("window.hit") is None
    page.close()


def test_nothing_of_the_machine_is_read_into_a_page(hostile: Path) -> None:
    html = (hostile / "practices/cheki/index.html").read_text(encoding="utf-8")
    assert "root:" not in html
    assert "{{ config.site_name }}" in html, "entries are never templates"
    assert "Note:" in html, "the first line of a body is text, not metadata"
