"""How the published index writes numbers, scores, sorted names and whole files.

Numbers are written with 91 printable characters, so that gzip sees them whole: up to 74 in one, up to 1 439 in
two, up to 753 570 in a mark and three. A score is one character: its share of the term's largest, in 90 steps.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise

STEPS = 90
"""Steps a score is rounded to: an error of at most 1/180 of the term's largest score."""
ALPHABET = "".join(chr(code) for code in range(33, 127) if chr(code) not in "`\\$")
VALUES = {character: value for value, character in enumerate(ALPHABET)}
BASE, ONE, MARK = 91, 75, 90
SHARED = ONE - 1
"""How many characters a name may share with the one before."""
NAME = 8
"""Characters in the name of a file: 40 bits, and safe where names know no case."""


def number(value: int) -> str:
    """Write a number."""
    if value < ONE:
        return ALPHABET[value]
    value -= ONE
    if value < (MARK - ONE) * BASE:
        return ALPHABET[ONE + value // BASE] + ALPHABET[value % BASE]
    value += ONE
    if value >= BASE**3:
        raise ValueError(f"{value} does not fit")
    return ALPHABET[MARK] + ALPHABET[value // BASE**2] + ALPHABET[value // BASE % BASE] + ALPHABET[value % BASE]


def numbers(text: str) -> Iterator[int]:
    """Read the numbers written one after another."""
    digits = iter(VALUES[character] for character in text)
    for digit in digits:
        if digit < ONE:
            yield digit
        elif digit < MARK:
            yield ONE + (digit - ONE) * BASE + next(digits)
        else:
            yield next(digits) * BASE**2 + next(digits) * BASE + next(digits)


def postings_text(postings: Sequence[tuple[int, float]]) -> str:
    """Write documents and scores."""
    top = max(1, round(max(score for _, score in postings) * 1000))
    differences = [after - before for before, after in pairwise([-1, *(document for document, _ in postings)])]
    steps = (min(STEPS, max(1, round(score * 1000 / top * STEPS))) for _, score in postings)
    head = number(min(top, BASE**3 - 1)) + number(len(postings))
    return head + "".join(number(item - 1) for item in differences) + "".join(ALPHABET[step] for step in steps)


def postings_of(text: str) -> tuple[tuple[int, float], ...]:
    """Read documents and scores."""
    values = numbers(text)
    top, count = next(values), next(values)
    document, documents = -1, []
    for _ in range(count):
        document += next(values) + 1
        documents.append(document)
    levels = [VALUES[character] for character in text[len(text) - count :]] if count else []
    return tuple((item, level * top / STEPS / 1000) for item, level in zip(documents, levels, strict=True))


def front(name: str, before: str) -> str:
    """Write a name of a sorted list: how much of its start it shares with the one before, and the rest."""
    shared = 0
    for one, two in zip(name, before, strict=False):
        if one != two or shared == SHARED:
            break
        shared += 1
    return ALPHABET[shared] + name[shared:]


def checksum(payload: str) -> str:
    """Return CRC-32 of the UTF-16 units of a payload, low byte first, in hexadecimal."""
    return f"{zlib.crc32(payload.encode('utf-16-le')):08x}"


def script(name: str, payload: bytes) -> bytes:
    """Return the script that carries a payload, both in UTF-8."""
    # In bytes it takes a fraction of what it takes in letters.
    literal = payload.replace(b"\\", b"\\\\").replace(b"`", b"\\`").replace(b"$", b"\\$")
    head = f'metodbankSearch("{name}","{checksum(payload.decode("utf-8"))}",`'.encode()
    return b"".join((head, literal, b"`);\n"))


def content_name(*payloads: bytes) -> str:
    """Return the name that these payloads, and no others, are published under."""
    digest = hashlib.sha256(b"\0".join(payloads)).digest()
    return base64.b32encode(digest)[:NAME].decode("ascii").lower()
