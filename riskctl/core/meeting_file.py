"""What a meeting decided, as its secretary writes it: one person, one role, one time, several cases (P3.7, P4.3)."""

from typing import Annotated

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from riskctl.core.fields import Decision, Entity, Id, Moment, Part, Role, Sha256, Some


class MeetingCase(Part):
    """One case: without a decision it was put off, and still waits."""

    subject: str
    decision: Decision | None = None
    reason: str | None = None

    @model_validator(mode="after")
    def _rejected_with_reason(self) -> "MeetingCase":
        if self.decision == "rejected" and self.reason is None:
            raise PydanticCustomError("rejection_reason", "reason", {})
        return self


class MeetingFile(Entity):
    """The decisions of one meeting, and where its minutes lie."""

    role: Role
    by: Id
    at: Moment
    case: str
    sha256: Sha256 | None = None
    note: str | None = None
    witness: Id | None = None
    decisions: Annotated[tuple[MeetingCase, ...], Some]
