"""Signed approvals: only the person's own key, valid that day, in the right namespace, over the very bytes."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from riskctl.core.decisions import Key
from riskctl.store.signatures import is_signed

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
