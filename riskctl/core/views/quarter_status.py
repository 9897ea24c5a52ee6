"""Where things stand at the end of a quarter, and what happened in it (P6.1): one function for each part of the report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from riskctl.core.approval import Approvals, State
from riskctl.core.assessments import Action, Assessment, Effect, Risk
from riskctl.core.escalation import Escalations
from riskctl.core.fields import LEVELS, Condition, Level, Role, highest, rank
from riskctl.core.ids import split_risk_id
from riskctl.core.moment import Due, Quarter, day_of, days_past, instant, is_past
from riskctl.core.register import Latest
from riskctl.core.schedule import Reach, Revision, is_answered, open_revisions
from riskctl.core.threats import Event
from riskctl.core.treatment import Treatment
from riskctl.core.views.due import KINDS, DueItem, Kind
from riskctl.core.views.quarter_period import Period
from riskctl.core.views.risks import RiskView

PlanState = Literal["met", "met_late", "open", "overdue"]
PLAN_STATES: Final[tuple[PlanState, ...]] = ("met", "met_late", "open", "overdue")
ActionState = Literal["open", "started", "completed", "overdue", "cancelled"]
ACTION_STATES: Final[tuple[ActionState, ...]] = ("open", "started", "completed", "overdue", "cancelled")
DEVIATING: Final[tuple[Kind, ...]] = ("plan", "action", "assessment", "revision", "approval")
"""The kinds of due item whose delay is worth telling ISU outside its meetings (P6.1)."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many systems in use of one class there are, and how many lie within, past or before their first deadline."""

    systems: int
    in_time: int
    overdue: int
    never: int


def coverage(judged: Approvals, items: Iterable[DueItem]) -> dict[Level, Coverage]:
    """Return how far the assessments have come, by class (P3.2); each system counts in one of the three."""
    counts: dict[Level, dict[str, int]] = {level: {"in_time": 0, "overdue": 0, "never": 0} for level in LEVELS}
    for item in items:
        if item.kind == "assessment" and item.level is not None:
            counts[item.level][assessment_state(judged, item)] += 1
    return {level: Coverage(sum(found.values()), **found) for level, found in counts.items()}


def assessment_state(judged: Approvals, item: DueItem) -> Literal["in_time", "overdue", "never"]:
    """Return where the assessment of a system stands by the interval of its class."""
    if judged.engine.latest.assessment(item.subject) is None:
        return "never"
    return "overdue" if is_past(item.due, judged.engine.clock) else "in_time"


def levels_of(latest: Latest | None) -> dict[Level, int]:
    """Return how many current risks there are of each level; none where there was no register."""
    found = [each.risk.level for each in latest.risks.values()] if latest else []
    return {level: found.count(level) for level in LEVELS}


def plan_state(treatment: Treatment) -> PlanState:
    """Return where the plan for a risk stands; accepted counts as met."""
    if treatment.met_at is not None:
        return "met_late" if treatment.late and not treatment.accepted else "met"
    return "overdue" if treatment.late else "open"


def plans(views: Iterable[RiskView]) -> dict[PlanState, int]:
    """Return how many current risks are in each state: each risk counts once."""
    found = [plan_state(view.treatment) for view in views]
    return {state: found.count(state) for state in PLAN_STATES}


def action_state(judged: Approvals, action: Action, period: Period) -> ActionState | None:
    """Return what an action counts as: its end where that lies within the period, else where it stands; None: neither."""
    if action.cancelled is not None:
        return "cancelled" if period.holds(action.cancelled.at) else None
    if action.completed_at is not None:
        return "completed" if period.holds(action.completed_at) else None
    if action.planned_at is not None and is_past(action.due, judged.engine.clock):
        return "overdue"
    return "started" if action.started_at is not None else "open"


def actions(judged: Approvals, period: Period) -> dict[ActionState, int]:
    """Return how many actions are in each state: each action counts at most once."""
    found = [action_state(judged, action, period) for action in judged.register.actions.values()]
    return {state: found.count(state) for state in ACTION_STATES}


@dataclass(frozen=True, slots=True)
class Running:
    """An action that is not finished: how far it has come, and the highest level among its risks."""

    action: Action
    level: Level
    percent: int
    late: bool


def running(judged: Approvals, threshold: Level) -> list[Running]:
    """Return the started actions on risks at or above the threshold, by level and deadline."""
    found = []
    for action in judged.register.actions.values():
        level = highest([each.risk.level for each in judged.engine.latest.risks_of_action(action)])
        if level is None or action.state != "started" or rank(level) < rank(threshold):
            continue
        percent = action.progress[-1].percent if action.progress else 0
        found.append(Running(action, level, percent, is_past(action.due, judged.engine.clock)))
    return sorted(found, key=lambda each: (-rank(each.level), each.action.due, each.action.id))


@dataclass(frozen=True, slots=True)
class EffectFound:
    """What a finished action was worth: the level before, the one expected, the one found (P5.4)."""

    action: Action
    effect: Effect
    before: Level | None
    expected: Level | None

    @property
    def worse(self) -> bool:
        """Whether the level found is above the one expected."""
        return self.expected is not None and rank(self.effect.level) > rank(self.expected)


def effects(judged: Approvals, period: Period) -> list[EffectFound]:
    """Return the effects assessed within the period, by when."""
    found = []
    for action in judged.register.actions.values():
        if action.effect is None or not period.holds(action.effect.at):
            continue
        risks = [risk for ref in action.risks if (risk := _as_assessed(judged.engine.latest, ref, action.effect.at))]
        before, expected = highest([each.level for each in risks]), highest([each.residual.level for each in risks])
        found.append(EffectFound(action, action.effect, before, expected))
    return sorted(found, key=lambda each: (each.effect.at, each.action.id))


def _as_assessed(latest: Latest, risk: str, at: datetime) -> Risk | None:
    """Return a risk as the newest assessment by that moment has it."""
    system, key = split_risk_id(risk)
    earlier = [each for each in latest.by_system.get(system, ()) if each.completed_at <= at]
    return earlier[-1].risks.get(key) if earlier else None


@dataclass(frozen=True, slots=True)
class EscalationLine:
    """An escalation made in the period, or one still to be made; then `at` and `by` are None.

    `id` is that of the file, or of the due item where there is none.
    """

    id: str
    about: str
    to: tuple[Role, ...]
    at: datetime | None
    by: str | None
    level: Level | None = None

    @property
    def condition(self) -> Condition:
        """The condition that was or is to be escalated."""
        return self.about.partition(":")[0]  # type: ignore[return-value]

    @property
    def subject(self) -> str:
        """The risk, system or action."""
        return self.about.partition(":")[2]


def escalations(judged: Approvals, period: Period) -> list[EscalationLine]:
    """Return the escalations made in the period by when, then those unanswered, worst first (P3.10)."""
    made = [
        EscalationLine(each.id, each.about, (each.to,), each.at, each.by)
        for each in judged.register.escalations.values()
        if period.holds(each.at)
    ]
    lacking = [
        EscalationLine(f"escalation:{each.about}", each.about, each.to, None, None, each.level or _class(each.system))
        for each in Escalations(judged).open()
    ]
    made.sort(key=lambda each: (each.at, each.id))
    lacking.sort(key=lambda each: (-rank(each.level) if each.level else 1, each.id))
    return made + lacking


def _class(system: object) -> Level | None:
    return getattr(system, "criticality", None)


@dataclass(frozen=True, slots=True)
class AcceptanceLine:
    """A risk accepted at the end: until when, by whom where a decision is needed, and why."""

    risk: str
    level: Level
    until: Due
    by: str | None
    reason: str | None


def acceptances(judged: Approvals, views: Iterable[RiskView]) -> list[AcceptanceLine]:
    """Return the acceptances in force, worst first and by when they end."""
    found = []
    for view in views:
        current, until = view.current, view.accepted_until
        if until is None:
            continue
        demanded = judged.register.procedure.treatment[current.risk.level].accepted_by
        decided = judged.of_acceptance(current).decided if demanded else None
        stated = current.risk.acceptance
        by = decided.statement.by if decided else None
        found.append(AcceptanceLine(current.id, current.risk.level, until, by, stated.reason if stated else None))
    zone = judged.engine.clock.zone
    return sorted(found, key=lambda each: (-rank(each.level), instant(each.until, zone), each.risk))


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event of the period: the systems it reached, what answered it, and what is still open (P3.8, P3.9)."""

    event: Event
    systems: tuple[str, ...]
    answers: tuple[Assessment, ...]
    open: tuple[Revision, ...]


def events(judged: Approvals, period: Period) -> list[EventLine]:
    """Return the events that occurred in the period, by when."""
    engine = judged.engine
    reach = Reach(judged.register, engine.latest, engine.clock)
    revisions: dict[str, list[Revision]] = {}
    for each in open_revisions(engine):
        revisions.setdefault(each.event.id, []).append(each)
    found = []
    for event in judged.register.events.values():
        if period.holds(event.occurred_at):
            systems = tuple(sorted(reach.of(event)))
            lacking = sorted(revisions.get(event.id, ()), key=lambda each: each.system.id)
            found.append(EventLine(event, systems, _answers(engine.latest, event), tuple(lacking)))
    return sorted(found, key=lambda each: (each.event.occurred_at, each.event.id))


def _answers(latest: Latest, event: Event) -> tuple[Assessment, ...]:
    """Return the first assessment of each system that answers an event."""
    found = []
    for system in sorted(latest.by_system):
        answering = [each for each in latest.by_system[system] if is_answered(event, [each])]
        found += answering[:1]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Deviation:
    """A delay worth telling outside meetings (P6.1): the due item, and how many days it is late."""

    item: DueItem
    level: Level
    days: int


def deviations(judged: Approvals, items: Iterable[DueItem]) -> list[Deviation]:
    """Return what is overdue at or above the threshold of reporting, worst and oldest first."""
    clock, threshold = judged.engine.clock, judged.register.procedure.reporting.threshold
    found = [
        Deviation(item, item.level, days_past(item.due, clock))
        for item in items
        if item.kind in DEVIATING
        and item.level is not None
        and rank(item.level) >= rank(threshold)
        and is_past(item.due, clock)
    ]
    return sorted(found, key=lambda each: (-rank(each.level), instant(each.item.due, clock.zone), each.item.id))


@dataclass(frozen=True, slots=True)
class Load:
    """How much of one kind waits: overdue already, and falling due by the end of the quarter after."""

    overdue: int
    due: int


def load(judged: Approvals, items: Iterable[DueItem], following: Quarter) -> Mapping[Kind, Load]:
    """Return what the quarter after must carry, by kind of due item."""
    clock = judged.engine.clock
    counts = {kind: [0, 0] for kind in KINDS}
    for item in items:
        if is_past(item.due, clock):
            counts[item.kind][0] += 1
        elif day_of(item.due, clock.zone) <= following.last:
            counts[item.kind][1] += 1
    return {kind: Load(*found) for kind, found in counts.items()}


@dataclass(frozen=True, slots=True)
class LateSystem:
    """A system whose assessment is overdue, or that has never been assessed."""

    item: DueItem
    last: date | None


def late_systems(judged: Approvals, items: Iterable[DueItem]) -> list[LateSystem]:
    """Return the systems not assessed in time, worst class and oldest deadline first."""
    zone, found = judged.engine.clock.zone, []
    for item in items:
        if item.kind == "assessment" and assessment_state(judged, item) != "in_time":
            latest = judged.engine.latest.assessment(item.subject)
            found.append(LateSystem(item, day_of(latest.completed_at, zone) if latest else None))
    return sorted(found, key=lambda each: (-rank(each.item.level or "low"), instant(each.item.due, zone), each.item.id))


def approval_state(judged: Approvals, view: RiskView) -> State | None:
    """Return the state of the approval of the assessment a risk stands in; None where the class asks for none."""
    assessment = view.current.assessment
    class_ = assessment.criticality or judged.register.systems[assessment.system].criticality
    if not judged.register.procedure.reassessment[class_].approval:
        return None
    return judged.of_assessment(assessment).state
