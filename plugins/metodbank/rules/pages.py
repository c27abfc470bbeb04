"""Rules about ordinary pages: what holds for the text and the name of an entry holds for them too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from metodbank.model.kinds import kinds
from metodbank.rules.catalogue import problem
from metodbank.rules.corpus import Corpus
from metodbank.rules.fields import mixed_values, mixed_words
from metodbank.rules.files import DEVICE, DEVICES, slug_of
from metodbank.rules.problem import Problem, first_of
from metodbank.source.defect import Mark

_PART = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")


def addresses(corpus: Corpus) -> Iterator[Problem]:
    """A page and the folders it lies in have Latin names, because they become its address."""
    homes = {kind.home for kind in kinds().values()}
    for page in corpus.pages:
        path = page.document.path
        inside = path.relative_to("content").with_suffix("")
        for name in inside.parts if str(path.parent) not in homes else ():
            if name in DEVICES:
                yield problem("MB121", path, Mark(), name=name, form=DEVICE, proposal=f"{name}-2")
            elif not _PART.fullmatch(name):
                form = "нужны малые латинские буквы, цифры и дефис"
                yield problem("MB121", path, Mark(), name=name, form=form, proposal=slug_of(name))


def lookalikes(corpus: Corpus) -> Iterator[Problem]:
    """A Russian word of a page has no Latin letters that look like Russian ones; examples of code may."""
    for page in corpus.pages:
        yield from first_of(_mixed(page.text, page.document.path))


def _mixed(text: str, path: PurePosixPath) -> Iterator[Problem]:
    fenced = False
    for number, line in enumerate(text.split("\n"), 1):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        for word, offset in () if fenced else mixed_words(line):
            found = problem("MB214", path, Mark(number, offset + 1), **mixed_values(word))
            yield replace(found, mendable=False)  # ``check.py --fix`` mends entries


RULES = (addresses, lookalikes)
