"""A certificate as a Word document: the same words as the PDF, to be put on the service's own form if need be."""

from __future__ import annotations

import io

from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from metodbank.export.certificates import AUTHOR_LINE, HEADING, SAMPLE, SUBHEADING, Certificate, long_day
from metodbank.export.word import DARK, Paper

INK, QUIET, GOLD = RGBColor(0x17, 0x48, 0x4F), RGBColor(0x4C, 0x55, 0x56), "9A6A12"
ROOMY = 620
"""Letters on a certificate that still leave room for large type."""


def docx_of(certificate: Certificate) -> bytes:
    """Return the document; the same certificate gives the same bytes."""
    page = _Page(certificate)
    page.head()
    page.body()
    page.signature()
    page.address()
    return page.paper.bytes()


class _Page:
    """One page being written."""

    def __init__(self, certificate: Certificate) -> None:
        self.said = certificate
        mark = SAMPLE if certificate.sample else ""
        title = f"{HEADING} № {certificate.number}"
        self.paper = Paper(title, certificate.issued, mark, numbered=False)
        texts = (certificate.title, certificate.job, certificate.role, certificate.organization, *certificate.basis)
        self.dense = sum(map(len, texts)) > ROOMY
        section = self.paper.document.sections[0]
        section.left_margin = section.right_margin = Cm(2.6)
        section.top_margin, section.bottom_margin = Cm(2.2), Cm(1.8)
        self.paper.frame("17484F")

    def line(
        self,
        text: str,
        size: int,
        *,
        after: int = 4,
        bold: bool = False,
        italic: bool = False,
        colour: RGBColor | None = None,
    ) -> Paragraph:
        """Add a centred line of a size in points."""
        found = self.paper.paragraph(text, centred=True)
        found.paragraph_format.space_after = Pt(after // 2 if self.dense else after * 3 // 2)
        found.paragraph_format.line_spacing = 1.0
        _dress(found, size - (2 if self.dense and size > 10 else 0), bold=bold, italic=italic, colour=colour)
        return found

    def head(self) -> None:
        """Who gives it, and what it is."""
        self.line(self.said.papers.owner, 11, after=20, colour=QUIET)
        heading = self.paper.paragraph(HEADING.upper(), "Title")
        heading.paragraph_format.space_after = Pt(2)
        _dress(heading, 30, bold=True, colour=INK)
        self.line(SUBHEADING, 14, after=6, colour=QUIET)
        self.line(f"№ {self.said.number}", 17, after=18, bold=True, colour=INK)

    def body(self) -> None:
        """What was taken in, of whom, when and by which act."""
        said = self.said
        self.line(said.says, 13, after=8)
        self.line(f"«{said.title}»", 20, after=14, bold=True, colour=INK)
        if said.author:
            self.line("автор", 11, after=1, colour=QUIET)
            self.line(said.author, 17, bold=True)
        else:
            self.line("_" * 48, 12, after=0)
            self.line(AUTHOR_LINE, 9, after=6, colour=QUIET)
        for text, italic in ((said.job, False), (said.role, True), (said.organization, False)):
            if text:
                self.line(text, 12, italic=italic)
        where = self.line(said.where, 13, after=8)
        where.paragraph_format.space_before = Pt(6 if self.dense else 12)
        for text in said.basis:
            self.line(text, 11, colour=QUIET)
        if said.term:
            self.line(said.term, 13, after=10, bold=True)

    def signature(self) -> None:
        """The place of who signs, of the signature and of the stamp."""
        papers = self.said.papers
        row = self._table(2, (5.8, 4.6, 5.4))
        name = papers.signer_name or "_" * 20
        below = "" if papers.signer_name else "инициалы и фамилия"
        for place, (upper, lower) in enumerate(((papers.signer, "М. П."), ("_" * 16, "подпись"), (name, below))):
            for line, text, size in ((0, upper, 12), (1, lower, 9)):
                cell = row.cell(line, place)
                cell.vertical_alignment = WD_ALIGN_VERTICAL.TOP if line else WD_ALIGN_VERTICAL.BOTTOM
                _fill(cell, text, size, centred=place > 0)

    def address(self) -> None:
        """The code and the address, where anyone can see that it still holds."""
        said = self.said
        rule = self.line("", 6, after=2)
        rule.paragraph_format.space_before = Pt(4)
        self.paper.rule(rule, GOLD)
        code, words = self._table(1, (3.2, 12.6)).rows[0].cells
        picture = code.paragraphs[0].add_run().add_picture(io.BytesIO(said.qr("png")), width=Cm(2.6))
        picture._inline.docPr.set("descr", f"QR-код: {said.shown}")
        words.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        _fill(words, f"{said.check}:", 10)
        _fill(words, said.shown, 13, anew=True)
        _fill(words, f"Выдано {long_day(said.issued)}", 10, anew=True)
        if said.sample:
            _fill(words, SAMPLE, 10, anew=True).runs[0].font.color.rgb = DARK

    def _table(self, rows: int, widths: tuple[float, ...]) -> Table:
        """Add a table without lines; every cell bears its width, as LibreOffice wants it."""
        found: Table = self.paper.document.add_table(rows, len(widths))
        found.alignment, found.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(found.columns, widths, strict=True):
            column.width = Cm(width)
        for row in found.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Cm(width)
        return found


def _fill(cell: _Cell, text: str, size: int, *, centred: bool = False, anew: bool = False) -> Paragraph:
    found: Paragraph = cell.add_paragraph() if anew else cell.paragraphs[0]
    found.add_run(text)
    found.paragraph_format.space_after = Pt(1)
    if centred:
        found.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _dress(found, size, colour=QUIET if size < 12 else None)
    return found


def _dress(
    paragraph: Paragraph, size: int, *, bold: bool = False, italic: bool = False, colour: RGBColor | None = None
) -> None:
    for run in paragraph.runs:
        run.font.size, run.bold, run.italic = Pt(size), bold, italic
        if colour is not None:
            run.font.color.rgb = colour
