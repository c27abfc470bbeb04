"""A target of ``publish.yml`` becomes a store to work with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from metodbank.publish.credentials import Credentials
from metodbank.publish.ftp_store import FtpStore
from metodbank.publish.local_store import LocalStore
from metodbank.publish.publisher import Shown
from metodbank.publish.rsync_store import RsyncStore
from metodbank.publish.settings import Folder, Rsync, Sftp
from metodbank.publish.sftp_store import SftpStore
from metodbank.publish.store import Store, StoreError


def opener(target: Shown, root: Path, credentials: Credentials) -> Callable[[], Store]:
    """Return what connects to a target; ``root`` is where relative paths of this computer begin."""
    if isinstance(target, Folder):
        site = root / target.path
        if site.is_relative_to(root):
            site.parent.mkdir(parents=True, exist_ok=True)
        return lambda: _folder(site)
    if isinstance(target, Rsync):
        return lambda: RsyncStore(target, lambda: credentials.password(target))
    if isinstance(target, Sftp):
        return lambda: SftpStore(target, lambda: credentials.password(target))
    return lambda: FtpStore(target, lambda: credentials.demanded(target))


def _folder(site: Path) -> LocalStore:
    if not site.parent.is_dir():
        raise StoreError(f"Нет папки {site.parent}", "подключите диск или флешку, или создайте папку")
    return LocalStore(site.parent)
