"""The field guide: what the model says of each field, in the words of a person who fills it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from metodbank.indicators.figures import ExcelDay
from metodbank.indicators.model import TargetPeriod
from metodbank.model import fields, shapes
from metodbank.model.kinds import kinds
from metodbank.model.vocabulary import Vocabularies

NEEDS = {
    fields.Need.DRAFT: "нужно всегда",
    fields.Need.EXPERTISE: "нужно к экспертизе",
    fields.Need.PUBLICATION: "нужно к публикации",
    fields.Need.NEVER: "по желанию",
}


@dataclass(frozen=True)
class GuideLine:
    """One field of the guide; ``inner`` are the fields of a group."""

    spec: fields.FieldSpec
    need: str
    form: str
    values: tuple[str, ...]
    vocabulary: str
    inner: tuple[GuideLine, ...] = ()


def guide_of(specs: Mapping[str, fields.FieldSpec], vocabularies: Vocabularies) -> tuple[GuideLine, ...]:
    """Return the guide of a list of fields."""
    return tuple(_line(spec, vocabularies) for spec in specs.values())


def _line(spec: fields.FieldSpec, vocabularies: Vocabularies) -> GuideLine:
    item = spec.item
    inner: tuple[GuideLine, ...] = ()
    if isinstance(item, type):
        inner = guide_of(fields.fields_of(item), vocabularies)
    form = form_of(spec.shape)
    values: tuple[str, ...] = ()
    vocabulary = ""
    if isinstance(item, shapes.Choice):
        values = item.values
    if isinstance(item, (shapes.Vocabulary, shapes.Scores)):
        vocabulary = item.name if isinstance(item, shapes.Vocabulary) else item.vocabulary
        values = vocabularies[vocabulary].values
    return GuideLine(spec, NEEDS[spec.need], form, values, vocabulary, inner)


def form_of(shape: shapes.Shape | fields.Several | type[fields.Group]) -> str:
    """Say in Russian what a value looks like."""
    if isinstance(shape, fields.Several):
        return f"список: {form_of(shape.item)}"
    if isinstance(shape, type):
        return "несколько полей"
    if isinstance(shape, shapes.Text):
        least = f"от {shape.at_least} " if shape.at_least > 1 else ""
        return f"{'текст' if shape.prose else 'строка'}, {least}до {shape.at_most} знаков"
    if isinstance(shape, shapes.Whole):
        return f"целое число от {shape.at_least} до {shape.at_most}" if shape.at_most < 1_000_000 else "целое число"
    if isinstance(shape, shapes.Reference):
        return f"имя файла записи «{kinds()[shape.kind].one}» без «.md»"
    if isinstance(shape, shapes.Pattern):
        return f"{shape.form}, как {shape.example}"
    return _FORMS[type(shape)]


_FORMS: Mapping[type[shapes.Shape], str] = {
    shapes.Vocabulary: "слово из словаря",
    shapes.Choice: "одно из перечня",
    shapes.RowReference: "номер строки таблицы",
    shapes.FilePath: "имя файла рядом с записью",
    shapes.Day: "дата, как 2026-09-01",
    ExcelDay: "дата, как 2026-09-01 или 01.09.2026",
    shapes.Month: "месяц, как 2024-09",
    shapes.Clock: "время, как 14:30",
    shapes.Period: "период, как 2025/26",
    TargetPeriod: "период, как 2025/26, или «ежегодно»",
    shapes.Number: "число",
    shapes.YesNo: "да или нет",
    shapes.Grades: "классы (5–7) или возраст (3–5 лет)",
    shapes.Scores: "пары «критерий: балл»",
}
