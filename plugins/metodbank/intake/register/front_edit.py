"""One value of a front matter is changed where it stands; every other line stays as a person wrote it.

The place is the smallest that will do: the value itself where old and new fit one line, else the lines of its
field, else those of the field around it. Each result is read back and must say exactly what was meant.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import yaml

from metodbank.intake.entry_text import as_read, field_text
from metodbank.intake.register.rows import value_at
from metodbank.model.entry import Kind
from metodbank.model.fields import Path, fields_of
from metodbank.source.yaml_tree import read_tree


def with_value(front: str, kind: Kind, path: Path, value: Any) -> str:
    """Return a front matter with one value changed, added or, where it is None, taken out.

    :raises ValueError: where the front matter cannot be edited so that it reads back as meant.
    """
    meant = _meant(read_tree(front).data, path, value)
    for depth in range(len(path), 0, -1):
        place = path[:depth]
        new = _tried(front, kind, place, value_at(meant, place))
        if new is not None:
            tree = read_tree(new)
            if not tree.defects and tree.data == as_read(meant):
                return new
    raise ValueError(f"{path}: the front matter cannot be edited")


def _meant(data: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """Return the data as they should read; a group left without values goes too."""
    found = copy.deepcopy(data)
    around: list[tuple[Any, str | int]] = []
    here: Any = found
    for name, following in zip(path, (*path[1:], ""), strict=True):
        around.append((here, name))
        if following != "":
            if isinstance(here, dict) and not isinstance(here.get(str(name)), (dict, list)):
                here[str(name)] = {}
            here = here[name]
    for holder, name in reversed(around):
        if value is not None:
            holder[name] = value
            break
        holder.pop(name, None) if isinstance(holder, dict) else holder.pop(int(name))
        if holder:
            break
    return found


def _tried(front: str, kind: Kind, path: Path, value: Any) -> str | None:
    root = yaml.compose(front, Loader=yaml.SafeLoader)
    parent = _node(root, path[:-1])
    name = path[-1]
    if isinstance(parent, yaml.SequenceNode) and isinstance(name, int):
        item = parent.value[name] if name < len(parent.value) else None
        return _in_place(front, item, value, flow=True) if isinstance(item, yaml.ScalarNode) else None
    if not isinstance(parent, yaml.MappingNode):
        return None
    pair = next((pair for pair in parent.value if pair[0].value == name), None)
    if pair is not None and value is not None:
        changed = _in_place(front, pair[1], value, flow=bool(parent.flow_style))
        if changed is not None:
            return changed
    if parent.flow_style or not parent.value:
        return None
    if pair is None:
        return None if value is None else _inserted(front, parent, str(name), value, _order(kind, path[:-1]))
    return _lines_replaced(front, pair, value)


def _node(root: yaml.Node | None, path: Path) -> yaml.Node | None:
    for name in path:
        if isinstance(root, yaml.MappingNode):
            root = next((value for key, value in root.value if key.value == name), None)
        elif isinstance(root, yaml.SequenceNode) and isinstance(name, int) and name < len(root.value):
            root = root.value[name]
        else:
            return None
    return root


def _in_place(front: str, node: yaml.Node | None, value: Any, *, flow: bool) -> str | None:
    """Put a value of one line in place of one of one line."""
    if node is None or node.start_mark.index == node.end_mark.index or isinstance(value, dict):
        return None
    block = isinstance(node, yaml.CollectionNode) and not node.flow_style
    if block or (isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")):
        return None
    start, end = node.start_mark.index, node.end_mark.index
    written = field_text("x", [value] if flow and not isinstance(value, list) else value).removesuffix("\n")
    if "\n" in front[start:end] or "\n" in written:
        return None
    text = written.removeprefix("x: ")
    if flow and not isinstance(value, list):
        text = text.removeprefix("[").removesuffix("]")
    return front[:start] + text + front[end:]


def _end(node: yaml.Node, front: str) -> int:
    """Return where the last character of a node stands; marks of blocks run on to the next thing."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        key, value = last if isinstance(last, tuple) else (last, last)
        return max(_end(key, front), _end(value, front))
    start, end = node.start_mark.index, node.end_mark.index
    return int(start + len(front[start:end].rstrip()))


def _lines_replaced(front: str, pair: tuple[yaml.Node, yaml.Node], value: Any) -> str | None:
    key, old = pair
    start, column = key.start_mark.index, key.start_mark.column
    end = max(_end(key, front) + 1, _end(old, front))
    line_end = front.find("\n", end)
    line_end = len(front) if line_end < 0 else line_end
    rest = front[end:line_end]
    before = front[start - column : start]
    if value is None:
        return front[: start - column] + front[line_end + 1 :] if not before.strip() else None
    written = _indented(field_text(str(key.value), value), column)
    if "\n" in written and rest.strip():
        if before.strip():
            return None
        return f"{front[:start]}{rest.strip()}\n{before}{written}{front[line_end:]}"
    return front[:start] + written + rest + front[line_end:]


def _inserted(front: str, parent: yaml.MappingNode, name: str, value: Any, order: Sequence[str]) -> str:
    """Add a field below the nearest one that stands before it in the model, or above the first."""
    before = set(order[: order.index(name)]) if name in order else set(order)
    column = parent.value[0][0].start_mark.column
    written = _indented(field_text(name, value), column)
    above = [pair for pair in parent.value if pair[0].value in before]
    first = parent.value[0][0].start_mark.index
    if not above and not front[first - column : first].strip():
        return f"{front[:first]}{written}\n{' ' * column}{front[first:]}"
    key, old = above[-1] if above else parent.value[0]
    end = front.find("\n", max(_end(key, front), _end(old, front)))
    end = len(front) if end < 0 else end
    return f"{front[:end]}\n{' ' * column}{written}{front[end:]}"


def _indented(text: str, column: int) -> str:
    lines = text.removesuffix("\n").split("\n")
    return "\n".join([lines[0], *(" " * column + line if line else line for line in lines[1:])])


def _order(kind: Kind, path: Path) -> list[str]:
    specs = dict(kind.fields)
    for name in path:
        if isinstance(name, str):
            item = specs[name].item
            specs = dict(fields_of(item)) if isinstance(item, type) else {}
    return list(specs)
