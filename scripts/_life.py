"""``new.py accept``, ``confirm``, ``renumber``, ``decision``: steps of a practice's life, written into its entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

import _console
import _environment
import _expertise
from metodbank.bank.expertise import DECISIONS
from metodbank.intake import lifecycle
from metodbank.intake.filing import RefusedError
from metodbank.rules.corpus import Corpus, Draft, read_corpus
from metodbank.site.settings import read_settings

DAY = click.DateTime(["%Y-%m-%d", "%d.%m.%Y"])


def add_commands(group: click.Group) -> None:
    """Add the commands to the group."""

    @_console.sub(group, "accept", "new.py accept slovar-na-stene --order prikaz-bank-2026-2")
    @click.argument("practice", metavar="ПРАКТИКА")
    @click.option("--order", required=True, metavar="ПРИКАЗ", help="Имя файла приказа из content/documents без «.md».")
    @click.option("--date", "day", type=DAY, metavar="ДЕНЬ", help="День включения; обычно — дата приказа.")
    def accept(practice: str, order: str, day: dt.datetime | None) -> None:
        """Принять практику в банк: дать номер, записать приказ, день и статус «опубликована».

        Номер — следующий за всеми, какие есть и были: у действующих, архивных и отозванных практик, в других ветках
        и в прошлом хранилища git.
        """
        with _told():
            corpus, draft = _found(practice)
            values = lifecycle.accept(corpus, draft, order.removesuffix(".md"), day.date() if day else None)
            lifecycle.take(corpus, draft, values)
            _done(draft, values)
            if corpus.history is None:
                _console.say("Хранилища git здесь нет: номера из других веток не видны. Совпадёт — скажет проверка.")

    @_console.sub(group, "renumber", "new.py renumber slovar-na-stene")
    @click.argument("practice", metavar="ПАПКА")
    def renumber(practice: str) -> None:
        """Дать практике другой номер, если такой же есть у другой. Иначе номер не меняют никогда."""
        with _told():
            corpus, draft = _found(practice)
            values = lifecycle.renumber(corpus, draft)
            lifecycle.take(corpus, draft, values)
            _done(draft, values)
            _console.say("Если свидетельство с прежним номером уже выдано, выдайте его заново.")

    @_console.sub(group, "confirm", "new.py confirm cheki-i-procenty --date 2029-03-01")
    @click.argument("practices", nargs=-1, required=True, metavar="ПРАКТИКА…")
    @click.option("--date", "day", type=DAY, metavar="ДЕНЬ", help="День, когда автор подтвердил; обычно — сегодня.")
    @click.option("--early", is_flag=True, help="Подтвердить, хотя до конца срока ещё далеко.")
    def confirm(practices: tuple[str, ...], day: dt.datetime | None, early: bool) -> None:
        """Подтвердить практику: автор ответил, что она жива и описание верно. Срок начнётся заново.

        Можно опубликованную практику и ту, что «требует подтверждения», когда срок вышел или скоро выйдет.
        """
        refused = False
        for name in dict.fromkeys(practices):
            try:
                corpus, draft = _found(name)
                when = day.date() if day else corpus.settings.today
                values = lifecycle.confirm(corpus, draft, when, early=early)
                lifecycle.take(corpus, draft, values)
                _done(draft, values)
            except RefusedError as reason:
                refused = True
                _tell(reason, name)
        if refused:
            raise SystemExit(1)

    @_console.sub(
        group,
        "decision",
        "new.py decision slovar-na-stene --sheets листы --decision 'в банк' --date 2026-11-20 "
        "--body 'Методический совет' --protocol '№ 9'",
    )
    @click.argument("practice", metavar="ПРАКТИКА")
    @click.option("--decision", "made", required=True, type=click.Choice(DECISIONS), help="Что решили.")
    @click.option("--date", "day", required=True, type=DAY, metavar="ДЕНЬ", help="День заседания.")
    @click.option("--body", required=True, metavar="КТО", help="Кто решил: орган, не человек.")
    @click.option("--protocol", required=True, metavar="НОМЕР", help="Номер протокола.")
    @click.option("--remarks", default="", metavar="ТЕКСТ", help="Что исправить автору; увидят на сайте.")
    @click.option(
        "--sheets",
        "filled",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        help="Папка с листами экспертов: записать баллы.",
    )
    def decision(
        practice: str, made: str, day: dt.datetime, body: str, protocol: str, remarks: str, filled: Path | None
    ) -> None:
        """Записать решение экспертов в запись: день, орган, протокол, баллы и решение. Без фамилий.

        После «на доработку» статус станет «на доработке», после отказа — снова «черновик» (у практики из архива —
        «архив»); после «в банк» практика ждёт приказа и команды accept.
        """
        with _told():
            corpus, draft = _found(practice)
            item: dict[str, Any] = {"date": str(day.date()), "body": body, "protocol": protocol}
            if filled:
                item["scores"] = _expertise.summed(corpus, [draft], filled)[draft.slug].agreed
            item["decision"] = made
            if remarks:
                item["remarks"] = remarks
            written, values = lifecycle.decide(corpus, draft, item)
            lifecycle.take(corpus, draft, values, written)
            _done(draft, {"expertise": made, **values})


def _found(name: str) -> tuple[Corpus, Draft]:
    corpus = read_corpus(read_settings(_environment.ROOT / "mkdocs.yml"))
    return corpus, lifecycle.practice_of(corpus, name)


def _done(draft: Draft, values: Mapping[str, Any]) -> None:
    _console.say(f"Записано: {draft.path}")
    for name, value in values.items():
        label = draft.kind.fields[name].label
        _console.say(f"  {label}: {value if value is not None else 'убрано'}")


@contextmanager
def _told() -> Iterator[None]:
    """Say why a step was refused instead of a traceback."""
    try:
        yield
    except RefusedError as reason:
        _refuse(reason)


def _refuse(reason: RefusedError) -> NoReturn:
    _tell(reason)
    raise SystemExit(1)


def _tell(reason: RefusedError, name: str = "") -> None:
    _console.say(f"{name + ': н' if name else 'Н'}ичего не записано: {reason}.")
    for found in reason.problems if isinstance(reason, lifecycle.NotTakenError) else ():
        _console.say(f"  {found.path}:{found.line}:{found.column} {found.code} {found.message}; {found.hint}")
