"""What only the bank knows of a built site before it is published: whom it must not name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from metodbank.rules.corpus import read_corpus
from metodbank.rules.people import hidden_names
from metodbank.site.settings import read_settings

READ = {".html", ".js", ".json", ".csv", ".xml", ".txt", ".ics", ".md"}
"""Files whose text can be searched; attachments in office formats are for a person to read."""


def beyond_consent(config_file: Path, files: Mapping[str, Path]) -> Iterator[tuple[str, int, str]]:
    """Yield the file, the line and the person's slug wherever a built site names somebody it may not name.

    Only certain mentions: whether a surname alone is a namesake's has been decided beside the text (MB706).
    """
    hidden = hidden_names(read_corpus(read_settings(config_file)))
    if hidden is None:
        return
    for name, path in files.items():
        if PurePosixPath(name).suffix in READ:
            text = path.read_text(encoding="utf-8", errors="replace")
            for mention in hidden.found(text):
                if mention.certain:
                    yield name, text.count("\n", 0, mention.match.start()) + 1, mention.person
