"""What is collected, and how a value is computed from it."""

from __future__ import annotations

from typing import Annotated

from metodbank.indicators.model.words import ID, LONG
from metodbank.indicators.query import Query
from metodbank.indicators.units import UNITS
from metodbank.model.fields import Group, Need, field
from metodbank.model.shapes import Choice, Flag, Line, Prose
from metodbank.model.shared import SHORT


class Variable(Group):
    """One number that is collected, counted or derived."""

    id: ID | None = field(
        "Имя",
        Need.DRAFT,
        guide="Имя из малых латинских букв, цифр и «_»: его пишут в формулах и в столбце «Переменная» таблицы цифр.",
        good="young_teachers",
        bad="Молодые педагоги",
        why_bad="формула не отличит слова друг от друга: нужна латиница без пробелов, young_teachers",
    )
    title: LONG | None = field(
        "Что это",
        Need.DRAFT,
        guide="Кого или что считают, за какой срок, нарастает ли итог: по этой строке в школе поймут, что сдавать.",
        good="Прошли диагностику профессиональных дефицитов, нарастающим итогом",
        bad="Диагностика",
        why_bad="людей или работ, за год или всего? каждая школа посчитает своё",
    )
    unit: Annotated[str, Choice(UNITS)] | None = field(
        "Единица",
        Need.DRAFT,
        guide="В чём считают. От единицы зависит, какое значение примет таблица: число, «есть» или «нет», балл, текст.",
        good="чел.",
        bad="человек",
        why_bad="пишется «чел.», как в перечне",
    )
    forms: list[SHORT] | None = field(
        "Слово в трёх формах",
        guide="Один, два, пять: из них складывается «не хватает 14 педагогов».",
        good="[педагог, педагога, педагогов]",
        bad="педагоги",
        why_bad="нужен список из трёх слов: один педагог, два педагога, пять педагогов",
    )
    collector: Line | None = field(
        "Кто собирает",
        guide="Должность или отдел без фамилии: у кого спросить, если цифры нет. Видно на странице «Каких цифр нет».",
        good="заместитель руководителя организации по методической работе",
        bad="Образцова М. П.",
        why_bad="фамилия уйдёт на сайт без согласия, а с переменой работника собьёт с толку",
    )
    by_organization: Flag | None = field(
        "По организациям",
        guide="«да», если цифру сдаёт каждая организация, а число территории — сумма; «нет», если оно одно на всех.",
        good="да",
        bad="каждая школа",
        why_bad="бывает только «да» или «нет»",
    )
    fraction: Flag | None = field(
        "Дробное",
        guide="«да», если число бывает не целым: доля, средний балл, ставки. Людей и записи считают целыми.",
        good="нет",
        bad="до десятых",
        why_bad="бывает только «да» или «нет»; округлять ничего не нужно",
    )
    formula: Line | None = field(
        "Вычисляется",
        guide="Формула из других переменных, если эту не собирают, а складывают; тогда в таблице цифр её нет.",
        good="teachers + managers",
        bad="педагоги плюс управленцы",
        why_bad="в формуле стоят имена переменных и знаки + - * /",
    )
    counted: Query | None = field(
        "Считается по банку",
        guide="Запрос к записям или таблицам банка, если число видно по ним: страница покажет и их список.",
        good="{source: event, during: start, since: 2026-01-01, take: записей, organization: organizer}",
        bad="мероприятия муниципального уровня",
        why_bad="словами банк не посчитает: нужны поля source, since и take",
    )


class Symbol(Group):
    """How the document writes a variable in this formula; the same letter elsewhere may mean another thing."""

    variable: ID | None = field(
        "Переменная",
        Need.DRAFT,
        guide="Имя переменной набора, которая стоит в этой формуле.",
        good="teachers",
        bad="K_n",
        why_bad="это обозначение документа, его место — в поле symbol; здесь имя переменной, teachers",
    )
    symbol: SHORT | None = field(
        "Обозначение",
        Need.DRAFT,
        guide="Как эта величина обозначена в документе; нижний знак — через «_».",
        good="K_n",
        bad="количество педагогов",
        why_bad="это пояснение; в формуле на странице встанет вся фраза вместо буквы",
    )


class Formula(Group):
    """How a value is computed."""

    expression: Line | None = field(
        "Формула",
        Need.DRAFT,
        guide="Имена переменных, числа, скобки и знаки + - * /. Долю пишите дробью, умноженной на 100.",
        good="diagnosed / staff * 100",
        bad="diagnosed : staff × 100 %",
        why_bad="деление — «/», умножение — «*», знака процента в формуле нет",
    )
    origin: Annotated[str, Choice(("документ", "методика банка"))] | None = field(
        "Откуда",
        Need.DRAFT,
        guide="«документ», если формула в нём дана; «методика банка», если её составили по названию показателя.",
        good="документ",
        bad="приказ № 785",
        why_bad="сам документ назван в поле act; здесь одно из двух: документ или методика банка",
    )
    text: Prose | None = field(
        "Формула документа",
        guide="Формула и пояснения к ней, слово в слово; дроби и знаки — в долларах, как в LaTeX.",
        good="$D_y = K_T / K_n \\cdot 100\\%$ где $K_n$ – количество педагогических работников",
        bad="отношение одних педагогов к другим",
        why_bad="это пересказ: по нему не сверить, то ли делится на то",
    )
    result: SHORT | None = field(
        "Обозначение результата",
        guide="Какой буквой документ называет само значение: она встанет слева от знака «=».",
        good="D_y",
        bad="D_y =",
        why_bad="знак равенства страница поставит сама, выйдет два",
    )
    symbols: list[Symbol] | None = field(
        "Обозначения",
        guide="Какой букве документа отвечает какая переменная, по строке на каждую.",
        good="[{variable: teachers, symbol: K_n}]",
        bad="{teachers: K_n}",
        why_bad="нужен список пар variable и symbol",
    )
