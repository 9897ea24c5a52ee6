"""Whether a risk is dealt with in time: plan or acceptance, deadline, residual (P4.3, P5.4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from riskctl.core.approval import Approvals
from riskctl.core.assessments import Action
from riskctl.core.fields import Level, highest
from riskctl.core.moment import Due, deadline, instant, is_past
from riskctl.core.register import CurrentRisk
from riskctl.core.schedule import next_assessment

Lack = Literal[
    "no-plan",
    "not-planned",
    "not-approved",
    "not-started",
    "acceptance-incomplete",
    "acceptance-not-approved",
    "expired",
]


@dataclass(frozen=True, slots=True)
class Treatment:
    """Where a risk stands: when it was met, or what is missing and by when it must be there."""

    due: Due
    target: Due | None
    met_at: datetime | None
    accepted: bool
    lack: Lack | None
    late: bool
    accepted_until: Due | None = None


@dataclass(frozen=True, slots=True)
class AcceptanceState:
    """What an acceptance amounts to: since when it counts, until when, and what is missing."""

    since: datetime | None = None
    until: Due | None = None
    ended: bool = False
    lack: Lack | None = None


def acceptance_state(approvals: Approvals, current: CurrentRisk) -> AcceptanceState | None:
    """Return the state of a risk's acceptance; None when it is not accepted (decisions under P4.3)."""
    risk, procedure = current.risk, approvals.register.procedure
    row = procedure.treatment[risk.level]
    if risk.treatment != "accept" or row.acceptance == "never":
        return None
    stated = risk.acceptance
    since = current.assessment.completed_at
    until: Due | None = stated.until if stated else None
    if row.acceptance == "allowed":
        if until is None:
            until = next_assessment(approvals.engine, approvals.register.systems[current.system]).due
    else:
        if stated is None or stated.reason is None or until is None:
            return AcceptanceState(until=until, lack="acceptance-incomplete")
        decided = approvals.since(approvals.on_acceptance(current))
        if decided is None:
            return AcceptanceState(until=until, lack="acceptance-not-approved")
        since = max(since, decided)
    ended = is_past(until, approvals.engine.clock)
    return AcceptanceState(since, until, ended, "expired" if ended else None)


def treatment_of(approvals: Approvals, current: CurrentRisk) -> Treatment:
    """Return where a current risk stands against figure 4.3.1."""
    engine = approvals.engine
    zone, row = engine.clock.zone, engine.procedure.treatment[current.risk.level]
    start: Due = current.assessment.completed_at
    accepted = acceptance_state(approvals, current)
    if accepted is not None and accepted.ended and accepted.until is not None:
        start = accepted.until
    due = deadline(start, row.within, zone)
    target = deadline(start, row.target, zone) if row.target else None
    until = accepted.until if accepted is not None and accepted.since is not None else None
    met, lack = _plan(approvals, current)
    met = met.astimezone(zone) if met else None
    if accepted is not None and accepted.since is not None and not accepted.ended:
        first = min(met or accepted.since, accepted.since).astimezone(zone)
        return Treatment(due, target, first, True, None, first >= instant(due, zone), until)
    if met is not None:
        return Treatment(due, target, met, False, None, met >= instant(due, zone), until)
    if lack == "no-plan" and accepted is not None and accepted.lack is not None:
        lack = accepted.lack
    return Treatment(due, target, None, False, lack, is_past(due, engine.clock), until)


_STAGES: tuple[Lack, ...] = ("no-plan", "not-planned", "not-approved", "not-started")


def _plan(approvals: Approvals, current: CurrentRisk) -> tuple[datetime | None, Lack | None]:
    """Return when the plan was made, approved and started, or how far the best action has come."""
    found: list[datetime] = []
    best: Lack = "no-plan"
    for action in approvals.engine.latest.actions_of.get(current.id, ()):
        if not counts_for(action, current):
            continue
        moment, lack = _action_met(approvals, current, action)
        if moment is not None:
            found.append(moment)
        elif lack is not None and _STAGES.index(lack) > _STAGES.index(best):
            best = lack
    return (min(found), None) if found else (None, best)


def counts_for(action: Action, current: CurrentRisk) -> bool:
    """Whether an action can be the plan for a risk: not cancelled, nor completed before the assessment."""
    if action.cancelled is not None:
        return False
    return action.completed_at is None or action.completed_at >= current.assessment.completed_at


def _action_met(approvals: Approvals, current: CurrentRisk, action: Action) -> tuple[datetime | None, Lack | None]:
    if action.planned_at is None:
        return None, "not-planned"
    approved = approved_at(approvals, current, action)
    if approved is None:
        return None, "not-approved"
    if action.started_at is None:
        return None, "not-started"
    return max(action.planned_at, action.started_at, approved, current.assessment.completed_at), None


def approved_at(approvals: Approvals, current: CurrentRisk, action: Action) -> datetime | None:
    """Return when an action was approved as the risk's current level demands; None when it is not.

    Where the level demands nobody, that is when it was planned. An action is decided on at the highest
    level among its risks, so a role of that level's row also approves for the lower ones.
    """
    treatment = approvals.register.procedure.treatment
    demanded = treatment[current.risk.level].approval
    if not demanded:
        return action.planned_at
    top = highest([each.risk.level for each in approvals.engine.latest.risks_of_action(action)]) or current.risk.level
    system = approvals.register.systems[current.system]
    return approvals.since(approvals.of_unit(f"action:{action.id}", system), (*demanded, *treatment[top].approval))


@dataclass(frozen=True, slots=True)
class ResidualState:
    """The residual level of a risk, and since when: an effect found, else what the assessment expected."""

    level: Level
    since: datetime
    action: str = ""


def residual_of(approvals: Approvals, current: CurrentRisk) -> ResidualState:
    """Return the latest effect since the assessment among the risk's actions, else the stored residual."""
    completed = current.assessment.completed_at
    effects = [
        (action.effect.at, action.id, action.effect.level)
        for action in approvals.engine.latest.actions_of.get(current.id, ())
        if action.effect is not None and action.effect.at >= completed
    ]
    if not effects:
        return ResidualState(current.risk.residual.level, completed)
    at, action, level = max(effects)
    return ResidualState(level, at, action)
