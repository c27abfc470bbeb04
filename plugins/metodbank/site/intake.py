"""The plugin ``metodbank/intake``: offers on the site what a submission is made with."""

from __future__ import annotations

from typing import cast

from mkdocs.config import base
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files

from metodbank.intake.card.blank import blank_card
from metodbank.intake.card.layout import CARD_FILES
from metodbank.model.kinds import kinds
from metodbank.site.bank import BankPlugin
from metodbank.site.made import made_file


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
            files.append(made_file(config, uri, blank_card(kinds()[name], plugin.bank.vocabularies)))
        return files
