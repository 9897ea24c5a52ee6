"""A YAML text with a key renamed or whole blocks in another order: every line stays what it is.

Each result is parsed again and compared with what was meant; what can't be done so is refused.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from riskctl.errors import RiskctlError
from riskctl.store.emit import emit_inline
from riskctl.store.nodes import Node, nodes_of
from riskctl.store.splice import Place
from riskctl.store.yaml_events import parse

K = TypeVar("K", str, int)


class _UnclearError(Exception):
    """Whose a line is can't be told, or things do not stand in lines of their own."""


def renamed(path: str, data: bytes, place: Place, new: str) -> bytes:
    """Return a file with the key at a place called `new`; raise RiskctlError where that can't be done."""
    text, tree = _read(path, data, place)
    holder = _node(nodes_of(text), place[:-1])
    key = holder.keys[str(place[-1])]
    made = (text[: key.start] + emit_inline(new) + text[key.end :]).encode()
    return _checked(path, made, _with_key_renamed(tree, place, new), place)


def fields_reordered(path: str, data: bytes, order: Sequence[str]) -> bytes:
    """Return a file with its fields in another order, each with the comment above it.

    Raise RiskctlError where whose a comment is can't be told.
    """
    text, tree = _read(path, data, ())
    root = nodes_of(text)
    try:
        if root.flow:
            raise _UnclearError  # noqa: TRY301
        made = _reordered(text, {name: _line(text, node.start) for name, node in root.keys.items()}, order)
    except _UnclearError:
        raise RiskctlError("edit-by-hand", path=path, value=", ".join(order)) from None
    done = _checked(path, made.encode(), tree, ())
    if list(parse(done).tree) != list(order):
        raise RiskctlError("edit-by-hand", path=path, value=", ".join(order))
    return done


def items_reordered(path: str, data: bytes, place: Place, order: Sequence[int]) -> bytes:
    """Return a file with the items of a list in another order, as old places; raise RiskctlError as the others do."""
    text, tree = _read(path, data, place)
    holder = _node(nodes_of(text), place)
    try:
        if holder.flow:
            raise _UnclearError  # noqa: TRY301
        starts = {number: _line(text, text.rfind("-", 0, item.start)) for number, item in enumerate(holder.items)}
        made = _reordered(text, starts, order, text.count("\n", 0, holder.end) + 1)
    except _UnclearError:
        raise RiskctlError("edit-by-hand", path=path, value=_shown(place)) from None
    return _checked(path, made.encode(), _with_items(tree, place, order), place)


def _read(path: str, data: bytes, place: Place) -> tuple[str, Any]:
    parsed = parse(data)
    if parsed.faults:
        raise RiskctlError("edit-by-hand", path=path, value=_shown(place))
    return data.decode("utf-8"), parsed.tree


def _shown(place: Place) -> str:
    return ".".join(map(str, place))


def _node(node: Node, place: Place) -> Node:
    for step in place:
        node = node.values[step] if isinstance(step, str) else node.items[step]
    return node


def _checked(path: str, made: bytes, wanted: Any, place: Place) -> bytes:
    after = parse(made)
    if after.faults or after.tree != wanted:
        raise RiskctlError("edit-by-hand", path=path, value=_shown(place))
    return made


def _with_key_renamed(tree: Any, place: Place, new: str) -> Any:
    step, rest = place[0], place[1:]
    if isinstance(tree, tuple) and isinstance(step, int):
        return (*tree[:step], _with_key_renamed(tree[step], rest, new), *tree[step + 1 :])
    if rest:
        return {key: _with_key_renamed(each, rest, new) if key == step else each for key, each in tree.items()}
    return {new if key == step else key: each for key, each in tree.items()}


def _with_items(tree: Any, place: Place, order: Sequence[int]) -> Any:
    if not place:
        return tuple(tree[number] for number in order)
    return {**tree, place[0]: _with_items(tree[place[0]], place[1:], order)}


def _line(text: str, at: int) -> int:
    """Return the number of the line, from 0, on which something stands alone at its beginning."""
    start = text.rfind("\n", 0, at) + 1
    if text[start:at].strip():
        raise _UnclearError
    return text.count("\n", 0, at)


def _reordered(text: str, starts: Mapping[K, int], order: Sequence[K], end: int | None = None) -> str:
    """Return the text with blocks in another order; `starts` are their first lines, `end` the line after the last.

    A comment belongs to what stands right below it, unless that comes first in the file or list.
    """
    lines: list[str] = text.split("\n")
    end = len(lines) - 1 if end is None else end
    if end > len(lines) - 1 or lines[-1] or _is_comment(lines[end]):
        raise _UnclearError
    firsts: dict[K, int] = {name: _with_comments(lines, start) for name, start in starts.items()}
    names: list[K] = list(firsts)
    top: int = min(firsts.values())
    if order[0] != names[0] and (top < starts[names[0]] or _may_be_its_own(lines[:top])):
        raise _UnclearError
    lasts = dict(zip(names, [*list(firsts.values())[1:], end], strict=True))
    blocks: dict[K, list[str]] = {name: lines[firsts[name] : lasts[name]] for name in names}
    for name, block in blocks.items():
        _has_no_loose_end(block, _indent(lines[starts[name]]))
    return "\n".join([*lines[:top], *(line for name in order for line in blocks[name]), *lines[end:]])


def _is_comment(line: str) -> bool:
    return line.lstrip(" ").startswith("#")


def _is_of_the_file(line: str) -> bool:
    """Whether a comment is one that tells an editor of the file's schema."""
    return line.startswith("# yaml-language-server:")


def _may_be_its_own(above: Sequence[str]) -> bool:
    """Whether what stands above the first block ends in a comment that may be of that block."""
    return bool(above) and _is_comment(above[-1]) and not _is_of_the_file(above[-1])


def _with_comments(lines: Sequence[str], start: int) -> int:
    """Return where a block begins with the comments right above it, as far in as it is itself."""
    indent = _indent(lines[start])
    while (
        start
        and _is_comment(lines[start - 1])
        and not _is_of_the_file(lines[start - 1])
        and _indent(lines[start - 1]) == indent
    ):
        start -= 1
    return start


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _has_no_loose_end(block: Sequence[str], indent: int) -> None:
    """Raise _UnclearError where an empty line, or a comment that may be of the next one, stands at a block's end."""
    if not block[-1].strip() or (_is_comment(block[-1]) and _indent(block[-1]) <= indent):
        raise _UnclearError
