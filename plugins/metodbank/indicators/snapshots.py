"""Frozen ratings as read from ``content/indicators/ratings``: one YAML file each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Annotated, cast

from metodbank.indicators.book import Subject
from metodbank.indicators.model import FOLDER, LONG, NUMBER, PERIOD, SLUG
from metodbank.indicators.rating import Place, Points, Rating
from metodbank.indicators.sets import SetFile, read_file
from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Group, Need, field
from metodbank.model.shapes import Date, Line, Month
from metodbank.model.shared import SHORT
from metodbank.rules import fields
from metodbank.rules.catalogue import code_of_defect, problem
from metodbank.rules.corpus import Corpus, Draft
from metodbank.rules.problem import Problem
from metodbank.rules.suggest import listed, nearest

RATINGS_FOLDER = f"{FOLDER}/ratings"


class FrozenPoints(Group):
    """Points for one indicator."""

    measure: SLUG | None = field(
        "Показатель",
        Need.DRAFT,
        guide="Имя показателя или его части из набора.",
        good="asou-2a",
        bad="2а",
        why_bad="это номер строки; нужно имя, как в поле id показателя",
    )
    value: NUMBER | None = field(
        "Значение",
        guide="Значение, какое было в тот день; пусто, если цифры не сдали.",
        good="41.5",
        bad="41,5 %",
        why_bad="только число; с единицей оно стоит в поле shown",
    )
    shown: Line | None = field(
        "Как показано",
        Need.DRAFT,
        guide="Значение, как его видели на странице, с единицей.",
        good="41,5 %",
        bad="41.532019",
        why_bad="на странице так не пишут: с запятой, одним знаком и единицей",
    )
    points: NUMBER | None = field(
        "Баллы",
        Need.DRAFT,
        guide="Сколько баллов дал показатель, от 0 до 100.",
        good="98.2",
        bad="первое",
        why_bad="это место; здесь баллы, числом",
    )


class FrozenPlace(Group):
    """One line of the rating."""

    place: SHORT | None = field(
        "Место",
        Need.DRAFT,
        guide="Место в кавычках; поделённое — через тире: «2–3».",
        good="'1'",
        bad="1",
        why_bad="без кавычек это число, а место бывает и «2–3»: нужен текст",
    )
    subject: SLUG | None = field(
        "Территория",
        Need.DRAFT,
        guide="Имя территории из набора.",
        good="severorechensk",
        bad="Северореченский округ",
        why_bad="нужно имя латиницей, как в поле id территории",
    )
    title: LONG | None = field(
        "Название",
        Need.DRAFT,
        guide="Как территория звалась в тот день: переименуют — снимок останется прежним.",
        good="Северореченский муниципальный округ",
        bad="severorechensk",
        why_bad="это имя из поля subject; здесь название, каким его прочтут",
    )
    total: NUMBER | None = field(
        "Итог",
        Need.DRAFT,
        guide="Среднее баллов по учтённым показателям.",
        good="87.4",
        bad="87,4 балла",
        why_bad="только число, без слова",
    )
    points: list[FrozenPoints] | None = field(
        "По показателям",
        Need.DRAFT,
        guide="Из чего сложился итог: по строке на показатель.",
        good="[{measure: asou-1, value: 41.5, shown: '41,5 %', points: 98.2}]",
        bad="[98.2, 100]",
        why_bad="не видно, за что эти баллы: нужны measure, shown и points",
    )


class Snapshot(Entry):
    """Рейтинг, каким он был в день подведения итогов."""

    set: SLUG | None = field(
        "Набор",
        Need.DRAFT,
        guide="Имя файла набора без «.yml».",
        good="asou",
        bad="АСОУ",
        why_bad="русские буквы; нужно имя файла: asou",
    )
    month: Annotated[dt.date, Month()] | None = field(
        "Месяц",
        Need.DRAFT,
        guide="Месяц рейтинга из раздела rating набора.",
        good="2022-12",
        bad="декабрь 2022",
        why_bad="месяц пишется цифрами, год — первым: 2022-12",
    )
    period: PERIOD | None = field(
        "Период",
        Need.DRAFT,
        guide="Период, за который взяты значения.",
        good="II полугодие 2022",
        bad="конец 2022 года",
        why_bad="нужен период набора: II полугодие 2022",
    )
    frozen: Date | None = field(
        "Подведён",
        Need.DRAFT,
        guide="День, когда рейтинг записан. Цифры, пришедшие позже, мест не меняют.",
        good="2022-12-26",
        bad="26.12.2022",
        why_bad="дата пишется наоборот: 2022-12-26",
    )
    places: list[FrozenPlace] | None = field(
        "Места",
        Need.DRAFT,
        guide="Строки рейтинга по порядку мест.",
        good="[{place: '1', subject: severorechensk, title: Северореченский округ, total: 87.4, points: []}]",
        bad="[severorechensk, beregovoy]",
        why_bad="видно лишь, кто за кем: нужны место, итог и баллы",
    )


KIND = Kind(
    name="rating_snapshot",
    home=RATINGS_FOLDER,
    model=Snapshot,
    one="снимок рейтинга",
    many="Снимки рейтинга",
    purpose="Рейтинги, подведённые в прошлые месяцы; новые цифры их не меняют.",
    columns=("month", "period"),
    order=201,
)


@dataclass(frozen=True)
class SnapshotFile:
    """One frozen rating and its file."""

    draft: Draft

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot as far as it could be understood."""
        return cast(Snapshot, self.draft.entry)

    def rating(self) -> Rating:
        """Return the rating it holds."""
        snapshot = self.snapshot
        assert snapshot.month is not None, "a snapshot with problems is not shown"
        places = tuple(
            Place(
                str(place.place),
                Subject(str(place.subject), str(place.title), territory=True),
                Fraction(place.total or 0),
                tuple(
                    Points(
                        str(entry.measure),
                        None if entry.value is None else Fraction(entry.value),
                        str(entry.shown),
                        Fraction(entry.points or 0),
                    )
                    for entry in place.points or ()
                ),
            )
            for place in snapshot.places or ()
        )
        measures = tuple(entry.measure for entry in places[0].points) if places else ()
        return Rating(snapshot.month, str(snapshot.period), places, measures, frozen=snapshot.frozen)


def read_snapshots(root: Path, corpus: Corpus) -> tuple[SnapshotFile, ...]:
    """Read every ``*.yml`` of the folder of ratings."""
    paths = sorted((root / RATINGS_FOLDER).glob("*.yml"))
    return tuple(SnapshotFile(read_file(path, root, KIND, corpus.vocabularies)) for path in paths)


def check_snapshots(files: Sequence[SnapshotFile], sets: Mapping[str, SetFile], corpus: Corpus) -> Iterator[Problem]:
    """A snapshot belongs to a set that is rated in that month, and to its territories and indicators."""
    for file in files:
        document = file.draft.document
        for defect in document.defects:
            yield problem(code_of_defect(defect.name), document.path, defect.mark, **defect.values)
        if not document.readable:
            continue
        yield from fields.valid(file.draft, corpus)
        yield from fields.required(file.draft, corpus)
        if not file.draft.errors:
            yield from _known(file, sets)


def _known(file: SnapshotFile, sets: Mapping[str, SetFile]) -> Iterator[Problem]:
    snapshot = file.snapshot
    owner = sets.get(snapshot.set or "")
    if owner is None:
        yield _unknown(file, ("set",), "набора", snapshot.set or "", list(sets))
        return
    if owner.draft.errors or not owner.draft.document.readable:
        return  # the set has problems of its own
    moments = (owner.set.rating.moments if owner.set.rating else None) or []
    months = {f"{moment.month:%Y-%m}" for moment in moments if moment.month}
    if snapshot.month and f"{snapshot.month:%Y-%m}" not in months:
        yield _unknown(file, ("month",), "месяца рейтинга", f"{snapshot.month:%Y-%m}", sorted(months))
    territories = [str(territory.id) for territory in owner.set.territories or ()]
    measures = [measure.id for measure in owner.measures]
    for index, place in enumerate(snapshot.places or ()):
        if place.subject not in territories:
            yield _unknown(file, ("places", index, "subject"), "территории", place.subject or "", territories)
        for number, entry in enumerate(place.points or ()):
            if entry.measure not in measures:
                where = ("places", index, "points", number, "measure")
                yield _unknown(file, where, "показателя", entry.measure or "", measures)


def _unknown(file: SnapshotFile, where: tuple[str | int, ...], what: str, value: str, known: Sequence[str]) -> Problem:
    values = {
        "what": what,
        "value": value,
        "suggestion": nearest(value, known),
        "known": listed(known) or "пока ничего",
    }
    return file.draft.problem("MB860", where, **values)
