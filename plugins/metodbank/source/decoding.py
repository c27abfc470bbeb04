"""Bytes become text: encodings, line ends and Unicode forms that Windows programs leave behind."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from metodbank.source.defect import Defect, Mark

MAX_BYTES = 300_000
"""A text entry larger than this is a mistake (twenty times a long practice)."""


@dataclass(frozen=True)
class Decoded:
    """The text of a file (NFC, ``\\n`` line ends, no BOM), or None when it cannot be known."""

    text: str | None
    defects: tuple[Defect, ...] = ()


def decode(raw: bytes, *, excel: bool = False) -> Decoded:
    """Turn the bytes of a file into text.

    :param excel: the file is a table saved by Excel, where BOM, CRLF and cp1251 are usual and no defect.
    """
    if not raw.strip():
        return Decoded(None, (Defect("empty"),))
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Decoded(None, (Defect("utf16"),))
    if b"\0" in raw:
        return Decoded(None, (Defect("binary"),))
    defects: list[Defect] = []
    if raw.startswith(codecs.BOM_UTF8):
        raw = raw[len(codecs.BOM_UTF8) :]
        if not excel:
            defects.append(Defect("bom"))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        guess = _cp1251(raw)
        if guess is None:
            mark = Mark(raw.count(b"\n", 0, error.start) + 1)
            return Decoded(None, (Defect("encoding", mark),))
        if not excel:
            return Decoded(None, (Defect("cp1251", values={"sample": _sample(guess)}),))
        text = guess
    if not text.strip():
        return Decoded(None, (Defect("empty"),))
    if "\r" in text:
        if not excel:
            line = text[: text.index("\r")].count("\n") + 1
            defects.append(Defect("crlf", Mark(line)))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    defects.extend(_oddities(text))
    return Decoded(unicodedata.normalize("NFC", _BREAKING.sub(" ", text)), tuple(defects))


def mended(raw: bytes) -> str | None:
    """Return the text of a file without BOM, in UTF-8, with ``\\n`` and whole letters; None if it cannot be known.

    Nothing else is touched: characters that :func:`decode` reads as spaces stay for a person to judge.
    """
    if b"\0" in raw:
        return None
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text: str | None = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = _cp1251(raw)
    return None if text is None else unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


_BREAKING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
"""Characters that break lines or parsers; once reported they are read as spaces."""
_HIDING = re.compile(_BREAKING.pattern[:-1] + r"\u00ad\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""And those that only hide in the text: soft hyphens, joints, marks that turn its direction."""


def _oddities(text: str) -> list[Defect]:
    found = []
    if not unicodedata.is_normalized("NFC", text):
        for number, line in enumerate(text.split("\n"), 1):
            column = _torn(line)
            if column:
                start = line.rfind(" ", 0, column) + 1
                found.append(
                    Defect("nfd", Mark(number, column), {"sample": _sample(unicodedata.normalize("NFC", line[start:]))})
                )
                break
    control = _HIDING.search(text)
    if control:
        line_number = text.count("\n", 0, control.start()) + 1
        column = control.start() - (text.rfind("\n", 0, control.start()) + 1) + 1
        found.append(Defect("control", Mark(line_number, column), {"code": f"U+{ord(control[0]):04X}"}))
    return found


def _torn(line: str) -> int:
    """Return the column of the first letter that is written with two characters and has one of its own."""
    if not unicodedata.is_normalized("NFC", line):
        for column, (letter, mark) in enumerate(pairwise(line), 1):
            if unicodedata.combining(mark) and len(unicodedata.normalize("NFC", letter + mark)) == 1:
                return column
    return 0


def _cp1251(raw: bytes) -> str | None:
    """Return the text if the bytes look like Russian in Windows-1251, else None."""
    torn = raw.decode("utf-8", errors="replace")
    if len(re.findall(r"[а-яё]", torn, re.IGNORECASE)) > torn.count("\N{REPLACEMENT CHARACTER}"):
        return None  # UTF-8 with a few broken bytes
    try:
        text = raw.decode("cp1251")
    except UnicodeDecodeError:
        return None
    russian = len(re.findall(r"[а-яё]", text, re.IGNORECASE))
    usual = len(re.findall(r"[оеаинтсрвл]", text, re.IGNORECASE))
    foreign = len(re.findall(r"[^\x00-\x7fа-яё«»—–…№„“”’•°§±·©®\xa0]", text, re.IGNORECASE))
    shouted = len(re.findall(r"[А-ЯЁ]", text))  # KOI8-R read as Windows-1251 turns the case over
    likely = usual > russian * 0.4 and foreign < russian * 0.1 and shouted < russian * 0.5
    return text if likely else None


def _sample(text: str) -> str:
    words = re.search(r"[А-Яа-яЁё][А-Яа-яЁё\u0300-\u036f ]{2,30}", text)
    return words[0].strip() if words else text[:30]
