"""HIS1xx: what has reached the mainline as a record stays as it was; decided in the trust design."""

from typing import Any

import pytest

from riskctl.core.fields import Entity
from tests.builders import action, escalation, event, system
from tests.core.trail.history import (
    ACTION,
    APPROVED,
    ASSESSMENT,
    NEXUS,
    ORGANISATION,
    PLAN,
    START,
    Content,
    Draft,
    History,
    Special,
    approves,
    assessed,
    begun,
    merged,
    right_risk,
    whole,
)

EDITED = assessed(note="Rettet")
OTHER = assessed(note="Andet")
SIGNATURE = f"{APPROVED}.sig"
EVENT, ESCALATION, REPORT = "events/2026-03-01-nedbrud.yaml", "escalations/2026-03-02-ringet.yaml", "reports/2026-Q1.md"
KEPT: dict[str, Content] = {
    NEXUS: ASSESSMENT,
    APPROVED: approves(ASSESSMENT),
    SIGNATURE: b"underskrift",
    EVENT: event("2026-03-01-nedbrud"),
    ESCALATION: escalation("2026-03-02-ringet", "nexus#fire", "isu", "2026-03-02T10:00"),
    REPORT: b"# Kvartalsrapport\n",
}


def test_a_whole_history_is_quiet() -> None:
    trail = whole().trail()
    assert trail.findings == []
    assert [seal.file.path for seal in trail.statements] == [APPROVED, "approvals/2026-03-21-ivan.yaml"]
    assert trail.arrival(trail.records[NEXUS]).when.isoformat() == "2026-03-14T14:00:00+00:00"
    assert trail.timezone == "Europe/Copenhagen"


def test_an_empty_history_has_no_finding() -> None:
    assert begun().trail().findings == []


def test_a_completed_assessment_edited() -> None:
    trail = whole().commit(files={NEXUS: EDITED}).trail()
    assert [(each.code, each.path, each.severity) for each in trail.findings] == [("HIS101", NEXUS, "error")]
    assert trail.findings[0].at.index == 4
    assert trail.findings[0].values["first"] == f"{1:040x}"


def test_what_is_told_of_each_finding() -> None:
    history = whole().commit("2026-03-22T10:00", files={NEXUS: None, APPROVED: approves(ASSESSMENT, witness="bo")})
    first, second = history.trail().findings
    assert (first.code, first.severity, first.clause, first.path) == ("HIS102", "error", "P7.2", NEXUS)
    assert first.values == {"kind": "assessment"}
    assert (second.code, second.path, second.values) == ("HIS201", APPROVED, {"first": f"{2:040x}"})
    assert (first.at.index, first.at.commit, first.at.who) == (4, f"{4:040x}", "Bo Prøve <bo@example.org>")
    assert first.at.when.isoformat() == "2026-03-22T09:00:00+00:00"
    noted = begun({REPORT: b"1"}).commit(files={REPORT: b"2"}).trail().findings
    assert [each.values for each in noted] == [{"first": f"{0:040x}"}]


def test_where_there_never_was_a_register() -> None:
    trail = History().commit(files={"README.md": b"nyt"}).trail()
    assert (trail.begun, trail.timezone, trail.findings) == (False, "UTC", [])
    assert begun().trail().begun


def test_an_edit_among_other_changes() -> None:
    assert whole().commit(files={"README.md": b"nyt", NEXUS: EDITED}).found() == [("HIS101", NEXUS)]
    history = begun().commit(files={"README.md": None, NEXUS: b"risks: ["})
    assert [(each.code, each.values) for each in history.trail().findings] == [("HIS106", {"kind": "unreadable"})]


def test_put_back_on_the_mainline_is_told_once() -> None:
    history = whole().commit(files={NEXUS: EDITED}).commit(files={NEXUS: ASSESSMENT})
    assert history.found() == [("HIS101", NEXUS)]


def test_each_further_edit_is_told() -> None:
    history = whole().commit(files={NEXUS: EDITED}).commit(files={NEXUS: OTHER})
    assert history.found() == [("HIS101", NEXUS)] * 2


def test_deleted_and_another_put_in_its_place() -> None:
    history = whole().commit(files={NEXUS: None}).commit(files={NEXUS: OTHER})
    assert history.found() == [("HIS102", NEXUS), ("HIS101", NEXUS)]


def test_spoilt_and_then_deleted() -> None:
    history = whole().commit(files={NEXUS: b"risks: ["}).commit(files={NEXUS: None})
    assert history.found() == [("HIS101", NEXUS), ("HIS106", NEXUS), ("HIS102", NEXUS)]


def test_a_draft_may_be_edited_and_deleted() -> None:
    history = begun().commit(files={NEXUS: Draft("1")}).commit(files={NEXUS: Draft("2")}).commit(files={NEXUS: None})
    assert history.found() == []


def test_a_draft_completed_is_a_record_from_then_on() -> None:
    history = begun().commit(files={NEXUS: Draft("1")}).commit(files={NEXUS: ASSESSMENT})
    assert history.found() == []
    assert history.commit(files={NEXUS: EDITED}).found() == [("HIS101", NEXUS)]


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        (APPROVED, approves(ASSESSMENT, witness="bo"), "HIS201"),
        (SIGNATURE, b"en anden", "HIS201"),
        (EVENT, event("2026-03-01-nedbrud", magnitude="minor"), "HIS109"),
        (ESCALATION, escalation("2026-03-02-ringet", "nexus#fire", "isu", "2026-03-02T11:00"), "HIS109"),
        (REPORT, b"# Rettet\n", "HIS109"),
    ],
)
def test_an_edited_record(path: str, content: Content, code: str) -> None:
    history = begun().commit("2026-03-20T12:00", files=KEPT).commit(files={path: content})
    trail = history.trail()
    assert [(each.code, each.path) for each in trail.findings] == [(code, path)]
    assert trail.findings[0].severity == ("warning" if code == "HIS109" else "error")


@pytest.mark.parametrize("path", sorted(KEPT))
def test_a_deleted_record(path: str) -> None:
    history = begun().commit("2026-03-20T12:00", files=KEPT).commit(files={path: None})
    assert history.found() == [("HIS102", path)]


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        (action("backup"), False),
        (action("backup", started="2026-03-16T10:00"), True),
        (action("backup", completed="2026-03-16T10:00"), True),
        (b"kan ikke laeses", False),
    ],
)
def test_a_deleted_action_that_was_started(plan: Content, *, told: bool) -> None:
    history = begun().commit(files={ACTION: plan}).commit(files={ACTION: None})
    assert history.found() == ([("HIS102", ACTION)] if told else [])


def test_a_started_action_is_kept_though_its_start_was_taken_back() -> None:
    history = begun().commit(files={ACTION: action("backup", started="2026-03-16T10:00")}).commit(files={ACTION: PLAN})
    assert history.commit(files={ACTION: None}).found() == [("HIS102", ACTION)]


SYSTEM = "systems/nexus.yaml"


def test_a_deleted_system_with_assessments() -> None:
    assert whole().commit(files={SYSTEM: None}).found() == [("HIS102", SYSTEM)]


def test_a_system_deleted_with_its_assessments() -> None:
    assert set(whole().commit(files={SYSTEM: None, NEXUS: None}).found()) == {("HIS102", SYSTEM), ("HIS102", NEXUS)}


@pytest.mark.parametrize("files", [{}, {NEXUS: Draft()}])
def test_a_system_never_assessed_may_be_deleted(files: dict[str, Content]) -> None:
    assert begun().commit(files=files).commit(files={SYSTEM: None}).found() == []


def test_a_system_never_assessed_may_be_deleted_beside_an_assessment_of_another() -> None:
    history = begun({"systems/net.yaml": system("net")}).commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    assert history.commit(files={"systems/net.yaml": None, NEXUS: None}).found() == [("HIS102", NEXUS)]


def test_other_files_may_be_deleted_and_changed() -> None:
    history = begun().commit(files={"README.md": b"nyt", SYSTEM: system("nexus", "high", name="Nyt navn")})
    assert history.commit(files={"README.md": None}).found() == []


def test_what_can_not_be_read_is_no_record_and_may_be_mended() -> None:
    history = begun().commit(files={NEXUS: b"risks: ["}).commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    assert history.found() == [("HIS106", NEXUS)]


def test_a_renamed_record() -> None:
    new = "assessments/nexus/2026-03-14-2.yaml"
    trail = whole().commit(files={NEXUS: None, new: ASSESSMENT}).trail()
    assert [(each.code, each.path, each.values) for each in trail.findings] == [("HIS103", NEXUS, {"new": new})]


def test_a_record_moved_out_of_the_register() -> None:
    assert whole().commit(files={NEXUS: None, "../arkiv/1.yaml": ASSESSMENT}).found() == [("HIS103", NEXUS)]


def test_a_register_moved_as_a_whole() -> None:
    old = {f"../gammelt/{path}": content for path, content in {**START, NEXUS: ASSESSMENT}.items()}
    history = begun()
    history.steps.clear()
    history.tree = {}
    history.commit("2026-03-14T15:00", files=old)
    history.commit("2026-03-15T15:00", files={**dict.fromkeys(old), **START, NEXUS: ASSESSMENT})
    found = history.trail().findings
    assert [(each.code, each.path, each.values) for each in found] == [
        ("HIS103", f"../gammelt/{NEXUS}", {"new": NEXUS})
    ]


def test_a_file_that_becomes_a_link() -> None:
    history = whole().commit(files={NEXUS: Special("120000", b"/etc/passwd")})
    assert history.found() == [("HIS101", NEXUS), ("HIS501", NEXUS)]


BRANCH = {NEXUS: ASSESSMENT}


def branched() -> Any:
    """A history in which the mainline went on after a branch left it."""
    history = begun()
    base = history.tree
    history.commit(files={EVENT: KEPT[EVENT]})
    return history, base


def test_an_ordinary_merge_is_quiet() -> None:
    history, base = branched()
    assert history.merge(theirs=merged(base, BRANCH), base=base, at="2026-03-15T10:00").found() == []


def test_a_merge_that_drops_the_branch() -> None:
    history, base = branched()
    history.merge(theirs=merged(base, BRANCH), base=base, result=history.tree)
    assert history.found() == [("HIS105", NEXUS)]


def test_a_merge_the_wrong_way_that_drops_the_mainline() -> None:
    history, base = branched()
    history.merge(theirs=merged(base, BRANCH), base=base, result=merged(base, BRANCH), at="2026-03-15T10:00")
    assert history.found() == [("HIS105", EVENT)]


def test_a_merge_in_which_both_sides_held_the_record() -> None:
    history = whole()
    base = history.tree
    history.merge(theirs=base, base=base, result=merged(base, {NEXUS: None}))
    assert history.found() == [("HIS105", NEXUS)]


def test_a_branch_that_deletes() -> None:
    history = whole()
    base = history.tree
    history.merge(theirs=merged(base, {NEXUS: None}), base=base)
    assert history.found() == [("HIS102", NEXUS)]


def test_a_branch_that_edits() -> None:
    history = whole()
    base = history.tree
    history.merge(theirs=merged(base, {NEXUS: EDITED}), base=base)
    assert history.found() == [("HIS101", NEXUS)]


def test_an_edit_in_the_merge_alone() -> None:
    history = whole()
    base = history.tree
    history.merge(theirs=merged(base, {"README.md": b"nyt"}), base=base, result=merged(base, {NEXUS: EDITED}))
    assert history.found() == [("HIS104", NEXUS)]


def test_a_record_that_comes_with_the_merge_alone() -> None:
    history, base = branched()
    history.merge(theirs=base, base=base, result=merged(history.tree, BRANCH), at="2026-03-15T10:00")
    assert history.found() == [("HIS104", NEXUS)]


def test_a_record_of_the_branch_changed_in_the_merge_is_told_once() -> None:
    history, base = branched()
    result = merged(history.tree, {NEXUS: OTHER})
    history.merge(theirs=merged(base, BRANCH), base=base, result=result, at="2026-03-15T10:00")
    assert history.found() == [("HIS104", NEXUS)]


def test_a_draft_merged_by_hand_is_no_record() -> None:
    history = begun({NEXUS: Draft("0")})
    base = history.tree
    history.commit(files={NEXUS: Draft("1")})
    theirs = merged(base, {NEXUS: Draft("2")})
    history.merge(theirs=theirs, base=base, result=merged(base, {NEXUS: Draft("12")}))
    assert history.found() == []


def test_an_action_may_be_merged_by_hand() -> None:
    history = begun({ACTION: PLAN})
    base = history.tree
    history.commit(files={ACTION: action("backup", due="2027-07-01")})
    theirs = merged(base, {ACTION: action("backup", started="2026-03-16T10:00")})
    both = action("backup", due="2027-07-01", started="2026-03-16T10:00")
    assert history.merge(theirs=theirs, base=base, result=merged(base, {ACTION: both})).found() == []


def test_both_sides_made_the_same_record_otherwise() -> None:
    history, base = branched()
    history.commit("2026-03-14T15:00", files=BRANCH)
    history.merge(theirs=merged(base, {NEXUS: OTHER}), base=base, result=history.tree)
    assert history.found() == [("HIS105", NEXUS)]


def test_a_started_action_dropped_by_a_merge() -> None:
    history, base = branched()
    started = action("backup", started="2026-03-16T10:00")
    history.merge(theirs=merged(base, {ACTION: started, "README.md": b"nyt"}), base=base, result=history.tree)
    assert history.found() == [("HIS105", ACTION)]


def test_an_action_not_started_may_be_dropped_by_a_merge() -> None:
    history, base = branched()
    history.merge(theirs=merged(base, {ACTION: PLAN}), base=base, result=history.tree)
    assert history.found() == []


def test_what_the_mainline_itself_deleted_is_told_once() -> None:
    history = whole()
    base = history.tree
    history.commit(files={NEXUS: None})
    history.merge(theirs=merged(base, {"README.md": b"nyt"}), base=base)
    assert history.found() == [("HIS102", NEXUS)]


def test_lines_that_never_were_one_keep_their_policy_apart() -> None:
    history = begun()
    other = merged(START, {"procedure.yaml": START["procedure.yaml"], "organisation.yaml": b"en anden"})
    history.merge(theirs=other, base=None, result=history.tree)
    assert history.found() == [("HIS105", "organisation.yaml")]


def test_a_policy_change_given_up_in_a_merge_is_quiet() -> None:
    history = begun()
    base = history.tree
    history.merge(theirs=merged(base, {"organisation.yaml": b"en anden"}), base=base, result=base)
    assert history.found() == []


def test_names_changed_on_both_sides_and_kept_as_the_mainline_has_them() -> None:
    history = begun()
    base = history.tree
    ours, theirs = (
        ORGANISATION.model_copy(update={"people": {"bo": ORGANISATION.people["bo"].model_copy(update={"name": name})}})
        for name in ("Bo Berg", "Bo Bakke")
    )
    history.commit(files={"organisation.yaml": ours})
    history.merge(theirs=merged(base, {"organisation.yaml": theirs}), base=base, result=history.tree)
    assert history.found() == []


@pytest.mark.parametrize("touched", [EDITED, None])
def test_edited_on_a_branch_and_put_back(touched: Entity | None) -> None:
    history = whole()
    base = history.tree
    between = merged(base, {NEXUS: touched})
    side = [(base, between), (between, base), (base, between), (between, base)]
    trail = history.merge(theirs=base, base=base, side=side, fork=3).trail()
    assert [(each.code, each.path, each.severity) for each in trail.findings] == [("HIS108", NEXUS, "warning")]
    assert trail.findings[0].values == {"side": f"{0xA0:040x}", "by": "Eva <eva@example.org>"}


def test_a_record_edited_where_the_branch_left_among_others() -> None:
    """The branch left the mainline at the very step that brought the record."""
    history = begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    base = history.tree
    between = merged(base, {"README.md": b"nyt", NEXUS: EDITED})
    history.merge(theirs=base, base=base, side=[(base, between), (between, base)], fork=1)
    assert history.found() == [("HIS108", NEXUS)]


def test_an_edit_on_a_branch_that_the_merge_gives_up() -> None:
    history = whole()
    base = history.tree
    theirs = merged(base, {NEXUS: EDITED})
    history.merge(theirs=theirs, base=base, result=base, side=[(base, theirs)], fork=3)
    assert history.found() == [("HIS108", NEXUS)]


def test_a_record_mended_on_its_own_branch_is_quiet() -> None:
    history, base = branched()
    first, last = merged(base, {NEXUS: EDITED}), merged(base, BRANCH)
    side = [(base, last), (last, first), (first, last)]
    assert history.merge(theirs=last, base=base, side=side, at="2026-03-15T10:00").found() == []


def test_a_record_that_reached_the_mainline_after_the_branch_left_it() -> None:
    history = begun()
    base = history.tree
    history.commit("2026-03-14T15:00", files=BRANCH)
    own = merged(base, BRANCH)
    side = [(base, own), (own, merged(own, {NEXUS: EDITED})), (merged(own, {NEXUS: EDITED}), own)]
    assert history.merge(theirs=own, base=base, side=side, fork=0, at="2026-03-16T10:00").found() == []


def test_a_branch_that_edits_and_is_merged_is_told_as_an_edit_only() -> None:
    history = whole()
    base = history.tree
    theirs = merged(base, {NEXUS: EDITED})
    assert history.merge(theirs=theirs, base=base, side=[(base, theirs)], fork=3).found() == [("HIS101", NEXUS)]


def test_marks_of_a_conflict() -> None:
    marked = b"name: x\n<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> gren\n"
    history = begun().commit(files={"README.md": marked})
    found = history.trail().findings
    assert [(each.code, each.path, each.values) for each in found] == [("HIS106", "README.md", {"kind": "marks"})]
    history.commit(files={"README.md": Special("100755", marked)})
    assert history.found() == [("HIS106", "README.md"), ("HIS503", "README.md")]
    assert begun().commit(files={"README.md": Special("120000", marked)}).found() == [("HIS501", "README.md")]
    assert begun().commit(files={"noter.txt": marked}).found() == []
    assert whole().commit(files={NEXUS: marked}).found() == [("HIS101", NEXUS), ("HIS106", NEXUS)]


def test_a_level_lowered_by_hand() -> None:
    lowered = assessed(risk=right_risk(level="medium", inherent="high"))
    trail = begun().commit("2026-03-14T15:00", files={NEXUS: lowered}).trail()
    assert [(each.code, each.path) for each in trail.findings] == [("HIS107", NEXUS)]
    assert trail.findings[0].values == {"field": "fire.inherent, fire.level", "n": 2}


def test_of_many_wrong_results_three_are_named() -> None:
    wrong = right_risk(
        likelihood=2, level="low", inherent="high", residual={"likelihood": 1, "consequence": 3, "level": "high"}
    )
    trail = begun().commit("2026-03-14T15:00", files={NEXUS: assessed(risk=wrong)}).trail()
    assert trail.findings[0].values["n"] == 4
    assert str(trail.findings[0].values["field"]).count(",") == 2


def test_an_assessment_under_a_procedure_that_never_was() -> None:
    unknown = assessed(procedure="1999.1")
    found = begun().commit("2026-03-14T15:00", files={NEXUS: unknown}).trail().findings
    assert found[0].values == {"kind": "version", "version": "1999.1"}
    assert begun().commit("2026-03-14T15:00", files={NEXUS: unknown}).found() == [("HIS107", NEXUS)]
    assert begun({NEXUS: unknown}).found() == []
