"""What a text in a work sheet means: names of people and threats, dates, levels, as the loader hands them over."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from riskctl.store.sheet_layout import FLAGS, Column, SheetWords

_DANISH_DAY: Final = re.compile(r"([0-9]{1,2})[./-] ?([0-9]{1,2})[./-] ?([0-9]{4})", re.ASCII)
_RAISE: Final = re.compile(r"(.+?)[ :=]+([0-9]{1,2})", re.ASCII)
_DIVIDES: Final = re.compile(r"[;\n]")
_THOUSANDS: Final = re.compile(r"(?<=[0-9])[. ](?=[0-9]{3}\b)", re.ASCII)

Bad = Callable[..., None]


class SheetValues:
    """Understands the texts of cells; `bad(where, name, values)` is told of those that mean nothing."""

    def __init__(self, names: SheetWords, system: str, bad: Bad) -> None:
        self._names = names
        self._system = system
        self._bad = bad
        self.keys: dict[str, str] = {}
        """The key of each risk that stands in the sheet, by its threat and by itself."""

    def of(self, column: Column, text: str, where: str, threat: str = "") -> Any:
        """Return what a text in a column means; None when it means nothing."""
        if column.kind == "scenario":
            return self._scenario(threat, text, where)
        read: dict[str, Callable[[str, str], Any]] = {
            "day": self.day,
            "lines": _lines,
            "people": self._people,
            "triggers": self._triggers,
            "risks": self._risks,
            "flags": self._flags,
            "raises": self._raises,
            "amount": _amount,
        }
        if column.kind in read:
            return read[column.kind](text, where)
        if column.kind in ("treatment", "action_type", "threat_level", "person", "yes"):
            return self.one(column.kind, text, where)
        return text

    def one(self, kind: str, text: str, where: str) -> str | None:
        """Return the code that a text stands for."""
        code = self._names.code(kind, text)
        if code is None and kind in ("person", "threat"):
            self._bad(where, kind, value=text)
        elif code is None:
            self._bad(where, "choice", choices=self._names.choices(kind))
        return code

    def day(self, text: str, where: str) -> str | None:
        """Return a date in ISO 8601; written so, or as people do: `1-10-2027`, `1.10.2027`."""
        written = _DANISH_DAY.fullmatch(text)
        iso = f"{written[3]}-{int(written[2]):02}-{int(written[1]):02}" if written else text
        try:
            return date.fromisoformat(iso).isoformat()
        except ValueError:
            self._bad(where, "day")
            return None

    def _several(self, kind: str, parts: list[str], where: str) -> tuple[str, ...] | None:
        found = []
        for part in filter(None, map(str.strip, parts)):
            code = part if kind == "threat" and part in self.keys else self._names.code(kind, part)
            if code is None:
                self._bad(where, kind, value=part)
                return None
            found.append(code)
        return tuple(dict.fromkeys(found)) or None

    def _people(self, text: str, where: str) -> tuple[str, ...] | None:
        return self._several("person", re.split(r"[,;\n]", text), where)

    def _triggers(self, text: str, where: str) -> tuple[str, ...] | None:
        whole = self._names.code("trigger", text)
        return (whole,) if whole else self._several("trigger", _DIVIDES.split(text), where)

    def _risks(self, text: str, where: str) -> tuple[str, ...] | None:
        threats = self._several("threat", _DIVIDES.split(text), where)
        return threats and tuple(f"{self._system}#{self.keys.get(each, each)}" for each in threats)

    def _flags(self, text: str, where: str) -> tuple[str, ...] | None:
        flags = self.one("flags", text, where)
        return FLAGS[flags] if flags else None

    def _scenario(self, threat: str, text: str, where: str) -> str | None:
        scenarios = self._names.register.threats[threat].scenarios
        for id_, each in scenarios.items():
            if text in (id_, each.da, each.en):
                return id_
        lang = self._names.words.lang
        self._bad(where, "choice", choices=[each.in_language(lang) for each in scenarios.values()])
        return None

    def _raises(self, text: str, where: str) -> dict[str, str] | None:
        found: dict[str, str] = {}
        for part in filter(None, map(str.strip, re.split(r"[;,\n]", text))):
            match = _RAISE.fullmatch(part)
            control = self._names.code("control", match[1]) if match else None
            if match is None or control is None:
                example = f"{next(iter(self._names.choices('control')), '')} 4"
                self._bad(where, "raises", value=part, example=example)
                return None
            found[control] = match[2]
        return found


def _lines(text: str, _: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n") if part.strip())


def _amount(text: str, _: str) -> str:
    return _THOUSANDS.sub("", text)
