"""How the decisions and the policy of one step were judged."""

from dataclasses import dataclass
from datetime import datetime

from riskctl.core.approval import Decided, Fault
from riskctl.core.procedure import Procedure
from riskctl.core.trail.step import File


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """One decision that arrived, the file it stands in, and what is wrong with it (None: it is sound)."""

    file: File
    decided: Decided
    fault: Fault | None

    @property
    def order(self) -> tuple[datetime, str]:
        """What decides which of two decisions is the newer."""
        return self.decided.statement.at, self.decided.statement.id


@dataclass(frozen=True, slots=True)
class PolicyStep:
    """What a step does to the policy: whether it changes it without a decision, and how its decisions were judged.

    `earlier` is the procedure that the mainline held before; `adopted`: whether the step changes it by a decision.
    """

    procedure_unapproved: bool = False
    organisation_unapproved: bool = False
    earlier: Procedure | None = None
    judged: tuple[Judged, ...] = ()
    adopted: bool = False
