"""A build never harms the last good site: a failed one, a killed one, two at once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from metodbank.site.build import build_site, swap, sweep
from metodbank.site.serve import free_port
from tests.commands_help import small_project, without_menu
from tests.conftest import ROOT, copy_project, edit

BUILD = """
import sys
from pathlib import Path
from metodbank.site.build import build_site
sys.exit(bool(build_site(Path(sys.argv[1])).complaints))
"""
SERVE = """
import sys
from pathlib import Path
from metodbank.site.serve import serve_site
say = lambda text: print(text, flush=True)
serve_site(Path(sys.argv[1]), "127.0.0.1", int(sys.argv[2]), browser=False, say=say)
"""


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory, site: Path) -> Path:
    """A bank of its own with its site, which is the same to the byte wherever it is built."""
    root = copy_project(tmp_path_factory.mktemp("build") / "bank")
    shutil.copytree(site, root / "site")
    return root


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The small bank, where it is the way of a build that is looked at and not what is built."""
    root = small_project(tmp_path / "bank")
    without_menu(root)
    return root


def test_a_failed_build_leaves_the_last_good_site_whole(bank: Path) -> None:
    before = snapshot(bank / "site")
    entry = bank / "practices/cheki-i-procenty/index.md"
    good = entry.read_bytes()
    try:
        edit(entry, organization="net-takoy")
        built = build_site(bank / "mkdocs.yml")
    finally:
        entry.write_bytes(good)
    assert any("MB302" in line for line in built.complaints)
    assert built.report is not None
    assert built.report.errors == 1
    assert snapshot(bank / "site") == before
    assert [path.name for path in bank.iterdir() if path.name.startswith("site.")] == []


def test_what_is_shown_is_what_was_checked(small: Path) -> None:
    """A file that changes between the check and the writing of pages is shown as it was checked."""
    page, entry = small / "content/index.md", small / "practices/cheki/index.md"
    config, hook = small / "mkdocs.yml", small / "late.py"
    hook.write_text(
        "from pathlib import Path\n"
        "def on_files(files, config):\n"
        f"    for name in ({str(page)!r}, {str(entry)!r}):\n"
        "        Path(name).write_text(Path(name).read_text() + '\\nприписано-позже\\n')\n",
        encoding="utf-8",
    )
    config.write_text(config.read_text(encoding="utf-8") + "\nhooks: [late.py]\n", encoding="utf-8")
    built = build_site(config)
    assert built.complaints == ()
    assert all("приписано-позже" in path.read_text(encoding="utf-8") for path in (page, entry))
    for name in ("index.html", "practices/cheki/index.html"):
        assert "приписано-позже" not in (small / "site" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("delay", [0.3, 1.0, 2.5, 4.0])
def test_a_killed_build_leaves_the_last_good_site_whole(bank: Path, delay: float) -> None:
    before = snapshot(bank / "site")
    process = subprocess.Popen([sys.executable, "-c", BUILD, str(bank / "mkdocs.yml")])
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert snapshot(bank / "site") == before
    sweep(bank / "site")
    assert [path.name for path in bank.iterdir() if path.name.startswith("site.")] == []


@pytest.mark.thorough
def test_two_builds_at_once_both_end_well(small: Path, tmp_path: Path) -> None:
    config = small / "mkdocs.yml"
    assert build_site(config, tmp_path / "alone").complaints == ()
    builds = [subprocess.Popen([sys.executable, "-c", BUILD, str(config)]) for _ in range(2)]
    assert [process.wait(timeout=300) for process in builds] == [0, 0]
    assert snapshot(small / "site") == snapshot(tmp_path / "alone")
    assert [path.name for path in small.iterdir() if path.name.startswith("site.")] == []


def test_a_site_cut_between_two_renames_is_brought_back(tmp_path: Path) -> None:
    (tmp_path / "site.old-1").mkdir()
    (tmp_path / "site.old-1" / "index.html").write_text("прежний", encoding="utf-8")
    sweep(tmp_path / "site")
    assert (tmp_path / "site/index.html").read_text(encoding="utf-8") == "прежний"


def test_the_swap_is_seen_by_no_reader(tmp_path: Path) -> None:
    """While folders are exchanged again and again, the page is always there (Linux exchanges in one step)."""
    site, index = tmp_path / "site", tmp_path / "site" / "index.html"
    site.mkdir()
    index.write_text("0", encoding="utf-8")
    reader = (
        "import sys, time\n"
        "end = time.time() + 2\n"
        "while time.time() < end: open(sys.argv[1]).read()\n"
    )  # fmt: skip
    process = subprocess.Popen([sys.executable, "-c", reader, str(index)], stderr=subprocess.PIPE)
    number = 0
    while process.poll() is None:
        number += 1
        fresh = tmp_path / f"site.new-{number}"
        fresh.mkdir()
        (fresh / "index.html").write_text(str(number), encoding="utf-8")
        swap(fresh, site)
    assert process.returncode == 0, process.stderr.read().decode() if process.stderr else ""
    assert number > 10


@pytest.mark.thorough
def test_two_builds_of_one_bank_in_two_places_are_the_same_to_the_byte(
    bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = copy_project(tmp_path / "в другой папке" / "bank")
    monkeypatch.setattr(time, "time", lambda now=time.time: now() + 3600)  # and an hour later
    assert build_site(elsewhere / "mkdocs.yml").complaints == ()
    first, second = snapshot(bank / "site"), snapshot(elsewhere / "site")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    entry = elsewhere / "practices/cheki-i-procenty/index.md"
    text = entry.read_text(encoding="utf-8")
    front, _, body = text.partition("\n---\n")
    entry.write_text(f"{front}\n---\n{body.replace(', ', ' — ', 1)}", encoding="utf-8")
    assert build_site(elsewhere / "mkdocs.yml").complaints == ()
    third = snapshot(elsewhere / "site")
    assert third.keys() == first.keys()
    assert {name for name in first if first[name] != third[name]} == {
        "practices/cheki-i-procenty/index.html",
        "RELEASE.txt",
        "sw.js",
        "assets/search/manifest.txt",
    }, "a comma changes the one page that shows it, and what says which release it is"


@pytest.mark.thorough
def test_mkdocs_itself_builds_strictly(small: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-f", str(small / "mkdocs.yml")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert (small / "site/practices/cheki/index.html").exists()


def test_mkdocs_strict_stops_at_a_bad_entry(small: Path) -> None:
    edit(small / "content/events/2026-10-14-cheki.md", start="2026-13-01")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(small / "mkdocs.yml")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "2026-10-14-cheki.md:" in result.stderr
    assert "MB207" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.thorough
def test_the_server_shows_an_edit_and_survives_a_mistake(small: Path, tmp_path: Path) -> None:
    port = free_port("127.0.0.1", 8700 + os.getpid() % 200)
    log = (tmp_path / "log").open("w+", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(small / "mkdocs.yml"), str(port)], stdout=log, stderr=subprocess.STDOUT
    )
    page = f"http://127.0.0.1:{port}/practices/cheki/index.html"
    entry = small / "practices/cheki/index.md"
    good = entry.read_text(encoding="utf-8")
    try:
        _until(lambda: "Проценты на чеках" in _get(page))
        entry.write_text(good.replace("Проценты на чеках", "Доли на чеках"), encoding="utf-8")
        _until(lambda: "Доли на чеках" in _get(page))
        entry.write_text(good.replace("status: опубликована", "status: опубликованна"), encoding="utf-8")
        _until(lambda: "MB206" in (tmp_path / "log").read_text(encoding="utf-8"))
        _until(lambda: "Ошибок в записях" in _get(f"http://127.0.0.1:{port}/practices/index.html"))
        entry.write_text(good, encoding="utf-8")
        _until(lambda: "Проценты на чеках" in _get(page))
        assert "Traceback" not in (tmp_path / "log").read_text(encoding="utf-8")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        log.close()


def _get(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.read().decode("utf-8")
    except OSError:
        return ""


def _until(holds: object, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():  # type: ignore[operator]
            return
        time.sleep(0.3)
    raise AssertionError("did not come about in time")


def test_the_repository_s_scripts_say_what_they_do() -> None:
    for name in ("build", "check", "report", "serve", "test"):
        result = subprocess.run(
            [sys.executable, ROOT / "scripts" / f"{name}.py", "--help"], capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, result.stderr
        assert "Пример:" in result.stdout
        assert "Как вызвать:" in result.stdout
        assert not {"Usage", "Options", "Show this message"} & set(result.stdout.split())
