"""What stands for one value in a schema: the types of fields as an editor's YAML sees them.

riskctl reads every scalar as text and types it by its field. An editor types first: `2026.1` is a number and
`true` a truth value before any field is looked at. So a text may be a number or a truth value here, an id of digits a
number, and a number may not be quoted. Only an id spelt `true` or `false` must be quoted for the editor's sake.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, get_args

from riskctl.core import fields, moment
from riskctl.core.fields import PATTERNS
from riskctl.store.json_schema.known import Known, Named
from riskctl.text import Words

Schema = dict[str, Any]

_LITERALS: Final[Mapping[Any, str]] = {
    fields.Level: "level",
    fields.Criterion: "criterion",
    fields.Perspective: "perspective",
    fields.Nis2: "nis2",
    fields.PersonalData: "personal_data",
    fields.Importance: "importance",
    fields.Aspect: "aspect",
    fields.SystemKind: "system_kind",
    fields.SystemStatus: "system_status",
    fields.ThreatCategory: "category",
    fields.EventKind: "event_kind",
    fields.IncidentCategory: "incident_category",
    fields.Magnitude: "magnitude",
    fields.Treatment: "treatment",
    fields.Flag: "flag",
    fields.ActionType: "action_type",
    fields.ApprovalKind: "approval_kind",
    fields.Decision: "decision",
    fields.Acceptability: "acceptability",
    fields.Condition: "condition",
    fields.Role: "role",
}
"""What the values of a choice are called in the texts."""
_TEXTS: Final[Mapping[Any, str]] = {
    fields.Id: "id",
    fields.RiskRef: "risk_ref",
    fields.AssessmentRef: "assessment_ref",
    fields.Version: "version",
    fields.Uuid: "uuid",
    fields.Sha256: "sha256",
    fields.Digest: "digest",
    fields.Cvr: "cvr",
    fields.Email: "email",
    fields.Url: "url",
    fields.Date: "date",
    fields.Moment: "moment",
    fields.Length: "duration",
}
_CLASSES: Final = ("System.criticality", "Assessment.criticality")
_SCALES: Final[Mapping[Any, str]] = {
    fields.ConsequenceLevel: "consequence",
    fields.LikelihoodLevel: "likelihood",
    fields.Maturity: "resilience",
}
_LONGEST_SCALE: Final = 9
_NUMBERS: Final[Mapping[Any, tuple[int, int]]] = {
    fields.ScaleLevel: (1, _LONGEST_SCALE),
    fields.Amount: (0, 999_999_999),
    fields.Percent: (0, 100),
}
_AS_NUMBER: Final[Mapping[str, Schema]] = {
    "id": {"type": ["string", "integer"], "minimum": 0},
    "version": {"type": ["string", "number"], "minimum": 0},
    "cvr": {"type": ["string", "integer"], "minimum": 10_000_000, "maximum": 99_999_999},
}
"""Texts that an editor takes for a number when they are digits and not quoted."""
_DAY: Final = (
    r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))"
)
_HOUR: Final = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_YEAR: Final = r"(?:19|2[0-9])[0-9]{2}"
_FORMS: Final[Mapping[str, str]] = {
    **{kind: pattern.replace(r"\s", r" \t\n\r\f\v") for kind, pattern in PATTERNS.items()},
    "date": f"{_YEAR}-{_DAY}",
    "moment": rf"{_YEAR}-{_DAY}T{_HOUR}(?::[0-5][0-9](?:\.[0-9]{{1,6}})?)?(?:Z|[+-]{_HOUR})",
    "duration": re.sub(r"\?P<[a-z]+>", "?:", moment.DURATION.pattern),
}
_DURATIONS: Final = ["P7D", "P1M", "P3M", "P1Y"]


def value_schema(type_: Any, place: str, known: Known, words: Words) -> Schema | None:
    """Return the schema of a single value; None for what is made of parts. `place` is its class and field."""
    if type_ is str:
        return text(words)
    if type_ in _LITERALS:
        return _choice(type_, place, known, words)
    if type_ in _SCALES:
        return _step(_SCALES[type_], place, known, words)
    if type_ in _NUMBERS:
        return _number(*_NUMBERS[type_], words)
    return matching(_TEXTS[type_], words) if type_ in _TEXTS else None


def text(words: Words) -> Schema:
    """Return the schema of any text that is not empty: what an editor takes for a number or a truth value too.

    A truth value is let through by `if`, not by its type: editors offer `true` and `false` for the type.
    """
    message = words("schema.error.text")
    plain = {"type": ["string", "number"], "pattern": r"\S", "errorMessage": message}
    return {"anyOf": [plain, {"if": {"type": "boolean"}, "else": {"type": "boolean", "errorMessage": message}}]}


def matching(kind: str, words: Words) -> Schema:
    """Return the schema of a text of one form."""
    found: Schema = {
        "type": "string",
        "pattern": f"^(?:{_FORMS[kind]})$",
        "errorMessage": words(f"schema.error.{kind}"),
    }
    found |= _AS_NUMBER.get(kind, {})
    if kind == "duration":
        found["examples"] = _DURATIONS
    return found


def offered(named: Named, otherwise: Schema | None, words: Words) -> Schema:
    """Return the schema that offers what is known, and also takes `otherwise` unless there is none other."""
    first = choices(named, words)
    if otherwise is None:
        return first
    return {"anyOf": [{**first, "errorMessage": otherwise.get("errorMessage", words("schema.error.text"))}, otherwise]}


def choices(named: Mapping[Any, str], words: Words) -> Schema:
    """Return the schema of one of these values, each with what it means."""
    message = words("schema.error.choices", choices=", ".join(map(str, named)))
    return {"enum": list(named), "enumDescriptions": list(named.values()), "errorMessage": message}


def coded(kind: str, codes: Iterable[str], words: Words) -> Schema:
    """Return the schema of one of these codes."""
    return choices({code: words(f"schema.value.{kind}.{code}") for code in codes}, words)


def code_of(type_: Any, place: str) -> str | None:
    """Return what the values of a choice are called; None for what is no choice. The class of a system is its own."""
    return "class" if place in _CLASSES else _LITERALS.get(type_)


def _choice(type_: Any, place: str, known: Known, words: Words) -> Schema:
    if place in _CLASSES and known.classes:
        return choices(known.classes, words)
    return coded(_LITERALS[type_], get_args(type_), words)


def _step(scale: str, place: str, known: Known, words: Words) -> Schema:
    """Return the schema of a level of a scale, with what each means in this procedure."""
    owner, _, field = place.partition(".")
    told = known.scales.get(f"{scale}.{field}" if owner == "ByPerspective" else scale, ())
    found = _number(1, len(told) or _LONGEST_SCALE, words)
    return {**found, "enumDescriptions": list(told)} if told else found


def _number(least: int, most: int, words: Words) -> Schema:
    """Return the schema of a whole number; the steps of a scale one by one, since a range is told of in English."""
    message = words("schema.error.number", least=least, most=most)
    if most <= _LONGEST_SCALE:
        return {"type": "integer", "enum": list(range(least, most + 1)), "errorMessage": message}
    return {"type": "integer", "minimum": least, "maximum": most, "errorMessage": message}
