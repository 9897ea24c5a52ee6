"""The due list: what must happen, when, by whom, and why."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final, Literal, get_args

from riskctl.core import roles
from riskctl.core.approval import Approvals
from riskctl.core.fields import rank
from riskctl.core.finding import Phrase
from riskctl.core.moment import Clock, Duration, day_of, days_past, hours_past, instant, is_past
from riskctl.core.rating import Engine
from riskctl.core.views import due_handling, due_knowing
from riskctl.core.views.due_item import DueItem
from riskctl.core.workdays import note_on

Status = Literal["overdue", "due", "upcoming"]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)


@dataclass(frozen=True, slots=True)
class Timed:
    """A due item seen at a clock: `days` and `hours` are positive when past, `hours` None for a date."""

    item: DueItem
    status: Status
    past_target: bool
    days: int
    hours: int | None = None
    note: Phrase | None = None


@dataclass(frozen=True, slots=True)
class DueList:
    """The items shown, in order, and how many were left out by which choice."""

    shown: tuple[Timed, ...]
    upcoming_hidden: int
    filtered_out: int


@dataclass(frozen=True, slots=True)
class DueFilter:
    """What a reader wants to see; None means everything."""

    kind: str | None = None
    level: str | None = None
    owner: str | None = None
    unit: str | None = None
    everything: bool = False


def due_items(engine: Engine, approvals: Approvals | None = None) -> list[DueItem]:
    """Return every item that is unmet at the engine's clock, in no particular order."""
    judged = approvals or Approvals(engine)
    items: list[DueItem] = []
    for source in _SOURCES:
        items.extend(source(judged))
    return items


def timed(item: DueItem, clock: Clock, within: Duration) -> Timed:
    """Return the item with its status: `due` from its target on, or when it falls within the window."""
    past_target = item.target is not None and is_past(item.target, clock)
    if is_past(item.due, clock):
        status: Status = "overdue"
    elif past_target or day_of(item.due, clock.zone) <= within.after(clock.today):
        status = "due"
    else:
        status = "upcoming"
    note = note_on(day_of(item.due, clock.zone))
    return Timed(item, status, past_target, days_past(item.due, clock), hours_past(item.due, clock), note)


def due_list(engine: Engine, within: Duration, wanted: DueFilter, items: Iterable[DueItem]) -> DueList:
    """Return the list a reader asked for, ordered by status, level, deadline and id."""
    zone = engine.clock.zone
    given = list(items)
    kept = [timed(item, engine.clock, within) for item in wanted_items(engine, wanted, given)]
    shown = [each for each in kept if wanted.everything or each.status != "upcoming"]
    shown.sort(key=lambda each: (STATUSES.index(each.status), *urgency(each.item, zone)))
    return DueList(tuple(shown), len(kept) - len(shown), len(given) - len(kept))


def urgency(item: DueItem, zone: tzinfo) -> tuple[int, datetime, str]:
    """Return what decides the order within a status: level, deadline, id."""
    return -rank(item.level) if item.level else 1, instant(item.due, zone), item.id


def wanted_items(engine: Engine, wanted: DueFilter, items: Iterable[DueItem]) -> list[DueItem]:
    """Return the items of the kind, level, person and unit that a reader asked for."""
    units = roles.units_below(engine.register.organisation, wanted.unit) if wanted.unit else None
    return [item for item in items if _wanted(item, wanted, units)]


def _wanted(item: DueItem, wanted: DueFilter, units: set[str] | None) -> bool:
    return (
        (wanted.kind is None or item.kind == wanted.kind)
        and (wanted.level is None or item.level == wanted.level)
        and (wanted.owner is None or wanted.owner in {each.person for each in item.responsible})
        and (units is None or not units.isdisjoint(item.units))
    )


_SOURCES: Final[tuple[Callable[[Approvals], Iterator[DueItem]], ...]] = (
    due_knowing.assessments,
    due_knowing.revisions,
    due_knowing.processes,
    due_knowing.suppliers,
    due_handling.plans,
    due_handling.actions,
    due_handling.assessment_approvals,
    due_handling.policy_approvals,
    due_handling.acceptances,
    due_handling.effects,
    due_handling.escalations,
    due_knowing.threats,
    due_knowing.procedure,
    due_knowing.reports,
)
