"""What it costs to do nothing: what stays, and what passes its deadline, if nobody acts (P6.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from riskctl.core.approval import Approvals
from riskctl.core.fields import Perspective, rank
from riskctl.core.moment import Span, day_of
from riskctl.core.views.due_item import Kind
from riskctl.core.views.quarter_status import Load
from riskctl.core.views.risks import RiskView


@dataclass(frozen=True, slots=True)
class Standstill:
    """What stands at the end of the period after, if nothing is done.

    `risks` stay at or above the threshold; `late` is how much of each kind will be past its deadline; `ending` is how
    many acceptances run out. `gravest` is the highest consequence among the risks, and the perspective that gives it.
    """

    risks: int
    late: Mapping[Kind, int]
    ending: int
    gravest: tuple[int, Perspective] | None


def standstill(judged: Approvals, views: Iterable[RiskView], load: Mapping[Kind, Load], following: Span) -> Standstill:
    """Return what it costs to do nothing until the end of the period after."""
    zone, threshold = judged.engine.clock.zone, rank(judged.register.procedure.reporting.threshold)
    staying = [view for view in views if rank(view.current.risk.level) >= threshold]
    ending = [view.accepted_until for view in views if view.accepted_until is not None]
    return Standstill(
        len(staying),
        {kind: each.overdue + each.due for kind, each in load.items()},
        sum(day_of(until, zone) <= following.last for until in ending),
        _gravest(judged, staying),
    )


def _gravest(judged: Approvals, views: list[RiskView]) -> tuple[int, Perspective] | None:
    """Return the highest consequence among the worst risks, and the first perspective that gives it."""
    rated = [view.current for view in views if view.current.threat in judged.register.threats]
    if not rated:
        return None
    current = max(rated, key=lambda each: (rank(each.risk.level), each.risk.consequence))
    return current.risk.consequence, judged.engine.worst_cell(current.system, current.threat)[1]
