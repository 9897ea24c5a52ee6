"""`riskctl threat level`: every risk it moves is shown before it is written (P4.2.2, P4.0.3)."""

from pathlib import Path

import pytest

from tests.cli.writes import Run, Terminal, call, check, refused, register, told, tree
from tests.store.test_write import git, snapshot

__all__ = ["call", "register"]

PATH = "threats/ransomware.yaml"
NEW = ("--publisher", "SAMSIK", "--on", "2026-11-20", "--url", "https://example.org/nov")


def test_a_source_is_put_last_and_the_risks_it_moves_are_named(call: Run, register: Path) -> None:
    before = (register / "threats/fire.yaml").read_bytes()
    found = told(call, "threat", "level", "fire", "very-high", *NEW, "--note", "Brandvarsel", "--commit")
    assert found["level"] == {"from": "low", "to": "very-high"}
    assert found["moved"] == [{"risk": "nexus#fire", "from": "medium", "to": "high"}]
    after = (register / "threats/fire.yaml").read_bytes()
    assert after.startswith(before.rstrip(b"\n"))
    assert tree(register, "threats/fire.yaml")["sources"][-1] == {
        "publisher": "SAMSIK",
        "level": "very-high",
        "date": "2026-11-20",
        "url": "https://example.org/nov",
        "note": "Brandvarsel",
    }
    assert git(register.parent, "log", "-1", "--format=%s") == "Trusselsniveau: Brand meget højt"
    assert check(register) == []


def test_a_fall_waits_for_the_older_source_to_run_out(call: Run, register: Path) -> None:
    found = told(call, "threat", "level", "ransomware", "low", *NEW)
    assert found["level"] == {"from": "very-high", "to": "very-high"}
    assert found["moved"] == []


def test_an_own_judgement_wins_at_once(call: Run, register: Path) -> None:
    found = told(call, "threat", "level", "ransomware", "low", "--own", "--reason", "Vi er ude af: det", "--by", "bo")
    assert found["level"] == {"from": "very-high", "to": "low"}
    assert found["moved"] == [{"risk": "nexus#ransomware", "from": "critical", "to": "high"}]
    assert tree(register, PATH)["own_judgement"] == {
        "level": "low",
        "date": "2026-11-23",
        "by": "bo",
        "reason": "Vi er ude af: det",
    }
    told(call, "threat", "level", "ransomware", "high", "--own", "--reason", "Igen, nu", "--on", "2026-11-22")
    assert tree(register, PATH)["own_judgement"] == {
        "level": "high",
        "date": "2026-11-22",
        "by": "anne",
        "reason": "Igen, nu",
    }
    code, out, _ = call("threat", "level", "ransomware", "low", *NEW)
    assert code == 0
    assert "Egen vurdering fra 22. nov. 2026 gælder" in out
    assert check(register) == []


def test_a_new_date_closes_a_level_that_was_due(call: Run, register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RISKCTL_NOW", "2027-02-01T12:00:00+01:00")
    item = next(each for each in told(call, "due", "--all")["items"] if each["id"] == "threat:fire")
    assert (item["due"], item["status"]) == ("2027-01-05", "overdue")
    told(call, "threat", "level", "fire", "low", "--publisher", "SAMSIK", "--url", "https://example.org/2027")
    item = next(each for each in told(call, "due", "--all")["items"] if each["id"] == "threat:fire")
    assert (item["due"], item["status"]) == ("2028-02-01", "upcoming")


def test_in_a_terminal_it_is_shown_before_it_is_written(register: Path) -> None:
    before = snapshot(register)
    person = Terminal(register.parent, "threat", "level", "fire", "very-high", *NEW)
    person.child.expect_exact("Brand – Nexus omsorgssystem: ◔ medium → ◑ høj")
    person.answer("Gem niveauet?", "n")
    assert "Intet er gemt." in person.end()
    assert snapshot(register) == before
    person = Terminal(register.parent, "threat", "level", "fire", "very-high", *NEW)
    person.answer("Gem niveauet?", "j")
    assert "Gemt: threats/fire.yaml" in person.end()
    assert snapshot(register) != before


def test_all_of_it_can_be_asked_for(register: Path) -> None:
    person = Terminal(register.parent, "threat", "level", "fire")
    person.answer("Hvilket niveau?", "4")
    person.answer("Hvem har udgivet", "SAMSIK")
    person.answer("Hvor kan den læses?", "https://example.org/nov")
    person.answer("Gem niveauet?", "")
    person.end()
    assert tree(register, "threats/fire.yaml")["sources"][-1]["date"] == "2026-11-23"


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("ransomwar", "high", *NEW), "Mente du ransomware?"),
        (("ransomware", "huge", *NEW), "none, low, medium, high"),
        (("ransomware",), "LEVEL mangler."),
        (("ransomware", "high"), "--publisher mangler."),
        (("ransomware", "high", "--publisher", "SAMSIK"), "--url mangler."),
        (("ransomware", "high", "--publisher", "SAMSIK", "--url", "samsik.dk"), "--url https://samsik.dk/"),
        (("ransomware", "high", *NEW[:2], *NEW[4:], "--on", "20-11-2026"), "--on 2026-11-23"),
        (("ransomware", "high", *NEW[:2], *NEW[4:], "--on", "2026-11-24"), "er ikke kommet endnu"),
        (("ransomware", "high", "--own"), "--reason mangler."),
        (("ransomware", "high", "--own", "--reason", "x", "--url", "https://x.dk"), "--url og --own"),
        (("ransomware", "high", *NEW, "--reason", "x"), "--reason og --publisher"),
        (("ransomware", "high", *NEW[:4], "--url", "https://x.dk/a b"), "threats/ransomware.yaml"),
    ],
)
def test_refused_with_nothing_written(call: Run, register: Path, argv: tuple[str, ...], said: str) -> None:
    assert said in refused(call, register, "threat", "level", *argv)
