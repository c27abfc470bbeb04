"""What must be reached in a period, and for which values a score is given."""

from __future__ import annotations

from typing import Annotated

from metodbank.indicators.model.words import AT_LEAST, LONG, NUMBER, OPERATIONS, TargetPeriod
from metodbank.model.fields import Group, Need, field
from metodbank.model.shapes import Choice, Line, Whole


class Target(Group):
    """What must be reached in a period."""

    period: Annotated[str, TargetPeriod()] | None = field(
        "Период",
        Need.DRAFT,
        guide="Один из периодов набора или «ежегодно», если цель одна на все годы.",
        good="2024",
        bad="к концу 2024 года",
        why_bad="пишется сам период, как в списке periods: 2024",
    )
    op: Annotated[str, Choice(OPERATIONS)] | None = field(
        "Условие",
        Need.DRAFT,
        guide="Как сравнивать: «не менее», «ровно», «диапазон», а для показателей «есть/нет» — «есть».",
        good="не менее",
        bad=">=",
        why_bad="условие пишется словами: не менее",
    )
    value: NUMBER | None = field(
        "Значение",
        guide="Число без единицы, для условий «не менее» и «ровно»; запятая в дробном допустима.",
        good="40",
        bad="40%",
        why_bad="только число: знак процента банк допишет по единице показателя",
    )
    low: NUMBER | None = field(
        "От",
        guide="Нижняя граница, для условия «диапазон»; сама она в него входит.",
        good="3",
        bad="от 3",
        why_bad="только число, без слова «от»",
    )
    high: NUMBER | None = field(
        "До",
        guide="Верхняя граница, для условия «диапазон»; сама она в него входит. Больше неё — «выше диапазона».",
        good="4",
        bad="3–4",
        why_bad="это обе границы сразу: 3 пишется в low, 4 — в high",
    )
    text: LONG | None = field(
        "Слова документа",
        guide="Цель, как она напечатана в документе: показана рядом с тем, как её прочитал банк.",
        good="не менее 40%",
        bad="40",
        why_bad="в документе «не менее 40%»: без этих слов цель не сверить",
    )
    what: LONG | None = field(
        "От чего",
        guide="От чего доля, если документ говорит об этом в самой цели, его словами.",
        good="от общего числа ОО",
        bad="%",
        why_bad="единица стоит у показателя; здесь — от какого целого",
    )
    applied: Annotated[str, Choice((AT_LEAST,))] | None = field(
        "Применяется как",
        guide="Если банк читает условие мягче: «ровно 100» достигнуто и при большем. Почему — в странностях.",
        good="не менее",
        bad="ровно",
        why_bad="мягче бывает только «не менее»; если читать как написано, поле не нужно",
    )


class Limits(Group):
    """A band of values; ``below`` is not in it."""

    at_least: NUMBER | None = field(
        "От",
        guide="С какого значения начинается полоса, само оно в неё входит. Пусто — с нуля.",
        good="40",
        bad="40%",
        why_bad="только число: полосы всегда в процентах",
    )
    at_most: NUMBER | None = field(
        "До",
        guide="Каким значением кончается полоса, само оно в неё входит. Нужно последней: 100.",
        good="100",
        bad="40–100",
        why_bad="это обе границы: 40 пишется в at_least",
    )
    below: NUMBER | None = field(
        "Меньше",
        guide="Значение, перед которым полоса кончается, само оно в следующей: так между полосами нет разрыва.",
        good="70",
        bad="до 70",
        why_bad="только число, без слова «до»",
    )


class Band(Limits):
    """A score and the values it is given for."""

    score: Annotated[int, Whole(at_most=100)] | None = field(
        "Балл", Need.DRAFT, guide="Балл целым числом.", good="1", bad="1 балл", why_bad="только число"
    )
    text: Line | None = field(
        "Слова документа",
        guide="За что документ даёт этот балл, его словами и с его пробелами.",
        good="40 -69%",
        bad="средний уровень",
        why_bad="в документе таких слов нет: по ним балл не проверить",
    )
    written: Limits | None = field(
        "Границы документа",
        guide="Границы, как они напечатаны, если банк применяет другие: обе видны на странице показателя.",
        good="{at_least: 40, at_most: 69}",
        bad="40-69",
        why_bad="границы пишутся полями: {at_least: 40, at_most: 69}",
    )
