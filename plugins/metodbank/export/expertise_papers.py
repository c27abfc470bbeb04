"""What the council needs after the experts: the sums, a draft of the minutes and a draft of the order.

Drafts leave lines where only people know: who was present, the number, who signs. No expert is named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal

from metodbank.bank.expertise import Summary
from metodbank.export.certificates import long_day
from metodbank.export.word import Column, Paper
from metodbank.rules.reports import plural
from metodbank.rules.settings import Papers

BLANK = "_" * 30
FOR = {
    "в банк": "Включить в банк",
    "на доработку": "Вернуть авторам на доработку",
    "отказ": "Отказать во включении в банк",
    "": "Решение принять на заседании",
}


@dataclass(frozen=True)
class Judged:
    """A practice and what its sheets come to; the organisation is told only after the scores are given."""

    title: str
    organization: str
    summary: Summary


def summary_of(judged: Judged, day: dt.date, mark: str) -> bytes:
    """Return the sums of one practice."""
    paper = Paper(f"Свод оценок: {judged.title}", day, mark)
    paper.paragraph("Свод экспертных оценок", "Title")
    paper.paragraph(judged.title, "Subtitle")
    _results(paper, judged)
    for sheet in judged.summary.sheets:
        if sheet.remarks:
            paper.paragraph(f"Замечания эксперта № {sheet.expert or '—'}. {sheet.remarks}")
    return paper.bytes()


def _results(paper: Paper, judged: Judged) -> None:
    held = judged.summary
    paper.fact("Шифр", held.code)
    columns = [
        Column("Критерий", 6),
        *(Column(f"Э{number}", 1.4, number=True) for number in range(1, len(held.sheets) + 1)),
        Column("Среднее", 2, number=True),
        Column("Разброс", 2, number=True),
        Column("Балл", 1.6, number=True),
    ]
    rows = [
        (
            line.criterion + (" — разошлись" if line.disputed else ""),
            *map(str, line.scores),
            str(format_decimal(line.mean, locale="ru")),
            str(line.spread),
            f"{line.agreed} из {line.maximum}",
        )
        for line in held.lines
    ]
    rows.append(("Всего", *(str(sheet.total) for sheet in held.sheets), "", "", f"{held.total} из {held.maximum}"))
    paper.table("Оценки", columns, rows)
    for text in findings(held):
        paper.paragraph(text)


def findings(held: Summary) -> list[str]:
    """Return what the sums say, a sentence each."""
    said = ["Балл по критерию — среднее, округлённое до целого; половина округляется в пользу автора."]
    if held.disputed:
        names = "; ".join(f"{line.criterion}: от {min(line.scores)} до {max(line.scores)}" for line in held.disputed)
        said.append(f"Эксперты разошлись больше чем на половину шкалы — обсудите: {names}.")
    if held.advised:
        votes = ", ".join(f"«{decision}» — {count}" for decision, count in held.advised.items())
        said.append(f"Рекомендации экспертов: {votes}." + (" Мнения разделились." if held.divided else ""))
    if held.by_rule:
        said.append(f"По правилу банка: «{held.by_rule}». {held.rule.source}.".replace("..", "."))
    if len(held.sheets) < 2:
        said.append("Лист один: разброса не видно, и решение держится на одном человеке.")
    return said


def minutes_of(judged: Sequence[Judged], papers: Papers, day: dt.date, mark: str) -> bytes:
    """Return a draft of the minutes of the council."""
    paper = Paper("Протокол заседания (проект)", day, mark)
    _letterhead(paper, papers, "Протокол заседания", "методического совета")
    paper.paragraph("от «____» ______________ 20___ года  № ______", centred=True)
    for name in ("Председатель", "Секретарь", "Присутствовали"):
        paper.fact(name, BLANK)
    paper.heading("Повестка", 2)
    count = plural(len(judged), "практика", "практики", "практик")
    paper.paragraph(f"О результатах экспертизы практик, представленных в {papers.bank}: {count}.")
    paper.heading("Слушали", 2)
    for number, item in enumerate(judged, 1):
        paper.heading(f"{number}. {item.title}", 3)
        if item.organization:
            paper.fact("Организация", item.organization)
        _results(paper, item)
    paper.heading("Постановили", 2)
    for number, item in enumerate(judged, 1):
        paper.paragraph(f"{number}. {FOR[item.summary.by_rule]}: «{item.title}».")
    paper.paragraph("За — ____, против — ____, воздержались — ____.")
    paper.paragraph("Это проект: решение принимает совет, цифры выше — основание для обсуждения.")
    for name in ("Председатель", "Секретарь"):
        paper.fact(name, f"{'_' * 16}  {BLANK}")
    return paper.bytes()


def order_of(judged: Sequence[Judged], papers: Papers, day: dt.date, mark: str) -> bytes | None:
    """Return a draft of the order of inclusion, or None where nothing is to be taken in."""
    taken = [item for item in judged if item.summary.by_rule in ("в банк", "")]
    if not taken:
        return None
    paper = Paper("Приказ о включении практик (проект)", day, mark)
    _letterhead(paper, papers, "Приказ", f"о включении практик в {papers.bank}")
    paper.paragraph("«____» ______________ 20___ года  № ______", centred=True)
    paper.paragraph(
        "На основании решения методического совета (протокол от «____» ______________ 20___ года № ____) приказываю:"
    )
    paper.paragraph(f"1. Включить в {papers.bank} сроком на три года практики:")
    columns = [Column("№", 1), Column("Практика", 9), Column("Организация", 7)]
    rows = [(str(number), item.title, item.organization) for number, item in enumerate(taken, 1)]
    paper.table("Включаются в банк", columns, rows)
    paper.paragraph(
        "2. Методической службе присвоить практикам номера, опубликовать их и выдать авторам свидетельства. "
        "Сведения об авторах публиковать в пределах данных ими согласий."
    )
    paper.paragraph("3. Контроль за исполнением оставляю за собой.")
    paper.fact(papers.signer, f"{'_' * 16}  {papers.signer_name or BLANK}")
    paper.paragraph(f"Проект составлен {long_day(day)}.")
    return paper.bytes()


def _letterhead(paper: Paper, papers: Papers, title: str, about: str) -> None:
    if papers.owner:
        paper.paragraph(papers.owner, centred=True)
    paper.paragraph(title, "Title")
    paper.paragraph(about, "Subtitle")
