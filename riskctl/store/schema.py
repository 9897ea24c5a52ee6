"""From a tree of text to a typed entity, or to findings that say where it does not fit."""

import difflib
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from riskctl.core import assessments, assets, decisions, procedure, threats
from riskctl.core.assessments import Assessment
from riskctl.core.fields import Entity
from riskctl.core.finding import Finding, Path

E = TypeVar("E", bound=Entity)

CODES: Final[Mapping[str, str]] = {
    "missing": "SCH101",
    "extra_forbidden": "SCH102",
    "literal_error": "SCH103",
    "whole_number": "SCH104",
    "out_of_range": "SCH105",
    "date": "SCH106",
    "moment": "SCH107",
    "duration": "SCH108",
    "string_type": "SCH109",
    "tuple_type": "SCH109",
    "dict_type": "SCH109",
    "mapping_type": "SCH109",
    "model_type": "SCH109",
    "model_attributes_type": "SCH109",
    "id": "SCH110",
    "risk_ref": "SCH110",
    "assessment_ref": "SCH110",
    "version": "SCH110",
    "repeated_item": "SCH112",
    "empty_list": "SCH112",
    "control": "SCH113",
    "go_live_missing": "SCH113",
    "sources_missing": "SCH113",
    "event_category": "SCH113",
    "cancelled_and_completed": "SCH113",
    "rejection_reason": "SCH113",
    "ruling_level": "SCH113",
    "evidence_missing": "SCH113",
    "table_shape": "PRC101",
    "table_entry": "PRC102",
}
"""The rule that each kind of misfit breaks; every other kind is a text of the wrong form, SCH111."""
_SHAPES: Final = {"string_type": "text", "tuple_type": "list"}


def validate(
    model: type[E], tree: object, ref: str, id_: str, scales: Mapping[str, int] | None = None
) -> tuple[E | None, list[Finding]]:
    """Return the entity, or None and a finding for everything that does not fit.

    A draft assessment, one without `completed_at`, may lack any field: nothing counts it.
    """
    try:
        entity = model.model_validate(tree, context=dict(scales or {}))
    except ValidationError as error:
        draft = model is Assessment and isinstance(tree, dict) and "completed_at" not in tree
        errors = error.errors(include_url=False)
        return None, [_finding(each, ref, id_) for each in errors if not (draft and each["type"] == "missing")]
    return entity.identified(id_), []


def _finding(error: Any, ref: str, id_: str) -> Finding:
    kind: str = error["type"]
    code = CODES.get(kind, "SCH111")
    path: Path = tuple(part for part in error["loc"] if part != "[key]")
    context = dict(error.get("ctx") or {})
    if code.startswith("PRC"):
        path = _table_path(str(context["where"]))
    values: dict[str, object] = {**context, "kind": kind, "key": str(path[-1]) if path else ""}
    if kind in ("missing", "extra_forbidden") and len(path) > 1:
        values["within"] = str(path[-2])
    if kind == "extra_forbidden":
        values["meant"] = ", ".join(difflib.get_close_matches(str(path[-1]), field_names(), 1))
    elif code == "SCH109":
        values["wanted"] = _SHAPES.get(kind, "mapping")
    elif isinstance(error["input"], str):
        values["value"] = error["input"]
    return Finding(code, "error", ref, path, values, "P1.1" if code.startswith("PRC") else "P7.1", subject=id_)


def _table_path(where: str) -> Path:
    path: list[str | int] = []
    for part in where.split("."):
        name, _, index = part.partition("[")
        path.append(name)
        if index:
            path.append(int(index.rstrip("]")) - 1)
    return tuple(path)


@cache
def field_names() -> tuple[str, ...]:
    """Return every field name of the register, to suggest the one that was meant."""
    names: set[str] = set()
    for module in (assets, threats, assessments, decisions, procedure):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, BaseModel):
                names |= {info.alias or name for name, info in value.model_fields.items()}
    return tuple(sorted(names))
