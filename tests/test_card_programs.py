"""Cards from other programs, torn cards, the command and the blank card on the site."""

from __future__ import annotations

import http.server
import shutil
import subprocess
import threading
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metodbank.intake.card.layout import CARD_FILES
from metodbank.intake.card.safety import left_behind, open_package
from metodbank.intake.office import to_docx
from tests.card_help import (
    ANSWERS,
    card,
    cell_of,
    document,
    odt_with_linked_picture,
    part,
    put,
    saved,
    tick,
    with_part,
)
from tests.cards_brought import bring, one, said
from tests.commands_help import command, small_project
from tests.small_bank import SmallBank

LIBREOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.fixture
def bank(tmp_path: Path) -> SmallBank:
    return SmallBank.copied(tmp_path)


@pytest.mark.parametrize(("suffix", "filter_"), [("odt", "odt"), ("doc", "doc:MS Word 97")])
def test_other_programs(suffix: str, filter_: str, bank: SmallBank, tmp_path: Path) -> None:
    assert LIBREOFFICE is not None
    made = document(card(subjects=""))
    tick(cell_of(made, "subjects"), "Математика")
    source = put(tmp_path / "office", saved(made), "card.docx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command_ = [
        LIBREOFFICE,
        profile,
        "--headless",
        "--convert-to",
        filter_,
        "--outdir",
        str(source.parent),
        str(source),
    ]
    subprocess.run(command_, check=True, capture_output=True, timeout=180)
    values, body, brought = one(bank, (source.parent / f"card.{suffix}").read_bytes(), f"card.{suffix}")
    assert values["title"] == ANSWERS["title"]
    assert values["organization"] == "shkola-3"
    assert len(values["steps"]) == 2
    assert "level" not in values, "a list nobody chose from says nothing"
    assert values["subjects"] == ["Математика"], "a ticked box is an answer, the others are not"
    assert "technologies" not in values
    assert values["results"][0]["before"] == 41
    assert "Школа стоит у рынка." in body
    assert said(brought) == []


def test_what_a_document_points_to_is_not_fetched(tmp_path: Path) -> None:
    asked: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name of the base's
            asked.append(format % arguments)

    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/photo.png"
        made = to_docx(put(tmp_path, odt_with_linked_picture(address), "card.odt"))
        server.shutdown()
    assert asked == []
    assert [told.partition(" (")[0] for told in left_behind(open_package(made))] == ["ссылка на чужой файл"]


def test_without_libreoffice_the_way_out_is_told(bank: SmallBank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(bank.root))
    (brought,) = bring(bank, b"x", "card.doc")
    assert "нужен LibreOffice" in brought.problems[0].message
    assert "сохраните как .docx" in brought.problems[0].message
    (brought,) = bring(bank, card(), "card.docm")
    assert "с макросами" in brought.problems[0].message
    (brought,) = bring(bank, b"%PDF", "card.pdf")
    assert "«.pdf»" in brought.problems[0].message


def test_the_command(tmp_path: Path) -> None:
    root = small_project(tmp_path / "bank")
    path = put(tmp_path / "mail", card())
    told = command(root, "bring_in.py", str(path))
    assert told.returncode == 1
    assert "строка «Риски и ограничения»" in told.stdout
    assert "practices/schyot-na-rynke/index.md" in told.stderr
    assert (root / "practices/schyot-na-rynke/index.md").is_file()
    refused = command(root, "bring_in.py", str(put(tmp_path / "mail", b"PK", "bad.docx")))
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert "MB951" in refused.stdout
    assert command(root, "bring_in.py", "net.docx").returncode == 2


def test_the_site_offers_the_blank_card(site: Path) -> None:
    uri = CARD_FILES["practice"]
    assert zipfile.is_zipfile(site / uri)
    assert f'href="{uri}"' in (site / "propose.html").read_text(encoding="utf-8")
    assert f'href="../{uri}"' in (site / "practices/index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> SmallBank:
    return SmallBank.copied(tmp_path_factory.mktemp("lab"))


def snapshot(folder: Path) -> dict[PurePosixPath, bytes]:
    return {
        PurePosixPath(path.relative_to(folder).as_posix()): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "mail" not in path.parts
    }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_torn_document_never_brings_the_program_down(data: st.DataObject, lab: SmallBank) -> None:
    raw = card()
    if data.draw(st.booleans()):
        torn = bytearray(raw)
        for at in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=8)):
            torn[at] ^= data.draw(st.integers(1, 255))
        torn = torn[: data.draw(st.sampled_from([len(raw), len(raw) // 2, len(raw) - 30]))]
        made = bytes(torn)
    else:
        name = data.draw(
            st.sampled_from(
                ["word/document.xml", "word/styles.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"]
            )
        )
        text = part(raw, name).decode()
        at = data.draw(st.integers(0, len(text)))
        piece = data.draw(
            st.sampled_from(
                ["", "<w:tbl/>", "<w:tr/>", "<w:p><w:r/></w:p>", "../../etc/passwd", "&#1;", "\u202e", "<w:tc>"]
            )
        )
        made = with_part(raw, name, (text[:at] + piece + text[at + data.draw(st.integers(0, 200)) :]).encode())
    before = snapshot(lab.root.parent)
    for brought in bring(lab, made):
        assert brought.file is not None or brought.problems
        if brought.file is not None:
            assert brought.file.resolve().is_relative_to(lab.root / "practices")
            shutil.rmtree(brought.file.parent)
    assert snapshot(lab.root.parent) == before
