"""What a request changes, in a real git repository: its problems, its news, and nothing of others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from metodbank.intake.changes import NoHistoryError, bank_at, changes_since
from metodbank.intake.request import Request, judge
from metodbank.intake.request_report import NO_PREVIEW, request_markdown
from tests.commands_help import command, small_project
from tests.git_help import commit, git, repository
from tests.small_bank import SmallBank


@pytest.fixture
def bank(tmp_path: Path) -> SmallBank:
    bank = SmallBank.copied(tmp_path)
    repository(bank.root)
    return bank


def told(request: Request) -> list[tuple[str, str]]:
    return sorted((problem.path, problem.code) for problem in request.report.problems)


def replace(bank: SmallBank, path: str, old: str, new: str) -> None:
    text = bank.read(path)
    assert old in text
    bank.write(path, text.replace(old, new))


def test_nothing_changed_is_nothing_to_say(bank: SmallBank) -> None:
    request = judge(bank.settings, "main")
    assert (request.added, request.changed, request.removed, told(request)) == ((), (), (), [])
    assert "Записи банка не менялись" in request_markdown(request)


def test_problems_of_the_change_are_told_and_old_ones_only_counted(bank: SmallBank) -> None:
    replace(bank, "practices/shagi/index.md", "kind: ", "kind: не")
    git(bank.root, "checkout", "-q", "main")
    commit(bank.root, "an error that was there before")
    git(bank.root, "checkout", "-q", "-B", "pravka")
    replace(bank, "practices/cheki/index.md", "organization: shkola-3", "organization: shkola-33")
    commit(bank.root)
    request = judge(bank.settings, "main")
    assert told(request) == [("practices/cheki/index.md", "MB302")]
    assert request.inherited >= 1
    text = request_markdown(request, preview="приложен к проверке")
    assert "не из этой правки" in text
    assert "Пока принять нельзя: 1 ошибка" in text
    assert NO_PREVIEW in text


def test_a_deleted_entry_breaks_the_files_that_name_it(bank: SmallBank) -> None:
    (bank.root / "content/people/p-002.md").unlink()
    commit(bank.root)
    request = judge(bank.settings, "main")
    broken = {path for path, code in told(request) if code == "MB302"}
    assert "practices/cheki/index.md" in broken, "nobody touched the practice, and still its author is gone"
    assert [str(item.path) for item in request.removed] == ["content/people/p-002.md"]
    assert request.removed[0].title == "", "a person is not named: the consent may not cover it"


def test_what_is_new_changed_and_moved(bank: SmallBank) -> None:
    practice = "practices/slovar-na-stene/index.md"
    bank.write(
        practice,
        "---\ntitle: Словарь на стене\nstatus: черновик\nkind: педагогическая\n"
        "organization: shkola-3\n---\n\nЗамысел.\n",
    )
    replace(bank, "practices/cheki/index.md", "status: опубликована", "status: архив")
    git(bank.root, "mv", "content/programs/ocenivanie-na-uroke.md", "content/programs/ocenivanie.md")
    bank.write("scripts/own.py", "print(1)\n")
    commit(bank.root)
    bank.write("practices/utrenniy-krug/konspekt.txt", "не сохранено в git\n")
    request = judge(bank.settings, "main")
    assert [(str(item.path), item.title, item.after) for item in request.added] == [
        (practice, "Словарь на стене", "черновик")
    ]
    changed = {str(item.path): item for item in request.changed}
    assert (changed["practices/cheki/index.md"].before, changed["practices/cheki/index.md"].after) == (
        "опубликована",
        "архив",
    )
    assert str(changed["content/programs/ocenivanie.md"].moved_from) == "content/programs/ocenivanie-na-uroke.md"
    assert "practices/utrenniy-krug/index.md" in changed, "what stands beside an entry is part of it"
    assert request.removed == ()
    text = request_markdown(request)
    assert "«Словарь на стене» — `practices/slovar-na-stene/index.md`; статус: черновик" in text
    assert "статус: опубликована → **архив**" in text
    assert "`scripts/own.py`" in text, "a change of the program is to be looked at by a person"


def test_a_copied_practice_is_told_apart(bank: SmallBank) -> None:
    shutil.copytree(bank.root / "practices/cheki", bank.root / "practices/cheki-kopiya")
    replace(bank, "practices/cheki-kopiya/index.md", "ММ-2026-001", "ММ-2026-009")
    commit(bank.root)
    request = judge(bank.settings, "main")
    assert [str(item.path) for item in request.added] == ["practices/cheki-kopiya/index.md"]
    assert [problem.code for problem in request.alike] == ["MB412"]
    assert "## Похоже на то, что уже есть" in request_markdown(request)


def test_what_main_gained_meanwhile_is_not_the_request_s(bank: SmallBank) -> None:
    replace(bank, "practices/cheki/index.md", "Проценты на чеках", "Проценты на чеке")
    mine = commit(bank.root)
    git(bank.root, "checkout", "-q", "main")
    replace(bank, "practices/shagi/index.md", "kind: ", "kind: не")
    commit(bank.root)
    git(bank.root, "checkout", "-q", mine)
    assert {str(path) for path in changes_since(bank.root, "main").touched} == {"practices/cheki/index.md"}
    assert told(judge(bank.settings, "main")) == []


def test_hostile_text_stays_text(bank: SmallBank) -> None:
    title = "@all ![x](https://foreign.example/p.png) <img src=x> `код` **жирно**"
    bank.write(
        "practices/chuzhoe/index.md",
        f"---\ntitle: '{title}'\nstatus: черновик\nkind: педагогическая\norganization: shkola-3\n---\n\nТекст.\n",
    )
    bank.write("scripts/a`b\n# c", "")
    commit(bank.root)
    news, _, rest = request_markdown(judge(bank.settings, "main")).partition("## Что исправить")
    assert "](https" not in news.replace("\\](https", "").replace("\\]\\(https", "")
    assert "@all" not in news
    assert "\\<img" in news
    assert "\n# c" not in news + rest


def test_a_message_that_quotes_an_entry_shows_no_picture(bank: SmallBank) -> None:
    replace(
        bank, "practices/cheki/index.md", "organization: shkola-3", "organization: '![x](https://foreign.example/p)'"
    )
    commit(bank.root)
    request = judge(bank.settings, "main")
    assert "foreign.example" in "".join(problem.message for problem in request.report.problems)
    assert "![x](" not in request_markdown(request)


def test_links_and_russian_names_of_the_past_do_no_harm(bank: SmallBank) -> None:
    git(bank.root, "checkout", "-q", "main")
    (bank.root / "practices/shagi/passwd").symlink_to("/etc/passwd")
    bank.write("practices/shagi/таблица шагов.txt", "шаги\n")
    commit(bank.root)
    git(bank.root, "checkout", "-q", "-B", "pravka")
    (bank.root / "practices/shagi/таблица шагов.txt").rename(bank.root / "practices/shagi/shagi.txt")
    commit(bank.root)
    with bank_at(bank.root, "main") as root:
        assert (root / "practices/shagi/таблица шагов.txt").read_text(encoding="utf-8") == "шаги\n"
        assert not (root / "practices/shagi/passwd").is_symlink()
    assert [str(item.path) for item in judge(bank.settings, "main").changed] == ["practices/shagi/index.md"]


@pytest.mark.parametrize("language", ["", "ru"])
def test_names_git_would_take_for_options_or_not_know(
    bank: SmallBank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("LANGUAGE", language)  # git with its translations speaks Russian then
    for name in ("--output=x", "no-such-branch", "-"):
        with pytest.raises(NoHistoryError, match="git не знает"):
            changes_since(bank.root, name)
    outside = tmp_path / "plain"
    outside.mkdir()
    with pytest.raises(NoHistoryError, match="не хранилище git"):
        changes_since(outside, "main")


def test_a_shallow_copy_says_how_to_deepen_it(bank: SmallBank, tmp_path: Path) -> None:
    replace(bank, "practices/cheki/index.md", "Проценты на чеках", "Проценты на чеке")
    commit(bank.root)
    git(bank.root, "checkout", "-q", "main")
    replace(bank, "practices/shagi/index.md", "title:", "title: ")
    commit(bank.root)
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-single-branch", f"file://{bank.root}", "shallow")
    git(tmp_path / "shallow", "checkout", "-q", "pravka")
    with pytest.raises(NoHistoryError, match="fetch-depth: 0"):
        changes_since(tmp_path / "shallow", "origin/main")


def test_the_command_writes_every_form_at_once(tmp_path: Path) -> None:
    root = repository(small_project(tmp_path / "project"))
    path = root / "practices/cheki/index.md"
    path.write_text(path.read_text(encoding="utf-8").replace("organization: shkola-3", "organization: shkola-33"))
    run = command(root, "check.py", "--changed-since", "main", "--format", "github", "--preview", "приложен ниже",
                  "--also", "markdown=build/out/summary.md", "--also", "gitlab=build/out/quality.json")  # fmt: skip
    assert run.returncode == 1, run.stderr
    assert run.stdout.startswith("::error file=practices/cheki/index.md,line=")
    assert "Пока принять нельзя" in (root / "build/out/summary.md").read_text(encoding="utf-8")
    assert "MB302" in (root / "build/out/quality.json").read_text(encoding="utf-8")
    unknown = command(root, "check.py", "--changed-since", "nowhere")
    assert unknown.returncode == 2
    assert "git не знает «nowhere»" in unknown.stderr
    assert "Traceback" not in unknown.stderr
    assert command(root, "check.py", "practices", "--changed-since", "main").returncode == 2
    assert command(root, "check.py", "--also", "pdf=x").returncode == 2
