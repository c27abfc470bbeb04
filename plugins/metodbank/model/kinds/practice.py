"""A teaching or management practice: the centre of the bank."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from metodbank.model.entry import ON_SITE, REVIEWED_AGAIN, TERM_YEARS, Entry, Kind, Layout, Section, Status
from metodbank.model.fields import Need, field
from metodbank.model.practice_parts import (
    Author,
    Expertise,
    Image,
    Originality,
    Replica,
    Replication,
    Resources,
    Result,
    Risk,
    Step,
)
from metodbank.model.shapes import (
    Choice,
    Date,
    GradeRange,
    Grades,
    Month,
    Pattern,
    Reference,
    Text,
    Vocabulary,
)
from metodbank.model.shared import ORGANIZATION, Attachment, Contact


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
        by_bank=True,
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
        good="[{indicator: Решают задачи на проценты, before: 41, after: 68, unit: '%', measured_by: срез из 6 задач}]",
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
        good="[{risk: Дети списывают ответы, answer: Раздать карточки в двух вариантах.}]",
        bad="нет",
        why_bad="риски есть у всякого дела: что не вышло у вас с первого раза?",
    )
    replication: Replication | None = field(
        "Как повторить",
        Need.EXPERTISE,
        guide="Что обязательно, что можно менять, с чего начать.",
        good="{must: Разбор ошибок в тот же день., start_with: Возьмите один класс и одну тему.}",
        bad="обратиться к автору",
        why_bad="на всех автора не хватит: нужны три ответа здесь — must, may_change, start_with",
    )
    replications: list[Replica] | None = field(
        "Где внедрено",
        guide="Организации, которые уже повторили, и что у них вышло.",
        good="[{organization: shkola-5}]",
        bad="[многие школы округа]",
        why_bad="у «многих школ» не спросишь: нужно имя файла каждой организации",
        seen_as="повторили здесь",
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
        by_bank=True,
    )
    expertise: list[Expertise] | None = field(
        "Экспертиза",
        Need.PUBLICATION,
        guide="Решения экспертов: дата, орган, протокол, решение. Без фамилий.",
        good="[{date: 2026-03-12, body: Муниципальный методический совет, protocol: № 3, decision: в банк}]",
        bad="[одобрено на педсовете]",
        why_bad="ни даты, ни протокола: проверить решение нельзя",
        by_bank=True,
    )
    published: Date | None = field(
        "Дата включения",
        Need.PUBLICATION,
        guide="Дата приказа о включении в банк.",
        good="2026-03-20",
        bad="20.03.2026",
        why_bad="сначала год, потом месяц и день: 2026-03-20",
        by_bank=True,
    )
    order: Annotated[str, Reference("document")] | None = field(
        "Приказ",
        guide="Имя файла приказа о включении из content/documents, без «.md».",
        good="prikaz-bank-2026-1",
        bad="Приказ № 17 от 20.03.2026",
        why_bad="нужно имя файла записи: номер и дата стоят в ней",
        by_bank=True,
    )
    confirmed: Date | None = field(
        "Подтверждена",
        guide="День, когда автор подтвердил, что практика ещё живёт.",
        good="2026-03-01",
        bad="подтверждаю",
        why_bad="нужен день: от него отсчитываются следующие три года",
        by_bank=True,
    )
    valid_until: Date | None = field(
        "Действует до",
        guide="Если не указано — три года с включения или подтверждения.",
        good="2029-03-20",
        bad="бессрочно",
        why_bad="у всякой практики есть срок: нужен день, или уберите поле, и будет три года",
        by_bank=True,
    )

    @property
    def stage(self) -> Need:
        """Drafts may be unfinished; from expertise on the card must be whole, and while it has a page it stays so."""
        if self.reviewed_again:
            return Need.PUBLICATION
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
        return self.reviewed_again or (self.status in ON_SITE and bool(self.id or not self.withdrawn))

    @property
    def reviewed_again(self) -> bool:
        """A practice that was in the bank is with the experts once more: its address has to open all the while."""
        accepted = any(item.decision == "в банк" for item in self.expertise or ())
        return bool(self.id) and accepted and self.status in REVIEWED_AGAIN

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
    dated_by="published",
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
