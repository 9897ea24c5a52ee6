"""Signing with a person's own key: which key may, what is run, and what is said when there is no signature."""

import base64
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from riskctl.core.decisions import Key
from riskctl.errors import RiskctlError
from riskctl.store import signatures, signing
from riskctl.store.signing import sign, usable_key
from tests.store.test_signatures import DAY, STATEMENT, needs_ssh_keygen, valid

BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----"
END = "-----END OPENSSH PRIVATE KEY-----"


def make(folder: Path, name: str, kind: str = "ed25519") -> str:
    """Make a key pair; return its public half, type and key."""
    argv = ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "dorte@fjordby", "-f", str(folder / name)]
    subprocess.run(argv, check=True)
    return " ".join((folder / f"{name}.pub").read_text(encoding="utf-8").split()[:2])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("keys")
    for name, kind in (("own", "ed25519"), ("other", "ed25519"), ("ecdsa", "ecdsa")):
        make(made, name, kind)
    return made


def public(folder: Path, name: str = "own") -> str:
    return " ".join((folder / f"{name}.pub").read_text(encoding="utf-8").split()[:2])


def refused(path: object, keys: list[Key], day: date = DAY) -> tuple[str, dict[str, object]]:
    with pytest.raises(RiskctlError) as caught:
        usable_key(str(path), "dorte", keys, day)
    return caught.value.key, dict(caught.value.values)


@needs_ssh_keygen
@pytest.mark.parametrize("name", ["own", "own.pub"])
def test_either_half_of_a_key_of_the_day(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    own = public(folder)
    keys = [valid(public(folder, "other")), valid(f"{own} dorte@fjordby", since=DAY, until=DAY)]
    assert usable_key(str(folder / name), "dorte", keys, DAY) == own
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    assert usable_key(f"~/{name}", "dorte", keys, DAY) == own


@needs_ssh_keygen
def test_a_key_of_another_person(folder: Path) -> None:
    path = folder / "own"
    values = {"path": str(path), "person": "dorte", "value": public(folder)}
    assert refused(path, [valid(public(folder, "other"))]) == ("key-unknown", values)
    assert refused(path, []) == ("key-unknown", values)
    assert refused(path, [valid(f"{public(folder)}\ndorte {public(folder, 'other')}")]) == ("key-unknown", values)
    with pytest.raises(RiskctlError) as caught:
        sign(STATEMENT, str(path), "dorte", [], DAY)
    assert (caught.value.key, dict(caught.value.values)) == ("key-unknown", values)


def test_no_more_than_64_kib_of_a_file_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "program", lambda _: "/usr/bin/ssh-keygen")
    path = tmp_path / "key"
    path.write_text("ssh-ed25519 " + "A" * 70_000, encoding="ascii")
    key, values = refused(path, [])
    assert (key, len(str(values["value"]))) == ("key-unknown", 65_536)


@needs_ssh_keygen
def test_a_key_that_does_not_count_that_day(folder: Path) -> None:
    """Of several holdings the last is told; one that counts is enough."""
    own, path = public(folder), folder / "own"
    last = valid(own, date(2026, 1, 1), date(2026, 3, 19))
    keys = [valid(own, date(2025, 1, 1), date(2025, 12, 31)), last, valid(own, date(2024, 1, 1), date(2024, 12, 31))]
    values = {"path": str(path), "person": "dorte", "since": last.since, "until": last.until, "date": DAY}
    assert refused(path, keys) == ("key-expired", values)
    assert refused(path, [valid(own, date(2026, 3, 21), date(2026, 12, 31))])[0] == "key-expired"
    assert usable_key(str(path), "dorte", [*keys, valid(own, DAY, DAY)], DAY) == own


@needs_ssh_keygen
@pytest.mark.parametrize("name", ["ecdsa", "ecdsa.pub"])
def test_a_key_of_another_kind(folder: Path, name: str) -> None:
    path = folder / name
    values = {"path": str(path), "value": "ecdsa-sha2-nistp256"}
    assert refused(path, [valid(public(folder, "ecdsa"))]) == ("key-kind", values)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"noget", "noget"),
        (b"", ""),
        (b"et meget langt ord paa linjen, " + b"x" * 40 + b"\n-----BEGIN RSA PRIVATE KEY-----\nAAAA", None),
        (b"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n", "-----BEGIN RSA PRIVATE KEY-----"),
        (f"{BEGIN}\nAAAA\n{END}\n".encode(), BEGIN),
        (f"{BEGIN}\n\u00e6\n{END}\n".encode(), BEGIN),
        (b"\xff\xfe x", "\ufffd\ufffd"),
    ],
)
def test_what_is_no_key(tmp_path: Path, text: bytes, value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "program", lambda _: "/usr/bin/ssh-keygen")
    path = tmp_path / "key"
    path.write_bytes(text)
    shown = text.decode().partition("\n")[0][:40] if value is None else value
    assert refused(path, []) == ("key-kind", {"path": str(path), "value": shown})


def test_a_private_key_whose_lengths_run_beyond_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken as negative they would lead to a public half further on."""
    monkeypatch.setattr(signing, "program", lambda _: "/usr/bin/ssh-keygen")
    blob = b"\0\0\0\x0bssh-ed25519" + b"\0\0\0\x20" + b"k" * 32
    data = b"openssh-key-v1\0" + b"\xff" * 13 + len(blob).to_bytes(4, "big") + blob
    path = tmp_path / "key"
    path.write_text(f"{BEGIN}\n{base64.b64encode(data).decode()}\n{END}\n", encoding="ascii")
    assert refused(path, []) == ("key-kind", {"path": str(path), "value": BEGIN})


def test_a_file_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "program", lambda _: "/usr/bin/ssh-keygen")
    path = tmp_path / "no-such"
    key, values = refused(path, [])
    assert (key, values["path"]) == ("file-unreadable", str(path))
    assert "No such file" in str(values["message"])


def test_without_ssh_keygen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(signing, "program", asked.append)
    assert refused(tmp_path / "no-such", []) == ("no-ssh-keygen", {})
    assert asked == ["ssh-keygen"]


@needs_ssh_keygen
def test_a_signature_that_counts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [valid(public(folder))]
    made = sign(STATEMENT, str(folder / "own"), "dorte", keys, DAY)
    assert signatures.is_signed(STATEMENT, made, "dorte", keys, DAY)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    assert sign(STATEMENT, "~/own", "dorte", keys, DAY) == made, "ed25519 signs the same bytes the same way"


@needs_ssh_keygen
def test_a_public_half_without_its_private_one(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    alone = tmp_path / "alone.pub"
    shutil.copy(folder / "own.pub", alone)
    with pytest.raises(RiskctlError) as caught:
        sign(STATEMENT, str(alone), "dorte", [valid(public(folder))], DAY)
    assert (caught.value.key, caught.value.values["path"]) == ("key-not-there", str(alone))


class Keygen:
    """An ssh-keygen that is not run: it says something, and leaves a signature or none."""

    def __init__(self, code: int = 0, said: bytes | None = b"", left: bytes | None = b"SIG") -> None:
        self.code, self.said, self.left = code, said, left
        self.argv: list[str] = []
        self.given: dict[str, Any] = {}
        self.statement = b""

    def run(self, argv: list[str], **given: Any) -> subprocess.CompletedProcess[bytes]:
        self.argv, self.given = argv, given
        unsigned = Path(argv[-1])
        self.statement = unsigned.read_bytes()
        if self.left is not None:
            Path(f"{unsigned}.sig").write_bytes(self.left)
        return subprocess.CompletedProcess(argv, self.code, None, self.said)


KEY = "ssh-ed25519 " + "A" * 68
TOUCHED = "sk-ssh-ed25519@openssh.com " + "A" * 68


def with_keygen(monkeypatch: pytest.MonkeyPatch, keygen: Keygen, key: str = KEY, *, verified: bool = True) -> list[Any]:
    """Let signing run it; return the list that fills with what was verified."""
    asked: list[Any] = []

    def verify(*given: Any) -> bool:
        asked.append(given)
        return verified

    monkeypatch.setattr(signing, "program", lambda _: "/usr/bin/ssh-keygen")
    monkeypatch.setattr(subprocess, "run", keygen.run)
    monkeypatch.setattr(signing, "usable_key", lambda *_: key)
    monkeypatch.setattr(signing, "is_signed", verify)
    return asked


@pytest.mark.parametrize(("key", "heard"), [(KEY, subprocess.PIPE), (TOUCHED, None)])
def test_what_is_run(key: str, heard: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what an agent or a security key needs is passed on; a security key speaks to the person itself."""
    kept = {"SSH_AUTH_SOCK": "/a", "DISPLAY": ":1", "SSH_ASKPASS": "/b", "HOME": str(tmp_path)}
    for name, value in {**kept, "GIT_DIR": "/c", "LC_ALL": "da_DK.UTF-8", "PATH": f"/usr/bin{os.pathsep}bin"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    keygen = Keygen()
    asked = with_keygen(monkeypatch, keygen, key)
    keys = [valid(KEY)]
    assert sign(STATEMENT, "own", "dorte", keys, DAY) == b"SIG"
    assert keygen.argv[:-1] == [
        *("/usr/bin/ssh-keygen", "-q", "-Y", "sign", "-f", str(tmp_path / "own")),
        *("-n", "riskctl-approval@v1"),
    ]
    assert Path(keygen.argv[-1]).parent.name.startswith("riskctl-")
    assert not Path(keygen.argv[-1]).exists()
    assert keygen.statement == STATEMENT
    own = {"LC_ALL": "C", "PATH": "/usr/bin", "NoDefaultCurrentDirectoryInExePath": "1"}
    expected = {"stdout": subprocess.DEVNULL, "stderr": heard, "env": {**kept, **own}, "check": False}
    assert keygen.given == expected
    assert asked == [(STATEMENT, b"SIG", "dorte", keys, DAY)]


def test_what_is_not_set_is_not_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSH_AUTH_SOCK", "DISPLAY", "SSH_ASKPASS"):
        monkeypatch.delenv(name, raising=False)
    keygen = Keygen()
    with_keygen(monkeypatch, keygen)
    sign(STATEMENT, str(tmp_path / "own"), "dorte", [], DAY)
    assert not {"SSH_AUTH_SOCK", "DISPLAY", "SSH_ASKPASS"} & set(keygen.given["env"])


@pytest.mark.parametrize(
    ("keygen", "key", "message"),
    [
        (Keygen(255, b"a\nincorrect Passphrase supplied\n", None), "key-passphrase", "incorrect Passphrase supplied"),
        (Keygen(255, b"No private key found", None), "key-not-there", "No private key found"),
        (Keygen(255, b"Couldn't reach the AGENT", None), "key-not-there", "Couldn't reach the AGENT"),
        (Keygen(255, b"own: No such file or directory", None), "key-not-there", "own: No such file or directory"),
        (Keygen(255, b"unknown trouble", None), "not-signed", "unknown trouble"),
        (Keygen(255, b"\xff", None), "not-signed", "\ufffd"),
        (Keygen(255, b"", None), "not-signed", "ssh-keygen"),
        (Keygen(255, None, None), "not-signed", "ssh-keygen"),
        (Keygen(255, b"broken off", b"half"), "not-signed", "broken off"),
        (Keygen(0, b"", None), "not-signed", "-"),
        (Keygen(0, b"", b""), "not-signed", "-"),
    ],
)
def test_no_signature(keygen: Keygen, key: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_keygen(monkeypatch, keygen)
    with pytest.raises(RiskctlError) as caught:
        sign(STATEMENT, "own", "dorte", [], DAY)
    assert (caught.value.key, dict(caught.value.values)) == (key, {"path": "own", "message": message})


def test_a_warning_beside_a_signature_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    with_keygen(monkeypatch, Keygen(0, b"a warning"))
    assert sign(STATEMENT, "own", "dorte", [], DAY) == b"SIG"


def test_a_signature_that_the_register_would_not_accept(monkeypatch: pytest.MonkeyPatch) -> None:
    with_keygen(monkeypatch, Keygen(), verified=False)
    with pytest.raises(RiskctlError) as caught:
        sign(STATEMENT, "own", "dorte", [], DAY)
    assert (caught.value.key, dict(caught.value.values)) == (
        "signature-unverified",
        {"path": "own", "person": "dorte"},
    )
