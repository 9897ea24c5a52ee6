"""What stops a writer, each said in one clear line that is true: unchanged, or saved but not committed."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from riskctl.cli.main import main
from riskctl.store import commit as commits
from tests.crash import scratch
from tests.crash_cases import CASES, base
from tests.crash_faults import Outcome, Warm
from tests.crash_state import State, state_of
from tests.crash_writers import at_once

pytestmark = [
    pytest.mark.skipif("not hasattr(__import__('os'), 'fork')"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning"),
]
EVENT = next(case for case in CASES if case.name == "event add")
START = next(case for case in CASES if case.name == "action start")
NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    with scratch() as made:
        base(made)
        yield made


@pytest.fixture
def root(folder: Path) -> Path:
    return EVENT.start(folder)


def run(root: Path, *argv: str) -> Outcome:
    return Warm().run(argv, root, None, "")


def said(outcome: Outcome) -> str:
    """Return the one line that says what is wrong; below it stands at most one that says what to do."""
    assert outcome.code == 2, outcome
    first, *rest = outcome.err.splitlines()
    assert first.startswith("riskctl: error: ")
    assert len(rest) <= 1
    assert all(line.startswith("  Do this: ") for line in rest)
    return first.removeprefix("riskctl: error: ")


def state(root: Path) -> State:
    return state_of(root, EVENT)


def as_somebody(root: Path, *argv: str) -> Outcome:
    """Run a command as a person who may not do everything, also where the tests run as root.

    Root becomes that person before the first thing that the command changes or starts.
    """
    child_of = Warm()
    if os.geteuid() != 0:
        return child_of.run(argv, root, None, "")
    subprocess.run(["chown", "-R", str(NOBODY), str(root)], check=True)

    def become(name: str) -> None:
        assert name
        if os.geteuid() == 0:
            os.setuid(NOBODY)

    outcome = child_of._fork(argv, root, become)
    subprocess.run(["chown", "-R", "0", str(root)], check=True)
    return outcome


class TestPermission:
    """A folder or a file that the person may not write in or read."""

    @pytest.fixture
    def open_root(self, root: Path) -> Iterator[Path]:
        """The register where anybody may come in."""
        with tempfile.TemporaryDirectory(prefix="riskctl-refused-") as name:
            Path(name).chmod(0o755)
            yield Path(shutil.copytree(root, Path(name) / "work"))
            subprocess.run(["chmod", "-R", "u+rwX", name], check=True)

    @pytest.mark.parametrize("argv", [EVENT.argv, (*EVENT.argv, "--commit"), (*START.argv, "--commit")])
    def test_a_register_that_may_not_be_written_in(self, open_root: Path, argv: tuple[str, ...]) -> None:
        before = state(open_root)
        for path in (open_root / "register", open_root / "register/actions"):
            path.chmod(0o555)
        told = said(as_somebody(open_root, *argv))
        assert told.endswith("could not be saved: Permission denied. Nothing has changed.")
        assert state(open_root) == before

    def test_a_git_folder_that_may_not_be_written_in(self, open_root: Path) -> None:
        before = state(open_root)
        (open_root / ".git").chmod(0o555)
        assert "Nothing has changed." in said(as_somebody(open_root, *EVENT.argv))
        assert state(open_root) == before

    def test_git_objects_that_may_not_be_written(self, open_root: Path) -> None:
        before = state(open_root)
        for path in [open_root / ".git/objects", *(open_root / ".git/objects").iterdir()]:
            path.chmod(0o555)
        told = said(as_somebody(open_root, *EVENT.argv, "--commit"))
        assert told.startswith("events/2026-11-23-nedbrud.yaml is saved, but not committed: ")
        now = state(open_root)
        assert now.tree == before.tree
        assert set(now.files) - set(before.files) == {"register/events/2026-11-23-nedbrud.yaml"}


class TestGit:
    """What git, or what the person had git do, stops."""

    def test_another_git_at_work(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        free = commits.needs_free_index
        monkeypatch.setattr(commits, "needs_free_index", lambda place: free(place, 0.1))
        before = state(root)
        (root / ".git/index.lock").touch()
        told = said(run(root, *EVENT.argv, "--commit"))
        assert ".git/index.lock is there. Nothing has changed." in told
        assert state(root) == before
        assert run(root, *EVENT.argv).code == 0

    @pytest.mark.parametrize(
        ("hook", "script", "why"),
        [
            ("pre-commit", "echo 'not today' >&2; exit 1", "not today"),
            ("commit-msg", "exit 7", "1"),
            ("pre-commit", "kill -HUP $PPID; sleep 1", "-1"),
            ("pre-commit", "kill -KILL $PPID", "-9"),
        ],
    )
    def test_a_hook_that_stops_the_commit(self, root: Path, hook: str, script: str, why: str) -> None:
        before = state(root)
        _hook(root, hook, script)
        told = said(run(root, *EVENT.argv, "--commit"))
        assert told == f"events/2026-11-23-nedbrud.yaml is saved, but not committed: {why}"
        now = state(root)
        assert now.tree == before.tree
        assert set(now.files) - set(before.files) == {"register/events/2026-11-23-nedbrud.yaml"}

    def test_a_hook_that_fails_behind_the_commit_does_not_undo_it(self, root: Path) -> None:
        before = state(root)
        _hook(root, "post-commit", "exit 1")
        assert run(root, *EVENT.argv, "--commit").code == 0
        assert state(root).tree != before.tree

    def test_a_hook_that_hangs_and_a_person_who_gives_up(self, root: Path) -> None:
        before = state(root)
        _hook(root, "pre-commit", "kill -INT 0; sleep 5")
        outcome = _own_group(root, *EVENT.argv, "--commit")
        assert outcome.code == 130
        assert "is saved, but not committed: Ctrl-C" in outcome.err
        assert state(root).tree == before.tree
        assert (root / "register/events/2026-11-23-nedbrud.yaml").is_file()

    @pytest.mark.parametrize("name", ["user.name", "user.email"])
    def test_nobody_whom_git_knows(self, root: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOME", str(root))
        monkeypatch.setenv("XDG_CONFIG_HOME", str(root))
        subprocess.run(["git", "-C", str(root), "config", "--unset", name], check=True)
        before = state(root)
        argv = (*EVENT.argv, "--by", "anne", "--commit")
        assert said(run(root, *argv)) == "git does not know who you are, so nothing can be committed."
        assert state(root) == before

    def test_git_settings_that_cannot_be_read_are_not_taken_for_an_unknown_person(self, root: Path) -> None:
        before = state(root)
        with (root / ".git/config").open("a") as file:
            file.write("[user\n")
        told = said(run(root, *EVENT.argv, "--by", "anne", "--commit"))
        assert told.startswith("git config failed: fatal: bad config line")
        assert state(root).files == before.files


def test_a_disk_too_full_to_start_gitpython_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GitPython starts a git when it is imported, and turns what the system says of that into an ImportError."""
    import builtins
    import errno
    import sys

    known = builtins.__import__

    def failing(name: str, *args: object) -> object:
        if name == "git.cmd":
            raise ImportError("Failed to initialize: x") from OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return known(name, *args)  # type: ignore[arg-type]

    for name in [each for each in sys.modules if each.partition(".")[0] == "git"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", failing)
    before = state(root)
    told = said(run(root, *EVENT.argv, "--by", "anne", "--commit"))
    monkeypatch.undo()
    assert told.startswith("the machine refused along the way: No space left on device.")
    assert state(root) == before


class TestInit:
    """A new register where something is, or while another is made."""

    @pytest.fixture(autouse=True)
    def _english(self, folder: Path) -> None:
        assert folder.is_dir()

    def test_files_that_are_there_stay(self, tmp_path: Path) -> None:
        (tmp_path / "README.md").write_text("mine")
        (tmp_path / ".gitattributes").write_text("*.docx binary\n")
        assert main(["init", str(tmp_path)]) == 0
        assert (tmp_path / "README.md").read_text() == "mine"
        assert (tmp_path / ".gitattributes").read_text() == "*.docx binary\n"
        assert main(["check", "--register", str(tmp_path)]) == 0

    @pytest.mark.parametrize(
        ("there", "argv"), [("notes.txt", ("--example",)), ("register/x", ()), ("procedure.yaml", ())]
    )
    def test_what_would_be_in_the_way_is_refused(self, tmp_path: Path, there: str, argv: tuple[str, ...]) -> None:
        (tmp_path / there).parent.mkdir(exist_ok=True)
        (tmp_path / there).write_text("mine")
        outcome = run(tmp_path, "init", ".", *argv)
        assert said(outcome)
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / there]
        assert (tmp_path / there).read_text() == "mine"

    def test_two_at_once_make_one(self, folder: Path) -> None:
        for number in range(3):
            root = folder / f"new{number}"
            root.mkdir()
            ready, go = os.pipe()
            children = [_forked(root, ready, go) for _ in range(2)]
            os.close(go)
            codes = sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
            os.close(ready)
            assert codes == [0, 2]
            assert {path.name for path in root.iterdir()} == {".git", ".gitattributes", ".vscode", "register"}
            assert main(["check", "--register", str(root)]) == 0


def test_writers_at_once_lose_nothing(folder: Path) -> None:
    found = at_once(folder, "mixed", 4, 5)
    assert found.problems == []
    assert len(set(found.names)) == 20


def _hook(root: Path, name: str, script: str) -> None:
    path = root / ".git/hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def _forked(root: Path, ready: int, go: int) -> int:
    """Start an `init` that waits until both are there."""
    child = os.fork()
    if child == 0:
        os.close(go)
        os.read(ready, 1)
        os._exit(Warm().run(["init", "."], root, None, "").code)
    return child


def _own_group(root: Path, *argv: str) -> Outcome:
    """Run a command in a process group of its own, as a terminal does: Ctrl-C reaches riskctl, git and the hook."""
    started: Callable[[], None] = os.setpgrp

    def apart(name: str) -> None:
        assert name
        if os.getpgrp() != os.getpid():
            started()
            signal.signal(signal.SIGINT, signal.default_int_handler)

    return Warm()._fork(argv, root, apart)
