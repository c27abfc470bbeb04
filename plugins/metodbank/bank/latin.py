"""Russian words as Latin ones for addresses, by the letters of passports (ICAO Doc 9303, приказ МВД № 995)."""

from __future__ import annotations

import re

_LETTERS = str.maketrans("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufye") | str.maketrans(
    {
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ъ": "ie",
        "ь": "",
        "ю": "iu",
        "я": "ia",
    }
)


def latin(text: str, at_most: int = 60) -> str:
    """Return a text as Latin letters, digits and hyphens: «5–7 классы» → «5-7-klassy»."""
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower().translate(_LETTERS)).strip("-")
    return slug[:at_most].rstrip("-") or "bez-nazvaniya"
