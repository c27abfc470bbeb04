"""A ZIP from outside is looked over before anything in it is used: its names, kinds and sizes.

Nothing is unpacked to the disk here: what passes is bytes by name, and every name is checked as it stands in the
archive, before a library has tidied it up.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

MAX_FILE = 100_000_000
MAX_UNPACKED = 200_000_000
"""Sizes in bytes: of the archive, and of everything in it."""
MAX_PARTS = 200
RATIO = 400
"""How many times a file of more than a megabyte may be larger than packed: text packs by 20, a bomb by 1000."""
LEFTOVERS = {".ds_store", "thumbs.db", "desktop.ini"}
"""What a computer adds to a folder by itself."""


class ArchiveRefusedError(Exception):
    """The archive cannot be taken in; the text says in Russian why and what to do."""


def read_archive(file: Path) -> Mapping[str, bytes]:
    """Return the files of a ZIP by their names with ``/``.

    :raises ArchiveRefusedError: for anything that is not a plain folder of files of a sensible size.
    :raises OSError: when the file cannot be read.
    """
    if file.stat().st_size > MAX_FILE:
        raise ArchiveRefusedError(f"файл больше {MAX_FILE // 1_000_000} МБ: пришлите большие приложения отдельно")
    raw = file.read_bytes()
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        parts = archive.infolist()
    except Exception as error:  # zipfile and struct each have their own for a damaged file
        raise ArchiveRefusedError("это не архив ZIP, или он повреждён: скачайте карточку заново") from error
    if len(parts) > MAX_PARTS:
        raise ArchiveRefusedError(f"в архиве больше {MAX_PARTS} файлов: это не карточка")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise ArchiveRefusedError("архив при распаковке разрастается сверх меры: так делают вредоносные файлы")
    found: dict[str, bytes] = {}
    seen: set[str] = set()
    for part in parts:
        _judge(part)
        name = part.orig_filename
        if part.is_dir() or name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].casefold() in LEFTOVERS:
            continue
        if name.casefold() in seen:
            raise ArchiveRefusedError(f"файл «{_shown(name)}» лежит в архиве дважды")
        seen.add(name.casefold())
        found[name] = _content(archive, part)
    return found


def _judge(part: zipfile.ZipInfo) -> None:
    name = part.orig_filename
    pieces = name.rstrip("/").split("/")
    outside = name.startswith("/") or "\\" in name or re.match(r"[A-Za-z]:", name)
    if outside or any(piece in ("", ".", "..") for piece in pieces):
        raise ArchiveRefusedError(f"имя «{_shown(name)}» ведёт за пределы папки: так делают вредоносные файлы")
    if not name.isprintable():
        raise ArchiveRefusedError(f"в имени «{_shown(name)}» есть невидимые знаки")
    if stat.S_IFMT(part.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveRefusedError(f"«{_shown(name)}» — ссылка, а не файл: так делают вредоносные файлы")
    if part.flag_bits & 1:
        raise ArchiveRefusedError("архив закрыт паролем: пришлите без пароля")
    if part.file_size > max(1_000_000, part.compress_size * RATIO):
        raise ArchiveRefusedError("архив при распаковке разрастается сверх меры: так делают вредоносные файлы")


def _content(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(part) as stream:
            content = stream.read(part.file_size + 1)
    except Exception as error:  # zlib, lzma, bz2 and zipfile each have their own
        raise ArchiveRefusedError(f"«{_shown(part.orig_filename)}» не распаковать: скачайте карточку заново") from error
    if len(content) > part.file_size:
        raise ArchiveRefusedError("архив при распаковке разрастается сверх меры: так делают вредоносные файлы")
    return content


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name)[:100]
