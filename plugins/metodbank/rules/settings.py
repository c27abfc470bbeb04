"""What an administrator decides about a bank; the site's plugin options are read into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path, PurePosixPath
from typing import Literal

from metodbank.model.entry import Kind

Admission = Literal["perm", "diagnostics", "both", "any"]

ATTACHMENT_TYPES = (
    ".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".rtf", ".txt", ".csv",
    ".png", ".jpg", ".jpeg", ".webp", ".gif", ".mp3", ".mp4", ".zip",
)  # fmt: skip
"""Files that may stand beside an entry. SVG and HTML may carry scripts and are not among them."""


@dataclass(frozen=True)
class Papers:
    """What the bank's own papers (certificates, minutes, letters) say of the bank and of who signs them.

    :param bank: the bank's name, as it stands after «включена в».
    :param owner: who keeps the bank; the heading of a paper.
    :param signer: the position of who signs; ``signer_name`` initials and surname, or empty to leave a line.
    """

    bank: str = "муниципальный банк успешных педагогических и управленческих практик"
    owner: str = ""
    signer: str = "Руководитель"
    signer_name: str = ""


@dataclass(frozen=True)
class Settings:
    """Settings of one bank.

    :param root: the folder that holds ``content`` and ``practices``.
    :param today: the day the bank is checked and built for.
    :param people_dir: a folder with people's entries outside the repository, beside ``content/people``.
    :param member_admission: which rule admits to the activ: Perm's («perm»: highest category, higher
        pedagogical education, 5 years — perm-2022-2023, line 953), diagnostics and training
        («diagnostics» — line 763), both of them, or either («any»).
    :param attachment_megabytes: the largest file that may stand beside an entry.
    :param site: the address of the published site, with a slash at the end, or empty.
    :param warn_days: how many days before the end of a term to speak of it.
    :param papers: what the bank's papers say of the bank itself.
    """

    root: Path
    today: dt.date = dataclass_field(default_factory=dt.date.today)
    people_dir: Path | None = None
    member_admission: Admission = "any"
    attachment_megabytes: int = 20
    warn_days: int = 60
    site: str = ""
    papers: Papers = Papers()

    def homes(self, kind: Kind) -> Iterator[tuple[Path, Path]]:
        """Yield ``(base, folder)`` for every folder that holds entries of a kind; names count from base."""
        yield self.root, self.root / kind.home
        if kind.name == "person" and self.people_dir is not None:
            folder = self.people_dir.resolve()
            yield folder.parent, folder

    @property
    def people_missing(self) -> bool:
        """Whether the closed folder of people is not to be had here, as on a forge that checks a request."""
        return self.people_dir is not None and not self.people_dir.is_dir()

    def relative(self, paths: Iterable[Path]) -> Iterator[PurePosixPath]:
        """Yield paths as problems name them: from the root, with ``/``."""
        for path in paths:
            yield PurePosixPath(path.relative_to(self.root).as_posix())
