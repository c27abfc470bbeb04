"""Publishing over SSH to a real OpenSSH: locked into a folder, killed, cut off, out of room, without rights."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import paramiko
import pytest
from pydantic import TypeAdapter

from metodbank.publish.connection import opener
from metodbank.publish.credentials import Credentials
from metodbank.publish.manifest import gather
from metodbank.publish.outcome import DriftError
from metodbank.publish.publisher import Publisher
from metodbank.publish.settings import Publishing
from metodbank.publish.sftp_store import SftpStore
from metodbank.publish.store import LineCutError, StoreError
from tests.publish_help import Crawler, Driver, content, kill_everywhere, make_site, told
from tests.servers import ACCOUNT, Ssh, breaking_line, closed_folder, nginx, openssh, small_disk
from tests.test_publish import SWITCHES, whole

KINDS = [("sftp", "ordered"), ("sftp", "symlink"), ("rsync", "ordered"), ("rsync", "symlink")]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with closed_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def locked(folder: Path) -> Iterator[Ssh]:
    """An account that knows nothing but its own folder and file transfer."""
    with openssh(folder / "locked") as ssh:
        yield ssh


@pytest.fixture(scope="module")
def shell(folder: Path) -> Iterator[Ssh]:
    """An account with a shell."""
    with openssh(folder / "shell", locked=False) as ssh:
        yield ssh


@pytest.fixture
def ssh(request: pytest.FixtureRequest) -> Iterator[Ssh]:
    """The account a kind of target needs, emptied."""
    kind = request.node.callspec.params.get("kind", "sftp") if hasattr(request.node, "callspec") else "sftp"
    account: Ssh = request.getfixturevalue("locked" if kind == "sftp" else "shell")
    yield account
    for path in account.root.iterdir():
        path.unlink() if path.is_symlink() or path.is_file() else shutil.rmtree(path)


def made(tmp_path: Path, target: dict[str, Any], say: Any = print) -> Publisher:
    chosen = TypeAdapter(Publishing).validate_python({"targets": {"t": target}}).targets["t"]
    connect = opener(chosen, tmp_path, Credentials(None))  # type: ignore[arg-type]
    return Publisher(chosen, connect, tmp_path / "home", say, sleep=lambda seconds: None)  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "switch"), KINDS)
def test_publish_change_roll_back(kind: str, switch: str, ssh: Ssh, tmp_path: Path) -> None:
    one, two = make_site(tmp_path / "one", "v1"), make_site(tmp_path / "two", "v2")
    publisher = made(tmp_path, ssh.target(kind, switch=switch))
    first = publisher.publish(content(one))
    assert whole(ssh.root / "www", one)
    second = publisher.publish(content(two))
    assert whole(ssh.root / "www", two, retired=5)
    assert 0 < second.travelled < first.travelled
    publisher.publish(publisher.kept_content(first.release))
    assert whole(ssh.root / "www", one, retired=5)
    assert publisher.publish(content(one)).plan.empty
    assert not (ssh.root / "www/.metodbank/incoming").exists()


@pytest.mark.thorough
@pytest.mark.parametrize(("kind", "switch"), KINDS)
def test_killed_anywhere(
    kind: str, switch: str, ssh: Ssh, tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    driver = Driver(tmp_path, dict(ssh.target(kind, switch=switch)))
    with nginx(folder / "nginx", ssh.root / "www") as base:
        tried, total, crawler = kill_everywhere(
            driver,
            base,
            lambda: {name: path.read_bytes() for name, path in gather(ssh.root / "www").items()},
            5 if kind == "sftp" else 3,
        )
    driver.close()
    told(capsys, f"{kind}, {switch}: killed at {len(tried)} of {total} points; {crawler}")


@pytest.mark.thorough
@pytest.mark.parametrize(("kind", "switch"), KINDS[:3])
def test_the_line_is_cut_again_and_again(
    kind: str, switch: str, ssh: Ssh, tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = make_site(tmp_path / "old", "v1"), make_site(tmp_path / "new", "v2")
    big = os.urandom(3_000_000)
    (new / "assets/big.bin").write_bytes(big)
    made(tmp_path, dict(ssh.target(kind, switch=switch))).publish(content(old))
    said: list[str] = []
    with breaking_line(ssh.port) as line, nginx(folder / "nginx", ssh.root / "www") as base:
        known = tmp_path / "known_hosts"
        known.write_text(ssh.known_hosts.read_text(encoding="utf-8").replace(str(ssh.port), str(line.port)))
        target = {**ssh.target(kind, switch=switch), "port": line.port, "known_hosts": str(known)}
        publisher = made(tmp_path, target, said.append)
        sizes = iter([900_000, 800_000, 700_000])
        line.cut_after(next(sizes))

        def again(seconds: float) -> None:
            time.sleep(0.3)
            size = next(sizes, None)
            if size:
                line.cut_after(size)

        publisher.sleep = again
        crawler = Crawler(base)
        with crawler.meanwhile():
            outcome = publisher.publish(content(new))
    assert crawler.broken == []
    assert whole(ssh.root / "www", new, retired=5)
    assert line.cuts == 3
    assert len([text for text in said if "Соединяюсь снова" in text]) == 3
    assert outcome.travelled < len(big), "what was sent before the cut is not sent again"
    told(capsys, f"{kind}, {switch}: the line cut {line.cuts} times; {crawler}")


def test_a_line_that_stays_cut_leaves_the_site_as_it_was(ssh: Ssh, tmp_path: Path) -> None:
    old, new = make_site(tmp_path / "old", "v1"), make_site(tmp_path / "new", "v2")
    made(tmp_path, dict(ssh.target())).publish(content(old))
    (new / "assets/big.bin").write_bytes(os.urandom(3_000_000))
    with breaking_line(ssh.port) as line:
        known = tmp_path / "known_hosts"
        known.write_text(ssh.known_hosts.read_text(encoding="utf-8").replace(str(ssh.port), str(line.port)))
        publisher = made(tmp_path, {**ssh.target(), "port": line.port, "known_hosts": str(known)})
        publisher.sleep = lambda seconds: line.cut_after(20_000)
        line.cut_after(20_000)
        with pytest.raises(LineCutError):
            publisher.publish(content(new))
    assert whole(ssh.root / "www", old)
    made(tmp_path, dict(ssh.target())).publish(content(new))
    assert whole(ssh.root / "www", new, retired=5)


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_full_disk(switch: str, ssh: Ssh, tmp_path: Path) -> None:
    old, new = make_site(tmp_path / "old", "v1"), make_site(tmp_path / "new", "v2")
    (new / "assets/big.bin").write_bytes(os.urandom(900_000))
    disk = ssh.root / "disk"
    disk.mkdir()
    with small_disk(disk, 900):
        publisher = made(tmp_path, dict(ssh.target(path=f"{ssh.prefix}disk/www", switch=switch)))
        publisher.publish(content(old))
        with pytest.raises(StoreError, match=r"место|не смог записать") as error:
            publisher.publish(content(new))
        assert "место" in str(error.value) + error.value.hint
        assert whole(disk / "www", old)
        (new / "assets/big.bin").unlink()
        publisher.publish(content(new))
        assert whole(disk / "www", new, retired=5)


def test_no_right_to_write(ssh: Ssh, tmp_path: Path) -> None:
    site = make_site(tmp_path / "one", "v1")
    (ssh.root / "www").mkdir()  # belongs to root: the account may look only
    with pytest.raises(StoreError, match="Нет права писать"):
        made(tmp_path, dict(ssh.target())).publish(content(site))
    assert list((ssh.root / "www").iterdir()) == []
    shutil.chown(ssh.root / "www", ACCOUNT)
    publisher = made(tmp_path, dict(ssh.target()))
    publisher.publish(content(site))
    shutil.chown(ssh.root / "www/practices", "root")  # and now in the middle of the site
    newer = make_site(tmp_path / "two", "v1", pages=9)
    with pytest.raises(StoreError, match="Нет права писать"):
        publisher.publish(content(newer))
    shutil.chown(ssh.root / "www/practices", ACCOUNT)
    publisher.publish(content(newer))
    assert whole(ssh.root / "www", newer)


def test_the_clock_of_this_computer_is_off(ssh: Ssh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = make_site(tmp_path / "one", "v1"), make_site(tmp_path / "two", "v2")
    publisher = made(tmp_path, dict(ssh.target()))
    now = time.time()
    for wrong in (now - 5 * 365 * 86400, now + 5 * 365 * 86400):
        monkeypatch.setattr(time, "time", lambda wrong=wrong: wrong)
        publisher.publish(content(one))
        outcome = publisher.publish(content(two))
        assert outcome.plan.retired, "assets linger by the server's clock"
    monkeypatch.undo()
    assert all(abs(release.made - now) < 600 for release in publisher.history()[1])


def test_a_file_changed_by_hand(ssh: Ssh, tmp_path: Path) -> None:
    one, two = make_site(tmp_path / "one", "v1"), make_site(tmp_path / "two", "v2")
    publisher = made(tmp_path, dict(ssh.target()))
    publisher.publish(content(one))
    page = ssh.root / "www/index.html"
    page.write_bytes(page.read_bytes().replace(b"v1", b"v9"))
    os.utime(page, (1_700_000_000, 1_700_000_000))
    with pytest.raises(DriftError):
        publisher.publish(content(two))
    assert b"v9" in page.read_bytes()


def test_an_unknown_or_changed_server_is_not_entered(ssh: Ssh, tmp_path: Path) -> None:
    nobody = tmp_path / "empty"
    nobody.touch()
    with pytest.raises(StoreError, match="незнаком") as error:
        made(tmp_path, dict(ssh.target(known_hosts=str(nobody)))).history()
    assert f"ssh-keyscan -p {ssh.port} 127.0.0.1" in error.value.hint
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "other"], check=True)
    other = (tmp_path / "other.pub").read_text(encoding="utf-8").rpartition(" ")[0]
    changed = tmp_path / "changed"
    changed.write_text(f"[127.0.0.1]:{ssh.port} {other}\n", encoding="utf-8")
    with pytest.raises(StoreError, match="не тот, что записан"):
        made(tmp_path, dict(ssh.target(known_hosts=str(changed)))).history()


def test_a_wrong_key_says_so(ssh: Ssh, tmp_path: Path) -> None:
    key = tmp_path / "key"
    paramiko.ECDSAKey.generate().write_private_key_file(str(key))
    with pytest.raises(StoreError, match="не принял ни ключа, ни пароля"):
        made(tmp_path, dict(ssh.target(key=str(key)))).history()


def test_nobody_listens(tmp_path: Path, ssh: Ssh) -> None:
    publisher = made(tmp_path, {**ssh.target(), "port": 1, "timeout": 3})
    with pytest.raises(LineCutError, match="не отвечает"):
        publisher.history()


def test_a_server_without_extensions_is_written_to_all_the_same(
    ssh: Ssh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without posix-rename a file is replaced in two steps; without hard links there is no link to turn."""
    monkeypatch.setattr(SftpStore, "_knows_links", lambda self: False)
    one, two = make_site(tmp_path / "one", "v1"), make_site(tmp_path / "two", "v2")
    publisher = made(tmp_path, ssh.target())
    publisher.publish(content(one))
    publisher.publish(content(two))
    assert whole(ssh.root / "www", two, retired=5)
    with pytest.raises(StoreError, match="не умеет ссылки") as error:
        made(tmp_path, ssh.target(switch="symlink", path="other")).publish(content(one))
    assert "switch: ordered" in error.value.hint
