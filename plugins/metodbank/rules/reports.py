"""A report in the forms people and programs read: text, JSON, forge annotations, SARIF, Markdown."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from itertools import groupby

from rich.markup import escape

from metodbank.rules.catalogue import catalogue
from metodbank.rules.problem import Problem, Report, Severity

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def plural(number: int, one: str, few: str, many: str) -> str:
    """Return a number with its noun in the right form: «2 ошибки»."""
    tens, ones = number % 100, number % 10
    word = one if ones == 1 and tens != 11 else few if 2 <= ones <= 4 and not 12 <= tens <= 14 else many
    return f"{number} {word}"


def summary(report: Report) -> str:
    """Return the closing line of a report."""
    files = plural(report.checked, "файл", "файла", "файлов")
    if not report.errors and not report.warnings:
        return f"Проверено: {files}. Ошибок нет."
    errors = plural(report.errors, "ошибка", "ошибки", "ошибок")
    warnings = plural(report.warnings, "предупреждение", "предупреждения", "предупреждений")
    return f"Проверено: {files}. {errors}, {warnings}."


def text(report: Report, site: str = "") -> str:
    """For a person: grouped by file, with rich markup for colour; each code links to its help page."""
    lines: list[str] = []
    for path, problems in groupby(report.problems, key=lambda item: item.path):
        lines.append(f"[bold]{escape(path)}[/bold]")
        for item in problems:
            colour = COLOURS[item.severity]
            place = f"{item.line}:{item.column}"
            head = f"  {place:<8}[{colour}]{item.severity.label} {_linked(item.code, site)}[/{colour}]"
            lines.append(f"{head}  {escape(item.message)}")
            if item.hint:
                lines.append(f"          [dim]{escape(item.hint)}[/dim]")
            if item.mendable:
                lines.append("          [dim]можно поправить: check.py --fix[/dim]")
        lines.append("")
    if report.problems and site:
        example = catalogue()[report.problems[0].code]
        lines.append(f"Что значит код и как исправить: {escape(site + example.page)}")
    lines.append(summary(report))
    return "\n".join(lines)


def _linked(code: str, site: str) -> str:
    return f"[link={site}{catalogue()[code].page}]{code}[/link]" if site else code


def as_json(report: Report, site: str = "") -> str:
    """For programs: the form is part of the conventions and does not change."""
    content = {"problems": [problem.as_dict() for problem in report.problems], "checked": report.checked}
    return json.dumps(content, ensure_ascii=False, indent=2)


def github(report: Report, site: str = "") -> str:
    """Annotations that GitHub, Gitea and Forgejo show at the line."""
    names = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
    lines = []
    for item in report.problems:
        place = f"file={_property(item.path)},line={item.line},col={item.column},title={item.code}"
        message = f"{item.message}. {item.hint}" if item.hint else item.message
        message += f" {site}{catalogue()[item.code].page}" if site else ""
        lines.append(f"::{names[item.severity]} {place}::{_data(message)}")
    return "\n".join(lines)


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def gitlab(report: Report, site: str = "") -> str:
    """A GitLab Code Quality report."""
    names = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}
    seen: dict[str, int] = {}
    issues = []
    for item in report.problems:
        key = f"{item.path}\0{item.code}\0{item.message}"
        seen[key] = seen.get(key, 0) + 1
        issues.append(
            {
                "description": f"{item.code}: {item.message}. {item.hint}",
                "check_name": item.code,
                "fingerprint": hashlib.sha256(f"{key}\0{seen[key]}".encode()).hexdigest(),
                "severity": names[item.severity],
                **({"content": {"body": f"{site}{catalogue()[item.code].page}"}} if site else {}),
                "location": {"path": item.path, "lines": {"begin": item.line}},
            }
        )
    return json.dumps(issues, ensure_ascii=False, indent=2)


def sarif(report: Report, site: str = "") -> str:
    """SARIF 2.1.0."""
    names = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    used = sorted({item.code for item in report.problems})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": catalogue()[code].title},
            "help": {"text": catalogue()[code].fix or catalogue()[code].title},
            **({"helpUri": site + catalogue()[code].page} if site else {}),
        }
        for code in used
    ]
    results = [
        {
            "ruleId": item.code,
            "ruleIndex": used.index(item.code),
            "level": names[item.severity],
            "message": {"text": f"{item.message}. {item.hint}" if item.hint else item.message},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": item.path},
                        "region": {"startLine": item.line, "startColumn": item.column},
                    }
                }
            ],
        }
        for item in report.problems
    ]
    driver = {"name": "metodbank", "language": "ru", "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def markdown(report: Report, site: str = "") -> str:
    """One summary for a pull request."""
    lines = [f"### {'✅' if not report.errors else '❌'} {summary(report)}", ""]
    for path, problems in groupby(report.problems, key=lambda item: item.path):
        lines += [f"#### `{path}`", "", "| Место | Код | Что не так | Как исправить |", "|---|---|---|---|"]
        lines += [_row(item, site) for item in problems]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _row(item: Problem, site: str) -> str:
    code = f"[{item.code}]({site}{catalogue()[item.code].page})" if site else item.code
    place = f"{item.line}:{item.column}"
    cells = (place, f"{item.severity.label} {code}", in_markdown(item.message), in_markdown(item.hint))
    return f"| {' | '.join(cells)} |"


def in_markdown(text: str) -> str:
    """Let nothing of an entry's text become markup, a picture, a link or a mention in a forge's message."""
    return re.sub(r"([\\`*_\[\]<>|~#!])", r"\\\1", " ".join(text.split())).replace("@", "@\u2060")


FORMATS: Mapping[str, Callable[[Report, str], str]] = {
    "text": text,
    "json": as_json,
    "github": github,
    "gitlab": gitlab,
    "sarif": sarif,
    "markdown": markdown,
}
"""Forms of a report by name; each takes the report and the address of the site, where codes are explained."""
