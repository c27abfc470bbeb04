"""Quality on judged questions: every engine on the same texts and the same questions, in one run."""

from __future__ import annotations

import math
import random
import statistics
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from metodbank.search.bench import peers
from metodbank.search.bench.cards import SEED, cards, known
from metodbank.search.building import make_index
from metodbank.search.documents import Collection
from metodbank.search.judged import Judged, Question
from metodbank.search.lemmas import Lemmas
from metodbank.search.shards import publish

TOP = 10
Tell = Callable[[str], None]
"""Told what is being measured, for whoever waits."""
Ask = Callable[[Sequence[str]], peers.Found]
OURS = "наш"
PEERS: Mapping[str, Callable[[Collection, Sequence[str], int], peers.Found]] = {
    "Pagefind": peers.pagefind,
    "lunr (Material)": peers.lunr,
}


@dataclass(frozen=True)
class Row:
    """One engine on one way of asking: MRR@10, Recall@10, nDCG@10, and the share of questions without an answer.

    :param absent: why the engine could not be asked; then there are no figures.
    """

    questions: str
    asked: str
    engine: str
    figures: tuple[float, float, float] = (0.0, 0.0, 0.0)
    silent: float = 0.0
    absent: str = ""


def held_out(name: str) -> bool:
    """Whether a question is of the half that figures are reported on; weights are chosen on the other."""
    return zlib.crc32(name.encode("utf-8")) % 2 == 1


def quality(
    judged: Judged, root: Path, limit: int = 0, half: bool = False, tell: Tell = print, others: bool = False
) -> Iterator[Row]:
    """Ask judged questions: short ones, as they are worded, and short ones with a slip; ``others``: peers too."""
    questions = [question for question in judged.questions if not half or held_out(question.id)][: limit or None]
    slips = random.Random(SEED)  # noqa: S311 - the same slips on every run
    ways = {
        "короткие": [question.short for question in questions],
        "как заданы": [question.text for question in questions],
        "с опечаткой": [_slip(question.short, slips) for question in questions],
    }
    yield from compared(judged.name, judged.collection, ways, questions, root, tell, others)


def known_cards(entries: int, root: Path, limit: int, half: bool, tell: Tell) -> Iterator[Row]:
    """Ask for known cards by two words of their titles in other forms."""
    tell(f"карточек: {entries}")
    found = cards(entries, root)
    asked = [pair for pair in known(found, 2 * limit) if not half or held_out(pair[1])][:limit]
    questions = [Question(url, text, text, (url,)) for text, url in asked]
    way = {f"известная из {entries}": [question.short for question in questions]}
    yield from compared("карточки", found, way, questions, root, tell, True)


def compared(
    name: str,
    found: Collection,
    ways: Mapping[str, Sequence[str]],
    questions: Sequence[Question],
    root: Path,
    tell: Tell,
    others: bool,
) -> Iterator[Row]:
    """Ask every engine every way."""
    everything = [question for asked in ways.values() for question in asked]
    with published(found, root) as (ours, whoosh):
        engines: dict[str, Ask] = {OURS: ours, "Whoosh": whoosh}
        if others:
            engines.update((peer, _asking(ask, found)) for peer, ask in PEERS.items())
        for engine, ask in engines.items():
            tell(f"{name}: {engine}")
            try:
                answers = iter(ask(everything))
            except (peers.AbsentError, ImportError) as absent:
                yield from (Row(name, way, engine, absent=str(absent)) for way in ways)
                continue
            for way, asked in ways.items():
                yield _row(name, way, engine, [next(answers) for _ in asked], questions)


def _asking(peer: Callable[[Collection, Sequence[str], int], peers.Found], found: Collection) -> Ask:
    return lambda questions: peer(found, questions, TOP)


@contextmanager
def published(found: Collection, root: Path) -> Iterator[tuple[Ask, Ask]]:
    """Publish an index; yields a way to ask it as the browser does, and a way to ask Whoosh itself."""
    lemmas = Lemmas(root / ".cache" / "search")
    index = make_index(found, lemmas)

    def whoosh(questions: Sequence[str]) -> peers.Found:
        with index.stock() as top:
            asked = [top(index.analyzer.keys(text), TOP) for text in questions]
        return [[found.documents[number].url for number, _ in row] for row in asked]

    with tempfile.TemporaryDirectory() as folder:
        publish(index, found).write(Path(folder))
        lemmas.save()

        def ours(questions: Sequence[str]) -> peers.Found:
            answers = browser(root, Path(folder), ({"question": f"{text} ", "limit": TOP} for text in questions))
            return [[hit["url"] for hit in answer["hits"]] for answer in answers]

        yield ours, whoosh


def browser(root: Path, folder: Path, questions: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Run the browser's own code in node over a published index, and return its answers."""
    return peers.node("engine.mjs", [str(root / "theme" / "assets" / "javascripts"), str(folder)], list(questions))


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
