"""What the municipality does and what it does it with: processes, systems, suppliers (P2.0, P3.4, P3.6)."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from riskctl.core.fields import (
    CRITERIA,
    PERSPECTIVES,
    ConsequenceLevel,
    Criterion,
    Cvr,
    Date,
    Entity,
    Id,
    Importance,
    Level,
    Maturity,
    Nis2,
    Once,
    Part,
    PersonalData,
    Perspective,
    Some,
    SystemKind,
    SystemStatus,
)

Cell = tuple[Criterion, Perspective]
CELLS: tuple[Cell, ...] = tuple((criterion, perspective) for criterion in CRITERIA for perspective in PERSPECTIVES)


class ByPerspective(Part):
    """Consequence of losing one criterion, seen from each perspective (P4.1.2)."""

    nis2: ConsequenceLevel
    gdpr: ConsequenceLevel
    operations: ConsequenceLevel


class Consequence(Part):
    """The twelve cells: every criterion from every perspective (P4.1.3)."""

    availability: ByPerspective
    confidentiality: ByPerspective
    integrity: ByPerspective
    authenticity: ByPerspective

    def cells(self) -> Iterator[tuple[Cell, int]]:
        """Yield each cell with its level."""
        for criterion, perspective in CELLS:
            yield (criterion, perspective), getattr(getattr(self, criterion), perspective)


class ProcessAssessment(Part):
    """Who set the consequence of a process, when and why."""

    date: Date
    by: Annotated[tuple[Id, ...], Once, Some]
    reason: str


class Process(Entity):
    """A task or service of the municipality; consequence is set here first (P4.1.1)."""

    name: str
    unit: Id
    owner: Id
    nis2: Nis2
    tasks: tuple[str, ...] = ()
    consequence: Consequence
    assessed: ProcessAssessment


class Supports(Part):
    """That a system supports a process, and how much the process needs it."""

    process: Id
    importance: Importance


class DependsOn(Part):
    """That a system needs another one, and how much."""

    system: Id
    importance: Importance


class Deviation(Part):
    """A consequence cell set apart from what is derived, with the reason."""

    criterion: Criterion
    perspective: Perspective
    level: ConsequenceLevel
    reason: str


MEASURED = frozenset({"maturity", "date", "evidence"})
"""What a control states unless it is inherited."""


class Control(Part):
    """The maturity of a control, or where it is inherited from (P4.2.3)."""

    maturity: Maturity | None = None
    date: Date | None = None
    evidence: str | None = None
    source: Annotated[Id | None, Field(alias="from")] = None

    @model_validator(mode="after")
    def _measured_or_inherited(self) -> "Control":
        measured = MEASURED & self.model_fields_set
        if (self.source is None) == (not measured) or (measured and measured != MEASURED):
            raise PydanticCustomError("control", "maturity, date and evidence, or from", {})
        return self


class System(Entity):
    """An application, infrastructure or integration."""

    name: str
    kind: SystemKind
    status: SystemStatus
    registered: Date
    go_live: Date | None = None
    unit: Id
    owner: Id
    operations: Id | None = None
    supplier: Id | None = None
    personal_data: PersonalData
    criticality: Level
    nis2: Nis2 | None = None
    criticality_reason: str | None = None
    description: str | None = None
    hosting: str | None = None
    aliases: tuple[str, ...] = ()
    supports: tuple[Supports, ...] = ()
    depends_on: tuple[DependsOn, ...] = ()
    consequence: tuple[Deviation, ...] = ()
    controls: Mapping[Id, Control] = {}
    external: Mapping[Id, str] = {}

    @model_validator(mode="after")
    def _planned_has_go_live(self) -> "System":
        if self.status == "planned" and self.go_live is None:
            raise PydanticCustomError("go_live_missing", "go_live", {})
        return self

    @property
    def retired(self) -> bool:
        """Whether the system is out of use; such a one neither gives nor receives anything."""
        return self.status == "retired"


class SupplierAssessment(Part):
    """Who looked at a supplier, and when."""

    date: Date
    by: Annotated[tuple[Id, ...], Once, Some]


class Supplier(Entity):
    """Someone a system comes from or is run by."""

    name: str
    cvr: Cvr | None = None
    contact: str | None = None
    controls: Mapping[Id, Control] = {}
    assessed: SupplierAssessment | None = None
