"""Due items of knowing: assessments, revisions, processes, suppliers, threats, the procedure, reports."""

from collections.abc import Iterator
from datetime import date

from riskctl.core import roles, schedule
from riskctl.core.approval import Approvals
from riskctl.core.moment import end_of, local_date, quarter_of
from riskctl.core.roles import Responsible
from riskctl.core.views.due_item import DueItem


def assessments(judged: Approvals) -> Iterator[DueItem]:
    """Yield when each system in use must be assessed again by its class (P3.7)."""
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
            units=(system.unit,),
        )


def revisions(judged: Approvals) -> Iterator[DueItem]:
    """Yield each event that a system has not answered (P3.8, P3.9)."""
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
                "path": tuple(engine.register.systems[each].name for each in revision.path[:-1]),
            },
            units=(system.unit,),
        )


def processes(judged: Approvals) -> Iterator[DueItem]:
    """Yield when each process must be assessed again (P2.0)."""
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
            units=(process.unit,),
        )


def suppliers(judged: Approvals) -> Iterator[DueItem]:
    """Yield when each supplier of a system in use must be assessed again (P2.0)."""
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


def threats(judged: Approvals) -> Iterator[DueItem]:
    """Yield when the level of each threat must be reviewed (P4.0.3)."""
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


def procedure(judged: Approvals) -> Iterator[DueItem]:
    """Yield when the procedure itself must be revised (P8.1)."""
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


def reports(judged: Approvals) -> Iterator[DueItem]:
    """Yield each quarterly report not presented yet (P6.1)."""
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
