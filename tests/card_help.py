"""Cards as people fill them in, made with python-docx, and ways to spoil a document."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
from docx.oxml.ns import qn
from PIL import Image

from metodbank.intake.card.blank import filled_card
from metodbank.intake.card.controls import TICKED_BOX, W14
from metodbank.model.kinds import kinds
from metodbank.source.vocabularies import read_vocabularies
from tests.small_bank import TESTS

PRACTICE = kinds()["practice"]
_, VOCABULARIES = read_vocabularies(TESTS / "good-bank/content/vocabularies", TESTS / "good-bank")
ANSWERS: dict[str, str | list[str]] = {
    "title": "Счёт на рынке: устные задачи у прилавка",
    "annotation": "Семиклассники считают сдачу на рынке раз в две недели. " * 4,
    "kind": "педагогическая",
    "organization": "shkola-3",
    "subjects": "матем.",
    "practice_since": "сентябрь 2024",
    "problem": "Из 52 семиклассников сдачу в уме считал 21 человек, остальные ждали кассу.",
    "steps.title": ["Раздать список", "Посчитать"],
    "steps.actions": ["Раздайте список покупок.", "Сложите в уме."],
    "steps.time": ["10 минут", "один урок"],
    "results.indicator": ["Доля тех, кто считает сдачу"],
    "results.before": ["41 %"],
    "results.after": ["68,5"],
    "results.unit": ["%"],
    "section.1": "Школа стоит у рынка.",
}


@cache
def _card(answers: tuple[tuple[str, str | tuple[str, ...]], ...]) -> bytes:
    return filled_card(PRACTICE, VOCABULARIES, {k: list(v) if isinstance(v, tuple) else v for k, v in answers})


def card(**changed: str | list[str]) -> bytes:
    """A filled card; answers may be changed by id (``__`` for the dot)."""
    answers = ANSWERS | {name.replace("__", "."): text for name, text in changed.items()}
    return _card(tuple((k, tuple(v) if isinstance(v, list) else v) for k, v in answers.items()))


def document(raw: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(raw))


def saved(made: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def cell_of(made: docx.document.Document, row_id: str) -> docx.table._Cell:
    """The cell of an answer, found by the row's bookmark."""
    mark = "mb_" + row_id.replace(".", "__")
    for table in made.tables:
        for row in table.rows:
            marks = [m.get(qn("w:name")) for m in row._tr.iter(qn("w:bookmarkStart"))]
            if mark in marks:
                return row.cells[2]
    raise AssertionError(row_id)


def tick(cell: docx.table._Cell, value: str) -> None:
    """Click the box before a word, as Word does: the state and the sign change together."""
    paragraph = next(p for p in cell.paragraphs if value in p.text)
    (box,) = paragraph._p.iter(f"{{{W14}}}checked")
    box.set(f"{{{W14}}}val", "1")
    next(paragraph._p.iter(qn("w:t"))).text = TICKED_BOX


def row_of(made: docx.document.Document, row_id: str) -> docx.table._Row:
    cell = cell_of(made, row_id)
    return next(row for table in made.tables for row in table.rows if row._tr is cell._tc.getparent())


def unmarked(made: docx.document.Document) -> docx.document.Document:
    """The document as one typed anew would be: no bookmarks, no controls."""
    body = made.element.body
    for mark in [*body.iter(qn("w:bookmarkStart")), *body.iter(qn("w:bookmarkEnd"))]:
        mark.getparent().remove(mark)
    for control in list(body.iter(qn("w:sdt"))):
        for child in list(control.find(qn("w:sdtContent"))):
            control.addprevious(child)
        control.getparent().remove(control)
    return made


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture with a place and a camera in its EXIF."""
    stream = io.BytesIO()
    made = Image.new("RGB", size, "teal")
    exif = Image.Exif()
    exif[0x010F] = "Kamera Promokashkina"
    made.save(stream, kind, exif=exif)
    return stream.getvalue()


def with_part(raw: bytes, name: str, content: bytes) -> bytes:
    """The package with one part more, or another in its place."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return stream.getvalue()


def part(raw: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        return package.read(name)


def _row_added(raw: bytes) -> bytes:
    made = document(raw)
    table = made.tables[0]
    cells = table.add_row().cells
    cells[0].text, cells[2].text = "Чем гордимся", "Дети ждут понедельника."
    table._tbl.insert(table._tbl.index(table.rows[0]._tr), cells[0]._tc.getparent())
    return saved(made)


def _row_twice(raw: bytes) -> bytes:
    made = document(raw)
    row = row_of(made, "annotation")._tr
    again = copy.deepcopy(row)
    row.addnext(again)
    return saved(made)


def _metafile(raw: bytes) -> bytes:
    made = document(raw)
    cell_of(made, "section.1").paragraphs[0].add_run().add_picture(io.BytesIO(picture("PNG")))
    raw = saved(made)
    name = next(n for n in zipfile.ZipFile(io.BytesIO(raw)).namelist() if n.startswith("word/media/"))
    return with_part(raw, name, b"\x01\0\0\0l\0\0\0 EMF")


def _external(raw: bytes) -> bytes:
    name = "word/_rels/document.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    more = f'<Relationship Id="rIdX" Type="{kind}" TargetMode="External" Target="https://example.org/x.png?a=1"/>'
    return with_part(raw, name, part(raw, name).replace(b"</Relationships>", more.encode() + b"</Relationships>"))


def _entities(raw: bytes) -> bytes:
    text = part(raw, "word/document.xml")
    head, _, rest = text.partition(b"?>")
    return with_part(raw, "word/document.xml", head + b'?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + rest)


def _letter(raw: bytes) -> bytes:
    made = docx.Document()
    made.add_paragraph("Здравствуйте! Высылаю практику.")
    return saved(made)


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "row_added": _row_added,
    "row_twice": _row_twice,
    "metafile": _metafile,
    "old_version": lambda raw: with_part(
        raw, "word/document.xml", part(raw, "word/document.xml").replace(b"mb_card_practice_1", b"mb_card_practice_9")
    ),
    "macros": lambda raw: with_part(raw, "word/vbaProject.bin", b"\xd0\xcf\x11\xe0"),
    "embedded": lambda raw: with_part(raw, "word/embeddings/tablica.xlsx", b"PK\x03\x04"),
    "external": _external,
    "garbage": lambda raw: b"\xd0\xcf\x11\xe0 not a card",
    "bomb": lambda raw: with_part(raw, "word/media/x.bin", bytes(20_000_000)),
    "entities": _entities,
    "letter": _letter,
}


SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in {
        "office": "office", "text": "text", "draw": "drawing", "svg": "svg-compatible", "manifest": "manifest"
    }.items()
)  # fmt: skip


def odt_with_linked_picture(address: str) -> bytes:
    """An ODT as LibreOffice writes it when a picture is inserted as a link."""
    kind = "application/vnd.oasis.opendocument.text"
    frame = '<draw:frame svg:width="2cm" svg:height="2cm" text:anchor-type="as-char">'
    image = f'<draw:image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{address}" xlink:type="simple"/>'
    body = f"<office:body><office:text><text:p>{frame}{image}</draw:frame></text:p></office:text></office:body>"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media}"/>'
        for path, media in {"/": kind, "content.xml": "text/xml"}.items()
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr("content.xml", f"<office:document-content {SPACES}>{body}</office:document-content>")
        package.writestr("META-INF/manifest.xml", f"<manifest:manifest {SPACES}>{entries}</manifest:manifest>")
    return stream.getvalue()


def put(folder: Path, raw: bytes, name: str = "card.docx") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(raw)
    return path
