"""How much two long texts repeat one another, found among thousands without comparing every pair.

A text is the set of its shingles — runs of three words, endings aside (A. Broder, «On the resemblance and
containment of documents», 1997). MinHash with LSH names the pairs worth a look; the share is then counted exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rensa import RMinHash, RMinHashLSH

RUN = 3
"""Words in a shingle: two unlike texts share hardly any run of three."""
STEM = 5
"""Letters of a word that count, so that another ending does not hide a copy."""
SHORTEST = 60
"""Shingles a text must have; a shorter one says too little to be called a copy."""
PERMUTATIONS, BANDS = 256, 128
"""Bands of two numbers: a pair with a share of 0.3 (0.18 by Jaccard) is looked at with a probability of 98 %."""
DOUBT = 0.08
"""Three standard errors of a sketch: a pair this much below the measure is not worth an exact count."""
SEED = 2026

Text = Mapping[str, str]
"""A text by the names of its parts."""


@dataclass(frozen=True)
class Likeness:
    """How one text repeats another.

    :param first, second: places of the texts in the sequence; the first is described.
    :param share: common shingles in both texts together (Dice), from 0 to 1.
    :param parts: names of the parts of the first of which at least half stands in the second.
    :param passage: the longest place of the first that the second holds too, endings aside, as the first has it.
    """

    first: int
    second: int
    share: float
    parts: tuple[str, ...]
    passage: str


def alike(texts: Sequence[Text], least: float) -> Iterator[Likeness]:
    """Yield every pair whose share is at least ``least``, the first being the later in the sequence."""
    long, sketches = [], []
    for number, text in enumerate(texts):
        shingles = _all(text)
        if len(shingles) >= SHORTEST:
            long.append(number)
            sketch = RMinHash(PERMUTATIONS, SEED)
            sketch.update(list(shingles))
            sketches.append(sketch)
    index = RMinHashLSH(_jaccard(least), PERMUTATIONS, BANDS)
    likely = _jaccard(least) - DOUBT
    for place, sketch in enumerate(sketches):
        for other in sorted(index.query(sketch)):
            if sketch.jaccard(sketches[other]) >= likely:
                found = compared(texts[long[place]], texts[long[other]])
                if found[0] >= least:
                    yield Likeness(long[place], long[other], *found)
        index.insert(place, sketch)


def compared(text: Text, other: Text) -> tuple[float, tuple[str, ...], str]:
    """Return the share, the repeated parts and the longest common passage of two texts, counted exactly."""
    own, foreign = _all(text), _all(other)
    share = 2 * len(own & foreign) / (len(own) + len(foreign)) if own or foreign else 0.0
    parts, longest = [], ""
    for name, written in text.items():
        common = [shingle in foreign for shingle in _shingles(_WORD.findall(written))]
        if common and sum(common) * 2 >= len(common):
            parts.append(name)
        start, end = _longest_run(common)
        if end > start:
            words = list(_WORD.finditer(written))
            longest = max(longest, written[words[start].start() : words[end + RUN - 2].end()], key=len)
    return share, tuple(parts), longest


_WORD = re.compile(r"\w+")


def _all(text: Text) -> set[str]:
    return {shingle for written in text.values() for shingle in _shingles(_WORD.findall(written))}


def _shingles(words: Sequence[str]) -> list[str]:
    stems = [word[:STEM] for word in " ".join(words).casefold().replace("ё", "е").split()]
    return [" ".join(stems[start : start + RUN]) for start in range(len(stems) - RUN + 1)]


def _longest_run(common: Sequence[bool]) -> tuple[int, int]:
    """Return where the longest run of True begins, and where it has ended."""
    breaks = [-1, *(place for place, found in enumerate(common) if not found), len(common)]
    return max(((before + 1, after) for before, after in pairwise(breaks)), key=lambda run: run[1] - run[0])


def _jaccard(dice: float) -> float:
    return dice / (2 - dice)
