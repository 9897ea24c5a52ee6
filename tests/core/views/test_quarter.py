"""The quarterly report as a value: each part of its contract (`report --json`), on registers of a few entities."""

from datetime import UTC, date, timedelta

import pytest

from riskctl.core import digest
from riskctl.core.fields import Entity
from riskctl.core.moment import Quarter
from riskctl.core.views.period import period_of
from riskctl.core.views.period_report import PeriodReport, period_report
from riskctl.core.views.side import Side
from tests import builders as b

Q1, Q3 = Quarter(2026, 1), Quarter(2026, 3)
END = "2026-09-30T23:59:59"
START = "2026-06-30T23:59:59"
LATER = "2026-11-23T12:00"


def side(*entities: Entity, now: str, **known: object) -> Side:
    return Side("c" * 40, b.local(now), b.world(*entities, now=now, **known).approvals, "sha256:0")


def report(*end: Entity, start: tuple[Entity, ...] | None = (), quarter: Quarter = Q3) -> PeriodReport:
    """Return the report on a quarter long past; the start is empty unless its entities are given, None for no start."""
    period = period_of(quarter, b.clock(LATER))
    first = side(*start, now=START) if start is not None else None
    return period_report(period, first, side(*end, now=END))


def assessed(system: str, at: str, level: str = "medium", residual: str = "low", **fields: object) -> Entity:
    return b.assessment(f"{system}/{at}", risks={"fire": b.risk(level, residual, **fields)})


# --- the period -------------------------------------------------------------------------------------------------------


def test_each_end_is_judged_one_second_before_its_midnight() -> None:
    period = period_of(Q3, b.clock(LATER))
    assert (period.opened, period.closed) == (b.local("2026-07-01T00:00"), b.local("2026-10-01T00:00"))
    assert period.start_clock.now == b.local("2026-06-30T23:59:59")
    assert period.end_clock.now == b.local("2026-09-30T23:59:59")
    assert not period.preliminary


def test_a_quarter_across_the_change_to_summer_time_is_an_hour_shorter() -> None:
    period = period_of(Q1, b.clock(LATER))
    days = (date(2026, 4, 1) - date(2026, 1, 1)).days
    assert period.closed.astimezone(UTC) - period.opened.astimezone(UTC) == timedelta(days=days, hours=-1)


def test_a_quarter_holds_its_first_midnight_and_not_its_last() -> None:
    period = period_of(Q3, b.clock(LATER))
    found = [
        period.holds(b.local(f"2026-{each}"))
        for each in ("06-30T23:59:59", "07-01T00:00", "09-30T23:59:59", "10-01T00:00")
    ]
    assert found == [False, True, True, False]


@pytest.mark.parametrize(("now", "preliminary"), [("2026-09-30T23:59:59", True), ("2026-10-01T00:00", False)])
def test_a_quarter_has_ended_from_the_midnight_that_ends_it(now: str, *, preliminary: bool) -> None:
    period = period_of(Q3, b.clock(now))
    assert period.preliminary is preliminary
    assert period.end_clock.now == b.local("2026-09-30T23:59:59")


def test_a_quarter_that_has_not_ended_is_judged_now() -> None:
    period = period_of(Q3, b.clock("2026-08-14T09:30"))
    assert period.end_clock.now == b.local("2026-08-14T09:30")
    assert period.start_clock.now == b.local("2026-06-30T23:59:59")


def test_a_quarter_that_has_not_begun_is_judged_now_at_both_ends() -> None:
    period = period_of(Q3, b.clock("2026-05-01T09:30"))
    assert period.start_clock.now == period.end_clock.now == b.local("2026-05-01T09:30")


# --- coverage ---------------------------------------------------------------------------------------------------------


def test_coverage_counts_each_system_in_use_once_by_class() -> None:
    found = report(
        b.system("in-time", "critical"),
        b.assessment("in-time/2025-10-01"),
        b.system("late", "critical"),
        b.assessment("late/2025-09-29"),
        b.system("never", "low"),
        b.system("old", "low", status="retired"),
    ).coverage
    assert {level: (each.systems, each.in_time, each.overdue, each.never) for level, each in found.items()} == {
        "low": (1, 0, 0, 1),
        "medium": (0, 0, 0, 0),
        "high": (0, 0, 0, 0),
        "critical": (2, 1, 1, 0),
    }


def test_an_assessment_is_in_time_through_the_last_day_of_its_interval() -> None:
    # critical: yearly; assessed 30 September 2025, so it runs out at the midnight that ends 30 September 2026
    on_the_day = report(b.system("a", "critical"), b.assessment("a/2025-09-30")).coverage["critical"]
    assert (on_the_day.in_time, on_the_day.overdue) == (1, 0)


# --- changes and their causes -----------------------------------------------------------------------------------------


def moved(before: dict[str, object], after: dict[str, object], versions: tuple[str, str] = ("2026.1", "2026.1")) -> str:
    """Return the cause of a risk's move from medium to high between assessments with these stored inputs."""
    first = b.assessment("a/2026-06-01", risks={"fire": b.risk("medium", "low", **before)}, procedure=versions[0])
    second = b.assessment("a/2026-08-01", risks={"fire": b.risk("high", "low", **after)}, procedure=versions[1])
    (change,) = report(b.system("a"), first, second, start=(b.system("a"), first)).changes
    assert (change.risk, change.before, change.after) == ("a#fire", "medium", "high")
    return change.cause


THREAT = {"threat_level": "high"}
CONTROLS = {"resilience": 1}
CONSEQUENCE = {"consequence": 3}


@pytest.mark.parametrize(
    ("after", "versions", "cause"),
    [
        ({**THREAT, **CONTROLS, **CONSEQUENCE}, ("2025.1", "2026.1"), "procedure"),
        ({}, ("2025.1", "2026.1"), "procedure"),
        ({**THREAT, **CONTROLS, **CONSEQUENCE}, ("2026.1", "2026.1"), "threat"),
        ({**CONTROLS, **CONSEQUENCE}, ("2026.1", "2026.1"), "controls"),
        (CONSEQUENCE, ("2026.1", "2026.1"), "consequence"),
        ({"likelihood": 3, "overrides": {"likelihood": "Set før"}}, ("2026.1", "2026.1"), "judgement"),
        ({}, ("2026.1", "2026.1"), "judgement"),
    ],
)
def test_the_cause_is_the_first_input_that_differs(
    after: dict[str, object], versions: tuple[str, str], cause: str
) -> None:
    assert moved({}, after, versions) == cause


def test_a_key_that_now_stands_for_another_threat_is_caused_by_the_threat() -> None:
    assert moved({}, {"threat": "flood", **CONTROLS}) == "threat"


def test_a_risk_that_came_is_new_and_one_that_went_is_closed() -> None:
    first = b.assessment("a/2026-06-01", risks={"fire": b.risk("low")})
    second = b.assessment("a/2026-08-01", risks={"flood": b.risk("high")})
    found = report(b.system("a"), first, second, start=(b.system("a"), first)).changes
    assert [(each.risk, each.before, each.after, each.cause) for each in found] == [
        ("a#fire", "low", None, "closed"),
        ("a#flood", None, "high", "new"),
    ]


def test_a_retired_systems_risk_is_closed() -> None:
    first = assessed("a", "2026-06-01", "high")
    found = report(b.system("a", status="retired"), first, start=(b.system("a"), first))
    assert [(each.risk, each.after, each.cause) for each in found.changes] == [("a#fire", None, "closed")]
    assert found.levels_before == {"low": 0, "medium": 0, "high": 1, "critical": 0}
    assert found.levels == {"low": 0, "medium": 0, "high": 0, "critical": 0}


def test_the_same_level_is_no_change_whatever_differs() -> None:
    first = assessed("a", "2026-06-01", "high", threat_level="low", resilience=4)
    second = assessed("a", "2026-08-01", "high", threat_level="high", resilience=1)
    assert report(b.system("a"), first, second, start=(b.system("a"), first)).changes == ()


def test_without_a_start_that_side_is_empty() -> None:
    found = report(b.system("a"), assessed("a", "2026-08-01"), start=None)
    assert sum(found.levels_before.values()) == 0
    assert [each.cause for each in found.changes] == ["new"]
    assert [each.end for each in found.trace] == ["end"]


# --- plans ------------------------------------------------------------------------------------------------------------


def approved(action: Entity, at: str, role: str = "it-management", level: str = "high") -> Entity:
    decided = b.decision(f"action:{action.id}", digest.of_plan(action), level)  # type: ignore[arg-type]
    return b.approval(f"{at[:10]}-{action.id}", decided, role=role, at=at)


@pytest.mark.parametrize(
    ("started", "state"),
    [("2026-09-08T09:00", "met"), ("2026-09-08T23:59", "met"), ("2026-09-09T00:00", "met_late")],
)
def test_a_plan_is_met_in_time_until_the_midnight_that_ends_its_deadline(started: str, state: str) -> None:
    # high: 7 days; assessed 1 September, so the plan is to be made, approved and started by the end of 8 September
    action = b.action("a-plan", "a#fire", planned="2026-09-02T09:00", started=started)
    entities = (b.system("a"), assessed("a", "2026-09-01", "high"), action, approved(action, "2026-09-03T09:00"))
    assert report(*entities).plans == {"met": 0, "met_late": 0, "open": 0, "overdue": 0} | {state: 1}


def test_without_a_plan_a_risk_is_open_until_its_deadline_and_overdue_after() -> None:
    # high: 7 days
    found = report(
        b.system("a"), assessed("a", "2026-09-23", "high"), b.system("c"), assessed("c", "2026-09-22", "high")
    )
    assert found.plans == {"met": 0, "met_late": 0, "open": 1, "overdue": 1}
    assert [(line.view.current.id, line.state) for line in found.risks] == [("c#fire", "overdue"), ("a#fire", "open")]


def test_accepted_counts_as_met() -> None:
    at = b.assessment("a/2026-03-01", risks={"fire": b.accepted("high", "2026-12-31")})
    decided = b.decision("acceptance:a/2026-03-01#fire", digest.of_risk(at.risks["fire"]), "high")
    late = b.approval("2026-05-01-ja", decided, role="it-management", at="2026-05-01T10:00")
    found = report(b.system("a"), at, late)
    assert found.plans == {"met": 1, "met_late": 0, "open": 0, "overdue": 0}
    assert [(each.risk, each.level, each.until, each.by) for each in found.acceptances] == [
        ("a#fire", "high", date(2026, 12, 31), "ivan")
    ]


def test_an_acceptance_that_has_run_out_is_not_in_force() -> None:
    at = b.assessment("a/2026-03-01", risks={"fire": b.accepted("high", "2026-09-29")})
    decided = b.decision("acceptance:a/2026-03-01#fire", digest.of_risk(at.risks["fire"]), "high")
    found = report(b.system("a"), at, b.approval("2026-03-02-ja", decided, role="it-management", at="2026-03-02T10:00"))
    assert found.acceptances == ()
    assert found.plans == {"met": 0, "met_late": 0, "open": 1, "overdue": 0}


def test_a_low_risk_is_accepted_by_nobody_until_its_next_assessment() -> None:
    at = b.assessment("a/2026-03-01", risks={"fire": b.accepted("low", None, None)})
    (found,) = report(b.system("a", "low"), at).acceptances
    assert (found.until, found.by) == (date(2029, 3, 1), None)


# --- actions and effects ----------------------------------------------------------------------------------------------


def test_each_action_counts_once_at_most() -> None:
    found = report(
        b.system("a"),
        assessed("a", "2026-05-01"),
        b.action("open", "a#fire"),
        b.action("proposal", "a#fire", planned=None, due="2026-01-01"),
        b.action("started", "a#fire", started="2026-05-01T09:00"),
        b.action("late", "a#fire", started="2026-05-01T09:00", due="2026-09-29"),
        b.action("due-that-day", "a#fire", due="2026-09-30"),
        b.action("done-first", "a#fire", started="2026-05-01T09:00", completed="2026-07-01T00:00"),
        b.action("done-last", "a#fire", started="2026-05-01T09:00", completed="2026-09-30T23:59"),
        b.action("done-before", "a#fire", started="2026-05-01T09:00", completed="2026-06-30T23:59"),
        b.action("given-up", "a#fire", cancelled=b.cancelled("2026-08-01T09:00")),
        b.action("given-up-before", "a#fire", cancelled=b.cancelled("2026-05-01T09:00")),
        b.action("done-after", "a#fire", started="2026-05-01T09:00", completed="2026-10-01T00:00"),
        b.action("planned-after", "a#fire", planned="2026-10-01T00:00"),
    ).actions
    assert found == {"open": 3, "started": 2, "completed": 2, "overdue": 1, "cancelled": 1}


def test_an_effect_is_held_against_what_was_expected_when_it_was_found() -> None:
    first = assessed("a", "2026-05-01", "high", residual="low")
    again = assessed("a", "2026-09-01", "critical", residual="critical")
    done = b.action(
        "fix",
        "a#fire",
        started="2026-05-02T09:00",
        completed="2026-07-01T09:00",
        effect=b.effect("medium", "2026-08-01T09:00"),
    )
    (found,) = report(b.system("a"), first, again, done).effects
    assert (found.before, found.expected, found.effect.level, found.worse) == ("high", "low", "medium", True)


# --- what happened ----------------------------------------------------------------------------------------------------


def test_events_are_those_that_occurred_in_the_period_with_all_systems_reached() -> None:
    found = report(
        b.system("a", "high", depends_on="net:essential"),
        b.system("net", "high"),
        b.event("2026-06-30-before", at="2026-06-30T23:59", systems=["net"]),
        b.event("2026-07-01-first", at="2026-07-01T00:00", systems=["net"]),
        b.event("2026-10-01-after", at="2026-10-01T00:00", systems=["net"]),
        b.assessment("net/2026-07-02", triggers=["2026-07-01-first"], corrective="Rettet"),
    ).events
    assert [(each.event.id, each.systems) for each in found] == [("2026-07-01-first", ("a", "net"))]
    assert [answer.id for answer in found[0].answers] == ["net/2026-07-02"]
    assert [revision.system.id for revision in found[0].open] == ["a"]


def test_escalations_are_those_made_in_the_period_and_those_unanswered_at_its_end() -> None:
    found = report(
        b.system("a", "low"),
        b.assessment("a/2026-06-01", risks={"fire": b.risk("critical", "critical")}),
        b.escalation("2026-06-30-before", "always:a#fire", "chief-executive", "2026-06-30T23:59"),
        b.escalation("2026-07-01-first", "always:a#fire", "chief-executive", "2026-07-01T00:00"),
    ).escalations
    assert [(each.id, each.to, each.by, each.at is None) for each in found] == [
        ("2026-07-01-first", ("chief-executive",), "bo", False),
        ("escalation:residual-high:a#fire", ("management",), None, True),
    ]


# --- deviations, advice, load -----------------------------------------------------------------------------------------


def test_deviations_are_what_is_overdue_at_or_above_the_threshold() -> None:
    found = report(
        b.system("a", "high"),
        assessed("a", "2026-09-22", "high"),
        b.system("m", "medium"),
        assessed("m", "2026-01-01", "medium"),
        b.system("n", "high", registered="2026-09-28"),
        b.action("late", "a#fire", due="2026-09-20"),
        b.action("late-too", "m#fire", due="2026-09-20"),
    ).deviations
    assert [(each.item.id, each.item.kind, each.item.due, each.days, each.level) for each in found] == [
        ("action:late", "action", date(2026, 9, 20), 10, "high"),
        ("assessment:n", "assessment", date(2026, 9, 28), 2, "high"),
        ("approval:a/2026-09-22", "approval", date(2026, 9, 29), 1, "high"),
        ("plan:a#fire", "plan", date(2026, 9, 29), 1, "high"),
    ]


def test_recommendations_come_by_risk_removed_and_then_by_price() -> None:
    def system(id_: str, level: str, residual: str) -> tuple[Entity, Entity]:
        return b.system(id_), assessed(id_, "2026-09-25", level, residual=residual, measures=["Gør noget"])

    found = report(
        *system("two", "critical", "medium"),
        *system("dear", "high", "medium"),
        b.action("dear-fix", "dear#fire", cost={"dkk": 90000, "hours": 1}),
        *system("cheap", "high", "medium"),
        b.action("cheap-fix", "cheap#fire", cost={"dkk": 1000, "hours": 500}),
        *system("small", "medium", "low"),
        *system("under-way", "critical", "low"),
        b.action("going", "under-way#fire", started="2026-09-26T09:00"),
    ).recommendations
    assert [(each.risks, [a.id for a in each.actions], each.measures, each.before, each.after) for each in found] == [
        (("two#fire",), [], ("Gør noget",), "critical", "medium"),
        (("cheap#fire",), ["cheap-fix"], (), "high", "medium"),
        (("dear#fire",), ["dear-fix"], (), "high", "medium"),
    ]


def test_risks_that_wait_for_the_same_actions_are_one_recommendation() -> None:
    found = report(
        b.system("a"),
        b.assessment("a/2026-09-25", risks={"fire": b.risk("high"), "flood": b.risk("critical")}),
        b.action("fix", "a#fire a#flood", cost={"dkk": 5, "hours": 6}),
    ).recommendations
    assert [(each.risks, each.removed, each.cost and each.cost.dkk) for each in found] == [
        (("a#flood", "a#fire"), 5, 5)
    ]


def test_actions_that_raise_controls_lower_the_risk_by_the_tables() -> None:
    # very-high x resilience 1: likelihood 4; backup 4 gives resilience 4: likelihood 2; consequence 3: critical, medium
    stored: dict[str, object] = {"threat_level": "very-high", "resilience": 1, "consequence": 3, "likelihood": 4}
    (found,) = report(
        b.system("a", controls=b.controls(backup=1)),
        b.threat("fire", b.source("very-high", "2026-01-01")),
        assessed("a", "2026-09-29", "critical", "low", **stored),
        b.action("fix", "a#fire", raises={"backup": 4}),
    ).recommendations
    assert (found.before, found.after) == ("critical", "medium")


def test_isu_is_asked_to_decide_on_what_is_late_open_or_too_little() -> None:
    found = report(
        b.system("a", "medium"),
        assessed("a", "2026-09-01", "high", residual="high"),
        b.action("late", "a#fire", planned="2026-09-02T09:00", due="2026-09-20"),
    ).decisions
    asked = {each.key: each.subjects for each in found}
    assert asked["plan"] == ("a#fire",)
    assert asked["action"] == ("late",)
    assert set(asked["escalation"]) == {"a#fire", "late"}


def test_next_quarters_load_is_what_is_overdue_and_what_falls_due_by_its_end() -> None:
    found = report(
        b.system("a"),
        assessed("a", "2026-05-01"),
        b.action("late", "a#fire", due="2026-09-29"),
        b.action("last-day", "a#fire", due="2026-12-31"),
        b.action("after", "a#fire", due="2027-01-01"),
    ).load["action"]
    assert (found.overdue, found.due) == (1, 1)


# --- the matrix -------------------------------------------------------------------------------------------------------


def test_the_matrix_counts_each_risk_in_its_cell_and_the_movement_since_the_start() -> None:
    first = assessed("a", "2026-06-01", consequence=2, likelihood=3)
    second = assessed("a", "2026-08-01", "high", consequence=3, likelihood=3)
    found = report(b.system("a"), first, second, start=(b.system("a"), first)).matrix
    cells = {
        (each.cell.consequence, each.cell.likelihood): (len(each.cell.risks), each.moved) for r in found for each in r
    }
    assert cells.pop((2, 3)) == (0, -1)
    assert cells.pop((3, 3)) == (1, 1)
    assert set(cells.values()) == {(0, 0)}


def test_the_trace_counts_approvals_by_kind() -> None:
    ruling = b.decision("organisation", "sha256:" + "0" * 64, None)
    found = report(
        b.approval("2026-08-01-a", ruling, role="it-management", at="2026-08-01T09:00"),
        b.approval("2026-08-02-b", ruling, role="it-management", at="2026-08-02T09:00", kind="signed", evidence=None),
        b.approval("2026-10-01-c", ruling, role="it-management", at="2026-10-01T09:00"),
    ).trace[-1]
    assert (found.end, found.signed, found.minuted, found.procedure) == ("end", 1, 1, "2026.1")
    assert found.procedure_approval == "missing"
