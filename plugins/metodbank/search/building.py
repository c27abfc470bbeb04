"""Builds an index: remembered batches are taken as they are, the others are indexed, on all processors if many."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from metodbank.search.analysis import Analyzer, expansions, rules
from metodbank.search.batches import FORMAT, Batch, Parsed, content, load, runs, sweep
from metodbank.search.collecting import paused
from metodbank.search.documents import Collection, Document
from metodbank.search.index import Index, parse, sole_package
from metodbank.search.kept import code
from metodbank.search.lemmas import Lemmas
from metodbank.search.lexicon import Lexicon

MANY = 1500
"""Documents to index from which a second process pays: starting one takes as long as some hundreds of them."""
Groups = tuple[tuple[str, ...], ...]


@paused()
def make_index(collection: Collection, lemmas: Lemmas) -> Index:
    """Index every document; what is remembered lies beside the lemmas."""
    sole_package()
    groups = tuple(tuple(group) for group in collection.abbreviations)
    analyzer = Analyzer(lemmas.key, expansions(lemmas.key, groups))
    parts = list(runs(collection.documents))
    folder = lemmas.folder / "batches" if lemmas.folder else None
    chain = _chain(lemmas, groups)
    lexicon = Lexicon(folder / f"{content((), chain)}.lexicon" if folder else None)
    paths = [folder / f"{content(part, chain)}.batch" if folder else None for part in parts]
    batches = [load(path, lexicon) if path else None for path in paths]
    stale = [place for place, batch in enumerate(batches) if batch is None]
    if sum(len(parts[place]) for place in stale) >= MANY and (os.cpu_count() or 1) > 1:
        made = _together([parts[place] for place in stale], lemmas, groups)
    else:
        made = (parse(parts[place], analyzer) for place in stale)
    for place, parsed in zip(stale, made, strict=True):
        batches[place] = parsed.numbered(lexicon)
    index = Index(collection, analyzer, lemmas, lexicon, [batch for batch in batches if batch])
    if folder and stale:
        _remember(index, {path: batches[place] for place in stale if (path := paths[place])})
        sweep(folder)
    return index


def _remember(index: Index, fresh: Mapping[Path, Batch | None]) -> None:
    """Keep batches for the next build: the lexicon first, for without it they are nothing."""
    seal = index.lexicon.seal()
    index.lexicon.save(len(index.merged.names) + len(index.merged.words))
    for path, batch in fresh.items():
        if batch:
            batch.save(path, seal)


def _chain(lemmas: Lemmas, groups: Groups) -> str:
    """Return what the analysis depends on besides the texts."""
    modules = code("analysis.py", "columns.py", "index.py")
    # Weights are applied when batches are put together: to choose them nothing is indexed again.
    chain = rules()
    data = (sorted(chain.stop), chain.ordinals, chain.pupils, chain.marks)
    return f"{FORMAT} {lemmas.version} {groups} {data} {hashlib.sha256(modules.encode()).hexdigest()}"


def _together(parts: Sequence[Sequence[Document]], lemmas: Lemmas, groups: Groups) -> Iterator[Parsed]:
    """Index batches in several processes; what they learn of words is kept here."""
    # The same way of starting on every system: a fork of a process with threads may hang.
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 4), get_context("spawn")) as pool:
        count = len(parts)
        for parsed, learned in pool.map(_parse, parts, [lemmas.folder] * count, [groups] * count):
            lemmas.learn(learned)
            yield parsed


def _parse(documents: Sequence[Document], folder: Path | None, groups: Groups) -> tuple[Parsed, dict[str, str]]:
    analyzer, lemmas = _worker(folder, groups)
    return parse(documents, analyzer), lemmas.learned()


@cache
def _worker(folder: Path | None, groups: Groups) -> tuple[Analyzer, Lemmas]:
    """Return the chain of this process."""
    lemmas = Lemmas(folder)
    return Analyzer(lemmas.key, expansions(lemmas.key, groups)), lemmas
