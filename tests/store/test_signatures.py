"""Signed approvals: only the person's own key, valid that day, in the right namespace, over the very bytes."""

import os
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from riskctl.core.decisions import Key
from riskctl.store import signatures
from riskctl.store.signatures import allowed_signers, is_signed

STATEMENT = b"role: executive-board\nby: dorte\n"
DAY = date(2026, 3, 20)
needs_ssh_keygen = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not on this machine")


def key_pair(folder: Path, name: str) -> str:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / name)], check=True)
    return " ".join((folder / f"{name}.pub").read_text(encoding="utf-8").split()[:2])


def signature(folder: Path, name: str, namespace: str = "riskctl-approval@v1") -> bytes:
    argv = ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", str(folder / name)]
    return subprocess.run(argv, input=STATEMENT, capture_output=True, check=True).stdout


def valid(text: str, since: date = date(2026, 1, 1), until: date = date(2026, 12, 31)) -> Key:
    return Key.model_validate({"key": text, "from": since.isoformat(), "until": until.isoformat()})


@needs_ssh_keygen
def test_only_the_right_key_day_namespace_and_bytes_count(tmp_path: Path) -> None:
    own, other = key_pair(tmp_path, "own"), key_pair(tmp_path, "other")
    signed = signature(tmp_path, "own")
    assert is_signed(STATEMENT, signed, "dorte", [valid(own)], DAY)
    assert is_signed(STATEMENT, signed, "dorte", [valid(other), valid(own)], DAY)
    assert is_signed(STATEMENT, signed, "dorte", [valid(own, until=DAY)], DAY)
    assert not is_signed(STATEMENT, signed, "dorte", [valid(other)], DAY)
    assert not is_signed(STATEMENT, signed, "dorte", [], DAY)
    assert not is_signed(STATEMENT, signed, "dorte", [valid(own, until=date(2026, 3, 19))], DAY)
    assert not is_signed(STATEMENT, signed, "dorte", [valid(own, since=date(2026, 3, 21))], DAY)
    assert not is_signed(STATEMENT + b"\n", signed, "dorte", [valid(own)], DAY)
    assert not is_signed(STATEMENT, signature(tmp_path, "own", "file"), "dorte", [valid(own)], DAY)
    assert not is_signed(STATEMENT, b"no signature", "dorte", [valid(own)], DAY)


@needs_ssh_keygen
def test_a_newline_in_a_key_gives_nobody_else_a_good_signature(tmp_path: Path) -> None:
    own, attacker = key_pair(tmp_path, "own"), key_pair(tmp_path, "attacker")
    smuggled = valid(f"{own}\ndorte {attacker}")
    assert not is_signed(STATEMENT, signature(tmp_path, "attacker"), "dorte", [smuggled], DAY)


def test_without_ssh_keygen_nothing_is_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert not is_signed(STATEMENT, b"x", "dorte", [valid("ssh-ed25519 " + "A" * 68)], DAY)


PLAIN, TOUCHED = "ssh-ed25519 " + "A" * 68, "sk-ssh-ed25519@openssh.com " + "B" * 80 + "="


def test_the_allowed_signers_are_made_for_each_check() -> None:
    """One line a key of the day, for approvals only; what is no ed25519 or FIDO2 key is left out."""
    keys = [valid(PLAIN), valid("ssh-rsa " + "A" * 68), valid(TOUCHED, DAY, DAY), valid(PLAIN, DAY, DAY)]
    keys += [valid(PLAIN, until=date(2026, 3, 19)), valid(PLAIN, since=date(2026, 3, 21)), valid(f"{PLAIN} dorte")]
    assert allowed_signers("dorte", keys, DAY) == (
        f'dorte namespaces="riskctl-approval@v1" {PLAIN}\n'
        f'dorte namespaces="riskctl-approval@v1" {TOUCHED}\n'
        f'dorte namespaces="riskctl-approval@v1" {PLAIN}\n'
    )
    assert allowed_signers("dorte", [], DAY) == ""


@pytest.mark.parametrize(("code", "counts"), [(0, True), (1, False), (255, False)])
def test_how_a_signature_is_verified(code: int, *, counts: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    run: list[tuple[list[str], dict[str, Any], str, bytes]] = []

    def instead(argv: list[str], **given: Any) -> subprocess.CompletedProcess[bytes]:
        signers, signed = Path(argv[4]), Path(argv[10])
        run.append((argv, given, signers.read_text(encoding="ascii"), signed.read_bytes()))
        return subprocess.CompletedProcess(argv, code)

    monkeypatch.setenv("PATH", f"/usr/bin{os.pathsep}bin")
    monkeypatch.setattr(signatures, "program", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", instead)
    assert is_signed(STATEMENT, b"sig", "dorte", [valid(PLAIN)], DAY) is counts
    ((argv, given, signers, signed),) = run
    folder = Path(argv[4]).parent
    assert folder.name.startswith("riskctl-")
    assert not folder.exists()
    assert argv == [
        *("/usr/bin/ssh-keygen", "-Y", "verify", "-f", str(folder / "allowed_signers"), "-I", "dorte"),
        *("-n", "riskctl-approval@v1", "-s", str(folder / "statement.sig")),
    ]
    environment = {"PATH": "/usr/bin", "NoDefaultCurrentDirectoryInExePath": "1", "LC_ALL": "C"}
    assert given == {"input": STATEMENT, "capture_output": True, "env": environment, "timeout": 20, "check": False}
    assert (signers, signed) == (allowed_signers("dorte", [valid(PLAIN)], DAY), b"sig")


def test_without_a_key_of_the_day_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "program", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", None)
    assert not is_signed(STATEMENT, b"sig", "dorte", [], DAY)
