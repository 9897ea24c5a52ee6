"""What ISU is to be told of outside its meetings (P6.1): each cause, since when, and what was told already."""

from typing import Any

import pytest

from riskctl.core.fields import Entity
from riskctl.core.views.deviating import Deviations, Since, since_report, to_tell
from riskctl.core.views.due import due_items
from tests import builders as b

DAY = "2026-11-01T00:00"
NOW = "2026-11-23T12:00"
NEXUS = b.system("nexus", "critical")


def told(
    *entities: Entity, since: str | None = DAY, then: tuple[Entity, ...] | None = None, now: str = NOW, **kept: Any
) -> Deviations:
    """Return what is told of a register, compared with another where one is given."""
    world = b.world(NEXUS, *entities, now=now, **kept)
    before = b.world(NEXUS, *then, now=DAY).approvals.register if then is not None else None
    start = Since(b.local(since) if since else None, register=before)
    return to_tell(world.approvals, start, list(due_items(world.engine, world.approvals)))


def facts(found: Deviations) -> dict[str, list[tuple[str, str]]]:
    """Return each matter's facts as cause and id."""
    return {each.subject: [(fact.cause, fact.id) for fact in each.facts] for each in found.matters}


def assessed(at: str, level: str, **fields: Any) -> Entity:
    return b.assessment(f"nexus/{at[:10]}", at=at, risks={"fire": b.risk(level, **fields)})


def approved(assessment: str, at: str, ruling: str = "approved") -> Entity:
    """Return what the executive board says of an assessment."""
    decision = b.decision(assessment, b.assessment_digest(assessment), "critical", ruling)
    return b.approval(f"{at[:10]}-board", decision, role="executive-board", at=at)


def test_a_plan_over_its_limit_since_then() -> None:
    # P4.3-high: a week from 9 November ends with the 16th
    found = told(assessed("2026-11-09T14:30", "high"), approved("nexus/2026-11-09", "2026-11-10T09:00"))
    assert ("overdue", "plan:nexus#fire") in facts(found)["nexus#fire"]
    (plan,) = (each for each in found.matters[0].facts if each.cause == "overdue")
    assert plan.since == b.local("2026-11-17T00:00")
    assert found.matters[0].level == "high"


@pytest.mark.parametrize(("assessed_on", "new"), [("2026-10-24", False), ("2026-10-25", True)])
def test_new_is_what_ran_out_on_the_day_or_after(assessed_on: str, *, new: bool) -> None:
    # a week from 24 October ends with the 31st, at the midnight that begins 1 November: not before it
    since = "2026-11-01T00:00:01"
    world = (
        assessed(f"{assessed_on}T14:30", "high", flags=[]),
        approved(f"nexus/{assessed_on}", f"{assessed_on}T15:00"),
    )
    made = b.escalation("e", "plan-overdue:nexus#fire", "executive-board", "2026-11-20T10:00")
    found = told(*world, made, since=since)
    assert ("nexus#fire" in {each.subject for each in found.matters}) is new
    assert ("nexus#fire" in {each.subject for each in found.standing}) is not new


def test_a_critical_risk_past_its_target_is_told_before_its_limit() -> None:
    # P4.3-critical: 24 hours is the target, 48 the limit; noon on the 23rd is 30 hours after 06.00 on the 22nd
    found = told(assessed("2026-11-22T06:00", "critical"))
    causes = [cause for cause, _ in facts(found)["nexus#fire"]]
    assert "target" in causes
    assert "overdue" not in causes


def test_a_critical_risk_in_time_is_told_when_it_has_become_so() -> None:
    found = told(assessed("2026-10-01T08:00", "high"), assessed("2026-11-23T08:00", "critical"))
    (turned,) = (each for each in found.matters[0].facts if each.cause == "critical")
    assert turned.values["before"] == "high"
    assert turned.since == b.local("2026-11-23T08:00")


def test_a_risk_that_was_critical_already_is_not_told_as_turned() -> None:
    found = told(assessed("2026-10-01T08:00", "critical"), assessed("2026-11-23T08:00", "critical"))
    assert all(each.cause != "critical" for matter in found.matters for each in matter.facts)


def test_an_escalation_nobody_has_made_is_told_and_one_made_is_not() -> None:
    late = assessed("2026-11-09T14:30", "high")
    (lacking,) = (each for each in told(late).matters if each.subject == "nexus#fire")
    assert "executive-board" in lacking.untold
    made = b.escalation("e", "plan-overdue:nexus#fire", "executive-board", "2026-11-20T10:00")
    (matter,) = (each for each in told(late, made).matters if each.subject == "nexus#fire")
    assert matter.untold == ()


def test_a_rejected_assessment_is_told_once_with_who_and_why() -> None:
    found = told(assessed("2026-11-02T10:00", "low"), approved("nexus/2026-11-02", "2026-11-12T09:00", "rejected"))
    (fact,) = next(each for each in found.matters if each.subject == "nexus").facts
    assert (fact.cause, fact.values["because"], fact.since) == ("rejected", "Nej", b.local("2026-11-12T09:00"))


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        ("2026-12-01", "2027-02-01", True),
        ("2026-12-01", "2026-12-01", False),
        ("2027-02-01", "2026-12-01", False),
    ],
)
def test_a_deadline_put_off_is_told(before: str, after: str, *, moved: bool) -> None:
    risk = assessed("2026-10-01T08:00", "high")
    found = told(risk, b.action("mfa", due=after), then=(risk, b.action("mfa", due=before)))
    assert (("moved", "moved:mfa") in facts(found).get("mfa", [])) is moved


@pytest.mark.parametrize("ended", [{"cancelled": b.cancelled("2026-11-20T10:00")}, {"planned": None}])
def test_a_deadline_of_what_is_not_in_the_plan_is_not_told(ended: dict[str, Any]) -> None:
    risk = assessed("2026-10-01T08:00", "high")
    unplanned: dict[str, Any] = {"planned": None} if "planned" in ended else {}
    then = b.action("mfa", due="2026-12-01", **unplanned)
    found = told(risk, b.action("mfa", due="2027-02-01", **ended), then=(risk, then))
    assert all(each.cause != "moved" for matter in found.matters for each in matter.facts)


def test_nothing_below_the_threshold_of_reporting_is_told() -> None:
    # the template reports from high
    low = b.system("mail", "low")
    assert facts(told(low, b.assessment("mail/2026-10-01", risks={"fire": b.risk("medium")}))).get("mail#fire") is None


def test_the_worst_comes_first_then_the_oldest() -> None:
    entities = (
        b.system("a", "high"),
        b.system("z", "high"),
        b.assessment("z/2026-11-03", risks={"fire": b.risk("high")}),
        b.assessment("a/2026-11-04", risks={"fire": b.risk("high")}),
        assessed("2026-11-20T06:00", "critical"),
    )
    order = [each.subject for each in told(*entities).matters if "#" in each.subject]
    assert order == ["nexus#fire", "z#fire", "a#fire"]


def test_it_counts_from_the_last_quarter_reported_on() -> None:
    world = b.world(NEXUS, now=NOW, reports=("2026-Q1", "2026-Q2", "2025-Q4"))
    since = since_report(world.approvals)
    assert (since.moment, since.report and since.report.label) == (b.local("2026-07-01T00:00"), "2026-Q2")
    none = since_report(b.world(NEXUS, now=NOW).approvals)
    assert (none.moment, none.report) == (None, None)


def test_without_a_report_everything_is_told() -> None:
    found = told(assessed("2026-01-09T14:30", "high"), since=None)
    assert "nexus#fire" in facts(found)
    assert found.standing == ()
