"""``new.py practice``, ``new.py event``…: a command for every kind of entry, made from the model."""

from __future__ import annotations

import sys
from typing import Any

import click

import _console
import _environment
from metodbank.intake.answers import Names
from metodbank.intake.filing import RefusedError, file_entry
from metodbank.intake.interview import Question, UnknownField, beginnings, complaint, put, question, questions
from metodbank.intake.naming import propose_slug, taken_slugs
from metodbank.intake.scaffold import scaffold
from metodbank.model.entry import Kind
from metodbank.model.kinds import kinds
from metodbank.rules.check import check, narrow
from metodbank.rules.corpus import Corpus, read_corpus
from metodbank.rules.reports import plural
from metodbank.site.settings import read_settings


def add_commands(group: click.Group) -> None:
    """Add a command for every kind of entry to the group."""
    for kind in kinds().values():
        _add(group, kind)


def _add(group: click.Group, kind: Kind) -> None:
    asked = "title" if "title" in kind.fields else next(iter(kind.fields))

    @_console.sub(group, kind.name, f"new.py {kind.name} --set {asked}=…")
    @click.option("--set", "given", multiple=True, metavar="ПОЛЕ=ЗНАЧЕНИЕ", help="Заполнить поле; можно повторять.")
    @click.option("--slug", metavar="ИМЯ", help="Имя файла латиницей; обычно его предложит программа.")
    @click.option("--all", "everything", is_flag=True, help="Спросить обо всех полях, а не только о нужных сразу.")
    @click.option("--no-input", is_flag=True, help="Ни о чём не спрашивать; в CI так всегда.")
    def command(given: tuple[str, ...], slug: str | None, everything: bool, no_input: bool) -> None:
        settings = read_settings(_environment.ROOT / "mkdocs.yml")
        corpus = read_corpus(settings)
        names = Names.of(corpus)
        values = beginnings(kind) | _given(kind, given, names, corpus)
        talk = not no_input and sys.stdin.isatty() and not _console.in_ci()
        if talk:
            _ask(kind, values, names, corpus, everything)
        proposal = propose_slug(kind, values, taken_slugs(kind, settings))
        if talk and slug is None:
            slug = click.prompt("Имя файла латиницей, оно станет адресом", default=proposal, err=True)
        try:
            path = file_entry(kind, slug or proposal, scaffold(kind, values), settings)
        except RefusedError as reason:
            _console.say(f"Не записано: {reason}.")
            raise SystemExit(1) from None
        shown = path.relative_to(settings.root) if path.is_relative_to(settings.root) else path
        _console.say(f"Записано: {shown}")
        if path.is_relative_to(settings.root):
            place = path.parent if path.name == "index.md" else path
            (name,) = settings.relative([place])
            left = narrow(check(read_corpus(settings)), [name])
            if left.errors:
                _console.say(f"Осталось заполнить: {plural(left.errors, 'место', 'места', 'мест')}. Какие:")
                _console.say(f"    {_environment.RUN}check.py {name}")

    command.help = (
        f"Завести запись «{kind.one}»: спросить о главном и записать файл, где у каждого пустого поля есть подсказка."
    )
    command.short_help = f"Запись «{kind.one}»."


def _given(kind: Kind, given: tuple[str, ...], names: Names, corpus: Corpus) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for item in given:
        key, sign, text = item.partition("=")
        if not sign:
            raise click.UsageError(f"--set {item}: нужно ПОЛЕ=ЗНАЧЕНИЕ")
        try:
            asked = question(kind, key)
        except UnknownField as reason:
            raise click.UsageError(f"--set {key}: {reason}") from None
        value = asked.read(text, names)
        wrong = "" if value is None else complaint(kind, asked.key, value, corpus, names)
        if wrong:
            raise click.UsageError(f"--set {key}: {wrong}")
        put(values, asked.key, value)
    return values


def _ask(kind: Kind, values: dict[str, Any], names: Names, corpus: Corpus, everything: bool) -> None:
    _console.say("Enter без ответа — пропустить: у поля останется подсказка, заполните потом.\n")
    for asked in questions(kind, everything=everything):
        name, _, inner = asked.key.partition(".")
        known = values.get(name)
        if known is not None and (not inner or inner in known):
            continue
        _put_question(asked, names)
        while True:
            text = click.prompt(asked.label, default="", show_default=False, err=True)
            value = asked.read(text, names)
            if value is None:
                break
            wrong = complaint(kind, asked.key, value, corpus, names)
            if not wrong:
                shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
                if shown != text.strip() and not isinstance(value, bool):
                    _console.say(f"  → {shown}")
                put(values, asked.key, value)
                break
            _console.say(f"  {wrong}")


def _put_question(asked: Question, names: Names) -> None:
    _console.say(f"{asked.spec.guide} Например: {asked.spec.good}")
    for number, value in enumerate(asked.values(names), 1):
        _console.say(f"  {number:>2}. {value}")
    if asked.several:
        _console.say("  Несколько — через запятую.")
