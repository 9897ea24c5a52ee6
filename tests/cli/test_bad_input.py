"""Nonsense in every option and argument of every command: one line what is wrong, one with an example of right."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from riskctl.cli.main import COMMANDS, build
from riskctl.text import Words
from tests.cli.writes import ACTION, Run, call, planned, register
from tests.registers import write
from tests.store.test_write import snapshot

__all__ = ["call", "planned", "register"]

VALID: Final[Mapping[str, tuple[str, ...]]] = {
    "init": ("init", "another"),
    "check": ("check",),
    "due": ("due",),
    "assess": ("assess", "nexus", "--no-input", "--dry-run"),
    "approve": ("approve", "nexus", "--as", "executive-board", "--by", "erik", "--evidence", "2026-1", "--dry-run"),
    "event add": (
        *("event", "add", "--title", "Nedbrud", "--system", "nexus", "--category", "outage"),
        *("--magnitude", "minor", "--dry-run"),
    ),
    "action add": (
        *("action", "add", "--title", "Backup", "--risk", "nexus#ransomware", "--type", "technical"),
        *("--responsible", "carl", "--due", "2027-03-01", "--dry-run"),
    ),
    "action start": ("action", "start", "backup", "--dry-run"),
    "action progress": ("action", "progress", "backup", "--percent", "10", "--note", "x", "--dry-run"),
    "action done": ("action", "done", "backup", "--dry-run"),
    "action effect": ("action", "effect", "backup", "--level", "low", "--note", "x", "--dry-run"),
    "action cancel": ("action", "cancel", "backup", "--reason", "x", "--dry-run"),
    "action move": ("action", "move", "backup", "--due", "2027-05-01", "--dry-run"),
    "escalate": ("escalate", "always:nexus#ransomware", "--to", "chief-executive", "--dry-run"),
    "threat level": ("threat", "level", "fire", "high", "--publisher", "SAMSIK", "--url", "https://x.dk", "--dry-run"),
    "system add": (
        *("system", "add", "newone", "--name", "Ny", "--kind", "application", "--status", "in-use", "--unit", "care"),
        *("--owner", "anne", "--personal-data", "none", "--dry-run"),
    ),
    "rate": ("rate", "nexus", "fire"),
    "risks": ("risks",),
    "systems": ("systems",),
    "actions": ("actions",),
    "show": ("show", "nexus"),
    "matrix": ("matrix",),
    "report": ("report", "--quarter", "2026Q4"),
    "audit": ("audit",),
    "history": ("history", "nexus"),
    "diff": ("diff", "HEAD", "HEAD"),
    "doctor": ("doctor",),
    "rules": ("rules",),
    "explain": ("explain", "P5.4"),
    "schema": ("schema", "system"),
    "completion": ("completion", "bash"),
}
"""A call of each command that is right, in which one value at a time is put wrong."""


ENDED: Final = {"action progress": "running", "action done": "running", "action effect": "finished"}
"""The action that a step is tried on, where it is not the one that is planned."""
FREE: Final = ("TEXT", "NAME", "CASE", "P", "FILE", "PATH", "DIR", "KEY")
"""What takes any words, or a file: nothing is nonsense there."""
UNREAD: Final = {
    *((name, option) for name in ("rules", "explain", "completion", "init") for option in ("--now", "--register")),
    ("diff", "--now"),
    ("schema", "--now"),
}
"""Options that every command takes and these have no use for."""
NONSENSE: Final = ("i morgen", "12-03-2026")
EXAMPLES: Final[Mapping[str, str]] = {
    "DATE": "2026-",
    "MOMENT": "+01:00",
    "REV|DATE": "2026-06-30",
    "REF": "HEAD~",
    "LEVEL": "critical",
    "L": "critical",
    "ROLE": "executive-board",
    "PERSON": "anne",
    "OWNER": "anne",
    "P30D": "P30D",
    "2026Q3": "2026Q3",
    "2027": "2027",
    "0-100": "40",
    "URL": "https://",
    "KR": "10",
    "HOURS": "10",
    "N": "10",
    "RISK": "riskctl risks",
    "UNIT": "care",
    "U": "care",
    "da|en": "da",
    "CONTROL=LEVEL": "backup",
    "FORMAT=FILE": "--output sarif=check.sarif",
    "PROCESS=IMPORTANCE": "home-care",
    "SYSTEM=IMPORTANCE": "riskctl systems",
    "COMMIT": "--anchor ",
    "K": "plan",
    "TYPE": "technical",
    "STATE": "started",
    "STATUS": "in-use",
    "CATEGORY": "outage",
}
"""What an example of right holds, by what the option takes."""
OWN_EXAMPLES: Final[Mapping[tuple[str, str], str]] = {
    ("due", "--owner"): "anne",
    ("risks", "--owner"): "anne",
    ("systems", "--owner"): "anne",
    ("actions", "--owner"): "anne",
    ("event add", "--process"): "home-care",
    ("event add", "--unit"): "care",
    ("event add", "--threat"): "fire",
    ("assess", "--threat"): "fire",
    ("escalate", "--to"): "chief-executive",
    ("check", "--since"): "origin/main",
    ("audit", "--since"): "--since HEAD~20",
    ("init", "--matrix"): "kl-os2",
    ("report", "--system"): "riskctl systems",
    ("report", "--unit"): "care",
    ("event add", "--kind"): "incident",
    ("system add", "--kind"): "application",
    ("threat level", "--by"): "anne",
    ("action add", "--id"): "i-morgen",
    ("report", "--since"): "--since 2026-",
}


def options() -> Iterator[tuple[str, str, str]]:
    """Yield each option of each command that takes something in particular: command, option, what it takes."""
    for name in COMMANDS:
        for param in build(Words("da"), [name]).commands[name].params:
            takes = str(param.metavar or "")
            if param.param_type_name != "option" or param.is_flag or param.hidden or takes in FREE:
                continue
            if (name, param.opts[-1]) not in UNREAD:
                yield name, param.opts[-1], takes


def argv(name: str, option: str, value: str) -> tuple[str, ...]:
    """Return a call that is right but for one option."""
    words = [ENDED.get(name, each) if each == "backup" and name.startswith("action") else each for each in VALID[name]]
    if (name, option) == ("report", "--since"):
        words = ["report", "--deviations"]
    if (name, option) in (("report", "--system"), ("report", "--unit")):
        words = ["report"]
    if (name, option) == ("diff", "--at"):
        words = ["diff", "HEAD"]
    return (*words, option, value)


@pytest.fixture
def steps(planned: Path) -> Path:
    """The register, with an action at each step."""
    started = {**ACTION, "started_at": datetime.fromisoformat("2026-11-21T12:00:00+01:00")}
    finished = {**started, "completed_at": datetime.fromisoformat("2026-11-22T12:00:00+01:00")}
    write(planned, {"actions/running.yaml": started, "actions/finished.yaml": finished})
    return planned


def test_nonsense_in_every_option(call: Run, steps: Path) -> None:
    before, wrong = snapshot(steps.parent), []
    for name, option, takes in options():
        for value in NONSENSE[: 1 if option == "--id" else 2]:  # a date the Danish way could be an id
            code, out, err = call(*argv(name, option, value))
            lines = err.splitlines()
            example = OWN_EXAMPLES.get((name, option)) or EXAMPLES.get(takes) or takes.partition("|")[0]
            clear = len(lines) == 2 and lines[0].startswith("riskctl: fejl: ") and lines[1].startswith("  Gør sådan: ")
            if (code, out) != (2, "") or not clear or (takes not in ("ID", "FORMAT") and example not in lines[1]):
                wrong.append(f"{name} {option} {takes} {value!r}: {code} {out[:60]!r} {err}")
    assert not wrong, "\n".join(wrong)
    assert snapshot(steps.parent) == before


NAMED: Final = {
    "assess": ("assess", "{}", "--no-input", "--dry-run"),
    "approve": ("approve", "{}", "--as", "executive-board", "--by", "erik", "--evidence", "1", "--dry-run"),
    "action start": ("action", "start", "{}", "--dry-run"),
    "action move": ("action", "move", "{}", "--due", "2027-05-01", "--dry-run"),
    "escalate": ("escalate", "{}", "--dry-run"),
    "threat level": ("threat", "level", "{}", "high", "--dry-run"),
    "threat level's level": ("threat", "level", "fire", "{}", "--dry-run"),
    "rate": ("rate", "{}"),
    "rate's threat": ("rate", "nexus", "{}"),
    "show": ("show", "{}"),
    "history": ("history", "{}"),
    "diff": ("diff", "{}"),
    "explain": ("explain", "{}"),
    "completion": ("completion", "{}"),
    "system add": ("system", "add", "{}", "--name", "x", "--dry-run"),
}


@pytest.mark.parametrize("name", NAMED)
def test_nonsense_as_what_a_command_is_about(call: Run, steps: Path, name: str) -> None:
    before = snapshot(steps.parent)
    code, out, err = call(*(each.format("xyzzy qux") for each in NAMED[name]))
    first, second = err.splitlines()
    assert (code, out) == (2, "")
    assert first.startswith("riskctl: fejl: ")
    assert second.startswith("  Gør sådan: ")
    assert snapshot(steps.parent) == before


@pytest.mark.parametrize(
    ("argv", "meant"),
    [
        (("show", "nexsu"), "nexus"),
        (("rate", "nexus", "ransomwear"), "ransomware"),
        (("rate", "nexus", "Oversvømmelse"), "flood"),
        (("threat", "level", "fier", "high", "--dry-run"), "fire"),
        (("due", "--owner", "ane"), "anne"),
        (("due", "--owner", "Anne Tst"), "anne"),
        (("due", "--unit", "Omsrg"), "care"),
        (("due", "--kind", "plans"), "plan"),
        (("due", "--level", "kritisk"), "critical"),
        (("risks", "--system", "omsorgssystem"), "nexus"),
        (("action", "start", "bakup", "--dry-run"), "backup"),
        (("escalate", "always:nexus#ransomwar", "--dry-run"), "always:nexus#ransomware"),
        (("deu",), "due"),
        (("action", "strat"), "start"),
        (("event", "add", "--title", "x", "--kind", "incidnet", "--dry-run"), "incident"),
        (("due", "--ower", "anne"), "--owner"),
        (("explain", "P3.7-hihg"), "P3.7-high"),
    ],
)
def test_what_was_probably_meant(call: Run, steps: Path, argv: tuple[str, ...], meant: str) -> None:
    code, out, err = call(*argv)
    assert (code, out) == (2, "")
    assert f"Mente du {meant}" in err, err


@pytest.mark.parametrize(
    ("argv", "hint"),
    [
        (("rate", "nexus", "qqq"), "Der er for eksempel fire, flood og ransomware; alle står i mappen threats."),
        (("due", "--owner", "qqq"), "Der er for eksempel anne, bent og bo; alle står i organisation.yaml."),
        (("due", "--unit", "qqq"), "Der er for eksempel care; alle står i organisation.yaml."),
        (("risks", "--system", "qqq"), "'riskctl systems' viser systemerne."),
        (("action", "start", "qqq", "--dry-run"), "'riskctl actions' viser handlingerne."),
        (("assess", "nexus", "--event", "qqq", "--dry-run"), "Der er ingen endnu."),
    ],
)
def test_the_hint_fits_what_was_asked_for(call: Run, steps: Path, argv: tuple[str, ...], hint: str) -> None:
    code, _, err = call(*argv)
    assert (code, err.splitlines()[1]) == (2, f"  Gør sådan: {hint}")


def test_a_system_cannot_have_been_registered_tomorrow(call: Run, steps: Path) -> None:
    before = snapshot(steps.parent)
    code, out, err = call(*VALID["system add"], "--registered", "2026-11-24")
    assert (code, out) == (2, "")
    assert "--registered 2026-11-23" in err
    assert snapshot(steps.parent) == before


def test_a_level_needs_a_publisher_and_an_empty_note_is_none(call: Run, steps: Path) -> None:
    code, _, err = call(*VALID["threat level"], "--publisher", " ")
    assert (code, err.splitlines()[1]) == (2, "  Gør sådan: Skriv for eksempel --publisher SAMSIK.")
    code, out, _ = call(*VALID["threat level"], "--note", "")
    assert code == 0
    assert "note" not in out
