"""YAML read in one bounded pass over parser events, before anything is constructed.

Every byte may come from somebody nobody trusts. Limits are checked as the events come; no node is
ever resolved, so aliases cannot grow, tags cannot construct, and depth cannot kill the process.
Every scalar stays text (`Quoted` when it was quoted); the models give it its type.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import _ruamel_yaml  # the C parser of ruamel.yaml.clib; `ruamel.yaml` itself costs more to import than it gives here

from riskctl.core.fields import Quoted

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 12
MAX_NODES: Final = 5_000
MAX_SCALAR: Final = 20_000
FORBIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})

_PROBLEMS: Final = (
    ("mapping values are not allowed", "colon"),
    ("could not find expected ':'", "no-colon"),
    ("found unexpected ':'", "time"),
    ("cannot start any token", "start"),
    ("did not find expected key", "after"),
    ("expected '-' indicator", "dash"),
    ("block sequence entries are not allowed", "dash"),
    ("expected ',' or ']'", "list"),
    ("expected ',' or '}'", "braces"),
    ("unexpected end of stream", "quote"),
    ("escape c", "escape"),
    ("<document start>", "indent"),
    ("expected node content", "content"),
    ("comment or line break", "block"),
)
"""What libyaml says, in part, and what we call it: its own words are English and its own."""

Position = tuple[int, int]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the text of a file: the code of its rule, where, and what fills its message."""

    code: str
    position: Position
    values: Mapping[str, object]
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file holds, or the faults that keep it from being read."""

    tree: Any
    faults: tuple[Fault, ...]
    positions: Mapping[Path, Position]


def parse(data: bytes, *, positions: bool = False) -> Parsed:
    """Return the tree of a file: mappings as dict, lists as tuple, scalars as text.

    With `positions`, also where each key and item stands, counted from 1.
    """
    text, faults = decoded(data)
    if text is None:
        return Parsed(None, faults, {})
    reader = _Reader(positions)
    try:
        tree = reader.read(text)
    except _StopError as stop:
        return Parsed(None, (*faults, *reader.faults, stop.fault), reader.positions)
    except _ruamel_yaml.YAMLError as error:
        return Parsed(None, (*faults, *reader.faults, _syntax(error)), reader.positions)
    return Parsed(tree, (*faults, *reader.faults), reader.positions)


def decoded(data: bytes) -> tuple[str | None, tuple[Fault, ...]]:
    """Return the text of a file and what is wrong with its characters; no text when it can't be read at all."""
    if len(data) > MAX_BYTES:
        return None, (Fault("SCH002", (1, 1), {"what": "bytes", "most": MAX_BYTES}),)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        return None, (Fault("SCH004", _position_of(before, len(before)), {"what": "utf-8"}),)
    if "\r" in text:
        at = _position_of(text, text.index("\r"))
        return None, (Fault("SCH012", at, {}),)
    if text.replace("\n", "").isprintable() and unicodedata.is_normalized("NFC", text):
        return text, ()
    bad = forbidden_character(text, "\n")
    if bad is not None:
        what = "bom" if text[bad] == "\ufeff" and bad == 0 else "tab" if text[bad] == "\t" else "character"
        values = {"what": what, "character": f"U+{ord(text[bad]):04X}"}
        return None, (Fault("SCH004" if what == "bom" else "SCH005", _position_of(text, bad), values),)
    if not unicodedata.is_normalized("NFC", text):
        return None, (Fault("SCH004", _not_composed(text), {"what": "nfc"}),)
    return text, ()


def forbidden_character(text: str, but: str = "") -> int | None:
    """Return where the first control, bidi, zero-width or private character stands, if any."""
    for index, character in enumerate(text):
        if character in but:
            continue
        if not character.isprintable() and unicodedata.category(character) in FORBIDDEN_CATEGORIES:
            return index
    return None


def _position_of(text: str, index: int) -> Position:
    line = text.count("\n", 0, index)
    return line + 1, index - (text.rfind("\n", 0, index) + 1) + 1


def _not_composed(text: str) -> Position:
    for number, line in enumerate(text.split("\n"), 1):
        if not unicodedata.is_normalized("NFC", line):
            composed = unicodedata.normalize("NFC", line)
            same = next((i for i, (a, b) in enumerate(zip(line, composed, strict=False)) if a != b), len(composed))
            return number, same + 1
    return 1, 1


class _StopError(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def _syntax(error: Any) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    position = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = str(getattr(error, "problem", "") or "")
    what = next((name for said, name in _PROBLEMS if said in problem), "syntax")
    return Fault("SCH001", position, {"what": what})


def _at(event: Any) -> Position:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1


class _Reader:
    """Builds one tree from the events of one document; paths are made only where something is wrong or asked for."""

    def __init__(self, with_positions: bool) -> None:
        self.faults: list[Fault] = []
        self.positions: dict[Path, Position] = {}
        self._with_positions = with_positions
        self._here: list[str | int] = []
        self._nodes = 0

    def read(self, text: str) -> Any:
        """Return the tree of the only document; raise _StopError where reading further makes no sense."""
        next_event = _ruamel_yaml.CParser(text).get_event
        root = None
        while (event := next_event()) is not None:
            if type(event) is _ruamel_yaml.DocumentStartEvent:
                if event.version or event.tags:
                    self._fault("SCH006", event, what="directive")
                if root is not None:
                    raise _StopError(Fault("SCH009", _at(event), {}))
                root = (self._node(next_event(), next_event, 1),)
        if root is None:
            raise _StopError(Fault("SCH008", (1, 1), {"what": "file"}))
        if not isinstance(root[0], dict):
            raise _StopError(Fault("SCH109", (1, 1), {"wanted": "mapping"}))
        return root[0]

    def _fault(self, code: str, event: Any, **values: object) -> None:
        self.faults.append(Fault(code, _at(event), values, tuple(self._here)))

    def _node(self, event: Any, next_event: Callable[[], Any], depth: int) -> Any:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _StopError(Fault("SCH003", _at(event), {"what": "nodes", "most": MAX_NODES}))
        kind = type(event)
        if kind is _ruamel_yaml.AliasEvent:
            self._fault("SCH006", event, what="alias")
            return Quoted("*")
        if event.anchor is not None:
            self._fault("SCH006", event, what="anchor")
        if event.tag is not None:
            self._fault("SCH006", event, what="tag")
        if kind is _ruamel_yaml.ScalarEvent:
            return self._scalar(event)
        if depth > MAX_DEPTH:
            raise _StopError(Fault("SCH003", _at(event), {"what": "depth", "most": MAX_DEPTH}))
        if kind is _ruamel_yaml.MappingStartEvent:
            return self._mapping(next_event, depth)
        return self._sequence(next_event, depth)

    def _scalar(self, event: Any) -> str:
        value: str = event.value
        if len(value) > MAX_SCALAR:
            raise _StopError(Fault("SCH003", _at(event), {"what": "scalar", "most": MAX_SCALAR}))
        if not event.style:
            if value in NULLS:
                self._fault("SCH008", event, what="value")
            return value
        if not value.strip():
            self._fault("SCH008", event, what="value")
        elif event.style == '"' and not (value.isprintable() and unicodedata.is_normalized("NFC", value)):
            self._escaped(event, value)
        return Quoted(value)

    def _escaped(self, event: Any, value: str) -> None:
        bad = forbidden_character(value, "\n")
        if bad is not None:
            self._fault("SCH005", event, what="character", character=f"U+{ord(value[bad]):04X}")
        elif not unicodedata.is_normalized("NFC", value):
            self._fault("SCH004", event, what="nfc")

    def _mapping(self, next_event: Callable[[], Any], depth: int) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        folded: set[str] = set()
        here = self._here
        while type(event := next_event()) is not _ruamel_yaml.MappingEndEvent:
            if type(event) is not _ruamel_yaml.ScalarEvent:
                raise _StopError(Fault("SCH001", _at(event), {"what": "key"}))
            here.append(event.value)
            key = self._node(event, next_event, depth)
            if key == "<<":
                self._fault("SCH006", event, what="merge")
            if (same := key.casefold()) in folded:
                self._fault("SCH007", event, key=key)
            folded.add(same)
            if self._with_positions:
                self.positions.setdefault(tuple(here), _at(event))
            tree[str(key)] = self._node(next_event(), next_event, depth + 1)
            here.pop()
        return tree

    def _sequence(self, next_event: Callable[[], Any], depth: int) -> tuple[Any, ...]:
        items: list[Any] = []
        here = self._here
        while type(event := next_event()) is not _ruamel_yaml.SequenceEndEvent:
            here.append(len(items))
            if self._with_positions:
                self.positions[tuple(here)] = _at(event)
            items.append(self._node(event, next_event, depth + 1))
            here.pop()
        return tuple(items)


def locate(data: bytes, path: Path) -> Position:
    """Return where the key or item at `path` stands, or the nearest one above it that is there."""
    return nearest(parse(data, positions=True).positions, path)


def nearest(positions: Mapping[Path, Position], path: Path) -> Position:
    """Return the position of `path`, or of the nearest one above it that is there; else the start."""
    while path and path not in positions:
        path = path[:-1]
    return positions.get(path, (1, 1))
