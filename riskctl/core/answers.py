"""What people answer in an assessment: a file's worth of judged values, under the names the assessment file has.

Within riskctl the answers are one flat mapping, `{"risks.ransomware.treatment": "mitigate"}`: a draft, a file and a
conversation are then the same thing, and a missing answer has a name.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final

from riskctl.core.assessments import Acceptance, Cost, Overrides
from riskctl.core.fields import (
    ActionType,
    ConsequenceLevel,
    Date,
    Entity,
    Flag,
    Id,
    Level,
    LikelihoodLevel,
    Maturity,
    Moment,
    Once,
    Part,
    RiskRef,
    Some,
    Treatment,
    Version,
)

Answers = Mapping[str, Any]
Updates = dict[str, Any]
"""What one question adds to the answers, by the same names."""

UNANSWERED: Final = "?"
"""What stands in a template where an answer is to be filled in."""


class AnsweredResidual(Part):
    """The risk expected after the measures; the level follows from the other two."""

    likelihood: LikelihoodLevel | None = None
    consequence: ConsequenceLevel | None = None
    level: Level | None = None


class AnsweredRisk(Part):
    """What may be answered of one threat. Results may stand there, and are then compared with what the tables give."""

    threat: Id | None = None
    owner: Id | None = None
    scenario: Id | None = None
    threat_level: Id | None = None
    resilience: Maturity | None = None
    consequence: ConsequenceLevel | None = None
    likelihood: LikelihoodLevel | None = None
    inherent: Level | None = None
    level: Level | None = None
    treatment: Treatment | None = None
    measures: tuple[str, ...] | None = None
    residual: AnsweredResidual | None = None
    flags: Annotated[tuple[Flag, ...], Once] | None = None
    overrides: Overrides | None = None
    acceptance: Acceptance | None = None


class AnsweredAction(Part):
    """A measure to put in the plan; `planned_at` is when the assessment was completed unless it says otherwise."""

    title: str
    risks: Annotated[tuple[RiskRef, ...], Once, Some]
    type: ActionType
    responsible: Id
    planned_at: Moment | None = None
    due: Date
    raises: Mapping[Id, Maturity] | None = None
    cost: Cost | None = None


class FactsThen(Part):
    """What the register said of one risk when the file was made to be filled in."""

    threat_level: Id | None = None
    resilience: Maturity | None = None
    consequence: ConsequenceLevel | None = None
    likelihood: LikelihoodLevel | None = None
    level: Level | None = None


class Since(Part):
    """What a template was filled in from: if the register has moved meanwhile, the answers rest on something else."""

    system: Id
    procedure: Version
    criticality: Level
    assessment: str | None = None
    waiting: Annotated[tuple[Id, ...], Once] = ()
    risks: Mapping[Id, FactsThen] = {}


class AnswerFile(Entity):
    """A file of answers; every field is optional, and what is missing is asked for or named."""

    procedure: Version | None = None
    criticality: Level | None = None
    triggers: Annotated[tuple[Id, ...], Once, Some] | None = None
    performed_by: Annotated[tuple[Id, ...], Once, Some] | None = None
    completed_at: Moment | None = None
    corrective: str | None = None
    note: str | None = None
    risks: Mapping[Id, AnsweredRisk] | None = None
    excluded: Mapping[Id, str] | None = None
    actions: Mapping[Id, AnsweredAction] | None = None
    since: Since | None = None


class SharedAnswers(AnswerFile):
    """Answers for several systems at once: what holds for all of them, and each system's own."""

    systems: Mapping[Id, AnswerFile] | None = None


def without_unanswered(tree: Any) -> Any:
    """Return a tree of text without what a template left open, and without the mappings and lists that empties."""
    if isinstance(tree, Mapping):
        kept = {key: without_unanswered(value) for key, value in tree.items() if value != UNANSWERED}
        return {key: value for key, value in kept.items() if value not in ({}, ()) or tree[key] == value}
    if isinstance(tree, tuple):
        return tuple(without_unanswered(each) for each in tree if each != UNANSWERED)
    return tree


def flat(answered: AnswerFile) -> dict[str, Any]:
    """Return the answers of a file by their dotted names, as plain data that JSON can hold."""
    return dict(_flat(answered, ""))


_WHOLE: Final = ("excluded", "raises", "cost")
_NO_ANSWERS: Final = ("since", "systems")


def _flat(part: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for name in type(part).model_fields:
        value = getattr(part, name)
        if value is None or (not prefix and name in _NO_ANSWERS):
            continue
        path = prefix + name
        if name in ("risks", "actions") and isinstance(value, Mapping):
            for key, each in value.items():
                yield f"{path}.{key}", True
                yield from _flat(each, f"{path}.{key}.")
        elif name == "excluded":
            yield from ((f"{path}.{key}", str(each)) for key, each in value.items())
        elif hasattr(type(value), "model_fields") and name not in _WHOLE:
            yield from _flat(value, path + ".")
        else:
            yield path, plain(value)


def plain(value: Any) -> Any:
    """Return a value as JSON holds it: moments and dates as written."""
    if hasattr(type(value), "model_fields"):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if hasattr(value, "isoformat"):
        return getattr(value, "text", None) or value.isoformat()
    return str(value) if isinstance(value, str) else value
