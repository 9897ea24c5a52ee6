"""The health of a register's surroundings, as values: what was found, and the commands that mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from riskctl.core.finding import Severity

Status = Literal["ok"] | Severity


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `id`, how it stands, `found` that keys the sentence, and the commands that mend it.

    An empty command is none.
    """

    id: str
    status: Status
    found: str = "ok"
    values: Mapping[str, object] = field(default_factory=dict)
    mend: tuple[str, ...] = ()
