"""A Word document as a methodist expects it: A4, Times, real headings, repeated table heads, page numbers, Russian.

python-docx gives the package, the styles and the paragraphs; tables are put together as XML text, because its own
cells search the whole table each time they are asked for.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from metodbank.source.packing import repacked

FONT = "Times New Roman"
WIDTH = 17.3
"""Centimetres of a table: between the margins, less what its first cell is set in."""
CELL = 108
"""The inner margin of a cell, in twentieths of a point."""
DARK = RGBColor(0x8A, 0x1C, 0x1C)
SIZES = {"Normal": 12, "Title": 18, "Subtitle": 13, "Heading 1": 15, "Heading 2": 13, "Heading 3": 12}
TWIPS = 567
"""Twentieths of a point in a centimetre, the measure of Word."""
LEVELS = 2
"""Levels of headings in the table of contents."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, width in centimetres, and whether it holds numbers."""

    head: str
    width: float
    number: bool = False


@dataclass(frozen=True)
class Span:
    """A row of a table that is one cell: a heading inside it."""

    text: str


Row = Sequence[str] | Span


class Paper:
    """A document being written, from the title to :meth:`bytes`."""

    def __init__(self, title: str, day: dt.date, mark: str = "", *, numbered: bool = True) -> None:
        """Begin a document; ``mark`` stands at the top of every page, the page's number at its foot."""
        self.document: Document = docx.Document(io.BytesIO(_blank()))
        self._headings: list[tuple[str, int, str]] = []
        self._contents: Paragraph | None = None
        self._styles = {str(style.name): style.style_id for style in self.document.styles}
        _page(self.document, mark, numbered=numbered)
        core = self.document.core_properties
        made = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
        core.title, core.language, core.author, core.last_modified_by = title, "ru-RU", "Методбанк", "Методбанк"
        core.created = core.modified = made
        core.comments, core.revision = mark, 1

    def paragraph(self, text: str, style: str = "Normal", *, bold: bool = False, centred: bool = False) -> Paragraph:
        """Add a paragraph."""
        found = self._add(style)
        run = found.add_run(_clean(text))
        run.bold = bold or None
        if centred:
            found.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return found

    def _add(self, style: str) -> Paragraph:
        """Add an empty paragraph; python-docx looks for a style anew each time, which is most of its work."""
        found = self.document.add_paragraph()
        found._p.style = self._styles[style]
        return found

    def fact(self, name: str, text: str) -> None:
        """Add a line «Name: text»."""
        found = self._add("Fact")
        found.add_run(f"{_clean(name)}: ").bold = True
        found.add_run(_clean(text))

    def warning(self, text: str) -> None:
        """Add a line that must not be missed."""
        run = self._add("Fact").add_run(_clean(text))
        run.bold, run.font.color.rgb = True, DARK

    def heading(self, text: str, level: int = 1) -> None:
        """Add a heading that the table of contents names."""
        found = self._add(f"Heading {level}")
        found.add_run(_clean(text))
        name = f"_Toc{len(self._headings) + 1:08d}"
        start = _element("w:bookmarkStart", id=str(len(self._headings) + 1), name=name)
        end = _element("w:bookmarkEnd", id=str(len(self._headings) + 1))
        found._p.insert(1, start)
        found._p.append(end)
        self._headings.append((_clean(text), level, name))

    def contents(self) -> None:
        """Keep the place of the table of contents; it is filled when all headings are known."""
        self._contents = self._add("toc 1")

    def table(self, title: str, columns: Sequence[Column], rows: Iterable[Row], about: str = "") -> None:
        """Add a table with a caption; its head is repeated on every page and its rows are not torn."""
        self.paragraph(title, "Caption")
        scale = WIDTH / sum(column.width for column in columns)
        widths = [round(column.width * scale * TWIPS) for column in columns]
        name, description = quoteattr(_clean(title)), quoteattr(_clean(about or title))
        parts = [_TABLE.format(width=sum(widths), cell=CELL, title=name, about=description)]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        parts.append(f"<w:tblGrid>{grid}</w:tblGrid>")
        numbers = [column.number for column in columns]
        parts.append(_row([column.head for column in columns], widths, numbers, head=True, repeated=True))
        for row in rows:
            if isinstance(row, Span):
                parts.append(_row([row.text], [sum(widths)], [False], head=True, span=len(columns)))
            else:
                parts.append(_row(row, widths, numbers))
        table = parse_xml(f"{''.join(parts)}</w:tbl>")
        body = self.document.element.body
        body.insert(len(body) - 1, table)  # before the properties of the section
        self._add("After table")

    def frame(self, colour: str) -> None:
        """Put a double frame around the page."""
        found = _element("w:pgBorders", offsetFrom="page")
        for side in ("top", "left", "bottom", "right"):
            _child(found, f"w:{side}", val="thinThickSmallGap", sz="24", space="24", color=colour)
        self.document.sections[0]._sectPr.insert_element_before(
            found, "w:lnNumType", "w:pgNumType", "w:cols", "w:titlePg", "w:docGrid"
        )

    def rule(self, under: Paragraph, colour: str) -> None:
        """Draw a thin line under a paragraph."""
        borders = _element("w:pBdr")
        _child(borders, "w:bottom", val="single", sz="4", space="1", color=colour)
        under._p.get_or_add_pPr().insert_element_before(
            borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )

    def bytes(self) -> bytes:
        """Return the file; the same document gives the same bytes."""
        if self._contents is not None:
            _fill_contents(self._contents, self._headings)
        stream = io.BytesIO()
        self.document.save(stream)
        return repacked(stream.getvalue())


_TABLE = (
    f"<w:tbl {nsdecls('w')}><w:tblPr>"
    '<w:tblStyle w:val="TableGrid"/><w:tblW w:w="{width}" w:type="dxa"/><w:tblInd w:w="{cell}" w:type="dxa"/>'
    '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:noVBand="1" w:noHBand="1"/>'
    "<w:tblCaption w:val={title}/><w:tblDescription w:val={about}/></w:tblPr>"
)
"""The head of a table; set in by a cell's margin, else its frame would stick out of the text."""


def _row(
    texts: Sequence[str],
    widths: Sequence[int],
    numbers: Sequence[bool],
    *,
    head: bool = False,
    repeated: bool = False,
    span: int = 1,
) -> str:
    """Return a row as XML; every text is escaped."""
    held = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="E7EAEE"/>' if head else ""
    cells = []
    for text, width, number in zip(texts, widths, numbers, strict=True):
        name = "TableHead" if head else "TableText"
        style = f'<w:pPr><w:pStyle w:val="{name}"/>'
        style += '<w:jc w:val="right"/></w:pPr>' if number and not head else "</w:pPr>"
        lines = "".join(
            f'<w:p>{style}<w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
            for line in _clean(text).split("\n")
        )
        cells.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{held}{shade}</w:tcPr>{lines}</w:tc>')
    again = "<w:tblHeader/>" if repeated else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{again}</w:trPr>{''.join(cells)}</w:tr>"


@cache
def _blank() -> bytes:
    """Return an empty document with the styles set; making them takes as long as all the rest."""
    document, stream = docx.Document(), io.BytesIO()
    _styles(document)
    document.save(stream)
    return stream.getvalue()


def _styles(document: Document) -> None:
    styles = document.styles
    for element in styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), "ru-RU")
    for name, size in SIZES.items():
        style = styles[name]
        assert isinstance(style, ParagraphStyle)
        _face(style, size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.font.bold, style.font.italic = name not in ("Normal", "Subtitle"), False
        space = style.paragraph_format
        space.space_before, space.space_after = (Pt(14), Pt(6)) if name.startswith("Heading") else (Pt(0), Pt(6))
        space.keep_with_next = name.startswith("Heading")
        for border in list(style.element.iter(qn("w:pBdr"))):
            border.getparent().remove(border)
    for name in ("Title", "Subtitle"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption = styles["Caption"]
    assert isinstance(caption, ParagraphStyle)
    _face(caption, 11)
    caption.font.color.rgb, caption.font.bold = RGBColor(0, 0, 0), True
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(8), Pt(3)
    for name, size, bold, before, after in (
        ("TableText", 10, False, 1, 1),
        ("TableHead", 10, True, 1, 1),
        ("After table", 6, False, 0, 4),
        ("Fact", 12, False, 0, 3),
        ("toc 1", 12, False, 0, 3),
        ("toc 2", 12, False, 0, 2),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)
        style.base_style = styles["Normal"]
        _face(style, size)
        style.font.bold = bold
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1.0
        if name == "toc 2":
            style.paragraph_format.left_indent = Cm(0.8)
    bullet = styles["List Bullet"]
    assert isinstance(bullet, ParagraphStyle)
    bullet.paragraph_format.space_after = Pt(3)


def _face(style: ParagraphStyle, size: int) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        if "Theme" in name:  # the theme's fonts would win over the named one
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)


def _page(document: Document, mark: str, *, numbered: bool) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)
    section.header_distance = section.footer_distance = Cm(1)
    if mark:
        header = section.header.paragraphs[0]
        header.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = header.add_run(_clean(mark))
        run.bold, run.font.size, run.font.color.rgb = True, Pt(10), DARK
    if not numbered:
        return
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, code in (("Стр. ", "PAGE"), (" из ", "NUMPAGES")):
        footer.add_run(text).font.size = Pt(10)
        field = _child(footer._p, "w:fldSimple", instr=code)
        run_ = _child(field, "w:r")
        _child(_child(run_, "w:rPr"), "w:sz", val="20")
        _child(run_, "w:t").text = "1"


def _fill_contents(place: Paragraph, headings: Sequence[tuple[str, int, str]]) -> None:
    """Write the field of a table of contents with what it would hold; without page numbers, none can be stale."""
    shown = [heading for heading in headings if heading[1] <= LEVELS]
    current: BaseOxmlElement = place._p
    for old in list(current):
        current.remove(old)
    for number, (text, level, name) in enumerate(shown):
        if number:
            following = cast(CT_P, _element("w:p"))
            current.addnext(following)
            current = following
        _child(_child(current, "w:pPr"), "w:pStyle", val=f"toc{level}")
        if not number:
            _field(current, "begin")
            code = _child(_child(current, "w:r"), "w:instrText")
            code.text = f' TOC \\o "1-{LEVELS}" \\n \\h \\z \\u '
            code.set(qn("xml:space"), "preserve")
            _field(current, "separate")
        link = _child(current, "w:hyperlink", anchor=name, history="1")
        _child(_child(link, "w:r"), "w:t").text = text
        if number == len(shown) - 1:
            _field(current, "end")


def _field(paragraph: BaseOxmlElement, kind: str) -> None:
    _child(_child(paragraph, "w:r"), "w:fldChar", fldCharType=kind)


def _element(name: str, /, **attributes: str) -> BaseOxmlElement:
    found = cast(BaseOxmlElement, OxmlElement(name))
    for key, value in attributes.items():
        found.set(qn(f"w:{key}"), value)
    return found


def _child(parent: BaseOxmlElement, name: str, /, **attributes: str) -> BaseOxmlElement:
    found = _element(name, **attributes)
    parent.append(found)
    return found


def _clean(text: str) -> str:
    """Leave out what XML cannot hold; keep «№ 3» on one line."""
    return _FORBIDDEN.sub("", text).replace("№ ", "№\N{NO-BREAK SPACE}")
