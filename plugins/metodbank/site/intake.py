"""The plugin ``metodbank/intake``: offers on the site what a submission is made with."""

from __future__ import annotations

from typing import cast

from mkdocs.config import base
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files

from metodbank.intake.card.blank import blank_card
from metodbank.intake.card.layout import CARD_FILES
from metodbank.model.kinds import kinds
from metodbank.site.bank import BankPlugin


class IntakeConfig(base.Config):
    """``metodbank/intake`` has no options."""


class IntakePlugin(BasePlugin[IntakeConfig]):
    """Puts the blank card among the files of the site, made from the model and the bank's vocabularies."""

    @event_priority(25)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the blank cards, and tell the templates where they are."""
        plugin = cast(BankPlugin, config.plugins["metodbank/bank"])
        plugin.renderer.environment.globals["card_files"] = CARD_FILES
        for name, uri in CARD_FILES.items():
            files.append(File.generated(config, uri, content=blank_card(kinds()[name], plugin.bank.vocabularies)))
        return files
