"""Words that the end of a line must not part: «№ 7», «п. 3», «5 классов», «А. Б. Петрова», «в школе», «5–7».

Only the text of pages is bound, never attributes, code, drawings or the files that machines read. The libraries that do
it (typus, pytils) also change quotes and dashes, which are the author's.
"""

from __future__ import annotations

import re

NBSP = "\N{NO-BREAK SPACE}"

_SHORTENED = "п|пп|подп|ст|ч|гл|разд|абз|стр|с|рис|табл|прил|им|ул|пер|пр|д|корп|кв|каб|г|пос|дер|обл|тел|доб"
"""What stands shortened before a number or a name: «ст. 5», «им. Гагарина»."""

_COUNTED = (
    r"г\.|гг\.|тыс\.|млн|млрд|руб|коп|₽|%|мин|сек|час|ч\b|шт|чел|балл|класс|кл\.|урок|недел|месяц|год|лет\b|"
    r"день|дня|дней|дни|раз\b|раза\b|мм\b|см\b|м\b|км\b|мл\b|л\b|г\b|кг\b|КБ\b|МБ\b|"
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
)
"""How the words begin that are read together with the number before them."""

_TIES = re.compile(
    r"(?<=[№§])[ \n](?=\w)"
    rf"|(?<=\d)[ \n](?=(?:{_COUNTED}))"
    rf"|\b(?<!\d[ \n{NBSP}])(?:{_SHORTENED})\.[ \n](?=[\d«А-ЯЁ])"  # in «2026 г. Учителя» a sentence ends
    r"|\b[А-ЯЁ]\.[ \n](?=[А-ЯЁ][.а-яё])"
    rf"|(?<=[а-яё])[ \n](?=[А-ЯЁ]\.[ \n{NBSP}]?[А-ЯЁ]\.)"
    r"|(?<![\w-])[АВИКОСУЯавикосуя][ \n](?=[\w«(])"
    rf"|[ \n](?=[—–][ \n{NBSP}])",
)
_RANGE = re.compile(r"(?<![\w–.,])\d+–\d+(?![\w–]|[.,]\d)")
_UNTIED = re.compile(
    r"<(script|style|pre|code|kbd|textarea|select|svg)\b.*?</\1\s*>|<!--.*?-->|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>",
    re.DOTALL | re.IGNORECASE,
)
"""What of HTML is not text for reading: tags with their attributes, comments, code, drawings, fields of a form."""


def tie(text: str) -> str:
    """Return plain text with no-break spaces where a line must not end."""
    return _TIES.sub(lambda found: found[0].replace(" ", NBSP).replace("\n", NBSP), text)


def tie_html(html: str) -> str:
    """Return HTML with its text tied; a range of numbers, which has no space to tie, may not be wrapped."""
    parts, last = [], 0
    for untied in _UNTIED.finditer(html):
        parts += [_tied(html[last : untied.start()]), untied[0]]
        last = untied.end()
    return "".join([*parts, _tied(html[last:])])


def _tied(text: str) -> str:
    return _RANGE.sub(r'<span class="mb-whole">\g<0></span>', tie(text)) if text.strip() else text
