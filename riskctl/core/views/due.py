"""The due list: what must happen, when, by whom, and why."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, get_args

from riskctl.core import roles, schedule
from riskctl.core.approval import Approvals, class_at_completion
from riskctl.core.escalation import Escalations, only_system, responsible_for
from riskctl.core.fields import Level, Role, highest, rank
from riskctl.core.moment import (
    Clock,
    Due,
    Duration,
    day_of,
    days_past,
    deadline,
    end_of,
    instant,
    is_past,
    local_date,
    quarter_of,
)
from riskctl.core.rating import Engine
from riskctl.core.roles import Responsible
from riskctl.core.treatment import treatment_of

Kind = Literal[
    "assessment",
    "revision",
    "process",
    "supplier",
    "plan",
    "action",
    "approval",
    "acceptance",
    "effect",
    "escalation",
    "threat",
    "procedure",
    "report",
]
Status = Literal["overdue", "due", "upcoming"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
STATUSES: Final[tuple[Status, ...]] = get_args(Status)


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing that must happen; it exists only while it is unmet.

    `reason` keys a sentence in `riskctl.text`, filled by `values`. `consider` are roles the table
    advises, never demands. `unit` is the unit it belongs to, where it has one.
    """

    id: str
    kind: Kind
    subject: str
    system: str | None
    level: Level | None
    due: Due
    responsible: tuple[Responsible, ...]
    clause: str
    reason: str
    values: Mapping[str, object] = field(default_factory=dict)
    target: Due | None = None
    consider: tuple[Role, ...] = ()
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Timed:
    """A due item seen at a clock."""

    item: DueItem
    status: Status
    past_target: bool
    days: int


@dataclass(frozen=True, slots=True)
class DueList:
    """The items shown, in order, and how many were left out by which choice."""

    shown: tuple[Timed, ...]
    upcoming_hidden: int
    filtered_out: int


@dataclass(frozen=True, slots=True)
class DueFilter:
    """What a reader wants to see; None means everything."""

    kind: str | None = None
    level: str | None = None
    owner: str | None = None
    unit: str | None = None
    everything: bool = False


def due_items(engine: Engine, approvals: Approvals | None = None) -> list[DueItem]:
    """Return every item that is unmet at the engine's clock, in no particular order."""
    judged = approvals or Approvals(engine)
    items: list[DueItem] = []
    for source in _SOURCES:
        items.extend(source(judged))
    return items


def timed(item: DueItem, clock: Clock, within: Duration) -> Timed:
    """Return the item with its status: `due` from its target on, or when it falls within the window."""
    past_target = item.target is not None and is_past(item.target, clock)
    if is_past(item.due, clock):
        status: Status = "overdue"
    elif past_target or day_of(item.due, clock.zone) <= within.after(clock.today):
        status = "due"
    else:
        status = "upcoming"
    return Timed(item, status, past_target, days_past(item.due, clock))


def due_list(engine: Engine, within: Duration, wanted: DueFilter, items: Iterable[DueItem]) -> DueList:
    """Return the list a reader asked for, ordered by status, level, deadline and id."""
    zone = engine.clock.zone
    units = roles.units_below(engine.register.organisation, wanted.unit) if wanted.unit else None
    seen = [timed(item, engine.clock, within) for item in items]
    kept = [each for each in seen if _wanted(each.item, wanted, units)]
    shown = [each for each in kept if wanted.everything or each.status != "upcoming"]
    shown.sort(
        key=lambda each: (
            STATUSES.index(each.status),
            -rank(each.item.level) if each.item.level else 1,
            instant(each.item.due, zone),
            each.item.id,
        )
    )
    return DueList(tuple(shown), len(kept) - len(shown), len(seen) - len(kept))


def _wanted(item: DueItem, wanted: DueFilter, units: set[str] | None) -> bool:
    return (
        (wanted.kind is None or item.kind == wanted.kind)
        and (wanted.level is None or item.level == wanted.level)
        and (wanted.owner is None or wanted.owner in {each.person for each in item.responsible})
        and (units is None or item.unit in units)
    )


def _assessments(judged: Approvals) -> Iterator[DueItem]:
    engine = judged.engine
    for system in engine.register.systems_in_use():
        following = schedule.next_assessment(engine, system)
        row = engine.procedure.reassessment[system.criticality]
        since = local_date(following.since.completed_at, engine.clock.zone) if following.since else None
        yield DueItem(
            f"assessment:{system.id}",
            "assessment",
            system.id,
            system.id,
            system.criticality,
            following.due,
            roles.in_roles(engine.register, row.responsible, system, engine.clock.today),
            f"P3.7-{system.criticality}",
            f"due.assessment.{following.basis}",
            {"date": since or following.due, "every": row.every, "class": system.criticality},
            unit=system.unit,
        )


def _revisions(judged: Approvals) -> Iterator[DueItem]:
    engine = judged.engine
    for revision in schedule.open_revisions(engine):
        system, event = revision.system, revision.event
        row = engine.procedure.reassessment[system.criticality]
        yield DueItem(
            f"revision:{system.id}:{event.id}",
            "revision",
            system.id,
            system.id,
            system.criticality,
            revision.due,
            roles.in_roles(engine.register, row.responsible, system, engine.clock.today),
            revision.clause,
            "due.revision.direct" if len(revision.path) == 1 else "due.revision.through",
            {
                "event": event.id,
                "event_kind": event.kind,
                "title": event.title,
                "date": local_date(event.occurred_at, engine.clock.zone),
                "path": revision.path,
            },
            unit=system.unit,
        )


def _processes(judged: Approvals) -> Iterator[DueItem]:
    engine = judged.engine
    for process in engine.register.processes.values():
        class_ = schedule.process_class(engine.register, process)
        every = engine.procedure.reassessment[class_].every
        assessed = process.assessed.date
        known = assessed <= engine.clock.today
        yield DueItem(
            f"process:{process.id}",
            "process",
            process.id,
            None,
            None,
            every.after(assessed) if known else engine.clock.today,
            (Responsible(None, process.owner),),
            "P2.0",
            "due.process",
            {"date": assessed, "every": every, "class": class_},
            unit=process.unit,
        )


def _suppliers(judged: Approvals) -> Iterator[DueItem]:
    engine = judged.engine
    first_use: dict[str, date] = {}
    for system in engine.register.systems_in_use():
        if system.supplier is not None:
            first_use[system.supplier] = min(system.registered, first_use.get(system.supplier, system.registered))
    for supplier in engine.register.suppliers.values():
        if supplier.id not in first_use:
            continue
        assessed = supplier.assessed.date if supplier.assessed else None
        known = assessed is not None and assessed <= engine.clock.today
        review = engine.procedure.supplier_review
        yield DueItem(
            f"supplier:{supplier.id}",
            "supplier",
            supplier.id,
            None,
            None,
            review.after(assessed) if assessed is not None and known else first_use[supplier.id],
            roles.in_role(engine.register, "security-coordinator", None, engine.clock.today),
            "P2.0",
            "due.supplier" if known else "due.supplier.never",
            {"date": assessed if known else first_use[supplier.id], "every": review},
        )


def _plans(judged: Approvals) -> Iterator[DueItem]:
    engine = judged.engine
    for current in engine.latest.risks.values():
        state = treatment_of(judged, current)
        if state.met_at is not None:
            continue
        system = engine.register.systems[current.system]
        row = engine.procedure.treatment[current.risk.level]
        by_row = roles.in_roles(engine.register, row.responsible, system, engine.clock.today)
        yield DueItem(
            f"plan:{current.id}",
            "plan",
            current.id,
            current.system,
            current.risk.level,
            state.due,
            (Responsible(None, current.risk.owner or system.owner), *by_row),
            f"P4.3-{current.risk.level}",
            f"due.plan.{state.lack}",
            {
                "level": current.risk.level,
                "date": local_date(current.assessment.completed_at, engine.clock.zone),
                "within": row.within,
                "until": state.accepted_until or "",
            },
            target=state.target,
            unit=system.unit,
        )


def _actions(judged: Approvals) -> Iterator[DueItem]:
    engine = judged.engine
    for action in engine.register.actions.values():
        if action.planned_at is None or action.ended:
            continue
        risks = engine.latest.risks_of_action(action)
        system = only_system([engine.register.systems[each.system] for each in risks])
        percent = action.progress[-1].percent if action.progress else 0
        yield DueItem(
            f"action:{action.id}",
            "action",
            action.id,
            system.id if system else None,
            highest([each.risk.level for each in risks]),
            action.due,
            (Responsible(None, action.responsible),),
            "P5.5",
            f"due.action.{action.state}",
            {"title": action.title, "percent": percent},
            unit=system.unit if system else None,
        )


def _effects(judged: Approvals) -> Iterator[DueItem]:
    engine = judged.engine
    for action in engine.register.actions.values():
        if action.completed_at is None or action.effect is not None:
            continue
        risks = engine.latest.risks_of_action(action)
        system = only_system([engine.register.systems[each.system] for each in risks])
        completed = local_date(action.completed_at, engine.clock.zone)
        review = engine.procedure.effect_review
        yield DueItem(
            f"effect:{action.id}",
            "effect",
            action.id,
            system.id if system else None,
            highest([each.risk.level for each in risks]),
            review.after(completed),
            (Responsible(None, action.responsible),),
            "P5.4",
            "due.effect",
            {"title": action.title, "date": completed, "within": review},
            unit=system.unit if system else None,
        )


def _assessment_approvals(judged: Approvals) -> Iterator[DueItem]:
    engine = judged.engine
    for system in engine.register.systems_in_use():
        assessment = engine.latest.assessment(system.id)
        if assessment is None:
            continue
        class_ = class_at_completion(assessment, system)
        deciders = engine.procedure.reassessment[class_].approval
        verdict = judged.of_assessment(assessment)
        if not deciders or verdict.state == "valid":
            continue
        worst = highest([risk.level for risk in assessment.risks.values()]) or "low"
        row = engine.procedure.treatment[worst]
        zone = engine.clock.zone
        yield DueItem(
            f"approval:{assessment.id}",
            "approval",
            assessment.id,
            system.id,
            class_,
            deadline(assessment.completed_at, row.within, zone),
            roles.in_roles(engine.register, deciders, system, engine.clock.today),
            f"P3.7-{class_}",
            f"due.approval.{verdict.state}",
            {"fault": verdict.fault or "", "level": worst, "class": class_},
            target=deadline(assessment.completed_at, row.target, zone) if row.target else None,
            unit=system.unit,
        )


def _policy_approvals(judged: Approvals) -> Iterator[DueItem]:
    engine = judged.engine
    dues = {"procedure": engine.procedure.revision.last, "organisation": engine.clock.today}
    deciders = {"procedure": engine.procedure.approval, "organisation": engine.procedure.organisation_approval}
    for subject, due in dues.items():
        verdict = judged.of(subject)
        root_of_trust = subject == "organisation" and verdict.state == "missing"
        if verdict.state != "valid" and not root_of_trust:
            yield DueItem(
                f"approval:{subject}",
                "approval",
                subject,
                None,
                None,
                due,
                roles.in_roles(engine.register, deciders[subject], None, engine.clock.today),
                "P8.1",
                f"due.approval.{verdict.state}",
                {"fault": verdict.fault or "", "level": None, "class": None},
            )


def _acceptances(judged: Approvals) -> Iterator[DueItem]:
    engine = judged.engine
    for current in engine.latest.risks.values():
        stated = current.risk.acceptance
        if stated is None or stated.until is None or not treatment_of(judged, current).accepted:
            continue
        system = engine.register.systems[current.system]
        row = engine.procedure.treatment[current.risk.level]
        yield DueItem(
            f"acceptance:{current.id}",
            "acceptance",
            current.id,
            current.system,
            current.risk.level,
            stated.until,
            roles.in_roles(engine.register, row.accepted_by or row.responsible, system, engine.clock.today),
            f"P4.3-{current.risk.level}",
            "due.acceptance",
            {"reason": stated.reason or "", "level": current.risk.level},
            unit=system.unit,
        )


def _escalations(judged: Approvals) -> Iterator[DueItem]:
    for raised in Escalations(judged).open():
        yield DueItem(
            f"escalation:{raised.about}",
            "escalation",
            raised.subject,
            raised.system.id if raised.system else None,
            raised.level,
            raised.arose.astimezone(judged.engine.clock.zone),
            responsible_for(judged, raised),
            raised.clause,
            f"due.escalation.{raised.condition}",
            {"level": raised.level, "subject": raised.subject},
            consider=raised.consider,
            unit=raised.system.unit if raised.system else None,
        )


def _threats(judged: Approvals) -> Iterator[DueItem]:
    engine = judged.engine
    review = engine.procedure.threat_review
    for id_ in engine.register.threats:
        found = engine.threat_level(id_)
        yield DueItem(
            f"threat:{id_}",
            "threat",
            id_,
            None,
            None,
            review.after(found.dated) if found.dated else engine.clock.today,
            roles.in_role(engine.register, "security-coordinator", None, engine.clock.today),
            "P4.0.3",
            f"due.threat.{found.basis}",
            {
                "date": found.dated or "",
                "threat_level": found.level or "",
                "publisher": found.publisher,
                "every": review,
            },
        )


def _procedure(judged: Approvals) -> Iterator[DueItem]:
    engine = judged.engine
    due, event = schedule.procedure_due(engine)
    yield DueItem(
        "procedure",
        "procedure",
        "procedure",
        None,
        None,
        due,
        roles.in_role(engine.register, engine.procedure.reporting.maintained_by, None, engine.clock.today),
        "P8.1",
        "due.procedure.event" if event else "due.procedure.interval",
        {
            "date": engine.procedure.revision.last,
            "every": engine.procedure.revision.every,
            "title": event.title if event else "",
        },
    )


def _reports(judged: Approvals) -> Iterator[DueItem]:
    engine = judged.engine
    completed = [each.completed_at for each in engine.register.assessments.values()]
    if not completed:
        return
    quarter = quarter_of(local_date(min(completed), engine.clock.zone))
    reporting = engine.procedure.reporting
    while engine.clock.now >= end_of(quarter.last, engine.clock.zone):
        if quarter.label not in engine.register.reports:
            yield DueItem(
                f"report:{quarter.label}",
                "report",
                quarter.label,
                None,
                None,
                reporting.quarterly.within.after(quarter.last),
                roles.in_role(engine.register, reporting.prepared_by, None, engine.clock.today),
                "P6.1",
                "due.report",
                {"quarter": quarter.label, "to": reporting.quarterly.to},
            )
        quarter = quarter.next


_SOURCES: Final[tuple[Callable[[Approvals], Iterator[DueItem]], ...]] = (
    _assessments,
    _revisions,
    _processes,
    _suppliers,
    _plans,
    _actions,
    _assessment_approvals,
    _policy_approvals,
    _acceptances,
    _effects,
    _escalations,
    _threats,
    _procedure,
    _reports,
)
