"""The published site asked for at its public address, as visitors will."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import requests

from metodbank.publish import words
from metodbank.publish.manifest import Mark
from metodbank.publish.ordered import STATE
from metodbank.publish.plan import TWINS, is_page

PAGES, PARTS = 8, 8
"""How many pages, and how many parts of the search, are asked for besides the front page and the manifests."""
TIMEOUT = 30
SEARCH = re.compile(r"(^|/)search/")
SAFE_HEADERS = ("X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy")


@dataclass(frozen=True)
class Check:
    """One thing looked at: ``passed`` is None where the site works without it, yet could be better."""

    what: str
    passed: bool | None
    detail: str = ""


def check_public(
    url: str, marks: Mapping[str, Mark], changed: Sequence[str] = (), verify: bool | str = True
) -> list[Check]:
    """Return what the site looks like from outside; ``changed`` are asked for before others."""
    base = url if url.endswith("/") else f"{url}/"
    with requests.Session() as session:
        session.verify = verify
        session.headers.update({"Cache-Control": "no-cache", "User-Agent": "metodbank-publish"})
        try:
            return list(_checks(session, base, marks, changed))
        except requests.exceptions.SSLError as error:
            return [Check("Защищённое соединение", False, f"сертификат сайта не принят: {_reason(error)}")]
        except requests.RequestException as error:
            return [Check("Сайт отвечает", False, f"{base}: {_reason(error)}")]


def _checks(session: requests.Session, base: str, marks: Mapping[str, Mark], changed: Sequence[str]) -> Iterable[Check]:
    pages = [name for name in marks if is_page(name) and not name.endswith(TWINS)]
    front = _get(session, base)
    yield _same("Главная страница", base, front, marks.get("index.html"))
    chosen = _sample([name for name in changed if name in set(pages)], pages, PAGES)
    yield _group(session, base, "Страницы", chosen, marks)
    search = [name for name in marks if SEARCH.search(name) and not name.endswith(TWINS)]
    lists = [name for name in search if "manifest" in name]
    if search:
        parts = _sample([name for name in changed if name in set(search)], search, PARTS)
        yield _group(session, base, "Поиск: список и части указателя", sorted({*lists, *parts}), marks)
    scripts = [name for name in marks if name.endswith((".js", ".css"))]
    yield _group(session, base, "Скрипты и стили", _sample([], scripts, PARTS), marks)
    yield _types(session, base, scripts)
    yield _lost(session, base, marks.get("404.html"))
    yield _compression(session, base)
    missing = [name for name in SAFE_HEADERS if name not in front.headers]
    yield Check("Заголовки безопасности", None if missing else True, f"нет {', '.join(missing)}" if missing else "")
    if not base.startswith("https://"):
        yield Check("Защищённое соединение", None, "адрес без https")
    hidden = _get(session, f"{base}{STATE}/history.json").status_code
    yield Check(
        "Служебная папка", None if hidden == 200 else True, f"{STATE}/ видна всем" if hidden == 200 else "закрыта"
    )


def _get(session: requests.Session, url: str, encoding: str = "identity") -> requests.Response:
    return session.get(url, headers={"Accept-Encoding": encoding}, timeout=TIMEOUT)


def _wrong(answer: requests.Response, mark: Mark | None) -> str:
    if answer.status_code != 200:
        return f"ответ {answer.status_code}"
    if mark is not None and hashlib.sha256(answer.content).hexdigest() != mark.sha256:
        return "отдаётся не то, что выложено: прежняя копия из кэша, другая папка или правка по дороге"
    return ""


def _same(what: str, url: str, answer: requests.Response, mark: Mark | None) -> Check:
    wrong = _wrong(answer, mark)
    return Check(what, not wrong, f"{url}: {wrong}" if wrong else "")


def _group(session: requests.Session, base: str, what: str, names: Sequence[str], marks: Mapping[str, Mark]) -> Check:
    wrong = [
        f"{name}: {reason}"
        for name in names
        if (reason := _wrong(_get(session, base + quote(name)), marks[name]))
    ]  # fmt: skip
    return Check(what, not wrong, "; ".join(words.listed(wrong, 3)) or f"проверено: {len(names)}")


def _types(session: requests.Session, base: str, scripts: Sequence[str]) -> Check:
    """A browser that is told nosniff refuses a script or a style under another type."""
    wrong = []
    for ending, type_ in ((".js", "javascript"), (".css", "css")):
        name = next((name for name in scripts if name.endswith(ending)), None)
        if name:
            given = _get(session, base + quote(name)).headers.get("Content-Type", "")
            if type_ not in given:
                wrong.append(f"{ending} — «{given}»")
    page = _get(session, base).headers.get("Content-Type", "")
    if "html" not in page:
        wrong.append(f".html — «{page}»")
    return Check("Виды файлов (Content-Type)", not wrong, ", ".join(wrong))


def _lost(session: requests.Session, base: str, mark: Mark | None) -> Check:
    answer = _get(session, f"{base}net-takoy-stranicy-{secrets.token_hex(4)}.html")
    if answer.status_code != 404:
        return Check("Несуществующая страница", None, f"ответ {answer.status_code} вместо 404")
    ours = mark is not None and hashlib.sha256(answer.content).hexdigest() == mark.sha256
    return Check(
        "Несуществующая страница", True if ours else None, "" if ours else "сервер показывает свою, а не 404.html"
    )


def _compression(session: requests.Session, base: str) -> Check:
    way = _get(session, base, "gzip, br").headers.get("Content-Encoding", "")
    return Check("Сжатие", True if way else None, way or "страницы идут несжатыми: на слабой линии это долго")


def _sample(first: Sequence[str], names: Sequence[str], most: int) -> list[str]:
    """Return names spread evenly, those that come first before others."""
    rest = sorted(set(names) - set(first))
    chosen = sorted(first)[: most // 2]
    step = max(1, len(rest) // max(1, most - len(chosen)))
    return chosen + rest[::step][: most - len(chosen)]


def _reason(error: Exception) -> str:
    text = str(error)
    for part, russian in (
        ("CERTIFICATE_VERIFY_FAILED", "проверьте срок сертификата и имя в нём"),
        ("Name or service not known", "такого имени нет в сети"),
        ("getaddrinfo failed", "такого имени нет в сети"),
        ("Connection refused", "в соединении отказано"),
        ("timed out", "ответа нет"),
    ):
        if part in text:
            return russian
    return type(error).__name__
