"""The report on a quarter or a year under its contract keys."""

from collections.abc import Mapping
from dataclasses import asdict

from riskctl.core.assessments import Cost
from riskctl.core.views.period_report import PeriodReport, Trace
from riskctl.core.views.quarter_advice import Recommendation
from riskctl.core.views.quarter_happened import AcceptanceLine, EscalationLine, EventLine
from riskctl.core.views.quarter_status import Deviation
from riskctl.core.views.standstill import Standstill
from riskctl.core.views.trend import Point
from riskctl.core.views.year_account import Done, YearAccount


def as_json(report: PeriodReport) -> dict[str, object]:
    """Return the report: codes and ids, no words, so that it is the same in every language."""
    span, start = report.span, report.start
    following = span.next
    return {
        "period": {
            "label": span.label,
            "from": span.first,
            "to": span.last,
            "preliminary": report.period.preliminary,
        },
        "revision": report.end.commit,
        "compared_with": start.commit if start else None,
        "coverage": {class_: asdict(found) for class_, found in report.coverage.items()},
        "risks": {"start": dict(report.levels_before), "end": dict(report.levels)},
        "changes": [
            {"risk": each.risk, "from": each.before, "to": each.after, "cause": each.cause} for each in report.changes
        ],
        "plans": dict(report.plans),
        "actions": dict(report.actions),
        "escalations": [_escalation(each) for each in report.escalations],
        "acceptances": [_acceptance(each) for each in report.acceptances],
        "events": [_event(each) for each in report.events],
        "deviations": [_deviation(each) for each in report.deviations],
        "recommendations": [_recommendation(each) for each in report.recommendations],
        "decisions": [{"decision": each.key, "subjects": list(each.subjects)} for each in report.decisions],
        "next": {
            "label": following.label,
            "from": following.first,
            "to": following.last,
            "load": {kind: asdict(found) for kind, found in report.load.items()},
        },
        "standstill": _standstill(report.standstill),
        "trend": [_point(each) for each in report.trend],
        "trace": [_trace(each) for each in report.trace],
        **(_year(report.year) if report.year else {}),
    }


def _year(found: YearAccount) -> Mapping[str, object]:
    """Return what a year has more than a quarter: its quarters, what was completed, and what it cost."""
    return {
        "quarters": [
            {
                "label": each.quarter.label,
                "completed": asdict(each.completed),
                "events": each.events,
                "incidents": each.incidents,
            }
            for each in found.quarters
        ],
        "price": {
            "completed": asdict(found.completed),
            "unfinished": asdict(found.unfinished),
        },
        "completed": [_done(each) for each in found.done],
    }


def _done(each: Done) -> Mapping[str, object]:
    action = each.action
    return {
        "action": action.id,
        "at": action.completed_at,
        "from": each.before,
        "expected": each.expected,
        "found": action.effect.level if action.effect else None,
        "cost": _cost(action.cost),
    }


def _standstill(found: Standstill) -> Mapping[str, object]:
    consequence, perspective = found.gravest or (None, None)
    return {
        "risks": found.risks,
        "late": dict(found.late),
        "ending": found.ending,
        "consequence": consequence,
        "perspective": perspective,
    }


def _point(point: Point) -> Mapping[str, object]:
    """Return a quarter of the trend; without figures where there was no register yet."""
    return {"label": point.quarter.label, **(asdict(point.standing) if point.standing else {})}


def _escalation(each: EscalationLine) -> Mapping[str, object]:
    return {"id": each.id, "about": each.about, "to": list(each.to), "at": each.at, "by": each.by}


def _acceptance(each: AcceptanceLine) -> Mapping[str, object]:
    return {"risk": each.risk, "level": each.level, "until": each.until, "by": each.by, "kind": each.kind}


def _event(each: EventLine) -> Mapping[str, object]:
    event = each.event
    return {
        "id": event.id,
        "kind": event.kind,
        "occurred_at": event.occurred_at,
        "systems": list(each.systems),
        "answered_by": [answer.id for answer in each.answers],
        "open": [revision.system.id for revision in each.open],
    }


def _deviation(each: Deviation) -> Mapping[str, object]:
    item = each.item
    return {"id": item.id, "kind": item.kind, "due": item.due, "days": each.days, "level": each.level}


def _recommendation(each: Recommendation) -> Mapping[str, object]:
    return {
        "risk": each.risks[0],
        "risks": list(each.risks),
        "actions": [action.id for action in each.actions],
        "measures": list(each.measures),
        "from": each.before,
        "to": each.after,
        "removed": each.removed,
        "cost": _cost(each.cost),
    }


def _trace(each: Trace) -> Mapping[str, object]:
    return {
        "end": each.end,
        "commit": each.commit,
        "committed_at": each.committed_at,
        "content": each.content_hash,
        "procedure": each.procedure,
        "procedure_approval": each.procedure_approval,
        "approvals": {"signed": each.signed, "minuted": each.minuted},
        "unreadable": each.unreadable,
    }


def _cost(cost: Cost | None) -> Mapping[str, object] | None:
    return {"dkk": cost.dkk, "hours": cost.hours} if cost else None
