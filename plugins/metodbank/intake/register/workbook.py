"""A register becomes a workbook to edit: drop-down lists, notes at the heads, frozen first row and column.

Every text cell has the format «Текстовый»: Excel neither makes a date of 2.05 nor a formula of what begins with
an equals sign, and there is nothing in the workbook to be computed.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from metodbank.bank.people import NAME as FULL_NAME
from metodbank.indicators.words import SAMPLE_NOTE
from metodbank.intake.register.cells import TITLE
from metodbank.intake.register.layout import GUIDE_SHEET, LISTS_SHEET, NAME, Column, Register, RegisterSheet
from metodbank.intake.register.rows import BankRow, bank_rows
from metodbank.model.fields import Need
from metodbank.model.kinds.person import Person
from metodbank.model.shapes import Choice, Day, Number, Reference, RowReference, Shape, Text, Vocabulary, Whole, YesNo
from metodbank.rules.corpus import Corpus, Draft
from metodbank.source.packing import repacked

SPARE = 500
"""Rows below the last one that have drop-down lists and formats too."""
WIDTHS = (12, 60)
"""The narrowest and the widest column, in characters."""
EXACT = 15
"""Digits a spreadsheet's number holds exactly."""
GUIDE = (
    "Правьте ячейки, дописывайте строки снизу, сортируйте как удобно. Названия листов и столбцов не меняйте.",
    "Примечание к заголовку столбца говорит, что в нём писать. Стрелка справа от ячейки — перечень.",
    "Несколько значений в одной ячейке — каждое с новой строки (Alt+Enter).",
    f"«{NAME}» связывает строку с файлом банка: у готовой строки его не меняйте, у новой можно оставить пустым.",
    "Пустая ячейка стирает поле. Удалённая строка ничего не стирает, пока об этом не попросят отдельно.",
    "Свои столбцы, листы и примечания добавлять можно: банк их не читает и не трогает.",
    "Внести правки: py scripts\\bring_in.py и имя этого файла (в Linux — python3 scripts/bring_in.py). "
    "Сначала будет показано, что изменится.",
)
INTERNAL = (
    "Внутренний файл: данные в нём точные, без сокрытия малых чисел и без оглядки на согласия. На сайт не выкладывать."
)


@dataclass
class _Book:
    workbook: Workbook
    corpus: Corpus
    lists: dict[str, str] = field(default_factory=dict)
    """Ranges of the sheet of lists, by what they list."""

    def __post_init__(self) -> None:
        base = {"font_name": "Calibri", "font_size": 11, "valign": "top", "text_wrap": True}
        head = {**base, "bold": True, "bg_color": "#E4E7EB", "border": 1, "border_color": "#9AA5B1"}
        self.head: Format = self.workbook.add_format({**head, "valign": "vcenter"})
        self.needed: Format = self.workbook.add_format({**head, "valign": "vcenter", "bg_color": "#FFF1C2"})
        self.text: Format = self.workbook.add_format({**base, "num_format": "@"})
        self.day: Format = self.workbook.add_format({**base, "num_format": "dd.mm.yyyy", "align": "left"})
        self.number: Format = self.workbook.add_format({**base, "num_format": "General"})
        self.plain: Format = self.workbook.add_format({**base, "num_format": "@"})
        self.warning: Format = self.workbook.add_format({**base, "bold": True, "font_color": "#8A1C1C"})
        self.title: Format = self.workbook.add_format({**base, "bold": True, "font_size": 14})


def workbook_of(register: Register, corpus: Corpus) -> bytes:
    """Return a register as XLSX."""
    target = io.BytesIO()
    workbook = Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    today = corpus.settings.today
    made = dt.datetime(today.year, today.month, today.day)
    workbook.set_properties({"title": register.title, "comments": INTERNAL, "created": made})
    book = _Book(workbook, corpus)
    guide = workbook.add_worksheet(GUIDE_SHEET)
    filled = [(sheet, workbook.add_worksheet(sheet.name)) for sheet in register.sheets]
    lists = workbook.add_worksheet(LISTS_SHEET)
    _lists(book, register, lists)
    lists.hide()
    for sheet, target_sheet in filled:
        _sheet(book, sheet, target_sheet, list(bank_rows(sheet, corpus)))
    _guide(book, register, guide)
    filled[0][1].activate()
    workbook.close()
    return repacked(target.getvalue())


def _guide(book: _Book, register: Register, sheet: Worksheet) -> None:
    sheet.set_column(0, 0, 110)
    sheet.hide_gridlines(2)
    lines = [(register.title, book.title), (INTERNAL, book.warning)]
    if any(draft.entry.sample for draft in book.corpus.drafts):
        lines.append((SAMPLE_NOTE, book.warning))
    lines += [(line, book.plain) for line in GUIDE]
    lines += [(f"Лист «{part.name}». {part.lead}", book.plain) for part in register.sheets]
    for row, (text, style) in enumerate(lines):
        sheet.write_string(row, 0, text, style)


def _sheet(book: _Book, sheet: RegisterSheet, target: Worksheet, rows: list[BankRow]) -> None:
    heads: list[Column | None] = [*([None] if sheet.named else []), *sheet.columns]
    last = len(rows) + SPARE
    for index, column in enumerate(heads):
        texts = [row.name if column is None else row.cells.get(column.path, "") for row in rows]
        target.set_column(index, index, _width(column, texts), _style(book, column))
        _head(book, target, index, column, sheet)
        _choices(book, target, index, column, sheet, last)
        for number, text in enumerate(texts, 1):
            _write(book, target, number, index, column, text)
    target.freeze_panes(1, 1)
    target.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)
    target.ignore_errors({"number_stored_as_text": f"A1:{_letters(len(heads))}{last + 1}"})
    target.set_landscape()
    target.set_paper(9)
    target.fit_to_pages(1, 0)
    target.repeat_rows(0)
    target.set_footer("&L" + "Внутренний файл, на сайт не выкладывать" + "&RСтр. &P из &N")


def _head(book: _Book, target: Worksheet, index: int, column: Column | None, sheet: RegisterSheet) -> None:
    if column is None:
        note = f"К какой записи или файлу относится строка. Примеры: {_names(sheet, book.corpus)}"
        if sheet.kind and not sheet.inside:
            note += "\nУ новой строки можно оставить пустым: имя даст программа."
        target.write_string(0, index, NAME, book.needed)
    else:
        spec = column.spec
        note = f"{spec.guide}\nПример: {spec.good}\nНе так: {spec.bad} — {spec.why_bad}"
        if column.several:
            note = f"{spec.guide}\nКаждое значение — с новой строки (Alt+Enter)."
        if column.several and (allowed := _allowed(column.shape, book.corpus)):
            note += "\nСлова: " + "; ".join(text.partition(TITLE)[0] for text in allowed[:60])
        target.write_string(0, index, column.head, book.needed if spec.need < Need.NEVER else book.head)
    height = min(600, 60 + 18 * (len(note) // 45 + note.count("\n")))
    target.write_comment(0, index, note[:1500], {"author": "Методбанк", "width": 340, "height": height})


def _names(sheet: RegisterSheet, corpus: Corpus) -> str:
    found = dict.fromkeys(row.name for row in bank_rows(sheet, corpus))
    return ", ".join(list(found)[:3]) or "пока нет"


def _style(book: _Book, column: Column | None) -> Format:
    if column is not None and not column.several:
        if isinstance(column.shape, Day):
            return book.day
        if isinstance(column.shape, (Whole, Number)):
            return book.number
    return book.text


def _write(book: _Book, target: Worksheet, row: int, index: int, column: Column | None, text: str) -> None:
    if not text:
        return
    style = _style(book, column)
    if style is book.day:
        try:
            target.write_datetime(row, index, dt.datetime.fromisoformat(text), style)
        except ValueError:
            pass
        else:
            return
    if style is book.number and len(text) <= EXACT and text.lstrip("-").replace(".", "", 1).isdecimal():
        target.write_number(row, index, float(text), style)
        return
    target.write_string(row, index, text, book.text)


def _choices(
    book: _Book, target: Worksheet, index: int, column: Column | None, sheet: RegisterSheet, last: int
) -> None:
    """Give a column its drop-down list; a word outside it is asked about, not forbidden: the rules judge it."""
    key = _list_key(column, sheet)
    if key in book.lists:
        target.data_validation(
            1,
            index,
            last,
            index,
            {
                "validate": "list",
                "source": book.lists[key],
                "error_type": "warning",
                "error_title": "Нет в перечне",
                "error_message": "Такого слова в перечне нет. Оставить?",
            },
        )


def _list_key(column: Column | None, sheet: RegisterSheet) -> str:
    if column is None:
        return f"names:{sheet.kind.name}" if sheet.kind and sheet.inside else ""
    if column.several:
        return ""  # a cell of several values cannot be chosen from a list
    match column.shape:
        case Vocabulary(name):
            return f"vocabulary:{name}"
        case Reference(kind):
            return f"names:{kind}"
        case RowReference(table):
            return f"rows:{table}"
        case Choice(values):
            return "choice:" + "|".join(values)
        case YesNo():
            return "yesno"
    return ""


def _lists(book: _Book, register: Register, target: Worksheet) -> None:
    index = 0
    for sheet in register.sheets:
        for column in (None, *sheet.columns):
            key = _list_key(column, sheet)
            if not key or key in book.lists:
                continue
            values = _entries(sheet.kind.name, book.corpus) if column is None and sheet.kind else []
            values = values or (_allowed(column.shape, book.corpus) if column else [])
            if not values:
                continue
            target.write_string(0, index, key.split("|")[0], book.head)
            for row, value in enumerate(values, 1):
                target.write_string(row, index, value, book.text)
            letter = _letters(index + 1)
            book.lists[key] = f"='{LISTS_SHEET}'!${letter}$2:${letter}${len(values) + 1}"
            index += 1


def _allowed(shape: Shape, corpus: Corpus) -> list[str]:
    match shape:
        case Vocabulary(name):
            return list(corpus.vocabularies[name].values)
        case Choice(values):
            return list(values)
        case YesNo():
            return ["да", "нет"]
        case Reference(kind):
            return _entries(kind, corpus)
        case RowReference(table):
            return sorted(corpus.row_ids[table])
    return []


def _entries(kind: str, corpus: Corpus) -> list[str]:
    drafts: Mapping[str, Draft] = corpus.by_slug[kind]
    return [f"{slug}{TITLE}{_called(draft, corpus)}"[:250] for slug, draft in sorted(drafts.items())]


def _called(draft: Draft, corpus: Corpus) -> str:
    """Return what an entry is called; a person only as far as the consent goes today."""
    person = draft.entry
    if isinstance(person, Person):
        named = person.consent is not None and person.consent.covers(FULL_NAME, corpus.settings.today)
        return f"{person.name.full}, {person.job}" if named and person.name else f"{person.job}, {person.organization}"
    return draft.title


def _width(column: Column | None, texts: list[str]) -> float:
    longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
    head = max(len(word) for word in (column.head if column else NAME).split()) + 4
    prose = column is not None and isinstance(column.shape, Text) and column.shape.prose
    return max(WIDTHS[0], head, min(WIDTHS[1], WIDTHS[1] if prose and longest > 40 else longest + 2))


def _letters(number: int) -> str:
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found
