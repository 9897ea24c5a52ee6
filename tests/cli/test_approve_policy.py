"""Policy changes: decided on under the policy of the last commit, and the audit agrees (4-trust: Policy)."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.writes import Run, call, check, due, register, told, tree
from tests.store.test_write import git, snapshot

__all__ = ["call", "register"]

MINUTED = ("--evidence", "2026-9", "--witness", "carl")


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text, text
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(autouse=True)
def at_the_dates_of_git(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the clock to the register's first commit: git dates commits itself."""
    monkeypatch.setenv("RISKCTL_NOW", git(register.parent, "log", "-1", "--format=%cI").strip())


def rules(call: Run) -> list[str]:
    """Return what audit finds, under the date of the newest commit."""
    _, out, _ = call("audit", "--json", "--now", git(Path(), "log", "-1", "--format=%cI").strip())
    return [each["rule"] for each in json.loads(out)["findings"]]


def commit(root: Path) -> None:
    git(root.parent, "add", ".")
    git(root.parent, "commit", "--quiet", "-m", "Policy")


def new_procedure(root: Path) -> None:
    """Adopt version 2026.2 with a longer window, and keep the old one."""
    (root / "procedures").mkdir()
    shutil.copy(root / "procedure.yaml", root / "procedures" / "2026.1.yaml")
    edit(root, "procedure.yaml", 'version: "2026.1"', 'version: "2026.2"')
    edit(root, "procedure.yaml", "approval_window: P30D", "approval_window: P31D")


def deciders(root: Path, key: str) -> str:
    found = tree(root, "procedure.yaml")[key]
    return str(found[0])


HOLDER = {
    "executive-board": "erik",
    "director": "dorte",
    "it-management": "ivan",
    "chief-executive": "karl",
    "isu": "ida",
}


def test_a_new_procedure_names_the_version_before_and_the_audit_is_quiet(register: Path, call: Run) -> None:
    role = deciders(register, "approval")
    new_procedure(register)
    assert "approval:procedure" in due(call)
    said = told(call, "approve", "procedure", "--as", role, "--by", HOLDER[role], *MINUTED)
    statement = tree(register, said["written"][0])
    assert statement["procedure"] == "2026.1"
    assert "level" not in statement["decisions"][0]
    assert "approval:procedure" not in due(call)
    assert check(register) == []
    commit(register)
    assert rules(call) == []


def test_what_changed_in_the_procedure_is_shown_cell_by_cell(register: Path, call: Run) -> None:
    role = deciders(register, "approval")
    new_procedure(register)
    argv = ("approve", "procedure", "--as", role, "--by", HOLDER[role], *MINUTED, "--dry-run")
    _, out, _ = call(*argv)
    assert "Version 2026.2." in out
    assert "31 dage" in out or "P31D" in out


def test_without_the_old_procedure_it_says_what_to_do(register: Path, call: Run) -> None:
    role = deciders(register, "approval")
    new_procedure(register)
    shutil.rmtree(register / "procedures")
    before = snapshot(register)
    code, _, err = call("approve", "procedure", "--as", role, "--by", HOLDER[role], *MINUTED)
    assert code == 2
    assert "procedures/2026.1.yaml" in err
    assert snapshot(register) == before


def test_who_gets_the_role_by_the_change_may_not_approve_it(register: Path, call: Run) -> None:
    role = deciders(register, "organisation_approval")
    text = (register / "organisation.yaml").read_text(encoding="utf-8")
    added = text.rstrip("\n") + f"\n  - role: {role}\n    person: anne\n    from: 2025-01-01\n"
    (register / "organisation.yaml").write_text(added, encoding="utf-8")
    code, _, err = call("approve", "organisation", "--as", role, "--by", "anne", *MINUTED)
    assert code == 2
    assert "ikke rollen" in err
    told(call, "approve", "organisation", "--as", role, "--by", HOLDER[role], *MINUTED)
    assert check(register) == []
    commit(register)
    assert rules(call) == []


def test_an_organisation_changed_after_its_approval_is_due(register: Path, call: Run) -> None:
    role = deciders(register, "organisation_approval")
    assert "approval:organisation" not in due(call)
    told(call, "approve", "organisation", "--as", role, "--by", HOLDER[role], *MINUTED)
    assert "approval:organisation" not in due(call)
    commit(register)
    edit(register, "organisation.yaml", "{role: isu, person: ida,", "{role: isu, person: ida, deputy: anne,")
    _, out, _ = call("due", "--all", "--json")
    item = next(each for each in json.loads(out)["items"] if each["id"] == "approval:organisation")
    assert {who["role"] for who in item["responsible"]} == set(
        tree(register, "procedure.yaml")["organisation_approval"]
    )


def test_policy_and_an_assessment_decided_at_once_are_two_statements(register: Path, call: Run) -> None:
    role = deciders(register, "approval")
    argv = ("--as", role, "--by", HOLDER[role], *MINUTED)
    new_procedure(register)
    code, out, err = call("approve", "nexus", "procedure", *argv, "--json")
    assert code == 0, err
    written = json.loads(out)["written"]
    assert len(written) == 2
    assert [tree(register, path)["procedure"] for path in written] == ["2026.2", "2026.1"]


def test_which_roles_came_and_went_is_shown(register: Path, call: Run) -> None:
    role = deciders(register, "organisation_approval")
    edit(register, "organisation.yaml", "{role: isu, person: ida,", "{role: isu, person: anne,")
    _, out, _ = call("approve", "organisation", "--as", role, "--by", HOLDER[role], *MINUTED, "--dry-run")
    assert "Udgår: Ida Ledelse er " in out
    assert "Ny: Anne Test er " in out
    assert "2 ændringer:" in out


def in_commit(root: Path) -> set[str]:
    """Return the files of the newest commit, relative to the register."""
    return {
        path.removeprefix("register/")
        for path in git(root.parent, "show", "--name-only", "--format=", "HEAD").splitlines()
    }


def staged(root: Path) -> set[str]:
    return set(git(root.parent, "diff", "--cached", "--name-only").splitlines())


def test_commit_takes_the_procedure_and_the_one_before_along_and_nothing_else(register: Path, call: Run) -> None:
    role = deciders(register, "approval")
    new_procedure(register)
    edit(register, "organisation.yaml", "name: Bo Prøve", "name: Bo Nyt")
    edit(register, "systems/nexus.yaml", "name:", "name: x")
    git(register.parent, "add", "register/systems/nexus.yaml")
    said = told(call, "approve", "procedure", "--as", role, "--by", HOLDER[role], *MINUTED, "--commit")
    assert said["along"] == ["procedure.yaml", "procedures/2026.1.yaml"]
    assert in_commit(register) == {*said["written"], "procedure.yaml", "procedures/2026.1.yaml"}
    assert staged(register) == {"register/systems/nexus.yaml"}
    assert said["committed"] == git(register.parent, "rev-parse", "HEAD")
    assert rules(call) == []


def test_commit_takes_the_organisation_along(register: Path, call: Run) -> None:
    role = deciders(register, "organisation_approval")
    edit(register, "organisation.yaml", "{role: isu, person: ida,", "{role: isu, person: anne,")
    edit(register, "systems/nexus.yaml", "name:", "name: x")
    argv = ("approve", "organisation", "--as", role, "--by", HOLDER[role], *MINUTED, "--commit")
    code, _, err = call(*argv)
    assert code == 0, err
    assert "organisation.yaml er gemt sammen i commit " + git(register.parent, "rev-parse", "HEAD")[:10] in err
    assert len(in_commit(register)) == 2
    assert "organisation.yaml" in in_commit(register)
    assert rules(call) == []


def test_without_commit_it_says_that_both_belong_in_one(register: Path, call: Run) -> None:
    role = deciders(register, "approval")
    new_procedure(register)
    _, _, err = call("approve", "procedure", "--as", role, "--by", HOLDER[role], *MINUTED)
    [line] = [each for each in err.splitlines() if "samme commit" in each]
    command = line.partition("'git add ")[2].partition("'")[0]
    git(register.parent, "add", *command.split())
    git(register.parent, "commit", "--quiet", "-m", "Ny procedure")
    assert in_commit(register) >= {"procedure.yaml", "procedures/2026.1.yaml"}
    assert rules(call) == []


def test_a_rejected_procedure_stays_where_it_is(register: Path, call: Run) -> None:
    role = deciders(register, "approval")
    new_procedure(register)
    argv = ("--as", role, "--by", HOLDER[role], *MINUTED, "--reject", "--reason", "For kort", "--commit")
    said = told(call, "approve", "procedure", *argv)
    assert in_commit(register) == set(said["written"])
    assert "along" not in said


@pytest.mark.parametrize(
    ("subject", "key", "rule"),
    [("procedure", "approval", "HIS301"), ("organisation", "organisation_approval", "HIS302")],
)
def test_policy_committed_without_its_approval_is_told_with_what_the_audit_will_say(
    register: Path, call: Run, subject: str, key: str, rule: str
) -> None:
    role = deciders(register, key)
    if subject == "procedure":
        new_procedure(register)
    else:
        edit(register, "organisation.yaml", "{role: isu, person: ida,", "{role: isu, person: anne,")
    commit(register)
    early = git(register.parent, "rev-parse", "HEAD")[:10]
    code, _, err = call("approve", subject, "--as", role, "--by", HOLDER[role], *MINUTED)
    assert code == 0
    [line] = [each for each in err.splitlines() if each.startswith("Advarsel")]
    assert rule in line
    assert early in line
    assert "git commit --amend" in line
    assert rules(call) == [rule]
    git(register.parent, "add", ".")
    git(register.parent, "commit", "--quiet", "--amend", "-m", "Begge")
    assert rules(call) == []


def test_the_first_policy_is_approved_without_a_warning(register: Path, call: Run) -> None:
    """What the register begins with is the root of trust: no commit of it lacks an approval."""
    for subject, key in (("procedure", "approval"), ("organisation", "organisation_approval")):
        role = deciders(register, key)
        _, _, err = call("approve", subject, "--as", role, "--by", HOLDER[role], *MINUTED, "--commit")
        assert "Advarsel" not in err
        assert len(in_commit(register)) == 1
    assert rules(call) == []
