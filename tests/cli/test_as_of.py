"""Every reading command takes `--at`: the same question gives the same bytes, wherever and whenever it is asked."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

from riskctl.cli import session
from riskctl.cli.main import COMMANDS, main
from tests.cli.lives import Life, live

READING: Final = sorted(
    name for name, module in COMMANDS.items() if import_module(f"riskctl.cli.{module}").COMMANDS[name][1]
)
QUESTIONS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "actions": (("actions",), ("actions", "--json")),
    "audit": (("audit",), ("audit", "--json")),
    "check": (("check",), ("check", "--json")),
    "diff": (("diff", "2026-03-15"), ("diff", "2026-03-15", "--json")),
    "due": (("due", "--all"), ("due", "--json"), ("due", "--format", "ics"), ("due", "--year", "2027")),
    "history": (("history", "nexus"), ("history", "nexus#ransomware", "--json"), ("history", "backup")),
    "matrix": (("matrix",), ("matrix", "--json")),
    "rate": (("rate", "nexus"), ("rate", "nexus", "--json")),
    "report": (("report", "--quarter", "2026Q2"), ("report", "--quarter", "2026Q2", "--json")),
    "risks": (("risks",), ("risks", "--json")),
    "show": (("show", "nexus#ransomware"), ("show", "backup", "--json")),
    "systems": (("systems",), ("systems", "--json")),
}
"""What is asked of each command that reads."""
ASKED: Final = [question for name in READING for question in QUESTIONS.get(name, ())]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Life, dict[str, str]]:
    """The life of nexus; not to be written to."""
    return live(tmp_path_factory.mktemp("life") / "repo")


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str, str, str], None]:
    """Go to another clock, time zone and locale, in another folder."""

    def go(now: str, zone: str, locale: str) -> None:
        monkeypatch.setattr(session, "_system_clock", lambda: datetime.fromisoformat(now).astimezone(UTC))
        monkeypatch.setenv("TZ", zone)
        monkeypatch.setenv("LC_ALL", locale)
        monkeypatch.setenv("LANG", locale)
        monkeypatch.delenv("RISKCTL_NOW", raising=False)
        folder = tmp_path / zone.replace("/", "-")
        folder.mkdir(exist_ok=True)
        monkeypatch.chdir(folder)
        time.tzset()

    return go


def test_every_reading_command_is_asked() -> None:
    assert set(READING) <= set(QUESTIONS)


@pytest.mark.parametrize("question", ASKED, ids=" ".join)
def test_the_same_bytes_at_any_clock_place_zone_and_locale(
    lived: tuple[Life, dict[str, str]],
    moved: Callable[[str, str, str], None],
    capsys: pytest.CaptureFixture[str],
    question: tuple[str, ...],
) -> None:
    life, commits = lived
    asked = [
        *question,
        "--register",
        str(life.register),
        "--at",
        commits["wrong"],
        "--now",
        "2026-07-20T12:00:00+02:00",
    ]
    said = []
    for now, zone, locale in (("2026-07-21T08:00:00Z", "UTC", "C"), ("2031-02-28T23:59:00Z", "Asia/Tokyo", "da_DK")):
        moved(now, zone, locale)
        capsys.readouterr()
        said.append((main(asked), *capsys.readouterr()))
    assert said[0] == said[1]
    assert said[0][0] in (0, 1)
    assert said[0][1]


@pytest.mark.parametrize("name", ["due", "risks", "systems", "actions", "show", "check", "matrix", "rate", "report"])
def test_a_date_sets_the_clock_too(
    lived: tuple[Life, dict[str, str]],
    moved: Callable[[str, str, str], None],
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    life, _ = lived
    said = []
    for now, zone in (("2026-07-21T08:00:00Z", "UTC"), ("2031-02-28T23:59:00Z", "America/New_York")):
        moved(now, zone, "C")
        for at in ("2026-06-02", "2026-03-16"):
            capsys.readouterr()
            asked = ["--quarter", "2026Q1"] if name == "report" else []
            code = main([*_question(name), *asked, "--register", str(life.register), "--at", at])
            said.append((at, code, *capsys.readouterr()))
    assert said[:2] == said[2:]


def _question(name: str) -> tuple[str, ...]:
    return {"show": ("show", "nexus"), "rate": ("rate", "nexus")}.get(name, (name, "--json"))


def test_an_older_date_gives_what_was_there_then(
    lived: tuple[Life, dict[str, str]], run: Callable[..., tuple[int, str, str]]
) -> None:
    import json

    life, _ = lived

    def levels(at: str) -> dict[str, str]:
        code, out, err = run("risks", "--json", "--register", str(life.register), "--at", at, now=None)
        assert code == 0, err
        return {each["id"]: each["level"] for each in json.loads(out)["risks"]}

    assert levels("2026-03-14") == {}
    assert levels("2026-03-15") == {"nexus#ransomware": "critical", "nexus#fire": "medium"}
    assert levels("2026-05-31") == {"nexus#ransomware": "critical", "nexus#fire": "medium"}
    assert levels("2026-06-01") == {"nexus#ransomware": "high"}


def test_nothing_of_the_working_tree_shows(
    lived: tuple[Life, dict[str, str]], run: Callable[..., tuple[int, str, str]]
) -> None:
    life, commits = lived
    code, out, err = run("actions", "--json", "--register", str(life.register), "--at", commits["first"])
    assert (code, json_of(out)["actions"]) == (0, []), err


def json_of(text: str) -> dict[str, list[object]]:
    import json

    found: dict[str, list[object]] = json.loads(text)
    return found


def teardown_module() -> None:
    """Give the process its own time zone back."""
    os.environ.pop("TZ", None)
    time.tzset()
