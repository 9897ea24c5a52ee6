"""A week in the life, at a terminal, on a clone of the example: what the due list says after every step.

Monday an outage: who must act, and by when. Plan, approval missing, escalation, start, done, effect. What is seen is
recorded in `tests/golden/week.txt`; `RENEW_GOLDEN=1 python -m pytest tests/cli/test_week.py` writes it anew.
"""

import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyte
import pytest

from tests.cli.writes import Terminal
from tests.registers import write
from tests.store.test_write import GIT, git

EVENT = "2026-11-23-login-ude-af-drift"
RISK = "entra-id#system-failure"
ACTION = "reservelogin-uden-for-entra"
ANSWERS = {
    "performed_by": ["jonas", "finn"],
    "corrective": "Reservelogin sættes op uden for Entra ID.",
    "risks": {
        "system-failure": {
            "likelihood": 3,
            "overrides": {"likelihood": "Det skete for os i dag."},
            "treatment": "mitigate",
            "measures": ["Reservelogin uden for Entra"],
            "residual": {"likelihood": 1, "consequence": 4},
        }
    },
}


GOLDEN = Path(__file__).parents[1] / "golden" / "week.txt"
WIDE, LONG = 80, 400


class Recorded(Terminal):
    """A person at a terminal, whose screen is kept when the command has ended."""

    def __init__(self, week: "Week", *argv: str) -> None:
        super().__init__(week.folder, *argv, now=week.now, RISKCTL_PERSON="mette-k")
        self._week, self._argv, self._log = week, argv, io.StringIO()
        self.child.logfile_read = self._log

    def end(self, code: int = 0) -> str:
        shown = super().end(code)
        screen = pyte.Screen(WIDE, LONG)
        pyte.Stream(screen).feed(self._log.getvalue())
        rows = "\n".join(row.rstrip() for row in screen.display).rstrip()
        self._week.record(f"$ riskctl {shlex.join(self._argv)}\n{rows}\n")
        return shown


class Week:
    """The coordinator's terminal, the clock set anew for each step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = ""
        self.seen: list[str] = []

    def record(self, text: str) -> None:
        """Keep what is seen, the clock above it where it has moved; commits are named by when they really were made."""
        clock = f"=== {self.now[:16].replace('T', ' kl. ')} ==="
        if clock not in self.seen:
            self.seen.append(clock)
        self.seen.append(re.sub(r"\b[0-9a-f]{10}\b", "(commit)", text))

    def at(self, moment: str) -> None:
        """Set the clock, by what clocks in Copenhagen show."""
        self.now = f"{moment}:00+01:00"

    def sits(self, *argv: str) -> Terminal:
        """Run a command at the terminal."""
        return Recorded(self, *argv)

    def items(self) -> dict[str, Any]:
        """Return the due items of the week's story, by id."""
        argv = [sys.executable, "-m", "riskctl", "due", "--all", "--json", "--now", self.now]
        done = subprocess.run(argv, cwd=self.folder, capture_output=True, text=True, check=True)
        story = (f"revision:entra-id:{EVENT}", RISK, ACTION)
        found = [each for each in json.loads(done.stdout)["items"] if any(part in each["id"] for part in story)]
        lines = [f"  {each['status']:8} {each['due'][:16]:16} {each['id']}\n    {each['reason']}" for each in found]
        self.record("\n".join(["riskctl due, of this story:", *(lines or ["  nothing"])]) + "\n")
        return {each["id"]: each for each in found}

    def check(self) -> None:
        """Hold the register to its own rules."""
        argv = [sys.executable, "-m", "riskctl", "check", "--json", "--now", self.now]
        done = subprocess.run(argv, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


@pytest.fixture
def week(example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Week:
    """A clone of the example, whose git knows the coordinator."""
    for name in ("RISKCTL_REGISTER", "RISKCTL_PERSON", "RISKCTL_LANG", "RISKCTL_NOW"):
        monkeypatch.delenv(name, raising=False)
    subprocess.run(["git", "clone", "--quiet", str(example), str(tmp_path / "demo")], env=GIT, check=True)
    git(tmp_path / "demo", "config", "user.name", "Mette Kirk Sørensen")
    git(tmp_path / "demo", "config", "user.email", "mette.kirk@fjordby.example")
    write(tmp_path, {"demo/answers.yaml": {**ANSWERS, "triggers": [EVENT]}})
    return Week(tmp_path / "demo")


def test_a_week_in_the_life(week: Week) -> None:
    outage(week)
    plan_without_approval(week)
    two_days_over(week)
    done_and_effect(week)
    subjects = git(week.folder, "log", "-10", "--reverse", "--format=%s").splitlines()
    assert subjects[0] == "Begivenhed: Login ude af drift"
    assert subjects[-1] == "Effekt vurderet: Reservelogin uden for Entra"
    assert git(week.folder, "status", "--porcelain") == "?? answers.yaml"
    recording = "\n".join(week.seen)
    if os.environ.get("RENEW_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(recording, encoding="utf-8")
    assert recording == GOLDEN.read_text(encoding="utf-8")


def outage(week: Week) -> None:
    """Have the outage and its revision."""
    # Monday 08.40: three questions, and it is said who must act
    week.at("2026-11-23T08:40")
    person = week.sits("event", "add", "--commit")
    person.answer("Hvad er der sket?", "1 Login ude af drift")
    person.answer("Hvad rammer det?", "entra-id")
    person.answer("Hvor stort er det?", "2")
    shown = person.end()
    assert "Entra ID (entra-id): nævnt" in shown
    assert "Nexus omsorgssystem (nexus): gennem Entra ID" in shown
    assert f"riskctl assess entra-id --event {EVENT}" in shown.replace("\n    ", " ")
    items = week.items()
    assert list(items) == [f"revision:entra-id:{EVENT}"]
    revision = items[f"revision:entra-id:{EVENT}"]
    assert (revision["due"], revision["clause"], revision["level"]) == ("2026-11-23T08:40:00+01:00", "P3.9", "critical")
    assert {each["role"] for each in revision["responsible"]} == {
        "executive-board",
        "service-owner",
        "system-owner",
        "emergency-management",
    }
    week.check()

    # Monday 10.00: the revision makes the risk critical; 24 and 48 hours run from now
    week.at("2026-11-23T10:00")
    argv = ("assess", "entra-id", "--event", EVENT, "--threat", "system-failure", "--answers", "answers.yaml")
    week.sits(*argv, "--no-input", "--commit").end()
    items = week.items()
    assert set(items) == {f"plan:{RISK}", f"escalation:always:{RISK}"}
    plan = items[f"plan:{RISK}"]
    assert (plan["target"], plan["due"]) == ("2026-11-24T10:00:00+01:00", "2026-11-25T10:00:00+01:00")
    assert (plan["status"], plan["past_target"], plan["clause"]) == ("due", False, "P4.3-critical")
    assert items[f"escalation:always:{RISK}"]["due"] == "2026-11-23T10:00:00+01:00"


def plan_without_approval(week: Week) -> None:
    """Tell the chief executive, and put an action in the plan."""
    # Monday 10.30: a critical risk is always escalated
    week.at("2026-11-23T10:30")
    person = week.sits("escalate", f"always:{RISK}", "--commit")
    person.answer("Hvad vil du selv sige om det?", "Login var nede i to timer.")
    shown = person.end()
    assert "Til: kommunaldirektør: " in shown
    assert "Bemærkning: Login var nede i to timer." in shown
    assert set(week.items()) == {f"plan:{RISK}"}

    # Monday 13.00: an action in the plan; management has not decided on it
    week.at("2026-11-23T13:00")
    person = week.sits("action", "add", "--raise", "contingency=4", "--commit")
    person.answer("Hvilke risici er den til?", RISK)
    person.answer("Hvad skal gøres?", "Reservelogin uden for Entra")
    person.answer("Hvilken slags handling?", "")
    person.answer("Hvem er ansvarlig?", "jonas")
    person.answer("Hvornår skal den være færdig?", "2026-12-04")
    assert "mangler godkendelse" in person.end().replace("\n      ", " ")
    items = week.items()
    assert set(items) == {f"plan:{RISK}", f"action:{ACTION}"}
    assert "mangler godkendelse" in items[f"plan:{RISK}"]["reason"]
    week.check()


def two_days_over(week: Week) -> None:
    """Let the limit pass, escalate, approve and start."""
    # Tuesday 10.00: the target is passed, the limit is not
    week.at("2026-11-24T10:00")
    plan = week.items()[f"plan:{RISK}"]
    assert (plan["status"], plan["past_target"]) == ("due", True)

    # Wednesday 10.00: 48 hours are over, and that is to be escalated
    week.at("2026-11-25T09:59")
    assert week.items()[f"plan:{RISK}"]["status"] == "due"
    week.at("2026-11-25T10:00")
    items = week.items()
    assert set(items) == {f"plan:{RISK}", f"action:{ACTION}", f"escalation:plan-overdue:{RISK}"}
    assert items[f"plan:{RISK}"]["status"] == "overdue"
    assert items[f"escalation:plan-overdue:{RISK}"]["due"] == "2026-11-25T10:00:00+01:00"
    person = week.sits("escalate", f"plan-overdue:{RISK}", "--note", "IT-ledelsen har ikke nået det.", "--commit")
    shown = person.end()
    assert "Til: politisk niveau: Ellen Vad Knudsen" in shown
    assert "handlingen mangler godkendelse" in shown.replace("\n  ", " ")
    assert set(week.items()) == {f"plan:{RISK}", f"action:{ACTION}"}

    # Wednesday 13.00: approved, but not started
    week.at("2026-11-25T13:00")
    argv = ("approve", f"action:{ACTION}", "--as", "it-management", "--by", "jesper", "--witness", "sanne")
    person = week.sits(*argv, "--evidence", "2026-4711", "--commit")
    person.child.expect_exact("[n]")
    person.child.sendline("j")
    person.end()
    assert "ikke startet" in week.items()[f"plan:{RISK}"]["reason"]

    # Wednesday 14.00: started, so the plan is met
    week.at("2026-11-25T14:00")
    shown = week.sits("action", "start", ACTION, "--commit").end()
    assert "Lukket, 1 punkt:\n  Handleplan: " in shown
    assert set(week.items()) == {f"action:{ACTION}"}


def done_and_effect(week: Week) -> None:
    """Follow the action to its effect."""
    # Thursday: progress
    week.at("2026-11-26T15:00")
    person = week.sits("action", "progress", ACTION, "--commit")
    person.answer("Hvor mange procent er gjort?", "60 %")
    person.answer("Skriv et tal fra 0 til 100.", "60")
    person.answer("Hvor langt er I?", "Nøgler delt ud til vagten.")
    person.end()
    assert "60 %" in week.items()[f"action:{ACTION}"]["reason"]

    # Friday: done, and three months later its effect at the latest
    week.at("2026-11-27T14:00")
    week.sits("action", "done", ACTION, "--commit").end()
    items = week.items()
    assert set(items) == {f"effect:{ACTION}"}
    assert items[f"effect:{ACTION}"]["due"] == "2027-02-27"

    # Friday: the effect is found
    week.at("2026-11-27T15:00")
    person = week.sits("action", "effect", ACTION, "--commit")
    person.answer("Hvor høj er risikoen nu", "2")
    person.answer("Hvad viser det?", "Prøvet: vagten kom ind på to minutter.")
    person.end()
    assert week.items() == {}
    week.check()
