"""A quarter against the clock: when it opens and closes, and by which clocks its ends are judged."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from riskctl.core.moment import Clock, Quarter, end_of, start_of


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter: `opened` and `closed` are the local midnights that begin and end it.

    Each end's state is the last commit before its midnight, judged one second before it; a quarter that has
    not ended is preliminary and judged now.
    """

    quarter: Quarter
    opened: datetime
    closed: datetime
    preliminary: bool
    start_clock: Clock
    end_clock: Clock

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies within the quarter."""
        return self.opened <= moment < self.closed


def period_of(quarter: Quarter, clock: Clock) -> Period:
    """Return the quarter as seen at the clock, in the clock's zone."""
    opened, closed = start_of(quarter.first, clock.zone), end_of(quarter.last, clock.zone)
    return Period(
        quarter,
        opened,
        closed,
        clock.now < closed,
        _just_before(opened, clock),
        _just_before(closed, clock),
    )


def _just_before(midnight: datetime, clock: Clock) -> Clock:
    last = (midnight.astimezone(UTC) - timedelta(seconds=1)).astimezone(clock.zone)
    return Clock(min(last, clock.now), clock.zone)
