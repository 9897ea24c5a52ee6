"""HIS2xx: every approval that was invalid when it reached the mainline is a finding; decided in the trust design."""

from collections.abc import Mapping
from typing import Any

import pytest

from riskctl.core.digest import of_plan, of_risk
from tests.builders import accepted, action, approval, assessment, decision, holds, organisation, process, system
from tests.core.trail.history import (
    ACTION,
    ACTION_APPROVED,
    APPROVED,
    ASSESSMENT,
    NEXUS,
    PLAN,
    START,
    Content,
    Draft,
    History,
    Special,
    approves,
    approves_action,
    assessed,
    begun,
    bytes_of,
    merged,
    right_risk,
    sha256,
    whole,
    with_version,
)

SIG = f"{APPROVED}.sig"
ALICE, MALLORY = "ssh-ed25519 AAAA" + "A" * 60, "ssh-ed25519 AAAA" + "B" * 60
Found = list[tuple[str, str]]
ZERO = "sha256:" + 64 * "0"


def brought(statement: Content, at: str = "2026-03-20T11:00", files: Mapping[str, Content] | None = None) -> Found:
    """Return what is found when a statement on the assessment reaches the mainline."""
    history = begun(files).commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    return history.commit(at, files={APPROVED: statement}).found()


def test_a_right_approval() -> None:
    assert brought(approves(ASSESSMENT)) == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"register": "11111111-1111-4111-8111-111111111111"}, "HIS202"),
        ({"procedure": "1999.1"}, "HIS203"),
        ({"register": "11111111-1111-4111-8111-111111111111", "procedure": "1999.1"}, "HIS202"),
        ({"kind": "signed", "evidence": None}, "HIS204"),
        ({"witness": None}, "HIS206"),
        ({"witness": "dorte"}, "HIS206"),
        ({"witness": "anne"}, "HIS206"),
        ({"subject": "nexus/2026-03-15"}, "HIS207"),
        ({"subject": "action:backup"}, "HIS207"),
        ({"subject": "acceptance:nexus/2026-03-14#flood"}, "HIS207"),
        ({"digest": ZERO}, "HIS208"),
        ({"role": "isu"}, "HIS209"),
        ({"by": "sara"}, "HIS210"),
        ({"at": "2026-03-14T14:29"}, "HIS212"),
        ({"level": "critical"}, "HIS213"),
        ({"at": "2026-03-21T12:00"}, "HIS215"),
    ],
)
def test_a_wrong_approval(fields: dict[str, Any], code: str) -> None:
    assert brought(approves(ASSESSMENT, **fields)) == [(code, APPROVED)]


def test_a_day_ahead_is_allowed() -> None:
    assert brought(approves(ASSESSMENT, at="2026-03-21T11:00")) == []


def test_the_kind_does_not_suffice() -> None:
    signed_only = with_version("2026.1", **{"approval_kinds.high": ["signed"]})
    assert brought(approves(ASSESSMENT), files={"procedure.yaml": signed_only}) == [("HIS205", APPROVED)]


def test_an_action_for_a_system_never_assessed() -> None:
    files = {ACTION: PLAN, ACTION_APPROVED: approves_action(PLAN)}
    assert begun().commit("2026-03-21T11:00", files=files).found() == [("HIS207", ACTION_APPROVED)]


def test_a_performer_decides() -> None:
    both = organisation(holds("director", "anne"))
    assert brought(approves(ASSESSMENT, by="anne"), files={"organisation.yaml": both}) == [("HIS211", APPROVED)]


def test_the_responsible_decides_on_an_action() -> None:
    plan = action("backup", responsible="ivan")
    history = begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    history.commit("2026-03-21T11:00", files={ACTION: plan, ACTION_APPROVED: approves_action(plan)})
    assert history.found() == [("HIS211", ACTION_APPROVED)]


def test_a_subject_that_is_a_draft() -> None:
    history = begun().commit("2026-03-14T15:00", files={NEXUS: Draft("1")})
    history.commit("2026-03-20T11:00", files={APPROVED: approves(Draft("1"))})
    assert history.found() == [("HIS207", APPROVED)]


def test_a_wrong_header_is_told_once_a_bad_decision_with_its_subjects() -> None:
    ruled = [decision("nexus/2026-03-14", ZERO, "high"), decision("nexus/2026-03-13", ZERO, "high")]
    statement = approval("2026-03-20-dorte", *ruled, role="director", at="2026-03-20T10:00", register=ID)
    history = begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT, "assessments/nexus/2026-03-13.yaml": OLDER})
    trail = history.commit("2026-03-20T11:00", files={APPROVED: statement}).trail()
    assert [(each.code, each.values) for each in trail.findings] == [("HIS202", {"subject": (), "kind": ""})]
    statement = approval("2026-03-20-dorte", *ruled, role="director", at="2026-03-20T10:00")
    history = begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT, "assessments/nexus/2026-03-13.yaml": OLDER})
    trail = history.commit("2026-03-20T11:00", files={APPROVED: statement}).trail()
    both = {"subject": ("nexus/2026-03-14", "nexus/2026-03-13"), "kind": ""}
    assert [(each.code, each.values) for each in trail.findings] == [("HIS208", both)]


ID = "11111111-1111-4111-8111-111111111111"
OLDER = assessed("nexus/2026-03-13")


# Signatures

KEYS = {"dorte": [{"key": ALICE, "from": "2026-01-01", "until": "2026-12-31"}]}
SIGNED = approves(ASSESSMENT, kind="signed", evidence=None, witness=None)


def signed_history(
    key: str = ALICE, keys: dict[str, Any] | None = None, files: Mapping[str, Content] | None = None
) -> History:
    """A history in which dorte signed with a key."""
    history = begun({"organisation.yaml": organisation(keys=keys or KEYS)})
    history.signed_by["2026-03-20-dorte"] = key
    history.commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    return history.commit("2026-03-20T11:00", files=files or {APPROVED: SIGNED, SIG: b"sig"})


def test_a_right_signature() -> None:
    assert signed_history().found() == []


def test_a_signature_by_another_key() -> None:
    assert signed_history(MALLORY).found() == [("HIS204", APPROVED)]


def test_a_key_that_had_run_out() -> None:
    past = {"dorte": [{"key": ALICE, "from": "2025-01-01", "until": "2026-03-19"}]}
    assert signed_history(keys=past).found() == [("HIS204", APPROVED)]


def test_the_day_of_a_signature_is_the_local_one() -> None:
    """In UTC it was still the day before."""
    first = {"dorte": [{"key": ALICE, "from": "2026-03-20", "until": "2026-12-31"}]}
    early = approves(ASSESSMENT, kind="signed", evidence=None, witness=None, at="2026-03-20T00:30")
    assert signed_history(keys=first, files={APPROVED: early, SIG: b"sig"}).found() == []


def test_a_signature_by_someone_without_a_key() -> None:
    assert signed_history(keys={"erik": KEYS["dorte"]}).found() == [("HIS204", APPROVED)]


def test_a_signature_of_something_else() -> None:
    assert signed_history(files={APPROVED: SIGNED, SIG: b"andet"}).found() == [("HIS204", APPROVED)]


def test_a_signature_that_lacks() -> None:
    assert signed_history(files={APPROVED: SIGNED}).found() == [("HIS204", APPROVED)]


def test_a_signature_that_is_a_link() -> None:
    files: dict[str, Content] = {APPROVED: SIGNED, SIG: Special("120000", b"sig")}
    assert signed_history(files=files).found() == [("HIS204", APPROVED), ("HIS501", SIG)]


def test_a_signature_beside_a_minuted_statement_is_not_looked_at() -> None:
    assert signed_history(MALLORY, files={APPROVED: approves(ASSESSMENT), SIG: b"sig"}).found() == []


# The version named

NEW = with_version("2026.2")


def with_new_procedure(at: str = "2026-04-20T10:00") -> History:
    """A history whose procedure changes on 20 April as it should, decided at a moment."""
    from tests.core.trail.history import PROCEDURE, approves_policy

    statement = approves_policy("procedure", sha256(NEW), at)
    files = {"procedure.yaml": NEW, "procedures/2026.1.yaml": PROCEDURE, f"approvals/{statement.id}.yaml": statement}
    return begun().commit("2026-04-20T11:00", files=files)


def later(at: str, procedure: str, committed: str) -> list[tuple[str, str]]:
    """Return what is found of an approval decided at a moment under a version, of an assessment just before."""
    made = assessment("nexus/2026-04-10", risks={"fire": right_risk()})
    path = "approvals/2026-04-30-dorte.yaml"
    statement = approves(made, id_="2026-04-30-dorte", subject="nexus/2026-04-10", at=at, procedure=procedure)
    history = with_new_procedure().commit("2026-04-20T12:00", files={"assessments/nexus/2026-04-10.yaml": made})
    return history.commit(committed, files={path: statement}).found()


def test_the_version_in_force_when_it_was_decided() -> None:
    assert later("2026-04-19T10:00", "2026.1", "2026-04-30T10:00") == []


LATER = [("HIS203", "approvals/2026-04-30-dorte.yaml")]


@pytest.mark.parametrize(("at", "told"), [("2026-04-19T23:59", True), ("2026-04-20T00:00", False)])
def test_a_new_version_is_in_force_from_the_day_of_its_adoption(at: str, *, told: bool) -> None:
    assert later(at, "2026.2", "2026-04-30T10:00") == (LATER if told else [])


@pytest.mark.parametrize(
    ("adopted", "at", "told"),
    [
        ("2026-04-18T10:00", "2026-04-17T23:59", True),
        ("2026-04-18T10:00", "2026-04-18T00:00", False),
        ("2026-04-18T00:30", "2026-04-18T00:00", False),
        ("2026-04-18T00:30", "2026-04-17T23:59", True),
        ("2026-04-21T10:00", "2026-04-19T23:59", True),
        ("2026-04-21T10:00", "2026-04-20T00:00", False),
    ],
)
def test_a_version_is_in_force_from_its_decision_and_no_later_than_its_commit(
    adopted: str, at: str, *, told: bool
) -> None:
    made = assessment("nexus/2026-04-10", risks={"fire": right_risk()})
    statement = approves(made, id_="2026-04-30-dorte", subject="nexus/2026-04-10", at=at, procedure="2026.2")
    files = {"assessments/nexus/2026-04-10.yaml": made, "approvals/2026-04-30-dorte.yaml": statement}
    assert with_new_procedure(adopted).commit("2026-04-30T10:00", files=files).found() == (LATER if told else [])


@pytest.mark.parametrize(("at", "told"), [("2026-04-20T23:59", False), ("2026-04-21T00:00", True)])
def test_an_old_version_is_in_force_to_the_end_of_the_day_that_replaces_it(at: str, *, told: bool) -> None:
    assert later(at, "2026.1", "2026-04-30T10:00") == (LATER if told else [])


def test_decided_by_a_clock_that_was_ahead() -> None:
    assert later("2026-05-01T09:00", "2026.2", "2026-04-30T10:00") == []


def test_a_version_superseded_before_it_was_decided() -> None:
    assert later("2026-04-29T10:00", "2026.1", "2026-04-30T10:00") == LATER


def test_an_unknown_version_is_told_as_that() -> None:
    history = with_new_procedure().commit("2026-04-20T12:00", files={NEXUS: ASSESSMENT})
    for named, kind in (("1999.1", ""), ("2026.1", "not-in-force")):
        statement = approves(ASSESSMENT, at="2026-04-29T10:00", procedure=named)
        trail = History(tree=history.tree, steps=[*history.steps], seen=[*history.seen])
        found = trail.commit("2026-04-30T10:00", files={APPROVED: statement}).trail().findings
        assert [(each.code, each.values) for each in found] == [("HIS203", {"subject": (), "kind": kind})]


def test_decided_before_the_register_was_in_git() -> None:
    files = {NEXUS: ASSESSMENT, APPROVED: approves(ASSESSMENT, at="2026-03-14T15:00")}
    history = History().commit("2026-03-20T09:00", files=START)
    assert history.commit("2026-03-20T11:00", files=files).found() == []


# Stale or copied

OTHER = "assessments/net/2026-03-14.yaml"


def test_copied_to_another_subject() -> None:
    other = assessed("net/2026-03-14", note="Om nettet")
    history = begun({"systems/net.yaml": system("net", "high")})
    history.commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT, OTHER: other})
    copied = approves(ASSESSMENT, subject="net/2026-03-14")
    assert history.commit("2026-03-20T11:00", files={APPROVED: copied}).found() == [("HIS208", APPROVED)]


def test_an_action_changed_after_its_approval_is_no_tampering() -> None:
    history = whole().commit(files={ACTION: action("backup", due="2027-09-01")})
    assert history.found() == []


def test_an_action_changed_before_its_approval_arrives_is_no_tampering() -> None:
    history = begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    history.commit("2026-03-21T09:00", files={ACTION: PLAN})
    history.commit("2026-03-21T10:30", files={ACTION: action("backup", due="2027-09-01")})
    assert history.commit("2026-03-21T11:00", files={ACTION_APPROVED: approves_action(PLAN)}).found() == []


def test_the_plan_that_was_approved_is_found_among_several() -> None:
    history = begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    versions: list[Content] = [
        action("backup", due="2027-05-01"),
        b"kan ikke laeses",
        PLAN,
        action("backup", due="2027-09-01"),
    ]
    for hour, version in enumerate(versions, 15):
        history.commit(f"2026-03-20T{hour}:00", files={ACTION: version})
    assert history.commit("2026-03-21T11:00", files={ACTION_APPROVED: approves_action(PLAN)}).found() == []


def test_an_earlier_plan_is_judged_as_it_was() -> None:
    by_ivan = action("backup", responsible="ivan")
    history = begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    history.commit("2026-03-21T09:00", files={ACTION: by_ivan}).commit("2026-03-21T10:30", files={ACTION: PLAN})
    history.commit("2026-03-21T11:00", files={ACTION_APPROVED: approves_action(by_ivan)})
    assert history.found() == [("HIS211", ACTION_APPROVED)]


def test_an_action_changed_in_the_step_that_brings_its_approval() -> None:
    history = (
        begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT}).commit("2026-03-21T09:00", files={ACTION: PLAN})
    )
    files = {ACTION: action("backup", due="2027-09-01"), ACTION_APPROVED: approves_action(PLAN)}
    assert history.commit("2026-03-21T11:00", files=files).found() == [("HIS208", ACTION_APPROVED)]


def test_an_action_changed_on_the_branch_after_its_approval() -> None:
    history = whole()
    history.steps.pop()
    base = history.tree = history.trees[2]
    first = merged(base, {ACTION: PLAN, ACTION_APPROVED: approves_action(PLAN)})
    last = merged(first, {ACTION: action("backup", due="2027-09-01")})
    gone = merged(first, {ACTION: None})
    side = [(base, first), (first, gone), (gone, last)]
    history.merge(theirs=last, base=base, side=side, at="2026-03-21T12:00", fork=2)
    assert history.found() == []


def test_an_action_squashed_with_an_approval_of_other_content() -> None:
    history = begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    files = {ACTION: action("backup", due="2027-09-01"), ACTION_APPROVED: approves_action(PLAN)}
    assert history.commit("2026-03-21T11:00", files=files).found() == [("HIS208", ACTION_APPROVED)]


def test_a_newer_approval_in_the_same_step_replaces_a_stale_one() -> None:
    changed = action("backup", due="2027-09-01")
    again = approves_action(changed, id_="2026-03-22-ivan", at="2026-03-22T10:00")
    files = {ACTION: changed, ACTION_APPROVED: approves_action(PLAN), "approvals/2026-03-22-ivan.yaml": again}
    history = begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    assert history.commit("2026-03-22T11:00", files=files).found() == []


def test_on_a_system_that_is_a_link_nobody_decides() -> None:
    """The link's text is just what the system's file held."""
    link = Special("120000", bytes_of(system("nexus", "high")))
    history = begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT, "systems/nexus.yaml": link})
    found = history.commit("2026-03-20T11:00", files={APPROVED: approves(ASSESSMENT)}).found()
    assert found == [("HIS501", "systems/nexus.yaml"), ("HIS207", APPROVED)]


def test_a_newer_but_wrong_approval_replaces_nothing() -> None:
    changed = action("backup", due="2027-09-01")
    again = approves_action(changed, id_="2026-03-22-ivan", at="2026-03-22T10:00", by="sara")
    files = {ACTION: changed, ACTION_APPROVED: approves_action(PLAN), "approvals/2026-03-22-ivan.yaml": again}
    history = begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT}).commit("2026-03-22T11:00", files=files)
    assert history.found() == [("HIS208", ACTION_APPROVED), ("HIS210", "approvals/2026-03-22-ivan.yaml")]


@pytest.mark.parametrize("digests", [(ZERO, sha256(ASSESSMENT)), (sha256(ASSESSMENT), ZERO)])
def test_decided_twice_in_one_statement_replaces_nothing(digests: tuple[str, str]) -> None:
    ruled = [decision("nexus/2026-03-14", each, "high") for each in digests]
    statement = approval("2026-03-20-dorte", *ruled, role="director", at="2026-03-20T10:00")
    assert brought(statement) == [("HIS208", APPROVED)]


def test_a_stale_rejection_takes_nothing_from_anybody() -> None:
    assert brought(approves(ASSESSMENT, digest=ZERO, ruling="rejected")) == []


def test_a_wrong_rejection_is_found() -> None:
    assert brought(approves(ASSESSMENT, ruling="rejected", by="sara")) == [("HIS210", APPROVED)]


def test_the_approval_of_an_acceptance() -> None:
    risk = {**accepted("high"), **{k: v for k, v in right_risk().items() if k != "treatment"}}
    made: Any = assessed(risk=risk)
    ruling = decision("acceptance:nexus/2026-03-14#fire", of_risk(made.risks["fire"]), "high")
    statement = approval("2026-03-20-dorte", ruling, role="it-management", at="2026-03-20T10:00")
    history = begun().commit("2026-03-14T15:00", files={NEXUS: made})
    assert history.commit("2026-03-20T11:00", files={APPROVED: statement}).found() == []


# What the same step changes


def test_a_leaver_whose_role_ended_before_the_approval_arrived() -> None:
    left = organisation(holds("director", "dorte", until="2026-03-20"), holds("director", "erik", since="2026-03-21"))
    assert brought(approves(ASSESSMENT), "2026-03-25T11:00", files={"organisation.yaml": left}) == []


def test_a_deputy_decides() -> None:
    deputy = organisation(holds("director", "dorte", deputy="vera"))
    found = brought(approves(ASSESSMENT, by="vera", witness="bo"), files={"organisation.yaml": deputy})
    assert found == []


def test_a_class_lowered_in_the_step_that_brings_the_approval() -> None:
    history = begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    files = {APPROVED: approves(ASSESSMENT), "systems/nexus.yaml": system("nexus", "low")}
    assert history.commit("2026-03-20T11:00", files=files).found() == []


def test_wrong_before_and_after_what_the_step_changes() -> None:
    history = begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    files = {APPROVED: approves(ASSESSMENT, by="sara"), "systems/nexus.yaml": system("nexus", "critical")}
    assert history.commit("2026-03-20T11:00", files=files).found() == [("HIS209", APPROVED)]


def test_a_service_owner_is_named_by_the_process() -> None:
    rows = {"reassessment.high.approval": ["service-owner"]}
    files: dict[str, Content] = {
        "procedure.yaml": with_version("2026.1", **rows),
        "processes/care.yaml": process("care", owner="finn"),
        "systems/nexus.yaml": system("nexus", "high", supports="care:essential"),
    }
    assert brought(approves(ASSESSMENT, role="service-owner", by="finn"), files=files) == []
    assert brought(approves(ASSESSMENT, role="service-owner", by="bo"), files=files) == [("HIS210", APPROVED)]


def test_a_service_owner_changed_in_the_step_that_brings_the_approval() -> None:
    files: dict[str, Content] = {
        "procedure.yaml": with_version("2026.1", **{"reassessment.high.approval": ["service-owner"]}),
        "processes/care.yaml": process("care", owner="finn"),
        "systems/nexus.yaml": system("nexus", "high", supports="care:essential"),
    }
    history = begun(files).commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    arrives = {APPROVED: approves(ASSESSMENT, role="service-owner", by="finn")}
    handed_over = {"processes/care.yaml": process("care", owner="bo")}
    assert history.commit("2026-03-20T11:00", files={**arrives, **handed_over}).found() == []


# The window


@pytest.mark.parametrize(("committed", "told"), [("2026-04-19T23:59", False), ("2026-04-20T00:00", True)])
def test_the_window_is_counted_in_days_from_the_decision(committed: str, *, told: bool) -> None:
    assert brought(approves(ASSESSMENT), committed) == ([("HIS214", APPROVED)] if told else [])


@pytest.mark.parametrize(("committed", "told"), [("2026-04-19T23:59", False), ("2026-04-20T00:00", True)])
def test_the_day_of_the_decision_is_the_local_one(committed: str, *, told: bool) -> None:
    """In UTC it was still the day before."""
    decided = approves(ASSESSMENT, at="2026-03-20T00:30")
    assert brought(decided, committed) == ([("HIS214", APPROVED)] if told else [])


@pytest.mark.parametrize(("committed", "told"), [("2026-03-22T09:59", False), ("2026-03-22T10:00", True)])
def test_a_window_in_hours_is_real_time(committed: str, *, told: bool) -> None:
    hours = with_version("2026.1", approval_window="PT48H")
    found = brought(approves(ASSESSMENT), committed, files={"procedure.yaml": hours})
    assert found == ([("HIS214", APPROVED)] if told else [])


def test_what_is_told_of_a_date() -> None:
    """The day on which it was decided, and the window."""
    for at, committed, code, length in (
        ("2026-03-20T00:30", "2026-04-20T00:00", "HIS214", "P30D"),
        ("2026-03-22T00:30", "2026-03-20T11:00", "HIS215", None),
    ):
        history = begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
        (found,) = history.commit(committed, files={APPROVED: approves(ASSESSMENT, at=at)}).trail().findings
        told = {key: str(value) for key, value in found.values.items()}
        assert (found.code, told) == (code, {"date": at[:10], **({"length": length} if length else {})})


# The first commit


def test_the_first_commit_may_hold_a_whole_past() -> None:
    stale = approves_action(action("backup", due="2026-05-01"), id_="2025-03-21-ivan", at="2025-03-21T10:00")
    old_class = approves(OLDER, id_="2026-03-13-dorte", subject="nexus/2026-03-13", level="low", at="2026-03-13T15:00")
    files: dict[str, Content] = {
        NEXUS: ASSESSMENT,
        "assessments/nexus/2026-03-13.yaml": OLDER,
        ACTION: PLAN,
        "approvals/2025-03-21-ivan.yaml": stale,
        "approvals/2026-03-13-dorte.yaml": old_class,
        APPROVED: approves(ASSESSMENT, procedure="2024.1"),
    }
    assert History().commit("2026-06-01T10:00", files={**START, **files}).found() == []


def test_of_the_first_commit_the_newest_decision_is_judged() -> None:
    wrong = approves(ASSESSMENT, witness=None)
    files: dict[str, Content] = {NEXUS: ASSESSMENT, APPROVED: wrong}
    assert History().commit("2026-06-01T10:00", files={**START, **files}).found() == [("HIS206", APPROVED)]
    again = {"approvals/2026-03-21-dorte.yaml": approves(ASSESSMENT, id_="2026-03-21-dorte", at="2026-03-21T10:00")}
    assert History().commit("2026-06-01T10:00", files={**START, **files, **again}).found() == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"by": "sara"}, "HIS210"),
        ({"role": "isu"}, "HIS209"),
        ({"level": "low"}, "HIS213"),
        ({"digest": ZERO}, "HIS208"),
        ({"subject": "nexus/2026-03-15"}, "HIS207"),
        ({"subject": "action:backup"}, "HIS207"),
    ],
)
def test_of_the_first_commit_a_wrong_decision(fields: dict[str, Any], code: str) -> None:
    files = {**START, NEXUS: ASSESSMENT, APPROVED: approves(ASSESSMENT, **fields)}
    assert History().commit("2026-06-01T10:00", files=files).found() == [(code, APPROVED)]


def test_of_the_first_commit_what_can_not_be_judged_is_left_alone() -> None:
    owners = {"reassessment.high.approval": ["system-owner"]}
    files = {**START, NEXUS: ASSESSMENT, "procedure.yaml": with_version("2026.1", **owners)}
    decided = approves(ASSESSMENT, role="system-owner", by="bo")
    assert History().commit("2026-06-01T10:00", files={**files, APPROVED: decided}).found() == []
    retired = system("nexus", "low", status="retired")
    files = {**START, NEXUS: ASSESSMENT, "systems/nexus.yaml": retired, APPROVED: approves(ASSESSMENT)}
    assert History().commit("2026-06-01T10:00", files=files).found() == []


def test_the_first_commit_with_an_older_class_of_its_own() -> None:
    own = assessed("nexus/2026-03-13", criticality="high")
    wrong = approves(own, id_="2026-03-13-dorte", subject="nexus/2026-03-13", level="low", at="2026-03-13T15:00")
    path = "approvals/2026-03-13-dorte.yaml"
    files = {**START, NEXUS: ASSESSMENT, "assessments/nexus/2026-03-13.yaml": own, path: wrong}
    assert History().commit("2026-06-01T10:00", files=files).found() == [("HIS213", path)]


PLANNED = {NEXUS: ASSESSMENT, ACTION: PLAN}
BY_SIGNATURE = with_version("2026.1", **{"approval_kinds.high": ["signed"]})


@pytest.mark.parametrize(
    ("fields", "files", "code"),
    [
        ({}, {}, None),
        ({}, {ACTION: action("backup", due="2027-09-01")}, None),
        ({"level": "low"}, {}, None),
        ({"role": "isu"}, {}, None),
        ({"witness": None}, {}, None),
        ({}, {"procedure.yaml": BY_SIGNATURE}, None),
        ({}, {"systems/nexus.yaml": system("nexus", "high", status="retired")}, None),
        ({"by": "carl"}, {}, "HIS210"),
        ({"by": "carl"}, {"organisation.yaml": organisation(holds("it-management", "carl"))}, "HIS211"),
        ({"at": "2026-03-15T08:59"}, {}, "HIS212"),
        ({"procedure": "1999.1"}, {}, None),
        ({"register": ID}, {}, "HIS202"),
    ],
)
def test_of_the_first_commit_a_decision_on_an_action(
    fields: dict[str, Any], files: dict[str, Content], code: str | None
) -> None:
    """Its risks may have stood at another level when it was decided; who decided is known."""
    history = History()
    history.commit(
        "2026-06-01T10:00", files={**START, **PLANNED, ACTION_APPROVED: approves_action(PLAN, **fields), **files}
    )
    assert history.found() == ([(code, ACTION_APPROVED)] if code else [])


@pytest.mark.parametrize(("status", "told"), [("in-use", True), ("retired", False)])
@pytest.mark.parametrize("subject", ["action:backup", "acceptance:nexus/2026-03-14#fire", "nexus/2026-03-14"])
def test_of_the_first_commit_who_decided_on_a_retired_system_is_left_alone(
    subject: str, status: str, *, told: bool
) -> None:
    made: Any = assessed(risk={**accepted("high"), **{k: v for k, v in right_risk().items() if k != "treatment"}})
    digests = {"action:backup": of_plan(PLAN), "nexus/2026-03-14": sha256(made)}
    ruling = decision(subject, digests.get(subject, of_risk(made.risks["fire"])), "high")
    role = "director" if subject == "nexus/2026-03-14" else "it-management"
    statement = approval("2026-03-21-ivan", ruling, role=role, by="sara", at="2026-03-21T10:00")
    systems = {"systems/nexus.yaml": system("nexus", "high", status=status)}
    history = History().commit(
        "2026-06-01T10:00", files={**START, NEXUS: made, ACTION: PLAN, **systems, ACTION_APPROVED: statement}
    )
    assert history.found() == ([("HIS210", ACTION_APPROVED)] if told else [])


@pytest.mark.parametrize(("status", "told"), [("in-use", True), ("retired", False)])
def test_of_the_first_commit_who_decided_on_an_action_also_for_a_retired_system(status: str, *, told: bool) -> None:
    """He may have decided for the unit of the retired one."""
    plan = action("backup", risks="nexus#fire net#fire")
    files = {
        **START,
        "systems/net.yaml": system("net", "high", status=status),
        **{f"assessments/{each}/2026-03-14.yaml": assessed(f"{each}/2026-03-14") for each in ("nexus", "net")},
        ACTION: plan,
        ACTION_APPROVED: approves_action(plan, by="sara"),
    }
    found = History().commit("2026-06-01T10:00", files=files).found()
    assert found == ([("HIS210", ACTION_APPROVED)] if told else [])


def foxtrot(side: int, after: str, at: str = "2026-03-20T10:00", further: int = 0, *, had: bool = True) -> Found:
    """What is found when a branch of long ago takes in a line of commits that had approved the assessment.

    `further`: how many steps the mainline made before that line left it. Without `had` only the merge shows it.
    """
    history = begun()
    for number in range(further):
        history.commit(f"2026-03-01T09:{10 + number}", files={"README.md": b"%d" % number})
    base = history.tree
    history.commit(after, files={"README.md": b"en gren"})
    theirs = merged(
        base, {NEXUS: assessed(at="2026-03-01T08:00"), APPROVED: approves(assessed(at="2026-03-01T08:00"), at=at)}
    )
    first = theirs if had else merged(base, {"noter.txt": b""})
    pairs = [(base, first), *((first, first) for _ in range(side - 1))]
    return history.merge(theirs=theirs, base=base, side=pairs, fork=further, at="2026-09-01T10:00").found()


def test_a_merge_the_wrong_way_of_a_longer_line_that_had_it_in_time() -> None:
    assert foxtrot(2, "2026-03-02T10:00") == []


def test_a_branch_no_longer_than_the_mainline_is_late() -> None:
    assert foxtrot(1, "2026-03-02T10:00") == [("HIS214", APPROVED)]


def test_how_long_the_mainline_is_counts_from_where_the_line_left_it() -> None:
    assert foxtrot(2, "2026-03-02T10:00", further=3) == []
    assert foxtrot(1, "2026-03-02T10:00", further=3) == [("HIS214", APPROVED)]


@pytest.mark.parametrize(("at", "told"), [("2026-03-01T09:00", False), ("2026-03-01T08:59", True)])
def test_a_line_that_left_the_mainline_after_the_decision_is_late(at: str, *, told: bool) -> None:
    assert foxtrot(2, "2026-03-02T10:00", at) == ([("HIS214", APPROVED)] if told else [])


def test_a_longer_line_that_never_had_the_approval_is_late() -> None:
    assert foxtrot(2, "2026-03-02T10:00", had=False) == [("HIS214", APPROVED)]


def test_a_longer_line_that_never_was_on_the_mainline_is_late() -> None:
    history = begun().commit("2026-03-02T10:00", files={"README.md": b"en gren"})
    theirs = merged(START, {NEXUS: ASSESSMENT, APPROVED: approves(ASSESSMENT)})
    side = [({}, theirs), (theirs, theirs), (theirs, theirs), (theirs, theirs)]
    history.merge(theirs=theirs, base=None, side=side, fork=-1, at="2026-09-01T10:00")
    assert history.found() == [("HIS214", APPROVED)]


def test_before_there_is_a_procedure_nothing_is_judged() -> None:
    history = History().commit("2026-03-01T10:00", files={NEXUS: ASSESSMENT, APPROVED: approves(ASSESSMENT, by="sara")})
    assert history.found(now="2026-03-21T10:00") == [("HIS215", APPROVED)]
