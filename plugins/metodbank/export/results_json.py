"""The results of a set as JSON: one document of a stated, versioned shape, with a JSON Schema of it."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from metodbank.export.ledger import Entry, ledger_of
from metodbank.indicators.explain import target_words
from metodbank.indicators.library import SetResults
from metodbank.indicators.model import AT_LEAST, EXACTLY, PRESENT, RANGE, Target
from metodbank.indicators.numbers import ROUNDING_RULE, rounded
from metodbank.indicators.results import Direction, Result, Status
from metodbank.indicators.sets import Measure
from metodbank.indicators.words import SAMPLE_NOTE, speakable

FORMAT = "metodbank-indicators/1"
"""Grows when a field is taken away or changes its meaning; new fields do not change it."""
SCHEMA_NAME = "results-1.schema.json"
DIGITS = 10
"""Digits after the point of ``number``; ``exact`` loses none."""

StatusWord = Literal[
    "достигнут",
    "не достигнут",
    "выше диапазона",
    "нет данных",
    "нет цели на период",
    "предварительно",
    "не публикуется",
]
OpWord = Literal["не менее", "ровно", "диапазон", "есть"]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NumberShape(_Shape):
    """Точное число: дробью без потерь и десятичное."""

    number: float = Field(description="Число, округлённое до 10 знаков после запятой.")
    exact: str = Field(description="То же без округления: «1300/31» или «42».", pattern=r"^-?\d+(/\d+)?$")


class ActShape(_Shape):
    """Документ, который задаёт набор."""

    title: str
    section: str | None = None
    edition: str | None = None
    document: str | None = Field(None, description="Имя записи в реестре документов банка.")


class PeriodShape(_Shape):
    """Отчётный период."""

    name: str = Field(description="По нему на период ссылаются values и figures: «2024», «II полугодие 2023».")
    form: str = Field(description="год, учебный год, полугодие, квартал или месяц.")
    start: dt.date
    end: dt.date


class SubjectShape(_Shape):
    """Чьи значения и цифры."""

    id: str
    title: str
    territory: bool = Field(description="Территория; иначе организация.")


class TargetShape(_Shape):
    """Цель на период."""

    period: str = Field(description="Период набора или «ежегодно».")
    op: OpWord = Field(description="Условие, по которому банк сравнивает.")
    value: float | None = Field(None, description="Для «не менее» и «ровно».")
    low: float | None = Field(None, description="Для диапазона, включительно.")
    high: float | None = Field(None, description="Для диапазона, включительно.")
    words: str = Field(description="Цель словами.")
    document: str | None = Field(None, description="Цель слово в слово из документа.")


class MeasureShape(_Shape):
    """Показатель или его часть («2а»)."""

    id: str
    number: str
    name: str = Field(description="Как показатель читается; слова документа.")
    kind: str
    unit: str
    cumulative: bool
    theme: str | None = Field(None, description="Одинакова у показателей разных наборов об одном и том же.")
    expression: str | None = Field(
        None, description="Формула из имён variables; нет — документ не говорит, как мерить."
    )
    formula: str | None = Field(None, description="Формула слово в слово из документа.")
    targets: list[TargetShape]


class VariableShape(_Shape):
    """Что собирают."""

    id: str
    title: str
    unit: str
    expression: str | None = Field(None, description="Если вычисляется из других.")
    collector: str | None = Field(None, description="Кто собирает.")


class TrendShape(_Shape):
    """Изменение к прошлому периоду."""

    direction: Literal["вырос", "снизился", "не изменился"]
    previous: str
    words: str


class ValueShape(_Shape):
    """Значение показателя за период."""

    measure: str
    period: str
    subject: str
    shown: str = Field(description="Как опубликовано: «41,3 %», «есть», «скрыто…», «нет данных».")
    value: NumberShape | None = Field(None, description="Число; null, если его нет или оно скрыто.")
    hidden: bool = Field(description="Число скрыто: по нему можно узнать людей.")
    status: StatusWord
    verdict: StatusWord = Field(description="Статус без оглядки на то, что цифры предварительные.")
    preliminary: bool
    target: TargetShape | None = None
    orientation: bool = Field(description="Цель задана территории, организации она только ориентир.")
    shortfall: str | None = Field(None, description="Чего не хватает до цели.")
    trend: TrendShape | None = None
    ahead: str | None = Field(None, description="Следующая цель и что для неё нужно.")
    score: int | None = None
    score_reason: str | None = None
    gap: str | None = Field(None, description="Почему значения нет.")
    explanation: str | None = Field(
        None, description="Как получилось число, словами; null, если это выдало бы скрытое."
    )
    variables: list[str] = Field(description="Из каких цифр (figures) сложено.")


class BehindShape(_Shape):
    """Запись банка, из которой сложилось число."""

    title: str
    page: str = Field(description="Адрес страницы от корня сайта.")
    shown: str = Field(description="Сколько она прибавляет.")


class FigureShape(_Shape):
    """Цифра: переменная за период."""

    variable: str
    period: str
    subject: str
    shown: str
    value: NumberShape | None = Field(None, description="Число; null, если его нет или оно скрыто.")
    hidden: bool
    origin: str = Field(
        description="введено, сложено по организациям, вычислено, посчитано по банку; пусто — цифры нет."
    )
    preliminary: bool
    source: str | None = None
    collected: dt.date | None = None
    comment: str | None = None
    behind: list[BehindShape] = Field(description="Записи банка, из которых сложилось число.")


class SetDocument(_Shape):
    """Набор показателей с целями, значениями и цифрами."""

    format: Literal["metodbank-indicators/1"]
    id: str
    title: str
    short_title: str
    sample: bool = Field(description="Числа выдуманы для показа; тогда об этом говорит sample_note.")
    sample_note: str | None = None
    made: dt.date = Field(description="День, на который посчитано.")
    act: ActShape
    level: str
    observed: Literal["территория", "организация"] = Field(description="Чьи значения оценивает документ.")
    supersedes: str | None = None
    superseded_by: str | None = None
    rounding: str = Field(description="Правило округления.")
    periods: list[PeriodShape]
    subjects: list[SubjectShape]
    variables: list[VariableShape]
    measures: list[MeasureShape]
    values: list[ValueShape]
    figures: list[FigureShape]


def json_of(results: SetResults) -> bytes:
    """Return a set as JSON, UTF-8, one value a line or so; see :class:`SetDocument`."""
    data = document_of(results).model_dump(mode="json")
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def schema() -> bytes:
    """Return the JSON Schema of :class:`SetDocument`."""
    found = SetDocument.model_json_schema(mode="serialization")
    found["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def document_of(results: SetResults) -> SetDocument:
    """Put a set into its published shape: every period with a value, everyone the document speaks of."""
    held = results.set
    assert held.act is not None, "a set without an act has problems and is not shown"
    periods = [span for span in results.periods if span in results.held]
    ledger = ledger_of(results, periods, results.subjects)
    subjects = dict.fromkeys([*results.subjects, *(entry.subject for entry in ledger.entries)])
    return SetDocument(
        format=FORMAT,
        id=results.id,
        title=str(held.title),
        short_title=str(held.short_title),
        sample=results.sample,
        sample_note=SAMPLE_NOTE if results.sample else None,
        made=results.book.bank.today,
        act=ActShape(
            title=str(held.act.title),
            section=held.act.section,
            edition=held.act.edition,
            document=held.act.document,
        ),
        level=str(held.level),
        observed="территория" if results.by_territory else "организация",
        supersedes=held.supersedes,
        superseded_by=held.superseded_by,
        rounding=ROUNDING_RULE,
        periods=[PeriodShape(name=p.text, form=p.form, start=p.start, end=p.end) for p in periods],
        subjects=[SubjectShape(id=s.id, title=s.title, territory=s.territory) for s in subjects],
        variables=[
            VariableShape(id=name, title=str(v.title), unit=str(v.unit), expression=v.formula, collector=v.collector)
            for name, v in results.file.variables.items()
        ],
        measures=[_measure(measure) for measure in results.measures],
        values=[_value(found) for p in periods for s in results.subjects for found in results.results(p, s)],
        figures=[_figure(entry) for entry in ledger.entries],
    )


def _measure(measure: Measure) -> MeasureShape:
    formula = measure.formula
    return MeasureShape(
        id=measure.id,
        number=measure.label,
        name=measure.name,
        kind=measure.kind,
        unit=measure.unit,
        cumulative=bool(measure.indicator.cumulative),
        theme=measure.indicator.theme,
        expression=formula.expression if formula else None,
        formula=formula.text if formula else None,
        targets=[_target(target, measure) for target in measure.targets],
    )


_OPS: dict[str, OpWord] = {AT_LEAST: "не менее", EXACTLY: "ровно", RANGE: "диапазон", PRESENT: "есть"}


def _target(target: Target, measure: Measure) -> TargetShape:
    return TargetShape(
        period=str(target.period),
        op=_OPS[str(target.applied or target.op)],
        value=None if target.value is None else float(target.value),
        low=None if target.low is None else float(target.low),
        high=None if target.high is None else float(target.high),
        words=target_words(target, measure),
        document=target.text,
    )


def _number(value: Fraction) -> NumberShape:
    return NumberShape(number=float(rounded(value, DIGITS)), exact=str(value))


_STATUSES: dict[Status, StatusWord] = {
    Status.REACHED: "достигнут",
    Status.NOT_REACHED: "не достигнут",
    Status.ABOVE: "выше диапазона",
    Status.NO_DATA: "нет данных",
    Status.NO_TARGET: "нет цели на период",
    Status.PRELIMINARY: "предварительно",
    Status.COVERED: "не публикуется",
}
_DIRECTIONS: dict[Direction, Literal["вырос", "снизился", "не изменился"]] = {
    Direction.UP: "вырос",
    Direction.DOWN: "снизился",
    Direction.SAME: "не изменился",
}


def _value(found: Result) -> ValueShape:
    secret = found.hidden or found.value is None
    trend = found.trend
    return ValueShape(
        measure=found.measure.id,
        period=found.period.text,
        subject=found.subject.id,
        shown=found.shown,
        value=None if secret or found.value is None else _number(found.value),
        hidden=found.hidden,
        status=_STATUSES[found.status],
        verdict=_STATUSES[found.verdict],
        preliminary=found.preliminary,
        target=_target(found.target, found.measure) if found.target else None,
        orientation=found.orientation,
        shortfall=found.shortfall.text if found.shortfall else None,
        trend=trend
        and TrendShape(direction=_DIRECTIONS[trend.direction], previous=trend.previous.text, words=trend.text),
        ahead=f"{found.ahead.period.text}: {found.ahead.text}" if found.ahead else None,
        score=found.score.points if found.score else None,
        score_reason=found.score.reason if found.score else None,
        gap=found.gap.gap.value if found.gap else None,
        explanation=found.explanation if speakable(found) else None,
        variables=[str(part.variable.id) for part in found.parts],
    )


def _figure(entry: Entry) -> FigureShape:
    row, part = entry.row, entry.part
    return FigureShape(
        variable=str(entry.variable.id),
        period=entry.period.text,
        subject=entry.subject.id,
        shown=entry.shown,
        value=None if entry.number is None else _number(entry.number),
        hidden=entry.hidden,
        origin=part.origin,
        preliminary=part.preliminary,
        source=row.source or None if row else None,
        collected=row.collected if row else None,
        comment=row.comment or None if row else None,
        behind=[
            BehindShape(title=b.title, page=b.page.removesuffix(".md") + ".html", shown=b.shown) for b in part.behind
        ],
    )
