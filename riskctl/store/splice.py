"""Small edits of a YAML text: what is not meant stays as it is, to the byte.

Each edit is made in the text where libyaml says the value stands; the result is parsed again and compared
with the old tree and the change. Whatever can't be done so is refused: then a person edits the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from riskctl.core.plain import as_read
from riskctl.errors import RiskctlError
from riskctl.store.emit import INDENT, emit, emit_inline
from riskctl.store.nodes import Node, nodes_of
from riskctl.store.yaml_events import parse

Place = tuple[str | int, ...]
_KEY: Final = "k"
_BLOCK: Final[Mapping[str, Any]] = {_KEY: [{}]}
"""An item that has the list it is in stand in block style, and how that item looks there."""
_BLOCK_SHOWN: Final = "  - k:\n      - {}\n"


@dataclass(frozen=True, slots=True)
class Put:
    """Set the scalar at a place, or add the key there; `order` says which keys a new one comes after."""

    place: Place
    value: Any
    order: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Append:
    """Put an item at the end of the list at a place; a list that is not there is made, as `Put` would."""

    place: Place
    value: Any
    order: Sequence[str] = ()


Edit = Put | Append


class _ByHandError(Exception):
    """This edit can't be made in the text without touching more than it means."""


def splice(path: str, data: bytes, edits: Sequence[Edit]) -> bytes:
    """Return the bytes of a file with the edits made, and nothing else touched.

    Raise RiskctlError where that can't be done: the file must be edited by hand then.
    """
    for edit in edits:
        before = parse(data)
        if before.faults:
            raise RiskctlError("edit-by-hand", path=path, value=_shown(edit.place))
        try:
            wanted = _changed(before.tree, edit.place, edit)
            data = _spliced(data.decode("utf-8"), edit).encode("utf-8")
        except _ByHandError:
            raise RiskctlError("edit-by-hand", path=path, value=_shown(edit.place)) from None
        after = parse(data)
        if after.faults or after.tree != wanted:
            raise RiskctlError("edit-by-hand", path=path, value=_shown(edit.place))
    return data


def _shown(place: Place) -> str:
    return ".".join(map(str, place))


def _changed(tree: Any, place: Place, edit: Edit) -> Any:
    """Return the tree as it must be read afterwards."""
    step, rest = place[0], place[1:]
    if isinstance(tree, tuple) and isinstance(step, int) and step < len(tree):
        new = _changed(tree[step], rest, edit) if rest else as_read(edit.value)
        return (*tree[:step], new, *tree[step + 1 :])
    if not isinstance(tree, dict) or not isinstance(step, str):
        raise _ByHandError
    if rest:
        if step not in tree:
            raise _ByHandError
        return {**tree, step: _changed(tree[step], rest, edit)}
    if isinstance(edit, Put):
        return {**tree, step: as_read(edit.value)}
    before = tree.get(step, ())
    if not isinstance(before, tuple):
        raise _ByHandError
    return {**tree, step: (*before, as_read(edit.value))}


def _spliced(text: str, edit: Edit) -> str:
    """Return the text with one edit made."""
    holder = nodes_of(text)
    for step in edit.place[:-1]:
        holder = holder.values[step] if isinstance(step, str) else holder.items[step]
    last = edit.place[-1]
    old = holder.items[last] if isinstance(last, int) else holder.values.get(last)
    if old is None:
        value = edit.value if isinstance(edit, Put) else [edit.value]
        return _with_key(text, holder, str(last), value, edit.order)
    if isinstance(edit, Put):
        return _with_scalar(text, old, edit.value)
    return _with_item(text, old, edit.value)


def _with_scalar(text: str, old: Node, value: Any) -> str:
    if old.kind != "scalar" or isinstance(value, Mapping | list | tuple):
        raise _ByHandError
    return text[: old.start] + emit_inline(value) + text[old.end :]


def _with_key(text: str, holder: Node, key: str, value: Any, order: Sequence[str]) -> str:
    if holder.kind != "mapping":
        raise _ByHandError
    if holder.flow:
        return _in_brackets(text, holder, f"{emit_inline(key)}: {emit_inline(value)}")
    earlier = order[: order.index(key)] if key in order else ()
    after = [each for each in holder.keys if each in earlier] or list(holder.keys)
    column = _column(text, next(iter(holder.keys.values())).start)
    return _after(text, holder.values[after[-1]].end, _shifted(emit({key: value}), column))


def _with_item(text: str, old: Node, value: Any) -> str:
    if old.kind != "list":
        raise _ByHandError
    if old.flow:
        return _in_brackets(text, old, emit_inline(value))
    column = _column(text, _dash_before(text, old))
    item = emit({_KEY: [value, _BLOCK]}).removeprefix(f"{_KEY}:\n").removesuffix(_BLOCK_SHOWN)
    return _after(text, old.end, _shifted(item, column - INDENT))


def _dash_before(text: str, old: Node) -> int:
    """Return where the dash of the last item stands; the list must have one of its own line."""
    dash = text.rfind("-", 0, old.items[-1].start)
    if text[text.rfind("\n", 0, dash) + 1 : dash].strip():
        raise _ByHandError
    return dash


def _in_brackets(text: str, holder: Node, new: str) -> str:
    """Return the text with one more entry at the end of `{ }` or `[ ]`."""
    if not holder.children:
        return f"{text[: holder.start + 1]}{new}{text[holder.end - 1 :]}"
    end = holder.children[-1].end
    return f"{text[:end]}, {new}{text[end:]}"


def _after(text: str, at: int, new: str) -> str:
    """Return the text with whole lines put after the line in which `at` lies."""
    end = text.find("\n", at)
    if end < 0:
        return f"{text}\n{new}"
    return text[: end + 1] + new + text[end + 1 :]


def _column(text: str, at: int) -> int:
    return at - (text.rfind("\n", 0, at) + 1)


def _shifted(new: str, columns: int) -> str:
    """Return lines moved to the right, or to the left."""
    lines = new.splitlines(keepends=True)
    if columns < 0:
        return "".join(line.removeprefix(" " * -columns) for line in lines)
    return "".join(" " * columns + line for line in lines)
