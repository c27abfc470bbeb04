"""``new.py forge``: the definitions a forge reads, put where it reads them."""

from __future__ import annotations

import re
from pathlib import Path

import click

import _console
import _environment
from metodbank.intake.forge_ci import Choices, definitions, forges, to_set


def add_command(group: click.Group) -> None:
    """Add the command to the group."""

    @_console.sub(group, "forge", "new.py forge gitlab")
    @click.argument("name", metavar="ПЛОЩАДКА", type=click.Choice(list(forges())))
    @click.option("--branch", default="main", show_default=True, metavar="ИМЯ", callback=_plain, help="Главная ветка.")
    @click.option("--runner", default="", metavar="МЕТКА", callback=_plain,
                  help="Метка исполнителя; без неё — обычная для площадки.")  # fmt: skip
    @click.option("--image", default=Choices.image, show_default=True, metavar="ОБРАЗ", callback=_plain,
                  help="Образ с Python и git; нужен GitLab и GitFlic.")  # fmt: skip
    @click.option("--force", is_flag=True, help="Записать поверх прежних файлов.")
    def forge(name: str, branch: str, runner: str, image: str, force: bool) -> None:
        """Настроить проверку запросов на слияние, предпросмотр и публикацию на площадке с git.

        ПЛОЩАДКА — gitlab, gitea, forgejo, github, gitverse или gitflic. Файлы встают туда, где площадка их читает;
        остаётся сохранить их в git и сделать то, что команда перечислит.
        """
        choices = Choices(branch, runner, image)
        files = definitions(name, choices)
        root = _environment.ROOT
        there = [path for path in files if (root / path).exists() and not _same(root / path, files[path])]
        if there and not force:
            _console.say(f"Уже есть: {', '.join(there)}. Ничего не записано; переписать — --force.")
            raise SystemExit(1)
        for path, text in files.items():
            _write(root / path, text)
            _console.say(f"Записано: {path}")
        _console.say(f"\nДальше, на самой площадке ({forges()[name].title}):")
        for number, line in enumerate(to_set(name, choices), 1):
            _console.say(f"  {number}. {line}")
        _console.say("\nПо шагам — content/help/forges.md.")


def _plain(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """Names go into a definition as they are, so they are plain."""
    if value and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/:@-]*", value):
        raise click.BadParameter(f"«{value}»: годятся латинские буквы, цифры и знаки . _ / : @ -")
    return value


def _same(path: Path, text: str) -> bool:
    return path.read_bytes().replace(b"\r\n", b"\n") == text.encode()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8", newline="\n")
    fresh.replace(path)
