"""Records edited, deleted, renamed, or changed in a merge."""

from typing import Final

from tests.tampering.builder import Trail, in_repository, moment
from tests.tampering.changes import NEW_APPROVAL, branch_from, edit, edited, minuted, on_aula
from tests.tampering.register import (
    AULA,
    BACKUP,
    BOARD,
    ESCALATED,
    ESCALATION,
    EVENT,
    HANNE,
    LOGS,
    NET,
    NEXUS,
    OUTAGE,
    REPORT,
    action,
    assessed,
    file_digest,
    on_file,
    risk,
    statement,
    yaml,
)
from tests.tampering.scenario import Case, Table

table: Final = Table()
tampering, warning = table.tampering, table.warning

LOWERED: Final = ("level: critical", "level: medium")
NEW: Final = "assessments/aula/2026-10-01.yaml"
SIDE_EVENT: Final = "events/2026-10-01-leak.yaml"
REPORT_Q3: Final = "reports/2026-Q3.md"
NEW_DATA: Final = assessed("2026-10-01T08:00:00", "medium", 2)


def lowered(trail: Trail) -> dict[str, bytes]:
    return edited(trail, NEXUS, "\n    level: critical", "\n    level: medium")


@tampering(f"HIS101 {NEXUS}", also="HIS107")
def assessment_level_lowered(trail: Trail) -> Case:
    """Lower the level of an approved risk."""
    return Case(trail, trail.add(lowered(trail)))


@tampering(f"HIS101 {AULA}")
def assessment_comment_added(trail: Trail) -> Case:
    """Add no more than a comment to an assessment that nobody decided on yet."""
    return Case(trail, trail.add({AULA: trail.read(AULA) + b"# rettet\n"}))


@tampering(f"HIS101 {NEXUS}")
def assessment_line_ends(trail: Trail) -> Case:
    """Add an empty line at the end."""
    return Case(trail, trail.add({NEXUS: trail.read(NEXUS) + b"\n"}))


@tampering(f"HIS101 {NEXUS}", also="HIS107")
def assessment_edited_on_a_branch(trail: Trail) -> Case:
    """Lower the level on a branch that is merged the ordinary way."""
    side = trail.side(lowered(trail))
    trail.add({"README.md": b"# Register\n"})
    return Case(trail, trail.merge(side))


@tampering(f"HIS101 {NEXUS}", also="HIS107")
def assessment_edited_and_reverted(trail: Trail) -> Case:
    """Lower the level for a week, and revert."""
    before = trail.read(NEXUS)
    guilty = trail.add(lowered(trail))
    trail.add({NEXUS: before})
    return Case(trail, guilty)


@tampering(f"HIS101 {NEXUS}", also="HIS107")
def assessment_edited_with_backdated_author(trail: Trail) -> Case:
    """Lower the level in a commit whose author date lies before the approval."""
    return Case(trail, trail.add(lowered(trail), author="2026-03-14T16:00:00", who="Anne Test <anne@example.org>"))


@tampering(f"HIS101 {AULA}")
def assessment_made_draft_and_completed_again(trail: Trail) -> Case:
    """Make the assessment a draft again, mend it, and complete it anew."""
    whole = trail.read(AULA)
    draft = {AULA: b"".join(line for line in whole.splitlines(True) if not line.startswith(b"completed_at"))}
    guilty = trail.add(draft)
    trail.add({AULA: edit(whole, "Ligger højt", "Ligger på en bakke")})
    return Case(trail, guilty)


@tampering(f"HIS101 {NEXUS}", f"HIS201 {BOARD}", also="HIS107 HIS208")
def assessment_and_its_approval_edited(trail: Trail) -> Case:
    """Lower the level, and put the new digest in the old approval."""
    change = lowered(trail)
    old, new = file_digest(trail.read(NEXUS)), file_digest(change[NEXUS])
    return Case(trail, trail.add({**change, **edited(trail, BOARD, old, new)}))


@tampering(f"HIS101 {NEXUS}")
def assessment_edited_and_approved_anew(trail: Trail) -> Case:
    """Edit the assessment, and let the board approve the new bytes the same day."""
    new = edit(trail.read(NEXUS), "Ligger højt", "Ligger lavt")
    decided = statement("executive-board", "erik", "2026-10-01T08:00:00", on_file(NEXUS, new, "critical"))
    return Case(trail, trail.add({NEXUS: new, NEW_APPROVAL: yaml(decided)}))


@tampering(f"HIS101 {NEXUS}", also="HIS107")
def assessment_edited_among_many_files(trail: Trail) -> Case:
    """Hide the edit in a commit that touches every system and threat."""
    touched = [path.removeprefix("register/") for path in trail.tip.tree if "/systems/" in path or "/threats/" in path]
    many = {path: trail.read(path) + b"# ordnet\n" for path in touched}
    return Case(trail, trail.add({**many, **lowered(trail)}))


@tampering(f"HIS101 {AULA}")
def assessment_mended_on_an_old_branch(trail: Trail) -> Case:
    """Mend the assessment on a branch that left the mainline before it was completed there."""
    side = trail.side(
        {AULA: yaml(assessed("2026-09-01T14:30:00", "medium", 2, by=("bo", "anne")))}, branch_from(trail, 1)
    )
    return Case(trail, trail.merge(side, changes={AULA: side.tree[in_repository(AULA)]}))


@tampering(f"HIS101 {NEXUS}", also="HIS107 HIS106")
def assessment_level_lowered_twice_in_bytes(trail: Trail) -> Case:
    """Add a second key `level` below the first, for whoever reads only the last."""
    return Case(
        trail, trail.add(edited(trail, NEXUS, "\n    level: critical", "\n    level: critical\n    level: low"))
    )


@tampering(f"HIS102 {NEXUS}", also="HIS207")
def assessment_deleted(trail: Trail) -> Case:
    """Delete an approved assessment."""
    return Case(trail, trail.add({NEXUS: None}))


@tampering(f"HIS102 {AULA}")
def assessment_deleted_on_a_branch(trail: Trail) -> Case:
    """Delete an assessment on a branch that is merged the ordinary way."""
    side = trail.side({AULA: None})
    trail.add({"README.md": b"# Register\n"})
    return Case(trail, trail.merge(side))


@tampering(f"HIS102 {AULA}")
def assessment_deleted_and_put_back(trail: Trail) -> Case:
    """Delete an assessment before an inspection, and put it back after."""
    before = trail.read(AULA)
    guilty = trail.add({AULA: None})
    trail.add({AULA: before})
    return Case(trail, guilty)


@tampering(f"HIS102 {BOARD}")
def approval_deleted(trail: Trail) -> Case:
    """Delete the board's approval."""
    return Case(trail, trail.add({BOARD: None}))


@tampering(f"HIS102 {HANNE}.sig", also="HIS204")
def signature_deleted(trail: Trail) -> Case:
    """Delete a signature alone."""
    return Case(trail, trail.add({f"{HANNE}.sig": None}))


@tampering(f"HIS102 {NEW_APPROVAL}")
def rejection_deleted(trail: Trail) -> Case:
    """Delete the later of two statements, which was the rejection."""
    first = yaml(statement("head-of-department", "hugo", "2026-10-01T08:00:00", on_aula()))
    trail.add({"approvals/2026-10-01-first.yaml": first})
    no = {**on_aula(), "decision": "rejected", "reason": "Planen mangler"}
    trail.add(minuted(trail, no))
    return Case(trail, trail.add({NEW_APPROVAL: None}))


@tampering(f"HIS102 {ESCALATION}")
def escalation_deleted(trail: Trail) -> Case:
    """Delete an escalation."""
    return Case(trail, trail.add({ESCALATION: None}))


@tampering(f"HIS102 {EVENT}")
def event_deleted(trail: Trail) -> Case:
    """Delete an incident."""
    return Case(trail, trail.add({EVENT: None}))


@tampering(f"HIS102 {REPORT}")
def report_deleted(trail: Trail) -> Case:
    """Delete a report that was presented."""
    return Case(trail, trail.add({REPORT: None}))


@tampering(f"HIS102 {BACKUP}", also="HIS207")
def started_action_deleted(trail: Trail) -> Case:
    """Delete an action that was started."""
    return Case(trail, trail.add({BACKUP: None}))


@tampering(f"HIS102 {BACKUP}", also="HIS207")
def started_action_unstarted_and_deleted(trail: Trail) -> Case:
    """Take away that an action was started; delete it a day later."""
    started = b"started_at: 2026-03-16T08:00:00+01:00\n"
    trail.add({BACKUP: trail.read(BACKUP).replace(started, b"")})
    return Case(trail, trail.add({BACKUP: None}))


@tampering("HIS102 systems/net.yaml", also="HIS207 HIS106")
def system_deleted(trail: Trail) -> Case:
    """Delete a system that has assessments."""
    nexus = trail.read("systems/nexus.yaml")
    alone = b"".join(line for line in nexus.splitlines(True) if b"net" not in line and b"depends_on" not in line)
    return Case(trail, trail.add({"systems/net.yaml": None, "systems/nexus.yaml": alone}))


@tampering("HIS102 systems/aula.yaml", f"HIS102 {AULA}", also="HIS207")
def system_deleted_with_all_it_had(trail: Trail) -> Case:
    """Delete a system, its assessments and its actions together."""
    return Case(trail, trail.add({"systems/aula.yaml": None, AULA: None, LOGS: None}))


@tampering(f"HIS102 {BOARD}", f"HIS102 {HANNE}", f"HIS102 {HANNE}.sig")
def folder_deleted(trail: Trail) -> Case:
    """Delete the whole folder of approvals."""
    return Case(trail, trail.add({"approvals": None}))


@tampering(f"HIS103 {NEXUS}", also="HIS207 HIS102")
def assessment_renamed(trail: Trail) -> Case:
    """Move an assessment to another date."""
    return Case(trail, trail.add({NEXUS: None, "assessments/nexus/2026-03-13.yaml": trail.read(NEXUS)}))


@tampering(f"HIS103 {NET}", also="HIS207 HIS102")
def assessment_moved_to_another_system(trail: Trail) -> Case:
    """Move an assessment to another system."""
    return Case(trail, trail.add({NET: None, "assessments/aula/2026-04-01.yaml": trail.read(NET)}))


@tampering(f"HIS102|HIS103 {NEXUS}", also="HIS207 HIS107")
def assessment_renamed_and_edited(trail: Trail) -> Case:
    """Move an assessment, and lower its level in the same commit."""
    return Case(trail, trail.add({"assessments/nexus/2026-03-14-2.yaml": lowered(trail)[NEXUS], NEXUS: None}))


@tampering(f"HIS103 {HANNE}", f"HIS103 {HANNE}.sig", also="HIS214")
def approval_renamed(trail: Trail) -> Case:
    """Move a statement and its signature to an older date."""
    path = "approvals/2026-01-20-hanne.yaml"
    moved = {path: trail.read(HANNE), f"{path}.sig": trail.read(f"{HANNE}.sig")}
    return Case(trail, trail.add({HANNE: None, f"{HANNE}.sig": None, **moved}))


@tampering(f"HIS103 {EVENT}")
def event_renamed(trail: Trail) -> Case:
    """Move an incident to a later date."""
    return Case(trail, trail.add({EVENT: None, "events/2026-08-01-outage.yaml": trail.read(EVENT)}))


@tampering(f"HIS103 {BACKUP}", also="HIS207")
def started_action_renamed(trail: Trail) -> Case:
    """Give a started action another id."""
    return Case(trail, trail.add({BACKUP: None, "actions/other.yaml": trail.read(BACKUP)}))


@tampering(f"HIS104 {NEXUS}", also="HIS107")
def merge_alone_lowers_level(trail: Trail) -> Case:
    """Merge a harmless branch, and lower a level in the merge itself."""
    side = trail.side({"README.md": b"# Register\n"})
    return Case(trail, trail.merge(side, changes=lowered(trail)))


@tampering(f"HIS104 {BOARD}")
def merge_alone_edits_approval(trail: Trail) -> Case:
    """Edit a statement in the merge itself."""
    side = trail.side({"README.md": b"# Register\n"})
    return Case(trail, trail.merge(side, changes=edited(trail, BOARD, "Pkt. 4", "Pkt. 5")))


@tampering(f"HIS104 {NEXUS}", also="HIS107")
def octopus_alone_lowers_level(trail: Trail) -> Case:
    """Merge two branches at once, and lower a level in the merge itself."""
    sides = [trail.side({f"threats/ny-{each}.yaml": trail.read("threats/fire.yaml")}) for each in "ab"]
    return Case(trail, trail.merge(*sides, changes=lowered(trail)))


@tampering(f"HIS104 {NEW}", also="HIS107")
def merge_alone_lowers_what_it_brings(trail: Trail) -> Case:
    """Merge a branch with a new completed assessment, and change that assessment in the merge itself."""
    side = trail.side({NEW: yaml(NEW_DATA)})
    trail.add({"README.md": b"# Register\n"})
    return Case(trail, trail.merge(side, changes={NEW: edit(yaml(NEW_DATA), "Bedre sikring", "Ingen")}))


@tampering(f"HIS102|HIS105 {BOARD}", also="HIS104")
def merge_alone_deletes_approval(trail: Trail) -> Case:
    """Delete a statement that both parents have in the merge itself."""
    side = trail.side({"README.md": b"# Register\n"})
    return Case(trail, trail.merge(side, changes={BOARD: None}))


@tampering(f"HIS105 {NEW}")
def ours_drops_an_assessment(trail: Trail) -> Case:
    """Merge a branch with a completed assessment by `-s ours`."""
    side = trail.side({NEW: yaml(NEW_DATA)})
    trail.add({"README.md": b"# Register\n"})
    return Case(trail, trail.merge(side, tree=trail.tip.tree))


@tampering(f"HIS105 {NEW_APPROVAL}")
def ours_drops_a_rejection(trail: Trail) -> Case:
    """Merge a branch with a rejection by `-s ours`, so that it looks merged and says nothing."""
    no = {**on_aula(), "decision": "rejected", "reason": "Planen mangler"}
    side = trail.side(minuted(trail, no))
    return Case(trail, trail.merge(side, tree=trail.tip.tree))


@tampering("HIS105 events/2026-10-01-leak.yaml")
def octopus_drops_one_of_three(trail: Trail) -> Case:
    """Merge three branches at once, and leave out the incident that one of them brought."""
    event = yaml({**OUTAGE, "occurred_at": moment("2026-10-01T08:00:00")})
    sides = [trail.side({f"threats/ny-{each}.yaml": trail.read("threats/fire.yaml")}) for each in "ab"]
    sides.append(trail.side({"events/2026-10-01-leak.yaml": event}))
    return Case(trail, trail.merge(*sides, changes={"events/2026-10-01-leak.yaml": None}))


@tampering(f"HIS102|HIS105 {AULA}", also="HIS102 HIS105")
def foxtrot_drops_an_assessment(trail: Trail) -> Case:
    """Merge the mainline into an old branch by `-s ours`, and push that as the mainline."""
    side = trail.side({"README.md": b"# Register\n"}, branch_from(trail, 1))
    return Case(trail, trail.merge(side, tree=side.tree, foxtrot=True))


@tampering(f"HIS105 {NEW}")
def both_sides_have_it_and_one_wins(trail: Trail) -> Case:
    """Merge a branch that has another assessment under the same id, and keep the mainline's."""
    side = trail.side({NEW: yaml(NEW_DATA)})
    trail.add({NEW: edit(yaml(NEW_DATA), "Ligger højt", "Ligger lavt")})
    return Case(trail, trail.merge(side, tree=trail.tip.tree))


@tampering(f"HIS102|HIS105 {BOARD}", also="HIS102 HIS105")
def branch_drops_it_in_its_own_merge(trail: Trail) -> Case:
    """Merge the mainline into a branch by `-s ours`, go on there, and merge the branch back with its own tree."""
    side = trail.side({"README.md": b"# Register\n"}, branch_from(trail, 8))
    inner = Trail(side, trail.now)
    inner.merge(trail.tip, tree=side.tree)
    inner.add({"README.md": b"# Registeret\n"})
    trail.now = inner.now
    return Case(trail, trail.merge(inner.tip, tree=inner.tip.tree))


@tampering(f"HIS106 {NEW}")
def conflict_markers_in_an_assessment(trail: Trail) -> Case:
    """Leave the marks of a conflict in a new assessment."""
    marks = '<<<<<<< HEAD\nprocedure: "2026.1"\n=======\nprocedure: "2026.2"\n>>>>>>> side'
    return Case(trail, trail.add({NEW: edit(yaml(NEW_DATA), 'procedure: "2026.1"', marks)}))


@tampering("HIS106 procedure.yaml", also="HIS301")
def conflict_markers_in_the_procedure(trail: Trail) -> Case:
    """Leave the marks of a conflict in the procedure."""
    marks = b"<<<<<<< HEAD\n# a\n=======\n# b\n>>>>>>> side\n"
    return Case(trail, trail.add({"procedure.yaml": trail.read("procedure.yaml") + marks}))


@tampering(f"HIS106 {NEW_APPROVAL}")
def statement_with_a_key_twice(trail: Trail) -> Case:
    """Bring a statement with `by` twice: one reader sees the director, the other the clerk."""
    twice = edit(minuted(trail)[NEW_APPROVAL], "by: hugo", "by: bo\nby: hugo")
    return Case(trail, trail.add({NEW_APPROVAL: twice}))


@tampering(f"HIS106 {NEW}")
def assessment_with_an_alias(trail: Trail) -> Case:
    """Bring an assessment that says one thing through a YAML alias."""
    return Case(trail, trail.add({NEW: edit(yaml(NEW_DATA), "criticality: medium", "criticality: &a medium")}))


@tampering(f"HIS106 {NEW}")
def assessment_with_hidden_text(trail: Trail) -> Case:
    """Bring an assessment with a character that turns the direction of the text."""
    return Case(trail, trail.add({NEW: edit(yaml(NEW_DATA), "Ligger højt", "Ligger\u202e højt")}))


@tampering(f"HIS106 {NEW}")
def unreadable_and_mended_later(trail: Trail) -> Case:
    """Bring an assessment that cannot be read, and mend it in the next commit."""
    guilty = trail.add({NEW: b"{\n"})
    trail.add({NEW: yaml(NEW_DATA)})
    return Case(trail, guilty)


@tampering("HIS106 organisation.yaml", also="HIS302")
def organisation_made_unreadable(trail: Trail) -> Case:
    """Make the organisation unreadable, so that nobody can say who held which role."""
    return Case(trail, trail.add({"organisation.yaml": b"roles: [\n"}))


def forged(old: str, new: str) -> dict[str, bytes]:
    return {NEW: edit(yaml(NEW_DATA), old, new)}


@tampering(f"HIS107 {NEW}")
def arrives_with_level_lowered(trail: Trail) -> Case:
    """Complete an assessment whose level is lower than its own inputs give."""
    return Case(trail, trail.add(forged("\n    level: high", "\n    level: medium")))


@tampering(f"HIS107 {NEW}")
def arrives_with_likelihood_lowered(trail: Trail) -> Case:
    """Complete an assessment whose likelihood is lower than the tables give, with a level to match."""
    data = {**NEW_DATA, "risks": {"ransomware": risk("very-high", 2, 2, 2, "high", "low")}}
    return Case(trail, trail.add({NEW: yaml(data)}))


@tampering(f"HIS107 {NEW}")
def arrives_with_inherent_lowered(trail: Trail) -> Case:
    """Complete an assessment whose inherent level is lower than the tables give."""
    return Case(trail, trail.add(forged("inherent: high", "inherent: low")))


@tampering(f"HIS107 {NEW}")
def arrives_with_residual_lowered(trail: Trail) -> Case:
    """Complete an assessment whose residual level is not that of its two values."""
    change = forged(
        "residual: {likelihood: 1, consequence: 2, level: low}", "residual: {likelihood: 4, consequence: 2, level: low}"
    )
    return Case(trail, trail.add(change))


@tampering(f"HIS107 {NEW}")
def level_lowered_before_the_merge(trail: Trail) -> Case:
    """Complete a right assessment on a branch, and lower its level there before it is merged."""
    first = trail.side({NEW: yaml(NEW_DATA)})
    second = trail.side(forged("\n    level: high", "\n    level: low"), first)
    return Case(trail, trail.merge(second))


@warning(f"HIS108 {NEXUS}")
def edited_and_put_back_on_a_branch(trail: Trail) -> Case:
    """Lower a level on a branch and put it back before it is merged."""
    first = trail.side(lowered(trail))
    second = trail.side({NEXUS: trail.read(NEXUS), "README.md": b"# Register\n"}, first)
    return Case(trail, trail.merge(second))


@warning(f"HIS109 {EVENT}")
def event_edited(trail: Trail) -> Case:
    """Put another title on an incident."""
    return Case(trail, trail.add(edited(trail, EVENT, "Nedbrud i drift", "Kortvarigt nedbrud")))


@warning(f"HIS109 {ESCALATION}")
def escalation_edited(trail: Trail) -> Case:
    """Put another note on an escalation."""
    return Case(trail, trail.add({ESCALATION: yaml({**ESCALATED, "note": "Orienteret pr. telefon"})}))


@warning(f"HIS109 {REPORT}")
def report_edited(trail: Trail) -> Case:
    """Edit a report after it was presented."""
    return Case(trail, trail.add({REPORT: b"# Rapport 2026Q2\n\nAlt er godt.\n"}))


@tampering(f"HIS102|HIS103 {EVENT}")
def event_replaced_by_a_folder(trail: Trail) -> Case:
    """Put a folder where an incident was."""
    return Case(trail, trail.add({EVENT: None, f"{EVENT}/x.yaml": trail.read(EVENT)}))


@tampering(f"HIS102 {NEW}")
def cancelled_action_and_assessment_squashed_away(trail: Trail) -> Case:
    """Revert, in one commit, a whole day on which an assessment was completed."""
    trail.add({NEW: yaml(NEW_DATA), "actions/new.yaml": yaml(action("Ny", "aula#fire", "2026-10-01T09:00:00"))})
    return Case(trail, trail.add({NEW: None, "actions/new.yaml": None}))


@tampering("HIS101|HIS102|HIS103 *", also="HIS101 HIS102 HIS103 HIS107 HIS208 HIS209 HIS213 HIS214")
def whole_register_moved_and_edited(trail: Trail) -> Case:
    """Move the register to another folder, with a level lowered on the way, as if it began there."""
    moved = {path: entry for path, entry in trail.tip.tree.items() if path.startswith("register/")}
    change = {f"../risk/{path.removeprefix('register/')}": entry for path, entry in moved.items()}
    lower = {f"../risk/{NEXUS}": lowered(trail)[NEXUS]}
    away = {path.removeprefix("register/"): None for path in moved}
    trail.add({**change, **lower, **away})
    return Case(trail, folder="risk")


@tampering(f"HIS102|HIS103 {NEXUS}", also="HIS207")
def assessment_moved_to_an_archive(trail: Trail) -> Case:
    """Move an assessment out of the register, to an archive."""
    return Case(trail, trail.add({NEXUS: None, "../archive/nexus.yaml": trail.read(NEXUS)}))


@tampering(f"HIS102 {SIDE_EVENT}")
def merge_reverted(trail: Trail) -> Case:
    """Revert the merge that brought an incident."""
    side = trail.side({SIDE_EVENT: yaml({**OUTAGE, "occurred_at": moment("2026-10-01T08:00:00")})})
    before = trail.tip.tree
    trail.merge(side)
    return Case(trail, trail.add({path.removeprefix("register/"): before.get(path) for path in trail.tip.tree}))


@tampering(f"HIS105 {REPORT_Q3}")
def ours_drops_a_report(trail: Trail) -> Case:
    """Merge a branch with the quarter's report by `-s ours`."""
    side = trail.side({REPORT_Q3: b"# Rapport 2026Q3\n"})
    return Case(trail, trail.merge(side, tree=trail.tip.tree))


@tampering("HIS105 actions/new.yaml")
def ours_drops_a_started_action(trail: Trail) -> Case:
    """Merge a branch with an action under way by `-s ours`."""
    begun = action("Ny", "aula#fire", "2026-09-30T09:00:00", started_at=moment("2026-10-01T09:00:00"))
    side = trail.side({"actions/new.yaml": yaml(begun)})
    return Case(trail, trail.merge(side, tree=trail.tip.tree))


@tampering(f"HIS105 {NEW_APPROVAL}")
def two_statements_under_one_name(trail: Trail) -> Case:
    """Merge a rejection that has the file name of an approval, and keep the approval."""
    no = minuted(trail, {**on_aula(), "decision": "rejected", "reason": "Planen mangler"})
    side = trail.side(no)
    trail.add(minuted(trail))
    return Case(trail, trail.merge(side, tree=trail.tip.tree))


@tampering(f"HIS106 {NEW}")
def assessment_too_large_to_read(trail: Trail) -> Case:
    """Bring an assessment so large that no reader takes it."""
    return Case(trail, trail.add({NEW: yaml(NEW_DATA) + b"# x\n" * 100_000}))


@tampering(f"HIS106 {NEW}")
def assessment_not_in_utf8(trail: Trail) -> Case:
    """Bring an assessment in an encoding that reads otherwise elsewhere."""
    return Case(trail, trail.add({NEW: yaml(NEW_DATA).decode().encode("latin-1")}))


@tampering(f"HIS107 {NEW}")
def tables_loosened_on_the_branch_only(trail: Trail) -> Case:
    """Make an assessment by looser tables, which the branch puts back before it is merged."""
    tables = trail.read("procedure.yaml")
    loose = edit(tables, "    very-high: [4, 4, 3, 2]", "    very-high: [4, 2, 2, 2]")
    data = {**NEW_DATA, "risks": {"ransomware": risk("very-high", 2, 2, 2, "high", "low")}}
    first = trail.side({"procedure.yaml": loose, NEW: yaml(data)})
    return Case(trail, trail.merge(trail.side({"procedure.yaml": tables}, first)))


@warning(f"HIS108 {BOARD}")
def approval_edited_and_put_back_on_a_branch(trail: Trail) -> Case:
    """Edit a statement on a branch and put it back before it is merged."""
    first = trail.side(edited(trail, BOARD, "Pkt. 4", "Pkt. 5"))
    return Case(trail, trail.merge(trail.side({BOARD: trail.read(BOARD), "README.md": b"# Register\n"}, first)))


LOW_CLASS: Final = "assessments/nexus/2026-10-01.yaml"
CRITICAL, MEDIUM = "criticality: critical", "criticality: medium"


def lower_class() -> dict[str, bytes]:
    """Return an assessment of the critical system that states the class medium: a head of department may approve."""
    return {LOW_CLASS: yaml(assessed("2026-10-01T08:00:00", "medium", 4))}


@tampering(f"HIS107 {LOW_CLASS}")
def class_stated_lower(trail: Trail) -> Case:
    """State a lower class in the assessment than the system has."""
    return Case(trail, trail.add(lower_class()))


@tampering(f"HIS107 {LOW_CLASS}")
def class_stated_lower_on_a_branch(trail: Trail) -> Case:
    """Do so on a branch, by the side of an honest change of the system."""
    side = trail.side({**lower_class(), **edited(trail, "systems/nexus.yaml", "Nexus omsorgssystem", "Nexus")})
    trail.add({"README.md": b"# Register\n"})
    return Case(trail, trail.merge(side))


@tampering(f"HIS107 {LOW_CLASS}")
def class_lowered_on_the_branch_only(trail: Trail) -> Case:
    """Lower the system's class on a branch, assess it, and put the class back before the branch is merged."""
    whole = trail.read("systems/nexus.yaml")
    first = trail.side({**lower_class(), **edited(trail, "systems/nexus.yaml", CRITICAL, MEDIUM)})
    return Case(trail, trail.merge(trail.side({"systems/nexus.yaml": whole}, first)))


@tampering("HIS107 assessments/borger/2026-10-01.yaml")
def class_stated_lower_of_a_new_system(trail: Trail) -> Case:
    """Bring a critical system and its first assessment at once, which states a lower class."""
    made = {"assessments/borger/2026-10-01.yaml": lower_class()[LOW_CLASS]}
    return Case(trail, trail.add({"systems/borger.yaml": trail.read("systems/nexus.yaml"), **made}))


@tampering("HIS107 assessments/net/2026-09-30.yaml")
def class_of_an_assessment_dated_back(trail: Trail) -> Case:
    """Date an assessment back to when the class was lower, six weeks after the class was raised."""
    trail.add(edited(trail, "systems/net.yaml", MEDIUM, CRITICAL))
    back = {"assessments/net/2026-09-30.yaml": yaml(assessed("2026-09-30T08:00:00", "medium", 2))}
    return Case(trail, trail.add(back, "2026-11-14T10:00:00"))
