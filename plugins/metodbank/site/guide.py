"""The field guide: what the model says of each field, in the words of a person who fills it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from metodbank.model import fields as f
from metodbank.model.kinds import kinds
from metodbank.model.vocabulary import Vocabularies

NEEDS = {
    f.Need.DRAFT: "нужно всегда",
    f.Need.EXPERTISE: "нужно к экспертизе",
    f.Need.PUBLICATION: "нужно к публикации",
    f.Need.NEVER: "по желанию",
}


@dataclass(frozen=True)
class GuideLine:
    """One field of the guide; ``inner`` are the fields of a group."""

    spec: f.FieldSpec
    need: str
    form: str
    values: tuple[str, ...]
    vocabulary: str
    inner: tuple[GuideLine, ...] = ()


def guide_of(specs: Mapping[str, f.FieldSpec], vocabularies: Vocabularies) -> tuple[GuideLine, ...]:
    """Return the guide of a list of fields."""
    return tuple(_line(spec, vocabularies) for spec in specs.values())


def _line(spec: f.FieldSpec, vocabularies: Vocabularies) -> GuideLine:
    item = spec.item
    inner: tuple[GuideLine, ...] = ()
    if isinstance(item, type):
        inner = guide_of(f.fields_of(item), vocabularies)
    form = form_of(spec.shape)
    values: tuple[str, ...] = ()
    vocabulary = ""
    if isinstance(item, f.Choice):
        values = item.values
    if isinstance(item, (f.Vocabulary, f.Scores)):
        vocabulary = item.name if isinstance(item, f.Vocabulary) else item.vocabulary
        values = vocabularies[vocabulary].values
    return GuideLine(spec, NEEDS[spec.need], form, values, vocabulary, inner)


def form_of(shape: f.Shape | f.Several | type[f.Group]) -> str:
    """Say in Russian what a value looks like."""
    if isinstance(shape, f.Several):
        return f"список: {form_of(shape.item)}"
    if isinstance(shape, type):
        return "несколько полей"
    if isinstance(shape, f.Text):
        least = f"от {shape.at_least} " if shape.at_least > 1 else ""
        return f"{'текст' if shape.prose else 'строка'}, {least}до {shape.at_most} знаков"
    if isinstance(shape, f.Whole):
        return f"целое число от {shape.at_least} до {shape.at_most}" if shape.at_most < 1_000_000 else "целое число"
    if isinstance(shape, f.Reference):
        return f"имя файла записи «{kinds()[shape.kind].one}» без «.md»"
    if isinstance(shape, f.Pattern):
        return f"{shape.form}, как {shape.example}"
    return _FORMS[type(shape)]


_FORMS: Mapping[type[f.Shape], str] = {
    f.Vocabulary: "слово из словаря",
    f.Choice: "одно из перечня",
    f.RowReference: "номер строки таблицы",
    f.FilePath: "имя файла рядом с записью",
    f.Day: "дата, как 2026-09-01",
    f.Month: "месяц, как 2024-09",
    f.Clock: "время, как 14:30",
    f.Period: "период, как 2025/26",
    f.Number: "число",
    f.YesNo: "да или нет",
    f.Grades: "классы (5–7) или возраст (3–5 лет)",
    f.Scores: "пары «критерий: балл»",
}
