"""Builds an index: remembered batches are taken as they are, the others are indexed, on all processors if many."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
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
_AHEAD = 3
"""Batches a helper process has before it: one it works at, and some so that it need not wait."""
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
    stale = {place: parts[place] for place, batch in enumerate(batches) if batch is None}
    if sum(map(len, stale.values())) >= MANY and (os.cpu_count() or 1) > 1:
        made = _together(stale, analyzer, lemmas, groups)
    else:
        made = ((place, parse(documents, analyzer)) for place, documents in stale.items())
    for place, parsed in made:
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


def _together(
    parts: Mapping[int, Sequence[Document]], analyzer: Analyzer, lemmas: Lemmas, groups: Groups
) -> Iterator[tuple[int, Parsed]]:
    """Yield batches as they get ready, indexed here and in helper processes; what those learn of words is kept here.

    This process works too: a helper more would take a hundred megabytes. Few batches are given away at once, so that
    their texts do not pile up between the processes.
    """
    left = deque(parts)
    given: dict[Future[tuple[Parsed, dict[str, str]]], int] = {}
    helpers = min(os.cpu_count() or 1, 4) - 1
    # The same way of starting on every system: a fork of a process with threads may hang.
    with ProcessPoolExecutor(helpers, get_context("spawn")) as pool:
        while left or given:
            while left and len(given) < _AHEAD * helpers:
                place = left.popleft()
                given[pool.submit(_parse, parts[place], lemmas.folder, groups)] = place
            if left:
                place = left.popleft()
                yield place, parse(parts[place], analyzer)
            for done in wait(given, 0 if left else None, FIRST_COMPLETED).done:
                parsed, learned = done.result()
                lemmas.learn(learned)
                yield given.pop(done), parsed


def _parse(documents: Sequence[Document], folder: Path | None, groups: Groups) -> tuple[Parsed, dict[str, str]]:
    analyzer, lemmas = _worker(folder, groups)
    return parse(documents, analyzer), lemmas.learned()


@cache
def _worker(folder: Path | None, groups: Groups) -> tuple[Analyzer, Lemmas]:
    """Return the chain of this process."""
    lemmas = Lemmas(folder)
    return Analyzer(lemmas.key, expansions(lemmas.key, groups)), lemmas
