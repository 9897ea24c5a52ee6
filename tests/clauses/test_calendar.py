"""P4.3: deadlines against an independent calendar: no dateutil, no datetime arithmetic on the side that expects."""

from datetime import UTC, date, datetime

import pytest

from riskctl.core.moment import deadline, end_of, parse_duration
from tests.builders import CPH

Day = tuple[int, int, int]
FIRST: Day = (1990, 1, 1)
DAYS = 36_525


def length_of(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def next_day(day: Day) -> Day:
    year, month, number = day
    if number < length_of(year, month):
        return year, month, number + 1
    return (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)


def months_after(day: Day, months: int) -> Day:
    year, month, number = day
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return year, month, min(number, length_of(year, month))


def a_century(extra: int = 0) -> list[Day]:
    days = [FIRST]
    while len(days) < DAYS + extra:
        days.append(next_day(days[-1]))
    return days


@pytest.mark.parametrize(("text", "months"), [("P1M", 1), ("P3M", 3), ("P1Y", 12), ("P2Y", 24), ("P3Y", 36)])
def test_months_and_years_of_a_century_day_by_day(text: str, months: int) -> None:
    after = parse_duration(text).after
    wrong = [day for day in a_century() if after(date(*day)) != date(*months_after(day, months))]
    assert wrong == []


@pytest.mark.parametrize(("text", "number"), [("P7D", 7), ("P1W", 7), ("P30D", 30)])
def test_days_and_weeks_of_a_century_day_by_day(text: str, number: int) -> None:
    days = a_century(number)
    after = parse_duration(text).after
    wrong = [day for day, later in zip(days, days[number:], strict=False) if after(date(*day)) != date(*later)]
    assert wrong == []
    assert len(days) - number == DAYS


CHANGES = [
    # the last Sundays of March and October, from the calendar
    *("2020-03-29", "2020-10-25", "2021-03-28", "2021-10-31", "2022-03-27", "2022-10-30", "2023-03-26", "2023-10-29"),
    *("2024-03-31", "2024-10-27", "2025-03-30", "2025-10-26", "2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"),
    *("2028-03-26", "2028-10-29", "2029-03-25", "2029-10-28"),
]


def seconds_of(change: str) -> int:
    """The instant of a change, in seconds since 1970: 01:00 in Greenwich."""
    return int(datetime.fromisoformat(f"{change}T01:00:00+00:00").timestamp())


def offset_at(instant: int, change: str) -> int:
    """Hours that Copenhagen is ahead of Greenwich within some days of a change."""
    into_summer = change[5:7] == "03"
    return 2 if (instant >= seconds_of(change)) == into_summer else 1


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("hours", [24, 48])
def test_hours_are_real_hours_across_every_change(change: str, hours: int) -> None:
    """From 60 hours before to 12 hours after, each quarter of an hour."""
    length = parse_duration(f"PT{hours}H")
    for step in range(-60 * 4, 12 * 4):
        start = seconds_of(change) + step * 900
        due = deadline(datetime.fromtimestamp(start, UTC).astimezone(CPH), length, CPH)
        assert isinstance(due, datetime)
        end = start + hours * 3600
        clock = datetime.fromtimestamp(end + 3600 * offset_at(end, change), UTC).replace(tzinfo=None)
        assert (due.timestamp(), due.replace(tzinfo=None, fold=0)) == (end, clock)


@pytest.mark.parametrize("change", CHANGES)
def test_the_day_of_a_change_ends_at_local_midnight(change: str) -> None:
    """A day of 23 or 25 hours."""
    day = date.fromisoformat(change)
    into_summer = change[5:7] == "03"
    midnight_after = seconds_of(change) + (21 if into_summer else 22) * 3600
    midnight_before = seconds_of(change) - (2 if into_summer else 3) * 3600
    assert end_of(day, CPH).timestamp() == midnight_after
    assert midnight_after - midnight_before == (23 if into_summer else 25) * 3600
    assert end_of(date.fromordinal(day.toordinal() - 1), CPH).timestamp() == midnight_before


def test_a_length_of_nothing_is_the_same_day() -> None:
    assert deadline(date(2026, 3, 14), parse_duration("P0D"), CPH) == date(2026, 3, 14)


def test_minutes_are_real_time_too() -> None:
    """Across the change to summer time on 29 March 2026: 47 hours and 30 minutes by a stopwatch."""
    start = datetime(2026, 3, 28, 12, 0, tzinfo=CPH)
    assert deadline(start, parse_duration("PT47H30M"), CPH) == datetime(2026, 3, 30, 12, 30, tzinfo=CPH)
