"""A problem in a table points at the character where its cell begins, whatever separates the cells."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from metodbank.source.csv_table import parse_sheet

PATH = PurePosixPath("content/tables/iom.csv")


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("а;бв;г", [1, 3, 6]),
        ("а,бв,г", [1, 3, 6]),
        ("а\tбв\tг", [1, 3, 6]),
        ("а;;", [1, 3, 4]),
        ('"а;б";"в ""г"";";д', [1, 7, 18]),
        ("а; б ;в", [1, 3, 7]),
    ],
)
def test_a_cell_knows_the_character_it_begins_at(line: str, columns: list[int]) -> None:
    sheet = parse_sheet(f"{line}\n{line}\r\n", PATH)
    assert [sheet.cell(2, index).column for index in range(3)] == columns


def test_a_cell_after_a_line_break_has_the_place_of_its_row() -> None:
    sheet = parse_sheet('а;б;в\r\n1;"два;\r\nтри";4\r\n5;6;7\r\n', PATH)
    assert [row.line for row in sheet.rows] == [2, 4]
    assert [sheet.cell(2, index).column for index in range(3)] == [1, 3, 1]
    assert sheet.cell(4, 2).column == 5
