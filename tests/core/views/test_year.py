"""P2.1: the year plan, by quarter and unit."""

from datetime import date
from typing import Any

import pytest

from riskctl.core.fields import Entity
from riskctl.core.views.due import DueFilter, due_items
from riskctl.core.views.year import YearPlan, year_plan
from tests.builders import action, assessment, event, process, risk, source, supplier, system, threat, world

NOW = "2026-11-23T12:00"
Rows = list[tuple[str, str | None, str, str, bool]]
REGISTER: list[Entity] = [
    process("home-care", unit="home", level=3),
    supplier("kmd", assessed="2026-05-20"),
    system("nexus", "high", supplier="kmd", supports="home-care:essential"),
    assessment("nexus/2026-03-14", risks={"fire": risk("high")}),
    system("aula", "medium", unit="schools"),
    assessment("aula/2025-08-01"),
    threat("fire", source("low", "2026-12-01"), source("medium", "2026-01-05")),
    action("backup", started="2026-03-16T09:00", completed="2026-10-02T15:00"),
]


def plan(year: int, *entities: Entity, now: str = NOW, **wanted: Any) -> YearPlan:
    made = world(*entities, now=now)
    return year_plan(made.engine, year, DueFilter(**wanted), due_items(made.engine, made.approvals))


def rows(found: YearPlan) -> Rows:
    return [
        (quarter.quarter.label, unit.unit, each.item.id, f"{each.due}"[:10], each.expected)
        for quarter in found.quarters
        for unit in quarter.units
        for each in unit.planned
    ]


def test_every_kind_stands_in_its_quarter_and_unit() -> None:
    assert rows(plan(2027, *REGISTER)) == [
        # read on 15 January 2026, revised yearly: due 15 January 2027
        ("2027-Q1", None, "threat:fire", "2027-01-05", False),
        ("2027-Q1", None, "procedure", "2027-01-15", False),
        ("2027-Q1", "care", "effect:backup", "2027-01-02", False),
        ("2027-Q1", "care", "assessment:nexus", "2027-03-14", False),
        ("2027-Q1", "home", "process:home-care", "2027-02-02", False),
        ("2027-Q2", None, "supplier:kmd", "2027-05-20", False),
        ("2027-Q3", "schools", "assessment:aula", "2027-08-01", False),
    ]


def test_all_four_quarters_are_there_also_empty_ones() -> None:
    assert [each.quarter.label for each in plan(2031, *REGISTER).quarters] == [
        "2031-Q1",
        "2031-Q2",
        "2031-Q3",
        "2031-Q4",
    ]


def test_what_falls_due_before_the_year_is_expected_again_an_interval_after() -> None:
    found = plan(2028, *REGISTER)
    # high: yearly from 14 March 2027; medium: every second year, 1 August 2027 and 2029
    assert [row for row in rows(found) if row[2].startswith("assessment")] == [
        ("2028-Q1", "care", "assessment:nexus", "2028-03-14", True)
    ]
    # the effect does not come back
    assert "effect:backup" not in {row[2] for row in rows(found)}
    assert found.before == 7


def test_an_overdue_item_is_expected_an_interval_from_today() -> None:
    late = [system("nexus", "high"), assessment("nexus/2025-03-14")]
    assert [row for row in rows(plan(2027, *late)) if row[2] == "assessment:nexus"] == [
        ("2027-Q4", "care", "assessment:nexus", "2027-11-23", True)
    ]
    assert [row for row in rows(plan(2026, *late)) if row[2] == "assessment:nexus"] == [
        ("2026-Q1", "care", "assessment:nexus", "2026-03-14", False)
    ]


def test_a_procedure_asked_for_at_once_stands_on_that_day() -> None:
    law = event("2026-05-01-lov", kind="legislation", at="2026-05-01T08:00")
    assert ("2026-Q2", None, "procedure", "2026-05-01", False) in rows(plan(2026, law))


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({"unit": "health"}, {"effect:backup", "assessment:nexus", "process:home-care"}),
        ({"unit": "schools"}, {"assessment:aula"}),
        ({"kind": "supplier"}, {"supplier:kmd"}),
        ({"level": "medium"}, {"assessment:aula"}),
        ({"owner": "carl"}, {"effect:backup"}),
        ({"kind": "plan"}, set()),
    ],
)
def test_filters_are_those_of_the_list(wanted: dict[str, str], ids: set[str]) -> None:
    assert {row[2] for row in rows(plan(2027, *REGISTER, **wanted))} == ids


def test_an_action_in_two_units_stands_in_both_and_counts_once() -> None:
    shared = action("shared", "nexus#fire aula#fire", started="2026-03-16T09:00", completed="2026-10-02T15:00")
    found = plan(2027, *REGISTER[:-1], assessment("aula/2026-08-01", risks={"fire": risk("low")}), shared)
    places = [row[:3] for row in rows(found) if row[2] == "effect:shared"]
    assert places == [("2027-Q1", "care", "effect:shared"), ("2027-Q1", "schools", "effect:shared")]
    assert ("effect:shared", date(2027, 1, 2)) in found.quarters[0].planned
    assert sum(id_ == "effect:shared" for id_, _ in found.quarters[0].planned) == 1
