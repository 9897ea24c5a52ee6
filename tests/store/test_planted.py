"""No command runs a program that somebody planted: in git's settings, its hooks, the environment or the working folder.

Only a commit may start something: the person's own hooks, and their own signing.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from riskctl.cli.main import COMMANDS
from tests.crash import scratch
from tests.crash_cases import CASES, Case, base
from tests.crash_faults import Outcome, Warm

pytestmark = [
    pytest.mark.skipif("not hasattr(__import__('os'), 'fork')"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning"),
]
SETTINGS: Final = (
    *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy"),
    *("core.alternateRefsCommand", "diff.external", "diff.x.command", "diff.x.textconv", "merge.x.driver"),
    *("filter.x.clean", "filter.x.smudge", "filter.x.process", "gpg.program", "gpg.ssh.program"),
    *("gpg.ssh.defaultKeyCommand", "credential.helper", "sequence.editor", "pager.log", "pager.diff"),
    *("uploadpack.packObjectsHook", "sendemail.sendmailCmd", "trailer.x.command", "browser.x.cmd", "man.x.cmd"),
    *("interactive.diffFilter", "mergetool.x.cmd", "difftool.x.cmd", "remote.origin.vcs"),
)
HOOKS: Final = (
    *("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "post-checkout", "post-merge", "pre-auto-gc"),
    *("post-index-change", "reference-transaction", "fsmonitor-watchman", "post-rewrite", "applypatch-msg"),
)
VARIABLES: Final = (
    *("GIT_EXTERNAL_DIFF", "GIT_SSH_COMMAND", "GIT_SSH", "GIT_ASKPASS", "GIT_EDITOR", "GIT_SEQUENCE_EDITOR"),
    *("GIT_PAGER", "PAGER", "EDITOR", "VISUAL", "SSH_ASKPASS", "GIT_PROXY_COMMAND", "GIT_PYTHON_GIT_EXECUTABLE"),
)
STANDING: Final = ("git", "ssh-keygen", "ssh", "gpg", "git-add", "git-commit", "less", "python3", "sh", "stty", "tput")
"""Programs that stand in the working folder, and in the folder `bin` of it."""
READING: Final = {
    "check": ("check",),
    "check --staged": ("check", "--staged"),
    "check --fix --diff": ("check", "--fix", "--diff"),
    "due": ("due",),
    "due --at": ("due", "--at", "2026-09-30"),
    "risks": ("risks",),
    "systems": ("systems",),
    "actions": ("actions",),
    "matrix": ("matrix",),
    "show": ("show", "nexus"),
    "rate": ("rate", "nexus"),
    "check --since": ("check", "--since", "HEAD"),
    "report": ("report", "--quarter", "2026Q3"),
    "report --format html": ("report", "--year", "2026", "--format", "html"),
    "report --format docx": ("report", "--system", "nexus", "--format", "docx"),
    "report --format xlsx": ("report", "--deviations", "--format", "xlsx"),
    "history": ("history", "nexus"),
    "diff": ("diff", "2026-09-30"),
    "audit": ("audit",),
    "audit --bundle": ("audit", "--bundle", "../package.tar"),
    "doctor": ("doctor",),
    "rules": ("rules",),
    "explain": ("explain", "SCH001"),
    "schema": ("schema", "system"),
    "completion": ("completion", "bash"),
    "approve --list": ("approve", "--list"),
    "assess --template": ("assess", "nexus", "--template"),
    "help": ("--help",),
}
WRITING: Final = tuple(case for case in CASES if not case.empty and case.name != "assess, draft" and case.commits)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with scratch() as made:
        base(made)
        _poison(made / "base", made)
        _poison(made / "low", made)
        yield made


def _poison(root: Path, folder: Path) -> None:
    """Plant programs: each writes down its own name."""
    planted = folder / "planted"
    planted.mkdir(exist_ok=True)
    for key in SETTINGS:
        _program(planted / key, folder)
        subprocess.run(["git", "-C", str(root), "config", key, str(planted / key)], check=True)
    hooks = root / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for name in HOOKS:
        _program(hooks / name, folder, f"hook:{name}")
    for name in VARIABLES:
        _program(planted / name, folder)
    (root / "bin").mkdir()
    for name in STANDING:
        _program(root / name, folder, f"cwd:{name}")
        _program(root / "bin" / name, folder, f"bin:{name}")
    (root / ".gitattributes").write_text("* filter=x diff=x merge=x\n", encoding="utf-8")
    (root / ".git/info").mkdir(exist_ok=True)
    (root / ".git/info/attributes").write_text("* filter=x diff=x\n", encoding="utf-8")


def _program(path: Path, folder: Path, name: str = "") -> None:
    path.write_text(f"#!/bin/sh\necho '{name or path.name}' >> {folder}/ran\ncat\n", encoding="utf-8")
    path.chmod(0o755)


def run(folder: Path, root: Path, *argv: str, cold: bool = False) -> tuple[Outcome, set[str]]:
    """Run a command in the poisoned folder; return how it ended and the names of what ran that should not."""
    (folder / "ran").unlink(missing_ok=True)
    kept = dict(os.environ)
    os.environ.update({name: str(folder / "planted" / name) for name in VARIABLES})
    os.environ["PATH"] = os.pathsep.join([".", "", "bin", kept["PATH"]])
    try:
        if cold:
            done = subprocess.run(
                [sys.executable, "-m", "riskctl", *argv], cwd=root, capture_output=True, text=True, check=False
            )
            outcome = Outcome(done.returncode, done.stdout, done.stderr)
        else:
            outcome = Warm().run(argv, root, None, "")
    finally:
        os.environ.clear()
        os.environ.update(kept)
    ran = folder / "ran"
    return outcome, set(ran.read_text(encoding="utf-8").splitlines()) if ran.exists() else set()


def test_every_command_is_in_the_table() -> None:
    named = {*READING, *(case.name for case in WRITING), "init", "assess", "approve"}
    assert set(COMMANDS) <= named


@pytest.mark.parametrize("name", READING)
def test_reading_runs_nothing(folder: Path, name: str) -> None:
    root = _fresh(folder, "base")
    outcome, ran = run(folder, root, *READING[name])
    assert outcome.code in {0, 1}, outcome
    assert ran == set()


@pytest.mark.parametrize("case", WRITING, ids=lambda case: case.name)
def test_writing_runs_nothing_and_a_commit_only_the_persons_hooks(folder: Path, case: Case) -> None:
    root = _prepared(folder, case)
    outcome, ran = run(folder, _copy(root), *case.argv)
    assert (outcome.code, ran) == (0, set()), outcome
    outcome, ran = run(folder, _copy(root), *case.argv, "--commit")
    assert outcome.code == 0, outcome
    assert {name for name in ran if not name.startswith("hook:")} == set()
    assert "hook:pre-commit" in ran, "the person's own hooks do apply"


@pytest.mark.parametrize("argv", [("due",), (*CASES[1].argv, "--commit"), ("approve", "--list", "--mine")])
def test_a_first_start_runs_nothing_either(folder: Path, argv: tuple[str, ...]) -> None:
    """GitPython starts a git when it is imported: not the one in the working folder."""
    root = _fresh(folder, "base")
    outcome, ran = run(folder, root, *argv, cold=True)
    assert outcome.code in {0, 2}, outcome
    assert {name for name in ran if not (name.startswith("hook:") and "--commit" in argv)} == set()


def test_init_runs_nothing(folder: Path) -> None:
    root = _fresh(folder, "base")
    shutil.rmtree(root / ".git")
    shutil.rmtree(root / "register")
    (root / ".gitattributes").unlink()
    outcome, ran = run(folder, root, "init", ".")
    assert (outcome.code, ran) == (0, set()), outcome


def test_the_canaries_would_sing(folder: Path) -> None:
    root = _fresh(folder, "base")
    (root / "register/README.md").write_text("x", encoding="utf-8")
    (folder / "ran").unlink(missing_ok=True)
    subprocess.run(["git", "add", "."], cwd=root, capture_output=True, check=False)
    subprocess.run(["git"], cwd=root, capture_output=True, check=False, executable="./git")
    ran = set((folder / "ran").read_text(encoding="utf-8").splitlines())
    assert {"core.fsmonitor", "filter.x.process", "cwd:git"} <= ran


def _fresh(folder: Path, name: str) -> Path:
    root = folder / "fresh"
    shutil.rmtree(root, ignore_errors=True)
    return Path(shutil.copytree(folder / name, root))


def _copy(root: Path) -> Path:
    target = root.parent / "copied"
    shutil.rmtree(target, ignore_errors=True)
    return Path(shutil.copytree(root, target))


def _prepared(folder: Path, case: Case) -> Path:
    return case.start(folder)
