"""One value changes its own lines of a front matter or a CSV, and nothing else of the text."""

from __future__ import annotations

from typing import Any

import pytest

from metodbank.intake.register.csv_edit import edited
from metodbank.intake.register.front_edit import with_value
from metodbank.model.kinds import kinds
from tests.registers_help import changed_lines

FRONT = """
title: Имя  # как в приказе
order:
  number: "7"
  # о чём
  title: Старое
valid_from: 2026-01-01
schedule:
  - date: 2026-02-03
    topic: >-
      Длинная тема,
      в две строки
  - {date: 2026-02-04, topic: Короткая}
"""

EDITS = [
    (("title",), "Новое", ["-title: Имя  # как в приказе", "+title: Новое  # как в приказе"]),
    (("order", "title"), None, ["-  title: Старое"]),
    (("order", "date"), "2026-03-01", ["+  date: 2026-03-01"]),
    (
        ("schedule", 0, "topic"),
        "Иная",
        ["-    topic: >-", "-      Длинная тема,", "-      в две строки", "+    topic: Иная"],
    ),
    (("schedule", 1, "topic"), "Иная, с запятой", None),
    (("contact", "email"), "a@example.org", ["+contact:", "+  email: a@example.org"]),
    (("order",), None, None),
]


@pytest.mark.parametrize(("path", "value", "lines"), EDITS, ids=[".".join(map(str, edit[0])) for edit in EDITS])
def test_one_value_of_a_front_matter(path: Any, value: Any, lines: list[str] | None) -> None:
    after = with_value(FRONT, kinds()["internship"], path, value)
    found = changed_lines(FRONT, after)
    if lines is not None:
        assert found == lines
    assert "# как в приказе" in after


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('\ufeffА;Б\r\n"x;y";1\r\n'.encode(), '\ufeffА;Б\r\n"x;y";2\r\nя;"a;b"\r\n'.encode()),
        ("А;Б\n1;1".encode("cp1251"), 'А;Б\n1;2\nя;"a;b"\n'.encode("cp1251")),
        ('А;Б\n"две\nстроки";"1"\n'.encode(), 'А;Б\n"две\nстроки";"2"\nя;"a;b"\n'.encode()),
    ],
    ids=["BOM, CRLF, quotes", "Windows-1251 without an end", "a cell of two lines"],
)
def test_a_csv_keeps_its_encoding_quotes_and_ends(raw: bytes, expected: bytes) -> None:
    assert edited(raw, ";", {2: {1: "2"}}, (), [["я", "a;b"]]) == expected
