"""Builds the index of seeded cards in a process of its own, so that its memory is its own.

``python -m metodbank.search.bench.build <cards> <root> <cache> <target> [changed | added]``; figures come as JSON. What
is measured reaches from the documents to the files of the release, plain and compressed, as MkDocs is given them to
write. ``changed``: a word is added to one card of all, and then, in the same process, to another; ``added``: there is
one card more.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from metodbank.search.bench.cards import cards
from metodbank.search.building import make_index
from metodbank.search.documents import Collection
from metodbank.search.lemmas import Lemmas
from metodbank.search.shards import Published, publish


def main(entries: str, root: str, cache: str, target: str, way: str = "") -> None:
    """Build, write the files, and print what it took."""
    found = cards(int(entries), Path(root))
    told: dict[str, object]
    middle = len(found.documents) // 2
    if way == "changed":
        found = _changed(found, middle)
        fresh = _built(found, cache)
        again = _built(_changed(found, middle // 2), cache)
        told = {"changed": fresh.taken, "again": again.taken}
    elif way == "added":
        told = {"added": _built(_added(found, middle), cache).taken}
    else:
        built = _built(found, cache)
        built.published.write(Path(target))
        sizes = built.sizes
        told = {"seconds": built.taken[0], "processor": built.taken[1],
                "total": sum(sizes.values()), "files": len(sizes), "largest": max(sizes.values()),
                "manifest": sizes["manifest.js.gz"]}  # fmt: skip
    sys.stdout.write(json.dumps(told) + "\n")


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


@dataclass(frozen=True)
class _Built:
    """A release, the sizes of its compressed files, and the seconds it took by the clock and of processors."""

    published: Published
    sizes: Mapping[str, int]
    taken: tuple[float, float]


def _built(found: Collection, cache: str) -> _Built:
    started, cpu = time.perf_counter(), _cpu()
    lemmas = Lemmas(Path(cache))
    published = publish(make_index(found, lemmas), found)
    lemmas.save()
    sizes = {name: len(content) for name, content in published.compressed().items()}
    return _Built(published, sizes, (time.perf_counter() - started, _cpu() - cpu))


def _cpu() -> float:
    return sum(resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime for who in _WHO)


def _changed(found: Collection, place: int) -> Collection:
    document = found.documents[place]
    fields = {**document.fields, "body": f"{document.fields['body']} кашалот{place}"}
    documents = list(found.documents)
    documents[place] = replace(document, fields=fields)
    return replace(found, documents=tuple(documents))


def _added(found: Collection, place: int) -> Collection:
    document = replace(found.documents[place], url="practices/new/index.html")
    return replace(found, documents=(*found.documents[:place], document, *found.documents[place:]))


if __name__ == "__main__":
    main(*sys.argv[1:])
