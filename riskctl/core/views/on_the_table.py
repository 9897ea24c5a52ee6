"""What is on the table when a system is assessed: last time's answers, what happened since, the threats that fit."""

from datetime import timedelta
from functools import cached_property
from typing import Any, Final

from riskctl.core.answers import Answers
from riskctl.core.assessments import Assessment, Risk
from riskctl.core.fields import Level, rank
from riskctl.core.ids import risk_id
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

PLANNED_SOON: Final = timedelta(days=30)
"""An assessment this long before its date still counts as the planned one."""


class OnTheTable:
    """What the register says before anybody answers: today's facts, and last time's answers as far as they stand."""

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
        self._facts: dict[tuple[str, str], Facts] = {}

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
        known = self._facts.get((key, threat))
        if known is None:
            known = self._facts[key, threat] = Facts(
                key,
                threat,
                self.engine.rate(self.system.id, threat, risk_id(self.system.id, key)),
                self.engine.threat_level(threat),
                self.engine.resilience(self.system.id, threat),
                self.last_risks.get(key),
            )
        return known

    def facts_for(self, key: str, answers: Answers) -> Facts:
        """Return what today's register says of a risk, whose threat the answers may name."""
        return self.facts(key, answers.get(f"risks.{key}.threat"))

    def judged(self, key: str, answers: Answers) -> Judged:
        """Return a risk as it stands with the answers so far."""
        return judge(self.engine, self.facts_for(key, answers), answers)

    def row(self, level: Level | None) -> TreatmentRow:
        """Return the row of figure 4.3.1; that of a risk without a level is the lowest."""
        return self.engine.procedure.treatment[level or "low"]

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

    def limited(self) -> set[str]:
        """Return the keys of the few threats that are asked for; none where all are."""
        return {key for key, threat in self.candidates.items() if threat in self.only or key in self.only}

    def suggested_triggers(self) -> list[str]:
        """Return the occasion: the events named, else what waits, and the calendar when it is about time."""
        if self.events:
            return list(self.events)
        waiting = [event.id for event in self.waiting]
        if self.previous is None and self.system.status == "planned":
            return ["procurement", *waiting]
        soon = next_assessment(self.engine, self.system).due <= self.engine.clock.today + PLANNED_SOON
        return [*(["planned"] if soon or not waiting else []), *waiting]

    def last_performers(self) -> list[str] | None:
        """Return who assessed it last time, those still in the organisation; None when there is nobody."""
        people = self.engine.register.organisation.people
        known = [each for each in (self.previous.performed_by if self.previous else ()) if each in people]
        return known or None

    def suggested(self) -> list[str]:
        """Return the keys to judge unless somebody says otherwise: last time's, those asked for, else all that fit."""
        if self.only:
            limited = self.limited()
            return [key for key in self.candidates if key in self.last_risks or key in limited]
        return list(self.last_risks) or list(self.candidates)
