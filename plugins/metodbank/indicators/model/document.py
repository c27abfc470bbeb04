"""What a set says of its founding document: the act, its words, and what is strange in it."""

from __future__ import annotations

from typing import Annotated

from metodbank.indicators.model.words import LINE_NUMBER, LONG, SLUG
from metodbank.model.fields import Group, Need, field
from metodbank.model.shapes import Flag, Line, Prose, Reference
from metodbank.model.shared import SHORT


class Quote(Group):
    """Words of the document and the line of its text they stand on."""

    text: Prose | None = field(
        "Слова документа",
        Need.DRAFT,
        guide="Скопируйте слова документа без правки, с его опечатками.",
        good="Мониторинг проводится не реже одного раза в год.",
        bad="Мониторинг каждый год",
        why_bad="пересказ; «не реже одного раза» пропало, а спорить будут о нём",
    )
    line: LINE_NUMBER | None = field(
        "Строка",
        guide="Номер строки в тексте документа: по нему цитату найдут и сверят. Текста под рукой нет — поле не нужно.",
        good="385",
        bad="стр. 12",
        why_bad="нужно одно число — номер строки текста, а не страницы на бумаге",
    )
    who: Line | None = field(
        "Кто",
        guide="О ком говорят эти слова: служба, отдел, организация — без фамилий.",
        good="методическая служба образовательной организации",
        bad="ответственные лица",
        why_bad="непонятно, к кому идти за цифрой",
    )


class Act(Group):
    """The document that sets the indicators."""

    title: LONG | None = field(
        "Акт",
        Need.DRAFT,
        guide="Вид документа, кто его принял, дата и номер: строка показана под названием набора.",
        good="Приказ департамента образования от 24.06.2022 № 785",
        bad="Приказ о показателях",
        why_bad="без органа и номера читатель не найдёт документ и не поверит цели",
    )
    document: Annotated[str, Reference("document")] | None = field(
        "Документ банка",
        guide="Имя файла документа из content/documents без «.md»: название станет ссылкой на его страницу.",
        good="tazovsky-785-2022",
        bad="Приказ № 785",
        why_bad="нужно имя файла записи: по номеру банк документ не найдёт",
    )
    source: SHORT | None = field(
        "Файл источника",
        guide="Имя файла с текстом документа, по которому посчитаны номера строк.",
        good="tazovsky-2022.txt",
        bad="документы/приказ",
        why_bad="это папка и начало имени; нужно имя файла целиком, с расширением",
    )
    section: Line | None = field(
        "Раздел",
        guide="Раздел, пункт или таблица документа, где стоят показатели.",
        good="раздел 5, таблица 1",
        bad="в тексте приказа",
        why_bad="в приказе тридцать страниц: где именно?",
    )
    edition: Line | None = field(
        "Редакция",
        guide="Если документ меняли — какая это редакция и чем она отличается от прежней.",
        good="в редакции от 10.04.2023, вместо 6 показателей 17",
        bad="новая",
        why_bad="через год выйдет ещё одна, и «новой» станет она",
    )
    quotes: list[Quote] | None = field(
        "Цитаты",
        guide="Дата и номер, как они напечатаны в самом документе: особенно если они в нём расходятся.",
        good="[{text: от 24.06.2022 № 785, line: 83}]",
        bad="[№ 785, № 786]",
        why_bad="у каждой цитаты два поля, text и line: {text: № 785, line: 11}",
    )


class Territory(Group):
    """A municipality or region that has values of its own."""

    id: SLUG | None = field(
        "Имя",
        Need.DRAFT,
        guide="Короткое имя латиницей: им территория названа в столбце «Организация» таблицы цифр.",
        good="severorechensk",
        bad="Северореченский округ",
        why_bad="русские буквы и пробел: имя пишется латиницей, а название — в поле title",
    )
    title: Line | None = field(
        "Название",
        Need.DRAFT,
        guide="Полное название: так территория подписана на страницах и в рейтинге.",
        good="Северореченский муниципальный округ",
        bad="наш округ",
        why_bad="сайт читают и соседи: чей это округ, не видно",
    )
    home: Flag | None = field(
        "Своя",
        guide="«да» у одной территории — у той, чьи организации ведёт банк: её цифры складываются из их цифр.",
        good="да",
        bad="наша",
        why_bad="бывает только «да» или «нет»",
    )


class Oddity(Group):
    """What is strange in the document, and what the bank does about it."""

    code: SHORT | None = field(
        "Код",
        Need.DRAFT,
        guide="Короткое имя вида странности; одинаковое у одинаковых странностей, чтобы их можно было найти вместе.",
        good="BAND_GAP",
        bad="Ошибка",
        why_bad="так назовут любую: разрыв полос и опечатку по этому слову не различить",
    )
    text: Prose | None = field(
        "В чём странность",
        Need.DRAFT,
        guide="Одно-два предложения: что в документе не сходится, с его словами в кавычках.",
        good="Полосы «40 -69%» и «70 -100%» не говорят, какой балл дать за 69,5 %.",
        bad="Документ составлен с ошибками.",
        why_bad="не сказано, с какими: читатель не поймёт, верить ли числу",
    )
    lines: list[LINE_NUMBER] | None = field(
        "Строки",
        guide="Номера строк текста, где это видно, в квадратных скобках.",
        good="[41, 53]",
        bad="[41-53]",
        why_bad="через дефис это не число: перечислите строки через запятую, [41, 53]",
    )
    policy: Prose | None = field(
        "Как поступает банк",
        Need.DRAFT,
        guide="Правило целиком, чтобы по нему посчитали на бумаге. Правила нет — напишите «не решено» и почему.",
        good="От 70 % — балл 2, от 40 % — балл 1, меньше 40 % — 0.",
        bad="Считается по смыслу.",
        why_bad="двое посчитают «по смыслу» по-разному; нужны границы и баллы",
    )
