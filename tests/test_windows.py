"""What Windows does otherwise and Linux can show: line ends, code pages, moved folders, a site that is held."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from metodbank.site import build

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
