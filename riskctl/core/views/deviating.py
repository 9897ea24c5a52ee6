"""What ISU is to be told of outside its meetings: what has come since the last quarterly report (P6.1)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from riskctl.core import roles
from riskctl.core.approval import POLICY_LEVEL, Approvals, Verdict
from riskctl.core.decisions import POLICY_SUBJECTS
from riskctl.core.escalation import Escalations, Raised
from riskctl.core.fields import Level, Role, highest, rank
from riskctl.core.moment import Due, Quarter, end_of, instant, is_past, local_date, parse_quarter
from riskctl.core.register import Register
from riskctl.core.roles import Responsible
from riskctl.core.views.due_item import DueItem, Kind
from riskctl.core.views.quarter_status import deviations

Cause = Literal["overdue", "target", "critical", "escalation", "rejected", "moved"]
AIMED: Final[tuple[Kind, ...]] = ("plan", "approval")
"""The kinds of due item that have a target before their limit (P4.3-critical)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that deviates: since when, by which clause; `since` is None where only the two ends are known.

    `item` is the due item that says so, where one does; `values` are what the cause has to tell.
    """

    id: str
    cause: Cause
    subject: str
    level: Level
    since: datetime | None
    clause: str
    item: DueItem | None = None
    due: Due | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matter:
    """All that deviates about one risk, action, system or policy; who it waits for, and who lacks to be told."""

    subject: str
    system: str | None
    level: Level
    facts: tuple[Fact, ...]
    responsible: tuple[Responsible, ...]
    untold: tuple[Role, ...]

    @property
    def first(self) -> Fact:
        """The fact that the matter is known by."""
        return self.facts[0]


@dataclass(frozen=True, slots=True)
class Since:
    """From when deviations are new: the last quarterly report's end or a stated date; None: none has been made.

    `commit` and `register` are the register as it was then, None where it has not been read: only that shows which
    deadlines have moved.
    """

    moment: datetime | None
    report: Quarter | None = None
    commit: str | None = None
    register: Register | None = None


@dataclass(frozen=True, slots=True)
class Deviations:
    """What ISU is to be told now, the worst and oldest first; `standing` are the matters that were there before."""

    judged: Approvals
    since: Since
    to: tuple[Responsible, ...]
    prepared_by: tuple[Responsible, ...]
    matters: tuple[Matter, ...]
    standing: tuple[Matter, ...]


def last_reported(judged: Approvals) -> Quarter | None:
    """Return the newest quarter that has ended and that a report in `reports/` is about."""
    clock = judged.engine.clock
    ended = [parse_quarter(label) for label in judged.register.reports]
    return max((each for each in ended if end_of(each.last, clock.zone) <= clock.now), default=None)


def since_report(judged: Approvals) -> Since:
    """Return the end of the last quarter reported on, when what stood then was told."""
    quarter = last_reported(judged)
    return Since(end_of(quarter.last, judged.engine.clock.zone) if quarter else None, quarter)


def to_tell(judged: Approvals, since: Since, items: Sequence[DueItem]) -> Deviations:
    """Return what ISU is to be told of, from the due items and from the register as it was when ISU was last told."""
    register, today = judged.register, judged.engine.clock.today
    reporting = register.procedure.reporting
    every = list(_matters(judged, _facts(judged, since, items)))
    new = [each for each in every if any(_is_new(fact, since) for fact in each.facts)]
    return Deviations(
        judged,
        since,
        roles.in_role(register, reporting.quarterly.to, None, today),
        roles.in_role(register, reporting.prepared_by, None, today),
        tuple(new),
        tuple(each for each in every if each not in new),
    )


def _is_new(fact: Fact, since: Since) -> bool:
    return since.moment is None or fact.since is None or fact.since >= since.moment


def _facts(judged: Approvals, since: Since, items: Sequence[DueItem]) -> Iterator[Fact]:
    threshold = rank(judged.register.procedure.reporting.threshold)
    found = (
        *_overdue(judged, items),
        *_past_target(judged, items),
        *_turned_critical(judged, since),
        *_unanswered(judged),
        *_rejected(judged, items),
        *_moved(judged, since),
    )
    return (each for each in found if rank(each.level) >= threshold)


def _overdue(judged: Approvals, items: Iterable[DueItem]) -> Iterator[Fact]:
    """Yield what is past its deadline; a rejected approval is told as one."""
    for late in deviations(judged, items):
        item = late.item
        if item.reason != "due.approval.rejected":
            at = instant(item.due, judged.engine.clock.zone)
            yield Fact(item.id, "overdue", _matter_of(item), late.level, at, item.clause, item, item.due)


def _past_target(judged: Approvals, items: Iterable[DueItem]) -> Iterator[Fact]:
    """Yield what has passed its target, not yet its limit."""
    clock = judged.engine.clock
    for item in items:
        aimed = item.kind in AIMED and item.target is not None and is_past(item.target, clock)
        if aimed and item.level and item.target and not is_past(item.due, clock):
            at = instant(item.target, clock.zone)
            yield Fact(item.id, "target", _matter_of(item), item.level, at, item.clause, item, item.due)


def _turned_critical(judged: Approvals, since: Since) -> Iterator[Fact]:
    """Yield the risks that are critical now and were not, or were not there."""
    latest, zone = judged.engine.latest, judged.engine.clock.zone
    for id_, current in latest.risks.items():
        then = latest.risk_at(id_, since.moment) if since.moment else None
        if current.risk.level == "critical" and (then is None or then.risk.level != "critical"):
            at = current.assessment.completed_at
            values = {"before": then.risk.level if then else None, "date": local_date(at, zone)}
            yield Fact(f"critical:{id_}", "critical", id_, "critical", at, "P4.3-critical", values=values)


def _unanswered(judged: Approvals) -> Iterator[Fact]:
    """Yield what the tables escalate and nobody has."""
    for raised in Escalations(judged).open():
        level = _level_of(raised)
        if level is not None:
            at = raised.arose.astimezone(judged.engine.clock.zone)
            values = {"condition": raised.condition, "to": raised.to}
            yield Fact(
                f"escalation:{raised.about}", "escalation", raised.subject, level, at, raised.clause, values=values
            )


def _level_of(raised: Raised) -> Level | None:
    """Return the level of the risks it is about; of an assessment, the class of its system."""
    return raised.level or (raised.system.criticality if raised.system else None)


def _rejected(judged: Approvals, items: Iterable[DueItem]) -> Iterator[Fact]:
    """Yield the decisions that said no and stand: on assessments and policy, actions and acceptances."""
    for item in items:
        if item.reason == "due.approval.rejected":
            policy = item.subject in POLICY_SUBJECTS
            verdict = judged.of(item.subject) if policy else _of_assessment(judged, item.subject)
            level = POLICY_LEVEL if policy else item.level
            if level is not None:
                yield from _no(item.id, _matter_of(item), level, verdict, item)
    latest = judged.engine.latest
    for action in judged.register.actions.values():
        level = highest([each.risk.level for each in latest.risks_of_action(action)])
        if not action.ended and level is not None:
            yield from _no(f"approval:action:{action.id}", action.id, level, judged.of(f"action:{action.id}"))
    for current in latest.risks.values():
        if current.risk.treatment == "accept":
            yield from _no(f"acceptance:{current.id}", current.id, current.risk.level, judged.of_acceptance(current))


def _of_assessment(judged: Approvals, id_: str) -> Verdict:
    return judged.of_assessment(judged.register.assessments[id_])


def _no(id_: str, subject: str, level: Level, verdict: Verdict, item: DueItem | None = None) -> Iterator[Fact]:
    if verdict.state == "rejected" and verdict.decided is not None:
        statement, ruling = verdict.decided.statement, verdict.decided.ruling
        values = {"role": statement.role, "by": statement.by, "at": statement.at, "because": ruling.reason or ""}
        clause = item.clause if item else f"P4.3-{level}"
        yield Fact(id_, "rejected", subject, level, statement.at, clause, item, item.due if item else None, values)


def _moved(judged: Approvals, since: Since) -> Iterator[Fact]:
    """Yield the actions in the plan whose deadline has been put off; when, only history knows."""
    before = since.register.actions if since.register else {}
    for id_, action in sorted(judged.register.actions.items()):
        then = before.get(id_)
        level = highest([each.risk.level for each in judged.engine.latest.risks_of_action(action)])
        if then is None or then.planned_at is None or action.ended or level is None or action.due <= then.due:
            continue
        values = {"before": then.due, "after": action.due}
        yield Fact(f"moved:{id_}", "moved", id_, level, None, "P5.5", due=action.due, values=values)


def _matter_of(item: DueItem) -> str:
    """Return what a due item belongs to: a risk, an action, else the system, or the policy."""
    return item.subject if item.kind in ("plan", "action", "effect") else item.system or item.subject


def _matters(judged: Approvals, facts: Iterable[Fact]) -> Iterator[Matter]:
    by_subject: dict[str, list[Fact]] = {}
    for fact in facts:
        by_subject.setdefault(fact.subject, []).append(fact)
    found = [_matter(judged, subject, together) for subject, together in by_subject.items()]
    yield from sorted(found, key=lambda each: (-rank(each.level), *_oldest(each), each.subject))


def _oldest(matter: Matter) -> tuple[bool, float]:
    known = [each.since.timestamp() for each in matter.facts if each.since is not None]
    return not known, min(known, default=0.0)


def _matter(judged: Approvals, subject: str, facts: list[Fact]) -> Matter:
    waiting = dict.fromkeys(each for fact in facts if fact.item for each in fact.item.responsible)
    untold = dict.fromkeys(role for fact in facts if fact.cause == "escalation" for role in _roles(fact))
    return Matter(
        subject,
        _system_of(judged, subject),
        highest([each.level for each in facts]) or facts[0].level,
        tuple(facts),
        tuple(waiting) or _in_charge(judged, subject),
        tuple(untold),
    )


def _roles(fact: Fact) -> tuple[Role, ...]:
    to = fact.values["to"]
    return to if isinstance(to, tuple) else ()


def _system_of(judged: Approvals, subject: str) -> str | None:
    register = judged.register
    if subject in register.actions:
        systems = {each.system for each in judged.engine.latest.risks_of_action(register.actions[subject])}
        return systems.pop() if len(systems) == 1 else None
    system = subject.partition("#")[0]
    return system if system in register.systems else None


def _in_charge(judged: Approvals, subject: str) -> tuple[Responsible, ...]:
    """Return who has a matter that no due item gives to anybody: who does the action, owns the risk or the system."""
    register = judged.register
    if subject in register.actions:
        return (Responsible(None, register.actions[subject].responsible),)
    system = register.systems.get(subject.partition("#")[0])
    current = judged.engine.latest.risks.get(subject)
    owner = (current.risk.owner if current else None) or (system.owner if system else None)
    return (Responsible(None, owner),) if owner else ()
