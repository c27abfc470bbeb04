"""What a practice is made of: authors, steps, results, resources and the other groups of its fields."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from metodbank.model.fields import Group, Need, field
from metodbank.model.shapes import (
    Choice,
    Date,
    FilePath,
    Line,
    Month,
    Number,
    Prose,
    Scores,
    Text,
    Whole,
)
from metodbank.model.shared import ORGANIZATION, PERSON, SHORT


class Author(Group):
    """An author of the practice; shown only as far as the person's consent covers."""

    shorthand = "person"

    person: PERSON | None = field(
        "Человек",
        Need.DRAFT,
        guide="Имя файла записи в content/people без «.md». Фамилия здесь не пишется.",
        good="p-001",
        bad="Образцова М. П.",
        why_bad="имя показывается только из записи о человеке, если он дал согласие",
    )
    role: SHORT | None = field(
        "Роль",
        guide="Что сделал именно этот человек; нужно, если авторов несколько.",
        good="автор методики",
        bad="соавтор",
        why_bad="не видно, кто что сделал и кого о чём спрашивать",
    )


class Step(Group):
    """One step of carrying the practice out."""

    title: Line | None = field(
        "Этап",
        Need.DRAFT,
        guide="Название этапа коротко, с глагола: что сделать.",
        good="Провести входную работу",
        bad="Организационный этап",
        why_bad="не видно, что делать; начните с глагола",
    )
    actions: Prose | None = field(
        "Что делать",
        Need.EXPERTISE,
        guide="Что именно делает тот, кто повторяет практику. Так, чтобы можно было сделать в понедельник.",
        good="Раздайте карточки с десятью заданиями, засеките 15 минут, проверьте по ключу.",
        bad="Проводится работа с обучающимися.",
        why_bad="не видно, что делать",
    )
    time: SHORT | None = field(
        "Срок",
        Need.EXPERTISE,
        guide="Сколько займёт этап: минут, уроков, недель.",
        good="один урок",
        bad="по мере необходимости",
        why_bad="коллега не сможет вписать этап в своё планирование",
    )
    who: SHORT | None = field(
        "Кто",
        guide="Кто делает этот этап: учитель, пара учеников, завуч.",
        good="учитель",
        bad="все участники образовательных отношений",
        why_bad="где названы все, не делает никто",
    )


class Resources(Group):
    """What the practice takes. At least one of the four must be said."""

    staff: Prose | None = field(
        "Кадры",
        guide="Кто нужен, сколько человек и на сколько часов.",
        good="Один учитель, 2 часа в неделю.",
        bad="Квалифицированные педагоги.",
        why_bad="не сказано, сколько человек и сколько часов у них уйдёт",
    )
    equipment: Prose | None = field(
        "Оборудование",
        guide="Что должно быть в кабинете, с количеством.",
        good="Проектор.",
        bad="Материально-техническая база школы.",
        why_bad="в другой школе база другая: назовите сами вещи",
    )
    materials: Prose | None = field(
        "Материалы",
        guide="Что напечатать или купить, с расчётом на класс или ученика.",
        good="Карточки, 2 листа на ученика.",
        bad="См. приложение.",
        why_bad="неизвестно, какое: скажите здесь, что и сколько напечатать",
    )
    money: Prose | None = field(
        "Деньги",
        guide="Сколько рублей и на что; если денег не нужно, так и напишите.",
        good="До 2 000 рублей в год на бумагу.",
        bad="В пределах сметы.",
        why_bad="чужой сметы никто не видит: нужна сумма или «не нужны»",
    )


class Result(Group):
    """A measured change: what was, what became, over which period, measured with what."""

    indicator: Line | None = field(
        "Показатель",
        Need.DRAFT,
        guide="Что измеряли и у кого: так, чтобы другой мог измерить то же.",
        good="Доля семиклассников, решающих задачи на проценты",
        bad="Качество знаний",
        why_bad="непонятно, чьих и каких",
    )
    before: Annotated[Decimal, Number()] | None = field(
        "Было",
        Need.EXPERTISE,
        guide="Число до начала, без единицы измерения.",
        good="41",
        bad="низкий",
        why_bad="со словом не сравнить: нужно число",
    )
    after: Annotated[Decimal, Number()] | None = field(
        "Стало",
        Need.EXPERTISE,
        guide="Число после, в тех же единицах, что «Было».",
        good="68",
        bad="на 27 % больше",
        why_bad="это разница; нужно само число, которое стало: 68",
    )
    unit: SHORT | None = field(
        "Единица",
        Need.EXPERTISE,
        guide="В чём измерено; знак процента берётся в кавычки.",
        good='"%"',
        bad="%",
        why_bad="без кавычек знак процента рушит всю шапку, и запись не читается",
    )
    period: SHORT | None = field(
        "Период",
        Need.EXPERTISE,
        guide="С какого месяца по какой измеряли.",
        good="сентябрь — май 2025/26",
        bad="за два года",
        why_bad="за какие? без начала и конца результат не проверить",
    )
    measured_by: Line | None = field(
        "Чем измерено",
        Need.EXPERTISE,
        guide="Работа, анкета, журнал — чтобы результат можно было проверить.",
        good="входная и итоговая работа по одним и тем же 10 заданиям, 52 ученика",
        bad="наблюдение",
        why_bad="нельзя проверить",
    )


class Risk(Group):
    """What may go wrong and how to make it less likely."""

    risk: Line | None = field(
        "Риск",
        Need.DRAFT,
        guide="Что может пойти не так у того, кто повторит.",
        good="Дети списывают ответы",
        bad="Рисков нет",
        why_bad="не бывает: вспомните, на чём споткнулись сами",
    )
    answer: Prose | None = field(
        "Как снизить",
        Need.EXPERTISE,
        guide="Что сделать, чтобы этого не случилось или чтобы исправить.",
        good="Два варианта карточек.",
        bad="Проводить разъяснительную работу.",
        why_bad="не сказано, с кем, когда и о чём говорить",
    )


class Replication(Group):
    """How to repeat the practice elsewhere."""

    must: Prose | None = field(
        "Что обязательно",
        Need.EXPERTISE,
        guide="Без чего практика перестаёт быть собой и не сработает.",
        good="Входная работа и разбор ошибок в тот же день.",
        bad="Желание учителя.",
        why_bad="подходит к любому делу: назовите шаг, который нельзя выбросить",
    )
    may_change: Prose | None = field(
        "Что можно менять",
        Need.EXPERTISE,
        guide="Что можно подстроить под свой класс, и в каких пределах.",
        good="Тему и число карточек.",
        bad="Всё на усмотрение педагога.",
        why_bad="если менять можно всё, непонятно, что повторять",
    )
    start_with: Prose | None = field(
        "С чего начать",
        Need.EXPERTISE,
        guide="Первый шаг, который можно сделать на ближайшей неделе.",
        good="Возьмите один класс и одну тему.",
        bad="Изучить нормативную базу.",
        why_bad="после такого шага на уроке ничего не изменится",
    )


class Replica(Group):
    """A place where the practice was repeated by others."""

    organization: ORGANIZATION | None = field(
        "Организация",
        Need.DRAFT,
        guide="Имя файла организации, где практику повторили, без «.md».",
        good="shkola-5",
        bad="школы района",
        why_bad="одна организация, именем файла: «школы района» не спросишь",
    )
    date: Annotated[dt.date, Month()] | None = field(
        "Когда",
        guide="Год и месяц, когда начали повторять.",
        good="2026-03",
        bad="весной 2026",
        why_bad="нужен месяц цифрами: 2026-03",
    )
    outcome: Prose | None = field(
        "Итог",
        guide="Что получилось на новом месте, лучше с числом; неудача тоже результат.",
        good="Прирост 19 процентных пунктов.",
        bad="Опыт получил высокую оценку.",
        why_bad="не сказано, кто оценил и что изменилось у детей",
    )


class Image(Group):
    """A picture; whoever is on it decides what must be asked before publication (ГК РФ, ст. 152.1)."""

    file: Annotated[str, FilePath(images=True)] | None = field(
        "Файл",
        Need.DRAFT,
        guide="Имя файла снимка в папке записи: .jpg, .png, .webp или .gif.",
        good="doska.jpg",
        bad="IMG_1522.HEIC",
        why_bad="снимок с телефона в таком виде браузер не покажет: сохраните его в JPG",
    )
    alt: Annotated[str, Text(at_most=250, at_least=5)] | None = field(
        "Что изображено",
        Need.DRAFT,
        guide="Словами, для того, кто не видит.",
        good="Доска с таблицей процентов, заполненной двумя цветами",
        bad="картинка",
        why_bad="ничего не говорит",
    )
    people: Annotated[str, Choice(("никого", "взрослые", "дети"))] | None = field(
        "Кто на снимке",
        Need.DRAFT,
        guide="Есть ли на снимке люди: никого, взрослые или дети.",
        good="никого",
        bad="ученики 5 «Б»",
        why_bad="слово из перечня — «дети»; класс выдаёт, кто на снимке",
        source="ГК РФ, ст. 152.1",
    )
    consent: SHORT | None = field(
        "Согласие",
        guide="Номер и дата согласия родителей в журнале организации, если на снимке дети.",
        good="журнал согласий № 12 от 01.09.2026",
        bad="родители не против",
        why_bad="сказанное вслух не докажешь: нужны номер и дата в журнале",
        public=False,
    )


class Originality(Group):
    """How much of the text is the authors' own."""

    percent: Annotated[int, Whole(at_most=100)] | None = field(
        "Процент",
        guide="Доля своего текста в процентах, одним числом.",
        good="82",
        bad="82 %",
        why_bad="только число: знак процента банк допишет сам",
    )
    date: Date | None = field(
        "Дата",
        guide="День, когда текст проверили.",
        good="2026-03-01",
        bad="март 2026",
        why_bad="нужен день: сервис завтра покажет другое число",
    )
    service: SHORT | None = field(
        "Сервис",
        guide="Название сервиса, которым проверили.",
        good="Антиплагиат",
        bad="через интернет",
        why_bad="чем именно? другой сервис даст другое число",
    )


class Expertise(Group):
    """One examination of the practice. Experts' names are not written here."""

    date: Date | None = field(
        "Дата",
        Need.DRAFT,
        guide="День заседания, на котором приняли решение.",
        good="2026-03-12",
        bad="12.03.26",
        why_bad="сначала год, и полностью: 2026-03-12",
    )
    body: Line | None = field(
        "Орган",
        Need.DRAFT,
        guide="Название органа, который рассматривал. Фамилии экспертов не пишутся.",
        good="Муниципальный методический совет",
        bad="эксперт Образцова М. П.",
        why_bad="решение принимает орган; фамилии экспертов на сайт не выходят",
    )
    protocol: SHORT | None = field(
        "Протокол",
        Need.DRAFT,
        guide="Номер протокола со знаком «№».",
        good="№ 3",
        bad="#3",
        why_bad="после решётки идёт примечание, и поле останется пустым: пишите № 3",
    )
    scores: Annotated[dict[str, int], Scores("criteria")] | None = field(
        "Баллы",
        guide="Балл по каждому критерию из словаря; сумму банк посчитает сам.",
        good="{Актуальность: 3, Результативность: 2}",
        bad="14 из 18",
        why_bad="за суммой не видно, что сильно, а что слабо: нужен балл по каждому критерию",
    )
    decision: Annotated[str, Choice(("в банк", "на доработку", "отказ"))] | None = field(
        "Решение",
        Need.DRAFT,
        guide="Чем кончилось: в банк, на доработку или отказ.",
        good="в банк",
        bad="рекомендовать",
        why_bad="слово не из перечня: куда рекомендовать — в банк или на доработку?",
    )
    remarks: Prose | None = field(
        "Замечания",
        guide="Что именно просили исправить, чтобы автор мог начать сразу.",
        good="Уточнить период результатов.",
        bad="Есть замечания.",
        why_bad="автор не узнает, что исправлять",
    )
