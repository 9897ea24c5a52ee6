"""Findings: data errors as values, collected, never the first only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A value that is itself a sentence: the key of its text, and what fills it."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, without words and without a line number.

    `ref` is the file, relative to the register. `path` leads to the key or item within it; the edge
    finds its line and column. `position` is given only where the file could not be read far enough
    to have paths. `values` fill the message of `code`.
    """

    code: str
    severity: Severity
    ref: str
    path: Path = ()
    values: Mapping[str, object] = field(default_factory=dict)
    clause: str = ""
    position: tuple[int, int] | None = None
    subject: str = ""
