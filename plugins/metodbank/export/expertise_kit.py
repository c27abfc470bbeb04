"""What experts are given: the practice without its author, and a sheet for scores in Word or Excel."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter

from metodbank.bank.expertise import ADVICE, CODE, CRITERION, DECISIONS, EXPERT, REMARKS, SCORE, WHY
from metodbank.export.anonymous import Cover
from metodbank.export.prose import add_prose
from metodbank.export.word import Column, Paper
from metodbank.model.fields import FieldSpec, Group, fields_of
from metodbank.model.shapes import EMAIL, PHONE, URL, FilePath, Reference, RowReference
from metodbank.model.vocabulary import TermList
from metodbank.rules.corpus import Corpus, Draft
from metodbank.rules.fields import day
from metodbank.source.packing import repacked

TELLING = (Reference, RowReference, FilePath)
"""Shapes that lead to an author: other entries, and files with names in them."""
NOT_SHOWN = {"contact", "images", "status", "sample", "originality", "confirmed", "valid_until"}
"""Fields that tell who, or that are no matter of the experts."""
SAMPLE = "Образец: практика выдумана для показа"


def card_of(draft: Draft, corpus: Corpus) -> tuple[bytes, list[str]]:
    """Return the card without author, organisation and places, and what a person must still look at."""
    cover = Cover.of(corpus)
    title = cover.text(draft.title, "название")
    paper = Paper("Карточка практики для экспертизы", corpus.settings.today, SAMPLE if draft.entry.sample else "")
    paper.paragraph("Карточка практики", "Title")
    paper.paragraph(title, "Subtitle")
    paper.fact(CODE, draft.slug)
    shown = [spec for name, spec in draft.kind.fields.items() if name != "title" and _shown(name, spec)]
    for spec in sorted(shown, key=_is_group):  # what stands in one line first: it has no heading of its own
        _add_field(paper, spec, getattr(draft.entry, spec.name), cover)
    if draft.document.body.strip():
        paper.heading("Описание")
        add_prose(paper, cover.text(draft.document.body, "текст под шапкой"))
    return paper.bytes(), list(cover.report())


def _is_group(spec: FieldSpec) -> bool:
    return isinstance(spec.item, type) and issubclass(spec.item, Group)


def _shown(name: str, spec: FieldSpec) -> bool:
    """Whether a field tells of the practice and not of whose it is; a group that names somebody goes whole."""
    item = spec.item
    if isinstance(item, type):
        tells = any(isinstance(inner.item, Reference) for inner in fields_of(item).values())
    else:
        tells = isinstance(item, TELLING) or item in (EMAIL, PHONE, URL)
    return spec.public and not spec.by_bank and not tells and name not in NOT_SHOWN


def _add_field(paper: Paper, spec: FieldSpec, value: Any, cover: Cover) -> None:
    if value in (None, [], ""):
        return
    several = value if isinstance(value, list) else [value]
    if not isinstance(several[0], Group):
        paper.fact(spec.label, cover.text(_text(value), f"поле «{spec.label}»"))
        return
    parts = [list(_parts(item)) for item in several]
    if not any(parts):
        return
    paper.heading(spec.label, 2)
    for number, items in enumerate(parts, 1):
        for place, (label, text) in enumerate(items):
            lead = f"{number}. " if len(parts) > 1 and not place else ""
            paper.fact(lead + label, cover.text(text, f"поле «{spec.label}»"))


def _parts(item: Group) -> Iterator[tuple[str, str]]:
    for name, spec in fields_of(type(item)).items():
        value = getattr(item, name)
        if value is not None and spec.public and not isinstance(spec.item, TELLING) and spec.item is not URL:
            if name != "link":
                yield spec.label, _text(value)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, dt.date):
        return day(value)
    return " ".join(str(value).split())


def sheet_docx(draft: Draft, corpus: Corpus, expert: int) -> bytes:
    """Return the score sheet of an expert as a Word document."""
    criteria = corpus.vocabularies["criteria"]
    paper = Paper("Лист эксперта", corpus.settings.today, SAMPLE if draft.entry.sample else "")
    paper.paragraph("Лист эксперта", "Title")
    paper.paragraph(Cover.of(corpus).text(draft.title, "название"), "Subtitle")
    pair = [Column("Что", 4), Column("Ответ", 13)]
    paper.table("О листе", pair, [(CODE, draft.slug), (EXPERT, str(expert))])
    columns = [Column(CRITERION, 6), Column("Наибольший", 2.4), Column(SCORE, 2), Column(WHY, 7)]
    rows = [(term.value, str(term.maximum), "", "") for term in criteria.terms]
    paper.table("Баллы", columns, rows, "Поставьте в столбце «Балл» целое число от нуля до наибольшего")
    paper.table("Решение", pair, [(ADVICE, ""), (REMARKS, "")])
    for text in how_to(criteria):
        paper.paragraph(text)
    return paper.bytes()


def how_to(criteria: TermList) -> Iterator[str]:
    """Yield what an expert must know to fill in a sheet."""
    yield f"В столбце «{SCORE}» ставится целое число от 0 до наибольшего. Фамилию писать не нужно."
    yield f"Рекомендация — одно из трёх: {', '.join(f'«{decision}»' for decision in DECISIONS)}."
    if criteria.source:
        yield f"Правило банка. {criteria.source}."


def sheet_xlsx(draft: Draft, corpus: Corpus, expert: int) -> bytes:
    """Return the score sheet of an expert as a workbook: scores and advice can only be what they may be."""
    criteria = corpus.vocabularies["criteria"]
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    today = corpus.settings.today
    book.set_properties({"title": "Лист эксперта", "created": dt.datetime(today.year, today.month, today.day)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#E7EAEE"})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    page = book.add_worksheet("Лист эксперта")
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    for column, width in enumerate((44, 14, 10, 60)):
        page.set_column(column, column, width)
    facts = ((CODE, draft.slug), (EXPERT, str(expert)), ("Практика", Cover.of(corpus).text(draft.title, "название")))
    row = 0
    for name, text in (*facts, *((SAMPLE, "") for _ in range(1) if draft.entry.sample)):
        page.write_string(row, 0, name, bold)
        page.write_string(row, 1, text)
        row += 1
    row += 1
    for column, head in enumerate((CRITERION, "Наибольший", SCORE, WHY)):
        page.write_string(row, column, head, bold)
    for term in criteria.terms:
        row += 1
        page.write_string(row, 0, term.value, cell)
        page.write_number(row, 1, term.maximum, cell)
        page.write_blank(row, 2, None, cell)
        page.write_blank(row, 3, None, cell)
        limits = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": term.maximum}
        said = {"error_title": "Балл", "error_message": f"Нужно целое число от 0 до {term.maximum}"}
        page.data_validation(row, 2, row, 2, limits | said)
    row += 2
    page.write_string(row, 0, ADVICE, bold)
    page.write_blank(row, 1, None, cell)
    page.data_validation(row, 1, row, 1, {"validate": "list", "source": list(DECISIONS)})
    page.write_string(row + 1, 0, REMARKS, bold)
    page.merge_range(row + 1, 1, row + 1, 3, "", cell)
    page.set_row(row + 1, 80)
    for place, text in enumerate(how_to(criteria)):
        page.write_string(row + 3 + place, 0, text)
    book.close()
    return repacked(stream.getvalue())
