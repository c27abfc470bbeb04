"""A Word document becomes plain HTML and its pictures; the ids of rows become anchors in it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

import mammoth
from bs4 import BeautifulSoup
from lxml import etree

from metodbank.intake.card.controls import EMPTY_BOX, TICKED_BOX
from metodbank.intake.card.layout import PREFIX
from metodbank.intake.card.safety import MAIN, CardRefusedError, left_behind, open_package, read_part
from metodbank.source.packing import packed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PICTURE = "mb-picture-"
"""How the source of a picture begins in the HTML; its index follows."""


@dataclass(frozen=True)
class Picture:
    """A picture as it lies in the document; empty content when it cannot be read."""

    content: bytes
    media_type: str


@dataclass(frozen=True)
class WordText:
    """What was read: HTML, pictures by index, and what of the document is left behind."""

    html: BeautifulSoup
    pictures: list[Picture] = field(default_factory=list)
    left_behind: tuple[str, ...] = ()


def read_word(raw: bytes) -> WordText:
    """Read the bytes of a DOCX.

    :raises CardRefusedError: for what is not a sound and harmless document.
    """
    package = open_package(raw)
    left = tuple(dict.fromkeys(left_behind(package)))
    pictures: list[Picture] = []

    def keep(image: Any) -> dict[str, str]:
        try:
            with image.open() as stream:
                content = stream.read()
        except Exception:  # a picture that is only a link, or points nowhere
            content = b""
        pictures.append(Picture(content, str(image.content_type or "")))
        return {"src": f"{PICTURE}{len(pictures) - 1}"}

    try:
        converted = mammoth.convert_to_html(_prepared(package), convert_image=mammoth.images.img_element(keep))
    except CardRefusedError:
        raise
    except RecursionError as error:
        raise CardRefusedError("документ устроен слишком глубоко: скопируйте текст в новую карточку") from error
    except Exception as error:  # the library trusts a document to be whole and fails in any way it likes
        raise CardRefusedError("документ повреждён: откройте его в Word и сохраните заново") from error
    html = BeautifulSoup(converted.value, "html.parser")
    for box in html.find_all("input"):
        box.replace_with(TICKED_BOX if box.has_attr("checked") else EMPTY_BOX)
    return WordText(html, pictures, left)


def _prepared(package: zipfile.ZipFile) -> io.BytesIO:
    """Return the package with the tags of controls as bookmarks, and without the hints «choose from the list»."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        tree = etree.fromstring(read_part(package, MAIN), parser)
    except etree.XMLSyntaxError as error:
        raise CardRefusedError("документ повреждён: откройте его в Word и сохраните заново") from error
    for control in list(tree.iter(f"{W}sdt")):
        tag = control.find(f"{W}sdtPr/{W}tag")
        name = tag.get(f"{W}val", "") if tag is not None else ""
        if name.startswith(PREFIX):
            paragraph = next(control.iter(f"{W}p"), None)
            mark = etree.Element(f"{W}bookmarkStart", {f"{W}id": "0", f"{W}name": name})
            if paragraph is not None:
                paragraph.insert(0, mark)
            else:
                control.addprevious(mark)
        if control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            for text in control.iter(f"{W}t"):
                text.text = ""
    changed = {MAIN: etree.tostring(tree)}
    return io.BytesIO(packed((name, changed.get(name) or read_part(package, name)) for name in package.namelist()))
