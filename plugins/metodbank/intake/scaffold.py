"""A new entry with what is known filled in, and every other field waiting at its place with its guidance.

A field the entry cannot do without at its stage stands with an empty value, so that the check asks for it;
one that is needed to go on (to the experts) stands empty too; what is optional, or is given by the bank
later, stands as a comment. Everything is taken from the model.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from metodbank.intake.entry_text import WIDTH, field_text, ordered
from metodbank.model.entry import Kind
from metodbank.model.fields import FieldSpec, Group, Need, Several, fields_of

NEEDS = {
    Need.DRAFT: "нужно сразу",
    Need.EXPERTISE: "нужно к экспертизе",
    Need.PUBLICATION: "нужно к публикации",
    Need.NEVER: "по желанию",
}


def scaffold(kind: Kind, values: Mapping[str, Any]) -> str:
    """Return the text of an entry to be finished by hand.

    :param values: raw values by field; unknown names are a :class:`KeyError`.
    """
    known = ordered(kind.fields, values)
    stage = max(Need.EXPERTISE, kind.model.model_construct(**known).stage)
    blocks: list[str] = []
    for name, spec in kind.fields.items():
        if name in known:
            blocks.append(field_text(name, known[name]))
        elif name != "sample":
            blocks.append("\n".join(_waiting(spec, asked=spec.need <= stage and not spec.by_bank)) + "\n")
    text = f"---\n{''.join(blocks)}---\n"
    sections = "\n".join(_body(kind))
    return f"{text}\n{sections}" if sections else text


def _waiting(spec: FieldSpec, *, asked: bool) -> Iterator[str]:
    yield from _comment(f"{spec.label} ({'даёт банк' if spec.by_bank else NEEDS[spec.need]}). {spec.guide}")
    item = spec.item
    if isinstance(item, type):
        if not asked:
            yield from _comment(f"{spec.name}:")
        else:
            yield f"{spec.name}:"
        yield from _group(item, listed=isinstance(spec.shape, Several))
    elif asked:
        yield from _comment(f"Например: {spec.good}")
        yield f"{spec.name}:"
    else:
        yield f"# {spec.name}: {spec.good}"


def _group(model: type[Group], *, listed: bool) -> Iterator[str]:
    """Show the fields inside a group as the lines to uncomment, each with its example."""
    for index, (name, spec) in enumerate(fields_of(model).items()):
        dash = ("- " if index == 0 else "  ") if listed else ""
        yield f"#   {dash}{name}: {spec.good}"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="# ", break_long_words=False)


def _body(kind: Kind) -> Iterator[str]:
    for section in kind.sections:
        yield f"## {section.title}\n\n<!-- {section.guide} -->\n"
