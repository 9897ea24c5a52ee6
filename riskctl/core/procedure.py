"""The procedure: every table, scale and deadline that a municipality edits (`procedure.yaml`)."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Annotated, Any, Generic, TypeVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from riskctl.core.fields import (
    Acceptability,
    ApprovalKind,
    Aspect,
    Condition,
    Date,
    Entity,
    Id,
    Length,
    Level,
    Nis2,
    Once,
    Part,
    PersonalData,
    Role,
    ScaleLevel,
    Some,
    Url,
    Uuid,
    Version,
    rank,
)
from riskctl.core.threats import Bilingual

Roles = Annotated[tuple[Role, ...], Once]
Row = tuple[ScaleLevel, ...]
T = TypeVar("T")
N = TypeVar("N", str, int)


class PerLevel(Part, Generic[T]):
    """One thing for each level of risk or class of system."""

    low: T
    medium: T
    high: T
    critical: T

    def __getitem__(self, level: Level) -> T:
        thing: T = getattr(self, level)
        return thing


class ConsequenceStep(Part):
    """What one level of consequence means from each perspective (P4.1.4)."""

    name: Bilingual
    nis2: Bilingual
    gdpr: Bilingual
    operations: Bilingual


class ScaleStep(Part):
    """What one level of likelihood or resilience means (P4.2.4)."""

    name: Bilingual
    text: Bilingual


class ByImportance(Part):
    """How much of a consequence passes on, by importance: one level for each level (P4.1.1)."""

    essential: Row
    important: Row
    supporting: Row


class ConsequenceTables(Part):
    """The scale of consequence and how it is inherited."""

    scale: Annotated[tuple[ConsequenceStep, ...], Some]
    by_importance: ByImportance


class LikelihoodTables(Part):
    """Threat level x resilience gives likelihood (P4.2.1)."""

    scale: Annotated[tuple[ScaleStep, ...], Some]
    resilience_scale: Annotated[tuple[ScaleStep, ...], Some]
    threat_levels: Annotated[tuple[Id, ...], Once, Some]
    table: Mapping[Id, Row]


class RiskMatrix(Part):
    """Consequence x likelihood gives the level of a risk (P4.2.5)."""

    matrix: Annotated[tuple[tuple[Level, ...], ...], Some]


class LevelsByPersonalData(Part):
    """The lowest class for each kind of personal data (P3.5)."""

    none: Level
    ordinary: Level
    sensitive: Level


class LevelsByNis2(Part):
    """The lowest class for each NIS2 class (P3.4)."""

    none: Level
    important: Level
    critical: Level


class Criticality(Part):
    """How a system's class is suggested, and what each class means (P3.4, P3.7)."""

    from_consequence: Annotated[tuple[Level, ...], Some]
    personal_data: LevelsByPersonalData
    nis2: LevelsByNis2
    texts: PerLevel[Bilingual]

    def given_by(self, consequence: int) -> Level:
        """Return the class that a level of consequence gives; one above the scale counts as the highest on it."""
        return self.from_consequence[min(consequence, len(self.from_consequence)) - 1]

    def floor_of(self, personal_data: PersonalData, nis2: Nis2) -> tuple[Level, Level]:
        """Return the lowest class that personal data and the NIS2 class each allow."""
        return getattr(self.personal_data, personal_data), getattr(self.nis2, nis2)


class Escalate(Part):
    """When something is escalated, and to whom; `consider` is advice."""

    when: Annotated[tuple[Condition, ...], Once]
    to: Roles
    consider: Roles = ()


class ReassessmentRow(Part):
    """Figure 3.1 for one class of system."""

    every: Length
    responsible: Annotated[Roles, Some]
    approval: Roles
    escalate: Escalate


class TreatmentRow(Part):
    """Figure 4.3.1 for one level of risk."""

    target: Length | None = None
    within: Length
    responsible: Annotated[Roles, Some]
    approval: Roles
    acceptance: Acceptability
    acceptance_approval: Roles | None = None
    escalate: Escalate
    resources: Bilingual

    @property
    def accepted_by(self) -> tuple[Role, ...]:
        """The roles of which one decides on an acceptance; none where no decision is needed."""
        if self.acceptance == "allowed":
            return ()
        return self.approval if self.acceptance_approval is None else self.acceptance_approval


class HighResidual(Part):
    """Which residual levels go to management whatever the class (P3.10)."""

    levels: Annotated[tuple[Level, ...], Once]
    to: Roles


class Revision(Part):
    """How often the procedure itself is revised, and when it last was (P8.1)."""

    every: Length
    last: Date


class ControlType(Part):
    """A control whose maturity is rated, and where the law and the standard ask for it (P1.2, P4.2.3)."""

    name: Bilingual
    aspect: Aspect
    nis2: tuple[str, ...]
    iso27001: tuple[str, ...]


class Quarterly(Part):
    """To whom the quarterly report goes, and how long after the quarter (P6.1)."""

    to: Role
    within: Length


class Yearly(Part):
    """To whom the yearly input goes (P6.2)."""

    to: Role


class Reporting(Part):
    """Who reports what to whom (P5.6, P5.7, P6.0)."""

    threshold: Level
    maintained_by: Role
    prepared_by: Role
    quarterly: Quarterly
    yearly: Yearly


def _shape(where: str, wanted: int, found: int) -> PydanticCustomError:
    return PydanticCustomError("table_shape", "{where}", {"where": where, "wanted": wanted, "found": found})


class Procedure(Entity):
    """One adopted procedure, whole."""

    version: Version
    register_id: Annotated[Uuid, Field(alias="register")]
    municipality: str
    language: Annotated[str, Field(pattern=r"^(da|en)$")]
    timezone: Annotated[str, Field(pattern=r"^[A-Za-z]+(/[A-Za-z_]+)*$")]
    policy: Url
    approval: Annotated[Roles, Some]
    organisation_approval: Annotated[Roles, Some]
    approval_kinds: PerLevel[Annotated[tuple[ApprovalKind, ...], Once]]
    approval_window: Length
    revision: Revision
    consequence: ConsequenceTables
    likelihood: LikelihoodTables
    risk: RiskMatrix
    criticality: Criticality
    reassessment: PerLevel[ReassessmentRow]
    high_residual: HighResidual
    revision_grace: Length
    treatment: PerLevel[TreatmentRow]
    controls: Mapping[Id, ControlType]
    event_response: Length
    threat_review: Length
    effect_review: Length
    supplier_review: Length
    reporting: Reporting

    @model_validator(mode="after")
    def _every_cell_filled(self) -> "Procedure":
        for where, wanted, found in _shapes(self):
            if wanted != found:
                raise _shape(where, wanted, found)
        for where, most, row in _entries(self):
            for entry in row:
                if entry > most:
                    raise PydanticCustomError("table_entry", "{where}", {"where": where, "most": most, "found": entry})
        return self

    @property
    def scales(self) -> dict[str, int]:
        """How many levels each scale has; the loader checks every other file against it."""
        return {
            "consequence": len(self.consequence.scale),
            "likelihood": len(self.likelihood.scale),
            "resilience": len(self.likelihood.resilience_scale),
        }

    def passed_on(self, importance: str, level: int) -> int:
        """Return the level of consequence that passes on through an importance (P4.1.1).

        A level above the scale counts as the highest on it: `check` tells of it.
        """
        row: Row = getattr(self.consequence.by_importance, importance)
        return row[min(level, len(row)) - 1]

    def likelihood_of(self, threat_level: str | None, resilience: int) -> int | None:
        """Return the likelihood for a threat level and a resilience; None when the table has no such cell (P4.2.1)."""
        row = self.likelihood.table.get(threat_level or "", ())
        return row[resilience - 1] if 1 <= resilience <= len(row) else None

    def level_of(self, consequence: int, likelihood: int | None) -> Level | None:
        """Return the level of a risk; None when the matrix has no such cell (P4.2.5)."""
        matrix = self.risk.matrix
        if likelihood is None or not 1 <= consequence <= len(matrix) or not 1 <= likelihood <= len(matrix[0]):
            return None
        return matrix[consequence - 1][likelihood - 1]

    def threat_rank(self, threat_level: str) -> int:
        """Return the place of a threat level on its scale, -1 when it is not on it."""
        levels = self.likelihood.threat_levels
        return levels.index(threat_level) if threat_level in levels else -1


def _shapes(procedure: Procedure) -> Iterator[tuple[str, int, int]]:
    """Yield where, how many entries a table must have there, and how many it has."""
    scales = procedure.scales
    for importance in ("essential", "important", "supporting"):
        row: Row = getattr(procedure.consequence.by_importance, importance)
        yield f"consequence.by_importance.{importance}", scales["consequence"], len(row)
    table = procedure.likelihood.table
    for threat_level in procedure.likelihood.threat_levels:
        yield f"likelihood.table.{threat_level}", scales["resilience"], len(table.get(threat_level, ()))
    yield "likelihood.table", len(procedure.likelihood.threat_levels), len(table)
    yield "risk.matrix", scales["consequence"], len(procedure.risk.matrix)
    for number, levels in enumerate(procedure.risk.matrix, 1):
        yield f"risk.matrix[{number}]", scales["likelihood"], len(levels)
    yield "criticality.from_consequence", scales["consequence"], len(procedure.criticality.from_consequence)


def _entries(procedure: Procedure) -> Iterator[tuple[str, int, Row]]:
    """Yield where, the highest entry allowed there, and the row."""
    scales = procedure.scales
    for importance in ("essential", "important", "supporting"):
        yield (
            f"consequence.by_importance.{importance}",
            scales["consequence"],
            getattr(procedure.consequence.by_importance, importance),
        )
    for threat_level, row in procedure.likelihood.table.items():
        yield f"likelihood.table.{threat_level}", scales["likelihood"], row


def monotone_faults(procedure: Procedure) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of each place where more threat, consequence or likelihood, or less resilience, gives less."""
    for importance in ("essential", "important", "supporting"):
        if _falls(getattr(procedure.consequence.by_importance, importance)):
            yield ("consequence", "by_importance", importance)
    rows = [procedure.likelihood.table[level] for level in procedure.likelihood.threat_levels]
    for name, row in zip(procedure.likelihood.threat_levels, rows, strict=True):
        if _falls(row[::-1]):
            yield ("likelihood", "table", name)
    yield from (("likelihood", "table", name) for name in _falling_columns(procedure.likelihood.threat_levels, rows))
    ranks = [[rank(level) for level in levels] for levels in procedure.risk.matrix]
    rows_of_matrix = tuple(range(len(ranks)))
    for index, levels in zip(rows_of_matrix, ranks, strict=True):
        if _falls(levels):
            yield ("risk", "matrix", index)
    yield from (("risk", "matrix", index) for index in _falling_columns(rows_of_matrix, ranks))
    if _falls([rank(level) for level in procedure.criticality.from_consequence]):
        yield ("criticality", "from_consequence")


def _falls(row: Any) -> bool:
    return any(after < before for before, after in pairwise(row))


def _falling_columns(names: tuple[N, ...], rows: Any) -> Iterator[N]:
    for name, above, below in zip(names[1:], rows, rows[1:], strict=False):
        if any(after < before for before, after in zip(above, below, strict=True)):
            yield name
