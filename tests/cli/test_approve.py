"""`riskctl approve`: what it writes counts, and what would not count is refused before anything is written."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from tests.conftest import NOW

Run = Callable[..., tuple[int, str, str]]
BOARD = ("--as", "executive-board", "--by", "karen", "--evidence", "2026-1234", "--witness", "sanne")


@pytest.fixture
def fjordby(example: Path, tmp_path: Path) -> Path:
    """A copy of the example that may be written to."""
    return Path(shutil.copytree(example, tmp_path / "fjordby"))


def due_ids(run: Run, root: Path) -> set[str]:
    _, out, _ = run("due", "--all", "--json", "--register", str(root))
    return {item["id"] for item in json.loads(out)["items"]}


def approvals(root: Path) -> set[Path]:
    return set((root / "register" / "approvals").iterdir())


def test_the_list_says_what_waits_for_whom(example: Path, run: Run) -> None:
    code, out, _ = run("approve", "--list", "--json", "--register", str(example))
    waiting = {each["subject"]: each for each in json.loads(out)["waiting"]}
    assert code == 0
    assert waiting["ot-net/2026-10-29"]["level"] == "critical"
    assert {who["role"] for who in waiting["ot-net/2026-10-29"]["deciders"]} == {"executive-board"}
    assert waiting["skaermbesoeg/2026-10-08"]["state"] == "rejected"
    assert waiting["action:skaerm-visitation"]["deciders"] == [{"role": "head-of-department", "person": "bo"}]


@pytest.mark.parametrize("subject", ["ot-net", "ot-net/2026-10-29"])
def test_an_approval_closes_its_due_item_and_checks_clean(fjordby: Path, run: Run, subject: str) -> None:
    before = due_ids(run, fjordby)
    code, out, err = run("approve", subject, *BOARD, "--json", "--register", str(fjordby))
    assert code == 0, err
    assert json.loads(out)["written"] == ["approvals/2026-11-23-ot-net-2026-10-29.yaml"]
    assert before - due_ids(run, fjordby) == {"approval:ot-net/2026-10-29"}
    code, out, _ = run("check", "--json", "--register", str(fjordby))
    assert (code, json.loads(out)["findings"]) == (0, [])


def test_an_action_approved_closes_the_plan_it_lacked(fjordby: Path, run: Run) -> None:
    before = due_ids(run, fjordby)
    argv = ("--as", "head-of-department", "--by", "bo", "--evidence", "2026-7")
    assert run("approve", "action:skaerm-visitation", *argv, "--register", str(fjordby))[0] == 0
    closed = before - due_ids(run, fjordby)
    assert "plan:skaermbesoeg#network-outage" in closed


def test_a_rejection_is_recorded_with_its_reason(fjordby: Path, run: Run) -> None:
    code, _, _ = run(
        "approve", "ot-net", *BOARD, "--reject", "--reason", "Planen mangler penge", "--register", str(fjordby)
    )
    assert code == 0
    assert "approval:ot-net/2026-10-29" in due_ids(run, fjordby)
    text = (fjordby / "register" / "approvals" / "2026-11-23-ot-net-2026-10-29.yaml").read_text(encoding="utf-8")
    assert "decision: rejected" in text
    assert "reason: Planen mangler penge" in text


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("ot-net", "--as", "director", "--by", "karen", "--evidence", "1"), "executive-board"),
        (
            ("ot-net", "--as", "executive-board", "--by", "anne", "--evidence", "1", "--witness", "sanne"),
            "ikke rollen",
        ),
        (("ot-net", "--as", "executive-board", "--by", "karen", "--evidence", "1"), "vidne"),
        (("ot-net", "--as", "executive-board", "--by", "karen", "--evidence", "1", "--witness", "karen"), "vidne"),
        (("ot-net", "--as", "executive-board", "--by", "karen", "--evidence", "1", "--witness", "ali"), "vidne"),
        (("ot-net", "--as", "executive-board", "--by", "karen"), "--evidence 2026-1234"),
        (("ot-net", "--by", "karen", "--evidence", "1"), "--as director"),
        (("ot-net", *BOARD, "--reject"), "--reason"),
        (("ot-nett", "--as", "executive-board", "--by", "karen", "--evidence", "1"), "Mente du ot-net"),
        (("affaldsportal", "--as", "director", "--by", "karen", "--evidence", "1"), "aldrig vurderet"),
        (("action:nothing-here", "--as", "director", "--by", "karen", "--evidence", "1"), "action:nothing-here"),
    ],
)
def test_what_would_not_count_is_refused_untouched(
    fjordby: Path, run: Run, argv: tuple[str, ...], message: str
) -> None:
    before = approvals(fjordby)
    code, _, err = run("approve", *argv, "--register", str(fjordby))
    assert code == 2
    assert message in err
    assert approvals(fjordby) == before


def test_four_eyes(fjordby: Path, run: Run) -> None:
    """Who performed the assessment may not approve it, whatever role they hold."""
    organisation = fjordby / "register" / "organisation.yaml"
    text = organisation.read_text(encoding="utf-8")
    organisation.write_text(
        text + "  - role: executive-board\n    person: ali\n    from: 2025-01-01\n", encoding="utf-8"
    )
    argv = ("--as", "executive-board", "--by", "ali", "--evidence", "1", "--witness", "sanne")
    code, _, err = run("approve", "ot-net", *argv, "--register", str(fjordby))
    assert code == 2
    assert "selv udført" in err


def test_dry_run_writes_nothing(fjordby: Path, run: Run) -> None:
    before = approvals(fjordby)
    code, out, _ = run("approve", "ot-net", *BOARD, "--dry-run", "--register", str(fjordby))
    assert code == 0
    assert "subject: ot-net/2026-10-29" in out
    assert approvals(fjordby) == before


def test_the_second_of_a_day_gets_a_number(fjordby: Path, run: Run) -> None:
    for _ in range(2):
        assert run("approve", "ot-net", *BOARD, "--register", str(fjordby))[0] == 0
    assert (fjordby / "register" / "approvals" / "2026-11-23-ot-net-2026-10-29-2.yaml").is_file()


def test_at_a_terminal_it_asks_in_danish_and_no_writes_nothing(fjordby: Path) -> None:
    before = approvals(fjordby)
    argv = ["-m", "riskctl", "approve", "ot-net", *BOARD, "--register", str(fjordby), "--now", NOW]
    child = pexpect.spawn(sys.executable, argv, encoding="utf-8", timeout=60, dimensions=(40, 100))
    child.expect("Skal beslutningen skrives ind i registret")
    child.sendline("n")
    child.expect("Intet er skrevet")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert approvals(fjordby) == before


def _as_link(path: Path) -> None:
    path.symlink_to("2026-03-20-nowhere.yaml")


def _too_large(path: Path) -> None:
    path.write_bytes(b"# x\n" * 100_000)


def _as_folder(path: Path) -> None:
    path.mkdir()
    (path / "x.yaml").write_bytes(b"")


@pytest.mark.parametrize(("put", "counts"), [(_as_link, False), (_too_large, False), (_as_folder, True)])
def test_a_later_statement_that_is_not_even_opened_may_take_the_place_of_an_approval(
    fjordby: Path, run: Run, put: Callable[[Path], None], counts: bool
) -> None:
    """What it says is not known, so nothing that was decided before it is taken to stand; a folder is no statement."""
    assert run("approve", "ot-net", *BOARD, "--register", str(fjordby))[0] == 0
    assert "approval:ot-net/2026-10-29" not in due_ids(run, fjordby)
    put(fjordby / "register" / "approvals" / "2026-11-23-senere.yaml")
    assert ("approval:ot-net/2026-10-29" not in due_ids(run, fjordby)) == counts
    assert run("check", "--register", str(fjordby))[0] == 1
