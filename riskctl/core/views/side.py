"""The register at one end of a period."""

from dataclasses import dataclass
from datetime import datetime

from riskctl.core.approval import Approvals


@dataclass(frozen=True, slots=True)
class Side:
    """The register at one end of a period, judged by that end's clock, and the commit it was read from.

    `unreadable` is how many of the commit's files could not be read and are left out.
    """

    commit: str
    committed_at: datetime
    judged: Approvals
    content_hash: str
    unreadable: int = 0
