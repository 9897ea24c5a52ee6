"""Due items of handling: plans, actions, effects, approvals, acceptances, escalations."""

from collections.abc import Iterator

from riskctl.core import roles
from riskctl.core.approval import Approvals, class_at_completion
from riskctl.core.escalation import Escalations, only_system, responsible_for
from riskctl.core.fields import highest
from riskctl.core.moment import deadline, local_date
from riskctl.core.roles import Responsible
from riskctl.core.treatment import treatment_of
from riskctl.core.views.due_item import DueItem


def plans(judged: Approvals) -> Iterator[DueItem]:
    """Yield each risk that has no plan in place and is not accepted (P4.3)."""
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
            units=(system.unit,),
        )


def actions(judged: Approvals) -> Iterator[DueItem]:
    """Yield each planned action that has not ended (P5.5)."""
    engine = judged.engine
    for action in engine.register.actions.values():
        if action.planned_at is None or action.ended:
            continue
        risks = engine.latest.risks_of_action(action)
        systems = [engine.register.systems[each.system] for each in risks]
        system = only_system(systems)
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
            units=tuple(each.unit for each in systems),
        )


def effects(judged: Approvals) -> Iterator[DueItem]:
    """Yield each completed action whose effect has not been assessed (P5.4)."""
    engine = judged.engine
    for action in engine.register.actions.values():
        if action.completed_at is None or action.effect is not None:
            continue
        risks = engine.latest.risks_of_action(action)
        systems = [engine.register.systems[each.system] for each in risks]
        system = only_system(systems)
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
            units=tuple(each.unit for each in systems),
        )


def assessment_approvals(judged: Approvals) -> Iterator[DueItem]:
    """Yield each latest assessment that lacks the decision its class demands (P3.7)."""
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
            units=(system.unit,),
        )


def policy_approvals(judged: Approvals) -> Iterator[DueItem]:
    """Yield the procedure and the organisation where their present content lacks a decision (P8.1)."""
    engine = judged.engine
    dues = {"procedure": engine.procedure.revision.last, "organisation": engine.clock.today}
    under = engine.register.procedure_of(roles.policy_version(engine.register, "procedure")) or engine.procedure
    deciders = {"procedure": under.approval, "organisation": engine.procedure.organisation_approval}
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


def acceptances(judged: Approvals) -> Iterator[DueItem]:
    """Yield when each acceptance in force runs out (P4.3)."""
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
            units=(system.unit,),
        )


def escalations(judged: Approvals) -> Iterator[DueItem]:
    """Yield each condition that must be escalated and has not been (P3.7, P3.10, P4.3)."""
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
            units=tuple(each.unit for each in raised.systems),
        )
