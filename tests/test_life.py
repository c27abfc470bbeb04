"""A practice's steps: numbers given once, statuses along the path, terms begun anew — with a real git."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from metodbank.intake import lifecycle
from metodbank.intake.amend import NotAmendedError, amended, appended
from metodbank.intake.filing import RefusedError
from metodbank.model.kinds import kinds
from metodbank.rules.corpus import Corpus, Draft, read_corpus
from tests.commands_help import command, small_project
from tests.small_bank import TODAY, SmallBank

PRACTICE = kinds()["practice"]
CHEKI = "practices/cheki/index.md"
SHAGI = "practices/shagi/index.md"
ITEM = {"date": "2026-10-01", "body": "Методический совет", "protocol": "№ 9", "decision": "в банк"}


@pytest.fixture
def bank(tmp_path: Path) -> SmallBank:
    return SmallBank.copied(tmp_path)


def found(bank: SmallBank, name: str = "cheki") -> tuple[Corpus, Draft]:
    corpus = read_corpus(bank.settings)
    return corpus, lifecycle.practice_of(corpus, name)


def waiting(bank: SmallBank, name: str = "novaya") -> None:
    """Put a practice into the bank that the experts have decided on and that waits for the order."""
    shutil.copytree(bank.root / "practices/cheki", bank.root / f"practices/{name}", dirs_exist_ok=True)
    path = f"practices/{name}/index.md"
    lines = [line for line in bank.read(path).splitlines() if not line.startswith(("id:", "published:", "order:"))]
    bank.write(path, "\n".join(lines).replace("status: опубликована", "status: на экспертизе") + "\n")


def test_only_the_lines_of_a_field_change() -> None:
    text = (
        "---\n# о номере\ntitle: Название # пояснение\nannotation: >-\n  Раз\n  два\n\n"
        "# к статусу\nstatus: черновик\n---\n\nТекст\n"
    )
    new = amended(text, PRACTICE, {"id": "ММ-2026-001", "annotation": "Три", "status": None})
    assert new == (
        "---\nid: ММ-2026-001\n# о номере\ntitle: Название # пояснение\nannotation: Три\n\n# к статусу\n---\n\nТекст\n"
    )


@pytest.mark.parametrize("indent", ["", "  "])
def test_an_item_joins_a_list_in_its_own_indent(indent: str) -> None:
    first = f"{indent}- date: 2025-01-01 # первый раз\n{indent}  decision: на доработку\n"
    text = f"---\ntitle: Имя\nexpertise:\n{first}level: школьный\n---\n"
    new = appended(text, PRACTICE, "expertise", {"date": "2026-10-01", "scores": {"Актуальность": 3}})
    assert new == text.replace(
        "level:", f"{indent}- date: 2026-10-01\n{indent}  scores:\n{indent}    Актуальность: 3\nlevel:"
    )


def test_a_list_in_brackets_is_written_anew() -> None:
    text = "---\ntitle: Имя\nexpertise: [{date: 2025-01-01, decision: отказ}]\n---\n"
    new = appended(text, PRACTICE, "expertise", ITEM)
    assert "  - date: 2025-01-01\n    decision: отказ\n  - date: 2026-10-01\n" in new


def test_a_broken_front_matter_is_left_alone() -> None:
    with pytest.raises(NotAmendedError, match="не удаётся прочесть"):
        amended("---\ntitle: [\n---\n", PRACTICE, {"id": "ММ-2026-001"})


def test_a_practice_is_accepted_with_the_number_after_all_others(bank: SmallBank) -> None:
    bank.commit()
    bank.git("checkout", "-qb", "other")
    bank.write(SHAGI, bank.read(SHAGI).replace("---\n", "---\nid: ММ-2026-007\n", 1))
    bank.commit("Номер в другой ветке")
    bank.git("checkout", "-q", "main")
    waiting(bank)
    body = bank.read("practices/novaya/index.md").split("\n---\n")[1]
    corpus, draft = found(bank, "novaya")
    values = lifecycle.accept(corpus, draft, "prikaz-bank")
    assert values["id"] == "ММ-2026-008", "007 is taken in another branch"
    assert values["status"] == "опубликована"
    lifecycle.take(corpus, draft, values)
    assert bank.read("practices/novaya/index.md").split("\n---\n")[1] == body
    errors = [problem for problem in bank.report().problems if problem.severity.value == "error"]
    assert errors == []


def test_a_number_of_the_archive_is_never_given_again(bank: SmallBank) -> None:
    bank.write(CHEKI, bank.read(CHEKI).replace("status: опубликована", "status: архив"))
    waiting(bank)
    bank.write(
        "practices/novaya/index.md",
        bank.read("practices/novaya/index.md").replace("status: архив", "status: на экспертизе"),
    )
    corpus, draft = found(bank, "novaya")
    assert lifecycle.accept(corpus, draft, "prikaz-bank")["id"] == "ММ-2026-002"


@pytest.mark.parametrize(
    ("change", "order", "said"),
    [
        (("decision: в банк", "decision: на доработку"), "prikaz-bank", "new.py decision"),
        (("status: на экспертизе", "status: на доработке"), "prikaz-bank", "из статуса «на экспертизе»"),
        (("", ""), "prikaz-bnk", "возможно, «prikaz-bank»"),
    ],
)
def test_an_acceptance_is_refused_with_a_reason(
    bank: SmallBank, change: tuple[str, str], order: str, said: str
) -> None:
    waiting(bank)
    bank.write("practices/novaya/index.md", bank.read("practices/novaya/index.md").replace(*change))
    corpus, draft = found(bank, "novaya")
    with pytest.raises(RefusedError, match=said):
        lifecycle.accept(corpus, draft, order)


def test_two_branches_that_took_one_number_are_told_and_mended(bank: SmallBank) -> None:
    bank.commit()
    waiting(bank)
    bank.write(
        "practices/novaya/index.md",
        bank.read("practices/novaya/index.md")
        .replace("---\n", "---\nid: ММ-2026-001\n", 1)
        .replace("status: на экспертизе", "status: опубликована\npublished: 2026-10-01"),
    )
    (clash,) = [problem for problem in bank.report().problems if problem.code == "MB301"]
    assert clash.path == "practices/novaya/index.md", "the later one"
    assert "scripts/new.py renumber novaya" in clash.hint
    bank.commit()
    corpus, draft = found(bank, "novaya")
    lifecycle.take(corpus, draft, lifecycle.renumber(corpus, draft))
    assert "id: ММ-2026-002" in bank.read("practices/novaya/index.md")
    assert not {"MB301", "MB515"} & {problem.code for problem in bank.report().problems}
    with pytest.raises(RefusedError, match="на всю жизнь"):
        lifecycle.renumber(*found(bank, "novaya"))


def test_a_path_of_two_steps_is_followed_through_the_commits_of_a_branch(bank: SmallBank) -> None:
    bank.commit()
    bank.git("update-ref", "refs/remotes/origin/main", "HEAD")
    text = bank.read(CHEKI)
    bank.write(CHEKI, text.replace("status: опубликована", "status: требует подтверждения"))
    bank.commit()
    bank.write(CHEKI, text.replace("status: опубликована", "status: архив"))
    bank.commit()
    assert "MB514" not in {problem.code for problem in bank.report().problems}
    bank.write(CHEKI, text.replace("status: опубликована", "status: черновик"))
    bank.commit()
    assert "MB514" in {problem.code for problem in bank.report().problems}, "committed or not"


def test_without_git_nothing_is_said(bank: SmallBank) -> None:
    corpus, _ = found(bank)
    assert corpus.history is None


def test_confirming_begins_the_term_anew(bank: SmallBank) -> None:
    with pytest.raises(RefusedError, match="подтверждать рано"):
        lifecycle.confirm(*found(bank), TODAY)
    text = bank.read(CHEKI).replace("published: 2026-03-20", "published: 2023-12-20\nvalid_until: 2026-12-20")
    bank.write(CHEKI, text.replace("ММ-2026-001", "ММ-2023-001").replace("2026-03-12", "2023-03-12"))
    corpus, draft = found(bank)
    lifecycle.take(corpus, draft, lifecycle.confirm(corpus, draft, TODAY))
    again = found(bank)[1].entry
    assert again.expires == dt.date(2029, 11, 22)
    with pytest.raises(RefusedError, match="ещё не наступил"):
        lifecycle.confirm(*found(bank), TODAY + dt.timedelta(days=1), early=True)


@pytest.mark.parametrize(("number", "status"), [("ММ-2026-001", "архив"), (None, "черновик")])
def test_a_refused_practice_goes_back_where_it_came_from(bank: SmallBank, number: str | None, status: str) -> None:
    text = bank.read(CHEKI).replace("status: опубликована", "status: на экспертизе")
    if number is None:
        text = text.replace("id: ММ-2026-001\n", "").replace("published: 2026-03-20\n", "")
        text = text.replace("decision: в банк", "decision: на доработку")
    bank.write(CHEKI, text)
    corpus, draft = found(bank)
    assert draft.entry.id == number
    item, values = lifecycle.decide(corpus, draft, {**ITEM, "decision": "отказ"})
    lifecycle.take(corpus, draft, values, item)
    again = found(bank)[1]
    assert (again.entry.status, again.entry.visible) == (status, number is not None)
    assert [told for told in bank.problems() if "MB502" in told or "MB514" in told] == []


@pytest.mark.parametrize("status", ["на экспертизе", "на доработке"])
def test_a_practice_of_the_bank_keeps_its_page_while_the_experts_look_again(bank: SmallBank, status: str) -> None:
    text = bank.read(CHEKI).replace("status: опубликована", f"status: {status}")
    bank.write(CHEKI, text)
    assert found(bank)[1].entry.visible
    bank.write(CHEKI, text.replace("id: ММ-2026-001\n", ""))
    assert not found(bank)[1].entry.visible, "one that was never in the bank has no page"


@pytest.mark.parametrize("status", ["отозвана", "архив", "черновик"])
def test_only_what_stands_in_the_bank_is_confirmed(bank: SmallBank, status: str) -> None:
    bank.write(CHEKI, bank.read(CHEKI).replace("status: опубликована", f"status: {status}"))
    with pytest.raises(RefusedError, match=status):
        lifecycle.confirm(*found(bank), TODAY, early=True)


def test_a_step_that_would_break_the_entry_leaves_it_as_it_was(bank: SmallBank) -> None:
    before = bank.read(CHEKI)
    corpus, draft = found(bank)
    with pytest.raises(lifecycle.NotTakenError) as refused:
        lifecycle.take(corpus, draft, {"valid_until": "2026-99-99"})
    assert refused.value.problems
    assert bank.read(CHEKI) == before


def test_the_command_speaks_russian_and_refuses_without_a_trace(tmp_path: Path) -> None:
    root = small_project(tmp_path / "bank")
    before = (root / CHEKI).read_bytes()
    for arguments, said in (
        (("confirm", "cheki"), "подтверждать рано"),
        (("accept", "cheki", "--order", "prikaz-bank"), "принимают из статуса"),
        (("renumber", "chekki"), "возможно, «cheki»"),
    ):
        done = command(root, "new.py", *arguments)
        assert done.returncode == 1, done.stderr
        assert said in " ".join(done.stderr.split())
        assert "Traceback" not in done.stderr
    assert (root / CHEKI).read_bytes() == before
