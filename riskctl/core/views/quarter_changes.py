"""What moved between the two ends of a quarter, and why (P6.1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from riskctl.core.fields import Level, rank
from riskctl.core.register import CurrentRisk

Cause = Literal["new", "closed", "procedure", "threat", "controls", "consequence", "judgement"]
CAUSES: Final[tuple[Cause, ...]] = get_args(Cause)
Direction = Literal["new", "up", "down", "closed"]


@dataclass(frozen=True, slots=True)
class Change:
    """A risk whose level is not the same at both ends; `before` or `after` is None where it was not there."""

    risk: str
    before: Level | None
    after: Level | None
    cause: Cause

    @property
    def direction(self) -> Direction:
        """Whether it came, rose, fell or went."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "closed"
        return "up" if rank(self.after) > rank(self.before) else "down"


def changes(before: Mapping[str, CurrentRisk], after: Mapping[str, CurrentRisk]) -> Iterator[Change]:
    """Yield every risk that came, went or changed its level, by id."""
    for id_ in sorted({*before, *after}):
        was, now = before.get(id_), after.get(id_)
        if was is None and now is not None:
            yield Change(id_, None, now.risk.level, "new")
        elif was is not None and now is None:
            yield Change(id_, was.risk.level, None, "closed")
        elif was is not None and now is not None and was.risk.level != now.risk.level:
            yield Change(id_, was.risk.level, now.risk.level, cause_of(was, now))


def cause_of(was: CurrentRisk, now: CurrentRisk) -> Cause:
    """Return the first input that differs between the two assessments as they stood; none of them: a judgement."""
    if was.assessment.procedure != now.assessment.procedure:
        return "procedure"
    if (was.threat, was.risk.threat_level) != (now.threat, now.risk.threat_level):
        return "threat"
    if was.risk.resilience != now.risk.resilience:
        return "controls"
    return "consequence" if was.risk.consequence != now.risk.consequence else "judgement"
