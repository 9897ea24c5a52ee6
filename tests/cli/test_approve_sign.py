"""`approve --sign`: signed with a person's own key, verified as the register does it before anything is written."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from riskctl.store.signatures import NAMESPACE
from tests.cli.writes import (  # noqa: F401
    NOW,
    Run,
    Terminal,
    call,
    check,
    due,
    refused,
    register,
    told,
    tree,
)
from tests.store.test_write import git, snapshot

__all__ = ["call", "register"]

SUBJECT = "nexus/2026-11-20"
SAVED = "approvals/2026-11-23-nexus-2026-11-20.yaml"
AS = ("--as", "executive-board", "--by", "erik")


def make_key(folder: Path, name: str = "erik", passphrase: str = "", kind: str = "ed25519") -> Path:
    path = folder / name
    argv = ["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "erik@fjordby", "-f", str(path)]
    subprocess.run(argv, check=True)
    return path


def give(root: Path, key: Path, since: str = "2026-01-01", until: str = "2026-12-31") -> None:
    """Put a key in organisation.yaml, as the committed policy."""
    public = " ".join(key.with_name(key.name + ".pub").read_text().split()[:2])
    text = (root / "organisation.yaml").read_text(encoding="utf-8")
    text += f"keys:\n  erik:\n    - key: {public}\n      from: {since}\n      until: {until}\n"
    (root / "organisation.yaml").write_text(text, encoding="utf-8")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "--quiet", "--amend", "--no-edit")


@pytest.fixture
def key(register: Path, tmp_path: Path) -> Path:
    made = make_key(tmp_path)
    give(register, made)
    return made


def test_a_signed_decision_counts_and_openssh_verifies_it(register: Path, call: Run, key: Path, tmp_path: Path) -> None:
    assert f"approval:{SUBJECT}" in due(call)
    answer = told(call, "approve", "nexus", *AS, "--sign", str(key))
    assert answer["written"] == [SAVED, f"{SAVED}.sig"]
    assert answer["kind"] == "signed"
    stated = tree(register, SAVED)
    assert (stated["kind"], stated["by"], stated["role"]) == ("signed", "erik", "executive-board")
    assert not {"evidence", "witness"} & set(stated)
    assert check(register) == []
    assert f"approval:{SUBJECT}" not in due(call)
    allowed = tmp_path / "allowed"
    allowed.write_text(f"erik {key.with_name('erik.pub').read_text()}")
    argv = ["ssh-keygen", "-Y", "verify", "-f", str(allowed), "-I", "erik", "-n", NAMESPACE]
    with (register / SAVED).open("rb") as statement:
        done = subprocess.run(
            [*argv, "-s", str(register / f"{SAVED}.sig")], stdin=statement, capture_output=True, check=False
        )
    assert done.returncode == 0, done.stderr


def test_commit_takes_both_files(register: Path, call: Run, key: Path) -> None:
    told(call, "approve", "nexus", *AS, "--sign", str(key), "--commit")
    names = git(register.parent, "show", "--name-only", "--format=%s", "HEAD").split()
    assert {f"register/{SAVED}", f"register/{SAVED}.sig"} <= set(names)
    _, out, _ = call("audit", "--json")
    dated_ahead = "HIS402"  # git dates the commits of this test by the real clock
    assert [each for each in json.loads(out)["findings"] if each["rule"] != dated_ahead] == []


def test_a_byte_changed_after_signing_is_found(register: Path, call: Run, key: Path) -> None:
    told(call, "approve", "nexus", *AS, "--sign", str(key))
    path = register / SAVED
    path.write_text(path.read_text(encoding="utf-8").replace("2026-11-23T12:00:00", "2026-11-23T11:00:00"))
    assert [each.code for each in check(register)] == ["APR103"]


def test_dry_run_signs_and_writes_nothing(register: Path, call: Run, key: Path) -> None:
    before = snapshot(register)
    code, out, _ = call("approve", "nexus", *AS, "--sign", str(key), "--dry-run")
    assert code == 0
    assert "kind: signed" in out
    assert snapshot(register) == before


@pytest.mark.parametrize(
    ("since", "until", "counts"),
    [
        ("2026-11-23", "2026-12-31", True),
        ("2026-01-01", "2026-11-23", True),
        ("2026-11-24", "2026-12-31", False),
        ("2026-01-01", "2026-11-22", False),
    ],
)
def test_a_key_counts_from_its_first_day_to_its_last(
    register: Path,
    call: Run,
    tmp_path: Path,
    since: str,
    until: str,
    *,
    counts: bool,
) -> None:
    made = make_key(tmp_path)
    give(register, made, since, until)
    if counts:
        told(call, "approve", "nexus", *AS, "--sign", str(made))
    else:
        assert "gælder for erik fra" in refused_text(call, register, "approve", "nexus", *AS, "--sign", str(made))


def refused_text(call: Run, root: Path, *argv: str) -> str:
    """Return what was said when refused; what is decided on may be shown first."""
    before = snapshot(root)
    code, _, err = call(*argv)
    assert code == 2
    assert "Traceback" not in err
    assert snapshot(root) == before
    return err


def test_another_key_of_another_person_is_refused(register: Path, call: Run, key: Path, tmp_path: Path) -> None:
    del key
    other = make_key(tmp_path, "other")
    for path in (other, other.with_name("other.pub")):
        assert "står ikke ved erik" in refused_text(call, register, "approve", "nexus", *AS, "--sign", str(path))


def test_rsa_is_refused(register: Path, call: Run, tmp_path: Path) -> None:
    made = make_key(tmp_path, "rsa", kind="rsa")
    assert "ed25519" in refused_text(call, register, "approve", "nexus", *AS, "--sign", str(made))


def test_what_is_no_key_is_refused(register: Path, call: Run, key: Path) -> None:
    bad = key.with_name("bad")
    bad.write_text("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n")
    assert "ikke en nøgle" in refused_text(call, register, "approve", "nexus", *AS, "--sign", str(bad))
    assert "no-such" in refused_text(call, register, "approve", "nexus", *AS, "--sign", "no-such")


def test_without_ssh_keygen(register: Path, call: Run, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name, **given: None if name == "ssh-keygen" else found(name, **given))
    assert "ssh-keygen" in refused_text(call, register, "approve", "nexus", *AS, "--sign", str(key))


@pytest.mark.parametrize("also", [("--evidence", "1"), ("--minutes", "x"), ("--note", "x")])
def test_signed_or_minuted_not_both(register: Path, call: Run, key: Path, also: tuple[str, str]) -> None:
    assert also[0] in refused(call, register, "approve", "nexus", *AS, "--sign", str(key), *also)


def test_neither_signed_nor_minuted(register: Path, call: Run) -> None:
    assert "--evidence" in refused(call, register, "approve", "nexus", *AS)


def test_a_public_key_without_an_agent_or_a_private_one(register: Path, call: Run, key: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.pub"
    alone.write_text(key.with_name("erik.pub").read_text())
    assert "agenten" in refused_text(call, register, "approve", "nexus", *AS, "--sign", str(alone))


def test_the_agent_signs_for_a_public_key(
    register: Path, call: Run, key: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    socket = tmp_path / "agent"
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.DEVNULL)
    try:
        while not socket.exists():
            assert agent.poll() is None
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        subprocess.run(["ssh-add", "-q", str(key)], check=True, env=os.environ)
        key.unlink()
        told(call, "approve", "nexus", *AS, "--sign", str(key.with_name("erik.pub")))
    finally:
        agent.kill()
        agent.wait()
    assert check(register) == []


def test_the_passphrase_is_asked_for_at_the_terminal(register: Path, tmp_path: Path) -> None:
    made = make_key(tmp_path, passphrase="hemmelig nok")
    give(register, made)
    before = snapshot(register)
    for given, code in (("forkert", 2), ("hemmelig nok", 0)):
        person = Terminal(register.parent, "approve", "nexus", *AS, "--sign", str(made))
        person.child.expect_exact("Skal beslutningen skrives")
        person.child.sendline("ja")
        person.child.expect("passphrase")
        person.child.sendline(given)
        shown = person.end(code)
        if code:
            assert "Adgangskoden" in shown
            assert snapshot(register) == before
    assert (register / f"{SAVED}.sig").is_file()
    assert check(register) == []


def test_two_at_once_both_end_whole(register: Path, key: Path) -> None:
    """Two writers of the same day: one name each, or one clear refusal; never a statement without its signature."""
    argv = [sys.executable, "-m", "riskctl", "approve", "nexus", *AS, "--sign", str(key), "--json"]
    pipe = subprocess.PIPE
    writers = [subprocess.Popen(argv, cwd=register.parent, stdout=pipe, stderr=pipe, text=True) for _ in range(2)]
    said = [each.communicate(timeout=60) for each in writers]
    codes = sorted(each.returncode for each in writers)
    assert codes in ([0, 0], [0, 2]), said
    assert "Traceback" not in "".join(err for _, err in said)
    statements = {path.name for path in (register / "approvals").glob("*.yaml")}
    signatures = {path.name.removesuffix(".sig") for path in (register / "approvals").glob("*.sig")}
    assert statements == signatures
    assert len(statements) == codes.count(0)
    assert check(register) == []
