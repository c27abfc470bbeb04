"""Builds the index of seeded cards in a process of its own, so that its memory is its own.

``python -m metodbank.search.bench.build <cards> <root> <cache> <target or -> [changed]``; figures come as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path

from metodbank.search.bench.cards import cards
from metodbank.search.building import make_index
from metodbank.search.documents import Collection
from metodbank.search.lemmas import Lemmas
from metodbank.search.shards import publish


def main(entries: str, root: str, cache: str, target: str, *changed: str) -> None:
    """Build, write the files, and print what it took."""
    found = cards(int(entries), Path(root))
    if changed:
        found = _one_changed(found)
    started, cpu = time.perf_counter(), _cpu()
    lemmas = Lemmas(Path(cache))
    index = make_index(found, lemmas)
    published = publish(index, found)
    lemmas.save()
    taken = {"seconds": time.perf_counter() - started, "processor": _cpu() - cpu}
    files = dict(published.compressed())
    own, workers = (resource.getrusage(who).ru_maxrss / 1024 for who in _WHO)
    if target != "-":
        published.write(Path(target))
    sizes = sorted(map(len, files.values()))
    totals = {"total": sum(sizes), "files": len(sizes), "largest": sizes[-1], "manifest": len(files["manifest.js.gz"])}
    sys.stdout.write(json.dumps({**taken, "memory": own, "worker": workers, **totals}) + "\n")


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _cpu() -> float:
    return sum(resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime for who in _WHO)


def _one_changed(found: Collection) -> Collection:
    place = len(found.documents) // 2
    document = found.documents[place]
    fields = {**document.fields, "body": f"{document.fields['body']} кашалот"}
    documents = list(found.documents)
    documents[place] = replace(document, fields=fields)
    return replace(found, documents=tuple(documents))


if __name__ == "__main__":
    main(*sys.argv[1:])
