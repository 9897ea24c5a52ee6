"""HIS107: an assessment that states a lower class than its system has; decided in the trust design (lowered by hand).

The class decides who approves the assessment.
"""

import pytest

from tests.builders import system
from tests.core.trail.history import (
    NEXUS,
    START,
    Content,
    Draft,
    History,
    Special,
    assessed,
    begun,
    bytes_of,
    with_version,
)

SYSTEM = "systems/nexus.yaml"
TOLD = [("HIS107", NEXUS)]
COMPLETED = "2026-03-14T14:30"


@pytest.mark.parametrize(
    ("stated", "class_", "told"),
    [
        ("medium", "high", True),
        ("high", "critical", True),
        ("high", "high", False),
        ("critical", "high", False),
        (None, "high", False),
    ],
)
def test_a_class_stated_lower_than_the_systems(stated: str | None, class_: str, *, told: bool) -> None:
    history = begun({SYSTEM: system("nexus", class_)})
    trail = history.commit("2026-03-14T15:00", files={NEXUS: assessed(criticality=stated)}).trail()
    values = {"kind": "class", "level": stated, "class": class_}
    assert [(each.code, each.path, each.values) for each in trail.findings] == ([(*TOLD[0], values)] if told else [])


def test_what_the_register_begins_with_is_trusted() -> None:
    assert begun({NEXUS: assessed(criticality="low")}).found(now="2026-03-14T15:00") == []


def test_before_there_is_a_policy_no_class_is_judged() -> None:
    files: dict[str, Content] = {SYSTEM: system("nexus", "high"), NEXUS: assessed(criticality="low")}
    assert History().commit(files=files).found() == []


@pytest.mark.parametrize("content", [None, b"kan ikke laeses", Special("120000", bytes_of(system("nexus", "high")))])
def test_a_system_that_can_not_be_read_has_no_class(content: Content | None) -> None:
    history = begun().commit(files={SYSTEM: content})
    found = history.commit("2026-03-14T15:00", files={NEXUS: assessed(criticality="low")}).found()
    assert [each for each in found if each[0] == "HIS107"] == []


def raised(at: str, committed: str, first: Content | None = None, window: str = "P30D") -> list[tuple[str, str]]:
    """What is found where the class was raised from medium at a moment, and the assessment states medium."""
    files = {
        SYSTEM: first or system("nexus", "medium"),
        "procedure.yaml": with_version("2026.1", approval_window=window),
    }
    history = begun(files).commit(at, files={SYSTEM: system("nexus", "high")})
    return history.commit(committed, files={NEXUS: assessed(criticality="medium")}).found()


@pytest.mark.parametrize(
    ("at", "told"),
    [("2026-03-10T09:00", True), (COMPLETED, True), ("2026-03-14T14:31", False), ("2026-03-16T09:00", False)],
)
def test_a_class_that_the_system_had_when_it_was_completed_will_do(at: str, *, told: bool) -> None:
    assert raised(at, "2026-03-17T10:00") == (TOLD if told else [])


@pytest.mark.parametrize(("committed", "told"), [("2026-04-15T23:59", False), ("2026-04-16T00:00", True)])
def test_no_older_class_than_an_approval_may_be(committed: str, *, told: bool) -> None:
    """The window of 30 days counts from the day on which the class was raised."""
    assert raised("2026-03-16T09:00", committed) == (TOLD if told else [])
    assert raised("2026-03-16T00:30", committed) == (TOLD if told else [])


def test_the_window_is_that_of_the_procedure() -> None:
    assert raised("2026-03-16T09:00", "2026-04-16T00:00", window="P60D") == []
    assert raised("2026-03-16T09:00", "2026-03-19T00:00", window="P2D") == TOLD


@pytest.mark.parametrize(
    "first",
    [
        system("nexus", "critical"),
        b"kan ikke laeses",
        Special("120000", bytes_of(system("nexus", "medium"))),
    ],
)
def test_what_was_higher_or_could_not_be_read_is_no_class_to_state(first: Content) -> None:
    assert TOLD[0] in raised("2026-03-16T09:00", "2026-03-17T10:00", first)


def test_any_class_that_it_had_since_will_do() -> None:
    history = begun({SYSTEM: system("nexus", "critical")})
    for at, class_ in (("2026-03-15T09:00", "medium"), ("2026-03-16T09:00", "high"), ("2026-03-17T09:00", "critical")):
        history.commit(at, files={SYSTEM: system("nexus", class_)})
    assert history.commit("2026-03-18T10:00", files={NEXUS: assessed(criticality="medium")}).found() == []


def test_a_class_lowered_in_the_step_itself_is_the_systems() -> None:
    files: dict[str, Content] = {SYSTEM: system("nexus", "medium"), NEXUS: assessed(criticality="medium")}
    assert begun().commit("2026-03-14T15:00", files=files).found() == []


def test_a_draft_states_no_class_yet() -> None:
    assert begun().commit("2026-03-14T15:00", files={NEXUS: Draft("1")}).found() == []
    assert START[SYSTEM] == system("nexus", "high")
