"""A set of indicators as a whole, and the kind its file is checked as."""

from __future__ import annotations

from typing import Annotated

from metodbank.indicators.model.document import Act, Oddity, Quote, Territory
from metodbank.indicators.model.indicator import Indicator, IndicatorGroup
from metodbank.indicators.model.rating import RatingRule
from metodbank.indicators.model.variables import Variable
from metodbank.indicators.model.words import LONG, ORGANIZATION_ITSELF, PERIOD, SLUG, TERRITORY
from metodbank.model.entry import Entry, Kind
from metodbank.model.fields import Need, field
from metodbank.model.shapes import Choice, Line
from metodbank.model.shared import ORGANIZATION, SHORT


class IndicatorSet(Entry):
    """Набор показателей одного документа."""

    title: LONG | None = field(
        "Название",
        Need.DRAFT,
        guide="Чей набор и о чём: заголовок страницы.",
        good="'Тазовский район (ЯНАО): показатели эффективности НМС'",
        bad="Показатели",
        why_bad="наборов на сайте несколько: чьи это?",
    )
    short_title: SHORT | None = field(
        "Кратко",
        Need.DRAFT,
        guide="Два-три слова для таблиц, путей и заголовков страниц.",
        good="Тазовский район",
        bad="Показатели эффективности научно-методического сопровождения района",
        why_bad="на телефоне такая подпись займёт весь экран",
    )
    act: Act | None = field(
        "Акт",
        Need.DRAFT,
        guide="Документ, который задаёт показатели.",
        good="{title: Приказ департамента образования от 24.06.2022 № 785, document: tazovsky-785-2022}",
        bad="Приказ № 785",
        why_bad="название стоит внутри, в поле title; рядом — document, ссылка на запись",
    )
    level: Line | None = field(
        "Уровень",
        Need.DRAFT,
        guide="Уровень, для которого документ ставит цели, его словами.",
        good="муниципальный",
        bad="высокий",
        why_bad="это оценка; уровень — муниципальный, региональный, организации",
    )
    observed: Annotated[str, Choice((TERRITORY, ORGANIZATION_ITSELF))] | None = field(
        "Чьи значения",
        Need.DRAFT,
        guide="«территория», если цель одна на округ и цифры школ складываются; «организация», если у каждой своя.",
        good="территория",
        bad="муниципалитет",
        why_bad="одно из двух слов: территория или организация",
    )
    supersedes: SLUG | None = field(
        "Заменяет набор",
        guide="Имя файла прежней редакции без «.yml»: страницы сошлются друг на друга.",
        good="perm-2022",
        bad="Пермь, 2022 год",
        why_bad="нужно имя файла набора: perm-2022",
    )
    superseded_by: SLUG | None = field(
        "Заменён набором",
        guide="Имя файла новой редакции без «.yml»: на страницах этого набора появится «прежняя редакция».",
        good="perm-2023",
        bad="да",
        why_bad="не сказано, каким; а русские буквы в имени файла не годятся",
    )
    periods: list[PERIOD] | None = field(
        "Периоды",
        Need.DRAFT,
        guide="Все периоды, за которые собирают цифры, по порядку: годы, учебные годы, полугодия, кварталы или месяцы.",
        good="[II полугодие 2022, 2022/23, II полугодие 2023]",
        bad="[2022-2023]",
        why_bad="учебный год пишется через косую черту: 2022/23",
    )
    territories: list[Territory] | None = field(
        "Территории",
        guide="У кого есть значения. Хватит одной, своей; для рейтинга — все, кого сравнивают.",
        good="[{id: severorechensk, title: Северореченский муниципальный округ, home: да}]",
        bad="[Северореченский округ]",
        why_bad="нужны имя латиницей (id) и название (title)",
    )
    reporters: list[ORGANIZATION] | None = field(
        "Кто сдаёт цифры",
        guide="Имена файлов организаций из content/organizations без «.md»: с них и спросят, если цифры нет.",
        good="[shkola-1, gimnaziya-2]",
        bad="[СОШ № 1, Гимназия № 2]",
        why_bad="по названию банк организацию не найдёт: нужно имя файла, shkola-1",
    )
    periodicity: list[Quote] | None = field(
        "Как часто",
        guide="Что документ говорит о сроках сбора, слово в слово.",
        good="[{text: Мониторинг проводится не реже одного раза в год., line: 385}]",
        bad="раз в год",
        why_bad="нужны слова документа списком: [{text: …, line: 385}]",
    )
    collectors: list[Quote] | None = field(
        "Кто собирает",
        guide="Кому документ поручает сбор, слово в слово; кто это — в поле who.",
        good="[{who: методическая служба, text: проводит сбор и анализ информации, line: 268}]",
        bad="[методист]",
        why_bad="нет слов документа: кто поручил, не проверить",
    )
    sources: list[Quote] | None = field(
        "Источники данных",
        guide="Откуда документ велит брать данные, слово в слово.",
        good="[{text: 6.6.2. данные ГИС «Образование Ямала»;, line: 379}]",
        bad="[интернет]",
        why_bad="таких слов в документе нет, и проверить цифру не по чему",
    )
    target_heading: Quote | None = field(
        "Заголовок целей",
        guide="Как названа графа целей: от этого зависит, «не менее» это или «ровно».",
        good="{text: 'Минимальное значение, в год', line: 360}",
        bad="Минимальное значение",
        why_bad="слова стоят внутри, в поле text; рядом — line",
    )
    groups: list[IndicatorGroup] | None = field(
        "Группы",
        guide="Заголовки над показателями, если они есть в документе.",
        good="[{id: '5.1', text: 5.1. Показатели эффективности создания и развития РС НМС, line: 1307}]",
        bad="['5.1']",
        why_bad="нет самого заголовка: нужны id и text",
    )
    variables: list[Variable] | None = field(
        "Переменные",
        Need.DRAFT,
        guide="Что собирают, считают или складывают. Каждая должна стоять хотя бы в одной формуле.",
        good="[{id: staff, title: 'Педагогических работников, всего', unit: чел., by_organization: да}]",
        bad="[staff, diagnosed]",
        why_bad="одних имён мало: нужны title (что сдавать) и unit (в чём)",
    )
    indicators: list[Indicator] | None = field(
        "Показатели",
        Need.DRAFT,
        guide="Строки документа по порядку, каждая со своей формулой и целями.",
        good="[{id: taz-1, name: Доля прошедших диагностику, line: 362, kind: доля, unit: '%', cumulative: да}]",
        bad="[Доля прошедших диагностику]",
        why_bad="одного названия мало: нужны имя, строка, вид и формула",
    )
    rating: RatingRule | None = field(
        "Рейтинг",
        guide="Только если документ требует рейтинга: способ счёта и месяцы.",
        good="{method: Лучшее значение — 100 баллов., moments: [{month: 2022-12, period: II полугодие 2022}]}",
        bad="да",
        why_bad="не сказано, как считать и когда подводить",
    )
    total: Line | None = field(
        "Итоговый балл",
        guide="Задан ли документом общий балл по всем показателям: банк его сам не придумывает.",
        good="не задан",
        bad="средний",
        why_bad="если документ этого не говорит, такой итог — выдумка",
    )
    oddities: list[Oddity] | None = field(
        "Странности набора",
        guide="Что не сходится в документе в целом; странности одной строки — у её показателя.",
        good="[{code: EDITION, text: Дата в шапке и в приложении разные., policy: Берётся дата приложения.}]",
        bad="[опечатки]",
        why_bad="какие и как с ними быть? нужны code, text и policy",
    )


FOLDER = "content/indicators"
KIND = Kind(
    name="indicator_set",
    home=FOLDER,
    model=IndicatorSet,
    one="набор показателей",
    many="Наборы показателей",
    purpose="Показатели документов-основ: названия, формулы и цели слово в слово, и как их считает банк.",
    columns=("level", "observed"),
    slug=r"[a-z0-9]+(?:-[a-z0-9]+)*",
    order=200,
)
"""Not one of the kinds of entry: sets have no Markdown and pages of another sort."""
