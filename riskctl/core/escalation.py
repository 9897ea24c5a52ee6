"""What must be escalated, to whom, and whether it has been (P3.7, P3.10, P4.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from riskctl.core import roles
from riskctl.core.approval import Approvals
from riskctl.core.assessments import Action
from riskctl.core.assets import System
from riskctl.core.decisions import Escalation
from riskctl.core.fields import Condition, Level, Role, highest, rank
from riskctl.core.moment import day_of, deadline, end_of, instant, is_past
from riskctl.core.procedure import Escalate
from riskctl.core.register import CurrentRisk
from riskctl.core.schedule import Revision, next_assessment, open_revisions
from riskctl.core.treatment import residual_of, treatment_of

CLASS_COUNTS_FROM: Level = "medium"
"""Escalation by class counts for risks and actions from this level: P4.3-low escalates nothing."""


@dataclass(frozen=True, slots=True)
class Raised:
    """A condition that the tables escalate, since when, to which roles, and by which clause."""

    condition: Condition
    subject: str
    systems: tuple[System, ...]
    level: Level | None
    arose: datetime
    to: tuple[Role, ...]
    consider: tuple[Role, ...]
    clause: str

    @property
    def system(self) -> System | None:
        """The system it concerns, where it is just one."""
        return only_system(list(self.systems))

    @property
    def about(self) -> str:
        """What an entry in `escalations/` says it is about."""
        return f"{self.condition}:{self.subject}"


@dataclass(frozen=True, slots=True)
class _Row:
    """One row that may name a condition, and the clause it stands under."""

    escalate: Escalate
    clause: str


def _from_rows(condition: Condition, rows: list[_Row]) -> tuple[tuple[Role, ...], tuple[Role, ...], str] | None:
    """Return the roles of all rows that name the condition, their advice, and the first such row's clause."""
    naming = [row for row in rows if condition in row.escalate.when]
    if not naming:
        return None
    to = tuple(dict.fromkeys(role for row in naming for role in row.escalate.to))
    consider = tuple(dict.fromkeys(role for row in naming for role in row.escalate.consider if role not in to))
    return to, consider, naming[0].clause


class Escalations:
    """Every condition that calls for escalation now."""

    def __init__(self, approvals: Approvals) -> None:
        self._approvals = approvals
        self._engine = approvals.engine
        self._procedure = approvals.engine.procedure
        self._made: dict[str, list[Escalation]] = {}
        for entry in approvals.register.escalations.values():
            self._made.setdefault(entry.about, []).append(entry)

    def open(self) -> Iterator[Raised]:
        """Yield the conditions not answered since they arose."""
        return (each for each in self.all() if not self.answered(each))

    def all(self) -> Iterator[Raised]:
        """Yield every condition, answered or not."""
        yield from self._assessments_overdue()
        for current in self._engine.latest.risks.values():
            yield from self._of_risk(current)
        for action in self._approvals.register.actions.values():
            yield from self._of_action(action)

    def answered(self, condition: Raised) -> bool:
        """Whether an escalation to one of the roles was made at or after the condition arose."""
        return any(
            each.at >= condition.arose and each.to in condition.to for each in self._made.get(condition.about, ())
        )

    def _by_class(self, system: System, level: Level) -> list[_Row]:
        if rank(level) < rank(CLASS_COUNTS_FROM):
            return []
        class_ = system.criticality
        return [_Row(self._procedure.reassessment[class_].escalate, f"P3.7-{class_}")]

    def _by_level(self, level: Level) -> list[_Row]:
        return [_Row(self._procedure.treatment[level].escalate, f"P4.3-{level}")]

    def _assessments_overdue(self) -> Iterator[Raised]:
        zone, clock = self._engine.clock.zone, self._engine.clock
        open_by_system: dict[str, list[Revision]] = {}
        for revision in open_revisions(self._engine):
            open_by_system.setdefault(revision.system.id, []).append(revision)
        for system in self._approvals.register.systems_in_use():
            row = _Row(self._procedure.reassessment[system.criticality].escalate, f"P3.7-{system.criticality}")
            found = _from_rows("assessment-overdue", [row])
            if found is None:
                continue
            moments = [end_of(next_assessment(self._engine, system).due, zone)]
            for revision in open_by_system.get(system.id, ()):
                grace = deadline(day_of(revision.due, zone), self._procedure.revision_grace, zone)
                moments.append(instant(grace, zone))
            arose = min(moments)
            if arose <= clock.now:
                yield Raised("assessment-overdue", system.id, (system,), None, arose, *found)

    def _of_risk(self, current: CurrentRisk) -> Iterator[Raised]:
        system = self._approvals.register.systems[current.system]
        rows = self._by_level(current.risk.level) + self._by_class(system, current.risk.level)
        for condition, arose, extra in self._risk_conditions(current):
            found = _from_rows(condition, extra + rows)
            if found is not None:
                yield Raised(condition, current.id, (system,), current.risk.level, arose, *found)

    def _risk_conditions(self, current: CurrentRisk) -> Iterator[tuple[Condition, datetime, list[_Row]]]:
        completed = current.assessment.completed_at
        yield "always", completed, []
        if current.risk.flags:
            yield "flagged", completed, []
        state = treatment_of(self._approvals, current)
        if state.met_at is None and is_past(state.due, self._engine.clock):
            yield "plan-overdue", instant(state.due, self._engine.clock.zone), []
        residual = residual_of(self._approvals, current)
        high = self._procedure.high_residual
        if residual.level in high.levels:
            named = Escalate(when=("residual-high",), to=high.to)
            yield "residual-high", max(completed, residual.since), [_Row(named, "P3.10")]

    def _of_action(self, action: Action) -> Iterator[Raised]:
        if action.ended or action.planned_at is None or not is_past(action.due, self._engine.clock):
            return
        risks = self._engine.latest.risks_of_action(action)
        level = highest([each.risk.level for each in risks])
        if level is None:
            return
        systems = [self._approvals.register.systems[each.system] for each in risks]
        rows = self._by_level(level)
        for each, system in zip(risks, systems, strict=True):
            rows += self._by_level(each.risk.level) + self._by_class(system, each.risk.level)
        found = _from_rows("action-overdue", rows)
        if found is not None:
            arose = end_of(action.due, self._engine.clock.zone)
            yield Raised("action-overdue", action.id, tuple(systems), level, arose, *found)


def only_system(systems: list[System]) -> System | None:
    """Return the system when there is just one."""
    return systems[0] if len({each.id for each in systems}) == 1 else None


def responsible_for(approvals: Approvals, condition: Raised) -> tuple[roles.Responsible, ...]:
    """Return who an escalation goes to: the holders for each system it concerns."""
    today = approvals.engine.clock.today
    held = [
        each
        for role in condition.to
        for system in condition.systems
        for each in roles.in_role(approvals.register, role, system, today)
    ]
    roles_held = {each.role for each in held if each.person is not None}
    return tuple(dict.fromkeys(each for each in held if each.person is not None or each.role not in roles_held))
