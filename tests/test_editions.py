"""Two editions of a set side by side."""

from __future__ import annotations

from dataclasses import replace

from metodbank.indicators.editions import Fate, compare_editions, word_changes
from metodbank.indicators.library import make_results
from metodbank.indicators.sets import SetFile
from tests.indicators_help import shipped


def test_perm_2022_and_2023() -> None:
    sets = shipped().indicators.sets
    pairs = compare_editions(sets["perm-2022"], sets["perm-2023"])
    told = {(pair.before and pair.before.id, pair.after and pair.after.id): pair for pair in pairs}
    assert told["perm22-3", "perm-5.2-1"].fate is Fate.RENAMED
    assert told["perm22-5", "perm-5.3-2"].fate is Fate.RENAMED
    assert told["perm22-4", "perm-5.2-2"].fate is Fate.CHANGED
    assert [change.label for change in told["perm22-4", "perm-5.2-2"].changes] == ["Название", "Вид", "Формула"]
    assert {pair.before.id for pair in pairs if pair.fate is Fate.DROPPED and pair.before} == {
        "perm22-1", "perm22-2", "perm22-6",
    }  # fmt: skip
    assert sum(pair.fate is Fate.NEW for pair in pairs) == 14
    before = [pair.before.id for pair in pairs if pair.before]
    after = [pair.after.id for pair in pairs if pair.after]
    assert sorted(map(str, before)) == sorted(str(i.id) for i in sets["perm-2022"].set.indicators or ())
    assert after == [i.id for i in sets["perm-2023"].set.indicators or ()]


def test_a_set_names_its_own_pairs() -> None:
    """The administrator knows better than likeness which row was which."""
    sets = shipped().indicators.sets
    named = {"perm-5.2-1": "perm22-4", "perm-5.2-2": "нет"}
    new = sets["perm-2023"]
    rows = [row.model_copy(update={"replaces": named.get(str(row.id))}) for row in new.set.indicators or ()]
    file = SetFile(replace(new.file.draft, entry=new.set.model_copy(update={"indicators": rows})))
    pairs = compare_editions(sets["perm-2022"], make_results(file, [], shipped().bank))
    before = {pair.after.id: pair.before and pair.before.id for pair in pairs if pair.after}
    assert before["perm-5.2-1"] == "perm22-4"
    assert before["perm-5.2-2"] is None
    assert before["perm-5.3-2"] == "perm22-5"
    assert "perm22-3" in {pair.before.id for pair in pairs if pair.fate is Fate.DROPPED and pair.before}


def test_an_edition_beside_itself_has_not_changed() -> None:
    results = shipped().indicators.sets["asou"]
    assert {pair.fate for pair in compare_editions(results, results)} == {Fate.SAME}


def test_words_that_differ_are_marked() -> None:
    before, after = word_changes("в первые 3 года работы", "в первые три года")
    assert [(w.text, w.changed) for w in before] == [
        ("в первые", False), ("3", True), ("года", False), ("работы", True)
    ]  # fmt: skip
    assert [(w.text, w.changed) for w in after] == [("в первые", False), ("три", True), ("года", False)]
