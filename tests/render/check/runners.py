"""How CI systems read a log, written from what their agents do: which commands does a text hold?

GitHub: a line that begins with `::` after spaces, `::name key=value,key=value::data`; also `##[name]data` anywhere.
Azure: `##vso[area.name key=value;key=value]data` anywhere in a line; `##[name]` formats a line. Comparisons by
culture pass over variation selectors and the like, so those are taken out first.
"""

import re
from typing import Final, NamedTuple

_IGNORED: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
_LINE_ENDS: Final = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


class Command(NamedTuple):
    """A command as the agent has it once read."""

    name: str
    properties: dict[str, str]
    data: str


def github(text: str) -> list[Command]:
    """Return the workflow commands in a log."""
    return [found for line in _lines(text) if (found := _github(line)) is not None]


def _github(line: str) -> Command | None:
    line = line.lstrip()
    if line.startswith("::") and (end := line.find("::", 2)) >= 0:
        name, _, given = line[2:end].partition(" ")
        pairs = (each.split("=", 1) for each in given.strip().split(",") if "=" in each)
        properties = {key: _undone(value, GITHUB_PROPERTY) for key, value in pairs}
        return Command(name, properties, _undone(line[end + 2 :], GITHUB_DATA))
    return Command("old", {}, line) if "##[" in line else None


def azure(text: str) -> list[Command]:
    """Return the logging commands in a log."""
    return [found for line in _lines(text) if (found := _azure(line)) is not None]


def _azure(line: str) -> Command | None:
    at = line.find("##vso[")
    end = line.find("]", at)
    if at < 0 or end < 0:
        return Command("format", {}, line) if "##[" in line else None
    name, _, given = line[at + 6 : end].partition(" ")
    pairs = (each.split("=", 1) for each in given.split(";") if "=" in each)
    return Command(name, {key: _undone(value, AZURE) for key, value in pairs}, _undone(line[end + 1 :], AZURE))


GITHUB_DATA: Final = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
GITHUB_PROPERTY: Final = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
AZURE: Final = (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%AZP25", "%"))


def _undone(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for escape, character in escapes:
        text = text.replace(escape, character)
    return text


def _lines(text: str) -> list[str]:
    return [_IGNORED.sub("", line) for line in _LINE_ENDS.split(text)]
