"""What the value of a field may look like: each shape reads a raw YAML value or says why it cannot.

A *shape* is the ``Annotated`` marker of a field's type: it validates the raw value (through pydantic) and can be
inspected later by whatever else needs to know the form — rules, registries, the field guide, the submission form.

Errors carry machine names (``vocabulary``, ``day``…); their Russian texts live in the catalogue of problems.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from metodbank.model.vocabulary import Vocabularies


class Shape:
    """What a value looks like; subclasses validate a raw YAML value in :meth:`read`."""

    def read(self, value: Any, vocabularies: Vocabularies) -> Any:
        """Return the value in its final type, or raise :class:`PydanticCustomError`."""
        raise NotImplementedError

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def validate(value: Any, info: ValidationInfo) -> Any:
            context = info.context or {}
            return self.read(value, context.get("vocabularies", Vocabularies()))

        return core_schema.with_info_plain_validator_function(validate)


def _wrong_type(expected: str) -> PydanticCustomError:
    return PydanticCustomError("wrong_type", "wrong type", {"expected": expected})


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong_type("текст")
    return value.strip()


@dataclass(frozen=True)
class Text(Shape):
    """A line of plain text (``prose=False``) or several paragraphs of Markdown; limits in characters."""

    at_most: int = 300
    at_least: int = 1
    prose: bool = False

    def read(self, value: Any, vocabularies: Vocabularies) -> str:
        text = _text(value)
        if not self.prose and "\n" in text:
            raise PydanticCustomError("one_line", "several lines")
        if len(text) < self.at_least:
            raise PydanticCustomError("too_short", "short", {"length": len(text), "limit": self.at_least})
        if len(text) > self.at_most:
            raise PydanticCustomError("too_long", "long", {"length": len(text), "limit": self.at_most})
        return text


@dataclass(frozen=True)
class Vocabulary(Shape):
    """A value of an administrator's vocabulary; an alias is read as the value it stands for."""

    name: str

    def read(self, value: Any, vocabularies: Vocabularies) -> str:
        text = _text(value)
        terms = vocabularies[self.name]
        found = terms.resolve(text)
        if not terms.terms:
            return text  # the vocabulary's file has a problem of its own
        if found is None:
            raise PydanticCustomError("vocabulary", "unknown", {"value": text, "vocabulary": self.name})
        return found


@dataclass(frozen=True)
class Choice(Shape):
    """One of a few values that the program itself relies on, so an administrator cannot change them."""

    values: tuple[str, ...]

    def read(self, value: Any, vocabularies: Vocabularies) -> str:
        text = _text(value)
        if text not in self.values:
            raise PydanticCustomError("choice", "unknown", {"value": text, "values": self.values})
        return text


@dataclass(frozen=True)
class Reference(Shape):
    """The slug of an entry of another kind; existence is checked over the whole bank, not here."""

    kind: str

    def read(self, value: Any, vocabularies: Vocabularies) -> str:
        return _text(value)


@dataclass(frozen=True)
class RowReference(Shape):
    """The id of a row of a table (``roadmap_items``)."""

    table: str

    def read(self, value: Any, vocabularies: Vocabularies) -> str:
        return _text(value)


@dataclass(frozen=True)
class FilePath(Shape):
    """A file beside the entry, by its relative path; ``images`` restricts it to pictures."""

    images: bool = False

    def read(self, value: Any, vocabularies: Vocabularies) -> str:
        return _text(value)


@dataclass(frozen=True)
class Day(Shape):
    """A date written ``2026-09-01``."""

    def read(self, value: Any, vocabularies: Vocabularies) -> dt.date:
        text = _text(value) if isinstance(value, str) else str(value)
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise PydanticCustomError("day", "not a date", {"value": text, "suggestion": suggest_day(text)})
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise PydanticCustomError("day", "no such date", {"value": text, "suggestion": ""}) from None


_MONTHS = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
_MONTH_WORD = re.compile(rf"({'|'.join(_MONTHS)})(?:а|е|й|ь|я)?", re.IGNORECASE)


def _month_number(word: str) -> int:
    match = _MONTH_WORD.fullmatch(word)
    return _MONTHS.index(match[1].lower()) + 1 if match else 0


def suggest_day(text: str) -> str:
    """Return an ISO date for «1.9.2026», «1 сентября 2026 г.» and the like, or an empty string."""
    line = re.sub(r"\s*(?:г\.?|года)$", "", " ".join(text.split()))
    match = re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", line, re.ASCII)
    words = re.fullmatch(r"(\d{1,2}) ([а-яА-Я]+) (\d{4})", line)
    try:
        if match:
            return dt.date(int(match[3]), int(match[2]), int(match[1])).isoformat()
        if words:
            return dt.date(int(words[3]), _month_number(words[2]), int(words[1])).isoformat()
    except ValueError:
        pass
    return ""


def suggest_month(text: str) -> str:
    """Return ``2024-09`` for «09.2024», «сентябрь 2024 г.» and the like, or an empty string."""
    line = re.sub(r"\s*(?:г\.?|года)$", "", " ".join(text.split()))
    match = re.fullmatch(r"(\d{1,2})[./](\d{4})", line, re.ASCII)
    words = re.fullmatch(r"(?:с )?([а-яА-Я]+) (\d{4})", line)
    month, year = (int(match[1]), match[2]) if match else (_month_number(words[1]), words[2]) if words else (0, "")
    return f"{year}-{month:02d}" if 1 <= month <= 12 else ""


def suggest_clock(text: str) -> str:
    """Return ``14:30`` for «14.30», «14-30» and ``09:00`` for «9:00», or an empty string."""
    match = re.fullmatch(r"(\d{1,2})[.:-](\d{2})", text.strip(), re.ASCII)
    return f"{int(match[1]):02d}:{match[2]}" if match and int(match[1]) < 24 and int(match[2]) < 60 else ""


@dataclass(frozen=True)
class Month(Shape):
    """A month written ``2024-09``; its value is the first day of the month."""

    def read(self, value: Any, vocabularies: Vocabularies) -> dt.date:
        text = str(value).strip()
        match = re.fullmatch(r"(\d{4})-(\d{2})", text)
        if not match or not 1 <= int(match[2]) <= 12 or int(match[1]) < 1:
            raise PydanticCustomError("month", "not a month", {"value": text, "suggestion": suggest_month(text)})
        return dt.date(int(match[1]), int(match[2]), 1)


@dataclass(frozen=True)
class Clock(Shape):
    """A time of day written ``14:30``."""

    def read(self, value: Any, vocabularies: Vocabularies) -> str:
        text = _text(value) if isinstance(value, str) else str(value)
        if not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", text):
            raise PydanticCustomError("clock", "not a time", {"value": text, "suggestion": suggest_clock(text)})
        return text


PERIODS = (
    (re.compile(r"(\d{4})"), "год"),
    (re.compile(r"(\d{4})/(\d{2}|\d{4})"), "учебный год"),
    (re.compile(r"(\d{4})-(0[1-9]|1[0-2])"), "месяц"),
    (re.compile(r"(I|II) полугодие (\d{4})"), "полугодие"),
    (re.compile(r"(I|II|III|IV) квартал (\d{4})"), "квартал"),
)


@dataclass(frozen=True)
class Period(Shape):
    """A reporting period: ``2025``, ``2025/26``, ``2025-09``, ``I полугодие 2025``, ``III квартал 2025``."""

    def read(self, value: Any, vocabularies: Vocabularies) -> str:
        text = str(value).strip()
        if isinstance(value, bool) or not any(pattern.fullmatch(text) for pattern, _ in PERIODS):
            raise PydanticCustomError("period", "not a period", {"value": text})
        start, slash, end = text.partition("/")
        if slash and int(end) % 100 != (int(start) + 1) % 100:
            raise PydanticCustomError("period", "not a school year", {"value": text})
        return text


@dataclass(frozen=True)
class Whole(Shape):
    """A whole number within limits."""

    at_least: int = 0
    at_most: int = 1_000_000

    def read(self, value: Any, vocabularies: Vocabularies) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise _wrong_type("целое число")
        if not self.at_least <= value <= self.at_most:
            limits = {"value": str(value), "at_least": self.at_least, "at_most": self.at_most}
            raise PydanticCustomError("range", "out of range", limits)
        return value


@dataclass(frozen=True)
class Number(Shape):
    """A decimal number, exact; a decimal comma is understood."""

    def read(self, value: Any, vocabularies: Vocabularies) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
            raise _wrong_type("число")
        text = str(value).replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace(",", ".")
        if not re.fullmatch(r"[-+]?\d{1,18}(?:\.\d{1,18})?", text, re.ASCII):
            raise _wrong_type("число")
        return Decimal(text)


@dataclass(frozen=True)
class YesNo(Shape):
    """``да`` or ``нет`` (``true`` and ``false`` are understood too)."""

    def read(self, value: Any, vocabularies: Vocabularies) -> bool:
        if isinstance(value, bool):
            return value
        answer = {"да": True, "нет": False}.get(value.lower()) if isinstance(value, str) else None
        if answer is None:
            raise _wrong_type("да или нет")
        return answer


@dataclass(frozen=True)
class Pattern(Shape):
    """Text of a fixed form; ``form`` is how the form is called in a message."""

    regex: str
    form: str
    example: str

    def read(self, value: Any, vocabularies: Vocabularies) -> str:
        text = _text(value)
        if not re.fullmatch(self.regex, text):
            raise PydanticCustomError("pattern", "form", {"value": text, "form": self.form, "example": self.example})
        return text


EMAIL = Pattern(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"'.]{2,}", "адрес электронной почты", "school3@example.org")
PHONE = Pattern(r"(?:\+7|8)[ ()\d-]{10,18}(?: ?доб\. ?\d{1,5})?", "номер телефона", "+7 (00000) 2-00-00")
URL = Pattern(r"https?://[^\s<>\"']+", "адрес страницы", "https://example.org/page")


@dataclass(frozen=True)
class GradeRange:
    """Classes (1–11) or ages a practice is meant for, with the text as people read it."""

    text: str
    classes: tuple[int, ...] = ()
    ages: tuple[int, int] | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Grades(Shape):
    """``5–7``, ``1, 3–4``, ``9`` (classes) or ``3–5 лет`` (ages)."""

    def read(self, value: Any, vocabularies: Vocabularies) -> GradeRange:
        text = str(value).strip().replace("-", "–")
        ages = re.fullmatch(r"(\d{1,2})(?:–(\d{1,2}))? ?(?:лет|года?)", text)
        if ages:
            low, high = int(ages[1]), int(ages[2] or ages[1])
            if low <= high <= 18:
                return GradeRange(text, ages=(low, high))
        classes: set[int] = set()
        for part in re.split(r"\s*,\s*", re.sub(r" ?класс(?:ы|а)?$", "", text)):
            match = re.fullmatch(r"(\d{1,2})(?: ?– ?(\d{1,2}))?", part)
            if not match or not 1 <= int(match[1]) <= int(match[2] or match[1]) <= 11:
                raise PydanticCustomError("grades", "not grades", {"value": str(value)})
            classes.update(range(int(match[1]), int(match[2] or match[1]) + 1))
        return GradeRange(text, classes=tuple(sorted(classes)))


@dataclass(frozen=True)
class Scores(Shape):
    """Points by criterion: a mapping from the vocabulary's value to a whole number."""

    vocabulary: str

    def read(self, value: Any, vocabularies: Vocabularies) -> dict[str, int]:
        if not isinstance(value, Mapping):
            raise _wrong_type("пары «критерий: балл»")
        criteria = vocabularies[self.vocabulary]
        if not criteria.terms:
            return dict(value)
        points: dict[str, int] = {}
        for name, score in value.items():
            criterion = criteria.resolve(str(name))
            if criterion is None:
                details = {"value": str(name), "vocabulary": self.vocabulary}
                raise PydanticCustomError("vocabulary", "unknown", details)
            limit = criteria.limit(criterion)
            if isinstance(score, bool) or not isinstance(score, int) or not 0 <= score <= limit:
                limits = {"value": f"{name}: {score}", "at_least": 0, "at_most": limit}
                raise PydanticCustomError("range", "out of range", limits)
            points[criterion] = score
        return points


Line = Annotated[str, Text()]
Prose = Annotated[str, Text(at_most=4000, prose=True)]
Date = Annotated[dt.date, Day()]
Flag = Annotated[bool, YesNo()]
Count = Annotated[int, Whole()]
Email = Annotated[str, EMAIL]
Phone = Annotated[str, PHONE]
Link = Annotated[str, URL]
