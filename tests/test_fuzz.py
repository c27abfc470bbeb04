"""Whatever is done to the files of a good bank, the check says something sensible and never falls over.

``METODBANK_FUZZ=100`` in the environment makes a hundred times as many examples.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from metodbank.model.kinds import kinds
from tests.fuzz_help import (
    CHANGES,
    ENTRIES,
    MARKDOWN,
    TABLES,
    VOCABULARIES,
    Change,
    Lab,
    Plain,
    good_text,
    rearranged,
    retabled,
    sprinkled,
    surely,
)

TIMES = int(os.environ.get("METODBANK_FUZZ", "1"))
many = settings(
    max_examples=100 * TIMES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
few = settings(many, max_examples=25 * TIMES)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return Lab(tmp_path_factory.mktemp("fuzz"))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@many
@given(data=st.data())
def test_any_entry(change: Change, lab: Lab, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(ENTRIES))
    lab.check_entry(path, data.draw(change(good_text(path))))


HOSTILE = (
    "//[x", "http://[", "C:\\x", "../../x", "a\nb", "{x}", "\0", "\u202e", "x" * 5000, "Промокашкин",
    "имени Промокашкина", "javascript:x", "1e999999", "9999-12-31", "0000-00-00", "%zz", "<script>", "٣", "", " ", -1,
    10**30, 1.5, True, None, [], {}, [None], {"": {}}, [[["x"]]],
)  # fmt: skip
"""Values that have brought programs down."""


def everywhere(value: Any, data: Any) -> Any:
    """The same value in every place of a front matter that holds one."""
    if isinstance(data, dict):
        return {key: everywhere(value, inner) for key, inner in data.items()}
    if isinstance(data, list):
        return [everywhere(value, inner) for inner in data]
    return value


@pytest.mark.parametrize("value", HOSTILE, ids=[f"{value!r:.20}" for value in HOSTILE])
def test_a_hostile_value_in_every_field(value: Any, lab: Lab) -> None:
    for path in ENTRIES:
        _, front, body = good_text(path).split("---\n", 2)
        data = everywhere(value, yaml.load(front, Loader=yaml.BaseLoader))
        lab.check_entry(path, f"---\n{yaml.dump(data, Dumper=Plain, allow_unicode=True)}---\n{body}".encode())


@many
@given(path=st.sampled_from(ENTRIES), content=st.binary(max_size=300))
@example(path=ENTRIES[0], content=b"---\n: \n---\n")
@example(path=ENTRIES[0], content=b"---\n\xd0\x99\n---\n")
@example(path=ENTRIES[0], content="---\na: \u212b\n---\n".encode())
def test_any_bytes_for_an_entry(path: str, content: bytes, lab: Lab) -> None:
    lab.check_entry(path, content)
    lab.check_entry(path, b"---\ntitle: " + content + b"\n---\n" + content)


@many
@given(data=st.data())
def test_any_table(lab: Lab, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(TABLES))
    text = good_text(path)
    content = data.draw(st.one_of(retabled(text).map(surely), sprinkled(text), rearranged(text).map(surely)))
    lab.check_table(path, content)


@many
@given(path=st.sampled_from(TABLES), content=st.binary(max_size=300))
def test_any_bytes_for_a_table(path: str, content: bytes, lab: Lab) -> None:
    lab.check_table(path, content)


@few
@given(data=st.data())
def test_any_vocabulary_or_set(lab: Lab, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(VOCABULARIES))
    text = good_text(path)
    content = data.draw(st.one_of(rearranged(text).map(surely), sprinkled(text), st.binary(max_size=200)))
    lab.check_bank(path, content)


@few
@given(data=st.data())
def test_any_figures(lab: Lab, data: st.DataObject) -> None:
    path = "content/indicators/figures/okrug.csv"
    text = good_text(path)
    lab.check_bank(path, data.draw(st.one_of(retabled(text).map(surely), sprinkled(text), st.binary(max_size=200))))


@few
@given(content=st.one_of(sprinkled(good_text("content/index.md")), MARKDOWN.map(surely), st.binary(max_size=200)))
def test_any_page(lab: Lab, content: bytes) -> None:
    lab.check_bank("content/index.md", content)


NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda name: name not in {".", ".."} and len(name.encode()) < 200
)
FOLDERS = [kind.home for kind in kinds().values()] + [
    "content/tables",
    "content/vocabularies",
    "content",
    "practices/cheki",
]


@few
@given(
    folder=st.sampled_from(FOLDERS),
    name=NAMES,
    suffix=st.sampled_from([".md", ".csv", ".yml", ".pdf", "", "/index.md", "/x.md"]),
    content=st.one_of(st.binary(max_size=60), st.just(b"---\ntitle: x\n---\n"), st.just(b"%PDF")),
)
def test_any_new_file(lab: Lab, folder: str, name: str, suffix: str, content: bytes) -> None:
    path = f"{folder}/{name}{suffix}"
    if (lab.bank.root / folder / name).exists() or (lab.bank.root / path).exists():
        return
    lab.check_bank(path, content)
    if suffix.startswith("/"):
        (lab.bank.root / folder / name).rmdir()


@few
@given(data=st.data())
def test_a_change_is_seen_the_same_in_memory_and_on_disk(lab: Lab, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(ENTRIES))
    content = data.draw(sprinkled(good_text(path)))
    quick = lab.check_entry(path, content)
    whole = lab.check_bank(path, content)
    assert quick.problems == whole.problems
