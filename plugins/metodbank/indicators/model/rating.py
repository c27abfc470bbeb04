"""A rating that a document demands: how it is counted, and when."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from metodbank.indicators.model.words import LINE_NUMBER, PERIOD
from metodbank.model.fields import Group, Need, field
from metodbank.model.shapes import Month, Prose


class Moment(Group):
    """A month a rating is made in, and the period whose values it takes."""

    month: Annotated[dt.date, Month()] | None = field(
        "Месяц",
        Need.DRAFT,
        guide="Год и месяц, когда рейтинг подводят: две части через дефис.",
        good="2022-12",
        bad="12.2022",
        why_bad="сначала год: 2022-12",
    )
    period: PERIOD | None = field(
        "Период",
        Need.DRAFT,
        guide="Период набора, чьи значения идут в этот рейтинг.",
        good="II полугодие 2022",
        bad="2 полугодие 2022",
        why_bad="полугодие пишется римской цифрой, как в списке periods",
    )


class RatingRule(Group):
    """A rating the document demands."""

    text: Prose | None = field(
        "Слова документа",
        guide="Где документ требует рейтинга, слово в слово.",
        good="один раз в полугодие (декабрь и июнь) строится рейтинг эффективности",
        bad="нужен рейтинг",
        why_bad="пересказ: когда и чего рейтинг, не видно",
    )
    line: LINE_NUMBER | None = field(
        "Строка",
        guide="Номер строки в тексте документа, где стоят эти слова.",
        good="157",
        bad="п. 1.4",
        why_bad="нужно число — номер строки текста, а не пункта",
    )
    method: Prose | None = field(
        "Способ счёта",
        Need.DRAFT,
        guide="Как получаются баллы и места; стоит над рейтингом. Банк считает так, как сказано в наборе asou.",
        good="Лучшее значение получает 100 баллов, остальные — пропорционально ему; нет значения — 0. Итог — среднее.",
        bad="По сумме показателей.",
        why_bad="проценты, людей и «есть/нет» так не сложить; проигравший спросит, откуда его место",
    )
    moments: list[Moment] | None = field(
        "Когда",
        Need.DRAFT,
        guide="Месяцы, когда рейтинг подводят, и за какой период каждый.",
        good="[{month: 2022-12, period: II полугодие 2022}]",
        bad="[декабрь, июнь]",
        why_bad="нужны год и период: [{month: 2022-12, period: II полугодие 2022}]",
    )
