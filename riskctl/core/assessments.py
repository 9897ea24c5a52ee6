"""Assessments of systems, and the actions that follow from them (P4.0.4, P5, P7.1)."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from riskctl.core.fields import (
    ActionType,
    Amount,
    AssessmentRef,
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
    Percent,
    RiskRef,
    Some,
    Treatment,
    Version,
)


class Residual(Part):
    """The risk expected once the recommended measures are in place."""

    likelihood: LikelihoodLevel
    consequence: ConsequenceLevel
    level: Level


class Acceptance(Part):
    """Why a risk is accepted, and until when."""

    reason: str | None = None
    until: Date | None = None


class Overrides(Part):
    """Why a stored value differs from what the tables give."""

    consequence: str | None = None
    resilience: str | None = None
    likelihood: str | None = None


class Risk(Part):
    """One threat to one system, judged: the inputs as they stood, and the results."""

    threat: Id | None = None
    owner: Id | None = None
    scenario: Id | None = None
    threat_level: Id
    resilience: Maturity
    consequence: ConsequenceLevel
    likelihood: LikelihoodLevel
    inherent: Level
    level: Level
    treatment: Treatment
    measures: tuple[str, ...] = ()
    residual: Residual
    flags: Annotated[tuple[Flag, ...], Once] = ()
    overrides: Overrides = Overrides()
    acceptance: Acceptance | None = None


class Assessment(Entity):
    """One assessment of one system; never edited once it is completed."""

    procedure: Version
    criticality: Level | None = None
    triggers: Annotated[tuple[Id, ...], Once, Some]
    performed_by: Annotated[tuple[Id, ...], Once, Some]
    completed_at: Moment
    corrective: str | None = None
    unchanged_since: AssessmentRef | None = None
    note: str | None = None
    risks: Mapping[Id, Risk]
    excluded: Mapping[Id, str] = {}

    @property
    def system(self) -> str:
        """The id of the system that was assessed."""
        return self.id.partition("/")[0]

    @property
    def planned(self) -> bool:
        """Whether the calendar asked for it, not an event."""
        return "planned" in self.triggers


NOT_EVENTS = ("planned", "procurement")
"""Triggers that are no event ids."""


class Cost(Part):
    """What an action costs, in kroner and in hours of work."""

    dkk: Amount
    hours: Amount


class Progress(Part):
    """How far an action had come at one moment."""

    at: Moment
    by: Id
    percent: Percent
    note: str


class Effect(Part):
    """The residual level found after an action was completed (P5.4)."""

    at: Moment
    by: Id
    level: Level
    note: str


class Cancellation(Part):
    """That an action was given up, by whom and why."""

    at: Moment
    by: Id
    reason: str


class Action(Entity):
    """One measure in a plan (P5.2, P5.3)."""

    title: str
    risks: Annotated[tuple[RiskRef, ...], Once, Some]
    type: ActionType
    responsible: Id
    planned_at: Moment | None = None
    started_at: Moment | None = None
    due: Date
    completed_at: Moment | None = None
    raises: Mapping[Id, Maturity] = {}
    cost: Cost | None = None
    progress: tuple[Progress, ...] = ()
    effect: Effect | None = None
    cancelled: Cancellation | None = None

    @model_validator(mode="after")
    def _ends_one_way(self) -> "Action":
        if self.cancelled is not None and (self.completed_at is not None or self.effect is not None):
            raise PydanticCustomError("cancelled_and_completed", "cancelled", {})
        return self

    @property
    def state(self) -> str:
        """`open`, `started`, `completed` or `cancelled`."""
        if self.cancelled is not None:
            return "cancelled"
        if self.completed_at is not None:
            return "completed"
        return "started" if self.started_at is not None else "open"

    @property
    def ended(self) -> bool:
        """Whether it is completed or cancelled."""
        return self.state in ("completed", "cancelled")
