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
        bad="Иванова М. П.",
        why_bad="имя показывается только из записи о человеке, если он дал согласие",
    )
    role: SHORT | None = field("Роль", guide="Если авторов несколько.", good="автор методики")


class Step(Group):
    """One step of carrying the practice out."""

    title: Line | None = field("Этап", Need.DRAFT, guide="Коротко, глаголом.", good="Провести входную работу")
    actions: Prose | None = field(
        "Что делать",
        Need.EXPERTISE,
        guide="Что именно делает тот, кто повторяет практику. Так, чтобы можно было сделать в понедельник.",
        good="Раздайте карточки с десятью заданиями, засеките 15 минут, проверьте по ключу.",
        bad="Проводится работа с обучающимися.",
        why_bad="не видно, что делать",
    )
    time: SHORT | None = field("Срок", Need.EXPERTISE, guide="Сколько это занимает.", good="один урок")
    who: SHORT | None = field("Кто", guide="Кто делает.", good="учитель")


class Resources(Group):
    """What the practice takes. At least one of the four must be said."""

    staff: Prose | None = field("Кадры", guide="Кто нужен и на сколько часов.", good="Один учитель, 2 часа в неделю.")
    equipment: Prose | None = field("Оборудование", guide="Что должно быть в кабинете.", good="Проектор.")
    materials: Prose | None = field(
        "Материалы", guide="Что напечатать или купить.", good="Карточки, 2 листа на ученика."
    )
    money: Prose | None = field("Деньги", guide="Сколько и на что.", good="До 2 000 рублей в год на бумагу.")


class Result(Group):
    """A measured change: what was, what became, over which period, measured with what."""

    indicator: Line | None = field(
        "Показатель",
        Need.DRAFT,
        guide="Что измеряли.",
        good="Доля семиклассников, решающих задачи на проценты",
        bad="Качество знаний",
        why_bad="непонятно, чьих и каких",
    )
    before: Annotated[Decimal, Number()] | None = field("Было", Need.EXPERTISE, guide="Число до начала.", good="41")
    after: Annotated[Decimal, Number()] | None = field("Стало", Need.EXPERTISE, guide="Число после.", good="68")
    unit: SHORT | None = field("Единица", Need.EXPERTISE, guide="В чём измерено.", good="%")
    period: SHORT | None = field("Период", Need.EXPERTISE, guide="За какое время.", good="сентябрь — май 2025/26")
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

    risk: Line | None = field("Риск", Need.DRAFT, guide="Что может пойти не так.", good="Дети списывают ответы")
    answer: Prose | None = field("Как снизить", Need.EXPERTISE, guide="Что делать.", good="Два варианта карточек.")


class Replication(Group):
    """How to repeat the practice elsewhere."""

    must: Prose | None = field(
        "Что обязательно",
        Need.EXPERTISE,
        guide="Без чего практика перестаёт быть собой.",
        good="Входная работа и разбор ошибок в тот же день.",
    )
    may_change: Prose | None = field(
        "Что можно менять", Need.EXPERTISE, guide="Что подстроить под себя.", good="Тему и число карточек."
    )
    start_with: Prose | None = field(
        "С чего начать",
        Need.EXPERTISE,
        guide="Первый шаг на ближайшей неделе.",
        good="Возьмите один класс и одну тему.",
    )


class Replica(Group):
    """A place where the practice was repeated by others."""

    organization: ORGANIZATION | None = field("Организация", Need.DRAFT, guide="Где внедрили.", good="shkola-5")
    date: Annotated[dt.date, Month()] | None = field("Когда", guide="Месяц.", good="2026-03")
    outcome: Prose | None = field("Итог", guide="Что получилось.", good="Прирост 19 процентных пунктов.")


class Image(Group):
    """A picture; whoever is on it decides what must be asked before publication (ГК РФ, ст. 152.1)."""

    file: Annotated[str, FilePath(images=True)] | None = field(
        "Файл", Need.DRAFT, guide="Имя файла в папке записи.", good="doska.jpg"
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
        guide="никого, взрослые или дети.",
        good="никого",
        source="ГК РФ, ст. 152.1",
    )
    consent: SHORT | None = field(
        "Согласие",
        guide="Номер и дата согласия родителей в журнале организации, если на снимке дети.",
        good="журнал согласий № 12 от 01.09.2026",
        public=False,
    )


class Originality(Group):
    """How much of the text is the authors' own."""

    percent: Annotated[int, Whole(at_most=100)] | None = field("Процент", guide="Доля.", good="82")
    date: Date | None = field("Дата", guide="Когда проверено.", good="2026-03-01")
    service: SHORT | None = field("Сервис", guide="Чем проверено.", good="Антиплагиат")


class Expertise(Group):
    """One examination of the practice. Experts' names are not written here."""

    date: Date | None = field("Дата", Need.DRAFT, guide="Дата заседания.", good="2026-03-12")
    body: Line | None = field("Орган", Need.DRAFT, guide="Кто рассматривал.", good="Муниципальный методический совет")
    protocol: SHORT | None = field("Протокол", Need.DRAFT, guide="Номер протокола.", good="№ 3")
    scores: Annotated[dict[str, int], Scores("criteria")] | None = field(
        "Баллы", guide="Пары «критерий: балл».", good="{Актуальность: 3, Результативность: 2}"
    )
    decision: Annotated[str, Choice(("в банк", "на доработку", "отказ"))] | None = field(
        "Решение", Need.DRAFT, guide="в банк, на доработку или отказ.", good="в банк"
    )
    remarks: Prose | None = field("Замечания", guide="Что просили исправить.", good="Уточнить период результатов.")


class Practice(Entry):
    """Педагогическая или управленческая практика."""

    id: Annotated[str, Pattern(r"ММ-\d{4}-\d{3}", "номер в банке", "ММ-2026-001")] | None = field(
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
        good="Проценты на чеках из магазина: задачи, которые решают дома",
        bad="Инновационная модель формирования компетенций",
        why_bad="не видно ни предмета, ни дела",
    )
    annotation: Annotated[str, Text(at_most=600, at_least=150, prose=True)] | None = field(
        "Аннотация",
        Need.EXPERTISE,
        guide="Кому, что делать, к чему приводит. От 150 до 600 знаков.",
        good="Семиклассники приносят чеки из магазина и составляют по ним задачи на проценты…",
        bad="Практика направлена на повышение качества образования.",
        why_bad="так можно сказать о любой практике",
    )
    kind: Annotated[str, Choice(("педагогическая", "управленческая"))] | None = field(
        "Вид",
        Need.DRAFT,
        guide="Педагогическая — про работу с детьми; управленческая — про работу с педагогами и организацией.",
        good="педагогическая",
        source="ivolginsky-2023, строка 88; perm-2022-2023, строка 1275",
    )
    level: Annotated[str, Vocabulary("levels")] | None = field(
        "Уровень", Need.EXPERTISE, guide="На каком уровне практика признана.", good="муниципальный"
    )
    organization: ORGANIZATION | None = field(
        "Организация", Need.DRAFT, guide="Имя файла организации в content/organizations.", good="shkola-3"
    )
    authors: list[Author] | None = field(
        "Авторы", Need.EXPERTISE, guide="Кто создал практику: ссылки на записи о людях.", good="[p-001]"
    )
    directions: list[Annotated[str, Vocabulary("directions")]] | None = field(
        "Направления", Need.EXPERTISE, guide="Одно–три направления работы.", good="[инклюзия]"
    )
    education_levels: list[Annotated[str, Vocabulary("education_levels")]] | None = field(
        "Уровни образования", Need.EXPERTISE, guide="Где применяется.", good="[основное общее]"
    )
    subjects: list[Annotated[str, Vocabulary("subjects")]] | None = field(
        "Предметы",
        guide="Предметы по перечню. Для дошкольной и воспитательной практики не нужны.",
        good="[Математика]",
        bad="[матем., информ.]",
        why_bad="пишите полностью: по сокращениям не находят",
    )
    grades: Annotated[GradeRange, Grades()] | None = field(
        "Классы или возраст",
        guide="Классы 1–11 или возраст.",
        good="5–7",
        bad="среднее звено",
        why_bad="не число",
    )
    deficits: list[Annotated[str, Vocabulary("deficits")]] | None = field(
        "Какой дефицит помогает закрыть",
        Need.EXPERTISE,
        guide="Какого умения не хватает педагогу, которому нужна эта практика.",
        good="[методический]",
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
        "С кем работаем", guide="Группы обучающихся.", good="[все]"
    )
    addressee: list[Annotated[str, Vocabulary("addressees")]] | None = field(
        "Кому адресован опыт", Need.EXPERTISE, guide="Кто может повторить.", good="[учителя-предметники]"
    )
    idea: Annotated[str, Text(at_most=500, prose=True)] | None = field(
        "Ведущая идея",
        Need.EXPERTISE,
        guide="В чём суть, не больше 500 знаков.",
        good="Задачи берутся из жизни семьи.",
    )
    technologies: list[Annotated[str, Vocabulary("technologies")]] | None = field(
        "Технологии и методы", Need.EXPERTISE, guide="По перечню.", good="[кейсы]"
    )
    forms: list[Annotated[str, Vocabulary("forms")]] | None = field(
        "Формы работы", guide="По перечню.", good="[групповая]"
    )
    steps: list[Step] | None = field(
        "Этапы реализации",
        Need.EXPERTISE,
        guide="Не меньше двух этапов, по порядку.",
        good="[{title: Входная работа}]",
    )
    resources: Resources | None = field(
        "Ресурсы",
        Need.EXPERTISE,
        guide="Кадры, оборудование, материалы, деньги.",
        good="{materials: Карточки}",
    )
    cost: Annotated[str, Choice(("без затрат", "до 10 тыс.", "10–100 тыс.", "больше 100 тыс."))] | None = field(
        "Стоимость",
        Need.EXPERTISE,
        guide="Сколько стоит начать, в рублях.",
        good="без затрат",
        source="EEF (cost)",
    )
    duration: Annotated[str, Choice(("неделя", "четверть", "полугодие", "год", "больше"))] | None = field(
        "Время на внедрение", guide="Когда будет виден результат.", good="четверть"
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
    )
    evidence_level: Annotated[str, Vocabulary("evidence_levels")] | None = field(
        "Уровень доказательности",
        Need.EXPERTISE,
        guide="0 — описание опыта … 3 — независимая оценка.",
        good="1 — есть данные до/после",
    )
    evidence: list[Attachment] | None = field(
        "Подтверждения",
        Need.EXPERTISE,
        guide="Файлы или ссылки, по которым можно проверить результат.",
        good="[svodka.pdf]",
    )
    risks: list[Risk] | None = field(
        "Риски и ограничения",
        Need.EXPERTISE,
        guide="Что может помешать и что с этим делать.",
        good="[{risk: …}]",
    )
    replication: Replication | None = field(
        "Как повторить",
        Need.EXPERTISE,
        guide="Что обязательно, что можно менять, с чего начать.",
        good="{must: …}",
    )
    replications: list[Replica] | None = field(
        "Где внедрено", guide="Организации, которые уже повторили.", good="[{organization: shkola-5}]"
    )
    materials: list[Attachment] | None = field(
        "Материалы", guide="Файлы рядом с записью или ссылки на сервер в России.", good="[kartochki.pdf]"
    )
    license: Annotated[str, Vocabulary("licenses")] | None = field(
        "Условия использования",
        Need.EXPERTISE,
        guide="Что разрешает автор.",
        good="можно копировать и менять с указанием автора",
    )
    contact: Contact | None = field(
        "Контакт",
        Need.EXPERTISE,
        guide="Служебные телефон и почта организации.",
        good="{email: school3@example.org}",
    )
    site: Annotated[str, Reference("internship")] | None = field(
        "Стажировочная площадка", guide="Где можно научиться.", good="proekty-v-nachalnoy-shkole"
    )
    events: list[Annotated[str, Reference("event")]] | None = field(
        "Мероприятия", guide="Где о практике рассказывали или расскажут.", good="[2026-10-14-master-klass]"
    )
    images: list[Image] | None = field("Изображения", guide="Снимки и схемы.", good="[{file: doska.jpg, alt: …}]")
    originality: Originality | None = field(
        "Оригинальность текста",
        guide="Если проверяли.",
        good="{percent: 82}",
        source="Положение г. Мурома: ≥ 65 %",
    )
    status: Status | None = field("Статус", Need.DRAFT, guide="Где практика на своём пути.", good="черновик")
    expertise: list[Expertise] | None = field(
        "Экспертиза", Need.PUBLICATION, guide="Решения экспертов, без фамилий.", good="[{date: 2026-03-12}]"
    )
    published: Date | None = field(
        "Дата включения", Need.PUBLICATION, guide="Дата приказа о включении.", good="2026-03-20"
    )
    order: Annotated[str, Reference("document")] | None = field(
        "Приказ", guide="Имя файла приказа в реестре документов.", good="prikaz-bank-2026-1"
    )
    confirmed: Date | None = field("Подтверждена", guide="Когда автор подтвердил актуальность.", good="2029-03-01")
    valid_until: Date | None = field(
        "Действует до", guide="Если не указано — три года с включения или подтверждения.", good="2029-03-20"
    )

    @property
    def stage(self) -> Need:
        """Drafts may be unfinished; from expertise on the card must be whole."""
        stages = {"черновик": Need.DRAFT, "на экспертизе": Need.EXPERTISE, "на доработке": Need.DRAFT}
        return stages.get(self.status or "черновик", Need.PUBLICATION)

    @property
    def visible(self) -> bool:
        """Only accepted practices have a page."""
        return self.status in ON_SITE

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
        try:
            return start.replace(year=start.year + TERM_YEARS)
        except ValueError:  # 29 February
            return start.replace(year=start.year + TERM_YEARS, day=28)


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
