"""What is dated before the present procedure was adopted names, and is computed under, the one in force then (P8.1)."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from riskctl.store.emit import emit
from tests.builders import local
from tests.cli.test_approve_policy import HOLDER, deciders, edit
from tests.cli.writes import Run, call, check, register, told, tree
from tests.store.test_write import snapshot

__all__ = ["call", "register"]

MINUTED = ("--evidence", "2026-9", "--witness", "sara")
BEFORE, AFTER = "2026-11-21T10:00:00+01:00", "2026-11-22T11:00:00+01:00"


@pytest.fixture
def adopted(register: Path, call: Run) -> Path:
    """Procedure 2026.2, adopted on 22 November at ten; it calls likelihood 1 with consequence 4 high, not medium."""
    (register / "procedures").mkdir()
    shutil.copy(register / "procedure.yaml", register / "procedures" / "2026.1.yaml")
    edit(register, "procedure.yaml", 'version: "2026.1"', 'version: "2026.2"')
    edit(register, "procedure.yaml", "- [medium, high, critical, critical]", "- [high, high, critical, critical]")
    role = deciders(register, "approval")
    now = ("--now", "2026-11-22T10:00:00+01:00")
    assert call("approve", "procedure", "--as", role, "--by", HOLDER[role], *MINUTED, *now)[0] == 0
    assert check(register) == []
    return register


def meeting(root: Path, at: str) -> str:
    path = root.parent / "direktionen.yaml"
    text = f"""role: executive-board
by: erik
at: {at}
case: "2026-1234"
witness: sara
decisions:
  - subject: nexus/2026-11-20
    decision: approved
"""
    path.write_text(text, encoding="utf-8")
    return path.name


@pytest.mark.parametrize(("at", "version"), [(BEFORE, "2026.1"), (AFTER, "2026.2")])
def test_a_meeting_names_the_procedure_of_its_day(adopted: Path, call: Run, at: str, version: str) -> None:
    [path] = told(call, "approve", "--meeting", meeting(adopted, at))["written"]
    assert tree(adopted, path)["procedure"] == version
    assert check(adopted) == []


@pytest.mark.parametrize(("at", "version"), [(BEFORE, "2026.1"), (AFTER, "2026.2")])
def test_so_does_a_decision_with_an_earlier_clock(adopted: Path, call: Run, at: str, version: str) -> None:
    argv = ("approve", "nexus", "--as", "executive-board", "--by", "erik", *MINUTED, "--now", at)
    [path] = told(call, *argv)["written"]
    assert tree(adopted, path)["procedure"] == version


def answers(root: Path, **fields: Any) -> str:
    risk: Mapping[str, Any] = {
        "treatment": "mitigate",
        "measures": ["Bedre sikring"],
        "residual": {"likelihood": 1, "consequence": 4},
    }
    data = {"performed_by": ["bo"], "risks": {"ransomware": risk, "fire": risk}, **fields}
    (root.parent / "svar.yaml").write_text(emit(data), encoding="utf-8")
    return "svar.yaml"


@pytest.mark.parametrize(
    ("at", "version", "level"), [(BEFORE, "2026.1", "medium"), (AFTER, "2026.2", "high"), (None, "2026.2", "high")]
)
def test_an_assessment_held_earlier_is_computed_under_the_procedure_of_its_day(
    adopted: Path, call: Run, at: str | None, version: str, level: str
) -> None:
    held = {"completed_at": local(at[:16])} if at else {}
    code, _, err = call("assess", "nexus", "--answers", answers(adopted, **held), "--no-input")
    assert code == 0, err
    day = (at or "2026-11-23")[:10]
    made = tree(adopted, f"assessments/nexus/{day}.yaml")
    assert made["procedure"] == version
    assert made["risks"]["fire"]["level"] == level
    assert made["risks"]["fire"]["residual"]["level"] == level
    assert check(adopted) == []


def test_without_the_procedure_of_then_nothing_is_written(adopted: Path, call: Run) -> None:
    (adopted / "procedures" / "2026.1.yaml").unlink()
    held = answers(adopted, completed_at=local(BEFORE[:16]))
    before = snapshot(adopted)
    for argv in (
        ("assess", "nexus", "--answers", held, "--no-input"),
        ("approve", "--meeting", meeting(adopted, BEFORE)),
    ):
        code, _, err = call(*argv)
        assert code == 2
        assert "procedures/2026.1.yaml" in err
        assert "Traceback" not in err
    assert snapshot(adopted) == before
