"""How little is asked: the keys pressed in a year where nothing moved, and what a first assessment never asks twice."""

import re
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pexpect
import pytest

from riskctl.store.yaml_events import parse
from tests.cli.writes import NOW, check, register
from tests.registers import threat, write
from tests.store.test_write import git

__all__ = ["register"]
MOST_PRESSES = 14
THREATS = 20


class Counted:
    """A person at a terminal whose every byte is counted."""

    def __init__(self, folder: Path, *argv: str) -> None:
        self.child: Any = pexpect.spawn(
            sys.executable,
            ["-m", "riskctl", *argv],
            cwd=str(folder),
            encoding="utf-8",
            dimensions=(60, 100),
            timeout=60,
        )
        self.sent = 0
        self.shown: list[str] = []

    def press(self, text: str) -> None:
        """Send bytes, counting them."""
        self.sent += len(text.encode())
        self.child.send(text)

    def waiting(self) -> str | None:
        """Return what was shown until the program waits for an answer; None when it has ended."""
        found = self.child.expect([r"\n> ", pexpect.EOF])
        text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", str(self.child.before)).replace("\r", "")
        self.shown.append(text)
        return None if found else text


@pytest.fixture
def yearly(register: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The register with 20 threats to nexus, assessed last November, with a plan for each risk that is mitigated."""
    monkeypatch.setenv("TERM", "dumb")
    more = {
        f"threats/t{number:02}.yaml": threat(f"Trussel {number}", "low", ["physical"]) for number in range(THREATS - 3)
    }
    accepted = {
        "threat_level": "low",
        "resilience": 4,
        "consequence": 4,
        "likelihood": 1,
        "inherent": "high",
        "level": "medium",
        "treatment": "accept",
        "acceptance": {"reason": "Nyt anlæg", "until": date(2027, 10, 1)},
        "residual": {"likelihood": 1, "consequence": 4, "level": "medium"},
    }
    mitigated = {
        **{name: value for name, value in accepted.items() if name != "acceptance"},
        "treatment": "mitigate",
        "measures": ["Slukning"],
    }
    names = [path.removeprefix("threats/").removesuffix(".yaml") for path in more]
    risks: dict[str, Any] = {name: mitigated if number < 8 else accepted for number, name in enumerate(names)}
    risks["ransomware"] = {
        **mitigated,
        "threat_level": "very-high",
        "resilience": 2,
        "likelihood": 4,
        "inherent": "critical",
        "level": "critical",
        "flags": ["complexity"],
    }
    risks["fire"] = mitigated
    risks["flood"] = {**accepted, "threat_level": "none", "resilience": 1, "inherent": "medium"}
    last: Mapping[str, Any] = {
        "procedure": "2026.1",
        "criticality": "critical",
        "triggers": ["planned"],
        "performed_by": ["anne", "bo"],
        "completed_at": datetime.fromisoformat("2026-02-25T14:30:00+01:00"),
        "risks": risks,
    }
    action = {
        "title": "Slukning",
        "risks": [f"nexus#{key}" for key, risk in risks.items() if risk["treatment"] == "mitigate"],
        "type": "technical",
        "responsible": "carl",
        "planned_at": datetime.fromisoformat("2026-02-25T15:00:00+01:00"),
        "due": date(2027, 3, 1),
    }
    for old in (register / "assessments/nexus").iterdir():
        old.unlink()
    write(register, {**more, "assessments/nexus/2026-02-25.yaml": last, "actions/slukning.yaml": action})
    git(register.parent, "add", ".")
    git(register.parent, "commit", "--quiet", "-m", "Sidste år")
    assert len(risks) == THREATS
    assert check(register) == []
    return register


def test_a_year_where_nothing_moved_takes_under_15_key_presses_for_20_threats(yearly: Path) -> None:
    at = Counted(yearly.parent, "assess", "nexus", "--now", NOW)
    while at.waiting() is not None:
        assert at.sent < MOST_PRESSES, at.shown
        at.press("\r")
    at.child.close()
    assert at.child.exitstatus == 0, at.shown
    assert at.sent <= MOST_PRESSES
    made, last = (
        parse((yearly / f"assessments/nexus/{day}.yaml").read_bytes()).tree for day in ("2026-11-23", "2026-02-25")
    )
    assert made["risks"] == last["risks"]
    assert (made["performed_by"], made["triggers"]) == (("anne", "bo"), ("planned",))
    assert check(yearly) == []


KNOWN = re.compile(
    r"kritikalitet|trusselsniveau|hvor høj er truslen|modenhed|leverandør|hvem ejer|systemejer"
    r"|^konsekvens\b|^modstandsdygtighed\b|^sandsynlighed\b|afdeling|hvad hedder",
    re.IGNORECASE,
)
"""How a question would begin or sound that asks for a fact: the class, a threat's level, a control, an owner."""
REPLIES = (("Hvem vurderer?", "anne"), ("Hvilke skal vurderes?", "alle"), ("Foranstaltninger?", "Nødplan"))


def question_in(shown: str) -> str:
    """Return the question that the program waits with: the last line, without what may be answered."""
    lines = [line.strip() for line in shown.splitlines() if line.strip().strip(">").strip()]
    return re.sub(r"\s*\[.*", "", lines[-1]) if lines else ""


def test_a_first_assessment_asks_nothing_twice_and_nothing_that_the_register_knows(
    register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    for old in (register / "assessments/nexus").iterdir():
        old.unlink()
    at = Counted(register.parent, "assess", "nexus", "--now", NOW)
    asked: list[tuple[str, str]] = []
    about = ""
    while (shown := at.waiting()) is not None:
        named = [name for name in ("Ransomware", "Brand", "Oversvømmelse") if name in shown]
        question = question_in(shown)
        step_4_or_7 = question.startswith(("Er I enige?", "Hvad skal der ske"))
        about = max(named, key=shown.rindex) if step_4_or_7 and named else about
        own = about if question.startswith(("Er I", "Hvad skal", "Foranst", "Restrisiko", "Er den kompleks")) else ""
        asked.append((question, own))
        assert len(asked) < 60, asked
        at.press(next((reply for start, reply in REPLIES if question.startswith(start)), "") + "\r")
    at.child.close()
    assert at.child.exitstatus == 0, at.shown
    assert len(asked) == len(set(asked)), sorted(each for each in asked if asked.count(each) > 1)
    assert [question for question, _ in asked if KNOWN.search(question)] == []
    assert {own for _, own in asked if own} == {"Ransomware", "Brand", "Oversvømmelse"}
    assert check(register) == []
