"""Publishing into a folder: only what differs, in order, to be returned to, and never over somebody's edits."""

from __future__ import annotations

import json
import os
import time
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metodbank.publish.archive import Archives
from metodbank.publish.local_store import LocalStore
from metodbank.publish.lock import BEAT, DEAD, Clock, Lock, LockedError, LockLostError
from metodbank.publish.manifest import Manifest, Mark, gather, measure
from metodbank.publish.outcome import ChangedMeanwhileError, DriftError
from metodbank.publish.plan import is_page, lingers, make_plan
from metodbank.publish.prepare import prepare
from metodbank.publish.publisher import Publisher
from metodbank.publish.settings import Archive, Folder, SettingsError, read_settings
from metodbank.publish.store import StoreError
from tests.conftest import ROOT, served
from tests.publish_help import Driver, content, kill_everywhere, make_site, told

SWITCHES = ("ordered", "symlink")


@pytest.fixture(params=SWITCHES)
def publisher(request: pytest.FixtureRequest, tmp_path: Path) -> Publisher:
    return folder_publisher(tmp_path, request.param)


def folder_publisher(tmp_path: Path, switch: str, **options: Any) -> Publisher:
    (tmp_path / "server").mkdir(exist_ok=True)
    target = Folder(kind="folder", path=str(tmp_path / "server/www"), switch=switch, **options)
    return Publisher(target, lambda: LocalStore(tmp_path / "server"), tmp_path / "home")


@pytest.fixture
def www(tmp_path: Path) -> Path:
    return tmp_path / "server/www"


@pytest.fixture
def sites(tmp_path: Path) -> tuple[Path, Path]:
    return make_site(tmp_path / "one", "v1"), make_site(tmp_path / "two", "v2")


def shown(www: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in gather(www).items() if not name.startswith(".metodbank/")}


def whole(www: Path, site: Path, *, retired: int = 0) -> bool:
    """Whether the folder shows the site, and no more than that many files beside it."""
    there, wanted = shown(www), {name: path.read_bytes() for name, path in gather(site).items()}
    return all(there.get(name) == content for name, content in wanted.items()) and len(there) == len(wanted) + retired


def test_only_what_differs_travels(publisher: Publisher, sites: tuple[Path, Path], www: Path) -> None:
    first = publisher.publish(content(sites[0]))
    assert whole(www, sites[0])
    assert first.travelled == sum(mark.size for mark in content(sites[0]).marks.values())
    page = sites[0] / "help/teacher.html"
    page.write_text(page.read_text(encoding="utf-8") + "<!-- запятая -->", encoding="utf-8")
    second = publisher.publish(content(sites[0]))
    assert second.plan.put == ("help/teacher.html",)
    assert second.travelled == page.stat().st_size
    assert whole(www, sites[0])
    assert publisher.publish(content(sites[0])).release == second.release, "nothing to do is no release"


def test_assets_stay_for_pages_already_open_and_pages_go_at_once(
    publisher: Publisher, sites: tuple[Path, Path], www: Path
) -> None:
    publisher.publish(content(sites[0]))
    outcome = publisher.publish(content(sites[1]))
    assert not (www / "only-v1/page.html").exists()
    assert not (www / "only-v1").exists(), "no empty folder is left"
    old = [name for name in gather(sites[0]) if lingers(name) and not (sites[1] / name).exists()]
    assert len(old) == 5
    assert sorted(outcome.plan.retired) == sorted(old)
    assert all((www / name).exists() for name in old)
    publisher.publish(content(sites[1]), purge=True)
    assert whole(www, sites[1])
    assert len(publisher.history()[2]) == 1, "a purge leaves no release to return to"


def test_rollback_and_history(publisher: Publisher, sites: tuple[Path, Path], www: Path) -> None:
    first = publisher.publish(content(sites[0], "commit-1"))
    publisher.publish(content(sites[1], "commit-2"))
    kept = publisher.kept_content(first.release)
    outcome = publisher.publish(kept)
    assert whole(www, sites[0], retired=5)
    current, releases, can = publisher.history()
    assert current == outcome.release
    assert [(release.label, release.returns_to) for release in releases] == [
        ("commit-1", ""),
        ("commit-2", ""),
        ("commit-1", first.release),
    ]
    assert can == {release.id for release in releases}


@pytest.mark.parametrize("name", ["../../outside.html", "/etc/passwd", "a\\..\\b", ""])
def test_a_server_cannot_name_files_outside_the_site(
    publisher: Publisher, sites: tuple[Path, Path], www: Path, name: str
) -> None:
    first = publisher.publish(content(sites[0]))
    (path,) = www.parent.rglob(f"manifests/{first.release}.json")
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["files"][name] = manifest["files"]["index.html"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(StoreError, match="Служебный файл на сервере испорчен"):
        publisher.publish(content(sites[1]))


def test_old_releases_beyond_the_limit_are_removed(tmp_path: Path, sites: tuple[Path, Path]) -> None:
    for switch in SWITCHES:
        publisher = folder_publisher(tmp_path / switch_folder(tmp_path, switch), switch, keep=2)
        for version in range(4):
            publisher.publish(content(make_site(tmp_path / f"{switch}-{version}", str(version))))
        assert len(publisher.history()[2]) == 2
        assert len(publisher.history()[1]) == 4


def switch_folder(tmp_path: Path, switch: str) -> str:
    (tmp_path / f"of-{switch}").mkdir()
    return f"of-{switch}"


def test_a_kept_release_spoilt_by_hand_is_not_returned_to(tmp_path: Path, sites: tuple[Path, Path]) -> None:
    publisher = folder_publisher(tmp_path, "symlink")
    first = publisher.publish(content(sites[0]))
    publisher.publish(content(sites[1]))
    page = tmp_path / f"server/www-releases/trees/{first.release}/index.html"
    page.write_text("испорчено", encoding="utf-8")
    with pytest.raises(StoreError, match=r"испорчен: index\.html"):
        publisher.publish(publisher.kept_content(first.release))
    ordered = folder_publisher(tmp_path / switch_folder(tmp_path, "ordered"), "ordered")
    first = ordered.publish(content(sites[0]))
    ordered.publish(content(sites[1]))
    digest = content(sites[0]).marks["index.html"].sha256
    (ordered.home / "objects" / digest[:2] / digest).write_text("испорчено", encoding="utf-8")
    with pytest.raises(StoreError, match="на этом компьютере нет"):
        ordered.publish(ordered.kept_content(first.release))


def test_edits_by_hand_are_reported_and_never_silently_overwritten(
    publisher: Publisher, sites: tuple[Path, Path], www: Path
) -> None:
    publisher.publish(content(sites[0]))
    page = www / "index.html"
    edited = page.read_bytes().replace(b"v1", b"v9")  # the same size: only the time tells
    page.write_bytes(edited)
    (www / "help/teacher.html").unlink()
    (www / "yandex_12345.html").write_text("подтверждение", encoding="utf-8")
    outlook = publisher.look(content(sites[1]))
    assert sorted(outlook.drift.changed) == ["index.html"]
    assert outlook.drift.missing == ("help/teacher.html",)
    assert outlook.drift.foreign == ("yandex_12345.html",)
    with pytest.raises(DriftError):
        publisher.publish(content(sites[1]))
    assert page.read_bytes() == edited
    outcome = publisher.publish(content(sites[1]), overwrite=True)
    assert outcome.saved_drift is not None
    assert (outcome.saved_drift / "index.html").read_bytes() == edited, "the edit is kept on this computer"
    assert (www / "yandex_12345.html").exists(), "a file of others stays"
    assert whole(www, sites[1], retired=6)


def test_a_file_only_touched_is_no_edit(publisher: Publisher, sites: tuple[Path, Path], www: Path) -> None:
    publisher.publish(content(sites[0]))
    os.utime(www / "index.html", (1, 1))
    assert not publisher.look(content(sites[0])).drift.harmful


def test_a_thorough_status_reads_every_file(publisher: Publisher, sites: tuple[Path, Path], www: Path) -> None:
    publisher.publish(content(sites[0]))
    page = www / "index.html"
    before = page.stat()
    page.write_bytes(page.read_bytes().replace(b"v1", b"v9"))
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    marks = content(sites[0]).marks
    assert not publisher.state(marks).drift.changed, "neither the size nor the time tells"
    assert list(publisher.state(marks, thorough=True).drift.changed) == ["index.html"]


def test_the_first_publication_meets_other_people_s_files(tmp_path: Path, sites: tuple[Path, Path], www: Path) -> None:
    publisher = folder_publisher(tmp_path, "ordered")
    www.mkdir(parents=True)
    same = (sites[0] / "404.html").read_bytes()
    (www / "404.html").write_bytes(same)
    (www / "index.html").write_text("Прежний сайт школы", encoding="utf-8")
    (www / ".htaccess").write_text("Options -Indexes", encoding="utf-8")
    outlook = publisher.look(content(sites[0]))
    assert list(outlook.drift.changed) == ["index.html"]
    assert "404.html" in outlook.plan.keep, "the very same file is not sent again"
    with pytest.raises(DriftError):
        publisher.publish(content(sites[0]))
    assert (www / "index.html").read_text(encoding="utf-8") == "Прежний сайт школы"


def test_a_link_does_not_replace_an_ordinary_folder(tmp_path: Path, sites: tuple[Path, Path], www: Path) -> None:
    www.mkdir(parents=True)
    with pytest.raises(StoreError, match="обычная папка") as error:
        folder_publisher(tmp_path, "symlink").publish(content(sites[0]))
    assert "switch: ordered" in error.value.hint


def test_a_file_may_become_a_folder_and_back(publisher: Publisher, tmp_path: Path, www: Path) -> None:
    one, two = make_site(tmp_path / "one", "v1"), make_site(tmp_path / "two", "v1")
    (one / "page").write_text("файл", encoding="utf-8")
    (two / "page").mkdir()
    (two / "page/index.html").write_text("страница", encoding="utf-8")
    for site in (one, two, one):
        publisher.publish(content(site))
        assert whole(www, site)


def test_what_was_asked_is_what_is_done(publisher: Publisher, sites: tuple[Path, Path]) -> None:
    asked = publisher.look(content(sites[1]))
    publisher.publish(content(sites[0]))
    with pytest.raises(ChangedMeanwhileError):
        publisher.publish(content(sites[1]), asked)


names = st.lists(
    st.sampled_from(
        [
            "index.html",
            "a/index.html",
            "b.html",
            "assets/a.js",
            "assets/b.css",
            "search/manifest.js",
            "x.docx",
            "RELEASE.txt",
        ]
    ),
    unique=True,
)


@given(names, names, st.integers(0, 2))
def test_a_plan_accounts_for_every_file_once(before: list[str], after: list[str], salt: int) -> None:
    held = Manifest(release="r", files={name: Mark(sha256=f"{len(name):064}", size=1) for name in before})
    wanted = {name: Mark(sha256=f"{len(name) + salt * (len(name) % 2):064}", size=1) for name in after}
    plan = make_plan(wanted, held, 100.0, 10.0)
    parts = [plan.add, plan.change, plan.remove, plan.keep, tuple(plan.retired)]
    assert sorted(name for part in parts for name in part) == sorted(set(before) | set(after))
    turns = list(plan.put)
    pages = [index for index, name in enumerate(turns) if is_page(name)]
    for index, name in enumerate(turns):
        if lingers(name) and "manifest" not in name:
            assert all(index < page for page in pages), "what pages hang on comes before any page"
    if "RELEASE.txt" in turns:
        assert turns[0] == "RELEASE.txt"
    if "search/manifest.js" in turns:
        assert turns[-1] == "search/manifest.js"


def test_retired_assets_go_by_the_server_s_clock_whatever_it_says() -> None:
    mark = Mark(sha256="0" * 64, size=1)
    held = Manifest(release="r", files={"a.js": mark})
    plan = make_plan({}, held, now=1000.0, linger=100.0)
    held = Manifest(release="s", files={}, retired=dict(plan.retired))
    assert make_plan({}, held, now=1050.0, linger=100.0).remove == ()
    assert make_plan({}, held, now=1101.0, linger=100.0).remove == ("a.js",)
    back = make_plan({}, held, now=10.0, linger=100.0)
    assert back.retired["a.js"].since == 10.0, "a clock set back does not keep a file for years"


def test_two_publishers_do_not_meet(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    first, second = (Lock(store, ".", Clock(store, ".")) for _ in range(2))
    first.owner = replace(first.owner, process=1)  # somebody else, alive
    assert first.take() == ""
    with pytest.raises(LockedError, match="уже выкладывает"):
        second.take()
    first.release()
    assert second.take() == ""
    first.release()
    second.check()


def test_a_dead_lock_is_known_by_the_server_s_clock_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = LocalStore(tmp_path)
    first, second = (Lock(store, ".", Clock(store, ".")) for _ in range(2))
    first.owner = replace(first.owner, process=1)  # somebody else, alive
    first.take()
    monkeypatch.setattr(time, "time", lambda: 0.0)  # this computer thinks it is 1970
    with pytest.raises(LockedError):
        second.take()
    old = (tmp_path / "lock/owner.json").stat().st_mtime - DEAD - 1
    os.utime(tmp_path / "lock/owner.json", (old, old))
    assert "(" in second.take()
    with pytest.raises(LockLostError):
        first.check()
    first.release()
    second.check()


def test_a_lock_without_an_owner_is_buried(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    (tmp_path / "lock").mkdir()
    assert Lock(store, ".", Clock(store, ".")).take() == "неизвестно кто"


def test_a_heartbeat_outlives_a_long_upload(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = LocalStore(tmp_path)
    lock = Lock(store, ".", Clock(store, "."))
    lock.take()
    os.utime(tmp_path / "lock/owner.json", (1, 1))
    lock.beat()
    assert (tmp_path / "lock/owner.json").stat().st_mtime == 1, "not more often than needed"
    later = time.monotonic() + BEAT + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    lock.beat()
    assert (tmp_path / "lock/owner.json").stat().st_mtime > 1


@pytest.mark.thorough
@pytest.mark.parametrize("switch", SWITCHES)
def test_killed_anywhere_the_site_stays_whole_and_the_next_run_finishes(
    switch: str, tmp_path: Path, www: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "server").mkdir()
    driver = Driver(tmp_path, {"kind": "folder", "path": str(www), "switch": switch})
    with served(www) as base:
        tried, total, crawler = kill_everywhere(driver, base, lambda: shown(www), 12)
    driver.close()
    told(capsys, f"folder, {switch}: killed at {len(tried)} of {total} points; {crawler}")


def test_an_archive_is_the_same_for_the_same_site(
    tmp_path: Path, sites: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for number in (1, 2):
        if number == 2:
            monkeypatch.setattr(zipfile, "sys", SimpleNamespace(platform="win32"))
        archives = Archives(Archive(kind="zip", keep=2), tmp_path / f"zip-{number}")
        one = content(sites[0])
        release = archives.make(one.files, one.marks, "commit-1", datetime(2026, 11, 22, 12, 0, tzinfo=UTC))
        made.append(archives.archive(release.id).read_bytes())
    assert made[0] == made[1]
    with zipfile.ZipFile(archives.archive(release.id)) as archive:
        told = {(entry.date_time, entry.create_system, entry.external_attr) for entry in archive.infolist()}
        assert told == {((1980, 1, 1, 0, 0, 0), 3, 0o644 << 16)}, "whenever and wherever it is made"
        archive.extractall(tmp_path / "out")
    assert measure(gather(tmp_path / "out" / release.id)) == measure(gather(sites[0]))
    page = archives.instructions(release.id).read_text(encoding="utf-8")
    assert release.id in page
    assert "Распакуйте" in page
    two = content(sites[1])
    assert "only-v1/page.html" in archives.plan(two.marks).remove


def test_an_old_address_sends_on_without_a_server_s_help(tmp_path: Path, sites: tuple[Path, Path]) -> None:
    made = prepare(sites[0], tmp_path / "cache", redirects={"old/uchitelyu.html": "help/teacher.html"})
    page = made.files["old/uchitelyu.html"].read_text(encoding="utf-8")
    assert 'content="0; url=../help/teacher.html"' in page
    again = prepare(sites[0], tmp_path / "other", redirects={"old/uchitelyu.html": "help/teacher.html"})
    assert again.marks == made.marks


def test_compressed_copies_are_the_same_on_every_computer(
    tmp_path: Path, sites: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    (sites[0] / "big.css").write_text("a { color: red }\n" * 200, encoding="utf-8")
    made = [prepare(sites[0], tmp_path / "a", compress=("gzip", "brotli"))]
    later = time.time() + 3600
    monkeypatch.setattr(time, "time", lambda: later)
    made.append(prepare(sites[0], tmp_path / "b", compress=("gzip", "brotli")))
    assert made[0].marks == made[1].marks
    assert {"big.css.gz", "big.css.br"} <= made[0].marks.keys()
    assert "404.html.gz" not in made[0].marks, "nothing is gained below a packet"


SETTINGS = ROOT / "tests/publish/settings.yml"


def test_the_sample_settings_are_good() -> None:
    settings = read_settings(ROOT / "publish.yml")
    assert list(settings.targets) == ["preview", "production"]


def test_settings_say_where_and_how_to_mend(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings(SETTINGS)
    expected = (ROOT / "tests/publish/settings.txt").read_text(encoding="utf-8")
    assert f"{error.value}\n" == expected
    for text, said in (("a: [", "не удалось разобрать"), ("", "нужны ключи"), ("targets: {}", "значение не годится")):
        path = tmp_path / "publish.yml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(SettingsError, match=said):
            read_settings(path)
