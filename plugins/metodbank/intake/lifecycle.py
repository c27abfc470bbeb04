"""Steps of a practice's life: decided by the experts, taken into the bank, confirmed, given another number.

Each step returns the fields it sets as plain values, or refuses with a reason in Russian; :func:`take` writes them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from metodbank.intake.amend import NotAmendedError, amended, appended
from metodbank.intake.filing import RefusedError, overwrite
from metodbank.model.entry import LIFE_CYCLE, TERM_YEARS
from metodbank.model.kinds.document import Document
from metodbank.model.kinds.practice import Practice
from metodbank.rules.check import check, narrow
from metodbank.rules.corpus import Corpus, Draft, read_corpus
from metodbank.rules.problem import Problem, Severity
from metodbank.rules.references import next_number
from metodbank.rules.suggest import nearest
from metodbank.source.document import why

OPEN = ("опубликована", "требует подтверждения")
AFTER = {"в банк": "на экспертизе", "на доработку": "на доработке", "отказ": "черновик"}
"""The status a decision leads to; a practice taken in waits for the order, which ``accept`` writes."""
BACK = "архив"
"""Where a refusal leads a practice that has been in the bank: its page stays for those who have its address."""


class NotTakenError(RefusedError):
    """The step would leave the entry with errors; nothing was written. ``problems`` tells which."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("с такими полями в записи будут ошибки")
        self.problems = problems


def practice_of(corpus: Corpus, name: str) -> Draft:
    """Return a practice by its folder's name or its number.

    :raises RefusedError: where there is none, or its file has errors.
    """
    slug = Path(name.rstrip("/\\")).name
    drafts = corpus.by_slug["practice"]
    found = drafts.get(slug) or next((draft for draft in drafts.values() if draft.data.get("id") == name), None)
    if found is None:
        if corpus.is_unread("practice", slug):
            raise RefusedError(f"запись practices/{slug} не читается: что исправить, скажет scripts/check.py")
        near = nearest(slug, [*drafts])
        raise RefusedError(f"практики «{name}» нет в папке practices" + (f"; возможно, «{near}»" if near else ""))
    if found.document.defects or found.errors:
        raise RefusedError(f"в записи {found.path} есть ошибки: сначала scripts/check.py {found.path.parent}")
    return found


def accept(corpus: Corpus, draft: Draft, order: str, day: dt.date | None = None) -> dict[str, Any]:
    """Take a practice into the bank by an order; the number is the next one that nobody has or ever had.

    :param day: the day of inclusion; by default the date of the order.
    """
    practice = _practice(draft)
    decisions = [item for item in practice.expertise or () if item.decision and item.date]
    last = max(decisions, key=lambda item: item.date or dt.date.min, default=None)
    if practice.status != "на экспертизе":
        raise RefusedError(f"статус практики — «{practice.status}», а в банк принимают из статуса «на экспертизе»")
    if last is None or last.decision != "в банк":
        raise RefusedError("решения экспертов «в банк» в записи нет: его записывает scripts/new.py decision")
    act = corpus.by_slug["document"].get(order)
    if act is None or not isinstance(act.entry, Document):
        near = nearest(order, [*corpus.by_slug["document"]])
        hint = f"; возможно, «{near}»" if near else ""
        raise RefusedError(f"приказа «{order}» нет в папке content/documents{hint}")
    included = day or act.entry.date
    if included is None:
        raise RefusedError(f"в приказе {act.path} нет даты: впишите её (date) или укажите --date")
    _not_ahead(included, corpus)
    again = practice.published is not None
    values: dict[str, Any] = {"status": "опубликована", "order": order}
    values["confirmed" if again else "published"] = str(included)
    if practice.id is None:
        values["id"] = next_number(corpus, str(included.year), taken_numbers(corpus))
    if again and practice.valid_until:
        values["valid_until"] = None
    return values


def taken_numbers(corpus: Corpus) -> Iterator[str]:
    """Yield numbers that stand in files which could not be read, and in every branch and every past of git."""
    for draft in corpus.by_slug["practice"].values():
        if isinstance(number := draft.data.get("id"), str):
            yield number
    for document in corpus.unread:
        yield from (word for word in document.tree.data.values() if isinstance(word, str))
    if corpus.history is not None:
        yield from corpus.history.owners(everywhere=True)


def renumber(corpus: Corpus, draft: Draft) -> dict[str, Any]:
    """Give a practice another number where another practice bears the same; never otherwise."""
    number = draft.data.get("id")
    others = [other for other in corpus.by_slug["practice"].values() if other is not draft]
    if not isinstance(number, str) or not any(other.data.get("id") == number for other in others):
        raise RefusedError(f"номер {number or 'не дан, он'} ни с чьим не совпадает: номер даётся на всю жизнь")
    return {"id": next_number(corpus, number.split("-")[1], taken_numbers(corpus))}


def confirm(corpus: Corpus, draft: Draft, day: dt.date, *, early: bool = False) -> dict[str, Any]:
    """Begin the term anew from the day the author confirmed the practice.

    :param early: also where the end is further away than the bank speaks of it.
    """
    practice = _practice(draft)
    if practice.status not in OPEN:
        raise RefusedError(
            f"статус практики — «{practice.status}»; подтверждают опубликованную и ту, что требует подтверждения"
        )
    _not_ahead(day, corpus)
    began = practice.confirmed or practice.published
    if began and day < began:
        raise RefusedError(f"практика подтверждена или включена позже, {began:%d.%m.%Y}: проверьте день")
    left = (practice.expires - corpus.settings.today).days if practice.expires else 0
    if left > corpus.settings.warn_days and not early:
        raise RefusedError(
            f"до конца срока ещё {left} дн., подтверждать рано; если автор обновил практику сейчас, добавьте --early"
        )
    values: dict[str, Any] = {"status": "опубликована", "confirmed": str(day)}
    if practice.valid_until:
        values["valid_until"] = str(_years_on(day))
    return values


def decide(corpus: Corpus, draft: Draft, decision: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Record a decision of the experts.

    :param decision: the fields of one item of ``expertise``, as plain values.
    :returns: the item, and the fields that follow from it.
    """
    practice = _practice(draft)
    if practice.status != "на экспертизе":
        raise RefusedError(f"статус практики — «{practice.status}», а решают о той, что «на экспертизе»")
    _not_ahead(dt.date.fromisoformat(str(decision["date"])), corpus)
    status = AFTER[str(decision["decision"])]
    if status == "черновик" and practice.id:
        status = BACK
    assert status == practice.status or status in LIFE_CYCLE[str(practice.status)]
    return dict(decision), {} if status == practice.status else {"status": status}


def take(corpus: Corpus, draft: Draft, values: Mapping[str, Any], item: Mapping[str, Any] | None = None) -> None:
    """Write the fields (and one more item of ``expertise``) into the entry, unless it would have errors then.

    :raises RefusedError: when nothing was written, with the reason.
    """
    file = corpus.settings.root / draft.path
    try:
        old = file.read_bytes()
        text = old.decode("utf-8")
        crlf = "\r\n" in text
        text = text.replace("\r\n", "\n")
        if item is not None:
            text = appended(text, draft.kind, "expertise", item)
        text = amended(text, draft.kind, values)
        new = (text.replace("\n", "\r\n") if crlf else text).encode()
        before = set(_errors(corpus, draft))
        if not overwrite(file, old, new):
            raise RefusedError(f"файл {draft.path} изменился, пока команда работала; повторите её")
        fresh = read_corpus(corpus.settings)
        wrong = tuple(found for found in _errors(fresh, draft) if _same(found) not in set(map(_same, before)))
        if wrong:
            overwrite(file, new, old)
            raise NotTakenError(wrong)
    except NotAmendedError as reason:
        raise RefusedError(str(reason)) from reason
    except UnicodeDecodeError as reason:
        raise RefusedError(f"файл {draft.path} не в UTF-8: сначала scripts/check.py {draft.path} --fix") from reason
    except OSError as reason:
        raise RefusedError(f"файл {draft.path} не записать: {why(reason)}") from reason


def _errors(corpus: Corpus, draft: Draft) -> Iterator[Problem]:
    report = narrow(check(corpus), [draft.path])
    yield from (found for found in report.problems if found.severity is Severity.ERROR)


def _same(found: Problem) -> tuple[str, str]:
    return found.code, found.message


def _practice(draft: Draft) -> Practice:
    assert isinstance(draft.entry, Practice), "practice_of() gives practices only"
    return draft.entry


def _not_ahead(day: dt.date, corpus: Corpus) -> None:
    if day > corpus.settings.today:
        raise RefusedError(f"день {day:%d.%m.%Y} ещё не наступил")


def _years_on(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year + TERM_YEARS)
    except ValueError:  # 29 February
        return day.replace(year=day.year + TERM_YEARS, day=28)
