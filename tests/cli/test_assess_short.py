"""The short ways of `riskctl assess`: a few threats with the rest carried over, and P3.11's confirmation."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from riskctl.store.emit import emit
from tests.cli.writes import ASSESSMENT, FIRE, RISK, Run, call, check, refused, register, tree
from tests.registers import small, threat, write

__all__ = ["call", "register"]
NEW = "assessments/nexus/2026-11-23.yaml"
OLD = "assessments/nexus/2026-11-20.yaml"
FIRE_NOW: Mapping[str, Any] = {"treatment": "transfer", "residual": {"likelihood": 1, "consequence": 4}}


def answers(**fields: Any) -> str:
    """Write a file of answers; return its name."""
    Path("svar.yaml").write_text(emit({"performed_by": ["anne"], **fields}), encoding="utf-8")
    return "svar.yaml"


class TestThreat:
    """`--threat` judges a few threats, and carries the rest over as it stands."""

    def test_the_rest_is_carried_over_in_full(self, register: Path, call: Run) -> None:
        file = answers(risks={"fire": FIRE_NOW})
        code, _, err = call("assess", "nexus", "--threat", "fire", "--answers", file, "--no-input")
        assert code == 0, err
        found, before = tree(register, NEW), tree(register, OLD)
        assert found["risks"]["ransomware"] == before["risks"]["ransomware"]
        assert found["excluded"] == {"flood": "Ligger højt"}
        assert found["risks"]["fire"]["treatment"] == "transfer"
        assert list(found["risks"]) == ["ransomware", "fire"]
        assert check(register) == []

    def test_the_threat_asked_for_must_be_answered(self, register: Path, call: Run) -> None:
        err = refused(call, register, "assess", "nexus", "--threat", "fire", "--answers", answers(), "--no-input")
        assert "Der mangler et svar: risks.fire.treatment\n" in err

    def test_what_moved_of_the_rest_is_named_and_not_carried_over(self, register: Path, call: Run) -> None:
        write(register, {"threats/ransomware.yaml": threat("Ransomware", "medium", ["backup", "mfa"])})
        file = answers(risks={"fire": FIRE_NOW})
        err = refused(call, register, "assess", "nexus", "--threat", "fire", "--answers", file, "--no-input")
        assert "Der mangler et svar: risks.ransomware.treatment\n" in err

    def test_a_threat_left_out_last_time_comes_in_and_its_reason_goes(self, register: Path, call: Run) -> None:
        flood = {**FIRE_NOW, "treatment": "mitigate", "measures": ["Pumper"]}
        file = answers(risks={"flood": flood})
        code, _, err = call("assess", "nexus", "--threat", "flood", "--answers", file, "--no-input")
        assert code == 0, err
        found = tree(register, NEW)
        assert set(found["risks"]) == {"ransomware", "fire", "flood"}
        assert "excluded" not in found

    def test_two_threats_may_be_judged(self, register: Path, call: Run) -> None:
        ransomware = {**FIRE_NOW, "treatment": "mitigate", "measures": ["Ny backup"]}
        file = answers(risks={"fire": FIRE_NOW, "ransomware": ransomware})
        argv = ["--threat", "fire", "--threat", "ransomware", "--answers", file, "--no-input"]
        assert call("assess", "nexus", *argv)[0] == 0
        assert tree(register, NEW)["risks"]["ransomware"]["measures"] == ("Ny backup",)

    def test_a_template_of_a_few_threats_is_filled_in_for_the_rest(self, register: Path, call: Run) -> None:
        code, out, _ = call("assess", "nexus", "--threat", "fire", "--template")
        assert code == 0
        Path("t.yaml").write_text(out)
        assert call("assess", "nexus", "--threat", "fire", "--answers", "t.yaml", "--no-input")[0] == 0
        assert tree(register, NEW)["risks"] == tree(register, OLD)["risks"]


def test_the_event_asked_for_is_answered_whatever_occasion_the_file_states(register: Path, call: Run) -> None:
    event = {
        "kind": "change-system",
        "magnitude": "major",
        "title": "Ny version",
        "occurred_at": datetime.fromisoformat("2026-11-22T08:00:00+01:00"),
        "systems": ["nexus"],
        "reported_by": "bo",
    }
    write(register, {"events/2026-11-22-ny.yaml": event})
    ransomware = {"treatment": "mitigate", "measures": ["Backup"], "residual": {"likelihood": 1, "consequence": 4}}
    file = answers(triggers=["planned"], risks={"ransomware": ransomware}, note="Første linje.\nAnden linje.")
    code, _, err = call("assess", "nexus", "--event", "2026-11-22-ny", "--answers", file, "--no-input")
    assert code == 0, err
    assert tree(register, NEW)["triggers"] == ("planned", "2026-11-22-ny")
    assert tree(register, NEW)["note"] == "Første linje.\nAnden linje."


class TestUnchanged:
    """P3.11: only low risk, nothing open, the same levels today."""

    @pytest.fixture
    def low(self, register: Path) -> Path:
        """A register where ransomware and fire are low risks to nexus."""
        small(register, consequence=1)
        write(register, {"threats/ransomware.yaml": threat("Ransomware", "high", ["backup", "mfa"])})
        cell = {"consequence": 1, "treatment": "accept", "level": "low"}
        residual = {"likelihood": 1, "consequence": 1, "level": "low"}
        ransomware = {
            **{name: value for name, value in RISK.items() if name != "measures"},
            **cell,
            "threat_level": "high",
            "likelihood": 3,
            "inherent": "medium",
            "residual": {**residual, "likelihood": 3},
        }
        fire = {**{name: value for name, value in FIRE.items() if name != "measures"}, **cell, "inherent": "low"}
        last = {
            **ASSESSMENT,
            "criticality": "low",
            "risks": {"ransomware": ransomware, "fire": {**fire, "residual": residual}},
        }
        write(register, {OLD: last})
        assert check(register) == []
        return register

    def confirm(self, call: Run) -> tuple[int, str]:
        """Confirm; return the exit code and what was said."""
        code, _, err = call("assess", "nexus", "--unchanged", "--answers", answers(), "--no-input")
        return code, err

    def test_it_is_copied_in_full_and_says_what_was_looked_at(self, low: Path, call: Run) -> None:
        code, err = self.confirm(call)
        assert code == 0, err
        found, before = tree(low, NEW), tree(low, OLD)
        assert (found["risks"], found["excluded"]) == (before["risks"], before["excluded"])
        assert found["unchanged_since"] == "nexus/2026-11-20"
        assert "Set efter: 2 lave risici, ingen åbne begivenheder, samme niveauer med dagens register." in err
        assert check(low) == []

    def test_a_threat_that_came_since_is_told(self, low: Path, call: Run) -> None:
        write(low, {"threats/quake.yaml": threat("Jordskælv", "low", ["physical"])})
        code, err = self.confirm(call)
        assert code == 0
        assert "1 trussel, der passer til systemet, er hverken vurderet eller udeladt" in err

    @pytest.mark.parametrize(
        ("contents", "reason"),
        [
            (
                {"threats/ransomware.yaml": threat("Ransomware", "very-high", ["backup", "mfa"])},
                "Ransomware var lav, men dagens register giver medium",
            ),
            (
                {
                    "events/2026-11-21-nedbrud.yaml": {
                        "kind": "incident",
                        "category": "outage",
                        "magnitude": "minor",
                        "title": "Nedbrud",
                        "occurred_at": datetime.fromisoformat("2026-11-21T08:00:00+01:00"),
                        "systems": ["nexus"],
                        "reported_by": "bo",
                    }
                },
                "Nedbrud (21. nov. 2026) er ikke besvaret",
            ),
        ],
    )
    def test_it_is_refused_with_the_reason(
        self, low: Path, call: Run, contents: dict[str, dict[str, Any]], reason: str
    ) -> None:
        write(low, contents)
        code, err = self.confirm(call)
        assert code == 1
        assert reason in err
        assert not (low / NEW).exists()

    def test_every_reason_is_said_at_once(self, low: Path, call: Run) -> None:
        write(low, {"threats/ransomware.yaml": threat("Ransomware", "very-high", ["backup", "mfa"])})
        last = tree(low, OLD)
        assert last["risks"]["fire"]["residual"]["level"] == "low"
        text = (low / OLD).read_text()
        place = text.rindex("level: low")
        (low / OLD).write_text(text[:place] + "level: medium" + text[place + len("level: low") :])
        code, err = self.confirm(call)
        assert code == 1
        assert "Ransomware var lav, men dagens register giver medium" in err
        assert "Brand har restrisikoen medium" in err

    @pytest.mark.parametrize("other", [["--threat", "fire"], ["--event", "x"]])
    def test_it_goes_with_neither_threats_nor_events(self, low: Path, call: Run, other: list[str]) -> None:
        assert "kan ikke bruges sammen" in refused(call, low, "assess", "nexus", "--unchanged", *other, "--no-input")
