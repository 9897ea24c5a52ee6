"""Systems, risks, actions and ratings under their contract keys."""

from typing import Any

from pydantic import BaseModel

from riskctl.core.approval import Verdict
from riskctl.core.assessments import Action
from riskctl.core.fields import CRITERIA, PERSPECTIVES, highest
from riskctl.core.rating import Engine, Rating
from riskctl.core.views.risks import RiskView, why
from riskctl.core.views.systems import SystemView


def fields(entity: BaseModel) -> dict[str, Any]:
    """Return what a file states, under its own keys."""
    return entity.model_dump(mode="python", by_alias=True, exclude_unset=True)


def risk(view: RiskView) -> dict[str, object]:
    """Return a risk: its stored fields and what is known of it today."""
    current = view.current
    return {
        "kind": "risk",
        "id": current.id,
        "system": current.system,
        "assessment": current.assessment.id,
        **fields(current.risk),
        "threat": current.threat,
        "owner": view.owner,
        "actions": list(view.actions),
        "expected_residual": view.expected_residual,
        "accepted_until": view.accepted_until,
        "plan": {
            "due": view.treatment.due,
            "met_at": view.met_at,
            "late": view.treatment.late,
            "lacks": view.treatment.lack,
        },
        "why": [step.as_json() for step in why(view)],
    }


def system(view: SystemView) -> dict[str, object]:
    """Return a system with all that is computed of it."""
    known = view.system
    return {
        "kind": "system",
        "id": known.id,
        "name": known.name,
        "status": known.status,
        "unit": known.unit,
        "owner": known.owner,
        "criticality": known.criticality,
        "suggested": view.suggestion.level,
        "nis2": view.nis2,
        "consequence": {
            criterion: {perspective: view.cells[criterion, perspective] for perspective in PERSPECTIVES}
            for criterion in CRITERIA
        },
        "controls": {control: found.maturity for control, found in view.controls.items()},
        "level": view.level,
        "last_assessed": view.last_assessed,
        "next_assessment": view.next_assessment,
        "risks": list(view.risks),
        "dependents": list(view.dependents),
        "why": [step.as_json() for step in view.suggestion.why],
    }


def decision(verdict: Verdict) -> dict[str, object] | None:
    """Return the newest decision: what it is worth, by whom, and whether signed or minuted; None for none."""
    decided = verdict.decided
    if decided is None:
        return None
    made = decided.statement
    return {
        "state": verdict.state,
        "fault": verdict.fault,
        "by": made.by,
        "role": made.role,
        "at": made.at,
        "kind": made.kind,
        "case": made.evidence.case if made.kind == "minuted" and made.evidence else None,
        "statement": made.id,
    }


def action(engine: Engine, each: Action) -> dict[str, object]:
    """Return an action: its stored fields, its state and level."""
    level = highest([current.risk.level for current in engine.latest.risks_of_action(each)])
    return {"kind": "action", "id": each.id, "state": each.state, "level": level, **fields(each)}


def rating(rated: Rating) -> dict[str, object]:
    """Return what the engine says of one threat to one system."""
    return {
        "threat": rated.threat,
        "threat_level": rated.threat_level,
        "resilience": rated.resilience,
        "consequence": rated.consequence,
        "likelihood": rated.likelihood,
        "level": rated.level,
        "inherent": rated.inherent,
        "expected_residual": rated.expected_residual,
        "why": [step.as_json() for step in rated.why],
    }
