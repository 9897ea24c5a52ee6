"""P8.1: when the procedure itself must be revised."""

from datetime import date
from typing import Any

import pytest

from riskctl.core.moment import Due, parse_duration
from riskctl.core.views.due import timed
from tests.builders import event, local, procedure, system, world


@pytest.mark.parametrize(
    ("last", "every", "due"),
    [
        ("2026-01-15", "P1Y", date(2027, 1, 15)),
        ("2024-02-29", "P1Y", date(2025, 2, 28)),
        ("2026-01-31", "P6M", date(2026, 7, 31)),
        ("2026-08-31", "P6M", date(2027, 2, 28)),
    ],
)
def test_revised_at_an_interval(last: str, every: str, due: date) -> None:
    item = world(procedure_=procedure({"revision": {"every": every, "last": last}})).items()["procedure"]
    assert (item.due, item.clause, item.reason) == (due, "P8.1", "due.procedure.interval")
    assert [(who.role, who.person) for who in item.responsible] == [("security-coordinator", "sara")]


AT_ONCE = local("2026-03-01T08:15")
YEARLY = date(2027, 1, 15)


@pytest.mark.parametrize(
    ("kind", "magnitude", "due"),
    [
        ("legislation", "minor", AT_ONCE),
        ("legislation", "major", AT_ONCE),
        ("threat-landscape", "minor", YEARLY),
        ("threat-landscape", "major", AT_ONCE),
        ("change-organisation", "minor", YEARLY),
        ("change-organisation", "major", AT_ONCE),
        ("incident", "major", YEARLY),
        ("change-system", "major", YEARLY),
        ("change-supplier", "major", YEARLY),
        ("procurement", "major", YEARLY),
    ],
)
def test_at_once_on_an_event(kind: str, magnitude: str, due: Due) -> None:
    """Whether or not the event reaches any system."""
    reaching: dict[str, Any] = (
        {} if kind in ("legislation", "threat-landscape", "change-organisation") else {"systems": ["nexus"]}
    )
    assert world(system("nexus"), event("2026-03-01-it", kind, magnitude, **reaching)).items()["procedure"].due == due


@pytest.mark.parametrize(
    ("at", "due"),
    [
        pytest.param("2026-01-14T08:15", YEARLY, id="the day before the revision"),
        pytest.param("2026-01-15T23:59", YEARLY, id="the day of the revision: not before it"),
        pytest.param("2026-01-15T23:00:00+00:00", local("2026-01-16T00:00"), id="here it is the day after"),
        pytest.param("2026-01-16T08:15", local("2026-01-16T08:15"), id="the day after"),
        pytest.param("2026-11-23T12:00:01", YEARLY, id="after the clock"),
    ],
)
def test_answered_when_the_revision_is_not_before_it(at: str, due: Due) -> None:
    assert world(event("2026-01-16-it", "legislation", at=at)).items()["procedure"].due == due


def test_a_revision_dated_after_the_clock_answers_nothing_yet() -> None:
    """What is dated after the clock is not so yet: revised in January 2026, asked in July 2025."""
    seen = world(event("2025-07-01-it", "legislation", at="2025-07-01T08:15"), now="2025-07-10T10:00")
    assert seen.items()["procedure"].due == local("2025-07-01T08:15")


def test_the_earliest_unanswered_event_counts() -> None:
    events = [event(f"2026-0{n}-01-it", "legislation", at=f"2026-0{n}-01T08:15") for n in (5, 3, 4)]
    item = world(*events).items()["procedure"]
    assert (item.due, item.reason) == (local("2026-03-01T08:15"), "due.procedure.event")


def test_an_event_does_not_put_off_a_revision_already_overdue() -> None:
    """Last revised in January 2025, so due in January 2026; the new act came in March."""
    late = procedure({"revision": {"every": "P1Y", "last": "2025-01-15"}})
    assert world(event("2026-03-01-it", "legislation"), procedure_=late).items()["procedure"].due == date(2026, 1, 15)


@pytest.mark.parametrize(
    ("now", "status"),
    [("2027-01-15T23:59:59", "due"), ("2027-01-16T00:00", "overdue"), ("2026-12-15T12:00", "upcoming")],
)
def test_status_of_the_yearly_revision(now: str, status: str) -> None:
    seen = world(now=now)
    assert timed(seen.items()["procedure"], seen.clock, parse_duration("P30D")).status == status
