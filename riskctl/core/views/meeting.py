"""An assessment in the making: which questions there are, in what order, and what Enter would answer (P4.0.4).

The answers are a flat mapping, and everything here is a function of the register and that mapping. What is
asked next follows from what is not answered yet, so a draft is resumed by asking again; `course` goes back and past.
The numbers of the steps are the procedure's: there is no step 6.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from riskctl.core.answers import Answers
from riskctl.core.fields import Level, highest, rank
from riskctl.core.ids import risk_id, slug
from riskctl.core.views.judging import Judged, by_priority
from riskctl.core.views.on_the_table import OnTheTable

Kind = Literal[
    "triggers",
    "people",
    "include",
    "left-out",
    "keep",
    "threat-level",
    "values",
    "treatment",
    "acceptance",
    "measures",
    "residual",
    "flags",
    "plan",
    "corrective",
    "note",
]
LATER: Final = "later."
"""Under this name and a step's stand the keys that are put off until the rest of that step is answered."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the names it answers, the step it belongs to, and what Enter answers (None: nothing).

    `optional`: where nobody can be asked, the default stands without having been said. `again`: what was answered
    no longer fits what was answered before it.
    """

    kind: Kind
    step: str
    paths: tuple[str, ...]
    default: Any = None
    key: str = ""
    optional: bool = False
    again: bool = False
    values: dict[str, Any] = field(default_factory=dict)

    def missing(self, answers: Answers) -> str | None:
        """Return the first name that has no answer yet, or none that still holds."""
        return self.paths[0] if self.again else next((path for path in self.paths if path not in answers), None)


class Meeting(OnTheTable):
    """The questions of a meeting, and what its answers come to so far."""

    def included(self, answers: Answers) -> list[str]:
        """Return the keys that are judged this time, in their order."""
        return list(answers.get("include", ()))

    def excluded(self, answers: Answers) -> dict[str, str]:
        """Return the threats left out, with the reasons; where only a few are judged, last time's are carried over."""
        carried = self.previous.excluded if self.previous and self.only else {}
        stated = {
            self.candidates.get(name, name): reason
            for path, reason in answers.items()
            if path.startswith("excluded.") and (name := path.removeprefix("excluded."))
        }
        assessed = {self.facts_for(key, answers).threat for key in self.included(answers)}
        return {threat: reason for threat, reason in {**carried, **stated}.items() if threat not in assessed}

    def worst(self, answers: Answers) -> Level | None:
        """Return the worst level among the risks settled so far."""
        settled = [key for key in self.included(answers) if f"risks.{key}.settled" in answers]
        return highest([level for key in settled if (level := self.judged(key, answers).level)])

    def questions(self, answers: Answers) -> Iterator[Question]:
        """Yield every question in order, as far as the answers so far let them be known."""
        yield Question("triggers", "1-2", ("triggers",), self.suggested_triggers(), optional=True)
        yield Question("people", "1-2", ("performed_by",), self.last_performers())
        yield Question("include", "4", ("include",), self.suggested(), optional=True)
        if "include" not in answers:
            return
        left = [key for key in self.candidates if key not in answers["include"]]
        if left and not self.only and ("left_out" in answers or self._lacks_reason(left, answers)):
            yield Question("left-out", "4", ("left_out",), None, optional=True, values={"keys": left})
        same = self.unmoved([key for key in self.included(answers) if self._may_be_kept(key, answers)])
        if same:
            yield Question("keep", "4", ("keep",), same, optional=True)
        for key in _with_later_last(self.included(answers), answers.get(LATER + "4", ())):
            yield from self._values(key, answers)
        if all(f"risks.{key}.settled" in answers for key in self.included(answers)):
            yield from self._handling(answers)

    def next(self, answers: Answers) -> Question | None:
        """Return the first question without an answer; None when the assessment is complete."""
        return next((each for each in self.questions(answers) if each.missing(answers) is not None), None)

    def _lacks_reason(self, left: list[str], answers: Answers) -> bool:
        return any(f"excluded.{self.candidates[key]}" not in answers for key in left)

    def _may_be_kept(self, key: str, answers: Answers) -> bool:
        if self.only and key in self.limited():
            return False
        return key in answers.get("keep", ()) or f"risks.{key}.settled" not in answers

    def _values(self, key: str, answers: Answers) -> Iterator[Question]:
        facts = self.facts_for(key, answers)
        if facts.rating.threat_level is None:
            yield Question("threat-level", "4", (f"risks.{key}.threat_level",), None, key)
            if f"risks.{key}.threat_level" not in answers:
                return
        yield Question("values", "4", (f"risks.{key}.settled",), True, key, optional=True)

    def _handling(self, answers: Answers) -> Iterator[Question]:
        judged = {key: self.judged(key, answers) for key in self.included(answers)}
        order = by_priority({key: each.level for key, each in judged.items()})
        for key in _with_later_last(order, answers.get(LATER + "7", ())):
            yield from self._treatment(key, judged[key], answers)
        yield from self._plans(answers)
        if any(self.is_incident(each) for each in answers.get("triggers", ())):
            yield Question("corrective", "8", ("corrective",))
        yield Question("note", "8", ("note",), "", optional=True)

    def _treatment(self, key: str, judged: Judged, answers: Answers) -> Iterator[Question]:
        at, previous = f"risks.{key}", self.last_risks.get(key)
        row = self.row(judged.level)
        allowed = row.acceptance == "allowed"
        default = previous.treatment if previous else "accept" if allowed and judged.level == "low" else "mitigate"
        if default == "accept" and row.acceptance == "never":
            default = "mitigate"
        treatment = answers.get(f"{at}.treatment")
        refused = treatment == "accept" and row.acceptance == "never"
        yield Question("treatment", "7", (f"{at}.treatment",), default, key, again=refused)
        if treatment == "accept" and not allowed:
            yield Question("acceptance", "7", (f"{at}.acceptance.reason", f"{at}.acceptance.until"), None, key)
        if treatment is not None and treatment != "accept":
            measures = list(previous.measures) if previous else []
            needed = treatment == "mitigate" and judged.level != "low"
            lacking = needed and answers.get(f"{at}.measures", True) == []
            yield Question("measures", "7", (f"{at}.measures",), measures, key, optional=not needed, again=lacking)
            paths = (f"{at}.residual.likelihood", f"{at}.residual.consequence")
            yield Question("residual", "7", paths, None, key, again=self._above(judged, *map(answers.get, paths)))
        if "flagged" in row.escalate.when:
            flags = list(previous.flags) if previous else []
            yield Question("flags", "7", (f"{at}.flags",), flags, key, optional=True)

    def _above(self, judged: Judged, likelihood: int | None, consequence: int | None) -> bool:
        """Whether a residual is above the risk as it is judged now."""
        level = self.engine.procedure.level_of(consequence, likelihood) if consequence is not None else None
        return level is not None and judged.level is not None and rank(level) > rank(judged.level)

    def _plans(self, answers: Answers) -> Iterator[Question]:
        for measure, keys in self.measures(answers).items():
            values = {"measure": measure, "keys": keys}
            yield Question("plan", "8", (f"plan.{slug(measure)}",), True, keys[0], optional=True, values=values)

    def measures(self, answers: Answers) -> dict[str, list[str]]:
        """Return each measure that no action stands for yet, with the risks it is for, worst first."""
        found: dict[str, list[str]] = {}
        levels = {key: self.judged(key, answers).level for key in self.included(answers)}
        for key in by_priority(levels):
            actions = self.engine.latest.actions_of.get(risk_id(self.system.id, key), ())
            titles = {action.title.casefold() for action in actions if action.cancelled is None}
            if key in answers.get("keep", ()) and titles:
                continue
            if answers.get(f"risks.{key}.treatment") != "accept":
                for measure in answers.get(f"risks.{key}.measures", ()):
                    if measure.casefold() not in titles:
                        found.setdefault(measure, []).append(key)
        return found

    def is_incident(self, trigger: str) -> bool:
        """Whether an occasion is an incident of the register: it needs corrective measures (P3.9)."""
        event = self.engine.register.events.get(trigger)
        return event is not None and event.is_incident


def _with_later_last(keys: list[str], later: Sequence[str]) -> list[str]:
    return [*(key for key in keys if key not in later), *(key for key in later if key in keys)]
