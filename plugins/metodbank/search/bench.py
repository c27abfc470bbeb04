"""Measures search: quality on judged questions, and the bytes a question costs in the browser."""

from __future__ import annotations

import gzip
import json
import math
import random
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from metodbank.search.documents import Collection, Document, Section, collection
from metodbank.search.index import make_index
from metodbank.search.judged import Judged, Question, rows
from metodbank.search.lemmas import Lemmas
from metodbank.search.shards import publish

EVALUATION = Path("../shared/search-eval")
CLIENT = ("vendor/snowball-russian.js", "search-text.js", "search-shards.js", "search-engine.js")
TOP = 10
SEED = 20261122


@dataclass(frozen=True)
class Row:
    """One engine on one way of asking: MRR@10, Recall@10, nDCG@10, and the share of questions without an answer."""

    questions: str
    asked: str
    engine: str
    figures: tuple[float, float, float]
    silent: float


def quality(judged: Judged, root: Path, limit: int = 0) -> list[Row]:
    """Ask every question of the published index, as the browser reads it, and of Whoosh itself."""
    found, questions = judged.collection, judged.questions[: limit or None]
    urls = [document.url for document in found.documents]
    lemmas = Lemmas(root / ".cache" / "search")
    index = make_index(found, lemmas)
    shown: list[Row] = []
    slips = random.Random(SEED)  # noqa: S311 - the same slips on every run
    ways: dict[str, list[str]] = {
        "короткие": [question.short for question in questions],
        "как заданы": [question.text for question in questions],
        "с опечаткой": [_slip(question.short, slips) for question in questions],
    }
    with tempfile.TemporaryDirectory() as folder:
        publish(index, found).write(Path(folder))
        lemmas.save()
        for way, asked in ways.items():
            answers = browser(root, Path(folder), ({"question": f"{text} ", "limit": TOP} for text in asked))
            ours = [[hit["url"] for hit in answer["hits"]] for answer in answers]
            shown.append(_row(judged.name, way, "наш", ours, questions))
            with index.ranker() as top:
                theirs = [[urls[number] for number, _ in top(index.analyzer.keys(text), TOP)] for text in asked]
            shown.append(_row(judged.name, way, "Whoosh", theirs, questions))
    return shown


def browser(root: Path, folder: Path, questions: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Run the browser's own code in node over a published index, and return its answers."""
    node = shutil.which("node")
    if node is None:
        raise FileNotFoundError("Нужен node: вопросы задаются тем же кодом, что работает в браузере.")
    engine = Path(__file__).with_name("engine.mjs")
    command = [node, str(engine), str(root / "theme" / "assets" / "javascripts"), str(folder)]
    lines = "".join(json.dumps(question, ensure_ascii=False) + "\n" for question in questions)
    run = subprocess.run(command, input=lines, capture_output=True, text=True, encoding="utf-8", check=True)  # noqa: S603
    return [json.loads(line) for line in run.stdout.splitlines()]


def _row(name: str, asked: str, engine: str, found: Sequence[Sequence[str]], questions: Sequence[Question]) -> Row:
    figures = [measured(one, question) for one, question in zip(found, questions, strict=True)]
    means = tuple(statistics.fmean(column) for column in zip(*figures, strict=True))
    return Row(name, asked, engine, (means[0], means[1], means[2]), sum(not one for one in found) / len(found))


def measured(found: Sequence[str], question: Question) -> tuple[float, float, float]:
    """Return the reciprocal rank, the recall and the nDCG of the first ten answers to one question."""
    right, gains = set(question.relevant), question.gains
    places = [place for place, url in enumerate(found[:TOP], 1) if url in right]
    gain = sum(gains.get(url, 0.0) / math.log2(place + 1) for place, url in enumerate(found[:TOP], 1))
    ideal = sorted(gains.values(), reverse=True)[:TOP]
    best = sum(value / math.log2(place + 1) for place, value in enumerate(ideal, 1))
    return (1 / places[0] if places else 0.0), len(places) / len(right), gain / best


def _slip(text: str, chance: random.Random) -> str:
    """Make one slip in the longest word: a letter lost, doubled, swapped with the next, or another instead."""
    words = text.split()
    longest = max(range(len(words)), key=lambda place: len(words[place]))
    word = words[longest]
    if len(word) < 4:
        return text
    at = chance.randrange(1, len(word) - 1)
    words[longest] = chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + chance.choice("абвгдежзиклмнопрстуя") + word[at + 1 :],
        ]
    )
    return " ".join(words)


@dataclass(frozen=True)
class Cost:
    """What an index of a size costs: medians over questions, bytes as gzip sends them."""

    seconds: float
    megabytes: float
    first: float
    first_requests: float
    next: float
    total: int
    files: int


def cost(entries: int, root: Path) -> Cost:
    """Index seeded cards, and count the bytes of a first and of a next question."""
    started = time.perf_counter()
    found = cards(entries, root)
    lemmas = Lemmas(root / ".cache" / "search")
    published = publish(make_index(found, lemmas), found)
    lemmas.save()
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sizes = {name.removesuffix(".js.gz"): len(content) for name, content in published.compressed()}
    chance = random.Random(SEED)  # noqa: S311 - the same questions on every run
    pairs = [(_question(found, chance), _question(found, chance)) for _ in range(60)]
    with tempfile.TemporaryDirectory() as folder:
        published.write(Path(folder))
        asked = [
            {"question": f"{text} ", "limit": TOP, "fresh": not place}
            for pair in pairs
            for place, text in enumerate(pair)
        ]
        answers = browser(root, Path(folder), asked)
    spent = [sum(sizes[item["name"]] for item in answer["loaded"]) for answer in answers]
    requests = [len(answer["loaded"]) for answer in answers]
    median: Callable[[Sequence[int]], float] = statistics.median
    return Cost(
        seconds, peak, median(spent[::2]), median(requests[::2]), median(spent[1::2]), sum(sizes.values()), len(sizes)
    )


def client_bytes(root: Path) -> int:
    """Return how many bytes the browser's code takes, compressed."""
    folder = root / "theme" / "assets" / "javascripts"
    return sum(len(gzip.compress((folder / name).read_bytes(), 9)) for name in CLIENT)


def cards(entries: int, root: Path) -> Collection:
    """Return seeded cards of about 600 words, made of the words of the public texts with their real frequencies."""
    chance = random.Random(SEED)  # noqa: S311 - the same cards on every run
    words = [word for row in rows(root / EVALUATION / "docs.jsonl") for word in row["text"].split()]
    documents = []
    for number in range(entries):
        start = chance.randrange(len(words))
        title = " ".join(chance.choice(words) for _ in range(7))
        # Runs of ten words keep what goes together together, and make every card its own.
        body = " ".join(" ".join(words[at : at + 10]) for at in (chance.randrange(len(words)) for _ in range(50)))
        summary = " ".join(words[start : start + 45])
        documents.append(
            Document(f"practices/{number}/index.html", title, "a", {"annotation": summary, "body": body}, summary)
        )
    return collection([Section("a", "Практики")], documents)


def _question(found: Collection, chance: random.Random) -> str:
    words = [word for word in chance.choice(found.documents).title.split() if len(word) > 4 and word.isalpha()]
    return " ".join(words[:2]) or "школа"
