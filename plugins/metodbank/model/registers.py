"""Rows of the aggregated registers: sums by organisation and period. None has a place for a person's name."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from metodbank.model.fields import Group, Need, field
from metodbank.model.shapes import Choice, Count, Flag, Line, Number, Period, Vocabulary
from metodbank.model.shared import ORGANIZATION

PERIOD = Annotated[str, Period()]


class Mentoring(Group):
    """Наставничество: пары и фамилии не публикуются."""

    organization: ORGANIZATION | None = field(
        "Организация",
        Need.DRAFT,
        guide="Имя файла организации из content/organizations без «.md».",
        good="shkola-3",
        bad="МБОУ «СОШ № 3»",
        why_bad="нужно имя файла записи: по названию банк школу не найдёт",
    )
    period: PERIOD | None = field(
        "Период",
        Need.DRAFT,
        guide="Учебный год, за который посчитано.",
        good="2025/26",
        bad="2025-2026",
        why_bad="учебный год пишется через косую черту: 2025/26",
    )
    form: (
        Annotated[
            str,
            Choice(
                (
                    "педагог — педагог",
                    "руководитель — педагог",
                    "студент — педагог",
                    "педагог — студент",
                    "группа — педагог",
                )
            ),
        ]
        | None
    ) = field(
        "Форма",
        Need.DRAFT,
        guide="Кто кого наставляет, словами перечня; на каждую форму — своя строка.",
        good="педагог — педагог",
        bad="учитель-ученик",
        why_bad="такой формы в перечне нет: наставничество над детьми этот реестр не считает",
    )
    mentors: Count | None = field(
        "Наставников",
        Need.DRAFT,
        guide="Сколько человек были наставниками в этом периоде и в этой форме.",
        good="4",
        bad="Образцова, Примерова",
        why_bad="только число: фамилий в открытом реестре не бывает",
    )
    mentees: Count | None = field(
        "Наставляемых",
        Need.DRAFT,
        guide="У скольких человек в этом периоде был наставник.",
        good="6",
        bad="5 пар",
        why_bad="считают людей, а не пары, и пишут одно число: 5",
    )
    young: Count | None = field(
        "Из них до 35 лет, первые три года",
        Need.DRAFT,
        guide="Сколько из наставляемых моложе 35 лет и работают первые три года. Не больше, чем наставляемых.",
        good="3",
        bad="все",
        why_bad="нужно число, даже если молоды все: слово не сложить с другими школами",
    )
    approved: Count | None = field(
        "Программ утверждено",
        Need.DRAFT,
        guide="Сколько персональных программ наставничества утверждено за период.",
        good="6",
        bad="да",
        why_bad="нужно, сколько программ, а не есть ли они",
    )
    completed: Count | None = field(
        "Программ завершено",
        Need.DRAFT,
        guide="Сколько программ пройдено до конца. Не больше утверждённых.",
        good="4",
        bad="100 %",
        why_bad="сто процентов от чего? нужно число программ",
    )


class Iom(Group):
    """Индивидуальные образовательные маршруты по организациям."""

    organization: ORGANIZATION | None = field(
        "Организация",
        Need.DRAFT,
        guide="Имя файла организации из content/organizations без «.md».",
        good="shkola-3",
        bad="shkola-3.md",
        why_bad="без «.md»: записи с таким именем банк не найдёт",
    )
    period: PERIOD | None = field(
        "Период",
        Need.DRAFT,
        guide="Учебный год или полугодие, за которое посчитано.",
        good="I полугодие 2026",
        bad="1 полугодие 2026",
        why_bad="номер полугодия пишется римской цифрой: I полугодие 2026",
    )
    deficit: Annotated[str, Vocabulary("deficits")] | None = field(
        "Дефицит",
        Need.DRAFT,
        guide="Дефицит, ради которого составлены маршруты: одно слово словаря на строку.",
        good="методический",
        bad="предметный, методический",
        why_bad="один дефицит на строку: для второго нужна своя",
    )
    developed: Count | None = field(
        "Разработано",
        Need.DRAFT,
        guide="Сколько маршрутов составлено за период под этот дефицит.",
        good="12",
        bad="12 (из них 3 новых)",
        why_bad="пояснение в ячейке не даёт прочесть число: только 12",
    )
    active: Count | None = field(
        "Реализуется",
        Need.DRAFT,
        guide="Сколько из составленных маршрутов ещё проходят. Не больше разработанных.",
        good="7",
        bad="—",
        why_bad="прочерк не число: если таких нет, поставьте 0",
    )
    completed: Count | None = field(
        "Успешно реализовано",
        Need.DRAFT,
        guide="Сколько маршрутов пройдено до конца с результатом. Не больше разработанных.",
        good="5",
        bad="в процессе",
        why_bad="это столбец «Реализуется»; если завершённых нет, поставьте 0",
    )


class Consultation(Group):
    """Запросы на консультационно-методическое сопровождение."""

    organization: ORGANIZATION | None = field(
        "Организация",
        Need.DRAFT,
        guide="Имя файла организации из content/organizations без «.md».",
        good="shkola-3",
        bad="СОШ3",
        why_bad="нужно имя файла записи, латиницей: shkola-3",
    )
    period: PERIOD | None = field(
        "Период",
        Need.DRAFT,
        guide="Квартал или учебный год, за который посчитано.",
        good="III квартал 2026",
        bad="3 кв. 2026",
        why_bad="пишется полностью и римской цифрой: III квартал 2026",
    )
    need: Annotated[str, Choice(("индивидуальная", "институциональная", "муниципальная"))] | None = field(
        "Потребность",
        Need.DRAFT,
        guide="Чья потребность: одного педагога, всей организации или муниципалитета.",
        good="индивидуальная",
        bad="учитель",
        why_bad="сказано, кто спросил; нужна потребность: «индивидуальная»",
        source="perm-2022-2023, строка 1518",
    )
    topic: Annotated[str, Vocabulary("directions")] | None = field(
        "Тема",
        Need.DRAFT,
        guide="О чём спрашивали: одно направление из словаря на строку.",
        good="инклюзия",
        bad="разное",
        why_bad="такого направления нет: разложите запросы по темам, для каждой — своя строка",
    )
    requests: Count | None = field(
        "Запросов",
        Need.DRAFT,
        guide="Сколько запросов поступило за период по этой теме.",
        good="9",
        bad="более 20",
        why_bad="нужно точное число из журнала обращений: «более» не складывается",
    )
    answered: Count | None = field(
        "Выполнено",
        Need.DRAFT,
        guide="На сколько из этих запросов ответили. Не больше, чем поступило.",
        good="8",
        bad="все",
        why_bad="нужно число: слово «все» не сверить со столбцом «Запросов»",
    )
    iom: Count | None = field(
        "Из них по ИОМ",
        guide="Сколько из этих запросов пришло при разработке индивидуального маршрута.",
        good="4",
        bad="не считали",
        why_bad="если не считали, оставьте ячейку пустой: столбец не обязателен",
    )


class Staff(Group):
    """Работники методической службы: должности и ставки, без фамилий."""

    organization: ORGANIZATION | None = field(
        "Организация",
        Need.DRAFT,
        guide="Имя файла методической службы из content/organizations без «.md».",
        good="metodicheskaya-sluzhba",
        bad="ММС",
        why_bad="сокращение понятно только своим: нужно имя файла записи о службе",
    )
    period: PERIOD | None = field(
        "Период",
        Need.DRAFT,
        guide="Год, на который посчитаны работники.",
        good="2026",
        bad="на 01.09.2026",
        why_bad="нужен год, а не день: 2026",
    )
    position: Annotated[str, Vocabulary("positions")] | None = field(
        "Должность",
        Need.DRAFT,
        guide="Должность словом из словаря, одна на строку, без фамилии.",
        good="методист",
        bad="методист Образцова М. П.",
        why_bad="фамилии в этом реестре не место: строка отведена должности, а не человеку",
    )
    rates: Annotated[Decimal, Number()] | None = field(
        "Ставок",
        Need.DRAFT,
        guide="Сколько ставок по этой должности; дробь — через запятую.",
        good="2,5",
        bad="полторы",
        why_bad="число пишется цифрами: 1,5",
    )
    people: Count | None = field(
        "Человек",
        Need.DRAFT,
        guide="Сколько человек работает в этой должности.",
        good="3",
        bad="2 + совместитель",
        why_bad="ячейка не складывает: напишите сумму, 3",
    )
    higher: Count | None = field(
        "С высшей категорией",
        guide="У скольких из них высшая категория. Не больше, чем человек.",
        good="1",
        bad="высшая",
        why_bad="нужно, у скольких она есть: 1",
    )
    trained: Count | None = field(
        "Прошли обучение за три года",
        guide="Сколько из них прошли обучение за последние три года. Не больше, чем человек.",
        good="3",
        bad="72 ч., 2025",
        why_bad="это часы и год чьего-то курса; нужно число обученных",
    )


class YoungSpecialist(Group):
    """Молодые специалисты по организациям."""

    organization: ORGANIZATION | None = field(
        "Организация",
        Need.DRAFT,
        guide="Имя файла организации из content/organizations без «.md».",
        good="shkola-3",
        bad="все школы",
        why_bad="строка заводится на каждую организацию: сумму банк посчитает сам",
    )
    period: PERIOD | None = field(
        "Период",
        Need.DRAFT,
        guide="Учебный год, за который посчитано.",
        good="2025/26",
        bad="этот год",
        why_bad="через год не понять, какой: нужно 2025/26",
    )
    total: Count | None = field(
        "Молодых специалистов",
        Need.DRAFT,
        guide="Сколько в организации педагогов со стажем до трёх лет.",
        good="5",
        bad="5 чел.",
        why_bad="только цифры: с «чел.» ячейка не читается как число",
    )
    first_year: Count | None = field(
        "Из них первый год",
        Need.DRAFT,
        guide="Сколько из них работает первый год. Не больше всех молодых специалистов.",
        good="2",
        bad="с сентября",
        why_bad="нужно, сколько их, а не когда они пришли",
    )
    with_mentor: Count | None = field(
        "С наставником",
        Need.DRAFT,
        guide="У скольких из них есть наставник. Не больше всех молодых специалистов.",
        good="5",
        bad="закреплены приказом",
        why_bad="нужно, у скольких наставник есть: приказ числа не заменит",
    )
    stayed: Count | None = field(
        "Остались на следующий год",
        guide="Сколько из них остались работать на следующий год. Не больше всех молодых специалистов.",
        good="4",
        bad="1 уволился",
        why_bad="считают оставшихся: из пяти ушёл один — пишется 4",
    )


class TeamTraining(Group):
    """Обучение управленческих команд."""

    organization: ORGANIZATION | None = field(
        "Организация",
        Need.DRAFT,
        guide="Имя файла организации из content/organizations без «.md».",
        good="shkola-3",
        bad="СОШ № 3 и СОШ № 5",
        why_bad="одна организация на строку, именем файла: у каждой команды своя",
    )
    period: PERIOD | None = field(
        "Период",
        Need.DRAFT,
        guide="Год, за который посчитано обучение.",
        good="2026",
        bad="2026 г.",
        why_bad="только цифры, без «г.»: 2026",
    )
    program: Line | None = field(
        "Программа",
        Need.DRAFT,
        guide="Название программы: по нему видно, чему учили; у всех команд, которые её прошли, одинаковое.",
        good="ВСОКО для команды школы",
        bad="курсы",
        why_bad="не видно, чему учили, и две программы сольются в одну",
    )
    trained: Count | None = field(
        "Обучено",
        Need.DRAFT,
        guide="Сколько человек из управленческой команды обучено.",
        good="4",
        bad="директор и завучи",
        why_bad="нужно число людей, должности здесь не перечисляются",
    )
    whole_team: Flag | None = field(
        "Команда целиком",
        Need.DRAFT,
        guide="«да», если обучены все, кто входит в управленческую команду, иначе «нет».",
        good="да",
        bad="почти",
        why_bad="только «да» или «нет»: «почти целиком» — это «нет»",
    )
