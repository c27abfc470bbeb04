"""What the tests of search share: an index published into a folder, and the browser's engine run in node."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from metodbank.search.building import make_index
from metodbank.search.documents import Collection, Document, Section, collection
from metodbank.search.index import Index
from metodbank.search.lemmas import Lemmas
from metodbank.search.shards import Published, publish

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "theme" / "assets" / "javascripts"
ENGINE = ROOT / "plugins" / "metodbank" / "search" / "bench" / "engine.mjs"
NODE = shutil.which("node")
CACHE = ROOT / ".cache" / "search"


@dataclass(frozen=True)
class Release:
    """A published index on disk."""

    folder: Path
    index: Index
    collection: Collection
    published: Published

    def ask(self, questions: Iterable[Mapping[str, Any]]) -> list[Any]:
        """Return the browser's answers, in order."""
        assert NODE, "node is needed: the browser's own code answers the questions"
        lines = "".join(json.dumps(question, ensure_ascii=False) + "\n" for question in questions)
        command = [NODE, str(ENGINE), str(SCRIPTS), str(self.folder)]
        run = subprocess.run(command, input=lines, capture_output=True, text=True, encoding="utf-8", check=False)
        assert run.returncode == 0, run.stderr
        return [json.loads(line) for line in run.stdout.splitlines()]


def release(folder: Path, found: Collection) -> Release:
    """Index a collection and write the files of its release."""
    lemmas = Lemmas(CACHE)
    index = make_index(found, lemmas)
    published = publish(index, found)
    lemmas.save()
    published.write(folder)
    return Release(folder, index, found, published)


def texts(
    bodies: Sequence[str], abbreviations: Sequence[Sequence[str]] = (), synonyms: Sequence[Sequence[str]] = ()
) -> Collection:
    """Return texts without titles as a collection; a document's address is its number."""
    documents = [Document(str(number), "", "text", {"body": body}, body) for number, body in enumerate(bodies)]
    return collection([Section("text", "Тексты")], documents, synonyms, abbreviations)


def payload(script: str) -> str:
    """Return what a script of the index carries."""
    literal = script[script.index("`") + 1 : script.rindex("`")]
    return re.sub(r"\\([\\`$])", r"\1", literal)
