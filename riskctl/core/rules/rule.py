"""What a rule is, and what every rule may look at."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from riskctl.core.approval import Approvals
from riskctl.core.finding import Path, Severity
from riskctl.core.moment import Clock
from riskctl.core.procedure import Procedure
from riskctl.core.rating import Engine
from riskctl.core.register import Register, as_of


@dataclass(frozen=True, slots=True)
class Found:
    """One place where a rule is broken: the file, the path in it, the entity, and what fills the message."""

    ref: str
    path: Path
    subject: str
    values: Mapping[str, object] = field(default_factory=dict)


class Context:
    """What rules look at.

    Errors judge content: they look at the whole register, whatever the clock says. Only warnings may look
    at `today`, the register as of the clock.
    """

    def __init__(self, register: Register, clock: Clock) -> None:
        self.register = register
        self.clock = clock

    @property
    def procedure(self) -> Procedure:
        """The procedure in force."""
        return self.register.procedure

    @cached_property
    def whole(self) -> Engine:
        """Computed from the whole register, also what is dated after the clock."""
        return Engine(self.register, self.clock)

    @cached_property
    def today(self) -> Engine:
        """Computed from the register as of the clock."""
        return Engine(as_of(self.register, self.clock), self.clock)

    @cached_property
    def approvals(self) -> Approvals:
        """Every decision, judged."""
        return Approvals(self.whole)


Check = Callable[[Context], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of `check`: its function (none where the loader itself finds it), severity and clause."""

    check: Check | None
    severity: Severity
    clause: str
