"""``publish.yml``: where the site goes and how, with every mistake at its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import AnyHttpUrl, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process


def _relative(value: object) -> object:
    if isinstance(value, str) and (".." in PurePosixPath(value).parts or "\\" in value):
        raise ValueError("path")
    return value


RemotePath = Annotated[str, Field(min_length=1), BeforeValidator(_relative)]
Moved = Annotated[str, Field(pattern=r"^[^/\s][^\s]*\.html$")]


class _Target(BaseModel):
    """What every place for the site has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: AnyHttpUrl | None = None
    """The public address; without it the site is not checked over HTTP."""
    keep: Annotated[int, Field(ge=1, le=50)] = 5
    """How many releases may be returned to, the one shown among them."""
    linger_hours: Annotated[int, Field(ge=0, le=72)] = 24
    """How long an asset stays for pages that were opened before it left the site; three days at most."""
    compress: tuple[Literal["gzip", "brotli"], ...] = ()
    """Which precompressed copies stand beside the files."""


class _Switched(_Target):
    path: RemotePath
    switch: Literal["ordered", "symlink"] = "ordered"
    """How the release is shown: files replaced one by one in order, or one symbolic link turned."""
    releases: RemotePath | None = None
    """Where releases lie with ``symlink``, out of visitors' sight; by default beside the site, «<path>-releases»."""


class Folder(_Switched):
    """A folder of this computer, a mounted share, a USB stick."""

    kind: Literal["folder"]
    path: Annotated[str, Field(min_length=1)]


class Archive(_Target):
    """A ZIP for a hosting's file manager."""

    kind: Literal["zip"]
    path: Annotated[str, Field(min_length=1)] = "build/zip"


class _Server(_Switched):
    host: Annotated[str, Field(min_length=1, pattern=r"^[^\s/@:]+$")]
    user: Annotated[str, Field(min_length=1)]
    password_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] = "METODBANK_PASSWORD"  # noqa: S105 - a name, not a password
    """The environment variable a password is taken from."""
    timeout: Annotated[int, Field(ge=3, le=600)] = 30
    """Seconds of silence after which a line counts as cut."""


class Sftp(_Server):
    """SSH with its file transfer."""

    kind: Literal["sftp"]
    port: Annotated[int, Field(ge=1, le=65535)] = 22
    key: str | None = None
    """A private key; besides it the agent's keys and those in ``~/.ssh`` are tried."""
    known_hosts: str = "~/.ssh/known_hosts"


class Rsync(Sftp):
    """SSH with a shell: the real rsync carries the files, the file transfer does the rest."""

    kind: Literal["rsync"]  # type: ignore[assignment]


class Ftps(_Server):
    """FTP with explicit TLS."""

    kind: Literal["ftps"]
    port: Annotated[int, Field(ge=1, le=65535)] = 21
    switch: Literal["ordered"] = "ordered"
    ca_file: str | None = None
    """Certificates to trust besides the system's, for a hosting with its own authority."""


class Ftp(_Server):
    """FTP without protection."""

    kind: Literal["ftp"]
    port: Annotated[int, Field(ge=1, le=65535)] = 21
    switch: Literal["ordered"] = "ordered"
    allow_plain_ftp: Literal[True]
    """Said aloud: the password and the files go unprotected."""


Target = Annotated[Folder | Archive | Sftp | Rsync | Ftps | Ftp, Field(discriminator="kind")]
KINDS = {get_args(model.model_fields["kind"].annotation)[0]: model for model in get_args(get_args(Target)[0])}


class Publishing(BaseModel):
    """The whole file; the first target is the one that is published to when none is named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    targets: Annotated[dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")], Target], Field(min_length=1)]
    redirects: dict[Moved, Moved] = {}
    """Old address of a page and its new one, both from the site's root."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with the file, and where."""

    line: int
    column: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.line}:{self.column}  {self.message}" + (f"\n      {self.hint}" if self.hint else "")


class SettingsError(Exception):
    """The file cannot be used."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.path, self.faults = path, faults
        super().__init__("\n".join([path.name, *(f"  {fault}" for fault in faults)]))


def read_settings(path: Path) -> Publishing:
    """Read ``publish.yml``; raises :class:`SettingsError` with all that is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except FileNotFoundError:
        raise SettingsError(path, [Fault(1, 1, "файла нет", "образец — publish.yml в поставке банка")]) from None
    except UnicodeDecodeError:
        raise SettingsError(path, [Fault(1, 1, "файл не в UTF-8", "сохраните его в кодировке UTF-8")]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        hint = "проверьте отступы (пробелы, не табуляция), двоеточия и кавычки"
        raise SettingsError(path, [Fault(*place, "строку не удалось разобрать", hint)]) from None
    marks = dict(_marks(node, ())) if node else {}
    twice = list(_twice(node)) if node else []
    try:
        settings = TypeAdapter(Publishing).validate_python(data)
    except ValidationError as error:
        found = twice + [_fault(one, marks) for one in error.errors()]
        raise SettingsError(path, sorted(found, key=lambda fault: (fault.line, fault.column))) from None
    if twice:
        raise SettingsError(path, twice)
    return settings


Path_ = tuple[str, ...]


def _marks(node: yaml.Node, path: Path_) -> Iterator[tuple[Path_, tuple[int, int]]]:
    """Yield where each key stands."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            yield here, (key.start_mark.line + 1, key.start_mark.column + 1)
            yield from _marks(value, here)


def _twice(node: yaml.Node) -> Iterator[Fault]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield Fault(key.start_mark.line + 1, key.start_mark.column + 1, f"ключ «{key.value}» записан дважды")
            seen.add(key.value)
            yield from _twice(value)


SECRET = {"password", "pass", "passwd", "пароль", "token", "secret"}
REASONS = {
    "missing": "нет обязательного ключа «{key}»",
    "extra_forbidden": "незнакомый ключ «{key}»",
    "union_tag_invalid": "такого вида нет: «{value}»",
    "union_tag_not_found": "не сказано, какого вида место: нужен ключ kind",
    "int_parsing": "«{key}» — целое число, а не «{value}»",
    "int_type": "«{key}» — целое число, а не «{value}»",
    "url_parsing": "«{value}» — не адрес",
    "url_scheme": "адрес начинается с https:// или http://, а здесь «{value}»",
    "literal_error": "«{key}: {value}» — так нельзя",
    "string_type": "«{key}» — строка, а не «{value}»",
    "string_pattern_mismatch": "«{value}» здесь не годится",
    "greater_than_equal": "«{key}: {value}» — слишком мало",
    "less_than_equal": "«{key}: {value}» — слишком много",
    "model_type": "здесь нужны ключи с отступом, а не «{value}»",
    "dict_type": "здесь нужны ключи с отступом, а не «{value}»",
    "value_error": "«{key}: {value}» — путь на сервере пишут через «/» и без «..»",
}


def _fault(error: ErrorDetails, marks: dict[Path_, tuple[int, int]]) -> Fault:
    """Turn an error of the model into a line, a reason and a hint."""
    place = [str(part) for part in error["loc"]]
    tag = place.pop(2) if place[:1] == ["targets"] and len(place) > 2 and place[2] in KINDS else ""
    if place and place[-1] == "[key]":
        place.pop()
    key = next((part for part in reversed(place) if not part.isdecimal()), "")
    where = list(place)
    while where and tuple(where) not in marks:
        where.pop()
    line, column = marks.get(tuple(where), (1, 1))
    kind = error["type"]
    value = error["input"] if not isinstance(error["input"], dict) else error.get("ctx", {}).get("tag", "")
    if key in SECRET:
        hint = "уберите строку: пароль спросят при запуске; другие способы — в справке"
        return Fault(line, column, "пароль в файле не хранят", hint)
    message = REASONS.get(kind, "значение не годится: «{value}»").format(key=key, value=value)
    return Fault(line, column, message, _hint(kind, key, value, error, place, tag))


def _hint(kind: str, key: str, value: Any, error: ErrorDetails, place: list[str], tag: str) -> str:
    if key == "allow_plain_ftp":
        return (
            "FTP без защиты передаёт пароль открыто. Спросите у хостинга FTPS или SFTP; если их правда нет, "
            "напишите allow_plain_ftp: true"
        )
    if kind.startswith("union_tag"):
        return _nearest(str(value), KINDS) or f"бывают: {', '.join(KINDS)}"
    if kind == "extra_forbidden":
        known = KINDS[tag].model_fields if tag else Publishing.model_fields
        return _nearest(key, known) or f"бывают: {', '.join(known)}"
    if kind == "literal_error":
        return f"можно: {error.get('ctx', {}).get('expected', '')}".replace(" or ", " или ")
    if "redirects" in place:
        return "адрес страницы от корня сайта, без косой черты в начале: help/teacher.html"
    if kind == "string_pattern_mismatch" and place[:1] == ["targets"] and len(place) == 2:
        return "имя места — латинские буквы, цифры и дефис, сначала буква: production"
    if kind == "string_pattern_mismatch" and key == "host":
        return "только имя сервера: без https://, порта и папки"
    if kind in ("greater_than_equal", "less_than_equal"):
        bounds = error.get("ctx", {})
        return f"наименьшее — {bounds['ge']}" if "ge" in bounds else f"наибольшее — {bounds['le']}"
    return ""


def _nearest(word: str, choices: Any) -> str:
    found = process.extractOne(word.casefold(), list(choices), scorer=fuzz.WRatio, score_cutoff=60)
    return f"возможно, вы имели в виду «{found[0]}»" if found else ""
