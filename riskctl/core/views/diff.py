"""What differs between the register at two moments, in domain terms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from riskctl.core import roles
from riskctl.core.approval import Approvals, Decided, Verdict
from riskctl.core.decisions import Escalation
from riskctl.core.fields import Level, Role, rank
from riskctl.core.ids import split_risk_id
from riskctl.core.moment import instant, is_past
from riskctl.core.rating import threat_level
from riskctl.core.threats import Event
from riskctl.core.views.diff_things import ActionMoved, SystemMoved, actions, systems
from riskctl.core.views.due import due_items
from riskctl.core.views.due_item import DueItem
from riskctl.core.views.fields_changed import FieldChange, changed_fields
from riskctl.core.views.quarter_changes import Change, changes
from riskctl.core.views.quarter_status import PlanState, plan_state
from riskctl.core.views.risks import risk_register
from riskctl.core.views.why_moved import Why, why_moved

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class End:
    """The register at one moment, judged by its clock; `commit` is None for the working tree.

    `unreadable` are the files that could not be read: what they hold is neither there nor gone.
    """

    commit: str | None
    judged: Approvals
    dirty: bool = False
    unreadable: tuple[str, ...] = ()

    @property
    def at(self) -> datetime:
        """The moment it is judged at, in the municipality's time zone."""
        return self.judged.engine.clock.now.astimezone(self.judged.engine.clock.zone)


@dataclass(frozen=True, slots=True)
class RiskMoved:
    """A risk that came, went or changed its level, and why."""

    change: Change
    why: Why


@dataclass(frozen=True, slots=True)
class PlanMoved:
    """A current risk whose plan stands otherwise; a side is None where the risk was not there."""

    risk: str
    level: Level
    before: PlanState | None
    after: PlanState


@dataclass(frozen=True, slots=True)
class Given:
    """A decision made between, and what it is worth at the end."""

    decided: Decided
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A subject whose valid decision does not count at the end, and why."""

    subject: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ThreatMoved:
    """A threat whose level is another; None where it is not rated or not there."""

    threat: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, order=True)
class Holder:
    """Who holds a role at one end: for a unit, or for the whole municipality."""

    role: Role
    unit: str
    person: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs, in the order it is shown."""

    before: End
    after: End
    risks: tuple[RiskMoved, ...]
    plans: tuple[PlanMoved, ...]
    overdue: tuple[DueItem, ...]
    in_time: tuple[DueItem, ...]
    actions: tuple[ActionMoved, ...]
    given: tuple[Given, ...]
    lapsed: tuple[Lapsed, ...]
    systems: tuple[SystemMoved, ...]
    threats: tuple[ThreatMoved, ...]
    procedure: tuple[FieldChange, ...]
    roles_came: tuple[Holder, ...]
    roles_went: tuple[Holder, ...]
    events: tuple[Event, ...]
    escalations: tuple[Escalation, ...]


def difference(before: End, after: End) -> Difference:
    """Return what differs between two ends, each judged by its own clock and its own tables."""
    one, other = before.judged, after.judged
    late, late_after = _overdue(one), _overdue(other)
    held, held_after = _holders(one), _holders(other)
    return Difference(
        before=before,
        after=after,
        risks=tuple(moved_risks(one, other)),
        plans=tuple(_plans(one, other)),
        overdue=_in_order(other, [item for id_, item in late_after.items() if id_ not in late]),
        in_time=_in_order(one, [item for id_, item in late.items() if id_ not in late_after]),
        actions=tuple(actions(one.register, other.register)),
        given=tuple(decisions_given(one, other)),
        lapsed=tuple(decisions_lapsed(one, other)),
        systems=tuple(systems(one.register, other.register)),
        threats=tuple(_threats(one, other)),
        procedure=tuple(changed_fields(one.register.procedure, other.register.procedure)),
        roles_came=tuple(sorted(held_after - held)),
        roles_went=tuple(sorted(held - held_after)),
        events=_new(one.register.events, other.register.events),
        escalations=_new(one.register.escalations, other.register.escalations),
    )


def moved_risks(before: Approvals, after: Approvals) -> Iterator[RiskMoved]:
    """Yield the risks that moved: new ones and those that rose first, the highest first."""
    was, now = before.engine.latest.risks, after.engine.latest.risks
    order = ("up", "new", "down", "closed")
    found = sorted(
        (each for each in changes(was, now) if not _broken(after, each.risk)),
        key=lambda each: (order.index(each.direction), -rank(each.after or each.before or "low"), each.risk),
    )
    for change in found:
        if change.before is None or change.after is None:
            yield RiskMoved(change, Why(change.cause, reasons=_left_out(after, change.risk)))
        else:
            yield RiskMoved(change, why_moved(was[change.risk], now[change.risk]))


def _broken(after: Approvals, subject: str) -> bool:
    """Whether the files that say what became of a subject are there but can't be read: nothing is known of it."""
    register, bare = after.register, subject.removeprefix("acceptance:")
    if bare.startswith("action:"):
        return register.is_broken("actions", bare.removeprefix("action:"))
    assessment = bare.partition("#")[0]
    return register.is_broken("systems", assessment.partition("/")[0]) or register.is_broken("assessments", assessment)


def _left_out(after: Approvals, risk: str) -> tuple[str, ...]:
    """Return the reason that the latest assessment gives for leaving a risk out."""
    system, key = split_risk_id(risk)
    latest = after.engine.latest.assessment(system)
    reason = latest.excluded.get(key) if latest else None
    return (reason,) if reason else ()


def _plans(before: Approvals, after: Approvals) -> Iterator[PlanMoved]:
    """Yield the plans that stand otherwise; that a new risk is planned for in time is no news."""
    earlier = {view.current.id: plan_state(view.treatment) for view in risk_register(before)}
    for view in risk_register(after):
        was, now = earlier.get(view.current.id), plan_state(view.treatment)
        if was != now and not (was is None and now in ("open", "met")):
            yield PlanMoved(view.current.id, view.current.risk.level, was, now)


def _overdue(judged: Approvals) -> dict[str, DueItem]:
    clock = judged.engine.clock
    return {item.id: item for item in due_items(judged.engine, judged) if is_past(item.due, clock)}


def _in_order(judged: Approvals, items: list[DueItem]) -> tuple[DueItem, ...]:
    zone = judged.engine.clock.zone
    key = [(-rank(each.level) if each.level else 1, instant(each.due, zone), each.id) for each in items]
    return tuple(item for _, item in sorted(zip(key, items, strict=True), key=lambda pair: pair[0]))


def decisions_given(before: Approvals, after: Approvals) -> Iterator[Given]:
    """Yield the decisions made between, by when."""
    known = set(before.register.approvals)
    found = [each for decisions in after.by_subject.values() for each in decisions if each.statement.id not in known]
    for each in sorted(found, key=lambda each: (each.statement.at, each.statement.id, each.index)):
        yield Given(each, after.judge(each))


def decisions_lapsed(before: Approvals, after: Approvals) -> Iterator[Lapsed]:
    """Yield the subjects whose decision was valid and is so no longer, but for those that can't be read."""
    for subject in sorted(before.by_subject):
        if before.of(subject).state == "valid" and after.of(subject).state != "valid" and not _broken(after, subject):
            yield Lapsed(subject, after.of(subject))


def _threats(before: Approvals, after: Approvals) -> Iterator[ThreatMoved]:
    sides = [
        {
            id_: threat_level(each, judged.register.procedure, judged.engine.clock).level
            for id_, each in judged.register.threats.items()
        }
        for judged in (before, after)
    ]
    for id_ in sorted({*sides[0], *sides[1]}):
        was, now = (side.get(id_) for side in sides)
        if was != now or (id_ in sides[0]) != (id_ in sides[1]):
            yield ThreatMoved(id_, was, now)


def _holders(judged: Approvals) -> set[Holder]:
    today = judged.engine.clock.today
    held = judged.register.organisation.roles
    return {Holder(each.role, each.unit or "", each.person) for each in held if roles.holds_on(each, today)}


def _new(before: Mapping[str, E], after: Mapping[str, E]) -> tuple[E, ...]:
    return tuple(entity for id_, entity in sorted(after.items()) if id_ not in before)
