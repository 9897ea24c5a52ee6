"""What the jobs install: this riskctl and all it needs, every file by its hash."""

import importlib.metadata
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from riskctl import __version__
from riskctl.store import forge
from tests.runtime_lock import SHIPPED, runtime

WHEEL_HASH = "ab" * 32


class Installed:
    """riskctl as pip noted that it was installed."""

    def __init__(self, noted: object) -> None:
        self.noted = noted

    def read_text(self, name: str) -> str | None:
        assert name == "direct_url.json"
        return None if self.noted is None else json.dumps(self.noted)


def lines_of(text: str) -> list[str]:
    joined = re.sub(r"\\\n\s*", "", text)
    return [line for line in joined.splitlines() if line and not line.startswith("#")]


def test_what_ships_is_what_the_lock_says() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == runtime(), "python -m tests.runtime_lock"


@pytest.mark.parametrize(
    ("noted", "known"),
    [
        ({"url": "https://x/riskctl.whl", "archive_info": {"hashes": {"sha256": WHEEL_HASH}}}, True),
        ({"url": "file:///x", "archive_info": {}}, False),
        ({"url": "file:///x", "dir_info": {"editable": True}}, False),
        ({"url": "https://x", "vcs_info": {"vcs": "git", "commit_id": "0" * 40}}, False),
        (None, False),
    ],
)
def test_riskctl_itself_has_the_hash_of_the_wheel_it_came_from(
    monkeypatch: pytest.MonkeyPatch, noted: object, known: bool
) -> None:
    monkeypatch.setattr(forge, "distribution", lambda _: Installed(noted))
    first, *others = lines_of(forge.requirements())
    assert first == f"riskctl=={__version__}" + (f" --hash=sha256:{WHEEL_HASH}" if known else "")
    assert len(others) > 20
    assert all(re.fullmatch(r"[a-z0-9.-]+==\S+( ; [^-]+)?( --hash=sha256:[0-9a-f]{64})+", line) for line in others)


def test_riskctl_that_was_never_installed_has_no_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(forge, "distribution", missing)
    assert forge.own_hash() is None


def test_pip_installs_nothing_without_the_hash(tmp_path: Path) -> None:
    package = tmp_path / "riskctl-0.0.1-py3-none-any.whl"
    package.write_bytes(b"PK\x05\x06" + bytes(18))
    (tmp_path / "requirements.txt").write_text("riskctl==0.0.1\n", encoding="utf-8")
    argv = ["install", "--no-index", "--find-links", ".", "--require-hashes", "--only-binary", ":all:"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", *argv, "--target", "out", "-r", "requirements.txt"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "Hashes are required" in done.stderr
    assert not (tmp_path / "out").exists()
