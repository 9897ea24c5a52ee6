"""An assessment in the making: which questions there are, in what order, and what Enter would answer (P4.0.4).

The answers are a flat mapping, and everything here is a function of the register and that mapping. What is
asked next follows from what is not answered yet; so a draft is resumed by asking again, and going back is
forgetting an answer. The numbers of the steps are the procedure's: there is no step 6.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any, Literal

from riskctl.core.answers import Answers
from riskctl.core.assessments import Assessment, Risk
from riskctl.core.fields import Level, highest, rank
from riskctl.core.ids import risk_id, slug
from riskctl.core.procedure import TreatmentRow
from riskctl.core.rating import Engine
from riskctl.core.schedule import next_assessment, open_revisions
from riskctl.core.threats import Event
from riskctl.core.views.judging import (
    Facts,
    Judged,
    adjustments_of_last_time,
    by_priority,
    expected_residual,
    judge,
    moved_since,
)

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
PLANNED_SOON = timedelta(days=30)
"""An assessment this long before its date still counts as the planned one."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the names it answers, the step it belongs to, and what Enter answers (None: nothing).

    `optional`: where nobody can be asked, the default stands without having been said.
    """

    kind: Kind
    step: str
    paths: tuple[str, ...]
    default: Any = None
    key: str = ""
    optional: bool = False
    values: dict[str, Any] = field(default_factory=dict)

    def missing(self, answers: Answers) -> str | None:
        """Return the first name that has no answer yet."""
        return next((path for path in self.paths if path not in answers), None)


class Meeting:
    """What is on the table when a system is assessed: last time, what happened since, the threats that fit."""

    def __init__(self, engine: Engine, system: str, events: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> None:
        self.engine = engine
        self.system = engine.register.systems[system]
        self.events = events
        self.only = only
        self.previous: Assessment | None = engine.latest.assessment(system)
        self.last_risks: dict[str, Risk] = {
            key: risk
            for key, risk in (self.previous.risks.items() if self.previous else ())
            if (risk.threat or key) in engine.register.threats
        }

    @cached_property
    def waiting(self) -> tuple[Event, ...]:
        """The events that no assessment of the system has answered, oldest first."""
        found = [each.event for each in open_revisions(self.engine) if each.system.id == self.system.id]
        return tuple(sorted(found, key=lambda event: (event.occurred_at, event.id)))

    @cached_property
    def candidates(self) -> dict[str, str]:
        """Every key that can be judged, with its threat: last time's first, then what else fits, worst first."""
        found = {key: risk.threat or key for key, risk in self.last_risks.items()}
        known = set(found.values())
        fitting = [threat for threat in self.engine.fitting_threats(self.system.id) if threat not in known]
        asked = [threat for threat in self.only if threat not in known and threat not in fitting]
        rated = {threat: self.engine.rate(self.system.id, threat).level for threat in (*fitting, *asked)}
        return found | {threat: threat for threat in by_priority(rated) if threat not in found}

    def facts(self, key: str, threat: str | None = None) -> Facts:
        """Return what today's register says of a threat; raise KeyError for one that is not in the catalogue."""
        threat = threat or self.candidates.get(key) or key
        return Facts(
            key,
            threat,
            self.engine.rate(self.system.id, threat, risk_id(self.system.id, key)),
            self.engine.threat_level(threat),
            self.engine.resilience(self.system.id, threat),
            self.last_risks.get(key),
        )

    def facts_for(self, key: str, answers: Answers) -> Facts:
        """Return what today's register says of a risk, whose threat the answers may name."""
        return self.facts(key, answers.get(f"risks.{key}.threat"))

    def judged(self, key: str, answers: Answers) -> Judged:
        """Return a risk as it stands with the answers so far."""
        return judge(self.engine, self.facts_for(key, answers), answers)

    def row(self, level: Level | None) -> TreatmentRow:
        """Return the row of figure 4.3.1; that of a risk without a level is the lowest."""
        return self.engine.procedure.treatment[level or "low"]

    def included(self, answers: Answers) -> list[str]:
        """Return the keys that are judged this time, in their order."""
        return list(answers.get("include", ()))

    def worst(self, answers: Answers) -> Level | None:
        """Return the worst level among the risks settled so far."""
        settled = [key for key in self.included(answers) if f"risks.{key}.settled" in answers]
        return highest([level for key in settled if (level := self.judged(key, answers).level)])

    def carried(self, key: str) -> dict[str, Any]:
        """Return last time's answers for a risk, as far as they still stand with today's register.

        A treatment that the level no longer allows, or an acceptance that has ended, is asked anew.
        """
        facts = self.facts(key)
        previous = facts.previous
        if previous is None:
            return {}
        at = f"risks.{key}"
        found: dict[str, Any] = {**adjustments_of_last_time(self.engine, facts), f"{at}.settled": True}
        if previous.threat is not None:
            found[f"{at}.threat"] = previous.threat
        level = judge(self.engine, facts, found).level
        worse = level is not None and rank(level) > rank(previous.level)
        if worse or not self._acceptance_holds(previous, level):
            return found
        found |= {f"{at}.treatment": previous.treatment, f"{at}.measures": list(previous.measures)}
        found |= {f"{at}.flags": list(previous.flags)}
        if previous.acceptance is not None:
            for name in ("reason", "until"):
                value = getattr(previous.acceptance, name)
                if value is not None:
                    found[f"{at}.acceptance.{name}"] = value if name == "reason" else value.isoformat()
        likelihood, consequence = expected_residual(self.engine, facts, judge(self.engine, facts, found), {})
        return found | {f"{at}.residual.likelihood": likelihood, f"{at}.residual.consequence": consequence}

    def _acceptance_holds(self, previous: Risk, level: Level | None) -> bool:
        if previous.treatment != "accept":
            return True
        until = previous.acceptance.until if previous.acceptance else None
        if until is not None and until < self.engine.clock.today:
            return False
        return self.row(level).acceptance == "allowed" or (
            self.row(level).acceptance == "with-approval" and until is not None
        )

    def unmoved(self, keys: list[str]) -> list[str]:
        """Return those of the keys where no value moved since last time, and the answers are still allowed."""
        found = []
        for key in keys:
            previous = self.last_risks.get(key)
            if previous is not None:
                carried = self.carried(key)
                same = not moved_since(judge(self.engine, self.facts(key), carried), previous)
                if same and f"risks.{key}.treatment" in carried:
                    found.append(key)
        return found

    def questions(self, answers: Answers) -> Iterator[Question]:
        """Yield every question in order, as far as the answers so far let them be known."""
        yield Question("triggers", "1-2", ("triggers",), self.suggested_triggers(), optional=True)
        yield Question("people", "1-2", ("performed_by",), self.last_performers())
        yield Question("include", "4", ("include",), self.suggested(), optional=True)
        if "include" not in answers:
            return
        left = [key for key in self.candidates if key not in answers["include"] and f"excluded.{key}" not in answers]
        if left and not self.only:
            yield Question("left-out", "4", ("left_out",), None, optional=True, values={"keys": left})
        same = self.unmoved([key for key in self.included(answers) if not self.only or key not in self._limited()])
        if same:
            yield Question("keep", "4", ("keep",), same, optional=True)
        for key in self.included(answers):
            yield from self._values(key, answers)
        if all(f"risks.{key}.settled" in answers for key in self.included(answers)):
            yield from self._handling(answers)

    def next(self, answers: Answers) -> Question | None:
        """Return the first question without an answer; None when the assessment is complete."""
        return next((each for each in self.questions(answers) if each.missing(answers) is not None), None)

    def progress(self, answers: Answers) -> tuple[int, int]:
        """Return how many of the risks are settled, and how many there are."""
        keys = self.included(answers)
        return sum(f"risks.{key}.settled" in answers for key in keys), len(keys)

    def _limited(self) -> set[str]:
        return {key for key, threat in self.candidates.items() if threat in self.only or key in self.only}

    def suggested_triggers(self) -> list[str]:
        """Return the occasion: the events named, else what waits, and the calendar when it is about time."""
        if self.events:
            return list(self.events)
        if self.previous is None and self.system.status == "planned":
            return ["procurement"]
        soon = next_assessment(self.engine, self.system).due <= self.engine.clock.today + PLANNED_SOON
        waiting = [event.id for event in self.waiting]
        return [*(["planned"] if soon or not waiting else []), *waiting]

    def last_performers(self) -> list[str] | None:
        """Return who assessed it last time, those still in the organisation; None when there is nobody."""
        people = self.engine.register.organisation.people
        known = [each for each in (self.previous.performed_by if self.previous else ()) if each in people]
        return known or None

    def suggested(self) -> list[str]:
        """Return the keys to judge unless somebody says otherwise: last time's, those asked for, else all that fit."""
        if self.only:
            limited = self._limited()
            return [key for key in self.candidates if key in self.last_risks or key in limited]
        return list(self.last_risks) or list(self.candidates)

    def _values(self, key: str, answers: Answers) -> Iterator[Question]:
        facts = self.facts_for(key, answers)
        if facts.rating.threat_level is None:
            yield Question("threat-level", "4", (f"risks.{key}.threat_level",), None, key)
            if f"risks.{key}.threat_level" not in answers:
                return
        yield Question("values", "4", (f"risks.{key}.settled",), True, key, optional=True)

    def _handling(self, answers: Answers) -> Iterator[Question]:
        judged = {key: self.judged(key, answers) for key in self.included(answers)}
        for key in by_priority({key: each.level for key, each in judged.items()}):
            yield from self._treatment(key, judged[key], answers)
        yield from self._plans(answers)
        if any(self._is_incident(each) for each in answers.get("triggers", ())):
            yield Question("corrective", "8", ("corrective",))
        yield Question("note", "8", ("note",), "", optional=True)

    def _treatment(self, key: str, judged: Judged, answers: Answers) -> Iterator[Question]:
        at, previous = f"risks.{key}", self.last_risks.get(key)
        row = self.row(judged.level)
        allowed = row.acceptance == "allowed"
        default = previous.treatment if previous else "accept" if allowed and judged.level == "low" else "mitigate"
        if default == "accept" and row.acceptance == "never":
            default = "mitigate"
        yield Question("treatment", "7", (f"{at}.treatment",), default, key)
        treatment = answers.get(f"{at}.treatment")
        if treatment == "accept" and not allowed:
            yield Question("acceptance", "7", (f"{at}.acceptance.reason", f"{at}.acceptance.until"), None, key)
        if treatment is not None and treatment != "accept":
            measures = list(previous.measures) if previous else []
            needed = treatment == "mitigate" and judged.level != "low"
            yield Question("measures", "7", (f"{at}.measures",), measures, key, optional=not needed)
            yield Question("residual", "7", (f"{at}.residual.likelihood", f"{at}.residual.consequence"), None, key)
        if "flagged" in row.escalate.when:
            flags = list(previous.flags) if previous else []
            yield Question("flags", "7", (f"{at}.flags",), flags, key, optional=True)

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
            if answers.get(f"risks.{key}.treatment") == "mitigate":
                for measure in answers.get(f"risks.{key}.measures", ()):
                    if measure.casefold() not in titles:
                        found.setdefault(measure, []).append(key)
        return found

    def _is_incident(self, trigger: str) -> bool:
        event = self.engine.register.events.get(trigger)
        return event is not None and event.is_incident
