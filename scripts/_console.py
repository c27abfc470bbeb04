"""What all commands share: click in Russian, a terminal in UTF-8, and progress that is quiet in CI."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

import _environment

os.environ["LANGUAGE"] = "ru"
gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))


CONTEXT: dict[str, Any] = {"help_option_names": ["--help", "-h"], "max_content_width": 100}


def command(example: str, **settings: object) -> Callable[[Callable[..., None]], click.Command]:
    """Return the decorator of a command: help in Russian, closed by an example."""
    context = {**CONTEXT, **settings}
    return click.command(context_settings=context, options_metavar="[ПАРАМЕТРЫ]", epilog=f"Пример: {example}")


def group(example: str) -> Callable[[Callable[..., None]], click.Group]:
    """Return the decorator of a command made of several: each is added by :func:`sub`."""
    settings: dict[str, Any] = {"context_settings": CONTEXT, "options_metavar": "[ПАРАМЕТРЫ]"}
    return click.group(**settings, subcommand_metavar="ЧТО [ПАРАМЕТРЫ]…", epilog=f"Пример: {example}")


def sub(of: click.Group, name: str, example: str) -> Callable[[Callable[..., None]], click.Command]:
    """Return the decorator of one command of a group."""
    return of.command(name, context_settings=CONTEXT, options_metavar="[ПАРАМЕТРЫ]", epilog=f"Пример: {example}")


_environment.utf8(sys.stdout)
console = Console(file=_environment.utf8(sys.stderr), highlight=False, soft_wrap=True)
"""Where a command talks to a person; results for programs go to standard output."""


@contextmanager
def progress(title: str) -> Iterator[Progress]:
    """Show a bar on a terminal, and nothing in CI or a pipe."""
    quiet = not console.is_terminal or bool(os.environ.get("CI"))
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True, disable=quiet) as bar:
        if quiet:
            console.print(title)
        yield bar


def say(text: str) -> None:
    """Tell a person one line, as it is."""
    console.print(text, markup=False)


def in_ci() -> bool:
    """Whether nobody sits at the terminal: forges set ``CI``."""
    return bool(os.environ.get("CI"))
