"""A quarter or a year against the clock: when it opens and closes, and by which clocks its ends are judged."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from riskctl.core.moment import Clock, Span, end_of, start_of


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter or a year: `opened` and `closed` are the local midnights that begin and end it.

    Each end's state is the last commit before its midnight, judged one second before it; one that has
    not ended is preliminary and judged now.
    """

    span: Span
    opened: datetime
    closed: datetime
    preliminary: bool
    start_clock: Clock
    end_clock: Clock

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies within the period."""
        return self.opened <= moment < self.closed


def period_of(span: Span, clock: Clock) -> Period:
    """Return the period as seen at the clock, in the clock's zone."""
    opened, closed = start_of(span.first, clock.zone), end_of(span.last, clock.zone)
    return Period(
        span,
        opened,
        closed,
        clock.now < closed,
        _just_before(opened, clock),
        _just_before(closed, clock),
    )


def _just_before(midnight: datetime, clock: Clock) -> Clock:
    last = (midnight.astimezone(UTC) - timedelta(seconds=1)).astimezone(clock.zone)
    return Clock(min(last, clock.now), clock.zone)
