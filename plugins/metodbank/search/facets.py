"""The catalogue's filters in their published form: a file a facet, read only when the facet is opened or chosen.

A file is a JSON list of the values, a line feed, a JSON list of the sets of values that occur, most frequent
first, a line feed, and a number a document: which of the sets it has. A column compresses better than a list of
documents a value: ten thousand documents of a hundred organisations take 9 kB.

The file of dates is a number a document: 0 without a date, else days from the earliest, and 1; its first line is
the earliest.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from metodbank.search.codec import BASE, number
from metodbank.search.documents import Document

FAR = BASE**3 - 1
"""The latest day that can be written: two thousand years after the earliest; what is later stands beside it."""


def facet_files(documents: Sequence[Document]) -> dict[str, str]:
    """Return the files of the facets that some document has, by the name of the facet, and ``date``."""
    names = dict.fromkeys(name for document in documents for name in document.facets)
    found = {name: _column([tuple(sorted(document.facets.get(name, ()))) for document in documents]) for name in names}
    dates = [document.date for document in documents if document.date]
    if dates:
        first = min(dates)
        days = (min((document.date - first).days + 1, FAR) if document.date else 0 for document in documents)
        found["date"] = f"{first.isoformat()}\n{''.join(map(number, days))}"
    return found


def _column(rows: Sequence[tuple[str, ...]]) -> str:
    values = sorted({value for row in rows for value in row})
    ordinals = {value: ordinal for ordinal, value in enumerate(values)}
    sets = [row for row, _ in Counter(rows).most_common()]
    places = {row: place for place, row in enumerate(sets)}
    combined = json.dumps([[ordinals[value] for value in row] for row in sets], separators=(",", ":"))
    return "\n".join(
        (
            json.dumps(values, ensure_ascii=False, separators=(",", ":")),
            combined,
            "".join(number(places[row]) for row in rows),
        )
    )
