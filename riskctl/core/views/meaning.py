"""What a change of the register means: risks moved and why, what is now due, whose decision it needs (P3, P4, P8.1).

Both sides are judged at the same moment and by the policy of the base (`riskctl.core.trusted`), so that everything told
comes from the change.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from riskctl.core import roles
from riskctl.core.approval import Approvals
from riskctl.core.decisions import POLICY_SUBJECTS, Exemption
from riskctl.core.fields import Entity, Level, rank
from riskctl.core.moment import Clock
from riskctl.core.rating import Engine
from riskctl.core.register import CurrentRisk, Latest, Register, as_of
from riskctl.core.roles import Responsible
from riskctl.core.threats import Event
from riskctl.core.trusted import Trusted, approvals_under
from riskctl.core.views.around import around, changed_ids
from riskctl.core.views.diff import Given, Lapsed, RiskMoved, decisions_given, decisions_lapsed, moved_risks
from riskctl.core.views.difference import Moved, due_difference
from riskctl.core.views.due_item import DueItem
from riskctl.core.views.fields_changed import FieldChange, changed_fields
from riskctl.core.views.reached import Reached, reached_by
from riskctl.core.views.tables_effect import (
    ConsequenceMoved,
    DueMoved,
    LevelMoved,
    TablesEffect,
    consequences_moved,
    deadlines_moved,
    tables_effect,
)
from riskctl.core.views.waiting import Waiting, waiting

E = TypeVar("E", bound=Entity)


@dataclass(frozen=True, slots=True)
class EventReach:
    """An event that is new or told otherwise, and the systems it reaches."""

    event: Event
    reached: tuple[Reached, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A system whose unit, owner or operations is another: who may decide on it follows from them."""

    system: str
    field: FieldChange


@dataclass(frozen=True, slots=True)
class Touched:
    """A record that is edited or gone although it is history: completed assessments, decisions and the like."""

    folder: str
    id: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Meaning:
    """Everything a change means, in the order of its parts the worst first.

    `by_tables` is, for a moved risk whose level is not what the tables give its stored values, the level they give.
    `rated` are current risks that the change itself does not move, but that today's register gives another level.
    `needed` and `stale` are told once: what is stale is needed again.
    """

    before: Approvals
    after: Approvals
    change: Trusted
    risks: tuple[RiskMoved, ...]
    by_tables: Mapping[str, Level]
    rated: tuple[Moved, ...]
    due: tuple[DueItem, ...]
    closed: tuple[DueItem, ...]
    postponed: tuple[DueMoved, ...]
    needed: tuple[Waiting, ...]
    lapsed: tuple[Lapsed, ...]
    given: tuple[Given, ...]
    events: tuple[EventReach, ...]
    consequences: tuple[ConsequenceMoved, ...]
    classes: tuple[LevelMoved, ...]
    tables: TablesEffect
    organisation: tuple[FieldChange, ...]
    placed: tuple[Placed, ...]
    records: tuple[Touched, ...]
    exceptions: tuple[Exemption, ...]

    @property
    def own(self) -> Register:
        """The register as the change has it, with the policy that it brings."""
        return self.change.own

    @property
    def stale(self) -> tuple[str, ...]:
        """The subjects whose valid decision no longer fits what it decided on."""
        return tuple(each.subject for each in self.lapsed if each.verdict.state == "stale")


@dataclass(frozen=True, slots=True)
class SinceView:
    """What `check --since` adds: the base's commit, how many old findings are not shown, what the change means.

    `behind`: whether the policy files have changed after the base where the change is to go, so that it is judged by
    what does not hold there any more. `dirty`: whether the working tree is not what is committed. `unread`: files that
    differ, but could be read neither before nor after, so that nothing is known of what they mean.
    """

    commit: str
    hidden: int
    meaning: Meaning
    behind: bool = False
    dirty: bool = False
    unread: tuple[str, ...] = ()


def meaning(base: Register, change: Trusted, clock: Clock) -> Meaning:
    """Return what a change of a register means at the clock."""
    sides = (as_of(base, clock), as_of(change.register, clock))
    one, other = around(*sides, clock)
    policy = as_of(change.policy, clock) if change.policy is not None else None
    before = Approvals(Engine(one, clock))
    after = approvals_under(Engine(other, clock), change.own, policy)
    due = due_difference(before, after)
    risks = tuple(moved_risks(before, after))
    return Meaning(
        before,
        after,
        change,
        risks=risks,
        by_tables=dict(_by_tables(after, risks)),
        rated=tuple(_rated(before.engine, after.engine, sides, {each.change.risk for each in risks})),
        due=due.opened,
        closed=due.closed,
        postponed=tuple(deadlines_moved(due.before, due.after)),
        needed=tuple(_needed(before, after, change)),
        lapsed=tuple(decisions_lapsed(before, after)),
        given=tuple(decisions_given(before, after)),
        events=tuple(_events(before, after)),
        consequences=tuple(consequences_moved(before.engine, after.engine)),
        classes=tuple(_classes(before, after)),
        tables=tables_effect(change.register, base.procedure, change.own.procedure, clock),
        organisation=tuple(_organisation(base, change.own)),
        placed=tuple(_placed(base, change.own)),
        records=tuple(_records(base, change.own)),
        exceptions=tuple(_new(base.exceptions, change.own.exceptions)),
    )


def _new(before: Mapping[str, E], after: Mapping[str, E]) -> Iterator[E]:
    """Yield the entities that are new or not what they were, by id."""
    return (each for id_, each in sorted(after.items()) if before.get(id_) != each)


def _by_tables(after: Approvals, risks: tuple[RiskMoved, ...]) -> Iterator[tuple[str, Level]]:
    """Yield the moved risks whose level was set by hand, with what the matrix gives."""
    for each in risks:
        current = after.engine.latest.risks.get(each.change.risk)
        tables = after.register.procedure_of(current.assessment.procedure) if current else None
        level = tables.level_of(current.risk.consequence, current.risk.likelihood) if current and tables else None
        if current is not None and level is not None and level != current.risk.level:
            yield current.id, level


def _rated(before: Engine, after: Engine, sides: tuple[Register, Register], told: set[str]) -> list[Moved]:
    """Return the risks that stand as they were but that the register now gives another level, the highest first."""
    rerated = _rerated(before, after)
    if rerated is None:
        return []
    known, found = Latest(sides[0]).risks, []
    for current in Latest(sides[1]).risks.values():
        if current.id in known and current.id not in told and rerated(current) and _known(before, after, current):
            old, new = before.level_today(current), after.level_today(current)
            if old != new:
                found.append(Moved(current.id, current.system, old, new))
    return sorted(found, key=lambda each: (-rank(each.after) if each.after else 1, each.risk))


def _known(before: Engine, after: Engine, current: CurrentRisk) -> bool:
    return all(
        current.threat in each.register.threats and current.system in each.register.systems for each in (before, after)
    )


def _rerated(before: Engine, after: Engine) -> Callable[[CurrentRisk], bool] | None:
    """Return which risks the register may give another level; None where it gives none."""
    one, other = before.register, after.register
    threats, systems = (set(changed_ids(one, other, folder)) for folder in ("threats", "systems"))
    holders = systems | set(changed_ids(one, other, "suppliers"))
    consequence = {each.system for each in consequences_moved(before, after)}
    if before.procedure != after.procedure:
        return lambda _: True
    if not (threats or holders or consequence):
        return None

    def inherits(system: str) -> bool:
        return any(control.source is not None for control in other.systems[system].controls.values())

    touched = systems | consequence | ({id_ for id_ in other.systems if inherits(id_)} if holders else set())
    return lambda current: current.threat in threats or current.system in touched


def _needed(before: Approvals, after: Approvals, change: Trusted) -> Iterator[Waiting]:
    """Yield what now lacks a decision and did not before: policy first, then the worst."""
    engine = before.engine
    for subject in change.waiting:
        deciders = engine.procedure.approval if subject == "procedure" else engine.procedure.organisation_approval
        people = roles.in_roles(before.register, deciders, None, engine.clock.today)
        yield Waiting(subject, None, people, after.of(subject).state, engine.clock.today)
    already = {each.subject for each in waiting(before)}
    for each in waiting(after):
        if each.subject not in already and each.subject not in POLICY_SUBJECTS:
            yield replace(each, deciders=_able(after.register, each))


def _able(register: Register, each: Waiting) -> tuple[Responsible, ...]:
    """Return who may decide, without those that four eyes keep out where somebody else is left."""
    subject = each.subject
    if subject.startswith("action:"):
        taking_part = {register.actions[subject.removeprefix("action:")].responsible}
    else:
        id_ = subject.removeprefix("acceptance:").partition("#")[0]
        taking_part = set(register.assessments[id_].performed_by)
    return tuple(who for who in each.deciders if who.person not in taking_part) or each.deciders


def _events(before: Approvals, after: Approvals) -> Iterator[EventReach]:
    """Yield the new and changed events, the farthest reaching first."""
    found = [
        EventReach(event, tuple(reached_by(after.engine, event)))
        for event in _new(before.register.events, after.register.events)
    ]
    yield from sorted(found, key=lambda each: (-len(each.reached), each.event.id))


def _classes(before: Approvals, after: Approvals) -> Iterator[LevelMoved]:
    """Yield the systems that are stated to be of another class."""
    for system in after.register.systems_in_use():
        was = before.register.systems.get(system.id)
        if was is not None and was.criticality != system.criticality:
            yield LevelMoved(system.id, was.criticality, system.criticality)


def _organisation(base: Register, own: Register) -> Iterator[FieldChange]:
    """Yield what is changed of roles, keys and the order of units, and people who are called something else.

    Addresses and names of units decide nothing; by the name of a person a reader knows who decided.
    """
    if not own.broken.isdisjoint(POLICY_SUBJECTS[1:]):
        return
    for each in changed_fields(base.organisation, own.organisation):
        if each.path[0] in ("roles", "keys") or each.path[-1] == "parent" or _renames(each):
            yield each


def _renames(each: FieldChange) -> bool:
    return each.path[0] == "people" and each.path[-1] == "name"


def _placed(base: Register, own: Register) -> Iterator[Placed]:
    """Yield the systems that come under other people."""
    for id_ in changed_ids(base, own, "systems"):
        if id_ in base.systems and id_ in own.systems:
            for each in changed_fields(base.systems[id_], own.systems[id_]):
                if each.path in (("unit",), ("owner",), ("operations",)):
                    yield Placed(id_, each)


def _records(base: Register, own: Register) -> Iterator[Touched]:
    """Yield the records that the change edits or removes: history, which is added to and never edited."""
    for id_ in base.assessments:
        path = f"assessments/{id_}.yaml"
        if base.digests[path] != own.digests.get(path):
            yield Touched("assessments", id_, path not in own.digests)
    for id_, approval in base.approvals.items():
        if own.approvals.get(id_) != approval:
            yield Touched("approvals", id_, not own.knows("approvals", id_))
    yield from _handled(base, own)
    yield from (Touched("reports", id_, gone=True) for id_ in sorted(base.reports - own.reports))


def _handled(base: Register, own: Register) -> Iterator[Touched]:
    """Yield the started actions, escalations and events among them."""
    for id_, action in base.actions.items():
        if action.started_at is not None and not own.knows("actions", id_):
            yield Touched("actions", id_, gone=True)
    for id_, escalation in base.escalations.items():
        if own.escalations.get(id_) != escalation:
            yield Touched("escalations", id_, gone=not own.knows("escalations", id_))
    for id_ in base.events:
        if not own.knows("events", id_):
            yield Touched("events", id_, gone=True)
