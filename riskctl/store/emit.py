"""Plain data as canonical YAML text, for new files.

Block style, two spaces, LF. A short mapping or list of scalars stands on one line, `{likelihood: 2, level: high}`,
unless it holds a moment: libyaml refuses a bare `10:00` inside `{ }`. Text is quoted only where it would
otherwise be read as something else, here or by another YAML reader. ruamel.yaml does the escaping.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from io import StringIO
from typing import Any, Final

from ruamel.yaml import YAML, events
from ruamel.yaml.emitter import Emitter
from ruamel.yaml.resolver import implicit_resolvers

WIDTH: Final = 100
"""The column after which a text goes on in the next line, and the widest mapping or list on one line."""
INDENT: Final = 2
_NO_WIDTH: Final = 1_000_000
LONGEST_PLAIN: Final = 80
"""The longest text that stands on one line without quotes."""

_ENDS_IN_FLOW: Final = frozenset(":?,[]{}")
"""Where libyaml ends a bare text inside `{ }` or `[ ]`, more often than the standard asks for."""
_MORE_THAN_TEXT: Final = re.compile(r"[-+.0-9][-+.,:_0-9eExXoO]*", re.ASCII)


class _Emitter(Emitter):
    """An emitter that leaves no space at the end of a line: ruamel.yaml's does where it folds a plain text."""

    def choose_scalar_style(self) -> Any:
        """Return how a text is quoted; ruamel.yaml's own stumbles over an empty one without a tag."""
        return '"' if self.event.value == "" else super().choose_scalar_style()

    def write_plain(self, text: Any, split: Any = True) -> None:
        width, self.best_width = self.best_width, len(text) + self.column + 2
        super().write_plain(text, split)
        self.best_width = width


def emit(data: Mapping[str, Any]) -> str:
    """Return a mapping as YAML text: dict, list, tuple, str, int, date and datetime within it.

    Raise TypeError for anything else: nothing is guessed.
    """
    return _emitted(_events(data, 0, flow=False, block=True), WIDTH)


def emit_inline(value: object) -> str:
    """Return a value on one line, however long, as it may stand inside `{ }` or `[ ]`."""
    return _emitted(_events([value], 0, flow=True), _NO_WIDTH)[1:-2]


def _emitted(content: list[Any], width: int) -> str:
    stream = StringIO()
    emitter = _Emitter(stream, indent=INDENT, width=width, allow_unicode=True, line_break="\n", dumper=YAML())
    emitter.best_sequence_indent, emitter.sequence_dash_offset = 2 * INDENT, INDENT
    for event in (
        events.StreamStartEvent(),
        events.DocumentStartEvent(explicit=False),
        *content,
        events.DocumentEndEvent(explicit=False),
        events.StreamEndEvent(),
    ):
        emitter.emit(event)
    return stream.getvalue()


def _events(value: object, depth: int, *, flow: bool, block: bool = False, used: int = 0) -> list[Any]:
    """Return the events of a value; `used` is how much of its first line stands before it."""
    if isinstance(value, Mapping):
        flow = flow or (not block and _fits(value, depth, used))
        found: list[Any] = [events.MappingStartEvent(None, None, True, flow_style=flow)]
        for key, each in value.items():
            found += [_scalar(str(key), flow=True), *_events(each, depth + 1, flow=flow, used=len(str(key)) + 2)]
        return [*found, events.MappingEndEvent()]
    if isinstance(value, list | tuple):
        flow = flow or _fits(value, depth, used)
        found = [events.SequenceStartEvent(None, None, True, flow_style=flow)]
        for each in value:
            found += _events(each, depth + 1, flow=flow, used=2)
        return [*found, events.SequenceEndEvent()]
    return [_scalar(value, flow=flow)]


def _fits(value: "Mapping[str, Any] | list[Any] | tuple[Any, ...]", depth: int, used: int) -> bool:
    """Whether a mapping or list of scalars, none of them a moment, has room on one line."""
    keys = [str(key) for key in value] if isinstance(value, Mapping) else []
    items = list(value.values()) if isinstance(value, Mapping) else list(value)
    if any(isinstance(each, Mapping | list | tuple | datetime) or "\n" in str(each) for each in items):
        return False
    width = sum(len(key) + 2 for key in keys) + sum(len(str(each)) + 4 for each in items)
    return not items or depth * INDENT + used + width <= WIDTH


def _scalar(value: object, *, flow: bool) -> Any:
    if isinstance(value, str):
        return _event(value, _style(value, flow=flow))
    if isinstance(value, datetime):
        return _event(getattr(value, "text", None) or value.isoformat(), None)
    if isinstance(value, date):
        return _event(value.isoformat(), None)
    if type(value) is int:
        return _event(str(value), None)
    raise TypeError(f"{type(value).__name__} has no place in a register file")


def _event(text: str, style: str | None) -> Any:
    return events.ScalarEvent(None, None, (True, True), text, style=style)


def _style(text: str, *, flow: bool) -> str | None:
    """Return how a text is written: plain where that reads the same everywhere, else quoted.

    A long one goes on in the next line, in single quotes: double ones would need backslashes for that.
    """
    analysis = _analyser().analyze_scalar(text)
    in_flow = analysis.allow_flow_plain and _ENDS_IN_FLOW.isdisjoint(text)
    allowed = in_flow if flow else analysis.allow_block_plain
    if allowed and len(text) <= LONGEST_PLAIN and not analysis.multiline and not _reads_as_more(text):
        return None
    folds = len(text) > LONGEST_PLAIN and not flow and analysis.allow_single_quoted and "\n" not in text
    return "'" if folds else '"'


def _reads_as_more(text: str) -> bool:
    """Whether some YAML reader takes the plain text as a number, a date, a truth value or nothing."""
    if _MORE_THAN_TEXT.fullmatch(text):
        return True
    return any(pattern.match(text) for _, _, pattern, first in implicit_resolvers if text[:1] in first or not text)


@cache
def _analyser() -> Any:
    return Emitter(StringIO(), allow_unicode=True, dumper=YAML())
