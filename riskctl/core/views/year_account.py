"""What a year gave and what the next one asks for: the quarters, what the actions cost and did, what remains (P6.2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from riskctl.core.approval import Approvals
from riskctl.core.assessments import Action
from riskctl.core.fields import Level, highest
from riskctl.core.moment import Quarter, Year, end_of, instant, start_of
from riskctl.core.views.period import Period
from riskctl.core.views.quarter_happened import as_assessed


@dataclass(frozen=True, slots=True)
class Price:
    """What a number of actions cost together: `priced` of them have a price, in kroner and hours of work."""

    actions: int
    priced: int
    dkk: int
    hours: int


@dataclass(frozen=True, slots=True)
class Done:
    """An action completed in the year: the worst level of its risks before, and the level expected after it.

    What was found is in the effect of the action, where it has been assessed.
    """

    action: Action
    before: Level | None
    expected: Level | None


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """What happened in a quarter of the year: actions completed and their price, events and incidents."""

    quarter: Quarter
    completed: Price
    events: int
    incidents: int


@dataclass(frozen=True, slots=True)
class YearAccount:
    """The account of a year.

    `completed` is the price of the actions completed in it, `unfinished` of those decided on and not ended.
    """

    quarters: tuple[QuarterRow, ...]
    done: tuple[Done, ...]
    completed: Price
    unfinished: Price


def year_account(judged: Approvals, period: Period, year: Year) -> YearAccount:
    """Return the account of a year from the register at its end."""
    actions = list(judged.register.actions.values())
    ended = [each for each in actions if each.completed_at is not None and period.holds(each.completed_at)]
    ended.sort(key=lambda each: (instant(each.completed_at or each.due, judged.engine.clock.zone), each.id))
    going = [each for each in actions if each.planned_at is not None and not each.ended]
    return YearAccount(
        quarters=tuple(_quarter(judged, Quarter(year.year, number), ended) for number in (1, 2, 3, 4)),
        done=tuple(_done(judged, each) for each in ended),
        completed=price(ended),
        unfinished=price(going),
    )


def price(actions: Iterable[Action]) -> Price:
    """Return what actions cost together."""
    found = list(actions)
    costs = [each.cost for each in found if each.cost is not None]
    return Price(len(found), len(costs), sum(each.dkk for each in costs), sum(each.hours for each in costs))


def _done(judged: Approvals, action: Action) -> Done:
    """Return an action with the levels of its risks as they stood when its effect was assessed, else when it ended."""
    at = action.effect.at if action.effect else action.completed_at
    risks = [as_assessed(judged.engine.latest, ref, at) for ref in action.risks] if at else []
    known = [each for each in risks if each is not None]
    return Done(action, highest([each.level for each in known]), highest([each.residual.level for each in known]))


def _quarter(judged: Approvals, quarter: Quarter, ended: Iterable[Action]) -> QuarterRow:
    zone = judged.engine.clock.zone
    opened, closed = start_of(quarter.first, zone), end_of(quarter.last, zone)
    events = [each for each in judged.register.events.values() if opened <= each.occurred_at < closed]
    completed = (each for each in ended if each.completed_at is not None and opened <= each.completed_at < closed)
    return QuarterRow(quarter, price(completed), len(events), sum(each.is_incident for each in events))
