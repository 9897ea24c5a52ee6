"""One thing that must happen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from riskctl.core.fields import Level, Role
from riskctl.core.moment import Due
from riskctl.core.roles import Responsible

Kind = Literal[
    "assessment",
    "revision",
    "process",
    "supplier",
    "plan",
    "action",
    "approval",
    "acceptance",
    "effect",
    "escalation",
    "threat",
    "procedure",
    "report",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing that must happen; it exists only while it is unmet.

    `reason` keys a sentence in `riskctl.text`, filled by `values`. `consider` are roles the table
    advises, never demands. `units` are those it belongs to.
    """

    id: str
    kind: Kind
    subject: str
    system: str | None
    level: Level | None
    due: Due
    responsible: tuple[Responsible, ...]
    clause: str
    reason: str
    values: Mapping[str, object] = field(default_factory=dict)
    target: Due | None = None
    consider: tuple[Role, ...] = ()
    units: tuple[str, ...] = ()
