"""What waits for a decision: of whom, at what level, and until when (P3.7, P4.3, P8.1)."""

from collections.abc import Iterator
from dataclasses import dataclass

from riskctl.core import roles
from riskctl.core.approval import Approvals
from riskctl.core.fields import Level, rank
from riskctl.core.moment import Due, instant
from riskctl.core.register import CurrentRisk
from riskctl.core.roles import Responsible
from riskctl.core.treatment import treatment_of
from riskctl.core.views.due_handling import assessment_approvals, policy_approvals


@dataclass(frozen=True, slots=True)
class Waiting:
    """A subject that lacks a decision: its level, who may decide, what its present decision is worth, the deadline."""

    subject: str
    level: Level | None
    deciders: tuple[Responsible, ...]
    state: str
    due: Due


def waiting(judged: Approvals) -> list[Waiting]:
    """Return everything that lacks a decision today: the highest level first, then the nearest deadline."""
    found: dict[str, Waiting] = {}
    for each in _all(judged):
        known = found.get(each.subject)
        if known is None or _order(judged, each) < _order(judged, known):
            found[each.subject] = each
    return sorted(found.values(), key=lambda each: _order(judged, each))


def _order(judged: Approvals, each: Waiting) -> tuple[object, ...]:
    return -rank(each.level) if each.level else 1, instant(each.due, judged.engine.clock.zone), each.subject


def _all(judged: Approvals) -> Iterator[Waiting]:
    for item in (*assessment_approvals(judged), *policy_approvals(judged)):
        yield Waiting(item.subject, item.level, item.responsible, item.reason.rpartition(".")[2], item.due)
    for current in judged.engine.latest.risks.values():
        yield from _of_risk(judged, current)


def _of_risk(judged: Approvals, current: CurrentRisk) -> Iterator[Waiting]:
    """Yield the acceptance of a risk, or the actions of its plan, that lack a decision."""
    state = treatment_of(judged, current)
    row = judged.engine.procedure.treatment[current.risk.level]
    if state.lack == "acceptance-not-approved":
        subjects, deciders = [f"acceptance:{current.assessment.id}#{current.key}"], row.accepted_by
    elif state.lack == "not-approved":
        linked = judged.engine.latest.actions_of[current.id]
        subjects, deciders = [f"action:{each.id}" for each in linked if not each.ended], row.approval
    else:
        return
    system = judged.register.systems[current.system]
    people = roles.in_roles(judged.register, deciders, system, judged.engine.clock.today)
    for subject in subjects:
        yield Waiting(subject, current.risk.level, people, judged.of(subject).state, state.due)
