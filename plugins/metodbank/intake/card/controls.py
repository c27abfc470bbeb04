"""What a person sees and clicks in a card: labels that keep their mark, drop-down lists, boxes to tick."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from lxml import etree

from metodbank.intake.card.layout import Row

CHOOSE = "Выберите из списка"
STAR = "\N{NO-BREAK SPACE}*"
QUIET = RGBColor(0x55, 0x55, 0x55)
EMPTY_BOX, TICKED_BOX = "\N{BALLOT BOX}", "\N{BALLOT BOX WITH X}"
BOX_FONT = "MS Gothic"
"""The font Word itself draws its boxes with."""
LONGEST = 64
"""Most characters that Word allows in the name and the tag of a control."""
TICKS = re.compile(rf"[{TICKED_BOX}☑✓✔✗✘√+]\s*|[vVхХxX]\s+")
"""How people tick a line: by a click in the box, or by a sign typed before the word."""
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"


def element(tag: str, **attributes: str) -> Any:
    """Return an element of WordprocessingML with attributes of the same namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def label(paragraph: Paragraph, mark: str, text: str, *, bold: bool = False) -> None:
    """Write a label that is known by a bookmark and, where the row is copied, by the tag of a control around it."""
    number = str(len(paragraph.part.element.findall(f".//{qn('w:bookmarkStart')}")) + 1)
    run = paragraph.add_run(text)
    run.bold = bold or None
    paragraph._p.append(element("w:bookmarkStart", id=number, name=mark))
    paragraph._p.append(_around(run._r, mark, text.removesuffix(STAR), 1000 + int(number)))
    paragraph._p.append(element("w:bookmarkEnd", id=number))


def drop_down(paragraph: Paragraph, row: Row, values: tuple[str, ...], chosen: str) -> None:
    """Write a list one value is chosen from; until then it asks to."""
    choices = OxmlElement("w:dropDownList")
    for value in values:
        choices.append(element("w:listItem", displayText=value, value=value))
    waiting = [] if chosen else [OxmlElement("w:showingPlcHdr")]
    run = paragraph.add_run(chosen or CHOOSE)
    if not chosen:
        run.font.color.rgb = QUIET
    paragraph._p.append(_around(run._r, _tag(row), row.label, _number(paragraph), *waiting, choices))


def boxes(cell: _Cell, row: Row, values: tuple[str, ...], text: str) -> None:
    """Write a box to tick for each value, and below them whatever else is answered.

    :param text: the answer, values on lines of their own.
    """
    said = text.split("\n")
    for number, value in enumerate(values):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = 0
        ticked = value in said
        run = paragraph.add_run(TICKED_BOX if ticked else EMPTY_BOX)
        fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
        for side in ("ascii", "hAnsi", "eastAsia"):
            fonts.set(qn(f"w:{side}"), BOX_FONT)
        paragraph._p.append(_around(run._r, _tag(row), value, _number(paragraph), _box(ticked)))
        paragraph.add_run(f"\N{NO-BREAK SPACE}{value}")
    for line in said:
        if line not in values:
            cell.add_paragraph(line)


def ticked(text: str) -> str:
    """Return the lines of an answer that are chosen: boxes left empty and lists nobody opened say nothing."""
    lines = [line for line in text.split("\n") if not line.startswith(EMPTY_BOX) and line != CHOOSE]
    return "\n".join(TICKS.sub("", line, count=1) if TICKS.match(line) else line for line in lines)


def _box(ticked: bool) -> Any:
    box = etree.Element(f"{{{W14}}}checkbox", nsmap={"w14": W14})
    states = {"checked": {"val": str(int(ticked))}}
    for name, sign in (("checkedState", TICKED_BOX), ("uncheckedState", EMPTY_BOX)):
        states[name] = {"val": f"{ord(sign):04X}", "font": BOX_FONT}
    for name, values in states.items():
        etree.SubElement(box, f"{{{W14}}}{name}", {f"{{{W14}}}{key}": value for key, value in values.items()})
    return box


def _tag(row: Row) -> str:
    return f"answer_{row.id}"


def _number(paragraph: Paragraph) -> int:
    return 5000 + len(paragraph.part.element.findall(f".//{qn('w:sdt')}"))


def _around(run: Any, tag: str, alias: str, number: int, *inside: Any) -> Any:
    """Return a content control around a run of text, taken from its paragraph."""
    control, properties, content = (OxmlElement(f"w:{name}") for name in ("sdt", "sdtPr", "sdtContent"))
    for name, value in {"alias": alias[:LONGEST], "tag": tag[:LONGEST], "id": str(number)}.items():
        properties.append(element(f"w:{name}", val=value))
    for part in inside:
        properties.append(part)
    content.append(run)
    control.append(properties)
    control.append(content)
    return control
