"""What an approval is bound to: the sha256 of a file, or of the canonical form of typed values."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import rfc8785
from pydantic import BaseModel

from riskctl.core.assessments import Action, Risk
from riskctl.core.decisions import Organisation

PLAN_FIELDS: Final = ("title", "risks", "type", "responsible", "planned_at", "due", "raises", "cost")
"""The part of an action that is its plan: progress does not break the seal, a moved deadline does."""


def typed(value: object) -> Any:
    """Return a value for RFC 8785: integers as numbers, dates and moments as written, absent keys left out."""
    if isinstance(value, BaseModel):
        names = {name: info.alias or name for name, info in type(value).model_fields.items()}
        return {names[name]: typed(getattr(value, name)) for name in names if name in value.model_fields_set}
    if isinstance(value, Mapping):
        return {str(key): typed(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [typed(each) for each in value]
    if isinstance(value, date):
        return getattr(value, "text", None) or value.isoformat()
    return value


def canonical(value: object) -> bytes:
    """Return typed values in their canonical form, RFC 8785."""
    return rfc8785.dumps(typed(value))


def plan(action: Action) -> dict[str, Any]:
    """Return the part of an action that is decided on: its plan."""
    return {name: getattr(action, name) for name in PLAN_FIELDS if name in action.model_fields_set}


def policy(organisation: Organisation) -> dict[str, Any]:
    """Return the part of an organisation that is decided on: names, units and addresses change freely."""
    return {name: getattr(organisation, name) for name in ("roles", "keys") if name in organisation.model_fields_set}


def of_values(value: object) -> str:
    """Return the digest of typed values in their canonical form."""
    return "sha256:" + hashlib.sha256(canonical(value)).hexdigest()


def of_plan(action: Action) -> str:
    """Return the digest of an action's plan."""
    return of_values(plan(action))


def of_risk(risk: Risk) -> str:
    """Return the digest of a risk's whole entry: what an acceptance decides on."""
    return of_values(risk)


def of_organisation(organisation: Organisation) -> str:
    """Return the digest of `{roles, keys}`."""
    return of_values(policy(organisation))
