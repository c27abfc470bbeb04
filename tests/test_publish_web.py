"""The site as real nginx and Apache serve it by our own samples, in a real browser, under a strict policy."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
from playwright.sync_api import expect

from metodbank.publish.manifest import gather
from metodbank.publish.outcome import Content
from metodbank.publish.policy import inline_of, policy
from metodbank.publish.prepare import prepare
from metodbank.publish.public import check_public
from metodbank.publish.server import Server, sample
from tests.conftest import Visit, served
from tests.publish_help import make_site
from tests.servers import apache, closed_folder, nginx

REDIRECTS = {"help/uchitelyu.html": "help/teacher.html"}
PAGES = (
    "index.html",
    "404.html",
    "practices/index.html",
    "practices/cheki-i-procenty/index.html",
    "events/index.html",
    "events/months.html",
    "people/index.html",
    "members/m-001.html",
    "organizations/shkola-3.html",
    "documents/index.html",
    "roadmaps/index.html",
    "registers/index.html",
    "registers/mentoring.html",
    "registers/terms.html",
    "indicators/index.html",
    "help/index.html",
    "help/fields/index.html",
    "help/problems/mb101.html",
    "propose.html",
)
"""One page of every type."""


@pytest.fixture(scope="module")
def published(site: Path) -> Iterator[tuple[Content, Path]]:
    """The repository's own site as it goes up, where a web server may read it."""
    with closed_folder() as folder:
        content = prepare(site, folder / "cache", redirects=REDIRECTS, compress=("gzip",))
        www = folder / "www"
        for name, path in content.files.items():
            (www / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, www / name)
        (www / ".metodbank").mkdir()
        (www / ".metodbank/history.json").write_text("[]", encoding="utf-8")
        yield content, www


SERVERS = [("nginx", "/"), ("nginx", "/bank/"), ("apache", "/"), ("apache", "/bank/")]


@pytest.fixture(scope="module", params=SERVERS)
def base(request: pytest.FixtureRequest, published: tuple[Content, Path]) -> Iterator[str]:
    """The address at which a server with our sample shows the site."""
    content, www = published
    server, prefix = request.param
    yield from serve(server, prefix, content, www)


def serve(server: Server, prefix: str, content: Content, www: Path) -> Iterator[str]:
    text = sample(server, content.files, f"http://localhost{prefix}", str(www), REDIRECTS)
    folder = www.parent / f"{server}{prefix.replace('/', '-')}"
    with ExitStack() as stack:
        if server == "nginx":
            address = stack.enter_context(nginx(folder, None, text))
        else:
            address = stack.enter_context(apache(folder, text))
        yield address.rstrip("/") + prefix


@pytest.mark.parametrize("base", [SERVERS[0], pytest.param(SERVERS[-1], marks=pytest.mark.thorough)], indirect=True)
def test_every_page_type_lives_under_the_policy(base: str, visit: Callable[..., Visit]) -> None:
    window = visit(base=base)
    for path in PAGES:
        if path == "404.html" and base.endswith("/bank/"):
            continue  # shown at any address, it begins at the root that site_url names: this build's is «/»
        page = window.open(path)
        assert page.locator("h1").first.is_visible(), path
        page.wait_for_timeout(50)
    window.errors = [text for text in window.errors if "404 (Not Found)" not in text]
    assert window.errors == []
    assert window.foreign == []


@pytest.mark.parametrize("base", [SERVERS[0], SERVERS[-1]], indirect=True)
def test_search_palette_and_filters_work_under_the_policy(base: str, visit: Callable[..., Visit]) -> None:
    window = visit(base=base)
    page = window.open("practices/index.html")
    page.locator("label[for=__palette_1]:visible").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.locator("[data-mb-search-open]:visible, .md-search__input:visible").first.click()
    page.locator(".md-search input").first.fill("проценты")
    page.locator("[data-mb-search-list] a").first.wait_for()
    assert window.errors == []
    assert window.foreign == []


def test_seen_from_outside_all_is_well(base: str, published: tuple[Content, Path]) -> None:
    checks = {check.what: check for check in check_public(base, published[0].marks)}
    assert {what for what, check in checks.items() if not check.passed} == {"Защищённое соединение"}, checks
    assert checks["Сжатие"].detail == "gzip"


def test_caching_is_safe_and_old_addresses_send_on(base: str, published: tuple[Content, Path]) -> None:
    style = next(
        name for name in published[0].files if name.startswith("assets/stylesheets/main.") and name.endswith("css")
    )
    answer = requests.get(base + style, timeout=20)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for path in ("index.html", "assets/stylesheets/bank.css", ""):
        assert requests.get(base + path, timeout=20).headers["Cache-Control"] == "no-cache"
    moved = requests.get(base + "help/uchitelyu.html", allow_redirects=False, timeout=20)
    assert moved.status_code == 301
    assert moved.headers["Location"].endswith("/help/teacher.html")
    assert requests.get(base + ".metodbank/history.json", timeout=20).status_code in (403, 404)


def test_a_script_that_is_not_ours_is_stopped(published: tuple[Content, Path], visit: Callable[..., Visit]) -> None:
    """The policy can fail: it stops what is not in the built site."""
    content, www = published
    page = www / "propose.html"
    good = page.read_text(encoding="utf-8")
    try:
        page.write_text(good.replace("</body>", "<script>window.stolen = 1</script></body>"), encoding="utf-8")
        (www / "propose.html.gz").unlink()
        for address in serve("nginx", "/", content, www):
            window = visit(base=address)
            assert window.open("propose.html").evaluate("window.stolen") is None
            assert any("Content Security Policy" in text for text in window.errors)
    finally:
        page.write_text(good, encoding="utf-8")


def test_the_policy_allows_nothing_unsafe(site: Path) -> None:
    inline = inline_of(gather(site))
    assert inline.handlers == ()
    text = policy(inline)
    assert "unsafe" not in text
    assert "default-src 'none'" in text
    assert "http" not in text


def test_a_page_with_a_handler_has_no_strict_policy(tmp_path: Path) -> None:
    site = make_site(tmp_path / "one", "v1")
    page = site / "help/teacher.html"
    page.write_text(page.read_text(encoding="utf-8").replace("<h1>", "<h1 onclick='x()'>"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"help/teacher\.html"):
        sample("nginx", gather(site), "", "/srv", {})


def test_without_any_server_settings_and_from_a_subfolder(
    published: tuple[Content, Path], visit: Callable[..., Visit]
) -> None:
    with served(published[1].parent) as root:
        window = visit(base=f"{root}www/")
        window.open("practices/index.html")
        window.open("help/uchitelyu.html")
        window.page.wait_for_url("**/help/teacher.html")
        assert window.errors == []
        assert window.foreign == []


def test_from_a_folder_on_the_disk(published: tuple[Content, Path], visit: Callable[..., Visit]) -> None:
    window = visit(base=published[1].as_uri() + "/")
    for path in PAGES:
        if path != "404.html":
            assert window.open(path).locator("h1").first.is_visible()
    window.open("help/uchitelyu.html")
    window.page.wait_for_url("**/help/teacher.html")
    assert window.foreign == []


def test_a_spoilt_publication_is_seen_from_outside(tmp_path: Path) -> None:
    site = make_site(tmp_path / "one", "v1")
    content = prepare(site, tmp_path / "cache")
    with served(site) as base:
        assert all(check.passed is not False for check in check_public(base, content.marks))
        (site / "index.html").write_text("<html>взломано</html>", encoding="utf-8")
        shard = next((site / "search").glob("????????.js"))
        shard.unlink()
        bad = {check.what: check.detail for check in check_public(base, content.marks) if check.passed is False}
    assert "не то, что выложено" in bad["Главная страница"]
    assert f"search/{shard.name}: ответ 404" in bad["Поиск: список и части указателя"]
    gone = check_public(base, content.marks)
    assert [(check.what, check.passed) for check in gone] == [("Сайт отвечает", False)]
