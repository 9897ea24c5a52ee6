"""P3.7: figure 3.1, when each system must be assessed again, by whom, and who approves."""

from datetime import date
from typing import Any

import pytest

from riskctl.core.fields import Level
from riskctl.core.moment import parse_duration
from riskctl.core.views.due import timed
from tests.builders import HOLDERS, World, assessment, procedure, process, risk, supplier, system, world

PERSONS = {**HOLDERS, "system-owner": "anne", "it-operations": "carl", "service-owner": "dan"}


def assessed(class_: str, at: str, **more: Any) -> World:
    """One system of a class that is essential to dan's process, assessed at a moment."""
    return world(
        process("home-care", owner="dan"),
        system("nexus", class_, supports="home-care:essential"),
        assessment("nexus/2026-03-14", at, **more),
        now="2026-11-23T12:00",
    )


@pytest.mark.parametrize(
    ("class_", "due"),
    [
        pytest.param("low", date(2029, 3, 14), id="low every third year"),
        pytest.param("medium", date(2028, 3, 14), id="medium every second year"),
        pytest.param("high", date(2027, 3, 14), id="high every year"),
        pytest.param("critical", date(2027, 3, 14), id="critical every year"),
    ],
)
def test_interval_of_each_class(class_: str, due: date) -> None:
    item = assessed(class_, "2026-03-14T14:30").items()["assessment:nexus"]
    assert (item.due, item.clause, item.level) == (due, f"P3.7-{class_}", class_)


@pytest.mark.parametrize(
    ("class_", "roles"),
    [
        ("low", ["system-owner", "it-operations"]),
        ("medium", ["security-coordinator"]),
        ("high", ["head-of-service", "service-owner", "system-owner"]),
        ("critical", ["executive-board", "service-owner", "system-owner", "emergency-management"]),
    ],
)
def test_responsible_for_each_class(class_: str, roles: list[str]) -> None:
    item = assessed(class_, "2026-03-14T14:30").items()["assessment:nexus"]
    assert [(who.role, who.person) for who in item.responsible] == [(role, PERSONS[role]) for role in roles]


@pytest.mark.parametrize(
    ("class_", "roles"),
    [
        ("medium", ["head-of-service", "head-of-department"]),
        ("high", ["director"]),
        ("critical", ["executive-board"]),
    ],
)
def test_approver_of_each_class(class_: str, roles: list[str]) -> None:
    item = assessed(class_, "2026-03-14T14:30").items("approval")["approval:nexus/2026-03-14"]
    assert [who.role for who in item.responsible] == roles
    assert item.clause == f"P3.7-{class_}"


def test_class_low_needs_no_formal_approval() -> None:
    assert "approval:nexus/2026-03-14" not in assessed("low", "2026-03-14T14:30").items()


def test_class_at_completion_decides_the_approver_but_not_the_interval() -> None:
    items = assessed("medium", "2026-03-14T14:30", criticality="critical").items()
    assert items["approval:nexus/2026-03-14"].level == "critical"
    assert [who.role for who in items["approval:nexus/2026-03-14"].responsible] == ["executive-board"]
    assert items["assessment:nexus"].due == date(2028, 3, 14)


@pytest.mark.parametrize(
    ("class_", "when", "to"),
    [
        ("low", set(), set()),
        ("medium", {"assessment-overdue", "plan-overdue", "action-overdue"}, {"management"}),
        ("high", {"plan-overdue", "action-overdue", "residual-high"}, {"executive-board"}),
        (
            "critical",
            {"assessment-overdue", "plan-overdue", "action-overdue", "residual-high"},
            {"political-level", "external-authorities"},
        ),
    ],
)
def test_escalation_of_each_class(class_: Level, when: set[str], to: set[str]) -> None:
    row = procedure().reassessment[class_].escalate
    assert (set(row.when), set(row.to)) == (when, to)


@pytest.mark.parametrize(
    ("class_", "at", "due"),
    [
        pytest.param("high", "2024-02-29T10:00", date(2025, 2, 28), id="leap day + 1 year"),
        pytest.param("medium", "2024-02-29T10:00", date(2026, 2, 28), id="leap day + 2 years"),
        pytest.param("low", "2024-02-29T10:00", date(2027, 2, 28), id="leap day + 3 years"),
        pytest.param("high", "2023-02-28T10:00", date(2024, 2, 28), id="28 February stays the 28th in a leap year"),
        pytest.param("medium", "2024-12-31T10:00", date(2026, 12, 31), id="new year's eve"),
        pytest.param("high", "2026-03-14T22:59:59+00:00", date(2027, 3, 14), id="23:59:59 in Copenhagen, winter"),
        pytest.param("high", "2026-03-14T23:00:00+00:00", date(2027, 3, 15), id="midnight in Copenhagen, winter"),
        pytest.param("high", "2026-06-14T21:59:59+00:00", date(2027, 6, 14), id="23:59:59 in Copenhagen, summer"),
        pytest.param("high", "2026-06-14T22:00:00+00:00", date(2027, 6, 15), id="midnight in Copenhagen, summer"),
        pytest.param("high", "2026-03-14T23:30:00-08:00", date(2027, 3, 15), id="written with a far offset"),
    ],
)
def test_counted_from_the_local_date(class_: str, at: str, due: date) -> None:
    assert assessed(class_, at).items()["assessment:nexus"].due == due


def test_a_leap_day_interval_set_by_the_municipality() -> None:
    every_fourth = procedure({"reassessment.low.every": "P4Y"})
    seen = world(system("nexus", "low"), assessment("nexus/2024-02-29"), procedure_=every_fourth)
    assert seen.items()["assessment:nexus"].due == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("now", "status", "days"),
    [
        pytest.param("2027-02-11T12:00", "upcoming", -31, id="31 days before"),
        pytest.param("2027-02-12T00:00", "due", -30, id="30 days before, from midnight"),
        pytest.param("2027-03-14T00:00", "due", 0, id="on the day"),
        pytest.param("2027-03-14T23:59:59", "due", 0, id="the last second of the day"),
        pytest.param("2027-03-15T00:00", "overdue", 1, id="the midnight that ends it"),
    ],
)
def test_runs_out_at_the_end_of_the_day_in_copenhagen(now: str, status: str, days: int) -> None:
    seen = world(system("nexus", "high"), assessment("nexus/2026-03-14"), now=now)
    found = timed(seen.items()["assessment:nexus"], seen.clock, parse_duration("P30D"))
    assert (found.status, found.days) == (status, days)


@pytest.mark.parametrize("class_", ["low", "medium", "high", "critical"])
def test_never_assessed_is_due_the_day_it_was_registered(class_: str) -> None:
    seen = world(system("nexus", class_, registered="2024-03-01"), now="2024-03-02T00:00")
    item = seen.items()["assessment:nexus"]
    assert (item.due, item.clause) == (date(2024, 3, 1), f"P3.7-{class_}")
    assert timed(item, seen.clock, parse_duration("P30D")).status == "overdue"


def test_never_assessed_and_planned_is_due_before_go_live() -> None:
    """P2.3."""
    seen = world(system("nexus", "high", status="planned", go_live="2027-02-01"))
    assert seen.items()["assessment:nexus"].due == date(2027, 2, 1)


def test_go_live_of_a_system_in_use_gives_no_grace() -> None:
    seen = world(system("nexus", "high", registered="2024-03-01", go_live="2024-05-01"))
    assert seen.items()["assessment:nexus"].due == date(2024, 3, 1)


def test_planned_and_assessed_follows_the_interval() -> None:
    seen = world(system("nexus", "high", status="planned", go_live="2027-02-01"), assessment("nexus/2026-03-14"))
    assert seen.items()["assessment:nexus"].due == date(2027, 3, 14)


def test_the_latest_completed_assessment_counts() -> None:
    older, newer = assessment("nexus/2026-03-14"), assessment("nexus/2026-09-01")
    assert world(system("nexus", "high"), newer, older).items()["assessment:nexus"].due == date(2027, 9, 1)


def test_an_assessment_completed_after_the_clock_is_not_so_yet() -> None:
    older, newer = assessment("nexus/2025-03-14"), assessment("nexus/2026-03-14")
    seen = world(system("nexus", "high"), older, newer, now="2026-03-14T14:29:59")
    assert seen.items()["assessment:nexus"].due == date(2026, 3, 14)


def test_retired_systems_and_those_registered_after_the_clock_have_no_items() -> None:
    seen = world(system("old", "high", status="retired"), system("coming", "high", registered="2026-11-24"))
    assert not seen.items("assessment")


def test_a_system_registered_today_is_there() -> None:
    assert "assessment:new" in world(system("new", registered="2026-11-23")).items()


@pytest.mark.parametrize(
    ("level", "nis2", "due"),
    [
        pytest.param(1, "none", date(2029, 2, 2), id="low: third year"),
        pytest.param(2, "none", date(2028, 2, 2), id="medium: second year"),
        pytest.param(3, "none", date(2027, 2, 2), id="high: yearly"),
        pytest.param(4, "none", date(2027, 2, 2), id="critical: yearly"),
        pytest.param(1, "important", date(2027, 2, 2), id="an important service is at least high"),
        pytest.param(1, "critical", date(2027, 2, 2), id="a critical service is critical"),
    ],
)
def test_processes_are_reassessed_by_worst_cell_and_nis2(level: int, nis2: str, due: date) -> None:
    """P2.0."""
    worst = process("home-care", cells={("integrity", "gdpr"): level}, nis2=nis2, assessed="2026-02-02", owner="dan")
    item = world(worst).items()["process:home-care"]
    assert (item.due, item.clause, item.level) == (due, "P2.0", None)
    assert [(who.role, who.person) for who in item.responsible] == [(None, "dan")]


@pytest.mark.parametrize(
    ("seen", "due"),
    [
        pytest.param(
            world(supplier("kmd", "2026-02-02"), system("nexus", supplier="kmd")), date(2027, 2, 2), id="a year after"
        ),
        pytest.param(
            world(supplier("kmd", "2024-02-29"), system("nexus", supplier="kmd")), date(2025, 2, 28), id="leap day"
        ),
        pytest.param(
            world(supplier("kmd", "2026-11-23"), system("nexus", supplier="kmd")), date(2027, 11, 23), id="today"
        ),
        pytest.param(
            world(
                supplier("kmd", None),
                system("a", supplier="kmd", registered="2025-06-01"),
                system("b", supplier="kmd", registered="2024-06-01"),
                system("c", supplier="kmd", registered="2023-06-01", status="retired"),
            ),
            date(2024, 6, 1),
            id="never: since its first system in use was registered",
        ),
        pytest.param(
            world(supplier("kmd", "2026-11-24"), system("nexus", supplier="kmd", registered="2024-06-01")),
            date(2024, 6, 1),
            id="a date after the clock is as never",
        ),
        pytest.param(
            world(supplier("kmd"), system("nexus", supplier="kmd", status="retired")),
            None,
            id="only of a retired system",
        ),
        pytest.param(world(supplier("kmd"), system("nexus")), None, id="of no system"),
    ],
)
def test_suppliers_are_reassessed(seen: World, due: date | None) -> None:
    """P2.0."""
    item = seen.items().get("supplier:kmd")
    assert (item.due if item else None) == due
    if item:
        assert (item.clause, item.responsible[0].role) == ("P2.0", "security-coordinator")


@pytest.mark.parametrize(
    ("worst", "due"),
    [
        pytest.param(None, date(2026, 6, 14), id="no risks: as for low, 3 months"),
        pytest.param("low", date(2026, 6, 14), id="low: 3 months"),
        pytest.param("medium", date(2026, 4, 14), id="medium: 1 month"),
        pytest.param("high", date(2026, 3, 21), id="high: 7 days"),
    ],
)
def test_approval_is_due_by_the_worst_risk(worst: str | None, due: date) -> None:
    risks = {"fire": risk(worst), "flood": risk("low")} if worst else {}
    seen = assessed("high", "2026-03-14T14:30", risks=risks)
    assert seen.items()["approval:nexus/2026-03-14"].due == due


def test_approval_is_due_in_48_hours_with_a_critical_risk() -> None:
    seen = assessed("high", "2026-03-14T14:30", risks={"fire": risk("critical")})
    item = seen.items()["approval:nexus/2026-03-14"]
    assert str(item.due) == "2026-03-16 14:30:00+01:00"


@pytest.mark.parametrize(
    ("assessed_on", "due"),
    [
        pytest.param("2026-11-23", date(2029, 11, 23), id="today"),
        pytest.param("2026-11-24", date(2026, 11, 23), id="a date after the clock: not so yet, so due now"),
    ],
)
def test_a_process_assessed_today_or_later(assessed_on: str, due: date) -> None:
    assert world(process("home-care", assessed=assessed_on)).items()["process:home-care"].due == due
