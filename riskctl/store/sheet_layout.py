"""The work sheet of an assessment: its sheets, its columns, and the words that stand for the register's codes in it.

The sheet is found again by its words, not by its places: people insert rows and columns.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from riskctl.core.assessments import NOT_EVENTS
from riskctl.core.fields import ActionType, Treatment
from riskctl.core.register import Register
from riskctl.text import LANGUAGES, Words

Sheet = Literal["risks", "scales", "actions", "lists"]
SHEETS: Final[tuple[Sheet, ...]] = get_args(Sheet)
Kind = Literal[
    "fact", "text", "lines", "number", "day", "yes", "treatment", "flags", "person", "people", "threat", "scenario",
    "threat_level", "key", "triggers", "hour", "risks", "action_type", "raises", "amount",
]  # fmt: skip
FORMAT: Final = "riskctl-answers 1"
"""What stands first on the hidden sheet: the form of the work sheet, and its version."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, or one field above the table: the answer it gives, what may stand there, and its width."""

    name: str
    kind: Kind
    width: int = 10
    field: str = ""


FIELDS: Final = (
    Column("performed_by", "people", field="performed_by"),
    Column("triggers", "triggers", field="triggers"),
    Column("day", "day"),
    Column("hour", "hour"),
    Column("corrective", "text", field="corrective"),
    Column("note", "text", field="note"),
)
"""What holds for the whole assessment, above the table."""
RISKS: Final = (
    Column("threat", "threat", 30, "threat"),
    Column("threat_level.now", "fact", 14),
    Column("resilience.now", "fact", 10),
    Column("consequence.now", "fact", 11),
    Column("likelihood.now", "fact", 14),
    Column("level.now", "fact", 10),
    Column("last", "fact", 13),
    Column("assessed", "yes", 9),
    Column("excluded", "text", 20),
    Column("treatment", "treatment", 13, "treatment"),
    Column("measures", "lines", 34, "measures"),
    Column("residual.likelihood", "number", 14, "residual.likelihood"),
    Column("residual.consequence", "number", 11, "residual.consequence"),
    Column("acceptance.reason", "text", 20, "acceptance.reason"),
    Column("acceptance.until", "day", 12, "acceptance.until"),
    Column("flags", "flags", 12, "flags"),
    Column("owner", "person", 20, "owner"),
    Column("scenario", "scenario", 24, "scenario"),
    Column("threat_level", "threat_level", 14, "threat_level"),
    Column("resilience", "number", 12, "resilience"),
    Column("overrides.resilience", "text", 20, "overrides.resilience"),
    Column("consequence", "number", 12, "consequence"),
    Column("overrides.consequence", "text", 20, "overrides.consequence"),
    Column("likelihood", "number", 12, "likelihood"),
    Column("overrides.likelihood", "text", 20, "overrides.likelihood"),
    Column("key", "key", 16),
)
FACTS_END: Final = 7
"""How many columns say what the register says; what people fill in comes after."""
RARE: Final = 16
"""Where the columns begin that are seldom needed."""
ACTIONS: Final = (
    Column("title", "text", 38, "title"),
    Column("risks", "risks", 34, "risks"),
    Column("type", "action_type", 16, "type"),
    Column("responsible", "person", 24, "responsible"),
    Column("due", "day", 13, "due"),
    Column("raises", "raises", 26, "raises"),
    Column("dkk", "amount", 12, "cost.dkk"),
    Column("hours", "amount", 10, "cost.hours"),
)
FLAGS: Final = {"complexity": ("complexity",), "dependency": ("dependency",), "both": ("complexity", "dependency")}


def sheet_name(sheet: Sheet, words: Words) -> str:
    """Return what a sheet is called."""
    return words(f"worksheet.sheet.{sheet}")


def heading(column: Column, words: Words) -> str:
    """Return what stands above a column, or before a field."""
    return words(f"worksheet.column.{column.name}")


class SheetWords:
    """The words that may stand in the sheet for a code, in one language; both languages are understood."""

    def __init__(self, register: Register, words: Words) -> None:
        self.register = register
        self.words = words
        people = {id_: each.name for id_, each in register.organisation.people.items()}
        self._named: Mapping[str, Mapping[str, str]] = {
            "person": people,
            "threat": {id_: each.name.in_language(words.lang) for id_, each in register.threats.items()},
            "trigger": {
                **{each: words(f"assess.trigger.{each}") for each in NOT_EVENTS},
                **{id_: each.title for id_, each in register.events.items()},
            },
            "control": {id_: each.name.in_language(words.lang) for id_, each in register.procedure.controls.items()},
        }

    def shown(self, kind: str, code: str) -> str:
        """Return what stands in the sheet for a code; people and events with their ids, which tell them apart."""
        if kind in self._named:
            name = self._named[kind].get(code, code)
            return f"{name} ({code})" if kind in ("person", "trigger") and code not in NOT_EVENTS else name
        return _shown(kind, code, self.words)

    def choices(self, kind: str) -> list[str]:
        """Return everything that may stand there."""
        return [self.shown(kind, code) for code in self.codes(kind)]

    def codes(self, kind: str) -> Iterable[str]:
        """Return the codes of a kind, in their order."""
        fixed: dict[str, tuple[str, ...]] = {
            "yes": ("yes", "no"),
            "treatment": get_args(Treatment),
            "flags": tuple(FLAGS),
            "action_type": get_args(ActionType),
            "threat_level": self.register.procedure.likelihood.threat_levels,
        }
        return fixed[kind] if kind in fixed else self._named[kind]

    def code(self, kind: str, text: str) -> str | None:
        """Return the code that a text stands for: its word, its id, or `word (id)`; None when it is none or several."""
        wanted = " ".join(text.split()).casefold()
        known: dict[str, set[str]] = {}
        for code in self.codes(kind):
            for said in (code, self.shown(kind, code), *self._also(kind, code)):
                known.setdefault(" ".join(said.split()).casefold(), set()).add(code)
        found = known.get(wanted, set())
        if not found and wanted.endswith(")"):
            found = known.get(wanted.rpartition("(")[2].removesuffix(")").strip(), set())
        return next(iter(found)) if len(found) == 1 else None

    def _also(self, kind: str, code: str) -> list[str]:
        if kind in self._named:
            names = [self._named[kind][code]]
            threat = self.register.threats.get(code) if kind == "threat" else None
            return [*names, threat.name.da, threat.name.en] if threat else names
        return [_shown(kind, code, Words(lang)) for lang in LANGUAGES]


def _shown(kind: str, code: str, words: Words) -> str:
    if kind in ("yes", "flags"):
        return words(f"worksheet.{kind}.{code}")
    return words.name(kind, code)
