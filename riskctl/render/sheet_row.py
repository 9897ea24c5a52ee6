"""One row of a work sheet: what the register says of a threat, and last time's answers where they still stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from riskctl.core.answers import UNANSWERED
from riskctl.core.views.meeting import Meeting
from riskctl.render.answers_template import risk_fields
from riskctl.render.names import level_name
from riskctl.store.sheet_layout import FLAGS, RISKS, SheetWords


@dataclass(frozen=True)
class Row:
    """One threat of the table."""

    meeting: Meeting
    key: str
    chosen: bool

    @property
    def level(self) -> Any:
        """The level of the risk by today's tables."""
        return self.meeting.facts(self.key).rating.level

    @cached_property
    def _fields(self) -> dict[str, Any]:
        return risk_fields(self.meeting, self.key)

    @property
    def scenarios(self) -> list[Any]:
        """The scenarios of the threat."""
        return list(self.meeting.engine.register.threats[self.meeting.facts(self.key).threat].scenarios.values())

    @property
    def has_rare(self) -> bool:
        """Whether something stands, or must be filled in, in the columns that are seldom needed."""
        rare = ("threat_level", "overrides")
        return self.chosen and any(name in self._fields for name in rare)

    def values(self, names: SheetWords) -> Mapping[str, Any]:
        """Return what stands in the row, by column."""
        facts = self.meeting.facts(self.key)
        rating, previous, words = facts.rating, facts.previous, names.words
        before = self.meeting.previous.excluded.get(self.key) if self.meeting.previous else None
        last = ""
        if previous:
            treatment = names.shown("treatment", previous.treatment)
            last = words("worksheet.last", level=previous.level, treatment=treatment)
        found: dict[str, Any] = {
            "threat": names.shown("threat", facts.threat),
            "threat_level.now": words.name("threat_level", rating.threat_level or "unrated"),
            "resilience.now": rating.resilience,
            "consequence.now": rating.consequence,
            "likelihood.now": rating.likelihood,
            "level.now": level_name(rating.level, words),
            "last": last,
            "assessed": names.shown("yes", "yes") if self.chosen else names.shown("yes", "no") if before else "",
            "excluded": before,
            "key": self.key,
        }
        return {**found, **self._answers(names)} if self.chosen else found

    def _answers(self, names: SheetWords) -> dict[str, Any]:
        fields = self._fields
        flat: dict[str, Any] = {}
        for name, value in fields.items():
            inner = value.items() if isinstance(value, Mapping) else ()
            flat |= {f"{name}.{part}": each for part, each in inner} if inner else {name: value}
        flat.pop("threat", None)
        for column in RISKS:
            value = flat.get(column.name)
            if column.kind in ("treatment", "person", "threat_level") and value not in (None, UNANSWERED):
                flat[column.name] = names.shown(column.kind, str(value))
        flat["measures"] = "\n".join(each for each in fields.get("measures", ()) if each != UNANSWERED)
        flags = sorted(fields.get("flags", ()))
        flat["flags"] = next((names.shown("flags", code) for code, each in FLAGS.items() if sorted(each) == flags), "")
        scenario = str(fields.get("scenario") or "")
        known = self.meeting.engine.register.threats[self.meeting.facts(self.key).threat].scenarios
        flat["scenario"] = known[scenario].in_language(names.words.lang) if scenario in known else scenario
        return flat
