"""What a repository configures is never run: every key and hook planted here would leave a file behind."""

import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import registers

Run = Callable[..., tuple[int, str, str]]
KEYS = (
    "core.fsmonitor",
    "core.pager",
    "core.editor",
    "core.sshCommand",
    "core.askPass",
    "core.gitProxy",
    "core.alternateRefsCommand",
    "diff.external",
    "diff.x.command",
    "diff.x.textconv",
    "merge.x.driver",
    "filter.x.clean",
    "filter.x.smudge",
    "filter.x.process",
    "gpg.program",
    "gpg.ssh.program",
    "gpg.ssh.defaultKeyCommand",
    "credential.helper",
    "sequence.editor",
    "pager.log",
    "pager.diff",
    "uploadpack.packObjectsHook",
    "sendemail.sendmailCmd",
    "trailer.x.command",
    "browser.x.cmd",
    "man.x.cmd",
)
HOOKS = ("pre-commit", "post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman")


@pytest.fixture
def poisoned(example: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A clone of the example with a program planted wherever git looks for one, and the file it would leave."""
    canary = tmp_path / "canary"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho ran >> {canary}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(example), str(clone)], check=True)
    for key in KEYS:
        subprocess.run(["git", "-C", str(clone), "config", key, str(program)], check=True)
    subprocess.run(["git", "-C", str(clone), "config", "log.showSignature", "true"], check=True)
    hooks = clone / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in HOOKS:
        (hooks / hook).write_bytes(program.read_bytes())
        (hooks / hook).chmod(0o755)
    (clone / ".gitattributes").write_text("* filter=x diff=x merge=x\n", encoding="utf-8")
    (clone / ".git" / "info" / "attributes").write_text("* filter=x diff=x\n", encoding="utf-8")
    return clone, canary


@pytest.mark.parametrize(
    "argv",
    [
        ("check",),
        ("due", "--json"),
        ("due", "--at", "2026-06-30"),
        ("risks",),
        ("systems",),
        ("actions",),
        ("matrix",),
        ("show", "nexus"),
        ("rate", "nexus"),
        ("report", "--quarter", "2026Q2"),
        ("history", "nexus"),
        ("diff", "2026-06-30"),
        ("audit",),
    ],
)
def test_no_planted_program_runs(
    poisoned: tuple[Path, Path], run: Run, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...]
) -> None:
    clone, canary = poisoned
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(canary.parent / "program"))
    monkeypatch.setenv("GIT_SSH_COMMAND", str(canary.parent / "program"))
    monkeypatch.setenv("PAGER", str(canary.parent / "program"))
    assert run(*argv, "--register", str(clone))[0] in {0, 1}
    assert not canary.exists()


def test_the_canary_would_sing(poisoned: tuple[Path, Path]) -> None:
    clone, canary = poisoned
    subprocess.run(["git", "-C", str(clone), "status"], capture_output=True, check=False, env=dict(os.environ))
    assert canary.exists()


def test_git_variables_do_not_lead_elsewhere(example: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_WORK_TREE", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    code, out, _ = run("due", "--register", str(example), "--json")
    assert code == 0
    assert '"dirty": false' in out


def test_a_shallow_clone_is_refused_where_history_counts(example: Path, tmp_path: Path, run: Run) -> None:
    clone = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{example}", str(clone)], check=True)
    code, _, err = run("due", "--register", str(clone), "--at", "2026-06-30")
    assert code == 2
    assert "git fetch --unshallow" in err
    assert run("due", "--register", str(clone))[0] == 0


def test_a_symlink_is_never_followed(tmp_path: Path, run: Run) -> None:
    root = registers.small(tmp_path / "register")
    secret = tmp_path / "secret.yaml"
    secret.write_text("name: hemmelig\n", encoding="utf-8")
    (root / "systems" / "evil.yaml").symlink_to(secret)
    code, out, _ = run("check", "--register", str(root), "--json")
    assert code == 1
    assert '"SCH011"' in out
    assert "hemmelig" not in out


@pytest.mark.parametrize(
    "argv",
    [
        (
            "event",
            "add",
            "--kind",
            "incident",
            "--title",
            "T",
            "--category",
            "outage",
            "--system",
            "nexus",
            "--magnitude",
            "minor",
            "--by",
            "anne",
        ),
        ("due",),
        ("audit",),
    ],
)
@pytest.mark.parametrize("path", [".", "", "bin"])
def test_no_program_of_the_working_directory_runs(
    poisoned: tuple[Path, Path], run: Run, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...], path: str
) -> None:
    """A clone that brings a `git` and an `ssh-keygen`, and a PATH that leads to where one stands."""
    clone, canary = poisoned
    (clone / "bin").mkdir()
    for name in ("git", "ssh-keygen", "bin/git", "bin/ssh-keygen"):
        (clone / name).write_bytes((canary.parent / "program").read_bytes())
        (clone / name).chmod(0o755)
    monkeypatch.chdir(clone)
    monkeypatch.setenv("PATH", f"{path}{os.pathsep}{os.environ['PATH']}")
    assert run(*argv)[0] in {0, 1, 2}
    assert not canary.exists()
