"""What honest people do, and what must not raise an alarm."""

from datetime import date, timedelta
from typing import Final

from tests.tampering.approvals import OVER, SECOND, erik, ivan, new_assessment, on_logs, with_hugo
from tests.tampering.builder import WHO, Commit, Trail, moment
from tests.tampering.changes import (
    NEW_APPROVAL,
    branch_from,
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
from tests.tampering.policy import keys, renamed, roles
from tests.tampering.register import (
    AULA_DATA,
    BACKUP,
    BACKUP_DATA,
    LOGS,
    LOGS_DATA,
    NEXUS_DATA,
    OUTAGE,
    REPORT,
    action,
    assessed,
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

table: Final = Table()
benign = table.benign
README: Final = "README.md"


@benign()
def nothing_more(trail: Trail) -> None:
    """Leave the ordinary history as it is."""


@benign()
def a_register_of_one_commit(trail: Trail) -> Case:
    """Bring a whole register with all its old decisions in the first commit."""
    files = {path.removeprefix("register/"): entry for path, entry in trail.tip.tree.items()}
    fresh = Trail(None, trail.now)
    fresh.add(files)
    return Case(fresh)


@benign()
def assessed_approved_and_merged(trail: Trail) -> None:
    """Assess and approve on a branch, merged with a merge commit."""
    first = trail.side({SECOND: yaml(OVER)})
    trail.merge(trail.side(erik(trail), first))


@benign()
def assessed_approved_and_squashed(trail: Trail) -> None:
    """Assess and approve on a branch, squashed to one commit."""
    trail.add({SECOND: yaml(OVER), **erik(trail)})


@benign()
def assessed_approved_and_rebased(trail: Trail) -> None:
    """Assess and approve on a branch, rebased: the authors' dates are older than the mainline's."""
    trail.add({README: b"# Register\n"})
    trail.add({SECOND: yaml(OVER)}, author="2026-09-30T08:30:00")
    trail.add(erik(trail), author="2026-09-30T09:30:00")


@benign()
def merged_with_the_mainline_moved_on(trail: Trail) -> None:
    """Assess and approve on a branch while the mainline moves on."""
    first = trail.side({SECOND: yaml(OVER)})
    second = trail.side(erik(trail), first)
    trail.add({README: b"# Register\n"})
    trail.add({"systems/aula.yaml": trail.read("systems/aula.yaml") + b"# ordnet\n"})
    trail.merge(second)


@benign()
def mainline_merged_into_the_branch_first(trail: Trail) -> None:
    """Merge the mainline into a branch to bring it up to date, go on, and merge it back."""
    first = trail.side({SECOND: yaml(OVER)})
    trail.add(minuted(trail))
    inner = Trail(first, trail.now)
    inner.merge(trail.tip)
    trail.now = inner.now
    second = trail.side({"approvals/2026-10-01-erik.yaml": erik(trail)[NEW_APPROVAL]}, inner.tip)
    trail.merge(second)


@benign()
def octopus_of_independent_branches(trail: Trail) -> None:
    """Merge three branches at once, each with records of its own."""
    event = yaml({**OUTAGE, "occurred_at": moment("2026-10-01T08:00:00")})
    sides = [trail.side({"events/2026-10-01-leak.yaml": event}), trail.side(minuted(trail))]
    trail.merge(*sides, trail.side({SECOND: yaml(OVER)}))


@benign()
def foxtrot_that_drops_nothing(trail: Trail) -> None:
    """Merge the mainline into a branch and push that; everything is still there."""
    trail.merge(trail.side({README: b"# Register\n"}), foxtrot=True)


@benign()
def conflict_in_a_mutable_file(trail: Trail) -> None:
    """Change a system on both sides, and settle it in the merge."""
    system = "systems/aula.yaml"
    side = trail.side({system: edit(trail.read(system), "name: Aula", "name: Aula skole")})
    trail.add({system: edit(trail.read(system), "name: Aula", "name: Aula platform")})
    trail.merge(side, changes={system: edit(trail.read(system), "Aula platform", "Aula skoleplatform")})


@benign()
def merge_of_the_same_record_on_both_sides(trail: Trail) -> None:
    """Bring the same assessment by a cherry-pick and by the merge of its branch."""
    side = trail.side({SECOND: yaml(OVER)})
    trail.add({SECOND: yaml(OVER)})
    trail.merge(side)


@benign()
def key_rotated(trail: Trail) -> None:
    """Close a leader's key and give a new one, approved; then sign with it."""
    until = key("hugo", until="2026-09-30")
    trail.add(new_organisation(trail, {"keys": keys(hugo=[until, key("hugo-new", since="2026-10-01")])}))
    trail.add(signed_by(trail, "hugo-new"))


@benign()
def signed_before_the_rotation_and_brought_after(trail: Trail) -> None:
    """Bring a signature by a key that ran out between the decision and its commit."""
    decided = signed_by(trail, "hugo", at=moment("2026-09-30T15:00:00"))
    until = key("hugo", until="2026-09-30")
    trail.add(new_organisation(trail, {"keys": keys(hugo=[until, key("hugo-new", since="2026-10-01")])}))
    trail.add(decided)


@benign()
def leader_leaves(trail: Trail) -> None:
    """Let a leader leave and another come, approved; what the first decided stands, and the next decides."""
    trail.add(minuted(trail))
    new = [
        *with_hugo(until=date(2026, 10, 31)),
        holding("head-of-department", "anne", "school", since=date(2026, 11, 1)),
    ]
    trail.add(new_organisation(trail, {"roles": new}))
    trail.add(new_assessment("2026-11-02T08:00:00", by=("bo",)), "2026-11-03T10:00:00")
    change = new_assessment("2026-11-02T08:00:00", by=("bo",))
    data = hugos(trail, on_file(*next(iter(change.items())), "medium"), by="anne")
    trail.add({"approvals/2026-11-04-anne.yaml": yaml(data)})


@benign()
def deputy_decides(trail: Trail) -> None:
    """Let the deputy of the board decide."""
    trail.add({SECOND: yaml(OVER)})
    trail.add(erik(trail, by="ella"))


@benign()
def last_day_in_the_role(trail: Trail) -> None:
    """Let a leader decide on the last day."""
    trail.add(new_organisation(trail, {"roles": with_hugo(until=date(2026, 10, 2))}))
    trail.add(minuted(trail, at=moment("2026-10-02T08:00:00")))


@benign()
def action_changed_and_approved_again(trail: Trail) -> None:
    """Move an approved action's deadline, and let the board approve it again."""
    moved = {**BACKUP_DATA, "due": date(2027, 6, 1)}
    trail.add({BACKUP: yaml(moved)})
    trail.add(erik(trail, decision("action:nexus-backup", plan_digest(moved), "critical")))


@benign()
def action_changed_and_approved_in_one_step(trail: Trail) -> None:
    """Move an approved action's deadline in the step that brings its new approval."""
    moved = {**BACKUP_DATA, "due": date(2027, 6, 1)}
    trail.add({BACKUP: yaml(moved), **erik(trail, decision("action:nexus-backup", plan_digest(moved), "critical"))})


@benign()
def action_changed_and_waiting(trail: Trail) -> None:
    """Move an approved action's deadline; its approval is stale and no more than that."""
    trail.add({BACKUP: yaml({**BACKUP_DATA, "due": date(2027, 6, 1)})})


@benign()
def action_approved_moved_and_approved_on_one_branch(trail: Trail) -> None:
    """Approve an action, move its deadline and approve it again, all squashed to one step."""
    moved = {**LOGS_DATA, "due": date(2027, 6, 1)}
    first = ivan(trail, at=earlier(trail, 5))[NEW_APPROVAL]
    second = ivan(trail, on_logs(digest=plan_digest(moved)))[NEW_APPROVAL]
    trail.add({LOGS: yaml(moved), "approvals/2026-10-01-first.yaml": first, NEW_APPROVAL: second})


@benign()
def action_goes_on(trail: Trail) -> None:
    """Report progress, complete an approved action, and find its effect."""
    step = {"at": moment("2026-10-01T08:00:00"), "by": "carl", "percent": 60, "note": "Godt på vej"}
    going = {**BACKUP_DATA, "progress": [step]}
    trail.add({BACKUP: yaml(going)})
    done = {**going, "completed_at": moment("2026-10-02T08:00:00")}
    trail.add({BACKUP: yaml(done)})
    effect = {"at": moment("2026-10-03T08:00:00"), "by": "bo", "level": "high", "note": "Målt"}
    trail.add({BACKUP: yaml({**done, "effect": effect})})


@benign()
def action_cancelled(trail: Trail) -> None:
    """Cancel an action with a reason."""
    trail.add(
        {LOGS: yaml({**LOGS_DATA, "cancelled": {"at": moment("2026-10-01T08:00:00"), "by": "bo", "reason": "Nej"}})}
    )


@benign()
def action_never_started_deleted(trail: Trail) -> None:
    """Delete an action that was neither started nor approved."""
    trail.add({LOGS: None})


@benign()
def assessment_mended_on_its_branch(trail: Trail) -> None:
    """Complete an assessment on a branch, mend it there, and merge it."""
    first = trail.side({SECOND: yaml({**OVER, "performed_by": ["anne"]})})
    trail.merge(trail.side({SECOND: yaml(OVER)}, first))


@benign()
def draft_edited_freely(trail: Trail) -> None:
    """Begin a draft on the mainline, change it, and complete it."""
    draft = {name: value for name, value in AULA_DATA.items() if name != "completed_at"}
    path = "assessments/aula/2026-10-03.yaml"
    trail.add({path: yaml({**draft, "risks": {}})})
    trail.add({path: yaml(draft)})
    trail.add({path: yaml({**AULA_DATA, "completed_at": moment("2026-10-03T08:00:00")})})


@benign()
def draft_thrown_away(trail: Trail) -> None:
    """Begin a draft on the mainline, and throw it away."""
    draft = {name: value for name, value in AULA_DATA.items() if name != "completed_at"}
    trail.add({"assessments/aula/2026-10-01.yaml": yaml(draft)})
    trail.add({"assessments/aula/2026-10-01.yaml": None})


@benign()
def names_units_and_addresses(trail: Trail) -> None:
    """Rename a unit and a person, change an address, and put in a new unit and a new person."""
    held = organisation()
    people = {
        **held["people"],
        "hugo": {"name": "Hugo Ny", "email": "ny@example.org"},
        "nina": {"name": "N", "email": "n@example.org"},
    }
    units = {**held["units"], "school": {"name": "Skole og dagtilbud"}, "it": {"name": "IT"}}
    trail.add({"organisation.yaml": yaml({**held, "people": people, "units": units})})


@benign()
def organisation_reordered_and_commented(trail: Trail) -> None:
    """Write the organisation in another order and with a comment; roles and keys are the same."""
    held = organisation()
    again = yaml({name: held[name] for name in ("roles", "keys", "people", "units")})
    trail.add({"organisation.yaml": b"# Ret navne frit\n" + again})


@benign()
def minuted_late_but_in_time(trail: Trail) -> None:
    """Bring a decision 29 days after the meeting."""
    trail.add(minuted(trail, at=moment("2026-09-02T15:00:00")), "2026-10-01T10:00:00")


@benign()
def written_before_the_meeting_ends(trail: Trail) -> None:
    """Bring a decision dated some hours after its commit, on the same day."""
    trail.add(minuted(trail, at=trail.now + timedelta(hours=5)))


@benign()
def procedure_rightly_changed(trail: Trail) -> None:
    """Adopt a new procedure with the board's approval, the old one kept; then assess and approve under it."""
    trail.add(new_procedure(trail, procedure("2026.2", ("approval_window: P30D", "approval_window: P60D"))))
    trail.add({SECOND: yaml({**OVER, "procedure": "2026.2"})})
    trail.add(erik(trail, on_file(SECOND, yaml({**OVER, "procedure": "2026.2"}), "critical"), procedure="2026.2"))


@benign()
def procedure_changed_on_a_branch(trail: Trail) -> None:
    """Draft a new procedure over several commits on a branch, and merge it with its approval."""
    first = trail.side({"procedure.yaml": procedure("2026.2", ("approval_window: P30D", "approval_window: P90D"))})
    change = new_procedure(trail, procedure("2026.2", ("approval_window: P30D", "approval_window: P60D")))
    trail.add({README: b"# Register\n"})
    trail.merge(trail.side(change, first))


@benign()
def procedure_changed_twice(trail: Trail) -> None:
    """Adopt two new procedures after each other, both kept."""
    trail.add(new_procedure(trail, procedure("2026.2")))
    trail.add(renamed(new_procedure(trail, procedure("2026.10"), before="2026.2")))


@benign()
def decided_under_the_old_procedure_and_brought_after(trail: Trail) -> None:
    """Bring a decision taken the day before a new procedure took over."""
    change = minuted(trail)
    trail.add(new_procedure(trail, procedure("2026.2"), at=earlier(trail, 1)))
    trail.add(change)


@benign()
def roles_rightly_changed(trail: Trail) -> None:
    """Give the board a new member with IT management's approval, who then decides."""
    trail.add(new_organisation(trail, {"roles": roles(holding("executive-board", "anne"))}))
    trail.add({SECOND: yaml(OVER)})
    trail.add(erik(trail, by="anne"))


@benign()
def roles_and_procedure_in_one_step(trail: Trail) -> None:
    """Change the roles and the procedure together, both decided under what was before."""
    both = {**new_procedure(trail, procedure("2026.2")), **new_organisation(trail, {"roles": roles(without="dorte")})}
    trail.add(both)


@benign()
def revert_of_an_ordinary_change(trail: Trail) -> None:
    """Change a system, and revert that."""
    before = trail.read("systems/aula.yaml")
    trail.add(edited(trail, "systems/aula.yaml", "name: Aula", "name: Noget andet"))
    trail.add({"systems/aula.yaml": before})


@benign()
def system_retired(trail: Trail) -> None:
    """Retire a system that has assessments."""
    trail.add(edited(trail, "systems/aula.yaml", "status: in-use", "status: retired"))


@benign()
def unassessed_system_deleted(trail: Trail) -> None:
    """Put in a system by mistake, and delete it."""
    trail.add({"systems/fejl.yaml": edit(trail.read("systems/aula.yaml"), "name: Aula", "name: Fejl")})
    trail.add({"systems/fejl.yaml": None})


@benign()
def report_added(trail: Trail) -> None:
    """Bring the next quarter's report; the commit that was reported is an anchor."""
    trail.add({REPORT.replace("Q2", "Q3"): b"# Rapport 2026Q3\n"})


@benign()
def anchors_on_the_mainline(trail: Trail) -> Case:
    """Audit against two reported commits that are where they were."""
    reported = branch_from(trail, 3), trail.tip
    trail.merge(trail.side({README: b"# Register\n"}))
    return Case(trail, anchors=reported)


@benign()
def commits_of_nothing(trail: Trail) -> None:
    """Commit nothing, twice, the second time in a merge."""
    trail.add({})
    trail.merge(trail.side({}))


@benign()
def clocks_of_two_machines(trail: Trail) -> None:
    """Commit three minutes before the commit it follows: another machine's clock."""
    trail.add({README: b"# Register\n"}, "2026-10-02T10:00:00")
    trail.add({README: b"# Registeret\n"}, "2026-10-02T09:57:00")


@benign()
def branch_older_than_the_mainline(trail: Trail) -> None:
    """Merge a branch whose commits are older than the mainline's newest."""
    side = trail.side({README: b"# Register\n"}, when="2026-09-10T10:00:00")
    trail.add({"threats/ny.yaml": trail.read("threats/fire.yaml")}, "2026-10-01T10:00:00")
    trail.merge(side)


@benign()
def two_approve_in_one_meeting(trail: Trail) -> None:
    """Let the board and IT management decide in one meeting, each in a file."""
    trail.add({SECOND: yaml(OVER)})
    two = {"approvals/2026-10-02-board.yaml": erik(trail)[NEW_APPROVAL]}
    trail.add({**two, "approvals/2026-10-02-it.yaml": ivan(trail)[NEW_APPROVAL]})


@benign()
def meeting_decides_on_several(trail: Trail) -> None:
    """Let the board decide on an assessment, an action and the acceptance of a risk in one file."""
    accepted = {
        **OVER["risks"]["fire"],
        "treatment": "accept",
        "acceptance": {"reason": "Dyrt", "until": date(2027, 9, 30)},
    }
    data = {**OVER, "risks": {**OVER["risks"], "fire": accepted}}
    planned = action("Backup 2", "nexus#ransomware", "2026-09-30T09:00:00")
    trail.add({SECOND: yaml(data), "actions/backup-2.yaml": yaml(planned)})
    on = (
        on_file(SECOND, yaml(data), "critical"),
        decision("action:backup-2", plan_digest(planned), "critical"),
        decision("acceptance:nexus/2026-03-14#ransomware", value_digest(NEXUS_DATA["risks"]["ransomware"]), "critical"),
    )
    trail.add(erik(trail, *on))


@benign()
def rejected_and_approved_later(trail: Trail) -> None:
    """Reject an assessment, and approve it at the next meeting."""
    trail.add(minuted(trail, {**on_aula(), "decision": "rejected", "reason": "Planen mangler"}))
    trail.add({"approvals/2026-10-02-school.yaml": minuted(trail)[NEW_APPROVAL]})


@benign()
def unmerged_branch_full_of_tampering(trail: Trail) -> Case:
    """Leave a branch that deletes everything unmerged."""
    return Case(trail, kept={"bad": trail.side({"approvals": None, "assessments": None})})


@benign()
def confirmed_unchanged(trail: Trail) -> None:
    """Confirm an assessment without high risks as unchanged, with its risks copied."""
    low = {**AULA_DATA, "excluded": {"flood": "Højt", "ransomware": "Lukket net"}}
    low["risks"] = {"fire": AULA_DATA["risks"]["fire"]}
    trail.add({"assessments/aula/2026-10-01.yaml": yaml({**low, "completed_at": moment("2026-10-01T08:00:00")})})
    again = {**low, "unchanged_since": "aula/2026-10-01", "completed_at": moment("2026-10-02T08:00:00")}
    trail.add({"assessments/aula/2026-10-02.yaml": yaml(again)})


@benign()
def ordinary_attributes(trail: Trail) -> None:
    """Bring attributes that fix the ends of lines."""
    trail.add({"../.gitattributes": b"* text=auto eol=lf\n*.pdf binary\n", "../LÆSMIG.md": b"# Hej\n"})


@benign()
def executable_beside_the_register(trail: Trail) -> None:
    """Keep an ordinary page and a pipeline beside the register."""
    trail.add({"../.github/workflows/check.yml": b"on: push\n", "../docs/vejledning.md": b"# Vejledning\n"})


@benign()
def signed_by_two(trail: Trail) -> None:
    """Let the deputy minute and the leader sign the same approval."""
    change = new_assessment("2026-09-30T08:00:00")
    trail.add(change)
    on = on_file(*next(iter(change.items())), "medium")
    trail.add(minuted(trail, on, by="stine"))
    path = "approvals/2026-10-02-hugo.yaml"
    trail.add(signed(path, statement("head-of-department", "hugo", earlier(trail), on), "hugo"))


@benign()
def procedure_approved_again_unchanged(trail: Trail) -> None:
    """Let the board confirm the procedure as it stands, at the yearly review."""
    on = decision("procedure", file_digest(trail.read("procedure.yaml")), None)
    trail.add(erik(trail, on))


@benign()
def foxtrot_of_a_branch_behind(trail: Trail) -> None:
    """Merge three weeks of the mainline into a branch that was behind and push that; everything is still there."""
    behind = trail.side({README: b"# Register\n"})
    trail.add({SECOND: yaml(OVER)})
    trail.add(erik(trail))
    trail.merge(behind, foxtrot=True, when="2026-10-20T10:00:00")


@benign()
def repository_with_long_ids(trail: Trail) -> Case:
    """Keep the register in a repository whose ids are SHA-256."""
    anchor = trail.tip
    trail.merge(trail.side(minuted(trail)))
    config = "[extensions]\n\tobjectformat = sha256\n"
    return Case(trail, anchors=(anchor,), config=config.replace("[ext", "[core]\n\trepositoryformatversion = 1\n[ext"))


@benign()
def register_at_the_top(trail: Trail) -> Case:
    """Keep the register as the whole repository."""
    top = Trail(None, moment("2026-09-10T10:00:00"))
    top.add({f"../{path.removeprefix('register/')}": entry for path, entry in trail.tip.tree.items()})
    top.now = trail.now
    top.add({f"../{path}": data for path, data in minuted(trail).items()})
    return Case(top, folder=".")


@benign()
def register_begun_in_an_old_repository(trail: Trail) -> Case:
    """Put a register with its old decisions in a repository that had something else before."""
    fresh = Trail(None, moment("2026-09-10T10:00:00"))
    fresh.add({"../README.md": b"# Noget andet\n"})
    fresh.add({path.removeprefix("register/"): entry for path, entry in trail.tip.tree.items()})
    return Case(fresh)


@benign()
def other_history_merged(trail: Trail) -> None:
    """Merge a history that has nothing in common, with a guide in it."""
    other = Trail(None, moment("2026-08-01T10:00:00"))
    other.add({"../docs/vejledning.md": b"# Vejledning\n"})
    both = {**trail.tip.tree, **other.tip.tree}
    trail.head = Commit(both, (trail.tip, other.tip), trail.now, trail.now, WHO)


@benign()
def names_in_another_alphabet(trail: Trail) -> None:
    """Commit under a name in an old encoding, and one with a quote."""
    trail.add({README: b"# Register\n"}, who="S\udcf8ren <s@example.org>")
    trail.add({README: b"# Registeret\n"}, who='Ole "Bo" Å <o@example.org>')


@benign()
def value_overridden_with_a_reason(trail: Trail) -> None:
    """Lower a likelihood openly, with the reason in the assessment."""
    data = assessed("2026-10-01T08:00:00", "medium", 2)
    own = {"likelihood": 2, "level": "low", "residual": {"likelihood": 1, "consequence": 2, "level": "low"}}
    data["risks"]["ransomware"] |= {**own, "overrides": {"likelihood": "Lukket net"}}
    trail.add({"assessments/aula/2026-10-01.yaml": yaml(data)})


@benign()
def assessment_withdrawn_on_its_branch(trail: Trail) -> None:
    """Complete an assessment on a branch, take it away there, and merge the rest."""
    first = trail.side({SECOND: yaml(OVER), README: b"# Register\n"})
    trail.merge(trail.side({SECOND: None}, first))


@benign()
def statement_mended_on_its_branch(trail: Trail) -> None:
    """Write a wrong case number in a statement on a branch, and mend it there."""
    right = minuted(trail)
    first = trail.side({NEW_APPROVAL: edit(right[NEW_APPROVAL], "2026-1234", "2026-4321")})
    trail.merge(trail.side(right, first))


@benign()
def old_procedure_kept_a_day_later(trail: Trail) -> None:
    """Adopt a new procedure, and put the old one in its folder the next day."""
    change = new_procedure(trail, procedure("2026.2"))
    old = {path: data for path, data in change.items() if path.startswith("procedures/")}
    trail.add({path: data for path, data in change.items() if path not in old})
    trail.add(old)


@benign()
def signature_beside_a_minuted_statement(trail: Trail) -> None:
    """Put a signature beside a minuted statement; it is passed over."""
    change = minuted(trail)
    trail.add({**change, f"{NEW_APPROVAL}.sig": b"x\n"})


LOWER: Final = ("criticality: critical", "criticality: medium\ncriticality_reason: Færre borgere bruger det")
HIGHER: Final = ("criticality: medium", "criticality: critical")


@benign()
def class_lowered_with_a_reason_and_assessed_afterwards(trail: Trail) -> None:
    trail.add(edited(trail, "systems/nexus.yaml", *LOWER))
    trail.add({"assessments/nexus/2026-10-01.yaml": yaml(assessed("2026-10-01T12:00:00", "medium", 4))})


@benign()
def class_lowered_with_the_assessment(trail: Trail) -> None:
    made = {"assessments/nexus/2026-10-01.yaml": yaml(assessed("2026-10-01T08:00:00", "medium", 4))}
    trail.add({**made, **edited(trail, "systems/nexus.yaml", *LOWER)})


@benign()
def class_raised_after_the_assessment_and_with_it(trail: Trail) -> None:
    made = {"assessments/net/2026-10-01.yaml": yaml(assessed("2026-10-01T08:00:00", "medium", 2))}
    trail.add({**made, **edited(trail, "systems/net.yaml", *HIGHER)})


@benign()
def class_raised_while_the_branch_was_open_and_merged(trail: Trail) -> None:
    side = trail.side({"assessments/net/2026-10-01.yaml": yaml(assessed("2026-10-01T08:00:00", "medium", 2))})
    trail.add(edited(trail, "systems/net.yaml", *HIGHER))
    trail.add({"README.md": b"# Register\n"})
    trail.merge(side)


@benign()
def class_raised_while_the_branch_was_open_and_rebased(trail: Trail) -> None:
    trail.add(edited(trail, "systems/net.yaml", *HIGHER))
    trail.add({"README.md": b"# Register\n"})
    trail.add({"assessments/net/2026-10-01.yaml": yaml(assessed("2026-10-01T08:00:00", "medium", 2))})
