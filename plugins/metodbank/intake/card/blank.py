"""The blank card: a Word document made from the model, the same bytes from the same model and vocabularies."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell

from metodbank.intake.card.controls import QUIET, STAR, boxes, drop_down, element, label
from metodbank.intake.card.layout import BLANK_ROWS, CARD_MARK, VERSION, Block, Row, card_of
from metodbank.model import shapes
from metodbank.model.entry import Kind
from metodbank.model.fields import Several
from metodbank.model.vocabulary import Vocabularies
from metodbank.source.packing import repacked

WIDTH = 17.0
"""Width of the text between the margins of A4, in centimetres."""
COLUMNS = (3.4, 5.2, 8.4)
"""Widths of a question, its guidance and its answer, in centimetres."""
MOST_BOXES = 40
"""A vocabulary longer than this is named in words: so many boxes would hide the rest of the card."""
FONT = "Arial"
INK = RGBColor(0x1F, 0x3A, 0x5F)
SHADE = "EEF2F7"
BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")
ROOM = 2.5
"""Height of an empty section of the story, in centimetres: how much is expected there."""
EPOCH = dt.datetime(2026, 1, 1)
"""The day a card says it was made: the same for all, so that equal cards are equal files."""
INTRODUCTION = (
    "Заполните правую колонку своими словами и пришлите файл в методическую службу. Не хватает половины — "
    "присылайте, что есть: черновику нужны только название, вид и организация. Звёздочкой отмечено то, без чего "
    "практику не отправить на экспертизу.",
    "Текст можно вставлять как есть: списки, таблицы и снимки сохранятся. Под снимком или в его свойствах "
    "(«Замещающий текст») напишите, что на нём. Файлы — сводку, карточки — приложите к письму, а в карточке "
    "напишите их имена.",
    "Фамилий детей, родителей и коллег в карточке быть не должно. Строки можно удлинять, лишние строки таблиц — "
    "оставлять пустыми.",
)


def blank_card(kind: Kind, vocabularies: Vocabularies) -> bytes:
    """Return the DOCX of an empty card."""
    return filled_card(kind, vocabularies, {})


def filled_card(kind: Kind, vocabularies: Vocabularies, answers: dict[str, str | list[str]]) -> bytes:
    """Return the DOCX of a card with answers in it.

    :param answers: text by row id; for a column of a table, texts of its rows.
    """
    document = docx.Document()
    _page(document)
    title = document.add_paragraph(style="Title")
    label(title, f"{CARD_MARK}{kind.name}_{VERSION}", f"Карточка: {kind.one}")
    for text in INTRODUCTION:
        document.add_paragraph(text)
    maker = _Maker(document, vocabularies, answers)
    for block in card_of(kind):
        maker.add(block)
    properties = document.core_properties
    properties.title, properties.author, properties.language = f"Карточка: {kind.one}", "Методбанк", "ru-RU"
    properties.created = properties.modified = EPOCH
    properties.last_modified_by, properties.comments = "", ""
    properties.identifier, properties.version = f"metodbank/card/{kind.name}", str(VERSION)
    stream = io.BytesIO()
    document.save(stream)
    return repacked(stream.getvalue())


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    for name, size, colour, after in (
        ("Normal", 10, None, 4),
        ("Title", 20, INK, 6),
        ("Heading 1", 13, INK, 3),
    ):
        style = document.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for side in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{side}"), FONT)
        for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        style.font.size = Pt(size)
        style.paragraph_format.space_after = Pt(after)
        if colour is not None:
            style.font.color.rgb = colour
    quiet = document.styles.add_style("Guidance", WD_STYLE_TYPE.PARAGRAPH)
    quiet.base_style = document.styles["Normal"]
    quiet.font.size, quiet.font.color.rgb = Pt(8.5), QUIET
    quiet.paragraph_format.space_after = Pt(1)
    for border in document.styles["Table Grid"].element.iter(*(qn(f"w:{side}") for side in BORDERS)):
        border.set(qn("w:color"), "A9B4C2")
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "ru-RU")


class _Maker:
    """Adds the blocks of a card to a document; bookmarks and controls are numbered through it."""

    def __init__(self, document: Document, vocabularies: Vocabularies, answers: dict[str, str | list[str]]) -> None:
        self._document = document
        self._vocabularies = vocabularies
        self._answers = answers

    def add(self, block: Block) -> None:
        """Add a block: a heading where it has one, and its table."""
        if block.title:
            self._document.add_paragraph(block.title, style="Heading 1")
        if block.guide:
            guide = self._document.add_paragraph(block.guide, style="Guidance")
            guide.paragraph_format.keep_with_next = True
        if block.several:
            self._columns(block)
        else:
            self._rows(block)
        self._document.add_paragraph(style="Guidance")

    def _rows(self, block: Block) -> None:
        table = self._table(("Вопрос", "Что писать", "Ответ"), COLUMNS)
        for row in block.rows:
            asked, guide, answer = table.add_row().cells
            label(asked.paragraphs[0], row.mark, _asked(row), bold=True)
            self._guide(guide, row)
            self._answer(answer, row, str(self._answers.get(row.id, "")))
            if row.spec is None:
                table.rows[-1].height = Cm(ROOM)
        _widths(table, COLUMNS)

    def _columns(self, block: Block) -> None:
        widths = tuple(WIDTH / len(block.rows) for _ in block.rows)
        table = self._table(tuple("" for _ in block.rows), widths)
        for cell, row in zip(table.rows[0].cells, block.rows, strict=True):
            label(cell.paragraphs[0], row.mark, _asked(row), bold=True)
            self._guide(cell, row)
        given = {row.id: answers for row in block.rows if isinstance(answers := self._answers.get(row.id), list)}
        for number in range(max([BLANK_ROWS, *map(len, given.values())])):
            for cell, row in zip(table.add_row().cells, block.rows, strict=True):
                texts = given.get(row.id, [])
                self._answer(cell, row, texts[number] if number < len(texts) else "")
        _widths(table, widths)

    def _table(self, heads: tuple[str, ...], widths: tuple[float, ...]) -> Table:
        table: Table = self._document.add_table(1, len(heads), "Table Grid")
        table.autofit = False
        head = table.rows[0]
        for mark in ("w:cantSplit", "w:tblHeader"):
            head._tr.get_or_add_trPr().append(OxmlElement(mark))
        for cell, text in zip(head.cells, heads, strict=True):
            _shade(cell)
            if text:
                cell.paragraphs[0].add_run(text).bold = True
        return table

    def _guide(self, cell: _Cell, row: Row) -> None:
        for number, text in enumerate(advice(row, self._vocabularies)):
            labelled = cell._tc.find(f".//{qn('w:sdt')}") is not None
            paragraph = cell.add_paragraph() if number or labelled else cell.paragraphs[0]
            paragraph.style = "Guidance"
            paragraph.add_run(text)

    def _answer(self, cell: _Cell, row: Row, text: str) -> None:
        paragraph = cell.paragraphs[0]
        values = values_of(row, self._vocabularies)
        if has_boxes(row, values):
            boxes(cell, row, values, text)
            return
        if values and row.spec is not None and not isinstance(row.spec.shape, Several):
            drop_down(paragraph, row, values, text)
            return
        for number, line in enumerate(text.split("\n")):
            (paragraph if number == 0 else cell.add_paragraph()).add_run(line)


def _asked(row: Row) -> str:
    return row.label + (STAR if row.required else "")


def values_of(row: Row, vocabularies: Vocabularies) -> tuple[str, ...]:
    """Return the words a row is answered with, where they are agreed."""
    item = row.spec.item if row.spec else None
    if isinstance(item, shapes.Choice):
        return item.values
    return vocabularies[item.name].values if isinstance(item, shapes.Vocabulary) else ()


def has_boxes(row: Row, values: tuple[str, ...]) -> bool:
    """Whether a row is answered by ticking boxes."""
    return row.spec is not None and isinstance(row.spec.shape, Several) and 0 < len(values) <= MOST_BOXES


def all_words(values: tuple[str, ...]) -> str:
    """Return the agreed words in one line of guidance, as every card had them before there were boxes."""
    return f"Можно: {'; '.join(values)}."


def advice(row: Row, vocabularies: Vocabularies) -> Iterator[str]:
    """Yield what to write, in the words of somebody who fills in a Word file, not the front matter of an entry."""
    spec = row.spec
    if spec is None:
        yield row.guide
        return
    item = spec.item
    if isinstance(item, type):
        yield "Имя и должность каждого, с новой строки. На сайте имя появится, только если человек дал согласие."
    elif isinstance(item, shapes.Reference):
        yield (
            "Название, как в банке."
            if not isinstance(spec.shape, Several)
            else "Названия, как в банке, с новой строки."
        )
    elif isinstance(item, shapes.FilePath):
        yield "Вставьте снимок сюда." if item.images else "Имя файла, который вы приложите."
    else:
        yield spec.guide
    values = values_of(row, vocabularies)
    if has_boxes(row, values):
        yield "Отметьте щелчком всё, что подходит. Чего в перечне нет, допишите ниже с новой строки."
    elif isinstance(spec.shape, Several) and values:
        yield all_words(values)
    elif isinstance(item, shapes.Month):
        yield "Например: сентябрь 2024"
    elif isinstance(item, shapes.Day):
        yield "Например: 01.09.2026"
    elif isinstance(item, (shapes.Text, shapes.Grades, shapes.Whole, shapes.Number, shapes.Pattern)):
        yield f"Например: {row.good.strip(chr(34))}"
    if isinstance(item, shapes.Text) and item.at_least > 1:
        least = f"от {item.at_least} " if item.at_least > 1 else ""
        yield f"Знаков: {least}до {item.at_most}."


def _widths(table: Table, widths: tuple[float, ...]) -> None:
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)


def _shade(cell: _Cell) -> None:
    cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=SHADE))
