"""What differs between two moments as JSON."""

from collections.abc import Iterable

from riskctl.core.views.diff import Difference, End, Given, Holder, RiskMoved
from riskctl.core.views.due_item import DueItem
from riskctl.core.views.fields_changed import FieldChange
from riskctl.render.why_moved import why_json


def as_json(found: Difference) -> dict[str, object]:
    """Return the difference under its contract keys."""
    return {
        "from": _end(found.before),
        "to": _end(found.after),
        "risks": [_risk(each) for each in found.risks],
        "plans": [{"risk": e.risk, "level": e.level, "from": e.before, "to": e.after} for e in found.plans],
        "due": {"overdue": [_item(each) for each in found.overdue], "in_time": [_item(each) for each in found.in_time]},
        "actions": [
            {"action": e.action.id, "from": e.before, "to": e.after, "fields": _fields(e.fields)} for e in found.actions
        ],
        "approvals": {
            "given": [_decision(each) for each in found.given],
            "lapsed": [
                {"subject": e.subject, "state": e.verdict.state, "fault": e.verdict.fault} for e in found.lapsed
            ],
        },
        "systems": [
            {
                "system": e.system.id,
                "from": e.before.criticality if e.before else None,
                "to": e.after.criticality if e.after else None,
                "fields": _fields(e.fields),
            }
            for e in found.systems
        ],
        "threats": [{"threat": e.threat, "from": e.before, "to": e.after} for e in found.threats],
        "procedure": _fields(found.procedure),
        "roles": {"came": [_role(e) for e in found.roles_came], "went": [_role(e) for e in found.roles_went]},
        "events": [each.id for each in found.events],
        "escalations": [each.id for each in found.escalations],
    }


def _end(end: End) -> dict[str, object]:
    procedure = end.judged.register.procedure.version
    told = {"commit": end.commit, "at": end.at, "dirty": end.dirty, "procedure": procedure}
    return {**told, "unreadable": list(end.unreadable)}


def _risk(each: RiskMoved) -> dict[str, object]:
    change = each.change
    moved = {"risk": change.risk, "from": change.before, "to": change.after, "cause": change.cause}
    return {**moved, "why": why_json(each.why)}


def _item(item: DueItem) -> dict[str, object]:
    return {"id": item.id, "kind": item.kind, "subject": item.subject, "level": item.level, "due": item.due}


def _fields(fields: Iterable[FieldChange]) -> list[dict[str, object]]:
    return [{"field": list(each.path), "from": each.before, "to": each.after} for each in fields]


def _decision(each: Given) -> dict[str, object]:
    statement, ruling = each.decided.statement, each.decided.ruling
    return {
        "subject": ruling.subject,
        "statement": statement.id,
        "decision": ruling.decision,
        "role": statement.role,
        "by": statement.by,
        "at": statement.at,
        "kind": statement.kind,
        "state": each.verdict.state,
        "fault": each.verdict.fault,
    }


def _role(each: Holder) -> dict[str, object]:
    return {"role": each.role, "person": each.person, "unit": each.unit or None}
