"""The plugin ``metodbank/form``: the form on the page «Предложить практику», made from the model."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import cast

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from metodbank.intake.forges import FORGES, forge_pages
from metodbank.intake.form import form_data
from metodbank.model.kinds import kinds
from metodbank.site.bank import BankPlugin
from metodbank.site.made import made_file

PLACE = "<p>[[форма]]</p>"
"""The paragraph of an ordinary page that the form takes the place of."""


class FormConfig(base.Config):
    """Options of ``metodbank/form``."""

    forge = c.Choice(FORGES, default="none")
    """What the repository at ``repo_url`` is kept by; «none» when submitters have no account there."""
    branch = c.Type(str, default="main")
    """The branch that proposals are made to."""
    upload_url = c.Type(str, default="")
    """The forge's page for uploading files, where it differs from the usual one."""
    email = c.Type(str, default="")
    """Where proposals are sent; by default the owner's address, ``extra.owner.email``."""


class FormPlugin(BasePlugin[FormConfig]):
    """Puts the form in its place, and what it is made from into a script beside the page."""

    def __init__(self) -> None:
        self._script = ""

    @event_priority(0)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Write the form's data as a script, so that it also loads where fetch is refused: from a folder."""
        bank = cast(BankPlugin, config.plugins["metodbank/bank"]).bank
        kind = kinds()["practice"]
        pages = forge_pages(
            self.config.forge, config.repo_url or "", self.config.branch, kind.home, self.config.upload_url
        )
        owner = cast(dict[str, str], config.extra.get("owner") or {})
        data = {
            **form_data(kind, bank),
            "email": self.config.email or owner.get("email", ""),
            "forge": dataclasses.asdict(pages) if pages else None,
        }
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).replace("</", "<\\/")
        content = f"metodbankForm({text});\n"
        self._script = f"assets/form/{kind.name}.{hashlib.sha256(content.encode()).hexdigest()[:12]}.js"
        files.append(made_file(config, self._script, content))
        return files

    @event_priority(0)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Put the form where the page asks for it; an entry's text never can."""
        if page.file.generated_by is not None or PLACE not in html:
            return html
        renderer = cast(BankPlugin, config.plugins["metodbank/bank"]).renderer
        fragment = renderer.fragment("form.html", page, data=self._script)
        return html.replace(PLACE, fragment, 1)
