"""The look at a built site before it goes up, and the command as a person and a forge call it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from metodbank.publish.examine import DEAD, FOREIGN, Finding, Level, compare, examine, shadowed
from metodbank.publish.manifest import DamagedError, gather
from metodbank.publish.report import findings
from metodbank.site.publishing import beyond_consent
from tests.conftest import ROOT, edit
from tests.publish_help import make_site

BASE = "https://bank.example/"


def found(site: Path, name: str, body: str) -> list[str]:
    """What is said of one page with this body."""
    page = f'<!doctype html>\n<html lang="ru"><head><title>Т</title></head>\n<body><h1>Т</h1>{body}\n</body></html>'
    (site / name).write_text(page, encoding="utf-8")
    return [
        f"{one.level}|{one.topic}|{one.line}|{one.message}" for one in examine(gather(site), BASE) if one.file == name
    ]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return make_site(tmp_path / "small", "v1")


def test_a_good_site_has_nothing_to_say(small: Path) -> None:
    assert examine(gather(small), BASE) == []


DEAD_LINK = "ошибка|Мёртвые ссылки|3|ссылка «{0}» ведёт в никуда: файла {1} нет"
ASKED = "ошибка|Обращения к чужим серверам|3|страница сама обращается к {0}"
ACCESS = "замечание|Доступность|{0}|{1}"
ROOTED = "ошибка|Мёртвые ссылки|3|адрес от корня «/index.html» не откроется из папки и с флешки: нужен относительный"
BAD = {
    "a dead link": ('<a href="net.html">x</a>', DEAD_LINK.format("net.html", "net.html")),
    "a dead picture": ('<img alt="" src="a.png">', DEAD_LINK.format("a.png", "a.png")),
    "a dead address of ours": (f'<a href="{BASE}net.html">x</a>', DEAD_LINK.format(f"{BASE}net.html", "net.html")),
    "a dead anchor": ('<a href="#net">x</a>', "замечание|Мёртвые ссылки|3|в page.html нет места «#net»"),
    "from the root": ('<a href="/index.html">x</a>', ROOTED),
    "a foreign script": ('<script src="https://cdn.example/a.js"></script>', ASKED.format("https://cdn.example/a.js")),
    "a foreign style": ('<p style="background: url(//cdn.example/a)">x</p>', ASKED.format("//cdn.example/a")),
    "a foreign form": ('<form action="https://forms.example/"></form>', ASKED.format("https://forms.example/")),
    "a picture without words": (
        '<img src="404.html">',
        ACCESS.format(3, "у картинки 404.html нет описания alt (1.1.1)"),
    ),
    "a drawing without a name": (
        '<svg role="img"><path d=""/></svg>',
        ACCESS.format(3, "у рисунка svg нет названия: нужен title внутри или aria-label (1.1.1)"),
    ),
    "an empty heading": ("<h2> </h2>", ACCESS.format(3, "заголовок h2 пуст (2.4.6)")),
    "a name from nowhere": (
        '<p aria-labelledby="net">x</p>',
        ACCESS.format(3, "aria-labelledby ведёт к «net», которого на странице нет (1.3.1)"),
    ),
    "a label of nothing": (
        '<label for="net">x</label>',
        ACCESS.format(3, "for ведёт к «net», которого на странице нет (1.3.1)"),
    ),
    "a link without words": ('<a href="404.html"></a>', ACCESS.format(3, "ссылка без слов (2.4.4)")),
    "a button without words": ("<button></button>", ACCESS.format(3, "кнопка без слов (2.4.4)")),
    "a field without a label": ("<input>", ACCESS.format(3, "поле без подписи (1.3.1)")),
    "a skipped heading": ("<h3>x</h3>", ACCESS.format(3, "после заголовка h1 сразу h3 (1.3.1)")),
    "two main headings": ("<h1>x</h1>", ACCESS.format(1, "главных заголовков h1 на странице: 2 (1.3.1)")),
    "a table": ("<table><tr><td>1</td></tr></table>", ACCESS.format(3, "у таблицы нет заголовков th (1.3.1)")),
    "one id twice": ("<p id=a></p><p id=a></p>", ACCESS.format(1, "id «a» встречается 2 раза (4.1.1)")),
    "a frame": ('<iframe src="404.html"></iframe>', ACCESS.format(3, "у вставки iframe нет названия (4.1.2)")),
}


@pytest.mark.parametrize(("body", "said"), BAD.values(), ids=BAD)
def test_a_bad_page_is_found(body: str, said: str, small: Path) -> None:
    assert found(small, "page.html", body) == [said]


def test_no_language_no_title_no_zoom(small: Path) -> None:
    (small / "page.html").write_text(
        '<html><head><meta name="viewport" content="user-scalable=no"></head><body><h1>x</h1></body></html>',
        encoding="utf-8",
    )
    said = {one.message for one in examine(gather(small), BASE)}
    assert said == {
        "не указан язык страницы (3.1.1)",
        "у страницы нет названия (2.4.2)",
        "запрещено увеличение (1.4.4)",
    }


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://other.example/">x</a>',
        '<a href="mailto:a@b.example">x</a>',
        '<img alt="" src="data:image/png;base64,AAAA">',
        '<a href="practices/p-0/">x</a>',
        '<a href="index.html?q=1">x</a>',
        '<label>Имя <input></label>',
        '<svg><title>Рост</title></svg>',
        '<p aria-hidden="true"><svg><path d=""/></svg></p>',
        '<a href="index.html"><svg><path d=""/></svg> главная</a>',
        '<a href="index.html"><img src="assets/fonts/font.woff2" alt="главная"></a>',
    ],
)  # fmt: skip
def test_what_is_no_fault_is_passed_over(body: str, small: Path) -> None:
    assert found(small, "page.html", body) == []


def test_a_style_sheet_is_read_too(small: Path) -> None:
    (small / "assets/more.css").write_text(
        "@import 'https://fonts.example/a.css'; p { background: url(fonts/net.woff2) }", encoding="utf-8"
    )
    topics = [(one.topic, one.level) for one in examine(gather(small), BASE)]
    assert topics == [(DEAD, Level.STOP), (FOREIGN, Level.STOP)]


def test_pages_that_vanish_and_growth() -> None:
    before = {"a.html": 100, "b.html": 100, "old.js": 1}
    said = [one.message for one in compare({"a.html": 100, "big.bin": 500}, before, {"c.html": "net.html"})]
    assert len(said) == 3
    assert "c.html ведёт на net.html" in said[0]
    assert "исчезнет" in said[1]
    assert "самый тяжёлый новый файл — big.bin" in said[2]
    assert compare({"a.html": 100, "b.html": 110}, before, {"b.html": "a.html"}) == []


def test_a_redirect_from_a_page_that_is_there(small: Path) -> None:
    assert [one.level for one in shadowed(small, {"help/teacher.html": "index.html", "x.html": "index.html"})] == [
        Level.STOP
    ]


def test_a_link_out_of_the_site_is_refused(small: Path) -> None:
    (small / "passwd").symlink_to("/etc/passwd")
    with pytest.raises(DamagedError, match="passwd"):
        gather(small)


def test_long_lists_are_cut() -> None:
    lines = list(findings([Finding(Level.STOP, DEAD, f"{number}.html", 1, "x") for number in range(30)], 3))
    assert lines[0] == "  Мёртвые ссылки: 30"
    assert lines[-1] == "… и ещё 27"


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """The smallest bank: the tests' good bank with the commands beside it."""
    root = tmp_path / "bank"
    shutil.copytree(ROOT / "tests/good-bank", root)
    for name in ("mkdocs.yml", "publish.yml", "requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    shutil.copytree(ROOT / "scripts", root / "scripts")
    (root / ".venv").symlink_to(sys.prefix)
    (root / "theme").symlink_to(ROOT / "theme")
    return root


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CI": "true"}
    environment.pop("METODBANK_CACHE", None)
    return subprocess.run(
        [sys.executable, str(root / "scripts/publish.py"), *arguments],
        capture_output=True, text=True, encoding="utf-8", env=environment, check=False,
    )  # fmt: skip


def test_nobody_is_named_beyond_consent(bank: Path, small: Path) -> None:
    person = next((bank / "content/people").glob("*.md"))
    edit(person, name={"surname": "Невидимкина", "given": "Вера"}, consent=None)
    page = small / "help/teacher.html"
    page.write_text(
        page.read_text(encoding="utf-8").replace("<ul>", "\n<p>Вела Вера Невидимкина</p><ul>"), encoding="utf-8"
    )
    assert list(beyond_consent(bank / "mkdocs.yml", gather(small))) == [("help/teacher.html", 2, person.stem)]
    result = run(bank, "--site", str(small), "--yes")
    assert result.returncode == 1
    assert "чьё согласие этого не покрывает" in result.stderr
    assert not (bank / "build/preview").exists(), "nothing goes up"


@pytest.mark.parametrize("switch", ["ordered", pytest.param("symlink", marks=pytest.mark.thorough)])
def test_a_release_older_than_a_withdrawn_consent_is_not_returned_to(
    bank: Path, small: Path, tmp_path: Path, switch: str
) -> None:
    settings = bank / "publish.yml"
    settings.write_text(
        settings.read_text("utf-8").replace("path: build/preview", f"path: build/preview\n    switch: {switch}"),
        "utf-8",
    )
    page = small / "help/teacher.html"
    page.write_text(page.read_text("utf-8").replace("<ul>", "<p>Вела Вера Невидимкина</p><ul>"), encoding="utf-8")
    assert run(bank, "--site", str(small), "--yes").returncode == 0
    later = make_site(tmp_path / "later", "v2")
    assert run(bank, "--site", str(later), "--yes").returncode == 0
    person = next((bank / "content/people").glob("*.md"))
    edit(person, name={"surname": "Невидимкина", "given": "Вера"}, consent=None)
    back = run(bank, "rollback", "--yes")
    assert back.returncode == 1
    assert "help/teacher.html" in back.stderr
    assert "старше отзыва согласия" in back.stderr
    assert "Traceback" not in back.stderr
    assert "v2" in (bank / "build/preview/index.html").read_text("utf-8")


def test_the_whole_way_in_russian(bank: Path, small: Path, tmp_path: Path) -> None:
    dry = run(bank, "--site", str(small), "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert "Появится: 17 файлов" in dry.stderr
    assert not (bank / "build/preview").exists()
    unasked = run(bank, "--site", str(small))
    assert unasked.returncode == 2
    assert "--yes" in unasked.stderr
    assert run(bank, "--site", str(small), "--yes").returncode == 0
    assert (bank / "build/preview/index.html").exists()
    second = make_site(tmp_path / "second", "v2")
    assert run(bank, "--site", str(second), "--yes").returncode == 0
    history = run(bank, "history")
    assert len(history.stderr.splitlines()) == 2
    assert "на сайте" in history.stderr.splitlines()[0]
    back = run(bank, "rollback", "--yes")
    assert back.returncode == 0, back.stderr
    assert "v1" in (bank / "build/preview/index.html").read_text(encoding="utf-8")
    (bank / "build/preview/index.html").write_text("правка", encoding="utf-8")
    status = run(bank, "status", "--site", str(small))
    assert status.returncode == 1
    assert "Изменены на сервере вручную: 1" in status.stderr
    refused = run(bank, "--site", str(small), "--yes")
    assert refused.returncode == 1
    assert "--overwrite" in refused.stderr
    assert run(bank, "--site", str(small), "--yes", "--overwrite").returncode == 0
    saved = list((bank / ".cache/publish/preview/drift").glob("*/index.html"))
    assert [path.read_text(encoding="utf-8") for path in saved] == ["правка"]
    for result in (dry, unasked, history, back, status, refused):
        assert "Traceback" not in result.stderr


def test_wrong_use_is_exit_code_2_in_russian(bank: Path, small: Path) -> None:
    for arguments, said in (
        (("--target", "prodction"), "возможно, «production»"),
        (("rollback", "--target", "prodction"), "возможно, «production»"),
        (("--nonsense",), "Параметра"),
        (("history", "--config", "x"), "Параметра"),
        (("--config", str(ROOT / "tests/publish/settings.yml"), "history"), "пароль в файле не хранят"),
    ):
        result = run(bank, *arguments)
        assert result.returncode == 2, result.stderr
        assert said in result.stderr
        assert "Traceback" not in result.stderr


def test_a_server_that_does_not_answer_is_said_so(bank: Path, small: Path) -> None:
    settings = bank / "publish.yml"
    settings.write_text(
        "targets:\n  t:\n    kind: sftp\n    host: 127.0.0.1\n    port: 1\n    user: u\n    path: www\n",
        encoding="utf-8",
    )
    result = run(bank, "--site", str(small), "--yes")
    assert result.returncode == 1
    assert "127.0.0.1:1 не отвечает" in result.stderr
    assert "Что делать: проверьте host и port" in result.stderr


def test_every_command_has_its_help_in_russian() -> None:
    for command in ((), ("rollback",), ("history",), ("status",), ("server",)):
        result = subprocess.run(
            [sys.executable, ROOT / "scripts/publish.py", *command, "--help"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        assert "Как вызвать:" in result.stdout
        assert not {"Usage", "Options", "TEXT"} & set(result.stdout.split())
