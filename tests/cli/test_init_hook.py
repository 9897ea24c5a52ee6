"""`riskctl init --hook` and `check --staged`: what is about to be committed is checked, whatever the files say."""

import subprocess
from pathlib import Path

import pytest

from tests.cli.writes import Run, call, register
from tests.store.test_write import git

__all__ = ["call", "register"]
NEXUS = "register/systems/nexus.yaml"
NET = "register/systems/net.yaml"


def spoil(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("kind: ", "kind: forkert-"), encoding="utf-8")


def mend(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("kind: forkert-", "kind: ")
    path.write_text(text + "description: Rettet\n", encoding="utf-8")


def commit(folder: Path, *argv: str) -> tuple[int, str]:
    done = subprocess.run(
        ["git", "-C", str(folder), "commit", "--quiet", "-m", "Ændring", *argv],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


@pytest.fixture
def hooked(register: Path, call: Run) -> Path:
    """The working folder of a clone with the hook."""
    code, _, err = call("init", "--hook")
    assert code == 0
    assert "hooks/pre-commit" in err
    return register.parent


def test_a_good_change_is_committed_and_a_bad_one_is_not(hooked: Path) -> None:
    mend(hooked / NEXUS)
    git(hooked, "add", NEXUS)
    assert commit(hooked)[0] == 0
    head = git(hooked, "rev-parse", "HEAD")
    spoil(hooked / NEXUS)
    code, err = commit(hooked, "-a")
    assert code == 1
    assert "systems/nexus.yaml:2:1" in err
    assert "SCH103" in err
    assert git(hooked, "rev-parse", "HEAD") == head


def test_what_is_staged_counts_not_what_the_file_says(hooked: Path) -> None:
    spoil(hooked / NEXUS)
    git(hooked, "add", NEXUS)
    mend(hooked / NEXUS)
    assert commit(hooked)[0] == 1
    git(hooked, "add", NEXUS)
    spoil(hooked / NEXUS)
    assert commit(hooked)[0] == 0


def test_only_some_paths_are_committed_from_an_index_of_their_own(hooked: Path) -> None:
    spoil(hooked / NEXUS)
    git(hooked, "add", NEXUS)
    mend(hooked / NET)
    assert commit(hooked, "--only", "--", NET)[0] == 0
    assert commit(hooked, "--only", "--", NEXUS)[0] == 1


def test_an_error_that_was_there_does_not_stand_in_the_way(hooked: Path) -> None:
    spoil(hooked / NEXUS)
    assert commit(hooked, "-a", "--no-verify")[0] == 0
    mend(hooked / NET)
    assert commit(hooked, "-a")[0] == 0


def test_a_policy_that_can_not_be_used_can_be_mended(hooked: Path) -> None:
    policy = hooked / "register" / "procedure.yaml"
    before = policy.read_text(encoding="utf-8")
    policy.write_text("version: [\n", encoding="utf-8")
    assert commit(hooked, "-a", "--no-verify")[0] == 0
    mend(hooked / NET)
    assert commit(hooked, "-a")[0] == 1
    policy.write_text(before, encoding="utf-8")
    assert commit(hooked, "-a")[0] == 0


def test_another_work_tree_is_checked_by_its_own_index(hooked: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    git(hooked, "worktree", "add", "--quiet", str(other))
    spoil(other / NEXUS)
    mend(hooked / NEXUS)
    assert commit(other, "-a")[0] == 1
    assert commit(hooked, "-a")[0] == 0


def test_the_commands_own_commits_go_through_it(hooked: Path, call: Run) -> None:
    argv = ("event", "add", "--kind", "incident", "--category", "outage", "--title", "Nedbrud", "--system", "nexus")
    code, _, err = call(*argv, "--magnitude", "major", "--commit")
    assert code == 0, err
    assert git(hooked, "status", "--porcelain") == ""


def test_nothing_in_the_working_folder_is_run(hooked: Path) -> None:
    for name in ("riskctl.py", "typer.py", "_ruamel_yaml.py", "sitecustomize.py", "json.py"):
        (hooked / name).write_text("open('ran', 'w').close()\n", encoding="utf-8")
    mend(hooked / NEXUS)
    assert commit(hooked, "-a")[0] == 0
    assert not (hooked / "ran").exists()


def test_a_programme_that_is_gone_is_told_of_and_does_not_stand_in_the_way(hooked: Path) -> None:
    hook = hooked / ".git" / "hooks" / "pre-commit"
    lines = hook.read_text(encoding="utf-8").splitlines()
    gone = ["python=/væk/python" if line.startswith("python=") else line for line in lines]
    hook.write_text("\n".join(gone) + "\n", encoding="utf-8")
    spoil(hooked / NEXUS)
    code, err = commit(hooked, "-a")
    assert code == 0
    assert "riskctl findes ikke længere i /væk/python" in err


def test_a_hook_that_is_there_is_never_touched(hooked: Path, call: Run) -> None:
    before = (hooked / ".git" / "hooks" / "pre-commit").read_bytes()
    code, _, err = call("init", "--hook")
    assert code == 2
    assert "riskctl check --staged --register register" in err
    assert (hooked / ".git" / "hooks" / "pre-commit").read_bytes() == before


def test_where_git_looks_elsewhere_nothing_is_written(register: Path, call: Run) -> None:
    git(register.parent, "config", "core.hooksPath", ".husky")
    code, _, err = call("init", "--hook")
    assert code == 2
    assert ".husky" in err
    assert not (register.parent / ".git" / "hooks" / "pre-commit").exists()


def test_staged_is_told_apart_from_the_files(register: Path, call: Run) -> None:
    spoil(register / "systems" / "nexus.yaml")
    assert call("check", "--staged")[0] == 0
    assert call("check")[0] == 1
    git(register.parent, "add", ".")
    assert call("check", "--staged")[0] == 1
    (register / "systems" / "nexus.yaml").unlink()
    (register / "systems" / "link.yaml").symlink_to("net.yaml")
    git(register.parent, "add", ".")
    code, out, _ = call("check", "--staged", "--json")
    assert code == 1
    assert '"SCH011"' in out


@pytest.mark.parametrize(("argv", "said"), [(("--at", "HEAD"), "--at"), (("--fix",), "--fix")])
def test_what_can_not_go_with_staged(register: Path, call: Run, argv: tuple[str, ...], said: str) -> None:
    code, _, err = call("check", "--staged", *argv)
    assert code == 2
    assert said in err
    assert register.exists()
