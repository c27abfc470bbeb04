"""The HTML of a document becomes cards: what was answered in which row, wherever the rows have been moved to.

A row is known by its mark; where the mark is lost (a row typed anew, a document from another program), by
what it is called, if that is like one row's name more than any other's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag
from rapidfuzz import fuzz

from metodbank.intake.card.blank import advice, all_words, has_boxes, values_of
from metodbank.intake.card.controls import CHOOSE, ticked
from metodbank.intake.card.layout import CARD_MARK, VERSION, Block, Row
from metodbank.intake.card.markdown import HEADINGS, line_of
from metodbank.model.vocabulary import Vocabularies

ALIKE, AHEAD = 78, 4
"""How alike (of 100) two names of a row must be, and by how much more than to any other."""
SAME_TEXT = 90
"""How alike two texts of guidance are, when one is the other with a word changed."""
HEADS = {"вопрос", "что писать", "ответ", "строка", "поле", "подсказка"}


@dataclass(frozen=True)
class Answer:
    """One answer: the row, its number in the document, and the cells' HTML."""

    row: Row
    number: int
    piece: Tag


@dataclass(frozen=True)
class Unknown:
    """A row that is not of the card, with something in it."""

    label: str
    number: int
    piece: Tag


@dataclass
class Card:
    """One filled card.

    :param version: of the card's form; 0 where it is not told.
    :param tables: rows of the tables of several, by the block's id.
    """

    version: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    again: list[Answer] = field(default_factory=list)
    tables: dict[str, list[dict[str, Answer]]] = field(default_factory=dict)
    unknown: list[Unknown] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing is answered."""
        return not (self.answers or any(self.tables.values()) or self.unknown)


def read_cards(html: BeautifulSoup, blocks: tuple[Block, ...], vocabularies: Vocabularies) -> list[Card]:
    """Return the cards of a document in order; none when it holds no row of a card."""
    reader = _Reader(blocks, vocabularies)
    for element in html.find_all(True, recursive=False):
        reader.read(element)
    return [card for card in reader.cards if card.answers or any(card.tables.values())]


class _Reader:
    """Walks the top of a document; what it has passed tells which block a table without marks belongs to."""

    def __init__(self, blocks: tuple[Block, ...], vocabularies: Vocabularies) -> None:
        self.cards = [Card()]
        self._blocks = blocks
        self._rows = {row.id: row for block in blocks for row in block.rows}
        self._by_mark = {row.mark: row for row in self._rows.values()}
        self._block_of = {row.id: block for block in blocks for row in block.rows}
        self._advice = {row.id: [_plain(text) for text in _guidance(row, vocabularies)] for row in self._rows.values()}
        self._number = 0
        self._heading = ""

    def read(self, element: Tag) -> None:
        """Take in a paragraph, a heading or a table."""
        marks = [str(mark.get("id", "")) for mark in element.find_all("a")]
        title = next((mark for mark in marks if mark.startswith(CARD_MARK)), "")
        text = _plain(element.get_text(" "))
        if element.name != "table":
            if title or re.fullmatch(r"карточка:? ?(?:\w+ )?практик\w*", text):
                self._begin(int(match[0]) if (match := re.search(r"\d+$", title)) else 0)
            elif text and (element.name in HEADINGS or len(text) < 80):
                self._heading = text
            return
        self._table(element)

    def _begin(self, version: int) -> None:
        if not self.cards[-1].empty:
            self.cards.append(Card())
        self.cards[-1].version = version

    def _table(self, table: Tag) -> None:
        columns: dict[int, Row] = {}
        for tr in table.find_all("tr"):
            if tr.find_parent("table") is not table:
                continue
            self._number += 1
            cells = tr.find_all(("td", "th"), recursive=False)
            found = self._columns(cells)
            if found:
                columns = found
                self.cards[-1].tables.setdefault(self._block(columns).id, [])
            elif columns and not self._marked(cells[0] if cells else None):
                self._record(cells, columns)
            elif cells:
                columns = {}
                self._single(cells)

    def _block(self, columns: Mapping[int, Row]) -> Block:
        return self._block_of[next(iter(columns.values())).id]

    def _marked(self, cell: Tag | None) -> Row | None:
        marks = (str(mark.get("id", "")) for mark in cell.find_all("a")) if cell is not None else ()
        return next((self._by_mark[mark] for mark in marks if mark in self._by_mark), None)

    def _columns(self, cells: list[Tag]) -> dict[int, Row]:
        """Return the rows that the cells of a header stand for, by column; nothing if it is no header."""
        if len(cells) < 2:
            return {}
        marked = {index: row for index, cell in _placed(cells) if (row := self._marked(cell)) is not None}
        several = {index: row for index, row in marked.items() if self._block_of[row.id].several}
        if several:
            block = self._block(several)
            return several | {
                index: row
                for index, cell in _placed(cells)
                if index not in several and (row := _nearest(_label(cell), block.rows)) and row not in several.values()
            }
        if marked:
            return {}
        best: dict[int, Row] = {}
        for block in (block for block in self._blocks if block.several):
            named = {index: row for index, cell in _placed(cells) if (row := _nearest(_label(cell), block.rows))}
            bonus = self._is_heading(block)
            if len(set(named.values())) >= max(2, (len(cells) + 1) // 2) and len(named) + bonus > len(best):
                best = named
        return best

    def _is_heading(self, block: Block) -> bool:
        return bool(block.title) and fuzz.ratio(self._heading, _plain(block.title)) >= ALIKE

    def _record(self, cells: list[Tag], columns: Mapping[int, Row]) -> None:
        record = {
            columns[index].id: Answer(columns[index], self._number, cell)
            for index, cell in _placed(cells)
            if index in columns and not _blank(cell, columns[index])
        }
        if record:
            self.cards[-1].tables[self._block(columns).id].append(record)

    def _single(self, cells: list[Tag]) -> None:
        label = _label(cells[0])
        if all(_label(cell) in HEADS | {""} for cell in cells):
            return
        row = self._marked(cells[0]) or self._called(label)
        piece = self._answer(cells, row)
        if row is None:
            if not _blank(piece, None):
                self.cards[-1].unknown.append(Unknown(line_of(cells[0]).split("\n")[0], self._number, piece))
            return
        if row.id == "title" and "title" in self.cards[-1].answers:
            self.cards.append(Card(self.cards[-1].version))
        if _blank(piece, row):
            return
        answer = Answer(row, self._number, piece)
        if row.id in self.cards[-1].answers:
            self.cards[-1].again.append(answer)
        else:
            self.cards[-1].answers[row.id] = answer

    def _called(self, label: str) -> Row | None:
        under = [row for block in self._blocks if self._is_heading(block) for row in block.rows if not block.several]
        single = [row for block in self._blocks if not block.several for row in block.rows]
        return _nearest(label, tuple(under)) or _nearest(label, tuple(single))

    def _answer(self, cells: list[Tag], row: Row | None) -> Tag:
        """Return the cells' content without the label and what was there before anybody wrote."""
        piece = BeautifulSoup("<div></div>", "html.parser").div
        assert piece is not None
        if len(cells) == 1:  # all merged into one: the first line is the label
            parts = _children(cells[0])[1:]
        elif len(cells) == 2:
            parts = _children(cells[1])
        else:
            parts = [part for cell in cells[2:] for part in _children(cell)]
            if not any(_said(part) for part in parts) and row is not None and self.cards[-1].version in (0, VERSION):
                parts = _children(cells[1])
        advised = self._advice.get(row.id, []) if row else []
        for part in parts:
            if not (_plain(part.get_text(" ")) and _among(_plain(part.get_text(" ")), advised)):
                piece.append(part)
        return piece


def _guidance(row: Row, vocabularies: Vocabularies) -> Iterator[str]:
    """Yield what cards say to a row, now and in the copies people have kept."""
    yield from advice(row, vocabularies)
    if has_boxes(row, values := values_of(row, vocabularies)):
        yield all_words(values)


def _placed(cells: list[Tag]) -> Iterator[tuple[int, Tag]]:
    column = 0
    for cell in cells:
        yield column, cell
        span = str(cell.get("colspan", "1"))
        column += min(int(span), 100) if span.isascii() and span.isdigit() else 1


def _children(cell: Tag) -> list[Tag]:
    copy = BeautifulSoup(str(cell), "html.parser")
    holder = copy.find(("td", "th"))
    assert isinstance(holder, Tag)
    loose = [child for child in holder.contents if not isinstance(child, Tag) and str(child).strip()]
    if loose:
        paragraph = copy.new_tag("p")
        for child in list(holder.contents):
            paragraph.append(child.extract())
        return [paragraph]
    return [child.extract() for child in list(holder.contents) if isinstance(child, Tag)]


def _said(part: Tag) -> bool:
    return bool(part.get_text(strip=True)) or part.name == "img" or part.find("img") is not None


def _blank(piece: Tag, row: Row | None) -> bool:
    if row is not None and row.chosen and piece.find("img") is None:
        return not ticked(line_of(piece))
    return not _said(piece) or _plain(piece.get_text(" ")) == _plain(CHOOSE)


def _label(cell: Tag) -> str:
    return _plain(line_of(cell).split("\n")[0])


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[*:«»\"]|^\s*\d+[.)]", " ", text.casefold().replace("ё", "е")).split()).rstrip(".")


def _among(text: str, advised: list[str]) -> bool:
    return any(text == known or fuzz.ratio(text, known) >= SAME_TEXT for known in advised)


def _nearest(label: str, rows: tuple[Row, ...]) -> Row | None:
    if not label or len(label) > 120:
        return None
    scores = sorted(((fuzz.ratio(label, _plain(row.label)), -number) for number, row in enumerate(rows)), reverse=True)
    exact = [row for row in rows if _plain(row.label) == label]
    if exact:
        return exact[0] if len(exact) == 1 else None
    if not scores or scores[0][0] < ALIKE or (len(scores) > 1 and scores[0][0] - scores[1][0] < AHEAD):
        return None
    return rows[-scores[0][1]]
