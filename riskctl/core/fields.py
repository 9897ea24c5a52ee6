"""The types of single fields.

The loader hands over every scalar as text, so a type is never guessed: each of these gives one
meaning to a text, and refuses the rest. `Quoted` marks text that was quoted, which is never a number.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, Self, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    PlainValidator,
    PrivateAttr,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from riskctl.core import ids, moment

Level = Literal["low", "medium", "high", "critical"]
"""Both the criticality class of a system and the level of a risk: two axes with the same names."""
Criterion = Literal["availability", "confidentiality", "integrity", "authenticity"]
Perspective = Literal["nis2", "gdpr", "operations"]
Nis2 = Literal["none", "important", "critical"]
PersonalData = Literal["none", "ordinary", "sensitive"]
Importance = Literal["essential", "important", "supporting"]
Aspect = Literal["technical", "organisational", "human", "physical"]
SystemKind = Literal["application", "infrastructure", "integration"]
SystemStatus = Literal["planned", "in-use", "retired"]
ThreatCategory = Literal[
    "malicious", "insider", "human-error", "technical", "supplier", "physical", "natural", "organisational", "legal"
]
EventKind = Literal[
    "incident",
    "change-system",
    "change-supplier",
    "change-organisation",
    "threat-landscape",
    "procurement",
    "legislation",
]
IncidentCategory = Literal["data-breach", "outage", "cyber-attack", "other"]
Magnitude = Literal["minor", "major"]
Treatment = Literal["mitigate", "accept", "transfer", "avoid"]
Flag = Literal["complexity", "dependency"]
ActionType = Literal["technical", "procedural", "organisational", "awareness", "contingency"]
ApprovalKind = Literal["signed", "minuted"]
Decision = Literal["approved", "rejected"]
Acceptability = Literal["allowed", "with-approval", "never"]
Condition = Literal["assessment-overdue", "plan-overdue", "action-overdue", "residual-high", "flagged", "always"]
Role = Literal[
    "system-owner",
    "it-operations",
    "service-owner",
    "security-coordinator",
    "head-of-service",
    "head-of-department",
    "director",
    "executive-board",
    "it-management",
    "isu",
    "chief-executive",
    "emergency-management",
    "political-level",
    "external-authorities",
    "management",
]

LEVELS: Final[tuple[Level, ...]] = get_args(Level)
CRITERIA: Final[tuple[Criterion, ...]] = get_args(Criterion)
PERSPECTIVES: Final[tuple[Perspective, ...]] = get_args(Perspective)
ASPECTS: Final[tuple[Aspect, ...]] = get_args(Aspect)
ROLES: Final[tuple[Role, ...]] = get_args(Role)


def rank(level: Level) -> int:
    """Return the place of a level, 0 for low: levels are compared by it."""
    return LEVELS.index(level)


def highest(levels: "list[Level] | tuple[Level, ...]") -> Level | None:
    """Return the highest of the levels; None when there is none."""
    return max(levels, key=rank, default=None)


class Quoted(str):
    """Text that was quoted in the file, and so is never a number."""

    __slots__ = ()


class Entity(BaseModel):
    """What one file holds. Its identity is the path of the file, set by the loader."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)
    _id: str = PrivateAttr("")

    @property
    def id(self) -> str:
        """The id: the path without folder and ending."""
        private = self.__pydantic_private__  # what pydantic itself takes ten times as long to look up
        return private["_id"] if private else ""

    def identified(self, id_: str) -> Self:
        """Return the entity, knowing its id."""
        self._id = id_
        return self


class Part(BaseModel):
    """A mapping inside an entity."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


def _text_as(kind: str, parse: Callable[[str], Any]) -> PlainValidator:
    def validate(value: object) -> Any:
        if not isinstance(value, str):
            raise PydanticCustomError(kind, "{kind}", {"kind": kind})
        try:
            return parse(value)
        except ValueError:
            raise PydanticCustomError(kind, "{kind}", {"kind": kind}) from None

    return PlainValidator(validate)


PATTERNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "id": ids.ID_PATTERN,
        "risk_ref": rf"{ids.ID_PATTERN}#{ids.ID_PATTERN}",
        "assessment_ref": rf"{ids.ID_PATTERN}/[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(-[0-9]+)?",
        "version": r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}",
        "uuid": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        "sha256": r"[0-9a-f]{64}",
        "digest": r"sha256:[0-9a-f]{64}",
        "cvr": r"[0-9]{8}",
        "email": r"[^@\s]{1,64}@[^@\s]{1,190}",
        "url": r'https?://[^\s<>"]+',
    }
)
"""The form of each kind of text that has one; the whole text matches."""


def _matching(kind: str) -> PlainValidator:
    compiled = re.compile(PATTERNS[kind], re.ASCII)

    def parse(text: str) -> str:
        if compiled.fullmatch(text) is None:
            raise ValueError(text)
        return str(text)

    return _text_as(kind, parse)


_WHOLE: Final = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)


def _whole(value: object) -> int:
    if isinstance(value, str) and not isinstance(value, Quoted) and _WHOLE.fullmatch(value):
        return int(value)
    if type(value) is int and value >= 0:
        return value
    raise PydanticCustomError("whole_number", "whole number", {})


def _between(least: int, most: int) -> PlainValidator:
    def validate(value: object) -> int:
        number = _whole(value)
        if not least <= number <= most:
            raise PydanticCustomError("out_of_range", "{least}-{most}", {"least": least, "most": most})
        return number

    return PlainValidator(validate)


def _on_scale(scale: str) -> PlainValidator:
    def validate(value: object, info: ValidationInfo) -> int:
        number = _whole(value)
        most = (info.context or {}).get(scale, 9)
        if not 1 <= number <= most:
            raise PydanticCustomError("out_of_range", "{least}-{most}", {"least": 1, "most": most})
        return number

    return PlainValidator(validate)


def _no_repeats(value: object) -> object:
    if isinstance(value, tuple) and len(set(map(str, value))) != len(value):
        raise PydanticCustomError("repeated_item", "repeated item", {})
    return value


def _some(value: object) -> object:
    if isinstance(value, tuple) and not value:
        raise PydanticCustomError("empty_list", "empty list", {})
    return value


Once = BeforeValidator(_no_repeats)
"""A list in which nothing stands twice."""
Some = BeforeValidator(_some)
"""A list that is not empty."""

Id = Annotated[str, _matching("id")]
RiskRef = Annotated[str, _matching("risk_ref")]
AssessmentRef = Annotated[str, _matching("assessment_ref")]
Version = Annotated[str, _matching("version")]
Uuid = Annotated[str, _matching("uuid")]
Sha256 = Annotated[str, _matching("sha256")]
Digest = Annotated[str, _matching("digest")]
Cvr = Annotated[str, _matching("cvr")]
Email = Annotated[str, _matching("email")]
Url = Annotated[str, _matching("url")]
Date = Annotated[date, _text_as("date", moment.parse_date)]
Moment = Annotated[datetime, _text_as("moment", moment.parse_moment)]
Length = Annotated[moment.Duration, _text_as("duration", moment.parse_duration), PlainSerializer(str)]

ConsequenceLevel = Annotated[int, _on_scale("consequence")]
LikelihoodLevel = Annotated[int, _on_scale("likelihood")]
Maturity = Annotated[int, _on_scale("resilience")]
ScaleLevel = Annotated[int, _between(1, 9)]
Amount = Annotated[int, PlainValidator(_whole)]
Percent = Annotated[int, _between(0, 100)]
