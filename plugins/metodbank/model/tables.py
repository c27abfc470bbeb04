"""Aggregated registers kept as CSV: what a row holds. No table has a place for a person's name.

The founding documents demand these registers; personal rows stay in the services' own systems and the
bank publishes sums. Cells that count one or two people are hidden and summed: a small school is
recognisable (rules, «small schools are recognisable from small counts»).
"""

from __future__ import annotations

from dataclasses import dataclass

from metodbank.model.fields import FieldSpec, Group, fields_of
from metodbank.model.registers import Consultation, Iom, Mentoring, Staff, TeamTraining, YoungSpecialist
from metodbank.model.roadmap_items import RoadmapItem


@dataclass(frozen=True)
class Table:
    """A register kept as CSV.

    :param name: the file's stem in ``content/tables``; for tables that stand beside entries, the name only.
    :param row: the columns; the header of the file holds their labels.
    :param key: columns that together tell one row from another.
    :param parts: pairs (part, whole): the part cannot be greater.
    :param apart: (parts, whole): parts that share nobody, so that together they cannot be greater.
    :param people: columns counting people, in which 1 and 2 are hidden.
    :param beside: the kind whose entries have such a table each, in their own folder.
    """

    name: str
    row: type[Group]
    title: str
    purpose: str
    key: tuple[str, ...]
    parts: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[tuple[str, ...], str], ...] = ()
    people: tuple[str, ...] = ()
    beside: str = ""

    @property
    def fields(self) -> dict[str, FieldSpec]:
        """The columns by name, in order."""
        return fields_of(self.row)


TABLES_HOME = "content/tables"
"""Folder of the tables that stand beside no entry, from the root of the repository."""
_TABLES = (
    Table(
        "mentoring",
        Mentoring,
        "Наставничество",
        "Сколько наставников и наставляемых, по организациям и формам.",
        key=("organization", "period", "form"),
        parts=(("young", "mentees"), ("completed", "approved")),
        people=("mentors", "mentees", "young", "approved", "completed"),
    ),
    Table(
        "iom",
        Iom,
        "Индивидуальные образовательные маршруты",
        "Сколько маршрутов разработано и пройдено, по организациям, периодам и дефицитам.",
        key=("organization", "period", "deficit"),
        parts=(("completed", "developed"), ("active", "developed")),
        apart=((("active", "completed"), "developed"),),
        people=("developed", "active", "completed"),
    ),
    Table(
        "consultations",
        Consultation,
        "Запросы на консультации",
        "С чем обращаются в методическую службу и сколько запросов выполнено.",
        key=("organization", "period", "need", "topic"),
        parts=(("answered", "requests"), ("iom", "requests")),
        people=("requests", "answered", "iom"),
    ),
    Table(
        "staff",
        Staff,
        "Работники методической службы",
        "Должности, ставки и подготовка работников службы.",
        key=("organization", "period", "position"),
        parts=(("higher", "people"), ("trained", "people")),
    ),
    Table(
        "young_specialists",
        YoungSpecialist,
        "Молодые специалисты",
        "Сколько молодых специалистов и у скольких есть наставник.",
        key=("organization", "period"),
        parts=(("first_year", "total"), ("with_mentor", "total"), ("stayed", "total")),
        people=("total", "first_year", "with_mentor", "stayed"),
    ),
    Table(
        "team_training",
        TeamTraining,
        "Обучение управленческих команд",
        "Какие команды прошли обучение и целиком ли.",
        key=("organization", "period", "program"),
        people=("trained",),
    ),
    Table(
        "roadmap_items",
        RoadmapItem,
        "Пункты дорожной карты",
        "Кто, что и когда делает.",
        key=("id",),
        beside="roadmap",
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _TABLES}
"""All tables by name."""
