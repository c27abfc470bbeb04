"""What stands in a file's place: a link, a pipe, a folder, something that may not be read, a bank that is not there."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bad_files_help import ELSEWHERE, EVENT, GOOD, checked, planted
from tests.small_bank import SmallBank

LINKS = {
    "an entry": EVENT,
    "an attachment": "practices/cheki/passwd.txt",
    "the index of a practice": "practices/shagi-2/index.md",
    "a table": "content/tables/iom.csv",
    "a page": "content/about.md",
    "a file that is not a page": "content/passwd.txt",
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks for a privilege to make links")
@pytest.mark.parametrize("path", LINKS.values(), ids=LINKS)
def test_a_link_to_a_file_outside(path: str, tmp_path: Path) -> None:
    bank = planted(SmallBank.copied(tmp_path))
    secret = tmp_path / "secret"
    secret.write_text(GOOD.replace("чеках", "Секретнова"), encoding="utf-8")
    (bank.root / path).parent.mkdir(exist_ok=True)
    (bank.root / path).unlink(missing_ok=True)
    (bank.root / path).symlink_to(secret)
    assert checked(bank) == [f"{path}:1:1 MB120 вместо файла — ссылка на другое место диска", ELSEWHERE]


FOLDERS = {
    "a practice": "practices/chuzhaya",
    "a folder among events": "content/events/starye",
    "a folder of pages": "content/etc",
    "a folder inside a practice": "practices/cheki/files",
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks for a privilege to make links")
@pytest.mark.parametrize("path", FOLDERS.values(), ids=FOLDERS)
def test_a_link_to_a_folder_outside(path: str, tmp_path: Path) -> None:
    bank = planted(SmallBank.copied(tmp_path))
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "index.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    (bank.root / path).symlink_to(outside, target_is_directory=True)
    assert checked(bank) == [f"{path}:1:1 MB120 вместо файла — ссылка на другое место диска", ELSEWHERE]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks for a privilege to make links")
def test_a_link_in_place_of_all_events(tmp_path: Path) -> None:
    bank = SmallBank.copied(tmp_path)
    (bank.root / "content/events").rename(tmp_path / "events")
    (bank.root / "content/events").symlink_to(tmp_path / "events", target_is_directory=True)
    problems = bank.problems()
    assert "content/events:1:1 MB120 вместо файла — ссылка на другое место диска" in problems
    assert all("MB302" in problem or "MB601" in problem for problem in problems if "MB120" not in problem)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.parametrize("path", [EVENT, "practices/cheki/pipe.pdf", "content/tables/iom.csv"])
def test_a_pipe_is_not_waited_for(path: str, tmp_path: Path) -> None:
    bank = planted(SmallBank.copied(tmp_path))
    (bank.root / path).unlink(missing_ok=True)
    os.mkfifo(bank.root / path)
    problems = checked(bank)
    assert f"{path}:1:1 MB123 не открывается: это не обычный файл" in problems
    assert {problem.split(":")[0] for problem in problems} == {path, "practices/shagi/index.md"}


def test_a_folder_named_as_a_file(tmp_path: Path) -> None:
    bank = planted(SmallBank.copied(tmp_path))
    (bank.root / "content/about.md").mkdir()
    (bank.root / "content/vocabularies/levels.yml").unlink()
    (bank.root / "content/vocabularies/levels.yml").mkdir()
    assert checked(bank) == [
        "content/about.md:1:1 MB123 не открывается: это папка, а не файл",
        "content/vocabularies/levels.yml:1:1 MB123 не открывается: это папка, а не файл",
        ELSEWHERE,
    ]


@pytest.fixture
def weak() -> Iterator[Callable[[], None]]:
    """A function after which this process may not read what is forbidden, even if root runs the tests."""
    if not hasattr(os, "geteuid"):
        pytest.skip("rights are not like that here")
    was = os.geteuid()

    def weaken() -> None:
        if was == 0:
            os.seteuid(65534)

    yield weaken
    os.seteuid(was)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A temporary folder that everybody may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


FORBIDDEN = {
    "an entry": ("content/people/p-003.md", ("content/people/p-003.md",)),
    "a table": ("content/tables/iom.csv", ("content/tables/iom.csv",)),
    "a vocabulary": ("content/vocabularies/levels.yml", ("content/vocabularies/levels.yml",)),
    "a page": ("content/index.md", ("content/index.md",)),
    "an attachment": ("practices/cheki/svodka.csv", ("practices/cheki/svodka.csv",)),
    "a folder": ("practices/shagi", ("practices/shagi",)),
    "all tables": ("content/tables", ("content/tables",)),
}


@pytest.mark.parametrize(("path", "named"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_what_may_not_be_read_is_named(
    path: str, named: tuple[str, ...], weak: Callable[[], None], open_folder: Path
) -> None:
    bank = SmallBank.copied(open_folder)
    (bank.root / path).chmod(0)
    weak()
    problems = bank.problems()
    (os.seteuid(0) if os.getuid() == 0 else None)
    (bank.root / path).chmod(0o755)
    assert problems == [f"{name}:1:1 MB123 не открывается: нет права на чтение" for name in named]


@pytest.mark.skipif(sys.platform != "linux", reason="only here a name may be no text")
def test_a_name_in_an_old_encoding_can_be_reported(tmp_path: Path) -> None:
    bank = SmallBank.copied(tmp_path)
    name = os.fsencode(bank.root / "practices/cheki") + "/Карточки.pdf".encode("cp866")
    Path(os.fsdecode(name)).write_bytes(b"%PDF")
    problems = bank.problems()
    assert [problem.split()[1] for problem in problems] == ["MB611", "MB612"]
    "\n".join(problems).encode()  # can be printed


def test_a_bank_that_is_not_there(tmp_path: Path) -> None:
    bank = SmallBank.copied(tmp_path)
    shutil.rmtree(bank.root)
    assert bank.problems() == []
