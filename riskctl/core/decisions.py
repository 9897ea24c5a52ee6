"""Decisions and deviations: approvals, escalations, exceptions, and who holds which role."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from riskctl.core.fields import (
    ApprovalKind,
    Date,
    Decision,
    Digest,
    Email,
    Entity,
    Id,
    Level,
    Moment,
    Part,
    Role,
    Sha256,
    Some,
    Uuid,
    Version,
)


class Evidence(Part):
    """Where the minutes of a decision lie."""

    case: str
    sha256: Sha256 | None = None
    note: str | None = None


class Ruling(Part):
    """One decision within an approval statement, bound by digest to what was decided on."""

    subject: str
    digest: Digest
    level: Level | None = None
    decision: Decision
    reason: str | None = None

    @model_validator(mode="after")
    def _rejected_with_reason(self) -> "Ruling":
        if self.decision == "rejected" and self.reason is None:
            raise PydanticCustomError("rejection_reason", "reason", {})
        return self

    @model_validator(mode="after")
    def _level_but_for_policy(self) -> "Ruling":
        if (self.level is None) != (self.subject in POLICY_SUBJECTS):
            raise PydanticCustomError("ruling_level", "level", {})
        return self


POLICY_SUBJECTS = ("procedure", "organisation")


class Approval(Entity):
    """What one person decided at one time, in one role."""

    register_id: Annotated[Uuid, Field(alias="register")]
    role: Role
    by: Id
    at: Moment
    procedure: Version
    kind: ApprovalKind
    evidence: Evidence | None = None
    witness: Id | None = None
    decisions: Annotated[tuple[Ruling, ...], Some]

    @model_validator(mode="after")
    def _minuted_has_case(self) -> "Approval":
        if self.kind == "minuted" and self.evidence is None:
            raise PydanticCustomError("evidence_missing", "evidence", {})
        return self


class Escalation(Entity):
    """One escalation made: about what, to whom, when."""

    about: str
    to: Role
    at: Moment
    by: Id
    note: str


class Exemption(Entity):
    """An accepted deviation from a rule of `check` (the folder `exceptions/`)."""

    rule: Annotated[str, Field(pattern=r"^[A-Z]{3}[0-9]{3}$")]
    subject: str
    reason: str
    by: Id
    until: Date


class Unit(Part):
    """A part of the municipality."""

    name: str
    parent: Id | None = None


class Person(Part):
    """Someone who can hold roles and be responsible."""

    name: str
    email: Email


class Key(Part):
    """A public key with which a person signs, and when it counts."""

    key: str
    since: Annotated[Date, Field(alias="from")]
    until: Date


class RoleHolding(Part):
    """Who held a role, for which unit, and when; `until` is inclusive."""

    role: Role
    person: Id
    unit: Id | None = None
    since: Annotated[Date, Field(alias="from")]
    until: Date | None = None
    deputy: Id | None = None


class Organisation(Entity):
    """Units, people, their keys, and who held which role when (P2.6, P3.3)."""

    units: Mapping[Id, Unit]
    people: Mapping[Id, Person]
    keys: Mapping[Id, tuple[Key, ...]] = {}
    roles: tuple[RoleHolding, ...]
