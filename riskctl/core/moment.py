"""Dates, moments and deadlines.

A deadline is a `date` when it is counted in days, weeks, months or years: it runs out at the local
midnight that ends that day. It is an aware `datetime` when it is counted in hours: those are real,
elapsed hours, also across a change to or from summer time (decisions under P4.3).
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from dateutil.relativedelta import relativedelta

Due = date | datetime

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-5][0-9])",
    re.ASCII,
)
DURATION: Final = re.compile(
    r"P(?:(?=[0-9])(?:(?P<years>[0-9]{1,3})Y)?(?:(?P<months>[0-9]{1,4})M)?(?:(?P<weeks>[0-9]{1,4})W)?"
    r"(?:(?P<days>[0-9]{1,5})D)?|T(?=[0-9])(?:(?P<hours>[0-9]{1,5})H)?(?:(?P<minutes>[0-9]{1,5})M)?)",
    re.ASCII,
)
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2999


class WrittenMoment(datetime):
    """A moment that remembers how it was written: digests are taken over the text, not the value."""

    text: str


@dataclass(frozen=True, slots=True)
class Duration:
    """An ISO 8601 duration: either calendar units or hours, never both."""

    text: str
    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0

    @property
    def elapsed(self) -> bool:
        """Whether it is counted in real time, hours and minutes, not by the calendar."""
        return "T" in self.text

    def __str__(self) -> str:
        return self.text

    def after(self, day: date) -> date:
        """Return the day that lies this long after `day`; months and years are counted once from it.

        Hours are counted as whole days, rounded up.
        """
        whole_days = self.days + -(-(60 * self.hours + self.minutes) // (24 * 60))
        return day + relativedelta(years=self.years, months=self.months, weeks=self.weeks, days=whole_days)


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is, and in which time zone the municipality's days begin and end."""

    now: datetime
    zone: tzinfo

    @property
    def today(self) -> date:
        """The local date of `now`."""
        return local_date(self.now, self.zone)


def _year_in_range(value: date) -> None:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(value.year)


def parse_date(text: str) -> date:
    """Return the date written as `YYYY-MM-DD`; raise ValueError for anything else."""
    if _DATE.fullmatch(text) is None:
        raise ValueError(text)
    value = date.fromisoformat(text)
    _year_in_range(value)
    return value


def parse_moment(text: str) -> WrittenMoment:
    """Return the moment written in ISO 8601 with an offset; raise ValueError for anything else."""
    if _MOMENT.fullmatch(text) is None:
        raise ValueError(text)
    value = WrittenMoment.fromisoformat(text)
    _year_in_range(value)
    value.text = text
    return value


def parse_duration(text: str) -> Duration:
    """Return the ISO 8601 duration, by the calendar or in hours and minutes; raise ValueError for anything else."""
    match = DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    parts = {unit: int(number) for unit, number in match.groupdict().items() if number}
    return Duration(text, **parts)


def local_date(moment: datetime, zone: tzinfo) -> date:
    """Return the date on which `moment` falls in the municipality's time zone."""
    return moment.astimezone(zone).date()


def start_of(day: date, zone: tzinfo) -> datetime:
    """Return the local midnight that begins `day`."""
    return datetime.combine(day, time.min, zone)


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the local midnight that ends `day`: the instant from which a deadline on it is overdue."""
    return start_of(day + timedelta(days=1), zone)


def instant(due: Due, zone: tzinfo) -> datetime:
    """Return the instant from which `due` is overdue."""
    return due if isinstance(due, datetime) else end_of(due, zone)


def earliest(one: Due, other: Due, zone: tzinfo) -> Due:
    """Return the deadline that runs out first."""
    return min(one, other, key=lambda each: instant(each, zone))


def day_of(due: Due, zone: tzinfo) -> date:
    """Return the local date of a deadline of either kind."""
    return local_date(due, zone) if isinstance(due, datetime) else due


def deadline(start: Due, length: Duration, zone: tzinfo) -> Due:
    """Return when `length` counted from `start` runs out.

    A length in hours gives a moment, real hours after `start` (after the end of `start` where that is
    a date); a length in calendar units gives the last day.
    """
    if length.elapsed:
        elapsed = timedelta(hours=length.hours, minutes=length.minutes)
        return (instant(start, zone).astimezone(UTC) + elapsed).astimezone(zone)
    return length.after(day_of(start, zone))


def is_past(due: Due, clock: Clock) -> bool:
    """Whether the deadline has run out by the clock."""
    return clock.now >= instant(due, clock.zone)


def days_past(due: Due, clock: Clock) -> int:
    """Return the difference of local dates from `due` to now: positive when past."""
    return (clock.today - day_of(due, clock.zone)).days


def hours_past(due: Due, clock: Clock) -> int | None:
    """Return the whole hours from a moment to now: positive when past, begun ones not counted; None for a date."""
    if not isinstance(due, datetime):
        return None
    return int((clock.now.astimezone(UTC) - due.astimezone(UTC)) / timedelta(hours=1))


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a calendar year, labelled `2026-Q3`."""

    year: int
    number: int

    @property
    def label(self) -> str:
        """The label, as file names and JSON carry it."""
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        """The quarter after this."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self) -> "Quarter":
        """The quarter before this."""
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)


@dataclass(frozen=True, slots=True, order=True)
class Year:
    """A calendar year, labelled `2026`."""

    year: int

    @property
    def label(self) -> str:
        """The label, as file names and JSON carry it."""
        return str(self.year)

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, 12, 31)

    @property
    def next(self) -> "Year":
        """The year after this."""
        return Year(self.year + 1)


Span = Quarter | Year
"""What a report covers."""


def quarter_of(day: date) -> Quarter:
    """Return the quarter in which `day` lies."""
    return Quarter(day.year, (day.month + 2) // 3)


def parse_quarter(text: str) -> Quarter:
    """Return the quarter written as `2026Q3` or `2026-Q3`; raise ValueError for anything else."""
    match = re.fullmatch(r"([0-9]{4})-?[Qq]([1-4])", text, re.ASCII)
    if match is None or not FIRST_YEAR <= int(match[1]) < LAST_YEAR:
        raise ValueError(text)
    return Quarter(int(match[1]), int(match[2]))


def parse_year(text: str) -> Year:
    """Return the year written as `2026`; raise ValueError for anything else."""
    if not re.fullmatch(r"[0-9]{4}", text, re.ASCII) or not FIRST_YEAR <= int(text) < LAST_YEAR:
        raise ValueError(text)
    return Year(int(text))
