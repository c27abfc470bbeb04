"""A ZIP of the form is taken in as a draft; what would harm is refused, and nothing lands outside the bank."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as fuzzed
from hypothesis import strategies as st
from PIL import Image

from metodbank.intake.bring_in import Brought
from metodbank.intake.proposal import bring_proposal
from metodbank.rules.problem import Severity
from metodbank.source.document import read_document
from tests.commands_help import command, small_project
from tests.small_bank import SmallBank

ENTRY = """---
title: 'Счёт на рынке: устные задачи у прилавка'
kind: педагогическая
organization: shkola-3
subjects:
  - Математика
materials:
  - file: spisok.txt
    title: Список покупок
images:
  - file: rynok.gif
    alt: Прилавок с ценниками
    people: никого
status: черновик
---

## Контекст

Школа стоит у рынка.
"""
LETTER = "Автор — учитель из новой школы, звоните после трёх.\n"


def gif() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(stream, "GIF")
    return stream.getvalue()


def jpeg_with_place() -> bytes:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of the yard"
    Image.new("RGB", (40, 30), "green").save(stream, "JPEG", exif=exif)
    return stream.getvalue()


FILES: Mapping[str, bytes] = {
    "schyot/index.md": ENTRY.encode(),
    "schyot/spisok.txt": "Хлеб, молоко".encode(),
    "schyot/rynok.gif": gif(),
    "pismo.txt": LETTER.encode(),
}


def packed(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo("x")
            info.filename = info.orig_filename = name
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return stream.getvalue()


@pytest.fixture
def bank(tmp_path: Path) -> SmallBank:
    return SmallBank.copied(tmp_path)


def bring(bank: SmallBank, raw: bytes) -> Brought:
    file = bank.root.parent / "proposal.zip"
    file.write_bytes(raw)
    return bring_proposal(file, bank.settings)


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_proposal_becomes_a_draft_with_its_files_and_the_letter_stays_out(bank: SmallBank) -> None:
    brought = bring(bank, packed(FILES))
    assert brought.file == bank.root / "practices" / "schyot-na-rynke" / "index.md"
    entry = read_document(brought.file, bank.root)
    assert entry.data["status"] == "черновик"
    assert entry.data["images"][0]["file"] == "rynok.png"  # a moving picture stands still, and is called what it is
    assert sorted(path.name for path in brought.file.parent.iterdir()) == ["index.md", "rynok.png", "spisok.txt"]
    assert brought.letter == LETTER.strip()
    assert not any("после трёх".encode() in content for content in everything(bank.root).values())
    assert not [line for line in bank.problems() if "schyot-na-rynke" in line and " MB5" not in line]
    assert {"MB202", "MB401"} <= {problem.code for problem in brought.problems}  # what the experts will ask for


def test_pictures_lose_what_a_camera_adds(bank: SmallBank) -> None:
    entry = ENTRY.replace("rynok.gif", "rynok.jpg")
    files = {"schyot/index.md": entry.encode(), "schyot/rynok.jpg": jpeg_with_place(), "schyot/spisok.txt": b"a"}
    assert b"Camera" in files["schyot/rynok.jpg"]
    brought = bring(bank, packed(files))
    assert brought.file is not None
    with Image.open(brought.file.parent / "rynok.jpg") as picture:
        assert not dict(picture.getexif())


def test_a_submitter_says_only_what_is_theirs_to_say(bank: SmallBank) -> None:
    added = "status: опубликована\nid: ММ-2026-001\nchecked: да  # допустимо MB201: так надо\n"
    brought = bring(bank, packed({**FILES, "schyot/index.md": ENTRY.replace("status: черновик\n", added).encode()}))
    assert brought.file is not None
    text = brought.file.read_text(encoding="utf-8")
    assert "status: черновик" in text
    assert not any(word in text for word in ("ММ-2026-001", "checked", "допустимо"))
    left = [problem.message for problem in brought.problems if problem.code == "MB952"]
    assert left == [
        "не перенесено: поле «Номер в банке»: его заполняет банк",
        "не перенесено: поле «checked»: такого у записи нет",
    ]


def link() -> bytes:
    stream = io.BytesIO(packed(FILES))
    with zipfile.ZipFile(stream, "a") as archive:
        info = zipfile.ZipInfo("schyot/svodka.pdf")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return stream.getvalue()


def secret() -> bytes:
    raw = bytearray(packed({"schyot/index.md": ENTRY.encode()}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + place] |= 1
    return bytes(raw)


def understated() -> bytes:
    raw = packed({**FILES, "schyot/bomba.txt": b"0" * 3_000_000})
    return raw.replace((3_000_000).to_bytes(4, "little"), (900).to_bytes(4, "little"))


def named(name: str, content: bytes = b"%PDF-1.7") -> bytes:
    return packed({**FILES, name: content})


REFUSED = {
    "a path upward": (named("../praktika.pdf"), "ведёт за пределы папки"),
    "a path upward inside": (named("schyot/../../praktika.pdf"), "ведёт за пределы папки"),
    "an absolute path": (named("/tmp/praktika.pdf"), "ведёт за пределы папки"),
    "a drive": (named("C:/praktika.pdf"), "ведёт за пределы папки"),
    "backslashes": (named("..\\..\\praktika.pdf"), "ведёт за пределы папки"),
    "an empty step": (named("schyot//praktika.pdf"), "ведёт за пределы папки"),
    "an invisible sign": (named("schyot/praktika\u202efdp.exe"), "невидимые знаки"),
    "a link": (link(), "ссылка, а не файл"),
    "a password": (secret(), "закрыт паролем"),
    "a bomb": (named("schyot/bomba.txt", b"0" * 30_000_000), "разрастается сверх меры"),
    "a bomb that lies of its size": (understated(), "не распаковать"),
    "many files": (packed({f"schyot/{n}.txt": b"" for n in range(201)}), "больше 200 файлов"),
    "a name twice": (packed({**FILES, "schyot/SPISOK.txt": b"a"}), "дважды"),
    "a program": (named("schyot/start.exe", b"MZ"), "«.exe» не принимаются"),
    "a drawing with scripts": (named("schyot/risunok.svg", b"<svg/>"), "«.svg» не принимаются"),
    "a program called a document": (named("schyot/svodka.pdf", b"MZ\x90"), "не то, что говорит расширение"),
    "a picture that is none": (named("schyot/foto.png", b"\x89PNG\r\n\x1a\nnope"), "не открыть"),
    "a Russian name": (named("schyot/сводка.pdf"), "имя файла «сводка.pdf» не годится"),
    "a file elsewhere": (named("drugoe/svodka.pdf"), "лежит не рядом с записью"),
    "a file too large": (named("schyot/svodka.pdf", b"%PDF" + os.urandom(21_000_000)), "можно не больше 20 МБ"),
    "two entries": (packed({**FILES, "vtoraya/index.md": ENTRY.encode()}), "одна папка с файлом index.md"),
    "no entry": (packed({"schyot/spisok.txt": b"a"}), "одна папка с файлом index.md"),
    "an unknown part of a field": (
        packed({**FILES, "schyot/index.md": ENTRY.replace("    title:", "    name:").encode()}),
        "неизвестные части полей: name",
    ),
    "no archive": (b"PK\x03\x04 nothing", "не архив ZIP"),
}


@pytest.mark.parametrize(("raw", "said"), REFUSED.values(), ids=REFUSED)
def test_what_would_harm_is_refused_and_nothing_is_written(raw: bytes, said: str, bank: SmallBank) -> None:
    before = everything(bank.root.parent)
    brought = bring(bank, raw)
    assert brought.file is None
    (told,) = brought.problems
    assert told.code == "MB951"
    assert said in told.message
    assert {**before, "proposal.zip": raw} == everything(bank.root.parent)


def test_an_entry_that_cannot_be_read_is_told_by_line(bank: SmallBank) -> None:
    brought = bring(bank, packed({"a/index.md": b"---\ntitle: &a x\nkind: *a\n---\n"}))
    assert brought.file is None
    assert [(problem.path, problem.line) for problem in brought.problems] == [("proposal.zip/index.md", 2)]


def test_one_practice_is_not_taken_in_twice(bank: SmallBank) -> None:
    assert bring(bank, packed(FILES)).file is not None
    again = bring(bank, packed(FILES))
    assert again.file is None
    assert [problem.code for problem in again.problems] == ["MB958"]


@fuzzed(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_spoilt_archive_never_gives_a_traceback(bank: SmallBank, data: st.DataObject) -> None:
    raw = bytearray(packed(FILES))
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    outside = everything(bank.root.parent)
    brought = bring(bank, bytes(raw))
    if brought.file is not None:
        assert brought.file.is_relative_to(bank.root / "practices")
        for path in sorted(brought.file.parent.iterdir()):
            path.unlink()
        brought.file.parent.rmdir()
    else:
        assert any(problem.severity is Severity.ERROR for problem in brought.problems)
    left = everything(bank.root.parent)
    outside.pop("proposal.zip", None)
    left.pop("proposal.zip")
    assert left == outside


def test_the_command_takes_it_in_and_shows_the_letter(tmp_path: Path) -> None:
    root = small_project(tmp_path / "bank")
    (tmp_path / "proposal.zip").write_bytes(packed(FILES))
    run = command(root, "bring_in.py", str(tmp_path / "proposal.zip"))
    assert run.returncode == 1, run.stderr  # something is left for the experts' sake
    assert (
        "Записан черновик «Счёт на рынке: устные задачи у прилавка»: practices/schyot-na-rynke/index.md" in run.stderr
    )
    assert LETTER.strip() in run.stderr
    assert "Traceback" not in run.stdout + run.stderr
    wrong = command(root, "bring_in.py", str(tmp_path / "proposal.zip"), "--file", str(root / "mkdocs.yml"))
    assert wrong.returncode == 2
