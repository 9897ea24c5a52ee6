"""CODEOWNERS from roles and owners: who is asked to look over which change."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.writes import Run, call, register
from tests.registers import SINCE, files, write
from tests.store.test_write import git

__all__ = ["call", "register"]
GITHUB = ".github/CODEOWNERS"


def owned(folder: Path, path: str = GITHUB) -> dict[str, list[str]]:
    """Return the addresses by pattern."""
    lines = (folder / path).read_text(encoding="utf-8").splitlines()
    rows = [re.split(r"(?<!\\) ", line) for line in lines if line and line[0] not in "#["]
    return {row[0]: row[1:] for row in rows}


def holding(root: Path, *roles: dict[str, Any], **people: str) -> None:
    """Give people roles beside those of the small register, and addresses."""
    organisation: dict[str, Any] = {**files()["organisation.yaml"]}
    organisation["people"] = {
        **organisation["people"],
        **{id_: {"name": id_, "email": email} for id_, email in people.items()},
    }
    organisation["roles"] = [*organisation["roles"], *({"from": SINCE, **each} for each in roles)]
    write(root, {"organisation.yaml": organisation})


def keepers(root: Path) -> list[str]:
    roles = files()["organisation.yaml"]["roles"]
    return [f"{each['person']}@example.org" for each in roles if each["role"] == "security-coordinator"]


def test_who_decides_or_owns_looks_it_over_and_the_coordinator_everything(register: Path, call: Run) -> None:
    code, _, err = call("init", "--codeowners", "github")
    assert code == 0
    assert GITHUB in err
    found, roles = owned(register.parent), files()["organisation.yaml"]["roles"]
    (keeper,) = keepers(register)
    held = {each["role"]: f"{each['person']}@example.org" for each in roles}
    assert found["/register/"] == [keeper]
    assert found["/register/procedure.yaml"] == [held["executive-board"], keeper]
    assert found["/register/organisation.yaml"] == [held["it-management"], keeper]
    assert found["/register/processes/home-care.yaml"] == ["finn@example.org", keeper]
    assert found["/register/systems/nexus.yaml"] == ["anne@example.org", keeper]
    assert found["/register/assessments/nexus/"] == ["anne@example.org", keeper]
    assert found["/.riskctl/"] == found["/.github/"] == [keeper]
    assert next(iter(found)) == "/register/"


def test_deputies_count_and_those_whose_time_is_up_do_not(register: Path, call: Run) -> None:
    holding(
        register,
        {"role": "security-coordinator", "person": "ny", "deputy": "bo"},
        {"role": "security-coordinator", "person": "gammel", "until": SINCE},
        ny="ny@example.org",
        gammel="gammel@example.org",
    )
    assert call("init", "--codeowners", "github")[0] == 0
    assert owned(register.parent)["/register/"] == [*keepers(register), "ny@example.org", "bo@example.org"]


@pytest.mark.parametrize(
    "address",
    ["a#b@example.org", "a@\u00a0b", "a@b\u3000c", "(a)@b", "<a@b>", "a@b;c", "a,b@c", "-a@b", "a@b-", "a\\@b"],
)
def test_an_address_that_would_be_more_than_one_word_is_left_out_and_told_of(
    register: Path, call: Run, address: str
) -> None:
    holding(register, {"role": "security-coordinator", "person": "ny"}, ny=address)
    assert call("check")[0] == 0
    code, out, err = call("init", "--codeowners", "github", "--json")
    assert code == 0, err
    assert json.loads(out)["without_address"] == ["ny"]
    assert address not in (register.parent / GITHUB).read_text(encoding="utf-8")
    assert owned(register.parent)["/register/"] == keepers(register)


def test_only_the_part_of_riskctl_is_renewed(register: Path, call: Run) -> None:
    file = register.parent / GITHUB
    file.parent.mkdir()
    file.write_text("* @kommunen/it\n", encoding="utf-8")
    assert call("init", "--codeowners", "github")[0] == 0
    file.write_text(file.read_text(encoding="utf-8") + "/docs/ @kommunen/kommunikation\n", encoding="utf-8")
    before = file.read_bytes()
    code, _, err = call("init", "--codeowners", "github")
    assert (code, file.read_bytes()) == (0, before)
    assert "som den skal være" in err
    holding(register, {"role": "security-coordinator", "person": "ny"}, ny="ny@example.org")
    assert call("init", "--codeowners", "github")[0] == 0
    lines = file.read_text(encoding="utf-8").splitlines()
    assert (lines[0], lines[-1]) == ("* @kommunen/it", "/docs/ @kommunen/kommunikation")
    assert owned(register.parent)["/register/"] == [*keepers(register), "ny@example.org"]
    assert sum(line.startswith("# riskctl: begin") for line in lines) == 1


def test_the_file_that_the_forge_reads_first_is_the_one_written(register: Path, call: Run) -> None:
    (register.parent / "CODEOWNERS").write_text("* a@example.org\n", encoding="utf-8")
    assert call("init", "--codeowners", "gitlab", "--commit")[0] == 0
    assert not (register.parent / ".gitlab").exists()
    text = (register.parent / "CODEOWNERS").read_text(encoding="utf-8")
    assert text.index("[Risikoregister]") < text.index("/register/ ")
    assert git(register.parent, "status", "--porcelain") == ""


def test_the_jobs_bring_it_along_unless_it_is_there(register: Path, call: Run) -> None:
    assert call("init", "--ci", "gitlab")[0] == 0
    assert "/register/" in owned(register.parent, ".gitlab/CODEOWNERS")
    (register.parent / "CODEOWNERS").write_text("* a@example.org\n", encoding="utf-8")
    assert call("init", "--ci", "github")[0] == 0
    assert not (register.parent / GITHUB).exists()
    assert call("init", "--ci", "azure")[0] == 0


def test_where_nobody_has_a_role_nothing_is_written(tmp_path: Path, run: Run) -> None:
    assert run("init", str(tmp_path / "a"), "--ci", "github")[0] == 0
    assert not (tmp_path / "a" / GITHUB).exists()
    code, _, err = run("init", str(tmp_path / "a"), "--codeowners", "github")
    assert code == 2
    assert "security-coordinator" in err
    code, _, err = run("init", str(tmp_path / "b"), "--codeowners", "github")
    assert code == 2
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    ("name", "pattern"),
    [("risiko register", "/risiko\\ register/register/"), ("a[b]#!*c", "/a?b????c/register/"), ("ø", "/ø/register/")],
)
def test_a_folder_name_can_not_be_read_as_a_pattern(tmp_path: Path, run: Run, name: str, pattern: str) -> None:
    top = tmp_path / "repo"
    git(tmp_path, "init", "--quiet", str(top))
    assert run("init", str(top / name))[0] == 0
    holding(top / name / "register")
    assert run("init", str(top / name), "--codeowners", "github")[0] == 0
    assert pattern in owned(top)


def test_a_register_that_is_the_repository_is_owned_as_a_whole(tmp_path: Path, run: Run) -> None:
    assert run("init", str(tmp_path / "a"))[0] == 0
    root = (tmp_path / "a" / "register").rename(tmp_path / "b")
    git(root, "init", "--quiet")
    holding(root)
    assert run("init", str(root), "--codeowners", "github")[0] == 0
    assert owned(root)["*"] == keepers(root)
    assert "/procedure.yaml" in owned(root)
    code, out, _ = run("check", "--register", str(root), "--json")
    assert '"SCH010"' not in out, code
