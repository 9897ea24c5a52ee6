"""Where everything in a YAML text stands: a node for each mapping, list and scalar.

Only for text that `yaml_events.parse` took without a fault, so that it is bounded and has no aliases or tags.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import _ruamel_yaml

Kind = Literal["scalar", "mapping", "list"]
_BLOCK_SCALARS: Final = "|>"


@dataclass(slots=True)
class Node:
    """One value in the text, from `start` up to `end`; `flow` where it stands in `{ }` or `[ ]`."""

    kind: Kind
    start: int
    end: int
    flow: bool = False
    style: str | None = None
    keys: dict[str, "Node"] = field(default_factory=dict)
    values: dict[str, "Node"] = field(default_factory=dict)
    items: list["Node"] = field(default_factory=list)

    @property
    def children(self) -> list["Node"]:
        """The values of a mapping or the items of a list, in the order of the text."""
        return list(self.values.values()) if self.kind == "mapping" else self.items


def nodes_of(text: str) -> Node:
    """Return the mapping that a text holds."""
    next_event = _ruamel_yaml.CParser(text).get_event
    while type(event := next_event()) is not _ruamel_yaml.MappingStartEvent:
        pass
    return _node(event, next_event, text)


def _node(event: Any, next_event: Callable[[], Any], text: str) -> Node:
    start = event.start_mark.index
    if type(event) is _ruamel_yaml.ScalarEvent:
        return Node("scalar", start, _end(text, event), style=event.style)
    flow = bool(event.flow_style)
    if type(event) is _ruamel_yaml.MappingStartEvent:
        node = Node("mapping", start, start, flow)
        while type(event := next_event()) is not _ruamel_yaml.MappingEndEvent:
            node.keys[event.value] = _node(event, next_event, text)
            node.values[event.value] = _node(next_event(), next_event, text)
    else:
        node = Node("list", start, start, flow)
        while type(event := next_event()) is not _ruamel_yaml.SequenceEndEvent:
            node.items.append(_node(event, next_event, text))
    node.end = event.end_mark.index if flow or not node.children else node.children[-1].end
    return node


def _end(text: str, event: Any) -> int:
    """Return where a scalar ends; a block scalar with its last line, without the empty ones after it."""
    start, end = int(event.start_mark.index), int(event.end_mark.index)
    if event.style and event.style in _BLOCK_SCALARS:
        return start + len(text[start:end].rstrip())
    return end
