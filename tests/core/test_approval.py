"""The trust design: what a verdict carries, whose tables decide, and the edges of who and when."""

import pytest

from riskctl.core import digest
from tests.builders import (
    accepted,
    action,
    approval,
    assessment,
    assessment_digest,
    decision,
    holds,
    organisation,
    procedure,
    risk,
    system,
    world,
)

NEXUS = "nexus/2026-03-14"
FIRE = f"acceptance:{NEXUS}#fire"


def on_nexus(level: str = "high", ruling: str = "approved", content: str = NEXUS) -> dict[str, object]:
    return dict(decision(NEXUS, assessment_digest(content), level, ruling))


@pytest.mark.parametrize(
    ("content", "level", "ruling", "state", "fault"),
    [
        (NEXUS, "high", "approved", "valid", None),
        (NEXUS, "high", "rejected", "rejected", None),
        ("other", "high", "approved", "stale", "digest"),
        (NEXUS, "low", "approved", "invalid", "level"),
    ],
)
def test_a_verdict_carries_the_decision_it_is_about(
    content: str, level: str, ruling: str, state: str, fault: str | None
) -> None:
    made = approval("2026-03-20-board", on_nexus(level, ruling, content), role="director", at="2026-03-20T10:00")
    verdict = world(system("nexus", "high"), assessment(NEXUS), made).approvals.of(NEXUS)
    assert (verdict.state, verdict.fault) == (state, fault)
    assert verdict.decided is not None
    assert (verdict.decided.statement, verdict.decided.index) == (made, 0)


def test_the_newest_decision_of_each_subject_is_yielded_once() -> None:
    plan = action("backup")
    older = approval("2026-03-20-board", on_nexus(), role="director", at="2026-03-20T10:00")
    newer = approval("2026-03-25-board", on_nexus(ruling="rejected"), role="director", at="2026-03-25T10:00")
    other = approval(
        "2026-03-21-it",
        decision("action:backup", digest.of_plan(plan), "high"),
        role="it-management",
        at="2026-03-21T10:00",
    )
    seen = world(system("nexus", "high"), assessment(NEXUS, risks={"fire": risk("high")}), plan, newer, older, other)
    found = [(each.ruling.subject, each.statement.id) for each in seen.approvals.newest()]
    assert sorted(found) == [("action:backup", "2026-03-21-it"), (NEXUS, "2026-03-25-board")]


def test_a_statement_that_names_an_unknown_procedure_is_spoilt() -> None:
    made = approval("2026-03-20-board", on_nexus(), role="director", at="2026-03-20T10:00", procedure="2025.9")
    assert world(system("nexus", "high"), assessment(NEXUS), made).approvals.of(NEXUS).fault == "version"


@pytest.mark.parametrize(("role", "fault"), [("director", None), ("isu", "role")])
def test_the_tables_of_the_procedure_it_names_say_who_decides(role: str, fault: str | None) -> None:
    """In 2027.1 the ISU decides on class high; a decision made under 2026.1 is judged by 2026.1."""
    later = procedure({"version": "2027.1", "reassessment.high.approval": ["isu"]})
    made = approval("2026-03-20-board", on_nexus(), role=role, at="2026-03-20T10:00", procedure="2026.1")
    seen = world(system("nexus", "high"), assessment(NEXUS), made, procedure_=later, procedures={"2026.1": procedure()})
    assert seen.approvals.of(NEXUS).fault == fault


@pytest.mark.parametrize(("by", "fault"), [("vera", None), ("carl", "holder")])
def test_a_role_that_the_system_gives_may_decide_where_the_tables_say_so(by: str, fault: str | None) -> None:
    tables = procedure({"reassessment.high.approval": ["system-owner"]})
    made = approval("2026-03-20-owner", on_nexus(), role="system-owner", by=by, at="2026-03-20T10:00", witness="dan")
    seen = world(system("nexus", "high", owner="vera"), assessment(NEXUS), made, procedure_=tables)
    assert seen.approvals.of(NEXUS).fault == fault


@pytest.mark.parametrize(("by", "covers"), [("vera", True), ("dan", False)])
def test_a_role_that_the_system_gives_covers_that_system(by: str, *, covers: bool) -> None:
    tables = procedure({"treatment.high.approval": ["system-owner"]})
    nexus, plan = system("nexus", owner="vera"), action("backup")
    ruling = decision("action:backup", digest.of_plan(plan), "high")
    made = approval("2026-03-21-owner", ruling, role="system-owner", by=by, at="2026-03-21T10:00", witness="bo")
    seen = world(nexus, assessment(NEXUS, risks={"fire": risk("high")}), plan, made, procedure_=tables)
    assert bool(seen.approvals.of_unit("action:backup", nexus)) is covers


@pytest.mark.parametrize(
    ("at", "covers"),
    [("2026-06-30T23:59:59+02:00", True), ("2026-06-30T22:00:00+00:00", False)],
    ids=["the last minute of the last day", "the next day in Denmark"],
)
def test_the_day_of_a_decision_on_a_unit_is_the_local_one(at: str, *, covers: bool) -> None:
    nexus, plan = system("nexus"), action("backup")
    ruling = decision("action:backup", digest.of_plan(plan), "high")
    made = approval("2026-06-30-it", ruling, role="it-management", by="ivan", at=at)
    held = organisation(holds("it-management", "ivan", until="2026-06-30"))
    seen = world(nexus, assessment(NEXUS, risks={"fire": risk("high")}), plan, made, organisation_=held)
    assert bool(seen.approvals.of_unit("action:backup", nexus)) is covers


def acceptance_state(*decisions: tuple[str, str, str, str], until: str | None = "2026-06-30") -> str:
    """The state of the acceptance of a high risk of nexus, after decisions (subject, at, ruling, level)."""
    made = assessment(NEXUS, risks={"fire": accepted("high", until=until)})
    digests = {FIRE: digest.of_risk(made.risks["fire"]), NEXUS: assessment_digest(NEXUS)}
    statements = [
        approval(
            f"{at[:10]}-it-{number}",
            decision(subject, digests[subject], level, ruling),
            role="it-management",
            at=at,
        )
        for number, (subject, at, ruling, level) in enumerate(decisions)
    ]
    tables = procedure({"reassessment.high.approval": ["it-management"]})
    seen = world(system("nexus", "high"), made, *statements, procedure_=tables)
    return seen.approvals.of_acceptance(seen.engine.latest.risks["nexus#fire"]).state


@pytest.mark.parametrize(
    ("at", "state"),
    [("2026-06-30T23:59:59", "valid"), ("2026-07-01T00:00:00", "missing")],
    ids=["the last second of its last day", "the midnight that ends it"],
)
def test_an_acceptance_is_decided_on_before_it_ends(at: str, state: str) -> None:
    assert acceptance_state((FIRE, at, "approved", "high")) == state


def test_a_rejected_acceptance_is_not_saved_by_an_older_approval_of_the_assessment() -> None:
    assert (
        acceptance_state(
            (NEXUS, "2026-03-20T10:00", "approved", "high"), (FIRE, "2026-03-21T10:00", "rejected", "high")
        )
        == "rejected"
    )


def test_an_approval_of_the_assessment_stands_where_the_acceptances_own_decision_is_invalid() -> None:
    assert (
        acceptance_state((FIRE, "2026-03-21T10:00", "approved", "low"), (NEXUS, "2026-03-20T10:00", "approved", "high"))
        == "valid"
    )


def test_an_approval_of_the_assessment_that_was_withdrawn_decides_no_acceptance() -> None:
    decisions = ((NEXUS, "2026-03-20T10:00", "approved", "high"), (NEXUS, "2026-03-22T10:00", "rejected", "high"))
    assert acceptance_state(*decisions) == "missing"


def test_its_own_valid_decision_counts_beside_an_approval_of_the_assessment() -> None:
    decisions = ((FIRE, "2026-03-20T10:00", "rejected", "high"), (FIRE, "2026-03-21T10:00", "approved", "high"))
    assert acceptance_state((NEXUS, "2026-03-19T10:00", "approved", "high"), *decisions) == "valid"


def test_a_decision_on_an_acceptance_without_an_end_is_kept() -> None:
    """A low risk may be accepted without an end; nobody needs to decide on it, so no role is the right one."""
    made = assessment(NEXUS, risks={"fire": accepted("low", until=None)})
    ruling = decision(FIRE, digest.of_risk(made.risks["fire"]), "low")
    statement = approval("2026-03-20-it", ruling, role="it-management", at="2026-03-20T10:00")
    seen = world(system("nexus"), made, statement)
    verdict = seen.approvals.of_acceptance(seen.engine.latest.risks["nexus#fire"])
    assert (verdict.state, verdict.fault) == ("invalid", "role")
