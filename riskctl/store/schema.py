"""From a tree of text to a typed entity, or to findings that say where it does not fit."""

import difflib
import re
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
_ONE_VALUE: Final = frozenset({"SCH103", "SCH104", "SCH105", "SCH106", "SCH107", "SCH108", "SCH110", "SCH111"})
_AT_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "go_live_missing": ("status",),
    "event_category": ("category", "kind"),
    "cancelled_and_completed": ("cancelled",),
    "rejection_reason": ("decision",),
    "ruling_level": ("level", "subject"),
    "evidence_missing": ("kind",),
}
"""Of the fields that do not go together: the keys to point at, the first that is there."""
_MOST_SHOWN: Final = 60
MOST_SUGGESTED: Final = 200
"""Of how many misfits of a file the likely meaning is looked for: no more are shown, and each look takes its time."""
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
        lacking = [str(each["loc"][-1]) for each in errors if each["type"] == "missing"]
        told = [each for each in errors if not (draft and each["type"] == "missing")]
        return None, [
            _finding(each, ref, id_, lacking if at < MOST_SUGGESTED else None) for at, each in enumerate(told)
        ]
    return entity.identified(id_), []


def _finding(error: Any, ref: str, id_: str, lacking: list[str] | None) -> Finding:
    kind: str = error["type"]
    code = CODES.get(kind, "SCH111")
    if code in _ONE_VALUE and not isinstance(error["input"], str):
        code, kind = "SCH109", "string_type"
    path = _path(error, kind)
    values: dict[str, object] = {**dict(error.get("ctx") or {}), "kind": kind, "key": str(path[-1]) if path else ""}
    values |= _told(error, kind, path, lacking)
    return Finding(code, "error", ref, path, values, "P1.1" if code.startswith("PRC") else "P7.1", subject=id_)


def _path(error: Any, kind: str) -> Path:
    """Return the path to the exact key or item that is at fault."""
    given = error["input"]
    path: Path = tuple(part for part in error["loc"] if part != "[key]")
    if kind in ("table_shape", "table_entry"):
        return _table_path(str(error["ctx"]["where"]))
    if kind == "repeated_item":
        return (*path, _repeated(given))
    if kind in _AT_KEYS:
        return (*path, *[key for key in _AT_KEYS[kind] if key in given][:1])
    return path


def _repeated(items: tuple[object, ...]) -> int:
    shown = [str(item) for item in items]
    return next(index for index, item in enumerate(shown) if item in shown[:index])


def _told(error: Any, kind: str, path: Path, lacking: list[str] | None) -> dict[str, object]:
    """Return what else fills the message: the value given, and what could stand there.

    What was probably meant is looked for only where the fields that are lacking are told.
    """
    given = error["input"]
    if kind == "repeated_item":
        given = given[_repeated(given)]
    value = str(given) if isinstance(given, str) else ""
    told: dict[str, object] = {"value": value[:_MOST_SHOWN] + ("…" if len(value) > _MOST_SHOWN else "")}
    if kind == "extra_forbidden":
        told["meant"] = "" if lacking is None else _field_meant(str(path[-1]), lacking)
    elif kind == "literal_error":
        choices = re.findall(r"'([^']*)'", error["ctx"]["expected"])
        told |= {"choices": ", ".join(choices), "meant": "".join(difflib.get_close_matches(value, choices, 1))}
    elif kind == "string_pattern_mismatch":
        told["kind"] = str(path[-1])
    elif CODES.get(kind) == "SCH109":
        told["wanted"] = _SHAPES.get(kind, "mapping")
    return told


def _field_meant(wrong: str, lacking: list[str]) -> str:
    return "".join(difflib.get_close_matches(wrong, lacking, 1) or difflib.get_close_matches(wrong, field_names(), 1))


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
