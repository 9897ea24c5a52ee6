"""What the tests of the commands that write share: a small register in git with one assessment and an approved plan."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pexpect
import pytest

from riskctl.cli.main import main
from riskctl.core import digest
from riskctl.core.assessments import Action
from riskctl.core.finding import Finding
from riskctl.store.loader import load
from riskctl.store.trees import WorkTree
from riskctl.store.write import errors_of
from riskctl.store.yaml_events import parse
from tests.builders import build, clock
from tests.registers import small, write
from tests.store.test_write import git, snapshot

NOW: Final = "2026-11-23T12:00:00+01:00"
Run = Callable[..., tuple[int, str, str]]

RISK: Final[Mapping[str, Any]] = {
    "threat_level": "very-high",
    "resilience": 2,
    "consequence": 4,
    "likelihood": 4,
    "inherent": "critical",
    "level": "critical",
    "treatment": "mitigate",
    "measures": ["Uforanderlig backup"],
    "residual": {"likelihood": 1, "consequence": 4, "level": "medium"},
}
FIRE: Final[Mapping[str, Any]] = {
    "threat_level": "low",
    "resilience": 4,
    "consequence": 4,
    "likelihood": 1,
    "inherent": "high",
    "level": "medium",
    "treatment": "mitigate",
    "measures": ["Slukning"],
    "residual": {"likelihood": 1, "consequence": 4, "level": "medium"},
}
ASSESSMENT: Final[Mapping[str, Any]] = {
    "procedure": "2026.1",
    "criticality": "critical",
    "triggers": ["planned"],
    "performed_by": ["bo"],
    "completed_at": datetime.fromisoformat("2026-11-20T14:30:00+01:00"),
    "risks": {"ransomware": RISK, "fire": FIRE},
    "excluded": {"flood": "Ligger højt"},
}
ACTION: Final[Mapping[str, Any]] = {
    "title": "Uforanderlig backup",
    "risks": ["nexus#ransomware"],
    "type": "technical",
    "responsible": "carl",
    "planned_at": datetime.fromisoformat("2026-11-20T15:00:00+01:00"),
    "due": date(2027, 3, 1),
}


def approval_of(root: Path, id_: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return a minuted decision of IT management on an action at critical level, the day after it was planned."""
    texts = {key: parse_text(value) for key, value in fields.items()}
    register_id = parse((root / "procedure.yaml").read_bytes()).tree["register"]
    return {
        "register": register_id,
        "role": "it-management",
        "by": "ivan",
        "at": datetime(2026, 11, 21, 9, tzinfo=UTC),
        "procedure": "2026.1",
        "kind": "minuted",
        "evidence": {"case": "2026-1"},
        "witness": "bo",
        "decisions": [
            {
                "subject": f"action:{id_}",
                "digest": f"sha256:{digest.of_plan(build(Action, id_, texts)).removeprefix('sha256:')}",
                "level": "critical",
                "decision": "approved",
            }
        ],
    }


def parse_text(value: Any) -> Any:
    """Return a value as the loader hands it to the model."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return tuple(value) if isinstance(value, list) else value


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register with an assessed system, in a repository whose git knows anne; the working directory is above it."""
    for name in ("RISKCTL_REGISTER", "RISKCTL_PERSON", "RISKCTL_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RISKCTL_NOW", NOW)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    root = small(tmp_path / "work" / "register")
    write(root, {"assessments/nexus/2026-11-20.yaml": ASSESSMENT})
    git(root.parent, "init", "--quiet")
    git(root.parent, "config", "user.name", "Anne Test")
    git(root.parent, "config", "user.email", "anne@example.org")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "--quiet", "-m", "Start")
    monkeypatch.chdir(root.parent)
    return root


@pytest.fixture
def call(register: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in the register's folder: exit code, stdout, stderr."""

    def run(*argv: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(argv)
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def planned(register: Path) -> Path:
    """The register, with an action that is planned and approved but not started."""
    write(register, {"actions/backup.yaml": ACTION})
    write(register, {"approvals/2026-11-21-it.yaml": approval_of(register, "backup", ACTION)})
    assert check(register) == []
    return register


def check(root: Path) -> list[Finding]:
    """Return the errors of `check`."""
    return errors_of(load(WorkTree(root)), clock("2026-11-23T12:00"))


def refused(call: Run, root: Path, *argv: str) -> str:
    """Run a command that must be refused as misuse with nothing written; return what was said."""
    before = snapshot(root)
    code, out, err = call(*argv)
    assert code == 2, (out, err)
    assert out == ""
    assert "Traceback" not in err
    assert snapshot(root) == before
    return err


def told(call: Run, *argv: str) -> Any:
    """Run a command with --json that must succeed; return what it said."""
    code, out, err = call(*argv, "--json")
    assert (code, err) == (0, ""), err
    return json.loads(out)


def tree(root: Path, path: str) -> Any:
    """Return a file as the loader reads it."""
    found = parse((root / path).read_bytes())
    assert found.faults == ()
    return found.tree


def due(call: Run) -> set[str]:
    """Return the ids of all due items."""
    return {item["id"] for item in told(call, "due", "--all")["items"]}


class Terminal:
    """A person at a terminal of 80 columns."""

    def __init__(self, folder: Path, *argv: str, now: str = NOW, **environment: str) -> None:
        known = {**os.environ, "RISKCTL_NOW": now, "TERM": "xterm", "COLUMNS": "80", **environment}
        self.child: Any = pexpect.spawn(
            sys.executable,
            ["-m", "riskctl", *argv],
            cwd=str(folder),
            env=known,
            encoding="utf-8",
            dimensions=(24, 80),
            timeout=60,
        )
        self.child.delaybeforesend = None

    def answer(self, question: str, text: str) -> None:
        """Wait for a question, and answer it."""
        self.child.expect_exact(question)
        self.child.expect_exact("> ")
        self.child.sendline(text)

    def end(self, code: int = 0) -> str:
        """Wait for the end, with this exit code; return what was shown since the last answer."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        assert self.child.exitstatus == code, self.child.before
        return str(self.child.before).replace("\r\n", "\n")
