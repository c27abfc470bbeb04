"""Files of indicators that a person asks for: a recommendation to correct, a rating to freeze."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import yaml

from metodbank.indicators.book import Subject
from metodbank.indicators.library import Indicators, SetResults
from metodbank.indicators.periods import Span
from metodbank.indicators.rating import Rating, freeze
from metodbank.indicators.recommend import Recommendation, recommend
from metodbank.indicators.snapshots import RATINGS_FOLDER
from metodbank.indicators.written import RECOMMENDATIONS_FOLDER, file_name
from metodbank.rules.suggest import listed, nearest

WHO = "# author: имя файла человека из content/people, если он есть в банке\n"
"""A field to fill in by hand: the command does not know who runs it."""


class CannotDraft(Exception):  # noqa: N818 - it says what happened
    """What was asked for cannot be made; the text says why, in Russian."""


@dataclass(frozen=True)
class NewFile:
    """A file to be written: its path from the root of the bank, and its text."""

    path: PurePosixPath
    text: str


def recommendation(indicators: Indicators, set_id: str, period: str, subject: str, today: dt.date) -> NewFile:
    """Return the generated recommendation as a file to be corrected by hand."""
    results, span, whom = _place(indicators, set_id, period, subject)
    found = recommend(results, span, whom)
    if found.written is not None:
        raise CannotDraft(
            f"Рекомендация уже написана: {found.written.draft.path}. Правьте этот файл; если его текст верен "
            "и при нынешних цифрах, добавьте --confirm."
        )
    if not found.markdown:
        raise CannotDraft(f"Рекомендовать нечего: у «{whom.title}» за {span.label} нет ни значений, ни пробелов.")
    front = {
        "set": results.id,
        "period": span.text,
        "organization": whom.id,
        "written": today,
        "digest": found.digest,
        **({"sample": True} if results.sample else {}),
    }
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=110).replace("sample: true", "sample: да")
    path = PurePosixPath(RECOMMENDATIONS_FOLDER) / f"{file_name(results.id, span, whom.id)}.md"
    return NewFile(path, f"---\n{head}{WHO}---\n\n{found.markdown}\n")


def confirmed(indicators: Indicators, set_id: str, period: str, subject: str, today: dt.date, text: str) -> NewFile:
    """Return the file of a written recommendation with today's fingerprint and date; its text stays as it is.

    :param text: the file as it stands on the disk.
    """
    found = written(indicators, set_id, period, subject)
    assert found.written is not None
    front, end, body = text.partition("\n---")
    front = re.sub(r"(?m)^digest:.*$", f"digest: '{found.digest}'", front)
    front = re.sub(r"(?m)^written:.*$", f"written: {today.isoformat()}", front)
    return NewFile(found.written.draft.path, f"{front}{end}{body}")


def written(indicators: Indicators, set_id: str, period: str, subject: str) -> Recommendation:
    """Return a recommendation somebody has written by hand."""
    results, span, whom = _place(indicators, set_id, period, subject)
    found = recommend(results, span, whom)
    if found.written is None:
        raise CannotDraft("Подтверждать нечего: такая рекомендация ещё не написана. Запустите команду без --confirm.")
    return found


def frozen_rating(indicators: Indicators, set_id: str, moment: str, today: dt.date) -> NewFile:
    """Return the snapshot of a rating; one that is frozen already is never made again.

    :param moment: the month («2023-06») or the period of the rating.
    """
    results = _set(indicators, set_id)
    ratings = results.ratings()
    if not ratings:
        raise CannotDraft(f"У набора «{results.id}» нет рейтинга, который можно подвести.")
    rating = _rating(ratings, moment)
    path = PurePosixPath(RATINGS_FOLDER) / f"{results.id}-{rating.month:%Y-%m}.yml"
    if rating.frozen is not None:
        raise CannotDraft(
            f"Рейтинг за {rating.month:%Y-%m} уже подведён {rating.frozen:%d.%m.%Y}: {path}. "
            "Подведённый рейтинг не меняют; если он ошибочен, удалите файл и подведите заново."
        )
    text = freeze(replace(rating, changes=()), results.id, today)
    return NewFile(path, f"{text}sample: да\n" if results.sample else text)


def _rating(ratings: tuple[Rating, ...], moment: str) -> Rating:
    named = {f"{rating.month:%Y-%m}": rating for rating in ratings}
    by_period = [rating for rating in ratings if rating.period == moment]
    if moment in named:
        return named[moment]
    if len(by_period) == 1:
        return by_period[0]
    if by_period:
        months = ", ".join(f"{rating.month:%Y-%m}" for rating in by_period)
        raise CannotDraft(f"За период «{moment}» рейтингов несколько; назовите месяц: {months}.")
    raise CannotDraft(_no("рейтинга", moment, list(named)))


def _place(indicators: Indicators, set_id: str, period: str, subject: str) -> tuple[SetResults, Span, Subject]:
    results = _set(indicators, set_id)
    span = next((span for span in results.periods if span.text == period), None)
    if span is None:
        raise CannotDraft(_no("периода", period, [span.text for span in results.periods]))
    whom = results.book.subject(subject)
    if whom is None:
        raise CannotDraft(_no("организации или территории", subject, [one.id for one in results.book.subjects]))
    return results, span, whom


def _set(indicators: Indicators, set_id: str) -> SetResults:
    results = indicators.sets.get(set_id)
    if results is None:
        known = _no("набора", set_id, list(indicators.sets))
        raise CannotDraft(f"{known} Если файл набора есть, в нём ошибки: запустите scripts/check.py.")
    return results


def _no(what: str, value: str, known: list[str]) -> str:
    near = nearest(value, known)
    meant = f" Возможно, вы имели в виду «{near}»." if near else ""
    return f"Такого {what} нет: «{value}».{meant} Есть: {listed(known) or 'пока ничего'}."
