"""The project's own environment: a set-up that is cut off, packages that are not whole."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
INSTALLER = "import sys, time; open(sys.argv[1], 'w').close(); time.sleep(2); open(sys.argv[2], 'w').close()"
"""Says when it begins and, two seconds later, when it has ended."""


@pytest.mark.skipif(sys.platform == "win32", reason="there a folder in use cannot be renamed")
def test_a_killed_set_up_is_waited_for_while_its_installer_goes_on(tmp_path: Path) -> None:
    """Both would write into one folder, and what one has removed the other would count as there."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    begun, ended = tmp_path / "begun", tmp_path / "ended"
    install = f"subprocess.run([sys.executable, '-c', {INSTALLER!r}, {str(begun)!r}, {str(ended)!r}], **held)"
    enter = "import os, subprocess, sys, _environment\nwith _environment._alone() as held: "

    def start(work: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", enter + work]
        return subprocess.Popen(command, cwd=tmp_path / "scripts", stderr=subprocess.PIPE, encoding="utf-8")

    first = start(install)
    while not begun.exists():
        assert first.poll() is None
        time.sleep(0.05)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    second = start(f"print(os.path.exists({str(ended)!r}), file=sys.stderr)")
    said = second.communicate(timeout=60)[1].splitlines()
    assert said == ["Окружение уже готовит другая команда или прерванная установка: жду, пока она закончит…", "True"]


def test_an_environment_is_whole_only_with_every_file_of_every_package(tmp_path: Path) -> None:
    def lacking(requirements: str) -> list[str]:
        (tmp_path / "requirements.txt").write_text(requirements, encoding="utf-8", newline="\n")
        command = [sys.executable, str(ROOT / "scripts/_installed.py"), str(tmp_path / "requirements.txt")]
        where = os.environ | {"PYTHONPATH": str(tmp_path)}
        done = subprocess.run(command, env=where, capture_output=True, encoding="utf-8", check=False)
        found = done.stderr.splitlines()
        assert done.returncode == (1 if found else 0)
        return found

    there = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    assert lacking(there) == []
    about = tmp_path / "torn-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: torn\nVersion: 1.0\n", encoding="utf-8", newline="\n")
    (about / "RECORD").write_text("torn.py,,\ntorn-1.0.dist-info/RECORD,,\n", encoding="utf-8", newline="\n")
    asked = (
        "# pinned\ntorn==1.0 \\\n    --hash=sha256:0\n"
        "absent==2 ; python_version > '3'\nother==3 ; python_version < '3'\n"
    )
    assert lacking(asked) == ["torn==1.0 (torn.py)", 'absent==2; python_version > "3"']
    (tmp_path / "torn.py").touch()
    assert lacking("torn==1.0\n") == []
    assert lacking("torn==1.1\n") == ["torn==1.1"]


def test_a_package_without_a_wheel_is_built_by_the_pinned_builder_alone(tmp_path: Path) -> None:
    """As rjsmin is on Windows: pip on its own would build it by the newest setuptools it finds, unchecked."""
    project, index = tmp_path / "bank", tmp_path / "index"
    index.mkdir()
    pinned = [_wheel(name, index) for name in ("setuptools", "packaging")]
    (index / "setuptools-999-py3-none-any.whl").write_bytes(b"not the pinned one")
    pinned.append(_source("toy", index))
    shutil.copytree(ROOT / "scripts", project / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    (project / "requirements.txt").write_text("".join(pinned), encoding="utf-8", newline="\n")
    (project / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
        '[project]\nname = "bank"\nversion = "1"\n[tool.setuptools]\npackages = []\n',
        encoding="utf-8",
        newline="\n",
    )
    where = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    where |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index), "PIP_CONFIG_FILE": os.devnull}
    script = project / "scripts/start.py"
    script.write_text(
        "import _environment\n_environment.enter()\nimport toy\nprint(toy.__file__)\n", encoding="utf-8", newline="\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], env=where, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(project / ".venv")


def _wheel(name: str, index: Path) -> str:
    """Pack an installed package as a wheel again; return the lines that pin it."""
    found = distribution(name)
    target = index / f"{name}-{found.version}-py3-none-any.whl"
    with zipfile.ZipFile(target, "w") as archive:
        for file in found.files or ():
            if file.suffix != ".pyc" and ".." not in file.parts:
                archive.write(str(file.locate()), file.as_posix())
    return _pin(name, found.version, target)


def _source(name: str, index: Path) -> str:
    """Write a package that has its source alone; return the lines that pin it."""
    texts = {
        "pyproject.toml": '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n',
        "setup.py": f"from setuptools import setup\nsetup(name='{name}', version='1.0', py_modules=['{name}'])\n",
        f"{name}.py": "",
        "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
    }
    target = index / f"{name}-1.0.tar.gz"
    with tarfile.open(target, "w:gz") as archive:
        for file, text in texts.items():
            member = tarfile.TarInfo(f"{name}-1.0/{file}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return _pin(name, "1.0", target)


def _pin(name: str, version: str, file: Path) -> str:
    return f"{name}=={version} \\\n    --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"
