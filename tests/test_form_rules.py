"""The form and the check say the same of the same values: the browser's rules run in node beside Python's."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from metodbank.indicators.check import check_bank
from metodbank.intake.form import form_data
from metodbank.model.fields import FieldSpec, Several, fields_of
from metodbank.model.kinds import kinds
from metodbank.rules import fields, practice
from metodbank.rules.corpus import Corpus, Draft, read_corpus, understand
from metodbank.rules.problem import Problem
from metodbank.rules.settings import Settings
from metodbank.source.defect import Mark
from metodbank.source.document import Document, parse_document
from metodbank.source.yaml_tree import Tree, read_tree
from tests.small_bank import TESTS, TODAY

KIND = kinds()["practice"]
NODE = shutil.which("node")
RULES = TESTS.parent / "theme" / "assets" / "javascripts" / "form-rules.js"
STAGES = {"черновик": 0, "на экспертизе": 1}
GUESSED = {"MB204", "MB206"}
"""Problems whose «возможно, вы имели в виду» is found by likeness, in Python only; the form offers a list instead."""

VALUES: tuple[Any, ...] = (
    "матем.", "Математка", "математика", "Прoценты на чеках из магазина", "сентябрь 2024", "с марта 2024 года",
    "09.2024", "2024-09", "2024-13", "2027-01", "1.9.2026", "1 сентября 2026 г.", "31.02.2026", "2026-02-30",
    "0024-02-01", "9:05", "14.30", "25:00", "5–7", "5-7 классы", "1, 3–4", "12", "7–5", "3–5 лет", "3–19 лет",
    "2025/26", "2025/27",
    "I полугодие 2026", "текст" * 200, "слово " * 700, "две\nстроки", "да", "Нет", "4,5", "1 200,5", "около 40",
    "-7", 0, 5, 4000000, -1, "8 900 000-00-00", "school3@example.org", "example.org", "https://example.org/a",
    "2 — данные", "школа", "без затрат", "Без затрат", "p-001",
    "Тест cкобок [ссылка](http://x.ru/Тeст) `кoд` почта@test.ru",
    "  с пробелами  ", "…", "<b>Жирнo</b>", "а\u200bб",
)  # fmt: skip


def good(spec: FieldSpec) -> Any:
    """The good example of a field as the form would give it: groups are never written by their shorthand."""
    value = read_tree(f"{spec.name}: {spec.good}").data[spec.name]
    short = spec.item.shorthand if isinstance(spec.item, type) else ""
    return [{short: one} if isinstance(one, str) else one for one in value] if short else value


GOOD: Mapping[str, Any] = {name: good(spec) for name, spec in KIND.fields.items() if not spec.by_bank}
LONG = "Семиклассники приносят из дома чеки и считают скидки, потом сверяют ответы друг у друга. " * 5
STORY = {section.title: LONG for section in KIND.sections}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(Settings(TESTS / "good-bank", today=TODAY))


@pytest.fixture(scope="module")
def data(corpus: Corpus) -> dict[str, Any]:
    return form_data(KIND, check_bank(corpus).bank)


def python_says(values: Mapping[str, Any], sections: Mapping[str, str], status: str, corpus: Corpus) -> set[str]:
    body = "\n\n".join(f"## {title}\n\n{text}" for title, text in sections.items() if text.strip())
    told = parse_document(f"---\ntitle: x\n---\n{body}\n", PurePosixPath("practices/x/index.md"))
    raw = {**values, "status": status}
    document = Document(told.path, Tree(raw, {(): Mark(1)}), told.body, told.body_line)
    entry, errors = understand(KIND, raw, corpus.vocabularies)
    draft = Draft(KIND, "x", document, entry, errors)
    found = [problem for rule in (*fields.RULES, *practice.RULES) for problem in rule(draft, corpus)]
    return {_line(problem) for problem in found if problem.code not in {"MB408", "MB411"}}


def _line(problem: Problem) -> str:
    where = "text" if not problem.field else ".".join(map(str, problem.field))
    return _told(problem.code, where, problem.message, problem.hint)


def _told(code: str, where: str, message: str, hint: str) -> str:
    if code in GUESSED:
        hint = re.sub(r"^возможно, вы имели в виду «.*?»; ", "", hint)
    if code in {"MB214", "MB406"}:  # placed at the letter itself, and at the top of the file
        where = ""
    return f"{code} {where}: {message} — {hint}"


def browser_says(asked: list[dict[str, Any]], data: Mapping[str, Any], tmp_path: Path) -> list[set[str]]:
    assert NODE, "node is needed: the browser's own code answers"
    file = tmp_path / "form.json"
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in asked)
    command = [NODE, str(TESTS / "form_rules.mjs"), str(RULES), str(file)]
    run = subprocess.run(command, input=lines, capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stderr
    found = []
    for line in run.stdout.splitlines():
        told = set()
        for one in json.loads(line):
            where = "text" if one["path"][:1] == ["section"] else ".".join(map(str, one["path"]))
            told.add(_told(one["code"], where, one["message"], one["hint"]))
        found.append(told)
    return found


def compare(cases: list[tuple[dict[str, Any], dict[str, str]]], corpus: Corpus, data: Any, tmp_path: Path) -> set[str]:
    """Ask both about every case at every stage; returns the codes that were heard."""
    asked = [
        {"values": values, "sections": sections, "stage": stage, "today": TODAY.isoformat()}
        for values, sections in cases
        for stage in STAGES.values()
    ]
    answers = iter(browser_says(asked, data, tmp_path))
    codes = set()
    for values, sections in cases:
        for status in STAGES:
            said, expected = next(answers), python_says(values, sections, status, corpus)
            assert said ^ expected == set(), (values, status)
            codes |= {line.split()[0] for line in said}
    return codes


def everywhere(values: tuple[Any, ...]) -> Iterator[dict[str, Any]]:
    """Entries that say the same in every field; of a group, another part is filled in by each."""
    asked = [spec for spec in KIND.fields.values() if not spec.by_bank]
    most = max(len(fields_of(spec.item)) for spec in asked if isinstance(spec.item, type))
    for value in values:
        for number in range(most):
            yield {spec.name: _answered(spec, value, number) for spec in asked}


def _answered(spec: FieldSpec, value: Any, number: int) -> Any:
    if isinstance(spec.item, type):
        parts = list(fields_of(spec.item))
        value = {parts[number % len(parts)]: value}
    return [value] if isinstance(spec.shape, Several) else value


def test_every_field_is_judged_alike(corpus: Corpus, data: dict[str, Any], tmp_path: Path) -> None:
    codes = compare([(values, {}) for values in everywhere(VALUES)], corpus, data, tmp_path)
    assert codes >= {
        "MB202", "MB203", "MB204", "MB205", "MB206", "MB208", "MB211", "MB212", "MB213", "MB214", "MB215", "MB216",
        "MB217", "MB220", "MB401", "MB403", "MB404", "MB405",
    }  # fmt: skip


def test_whole_entries_are_judged_alike(corpus: Corpus, data: dict[str, Any], tmp_path: Path) -> None:
    whole = {**GOOD, "results": [{"indicator": "Решают", "before": 41, "after": 68}]}
    without = {name: value for name, value in whole.items() if name not in {"subjects", "directions", "results"}}
    levels = corpus.vocabularies["evidence_levels"].values
    cases: list[tuple[dict[str, Any], dict[str, str]]] = [
        (whole, STORY),
        (whole, {**STORY, KIND.sections[0].title: "Коротко."}),
        (whole, {KIND.sections[1].title: f"Прoверка <!-- {LONG} --> и\n\n### Подзаголовок\n\n- пункт-раз"}),
        ({**whole, "subjects": ["Математика", "Математика"], "steps": []}, {}),
        ({**whole, "resources": {"staff": None}}, {}),
        (without, STORY),
        ({**without, "education_levels": ["дошкольное"]}, STORY),
        ({**without, "grades": "все"}, STORY),
        *(({**whole, "evidence_level": level, "evidence": []}, STORY) for level in levels),
        *(({**without, "evidence_level": level}, STORY) for level in levels),
        ({**whole, "evidence_level": levels[-2], "results": [{"indicator": "a", "measured_by": "в Сравнении"}]}, STORY),
    ]
    codes = compare(cases, corpus, data, tmp_path)
    assert codes >= {"MB218", "MB402", "MB404", "MB406", "MB407", "MB409", "MB410"}
