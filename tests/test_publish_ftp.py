"""Publishing over FTP with TLS to a real vsftpd, which takes data only within the session of the control connection."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from metodbank.publish.manifest import gather
from metodbank.publish.outcome import DriftError
from metodbank.publish.store import LineCutError, StoreError
from tests.publish_help import Crawler, Driver, content, kill_everywhere, make_site, told
from tests.servers import FTP_PASSWORD, FtpAccount, breaking_line, closed_folder, nginx, small_disk, vsftpd
from tests.test_publish import whole
from tests.test_publish_ssh import made


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with closed_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[FtpAccount]:
    with vsftpd(folder / "tls") as account:
        yield account


@pytest.fixture
def ftp(server: FtpAccount, monkeypatch: pytest.MonkeyPatch) -> Iterator[FtpAccount]:
    monkeypatch.setenv("TEST_FTP", FTP_PASSWORD)
    yield server
    for path in (server.root / "home").iterdir():
        shutil.rmtree(path)


def test_publish_change_roll_back(ftp: FtpAccount, tmp_path: Path) -> None:
    one, two = make_site(tmp_path / "one", "v1"), make_site(tmp_path / "two", "v2")
    www = ftp.root / "home/www"
    publisher = made(tmp_path, ftp.target())
    first = publisher.publish(content(one))
    assert whole(www, one)
    second = publisher.publish(content(two))
    assert whole(www, two, retired=5)
    assert 0 < second.travelled < first.travelled
    publisher.publish(publisher.kept_content(first.release))
    assert whole(www, one, retired=5)
    assert publisher.publish(content(one)).plan.empty
    assert not (www / ".metodbank/incoming").exists()
    (www / "index.html").write_text("правка", encoding="utf-8")
    with pytest.raises(DriftError):
        publisher.publish(content(two))


@pytest.mark.thorough
def test_killed_anywhere(ftp: FtpAccount, tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    www = ftp.root / "home/www"
    driver = Driver(tmp_path, ftp.target())
    with nginx(folder / "nginx", www) as base:
        tried, total, crawler = kill_everywhere(
            driver, base, lambda: {name: path.read_bytes() for name, path in gather(www).items()}, 3
        )
    driver.close()
    told(capsys, f"ftps: killed at {len(tried)} of {total} points; {crawler}")


@pytest.mark.thorough
def test_the_line_is_cut(ftp: FtpAccount, tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only the control connection runs through our line: when it is cut, so is everything."""
    old, new = make_site(tmp_path / "old", "v1"), make_site(tmp_path / "new", "v2", pages=12)
    made(tmp_path, ftp.target()).publish(content(old))
    with breaking_line(ftp.port) as line, nginx(folder / "nginx", ftp.root / "home/www") as base:
        publisher = made(tmp_path, ftp.target(port=line.port))
        sizes = iter([6_000, 9_000])
        line.cut_after(8_000)
        publisher.sleep = lambda seconds: line.cut_after(next(sizes)) if line.cuts < 3 else None
        crawler = Crawler(base)
        with crawler.meanwhile():
            publisher.publish(content(new))
    assert crawler.broken == []
    assert line.cuts == 3
    assert whole(ftp.root / "home/www", new, retired=5)
    told(capsys, f"ftps: the line cut {line.cuts} times; {crawler}")


def test_a_full_disk(ftp: FtpAccount, tmp_path: Path) -> None:
    old, new = make_site(tmp_path / "old", "v1"), make_site(tmp_path / "new", "v2")
    (new / "assets/big.bin").write_bytes(os.urandom(900_000))
    disk = ftp.root / "home/disk"
    disk.mkdir()
    with small_disk(disk, 900):
        publisher = made(tmp_path, ftp.target(path="home/disk/www"))
        publisher.publish(content(old))
        with pytest.raises(StoreError, match=r"место|не разрешил"):
            publisher.publish(content(new))
        assert whole(disk / "www", old)
        (new / "assets/big.bin").unlink()
        publisher.publish(content(new))
        assert whole(disk / "www", new, retired=5)


def test_no_right_to_write(ftp: FtpAccount, tmp_path: Path) -> None:
    (ftp.root / "home/www").mkdir()
    with pytest.raises(StoreError, match="не разрешил"):
        made(tmp_path, ftp.target()).publish(content(make_site(tmp_path / "one", "v1")))


def test_a_certificate_nobody_vouches_for_is_refused(ftp: FtpAccount, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Сертификат") as error:
        made(tmp_path, ftp.target(ca_file=None)).history()
    assert "ca_file" in error.value.hint
    with pytest.raises(StoreError, match="Сертификат"):
        made(tmp_path, ftp.target(host="localhost")).history()


def test_a_wrong_or_missing_password(ftp: FtpAccount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_FTP", "не-тот-пароль")
    with pytest.raises(StoreError, match="не принял имя или пароль") as error:
        made(tmp_path, ftp.target()).history()
    assert "не-тот-пароль" not in str(error.value) + error.value.hint
    monkeypatch.delenv("TEST_FTP")
    with pytest.raises(StoreError, match="Нет пароля") as error:
        made(tmp_path, ftp.target()).history()
    assert "TEST_FTP" in error.value.hint


def test_a_server_without_protection_is_not_spoken_to_unless_allowed(
    ftp: FtpAccount, folder: Path, tmp_path: Path
) -> None:
    site = make_site(tmp_path / "one", "v1")
    with vsftpd(folder / "plain", tls=False) as plain:
        with pytest.raises(StoreError, match="не умеет защиту"):
            made(tmp_path, plain.target()).publish(content(site))
        made(tmp_path, plain.target("ftp")).publish(content(site))
        assert whole(plain.root / "home/www", site)


def test_nobody_listens(ftp: FtpAccount, tmp_path: Path) -> None:
    with pytest.raises(LineCutError, match="не отвечает"):
        made(tmp_path, ftp.target(port=1, timeout=3)).history()
