"""What happened in a quarter: effects found, events, escalations, and what is accepted at its end (P6.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from riskctl.core.approval import Approvals
from riskctl.core.assessments import Action, Assessment, Effect, Risk
from riskctl.core.escalation import Escalations, Raised
from riskctl.core.fields import ApprovalKind, Condition, Level, Role, highest, rank
from riskctl.core.ids import split_risk_id
from riskctl.core.moment import Due, instant, local_date
from riskctl.core.register import Latest
from riskctl.core.schedule import Reach, Revision, calls_for_procedure_revision, is_answered, open_revisions
from riskctl.core.threats import Event
from riskctl.core.views.period import Period
from riskctl.core.views.risks import RiskView


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
        risks = [risk for ref in action.risks if (risk := as_assessed(judged.engine.latest, ref, action.effect.at))]
        before, expected = highest([each.level for each in risks]), highest([each.residual.level for each in risks])
        found.append(EffectFound(action, action.effect, before, expected))
    return sorted(found, key=lambda each: (each.effect.at, each.action.id))


def as_assessed(latest: Latest, risk: str, at: datetime) -> Risk | None:
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
        EscalationLine(f"escalation:{each.about}", each.about, each.to, None, None, _level(each))
        for each in Escalations(judged).open()
    ]
    made.sort(key=lambda each: (each.at, each.id))
    lacking.sort(key=lambda each: (-rank(each.level) if each.level else 1, each.id))
    return made + lacking


def _level(raised: Raised) -> Level | None:
    """Return the level of the risks it is about; of an assessment, the class of its system."""
    return raised.level or (raised.system.criticality if raised.system else None)


@dataclass(frozen=True, slots=True)
class AcceptanceLine:
    """A risk accepted at the end: until when, by whom, as what and how where a decision is needed, and why."""

    risk: str
    level: Level
    until: Due
    by: str | None
    reason: str | None
    kind: ApprovalKind | None = None
    role: Role | None = None


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
        said = decided.statement if decided else None
        by, kind, role = (said.by, said.kind, said.role) if said else (None, None, None)
        reason = stated.reason if stated else None
        found.append(AcceptanceLine(current.id, current.risk.level, until, by, reason, kind, role))
    zone = judged.engine.clock.zone
    return sorted(found, key=lambda each: (-rank(each.level), instant(each.until, zone), each.risk))


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event of the period: the systems it reached, what answered it, and what is still open (P3.8, P3.9).

    `procedure` says whether the procedure has been revised since, where the event asks for that (P8.1).
    """

    event: Event
    systems: tuple[str, ...]
    answers: tuple[Assessment, ...]
    open: tuple[Revision, ...]
    procedure: Literal["revised", "waiting"] | None


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
            answers = _answers(engine.latest, event)
            found.append(EventLine(event, systems, answers, tuple(lacking), _procedure(judged, event)))
    return sorted(found, key=lambda each: (each.event.occurred_at, each.event.id))


def _procedure(judged: Approvals, event: Event) -> Literal["revised", "waiting"] | None:
    if not calls_for_procedure_revision(event):
        return None
    occurred = local_date(event.occurred_at, judged.engine.clock.zone)
    return "revised" if judged.register.procedure.revision.last >= occurred else "waiting"


def _answers(latest: Latest, event: Event) -> tuple[Assessment, ...]:
    """Return the first assessment of each system that answers an event."""
    found = []
    for system in sorted(latest.by_system):
        answering = [each for each in latest.by_system[system] if is_answered(event, [each])]
        found += answering[:1]
    return tuple(found)
