"""The trust design: what a verdict carries, whose tables decide, and the edges of who and when."""

from dataclasses import replace
from datetime import datetime

import pytest

from riskctl.core import digest
from riskctl.core.approval import Approvals
from riskctl.core.decisions import Approval
from riskctl.core.fields import Role
from tests.builders import (
    World,
    accepted,
    action,
    approval,
    assessment,
    assessment_digest,
    decision,
    holds,
    local,
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


def test_without_the_bytes_of_a_file_nothing_was_decided_on_it() -> None:
    made = approval("2026-03-20-board", on_nexus(), role="director", at="2026-03-20T10:00")
    seen = world(system("nexus", "high"), assessment(NEXUS), made)
    unread = Approvals(replace_register(seen, digests={}).engine)
    assert (unread.of(NEXUS).state, unread.of("procedure").state) == ("stale", "missing")


def replace_register(seen: World, **changed: object) -> World:
    """Return the same world with other things known of its files."""
    engine = type(seen.engine)(replace(seen.engine.register, **changed), seen.clock)  # type: ignore[arg-type]
    return World(engine, Approvals(engine))


def test_nobody_has_decided_for_a_unit_on_what_nobody_decided_on() -> None:
    nexus = system("nexus")
    assert world(nexus).approvals.of_unit("action:backup", nexus) == []


def test_the_state_of_an_assessment_is_that_of_the_decision_on_it() -> None:
    made = approval("2026-03-20-board", on_nexus(ruling="rejected"), role="director", at="2026-03-20T10:00")
    own = assessment(NEXUS)
    assert world(system("nexus", "high"), own, made).approvals.of_assessment(own).state == "rejected"
    assert world(system("nexus", "high"), own).approvals.of_assessment(own).state == "missing"


# About to be signed


def test_a_signature_about_to_be_made_is_taken_as_given() -> None:
    signed = [
        approval(
            id_,
            decision(subject, digests, "high"),
            role="director",
            at="2026-03-20T10:00",
            kind="signed",
            evidence=None,
            witness=None,
        )
        for id_, subject, digests in (
            ("2026-03-20-a", NEXUS, assessment_digest(NEXUS)),
            ("2026-03-20-b", "net/2026-03-14", assessment_digest("net/2026-03-14")),
        )
    ]
    seen = world(
        system("nexus", "high"), system("net", "high"), assessment(NEXUS), assessment("net/2026-03-14"), *signed
    )
    first = seen.approvals.taken_as_signed("2026-03-20-a")
    assert [seen.approvals.of(NEXUS).fault, first.of(NEXUS).fault] == ["signature", None]
    assert first.of("net/2026-03-14").fault == "signature"
    both = first.taken_as_signed("2026-03-20-b")
    assert [both.of(NEXUS).fault, both.of("net/2026-03-14").fault] == [None, None]


def test_a_new_policy_about_to_be_signed_is_still_the_new_one() -> None:
    other = "sha256:" + 64 * "1"
    fields = {"kind": "signed", "evidence": None, "witness": None}
    made = approval(
        "2026-03-20-board", decision("procedure", other, None), role="executive-board", at="2026-03-20T10:00", **fields
    )
    seen = Approvals(world(made).engine, policy_digests={"procedure": other})
    assert seen.taken_as_signed("2026-03-20-board").of("procedure").state == "valid"
    assert Approvals(world(made).engine).taken_as_signed("2026-03-20-board").of("procedure").state == "stale"


# Since when


def since(*decisions: tuple[str, str, str], deciders: tuple[Role, ...] | None = None) -> datetime | None:
    """Since when a decision on nexus stands, after statements (at, role, ruling); ruling may be `stale`."""
    tables = procedure({"reassessment.high.approval": ["director", "isu"]})
    made = [
        approval(
            f"{at[:10]}-it",
            on_nexus(ruling="approved", content="other") if ruling == "stale" else on_nexus(ruling=ruling),
            role=role,
            at=at,
        )
        for at, role, ruling in decisions
    ]
    approvals = world(system("nexus", "high"), assessment(NEXUS), *made, procedure_=tables).approvals
    return approvals.since(approvals.by_subject.get(NEXUS, []), deciders)


MARCH, APRIL, MAY = "2026-03-20T10:00", "2026-04-20T10:00", "2026-05-20T10:00"


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([], None),
        ([(MARCH, "director", "approved")], MARCH),
        ([(MARCH, "director", "rejected")], None),
        ([(MARCH, "director", "stale")], None),
        ([(MARCH, "director", "approved"), (APRIL, "director", "rejected")], None),
        ([(MARCH, "director", "approved"), (APRIL, "director", "approved")], MARCH),
        ([(MARCH, "director", "stale"), (APRIL, "director", "approved")], APRIL),
        ([(MARCH, "director", "approved"), (APRIL, "director", "stale"), (MAY, "director", "approved")], MARCH),
        ([(MARCH, "director", "approved"), (APRIL, "director", "rejected"), (MAY, "director", "approved")], MAY),
    ],
)
def test_since_when_a_decision_stands(decisions: list[tuple[str, str, str]], expected: str | None) -> None:
    assert since(*decisions) == (local(expected) if expected else None)


def test_since_when_by_one_of_the_roles() -> None:
    decisions = ((MARCH, "director", "approved"), (APRIL, "isu", "approved"))
    assert since(*decisions, deciders=("isu",)) == local(APRIL)
    assert since(*decisions, deciders=("director",)) == local(MARCH)
    assert since(*decisions, deciders=("director", "isu")) == local(MARCH)
    assert since(*decisions, deciders=("management",)) is None


# A statement that can't be read may hold a later decision


def on_policy() -> Approval:
    digests = world().engine.register.digests
    ruling = decision("procedure", "sha256:" + digests["procedure.yaml"], None)
    return approval("2026-03-20-board", ruling, role="executive-board", at="2026-03-20T10:00")


@pytest.mark.parametrize(
    ("id_", "text", "fault"),
    [
        ("2026-03-20-andet", f"  - subject: {NEXUS}", "unread"),
        ("2026-04-20-andet", f"  - subject: {NEXUS}", "unread"),
        ("2026-03-19-andet", f"  - subject: {NEXUS}", None),
        ("2026-04-20-andet", f"  - subjekt: {NEXUS}", "unread"),
        ("2026-04-20-andet", "  - subject: nexus/2026-03-15", None),
        ("2026-04-20-andet", "  - subject: nexus/2026x03-14", None),
        ("2026-04-20-andet", None, "unread"),
        ("2026-03-19-andet", None, None),
        ("2026-04-20-andet", '  - subject: "nexus/2026-03-\\x31\\x34"', "unread"),
        ("2026-03-19-andet", '  - subject: "nexus/2026-03-\\x31\\x34"', None),
    ],
)
def test_what_can_not_be_read_may_replace_a_decision(id_: str, text: str | None, fault: str | None) -> None:
    made = approval("2026-03-20-board", on_nexus(), role="director", at="2026-03-20T10:00")
    seen = world(system("nexus", "high"), assessment(NEXUS), made)
    verdict = replace_register(seen, unread={id_: text}).approvals.of(NEXUS)
    assert (verdict.state, verdict.fault) == ("invalid" if fault else "valid", fault)
    assert verdict.decided is not None
    assert verdict.decided.statement == made


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('procedure: "2026.1"\n  - subject: nexus/2026-03-14', None),
        ("  - subject: procedure\n", "unread"),
        ("  - 'subject': 'procedure'\n", "unread"),
        ("  - subject: procedures\n", None),
        ("  - subject: organisation\n", None),
    ],
)
def test_the_procedure_is_named_as_a_subject_or_not_at_all(text: str, fault: str | None) -> None:
    """Every statement has a key `procedure`, which names the version."""
    seen = replace_register(world(on_policy()), unread={"2026-04-20-andet": text})
    assert seen.approvals.of("procedure").fault == fault
