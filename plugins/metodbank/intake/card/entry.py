"""A filled card becomes the values, text and files of an entry, and problems that name the rows of the card."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bs4 import Tag

from metodbank.intake.answers import Names, read_answer
from metodbank.intake.card.controls import ticked
from metodbank.intake.card.layout import VERSION, Block, Row
from metodbank.intake.card.markdown import line_of, markdown_of
from metodbank.intake.card.pictures import UnusablePictureError, clean_picture, described
from metodbank.intake.card.reading import Answer, Card
from metodbank.intake.card.word import PICTURE, Picture
from metodbank.intake.interview import beginnings
from metodbank.intake.naming import file_name
from metodbank.model import shapes
from metodbank.model.entry import Kind
from metodbank.model.fields import Several
from metodbank.rules.catalogue import problem
from metodbank.rules.problem import Problem
from metodbank.source.defect import Mark


@dataclass
class CardEntry:
    """What a card gave: raw values by field, the text, files by their new names, and what went wrong."""

    values: dict[str, Any] = field(default_factory=dict)
    body: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def entry_of(
    card: Card,
    kind: Kind,
    blocks: tuple[Block, ...],
    names: Names,
    pictures: list[Picture],
    attached: Mapping[str, bytes],
    source: str,
) -> CardEntry:
    """Read a card.

    :param attached: files that came with the card, by the name they came under.
    :param source: the name of the card's file, for problems.
    """
    return _Writer(kind, names, pictures, attached, source).write(card, blocks)


class _Writer:
    """Gathers one entry; pictures and attached files get their names as they are met."""

    def __init__(
        self, kind: Kind, names: Names, pictures: list[Picture], attached: Mapping[str, bytes], source: str
    ) -> None:
        self._entry = CardEntry(values=beginnings(kind))
        self._names = names
        self._pictures = pictures
        self._attached = {name.casefold(): (name, content) for name, content in attached.items()}
        self._placed: dict[str, str] = {}
        self._loose: list[dict[str, Any]] = []
        self._source = source
        self._kind = kind

    def write(self, card: Card, blocks: tuple[Block, ...]) -> CardEntry:
        """Return the entry of a card."""
        if card.version and card.version != VERSION:
            self._problem("MB957", 1, version=card.version, current=VERSION)
        sections: list[str] = []
        for block in blocks:
            if block.several:
                rows = [self._record(record) for record in card.tables.get(block.id, [])]
                self._put(block.id, [row for row in rows if row])
                continue
            for row in block.rows:
                answer = card.answers.get(row.id)
                if answer is None:
                    if row.spec is None and row.required:
                        sections.append(f"## {row.label}\n\n<!-- {row.guide} -->")
                elif row.spec is None:
                    sections.append(f"## {row.label}\n\n{self._prose(answer, headings=True)}")
                else:
                    self._put(row.id, self._value(row, answer))
        for answer in card.again:
            self._problem("MB954", answer.number, row=answer.row.label)
            sections.append(f"## {answer.row.label}\n\n{self._prose(answer, headings=True)}")
        for unknown in card.unknown:
            self._problem("MB953", unknown.number, row=unknown.label)
            answer = Answer(Row("", unknown.label, "", "", None, required=False), unknown.number, unknown.piece)
            sections.append(f"## {unknown.label}\n\n{self._prose(answer, headings=True)}")
        self._put_images()
        self._entry.body = "\n\n".join(sections)
        return self._entry

    def _problem(self, code: str, number: int, **values: object) -> None:
        self._entry.problems.append(problem(code, self._source, Mark(number), **values))

    def _put(self, key: str, value: Any) -> None:
        if value in (None, "", []):
            return
        name, dot, inner = key.partition(".")
        if dot:
            self._entry.values.setdefault(name, {})[inner] = value
        else:
            self._entry.values[name] = value

    def _record(self, record: Mapping[str, Answer]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        caption = ""
        for row_id, answer in record.items():
            name = row_id.partition(".")[2]
            item = answer.row.spec.item if answer.row.spec else None
            image = answer.piece.find("img") if isinstance(item, shapes.FilePath) and item.images else None
            if isinstance(image, Tag):
                found[name] = self._picture(image, answer)
                caption = str(image.get("alt", ""))
                continue
            value = self._value(answer.row, answer)
            if value is not None:
                found[name] = value
        if "file" in found and "alt" not in found and described(caption, ""):
            found["alt"] = described(caption, "")
        return {name: value for name, value in found.items() if value not in (None, "")}

    def _value(self, row: Row, answer: Answer) -> Any:
        assert row.spec is not None
        item = row.spec.item
        if isinstance(item, type):
            return self._people(answer)
        if isinstance(item, shapes.Text) and item.prose:
            text = self._prose(answer, headings=False)
            return text or None
        for image in answer.piece.find_all("img"):
            self._picture_aside(image, answer)
        text = ticked(line_of(answer.piece)) if row.chosen else line_of(answer.piece)
        if isinstance(item, shapes.FilePath):
            return self._file(text) if text else None
        if not isinstance(row.spec.shape, Several):
            text = " ".join(text.split())
        return read_answer(row.spec, text, self._names) if text else None

    def _people(self, answer: Answer) -> list[str]:
        """Return the slugs of people; a name the bank does not know stays out of the entry (152-ФЗ, ст. 10.1)."""
        known = self._names.entries.get("person", {})
        folded = {_name(name): slug for name, slug in known.items()}
        found: list[str] = []
        for line in re.split(r"[\n;]", line_of(answer.piece)):
            said = line.strip(" ,•-–—")
            slug = folded.get(_name(said)) or folded.get(_name(said.split(",")[0]))
            if slug is not None:
                found.append(slug)
            elif said:
                self._problem("MB955", answer.number, row=answer.row.label, name=said)
        return list(dict.fromkeys(found))

    def _prose(self, answer: Answer, *, headings: bool) -> str:
        """Return the Markdown of an answer; pictures stand in a section and go to the list from anywhere else."""
        for image in answer.piece.find_all("img"):
            if not headings:
                self._picture_aside(image, answer)
                continue
            name = self._picture(image, answer)
            if name is None:
                image.decompose()
                continue
            image["alt"] = _alt(image)
            image["src"] = name
        return markdown_of(answer.piece, headings=headings)

    def _picture(self, image: Tag, answer: Answer) -> str | None:
        source = str(image.get("src", ""))
        if source in self._placed:
            return self._placed[source]
        number = source.removeprefix(PICTURE)
        if not number.isdigit() or int(number) >= len(self._pictures):
            return None
        try:
            content, suffix = clean_picture(self._pictures[int(number)].content)
        except UnusablePictureError as reason:
            self._problem("MB956", answer.number, row=answer.row.label, reason=reason)
            return None
        name = file_name(f"risunok-{len(self._placed) + 1}{suffix}", self._entry.files.keys())
        self._entry.files[name] = content
        self._placed[source] = name
        return name

    def _picture_aside(self, image: Tag, answer: Answer) -> None:
        name, alt = self._picture(image, answer), _alt(image)
        image.decompose()
        if name is not None:
            self._loose.append({"file": name, "alt": alt})

    def _put_images(self) -> None:
        if not self._loose:
            return
        if "images" in self._kind.fields:
            self._entry.values["images"] = [*self._entry.values.get("images", []), *self._loose]

    def _file(self, text: str) -> str:
        """Return the new name of a file that came with the card, or the name as it is written."""
        said = text.split("\n")[0].strip('«»" ')
        if said.casefold() in self._placed:
            return self._placed[said.casefold()]
        given = self._attached.get(said.casefold())
        if given is None:
            stems = [name for name in self._attached if name.rpartition(".")[0] == said.casefold()]
            given = self._attached[stems[0]] if len(stems) == 1 else None
        if given is None:
            return said
        name = file_name(given[0], self._entry.files.keys())
        self._entry.files[name] = given[1]
        self._placed[said.casefold()] = name
        return name


def _alt(image: Tag) -> str:
    paragraph = image.find_parent("p")
    below = paragraph.find_next_sibling() if paragraph is not None else None
    caption = below.get_text(" ") if isinstance(below, Tag) and below.name == "p" and below.find("img") is None else ""
    return described(str(image.get("alt", "")), caption)


def _name(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").replace("\N{NO-BREAK SPACE}", " ").replace(".", ". ").split())
