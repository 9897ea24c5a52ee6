"""P7.2: the register as of a clock: what is dated after it is not so yet."""

from collections.abc import Callable
from typing import Any

import pytest

from riskctl.core.fields import Entity
from riskctl.core.register import Register, as_of
from tests.builders import (
    action,
    approval,
    assessment,
    cancelled,
    clock,
    decision,
    effect,
    escalation,
    event,
    moment,
    register,
    sha256,
    system,
)

AT = "2026-11-23T12:00"
SEEN_AT = ["2026-11-23T11:59:59", AT, "2026-11-23T12:00:01"]


def progress(percent: int, at: str) -> dict[str, Any]:
    return {"at": moment(at), "by": "carl", "percent": percent, "note": "Bestilt"}


RULING = decision("nexus/2026-03-14", sha256(b""), "high")
ENTITIES: list[tuple[str, Entity, str]] = [
    ("an event", event("2026-11-23-it", at=AT, systems=["nexus"]), "events"),
    ("an assessment", assessment("nexus/2026-11-23", AT), "assessments"),
    ("an approval", approval("2026-11-23-it", RULING, role="director", at=AT), "approvals"),
    ("an escalation", escalation("2026-11-23-it", "always:nexus#fire", "management", AT), "escalations"),
    ("an action planned", action("a", planned=AT), "actions"),
]


@pytest.mark.parametrize(("entity", "folder"), [pytest.param(*row[1:], id=row[0]) for row in ENTITIES])
def test_what_is_there_from_its_moment_on(entity: Entity, folder: str) -> None:
    found = [entity.id in getattr(as_of(register(entity), clock(now)), folder) for now in SEEN_AT]
    assert found == [False, True, True]


def test_an_action_that_was_never_planned_stays() -> None:
    assert "a" in as_of(register(action("a", planned=None)), clock(AT)).actions


@pytest.mark.parametrize(("registered", "there"), [("2026-11-22", True), ("2026-11-23", True), ("2026-11-24", False)])
def test_a_system_is_there_from_the_day_it_was_registered(registered: str, *, there: bool) -> None:
    assert ("nexus" in as_of(register(system("nexus", registered=registered)), clock(AT)).systems) is there


DONE = "2026-11-01T12:00"
STEPS: list[tuple[str, dict[str, Any], Callable[[Register], object], object, object]] = [
    ("started", {"started": AT}, lambda seen: seen.actions["a"].state, "open", "started"),
    ("completed", {"started": DONE, "completed": AT}, lambda seen: seen.actions["a"].state, "started", "completed"),
    (
        "cancelled",
        {"started": DONE, "cancelled": cancelled(AT)},
        lambda seen: seen.actions["a"].state,
        "started",
        "cancelled",
    ),
    (
        "its effect found",
        {"completed": DONE, "effect": effect("low", AT)},
        lambda seen: seen.actions["a"].effect is not None,
        False,
        True,
    ),
    (
        "further on",
        {"progress": [progress(10, DONE), progress(60, AT)]},
        lambda seen: seen.actions["a"].progress[-1].percent,
        10,
        60,
    ),
]


@pytest.mark.parametrize(("fields", "look", "before", "after"), [pytest.param(*row[1:], id=row[0]) for row in STEPS])
def test_an_action_as_it_stood(
    fields: dict[str, Any], look: Callable[[Register], object], before: object, after: object
) -> None:
    whole = register(action("a", planned="2026-10-01T12:00", **fields))
    assert [look(as_of(whole, clock(now))) for now in SEEN_AT] == [before, after, after]
