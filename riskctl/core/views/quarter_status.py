"""Where assessments, plans and actions stand at the end of a quarter, and what waits (P3.2, P5, P6.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from riskctl.core.approval import Approvals, Verdict, class_at_completion
from riskctl.core.assessments import Action
from riskctl.core.fields import LEVELS, Level, highest, rank
from riskctl.core.moment import Span, day_of, days_past, instant, is_past
from riskctl.core.register import Latest
from riskctl.core.treatment import Treatment
from riskctl.core.views.due_item import KINDS, DueItem, Kind
from riskctl.core.views.period import Period
from riskctl.core.views.risks import RiskView

PlanState = Literal["met", "met_late", "open", "overdue"]
PLAN_STATES: Final[tuple[PlanState, ...]] = ("met", "met_late", "open", "overdue")
ActionState = Literal["open", "started", "completed", "overdue", "cancelled"]
ACTION_STATES: Final[tuple[ActionState, ...]] = ("open", "started", "completed", "overdue", "cancelled")
DEVIATING: Final[tuple[Kind, ...]] = ("plan", "action", "effect", "assessment", "revision", "approval")
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


def plans(views: Iterable[RiskView]) -> dict[Level, dict[PlanState, int]]:
    """Return how many current risks are in each state, by level: each risk counts once."""
    counts = {level: dict.fromkeys(PLAN_STATES, 0) for level in LEVELS}
    for view in views:
        counts[view.current.risk.level][plan_state(view.treatment)] += 1
    return counts


def action_state(judged: Approvals, action: Action, period: Period) -> ActionState | None:
    """Return what an action counts as: its end, where that lies within the period, else where it stands.

    None: it ended in another period.
    """
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


def load(judged: Approvals, items: Iterable[DueItem], following: Span) -> Mapping[Kind, Load]:
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


def approval_of(judged: Approvals, view: RiskView) -> Verdict | None:
    """Return what the approval of the assessment a risk stands in is worth; None when the class asks for none."""
    assessment = view.current.assessment
    class_ = class_at_completion(assessment, judged.register.systems[assessment.system])
    if not judged.register.procedure.reassessment[class_].approval:
        return None
    return judged.of_assessment(assessment)
