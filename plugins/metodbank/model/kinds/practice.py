"""A teaching or management practice: the centre of the bank."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from metodbank.model.entry import ON_SITE, TERM_YEARS, Entry, Kind, Layout, Section, Status
from metodbank.model.fields import (
    Choice,
    Date,
    FilePath,
    GradeRange,
    Grades,
    Group,
    Line,
    Month,
    Need,
    Number,
    Pattern,
    Prose,
    Reference,
    Scores,
    Text,
    Vocabulary,
    Whole,
    field,
)
from metodbank.model.shared import ORGANIZATION, PERSON, SHORT, Attachment, Contact


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


class Practice(Entry):
    """Педагогическая или управленческая практика."""

    id: (
        Annotated[str, Pattern(r"ММ-\d{4}-\d{3}", "номер в банке: русские буквы ММ, год и три цифры", "ММ-2026-001")]
        | None
    ) = field(
        "Номер в банке",
        Need.PUBLICATION,
        guide="Даётся один раз, при включении в банк, и никогда не меняется: он печатается в свидетельстве.",
        good="ММ-2026-001",
        bad="MM-2026-1",
        why_bad="буквы ММ русские, цифр в конце три",
    )
    title: Annotated[str, Text(at_most=150, at_least=10)] | None = field(
        "Название практики",
        Need.DRAFT,
        guide="О чём практика, словами учителя, а не отчёта.",
        good='"Проценты на чеках из магазина: задачи, которые решают дома"',
        bad="Инновационная модель формирования компетенций",
        why_bad="не видно ни предмета, ни дела",
    )
    annotation: Annotated[str, Text(at_most=600, at_least=150, prose=True)] | None = field(
        "Аннотация",
        Need.EXPERTISE,
        guide="Кому, что делать, к чему приводит. От 150 до 600 знаков.",
        good="Семиклассники приносят из дома чеки и составляют по ним задачи на скидки и сравнение цен. "
        "За учебный год доля тех, кто решает семь задач из десяти, выросла с 41 до 68 %.",
        bad="Практика направлена на повышение качества образования.",
        why_bad="так можно сказать о любой практике",
    )
    kind: Annotated[str, Choice(("педагогическая", "управленческая"))] | None = field(
        "Вид",
        Need.DRAFT,
        guide="Педагогическая — про работу с детьми; управленческая — про работу с педагогами и организацией.",
        good="педагогическая",
        bad="инновационная",
        why_bad="новизна сюда не относится: с кем работа — с детьми или с педагогами?",
        source="ivolginsky-2023, строка 88; perm-2022-2023, строка 1275",
    )
    level: Annotated[str, Vocabulary("levels")] | None = field(
        "Уровень",
        Need.EXPERTISE,
        guide="На каком уровне практику признали: школа, муниципалитет, регион.",
        good="муниципальный",
        bad="высокий",
        why_bad="это оценка; нужен уровень: «муниципальный»",
    )
    organization: ORGANIZATION | None = field(
        "Организация",
        Need.DRAFT,
        guide="Имя файла организации из content/organizations без «.md».",
        good="shkola-3",
        bad="СОШ № 3",
        why_bad="нужно имя файла: по названию банк школу не найдёт",
    )
    authors: list[Author] | None = field(
        "Авторы",
        Need.EXPERTISE,
        guide="Кто создал практику: имена файлов записей о людях, без фамилий.",
        good="[p-001]",
        bad="[Образцова М. П., учитель]",
        why_bad="фамилий в записи практики не бывает: нужны имена файлов из content/people",
    )
    directions: list[Annotated[str, Vocabulary("directions")]] | None = field(
        "Направления",
        Need.EXPERTISE,
        guide="Одно–три направления, по которым практику станут искать.",
        good="[инклюзия]",
        bad="[все направления]",
        why_bad="такого слова в словаре нет; что обо всём, не найдут ни по чему",
    )
    education_levels: list[Annotated[str, Vocabulary("education_levels")]] | None = field(
        "Уровни образования",
        Need.EXPERTISE,
        guide="Ступени, на которых практику уже применяли.",
        good="[основное общее]",
        bad="[школа]",
        why_bad="в школе три ступени: начальное, основное и среднее общее",
    )
    subjects: list[Annotated[str, Vocabulary("subjects")]] | None = field(
        "Предметы",
        guide="Предметы по перечню. Для дошкольной и воспитательной практики не нужны.",
        good="[Математика]",
        bad="[матем., информ.]",
        why_bad="сокращение прочтётся с предупреждением: пишите слова полностью",
    )
    grades: Annotated[GradeRange, Grades()] | None = field(
        "Классы или возраст",
        guide="Классы 1–11 или возраст.",
        good="5–7",
        bad="среднее звено",
        why_bad="учитель ищет по своему классу: нужны числа, 5–9",
    )
    deficits: list[Annotated[str, Vocabulary("deficits")]] | None = field(
        "Какой дефицит помогает закрыть",
        Need.EXPERTISE,
        guide="Какого умения не хватает педагогу, которому нужна эта практика.",
        good="[методический]",
        bad="[нехватка кадров]",
        why_bad="это беда школы; нужно умение, которого не хватает самому педагогу",
        source="perm-2022-2023, строки 267 и 1229; asou-2022, строка 254",
    )
    problem: Annotated[str, Text(at_most=2000, at_least=50, prose=True)] | None = field(
        "Проблема",
        Need.EXPERTISE,
        guide="Что шло не так до практики. Лучше с числом.",
        good="Из 52 семиклассников 31 не мог посчитать скидку в магазине.",
        bad="Недостаточный уровень мотивации.",
        why_bad="чья мотивация и откуда известно?",
    )
    target_group: list[Annotated[str, Vocabulary("student_groups")]] | None = field(
        "С кем работаем",
        guide="Для каких детей практика, словами словаря; «все», если без отбора.",
        good="[все]",
        bad="[5 «А» и 5 «Б»]",
        why_bad="классы стоят в поле «Классы или возраст», буквы классов не нужны нигде",
    )
    addressee: list[Annotated[str, Vocabulary("addressees")]] | None = field(
        "Кому адресован опыт",
        Need.EXPERTISE,
        guide="Кто может взять и повторить, словами словаря.",
        good="[учителя-предметники]",
        bad="[педагогическая общественность]",
        why_bad="никто не узнает в ней себя: назовите, учитель это, воспитатель или завуч",
    )
    idea: Annotated[str, Text(at_most=500, prose=True)] | None = field(
        "Ведущая идея",
        Need.EXPERTISE,
        guide="В чём суть, одной-двумя фразами: чем это не похоже на обычный урок.",
        good="Задачи берутся из жизни семьи.",
        bad="Системно-деятельностный подход и др.",
        why_bad="подход у всех один, а «и др.» не повторить: что вы делаете иначе?",
    )
    technologies: list[Annotated[str, Vocabulary("technologies")]] | None = field(
        "Технологии и методы",
        Need.EXPERTISE,
        guide="Одна–три технологии из словаря, которые видны в этапах.",
        good="[кейсы]",
        bad="[игровые, кейсы, проектная, модульная, ТРИЗ]",
        why_bad="перечислено всё, что знают; ТРИЗ к тому же нет в словаре",
    )
    forms: list[Annotated[str, Vocabulary("forms")]] | None = field(
        "Формы работы",
        guide="Формы работы с детьми или педагогами, словами словаря.",
        good="[групповая]",
        bad="[нетрадиционные]",
        why_bad="такой формы в словаре нет, и что происходит, не видно",
    )
    steps: list[Step] | None = field(
        "Этапы реализации",
        Need.EXPERTISE,
        guide="Не меньше двух этапов, по порядку: что сделать сначала, что потом.",
        good="[{title: Провести входную работу}, {title: Собрать чеки}]",
        bad="[{title: Организовать работу}]",
        why_bad="по одному пожеланию «организовать» практику не повторить",
    )
    resources: Resources | None = field(
        "Ресурсы",
        Need.EXPERTISE,
        guide="Кадры, оборудование, материалы, деньги: хотя бы о чём-то одном.",
        good="{materials: Карточки}",
        bad="не требуются",
        why_bad="а время учителя? нужно хотя бы одно поле внутри: {money: Не нужны.}",
    )
    cost: Annotated[str, Choice(("без затрат", "до 10 тыс.", "10–100 тыс.", "больше 100 тыс."))] | None = field(
        "Стоимость",
        Need.EXPERTISE,
        guide="Сколько рублей нужно, чтобы начать, словами перечня.",
        good="без затрат",
        bad="500 руб.",
        why_bad="здесь слово из перечня, «до 10 тыс.», а сумма — в ресурсах",
        source="EEF (cost)",
    )
    duration: Annotated[str, Choice(("неделя", "четверть", "полугодие", "год", "больше"))] | None = field(
        "Время на внедрение",
        guide="Через какое время у того, кто начал, виден результат.",
        good="четверть",
        bad="постоянно",
        why_bad="спрашивают, когда станет видно, что получилось: неделя, четверть, год?",
    )
    practice_since: Annotated[dt.date, Month()] | None = field(
        "Применяется с",
        Need.EXPERTISE,
        guide="Год и месяц начала.",
        good="2024-09",
        bad="2024",
        why_bad="нужен месяц",
    )
    results: list[Result] | None = field(
        "Результаты",
        Need.EXPERTISE,
        guide="Было → стало, с периодом и способом измерения.",
        good="[{indicator: …}]",
        bad="[{indicator: Выросла мотивация}]",
        why_bad="ни числа до, ни числа после, ни способа измерить",
    )
    evidence_level: Annotated[str, Vocabulary("evidence_levels")] | None = field(
        "Уровень доказательности",
        Need.EXPERTISE,
        guide="Чем подтверждён результат, от 0 (описание опыта) до 3 (независимая оценка).",
        good="1 — есть данные до/после",
        bad="высокий",
        why_bad="кто так решил? нужен уровень из словаря, и к нему — подтверждения",
    )
    evidence: list[Attachment] | None = field(
        "Подтверждения",
        Need.EXPERTISE,
        guide="Файлы или ссылки, по которым можно проверить результат.",
        good="[svodka.pdf]",
        bad="[gramota.jpg]",
        why_bad="грамота подтверждает участие в конкурсе, а не результат детей",
    )
    risks: list[Risk] | None = field(
        "Риски и ограничения",
        Need.EXPERTISE,
        guide="Что может помешать и что с этим делать.",
        good="[{risk: …}]",
        bad="нет",
        why_bad="риски есть у всякого дела: что не вышло у вас с первого раза?",
    )
    replication: Replication | None = field(
        "Как повторить",
        Need.EXPERTISE,
        guide="Что обязательно, что можно менять, с чего начать.",
        good="{must: …}",
        bad="обратиться к автору",
        why_bad="на всех автора не хватит: нужны три ответа здесь — must, may_change, start_with",
    )
    replications: list[Replica] | None = field(
        "Где внедрено",
        guide="Организации, которые уже повторили, и что у них вышло.",
        good="[{organization: shkola-5}]",
        bad="[многие школы округа]",
        why_bad="у «многих школ» не спросишь: нужно имя файла каждой организации",
    )
    materials: list[Attachment] | None = field(
        "Материалы",
        guide="Файлы рядом с записью или ссылки на сервер в России.",
        good="[kartochki.pdf]",
        bad="[Приложение 1.docx]",
        why_bad="не видно, что внутри, а русское имя ломает ссылку",
    )
    license: Annotated[str, Vocabulary("licenses")] | None = field(
        "Условия использования",
        Need.EXPERTISE,
        guide="Что автор разрешает делать с материалами, словами словаря.",
        good="можно копировать и менять с указанием автора",
        bad="свободно",
        why_bad="можно ли менять и надо ли называть автора, не сказано",
    )
    contact: Contact | None = field(
        "Контакт",
        Need.EXPERTISE,
        guide="Служебные телефон и почта организации и часы, когда по ним отвечают.",
        good="{email: school3@example.org}",
        bad="{phone: 8 900 000-00-00}",
        why_bad="личный мобильный: звонить будут и в отпуск, и после увольнения",
    )
    site: Annotated[str, Reference("internship")] | None = field(
        "Стажировочная площадка",
        guide="Имя файла площадки из content/internships, где этому учат.",
        good="proekty-v-nachalnoy-shkole",
        bad="да",
        why_bad="спрашивают, какая площадка: нужно имя её файла",
    )
    events: list[Annotated[str, Reference("event")]] | None = field(
        "Мероприятия",
        guide="Имена файлов мероприятий, где о практике рассказывали или расскажут.",
        good="[2026-10-14-master-klass-cheki]",
        bad="[мастер-класс 14 октября]",
        why_bad="нужно имя файла из content/events: по описанию ссылку не построить",
    )
    images: list[Image] | None = field(
        "Изображения",
        guide="Снимки и схемы; у каждого описание и пометка, кто на нём.",
        good="[{file: doska.jpg, alt: Доска с таблицей процентов, people: никого}]",
        bad="[doska.jpg]",
        why_bad="без описания и пометки, есть ли на снимке дети, его нельзя показать",
    )
    originality: Originality | None = field(
        "Оригинальность текста",
        guide="Доля своего текста, день и сервис проверки, если проверяли.",
        good="{percent: 82}",
        bad="высокая",
        why_bad="на чей взгляд? нужны число, день и сервис",
        source="Положение г. Мурома: ≥ 65 %",
    )
    status: Status | None = field(
        "Статус",
        Need.DRAFT,
        guide="Где практика на своём пути, словом из перечня.",
        good="черновик",
        bad="готово",
        why_bad="слово не из перечня: готовая карточка — «на экспертизе»",
    )
    expertise: list[Expertise] | None = field(
        "Экспертиза",
        Need.PUBLICATION,
        guide="Решения экспертов: дата, орган, протокол, решение. Без фамилий.",
        good="[{date: 2026-03-12}]",
        bad="[одобрено на педсовете]",
        why_bad="ни даты, ни протокола: проверить решение нельзя",
    )
    published: Date | None = field(
        "Дата включения",
        Need.PUBLICATION,
        guide="Дата приказа о включении в банк.",
        good="2026-03-20",
        bad="20.03.2026",
        why_bad="сначала год, потом месяц и день: 2026-03-20",
    )
    order: Annotated[str, Reference("document")] | None = field(
        "Приказ",
        guide="Имя файла приказа о включении из content/documents, без «.md».",
        good="prikaz-bank-2026-1",
        bad="Приказ № 17 от 20.03.2026",
        why_bad="нужно имя файла записи: номер и дата стоят в ней",
    )
    confirmed: Date | None = field(
        "Подтверждена",
        guide="День, когда автор подтвердил, что практика ещё живёт.",
        good="2026-03-01",
        bad="подтверждаю",
        why_bad="нужен день: от него отсчитываются следующие три года",
    )
    valid_until: Date | None = field(
        "Действует до",
        guide="Если не указано — три года с включения или подтверждения.",
        good="2029-03-20",
        bad="бессрочно",
        why_bad="у всякой практики есть срок: нужен день, или уберите поле, и будет три года",
    )

    @property
    def stage(self) -> Need:
        """Drafts may be unfinished; from expertise on the card must be whole."""
        stages = {
            "черновик": Need.DRAFT,
            "на экспертизе": Need.EXPERTISE,
            "на доработке": Need.DRAFT,
            "отозвана": Need.DRAFT,  # nothing more is asked of an author who takes a practice back
        }
        return stages.get(self.status or "черновик", Need.PUBLICATION)

    @property
    def visible(self) -> bool:
        """Only accepted practices have a page; one withdrawn before it was accepted never had."""
        return self.status in ON_SITE and bool(self.id or not self.withdrawn)

    @property
    def withdrawn(self) -> bool:
        """A withdrawn practice keeps its address but not its text."""
        return self.status == "отозвана"

    @property
    def expires(self) -> dt.date | None:
        """The end of the term: as written, or three years from the last confirmation."""
        start = self.confirmed or self.published
        if self.valid_until or start is None:
            return self.valid_until
        year = min(start.year + TERM_YEARS, dt.MAXYEAR)
        try:
            return start.replace(year=year)
        except ValueError:  # 29 February
            return start.replace(year=year, day=28)


KIND = Kind(
    name="practice",
    home="practices",
    model=Practice,
    one="практика",
    many="Практики",
    purpose="Проверенный опыт, который можно повторить у себя: проблема, шаги, цена, измеренный результат.",
    columns=("subjects", "grades", "cost", "evidence_level", "organization", "published"),
    facets=(
        "subjects",
        "education_levels",
        "grades",
        "deficits",
        "directions",
        "kind",
        "cost",
        "evidence_level",
        "organization",
        "status",
    ),
    layout=Layout.FOLDER,
    newest_by="published",
    order=10,
    sections=(
        Section("Контекст", "Какая школа, какие дети, что уже пробовали.", ("С чего всё началось",)),
        Section(
            "Ход работы",
            "Как проходит занятие или цикл, с примерами.",
            ("Как это устроено", "Как проходит работа"),
        ),
        Section("Что получилось", "Что говорят числа и чего они не говорят.", ("Что говорят результаты",)),
        Section(
            "Советы коллегам",
            "Что вы сделали бы иначе и на что не тратить силы.",
            ("С чего начать", "Чему мы научились"),
        ),
    ),
)
