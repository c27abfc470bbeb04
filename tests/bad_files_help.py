"""A good event to spoil, a mistake planted elsewhere, and what a check says to both."""

from __future__ import annotations

import time

from tests.small_bank import SmallBank

SECONDS = 5
"""How long a processor may be busy with a check that has the worst file in it."""
EVENT = "content/events/2026-12-01-seminar.md"
HEAD = """\
title: Семинар о чеках и процентах
kind: семинар
level: институциональный
format: онлайн
start: 2026-12-01
organizer: shkola-3
audience: [методисты]
status: запланировано
"""
GOOD = f"---\n{HEAD}---\n\nПриходите с чеками.\n"
ELSEWHERE = "practices/shagi/index.md:8:10 MB214 в слове «двоp» латинские буквы: p"
"""A mistake planted in another file, to see that it is still found."""


def head(more: str, body: str = "") -> bytes:
    """An event with more lines in its front matter."""
    return f"---\n{HEAD}{more}\n---\n\n{body}\n".encode()


def planted(bank: SmallBank) -> SmallBank:
    """The bank with a mistake in another file than the bad one."""
    path = "practices/shagi/index.md"
    bank.write(path, bank.read(path).replace("Измеряем двор", "Измеряем двоp"))
    return bank


def checked(bank: SmallBank) -> list[str]:
    """The problems of the bank, found in time."""
    started = time.process_time()
    problems = bank.problems()
    assert time.process_time() - started < SECONDS
    return problems
