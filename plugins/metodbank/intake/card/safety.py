"""A file from outside is looked over before it is opened: what is not a Word document, or may harm, is refused.

Nothing in the file is run and nothing it points to is fetched: macros, objects and links to other files
are only told of.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

MAX_FILE = 50_000_000
MAX_UNPACKED = 200_000_000
MAX_PART = 30_000_000
"""Sizes in bytes: of the file, of all its parts unpacked, and of one part of text."""
MAX_PARTS = 3000
RATIO = 400
"""How many times a part of more than a megabyte may be larger than packed: text packs by 20, a bomb by 1000."""


class Form(NamedTuple):
    """An office format: the part that makes a package one, its program, and what to say of a file of another kind."""

    main: str
    program: str
    wrong: str
    too_large: str = "удалите лишнее"
    """What to do about one part of a size that no text has."""


WORD = Form("word/document.xml", "Word", "это не документ Word: откройте его в Word и сохраните как .docx")
EXCEL = Form(
    "xl/workbook.xml",
    "Excel",
    "это не книга Excel: откройте её в Excel и сохраните как .xlsx",
    "удалите пустые оформленные строки под таблицей",
)
ODF = Form("content.xml", "LibreOffice", "это не файл LibreOffice: откройте его и сохраните заново")
MAIN = WORD.main
LOCKED = "файл закрыт паролем: снимите пароль и сохраните заново"
MANIFEST = "META-INF/manifest.xml"
"""Tells of every part of an OpenDocument package, and whether it is encrypted."""
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a file of Word or Excel 97 begins, and any later one that is closed by a password."""


class CardRefusedError(Exception):
    """The file cannot be taken in; the text says in Russian why and what to do."""


def open_package(raw: bytes, form: Form = WORD) -> zipfile.ZipFile:
    """Return the package of an office file whose sizes and XML are known to be harmless.

    :raises CardRefusedError: for anything else.
    """
    if len(raw) > MAX_FILE:
        raise CardRefusedError(f"файл больше {MAX_FILE // 1_000_000} МБ: уменьшите снимки или приложите их отдельно")
    if raw.startswith(COMPOUND) and "EncryptedPackage".encode("utf-16-le") in raw:
        raise CardRefusedError(LOCKED)
    try:
        package = zipfile.ZipFile(io.BytesIO(raw))
        parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise CardRefusedError(form.wrong) from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise CardRefusedError("файл при распаковке разрастается сверх меры: так делают вредоносные файлы")
    if len({part.filename for part in parts}) != len(parts):
        raise CardRefusedError("файл собран неверно: одна часть лежит в нём дважды")
    for part in parts:
        if part.flag_bits & 1:
            raise CardRefusedError(LOCKED)
        if part.file_size > max(1_000_000, part.compress_size * RATIO):
            raise CardRefusedError("файл при распаковке разрастается сверх меры: так делают вредоносные файлы")
    if MANIFEST in package.namelist() and b"encryption-data" in read_part(package, MANIFEST):
        raise CardRefusedError(LOCKED)
    if form.main not in package.namelist():
        raise CardRefusedError(form.wrong)
    _look_into(package, form)
    return package


def _look_into(package: zipfile.ZipFile, form: Form) -> None:
    for part in package.infolist():
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        if part.file_size > MAX_PART:
            raise CardRefusedError(
                f"часть файла больше {MAX_PART // 1_000_000} МБ: {form.too_large} и сохраните заново"
            )
        try:
            fromstring(read_part(package, part.filename), forbid_dtd=True)
        except DefusedXmlException as error:
            raise CardRefusedError(f"в документе есть определения XML, которых {form.program} не пишет") from error
        except (ParseError, ValueError, LookupError) as error:
            raise CardRefusedError(f"файл повреждён: откройте его в {form.program} и сохраните заново") from error


def read_part(package: zipfile.ZipFile, name: str) -> bytes:
    """Return one part of a package, no longer than it says it is.

    :raises CardRefusedError: for a part that is damaged.
    """
    size = package.getinfo(name).file_size
    try:
        with package.open(name) as stream:
            content = stream.read(size + 1)
    except Exception as error:  # zlib, lzma, bz2 and zipfile each have their own
        raise CardRefusedError("файл повреждён: откройте его в своей программе и сохраните заново") from error
    if len(content) > size:
        raise CardRefusedError("файл при распаковке разрастается сверх меры: так делают вредоносные файлы")
    return content


def left_behind(package: zipfile.ZipFile) -> Iterator[str]:
    """Yield what of the document is not taken in, in the words of a report."""
    names = package.namelist()
    if any(posixpath.basename(name).lower() == "vbaproject.bin" for name in names):
        yield "макросы: они отброшены и не запускались"
    if any("/activex/" in f"/{name.lower()}" for name in names):
        yield "элементы управления ActiveX"
    embedded = [name for name in names if "/embeddings/" in f"/{name.lower()}"]
    if embedded:
        yield f"вложенные объекты ({', '.join(sorted(map(posixpath.basename, embedded))[:5])}): приложите их файлами"
    for relations in (name for name in names if name.endswith(".rels")):
        for relation in fromstring(read_part(package, relations), forbid_dtd=True):
            kind = str(relation.get("Type", "")).rsplit("/", 1)[-1]
            target = str(relation.get("Target", ""))
            if kind == "aFChunk":
                yield "вставленный целиком документ: скопируйте его текст в ответ"
            elif relation.get("TargetMode") == "External" and kind != "hyperlink":
                yield f"ссылка на чужой файл ({_kind(kind)}): {re.sub(r'[?#].*', '', target)[:100]}"


def _kind(name: str) -> str:
    return {"image": "снимок", "attachedTemplate": "шаблон", "oleObject": "объект"}.get(name, name)
