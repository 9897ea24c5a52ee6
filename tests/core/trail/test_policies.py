"""HIS3xx: policy is changed under the policy before it, by a decision in the same step; decided in the trust design."""

from typing import Any

import pytest

from tests.builders import HOLDERS, approval, decision, holds, organisation
from tests.core.trail.history import (
    APPROVED,
    ASSESSMENT,
    NEXUS,
    ORGANISATION,
    PROCEDURE,
    START,
    Content,
    History,
    Special,
    approves,
    approves_policy,
    assessed,
    begun,
    bytes_of,
    organisation_digest,
    sha256,
    with_version,
)

NEW = with_version("2026.2")
OLD_FILE = "procedures/2026.1.yaml"
AT, COMMITTED = "2026-04-20T10:00", "2026-04-20T11:00"
ROLES = organisation(*(holds(role, person) for role, person in HOLDERS.items()), holds("isu", "vera"))
BY_PROCEDURE = "approvals/2026-04-20-procedure.yaml"
BY_ORGANISATION = "approvals/2026-04-20-organisation.yaml"


def adopted(new: Content = NEW, **fields: Any) -> dict[str, Content]:
    """Return a new procedure, the old one put away, and the board's decision."""
    statement = approves_policy("procedure", fields.pop("digest", sha256(new)), AT, **fields)
    return {"procedure.yaml": new, OLD_FILE: PROCEDURE, BY_PROCEDURE: statement}


def changed_roles(new: Content = ROLES, **fields: Any) -> dict[str, Content]:
    """Return other roles, and IT management's decision."""
    statement = approves_policy("organisation", fields.pop("digest", organisation_digest(new)), AT, **fields)
    return {"organisation.yaml": new, BY_ORGANISATION: statement}


def test_a_procedure_adopted_as_it_should_be() -> None:
    assert begun().commit(COMMITTED, files=adopted()).found() == []


def test_roles_changed_as_they_should_be() -> None:
    assert begun().commit(COMMITTED, files=changed_roles()).found() == []


def test_both_in_one_step_are_decided_under_what_was_before() -> None:
    assert begun().commit(COMMITTED, files={**adopted(), **changed_roles()}).found() == []


def test_a_procedure_without_a_decision() -> None:
    trail = begun().commit(COMMITTED, files={"procedure.yaml": NEW, OLD_FILE: PROCEDURE}).trail()
    assert [(e.code, e.path, e.values) for e in trail.findings] == [
        ("HIS301", "procedure.yaml", {"version": "2026.2"}),
    ]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"procedure": "2026.2"}, "HIS203"),
        ({"digest": "sha256:" + 64 * "0"}, "HIS208"),
        ({"by": "sara"}, "HIS210"),
        ({"role": "isu"}, "HIS209"),
        ({"witness": None}, "HIS206"),
        ({"register": "11111111-1111-4111-8111-111111111111"}, "HIS202"),
        ({"register": "11111111-1111-4111-8111-111111111111", "procedure": "1999.1"}, "HIS202"),
    ],
)
def test_a_procedure_with_a_decision_that_does_not_count(fields: dict[str, Any], code: str) -> None:
    found = begun().commit(COMMITTED, files=adopted(**fields)).found()
    assert found == [(code, BY_PROCEDURE), ("HIS301", "procedure.yaml")]


def test_a_procedure_that_was_rejected() -> None:
    assert begun().commit(COMMITTED, files=adopted(ruling="rejected")).found() == [("HIS301", "procedure.yaml")]


def test_a_later_rejection_of_the_same_counts() -> None:
    no = approves_policy("procedure", sha256(NEW), "2026-04-20T10:30", id_="2026-04-20-nej", ruling="rejected")
    files = {**adopted(), "approvals/2026-04-20-nej.yaml": no}
    assert begun().commit(COMMITTED, files=files).found() == [("HIS301", "procedure.yaml")]


def test_a_decision_that_comes_a_step_late() -> None:
    files = adopted()
    late = {BY_PROCEDURE: files.pop(BY_PROCEDURE)}
    history = begun().commit(COMMITTED, files=files).commit("2026-04-20T12:00", files=late)
    assert history.found() == [("HIS301", "procedure.yaml")]


def test_the_new_procedure_may_not_adopt_itself() -> None:
    lax = with_version("2026.2", approval=["isu"])
    found = begun().commit(COMMITTED, files=adopted(lax, role="isu")).found()
    assert found == [("HIS209", BY_PROCEDURE), ("HIS301", "procedure.yaml")]


def test_new_roles_may_not_adopt_themselves() -> None:
    own = organisation(holds("it-management", "bo"))
    found = begun().commit(COMMITTED, files=changed_roles(own, by="bo")).found()
    assert found == [("HIS210", BY_ORGANISATION), ("HIS302", "organisation.yaml")]


def test_a_key_added_without_a_decision() -> None:
    keys = {"dorte": [{"key": "ssh-ed25519 AAAA", "from": "2026-01-01", "until": "2026-12-31"}]}
    found = begun().commit(files={"organisation.yaml": organisation(keys=keys)}).found()
    assert found == [("HIS302", "organisation.yaml")]


def renamed(person: str) -> Content:
    """Return the organisation with another name for bo."""
    people = {**ORGANISATION.people, "bo": ORGANISATION.people["bo"].model_copy(update={"name": person})}
    return ORGANISATION.model_copy(update={"people": people})


def test_names_change_freely() -> None:
    assert begun().commit(files={"organisation.yaml": renamed("Bo Berg")}).found() == []


@pytest.mark.parametrize("in_one_step", [False, True])
def test_a_unit_moved_under_another_is_covered_by_the_roles_there(*, in_one_step: bool) -> None:
    of_schools = organisation(holds("director", "dorte", "schools"))
    units = {**of_schools.units, "care": of_schools.units["care"].model_copy(update={"parent": "schools"})}
    moved = {"organisation.yaml": of_schools.model_copy(update={"units": units})}
    history = begun({"organisation.yaml": of_schools}).commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    if not in_one_step:
        history.commit("2026-03-15T15:00", files=moved)
    files = {**moved, APPROVED: approves(ASSESSMENT)} if in_one_step else {APPROVED: approves(ASSESSMENT)}
    assert history.commit("2026-03-20T11:00", files=files).found() == []


def test_a_unit_never_moved_is_not_covered_by_the_roles_of_another() -> None:
    history = begun({"organisation.yaml": organisation(holds("director", "dorte", "schools"))})
    history.commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    found = history.commit("2026-03-20T11:00", files={APPROVED: approves(ASSESSMENT)}).found()
    assert found == [("HIS210", APPROVED)]


def test_roles_put_back_are_told_once() -> None:
    history = begun().commit(files={"organisation.yaml": ROLES}).commit(files={"organisation.yaml": ORGANISATION})
    assert history.found() == [("HIS302", "organisation.yaml")]


def test_a_procedure_put_back_is_told_once_but_for_its_version() -> None:
    history = begun().commit(files={"procedure.yaml": NEW}).commit(files={"procedure.yaml": PROCEDURE})
    assert history.found() == [("HIS301", "procedure.yaml"), ("HIS303", "procedure.yaml")]


def approved_later(history: History, **fields: Any) -> list[tuple[str, str]]:
    """Return what is found once an assessment has been made and approved."""
    history.commit("2026-05-01T10:00", files={NEXUS: ASSESSMENT})
    return history.commit("2026-05-01T12:00", files={APPROVED: approves(ASSESSMENT, **fields)}).found()


def test_under_roles_never_adopted_nobody_decides() -> None:
    grabbed = organisation(*(holds(r, p) for r, p in HOLDERS.items()), holds("director", "bo"))
    history = begun().commit(files={"organisation.yaml": grabbed})
    assert approved_later(history, by="bo", at="2026-05-01T11:00") == [
        ("HIS302", "organisation.yaml"),
        ("HIS210", APPROVED),
    ]


def test_under_a_procedure_never_adopted_the_one_before_decides() -> None:
    lax = with_version("2026.2", **{"reassessment.high.approval": ["isu"]})
    history = begun().commit(files={"procedure.yaml": lax})
    found = approved_later(history, role="isu", at="2026-05-01T11:00", procedure="2026.2")
    assert found == [("HIS301", "procedure.yaml"), ("HIS209", APPROVED)]


def test_once_adopted_late_the_new_roles_decide() -> None:
    grown = organisation(*(holds(r, p) for r, p in HOLDERS.items()), holds("director", "bo"))
    files = changed_roles(grown)
    late = {BY_ORGANISATION: files.pop(BY_ORGANISATION)}
    history = begun().commit(COMMITTED, files=files).commit("2026-04-20T12:00", files=late)
    assert approved_later(history, by="bo", at="2026-05-01T11:00") == [("HIS302", "organisation.yaml")]


def test_a_whole_meeting_in_one_statement_names_the_version_before() -> None:
    made = decision("nexus/2026-03-14", sha256(ASSESSMENT), "high")
    board = {"reassessment.high.approval": ["executive-board"]}
    first = with_version("2026.1", **board)
    new = with_version("2026.2", **board)
    ruled = [decision("procedure", sha256(new), None), made]
    statement = approval("2026-04-20-procedure", *ruled, role="executive-board", at=AT)
    history = begun({"procedure.yaml": first}).commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    files = {"procedure.yaml": new, OLD_FILE: first, BY_PROCEDURE: statement}
    assert history.commit(COMMITTED, files=files).found() == []


def test_an_approval_of_policy_as_it_stands_is_quiet() -> None:
    statement = approves_policy("procedure", sha256(PROCEDURE), AT)
    assert begun().commit(COMMITTED, files={BY_PROCEDURE: statement}).found() == []


ZERO = "sha256:" + 64 * "0"
LATE = "approvals/2026-04-25-organisation.yaml"
THIRD = with_version("2026.3")


def decided_late(at: str, procedure: str, files: dict[str, Content] | None = None) -> list[tuple[str, str]]:
    """Return what is found of a decision on the roles as they stand, that comes after 2026.2 was adopted."""
    standing = organisation_digest((files or {}).get("organisation.yaml", ORGANISATION))
    statement = approves_policy("organisation", standing, at, procedure=procedure)
    history = begun().commit(COMMITTED, files=adopted())
    return history.commit("2026-04-25T11:00", files={LATE: statement, **(files or {})}).found()


@pytest.mark.parametrize(
    ("at", "procedure", "told"),
    [
        ("2026-04-10T10:00", "2026.1", False),
        ("2026-04-25T10:00", "2026.2", False),
        ("2026-04-25T10:00", "2026.1", True),
    ],
)
def test_a_decision_on_policy_as_it_stands_names_the_version_of_its_day(at: str, procedure: str, *, told: bool) -> None:
    assert decided_late(at, procedure) == ([("HIS203", LATE)] if told else [])


def test_a_decision_on_new_roles_names_the_version_before_them() -> None:
    assert decided_late("2026-04-10T10:00", "2026.2", {"organisation.yaml": ROLES}) == []
    assert decided_late("2026-04-10T10:00", "2026.1", {"organisation.yaml": ROLES}) == [
        ("HIS203", LATE),
        ("HIS302", "organisation.yaml"),
    ]


@pytest.mark.parametrize(("named", "told"), [("2026.2", False), ("2026.1", True)])
def test_a_decision_on_a_third_procedure_names_the_second(named: str, *, told: bool) -> None:
    """Both were in force on the day of the decision."""
    statement = approves_policy("procedure", sha256(THIRD), AT, id_="2026-04-21-procedure", procedure=named)
    path = "approvals/2026-04-21-procedure.yaml"
    files = {"procedure.yaml": THIRD, "procedures/2026.2.yaml": NEW, path: statement}
    history = begun().commit(COMMITTED, files=adopted()).commit("2026-04-21T11:00", files=files)
    assert history.found() == ([("HIS203", path), ("HIS301", "procedure.yaml")] if told else [])


def test_a_decision_may_name_the_version_that_stood_there_though_never_adopted() -> None:
    statement = approves_policy("procedure", sha256(THIRD), AT, procedure="2026.2")
    history = begun().commit(files={"procedure.yaml": NEW})
    assert history.commit(COMMITTED, files={"procedure.yaml": THIRD, BY_PROCEDURE: statement}).found() == [
        ("HIS301", "procedure.yaml")
    ]


@pytest.mark.parametrize(
    ("fields", "kind", "subjects"),
    [({"digest": ZERO}, "", ("procedure",)), ({"procedure": "2026.2"}, "not-in-force", ())],
)
def test_what_is_told_of_a_decision_on_policy(fields: dict[str, Any], kind: str, subjects: tuple[str, ...]) -> None:
    trail = begun().commit(COMMITTED, files=adopted(**fields)).trail()
    assert trail.findings[0].values == {"subject": subjects, "kind": kind}


ERIKS = "ssh-ed25519 AAAA" + "A" * 60
ERIKS_KEYS = {"erik": [{"key": ERIKS, "from": "2026-01-01", "until": "2026-12-31"}]}


@pytest.mark.parametrize(("key", "told"), [(ERIKS, False), ("ssh-ed25519 AAAA" + "B" * 60, True)])
def test_a_procedure_adopted_by_signature(key: str, *, told: bool) -> None:
    signed = adopted(kind="signed", evidence=None, witness=None)
    history = begun({"organisation.yaml": organisation(keys=ERIKS_KEYS)})
    history.signed_by["2026-04-20-procedure"] = key
    found = history.commit(COMMITTED, files={**signed, f"{BY_PROCEDURE}.sig": b"sig"}).found()
    assert found == ([("HIS204", BY_PROCEDURE), ("HIS301", "procedure.yaml")] if told else [])


def test_a_key_added_in_the_step_does_not_sign_for_it() -> None:
    signed = adopted(kind="signed", evidence=None, witness=None)
    history = begun()
    history.signed_by["2026-04-20-procedure"] = ERIKS
    files = {**signed, f"{BY_PROCEDURE}.sig": b"sig", "organisation.yaml": organisation(keys=ERIKS_KEYS)}
    assert history.commit(COMMITTED, files=files).found() == [
        ("HIS204", BY_PROCEDURE),
        ("HIS301", "procedure.yaml"),
        ("HIS302", "organisation.yaml"),
    ]


def test_a_procedure_deleted_with_a_decision() -> None:
    statement = approves_policy("procedure", ZERO, AT)
    found = begun().commit(COMMITTED, files={"procedure.yaml": None, BY_PROCEDURE: statement}).found()
    assert found == [("HIS208", BY_PROCEDURE), ("HIS301", "procedure.yaml")]


def test_under_the_first_organisation_its_people_decide() -> None:
    start = {path: content for path, content in START.items() if path != "organisation.yaml"}
    history = History().commit(files=start).commit(files={"organisation.yaml": ORGANISATION})
    assert approved_later(history, at="2026-05-01T11:00") == []


def test_the_first_organisation_is_the_root_of_trust() -> None:
    start = {path: content for path, content in START.items() if path != "organisation.yaml"}
    history = History().commit(files=start).commit(files={"organisation.yaml": ORGANISATION})
    assert history.found() == []
    assert history.commit(files={"organisation.yaml": ROLES}).found() == [("HIS302", "organisation.yaml")]


def test_no_organisation_ever_is_quiet() -> None:
    start = {path: content for path, content in START.items() if path != "organisation.yaml"}
    assert History().commit(files=start).commit(files={"README.md": b"nyt"}).found() == []


@pytest.mark.parametrize(("path", "code"), [("procedure.yaml", "HIS301"), ("organisation.yaml", "HIS302")])
def test_policy_deleted(path: str, code: str) -> None:
    assert begun().commit(files={path: None}).found() == [(code, path)]


def test_an_organisation_deleted_that_could_never_be_read() -> None:
    history = begun({"organisation.yaml": b"roles: ["}).commit(files={"organisation.yaml": None})
    assert history.found() == [("HIS106", "organisation.yaml")]


def test_policy_that_can_not_be_read() -> None:
    found = begun().commit(files={"procedure.yaml": b"version: [", "organisation.yaml": b"roles: ["}).found()
    assert found == [("HIS106", "organisation.yaml"), ("HIS106", "procedure.yaml"), ("HIS301", "procedure.yaml")]


def test_a_register_that_begins_with_a_procedure_that_can_not_be_read() -> None:
    history = History().commit(files={**START, "procedure.yaml": b"version: ["}).commit(files=START)
    assert history.found() == [("HIS106", "procedure.yaml")]


@pytest.mark.parametrize(
    ("before", "after", "back"),
    [
        ("2026.1", "2025.9", True),
        ("2026.10", "2026.9", True),
        ("2026.9", "2026.10", False),
        ("2026.1.2", "2026.1", True),
        ("2026.1", "2026.1.1", False),
        ("v2", "2026.1", False),
        ("2026.1", "v1", False),
        ("2026.1", "2026-1", False),
        ("2026.1", "2026.01", False),
        ("2026.1A", "2026.1", True),
        ("2026.1a", "2026.1", True),
    ],
)
def test_a_version_that_goes_back(before: str, after: str, *, back: bool) -> None:
    first, new = with_version(before), with_version(after)
    statement = approves_policy("procedure", sha256(new), AT, procedure=before)
    files = {"procedure.yaml": new, f"procedures/{before}.yaml": first, BY_PROCEDURE: statement}
    history = begun({"procedure.yaml": first}).commit(COMMITTED, files=files)
    assert history.found() == ([("HIS303", "procedure.yaml")] if back else [])


def test_a_version_that_was_superseded_comes_again() -> None:
    again = with_version("2026.1", municipality="En anden")
    statement = approves_policy("procedure", sha256(again), "2026-04-21T10:00", procedure="2026.2")
    files = {"procedure.yaml": again, "approvals/2026-04-21-procedure.yaml": statement}
    history = begun().commit(COMMITTED, files=adopted()).commit("2026-04-21T11:00", files=files)
    assert history.found() == [("HIS303", "procedure.yaml")]


@pytest.mark.parametrize("back_to", ["a", "b"])
def test_any_earlier_version_that_comes_again(back_to: str) -> None:
    """Also where letters do not tell which is lower."""
    history = begun({"procedure.yaml": with_version("a")})
    names = ["a", "b", "c", back_to]
    for number in range(1, 4):
        new, day = with_version(names[number], municipality=f"Nr. {number}"), f"2026-04-2{number}"
        made = approves_policy("procedure", sha256(new), f"{day}T10:00", procedure=names[number - 1])
        history.commit(f"{day}T11:00", files={"procedure.yaml": new, f"approvals/{day}-procedure.yaml": made})
    assert history.found() == [("HIS303", "procedure.yaml")]


def test_what_is_told_of_a_version_that_goes_back() -> None:
    statement = approves_policy("procedure", sha256(with_version("2025.9")), AT)
    files = {"procedure.yaml": with_version("2025.9"), OLD_FILE: PROCEDURE, BY_PROCEDURE: statement}
    found = begun().commit(COMMITTED, files=files).trail().findings
    assert [(each.code, each.values) for each in found] == [("HIS303", {"version": "2025.9", "before": "2026.1"})]


def test_another_procedure_of_the_same_version() -> None:
    again = with_version("2026.1", municipality="En anden")
    statement = approves_policy("procedure", sha256(again), AT)
    history = begun().commit(COMMITTED, files={"procedure.yaml": again, BY_PROCEDURE: statement})
    values = {"version": "2026.1", "before": "2026.1", "kind": "again"}
    found = history.trail().findings
    assert [(each.code, each.path, each.values) for each in found] == [("HIS303", "procedure.yaml", values)]


def test_a_procedure_made_executable_after_its_adoption_is_no_other_procedure() -> None:
    history = begun().commit(COMMITTED, files=adopted())
    history.commit(files={"procedure.yaml": Special("100755", bytes_of(NEW))})
    assert history.found() == [("HIS503", "procedure.yaml")]


def test_another_procedure_of_the_same_version_without_a_decision_is_told_as_that() -> None:
    again = with_version("2026.1", municipality="En anden")
    history = begun().commit(files={"procedure.yaml": again}).commit(files={"procedure.yaml": PROCEDURE})
    assert history.found() == [("HIS301", "procedure.yaml")]


def test_another_register_id() -> None:
    other = with_version("2026.2", register="11111111-1111-4111-8111-111111111111")
    assert begun().commit(COMMITTED, files=adopted(other)).found() == [("HIS304", "procedure.yaml")]


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({OLD_FILE: with_version("2026.1", municipality="En anden")}, "edited"),
        ({OLD_FILE: None}, "deleted"),
        ({"procedures/2025.1.yaml": with_version("2025.1")}, "invented"),
        ({"procedures/2025.1.yaml": PROCEDURE}, "invented"),
    ],
)
def test_a_superseded_procedure_that_never_was(files: dict[str, Any], kind: str) -> None:
    trail = begun().commit(COMMITTED, files=adopted()).commit(files=files).trail()
    assert [(each.code, each.path, each.values) for each in trail.findings] == [
        ("HIS305", next(iter(files)), {"kind": kind}),
    ]


def test_a_superseded_procedure_put_back() -> None:
    history = begun().commit(COMMITTED, files=adopted()).commit(files={OLD_FILE: None})
    assert history.commit(files={OLD_FILE: PROCEDURE}).found() == [("HIS305", OLD_FILE)]


def test_what_the_register_begins_with_is_trusted() -> None:
    past = with_version("2025.1")
    history = begun({"procedures/2025.1.yaml": past, "procedures/2024.1.yaml": b"version: ["})
    assert history.found() == [("HIS106", "procedures/2024.1.yaml")]
    assert history.commit(files={"procedures/2025.1.yaml": None}).found()[1:] == [("HIS305", "procedures/2025.1.yaml")]


def test_under_what_the_register_begins_with_results_are_computed_again() -> None:
    past = {"procedures/2025.1.yaml": with_version("2025.1")}
    history = begun(past).commit("2026-03-14T15:00", files={NEXUS: assessed(procedure="2025.1")})
    assert history.found() == []
    history.commit(files={"procedures/2025.1.yaml": None}).commit(files=past)
    assert history.found() == [("HIS305", "procedures/2025.1.yaml")]


def test_a_wrong_decision_beside_one_on_policy() -> None:
    ruled = [decision("procedure", sha256(PROCEDURE), None), decision("nexus/2026-03-14", ZERO, "high")]
    statement = approval("2026-04-20-procedure", *ruled, role="executive-board", at=AT)
    history = begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    assert history.commit(COMMITTED, files={BY_PROCEDURE: statement}).found() == [("HIS208", BY_PROCEDURE)]


def test_a_wider_window_counts_from_the_step_after() -> None:
    wide = with_version("2026.2", approval_window="P365D")
    late = {APPROVED: approves(ASSESSMENT, at="2026-03-14T15:00")}
    history = begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
    assert history.commit(COMMITTED, files={**adopted(wide), **late}).found() == [("HIS214", APPROVED)]
    history = begun().commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT}).commit(COMMITTED, files=adopted(wide))
    assert history.commit("2026-04-20T12:00", files=late).found() == []


def test_the_window_is_that_of_the_procedure_trusted() -> None:
    wide = with_version("2026.2", approval_window="P365D")
    history = begun().commit(files={"procedure.yaml": wide})
    found = approved_later(history, at="2026-03-14T15:00", procedure="2026.1")
    assert ("HIS214", APPROVED) in found
