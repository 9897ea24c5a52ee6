"""Fields that go together, or do not: what the models check after each field by itself."""

from collections.abc import Mapping
from typing import Any, Final

from riskctl.core.assessments import Action
from riskctl.core.assets import MEASURED, Control, System
from riskctl.core.decisions import POLICY_SUBJECTS, Approval, Ruling
from riskctl.core.threats import Event, Threat
from riskctl.text import Words

Schema = dict[str, Any]
Test = tuple[Schema, str, Schema]
"""What must hold of a mapping, the key of what is said when something else does not hold, and that."""


def _has(*names: str) -> Schema:
    return {"required": list(names)}


def _is(name: str, *values: str) -> Schema:
    return {"properties": {name: {"enum": list(values)}}, "required": [name]}


def _lacks(*names: str) -> Schema:
    return {"properties": dict.fromkeys(names, False)}


_MEASURED: Final = tuple(sorted(MEASURED))

CONFLICTS: Final[Mapping[type, tuple[Test, ...]]] = {
    Control: (
        (_has("from"), "inherited", _lacks(*_MEASURED)),
        ({"not": _has("from")}, "measured", _has(*_MEASURED)),
    ),
    System: ((_is("status", "planned"), "planned", _has("go_live")),),
    Threat: (({"not": _has("own_judgement")}, "sources", _has("sources")),),
    Event: (
        (_is("kind", "incident"), "incident", _has("category")),
        ({"not": _is("kind", "incident")}, "change", _lacks("category")),
    ),
    Action: ((_has("cancelled"), "cancelled", _lacks("completed_at", "effect")),),
    Ruling: (
        (_is("decision", "rejected"), "rejected", _has("reason")),
        (_is("subject", *POLICY_SUBJECTS), "policy", _lacks("level")),
        ({"not": _is("subject", *POLICY_SUBJECTS)}, "level", _has("level")),
    ),
    Approval: ((_is("kind", "minuted"), "minuted", _has("evidence")),),
}


def conflicts(model: type, words: Words) -> list[Schema]:
    """Return the schemas that mark fields of a class that do not go together."""
    return [
        {"if": test, "then": {**rest, "errorMessage": words(f"schema.conflict.{model.__name__}.{key}")}}
        for test, key, rest in CONFLICTS.get(model, ())
    ]
