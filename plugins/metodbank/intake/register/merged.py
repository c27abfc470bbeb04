"""Merged cells: Excel keeps a value in the first of them only, and the others would read as emptied."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from defusedxml.ElementTree import iterparse
from openpyxl.utils.cell import range_boundaries


@dataclass(frozen=True)
class Merged:
    """Cells made into one: rows and columns from 0, the last ones included; ``name`` as Excel says it, B3:B7."""

    name: str
    rows: tuple[int, int]
    columns: tuple[int, int]

    def hides(self, row: int, column: int) -> bool:
        """Whether a cell is one of these and not the first, which holds the value."""
        inside = self.rows[0] <= row <= self.rows[1] and self.columns[0] <= column <= self.columns[1]
        return inside and (row, column) != (self.rows[0], self.columns[0])


def merged_cells(xml: bytes) -> Iterator[Merged]:
    """Yield what is merged on a sheet, whose part of the package is given.

    :raises ValueError: for a range that is none. :raises ParseError: for XML that is not whole.
    """
    if b"mergeCell" not in xml:
        return
    for _, element in iterparse(io.BytesIO(xml)):
        if element.tag.endswith("}mergeCell"):
            name = element.get("ref", "")
            left, top, right, bottom = range_boundaries(name)
            if left is None or top is None or right is None or bottom is None:
                raise ValueError(name)
            yield Merged(name, (top - 1, bottom - 1), (left - 1, right - 1))
        element.clear()
