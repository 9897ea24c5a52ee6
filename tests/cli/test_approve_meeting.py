"""Several decisions in one go, and a meeting: its sheet, its file, and recording what it decided, all or nothing."""

import hashlib
from pathlib import Path

import pytest

from tests.cli.writes import (
    ACTION,
    Run,
    call,
    check,
    due,
    refused,
    register,
    told,
    tree,
)
from tests.registers import write
from tests.store.test_write import snapshot

__all__ = ["call", "register"]

MINUTED = ("--evidence", "2026-1234", "--witness", "sara")
BOARD = ("--as", "executive-board", "--by", "erik", *MINUTED)
MEETING = """role: executive-board
by: erik
at: 2026-11-23T10:00:00+01:00
case: "2026-1234"
note: Punkt 4
witness: sara
decisions:
  - subject: nexus/2026-11-20
    decision: approved
  - subject: action:backup
    decision: rejected
    reason: For dyrt
"""
SAVED = "approvals/2026-11-23-executive-board.yaml"


@pytest.fixture
def two(register: Path) -> Path:
    """An assessment and an action that wait for the executive board."""
    write(register, {"actions/backup.yaml": ACTION})
    return register


def meeting(root: Path, text: str = MEETING) -> str:
    path = root.parent / "direktionen.yaml"
    path.write_text(text, encoding="utf-8")
    return path.name


def test_several_subjects_are_one_statement(two: Path, call: Run) -> None:
    answer = told(call, "approve", "nexus", "backup", *BOARD)
    assert answer["written"] == [SAVED]
    assert [each["subject"] for each in answer["decisions"]] == ["nexus/2026-11-20", "action:backup"]
    decisions = tree(two, SAVED)["decisions"]
    assert [(each["subject"], each["level"]) for each in decisions] == [
        ("nexus/2026-11-20", "critical"),
        ("action:backup", "critical"),
    ]
    assert check(two) == []
    assert "approval:nexus/2026-11-20" not in due(call)


def test_one_that_would_not_count_writes_none(two: Path, call: Run) -> None:
    before = snapshot(two)
    code, _, err = call("approve", "nexus", "backup", "--as", "executive-board", "--by", "erik", "--evidence", "1")
    assert code == 2
    assert "vidne" in err
    assert snapshot(two) == before


def test_the_minutes_are_hashed_and_not_kept(two: Path, call: Run) -> None:
    minutes = two.parent / "referat.pdf"
    minutes.write_bytes(b"Referat\n" * 300_000)
    told(call, "approve", "nexus", *BOARD, "--minutes", str(minutes), "--note", "Punkt 4")
    evidence = tree(two, "approvals/2026-11-23-nexus-2026-11-20.yaml")["evidence"]
    wanted = hashlib.sha256(b"Referat\n" * 300_000).hexdigest()
    assert evidence == {"case": "2026-1234", "sha256": wanted, "note": "Punkt 4"}


def test_minutes_that_are_not_there(two: Path, call: Run) -> None:
    assert "intet.pdf" in refused(call, two, "approve", "nexus", *BOARD, "--minutes", "intet.pdf")


def test_a_meeting_is_recorded_in_one_statement(two: Path, call: Run) -> None:
    answer = told(call, "approve", "--meeting", meeting(two))
    assert answer["written"] == [SAVED]
    stated = tree(two, SAVED)
    assert (stated["at"], stated["witness"]) == ("2026-11-23T10:00:00+01:00", "sara")
    assert [each["decision"] for each in stated["decisions"]] == ["approved", "rejected"]
    assert check(two) == []


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("nexus/2026-11-20", "nexus/2026-11-21", "8:5", "nexus/2026-11-21"),
        ("decision: approved", "decision: yes", "9:5", "approved"),
        ("    reason: For dyrt\n", "", "11:5", ""),
        ("by: erik", "by: erika", "2:1", "Mente du erik"),
        ("by: erik", "by: bo", "8:5", "ikke rollen"),
        ("witness: sara", "witness: erik", "8:5", "vidne"),
        ("at: 2026-11-23", "at: 2026-11-24", "3:1", "fremtiden"),
        ("at: 2026-11-23", "at: 2026-11-19", "8:5", "før"),
        ("subject: action:backup", "subject: nexus/2026-11-20", "10:5", "to gange"),
        ("role: executive-board", "role: board", "1:1", "executive-board"),
        ("case: ", "sag: ", "4:1", "sag"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_nothing_is_written(
    two: Path,
    call: Run,
    old: str,
    new: str,
    place: str,
    said: str,
) -> None:
    assert old in MEETING
    path = meeting(two, MEETING.replace(old, new))
    before = snapshot(two)
    code, _, err = call("approve", "--meeting", path)
    assert code == 2
    assert f"direktionen.yaml:{place}: " in err, err
    assert said in err
    assert "Traceback" not in err
    assert snapshot(two) == before


def test_the_template_filled_in_is_recorded(two: Path, call: Run) -> None:
    code, out, err = call("approve", "--template", "--as", "executive-board")
    assert code == 0, err
    assert "  - subject: nexus/2026-11-20\n" in out
    assert "by: erik\n" in out
    before, subject, after = out.partition("nexus/2026-11-20\n")
    first = before + subject + after.replace('decision: "?"', "decision: approved", 1)
    filled = first.replace('case: "?"', 'case: "1"').replace('witness: "?"', "witness: sara")
    code, _, err = call("approve", "--meeting", meeting(two, filled))
    assert code == 0, err
    assert "2 sager er uden beslutning" in err
    assert "approval:nexus/2026-11-20" not in due(call)


def test_a_template_with_nothing_decided_is_refused(two: Path, call: Run) -> None:
    _, out, _ = call("approve", "--template", "--as", "executive-board")
    path = meeting(two, out.replace('case: "?"', 'case: "1"'))
    assert "ingen beslutninger" in refused(call, two, "approve", "--meeting", path)


def test_the_sheet_names_each_case_with_boxes(two: Path, call: Run) -> None:
    code, out, err = call("approve", "--sheet", "--as", "executive-board", "--output", "ark.md")
    assert (code, out) == (0, ""), err
    text = (two.parent / "ark.md").read_text(encoding="utf-8")
    assert text.startswith("# Til beslutning: direktion\n")
    assert ". Risikovurdering af Nexus omsorgssystem\n\n- Sag: `nexus/2026-11-20`\n- Niveau: ● kritisk\n" in text
    assert "☐ Godkendt   ☐ Afvist   ☐ Udsat" in text
    assert "Sagsnummer: ___" in text
    assert "kritisk" in text


def test_the_sheet_in_english(two: Path, call: Run) -> None:
    _, out, _ = call("approve", "--sheet", "--as", "executive-board", "--lang", "en")
    assert "☐ Approved   ☐ Rejected   ☐ Put off" in out


def test_the_list_is_by_decider_and_filtered(two: Path, call: Run) -> None:
    code, out, _ = call("approve", "--list")
    assert code == 0
    assert "Erik Ledelse som direktion (--as executive-board)" in out
    assert [each["subject"] for each in told_list(call, "--as", "executive-board")] == two_subjects()
    assert told_list(call, "--by", "dorte") == []
    assert told_list(call, "--mine") == []


def two_subjects() -> list[str]:
    return ["action:backup", "nexus/2026-11-20", "procedure"]


def told_list(call: Run, *argv: str) -> list[dict[str, object]]:
    import json

    code, out, err = call("approve", "--list", "--json", *argv)
    assert code == 0, err
    return list(json.loads(out)["waiting"])


def test_a_decision_that_cannot_be_read_is_not_passed_over(two: Path, call: Run) -> None:
    """An approval stands; a later statement that names the same subject is broken: it may have been a rejection."""
    told(call, "approve", "nexus", *BOARD)
    assert "approval:nexus/2026-11-20" not in due(call)
    broken = two / "approvals" / "2026-11-23-zz.yaml"
    broken.write_text("decisions:\n  - subject: nexus/2026-11-20\n    decision: rejected\n", encoding="utf-8")
    import json

    _, out, _ = call("due", "--all", "--json")
    items = {each["id"]: each for each in json.loads(out)["items"]}
    assert "kan ikke læses" in items["approval:nexus/2026-11-20"]["reason"]
    broken.write_text("decisions:\n  - subject: net/2026-11-20\n    decision: rejected\n", encoding="utf-8")
    _, out, _ = call("due", "--all", "--json")
    assert "approval:nexus/2026-11-20" not in {each["id"] for each in json.loads(out)["items"]}
