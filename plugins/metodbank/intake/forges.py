"""Where a forge takes a new entry in the browser: its page for a new file, filled in, or its page for uploads.

Filling in by address: GitHub, and Gitea since 1.16 (go-gitea/gitea#16556) with Forgejo after it. Whoever may not write
to the repository is offered a copy by GitHub, GitLab and Gitea since 1.25 (go-gitea/gitea#34240); Forgejo and older
Gitea answer «404» instead. GitLab has a page for uploads but takes no text in the address; of GitVerse and GitFlic
nothing of the kind is documented, so their link is the repository itself until the administrator names a better one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

Forge = Literal["none", "gitea", "forgejo", "github", "gitlab", "gitverse", "gitflic"]
FORGES: tuple[Forge, ...] = ("none", "gitea", "forgejo", "github", "gitlab", "gitverse", "gitflic")

_NEW = {
    "gitea": "{repo}/_new/{branch}/{home}/{{slug}}?filename=index.md&value={{text}}",
    "forgejo": "{repo}/_new/{branch}/{home}/{{slug}}?filename=index.md&value={{text}}",
    "github": "{repo}/new/{branch}?filename={home}/{{slug}}/index.md&value={{text}}",
}
_UPLOAD = {
    "gitea": "{repo}/_upload/{branch}/{home}",
    "forgejo": "{repo}/_upload/{branch}/{home}",
    "github": "{repo}/upload/{branch}/{home}",
    "gitlab": "{repo}/-/tree/{branch}/{home}",
}

_WRITERS_ONLY = ("gitea", "forgejo")


@dataclass(frozen=True)
class ForgePages:
    """Addresses of one bank's forge.

    :param new: of a new file with ``{slug}`` and ``{text}`` to be filled in, percent-encoded; or empty.
    :param upload: of the page where files are uploaded by hand.
    :param hidden: both pages may be said not to exist to people who may not write to the repository.
    """

    new: str
    upload: str
    hidden: bool


def forge_pages(forge: Forge, repository: str, branch: str, home: str, upload: str = "") -> ForgePages | None:
    """Return the addresses for entries of a home folder, or None where the bank has no forge people may use."""
    repo = repository.rstrip("/")
    if forge == "none" or not repo:
        return None
    values = {"repo": repo, "branch": quote(branch), "home": quote(home)}
    return ForgePages(
        new=_NEW.get(forge, "").format(**values),
        upload=upload or _UPLOAD.get(forge, "{repo}").format(**values),
        hidden=forge in _WRITERS_ONLY,
    )
