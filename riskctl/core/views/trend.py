"""How the picture has moved over the last quarters: the same few numbers at the end of each (P6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from riskctl.core.fields import Level
from riskctl.core.moment import Quarter
from riskctl.core.views import quarter_status as status
from riskctl.core.views.due import due_items
from riskctl.core.views.period import Period
from riskctl.core.views.risks import risk_register
from riskctl.core.views.side import Side

QUARTERS: Final = 8
"""How many quarters a trend shows, the last of the report among them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where things stood at the end of a quarter: risks, systems and those assessed in time, plans, actions."""

    levels: Mapping[Level, int]
    systems: int
    in_time: int
    plans: Mapping[status.PlanState, int]
    completed: int


@dataclass(frozen=True, slots=True)
class Point:
    """A quarter in a trend; `standing` is None where there was no register yet."""

    quarter: Quarter
    standing: Standing | None


def standing(period: Period, side: Side) -> Standing:
    """Return where things stood at the end of a quarter."""
    judged = side.judged
    rows = status.coverage(judged, due_items(judged.engine, judged)).values()
    by_level = status.plans(risk_register(judged)).values()
    return Standing(
        levels=status.levels_of(judged.engine.latest),
        systems=sum(each.systems for each in rows),
        in_time=sum(each.in_time for each in rows),
        plans={state: sum(row[state] for row in by_level) for state in status.PLAN_STATES},
        completed=status.actions(judged, period)["completed"],
    )


def quarters_until(last: Quarter) -> list[Quarter]:
    """Return the quarters of a trend, oldest first."""
    found = [last]
    while len(found) < QUARTERS:
        found.append(found[-1].previous)
    return found[::-1]
