"""The year plan: what is to be assessed and reviewed, by quarter and unit (P2.1).

An item stands where it falls due. What comes back at an interval is expected again after that, counted from its
deadline, or from today where that has passed: as if it were done in time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from riskctl.core.moment import Due, Duration, Quarter, day_of, quarter_of
from riskctl.core.rating import Engine
from riskctl.core.views.due import DueFilter, urgency, wanted_items
from riskctl.core.views.due_item import DueItem

PLANNED_KINDS: Final = ("assessment", "process", "supplier", "threat", "effect", "procedure")


@dataclass(frozen=True, slots=True)
class Planned:
    """An item in the year: `due` is when; `expected` tells that an earlier one must be done first."""

    item: DueItem
    due: Due
    quarter: Quarter
    expected: bool


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """What falls due in one unit; the unit is None for what concerns the whole municipality."""

    unit: str | None
    planned: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class QuarterPlan:
    """What falls due in one quarter, a unit at a time."""

    quarter: Quarter
    units: tuple[UnitPlan, ...]

    @property
    def planned(self) -> dict[tuple[str, Due], Planned]:
        """Everything in the quarter, each once: what concerns two units stands under both."""
        return {(each.item.id, each.due): each for unit in self.units for each in unit.planned}


@dataclass(frozen=True, slots=True)
class YearPlan:
    """A year by quarter and unit, and how many items were due before it and are not done."""

    year: int
    quarters: tuple[QuarterPlan, ...]
    before: int


def year_plan(engine: Engine, year: int, wanted: DueFilter, items: Iterable[DueItem]) -> YearPlan:
    """Return the plan of a year for what a reader asked to see."""
    kept = [item for item in wanted_items(engine, wanted, items) if item.kind in PLANNED_KINDS]
    planned = [each for item in kept for each in _in_year(engine, item, year)]
    quarters = [Quarter(year, number) for number in (1, 2, 3, 4)]
    before = sum(day_of(item.due, engine.clock.zone).year < year for item in kept)
    return YearPlan(year, tuple(_quarter(engine, each, planned) for each in quarters), before)


def _in_year(engine: Engine, item: DueItem, year: int) -> Iterator[Planned]:
    zone, every = engine.clock.zone, item.values.get("every")
    due: Due = item.due
    day = day_of(due, zone)
    expected = False
    while day.year <= year:
        if day.year == year:
            yield Planned(item, due, quarter_of(day), expected)
        if not isinstance(every, Duration) or item.kind == "effect":
            return
        start = max(day, engine.clock.today)
        due = day = every.after(start)
        if day == start:  # an interval of nothing comes back at once, for ever
            return
        expected = True


def _quarter(engine: Engine, quarter: Quarter, planned: list[Planned]) -> QuarterPlan:
    by_unit: dict[str | None, list[Planned]] = {}
    for each in planned:
        if each.quarter == quarter:
            for unit in dict.fromkeys(each.item.units) or (None,):
                by_unit.setdefault(unit, []).append(each)
    return QuarterPlan(quarter, tuple(UnitPlan(unit, _by_day(engine, by_unit[unit])) for unit in _in_order(by_unit)))


def _in_order(by_unit: Iterable[str | None]) -> list[str | None]:
    return sorted(by_unit, key=lambda unit: (unit is not None, unit or ""))


def _by_day(engine: Engine, planned: list[Planned]) -> tuple[Planned, ...]:
    def when(each: Planned) -> tuple[date, tuple[int, object, str]]:
        return day_of(each.due, engine.clock.zone), urgency(each.item, engine.clock.zone)

    return tuple(sorted(planned, key=when))
