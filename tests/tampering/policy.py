"""The procedure, the roles and the keys changed without, or with a forged, approval."""

from datetime import date, timedelta
from typing import Any, Final

from tests.tampering.builder import Trail, moment
from tests.tampering.changes import (
    POLICY_APPROVAL,
    earlier,
    edit,
    edited,
    new_organisation,
    new_procedure,
    procedure,
)
from tests.tampering.register import (
    HOLDINGS,
    OTHER_REGISTER,
    PROCEDURE,
    decision,
    file_digest,
    holding,
    key,
    organisation,
    policy_digest,
    signed,
    statement,
    yaml,
)
from tests.tampering.scenario import Case, Table

table: Final = Table()
tampering = table.tampering

OLD: Final = "procedures/2026.1.yaml"
LOOSER: Final = ("    - [medium, high, critical, critical]", "    - [low, medium, high, critical]")
CHANGED: Final = ("approval_window: P30D", "approval_window: P60D")


def roles(*others: dict[str, Any], without: str = "") -> list[dict[str, Any]]:
    """Return the roles as they are, without one person's, and others."""
    held = [holding(role, person, unit, deputy) for role, person, unit, deputy in HOLDINGS if person != without]
    return [*held, *others]


@tampering("HIS301 procedure.yaml", also="HIS305")
def table_changed_alone(trail: Trail) -> Case:
    """Lower the matrix, and say nothing."""
    return Case(trail, trail.add(edited(trail, "procedure.yaml", *LOOSER)))


@tampering("HIS301 procedure.yaml", also="HIS305")
def window_widened_alone(trail: Trail) -> Case:
    """Let approvals lie longer in a drawer than was decided."""
    return Case(trail, trail.add(edited(trail, "procedure.yaml", *CHANGED)))


@tampering("HIS301 procedure.yaml", also="HIS305")
def procedure_comment_changed(trail: Trail) -> Case:
    """Change no more than a comment of the procedure."""
    return Case(trail, trail.add({"procedure.yaml": trail.read("procedure.yaml") + b"# ok\n"}))


@tampering("HIS301 procedure.yaml")
def new_version_without_approval(trail: Trail) -> Case:
    """Adopt a new version, and keep the old one, but nobody decided."""
    return Case(trail, trail.add({"procedure.yaml": procedure("2026.2", CHANGED), OLD: PROCEDURE}))


@tampering("HIS301 procedure.yaml", also="HIS203 HIS208 HIS210 HIS209")
def procedure_approved_by_its_own_new_list(trail: Trail) -> Case:
    """Let IT management approve a procedure that makes IT management the one who approves."""
    new = procedure("2026.2", ("\napproval: [executive-board]", "\napproval: [it-management]"))
    return Case(trail, trail.add(new_procedure(trail, new, role="it-management", by="ivan")))


@tampering("HIS301 procedure.yaml", also="HIS203")
def procedure_approved_under_itself(trail: Trail) -> Case:
    """Let the right people approve a new procedure under the new procedure's own version."""
    new = procedure("2026.2", CHANGED)
    change = new_procedure(trail, new)
    path = POLICY_APPROVAL
    change[path] = edit(change[path], 'procedure: "2026.1"', 'procedure: "2026.2"')
    return Case(trail, trail.add(change))


@tampering("HIS301 procedure.yaml", also="HIS207 HIS208")
def procedure_approved_a_day_later(trail: Trail) -> Case:
    """Change the procedure, and bring the approval a day later."""
    change = new_procedure(trail, procedure("2026.2", CHANGED))
    approval = {POLICY_APPROVAL: change.pop(POLICY_APPROVAL)}
    guilty = trail.add(change)
    trail.add(approval)
    return Case(trail, guilty)


@tampering("HIS301 procedure.yaml", also="HIS207 HIS208")
def procedure_approved_a_day_before(trail: Trail) -> Case:
    """Bring the approval a day before the procedure it is about."""
    change = new_procedure(trail, procedure("2026.2", CHANGED))
    trail.add({POLICY_APPROVAL: change.pop(POLICY_APPROVAL)})
    return Case(trail, trail.add(change))


@tampering("HIS301 procedure.yaml", also="HIS208")
def other_procedure_approved(trail: Trail) -> Case:
    """Bring the approval of one procedure together with a looser one."""
    change = new_procedure(trail, procedure("2026.2", CHANGED))
    return Case(trail, trail.add({**change, "procedure.yaml": procedure("2026.2", CHANGED, LOOSER)}))


@tampering("HIS301 procedure.yaml", also="HIS208 HIS104 HIS305")
def procedure_loosened_in_the_merge(trail: Trail) -> Case:
    """Approve a procedure on a branch, and loosen it in the merge itself."""
    side = trail.side(new_procedure(trail, procedure("2026.2", CHANGED)))
    return Case(trail, trail.merge(side, changes={"procedure.yaml": procedure("2026.2", CHANGED, LOOSER)}))


@tampering("HIS301 procedure.yaml", also="HIS206")
def procedure_without_a_witness(trail: Trail) -> Case:
    """Minute the approval of a procedure with nobody as witness."""
    return Case(trail, trail.add(new_procedure(trail, procedure("2026.2", CHANGED), witness=None)))


@tampering("HIS301 procedure.yaml", also="HIS209 HIS210")
def procedure_approved_in_the_wrong_role(trail: Trail) -> Case:
    """Let the director approve the procedure."""
    return Case(trail, trail.add(new_procedure(trail, procedure("2026.2", CHANGED), role="director", by="dorte")))


@tampering("HIS301 procedure.yaml")
def procedure_rejected_and_changed_anyway(trail: Trail) -> Case:
    """Change the procedure in the step that brings its rejection."""
    change = new_procedure(trail, procedure("2026.2", CHANGED))
    no = edit(change[POLICY_APPROVAL], "decision: approved", 'decision: rejected\n    reason: "Nej"')
    return Case(trail, trail.add({**change, POLICY_APPROVAL: no}))


@tampering("HIS301 procedure.yaml", "HIS302 organisation.yaml", also="HIS210")
def procedure_approved_under_new_roles(trail: Trail) -> Case:
    """Become the board and approve a new procedure in the same step."""
    held = organisation(roles=roles(holding("executive-board", "bo")))
    change = new_procedure(trail, procedure("2026.2", CHANGED), by="bo", at=earlier(trail))
    return Case(trail, trail.add({**change, "organisation.yaml": yaml(held)}))


@tampering("HIS301 procedure.yaml", also="HIS305")
def procedure_changed_and_put_back(trail: Trail) -> Case:
    """Loosen the procedure for a day, and revert."""
    before = trail.read("procedure.yaml")
    guilty = trail.add(edited(trail, "procedure.yaml", *CHANGED))
    trail.add({"procedure.yaml": before})
    return Case(trail, guilty)


@tampering("HIS301 procedure.yaml", also="HIS106 HIS207")
def procedure_deleted(trail: Trail) -> Case:
    """Delete the procedure for a day."""
    before = trail.read("procedure.yaml")
    guilty = trail.add({"procedure.yaml": None})
    trail.add({"procedure.yaml": before})
    return Case(trail, guilty)


@tampering("HIS301 procedure.yaml", also="HIS208")
def old_approval_used_again(trail: Trail) -> Case:
    """Adopt two versions, the second with the approval of the first alone."""
    trail.add(new_procedure(trail, procedure("2026.2", CHANGED)))
    second = procedure("2026.3", CHANGED, LOOSER)
    return Case(trail, trail.add({"procedure.yaml": second, "procedures/2026.2.yaml": trail.read("procedure.yaml")}))


@tampering("HIS302 organisation.yaml")
def role_added(trail: Trail) -> Case:
    """Make a clerk the board."""
    held = organisation(roles=roles(holding("executive-board", "bo")))
    return Case(trail, trail.add({"organisation.yaml": yaml(held)}))


@tampering("HIS302 organisation.yaml", also="HIS210")
def role_added_and_used_at_once(trail: Trail) -> Case:
    """Become IT management and approve that in the same step."""
    change = new_organisation(trail, {"roles": roles(holding("it-management", "bo"))}, by="bo")
    return Case(trail, trail.add(change))


@tampering("HIS302 organisation.yaml")
def deputy_added(trail: Trail) -> Case:
    """Make oneself a deputy."""
    held = organisation(roles=roles(holding("director", "dorte", deputy="bo"), without="dorte"))
    return Case(trail, trail.add({"organisation.yaml": yaml(held)}))


@tampering("HIS302 organisation.yaml")
def role_backdated(trail: Trail) -> Case:
    """Let a role that ended have ended a year later."""
    trail.add(new_organisation(trail, {"roles": roles(left(date(2026, 9, 1)), without="hugo")}))
    held = organisation(roles=roles(left(date(2027, 9, 1)), without="hugo"))
    return Case(trail, trail.add({"organisation.yaml": yaml(held)}))


def left(until: date) -> dict[str, Any]:
    """Return that the schools' head of department left."""
    return {**holding("head-of-department", "hugo", "school"), "until": until}


@tampering("HIS302 organisation.yaml")
def role_taken_away(trail: Trail) -> Case:
    """Take the director's role away."""
    return Case(trail, trail.add({"organisation.yaml": yaml(organisation(roles=roles(without="dorte")))}))


@tampering("HIS302 organisation.yaml")
def role_widened_to_every_unit(trail: Trail) -> Case:
    """Let the schools' head of department decide for every unit."""
    held = organisation(roles=roles(holding("head-of-department", "hugo"), without="hugo"))
    return Case(trail, trail.add({"organisation.yaml": yaml(held)}))


def keys(**changed: Any) -> dict[str, Any]:
    """Return the keys with others for some people."""
    return {**organisation()["keys"], **changed}


@tampering("HIS302 organisation.yaml")
def key_added(trail: Trail) -> Case:
    """Give the board a second key, which the clerk has."""
    both = keys(erik=[key("erik"), key("clerk")])
    return Case(trail, trail.add({"organisation.yaml": yaml(organisation(keys=both))}))


@tampering("HIS302 organisation.yaml")
def key_swapped(trail: Trail) -> Case:
    """Put the clerk's key in the place of the leader's, and nobody decided."""
    return Case(trail, trail.add({"organisation.yaml": yaml(organisation(keys=keys(hanne=[key("clerk")])))}))


@tampering("HIS302 organisation.yaml")
def key_made_to_last(trail: Trail) -> Case:
    """Let a key that ran out last again."""
    both = [key("ivan"), key("ivan-new", since="2026-09-01")]
    return Case(trail, trail.add({"organisation.yaml": yaml(organisation(keys=keys(ivan=both)))}))


@tampering("HIS302 organisation.yaml", also="HIS208")
def organisation_approved_with_another_digest(trail: Trail) -> Case:
    """Bring the approval of the roles as they were, together with other roles."""
    decided = decision("organisation", policy_digest(organisation()), None)
    said = statement("it-management", "ivan", earlier(trail), decided)
    held = organisation(roles=roles(holding("executive-board", "bo")))
    return Case(trail, trail.add({"organisation.yaml": yaml(held), POLICY_APPROVAL: yaml(said)}))


@tampering("HIS302 organisation.yaml", also="HIS209")
def organisation_approved_by_the_board(trail: Trail) -> Case:
    """Let a role that may not decide on roles approve them."""
    change = new_organisation(trail, {"roles": roles(without="dorte")}, role="executive-board", by="erik")
    return Case(trail, trail.add(change))


@tampering("HIS302 organisation.yaml")
def role_added_in_a_merge(trail: Trail) -> Case:
    """Make a clerk the board in a merge itself."""
    side = trail.side({"README.md": b"# Register\n"})
    held = organisation(roles=roles(holding("executive-board", "bo")))
    return Case(trail, trail.merge(side, changes={"organisation.yaml": yaml(held)}))


@tampering("HIS302 organisation.yaml", also="HIS106 HIS207 HIS210")
def organisation_deleted_and_put_back(trail: Trail) -> Case:
    """Delete the organisation, and put another in its place a day later as if it were the first."""
    guilty = trail.add({"organisation.yaml": None})
    trail.add({"organisation.yaml": yaml(organisation(roles=roles(holding("executive-board", "bo"))))})
    return Case(trail, guilty)


@tampering("HIS303 procedure.yaml", also="HIS305")
def version_goes_back(trail: Trail) -> Case:
    """Adopt a new version rightly, and then the one before it again, rightly decided too."""
    second = procedure("2026.2", CHANGED)
    trail.add(new_procedure(trail, second))
    back = new_procedure(trail, PROCEDURE, before="2026.2")
    return Case(trail, trail.add({**renamed(back), OLD: None}))


@tampering("HIS303 procedure.yaml")
def version_goes_back_by_a_digit(trail: Trail) -> Case:
    """Adopt 2026.10 and then 2026.9, both rightly decided."""
    trail.add(new_procedure(trail, procedure("2026.10", CHANGED)))
    back = new_procedure(trail, procedure("2026.9"), before="2026.10")
    return Case(trail, trail.add(renamed(back)))


def renamed(change: dict[str, bytes]) -> dict[str, bytes]:
    """Return a change of policy whose statement has a path of its own."""
    second = "approvals/2026-10-02-policy.yaml"
    return {second if path == POLICY_APPROVAL else path: data for path, data in change.items()}


@tampering("HIS301|HIS303|HIS305 *", also="HIS301 HIS303 HIS305")
def version_used_again(trail: Trail) -> Case:
    """Change the tables under the same version, rightly decided, so that old results cannot be recomputed."""
    new = edit(PROCEDURE, *CHANGED)
    change = {path: data for path, data in new_procedure(trail, new).items() if path != OLD}
    return Case(trail, trail.add(change))


@tampering("HIS304 procedure.yaml", also="HIS202 HIS305")
def register_id_changed(trail: Trail) -> Case:
    """Give the register another id in a new version that the board approved."""
    new = procedure("2026.2", ("00000000-0000-4000-8000-000000000000", OTHER_REGISTER))
    return Case(trail, trail.add(new_procedure(trail, new)))


@tampering("HIS304 procedure.yaml", also="HIS202 HIS301 HIS305")
def register_id_changed_alone(trail: Trail) -> Case:
    """Give the register another id, and say nothing."""
    other = edited(trail, "procedure.yaml", "00000000-0000-4000-8000-000000000000", OTHER_REGISTER)
    return Case(trail, trail.add(other))


@tampering(f"HIS305 {OLD}")
def old_procedure_edited(trail: Trail) -> Case:
    """Loosen the kept procedure, so that what was made under it looks right."""
    trail.add(new_procedure(trail, procedure("2026.2", CHANGED)))
    return Case(trail, trail.add({OLD: edit(PROCEDURE, *LOOSER)}))


@tampering(f"HIS305 {OLD}")
def old_procedure_deleted(trail: Trail) -> Case:
    """Delete the kept procedure."""
    trail.add(new_procedure(trail, procedure("2026.2", CHANGED)))
    return Case(trail, trail.add({OLD: None}))


@tampering(f"HIS305 {OLD}")
def old_procedure_kept_otherwise(trail: Trail) -> Case:
    """Keep another procedure than the one that was in force, in the step that replaces it."""
    change = new_procedure(trail, procedure("2026.2", CHANGED))
    return Case(trail, trail.add({**change, OLD: edit(PROCEDURE, *LOOSER)}))


@tampering("HIS305 procedures/2025.9.yaml")
def old_procedure_invented(trail: Trail) -> Case:
    """Invent a procedure of the past, by which an old decision looks right."""
    return Case(trail, trail.add({"procedures/2025.9.yaml": procedure("2025.9", LOOSER)}))


@tampering("HIS305 procedures/2025.9.yaml", also="HIS203 HIS214")
def old_procedure_invented_and_used(trail: Trail) -> Case:
    """Invent a procedure of the past, and bring a decision made under it."""
    decided = decision("procedure", file_digest(trail.read("procedure.yaml")), None)
    said = statement("executive-board", "erik", trail.now - timedelta(days=10), decided, procedure="2025.9")
    change = {"procedures/2025.9.yaml": procedure("2025.9", LOOSER), POLICY_APPROVAL: yaml(said)}
    return Case(trail, trail.add(change))


@tampering(f"HIS305 {OLD}", also="HIS104")
def old_procedure_edited_in_a_merge(trail: Trail) -> Case:
    """Loosen the kept procedure in a merge itself."""
    trail.add(new_procedure(trail, procedure("2026.2", CHANGED)))
    side = trail.side({"README.md": b"# Register\n"})
    return Case(trail, trail.merge(side, changes={OLD: edit(PROCEDURE, *LOOSER)}))


@tampering(f"HIS214 {POLICY_APPROVAL}", also="HIS301")
def policy_decided_half_a_year_ago(trail: Trail) -> Case:
    """Change the procedure with an approval dated half a year before."""
    change = new_procedure(trail, procedure("2026.2", CHANGED), at=moment("2026-04-01T10:00:00"))
    return Case(trail, trail.add(change))


@tampering("HIS302 organisation.yaml", also="HIS104 HIS208")
def two_role_changes_merged_together(trail: Trail) -> Case:
    """Merge two branches whose roles were each approved; together nobody approved them."""
    trail.now = moment("2026-10-01T10:00:00")
    one = holding("executive-board", "anne"), holding("director", "bo")
    sides = []
    for each in one:
        sides.append(trail.side(new_organisation(trail, {"roles": roles(each)})))
        trail.now += timedelta(days=1)
    trail.merge(sides[0])
    both = yaml(organisation(roles=roles(*one)))
    return Case(trail, trail.merge(sides[1], changes={"organisation.yaml": both}))


@tampering("HIS302 organisation.yaml", also="HIS301")
def role_taken_on_the_new_mainline(trail: Trail) -> Case:
    """Take a role on a branch, give it back there, merge the mainline, and push the branch as the mainline."""
    before = trail.read("organisation.yaml")
    held = organisation(roles=roles(holding("executive-board", "bo")))
    first = trail.side({"organisation.yaml": yaml(held)}, trail.tip.parents[0], when="2026-10-01T10:00:00")
    second = trail.side({"organisation.yaml": before}, first)
    trail.merge(second, foxtrot=True)
    return Case(trail)


@tampering("HIS301 procedure.yaml", also="HIS204")
def procedure_signed_by_a_stranger(trail: Trail) -> Case:
    """Sign the approval of a new procedure with a key that stands nowhere."""
    new = procedure("2026.2", CHANGED)
    decided = decision("procedure", file_digest(new), None)
    said = signed(POLICY_APPROVAL, statement("executive-board", "erik", earlier(trail), decided), "stranger")
    return Case(trail, trail.add({"procedure.yaml": new, OLD: PROCEDURE, **said}))


@tampering("HIS301 procedure.yaml", "HIS302 organisation.yaml", also="HIS204")
def procedure_signed_with_a_key_of_the_same_step(trail: Trail) -> Case:
    """Give the board one's own key, and sign a new procedure with it in the same step."""
    new = procedure("2026.2", CHANGED)
    decided = decision("procedure", file_digest(new), None)
    said = signed(POLICY_APPROVAL, statement("executive-board", "erik", earlier(trail), decided), "clerk")
    held = yaml(organisation(keys=keys(erik=[key("clerk")])))
    return Case(trail, trail.add({"procedure.yaml": new, OLD: PROCEDURE, "organisation.yaml": held, **said}))
