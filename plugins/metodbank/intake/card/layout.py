"""What a card asks, made from the model: single rows, and tables for what there may be several of.

A row's id is the key of the field (``title``, ``contact.email``, ``steps.actions`` for a column of a table,
``section.1`` for a section of the text). In the document it is the name of a bookmark and the tag of a
content control, so that a row is known however it is called and wherever it has been moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from metodbank.model.entry import Kind
from metodbank.model.fields import FieldSpec, Several, fields_of
from metodbank.model.shapes import Choice, Vocabulary

VERSION = 1
"""The version of the card's form; cards of other versions are read by what their rows are called."""
PREFIX = "mb_"
CARD_MARK = f"{PREFIX}card_"
CARD_FILES = {"practice": "files/kartochka-praktiki.docx"}
"""Where the site keeps the blank cards, by kind of entry; other kinds have none."""
BLANK_ROWS = 4
"""How many empty rows a table of a blank card has."""


@dataclass(frozen=True)
class Row:
    """One question with one answer."""

    id: str
    label: str
    guide: str
    good: str
    spec: FieldSpec | None
    """The field, or None for a section of the text."""
    required: bool

    @property
    def mark(self) -> str:
        """The name of the row's bookmark and the tag of its answer."""
        return PREFIX + self.id.replace(".", "__")

    @property
    def chosen(self) -> bool:
        """Whether the row is answered with agreed words."""
        return self.spec is not None and isinstance(self.spec.item, (Choice, Vocabulary))


@dataclass(frozen=True)
class Block:
    """Rows under one heading; in a table of several, every row of the block is a column."""

    id: str
    title: str
    guide: str
    rows: tuple[Row, ...]
    several: bool = False


def card_of(kind: Kind) -> tuple[Block, ...]:
    """Return the card of a kind: neighbouring single fields share a block, groups and lists have their own."""
    return tuple(_blocks(kind))


def _blocks(kind: Kind) -> Iterator[Block]:
    single: list[Row] = []
    count = 0
    for name, spec in kind.fields.items():
        if spec.by_bank:
            continue
        if not isinstance(spec.item, type) or spec.item.shorthand == "person":
            single.append(_row(name, _shown(spec), spec))
            continue
        if single:
            count += 1
            yield Block(f"main_{count}", "О чём и для кого" if count == 1 else "", "", tuple(single))
            single = []
        rows = tuple(_inner(spec))
        if rows:
            yield Block(name, spec.label, spec.guide, rows, isinstance(spec.shape, Several))
    if single:
        yield Block(f"main_{count + 1}", "", "", tuple(single))
    sections = tuple(
        Row(f"section.{number}", section.title, section.guide, "", None, section.required)
        for number, section in enumerate(kind.sections, 1)
    )
    if sections:
        yield Block("sections", "Рассказ", "Своими словами. Можно вставлять списки, таблицы и снимки.", sections)


def _shown(spec: FieldSpec) -> FieldSpec:
    """Return the field that one cell answers: of a list of people, the person."""
    return fields_of(spec.item)[spec.item.shorthand] if isinstance(spec.item, type) else spec


def _inner(spec: FieldSpec) -> Iterator[Row]:
    assert isinstance(spec.item, type)
    for name, part in fields_of(spec.item).items():
        if not isinstance(part.item, type):
            yield _row(f"{spec.name}.{name}", part, part)


def _row(row_id: str, shown: FieldSpec, spec: FieldSpec) -> Row:
    return Row(row_id, spec.label, spec.guide, shown.good, spec, spec.need < 3)


def rows_of(card: tuple[Block, ...]) -> dict[str, Row]:
    """Return all rows of a card by id."""
    return {row.id: row for block in card for row in block.rows}
