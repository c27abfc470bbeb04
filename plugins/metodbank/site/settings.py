"""The bank's options in ``mkdocs.yml``, and the settings the layers below are given."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import cast

from mkdocs.config import base, load_config
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig

from metodbank.rules.settings import Admission, Papers, Settings


class PapersConfig(base.Config):
    """What certificates, minutes and letters say of the bank; who keeps it is ``extra.owner.name``."""

    bank = c.Type(str, default=Papers.bank)
    """The bank's name, as it stands after «включена в»."""
    signer = c.Type(str, default=Papers.signer)
    """The position of who signs."""
    signer_name = c.Type(str, default="")
    """Initials and surname of who signs; empty leaves a line to write on."""


class BankConfig(base.Config):
    """Options of ``metodbank/bank``."""

    people_dir = c.Optional(c.Type(str))
    """A folder with entries of people outside the repository, beside ``content/people``."""
    member_admission = c.Choice(("any", "perm", "diagnostics", "both"), default="any")
    """Which rule admits to the methodical activ; see ``Settings.member_admission``."""
    attachment_megabytes = c.Type(int, default=20)
    """The largest file that may stand beside an entry."""
    warn_days = c.Type(int, default=60)
    """How many days before the end of a term to speak of it."""
    papers = c.SubConfig(PapersConfig)
    """The bank's own papers."""
    today = c.Optional(c.Type(dt.date))
    """The day to build for; by default ``SOURCE_DATE_EPOCH`` or today."""


def settings_of(options: BankConfig, config: MkDocsConfig) -> Settings:
    """Return the settings of the bank whose ``mkdocs.yml`` has been loaded."""
    root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
    return Settings(
        root=root,
        today=options.today or _today(),
        people_dir=(root / options.people_dir) if options.people_dir else None,
        member_admission=cast(Admission, options.member_admission),
        attachment_megabytes=options.attachment_megabytes,
        warn_days=options.warn_days,
        site=config.site_url or "",
        papers=Papers(
            bank=options.papers.bank,
            owner=str((config.extra.get("owner") or {}).get("name") or ""),
            signer=options.papers.signer,
            signer_name=options.papers.signer_name,
        ),
    )


def read_settings(config_file: Path) -> Settings:
    """Load ``mkdocs.yml`` and return the bank's settings."""
    config = load_config(str(config_file))
    plugin = config.plugins["metodbank/bank"]
    return settings_of(cast(BankConfig, plugin.config), config)


def _today() -> dt.date:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC).date() if epoch else dt.date.today()
