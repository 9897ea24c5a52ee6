"""Approvals edited, replayed, forged, or by those who may not."""

from datetime import timedelta
from typing import Final

from tests.tampering.builder import Trail, moment
from tests.tampering.changes import (
    NEW_APPROVAL,
    earlier,
    edit,
    edited,
    hugos,
    minuted,
    new_organisation,
    new_procedure,
    on_aula,
    procedure,
    signed_by,
)
from tests.tampering.register import (
    AULA_DATA,
    BACKUP_DATA,
    BOARD,
    HANNE,
    HOLDINGS,
    IVAN,
    LOGS_DATA,
    NET,
    NET_DATA,
    NEXUS,
    NEXUS_DATA,
    OTHER_REGISTER,
    action,
    assessed,
    board,
    decision,
    file_digest,
    holding,
    key,
    on_file,
    organisation,
    plan_digest,
    signed,
    statement,
    value_digest,
    yaml,
)
from tests.tampering.scenario import Case, Table
from tests.tampering.signing import keyring

table: Final = Table()
tampering = table.tampering
HERE: Final = NEW_APPROVAL
OVER: Final = {**NEXUS_DATA, "completed_at": moment("2026-09-30T08:00:00")}
SECOND: Final = "assessments/nexus/2026-09-30.yaml"
"""A second assessment of the critical system, whose approval is the board's."""


def on_logs(**fields: object) -> dict[str, object]:
    """Return a right decision on the schools' action."""
    return {**decision("action:aula-logs", plan_digest(LOGS_DATA), "high"), **fields}


def ivan(trail: Trail, *decisions: dict[str, object], **fields: object) -> dict[str, bytes]:
    """Return a statement of IT management, on the schools' action unless told."""
    return minuted(trail, *(decisions or (on_logs(),)), **{"role": "it-management", "by": "ivan", **fields})


def erik(trail: Trail, *decisions: dict[str, object], **fields: object) -> dict[str, bytes]:
    """Return a statement of the board, on the second assessment of the critical system unless told."""
    on = on_file(SECOND, yaml(OVER), "critical")
    return minuted(trail, *(decisions or (on,)), **{"role": "executive-board", "by": "erik", **fields})


@tampering(f"HIS201 {BOARD}", also="HIS208")
def digest_edited(trail: Trail) -> Case:
    """Put another digest in the board's statement."""
    old, new = file_digest(yaml(NEXUS_DATA)), file_digest(b"other")
    return Case(trail, trail.add(edited(trail, BOARD, old, new)))


@tampering(f"HIS201 {HERE}")
def rejection_made_an_approval(trail: Trail) -> Case:
    """Bring a rejection, and make it an approval a day later."""
    no = {**on_aula(), "decision": "rejected", "reason": "Planen mangler"}
    change = minuted(trail, no)
    trail.add(change)
    yes = edit(edit(change[HERE], "rejected", "approved"), "reason: Planen mangler", "reason: Godt")
    return Case(trail, trail.add({HERE: yes}))


@tampering(f"HIS201 {BOARD}")
def witness_put_in_later(trail: Trail) -> Case:
    """Put another witness in the board's statement."""
    return Case(trail, trail.add({BOARD: board(witness="ida")}))


@tampering(f"HIS201 {BOARD}")
def case_number_edited_on_a_branch(trail: Trail) -> Case:
    """Put another case number in the board's statement, on a branch."""
    side = trail.side(edited(trail, BOARD, "2026-1234", "2026-9999"))
    return Case(trail, trail.merge(side))


@tampering(f"HIS201 {HANNE}.sig", also="HIS204")
def signature_replaced(trail: Trail) -> Case:
    """Put the signature of another leader beside a statement."""
    return Case(trail, trail.add({f"{HANNE}.sig": keyring().sign("hugo", trail.read(HANNE))}))


@tampering(f"HIS201 {HANNE}", f"HIS201 {HANNE}.sig", also="HIS204")
def signed_statement_made_minuted(trail: Trail) -> Case:
    """Make a signed statement a minuted one, and spoil its signature."""
    whole = edit(trail.read(HANNE), "kind: signed", 'kind: minuted\nevidence: {case: "2026-1"}')
    return Case(trail, trail.add({HANNE: whole, f"{HANNE}.sig": b"x\n"}))


@tampering(f"HIS201 {BOARD}")
def decision_taken_out(trail: Trail) -> Case:
    """Take one of two decisions out of the board's statement."""
    one = statement("executive-board", "erik", "2026-03-20T10:00:00", on_file(NEXUS, yaml(NEXUS_DATA), "critical"))
    return Case(trail, trail.add({BOARD: yaml(one)}))


@tampering(f"HIS201 {HERE}")
def edited_in_the_first_week(trail: Trail) -> Case:
    """Bring a right statement, edit it and put it back: nobody looked that week."""
    change = minuted(trail)
    trail.add(change)
    guilty = trail.add({HERE: edit(change[HERE], "Pkt. 4", "Pkt. 5")})
    trail.add(change)
    return Case(trail, guilty)


@tampering(f"HIS202 {HERE}")
def minuted_for_another_register(trail: Trail) -> Case:
    """Bring a statement that was made for another municipality's register."""
    return Case(trail, trail.add(minuted(trail, register=OTHER_REGISTER)))


@tampering(f"HIS202 {HERE}")
def signed_for_another_register(trail: Trail) -> Case:
    """Replay a statement with a good signature from another register."""
    return Case(trail, trail.add(signed_by(trail, "hugo", register=OTHER_REGISTER)))


@tampering(f"HIS203 {HERE}")
def names_a_procedure_never_made(trail: Trail) -> Case:
    """Bring a statement under a procedure that never was."""
    return Case(trail, trail.add(minuted(trail, procedure="2025.7")))


@tampering(f"HIS203 {HERE}")
def names_a_procedure_of_the_past(trail: Trail) -> Case:
    """Bring a statement under the procedure that was replaced a month before it was decided."""
    trail.add(new_procedure(trail, procedure("2026.2", ("approval_window: P30D", "approval_window: P60D"))))
    trail.tick("2026-11-01T10:00:00")
    return Case(trail, trail.add(minuted(trail, procedure="2026.1")))


@tampering(f"HIS203 {HERE}")
def names_a_procedure_of_the_future(trail: Trail) -> Case:
    """Bring a statement under a procedure that was first adopted after it was decided."""
    when = trail.now - timedelta(days=4)
    trail.add(new_procedure(trail, procedure("2026.2")))
    return Case(trail, trail.add(minuted(trail, procedure="2026.2", at=when)))


@tampering(f"HIS204 {HERE}")
def signature_missing(trail: Trail) -> Case:
    """Bring a signed statement without its signature."""
    change = signed_by(trail, "hugo")
    return Case(trail, trail.add({HERE: change[HERE]}))


@tampering(f"HIS204 {HERE}")
def signature_comes_a_day_later(trail: Trail) -> Case:
    """Bring a signed statement, and its signature a day later."""
    change = signed_by(trail, "hugo")
    guilty = trail.add({HERE: change[HERE]})
    trail.add(change)
    return Case(trail, guilty)


@tampering(f"HIS204 {HERE}")
def signed_by_another_leader(trail: Trail) -> Case:
    """Sign in the name of one leader with the key of another."""
    return Case(trail, trail.add(signed_by(trail, "hanne")))


@tampering(f"HIS204 {HERE}")
def signed_by_a_stranger(trail: Trail) -> Case:
    """Sign with a key that stands nowhere."""
    return Case(trail, trail.add(signed_by(trail, "stranger")))


@tampering(f"HIS204 {HERE}")
def signed_in_the_namespace_of_git(trail: Trail) -> Case:
    """Use a signature that the leader gave for a git object."""
    return Case(trail, trail.add(signed_by(trail, "hugo", "git")))


@tampering(f"HIS204 {HERE}")
def signed_in_the_namespace_of_files(trail: Trail) -> Case:
    """Use a signature that the leader gave for a file."""
    return Case(trail, trail.add(signed_by(trail, "hugo", "file")))


@tampering(f"HIS204 {HERE}")
def signature_of_other_bytes(trail: Trail) -> Case:
    """Sign one statement, and bring another with its signature."""
    change = signed_by(trail, "hugo")
    return Case(trail, trail.add({**change, HERE: edit(change[HERE], "role: head-of", "role:  head-of")}))


@tampering(f"HIS204 {HERE}")
def signature_copied(trail: Trail) -> Case:
    """Put an old signature of the same leader beside a new statement."""
    change = signed_by(trail, "hugo")
    return Case(trail, trail.add({**change, f"{HERE}.sig": keyring().sign("hugo", b"other")}))


@tampering(f"HIS204 {HERE}")
def signature_empty(trail: Trail) -> Case:
    """Put an empty signature beside a statement."""
    return Case(trail, trail.add({**signed_by(trail, "hugo"), f"{HERE}.sig": b""}))


@tampering(f"HIS204 {HERE}")
def signed_with_an_expired_key(trail: Trail) -> Case:
    """Sign with a key that ran out a month before."""
    change = signed(HERE, hugos(trail, on_logs(), role="it-management", by="ivan"), "ivan")
    return Case(trail, trail.add(change))


@tampering(f"HIS204 {HERE}")
def signed_with_a_key_of_next_year(trail: Trail) -> Case:
    """Sign with a key that counts first from next year."""
    trail.add(edited(trail, "systems/nexus.yaml", "criticality: critical", "criticality: high"))
    trail.add({SECOND: yaml({**OVER, "criticality": "high"})})
    on = on_file(SECOND, yaml({**OVER, "criticality": "high"}), "high")
    return Case(trail, trail.add(signed(HERE, hugos(trail, on, role="director", by="dorte"), "dorte")))


@tampering(f"HIS214 {HERE}")
def expired_key_and_a_backdated_moment(trail: Trail) -> Case:
    """Plan an action, and sign it in September with a key that ran out in August, dated in August."""
    planned = action("Ny log", "aula#ransomware", "2026-08-02T09:00:00")
    trail.add({"assessments/aula/2026-08-01.yaml": yaml(assessed("2026-08-01T14:30:00", "medium", 2))})
    trail.add({"actions/aula-log-2.yaml": yaml(planned)})
    on = decision("action:aula-log-2", plan_digest(planned), "high")
    data = hugos(trail, on, role="it-management", by="ivan", at=moment("2026-08-20T10:00:00"))
    return Case(trail, trail.add(signed(HERE, data, "ivan")))


@tampering(f"HIS204 {HERE}", also="HIS106")
def newline_in_a_key(trail: Trail) -> Case:
    """Get a key approved whose text has a second line that makes the clerk's key the board's."""
    clerk = keyring().public("clerk")
    trick = {
        "key": f"{keyring().public('hanne')}\nerik {clerk}",
        "from": key("hanne")["from"],
        "until": key("hanne")["until"],
    }
    keys = {**organisation()["keys"], "hanne": [trick]}
    trail.add({SECOND: yaml(OVER)})
    trail.add(new_organisation(trail, {"keys": keys}))
    on = on_file(SECOND, yaml(OVER), "critical")
    return Case(trail, trail.add(signed(HERE, hugos(trail, on, role="executive-board", by="erik"), "clerk")))


@tampering(f"HIS204 {HERE}", also="HIS106")
def key_with_options_before_it(trail: Trail) -> Case:
    """Get a key approved that has the options of an authority before it."""
    trick = {**key("hugo"), "key": f"cert-authority {keyring().public('hugo')}"}
    trail.add(new_organisation(trail, {"keys": {**organisation()["keys"], "hugo": [trick]}}))
    return Case(trail, trail.add(signed_by(trail, "hugo")))


@tampering(f"HIS204 {HERE}", also="HIS106")
def key_of_another_kind(trail: Trail) -> Case:
    """Get a key of a kind that is not allowed approved, and sign with it."""
    trick = {**key("hugo"), "key": keyring().public("hugo-ecdsa", "ecdsa")}
    trail.add(new_organisation(trail, {"keys": {**organisation()["keys"], "hugo": [trick]}}))
    return Case(trail, trail.add(signed_by(trail, "hugo-ecdsa")))


@tampering(f"HIS204 {HERE}")
def deputy_signs_with_the_leaders_key(trail: Trail) -> Case:
    """Sign as the deputy, with the leader's key."""
    return Case(trail, trail.add(signed_by(trail, "hugo", by="stine")))


@tampering(f"HIS205 {HERE}")
def minuted_where_signed_is_asked(trail: Trail) -> Case:
    """Minute a decision after the procedure began to ask for signatures on critical."""
    asked = "  critical: [signed, minuted]"
    trail.add(new_procedure(trail, procedure("2026.2", (asked, "  critical: [signed]"))))
    trail.add({SECOND: yaml({**OVER, "procedure": "2026.2"})})
    on = on_file(SECOND, yaml({**OVER, "procedure": "2026.2"}), "critical")
    return Case(trail, trail.add(erik(trail, on, procedure="2026.2")))


@tampering(f"HIS206 {HERE}")
def no_witness(trail: Trail) -> Case:
    """Minute a decision on critical with nobody as witness."""
    trail.add({SECOND: yaml(OVER)})
    return Case(trail, trail.add(erik(trail, witness=None)))


@tampering(f"HIS206 {HERE}")
def own_witness(trail: Trail) -> Case:
    """Minute a decision with the one who decided as witness."""
    trail.add({SECOND: yaml(OVER)})
    return Case(trail, trail.add(erik(trail, witness="erik")))


@tampering(f"HIS206 {HERE}")
def performer_as_witness(trail: Trail) -> Case:
    """Minute a decision with the one who made the assessment as witness."""
    trail.add({SECOND: yaml(OVER)})
    return Case(trail, trail.add(erik(trail, witness="bo")))


@tampering(f"HIS206 {HERE}")
def responsible_as_witness(trail: Trail) -> Case:
    """Minute a decision on an action at high with its responsible as witness."""
    return Case(trail, trail.add(ivan(trail, witness="carl")))


@tampering(f"HIS207 {HERE}")
def action_that_is_not_there(trail: Trail) -> Case:
    """Decide on an action that nobody planned."""
    return Case(trail, trail.add(ivan(trail, on_logs(subject="action:none"))))


@tampering(f"HIS207 {HERE}")
def assessment_on_an_unmerged_branch(trail: Trail) -> Case:
    """Decide on an assessment that lies on a branch which is never merged."""
    side = trail.side({SECOND: yaml(OVER)})
    return Case(trail, trail.add(erik(trail)), kept={"draft": side})


@tampering(f"HIS207 {HERE}")
def decided_before_the_subject_arrives(trail: Trail) -> Case:
    """Decide in advance on bytes that reach the mainline a day later."""
    guilty = trail.add(erik(trail))
    trail.add({SECOND: yaml(OVER)})
    return Case(trail, guilty)


@tampering(f"HIS207 {HERE}")
def risk_that_is_not_there(trail: Trail) -> Case:
    """Accept a risk that the assessment does not have."""
    on = decision("acceptance:nexus/2026-03-14#flood", file_digest(b"x"), "critical")
    return Case(trail, trail.add(erik(trail, on)))


@tampering(f"HIS207|HIS212 {HERE}", also="HIS207 HIS208 HIS212")
def draft_approved(trail: Trail) -> Case:
    """Approve a draft, to fill it in afterwards."""
    draft = yaml({name: value for name, value in OVER.items() if name != "completed_at"})
    trail.add({SECOND: draft})
    guilty = trail.add(erik(trail, on_file(SECOND, draft, "critical")))
    trail.add({SECOND: yaml(OVER)})
    return Case(trail, guilty)


@tampering(f"HIS208 {HERE}")
def digest_of_another_subject(trail: Trail) -> Case:
    """Copy the digest of the network's assessment to the schools'."""
    return Case(trail, trail.add(minuted(trail, {**on_aula(), "digest": file_digest(yaml(NET_DATA))})))


@tampering(f"HIS208 {HERE}")
def digest_of_nothing(trail: Trail) -> Case:
    """Decide on a digest of no bytes at all."""
    return Case(trail, trail.add(minuted(trail, {**on_aula(), "digest": file_digest(b"")})))


@tampering(f"HIS208 {HERE}")
def deadline_that_never_stood_there(trail: Trail) -> Case:
    """Bring the approval of an action with an earlier deadline than the mainline ever had."""
    shown = {**LOGS_DATA, "due": moment("2026-12-01T00:00:00").date()}
    return Case(trail, trail.add(ivan(trail, on_logs(digest=plan_digest(shown)))))


@tampering(f"HIS208 {HERE}")
def digest_of_a_draft_that_was_replaced(trail: Trail) -> Case:
    """Bring the approval of bytes that only a branch had, together with the assessment as completed."""
    first = trail.side({SECOND: yaml({**OVER, "performed_by": ["anne"]})})
    second = trail.side({SECOND: yaml(OVER)}, first)
    on = on_file(SECOND, yaml({**OVER, "performed_by": ["anne"]}), "critical")
    third = trail.side(erik(trail, on), second)
    return Case(trail, trail.merge(third))


@tampering(f"HIS208 {HERE}")
def acceptance_of_another_risk(trail: Trail) -> Case:
    """Accept one risk with the digest of another's entry."""
    fire = value_digest(NEXUS_DATA["risks"]["fire"])
    return Case(trail, trail.add(erik(trail, decision("acceptance:nexus/2026-03-14#ransomware", fire, "critical"))))


@tampering(f"HIS208 {HERE}")
def subject_changed_in_the_merge_of_its_approval(trail: Trail) -> Case:
    """Approve an assessment on a branch, and change it there before both are merged."""
    first = trail.side({SECOND: yaml(OVER), **erik(trail)})
    second = trail.side({SECOND: edit(yaml(OVER), "Ligger højt", "Ligger lavt")}, first)
    return Case(trail, trail.merge(second))


@tampering(f"HIS209 {HERE}", also="HIS213")
def director_for_the_board(trail: Trail) -> Case:
    """Let the director decide what only the board may."""
    trail.add({SECOND: yaml(OVER)})
    return Case(trail, trail.add(erik(trail, role="director", by="dorte")))


@tampering(f"HIS209 {HERE}")
def coordinator_for_the_leader(trail: Trail) -> Case:
    """Let the coordinator decide on a medium system."""
    return Case(trail, trail.add(minuted(trail, role="security-coordinator", by="sara", witness="ida")))


@tampering(f"HIS209 {HERE}")
def leader_for_it_management(trail: Trail) -> Case:
    """Let a head of department decide on an action against a high risk."""
    return Case(trail, trail.add(minuted(trail, on_logs())))


@tampering(f"HIS210 {HERE}")
def leader_of_other_units(trail: Trail) -> Case:
    """Let the head of department of health decide for the schools."""
    return Case(trail, trail.add(minuted(trail, by="hanne")))


@tampering(f"HIS210 {HERE}")
def role_never_held(trail: Trail) -> Case:
    """Let a clerk decide as head of department."""
    return Case(trail, trail.add(minuted(trail, by="anne")))


@tampering(f"HIS210 {HERE}")
def deputy_of_somebody_else(trail: Trail) -> Case:
    """Let the board's deputy decide as head of department."""
    return Case(trail, trail.add(minuted(trail, by="ella")))


def with_hugo(**fields: object) -> list[dict[str, object]]:
    """Return the roles, with other fields for the schools' head of department."""
    held = [holding(role, person, unit, deputy) for role, person, unit, deputy in HOLDINGS if person != "hugo"]
    return [*held, {**holding("head-of-department", "hugo", "school", "stine"), **fields}]


@tampering(f"HIS210 {HERE}")
def leader_who_left(trail: Trail) -> Case:
    """Let somebody decide a day after the last day in the role."""
    last = moment("2026-09-30T00:00:00").date()
    trail.add(new_organisation(trail, {"roles": with_hugo(until=last)}))
    return Case(trail, trail.add(minuted(trail, at=moment("2026-10-01T08:00:00"))))


@tampering(f"HIS210 {HERE}")
def leader_who_has_not_begun(trail: Trail) -> Case:
    """Let somebody decide a day before the first day in the role."""
    new = [*with_hugo(until=moment("2026-10-31T00:00:00").date())]
    new.append(holding("head-of-department", "bo", "school", since=moment("2026-11-01T00:00:00").date()))
    trail.add(new_organisation(trail, {"roles": new}))
    change = new_assessment("2026-10-02T08:00:00")
    trail.add(change)
    on = on_file(*next(iter(change.items())), "medium")
    return Case(trail, trail.add(minuted(trail, on, by="bo")))


@tampering(f"HIS210 {HERE}")
def deputy_outside_the_period(trail: Trail) -> Case:
    """Let the deputy of somebody who has left decide."""
    last = moment("2026-09-30T00:00:00").date()
    trail.add(new_organisation(trail, {"roles": with_hugo(until=last)}))
    on = new_assessment("2026-10-01T08:00:00")
    trail.add(on)
    return Case(trail, trail.add(minuted(trail, on_file(*next(iter(on.items())), "medium"), by="stine")))


@tampering(f"HIS210 {HERE}")
def last_day_told_from_another_time_zone(trail: Trail) -> Case:
    """Write the moment with an offset by which it was still the last day, which it was not here."""
    last = moment("2026-09-30T00:00:00").date()
    trail.add(new_organisation(trail, {"roles": with_hugo(until=last)}))
    return Case(trail, trail.add(minuted(trail, at=moment("2026-09-30T23:30:00-08:00"))))


def new_assessment(when: str, by: tuple[str, ...] = ("anne",)) -> dict[str, bytes]:
    """Return a new assessment of the schools' system as a change."""
    return {f"assessments/aula/{when[:10]}.yaml": yaml(assessed(when, "medium", 2, by))}


@tampering(f"HIS211 {HERE}")
def performer_decides(trail: Trail) -> Case:
    """Let the deputy who made the assessment approve it."""
    return Case(trail, trail.add(minuted(trail, by="stine")))


@tampering(f"HIS211 {HERE}")
def performer_signs(trail: Trail) -> Case:
    """Let the leader sign the approval of the leader's own assessment."""
    change = new_assessment("2026-09-30T08:00:00", by=("bo", "hugo"))
    trail.add(change)
    data = hugos(trail, on_file(*next(iter(change.items())), "medium"))
    return Case(trail, trail.add(signed(HERE, data, "hugo")))


@tampering(f"HIS211 {HERE}")
def own_action_through_another_account(trail: Trail) -> Case:
    """Let IT management approve its own action, committed by a colleague."""
    own = action("Ny log", "aula#ransomware", "2026-09-20T09:00:00", responsible="ivan")
    trail.add({"actions/own.yaml": yaml(own)})
    on = decision("action:own", plan_digest(own), "high")
    return Case(trail, trail.add(ivan(trail, on), who="Carl Drift <carl@example.org>"))


@tampering(f"HIS211 {HERE}")
def own_action_as_the_deputy(trail: Trail) -> Case:
    """Let the deputy of IT management approve the deputy's own action."""
    own = action("Ny log", "aula#ransomware", "2026-09-20T09:00:00", responsible="irma")
    trail.add({"actions/own.yaml": yaml(own)})
    return Case(trail, trail.add(ivan(trail, decision("action:own", plan_digest(own), "high"), by="irma")))


@tampering(f"HIS212 {HERE}")
def assessment_decided_before_it_was_made(trail: Trail) -> Case:
    """Decide an hour before the assessment was completed."""
    trail.add({SECOND: yaml(OVER)})
    return Case(trail, trail.add(erik(trail, at=moment("2026-09-30T07:00:00"))))


@tampering(f"HIS212 {HERE}")
def action_decided_before_it_was_planned(trail: Trail) -> Case:
    """Decide on an action before it was planned; its risk was there."""
    planned = action("Ny log", "aula#ransomware", "2026-09-25T09:00:00")
    trail.add({"actions/later.yaml": yaml(planned)})
    on = decision("action:later", plan_digest(planned), "high")
    return Case(trail, trail.add(ivan(trail, on, at=moment("2026-09-24T09:00:00"))))


@tampering(f"HIS212 {HERE}")
def earlier_told_from_another_time_zone(trail: Trail) -> Case:
    """Write the moment with an offset by which the clock showed later, though it was before."""
    trail.add({SECOND: yaml(OVER)})
    return Case(trail, trail.add(erik(trail, at=moment("2026-09-30T09:00:00+14:00"))))


@tampering(f"HIS213 {HERE}")
def level_told_lower(trail: Trail) -> Case:
    """Let the board decide on the critical system as if it were high."""
    trail.add({SECOND: yaml(OVER)})
    return Case(trail, trail.add(erik(trail, on_file(SECOND, yaml(OVER), "high"))))


@tampering(f"HIS213 {HERE}")
def level_of_action_told_lower(trail: Trail) -> Case:
    """Decide on an action against a high risk as if it were medium."""
    return Case(trail, trail.add(ivan(trail, on_logs(level="medium"))))


@tampering(f"HIS209|HIS210|HIS213 {HERE}", also="HIS209 HIS210 HIS213")
def level_told_lower_for_a_lower_role(trail: Trail) -> Case:
    """Let a head of department decide on a critical action as if it were medium."""
    on = decision("action:nexus-backup", plan_digest(BACKUP_DATA), "medium")
    return Case(trail, trail.add(minuted(trail, on, by="hanne")))


@tampering(f"HIS214 {HERE}")
def decided_long_before_it_shows(trail: Trail) -> Case:
    """Bring a minuted decision seven weeks after it is said to have been taken."""
    trail.tick("2026-10-25T10:00:00")
    return Case(trail, trail.add(minuted(trail, at=moment("2026-09-03T10:00:00"))))


@tampering(f"HIS214 {HERE}")
def decided_long_before_by_author_date_too(trail: Trail) -> Case:
    """Backdate both the decision and the commit's author date."""
    trail.tick("2026-10-25T10:00:00")
    change = minuted(trail, at=moment("2026-09-03T10:00:00"))
    return Case(trail, trail.add(change, author="2026-09-03T12:00:00"))


@tampering(f"HIS214 {HERE}")
def signed_long_ago_and_kept_back(trail: Trail) -> Case:
    """Bring a signed approval on an old branch, whose own commit is timely, two months later."""
    side = trail.side(signed_by(trail, "hugo", at=moment("2026-09-03T10:00:00")), when="2026-09-03T12:00:00")
    trail.now = moment("2026-11-10T10:00:00")
    trail.add({"README.md": b"# Register\n"})
    return Case(trail, trail.merge(side))


@tampering(f"HIS215 {HERE}")
def decided_in_the_future(trail: Trail) -> Case:
    """Bring a decision dated three days after its commit."""
    return Case(trail, trail.add(minuted(trail, at=trail.now + timedelta(days=3))))


@tampering(f"HIS215 {HERE}", also="HIS402 HIS210")
def decided_next_year(trail: Trail) -> Case:
    """Bring a decision dated next year, for when it is needed."""
    return Case(trail, trail.add(minuted(trail, at=moment("2027-06-01T10:00:00"))))


@tampering(f"HIS208|HIS212 {HERE}", also="HIS208 HIS212 HIS213 HIS214")
def old_approval_copied_to_the_new_assessment(trail: Trail) -> Case:
    """Copy March's approval for the assessment that took its place, changing the subject alone."""
    trail.add({SECOND: yaml(OVER)})
    return Case(trail, trail.add({HERE: edit(board(), "nexus/2026-03-14", "nexus/2026-09-30")}))


@tampering(f"HIS201 {HANNE}", also="HIS204")
def subject_of_a_signed_statement_changed(trail: Trail) -> Case:
    """Put another assessment in a signed statement."""
    return Case(trail, trail.add(edited(trail, HANNE, "net/2026-04-01", "aula/2026-09-01")))


@tampering(f"HIS201 {IVAN}", also="HIS207 HIS208")
def subject_of_a_minuted_statement_changed(trail: Trail) -> Case:
    """Put another action in a minuted statement."""
    return Case(trail, trail.add(edited(trail, IVAN, "action:net-mfa", "action:aula-logs")))


@tampering(f"HIS210 {HERE}")
def one_good_and_one_bad_decision_in_a_meeting(trail: Trail) -> Case:
    """Slip the network's assessment into a right statement of the schools' leader."""
    on_net = on_file(NET, yaml(NET_DATA), "medium")
    return Case(trail, trail.add(minuted(trail, on_aula(), on_net)))


@tampering(f"HIS209 {HERE}")
def policy_decided_by_the_director(trail: Trail) -> Case:
    """Bring an approval of the procedure by a role that may not."""
    on = decision("procedure", file_digest(trail.read("procedure.yaml")), None)
    return Case(trail, trail.add(minuted(trail, on, role="director", by="dorte", at=earlier(trail))))


@tampering(f"HIS210 {HERE}")
def role_borrowed_on_a_branch(trail: Trail) -> Case:
    """Become head of department on a branch, decide there, and put the roles back before it is merged."""
    before = trail.read("organisation.yaml")
    held = organisation(roles=[*organisation()["roles"], holding("head-of-department", "anne", "school")])
    first = trail.side({"organisation.yaml": yaml(held), **minuted(trail, by="anne")})
    return Case(trail, trail.merge(trail.side({"organisation.yaml": before}, first)))


@tampering(f"HIS204 {HERE}")
def key_borrowed_on_a_branch(trail: Trail) -> Case:
    """Put one's key in the leader's place on a branch, sign there, and put the keys back before it is merged."""
    before = trail.read("organisation.yaml")
    held = organisation(keys={**organisation()["keys"], "hugo": [key("clerk")]})
    first = trail.side({"organisation.yaml": yaml(held), **signed_by(trail, "clerk")})
    return Case(trail, trail.merge(trail.side({"organisation.yaml": before}, first)))


@tampering(f"HIS210 {HERE}")
def forged_in_the_first_commit(trail: Trail) -> Case:
    """Begin a register with a decision by somebody who never had the role."""
    files = {path.removeprefix("register/"): entry for path, entry in trail.tip.tree.items()}
    fresh = Trail(None, trail.now)
    return Case(fresh, fresh.add({**files, **minuted(trail, by="anne")}))


@tampering(f"HIS208 {HERE}")
def decided_on_other_bytes_in_the_first_commit(trail: Trail) -> Case:
    """Begin a register with a decision on other bytes than stand there."""
    files = {path.removeprefix("register/"): entry for path, entry in trail.tip.tree.items()}
    fresh = Trail(None, trail.now)
    return Case(fresh, fresh.add({**files, **minuted(trail, {**on_aula(), "digest": file_digest(b"x")})}))


@tampering(f"HIS214 {HERE}")
def window_widened_for_one_late_decision(trail: Trail) -> Case:
    """Get a wider window approved in the very step that brings a decision seven weeks old."""
    trail.tick("2026-10-25T10:00:00")
    wider = new_procedure(trail, procedure("2026.2", ("approval_window: P30D", "approval_window: P90D")))
    return Case(trail, trail.add({**wider, **minuted(trail, at=moment("2026-09-03T10:00:00"))}))


@tampering(f"HIS106 {HERE}")
def digest_in_capitals(trail: Trail) -> Case:
    """Bring a digest in capitals, which some readers compare and some do not."""
    digest = "sha256:" + file_digest(yaml(AULA_DATA)).removeprefix("sha256:").upper()
    return Case(trail, trail.add(minuted(trail, {**on_aula(), "digest": digest})))


@tampering(f"HIS106 {HERE}")
def minuted_without_a_case(trail: Trail) -> Case:
    """Minute a decision without saying where the minutes lie."""
    return Case(trail, trail.add(minuted(trail, evidence=None)))
