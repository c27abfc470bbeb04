"""Where a password comes from: the environment, the system's keeper of passwords, or a person; never a file of ours."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import keyring
import keyring.errors

from metodbank.publish.settings import Ftp, Ftps, Rsync, Sftp
from metodbank.publish.store import StoreError

Ask = Callable[[str], str]
"""Asks a person, without showing what is typed."""
SERVICE = "metodbank"
"""The name under which the system's keeper holds our passwords."""
KEEPER = Path(sys.executable).with_name("keyring")
"""The command that puts a password there; it lies in the project's environment, where no shell looks by itself."""


class Credentials:
    """Passwords of one run; each is asked for once."""

    def __init__(self, ask: Ask | None) -> None:
        self._ask = ask
        self._known: dict[str, str] = {}

    def password(self, target: Sftp | Rsync | Ftps | Ftp) -> str | None:
        """Return the password of a target's user, or None when there is nobody and nowhere to ask."""
        account = f"{target.user}@{target.host}"
        if account not in self._known:
            found = os.environ.get(target.password_env) or _kept(account)
            if not found and self._ask:
                found = self._ask(f"Пароль {account}")
            if not found:
                return None
            self._known[account] = found
        return self._known[account]

    def demanded(self, target: Ftps | Ftp) -> str:
        """Return a password where there is no other way in."""
        password = self.password(target)
        if password is None:
            raise StoreError(
                f"Нет пароля для {target.user}@{target.host}",
                f"впишите его в переменную {target.password_env} или выполните: "
                f'"{KEEPER}" set {SERVICE} {target.user}@{target.host}',
            )
        return password


def _kept(account: str) -> str | None:
    try:
        return keyring.get_password(SERVICE, account)
    except keyring.errors.KeyringError:  # a server or a container has no keeper
        return None
