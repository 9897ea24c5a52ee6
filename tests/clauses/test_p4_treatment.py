"""P4.3: figure 4.3.1, the deadlines of plans, when a risk is met, and acceptance."""

from datetime import date, datetime
from typing import Any

import pytest

from riskctl.core import digest
from riskctl.core.assessments import Action, Assessment
from riskctl.core.decisions import Approval
from riskctl.core.fields import Entity, Level
from riskctl.core.moment import parse_duration
from riskctl.core.procedure import Procedure
from riskctl.core.treatment import Treatment, residual_of, treatment_of
from riskctl.core.views.due import timed
from tests.builders import (
    HOLDERS,
    World,
    accepted,
    action,
    approval,
    assessment,
    assessment_digest,
    cancelled,
    decision,
    effect,
    holds,
    local,
    organisation,
    procedure,
    risk,
    system,
    world,
)

PERSONS = {**HOLDERS, "system-owner": "anne", "it-operations": "carl"}


def one_risk(level: str, at: str = "2026-03-14T14:30", **fields: Any) -> Assessment:
    """An assessment of nexus with the one risk nexus#fire."""
    return assessment("nexus/2026-03-14", at, {"fire": risk(level, **fields)})


def approve(plan: Action, role: str, at: str, level: str, by: str | None = None) -> Approval:
    """A decision on an action's plan."""
    name = f"{at[:10]}-{plan.id}-{role}"
    return approval(name, decision(f"action:{plan.id}", digest.of_plan(plan), level), role=role, by=by, at=at)


def seen(*entities: Entity, now: str = "2026-11-23T12:00", procedure_: Procedure | None = None) -> World:
    return world(system("nexus"), *entities, now=now, procedure_=procedure_)


def state(found: World, id_: str = "nexus#fire") -> Treatment:
    return treatment_of(found.approvals, found.engine.latest.risks[id_])


FIGURE = {
    "low": ("P3M", None, ["system-owner", "it-operations"], [], "allowed"),
    "medium": ("P1M", None, ["system-owner", "it-operations"], ["head-of-department"], "with-approval"),
    "high": ("P7D", None, ["head-of-service", "isu", "it-management"], ["it-management"], "with-approval"),
    "critical": (
        "PT48H",
        "PT24H",
        ["head-of-service", "isu", "it-management"],
        ["it-management", "executive-board"],
        "with-approval",
    ),
}


@pytest.mark.parametrize("level", FIGURE)
def test_rows_of_figure_4_3_1(level: Level) -> None:
    within, target, responsible, approvers, acceptance = FIGURE[level]
    row = procedure().treatment[level]
    assert (row.within.text, row.target and row.target.text) == (within, target)
    assert (list(row.responsible), list(row.approval), row.acceptance) == (responsible, approvers, acceptance)


@pytest.mark.parametrize("level", FIGURE)
def test_a_plan_waits_for_the_risk_owner_and_then_the_row(level: str) -> None:
    item = seen(one_risk(level, owner="dan")).items()["plan:nexus#fire"]
    row = [(role, PERSONS[role]) for role in FIGURE[level][2]]
    assert [(who.role, who.person) for who in item.responsible] == [(None, "dan"), *row]
    assert (item.clause, item.level) == (f"P4.3-{level}", level)


def test_without_a_risk_owner_the_system_owner_owns_the_risk() -> None:
    item = seen(one_risk("high")).items()["plan:nexus#fire"]
    assert (item.responsible[0].role, item.responsible[0].person) == (None, "anne")


DEADLINES: list[tuple[str, str, str, date | datetime]] = [
    ("low: 3 months", "low", "2026-03-14T14:30", date(2026, 6, 14)),
    ("low: 30 November + 3 months", "low", "2026-11-30T10:00", date(2027, 2, 28)),
    ("low: 30 November + 3 months, leap year", "low", "2027-11-30T10:00", date(2028, 2, 29)),
    ("medium: 1 month", "medium", "2026-03-14T14:30", date(2026, 4, 14)),
    ("medium: 31 January + 1 month", "medium", "2026-01-31T10:00", date(2026, 2, 28)),
    ("medium: 31 January + 1 month, leap year", "medium", "2028-01-31T10:00", date(2028, 2, 29)),
    ("medium: 29 January + 1 month", "medium", "2026-01-29T10:00", date(2026, 2, 28)),
    ("medium: 28 February + 1 month", "medium", "2026-02-28T10:00", date(2026, 3, 28)),
    ("medium: 31 May + 1 month", "medium", "2026-05-31T10:00", date(2026, 6, 30)),
    ("medium: 31 December + 1 month", "medium", "2026-12-31T10:00", date(2027, 1, 31)),
    ("high: 7 days", "high", "2026-03-14T14:30", date(2026, 3, 21)),
    ("high: 7 days over a month end", "high", "2028-02-25T14:30", date(2028, 3, 3)),
    ("high: from a Friday to a Friday, no holiday moves it", "high", "2026-03-27T14:30", date(2026, 4, 3)),
    ("high: five minutes to midnight", "high", "2026-03-14T23:55", date(2026, 3, 21)),
    ("high: after midnight in Copenhagen, not in Greenwich", "high", "2026-03-14T23:05:00+00:00", date(2026, 3, 22)),
    ("critical: 48 hours", "critical", "2026-03-14T14:30", local("2026-03-16T14:30")),
    ("critical: on Christmas eve too", "critical", "2026-12-24T16:00", local("2026-12-26T16:00")),
    ("critical: 48 hours into summer time", "critical", "2026-03-28T12:00", local("2026-03-30T13:00")),
    ("critical: 48 hours out of summer time", "critical", "2026-10-24T12:00", local("2026-10-26T11:00")),
]


@pytest.mark.parametrize(("level", "at", "due"), [pytest.param(*row[1:], id=row[0]) for row in DEADLINES])
def test_deadline_counts_from_completion(level: str, at: str, due: date | datetime) -> None:
    item = seen(one_risk(level, at), now="2030-01-01T12:00").items()["plan:nexus#fire"]
    assert (item.due, type(item.due) is date) == (due, type(due) is date)


@pytest.mark.parametrize(
    ("at", "target"),
    [
        ("2026-03-14T14:30", "2026-03-15T14:30"),
        ("2026-03-28T12:00", "2026-03-29T13:00"),
        ("2026-10-24T12:00", "2026-10-25T11:00"),
    ],
    ids=["an ordinary day", "into summer time", "out of summer time"],
)
def test_the_target_of_critical_is_24_real_hours(at: str, target: str) -> None:
    assert seen(one_risk("critical", at)).items()["plan:nexus#fire"].target == local(target)


@pytest.mark.parametrize("level", ["low", "medium", "high"])
def test_only_critical_has_a_target(level: str) -> None:
    assert seen(one_risk(level)).items()["plan:nexus#fire"].target is None


@pytest.mark.parametrize(
    ("level", "now", "status", "past_target"),
    [
        pytest.param("critical", "2026-03-15T14:29:59", "due", False, id="critical: before 24 hours"),
        pytest.param("critical", "2026-03-15T14:30", "due", True, id="critical: from 24 hours on"),
        pytest.param("critical", "2026-03-16T14:29:59", "due", True, id="critical: before 48 hours"),
        pytest.param("critical", "2026-03-16T14:30", "overdue", True, id="critical: from 48 hours on"),
        pytest.param("high", "2026-03-21T23:59:59", "due", False, id="high: to the end of the seventh day"),
        pytest.param("high", "2026-03-22T00:00", "overdue", False, id="high: from that midnight on"),
        pytest.param("low", "2026-03-15T12:00", "upcoming", False, id="low: not yet within 30 days"),
    ],
)
def test_target_and_limit(level: str, now: str, status: str, *, past_target: bool) -> None:
    found = seen(one_risk(level), now=now)
    shown = timed(found.items()["plan:nexus#fire"], found.clock, parse_duration("P30D"))
    assert (shown.status, shown.past_target) == (status, past_target)


def test_the_current_level_sets_the_deadline_not_the_inherent_one() -> None:
    item = seen(one_risk("medium", inherent="critical")).items()["plan:nexus#fire"]
    assert (item.level, item.due) == ("medium", date(2026, 4, 14))


def test_the_deadline_follows_the_latest_assessment() -> None:
    later = assessment("nexus/2026-06-01", risks={"fire": risk("high")})
    assert seen(one_risk("medium"), later).items()["plan:nexus#fire"].due == date(2026, 6, 8)


def test_a_risk_that_the_latest_assessment_left_out_has_no_plan() -> None:
    assert not seen(one_risk("high"), assessment("nexus/2026-06-01")).items("plan")


def test_a_retired_system_has_no_plans() -> None:
    assert not world(system("nexus", status="retired"), one_risk("critical")).items("plan")


PLANNED, STARTED = "2026-03-15T09:00", "2026-03-16T08:00"


@pytest.mark.parametrize(
    ("level", "role"),
    [
        ("medium", "head-of-department"),
        ("high", "it-management"),
        ("critical", "it-management"),
        ("critical", "executive-board"),
    ],
)
def test_met_by_planned_approved_and_started(level: str, role: str) -> None:
    plan = action("backup", planned=PLANNED, started=STARTED)
    found = seen(one_risk(level), plan, approve(plan, role, "2026-03-15T10:00", level))
    assert "plan:nexus#fire" not in found.items()
    assert state(found).met_at == local(STARTED)


def test_low_needs_no_approval() -> None:
    assert state(seen(one_risk("low"), action("backup", started=STARTED))).met_at == local(STARTED)


@pytest.mark.parametrize(
    ("planned", "started", "decided", "met"),
    [
        pytest.param("2026-03-15T09:00", "2026-03-16T08:00", "2026-03-15T10:00", "2026-03-16T08:00", id="started last"),
        pytest.param(
            "2026-03-15T09:00", "2026-03-16T08:00", "2026-03-18T10:00", "2026-03-18T10:00", id="approved last"
        ),
        pytest.param("2026-03-17T09:00", "2026-03-16T08:00", "2026-03-17T09:00", "2026-03-17T09:00", id="planned last"),
        pytest.param(
            "2026-02-01T09:00", "2026-02-02T08:00", "2026-03-14T14:30", "2026-03-14T14:30", id="assessed last"
        ),
    ],
)
def test_the_moment_it_was_met_is_the_latest(planned: str, started: str, decided: str, met: str) -> None:
    plan = action("backup", planned=planned, started=started)
    found = seen(one_risk("high"), plan, approve(plan, "it-management", decided, "high"))
    assert state(found).met_at == local(met)


def test_an_action_older_than_the_assessment_meets_it_at_completion() -> None:
    """Approved under the assessment before, at the level of that day."""
    before = assessment("nexus/2025-03-14", risks={"fire": risk("high")})
    plan = action("backup", planned="2025-04-01T09:00", started="2025-04-03T09:00")
    found = seen(before, one_risk("high"), plan, approve(plan, "it-management", "2025-04-02T09:00", "high"))
    assert state(found).met_at == local("2026-03-14T14:30")
    assert not state(found).late


def test_the_first_action_that_meets_it_counts() -> None:
    early, late = action("early", started="2026-03-17T09:00"), action("late", started="2026-03-20T09:00")
    decided = [approve(each, "it-management", "2026-03-16T09:00", "high") for each in (early, late)]
    assert state(seen(one_risk("high"), late, early, *decided)).met_at == local("2026-03-17T09:00")


@pytest.mark.parametrize(
    ("started", "late"),
    [("2026-03-21T23:59:59", False), ("2026-03-22T00:00", True), ("2026-03-24T10:00", True)],
)
def test_met_late(started: str, *, late: bool) -> None:
    plan = action("backup", planned=PLANNED, started=started)
    found = state(seen(one_risk("high"), plan, approve(plan, "it-management", "2026-03-15T10:00", "high")))
    assert (found.met_at, found.late, found.accepted) == (local(started), late, False)


def test_a_plan_approved_again_was_met_the_first_time() -> None:
    """P4.3: met in time in March; a second approval in May, by either role of the row, does not make it late."""
    plan = action("backup", planned=PLANNED, started=STARTED)
    first = approve(plan, "it-management", "2026-03-15T10:00", "critical")
    again = approve(plan, "executive-board", "2026-05-04T10:00", "critical")
    found = state(seen(one_risk("critical"), plan, first, again))
    assert (found.met_at, found.late) == (local(STARTED), False)


def test_a_rejection_between_breaks_what_stood_before() -> None:
    plan = action("backup", planned=PLANNED, started=STARTED)
    first = approve(plan, "it-management", "2026-03-15T10:00", "high")
    no = decision(f"action:{plan.id}", digest.of_plan(plan), "high", "rejected")
    rejected = approval("2026-04-01-no", no, role="it-management", at="2026-04-01T10:00")
    again = approve(plan, "it-management", "2026-05-04T10:00", "high")
    assert state(seen(one_risk("high"), plan, first, rejected, again)).met_at == local("2026-05-04T10:00")


@pytest.mark.parametrize(
    ("fields", "met"),
    [
        pytest.param({"started": STARTED}, True, id="started"),
        pytest.param({}, False, id="not started"),
        pytest.param({"started": "2026-11-24T08:00"}, False, id="started after the clock"),
        pytest.param({"planned": None}, False, id="not planned"),
        pytest.param({"started": STARTED, "cancelled": cancelled("2026-04-01T08:00")}, False, id="cancelled"),
        pytest.param(
            {"started": STARTED, "cancelled": cancelled("2026-12-01T08:00")}, True, id="cancelled after the clock"
        ),
        pytest.param(
            {"planned": "2026-01-15T09:00", "started": "2026-02-01T08:00", "completed": "2026-03-14T14:29:59"},
            False,
            id="completed before the assessment",
        ),
        pytest.param(
            {"planned": "2026-01-15T09:00", "started": "2026-02-01T08:00", "completed": "2026-03-14T14:30"},
            True,
            id="completed at the assessment",
        ),
        pytest.param({"started": STARTED, "completed": "2026-04-01T08:00"}, True, id="completed since"),
        pytest.param({"started": STARTED, "risks": "nexus#flood"}, False, id="on another risk"),
    ],
)
def test_which_actions_count(fields: dict[str, Any], *, met: bool) -> None:
    found = seen(one_risk("low"), action("backup", **fields))
    assert (state(found).met_at is not None) is met
    assert ("plan:nexus#fire" in found.items()) is not met


@pytest.mark.parametrize("backwards", [False, True])
def test_what_is_missing_is_told_of_the_action_that_has_come_furthest(*, backwards: bool) -> None:
    none, bare = action("none", planned=None), action("bare")
    ready = action("ready")
    decided = approve(ready, "it-management", "2026-03-15T10:00", "high")
    stages = [
        ([], "no-plan"),
        ([none], "not-planned"),
        ([none, bare], "not-approved"),
        ([none, bare, ready], "not-started"),
    ]
    for actions, lack in stages:
        order = actions[::-1] if backwards else actions
        item = seen(one_risk("high"), *order, decided).items()["plan:nexus#fire"]
        assert item.reason == f"due.plan.{lack}"


@pytest.mark.parametrize(
    ("level", "role", "decided_on"),
    [
        pytest.param("medium", "it-management", "medium", id="a role that medium does not ask for"),
        pytest.param("high", "head-of-department", "high", id="a role that high does not ask for"),
        pytest.param("high", "executive-board", "high", id="the board is only asked for critical"),
        pytest.param("critical", "head-of-department", "critical", id="a role that critical does not ask for"),
        pytest.param("high", "it-management", "medium", id="decided on at another level"),
    ],
)
def test_an_approval_that_the_level_does_not_demand_does_not_count(level: str, role: str, decided_on: str) -> None:
    plan = action("backup", started=STARTED)
    found = state(seen(one_risk(level), plan, approve(plan, role, "2026-03-15T10:00", decided_on)))
    assert (found.met_at, found.lack) == (None, "not-approved")


def test_an_approval_at_a_lower_level_does_not_carry_over_when_the_risk_rises() -> None:
    plan = action("backup", started=STARTED)
    decided = approve(plan, "head-of-department", "2026-03-15T10:00", "medium")
    higher = assessment("nexus/2026-06-01", risks={"fire": risk("high")})
    assert state(seen(one_risk("medium"), plan, decided)).met_at is not None
    found = state(seen(one_risk("medium"), plan, decided, higher))
    assert (found.met_at, found.lack, found.due) == (None, "not-approved", date(2026, 6, 8))


def test_an_approval_by_a_role_both_levels_ask_for_carries_over() -> None:
    plan = action("backup", started=STARTED)
    decided = approve(plan, "it-management", "2026-03-15T10:00", "high")
    higher = assessment("nexus/2026-06-01", risks={"fire": risk("critical")})
    assert state(seen(one_risk("high"), plan, decided, higher)).met_at == local("2026-06-01T14:30")


def test_one_action_on_risks_of_two_levels_is_decided_at_the_highest_and_meets_both() -> None:
    both = assessment("nexus/2026-03-14", risks={"fire": risk("medium"), "flood": risk("high")})
    plan = action("backup", "nexus#fire nexus#flood", started=STARTED)
    found = seen(both, plan, approve(plan, "it-management", "2026-03-15T10:00", "high"))
    assert state(found, "nexus#fire").met_at == state(found, "nexus#flood").met_at == local(STARTED)


def test_several_risks_in_units_count_where_the_role_covers() -> None:
    held = organisation(
        holds("head-of-department", "hanne", "care"),
        holds("head-of-department", "finn", "schools"),
        holds("it-management", "ivan"),
    )
    plan = action("backup", "nexus#fire school#fire", started=STARTED)
    parts: list[Entity] = [
        system("nexus", unit="home"),
        system("school", unit="schools"),
        assessment("nexus/2026-03-14", risks={"fire": risk("medium")}),
        assessment("school/2026-03-14", risks={"fire": risk("medium")}),
        plan,
        approve(plan, "head-of-department", "2026-03-15T10:00", "medium", "hanne"),
    ]
    found = world(*parts, organisation_=held)
    assert state(found, "nexus#fire").met_at == local(STARTED)
    assert state(found, "school#fire").lack == "not-approved"
    parts.append(approve(plan, "head-of-department", "2026-03-18T10:00", "medium", "finn"))
    parts[-1]._id = "2026-03-18-schools"
    found = world(*parts, organisation_=held)
    assert state(found, "nexus#fire").met_at == local(STARTED)
    assert state(found, "school#fire").met_at == local("2026-03-18T10:00")


UNTIL = "2026-09-30"


def acceptance_of(
    level: str, role: str | None, at: str = "2026-03-15T10:00", now: str = "2026-06-01T12:00", **fields: Any
) -> World:
    """One accepted risk, decided on by a role, or by nobody."""
    made = assessment("nexus/2026-03-14", risks={"fire": accepted(level, **{"until": UNTIL, **fields})})
    if role is None:
        return seen(made, now=now)
    ruling = decision("acceptance:nexus/2026-03-14#fire", digest.of_risk(made.risks["fire"]), level)
    return seen(made, approval("2026-03-15-accept", ruling, role=role, at=at), now=now)


@pytest.mark.parametrize(
    ("level", "role", "lack"),
    [
        ("low", None, None),
        ("medium", None, "acceptance-not-approved"),
        ("medium", "head-of-department", None),
        ("medium", "it-management", "acceptance-not-approved"),
        ("high", None, "acceptance-not-approved"),
        ("high", "it-management", None),
        ("high", "executive-board", "acceptance-not-approved"),
        ("critical", None, "acceptance-not-approved"),
        ("critical", "executive-board", None),
        ("critical", "it-management", "acceptance-not-approved"),
    ],
)
def test_who_may_accept_each_level(level: str, role: str | None, lack: str | None) -> None:
    found = acceptance_of(level, role)
    assert (state(found).lack, state(found).accepted) == (lack, lack is None)
    assert ("plan:nexus#fire" in found.items()) is (lack is not None)


@pytest.mark.parametrize("level", ["medium", "high", "critical"])
@pytest.mark.parametrize("missing", [{"reason": None}, {"until": None}, {"reason": None, "until": None}], ids=str)
def test_from_medium_up_an_acceptance_needs_reason_and_expiry(level: str, missing: dict[str, Any]) -> None:
    role = FIGURE[level][3][-1]
    found = state(acceptance_of(level, role, **missing))
    assert (found.met_at, found.lack) == (None, "acceptance-incomplete")


@pytest.mark.parametrize(
    ("at", "met", "late"),
    [
        pytest.param("2026-03-15T10:00", "2026-03-15T10:00", False, id="decided after completion"),
        pytest.param("2026-03-21T23:59", "2026-03-21T23:59", False, id="on the last day"),
        pytest.param("2026-03-22T00:00", "2026-03-22T00:00", True, id="too late"),
    ],
)
def test_an_acceptance_is_met_when_it_is_decided(at: str, met: str, *, late: bool) -> None:
    found = state(acceptance_of("high", "it-management", at))
    assert (found.met_at, found.late) == (local(met), late)


def test_an_acceptance_decided_again_was_met_the_first_time() -> None:
    """P4.3: the moment it was met; a renewed decision in May does not make March late."""
    made = assessment("nexus/2026-03-14", risks={"fire": accepted("high", until=UNTIL)})
    ruling = decision("acceptance:nexus/2026-03-14#fire", digest.of_risk(made.risks["fire"]), "high")
    first = approval("2026-03-15-accept", ruling, role="it-management", at="2026-03-15T10:00")
    again = approval("2026-05-04-accept", ruling, role="it-management", at="2026-05-04T10:00")
    found = state(seen(made, first, again, now="2026-06-01T12:00"))
    assert (found.met_at, found.late) == (local("2026-03-15T10:00"), False)


def test_an_acceptance_that_was_never_in_force_can_not_end() -> None:
    """Decided on after it ended: the deadline is still that of the assessment, 14 March + P7D."""
    found = state(acceptance_of("high", "it-management", at="2026-10-19T12:00", now="2026-10-20T10:00"))
    assert (found.accepted, found.due) == (False, date(2026, 3, 21))


def test_what_is_decided_after_an_acceptance_ended_does_not_undo_it() -> None:
    """In force until 30 September, so the new deadline is 7 October, whatever somebody decides later."""
    made = assessment("nexus/2026-03-14", risks={"fire": accepted("high", until=UNTIL)})
    subject, value = "acceptance:nexus/2026-03-14#fire", digest.of_risk(made.risks["fire"])
    valid = approval("2026-03-15-accept", decision(subject, value, "high"), role="it-management", at="2026-03-15T10:00")
    later = approval("2026-10-05-accept", decision(subject, value, "high"), role="director", at="2026-10-05T10:00")
    found = state(seen(made, valid, later, now="2026-10-06T10:00"))
    assert (found.lack, found.due) == ("expired", date(2026, 10, 7))


def test_low_is_accepted_from_completion() -> None:
    assert state(acceptance_of("low", None)).met_at == local("2026-03-14T14:30")


def test_low_without_until_lasts_until_the_next_assessment_is_due() -> None:
    """Class low: 14 March 2029; after that a new deadline of 3 months runs."""
    until: dict[str, Any] = {"until": None, "reason": None}
    assert state(acceptance_of("low", None, now="2029-03-14T23:59:59", **until)).accepted
    found = state(acceptance_of("low", None, now="2029-03-15T00:00", **until))
    assert (found.accepted, found.lack, found.due) == (False, "expired", date(2029, 6, 14))


@pytest.mark.parametrize(
    ("level", "role", "due"),
    [
        ("low", None, date(2026, 12, 30)),
        ("medium", "head-of-department", date(2026, 10, 30)),
        ("high", "it-management", date(2026, 10, 7)),
        ("critical", "executive-board", local("2026-10-03T00:00")),
    ],
)
def test_a_new_deadline_runs_from_the_day_an_acceptance_ends(
    level: str, role: str | None, due: date | datetime
) -> None:
    assert state(acceptance_of(level, role, now="2026-09-30T23:59:59")).accepted
    after = acceptance_of(level, role, now="2026-10-01T00:00")
    assert (state(after).accepted, state(after).lack) == (False, "expired")
    item = after.items()["plan:nexus#fire"]
    assert (item.due, item.reason, item.values["until"]) == (due, "due.plan.expired", date(2026, 9, 30))
    assert "acceptance:nexus#fire" not in after.items()


def test_an_acceptance_never_decided_on_gives_no_new_deadline() -> None:
    found = acceptance_of("high", None, now="2026-10-01T00:00")
    assert found.items()["plan:nexus#fire"].due == date(2026, 3, 21)


def test_a_plan_takes_over_when_an_acceptance_has_ended() -> None:
    made = assessment("nexus/2026-03-14", risks={"fire": accepted("low", until=UNTIL)})
    plan = action("backup", planned="2026-10-02T09:00", started="2026-10-05T09:00")
    found = state(seen(made, plan))
    assert (found.met_at, found.late) == (local("2026-10-05T09:00"), False)


def test_a_plan_in_time_is_not_made_late_by_a_later_acceptance() -> None:
    """Met is met: the plan was there on 16 March, the acceptance was decided on in May."""
    made = assessment("nexus/2026-03-14", risks={"fire": accepted("high", until="2027-03-14")})
    plan = action("backup", started=STARTED)
    ruling = decision("acceptance:nexus/2026-03-14#fire", digest.of_risk(made.risks["fire"]), "high")
    late = approval("2026-05-15-accept", ruling, role="it-management", at="2026-05-15T10:00")
    found = state(seen(made, plan, approve(plan, "it-management", "2026-03-15T10:00", "high"), late))
    assert (found.met_at, found.late, found.accepted) == (local(STARTED), False, True)


def test_acceptance_is_nothing_without_the_treatment() -> None:
    stated = {"reason": "Dyrt", "until": UNTIL}
    assert state(seen(one_risk("low", treatment="mitigate", acceptance=stated))).lack == "no-plan"


def test_a_level_that_may_never_be_accepted() -> None:
    never = procedure({"treatment.critical.acceptance": "never"})
    made = assessment("nexus/2026-03-14", risks={"fire": accepted("critical")})
    ruling = decision("acceptance:nexus/2026-03-14#fire", digest.of_risk(made.risks["fire"]), "critical")
    decided = approval("2026-03-15-accept", ruling, role="executive-board", at="2026-03-15T10:00")
    found = state(seen(made, decided, procedure_=never))
    assert (found.met_at, found.accepted, found.lack) == (None, False, "no-plan")


def test_an_approval_of_the_assessment_covers_an_acceptance_its_role_may_decide() -> None:
    made = assessment("nexus/2026-03-14", criticality="critical", risks={"fire": accepted("critical")})
    ruling = decision("nexus/2026-03-14", assessment_digest("nexus/2026-03-14"), "critical")
    decided = approval("2026-03-20-board", ruling, role="executive-board", at="2026-03-15T10:00")
    assert state(seen(made, decided)).met_at == local("2026-03-15T10:00")


@pytest.mark.parametrize(
    ("effects", "level", "since"),
    [
        pytest.param([], "medium", "2026-03-14T14:30", id="none: what the assessment expected"),
        pytest.param([("high", "2026-06-10T09:00")], "high", "2026-06-10T09:00", id="an effect since"),
        pytest.param(
            [("high", "2026-03-14T14:29")], "medium", "2026-03-14T14:30", id="an effect before the assessment"
        ),
        pytest.param(
            [("high", "2026-06-10T09:00"), ("low", "2026-08-10T09:00")], "low", "2026-08-10T09:00", id="the latest"
        ),
        pytest.param([("high", "2026-12-10T09:00")], "medium", "2026-03-14T14:30", id="found after the clock"),
        pytest.param([("high", "2026-03-14T14:30")], "high", "2026-03-14T14:30", id="at the moment of the assessment"),
    ],
)
def test_residual(effects: list[tuple[str, str]], level: str, since: str) -> None:
    """P5.4, computation 6."""
    actions = [
        action(f"a{number}", started=STARTED, completed="2026-03-20T09:00", effect=effect(*each))
        for number, each in enumerate(effects)
    ]
    found = seen(one_risk("high", residual="medium"), *actions)
    residual = residual_of(found.approvals, found.engine.latest.risks["nexus#fire"])
    assert (residual.level, residual.since) == (level, local(since))
