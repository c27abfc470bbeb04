"""What Windows does otherwise and Linux can show: line ends, code pages, moved folders, a site that is held."""

from __future__ import annotations

import ast
import errno
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from metodbank.export.expertise_kit import sheet_xlsx
from metodbank.export.word import Paper
from metodbank.intake.card.blank import blank_card
from metodbank.intake.register.layout import registers
from metodbank.intake.register.workbook import workbook_of
from metodbank.publish.prepare import PACK
from metodbank.publish.store import translated
from metodbank.rules.corpus import read_corpus
from metodbank.site import build
from metodbank.site.settings import read_settings
from metodbank.source.packing import gzipped, packed

ROOT = Path(__file__).resolve().parent.parent
CODE = [path for folder in ("plugins", "scripts") for path in sorted((ROOT / folder).rglob("*.py"))]
UNIX_ONLY = {"fcntl", "grp", "pwd", "resource", "termios", "tty"}
TEXT_MODES = {"r", "w", "a", "x", "r+", "w+", "a+"}


def calls(path: Path) -> Iterator[tuple[str, ast.Call, set[str | None]]]:
    """Yield every call: the name of what is called, the call, the names of its arguments."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            yield name, node, {keyword.arg for keyword in node.keywords}


def mode(call: ast.Call) -> str:
    """Return the mode a file is opened in; nothing where the call has none."""
    given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    found = [arg.value for arg in given if isinstance(arg, ast.Constant) and arg.value in TEXT_MODES]
    return str(found[0]) if found else ""


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_text_is_utf_8_with_plain_line_ends_on_every_system(path: Path) -> None:
    """Left to itself, Python writes CRLF on Windows and reads in the code page of the computer."""
    wrong = []
    for name, call, given in calls(path):
        writes = name == "write_text" or (
            name in {"open", "fdopen", "NamedTemporaryFile"} and mode(call) not in {"", "r"}
        )
        reads = (name == "read_text" and not call.args) or (name == "open" and mode(call) == "r")
        if writes and not {"encoding", "newline"} <= given:
            wrong.append(f"{path.name}:{call.lineno} {name}: encoding, newline")
        if reads and "encoding" not in given:
            wrong.append(f"{path.name}:{call.lineno} {name}: encoding")
        if (
            given & {"text", "universal_newlines"}
            and "encoding" not in given
            and name in {"run", "Popen", "check_output"}
        ):
            wrong.append(f"{path.name}:{call.lineno} {name}: encoding")
    assert not wrong


def test_a_file_made_for_the_site_is_given_to_mkdocs_as_bytes() -> None:
    """MkDocs writes text in the line ends of the system: a CSV would have an empty line after each of its own."""
    given = {
        path.name
        for path in CODE
        for name, _, arguments in calls(path)
        if name == "generated" and "content" in arguments and "inclusion" not in arguments
    }
    assert given == {"made.py"}


def test_modules_that_windows_has_not_are_asked_for_only_where_they_are() -> None:
    """A module imported at the top of another is needed to start; the bench says itself that it is not for Windows."""
    asked = {
        path.relative_to(ROOT).as_posix()
        for path in CODE
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        and {getattr(node, "module", None), *(alias.name for alias in node.names)} & UNIX_ONLY
    }
    assert asked == {"plugins/metodbank/search/bench_near.py", "plugins/metodbank/search/bench/build.py"}
    bench = (ROOT / "scripts/bench.py").read_text(encoding="utf-8")
    assert bench.index("_environment.WINDOWS") < bench.index("import bench_near")


def test_the_package_installs_in_a_folder_whose_name_the_code_page_does_not_know(tmp_path: Path) -> None:
    project = tmp_path / "Мой банк"
    shutil.copytree(ROOT / "plugins", project / "plugins", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(ROOT / "pyproject.toml", project)
    script = "import sys, setuptools.build_meta as backend; print(backend.build_editable(sys.argv[1]))"
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=project,
        env=os.environ | plain,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-600:]
    site = tmp_path / "site-packages"
    zipfile.ZipFile(next(tmp_path.glob("*.whl"))).extractall(site)
    asked = (
        "import os, site, sys; site.addsitedir(sys.argv[1]); import metodbank; print(os.fsencode(metodbank.__file__))"
    )
    found = subprocess.run(
        [sys.executable, "-I", "-S", "-c", asked, str(site)], env=os.environ | plain, capture_output=True, check=True
    )
    assert ast.literal_eval(found.stdout.decode()) == os.fsencode(project / "plugins/metodbank/__init__.py")


def test_a_moved_project_makes_its_environment_anew(tmp_path: Path) -> None:
    """Its paths are of the old place: the commands would run the code that was left there."""
    project = tmp_path / "bank"
    (project / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts/_environment.py", project / "scripts")
    (project / ".venv/bin").mkdir(parents=True)
    (project / ".venv/bin/python").symlink_to(sys.executable)
    stamp = {"site": "0" * 64, "place": str(project / ".venv")}
    (project / ".venv/metodbank.json").write_text(json.dumps(stamp), encoding="utf-8")

    def kept(folder: Path) -> object:
        script = "import json, _environment; print(json.dumps(_environment._stamp()))"
        command = [sys.executable, "-c", script]
        return json.loads(subprocess.run(command, cwd=folder / "scripts", capture_output=True, check=True).stdout)

    sharing = tmp_path / "copy"
    (sharing / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts/_environment.py", sharing / "scripts")
    (sharing / ".venv").symlink_to(project / ".venv")
    assert kept(project) == kept(sharing) == stamp, "one environment for both"
    assert kept(project.rename(tmp_path / "methodbank")) == {}


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="another disk is needed")
def test_a_site_that_cannot_take_its_place_leaves_the_old_one_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows has no exchange of two folders; a move to another disk fails like one that somebody holds."""
    monkeypatch.setattr(build, "_exchange", lambda one, other: False)
    target = tmp_path / "site"
    target.mkdir()
    (target / "index.html").write_text("прежний", encoding="utf-8")
    fresh = Path("/dev/shm") / f"metodbank-{os.getpid()}"
    fresh.mkdir()
    try:
        with pytest.raises(build.HeldError, match="не удалось заменить"):
            build.swap(fresh, target)
    finally:
        fresh.rmdir()
    assert (target / "index.html").read_text(encoding="utf-8") == "прежний"
    assert list(tmp_path.iterdir()) == [target]


def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Python's own archives be written as Windows writes them."""
    monkeypatch.setattr(zipfile, "sys", SimpleNamespace(platform="win32"))
    assert zipfile.ZipInfo("x").create_system == 0


def archives(content: dict[str, bytes]) -> dict[str, tuple[object, ...]]:
    """What a header of every ZIP and gzip says beside its content, by file and part."""
    found: dict[str, tuple[object, ...]] = {}
    for name, raw in content.items():
        if raw.startswith(b"\x1f\x8b"):
            found[name] = (raw[3], raw[4:8], raw[9])  # flags, hour, system
        elif raw.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(raw)) as package:
                found |= {
                    f"{name}: {part.filename}": (
                        part.create_system,
                        part.external_attr,
                        part.date_time,
                        part.compress_type,
                        part.extra + part.comment,
                    )
                    for part in package.infolist()
                }
    return found


def test_a_published_file_that_a_program_holds_is_not_told_as_a_matter_of_rights() -> None:
    """Windows says «access denied» of both; of a folder of one's own nobody asks a hosting."""
    held = PermissionError(errno.EACCES, "Sharing violation")
    held.winerror = 32  # type: ignore[attr-defined, unused-ignore]
    assert "открыт в другой программе" in str(translated(held, "index.html"))
    assert "Нет права писать" in str(translated(PermissionError(errno.EACCES, "Permission denied"), "index.html"))


def test_archives_of_the_site_tell_nothing_of_the_computer(site: Path) -> None:
    """A folder published from a methodist's Windows and from a server would differ in every report."""
    brought = {path.name for path in (ROOT / "practices").rglob("*") if path.suffix in {".docx", ".xlsx", ".zip"}}
    made = [path for path in sorted(site.rglob("*")) if path.is_file() and path.name not in brought]
    said = archives({path.relative_to(site).as_posix(): path.read_bytes() for path in made})
    assert {Path(name.partition(":")[0]).suffix for name in said} == {".docx", ".xlsx", ".gz"}
    fixed = (3, 0o600 << 16, (1980, 1, 1, 0, 0, 0), zipfile.ZIP_DEFLATED, b"")
    assert {name: told for name, told in said.items() if told not in {fixed, (0, bytes(4), 255)}} == {}


def test_packages_made_on_windows_are_those_made_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = read_corpus(read_settings(ROOT / "mkdocs.yml"))
    register = registers()["members"]
    draft = next(draft for draft in corpus.drafts if draft.kind.name == "practice")

    def made() -> list[bytes]:
        return [
            blank_card(draft.kind, corpus.vocabularies),
            workbook_of(register, corpus),
            sheet_xlsx(draft, corpus, 1),
            Paper("Отчёт", corpus.settings.today).bytes(),
            packed([("имя.txt", b"x" * 99)]),
        ]

    here = made()
    windows(monkeypatch)
    there = made()
    assert [archives({"": one}) for one in here] == [archives({"": one}) for one in there]
    assert here == there


def test_archives_are_written_in_one_place() -> None:
    """Whoever writes one by hand forgets the system, the rights or the hour; what puts the site up stands alone."""
    writers = {
        path.relative_to(ROOT / "plugins/metodbank").as_posix()
        for path in CODE
        if "bench" not in path.parts  # measures what a server would send, and keeps nothing
        for name, call, given in calls(path)
        if name in {"ZipInfo", "GzipFile"}
        or (name == "ZipFile" and (len(call.args) > 1 or "mode" in given))
        or (name == "compress" and isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "gzip")
    }
    assert all(pack(b"x" * 99)[3:10] == bytes(5) + b"\2\xff" for pack in (gzipped, PACK["gzip"][1]))
    assert writers == {"publish/archive.py", "publish/prepare.py", "source/packing.py"}
