"""P3.11: when a low risk may be confirmed unchanged."""

import pytest

from riskctl.core.fields import Entity
from riskctl.core.views.meeting import Meeting
from riskctl.core.views.minutes import obstacles
from tests.builders import assessment, controls, event, process, risk, source, system, threat, world

PROCESS = process("p", 2)
NEXUS = system("nexus", "medium", supports="p:essential", controls=controls(backup=3))
FIRE = threat("fire", source("medium", "2026-11-01"))
LOW = {"threat_level": "medium", "resilience": 3, "consequence": 2, "likelihood": 2}
BEFORE = assessment("nexus/2025-11-20", risks={"fire": risk("low", "low", **LOW)})
"""Medium threat and resilience 3 give likelihood 2; with consequence 2 that is low."""


def found(*entities: Entity, process_: Entity = PROCESS, nexus: Entity = NEXUS, fire: Entity = FIRE) -> list[str]:
    """Why nexus can't be confirmed unchanged."""
    seen = world(process_, nexus, fire, *entities, now="2026-11-23T12:00")
    return [each.name for each in obstacles(Meeting(seen.engine, "nexus"))]


def test_low_and_nothing_has_happened() -> None:
    assert found(BEFORE) == []


@pytest.mark.parametrize("level", ["medium", "high", "critical"])
def test_refused_above_low(level: str) -> None:
    assert "level" in found(assessment("nexus/2025-11-20", risks={"fire": risk(level, "low", **LOW)}))


def test_refused_when_one_of_several_is_above_low() -> None:
    risks = {"fire": risk("low", "low", **LOW), "fire-2": risk("medium", "low", threat="fire", **LOW)}
    assert found(assessment("nexus/2025-11-20", risks=risks)).count("level") == 1


def test_refused_while_an_event_waits() -> None:
    assert found(BEFORE, event("2026-03-01-it", systems=["nexus"])) == ["event"]


def test_an_event_that_does_not_count_for_the_class_does_not_wait() -> None:
    assert found(BEFORE, event("2026-03-01-it", "change-organisation", "minor", systems=["nexus"])) == []


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"process_": process("p", 4)}, id="consequence"),
        pytest.param({"fire": threat("fire", source("very-high", "2026-11-01"))}, id="threat"),
        pytest.param(
            {"nexus": system("nexus", "medium", supports="p:essential", controls=controls(backup=1))}, id="controls"
        ),
    ],
)
def test_refused_when_today_would_give_another_level(changed: dict[str, Entity]) -> None:
    assert found(BEFORE, **changed) == ["moved"]


def test_allowed_when_the_inputs_moved_but_not_the_level() -> None:
    better = system("nexus", "medium", supports="p:essential", controls=controls(backup=2))
    assert found(BEFORE, nexus=better) == []


def test_refused_when_never_assessed() -> None:
    assert found() == ["never"]
